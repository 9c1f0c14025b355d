"""Where a text says that somebody belongs to an organisation, and the agencies that open dispatches.

What belongs here: nouns whose complement is an organisation ("PDG de X", "chez X"). What does not: nouns that announce
a name (`organisation_labels`), known names (`known_organisations`), the grammar of long names
(`organisation_phrases`), legal forms (`firm_names`), acronyms (`acronyms`), weighing the clues (`decisions`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from orchestration import lexicon
from orchestration.extraction.capital_runs import legal_forms, name_start, run_end
from orchestration.extraction.clues import Clue, Passage
from orchestration.extraction.known_organisations import find_known_clues
from orchestration.extraction.organisation_labels import find_label_clues
from orchestration.extraction.persons import is_given_name
from orchestration.extraction.surface import WordTrie, fold_words
from orchestration.extraction.vocabulary import is_common

_SHORTEST_ACRONYM = 2
_ACRONYM_OF = 2.5
# By the strength of a noun whose complement is a firm: "filiale" has no person or place behind it.
_FIRM_WEIGHTS = {"only": 3.5, "firm": 3.0}
_ORDINARY_WORD = 2.5
_DATELINE = re.compile(r"\)\s*[-–—]\s")
_LONGEST_DATELINE = 8


def find_organisation_clues(passage: Passage) -> Iterator[Clue]:
    """Every clue that some words name an organisation."""
    yield from find_known_clues(passage)
    yield from _datelines(passage)
    yield from find_label_clues(passage)
    nouns = _belonging_nouns()
    for index in passage.where(nouns.openings):
        owner = nouns.longest(passage.folded, index, passage.joined)
        if owner is not None and passage.words[index].text not in legal_forms():
            yield from _belonging(passage, owner[0] - 1, owner[1])


def _datelines(passage: Passage) -> Iterator[Clue]:
    """The agency that opens a dispatch: "BREST, 19 juin 2026 (ANF) - …"."""
    words = passage.words
    for index in range(1, len(words) - 1):
        word = words[index]
        if word.cap and word.gap == " (" and _DATELINE.match(words[index + 1].gap) and word.text.isupper():
            nearest = max(index - _LONGEST_DATELINE, 0)
            if any(before.gap == "\n" for before in words[nearest:index]):
                yield Clue(index, index + 1, "organisation", 3.0, "dateline", "media")


@cache
def _belonging_nouns() -> WordTrie[str]:
    """Nouns whose complement is an organisation, singular and plural, with their strength."""
    trie: WordTrie[str] = WordTrie()
    for noun, strength in lexicon.table("fr", "belonging_nouns").items():
        head, *rest = fold_words(noun)
        for form in (head, f"{head}s", f"{head} "):
            trie.add((form, *rest), strength)
    return trie


def _belonging(passage: Passage, index: int, strength: str) -> Iterator[Clue]:
    """What somebody belongs to is an organisation ("PDG de X", "chez X"), unless it is a place."""
    at = _complement(passage, index)
    if at is None or not (passage.joined(at) and passage.cap(at)) or is_given_name(passage.words[at].text):
        return
    at = name_start(passage, at)
    last = run_end(passage, at)
    if last - at == 1 and passage.folded[at - 1] == "des":
        return
    is_firm = strength in _FIRM_WEIGHTS
    if not all(is_common(word.text) for word in passage.words[at:last]):
        weak = _ACRONYM_OF if _is_acronym_after_article(passage, at, last) else 2.0
        yield Clue(
            at, last, "organisation", _FIRM_WEIGHTS.get(strength, weak), "belonging", "company" if is_firm else None
        )
    elif is_firm and passage.pos(at) == "PROPN":
        yield Clue(at, last, "organisation", _ORDINARY_WORD, "belonging", "company")
    else:
        yield Clue(at, last, "organisation", 1.5 if last - at > 1 else 0.5, "belonging")


def _is_acronym_after_article(passage: Passage, first: int, last: int) -> bool:
    """Whether "de la", "du" lead to an acronym: no place that the model may see there is written so."""
    text = passage.words[first].text
    is_acronym = last - first == 1 and text.isalpha() and text.isupper() and len(text) > _SHORTEST_ACRONYM
    return is_acronym and passage.folded[first - 1] in {"la", "l'", "du"}


def _complement(passage: Passage, index: int) -> int | None:
    """The word that a noun governs: after "de", "du", "de la", adjectives of the noun set aside; right after "chez"."""
    at = index + 1
    if passage.folded[index].strip() in {"chez", "ex"}:
        return at
    while at - index <= 3 and passage.joined(at) and passage.pos(at) == "ADJ" and not passage.cap(at):
        at += 1
    at = _after_share(passage, at)
    if not ((passage.joined(at) or _is_share(passage, at)) and passage.folded[at] in {"de", "d'", "du", "des"}):
        return None
    at += 1
    return at + 1 if passage.joined(at) and passage.folded[at] in {"la", "l'"} else at


def _is_share(passage: Passage, index: int) -> bool:
    """Whether a percentage ends before the word: "à 60 % [de]"."""
    return 0 < index < len(passage.words) and passage.words[index].gap.strip() == "%"


def _after_share(passage: Passage, index: int) -> int:
    """Step over "à 60 %", "détenue à 60 %"."""
    return (
        index + 2 if passage.joined(index) and passage.folded[index] == "a" and _is_share(passage, index + 2) else index
    )

"""Where the text says that a name is an organisation's: known names, head nouns, announcing nouns, legal forms.

What belongs here: rules that yield clues about organisations. What does not: weighing the clues (`decisions`), the
grammar of long names (`organisation_phrases`), legal forms (`firm_names`), acronyms (`acronyms`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import cast

from orchestration.extraction import lexicon
from orchestration.extraction.clues import Clue, Passage, folded_words
from orchestration.extraction.persons import holder_after_acronym, is_given_name, is_honorific
from orchestration.extraction.surface import WordTrie, fold, fold_words
from orchestration.extraction.vocabulary import is_common
from orchestration.records import OrganisationKind

_JOINING = frozenset({"of", "for", "and", "&", "the", "et"})
_ARTICLES = frozenset({"l'", "le", "la", "les"})
_QUOTES = ("« ", "«", " »", "»", '"', "“", "”")
_OPENING_QUOTES = frozenset({"«", '"', "“"})
_CLOSING_QUOTES = frozenset({"»", '"', "”"})
_LINKS = frozenset({"de", "d'", "du", "des", "en"})
LONGEST_RUN = 6
_SHORTEST_ACRONYM = 2
_ACRONYM_OF = 2.5
_LONGEST_QUOTED = 8
DETERMINERS = frozenset(
    {"l'", "le", "la", "les", "des", "un", "une", "son", "sa", "cette", "ce", "jeune", "ancien", "ancienne"}
)
# Kinds whose names are often phrases of ordinary words.
_WORDY: frozenset[OrganisationKind] = frozenset({"association", "media", "party", "school"})
_DATELINE = re.compile(r"\)\s*[-–—]\s")
_LONGEST_DATELINE = 8
# A document that names so many newspapers is a press review: there "l'Union" is one more.
_PRESS_REVIEW = 3


@dataclass(frozen=True, slots=True)
class KnownName:
    """A reviewed organisation; `use` says when the words alone do not prove that it is meant."""

    name: str
    kind: OrganisationKind
    acronym: str | None
    use: str


@cache
def known_names() -> WordTrie[KnownName]:
    """Known organisations and their acronyms by folded words."""
    trie: WordTrie[KnownName] = WordTrie()
    acronyms = []
    for row in lexicon.rows("fr", "organisations"):
        name, kind, acronym, use = (*row, "", "")[:4]
        trie.add(fold_words(name), KnownName(name, cast(OrganisationKind, kind), acronym or None, use))
        if acronym:
            acronyms.append(KnownName(acronym, cast(OrganisationKind, kind), acronym, ""))
    for known in acronyms:
        trie.add(fold_words(known.name), known)
    return trie


@cache
def _lower_case_names() -> frozenset[str]:
    return frozenset(fold(name) for name in lexicon.words("fr", "organisations") if name.islower())


@cache
def _labels() -> WordTrie[OrganisationKind]:
    trie: WordTrie[OrganisationKind] = WordTrie()
    for name, kind, *_ in lexicon.rows("fr", "organisation_labels"):
        trie.add(fold_words(name), cast(OrganisationKind, kind))
    return trie


@cache
def legal_forms() -> dict[str, str]:
    """Legal forms and closing words of company names as written, with the kind."""
    return lexicon.table("fr", "legal_forms")


@cache
def demonyms() -> frozenset[str]:
    """Folded adjectives of peoples and places, singular and plural."""
    singular = folded_words("fr", "demonyms")
    return singular | {f"{word}s" for word in singular}


@cache
def _prepositions() -> frozenset[str]:
    """Folded prepositions: capitalised, they only open a sentence."""
    rows = lexicon.rows("fr", "function_words")
    return frozenset(fold(word) for word, category, *_ in rows if category in {"preposition", "attribution"})


def run_end(passage: Passage, first: int) -> int:
    """Where the run of capitalised words that starts at `first` ends ("Bank of America", "Johnson & Johnson")."""
    words, index = passage.words, first
    while index < len(words) and index - first < LONGEST_RUN and (index == first or passage.joined(index)):
        word = words[index]
        if index > first and (is_honorific(word.text) or _person_follows(passage, first, index)):
            break
        if (
            word.cap
            or (index > first and word.text.isdigit() and len(word.text) <= 2)
            or (
                index > first
                and word.text in _JOINING
                and word.text != "et"
                and passage.joined(index + 1)
                and passage.cap(index + 1)
            )
        ):
            index += 1
        else:
            break
    return index


def _person_follows(passage: Passage, first: int, index: int) -> bool:
    """Whether a person starts inside the run ("la Culture Léa Martin"), which is not named after one."""
    words = passage.words
    if index == first + 1 and holder_after_acronym(passage, index):
        return True
    if not is_given_name(words[index].text) or is_given_name(words[first].text):
        return False
    eponymous = passage.folded[index - 1] in folded_words("fr", "eponym_heads")
    return not eponymous and passage.joined(index + 1) and passage.cap(index + 1)


def name_start(passage: Passage, index: int) -> int:
    """Where the name starts in a run of capitals: after "le Britannique", "L'" or "Chez" that opens it, "SA"."""
    word = passage.words[index]
    form_in_front = word.text.isupper() and word.text in legal_forms()
    opening = word.opens and (word.text[-1] == "'" or passage.folded[index] in _prepositions())
    skipped = form_in_front or passage.folded[index] in demonyms() or opening
    return index + 1 if skipped and passage.joined(index + 1) and passage.cap(index + 1) else index


def find_organisation_clues(passage: Passage) -> Iterator[Clue]:
    """Every clue that some words name an organisation."""
    yield from _known(passage)
    yield from _datelines(passage)
    labels = _labels()
    for index in passage.where(_announcing()):
        folded = passage.folded[index]
        hit = labels.longest(passage.folded, index)
        # Capitalised, the noun is part of the name: "la Banque Arvane".
        if hit is not None and not (passage.cap(hit[0] - 1) or _is_inside_name(passage, index)):
            yield from _announced(passage, hit[0], hit[1])
        if passage.words[index].text not in legal_forms() and (strength := _belonging_strength(folded)):
            yield from _belonging(passage, index, strength)


def _is_inside_name(passage: Passage, index: int) -> bool:
    """Whether a word goes on with a name: "la Banque centrale européenne" has no "centrale" that announces."""
    return any(passage.cap(at) and not passage.words[at].opens for at in (index, index - passage.joined(index)))


@cache
def _announcing() -> frozenset[str]:
    """The first folded words of all that tells of an organisation beside it, in every spelling that a rule takes."""
    belonging = _belonging_nouns().keys()
    plurals = {f"{noun}s" for noun in belonging}
    prefixes = {f"{noun} " for noun in belonging}
    return frozenset(_labels().openings) | belonging | plurals | prefixes


def _known(passage: Passage) -> Iterator[Clue]:
    found = []
    for index in passage.where(known_names().openings):
        folded = passage.folded[index]
        if passage.cap(index) or folded in _ARTICLES or folded in _lower_case_names():
            hit = known_names().longest(passage.folded, index, passage.joined)
            if hit is not None and _written_alike(passage, index, hit[0], hit[1].name):
                found.append((index, *hit))
    media = {known.name for _, _, known in found if known.kind == "media" and not known.use}
    for first, last, known in found:
        weight = 4.0 if not known.use else 1.0
        if known.use and _stands_as_name(passage, first, last):
            weight = 2.5 if known.use == "common" or len(media) >= _PRESS_REVIEW else 0.0
        if weight:
            yield Clue(first, last, "organisation", weight, "known_name", known.kind, known.acronym)


def _written_alike(passage: Passage, first: int, last: int, name: str) -> bool:
    """Capitals agree: acronyms and inner capitals exactly, one capital at least after the article otherwise."""
    if last - first == 1:
        text = passage.words[first].text
        return text == name if name.islower() or sum(map(str.isupper, name)) > 1 else text[0].isupper()
    return any(passage.cap(at) for at in range(first + (passage.folded[first] in _ARTICLES), last))


def _stands_as_name(passage: Passage, first: int, last: int) -> bool:
    """Whether an ordinary word is written as a name: capitalised inside a sentence or alone in quotes."""
    name = first + (passage.folded[first] in _ARTICLES)
    if name == first and passage.joined(first) and passage.folded[first - 1] in _ARTICLES:
        return False
    quoted = (
        passage.words[first].gap.endswith(_QUOTES)
        and last < len(passage.words)
        and passage.words[last].gap.startswith(_QUOTES)
    )
    if (passage.words[name].opens and not quoted) or (passage.joined(first) and passage.cap(first - 1)):
        return False
    return not (passage.joined(last) and passage.cap(last))


def after_adjectives(passage: Passage, index: int) -> int | None:
    """Skip adjectives and one complement ("de vaccins") after an announcing noun; None when no capital follows."""
    begin = index
    while index - begin <= 4 and passage.joined(index) and not passage.cap(index):
        pos = passage.pos(index)
        if pos == "ADJ" or passage.folded[index] in demonyms():
            index += 1
        elif passage.folded[index] in {"de", "d'"} and passage.joined(index + 1) and not passage.cap(index + 1):
            index += 2
        else:
            return None
    if not (passage.joined(index) and passage.cap(index)):
        return None
    return index


def _announced(passage: Passage, after: int, kind: OrganisationKind) -> Iterator[Clue]:
    quoted = quoted_end(passage, after)
    if quoted is not None:
        yield Clue(after, quoted, "organisation", 3.5, "announced", kind)
        return
    first = after_adjectives(passage, after)
    if first is None or is_honorific(passage.words[first].text):
        return
    first = name_start(passage, first)
    last = _announced_end(passage, first)
    if kind in _WORDY and last - first - (passage.folded[first] in _ARTICLES) == 1:
        last = _wordy_end(passage, last - 1)
    yield Clue(first, last, "organisation", 3.0, "announced", kind)


def _wordy_end(passage: Passage, first: int) -> int:
    """End of a name whose first word alone is capitalised: "Graines de partage", "Mémoires vives du Plateau"."""
    last = first + 1
    if not is_common(passage.words[first].text) or _is_known(passage, first):
        return last
    while passage.joined(last) and not passage.cap(last) and passage.pos(last) == "ADJ":
        last += 1
    link = passage.words[last].text if passage.joined(last) else ""
    if link in _LINKS:
        following = last + 2 if passage.folded[last + 1 : last + 2] == ["la"] else last + 1
        if passage.joined(following) and passage.cap(following):
            return run_end(passage, following)
    if link in {"de", "d'", "sans", "pour"} and passage.joined(last + 1) and passage.pos(last + 1) == "NOUN":
        return last + 2
    return last


def _is_known(passage: Passage, first: int) -> bool:
    hit = known_names().longest(passage.folded, first, passage.joined)
    return hit is not None


def _datelines(passage: Passage) -> Iterator[Clue]:
    """The agency that opens a dispatch: "BREST, 19 juin 2026 (ANF) - …"."""
    words = passage.words
    for index in range(1, len(words) - 1):
        word = words[index]
        if word.cap and word.gap == " (" and _DATELINE.match(words[index + 1].gap) and word.text.isupper():
            nearest = max(index - _LONGEST_DATELINE, 0)
            if any(before.gap == "\n" for before in words[nearest:index]):
                yield Clue(index, index + 1, "organisation", 3.0, "dateline", "media")


def quoted_end(passage: Passage, first: int) -> int | None:
    """End of a name that stands whole in quotes ("l'association « Les Jardins de Mai »"); None if no such name does."""
    if not (passage.cap(first) and passage.words[first].gap.strip() in _OPENING_QUOTES):
        return None
    for last in range(first + 1, min(first + _LONGEST_QUOTED, len(passage.words))):
        if not passage.joined(last):
            return last if passage.words[last].gap.lstrip()[:1] in _CLOSING_QUOTES else None
    return None


def _announced_end(passage: Passage, first: int) -> int:
    """End of an announced name: one of ordinary words goes on over "du", "en" ("La Sentinelle du Léman")."""
    last = run_end(passage, first)
    while is_common(passage.words[last - 1].text) and passage.joined(last) and passage.words[last].text in _LINKS:
        following = last + 2 if passage.folded[last + 1 : last + 2] == ["la"] else last + 1
        if not (passage.joined(following) and passage.cap(following)):
            break
        last = run_end(passage, following)
    return last


@cache
def _belonging_nouns() -> dict[str, str]:
    return {fold(noun): strength for noun, strength in lexicon.table("fr", "belonging_nouns").items()}


def _belonging_strength(folded: str) -> str | None:
    nouns = _belonging_nouns()
    return nouns.get(folded.strip()) or nouns.get(folded.removesuffix("s"))


def _belonging(passage: Passage, index: int, strength: str) -> Iterator[Clue]:
    """What somebody belongs to is an organisation ("PDG de X", "chez X"), unless it is a place."""
    at = _complement(passage, index)
    if at is None or not (passage.joined(at) and passage.cap(at)) or is_given_name(passage.words[at].text):
        return
    at = name_start(passage, at)
    last = run_end(passage, at)
    if last - at == 1 and passage.folded[at - 1] == "des":
        return
    if not all(is_common(word.text) for word in passage.words[at:last]):
        is_firm = strength == "firm"
        weight = 3.0 if is_firm else _ACRONYM_OF if _is_acronym_after_article(passage, at, last) else 2.0
        yield Clue(at, last, "organisation", weight, "belonging", "company" if is_firm else None)
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
    if not (passage.joined(at) and passage.folded[at] in {"de", "d'", "du", "des"}):
        return None
    at += 1
    return at + 1 if passage.joined(at) and passage.folded[at] in {"la", "l'"} else at


def find_apposed_label(passage: Passage, first: int, last: int) -> Iterator[Clue]:
    """The announcing noun stands across a comma: "X, une start-up lilloise", "une jeune pousse, X"."""
    words = passage.words
    if last < len(words) and words[last].gap.strip() in {",", "(", ", «"}:
        at = last
        while at - last < 4 and (at == last or passage.joined(at)):
            hit = _labels().longest(passage.folded, at, passage.joined)
            if hit is not None:
                yield Clue(first, last, "organisation", 2.0, "apposed_label", hit[1])
                return
            if passage.folded[at] not in DETERMINERS and passage.pos(at) != "ADJ":
                break
            at += 1
    if words[first].gap.strip() == ",":
        for at in range(first - 1, max(first - 4, -1), -1):
            hit = _labels().longest(passage.folded, at, passage.joined)
            if hit is not None:
                yield Clue(first, last, "organisation", 2.0, "apposed_label", hit[1])
                return
            if not passage.joined(at) or passage.pos(at) != "ADJ":
                return


def label_kind(passage: Passage, first: int) -> OrganisationKind | None:
    """Kind of organisation that the noun at a word announces ("association": an association); None for other nouns."""
    hit = _labels().longest(passage.folded, first, passage.joined)
    return hit[1] if hit is not None else None


def is_label(passage: Passage, first: int, after: int) -> bool:
    """Whether the words only announce a name ("association X")."""
    hit = _labels().longest(passage.folded, first, passage.joined)
    return hit is not None and hit[0] == after

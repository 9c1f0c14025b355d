"""Names of products, programmes, laws, events, works: what stands under a name and is neither person nor organisation.

What belongs here: the words that tell of such a name, and where it ends. What does not: weighing them against what
speaks for a person or an organisation (`decisions`), the published rows (`named_things`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import cast

from orchestration import lexicon
from orchestration.extraction.capital_runs import demonyms, run_end
from orchestration.extraction.clues import Clue, Passage, folded_words
from orchestration.extraction.known_organisations import known_names
from orchestration.extraction.organisation_labels import DETERMINERS, after_adjectives, label_kind, quoted_end
from orchestration.extraction.persons import is_given_name, is_honorific
from orchestration.extraction.surface import fold
from orchestration.extraction.vocabulary import is_common
from orchestration.records import ThingKind

# The name of a model: letters and digits.
_MODEL = re.compile(r"[A-Z]+-?\d[\w-]*")
_LONGEST_NAME = 8
_FARTHEST_NOUN = 14
_MOST_ADJECTIVES = 2
_LONGEST_YEAR = 4
_LINKS = frozenset({"de", "d'", "en", "sans"})
_DETERMINERS = frozenset({"un", "une", "le", "la", "l'", "ce", "cet", "cette", "son", "sa", "leur", "notre", "des"})
_PREPOSITIONS = frozenset(
    {"de", "d'", "a", "pour", "par", "dans", "sur", "avec", "sous", "chez", "en", "vers", "contre"}
)
# A noun before the name tells what it is; one across a comma ("X, une application") may as well describe a firm.
_TOLD, _NAMED, _COUNTED, _APPOSED = 3.0, 3.5, 2.5, 1.5


@cache
def _labels() -> dict[str, ThingKind | None]:
    """Folded nouns that announce such names, with the kind of thing that is published; programmes in the plural too."""
    labels: dict[str, ThingKind | None] = {}
    for noun, kind, *_ in ((*row, "") for row in lexicon.rows("fr", "not_organisation_labels")):
        labels[fold(noun)] = cast(ThingKind, kind) if kind else None
        if kind == "programme":
            labels[f"{fold(noun)}s"] = "programme"
    return labels


@cache
def _order_words() -> frozenset[str]:
    return lexicon.words("fr", "order_words")


@cache
def _numbers() -> frozenset[str]:
    return folded_words("fr", "number_words")


def find_thing_clues(passage: Passage) -> Iterator[Clue]:
    """Every clue that some words name a thing."""
    labels, naming = _labels(), folded_words("fr", "naming_words")
    for index in passage.where(labels.keys() | naming):
        if passage.folded[index] in naming:
            yield from _named(passage, index)
        else:
            yield from _announced(passage, index, labels[passage.folded[index]])
    yield from _counted(passage)


def find_apposed_thing(passage: Passage, first: int, last: int) -> Iterator[Clue]:
    """The noun stands across a comma: "X, un logiciel de paie", "X (le programme …)"."""
    words = passage.words
    if last >= len(words) or words[last].gap.strip() not in {",", "(", " »,", "»,"}:
        return
    if passage.folded[last] not in DETERMINERS:
        return
    noun = _noun_after(passage, last)
    kind = _labels().get(passage.folded[noun]) if noun is not None else None
    if kind is not None:
        yield Clue(first, last, "neither", _APPOSED, "apposed_thing", thing_kind=kind)


def _announced(passage: Passage, index: int, kind: ThingKind | None) -> Iterator[Clue]:
    """Read "le programme X", "l'application mobile X", "les programmes X et Y"; "Plan X" in capitals is named X."""
    capital = passage.cap(index)
    if capital and (kind is None or not passage.words[index].opens):
        yield from _capital_label(passage, index, kind)
        return
    quoted = quoted_end(passage, index + 1) if index + 1 < len(passage.words) else None
    if quoted is not None:
        yield Clue(index + 1, quoted, "neither", _NAMED, "announced_thing", thing_kind=kind)
        return
    first = after_adjectives(passage, index + 1)
    if first is not None and any(_labels().get(folded, kind) is None for folded in passage.folded[index + 1 : first]):
        kind = None  # "le projet de loi X" is the name of a law
    while first is not None and not is_honorific(passage.words[first].text):
        last = name_end(passage, first) if kind else run_end(passage, first)
        if last > first:
            yield Clue(first, last, "neither", _TOLD, "announced_thing", thing_kind=kind)
        first = _coordinated(passage, index, last)


def _coordinated(passage: Passage, index: int, last: int) -> int | None:
    """The next name after a noun in the plural: "les programmes X et Y"."""
    is_plural = passage.folded[index].endswith("s") and passage.joined(last)
    return last + 1 if is_plural and passage.folded[last] == "et" and passage.cap(last + 1) else None


def _capital_label(passage: Passage, index: int, kind: ThingKind | None) -> Iterator[Clue]:
    """Read "le Plan Rivages 2030": neither the whole nor its proper part is an organisation."""
    if kind is None or not (passage.joined(index + 1) and passage.cap(index + 1)):
        return
    last = name_end(passage, index + 1)
    yield Clue(index, last, "neither", _TOLD, "announced_thing")
    yield Clue(index + 1, last, "neither", _TOLD, "announced_thing", thing_kind=kind)


def _named(passage: Passage, index: int) -> Iterator[Clue]:
    """Read "un drone de surveillance, baptisé X": the noun that the sentence determines last is what is named."""
    first = index + 1
    if first >= len(passage.words) or not passage.cap(first) or _breaks(passage.words[first].gap):
        return
    if passage.lemma(index - 1) == "avoir":
        return  # "le groupe a nommé X" appoints
    noun = _determined_before(passage, index)
    if noun is None:
        return
    last = quoted_end(passage, first) or name_end(passage, first)
    kind = _labels().get(_singular(passage, noun, index))
    organisation_kind = label_kind(passage, noun)
    if kind is not None:
        yield Clue(first, last, "neither", _NAMED, "named_thing", thing_kind=kind)
    elif organisation_kind is not None:
        yield Clue(first, last, "organisation", _TOLD, "named_organisation", organisation_kind)


def _singular(passage: Passage, noun: int, naming: int) -> str:
    """The noun in the singular, where the word that names it is in the plural."""
    folded = passage.folded[noun]
    return folded.removesuffix("s") if passage.folded[naming].endswith("s") else folded


def _determined_before(passage: Passage, index: int) -> int | None:
    """The nearest noun with a determiner of its own, complements ("de la ville", "par une équipe") passed over."""
    is_plural = passage.folded[index].endswith("s")
    for at in range(index - 1, max(index - _FARTHEST_NOUN, -1), -1):
        if _breaks(passage.words[at + 1].gap):
            return None
        if passage.folded[at] not in _DETERMINERS or (passage.folded[at] == "des" and not is_plural):
            continue
        if at > 0 and not _breaks(passage.words[at].gap) and passage.folded[at - 1] in _PREPOSITIONS:
            continue
        return _noun_after(passage, at)
    return None


def _noun_after(passage: Passage, index: int) -> int | None:
    """The noun after a determiner and at most two adjectives."""
    for at in range(index + 1, index + 2 + _MOST_ADJECTIVES):
        if not passage.joined(at):
            return None
        if passage.folded[at].removesuffix("s") in _labels() or label_kind(passage, at) is not None:
            return at
        if passage.pos(at) != "ADJ":
            return None
    return None


def _breaks(gap: str) -> bool:
    return any(mark in gap for mark in ".!?;:\n")


def _counted(passage: Passage) -> Iterator[Clue]:
    """Read "la commande de 24 Fulgur": what is ordered by the number is goods, under the name of a product."""
    words = passage.words
    for index, word in enumerate(words):
        is_number = (word.text.isdigit() and len(word.text) < _LONGEST_YEAR) or passage.folded[index] in _numbers()
        if not is_number or not (passage.joined(index + 1) and passage.cap(index + 1)):
            continue
        before = index - 1 - (index > 1 and passage.folded[index - 1] in {"de", "d'"})
        if before >= 0 and passage.lemma(before).lower() in _order_words() and _is_proper(passage, index + 1):
            yield Clue(
                index + 1, name_end(passage, index + 1), "neither", _COUNTED, "counted_goods", thing_kind="product"
            )


def is_goods(passage: Passage, first: int, last: int) -> bool:
    """Whether a maker's name stands for what it makes: "un Airbus [A321]", "cinq [Boeing] 737"."""
    # The model's number may have been taken for a part of the name.
    behind = last if passage.joined(last) else last - 1
    if behind > first and _MODEL.fullmatch(passage.words[behind].text):
        return True
    before = passage.folded[first - 1] if passage.joined(first) else ""
    return before in _numbers() and before not in _DETERMINERS


def _is_proper(passage: Passage, index: int) -> bool:
    """Whether a capitalised word may be the name of goods: no unit ("MW"), people, organisation or month."""
    text, folded = passage.words[index].text, passage.folded[index]
    listed = folded in demonyms() or folded in folded_words("fr", "months") or is_given_name(text)
    return len(text) > 2 and not listed and known_names().longest(passage.folded, index, passage.joined) is None


def name_end(passage: Passage, first: int) -> int:
    """End of a thing's name: capitals and numbers ("Rivages 2030"); after one ordinary word also what belongs to it."""
    last = max(run_end(passage, first), first + 1)
    while passage.joined(last) and last - first < _LONGEST_NAME and passage.words[last].text.isdigit():
        last += 1
        if passage.joined(last) and passage.cap(last):
            last = run_end(passage, last)
    if last - first > 1 or not is_common(passage.words[first].text):
        return last
    return _lower_case_end(passage, first, last)


def _lower_case_end(passage: Passage, first: int, last: int) -> int:
    """End of a name of ordinary words, of which the first alone is capitalised: "Action cœur de bourg".

    A preposition goes on with a phrase only: "le programme Corail de rénovation" is called Corail.
    """
    while last - first < _LONGEST_NAME and passage.joined(last) and not passage.cap(last):
        at = last + (last - first > 1 and passage.folded[last] in _LINKS)
        expected = {"NOUN"} if at > last else {"NOUN", "ADJ"}
        if not passage.joined(at) or passage.pos(at) not in expected or passage.folded[at] in demonyms():
            break
        last = at + 1
    return last

"""Names in the fields of a form: "Nom : Varenne / Prénom : Léa", "Raison sociale : Kertal", a table's columns.

What belongs here: fields, their values, and which surname and given name are one person's. What does not: the labels
(lexicon), minutes and signatures that read as prose (`persons`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from orchestration import lexicon
from orchestration.extraction.capital_runs import run_end
from orchestration.extraction.clues import Clue, Passage
from orchestration.extraction.persons import PartOfName, is_given_name, is_honorific, is_person_noun
from orchestration.extraction.surface import WordTrie, fold_words
from orchestration.extraction.vocabulary import is_common
from orchestration.records import OrganisationKind

Part = Literal["surname", "given", "person", "organisation"]
_COLON = re.compile(r"\s*\)?\s*:\s*")
_BAR = re.compile(r"\s*[|\t]\s*")
_LINE = re.compile(r"[^\n]+")
_CELL = re.compile(r"[^|\t]+")
_COMMA_OR_COLON = re.compile(r"(?:,|\s*:)\s*|\s+")
_LONGEST_PERSON = 4
_FARTHEST_PART = 4
# Whatever the model takes a lone word for.
_PROVES = 6.0


@dataclass(frozen=True, slots=True)
class Field:
    """The value of a field: its words, what the label says of them, the words of the label."""

    part: Part
    first: int
    last: int
    label: int
    kind: OrganisationKind | None = None


@cache
def _labels() -> WordTrie[tuple[Part, OrganisationKind | None]]:
    trie: WordTrie[tuple[Part, OrganisationKind | None]] = WordTrie()
    for label, part, kind in ((*row, "")[:3] for row in lexicon.rows("fr", "form_fields")):
        trie.add(fold_words(label), (cast(Part, part), cast(OrganisationKind, kind) if kind else None))
    return trie


def find_fields(passage: Passage) -> list[Field]:
    """Every filled field of the document, in order."""
    labels = _labels()
    found: list[Field] = []
    end = 0
    for index in passage.where(labels.openings):
        hit = labels.longest(passage.folded, index) if index >= end and _opens_field(passage, index) else None
        if hit is None or hit[0] >= len(passage.words):
            continue
        end, (part, kind) = hit
        value = _value(passage, end, part)
        if value is not None and _is_separated(passage, end, part):
            found.append(Field(part, *value, index, kind))
    return sorted([*found, *_columns(passage)], key=lambda field: field.first)


def _columns(passage: Passage) -> Iterator[Field]:
    """Values below the heads of a table's columns ("| Nom | Prénom |"), as long as the rows go on."""
    heads: dict[int, Part] = {}
    text = passage.reading.text
    if "|" not in text and "\t" not in text:
        return
    starts = [word.start for word in passage.words]
    for section in passage.reading.content_sections:
        for line in _LINE.finditer(text, section.start_char, section.end_char):
            cells = [(m.start(), m.end()) for m in _CELL.finditer(text, line.start(), line.end())]
            parts = {column: part for column, cell in enumerate(cells) if (part := _head(text[slice(*cell)]))}
            if len(cells) == 1:
                heads = {}
            elif {"surname", "given"} <= set(parts.values()) or "person" in parts.values():
                heads = parts
            else:
                for column, part in heads.items():
                    if column < len(cells):
                        first, last = (bisect_left(starts, char) for char in cells[column])
                        if first < last and _value(passage, first, part) == (first, last):
                            yield Field(part, first, last, first)


def _head(cell: str) -> Part | None:
    """What the head of a column says of the values below it."""
    words = fold_words(cell)
    hit = _labels().longest(words, 0) if words else None
    return hit[1][0] if hit is not None and hit[0] == len(words) and hit[1][0] != "organisation" else None


def _opens_field(passage: Passage, index: int) -> bool:
    """Whether a label may begin: a capital, at the head of a line or cell or behind another value."""
    word = passage.words[index]
    return word.text[0].isupper() and (word.opens or not passage.joined(index) or not word.shouts)


def _is_separated(passage: Passage, index: int, part: Part) -> bool:
    """Whether a colon or a cell's border parts the label from its value; "Je soussignée Léa Varenne" needs none."""
    gap = passage.words[index].gap
    if passage.folded[index - 1].startswith("soussigne"):
        return _COMMA_OR_COLON.fullmatch(gap) is not None
    return _COLON.fullmatch(gap) is not None or (part in {"surname", "given"} and _BAR.fullmatch(gap) is not None)


def _value(passage: Passage, first: int, part: Part) -> tuple[int, int] | None:
    """The words of the value, if they look like what the label promises."""
    word = passage.words[first]
    if not word.text[0].isupper() or is_honorific(word.text) or _labels().longest(passage.folded, first) is not None:
        return None
    if part == "organisation":
        last = max(run_end(passage, first), first + 1)
        return (first, last) if not is_given_name(word.text) and not is_person_noun(passage.folded[first]) else None
    last = first + 1
    while passage.joined(last) and passage.words[last].text[0].isupper() and not _begins_field(passage, last):
        last += 1
    is_short = last - first <= (1 if part == "given" else 2 if part == "surname" else _LONGEST_PERSON)
    is_named = not is_person_noun(passage.folded[first]) and not (part == "person" and last - first == 1)
    return (first, last) if is_short and is_named and _is_proper(passage, first, last, part) else None


def _begins_field(passage: Passage, index: int) -> bool:
    """Whether a label and its colon stand right behind a value: "Nom : Varenne [Prénom :] Léa"."""
    hit = _labels().longest(passage.folded, index)
    return hit is not None and hit[0] < len(passage.words) and _COLON.fullmatch(passage.words[hit[0]].gap) is not None


def _is_proper(passage: Passage, first: int, last: int, part: Part) -> bool:
    """Whether at least one word is no ordinary one: a field "Nom" may hold the name of a thing or of a colour."""
    texts = [word.text for word in passage.words[first:last]]
    return part in {"surname", "given"} or any(not is_common(text) or is_given_name(text) for text in texts)


def find_form_clues(passage: Passage, fields: list[Field]) -> Iterator[Clue]:
    """What the fields prove; a surname alone ("Nom : Kertal") proves nobody."""
    parts = {(part.first, part.last) for part in parted_names(passage, fields)}
    labels = {field.label for field in fields}
    for field in fields:
        if field.last in labels:
            yield Clue(field.first, field.last + 1, "neither", _PROVES, "form_label")
        if field.part == "organisation":
            yield Clue(field.first, field.last, "organisation", _PROVES, "form_field", field.kind)
        elif field.part == "person" or (field.first, field.last) in parts:
            yield Clue(field.first, field.last, "actor", _PROVES, "form_field")


def parted_names(passage: Passage, fields: list[Field]) -> Iterator[PartOfName]:
    """The surname and the given name of one person, in fields that follow each other or columns of one row."""
    at = 0
    while at + 1 < len(fields):
        one, other = fields[at], fields[at + 1]
        if {one.part, other.part} == {"surname", "given"} and other.label - one.last < _FARTHEST_PART:
            yield from _two_parts(passage, one, other)
            at += 1
        at += 1


def _two_parts(passage: Passage, one: Field, other: Field) -> Iterator[PartOfName]:
    given, surname = (one, other) if one.part == "given" else (other, one)
    name = f"{passage.written(given.first, given.last)} {passage.written(surname.first, surname.last)}"
    for field in (one, other):
        yield PartOfName(field.first, field.last, name)

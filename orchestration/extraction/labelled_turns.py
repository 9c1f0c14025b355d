"""Turns that open with their speaker: "Mme Roche : …", "M. Daumas. – …", "La Présidente : …", "L. V. : …".

What belongs here: reading such labels, and which blocks a turn goes on over. What does not: interviews told by their
questions (`interviews`). A list of members looks alike: labels are believed where those that they open speak.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.extraction.clauses import words_between
from orchestration.extraction.designations import Designation, Names, description_at
from orchestration.extraction.quote_marks import FAMILIES
from orchestration.extraction.surface import fold
from orchestration.extraction.turns import Block, Turn, has_word, spoken_pieces
from orchestration.records import Mention

FEWEST_TURNS = 2
LONGEST_LABEL = 90
LONGEST_SURNAME = 3
OPENING = re.compile(r"[\s\-–—•*·]*(?:[\[(]?\d{1,2}(?::|h)\d{2}(?::\d{2})?[\])]?\s*)?")
SEPARATOR = re.compile(r"\.\s?[–—-]\s|\s?:\s|\s[–—-]\s")
FULL_STOP = re.compile(r"(?<=[^\W\d_]{3})\.\s+(?=[A-ZÀ-ÖØ-Þ«])")
INITIALS = re.compile(r"([A-ZÀ-Þ])\.?\s?-?([A-ZÀ-Þ])\.?")
AGE = re.compile(r"[A-ZÀ-Þ][\w'-]+(?: [A-ZÀ-Þ][\w'-]+)?,\s\d{1,2}\sans\b")
ASKER = re.compile(r"[A-ZÀ-Þ][^.:\n«]{1,40}\s?:\s")
SENTENCE_END = (".", "!", "?", "…")


@dataclass(frozen=True, slots=True)
class _Label:
    """Who opens a block, and where his words begin. `marked`: the form of the label alone tells a turn of speech."""

    designation: Designation
    first: int
    marked: bool


def labelled_turns(text: str, blocks: Sequence[Block], titles: frozenset[int], names: Names) -> list[Turn]:
    """The turns of a document whose labels show themselves at least twice."""
    surnames = _surnames(names)
    labels = [_label(text, block, names, surnames) for block in blocks]
    labels = _believed(text, blocks, labels, names)
    found = []
    for index, label in enumerate(labels):
        if label is not None:
            last = _goes_on(text, blocks, labels, titles, index, names)
            pieces = spoken_pieces(text, label.first, blocks[last][1], names)
            if pieces:
                found.append(Turn(pieces, "turn", label.designation, label.designation.mention))
    return found


def _surnames(names: Names) -> dict[str, Mention | None]:
    """The people of a document by their folded last name and by their initials; None where two share it."""
    found: dict[str, Mention | None] = {}
    for mention in names.mentions:
        words = mention.name.split()
        if mention.kind != "actor" or len(words) < 2:
            continue
        for key in (fold(words[-1]), words[0][0] + words[-1][0]):
            known = found.setdefault(key, mention)
            found[key] = mention if known is not None and known.name == mention.name else None
    return found


def _label(text: str, block: Block, names: Names, surnames: dict[str, Mention | None]) -> _Label | None:
    opening = OPENING.match(text, *block)
    start = opening.end() if opening else block[0]
    limit = min(block[1], start + LONGEST_LABEL)
    separator = SEPARATOR.search(text, start, limit)
    words = words_between(text, start, limit, names.language)
    honoured = bool(words) and names.is_honorific(words[0])
    stop = FULL_STOP.search(text, start, limit) if honoured else None
    if stop is not None and (separator is None or stop.start() < separator.start()):
        separator = stop
    if separator is None or separator.end() >= block[1] or separator.start() == start:
        return None
    if text[separator.end()] in FAMILIES:
        return None
    designation = _designated(text, start, separator.start(), names, surnames)
    if designation is None:
        return None
    minutes = "." in separator.group() and honoured
    aged = AGE.match(text, start) is not None
    return _Label(designation, separator.end(), minutes or aged or designation.kind == "description")


def _designated(
    text: str, start: int, end: int, names: Names, surnames: dict[str, Mention | None]
) -> Designation | None:
    """Whom the words of a label mean: a name with its function, an office, a surname or initials."""
    words = words_between(text, start, end, names.language)
    first = 0
    while first < len(words) and names.is_honorific(words[first]):
        first += 1
    initials = INITIALS.fullmatch(text, start, end)
    if first >= len(words) or (initials is None and any(names.is_word_of(w, "speech_person") for w in words)):
        return None
    key = initials[1] + initials[2] if initials else fold(words[-1].lower)
    mention = names.at(words[first].start)
    if mention is not None and mention.kind == "actor" and initials is None:
        return _named(text, start, end, mention)
    known = surnames.get(key) if initials or len(words) - first <= LONGEST_SURNAME else None
    if known is not None and words[-1].capital:
        return Designation(start, end, "name", mention=known)
    if AGE.match(text, start):
        return Designation(start, end, "description", definite=False)
    office = description_at(words, first, names) if names.is_word_of(words[first], "determiner") else None
    fits = office is not None and office.end == words[-1].end and names.human(words[first + 1])
    return office if fits and words[0].capital else None


def _named(text: str, start: int, end: int, mention: Mention) -> Designation | None:
    """A name, alone or with what a label adds: "(Les Verts)", ", maire de Courvay", ", 34 ans"."""
    rest = text[mention.end_char : end].strip()
    if rest and not (rest[0] in ",(" and len(rest) < LONGEST_LABEL):
        return None
    aged = AGE.match(text, start) is not None
    return Designation(start, end if aged else mention.end_char, "name", mention=mention)


def _believed(text: str, blocks: Sequence[Block], labels: Sequence[_Label | None], names: Names) -> list[_Label | None]:
    """The labels that open speech: all of them where half of those who are labelled speak, else the marked ones."""
    spoken = [
        label is not None and _is_sentence(text, label.first, block[1], names) and _speaks(text, label, block, names)
        for label, block in zip(labels, blocks, strict=True)
    ]
    count = sum(1 for label in labels if label is not None)
    mostly = 2 * sum(spoken) >= count
    kept = [
        label
        if label is not None and (label.marked or mostly) and _is_sentence(text, label.first, block[1], names)
        else None
        for label, block in zip(labels, blocks, strict=True)
    ]
    return kept if sum(1 for label in kept if label is not None) >= FEWEST_TURNS else [None] * len(labels)


def _is_sentence(text: str, start: int, end: int, names: Names) -> bool:
    pieces = spoken_pieces(text, start, end, names)
    return bool(pieces) and text[pieces[-1][1] - 1] in SENTENCE_END


def _speaks(text: str, label: _Label, block: Block, names: Names) -> bool:
    return has_word(text, (label.first, block[1]), "speech_person", names) or text[block[1] - 1] in "?!"


def _goes_on(
    text: str,
    blocks: Sequence[Block],
    labels: Sequence[_Label | None],
    titles: frozenset[int],
    index: int,
    names: Names,
) -> int:
    """The last block of a turn: those behind its label that speak in the first person, what they enclose included."""
    last = index
    for at in range(index + 1, len(blocks)):
        start, end = blocks[at]
        if labels[at] is not None or start in titles or text[start] in FAMILIES or ASKER.match(text, start, end):
            break
        if has_word(text, blocks[at], "speaker_self", names):
            last = at
        elif at - last > 1:
            break
    return last

"""Whether a sentence states that a tie holds: announced, completed, past, or only wished, denied and rumoured.

What belongs here: tense, mood, negation, doubt. What does not: who is tied to whom (`relation_verbs`, `relation_nouns`,
`relation_events`). What is doubtful gives nothing: an invented takeover harms whom it names.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from orchestration import lexicon
from orchestration.extraction.relation_phrases import group_start
from orchestration.extraction.relation_rows import Row, words_of

Status = Literal["announced", "completed"]
# Forms of verbs in -er, -ir and -re; "entrait" and "déclara" are no such forms.
CONDITIONAL = re.compile(r"(?:[ei]r|rr|dr)(?:ait|aient)$")
FUTURE = re.compile(r"(?:[ei]r|rr|dr)(?:a|ont)$")
IMPERFECT = re.compile(r"(?:ait|aient)$")
GUARD_REACH = 6
GOVERNOR_REACH = 4
# How far after the noun of an event its verb may stand.
EVENT_REACH = 16


class Holding(NamedTuple):
    """A statement that holds: whether its event is only announced, whether its state is past."""

    status: Status
    is_former: bool = False


def is_void(row: Row) -> bool:
    """Whether the whole sentence asks, supposes or says that nothing came of it."""
    if row.is_question or row.lower(0) in ("si", "s'"):
        return True
    words = {piece.lower for piece in row.pieces}
    return not words.isdisjoint(words_of("void"))


def is_guarded(row: Row, index: int) -> bool:
    """Whether words shortly before the piece say that it is wished, offered or denied ("une offre de rachat")."""
    before = row.lowers(index - GUARD_REACH, index)
    cut = max((at for at, word in enumerate(before) if word in (",", ";", ":")), default=-1)
    near = set(before[cut + 1 :])
    return not near.isdisjoint(words_of("guard") | words_of("conditional") | words_of("negation"))


def holding_of_finite(row: Row, index: int, is_state: bool) -> Holding | None:
    """What a finite form says ("rachète", "détenait"), None for a denial or a conditional."""
    word = row.lower(index)
    if CONDITIONAL.search(word) or _is_denied(row, index):
        return None
    if FUTURE.search(word):
        return Holding("announced")
    is_past = IMPERFECT.search(word) is not None
    if is_state:
        return Holding("completed", is_former=is_past)
    return Holding("completed" if is_past or _is_told_of_the_past(row) else "announced")


def holding_of_participle(row: Row, index: int, is_state: bool) -> Holding | None:
    """What auxiliaries make of a participle ("a racheté", "sera rachetée"), None for a denial or a conditional."""
    group = set(row.lowers(group_start(row, index), index))
    if not group.isdisjoint(words_of("conditional") | words_of("negation")) or _is_denied(row, index):
        return None
    if not group.isdisjoint(words_of("future")):
        return Holding("announced")
    is_past = not group.isdisjoint(words_of("past state")) or "été" in group
    return Holding("completed", is_former=is_state and is_past)


def holding_of_infinitive(row: Row, index: int) -> tuple[Holding, int] | None:
    """What governs an infinitive ("va racheter", "vient d'acquérir") and where that is; None unless decided or done."""
    for at in range(index - 1, index - 1 - GOVERNOR_REACH, -1):
        word = row.lower(at)
        if word in words_of("governor completed"):
            return (Holding("completed"), at) if not _is_denied(row, at) else None
        if word in words_of("governor announced"):
            return (Holding("announced"), at) if not _is_denied(row, at) else None
        if word == "accord" and row.lower(at + 1) in ("pour", "de", "d'"):
            return _agreed(row, at)
        if word not in words_of("group") | {"pour"}:
            return None
    return None


def _agreed(row: Row, index: int) -> tuple[Holding, int] | None:
    """As in "a conclu un accord pour racheter": where that verb is."""
    verb = index - 2
    if row.lower(verb) not in words_of("announcing") | words_of("concluding") or _is_denied(row, verb):
        return None
    return Holding("announced"), verb


def holding_of_event(row: Row, index: int, verb: str) -> Holding | None:
    """What stands around an event's noun: `verb` is the one whose object it is ("annonce"), empty for none."""
    if is_guarded(row, index):
        return None
    before, after = set(row.lowers(index - 4, index)), set(row.lowers(index, index + EVENT_REACH))
    if not verb and not after.isdisjoint(words_of("doubtful") | words_of("undecided")):
        return None
    if verb in words_of("concluding") or not before.isdisjoint(words_of("past link")):
        return Holding("completed")
    if not after.isdisjoint(words_of("conditional") | words_of("future")) or verb:
        return Holding("announced")
    is_over = _is_told_of_the_past(row) or not after.isdisjoint(words_of("concluded"))
    return Holding("completed" if is_over else "announced")


def _is_denied(row: Row, index: int) -> bool:
    start = group_start(row, index)
    if not {"ne", "n'"}.isdisjoint(row.lowers(start, index)) or row.lower(start - 1) in ("sans", "ni"):
        return True
    near = set(row.lowers(start - 3, start))
    return not near.isdisjoint(lexicon.words("fr", "denial_verbs")) or not near.isdisjoint(("si", "s'il", "s'ils"))


def _is_told_of_the_past(row: Row) -> bool:
    """Whether a date of the sentence lies before the year of the document."""
    published = row.reading.document.published_on
    years = [found.value.year for found in row.dates]
    return any(published is None or year < published.year for year in years)

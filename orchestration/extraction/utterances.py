"""An utterance: the words of one speaker in one or several pieces, and what is published of them.

What belongs here: cutting a passage into its pieces of speech, joining them to a text, words said twice. What does
not: which passages are speech and who says them (`quotes`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from orchestration.extraction.clauses import SPEECH_END
from orchestration.extraction.designations import Designation
from orchestration.extraction.quote_marks import Passage
from orchestration.extraction.reading import Reading
from orchestration.extraction.reports import Attribution, Insertion
from orchestration.records import Mention

# Four words in a row that stand in a quotation elsewhere are the same speech.
FEWEST_SPACES_REPEATED = 3


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words of one speaker: what is speech (`pieces`), who reports it, who said it."""

    pieces: tuple[tuple[int, int], ...]
    whole: bool
    rule: str
    attribution: Attribution | None
    speaker: Mention | None
    designation: Designation | None = None
    indirect: bool = False

    @property
    def start(self) -> int:
        """First character of speech."""
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        """Character after the speech."""
        return self.pieces[-1][1]


def pieces_of(text: str, passage: Passage, inserted: Sequence[Insertion]) -> tuple[tuple[int, int], ...]:
    """The stretches of speech in a passage, its insertions and the comma before its closing mark left out."""
    bounds = [
        passage.start,
        *(edge for insertion in inserted for edge in (insertion.start, insertion.end)),
        passage.end,
    ]
    pieces = []
    for start, end in zip(bounds[::2], bounds[1::2], strict=True):
        while start < end and (text[start].isspace() or text[start] in ",.–—"):
            start += 1
        while end > start and (text[end - 1].isspace() or text[end - 1] == ","):
            end -= 1
        if start < end:
            pieces.append((start, end))
    return tuple(pieces)


def named_by_repetition(text: str, found: Sequence[Utterance]) -> list[Utterance]:
    """Give a pull quote or a title the speaker of the quotation that holds the same words.

    Who is only being spoken of gives way to the one to whom a clause gives the same words.
    """
    spoken = [(_plain(text, u), u) for u in found if u.speaker is not None and u.rule != "topic"]
    named = []
    for utterance in found:
        if utterance.rule == "topic" or utterance.speaker is None:
            words = _plain(text, utterance)
            repeated = utterance.rule == "unattributed" or words.count(" ") >= FEWEST_SPACES_REPEATED
            source = next((u for said, u in spoken if words in said), None) if repeated else None
            if source is not None:
                rule = utterance.rule if utterance.attribution else "repeated"
                utterance = replace(utterance, rule=rule, speaker=source.speaker)
        named.append(utterance)
    return named


def _plain(text: str, utterance: Utterance) -> str:
    return " ".join(" ".join(text[start:end] for start, end in utterance.pieces).lower().rstrip(" .!?…").split())


def content_of(reading: Reading, utterance: Utterance) -> str:
    """The speech alone. The sign that ended a reporting clause left out ends the speech before it."""
    first, *others = utterance.pieces
    content, last_end = reading.surface(*first), first[1]
    for start, end in others:
        sign = reading.document.text[last_end:start].rstrip(' \n«“"‹')[-1:]
        closing = ".!?…" if utterance.indirect else ",.!?…"
        ends = sign and sign in closing and not content.endswith(SPEECH_END)
        content += (sign if ends else "") + " " + reading.surface(start, end)
        last_end = end
    return content

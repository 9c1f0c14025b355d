"""Speech that the layout shows, all layouts together, and lists under a heading that names their speaker.

What belongs here: which layout a document follows, and headed lists. What does not: the other layouts
(`labelled_turns`, `interviews`, `dialogue`, `posts`) and quotation marks in running text (`quotes`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from orchestration import lexicon
from orchestration.extraction.clauses import Word, words_between
from orchestration.extraction.cues import cues_in
from orchestration.extraction.designations import Designation, Names, name_designation
from orchestration.extraction.dialogue import dialogue_lines
from orchestration.extraction.interviews import interview_answers
from orchestration.extraction.labelled_turns import labelled_turns
from orchestration.extraction.posts import posts
from orchestration.extraction.quote_marks import FAMILIES
from orchestration.extraction.speech_owners import owner_after
from orchestration.extraction.subjects import first_phrase
from orchestration.extraction.turns import Block, Turn, has_word

LONGEST_HEADING = 200
DASH = re.compile(r"[-–—•]\s+(?=\w)")


def turns_by_layout(text: str, blocks: Sequence[Block], titles: frozenset[int], names: Names) -> list[Turn]:
    """Speech without marks, in order of place and without overlap.

    Labelled turns or an interview rule a document, or it may hold dialogue; posts stand anywhere.
    """
    ruling = labelled_turns(text, blocks, titles, names) or list(interview_answers(text, blocks, titles, names))
    talk = [] if ruling else list(dialogue_lines(text, blocks, names))
    return without_overlap([*ruling, *talk, *posts(text, blocks, names)])


def without_overlap(turns: Sequence[Turn]) -> list[Turn]:
    """The turns in order of place; of two that overlap, the one given first."""
    kept: list[Turn] = []
    for turn in sorted(turns, key=lambda turn: turn.start):
        if not kept or kept[-1].end <= turn.start:
            kept.append(turn)
    return kept


def headed_lists(text: str, blocks: Sequence[Block], names: Names) -> dict[int, Turn]:
    """Blocks under a heading like "Propos tenus par Mme Roche :", by the place where the block starts.

    They are quoted or dashed, or they speak in the first person.
    """
    found: dict[int, Turn] = {}
    heading: Designation | None = None
    announced = False
    for start, end in blocks:
        dash = DASH.match(text, start, end)
        listed = text[start] in FAMILIES or (announced and dash is not None)
        if heading is not None and (listed or (announced and has_word(text, (start, end), "speaker_self", names))):
            first = dash.end() if dash else start
            found[start] = Turn(((first, end),), "headed-list", heading, heading.mention)
            continue
        heading, announced = _heading(text, (start, end), names)
    return found


def _heading(text: str, block: Block, names: Names) -> tuple[Designation | None, bool]:
    """Whose words a heading announces, and whether it says that words follow."""
    start, end = block
    if end - start > LONGEST_HEADING or not text[start:end].endswith(":"):
        return None, False
    words = words_between(text, start, end, names.language)
    nouns = lexicon.words(names.language, "speech_nouns")
    for index, word in enumerate(words):
        if word.lower in nouns:
            return owner_after(words, index + 1, names) or _only_actor(block, words, names), True
    if cues_in(words, names.language):
        return first_phrase(words, len(words), names) or _only_actor(block, words, names), True
    return _only_actor(block, words, names), False


def _only_actor(block: Block, words: Sequence[Word], names: Names) -> Designation | None:
    actors = [mention for mention in names.between(*block) if mention.kind == "actor"]
    return name_designation(words, actors[0], names) if len(actors) == 1 else None

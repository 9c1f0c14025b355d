"""Speech that the layout shows: lists under a heading that names their speaker, interviews, turns of a hearing.

What belongs here: which blocks are somebody's words because of where they stand. What does not: quotation marks in
running text (`quotes`). A layout must show itself at least twice before it is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orchestration.extraction import lexicon
from orchestration.extraction.attribution import owner_after
from orchestration.extraction.clauses import Word, word_class, words_between
from orchestration.extraction.cues import cues_in
from orchestration.extraction.designations import Designation, Names, first_phrase, name_designation
from orchestration.extraction.quote_marks import FAMILIES
from orchestration.records import Mention

Block = tuple[int, int]
LONGEST_HEADING = 200
LONGEST_QUESTION = 450
LONGEST_LABEL = 60
LABEL_END = re.compile(r"\s?(?:[:–—]|\.\s?[–—-])\s?")
LABEL_WITH_FUNCTION = re.compile(r",[^.:\n]{3,80}\.\s?[–—-]\s?")
FEWEST_TURNS = 2
BULLETS = "-–—•*·"
DASH = re.compile(r"[-–—•]\s+(?=\w)")
LONGEST_REMARK = 220


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of speech by layout, with the words that designate its speaker."""

    start: int
    end: int
    rule: str
    designation: Designation | None
    speaker: Mention | None


def headed_lists(text: str, blocks: Sequence[Block], names: Names) -> dict[int, Turn]:
    """Quoted blocks under a heading like "Propos tenus par Mme Roche :", by the place where the block starts."""
    found: dict[int, Turn] = {}
    heading: Designation | None = None
    for start, end in blocks:
        dash = DASH.match(text, start, end)
        if heading is not None and (dash or text[start] in FAMILIES):
            first = dash.end() if dash else start
            found[start] = Turn(first, end, "headed-list", heading, heading.mention)
            continue
        heading = _heading(text, (start, end), names)
    return found


def _heading(text: str, block: Block, names: Names) -> Designation | None:
    start, end = block
    if end - start > LONGEST_HEADING or not text[start:end].endswith(":"):
        return None
    words = words_between(text, start, end, names.language)
    nouns = lexicon.words(names.language, "speech_nouns")
    for index, word in enumerate(words):
        if word.lower in nouns:
            return owner_after(words, index + 1, names) or _only_actor(block, words, names)
    if cues_in(words, names.language):
        return first_phrase(words, len(words), names) or _only_actor(block, words, names)
    return _only_actor(block, words, names)


def _only_actor(block: Block, words: Sequence[Word], names: Names) -> Designation | None:
    actors = [mention for mention in names.between(*block) if mention.kind == "actor"]
    return name_designation(words, actors[0], names) if len(actors) == 1 else None


def labelled_turns(text: str, blocks: Sequence[Block], names: Names) -> list[Turn]:
    """Turns that open with their speaker's name ("Mme Roche : …", "M. Daumas. – …"), several in a document."""
    found: list[Turn] = []
    labels = [_label(text, block, names) for block in blocks]
    for (_, end), label in zip(blocks, labels, strict=True):
        if label is not None:
            found.append(Turn(label[1], end, "turn", label[0], label[0].mention))
    return found if len(found) >= FEWEST_TURNS else []


def _label(text: str, block: Block, names: Names) -> tuple[Designation, int] | None:
    """The name that opens a block and where its speech starts."""
    start, end = block
    while start < end and (text[start] in BULLETS or text[start].isspace()):
        start += 1
    mention = next(iter(names.between(start, min(end, start + LONGEST_LABEL))), None)
    if mention is None or mention.kind != "actor":
        return None
    before = words_between(text, start, mention.start_char, names.language)
    separator = LABEL_END.match(text, mention.end_char) or LABEL_WITH_FUNCTION.match(text, mention.end_char, end)
    if any(not names.is_honorific(word) for word in before) or separator is None or separator.end() >= end:
        return None
    # ". –" marks a turn of minutes; after a bare colon only a sentence is speech.
    marked = bool(before) and "." in separator.group()
    if text[separator.end()] in FAMILIES or not (marked or _is_sentence(text, separator.end(), end, names)):
        return None
    return Designation(start, mention.end_char, "name", mention=mention), separator.end()


def _is_sentence(text: str, start: int, end: int, names: Names) -> bool:
    """Speech rather than an entry of a list ("Mme Roche : présidente"): a person of speech or a sentence's end."""
    return text[end - 1] in ".!?…" and (end - start > 60 or _speaks(text, start, end, names))


def _speaks(text: str, start: int, end: int, names: Names) -> bool:
    return _has(text, (start, end), "speech_person", names)


def interview_answers(text: str, blocks: Sequence[Block], titles: frozenset[int], names: Names) -> Iterator[Turn]:
    """Answers between questions in paragraphs of their own, given to the one whom the introduction presents.

    `titles` are the starts of blocks that are titles or headings: one of them that asks nothing ends the interview.
    """
    questions = [_is_question(text, block, names) for block in blocks]
    if sum(questions) >= FEWEST_TURNS:
        first = questions.index(True)
        questions[first:] = [_is_prompt(text, block, names) for block in blocks[first:]]
    index = 0
    while index < len(blocks):
        if not questions[index]:
            index += 1
            continue
        stop = _interview_end(text, blocks, questions, titles, index, names)
        answers = list(_answers(blocks, questions, index, stop))
        addressed = any(questions[i] and _has(text, blocks[i], "address", names) for i in range(index, stop))
        spoken = sum(1 for answer in answers if _speaks(text, *answer, names))
        if addressed and spoken >= FEWEST_TURNS:
            speaker = _interviewee(blocks, index, names)
            for start, end in answers:
                designation = Designation(speaker.start_char, speaker.end_char, "name", speaker) if speaker else None
                yield Turn(start, end, "interview", designation, speaker)
        index = stop


def _is_question(text: str, block: Block, names: Names) -> bool:
    """A short block that ends with a question mark and addresses somebody or opens like a question."""
    start, end = block
    if end - start > LONGEST_QUESTION or not text[start:end].rstrip('»”" ').endswith("?"):
        return False
    words = words_between(text, start, end, names.language)
    return names.is_word_of(words[0], "interrogative") or _has(text, block, "address", names)


def _is_prompt(text: str, block: Block, names: Names) -> bool:
    """What an interviewer says once the interview runs: any short question, or a remark to the one who answers."""
    start, end = block
    if end - start <= LONGEST_QUESTION and text[start:end].rstrip('»”" ').endswith("?"):
        return True
    if end - start > LONGEST_REMARK or not _has(text, block, "address", names):
        return False
    said = {word.lower for word in words_between(text, start, end, names.language)}
    return not said & {"je", "j'", "moi", "nous", "mon", "ma", "mes"}


def _has(text: str, block: Block, category: str, names: Names) -> bool:
    words = word_class(names.language, category)
    return any(word.lower in words for word in words_between(text, *block, names.language))


def _interview_end(
    text: str, blocks: Sequence[Block], questions: Sequence[bool], titles: frozenset[int], first: int, names: Names
) -> int:
    """The block after the interview: a title, or where the last answer stops being spoken in the first person."""
    last = first
    for index in range(first + 1, len(blocks)):
        if questions[index]:
            last = index
        elif blocks[index][0] in titles:
            break
    at = last + 1
    while at < len(blocks) and blocks[at][0] not in titles and _speaks(text, *blocks[at], names):
        at += 1
    return max(at, first + 1)


def _answers(blocks: Sequence[Block], questions: Sequence[bool], first: int, stop: int) -> Iterator[Block]:
    """The runs of blocks between questions."""
    run: list[Block] = []
    for index in range(first, stop + 1):
        if index < stop and not questions[index]:
            run.append(blocks[index])
            continue
        if run:
            yield run[0][0], run[-1][1]
        run = []


def _interviewee(blocks: Sequence[Block], first_question: int, names: Names) -> Mention | None:
    """The one person named just before the questions; nobody where the introduction presents several or none."""
    for index in range(first_question - 1, max(first_question - 6, -1), -1):
        people = {m.name: m for m in reversed(names.between(*blocks[index])) if m.kind == "actor"}
        if len(people) == 1:
            return next(iter(people.values()))
        if people:
            return None
    return None

"""Interviews: questions in paragraphs of their own and the answers between them.

What belongs here: telling questions from answers by marks ("Q :"), by typography or by words. What does not: who is
interviewed (`interviewees`), turns that name their speaker (`labelled_turns`). An article's own questions are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from orchestration.extraction.clauses import words_between
from orchestration.extraction.designations import Designation, Names
from orchestration.extraction.interviewees import interviewee
from orchestration.extraction.turns import Block, Turn, has_word, spoken_pieces
from orchestration.records import Mention

FEWEST_TURNS = 2
FEWEST_QUESTIONS = 3
LONGEST_QUESTION = 450
LONGEST_REMARK = 220
QUESTION_MARK = re.compile(r"(?:Q|Question|QUESTION)\s?\d{0,2}\s?[:.]\s?")
ANSWER_MARK = re.compile(r"(?:R|A|Réponse|RÉPONSE|Answer)\s?\d{0,2}\s?[:.]\s?")
ITEM_MARK = re.compile(r"[-–—•]\s+|\d{1,2}\s?[.)°/]\s*[-–—]?\s*")
WRAPPED = re.compile(r"[«“\"]\s*([^«»“”\"]+?)\s*[»”\"]\.?")


def interview_answers(text: str, blocks: Sequence[Block], titles: frozenset[int], names: Names) -> Iterator[Turn]:
    """Answers between questions in paragraphs of their own, given to the one whom the introduction presents.

    `titles` are the starts of blocks that are titles or headings: one of them that asks nothing ends the interview.
    """
    questions = _questions(text, blocks, names)
    index = 0
    while index < len(blocks):
        if not questions[index]:
            index += 1
            continue
        stop = _interview_end(text, blocks, questions, titles, index, names)
        answers = list(_answers(blocks, questions, index, stop))
        asked = [blocks[i] for i in range(index, stop) if questions[i]]
        speaker = interviewee(text, blocks[:index], asked, names)
        if _is_interview(text, asked, answers, speaker, names):
            for start, end in answers:
                yield _turn(text, start, end, speaker, names)
        index = stop


def _questions(text: str, blocks: Sequence[Block], names: Names) -> list[bool]:
    """Which blocks are an interviewer's; where several ask, whatever is short and asks or addresses is."""
    questions = [_is_question(text, block, names) for block in blocks]
    if sum(questions) >= FEWEST_TURNS:
        first = questions.index(True)
        questions[first:] = [_is_prompt(text, block, names) for block in blocks[first:]]
    return questions


def _is_interview(
    text: str, asked: Sequence[Block], answers: Sequence[Block], speaker: Mention | None, names: Names
) -> bool:
    if len(answers) < FEWEST_TURNS:
        return False
    if all(QUESTION_MARK.match(text, *block) for block in asked) and len(asked) >= FEWEST_TURNS:
        return all(ANSWER_MARK.match(text, *answer) for answer in answers)
    if not any(has_word(text, block, "address", names) for block in asked):
        return False
    spoken = sum(1 for answer in answers if has_word(text, answer, "speech_person", names))
    return spoken >= FEWEST_TURNS or (speaker is not None and len(asked) >= FEWEST_QUESTIONS)


def _turn(text: str, start: int, end: int, speaker: Mention | None, names: Names) -> Turn:
    mark = ANSWER_MARK.match(text, start, end) or ITEM_MARK.match(text, start, end)
    start = mark.end() if mark and mark.end() < end else start
    wrapped = WRAPPED.fullmatch(text, start, end)
    if wrapped:
        start, end = wrapped.span(1)
    designation = Designation(speaker.start_char, speaker.end_char, "name", speaker) if speaker else None
    return Turn(spoken_pieces(text, start, end, names) or ((start, end),), "interview", designation, speaker)


def _asks(text: str, block: Block) -> bool:
    start, end = block
    return end - start <= LONGEST_QUESTION and text[start:end].rstrip('»”" ').endswith("?")


def _is_question(text: str, block: Block, names: Names) -> bool:
    """A short block that ends with a question mark and addresses somebody or opens like a question."""
    if not _asks(text, block):
        return False
    mark = QUESTION_MARK.match(text, *block) or ITEM_MARK.match(text, *block)
    words = words_between(text, mark.end() if mark else block[0], block[1], names.language)
    return bool(words) and (names.is_word_of(words[0], "interrogative") or has_word(text, block, "address", names))


def _is_prompt(text: str, block: Block, names: Names) -> bool:
    """What an interviewer says once the interview runs: any short question, or a remark to the one who answers."""
    if _asks(text, block):
        return True
    start, end = block
    if end - start > LONGEST_REMARK or not has_word(text, block, "address", names):
        return False
    return not has_word(text, block, "speaker_self", names)


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
    at = min(last + 2, len(blocks)) if last + 1 < len(blocks) and blocks[last + 1][0] not in titles else last + 1
    while at < len(blocks) and blocks[at][0] not in titles and has_word(text, blocks[at], "speech_person", names):
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

"""The ways in which `greffier review` is used: by keyboard, by file, for a look.

What belongs here: one function for each of them. What does not: their parts (`questions`, `desk`, `sheet`).
"""

from __future__ import annotations

import getpass
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from orchestration import console
from orchestration.resolution.judgement_file import COLUMNS, cells_of
from orchestration.resolution.judgements import Judgement
from orchestration.review.desk import Desk
from orchestration.review.questions import Question, read_case
from orchestration.review.sheet import read_answers, record_answers, row_of, write_questions
from orchestration.settings import Settings

NOTHING = "Nothing to review: no pair of names is in doubt that has not been answered."


class NobodyError(RuntimeError):
    """Nobody says who answers."""


def ask(settings: Settings, limit: int, by: str | None) -> None:
    """Ask at the keyboard."""
    case = read_case(settings, limit)
    _tell_of_idle(case.idle)
    if not case.questions:
        console.say(NOTHING)
        return
    count = Desk(case, _answering(by), date.today()).sit()
    console.say(f"{count} answered, saved in {case.path}. The next `greffier run` applies them.")


def hand_out(settings: Settings, limit: int, target: Path | None) -> None:
    """Write the questions to a file, or to stdout, to be answered in a spreadsheet."""
    case = read_case(settings, limit)
    _tell_of_idle(case.idle)
    _tell_if_nothing(case.questions)
    if target is None:
        write_questions(sys.stdout, case.questions)
        return
    with target.open("w", encoding="utf-8", newline="") as file:
        write_questions(file, case.questions)
    console.say(f"{len(case.questions)} questions in {target}; `greffier review --import {target}` takes the answers.")


def take_answers(settings: Settings, answers: Path, by: str | None) -> None:
    """Record the answers of a file, all or none."""
    path = settings.curation / "judgements.csv"
    found = read_answers(answers, _answering(by), date.today())
    count = record_answers(path, found)
    console.say(f"{count} new of {len(found)} answers, saved in {path}. The next `greffier run` applies them.")


def tell_questions(settings: Settings, limit: int, *, as_json: bool) -> None:
    """Print the questions."""
    case = read_case(settings, limit)
    rows = [row_of(question) for question in case.questions]
    if as_json:
        console.as_json(rows)
        return
    _tell_of_idle(case.idle)
    _tell_if_nothing(case.questions)
    for place, row in enumerate(rows, start=1):
        console.question(row, place, len(rows))


def tell_idle(settings: Settings, *, as_json: bool) -> None:
    """Print the judgements that speak of a name which no document has now; they stay, for it may come back."""
    idle = read_case(settings, 0).idle
    if as_json:
        console.as_json([{"said_at": said.said_at, **dict(zip(COLUMNS, cells_of(said), strict=True))} for said in idle])
        return
    console.lines([said.said_at, *cells_of(said)] for said in idle)
    if not idle:
        console.say("Every judgement speaks of names that documents have.")


def _tell_if_nothing(questions: Sequence[Question]) -> None:
    if not questions:
        console.say(NOTHING)


def _tell_of_idle(idle: Sequence[Judgement]) -> None:
    if idle:
        console.say(f"Judgements on names that no document has now: {len(idle)}. See `greffier review --idle`.")


def _answering(by: str | None) -> str:
    """Who answers. Raises NobodyError where the machine does not know the user and nobody is named."""
    try:
        return (by or getpass.getuser()).strip()
    except (OSError, KeyError) as error:
        raise NobodyError("Say who answers: greffier review --by 'First Last'.") from error

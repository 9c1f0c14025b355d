"""Questions as a table to be answered in a spreadsheet, and the answers read back.

What belongs here: that table. What does not: which questions there are (`questions`) and the judgements' own file
(`resolution.judgement_file`). Its first columns are those of the judgements, to be filled; the others are to judge by.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TextIO

from orchestration.resolution.judgement_file import COLUMNS, append_judgements, judgement_of, read_judgements
from orchestration.resolution.judgements import Judgement
from orchestration.resolution.tables import guarded, table_rows
from orchestration.review.questions import Question
from orchestration.warehouse.questions import Evidence

_SIDE = ("title", "published_on", "words", "offices", "company", "number")
SHOWN = (
    *("taken_for", "probability", "documents", "reasons"),
    *(f"{side}_{column}" for side in ("left", "right") for column in _SIDE),
)


def row_of(question: Question) -> dict[str, str]:
    """A question by column: what an answer speaks of, and what there is to judge by."""
    left, right = question.sides
    pair = question.pair
    return {
        "kind": question.kind,
        **{"left_name": left.name, "left_document_id": left.document_id},
        **{"right_name": right.name, "right_document_id": right.document_id},
        "taken_for": "one" if pair.is_joined else "two",
        "probability": f"{pair.probability:.2f}",
        "documents": str(pair.moving),
        "reasons": "; ".join(pair.reasons),
        **_seen("left", question.left),
        **_seen("right", question.right),
    }


def write_questions(file: TextIO, questions: Iterable[Question]) -> None:
    """Write questions, their answers empty. No cell runs as a formula."""
    writer = csv.DictWriter(file, [*COLUMNS, *SHOWN], restval="", lineterminator="\n")
    writer.writeheader()
    for question in questions:
        writer.writerow({column: guarded(cell) for column, cell in row_of(question).items()})


def read_answers(path: Path, by: str, on: date) -> list[Judgement]:
    """The answered rows of a table; `by` and `on` fill empty cells.

    Raises CurationError with file and line for a row that cannot be read.
    """
    defaults = {"decided_by": by, "decided_on": on.isoformat()}
    return [judgement_of(row, defaults) for row in table_rows(path, COLUMNS[:6]) if row.cells["judgement"]]


def record_answers(path: Path, answers: Iterable[Judgement]) -> int:
    """Add answers to the file of judgements, all or none; return how many it did not hold yet.

    Raises CurationError when one contradicts another or the file.
    """
    known = {(said.kind, said.left, said.right, said.verdict) for said in read_judgements(path).all}
    fresh = [said for said in answers if (said.kind, said.left, said.right, said.verdict) not in known]
    append_judgements(path, fresh)
    return len(fresh)


def _seen(side: str, evidence: Evidence) -> dict[str, str]:
    cells = (
        evidence.title or "",
        evidence.published_on.isoformat() if evidence.published_on else "",
        evidence.words,
        "; ".join(evidence.offices),
        "; ".join(evidence.company),
        evidence.number or "",
    )
    return {f"{side}_{column}": cell for column, cell in zip(_SIDE, cells, strict=True)}

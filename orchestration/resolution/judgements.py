"""What people decided about pairs of names: one, two, or not to be told. Their word always wins.

What belongs here: what a judgement is. What does not: the file that keeps them (`judgement_file`), applying them
(`decided`) and choosing what to ask (`review`). A side is a name, alone (wherever it stands) or with the document that
it stands in; a document's id comes from its content, so a renamed file changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from orchestration.records import MentionKind

Verdict = Literal["same", "different", "unsure"]
# A register tells no day.
LISTED_ON = date.min


@dataclass(frozen=True, slots=True, order=True)
class Side:
    """A name, in one document or (an empty id) wherever it stands."""

    name: str
    document_id: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision about two names of one kind; `said_at` is the file and line that say it."""

    kind: MentionKind
    left: Side
    right: Side
    verdict: Verdict
    decided_by: str
    decided_on: date
    why: str = ""
    said_at: str = field(default="this answer", compare=False)


@dataclass(frozen=True, slots=True)
class Judgements:
    """All decisions in the order of the file, the hash of the file, and what registers say of names of their own.

    What is `listed` weighs more than anything seen in documents, and less than people's word.
    """

    all: tuple[Judgement, ...] = ()
    version: str = "none"
    listed: tuple[Judgement, ...] = ()

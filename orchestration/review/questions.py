"""Which pairs of names people should look at, and which of their judgements speak of nobody any more.

What belongs here: joining what the working database doubts with what people have answered. What does not: the database
(`warehouse.questions`), asking (`desk`, `sheet`).

The most valuable question comes first. An answer is worth the names in documents that it is expected to put right: how
many the other answer would move (those of the smaller side) times the probability that the machine is wrong, that is,
that a pair taken for two is one or that one taken for one is two. A frequent name in slight doubt may be worth more
than a rare one in grave doubt.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from orchestration.records import MentionKind
from orchestration.resolution import Curation, read_curation, read_judgements
from orchestration.resolution.clustering import LISTED
from orchestration.resolution.contradictions import Place
from orchestration.resolution.decided import Decided
from orchestration.resolution.judgements import Judgement, Side, Verdict
from orchestration.resolution.resolving import known_acronyms
from orchestration.settings import Settings
from orchestration.warehouse import questions
from orchestration.warehouse.questions import Evidence, PairInDoubt
from orchestration.warehouse.store import Store

# An error that is less probable than this is not worth a person's minute.
LEAST_DOUBT = 0.01


class NothingToReviewError(RuntimeError):
    """There is no resolved corpus yet."""


@dataclass(frozen=True, slots=True)
class Question:
    """A pair in doubt with what the documents say of either side."""

    pair: PairInDoubt
    left: Evidence
    right: Evidence

    @property
    def kind(self) -> MentionKind:
        """What both are."""
        return self.pair.kind

    @property
    def sides(self) -> tuple[Side, Side]:
        """What an answer speaks of, left and right: the names wherever they stand, or in these documents only."""
        documents = ("", "") if self.pair.is_general else (self.pair.one.document_id, self.pair.other.document_id)
        return Side(self.left.name, documents[0]), Side(self.right.name, documents[1])

    def judged(self, verdict: Verdict, by: str, on: date, why: str = "") -> Judgement:
        """The answer as a judgement."""
        return Judgement(self.kind, min(self.sides), max(self.sides), verdict, by, on, why)


@dataclass(frozen=True, slots=True)
class Case:
    """All that one sitting needs: the questions, and people's judgements with what they mean in this corpus."""

    path: Path
    questions: Sequence[Question]
    idle: Sequence[Judgement]
    _curation: Curation = field(default_factory=Curation)
    _acronyms: dict[str, str] = field(default_factory=dict)

    def is_answered(self, question: Question) -> bool:
        """Whether the file of judgements says by now what the two are, or that nobody can tell."""
        decided = Decided.of(read_judgements(self.path), self._curation, self._acronyms)
        return _is_answered(question.pair, decided)


def read_case(settings: Settings, limit: int | None) -> Case:
    """The most valuable questions, at most `limit`, and the judgements that name nobody whom a document names.

    Raises NothingToReviewError before the first run, LockedError while a run is at work, CurationError for decisions
    that cannot be applied.
    """
    path, curation = settings.curation / "judgements.csv", read_curation(settings.curation)
    judgements = read_judgements(path)
    nothing = NothingToReviewError(
        f"This version has not compared any names in {settings.home} yet. Run `greffier run` first."
    )
    if not settings.database.is_file():
        raise nothing
    try:
        with Store(settings.database).reading() as connection:
            acronyms = known_acronyms(questions.declared_acronyms(connection))
            decided = Decided.of(judgements, curation, acronyms)
            idle = decided.idle(questions.bearers(connection, decided.names))
            found = list(_open_questions(connection, decided, limit))
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise nothing from error
    return Case(path, found, idle, curation, acronyms)


def _open_questions(connection: duckdb.DuckDBPyConnection, decided: Decided, limit: int | None) -> Iterator[Question]:
    doubted = questions.pairs_in_doubt(connection, LISTED, LEAST_DOUBT)
    pairs = list(itertools.islice((pair for pair in doubted if not _is_answered(pair, decided)), limit))
    said = questions.evidence(connection, [place for pair in pairs for place in (pair.one, pair.other)])
    for pair in pairs:
        one, other = (said[place.profile_id, place.document_id] for place in (pair.one, pair.other))
        yield Question(pair, one, other)


def _is_answered(pair: PairInDoubt, decided: Decided) -> bool:
    return decided.is_decided(*(Place(pair.kind, end.key, end.document_id) for end in (pair.one, pair.other)))

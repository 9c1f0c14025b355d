"""Precision, recall and F1 of a release, by kind of fact, with what was missed and what was spurious.

What belongs here: which rows are held against each other and counting the outcome, micro-averaged over documents.
What does not: comparing two names or texts (`matching`). Gold rows marked optional neither earn nor cost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from orchestration.evaluation.gold import Published, Row, contract_rows, read_gold, read_kinds, read_release, read_ties
from orchestration.evaluation.matching import any_same, overlap, pair_up, same_organisation, same_person

SAME = {"actors": same_person, "organisations": same_organisation}
QUOTE_OVERLAP, INDIRECT_OVERLAP, TITLE_OVERLAP = 0.7, 0.5, 0.5
VALUE_OVERLAP = 0.6
AMOUNT_TOLERANCE = 0.01
# A partnership or a merger has no direction.
UNDIRECTED = ("partner", "merger")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One row that was missed or is spurious, in words."""

    kind: str
    what: str
    document: str
    shown: str


@dataclass(slots=True)
class Score:
    """Outcomes of one kind of fact."""

    hit: int = 0
    missed: int = 0
    spurious: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.hit / max(1, self.hit + self.spurious)

    @property
    def recall(self) -> float:
        """Share of what is there that was found."""
        return self.hit / max(1, self.hit + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


@dataclass(slots=True)
class Report:
    """Scores by kind, shares of right values among matched rows, mistakes, and gold files the release lacks."""

    scores: dict[str, Score] = field(default_factory=dict)
    right: dict[str, list[bool]] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    def accuracy(self, what: str) -> float | None:
        """Share of matched rows whose value of that name is right; None when no row says."""
        values = self.right.get(what, [])
        return sum(values) / len(values) if values else None

    def count(
        self,
        kind: str,
        document: str,
        gold: Sequence[Row],
        found: Sequence[Row],
        pairs: Sequence[tuple[int, int]],
        show: Callable[[Row], str],
    ) -> None:
        """Add the outcome of one document."""
        score = self.scores.setdefault(kind, Score())
        missed = set(range(len(gold))) - {i for i, _ in pairs}
        spurious = set(range(len(found))) - {j for _, j in pairs}
        required = [i for i in missed if not gold[i].get("optional")]
        score.hit += sum(1 for i, _ in pairs if not gold[i].get("optional"))
        score.missed += len(required)
        score.spurious += len(spurious)
        self.mistakes += [Mistake(kind, "missed", document, show(gold[i])) for i in sorted(required)]
        self.mistakes += [Mistake(kind, "spurious", document, show(found[j])) for j in sorted(spurious)]


def evaluate_release(release: Path, gold: Path) -> Report:
    """Hold the release in `release` against the annotations in `gold`. Raises EvaluationError for unreadable input."""
    published = read_release(release)
    contracts, kinds, ties = contract_rows(published), read_kinds(gold), read_ties(gold)
    report = Report(scores={kind: Score() for kind in ("actors", "organisations", "roles", "contracts", *QUOTE_KINDS)})
    for stem, annotation in read_gold(gold).items():
        documents = published.document_ids(annotation["file"])
        if not documents:
            report.absent.append(annotation["file"])
        judge = _Judge(published, annotation)
        _count_entities(report, stem, annotation, published, documents, kinds)
        _count_roles(report, stem, annotation, judge, documents)
        _count_contracts(report, stem, annotation, judge, contracts, documents)
        _count_quotes(report, stem, judge, documents)
        if stem in ties:
            _count_relations(report, stem, ties[stem]["relations"], judge, documents)
            _count_facts(report, stem, ties[stem]["facts"], judge, documents)
    return report


QUOTE_KINDS = ("quotes", "quotes_with_speaker", "indirect_quotes")
QUOTE_SORTS = (
    ("quotes", ("direct", "mixed"), QUOTE_OVERLAP),
    ("indirect_quotes", ("indirect",), INDIRECT_OVERLAP),
)


@dataclass(frozen=True, slots=True)
class _Judge:
    """Whether a published entity is the one that gold names, in one document."""

    published: Published
    annotation: Row

    def is_party(self, gold_name: str | None, entity_id: str | None, kind: str) -> bool:
        """Whether `entity_id` is whom gold calls `gold_name` (None: nobody)."""
        if gold_name is None:
            return entity_id is None
        return any_same(self._forms(kind, gold_name), self.published.names.get(entity_id or "", []), SAME[kind])

    def is_speaker(self, gold_name: str | None, quote: Row) -> bool:
        """Whether a quote has the right speaker, or rightly none."""
        actor, organisation = quote["speaker_actor_id"], quote["speaker_organisation_id"]
        if gold_name is None:
            return not actor and not organisation
        return self.is_one(gold_name, actor, organisation)

    def is_one(self, gold_name: str, actor: str | None, organisation: str | None) -> bool:
        """Whether the person or the organisation is whom gold calls `gold_name`."""
        return self.is_party(gold_name, actor or "", "actors") or self.is_party(
            gold_name, organisation or "", "organisations"
        )

    def _forms(self, kind: str, name: str) -> list[str]:
        for entry in self.annotation[kind]:
            forms = [entry["name"], *entry.get("aliases", [])]
            if any_same([name], forms, SAME[kind]):
                return forms
        return [name]


def _count_entities(
    report: Report, stem: str, annotation: Row, published: Published, documents: set[str], kinds: dict[str, str]
) -> None:
    for kind, column in (("actors", "actor_id"), ("organisations", "organisation_id")):
        ids = {m[column] for m in published.tables["mentions"] if m["document_id"] in documents and m[column]}
        found = [{"forms": published.names.get(i, []), "kind": published.kinds.get(i)} for i in sorted(ids)]
        gold = [{**g, "forms": [g["name"], *g.get("aliases", [])]} for g in annotation[kind]]
        pairs = pair_up(gold, found, partial(_same_forms, same=SAME[kind]), 1.0)
        report.count(kind, stem, gold, found, pairs, lambda row: " | ".join(row["forms"][:3]))
        if kind == "organisations":
            labelled = [(gold[i]["name"], found[j]["kind"]) for i, j in pairs if gold[i]["name"] in kinds]
            _count_kinds(report, stem, labelled, kinds)


def _count_kinds(report: Report, stem: str, found: Sequence[tuple[Any, Any]], kinds: dict[str, str]) -> None:
    """Whether organisations that were found are of the kind that people gave them."""
    report.right.setdefault("kind", []).extend(kinds[name] == kind for name, kind in found)
    wrong = [f"{name}: {kind}, not {kinds[name]}" for name, kind in found if kinds[name] != kind]
    report.mistakes += [Mistake("kind", "wrong", stem, shown) for shown in wrong]


def _same_forms(gold: Row, found: Row, same: Callable[[str, str], bool]) -> float:
    return float(any_same(gold["forms"], found["forms"], same))


def _count_roles(report: Report, stem: str, annotation: Row, judge: _Judge, documents: set[str]) -> None:
    def score(gold: Row, found: Row) -> float:
        is_there = gold["organisation"] is None or judge.is_party(
            gold["organisation"], found["organisation_id"], "organisations"
        )
        is_titled = not gold["title"] or overlap(gold["title"], found["title"]) >= TITLE_OVERLAP
        return float(is_there and is_titled and judge.is_party(gold["actor"], found["actor_id"], "actors"))

    def show(row: Row) -> str:
        actor = row.get("actor") or _called(judge.published, row.get("actor_id"))
        organisation = row.get("organisation") or _called(judge.published, row.get("organisation_id"))
        return f"{actor} | {row['title']} | {organisation}"

    found = _stated(judge.published, "roles", documents)
    gold = annotation["roles"]
    pairs = pair_up(gold, found, score, 1.0)
    report.count("roles", stem, gold, found, pairs, show)
    report.right.setdefault("former", []).extend(
        (gold[i]["status"] == "former") == bool(found[j]["is_former"]) for i, j in pairs if not gold[i].get("optional")
    )


def _count_contracts(
    report: Report,
    stem: str,
    annotation: Row,
    judge: _Judge,
    contracts: dict[str, list[Row]],
    documents: set[str],
) -> None:
    def score(gold: Row, found: Row) -> float:
        if not all(judge.is_party(gold[side], found[side], "organisations") for side in ("buyer", "supplier")):
            return 0.0
        return 1.0 + 0.1 * overlap(gold.get("subject"), found["subject"]) + 0.1 * _same_amount(gold, found)

    def show(row: Row) -> str:
        buyer, supplier = (_called(judge.published, row[side]) for side in ("buyer", "supplier"))
        return f"{buyer} → {supplier} | {row.get('amount')} | {row.get('status')}"

    ids = judge.published.fact_ids("contracts", documents)
    found = [row for fact_id in sorted(ids) for row in contracts.get(fact_id, [])]
    gold = annotation["contracts"]
    pairs = pair_up(gold, found, score, 1.0)
    report.count("contracts", stem, gold, found, pairs, show)
    for i, j in pairs:
        if not gold[i].get("optional"):
            report.right.setdefault("status", []).append(gold[i]["status"] == found[j]["status"])
            if gold[i].get("amount"):
                report.right.setdefault("amount", []).append(_same_amount(gold[i], found[j]))


def _same_amount(gold: Row, found: Row) -> bool:
    if not gold.get("amount") or not found["amount"]:
        return False
    return abs(float(found["amount"]) / float(gold["amount"]) - 1) < AMOUNT_TOLERANCE


def _count_relations(report: Report, stem: str, gold: Sequence[Row], judge: _Judge, documents: set[str]) -> None:
    def joins(gold: Row, found: Row, subject: str, value: str) -> bool:
        return judge.is_party(gold[subject], found["subject_organisation_id"], "organisations") and judge.is_one(
            gold[value], found["object_actor_id"], found["object_organisation_id"]
        )

    def score(gold: Row, found: Row) -> float:
        if gold["kind"] != found["kind"]:
            return 0.0
        is_turned = gold["kind"] in UNDIRECTED and joins(gold, found, "value", "subject")
        return float(is_turned or joins(gold, found, "subject", "value"))

    def show(row: Row) -> str:
        subject = row.get("subject") or _called(judge.published, row.get("subject_organisation_id"))
        other = row.get("object_actor_id") or row.get("object_organisation_id")
        return f"{row['kind']}: {subject} | {row.get('value') or _called(judge.published, other)}"

    found = _stated(judge.published, "organisation_relations", documents)
    report.count("relations", stem, gold, found, pair_up(gold, found, score, 1.0), show)


def _count_facts(report: Report, stem: str, gold: Sequence[Row], judge: _Judge, documents: set[str]) -> None:
    def score(gold: Row, found: Row) -> float:
        if gold["kind"] != found["attribute"]:
            return 0.0
        is_there = judge.is_party(gold["subject"], found["organisation_id"], "organisations")
        return is_there * overlap(gold["value"], found["value_text"])

    def show(row: Row) -> str:
        subject = row.get("subject") or _called(judge.published, row.get("organisation_id"))
        return f"{row.get('kind') or row.get('attribute')}: {subject} | {row.get('value') or row.get('value_text')}"

    found = _stated(judge.published, "organisation_facts", documents)
    report.count("facts", stem, gold, found, pair_up(gold, found, score, VALUE_OVERLAP), show)


def _stated(published: Published, table: str, documents: set[str]) -> list[Row]:
    """The rows of a table for which one of the documents is evidence, in order of their ids."""
    ids = published.fact_ids(table, documents)
    return sorted((row for row in published.tables[table] if row["fact_id"] in ids), key=lambda r: str(r["fact_id"]))


def judged_quotes(published: Published, annotation: Row) -> Iterator[tuple[Row, bool]]:
    """Each published quotation of an annotated document, and whether both its words and its speaker are right.

    One that meets an optional annotation is left out: careful readers differ on it.
    """
    judge = _Judge(published, annotation)
    for _, kinds, threshold in QUOTE_SORTS:
        gold, found, pairs = _paired_quotes(judge, published.document_ids(annotation["file"]), kinds, threshold)
        met = {j: gold[i] for i, j in pairs}
        for j, quote in enumerate(found):
            if not met.get(j, {}).get("optional"):
                yield quote, j in met and judge.is_speaker(met[j]["speaker"], quote)


def _paired_quotes(
    judge: _Judge, documents: set[str], kinds: Sequence[str], threshold: float
) -> tuple[list[Row], list[Row], list[tuple[int, int]]]:
    """Gold and published quotations of some kinds, and which of them have the same words."""
    published = judge.published.tables["quotes"]
    gold = [g for g in judge.annotation["quotes"] if g["kind"] in kinds]
    found = [q for q in published if q["document_id"] in documents and q["kind"] in kinds]
    return gold, found, pair_up(gold, found, lambda g, q: overlap(g["text"], q["content"]), threshold)


def _count_quotes(report: Report, stem: str, judge: _Judge, documents: set[str]) -> None:
    def show(row: Row) -> str:
        said = row.get("text") or row.get("content") or ""
        return f"{row.get('speaker') or row.get('speaker_text') or '?'}: {' '.join(said.split())[:90]}"

    for kind, kinds, threshold in QUOTE_SORTS:
        gold, found, pairs = _paired_quotes(judge, documents, kinds, threshold)
        report.count(kind, stem, gold, found, pairs, show)
        if kind == "quotes":
            spoken = [
                (i, j) for i, j in pairs if gold[i].get("optional") or judge.is_speaker(gold[i]["speaker"], found[j])
            ]
            report.count("quotes_with_speaker", stem, gold, found, spoken, show)


def _called(published: Published, name_or_id: str | None) -> str:
    """What an entity is called; a name stays itself, nobody is a dash."""
    return published.names.get(name_or_id or "", [name_or_id or "–"])[0]

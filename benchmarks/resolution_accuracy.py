"""How well names of many documents are put to people and organisations, beside simpler ways to do it.

    python benchmarks/resolution_accuracy.py

What belongs here: B-cubed of both labelled sets for Greffier, for equality of names and for Splink as it comes. What
does not: errors one by one; of the measured set only totals may be seen. Results go to `resolution_accuracy.json`.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.labelled import b_cubed, labelled, resolved  # noqa: E402
from orchestration.resolution import Appearance  # noqa: E402
from orchestration.resolution.names import folded  # noqa: E402
from orchestration.resolution.person_names import person_name  # noqa: E402
from orchestration.resolution.state import KINDS  # noqa: E402

SETS = ("development", "mentions")
Grouping = dict[str, str]
# Splink's tutorial trains on pairs that share one column, then on pairs that share another one.
TRAINED_ON = {"actor": ("family", "given"), "organisation": ("name", "name_start")}
BLOCKED_ON = {"actor": ("family", "given"), "organisation": ("name", "name_start")}


def as_written(appearances: Sequence[Appearance]) -> Grouping:
    return {a.appearance_id: f"{a.kind} {a.name}" for a in appearances}


def as_folded(appearances: Sequence[Appearance]) -> Grouping:
    return {a.appearance_id: f"{a.kind} {folded(a.name)}" for a in appearances}


def splink_from(threshold: float) -> Callable[[Sequence[Appearance]], Grouping]:
    """Splink's own comparisons, estimates and clustering of pairs that are one with at least this probability."""

    def group(appearances: Sequence[Appearance]) -> Grouping:
        found: Grouping = {}
        for kind in KINDS:
            found.update(_splink(kind, [a for a in appearances if a.kind == kind], threshold))
        return found

    return group


WAYS: Mapping[str, Callable[[Sequence[Appearance]], Grouping]] = {
    "Greffier": resolved,
    "equal names, as written": as_written,
    "equal names, without case and accents": as_folded,
    "Splink as it comes, from 0.5": splink_from(0.5),
    "Splink as it comes, from 0.95": splink_from(0.95),
}


def main() -> None:
    """Measure every way on both sets and write the results."""
    sets = {name: labelled(name) for name in SETS}
    results = {
        way: {name: measured(group(appearances), true) for name, (appearances, true) in sets.items()}
        for way, group in WAYS.items()
    }
    (HERE / "resolution_accuracy.json").write_text(
        json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    for name in SETS:
        show(name, {way: of_sets[name] for way, of_sets in results.items()})


def measured(found: Grouping, true: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of all names, of people's and of organisations'."""
    of_kinds = {
        "all": found,
        **{kind: {a: group for a, group in found.items() if true[a].startswith(kind)} for kind in KINDS},
    }
    return {kind: _figures(*b_cubed(part, true)) for kind, part in of_kinds.items()}


def show(name: str, results: Mapping[str, Mapping[str, Mapping[str, float]]]) -> None:
    """Print one set's totals, and the F1 of either kind."""
    table = Table(title=f"B-cubed on {name}.tsv")
    for heading in ("way", "precision", "recall", "F1", "F1 of people", "F1 of organisations"):
        table.add_column(heading)
    for way, figures in results.items():
        table.add_row(
            way,
            *(f"{figures['all'][figure]:.3f}" for figure in ("precision", "recall", "f1")),
            *(f"{figures[kind]['f1']:.3f}" for kind in KINDS),
        )
    Console().print(table)


def _figures(precision: float, recall: float) -> dict[str, float]:
    f1 = 2 * precision * recall / (precision + recall)
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def _splink(kind: str, appearances: Sequence[Appearance], threshold: float) -> Grouping:
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    rows = [_actor(a) if kind == "actor" else _organisation(a) for a in appearances]
    connection = duckdb.connect()
    connection.register("written", pa.Table.from_pylist(rows))
    connection.execute("create table appearances as select * from written")
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=_comparisons(kind),
        blocking_rules_to_generate_predictions=[block_on(column) for column in BLOCKED_ON[kind]],
    )
    linker = Linker(DuckDBAPI(connection=connection).register("appearances"), settings, log_level=logging.ERROR)
    train = linker.training
    surest = [block_on("given", "family")] if kind == "actor" else [block_on("name")]
    train.estimate_probability_two_random_records_match(surest, recall=0.7)
    train.estimate_u_using_random_sampling(max_pairs=1e8, seed=7)
    for column in TRAINED_ON[kind]:
        train.estimate_parameters_using_expectation_maximisation(block_on(column), record_sample_proportion=1.0)
    predicted = linker.inference.predict(threshold_match_probability=threshold, warning_mode="never")
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold)
    found = connection.execute(f"select unique_id, cluster_id from {clusters.physical_name}").fetchall()
    return {unique_id: f"{kind} {cluster}" for unique_id, cluster in found}


def _comparisons(kind: str) -> list[Any]:
    """What Splink's documentation proposes for such columns; a date of birth, its strongest, no document gives."""
    from splink import comparison_library as compare

    if kind == "actor":
        return [
            compare.NameComparison("given"),
            compare.NameComparison("family"),
            compare.JaroWinklerAtThresholds("title"),
            compare.ExactMatch("organisation").configure(term_frequency_adjustments=True),
            compare.ArrayIntersectAtSizes("companions", [2, 1]),
        ]
    return [
        compare.NameComparison("name"),
        compare.ExactMatch("acronym"),
        compare.ExactMatch("kind"),
        compare.ArrayIntersectAtSizes("people", [2, 1]),
    ]


def _actor(appearance: Appearance) -> dict[str, Any]:
    """The columns that a table of people has; names come apart and folded, which is more than Splink would do."""
    name = person_name(appearance.name)
    first = appearance.offices[0] if appearance.offices else None
    return {
        "unique_id": appearance.appearance_id,
        "given": " ".join(name.given) or None,
        "family": " ".join(name.family) or None,
        "title": folded(first.title) if first else None,
        "organisation": folded(first.organisation) if first and first.organisation else None,
        "companions": sorted(map(folded, (*appearance.people, *appearance.firms))),
    }


def _organisation(appearance: Appearance) -> dict[str, Any]:
    name = folded(appearance.name)
    return {
        "unique_id": appearance.appearance_id,
        "name": name,
        "name_start": name[:4],
        "acronym": folded(appearance.acronym) if appearance.acronym else None,
        "kind": appearance.organisation_kind,
        "people": sorted(map(folded, appearance.people)),
    }


if __name__ == "__main__":
    main()

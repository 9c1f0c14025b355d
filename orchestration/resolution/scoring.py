"""Which pairs of profiles may be one, and how much speaks for it: Splink over DuckDB with our own model.

What belongs here: handing profiles and model to Splink, and its answer as rows of `resolution.pairs` with their
reasons. What does not: the weights (`model`) and what follows from them (`clustering`).
Source: I. P. Fellegi, A. B. Sunter, "A Theory for Record Linkage", JASA 64 (1969).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.records import MentionKind
from orchestration.resolution.clustering import CLEARLY, SAME
from orchestration.resolution.model import Comparison, Model, macros, model

# Pairs of other names weigh less: they say nothing that the names do not say.
FLOOR = -44.0
_MARK = 2.0**-20


def weigh(connection: duckdb.DuckDBPyConnection, kind: MentionKind, fresh: Iterable[str]) -> None:
    """Weigh all pairs of profiles of `kind` of which one is among `fresh` (ids), and keep them in `resolution.pairs`.

    `fresh` profiles must have no pairs yet.
    """
    ids = pa.table({"unique_id": pa.array(sorted(fresh), pa.string())})
    if not ids.num_rows:
        return
    # Imported here: a night without new names must not wait for it.
    from splink import DuckDBAPI, Linker

    connection.execute(macros())
    connection.register("fresh_ids", ids)
    for name, condition in (("fresh_profiles", "in"), ("settled_profiles", "not in")):
        connection.execute(
            f"create or replace temp table {name} as select * from resolution.{kind}_profiles"
            f" where unique_id {condition} (select unique_id from fresh_ids)"
        )
    used = model(kind)
    api = DuckDBAPI(connection=connection)
    new, old = api.register("fresh_profiles"), api.register("settled_profiles")
    linker = Linker(new, _settings(used), log_level=None, validate_settings=False)
    for found in (
        linker.inference.predict_within(new, threshold_match_weight=FLOOR, warning_mode="never"),
        linker.inference.predict_between(new, old, threshold_match_weight=FLOOR, warning_mode="never"),
    ):
        connection.execute(_keeping(kind, used, found.physical_name))
    api.delete_tables_created_by_splink_from_db()  # type: ignore[no-untyped-call]
    connection.unregister("fresh_ids")


def _keeping(kind: MentionKind, used: Model, answer: str) -> str:
    """SQL that puts Splink's answer into `resolution.pairs`, its parts in words."""
    seen = ", ".join(_in_words(comparison) for comparison in used.comparisons)
    return f"""
        insert into resolution.pairs
        select
            '{kind}', least(unique_id_l, unique_id_r), greatest(unique_id_l, unique_id_r), round(match_weight, 2),
            round(match_weight, 2) >= {SAME}
            or (round(match_weight, 2) > {SAME - CLEARLY} and (one.is_weak or other.is_weak)),
            list_filter([{seen}], lambda reason: reason is not null)
        from {answer} as answer
        inner join resolution.{kind}_profiles as one on answer.unique_id_l = one.unique_id
        inner join resolution.{kind}_profiles as other on answer.unique_id_r = other.unique_id
    """


def _in_words(comparison: Comparison) -> str:
    """Splink's answer names no level, only its weight: each gets its own, different by less than counts."""
    cases = " ".join(
        f"when {round(_marked(comparison, place) / _MARK)} then '{level.reason.replace(chr(39), chr(39) * 2)}"
        f" ({level.weight:+g})'"
        for place, level in enumerate(comparison.levels)
    )
    return f"case round(mw_{comparison.name} / {_MARK!r})::bigint {cases} end"


def _marked(comparison: Comparison, place: int) -> float:
    return comparison.levels[place].weight + (place + 1) * _MARK


def _settings(used: Model) -> dict[str, Any]:
    odds = 2.0**used.prior
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": odds / (1 + odds),
        "blocking_rules_to_generate_predictions": list(used.blocks),
        "comparisons": [_comparison(comparison) for comparison in used.comparisons],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    # Splink wants to be told what a missing value is; ours are empty, and say so in the conditions.
    missing = {"sql_condition": "unique_id_l is null", "label_for_charts": "missing", "is_null_level": True}
    levels = [
        {
            "sql_condition": level.when,
            "label_for_charts": level.reason,
            # Splink wants both probabilities; only their ratio counts.
            "m_probability": min(1.0, 2.0**weight) / 2,
            "u_probability": min(1.0, 2.0**-weight) / 2,
        }
        for place, level in enumerate(comparison.levels)
        for weight in [_marked(comparison, place)]
    ]
    nothing = {"sql_condition": "ELSE", "label_for_charts": "nothing", "m_probability": 0.5, "u_probability": 0.5}
    return {"output_column_name": comparison.name, "comparison_levels": [missing, *levels, nothing]}

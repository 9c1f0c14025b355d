"""What the soak measures and compares: what a home and an output hold, and in what two releases differ.

What belongs here: reading. What does not: judging (`soak.py`).
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb

from tests.conftest import Greffier
from tests.faults.nights import OF_THE_RUN, dagster_runs, digest

ENTITY_ID = re.compile(r"\b(?:act|org)-[0-9a-f]+")
# Ids of facts that are made of those of entities, and ids of evidence, which are made of those.
MADE_ID = re.compile(r"\b(?:rol|con|rel|fac|lot|val|evi)-[0-9a-f]+")
ENTITIES = "select mention_id, coalesce(actor_id, organisation_id) from read_parquet(?)"


def grown(greffier: Greffier) -> dict[str, Any]:
    """How much of each there is after a night; sizes in MB (10^6 bytes)."""
    history = greffier.home / "dagster"
    return {
        "files": sum(1 for path in greffier.documents.rglob("*") if path.is_file()),
        "releases": sum(1 for _ in greffier.output.glob("releases/rel-*")),
        "output_mb": size(greffier.output),
        "home_mb": size(greffier.home),
        "database_mb": size(greffier.home / "warehouse.duckdb"),
        "annotations": sum(1 for _ in greffier.home.rglob("*.spacy")),
        "dagster_mb": size(history),
        "dagster_runs": len(dagster_runs(greffier)) if history.exists() else 0,
        "dbt_mb": size(greffier.home / "dbt"),
        "outbox_files": sum(1 for _ in greffier.home.glob("outbox/*.json")),
        "record_kb": round((greffier.output / "releases.json").stat().st_size / 1e3, 1),
    }


def size(path: Path) -> float:
    paths = [path] if path.is_file() else path.rglob("*")
    return round(sum(each.lstat().st_size for each in paths if each.is_file()) / 1e6, 2)


def differences(one: Path, other: Path) -> dict[str, Any]:
    """How many files of the content are the same byte by byte in two releases, and which are not."""
    left, right = _digests(one), _digests(other)
    differ = sorted(name for name in left.keys() | right.keys() if left.get(name) != right.get(name))
    return {"same": len(left.keys() & right.keys()) - len(differ), "differ": differ}


def _digests(folder: Path) -> dict[str, str]:
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name not in OF_THE_RUN]
    return {path.relative_to(folder).as_posix(): digest(path) for path in paths}


def identities(one: Path, other: Path) -> dict[str, Any]:
    """How the people and organisations of two releases of the same documents differ.

    Whether the same mentions are put together, how many ids are other ones, and in which tables rows differ when these
    ids are taken for the same.
    """
    left, right = (
        dict(duckdb.execute(ENTITIES, [f"{release}/mentions.parquet"]).fetchall()) for release in (one, other)
    )
    pairs = {(left[mention], right.get(mention)) for mention in left if left[mention] is not None}
    renamed = {str(new): old for old, new in pairs if old != new}
    tables = sorted(path.name for path in one.glob("*.parquet"))
    return {
        "entities": len({old for old, _ in pairs}),
        "same_groups": left.keys() == right.keys() and len(pairs) == len(set(left.values()) - {None}),
        "other_ids": len(renamed),
        "tables_that_differ_but_for_ids": [
            name for name in tables if _rows(one / name, {}) != _rows(other / name, renamed)
        ],
    }


def _entities(release: Path) -> dict[str, str | None]:
    return dict(duckdb.execute(ENTITIES, [str(release / "mentions.parquet")]).fetchall())


def _rows(table: Path, renamed: dict[str, str]) -> Counter[str]:
    query = "select to_json(t)::varchar from (select * exclude (release_id) from read_parquet(?)) t"
    rows = (row for (row,) in duckdb.execute(query, [str(table)]).fetchall())
    return Counter(
        MADE_ID.sub("made", ENTITY_ID.sub(lambda found: renamed.get(found[0], found[0]), row)) for row in rows
    )

"""What changed between two releases: added, modified and deleted rows of each table, found by their keys.

What belongs here: comparing the Parquet files of two releases, the release's id aside, and telling of an id that went
whom it went to (`entity_history`). What does not: why anything changed, and drawing it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import duckdb

from orchestration.publishing.catalog import RELEASE_ID
from orchestration.publishing.content import ALERTS_NAME, CONNECTION, text

CHANGES_NAME = "changes.json"
KINDS = ("added", "modified", "deleted")
# What became of ids: fate and successors by id.
Fates = Mapping[str, tuple[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that changed. `columns` are those modified; `fate` and `successors` tell what a deleted id became."""

    change: Literal["added", "modified", "deleted"]
    key: tuple[str | None, ...]
    columns: tuple[str, ...] = ()
    fate: str | None = None
    successors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableChanges:
    """The changes of one table. A first release lists no row: all of them are new."""

    table: str
    key: tuple[str, ...]
    counts: Mapping[str, int]
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    rows: tuple[RowChange, ...] = field(default=(), repr=False)


def compare(before: Path | None, after: Path) -> list[TableChanges]:
    """Compare the tables of two release folders by name; without `before`, everything in `after` is new.

    A table that only one of them holds counts as empty in the other. A column whose type changed counts as another.
    `alerts` is left out: it tells of changes itself.
    """
    with duckdb.connect(config=CONNECTION) as con:
        con.execute("set TimeZone = 'UTC'")
        if before is None:
            return [_first(con, path) for path in _tables(after)]
        names = {path.name for folder in (before, after) for path in _tables(folder)}
        fates = _fates(con, after / "entity_history.parquet")
        return [_compare(con, before / name, after / name, fates) for name in sorted(names)]


def write_changes(build: Path, previous: Path | None, release_id: str) -> None:
    """Write `changes.json` into `build`: the keys of all changed rows against the release in the folder `previous`."""
    told = {
        "release_id": release_id,
        "previous": previous.name if previous else None,
        "tables": {changes.table: _keys_of(changes) for changes in compare(previous, build)},
    }
    (build / CHANGES_NAME).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_changes(folder: Path) -> Mapping[str, Any]:
    """What `changes.json` of a build or release says. Raises OSError or ValueError when it cannot be read."""
    told: Mapping[str, Any] = json.loads((folder / CHANGES_NAME).read_text(encoding="utf-8"))
    return told


def changes_as_json(changes: Iterable[TableChanges]) -> dict[str, Any]:
    """All that was found, by table, every changed row with what it became or which of its columns changed."""
    return {found.table: {name: value for name, value in asdict(found).items() if name != "table"} for found in changes}


def _tables(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.parquet")) if path.stem != ALERTS_NAME]


def _keys_of(found: TableChanges) -> dict[str, Any]:
    """The short form that a release keeps: keys by kind of change; an id that became another with that other."""
    keys: dict[str, Any] = {
        kind: [row.key[0] if len(row.key) == 1 else row.key for row in found.rows if row.change == kind]
        for kind in KINDS
    }
    became = {row.key[0]: {"fate": row.fate, "successors": row.successors} for row in found.rows if row.fate}
    told = {name: value for name, value in asdict(found).items() if name not in ("table", "rows")}
    return told | keys | ({"became": became} if became else {})


def _first(con: duckdb.DuckDBPyConnection, path: Path) -> TableChanges:
    row = con.execute(f"select count(*) from read_parquet({text(path)})").fetchone()
    counts = dict.fromkeys(KINDS, 0) | {"added": int(row[0]) if row else 0}
    return TableChanges(path.stem, _key(con, path), counts)


def _compare(con: duckdb.DuckDBPyConnection, before: Path, after: Path, fates: Fates) -> TableChanges:
    here, there = _columns(con, before), _columns(con, after)
    known = [path for path in (after, before) if path.exists()]
    common = tuple(name for name, kind in (there or here).items() if not (here and there) or here.get(name) == kind)
    declared = _key(con, known[0])
    key = tuple(name for name in declared if name in common) or common
    query = _query(_source(before, known[0]), _source(after, known[0]), key, common)
    rows = tuple(
        _row(change, tuple(ids), tuple(columns), fates) for change, ids, columns in con.execute(query).fetchall()
    )
    counts = {kind: sum(1 for row in rows if row.change == kind) for kind in KINDS}
    if merged := sum(1 for row in rows if row.fate == "merged"):
        counts["merged"] = merged
    return TableChanges(
        table=after.stem,
        key=key,
        counts=counts,
        columns_added=tuple(sorted(there.keys() - set(common))) if here and there else (),
        columns_removed=tuple(sorted(here.keys() - set(common))) if here and there else (),
        rows=rows,
    )


def _row(change: Any, key: tuple[str | None, ...], columns: tuple[str, ...], fates: Fates) -> RowChange:
    if change == "modified":
        return RowChange(change, key, columns)
    fate = fates.get(key[0] or "") if change == "deleted" and len(key) == 1 else None
    return RowChange(change, key, (), *fate) if fate else RowChange(change, key)


def _query(before: str, after: str, key: tuple[str, ...], columns: tuple[str, ...]) -> str:
    """Both sides joined by key; rows that are on one side only, or differ in a column. Nulls are values like others."""
    others = [name for name in columns if name not in key]
    differs = {name: f"before.{_name(name)} is distinct from after.{_name(name)}" for name in others}
    told = ", ".join(f"case when {test} then {text(name)} end" for name, test in differs.items()) or "null::varchar"
    joined = " and ".join(f"before.{_name(name)} is not distinct from after.{_name(name)}" for name in key)
    ids = ", ".join(f"coalesce(after.{_name(name)}, before.{_name(name)})::varchar" for name in key)
    changed = " or ".join(["before.there is null", "after.there is null", *differs.values()])
    return f"""
        select
            case
                when after.there is null then 'deleted'
                when before.there is null then 'added'
                else 'modified'
            end as change,
            [{ids}] as key,
            list_filter([{told}], lambda name: name is not null)
        from (select *, true as there from {before}) as before
        full join (select *, true as there from {after}) as after on {joined}
        where {changed}
        order by change, key
    """


def _source(path: Path, known: Path) -> str:
    """The rows of a table; none, in the columns of the other side's file, when there is no such file."""
    return f"read_parquet({text(path)})" if path.exists() else f"(from read_parquet({text(known)}) limit 0)"


def _columns(con: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    """The types of the columns, the release's id aside, by name."""
    if not path.exists():
        return {}
    described = con.execute(f"describe from read_parquet({text(path)})").fetchall()
    return {name: kind for name, kind, *_ in described if name != RELEASE_ID.name}


def _key(con: duckdb.DuckDBPyConnection, path: Path) -> tuple[str, ...]:
    """The key that staging wrote into the file; all columns for a file without one."""
    query = "select decode(value) from parquet_kv_metadata(?) where decode(key) = 'key'"
    row = con.execute(query, [str(path)]).fetchone()
    return tuple(json.loads(row[0])) if row else tuple(_columns(con, path))


def _fates(con: duckdb.DuckDBPyConnection, history: Path) -> Fates:
    if not history.exists():
        return {}
    query = f"""
        select entity_id, min(fate), list(successor_id order by successor_id) from read_parquet({text(history)})
        group by entity_id
    """
    return {
        entity: (fate, tuple(filter(None, successors))) for entity, fate, successors in con.execute(query).fetchall()
    }


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'

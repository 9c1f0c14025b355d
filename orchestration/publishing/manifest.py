"""What a release says of itself: `manifest.json`, and `SHA256SUMS` over every file.

What belongs here: describing a judged build, and finding out whether a release still is what it says. What does not:
deciding on either, and moving folders.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from orchestration.publishing import durable
from orchestration.publishing.changes import read_changes
from orchestration.publishing.content import CONNECTION
from orchestration.publishing.gate import MANIFEST_NAME, Judgement, file_sha256, hashes, read_sums, write_sums
from orchestration.publishing.staging import DATABASE_NAME, parquet_name


def write_manifest(build: Path, judgement: Judgement, facts: Mapping[str, object]) -> None:
    """Write manifest and checksums into the judged `build`. What the publisher knows itself wins over `facts`."""
    manifest = {**facts, "release_id": judgement.release_id, **_contents(build, judgement)}
    text = json.dumps(manifest, ensure_ascii=False, indent=2, default=str)
    durable.replace_text(build / MANIFEST_NAME, text + "\n")
    write_sums(build, {**judgement.files, MANIFEST_NAME: file_sha256(build / MANIFEST_NAME)})


def find_fault(folder: Path, manifest: Mapping[str, Any], manifest_sha256: str | None = None) -> str | None:
    """The first thing by which a release is not what its manifest says; None when every byte is.

    `manifest_sha256` is what is kept elsewhere of the manifest itself, which no manifest can say.
    """
    stated = {entry["name"]: entry["sha256"] for entry in manifest["files"]}
    found = hashes(folder)
    for name in sorted(stated.keys() | found.keys()):
        if name not in found:
            return f"{name} is missing"
        if stated.get(name) != found[name]:
            return f"{name} is not what was published" if name in stated else f"{name} was added"
    own = file_sha256(folder / MANIFEST_NAME)
    if manifest_sha256 not in (None, own) or read_sums(folder) != {**stated, MANIFEST_NAME: own}:
        return f"{MANIFEST_NAME} is not what was published"
    return None


def _contents(build: Path, judgement: Judgement) -> dict[str, Any]:
    """What the manifest says of the build: counts, changes, files with their columns, inputs and checks."""
    tables = _tables(build)
    files = [
        {"name": name, "bytes": (build / name).stat().st_size, "sha256": sha256, **tables.get(name, {})}
        for name, sha256 in judgement.files.items()
    ]
    changes = read_changes(build)
    verdict = {name: value for name, value in judgement.verdict.items() if name not in ("files", "passed")}
    return {
        **verdict,
        "counts": {Path(name).stem: table["rows"] for name, table in sorted(tables.items())},
        "changes": {table: found["counts"] for table, found in changes["tables"].items()},
        "files": files,
        "pipeline_version": verdict["inputs"].get("pipeline_version"),
        "input_signature": verdict["inputs"].get("input_signature"),
    }


def _tables(build: Path) -> dict[str, dict[str, Any]]:
    """Rows and columns of each Parquet file, the columns with their comments."""
    with duckdb.connect(str(build / DATABASE_NAME), read_only=True, config=CONNECTION) as con:
        names = con.execute("select table_name from duckdb_tables() order by table_name").fetchall()
        return {parquet_name(name): _table(con, name, build / parquet_name(name)) for (name,) in names}


def _table(con: duckdb.DuckDBPyConnection, name: str, parquet: Path) -> dict[str, Any]:
    count = con.execute("select num_rows from parquet_file_metadata(?)", [str(parquet)]).fetchone()
    columns = con.execute(
        "select column_name, data_type, comment from duckdb_columns() where table_name = ? order by column_index",
        [name],
    ).fetchall()
    described = [{"name": column, "type": data_type, "description": comment} for column, data_type, comment in columns]
    return {"rows": count[0] if count else 0, "columns": described}

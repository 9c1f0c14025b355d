"""Publish a judged build as a release, whole or not at all, and read releases back.

What belongs here: manifest, checksums, the rename, the pointer `latest`, retention. What does not: writing tables
(`staging`), the decision (`gate`), or locks: the caller holds the writer's lock.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.publishing import durable
from orchestration.publishing.gate import (
    CHECKSUMS_NAME,
    MANIFEST_NAME,
    SEALS,
    Judgement,
    admit,
    file_sha256,
)
from orchestration.publishing.staging import CONNECTION, DATABASE_NAME, parquet_name

RELEASE_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{7}")

log = logging.getLogger(__name__)


class BrokenRelease(Exception):  # noqa: N818 - it reads as what it says: the release is broken
    """A folder that should hold a release does not; the message says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Release:
    """A published release. `folder` is its own folder, not `latest`: what is read through it never changes."""

    release_id: str
    folder: Path
    manifest: Mapping[str, Any]


def publish(build: Path, output: Path, facts: Mapping[str, object], keep: int) -> Release:
    """Make the judged `build` the latest release of `output` and return it.

    `facts` go into the manifest as they are (settings, files read and quarantined, run id); what the publisher knows
    itself wins over them. `keep` releases stay, the latest among them. `build` lies on the file system of `output`.
    Raises NotPublishable when the build has no verdict, failed, or is not what was judged; `latest` then stays.
    """
    judgement = admit(build)
    clear_leftovers(output, build)
    created_at, folder = _new_folder(output.resolve() / "releases", _content_hash(judgement.files))
    previous = latest_release(output)
    manifest = {
        **facts,
        "release_id": folder.name,
        "created_at": created_at.isoformat(timespec="seconds"),
        "previous": previous.release_id if previous else None,
        **_contents(build, judgement),
    }
    _seal(build, manifest)
    durable.move_folder(build.resolve(), folder)
    _point_latest(output.resolve(), folder)
    _prune(output, keep)
    return read_release(folder)


def read_release(folder: Path) -> Release:
    """Read the release in `folder`. Raises BrokenRelease when its manifest is missing or unreadable."""
    path = folder / MANIFEST_NAME
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        return Release(manifest["release_id"], folder.resolve(), manifest)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BrokenRelease(f"{path} cannot be read ({type(error).__name__}); publish again to replace it.") from error


def latest_release(output: Path) -> Release | None:
    """The release that `latest` leads to; None before the first one, and (with a warning) when it is broken."""
    latest = output / "latest"
    if not latest.is_symlink() and not latest.exists():
        return None
    try:
        return read_release(latest.resolve())
    except BrokenRelease as error:
        log.warning("No latest release: %s", error)
        return None


def clear_leftovers(output: Path, build: Path) -> None:
    """Remove what killed runs left under `output`: other builds, and anything temporary."""
    leftovers = [path for path in output.glob(".builds/*") if path.resolve() != build.resolve()]
    for path in [
        *leftovers,
        *output.glob(f"latest*{durable.TEMPORARY}"),
        *output.glob(f"releases/*{durable.TEMPORARY}"),
    ]:
        durable.remove(path)


def _new_folder(releases: Path, content_hash: str) -> tuple[datetime, Path]:
    """The time of publication and a folder named by it; the same tables twice within a second wait for the next."""
    while True:
        now = datetime.now(UTC)
        folder = releases / f"{now:%Y%m%dT%H%M%SZ}-{content_hash[:7]}"
        if not folder.exists():
            return now, folder
        time.sleep(0.1)


def _content_hash(files: Mapping[str, str]) -> str:
    """Hash of the Parquet files alone: DuckDB's file differs at every writing, the tables do not."""
    lines = [f"{sha256}  {name}" for name, sha256 in sorted(files.items()) if name != DATABASE_NAME]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _contents(build: Path, judgement: Judgement) -> dict[str, Any]:
    """What the manifest says of the build: counts, files with their columns, inputs and checks."""
    tables = _tables(build)
    files = []
    for path in sorted(path for path in build.iterdir() if path.name not in SEALS):
        entry: dict[str, Any] = {"name": path.name, "bytes": path.stat().st_size}
        entry["sha256"] = judgement.files.get(path.name) or file_sha256(path)
        files.append(entry | tables.get(path.name, {}))
    return {
        "counts": {Path(name).stem: table["rows"] for name, table in sorted(tables.items())},
        "files": files,
        "build_id": judgement.build_id,
        "pipeline_version": judgement.inputs.get("pipeline_version"),
        "input_signature": judgement.inputs.get("input_signature"),
        "checks": judgement.checks,
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


def _seal(build: Path, manifest: Mapping[str, Any]) -> None:
    text = json.dumps(manifest, ensure_ascii=False, indent=2, default=str)
    (build / MANIFEST_NAME).write_text(text + "\n", encoding="utf-8")
    sums = {entry["name"]: entry["sha256"] for entry in manifest["files"]}
    sums[MANIFEST_NAME] = file_sha256(build / MANIFEST_NAME)
    lines = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(sums.items()))
    (build / CHECKSUMS_NAME).write_text(lines, encoding="utf-8")


def _point_latest(output: Path, folder: Path) -> None:
    """Flip the link, then the same for hosts that know no links (`latest.json`)."""
    durable.point(output / "latest", folder)
    entry = {
        "release_id": folder.name,
        "path": str(folder.relative_to(output)),
        "manifest_sha256": file_sha256(folder / MANIFEST_NAME),
    }
    durable.replace_text(output / "latest.json", json.dumps(entry, indent=2) + "\n")


def _prune(output: Path, keep: int) -> None:
    """Remove the oldest releases beyond `keep`, never the latest one, never a folder that is no release of ours."""
    current = (output / "latest").resolve()
    releases = sorted(
        (path for path in (output / "releases").iterdir() if RELEASE_ID.fullmatch(path.name)), reverse=True
    )
    others = [path for path in releases if path.resolve() != current]
    for path in others[max(keep - 1, 0) :]:
        durable.remove(path)

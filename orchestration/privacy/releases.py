"""Every kept release without what is erased: built anew from its own tables, in its place and with its time.

What belongs here: the way of one release through cutting, covering, staging and sealing, and putting the new ones in
the place of the old. What does not: which rows go (`cutting`). A release that holds nothing of the target, and follows
none that does, is not touched.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.masking import Screen, covered, every_name
from orchestration.privacy.covering import cover
from orchestration.privacy.cutting import cut
from orchestration.privacy.target import Target
from orchestration.publishing import (
    RELEASE_ID,
    Column,
    Release,
    Table,
    all_releases,
    compare,
    durable,
    latest_release,
    pointer,
    stage,
)
from orchestration.publishing.catalog import Reference
from orchestration.publishing.changes import CHANGES_NAME, write_changes
from orchestration.publishing.content import CONNECTION, release_id_of, text
from orchestration.publishing.exports import write_exports
from orchestration.publishing.gate import MANIFEST_NAME, REPORT_NAME, VERDICT_NAME, Judgement, hashes
from orchestration.publishing.manifest import write_manifest
from orchestration.settings import Settings

# What the manifest is told anew, besides what `write_manifest` knows itself.
_OWN = ("release_id", "created_at", "previous", "files", "counts", "changes", "erased")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A release that is ready to take the place of `old`; `build` holds it, under the id that its content gives it."""

    old: Release
    release_id: str
    build: Path


def rebuild_all(settings: Settings, target: Target, screen: Screen, note: Mapping[str, str]) -> dict[str, str]:
    """Replace every release that holds something of the target; return the new id of each id that changed.

    `note` is what the manifest and the verdict of each say of it; it names nobody.
    """
    remove_builds(settings.output)
    kept = sorted(all_releases(settings.output), key=lambda release: release.created_at)
    ready: dict[str, Rebuilt] = {}
    for release in kept:
        if found := _rebuild(settings, release, ready, target, screen, note):
            ready[release.release_id] = found
    _put_in_place(settings.output, ready)
    remove_builds(settings.output)
    return {old: rebuilt.release_id for old, rebuilt in ready.items() if old != rebuilt.release_id}


def remove_builds(output: Path) -> None:
    """Builds of nights that were refused or killed hold what the next one will make again."""
    for path in output.glob(".builds/*"):
        durable.remove(path)


def _rebuild(
    settings: Settings,
    release: Release,
    ready: Mapping[str, Rebuilt],
    target: Target,
    screen: Screen,
    note: Mapping[str, str],
) -> Rebuilt | None:
    """The release without the target; None when it neither holds anything of it nor follows one that does."""
    build = settings.builds / f"erasing-{release.release_id}"
    before = ready.get(str(release.manifest.get("previous")))
    previous = before.build if before else _kept(settings.output, release.manifest.get("previous"))
    _stage_without(release, build, previous, target, screen)
    touched = any(sum(changes.counts.values()) for changes in compare(release.folder, build))
    if not touched and before is None and not _speaks_of(release.folder, target):
        durable.remove(build)
        return None
    if not touched:
        durable.remove(build)
        shutil.copytree(release.folder, build)
    release_id = release_id_of(build) or release.release_id
    if before and before.release_id == release_id:
        # All that it had more than the one before is erased: both are one release now.
        durable.remove(build)
        return Rebuilt(release, release_id, before.build)
    write_changes(build, previous, release_id)
    _rename_previous(build, before)
    names = {old: rebuilt.release_id for old, rebuilt in ready.items()} | {release.release_id: release_id}
    _reseal(build, release, release_id, names, target, note if touched else {})
    return Rebuilt(release, release_id, build)


def _speaks_of(folder: Path, target: Target) -> bool:
    """Whether what is said of a release names the target: `changes.json` has the keys of rows that were deleted."""
    told = (folder / name for name in (CHANGES_NAME, VERDICT_NAME, REPORT_NAME, MANIFEST_NAME))
    texts = (path.read_text(encoding="utf-8") for path in told)
    return any(_told_anew(text, {}, target) != text for text in texts)


def _kept(output: Path, release_id: str | None) -> Path | None:
    folder = output / "releases" / str(release_id)
    return folder if release_id and folder.exists() else None


def _rename_previous(build: Path, before: Rebuilt | None) -> None:
    """`changes.json` names the release before by its folder, which has its place only when all is done."""
    if before:
        path = build / CHANGES_NAME
        told = json.loads(path.read_text(encoding="utf-8")) | {"previous": before.release_id}
        path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _stage_without(release: Release, build: Path, previous: Path | None, target: Target, screen: Screen) -> None:
    tables = catalogue_of(release.folder)
    marts = build.with_name(f"{build.name}.duckdb")
    build.parent.mkdir(parents=True, exist_ok=True)
    marts.unlink(missing_ok=True)
    with duckdb.connect(str(marts), config=CONNECTION) as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute("create schema marts")
        for table in tables:
            source = text(release.folder / f"{table.name}.parquet")
            con.execute(f"create table marts.{table.name} as select * exclude (release_id) from read_parquet({source})")
        cut(con, target, screen)
        cover(con, ("marts",), target, screen)
    try:
        stage(marts, build, tables, str(release.manifest["settings"]["storage_version"]), previous)
        if (release.folder / "exports").exists():
            write_exports(build, tables)
    finally:
        marts.unlink(missing_ok=True)


def catalogue_of(folder: Path) -> tuple[Table, ...]:
    """The tables of a release as its own files describe them: the dbt project may have changed since."""
    described = _descriptor(folder)
    with duckdb.connect(config=CONNECTION) as con:
        return tuple(_table(con, path, described.get(path.stem, {})) for path in sorted(folder.glob("*.parquet")))


def _descriptor(folder: Path) -> dict[str, Any]:
    path = folder / "datapackage.json"
    if not path.exists():
        return {}
    return {entry["name"]: entry["schema"] for entry in json.loads(path.read_text(encoding="utf-8"))["resources"]}


def _table(con: duckdb.DuckDBPyConnection, path: Path, schema: Mapping[str, Any]) -> Table:
    query = "select decode(key), decode(value) from parquet_kv_metadata(?)"
    told = dict(con.execute(query, [str(path)]).fetchall())
    comments = json.loads(told["columns"])
    required = {field["name"] for field in schema.get("fields", ()) if field.get("constraints", {}).get("required")}
    columns = [
        Column(name, kind, comments.get(name, ""), name in required)
        for name, kind, *_ in con.execute(f"describe from read_parquet({text(path)})").fetchall()
        if name != RELEASE_ID.name
    ]
    references = tuple(
        Reference(tie["fields"][0], tie["reference"]["resource"], tie["reference"]["fields"][0])
        for tie in schema.get("foreignKeys", ())
    )
    return Table(path.stem, told["description"], tuple(json.loads(told["key"])), (*columns, RELEASE_ID), references)


def _reseal(
    build: Path, release: Release, release_id: str, names: Mapping[str, str], target: Target, note: Mapping[str, str]
) -> None:
    """Bind verdict, report and manifest to the new files: what was judged stands, what was done since is said."""
    told = {**release.manifest.get("erased", {}), **note}
    erased = {"erased": told} if told else {}
    verdict = _told_anew(json.loads((release.folder / VERDICT_NAME).read_text(encoding="utf-8")), names, target)
    files = hashes(build)
    verdict |= erased | {"files": {name: files[name] for name in files if name not in (VERDICT_NAME, REPORT_NAME)}}
    (build / VERDICT_NAME).write_text(json.dumps(verdict, ensure_ascii=False, indent=2), encoding="utf-8")
    report = (release.folder / REPORT_NAME).read_text(encoding="utf-8")
    (build / REPORT_NAME).write_text(_told_anew(report, names, target), encoding="utf-8")
    facts = {name: value for name, value in release.manifest.items() if name not in _OWN and name not in verdict}
    previous = str(release.manifest.get("previous"))
    own = {
        "created_at": release.manifest["created_at"],
        "previous": names.get(previous, release.manifest.get("previous")),
        **erased,
    }
    judgement = Judgement(str(verdict["build_id"]), release_id, verdict, hashes(build))
    write_manifest(build, judgement, _told_anew(facts, names, target) | own)


def _told_anew(value: Any, names: Mapping[str, str], target: Target) -> Any:
    """What was said of a release, with releases called by their new ids and nobody named who is erased."""
    if isinstance(value, str):
        for old, new in names.items():
            value = value.replace(old, new)
        value = target.without_labels(value)
        return covered(value, every_name(value, target.names)) if target.names else value
    if isinstance(value, list):
        return [_told_anew(part, names, target) for part in value]
    if isinstance(value, dict):
        return {_told_anew(key, names, target): _told_anew(part, names, target) for key, part in value.items()}
    return value


def _put_in_place(output: Path, ready: Mapping[str, Rebuilt]) -> None:
    """Put the new releases beside the old ones, lead readers to the new current one, then remove the old ones."""
    if not ready:
        return
    output = output.resolve()
    current = latest_release(output)
    for rebuilt in {rebuilt.build: rebuilt for rebuilt in ready.values()}.values():
        folder = output / "releases" / rebuilt.release_id
        if folder.exists():
            # The rows are the same, what is said of them is not: readers find the one or the other.
            durable.exchange(rebuilt.build, folder)
        else:
            durable.move_folder(rebuilt.build, folder)
    if current and current.release_id in ready:
        durable.point(output / "latest", output / "releases" / ready[current.release_id].release_id)
    replaced = {old: rebuilt.release_id for old, rebuilt in ready.items()}
    for old, new in replaced.items():
        if old != new:
            durable.remove(output / "releases" / old)
    pointer.record_erasure(output, replaced, datetime.now(UTC))

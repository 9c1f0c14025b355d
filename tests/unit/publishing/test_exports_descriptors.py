"""Descriptors that the reference tools of their standards accept, and that find what is wrong with the files."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import mlcroissant
import pytest
from frictionless import Package

from orchestration.publishing import RELEASE_ID, Column, Table
from orchestration.publishing.catalog import Reference
from orchestration.publishing.exports import write_exports
from tests.unit.publishing.exported import MORE_MARTS

KEYED = {
    "actors": ("actor_id", ()),
    "organisations": ("organisation_id", ()),
    "roles": (
        "role_id",
        (Reference("actor_id", "actors", "actor_id"), Reference("organisation_id", "organisations", "organisation_id")),
    ),
}


@pytest.fixture
def build(marts: Any, tmp_path: Path) -> Path:
    """A build whose catalogue knows the keys of some tables, as dbt's manifest does."""
    marts.run(MORE_MARTS.read_text(encoding="utf-8"))
    folder = tmp_path / "build"
    marts.stage(folder)
    write_exports(folder, [keyed(table) for table in marts.tables])
    return folder


def keyed(table: Table) -> Table:
    key, references = KEYED.get(table.name, ("", ()))
    columns = tuple(Column(c.name, c.data_type, c.description, c.name == key) for c in table.columns)
    return Table(table.name, table.description, table.key, columns, references)


def faults(build: Path) -> dict[str, list[str]]:
    report = Package(source=str(build / "datapackage.json")).validate()
    return {task.name: [error.type for error in task.errors] for task in report.tasks if task.errors}


def rewrite(build: Path, table: str, old: str, new: str) -> None:
    path = build / "exports" / "csv" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_frictionless_finds_nothing_wrong(build: Path) -> None:
    report = Package(source=str(build / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "message"])
    assert len(report.tasks) == len(list(build.glob("*.parquet")))


@pytest.mark.parametrize(
    ("table", "old", "new", "fault"),
    [
        ("roles", "act-1", "act-9", "foreign-key"),
        ("actors", "act-2", "act-1", "primary-key"),
        ("actors", "act-2", "", "constraint-error"),
        ("actors", "2.5", "a lot", "type-error"),
        ("actors", "actor_id", "person_id", "incorrect-label"),
    ],
)
def test_frictionless_finds_what_is_wrong(build: Path, table: str, old: str, new: str, fault: str) -> None:
    rewrite(build, table, old, new)
    assert fault in faults(build)[table]


def test_the_package_says_what_columns_mean(build: Path) -> None:
    package = json.loads((build / "datapackage.json").read_text(encoding="utf-8"))
    actors = next(resource for resource in package["resources"] if resource["name"] == "actors")
    fields = {field["name"]: field for field in actors["schema"]["fields"]}
    assert fields["aliases"]["type"] == "array"
    assert fields["is_supported"]["type"] == "boolean"
    assert fields["name"]["description"] == "It's the name of actors."
    assert fields["release_id"]["description"] == RELEASE_ID.description
    assert list(fields)[-1] == "release_id"


def test_a_key_that_may_be_partly_empty_is_no_primary_key(build: Path) -> None:
    package = json.loads((build / "datapackage.json").read_text(encoding="utf-8"))
    keys = {resource["name"]: resource["schema"].get("primaryKey") for resource in package["resources"]}
    assert keys["actors"] == ["actor_id"]
    assert keys["contract_parties"] is None


def test_croissant_reads_the_parquet_files(build: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    dataset = mlcroissant.Dataset(jsonld=str(build / "croissant.json"))
    assert not list(dataset.metadata.ctx.issues.errors)
    roles = {record["roles/role_id"]: record for record in dataset.records("roles")}
    assert roles[b"rol-1"]["roles/title"] == b"maire"
    assert roles[b"rol-2"]["roles/is_former"] is True
    assert dataset.metadata.name == "greffier-release"


def test_croissant_notices_another_file_in_the_place_of_one(build: Path) -> None:
    (build / "roles.parquet").write_bytes((build / "actors.parquet").read_bytes())
    dataset = mlcroissant.Dataset(jsonld=str(build / "croissant.json"))
    with pytest.raises(Exception, match="roles\\.parquet"):
        list(dataset.records("roles"))

"""Staged files: the same tables give the same bytes, with declared types and comments that old clients can read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from orchestration.publishing import StagingError, stage
from orchestration.publishing.content import PATTERN, release_id_of


def parquet_bytes(build: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in build.glob("*.parquet")}


def query(database: Path, sql: str) -> list[Any]:
    with duckdb.connect(str(database), read_only=True) as con:
        return con.execute(sql).fetchall()


def test_order_of_arrival_does_not_change_a_byte(make_marts: Callable[[str], Any], tmp_path: Path) -> None:
    first, second = make_marts("first"), make_marts("second")
    for table in second.tables:
        backwards = ", ".join(f"{column.name} desc" for column in table.of_mart)
        second.run(f"create or replace table marts.{table.name} as from marts.{table.name} order by {backwards}")
    first.stage(tmp_path / "a")
    second.stage(tmp_path / "b")
    assert len(parquet_bytes(tmp_path / "a")) == len(first.tables)
    assert parquet_bytes(tmp_path / "a") == parquet_bytes(tmp_path / "b")


def test_every_row_names_its_release_and_the_content_alone_makes_the_name(
    make_marts: Callable[[str], Any], tmp_path: Path
) -> None:
    first, second = make_marts("first"), make_marts("second")
    for name, marts in (("a", first), ("b", second)):
        marts.stage(tmp_path / name)
    second.run("update marts.roles set title = 'Maire'")
    second.stage(tmp_path / "c")
    named = [release_id_of(tmp_path / name) for name in "abc"]
    assert named[0] == named[1] != named[2]
    assert PATTERN.fullmatch(str(named[0]))
    for table in first.tables:
        assert query(tmp_path / "a" / "warehouse.duckdb", f"select distinct release_id from {table.name}") == [
            (named[0],)
        ]
        assert pq.read_schema(tmp_path / "a" / f"{table.name}.parquet").names[-1] == "release_id"


def test_a_row_that_is_there_twice_counts(make_marts: Callable[[str], Any], tmp_path: Path) -> None:
    """Twins would cancel each other out in an exclusive or of the rows."""
    for name, copies in (("a", ("org-8", "org-8")), ("b", ("org-9", "org-9"))):
        marts = make_marts(name)
        for copy in copies:
            marts.run(f"insert into marts.entity_history values ('{copy}', 'gone', null)")
        marts.stage(tmp_path / name)
    assert release_id_of(tmp_path / "a") != release_id_of(tmp_path / "b")


def test_another_type_is_another_content(make_marts: Callable[[str], Any], tmp_path: Path) -> None:
    first, second = make_marts("first"), make_marts("second")
    second.run("alter table marts.files alter byte_count type integer")
    first.stage(tmp_path / "a")
    second.stage(tmp_path / "b")
    assert release_id_of(tmp_path / "a") != release_id_of(tmp_path / "b")


def test_rows_that_name_another_release_have_no_id(marts: Any, tmp_path: Path) -> None:
    build = tmp_path / "build"
    marts.stage(build)
    path = build / "actors.parquet"
    with duckdb.connect() as con:
        renamed = f"select * replace ('rel-0123456789abcdef' as release_id) from read_parquet('{path}')"
        con.execute(f"copy ({renamed}) to '{path}.new'")
    (build / "actors.parquet.new").replace(path)
    assert release_id_of(build) is None


def test_rows_with_the_same_key_are_ordered_by_their_other_columns(marts: Any, tmp_path: Path) -> None:
    marts.stage(tmp_path / "build")
    parties = pq.read_table(tmp_path / "build" / "contract_parties.parquet").to_pylist()
    assert [party["organisation_id"] for party in parties] == ["org-1", "org-2"]


def test_an_all_null_column_keeps_its_declared_type(marts: Any, tmp_path: Path) -> None:
    marts.empty()
    marts.stage(tmp_path / "build")
    types = {str(field.name): str(field.type) for field in pq.read_schema(tmp_path / "build" / "contracts.parquet")}
    assert types["signed_on"] == "date32[day]"
    assert types["amount"] == "double"
    assert types["signed_on_precision"] == "string"
    aliases = pq.read_schema(tmp_path / "build" / "actors.parquet").field("aliases").type
    assert str(aliases.value_type) == "string"


def test_declared_types_win_over_stored_ones(marts: Any, tmp_path: Path) -> None:
    tables = marts.tables
    marts.run("alter table marts.contracts alter amount type varchar; update marts.contracts set amount = null")
    stage(marts.database, tmp_path / "build", tables, "v1.2.0")
    assert str(pq.read_schema(tmp_path / "build" / "contracts.parquet").field("amount").type) == "double"


def test_counts_and_both_forms_agree(marts: Any, tmp_path: Path) -> None:
    build = tmp_path / "build"
    counts = marts.stage(build)
    assert counts["mentions"] == 3
    assert counts["contracts"] == 1
    for name, count in counts.items():
        database = query(build / "warehouse.duckdb", f"select * from {name}")
        with duckdb.connect() as con:
            assert con.execute(f"select * from read_parquet('{build}/{name}.parquet')").fetchall() == database
        assert len(database) == count


def test_the_database_is_written_for_old_clients(marts: Any, tmp_path: Path) -> None:
    marts.stage(tmp_path / "build")
    with duckdb.connect() as con:
        con.execute(f"attach '{tmp_path}/build/warehouse.duckdb' as release (read_only)")
        tags = con.execute("select tags from duckdb_databases() where database_name = 'release'").fetchone()
    assert tags is not None
    assert "v1.2.0" in tags[0]["storage_version"]
    assert not (tmp_path / "build" / "warehouse.duckdb.wal").exists()


def test_tables_and_columns_carry_their_descriptions(marts: Any, tmp_path: Path) -> None:
    marts.stage(tmp_path / "build")
    database = tmp_path / "build" / "warehouse.duckdb"
    assert query(database, "select comment from duckdb_tables() where table_name = 'roles'") == [
        ("One row per thing of roles.",)
    ]
    assert query(database, "select comment from duckdb_columns() where column_name = 'role_id'") == [
        ("It's the role_id of roles.",)
    ]
    metadata = pq.read_metadata(tmp_path / "build" / "roles.parquet").metadata
    assert metadata[b"description"] == b"One row per thing of roles."
    assert b"It's the role_id of roles." in metadata[b"columns"]


def test_a_used_folder_is_refused(marts: Any, tmp_path: Path) -> None:
    marts.stage(tmp_path / "build")
    with pytest.raises(StagingError, match="is not empty"):
        marts.stage(tmp_path / "build")


def test_a_missing_column_is_named(marts: Any, tmp_path: Path) -> None:
    tables = marts.tables
    marts.run("alter table marts.quotes drop column cue")
    with pytest.raises(StagingError, match=r"marts\.quotes is not what dbt's manifest declares: .*cue"):
        stage(marts.database, tmp_path / "build", tables, "v1.2.0")


def test_a_value_that_does_not_fit_is_not_quoted(marts: Any, tmp_path: Path) -> None:
    tables = marts.tables
    marts.run("alter table marts.contracts alter amount type varchar; update marts.contracts set amount = 'Kervoan'")
    with pytest.raises(StagingError, match=r"marts\.contracts holds values that do not fit") as caught:
        stage(marts.database, tmp_path / "build", tables, "v1.2.0")
    assert "Kervoan" not in str(caught.value)

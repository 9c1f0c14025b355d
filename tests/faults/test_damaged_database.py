"""A working database that can no longer be read: found out, set aside, made anew from the documents."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration.warehouse.file import DamagedError, aside, find_damage, open_file
from orchestration.warehouse.store import Store
from tests.faults.nights import Nights, content, digest, latest, leftovers

pytestmark = pytest.mark.faults


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A working database with a table of several blocks."""
    path = tmp_path / "warehouse.duckdb"
    Store(path).create()
    fill(path, "insert into bronze.state select 'k' || i, sha256(i::varchar) from range(60000) t(i)")
    return path


def fill(path: Path, *statements: str) -> None:
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)


def leave_log(path: Path) -> Path:
    """Rows that stand in the log alone, as after a kill."""
    fill(path, "pragma disable_checkpoint_on_shutdown", "insert into bronze.state select 'l', 'm' from range(5000)")
    return Path(f"{path}.wal")


def flip(path: Path, at: float) -> None:
    data = bytearray(path.read_bytes())
    data[int(len(data) * at)] ^= 0xFF
    path.write_bytes(data)


def zero_tail(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2] + bytes(len(data) - len(data) // 2))


DAMAGES: dict[str, Callable[[Path], None]] = {
    "byte in the header": lambda path: flip(path, 0.0005),
    "byte in a table": lambda path: flip(path, 0.6),
    "zeroed tail": zero_tail,
    "half a file": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "empty file": lambda path: path.write_bytes(b""),
    "another file": lambda path: path.write_bytes(b"Port-Corval, le 3 mai. " * 400),
    "a database of SQLite": lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(8000)),
    "byte in the log": lambda path: flip(leave_log(path), 0.5),
    "log cut to its head and zeroed": lambda path: zero_tail(leave_log(path)),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_every_damage_is_found_and_set_aside_with_the_time_in_the_name(
    database: Path, damage: Callable[[Path], None]
) -> None:
    damage(database)
    before = sorted(digest(path) for path in database.parent.glob("warehouse.duckdb*"))
    told = Store(database).create()
    kept = aside(database)
    assert sorted(map(digest, kept)) == before, "what is set aside is what was found"
    assert re.fullmatch(r"warehouse\.duckdb\.damaged-\d{8}T\d{6}Z", kept[-1].name if len(kept) == 1 else kept[0].name)
    assert told is not None
    assert str(kept[0]) in told
    assert "read anew" in told
    assert Store(database).pending_documents("v1") == []
    assert Store(database).create() is None


def test_every_byte_that_counts_is_looked_at(database: Path) -> None:
    """A flip that is not found is one in unused room: the tables say the same."""
    sound, found = database.read_bytes(), 0
    before = rows(database)
    for number in range(80):
        database.write_bytes(sound)
        flip(database, (number + 0.5) / 80)
        if find_damage(database) is None:
            assert rows(database) == before
        else:
            found += 1
    assert found > 20


def rows(path: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute("from bronze.state order by all").fetchall()


def test_a_sound_database_with_a_log_is_left_alone(database: Path) -> None:
    leave_log(database)
    assert Store(database).create() is None
    assert aside(database) == []
    assert ("l", "m") in rows(database)


def test_only_the_last_one_is_kept(database: Path) -> None:
    older = database.with_name("warehouse.duckdb.damaged-20260101T000000Z")
    older.write_bytes(b"Odile Tazi")
    database.write_bytes(b"rubbish")
    Store(database).create()
    assert [path.read_bytes() for path in aside(database)] == [b"rubbish"]
    assert not older.exists()


def test_who_only_looks_is_told_and_moves_nothing(database: Path) -> None:
    database.write_bytes(b"rubbish" * 100)
    for look in (lambda: Store(database).peek("select 1"), lambda: open_file(database)):
        with pytest.raises(DamagedError, match=r"warehouse\.duckdb is damaged .*The next run"):
            look()
    assert aside(database) == []


def test_the_next_night_rebuilds_it_and_publishes_the_same_bytes(
    nights: Nights, next_release: dict[str, str], tmp_path: Path
) -> None:
    work = nights.greffier
    database, released = work.home / "warehouse.duckdb", latest(work)
    before = content(work)
    database.write_bytes(damaged := with_a_damaged_document(database.read_bytes(), tmp_path / "copy.duckdb"))
    done = nights.run()
    assert done.code == 0, done
    (kept,) = aside(database)
    assert kept.read_bytes() == damaged
    assert "The working database was damaged (Corrupt database file" in done.stderr
    assert f"/home/{kept.name}. All documents are read anew" in done.stderr
    assert content(work) == next_release
    assert {path.name: digest(path) for path in released.glob("*.parquet")}.items() <= before.items()
    kept.unlink()
    assert leftovers(work) == []


def with_a_damaged_document(sound: bytes, copy: Path) -> bytes:
    """The database with one byte changed where texts are: DuckDB opens it, and stumbles when the block is read."""
    for part in range(200):
        copy.write_bytes(sound)
        flip(copy, part / 200)
        try:
            connection = duckdb.connect(str(copy), read_only=True)
        except duckdb.Error:
            continue
        with connection:
            try:
                connection.execute("select bit_xor(hash(d)) from bronze.documents d").fetchall()
            except duckdb.Error:
                return copy.read_bytes()
    raise AssertionError("no byte of bronze.documents was found")

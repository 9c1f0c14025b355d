"""What is read from: only what the audience may see, only the current release, nothing that was erased."""

import json
import shutil
import sqlite3
import stat
import time

import duckdb
import pytest

from orchestration.explorer import NoReleaseError, Shelf
from orchestration.explorer.release import PreparingError
from orchestration.explorer.side import open_release

SECONDS = 60


def shown(shelf, release_id):
    """Ask until the release is shown, as readers do."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        try:
            if shelf.release().release_id == release_id:
                return shelf.release()
        except PreparingError:
            pass
        time.sleep(0.05)
    pytest.fail(f"{release_id} is not shown within {SECONDS} s")


def test_values_keep_what_they_are(release):
    contract = release.row("select * from contracts")
    assert (contract["amount"], contract["signed_on"], contract["signed_on_precision"]) == (
        1.2e6,
        "2026-03-01",
        "month",
    )
    assert json.loads(release.value("select aliases from actors where actor_id = ?", "act-1")) == ["Mme Kervoan"]
    assert release.value("select is_supported from actors where actor_id = 'act-1'") == 1
    assert release.value("select text from documents where document_id = 'doc-1'").startswith("Le quai de Port-Brévent")
    assert release.row("select * from actors where actor_id = 'act-9'") is None


def test_what_the_audience_may_not_see_is_not_in_the_file(writing, tmp_path):
    writing.add("actors", actor_id="act-9", name="Ursule Cachemin", marking="confidential")
    writing.document("doc-9", "Ursule Cachemin a un secret.", marking="confidential")
    writing.mention("doc-9", "Ursule Cachemin", "act-9", marking="confidential")
    writing.write(tmp_path / "published", markings=["open", "confidential"])
    opened = Shelf(tmp_path / "published", tmp_path / "side", ("open",)).prepare()
    assert opened.rows("select * from entities where name like 'Ursule%'") == []
    assert b"Cachemin" not in opened.side.read_bytes()
    assert opened.markings == ("open",)
    cleared = Shelf(tmp_path / "published", tmp_path / "side", ("open", "confidential")).prepare()
    assert cleared.value("select name from entities where entity_id = 'act-9'") == "Ursule Cachemin"


def test_nothing_can_be_written_and_no_other_file_opened(release, tmp_path):
    with pytest.raises(sqlite3.OperationalError):
        release.rows("delete from actors")
    with pytest.raises(sqlite3.OperationalError):
        release.rows(f"attach '{tmp_path / 'other.sqlite'}' as other")
    assert stat.S_IMODE(release.side.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in release.side.parents[:2]} == {0o700}


def test_the_release_is_opened_without_a_way_out(shelf, release, tmp_path):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with open_release(release.folder, ["open"]) as connection:
        for query in (
            f"from '{tmp_path / 'secret.csv'}'",
            "delete from release.actors",
            "set enable_external_access = true",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(query).fetchall()


def test_a_new_release_is_shown_without_a_restart(shelf, release, writing, tmp_path):
    assert shelf.release() is release
    writing.add("actors", actor_id="act-3", name="Jeanne Ploumanac")
    writing.write(tmp_path / "published", "rel-00000000000000bb")
    # Until the new one is ready, readers have the old one.
    assert shelf.release().release_id == release.release_id
    assert shown(shelf, "rel-00000000000000bb").value("select count(*) from actors") == 3
    assert [path.name.partition("-0")[0] for path in shelf._side_files.iterdir()] == ["rel"]


def test_a_release_that_was_erased_from_is_not_shown_any_longer(shelf, release, writing, tmp_path):
    shutil.rmtree(release.folder)
    writing.tables["actors"] = [row for row in writing.tables["actors"] if row["actor_id"] != "act-2"]
    writing.write(tmp_path / "published", release.release_id)
    with pytest.raises(PreparingError):
        shelf.release()
    assert shown(shelf, release.release_id).rows("select 1 from actors where actor_id = 'act-2'") == []


def test_a_side_file_is_made_once(shelf, release, tmp_path):
    again = Shelf(tmp_path / "published", tmp_path / "home" / "explorer", ("open",)).prepare()
    assert again.side == release.side
    assert again.side.stat().st_mtime_ns == release.side.stat().st_mtime_ns


def test_a_side_file_that_is_cut_off_is_made_anew(release, tmp_path):
    whole = release.side.read_bytes()
    release.side.write_bytes(whole[: len(whole) // 2])
    again = Shelf(tmp_path / "published", tmp_path / "home" / "explorer", ("open",)).prepare()
    assert again.value("select count(*) from documents") == 2


def test_without_a_release_one_is_told_what_to_do(tmp_path):
    with pytest.raises(NoReleaseError, match="greffier run"):
        Shelf(tmp_path / "published", tmp_path / "side", ("open",)).prepare()


def test_a_damaged_release_is_told_of_and_leaves_nothing(writing, tmp_path):
    folder = writing.write(tmp_path / "published")
    (folder / "warehouse.duckdb").write_bytes(b"not a database")
    with pytest.raises(NoReleaseError, match=folder.name):
        Shelf(tmp_path / "published", tmp_path / "side", ("open",)).prepare()
    assert list((tmp_path / "side").iterdir()) == []

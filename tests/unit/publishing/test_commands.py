"""The commands about releases, as a user types them: what they print, what they change, how they end."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from orchestration import night
from orchestration.cli import app
from orchestration.publishing import Release, latest_release, publish, roll_back
from orchestration.settings import Settings
from orchestration.status import read_status
from orchestration.warehouse.store import Store
from tests.small_release import judge
from tests.unit.publishing.conftest import FACTS

Command = Callable[..., Result]


@pytest.fixture
def greffier(tmp_path: Path, output: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run a command on the output folder."""
    for name, folder in (("HOME", tmp_path / "home"), ("OUTPUT", output), ("DOCUMENTS", tmp_path / "documents")):
        monkeypatch.setenv(f"GREFFIER_{name}", str(folder))
    (tmp_path / "documents").mkdir()
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


@pytest.fixture
def two(new_build: Callable[..., Path], output: Path) -> tuple[Release, Release]:
    """Two releases, the second current."""
    first = publish(new_build("one"), output, FACTS, keep=9)
    return first, publish(new_build("two"), output, FACTS, keep=9)


def test_releases_are_listed_the_newest_first_and_the_current_one_is_marked(
    greffier: Command, two: tuple[Release, Release]
) -> None:
    listed = json.loads(greffier("releases", "--json").stdout)
    assert [release["release_id"] for release in listed] == [two[1].release_id, two[0].release_id]
    assert [release["is_current"] for release in listed] == [True, False]
    assert [(release["quotes"], release["added"], release["modified"]) for release in listed] == [(1, 0, 1), (1, 6, 0)]
    assert listed[1]["replaced_at"]
    shown = greffier("releases").stdout.splitlines()[1:]
    assert [line.split()[:2][-1] == "*" for line in shown] == [True, False]
    assert [line.split()[0] for line in shown] == [two[1].release_id, two[0].release_id]


def test_rollback_and_back_again(greffier: Command, output: Path, two: tuple[Release, Release]) -> None:
    done = greffier("rollback")
    assert done.exit_code == 0, done.output
    assert latest_release(output) == two[0]
    assert two[1].release_id in greffier("status").stdout
    assert greffier("rollback", two[1].release_id).exit_code == 0
    assert latest_release(output) == two[1]
    assert "rollback" not in greffier("status").stdout


def test_how_a_rollback_fails(greffier: Command, tmp_path: Path, output: Path, two: tuple[Release, Release]) -> None:
    assert greffier("rollback", "rel-nowhere").exit_code == 2
    with (tmp_path / "home" / "writer.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert greffier("rollback").exit_code == 3
        assert greffier("publish", "one").exit_code == 3
    (two[0].folder / "quotes.parquet").write_bytes(b"")
    damaged = greffier("rollback")
    assert damaged.exit_code == 1
    assert "quotes.parquet is not what was published" in damaged.stderr
    assert latest_release(output) == two[1]


def test_a_rollback_stands_until_there_is_new_input(
    greffier: Command, new_build: Callable[..., Path], tmp_path: Path, output: Path
) -> None:
    settings = Settings()
    signature = night.look_for_news(settings).signature
    publish(new_build("one"), output, FACTS, keep=9)
    build = new_build("two")
    judge(build, inputs={"input_signature": signature, "pipeline_version": "1"})
    second = publish(build, output, FACTS, keep=9)
    first = roll_back(output)
    assert not night.look_for_news(settings).is_new
    assert (read_status(settings).release_id, read_status(settings).newer) == (first.release_id, second.release_id)
    (tmp_path / "documents" / "new.txt").write_text("Léa Varenne est arrivée.")
    assert night.look_for_news(settings).is_new


def test_diff_counts_by_table_and_lists_rows(greffier: Command, two: tuple[Release, Release]) -> None:
    names = [release.release_id[:14] for release in two]
    counted = greffier("diff", *names)
    assert counted.exit_code == 0, counted.output
    assert [line.split() for line in counted.stdout.splitlines()[1:]] == [["actors", "0", "1", "0", "0"]]
    assert greffier("diff", *names, "--table", "actors").stdout == "modified\tact-1\taliases\n"
    told = json.loads(greffier("diff", names[0], "latest", "--json").stdout)
    assert (told["before"], told["after"]) == (two[0].release_id, two[1].release_id)
    assert told["tables"]["actors"]["rows"][0]["columns"] == ["aliases"]
    assert greffier("diff", *names, "--table", "actress").exit_code == 2
    assert "Kept: " in greffier("diff", "rel-nowhere", names[0]).stderr


def test_a_build_is_published_by_hand_only_with_its_verdict(
    greffier: Command, new_build: Callable[..., Path], tmp_path: Path, output: Path
) -> None:
    Store(tmp_path / "home" / "warehouse.duckdb").create()
    build = new_build("one")
    judge(build, passed=False)
    refused = greffier("publish", "one")
    assert refused.exit_code == 1
    assert "the verdict says that the build failed" in refused.stderr
    assert latest_release(output) is None
    assert "no verdict" in greffier("publish", "never-built").stderr
    judge(build)
    done = greffier("publish", "one")
    assert done.exit_code == 0, done.output
    assert latest_release(output) is not None

"""Dagster's records in a real PostgreSQL: a whole night, who reads of it, what is said when it does not answer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestration import dagster_storage, dead_runs
from tests.conftest import Greffier

pytestmark = pytest.mark.integration

PASSWORD = "dix-huit-bouees"
# PostgreSQL does not run as root.
UNPRIVILEGED = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []


@dataclass(frozen=True)
class Server:
    """A cluster of its own that listens on a socket in its folder and nowhere else."""

    folder: Path

    @property
    def url(self) -> str:
        return f"postgresql://greffier:{PASSWORD}@/postgres?host={self.folder}"

    def make(self) -> None:
        (self.folder / "password").write_text(PASSWORD)
        if UNPRIVILEGED:
            for path in (self.folder, self.folder / "password"):
                shutil.chown(path, "nobody", "nogroup")
        self._command(
            "initdb", "--username=greffier", "--auth=scram-sha-256", f"--pwfile={self.folder / 'password'}", "--no-sync"
        )

    def start(self) -> None:
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off"
        self._command("pg_ctl", "--wait", "--log", str(self.folder / "log"), "--options", options, "start")

    def stop(self) -> None:
        self._command("pg_ctl", "--wait", "--mode=immediate", "stop")

    def _command(self, program: str, *arguments: str) -> None:
        (binary,) = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))[-1:]
        command = [*UNPRIVILEGED, str(binary), "-D", str(self.folder / "data"), *arguments]
        subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL, timeout=120)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    # Pytest's own folders are closed to others, and a socket's path must be short.
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        server = Server(Path(folder))
        server.make()
        server.start()
        yield server
        server.stop()


@pytest.fixture(scope="module")
def night(
    server: Server, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Greffier, subprocess.CompletedProcess[str]]:
    greffier = Greffier(tmp_path_factory.mktemp("night"))
    greffier.write("balises.txt")
    return greffier, greffier.command("run", **{dagster_storage.VARIABLE: server.url})


def test_a_night_is_recorded_there_and_in_no_file(server, night, monkeypatch):
    greffier, done = night
    assert done.returncode == 0, done.stderr
    monkeypatch.setenv(dagster_storage.VARIABLE, server.url)
    assert dagster_storage.ask("select status from runs") == [("SUCCESS",)]
    ((events,),) = dagster_storage.ask("select count(*) from event_logs")
    assert events > 100
    assert not (greffier.home / "dagster" / "history").exists()


def test_status_and_doctor_read_it(server, night):
    greffier, _ = night
    told = json.loads(greffier.command("status", "--json", **{dagster_storage.VARIABLE: server.url}).stdout)
    assert told["last_run"]["state"] == "success"
    checked = greffier.command("doctor", "--json", **{dagster_storage.VARIABLE: server.url})
    assert "PostgreSQL" not in checked.stdout


def test_a_run_that_was_killed_is_closed(server, night, monkeypatch):
    greffier, _ = night
    monkeypatch.setenv(dagster_storage.VARIABLE, server.url)
    monkeypatch.setenv("DAGSTER_HOME", str(greffier.home / "dagster"))
    import dagster as dg

    @dg.job
    def night_of_another() -> None: ...

    with dg.DagsterInstance.get() as instance:
        run_id = instance.create_run_for_job(night_of_another, status=dg.DagsterRunStatus.STARTED).run_id
    assert dead_runs.close(greffier.home / "dagster") == [run_id]
    assert dead_runs.close(greffier.home / "dagster") == []


def test_the_password_stands_in_no_file_and_in_no_message(server, night):
    greffier, done = night
    said = [
        greffier.command(*asked, **{dagster_storage.VARIABLE: server.url}) for asked in (["config", "show"], ["run"])
    ]
    assert not [each for each in (done, *said) if PASSWORD in each.stdout + each.stderr]
    files = [path for folder in (greffier.home, greffier.output) for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 50
    assert not [path for path in files if PASSWORD.encode() in path.read_bytes()]


def test_who_is_erased_is_erased_there_too_or_nothing_is(server, night, monkeypatch):
    greffier, _ = night
    monkeypatch.setenv(dagster_storage.VARIABLE, server.url)
    naming = "select count(*) from event_logs where event like '%Varenne%'"
    assert dagster_storage.ask(naming) != [(0,)]
    erasing = ("erase", "--actor", "Léa Varenne", "--yes")
    refused = greffier.command(*erasing, **{dagster_storage.VARIABLE: ""})
    assert (refused.returncode, dagster_storage.VARIABLE in refused.stderr) == (2, True)
    assert not (greffier.home / "erased.json").exists()
    done = greffier.command(*erasing, **{dagster_storage.VARIABLE: server.url})
    assert done.returncode == 0, done.stderr
    assert dagster_storage.ask(naming) == [(0,)]
    # Dagster still reads its records.
    told = greffier.command("status", "--json", **{dagster_storage.VARIABLE: server.url}).stdout
    assert json.loads(told)["last_run"]


@pytest.mark.parametrize(
    "where", ["postgresql://greffier:{}@/postgres?host=/nowhere", "postgresql://greffier:{}@:x:y/"]
)
def test_a_server_that_does_not_answer_is_named_without_its_password(night, where):
    greffier, _ = night
    before = greffier.latest
    variable = {dagster_storage.VARIABLE: where.format(PASSWORD)}
    run, asked, checked = (greffier.command(command, **variable) for command in ("run", "status", "doctor"))
    assert (run.returncode, checked.returncode) == (2, 1)
    for done in (run, asked, checked):
        said = " ".join((done.stdout + done.stderr).split())
        assert "PostgreSQL with Dagster's records does not answer" in said
        assert "Traceback" not in said
        assert PASSWORD not in said
    assert greffier.latest == before


def test_a_home_with_records_there_is_not_run_without_them_by_mistake(night):
    greffier, _ = night
    done = greffier.command("run")
    assert done.returncode == 2
    assert dagster_storage.VARIABLE in done.stderr
    assert not (greffier.home / "dagster" / "history").exists()

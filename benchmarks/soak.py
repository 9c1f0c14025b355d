"""Thirty nights in half an hour: their end must not depend on how it came about, and nothing may pile up.

    python -m benchmarks.soak [--nights 30] [--seed 1]

What belongs here: which night meets what, and what must hold after it. What does not: the files of the folder
(`folder_life.py`), measuring and comparing (`soak_figures.py`). After each night Dagster's records are made a day
older, so that those that are kept for days only go. Writes `benchmarks/soak.json`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.folder_life import Folder
from benchmarks.soak_figures import differences, grown, identities
from orchestration.resolution.judgement_file import append_judgements
from orchestration.resolution.judgements import Judgement, Side
from tests.conftest import Greffier
from tests.faults.nights import Ended, Nights, is_whole, latest

RESULTS = Path(__file__).with_name("soak.json")
WORK = Path(__file__).with_name("work") / "soak"
KEPT_DAYS = 10
# Tables that tell of the releases before.
OF_THE_PAST = {"alerts.parquet", "entity_history.parquet"}
WATCHLIST = """watchlists:
  - name: soak
    actors: [Odile Tazi, Marc Varenne, Naïma Haddad]
    subjects: [le tramway]
"""


class Soak:
    """The folders, the clock and the nights."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.curation = folder / "curation"
        self.curation.mkdir()
        (self.curation / "watchlists.yml").write_text(WATCHLIST, encoding="utf-8")
        self.environment = {
            "GREFFIER_CURATION": str(self.curation),
            "GREFFIER_KEEP_RUNS_DAYS": str(KEPT_DAYS),
            "GREFFIER_CHANNELS__FILE__PATH": str(folder / "told.jsonl"),
        }
        self.nights = Nights(folder / "nights", disk_size=None, environment=self.environment)
        self.greffier = self.nights.greffier
        self.folder = Folder(self.greffier.documents, seed)

    def next_day(self) -> None:
        """Make Dagster's records a day older."""
        runs = self.greffier.home / "dagster" / "history" / "runs.db"
        if runs.exists():
            with closing(sqlite3.connect(runs)) as connection, connection:
                connection.execute("update runs set create_timestamp = datetime(create_timestamp, '-1 day')")

    def live(self) -> None:
        """A usual day."""
        self.folder.live(added=14, changed=3, renamed=3, removed=3, copied=1)

    def decide(self) -> None:
        """Somebody writes down that two names are one person, and what an organisation is called."""
        self.live()
        sides = sorted((Side("Odile Tazi"), Side("Odile Haddad")))
        judged = Judgement("actor", *sides, "same", "Odile Tazi", date(2026, 11, 22), "one person, married in June")
        append_judgements(self.curation / "judgements.csv", [judged])
        (self.curation / "organisations.csv").write_text(
            "name,canonical_name,acronym,kind,decided_by,decided_on,why\n"
            "Vegalis,Vegalis Transports,,company,Odile Tazi,2026-11-22,its full name\n",
            encoding="utf-8",
        )

    def go_back(self) -> None:
        """Somebody goes back to the release before; then documents come."""
        done = self.greffier.command("rollback", **self.environment)
        require(done.returncode == 0, f"rollback failed: {done.stderr}")
        self.live()


def nothing(_: Soak) -> None:
    """A day on which nothing happens."""


def kill(event: str, step: str, number: int = 1) -> dict[str, Any]:
    return {"at": [event, step, number], "do": "kill"}


@dataclass(frozen=True)
class Happening:
    """What a night meets: what is done before and after it, its fault, and how it must end."""

    what: str = "documents come, change and go"
    before: Callable[[Soak], None] = Soak.live
    fault: Mapping[str, Any] = field(default_factory=dict)
    code: int = 0
    publishes: bool = True
    after: Callable[[Soak], None] = nothing


KILLED = -signal.SIGKILL
FIRST = Happening("the first documents", lambda soak: soak.folder.live(added=80))
# In this order, spread over the nights.
HAPPENINGS = (
    Happening("nothing new", nothing, publishes=False),
    Happening("killed after reading", fault=kill("STEP_SUCCESS", "take_in"), code=KILLED, publishes=False),
    Happening("the folder is gone", lambda soak: soak.folder.lose(), code=2, publishes=False,
              after=lambda soak: soak.folder.find_again()),
    Happening("the folder is empty", lambda soak: soak.folder.lose(leave_empty=True), code=1, publishes=False,
              after=lambda soak: soak.folder.find_again()),
    Happening("a source delivers broken files", lambda soak: (soak.live(), soak.folder.spoil())),
    Happening("a source is empty", lambda soak: soak.folder.lose("presse", leave_empty=True), code=1,
              publishes=False, after=lambda soak: soak.folder.find_again("presse")),
    Happening("the broken files are gone", lambda soak: (soak.live(), soak.folder.repair())),
    Happening("people decide", Soak.decide),
    Happening("killed while tables are built", fault=kill("ASSET_MATERIALIZATION", "transform", 40), code=KILLED,
              publishes=False),
    Happening("a rollback, then documents", Soak.go_back),
    Happening("killed after publishing", fault=kill("ASSET_MATERIALIZATION", "release__latest"), code=KILLED),
)  # fmt: skip


def programme(nights: int) -> list[Happening]:
    """What each night meets: first the first documents, last two usual nights, between them all that may happen."""
    met = {1 + place * (nights - 3) // len(HAPPENINGS): happening for place, happening in enumerate(HAPPENINGS)}
    return [FIRST, *(met.get(night, Happening()) for night in range(1, nights))]


def main() -> None:
    """Live the nights, compare their end with runs from nothing, write what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nights", type=int, default=30, help="at least 14, so that each happening has its night")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    began = time.monotonic()
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    soak = Soak(WORK, arguments.seed)
    try:
        *nights, last = enumerate(programme(arguments.nights), 1)
        rows = [one_night(soak, number, happening) for number, happening in nights]
        past = WORK / "past"
        shutil.copytree(soak.greffier.output, past, symlinks=True)
        rows.append(one_night(soak, *last))
        found = compared(soak, past)
    finally:
        soak.nights.end()
    results = {
        "machine": {"cores": os.cpu_count()}, "seed": arguments.seed, "seconds": round(time.monotonic() - began),
        **found, "nights": rows,
    }  # fmt: skip
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1))
    require(found["same_past"]["differ"] == [], "a run from nothing over the same past gives other bytes")
    require(found["full"]["same_release"], "greffier run --full makes another release")
    require(found["no_past"]["same_groups"], "without a past other names are taken for one")
    unexplained = set(found["no_past"]["tables_that_differ_but_for_ids"]) - OF_THE_PAST
    require(not unexplained, f"without a past, tables differ by more than ids: {sorted(unexplained)}")


def one_night(soak: Soak, number: int, happening: Happening) -> dict[str, Any]:
    """One day and its night; raises SystemExit when the night does not end as it must."""
    greffier = soak.greffier
    before = latest(greffier) if (greffier.output / "latest").exists() else None
    happening.before(soak)
    if happening.before is Soak.go_back:
        before = latest(greffier)
    began = time.monotonic()
    ended = soak.nights.run(**happening.fault)
    seconds = time.monotonic() - began
    check(number, happening, ended, greffier, before)
    happening.after(soak)
    soak.next_day()
    row = {
        "night": number, "what": happening.what, "code": ended.code, "seconds": round(seconds, 1),
        "cpu_seconds": round(ended.cpu_seconds, 1), "peak_mb": round(ended.peak_bytes / 1e6), **grown(greffier),
    }  # fmt: skip
    print(json.dumps(row, ensure_ascii=False), file=sys.stderr, flush=True)
    return row


def check(number: int, happening: Happening, ended: Ended, greffier: Greffier, before: Path | None) -> None:
    where = f"night {number} ({happening.what})"
    require(ended.code == happening.code, f"{where} ended with {ended.code}: {ended.said} {ended.stderr[-2000:]}")
    require((latest(greffier) != before) == happening.publishes, f"{where}: latest is {latest(greffier).name}")
    broken = [folder.name for folder in (greffier.output / "releases").iterdir() if not is_whole(folder)]
    require(not broken, f"{where} left releases that are not whole: {broken}")


def compared(soak: Soak, past: Path) -> dict[str, Any]:
    """The last release beside what three runs from nothing make of the same documents and decisions.

    One in an empty home over the releases up to the last night but one, then `greffier run --full`, at last one with
    neither home nor releases.
    """
    greffier, released = soak.greffier, latest(soak.greffier)
    kept = released.parents[2] / "last"
    shutil.copytree(released, kept)
    shutil.rmtree(greffier.home)
    shutil.rmtree(greffier.output)
    shutil.copytree(past, greffier.output, symlinks=True)
    run(soak)
    found: dict[str, Any] = {"same_past": differences(kept, latest(greffier))}
    done = greffier.command("run", "--full", **soak.environment)
    require(done.returncode == 0, f"--full failed: {done.stderr}")
    found["full"] = {"same_release": latest(greffier).name == released.name}
    shutil.rmtree(greffier.home)
    shutil.rmtree(greffier.output)
    run(soak)
    return {**found, "no_past": {**differences(kept, latest(greffier)), **identities(kept, latest(greffier))}}


def run(soak: Soak) -> None:
    ended = soak.nights.run()
    require(ended.code == 0, f"a run from nothing ended with {ended.code}: {ended.said}")


def require(holds: bool, complaint: str) -> None:
    if not holds:
        raise SystemExit(complaint)


if __name__ == "__main__":
    main()

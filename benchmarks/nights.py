"""What a night costs after the first: without news, with a little news, with other rules, with documents gone.

    python benchmarks/nights.py [--documents 1000 10000] [--rounds 3]

What belongs here: laying out such nights one after the other over one corpus, and the shares that they take of the full
run. What does not: how costs are measured (`meter`), asserts. A full run that lies in the work folder is not repeated
(`make clean` removes it). Results go to `benchmarks/nights.json`, after each night.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE))

from corpus import write_corpus  # noqa: E402
from meter import Cost, measure  # noqa: E402

WORK = HERE / "work" / "nights"
GREFFIER = str(Path(sys.executable).with_name("greffier"))
IMPORT = [sys.executable, "-c", "import dagster"]
Figures = dict[str, Any]


class Corpus:
    """Documents, home and releases of one size; what was told of the full run stays beside them."""

    def __init__(self, documents: int) -> None:
        self.size = documents
        self.folder = WORK / str(documents)
        self.documents = self.folder / "documents"
        self._next_seed = max((int(path.stem[-6:]) for path in self.documents.glob("article-*")), default=-1) + 1

    def full_run(self) -> Figures:
        """The first night over all documents: its cost, in all and by step."""
        told = self.folder / "full.json"
        if not told.exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            self.add(self.size)
            told.write_text(json.dumps(self.night()), encoding="utf-8")
        return dict(json.loads(told.read_text(encoding="utf-8")))

    def add(self, documents: int) -> None:
        """Write articles that the corpus does not hold yet."""
        write_corpus(self.documents, documents, self._next_seed)
        self._next_seed += documents

    def remove(self, documents: int) -> None:
        """Remove the articles that came first."""
        for path in sorted(self.documents.glob("article-*"))[:documents]:
            path.unlink()

    def copy_one(self) -> None:
        """Give a known file a second name: a night has to run, and there is nothing to read and to extract."""
        known = sorted(self.documents.glob("article-*"))[-1]
        shutil.copy(known, self.documents / f"copie-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.txt")

    def night(self, project: Path = ROOT) -> Figures:
        """One night with the code that lies in `project`: its cost, in all and by step."""
        environment = {**_clean_environment(), "PYTHONPATH": str(project)}
        cost = measure([GREFFIER, "run", *self._folders()], environment)
        return {**_totals(cost), "steps": self._steps(cost)}

    def tick(self) -> Figures:
        """The nightly tick in a process that has imported Dagster and our definitions, as the daemon has."""
        command = [sys.executable, __file__, "--tick", *self._folders()]
        done = subprocess.run(command, env=_clean_environment(), check=True, stdout=subprocess.PIPE, text=True)
        return dict(json.loads(done.stdout))

    def _folders(self) -> list[str]:
        named = {"--documents": self.documents, "--home": self.folder / "home", "--output": self.folder / "published"}
        return [str(part) for pair in named.items() for part in pair]

    def _steps(self, cost: Cost) -> dict[str, Figures]:
        """What each step of the run's own record took, and what came before the first and after the last."""
        times = sorted(self._recorded().items(), key=lambda step: step[1])
        begun, ended = cost.curve[0][0], cost.curve[-1][0]
        if not times or times[0][1][0] < begun:
            return {}
        spans = {"start": (begun, times[0][1][0]), **dict(times), "end": (max(time[1] for _, time in times), ended)}
        return {
            name: _rounded({"wall_seconds": to - since, "cpu_seconds": cost.until(to) - cost.until(since)})
            for name, (since, to) in spans.items()
        }

    def _recorded(self) -> dict[str, tuple[float, float]]:
        """When each step of the last run began and ended, by Dagster's log."""
        logs = (self.folder / "home" / "dagster" / "history" / "runs").glob("*-*.db")
        newest = max(logs, key=lambda path: path.stat().st_mtime)
        query = "select step_key, event from event_logs where dagster_event_type in ('STEP_START', 'STEP_SUCCESS')"
        found: dict[str, list[float]] = {}
        with closing(sqlite3.connect(newest)) as connection:
            for step, event in connection.execute(query):
                found.setdefault(step, []).append(json.loads(event)["timestamp"])
        return {step: (min(times), max(times)) for step, times in found.items()}


def main() -> None:
    """Measure each corpus; write the results after each night."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tick", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.tick:
        print(json.dumps(tick_once(arguments.tick)))
        return
    for size in arguments.documents:
        for figures in measured(Corpus(size), arguments.rounds):
            keep(figures)
        print(json.dumps({size: figures["shares"]}, indent=2))


def keep(figures: Figures) -> None:
    """Put what is known of one corpus into the results, in place of what was."""
    path = HERE / "nights.json"
    results: Figures = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"corpora": {}}
    results["machine"] = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.machine()}
    results["corpora"][str(figures["documents"])] = figures
    path.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def measured(corpus: Corpus, rounds: int) -> Iterator[Figures]:
    """The full run, then rounds of all other nights, interleaved; all that is known after each of them."""
    full = corpus.full_run()
    done: list[Figures] = []
    for number in range(rounds):
        # The first night of other code parses the dbt project and extracts anew: no side is timed on it.
        corpus.copy_one()
        corpus.night()
        done.append({})
        for name, cost in one_round(corpus, number):
            done[-1][name] = cost
            yield {"documents": corpus.size, "shares": shares(full, done), "full": full, "rounds": done}
        print(f"{corpus.size} documents, round {number + 1} done", file=sys.stderr)


def one_round(corpus: Corpus, number: int) -> Iterator[tuple[str, Figures]]:
    """Every kind of night once, each over what the one before left."""
    hundredth = max(1, corpus.size // 100)
    yield "import", _totals(measure(IMPORT, _clean_environment()))
    yield "nothing", corpus.night()
    yield "tick", corpus.tick()
    corpus.copy_one()
    yield "touched", corpus.night()
    corpus.add(hundredth)
    yield "hundredth", corpus.night()
    corpus.add(1)
    yield "one", corpus.night()
    corpus.remove(hundredth)
    yield "removed", corpus.night()
    yield "rules", corpus.night(with_other_rules(number))


def with_other_rules(number: int) -> Path:
    """A copy of the project in which one word list ends with a remark that was not there: another pipeline version."""
    project = WORK / f"rules-{number}"
    shutil.rmtree(project, ignore_errors=True)
    for folder in ("orchestration", "dbt_project", "data/curation"):
        shutil.copytree(ROOT / folder, project / folder, ignore=shutil.ignore_patterns("__pycache__", "target", "logs"))
    with (project / "orchestration" / "lexicon" / "fr" / "months.tsv").open("a", encoding="utf-8") as words:
        words.write(f"# Looked through once more, round {number}.\n")
    return project


def shares(full: Figures, rounds: Sequence[Figures]) -> Figures:
    """What nights take of the full run by medians of CPU seconds: in all, and beyond a night with a touched file."""
    known = [name for name in rounds[0] if all(name in found for found in rounds)]
    cpu = {name: statistics.median(found[name]["cpu_seconds"] for found in rounds) for name in known}
    told = {f"{name}_to_full": cpu[name] / full["cpu_seconds"] for name in known}
    if "touched" in known:
        for name in ("hundredth", "one", "removed", "rules"):
            if name in known:
                beyond = [found[name]["cpu_seconds"] - found["touched"]["cpu_seconds"] for found in rounds]
                told[f"{name}_beyond_touched_to_full"] = statistics.median(beyond) / full["cpu_seconds"]
    if "nothing" in known:
        told["nothing_beyond_import_cpu_seconds"] = cpu["nothing"] - cpu["import"]
    return _rounded({"full_cpu_seconds": full["cpu_seconds"], **told})


def tick_once(folders: list[str]) -> Figures:
    """CPU and wall seconds of one tick of the schedule, definitions loaded: what the daemon spends on a quiet night."""
    import time

    os.environ.update({f"GREFFIER_{name[2:].upper()}": value for name, value in zip(*[iter(folders)] * 2, strict=True)})
    from orchestration.environment import prepare
    from orchestration.settings import Settings

    prepare(Settings())
    import dagster as dg

    from orchestration.definitions import defs

    schedule = defs.resolve_schedule_def("every_night")
    with dg.DagsterInstance.get() as instance:
        context = dg.build_schedule_context(instance, scheduled_execution_time=datetime.now(UTC))
        wall, cpu = time.perf_counter(), time.process_time()
        said = schedule.evaluate_tick(context).skip_message
        spent = {"wall_seconds": time.perf_counter() - wall, "cpu_seconds": time.process_time() - cpu}
    if not said:
        raise SystemExit("The tick asks for a run: there was something new.")
    return _rounded(spent)


def _clean_environment() -> dict[str, str]:
    """Without what the caller's shell says to Greffier, Dagster and dbt."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("GREFFIER_", "DAGSTER_", "DBT_"))}


def _totals(cost: Cost) -> Figures:
    return _rounded({"wall_seconds": cost.wall_seconds, "cpu_seconds": cost.cpu_seconds})


def _rounded(figures: Mapping[str, float]) -> Figures:
    return {name: round(value, 4) for name, value in figures.items()}


if __name__ == "__main__":
    main()

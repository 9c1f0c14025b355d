"""The whole run against the bare model, interleaved in one session; and what a night costs when little is new.

    python benchmarks/bench.py [--documents 300] [--rounds 3]

What belongs here: timing whole processes and reporting ratios. What does not: asserts; absolute times depend on the
machine, ratios of one session much less. Results go to `benchmarks/results.json` and are printed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from corpus import write_corpus

HERE = Path(__file__).parent
WORK = HERE / "work"
GREFFIER = str(Path(sys.executable).with_name("greffier"))


def main() -> None:
    """Run all measurements and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    shutil.rmtree(WORK, ignore_errors=True)
    write_corpus(WORK / "documents", arguments.documents)
    write_corpus(WORK / "three", 3)
    # The first run of all parses the dbt project and fills disk caches: neither side is timed on it.
    prepare_home()
    rounds = [one_round(number) for number in range(arguments.rounds)]
    results = {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.machine()},
        "documents": arguments.documents,
        "rounds": rounds,
        "median": {name: round(statistics.median(r[name] for r in rounds), 3) for name in rounds[0]},
        "spread": {name: [min(r[name] for r in rounds), max(r[name] for r in rounds)] for name in rounds[0]},
    }
    (HERE / "results.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(results["median"], indent=2))


def prepare_home() -> None:
    """One untimed night on three documents: dbt parses its project once in a home."""
    greffier(WORK / "three")


def one_round(number: int) -> dict[str, float]:
    """Both sides once, then the nights with little to do."""
    bare, _ = timed([sys.executable, str(HERE / "bare.py"), str(WORK / "documents")])
    forget_everything()
    full, full_cpu = greffier(WORK / "documents")
    nothing, _ = greffier(WORK / "documents")
    forget_everything()
    fixed, fixed_cpu = greffier(WORK / "three")
    figures = {
        "bare_seconds": bare,
        "run_seconds": full,
        "run_cpu_seconds": full_cpu,
        "run_to_bare": full / bare,
        "nothing_new_seconds": nothing,
        "nothing_new_to_run": nothing / full,
        "three_documents_seconds": fixed,
        "three_documents_cpu_seconds": fixed_cpu,
    }
    print(f"round {number + 1}: run/bare {figures['run_to_bare']:.2f}", file=sys.stderr)
    return {name: round(value, 3) for name, value in figures.items()}


def forget_everything() -> None:
    """Remove what earlier nights read, extracted and published; dbt's parsed project stays."""
    (WORK / "home" / "warehouse.duckdb").unlink(missing_ok=True)
    shutil.rmtree(WORK / "published", ignore_errors=True)


def greffier(documents: Path) -> tuple[float, float]:
    """Time one `greffier run`."""
    folders = {"--home": WORK / "home", "--documents": documents, "--output": WORK / "published"}
    return timed([GREFFIER, "run", *(str(part) for pair in folders.items() for part in pair)])


def timed(command: list[str]) -> tuple[float, float]:
    """Wall and CPU seconds of a whole process and its children. Raises when it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()

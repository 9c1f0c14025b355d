"""How resolution grows with the corpus: time, memory and pairs of a first night, of one per cent more, of nothing new.

    python benchmarks/resolution.py [--sizes 10000 30000 100000 300000 1000000]

What belongs here: one process a size, its measures and their ratios. What does not: the corpus (`mentions.py`),
asserts. Making the corpus is not timed: a real night reads it from the working database. Results go to
`benchmarks/resolution.json`.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.mentions import corpus  # noqa: E402
from orchestration.resolution import Appearance, Past, resolve  # noqa: E402

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
# DuckDB's part of the memory; the rest is Python's.
DUCKDB_MEMORY = "3GB"


def main() -> None:
    """Measure every size in a process of its own, and write the results after each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        json.dump(measured(arguments.one), sys.stdout)
        return
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.machine()}
    results: list[dict[str, Any]] = []
    for size in arguments.sizes:
        command = [sys.executable, __file__, "--one", str(size)]
        results.append(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))
        written = {"machine": machine, "sizes": results}
        (HERE / "resolution.json").write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    show(results)


def measured(mentions: int) -> dict[str, Any]:
    """Three nights over one corpus: all but the last hundredth of the documents, all, all again."""
    named = corpus(mentions)
    # The corpus of a real night is not in this process: its objects must not slow down the collection of others.
    gc.freeze()
    documents = list(named)
    with tempfile.TemporaryDirectory() as folder:
        connection = duckdb.connect(str(Path(folder) / "working.duckdb"), config={"memory_limit": DUCKDB_MEMORY})
        nights = {}
        past: Mapping[str, str] = {}
        for name, present in (("first", documents[: -len(documents) // 100]), ("more", documents), ("same", documents)):
            nights[name] = night(connection, named, present, past)
            past = dict(connection.execute("select mention_id, entity_id from resolution.clusters").fetchall())
        return {
            "mentions": len(past),
            "documents": len(documents),
            "entities": len(set(past.values())),
            "pairs": connection.execute("select count(*) from resolution.pairs").fetchall()[0][0],
            "nights": nights,
            "peak_gigabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
        }


def night(
    connection: duckdb.DuckDBPyConnection,
    named: Mapping[str, list[Appearance]],
    present: Collection[str],
    past: Mapping[str, str],
) -> dict[str, Any]:
    """One night over some documents in one transaction, with what it had to look at."""

    def load(documents: Collection[str]) -> list[Appearance]:
        return [appearance for document in documents for appearance in named[document]]

    started, worked = time.perf_counter(), time.process_time()
    connection.execute("begin")
    work = resolve(connection, dict.fromkeys(present, "1"), load, past=Past(past))
    connection.execute("commit")
    return {
        "seconds": round(time.perf_counter() - started, 2),
        "cpu_seconds": round(time.process_time() - worked, 2),
        **asdict(work),
    }


def show(results: list[dict[str, Any]]) -> None:
    """Print the first night of each size, and the other two as shares of it."""
    table = Table(title="Resolution")
    for heading in ("mentions", "pairs a mention", "seconds", "CPU seconds", "GB", "1 % more", "nothing new"):
        table.add_column(heading, justify="right")
    for found in results:
        first, more, same = (found["nights"][name] for name in ("first", "more", "same"))
        table.add_row(
            f"{found['mentions']:,}",
            f"{found['pairs'] / found['mentions']:.2f}",
            f"{first['seconds']:.0f}",
            f"{first['cpu_seconds']:.0f}",
            f"{found['peak_gigabytes']:.2f}",
            f"{more['cpu_seconds'] / first['cpu_seconds']:.1%}",
            f"{same['cpu_seconds'] / first['cpu_seconds']:.1%}",
        )
    Console().print(table)


if __name__ == "__main__":
    main()

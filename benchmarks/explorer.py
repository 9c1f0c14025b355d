"""How fast the explorer answers on a big release, and what it takes: time to the first byte, memory, its side file.

    python benchmarks/explorer.py [--output FOLDER] [--like RELEASE] [--pages 200] [--rounds 5]

What belongs here: writing the release (`explorer_release`) unless one is given, serving it with `greffier explore`,
asking for many pages one after the other, then four at once. What does not: asserts. Results go to
`benchmarks/explorer.json` and are printed. The side file is made in a home that is empty at first.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import random
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from urllib.parse import quote, urlencode

import duckdb
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE)]

from explorer_release import write_release  # noqa: E402

WORK = HERE / "work" / "explorer"
READY_WITHIN_SECONDS = 600
READERS_AT_ONCE = 4
SEED = 11
# What people type: names, frequent words, phrases, beginnings, fields, filters, words that are not there.
QUERIES: tuple[dict[str, str], ...] = (
    {"q": "ministre"},
    {"q": "marché"},
    {"q": "le"},
    {"q": "eau"},
    {"q": "œuvre"},
    {"q": "souveraineté"},
    {"q": "Khadija"},
    {"q": "Ministère des Armées"},
    {"q": '"marché public"'},
    {"q": "marché -ministre"},
    {"q": "min*"},
    {"q": "a*"},
    {"q": "logements retard 2024"},
    {"q": "locuteur:Varenne"},
    {"q": "acheteur:Ville type:contrat"},
    {"q": "ministre année:2020-2022"},
    {"q": "ministre", "sort": "newest"},
    {"q": "marché", "type": "quote", "confidence": "high"},
    {"q": "marché", "page": "300"},
    {"type": "quote"},
    {"q": "introuvable"},
    {"q": "<script>alert(1)</script>"},
)


def main() -> None:
    """Measure, print and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, help="an output folder with a release; written when it is not given")
    parser.add_argument("--like", type=Path, default=Path("data/published/latest"), help="whose tables it gets")
    parser.add_argument("--pages", type=int, default=200, help="how many of each kind are asked for")
    parser.add_argument("--rounds", type=int, default=5, help="how often each search is asked")
    asked = parser.parse_args()
    shutil.rmtree(WORK, ignore_errors=True)
    begun = time.perf_counter()
    output = asked.output or write_release(WORK / "published", asked.like).parents[1]
    written = time.perf_counter() - begun
    addresses = _addresses(output / "latest" / "warehouse.duckdb", asked.pages, asked.rounds)
    results = {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.machine()},
        "release": _counts(output / "latest" / "warehouse.duckdb") | {"seconds_to_write": round(written, 1)},
        **_served(output, addresses),
    }
    (HERE / "explorer.json").write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    _print(results)


def _served(output: Path, addresses: dict[str, list[str]]) -> dict[str, object]:
    """Figures of a server in an empty home, and how long one in the same home takes to begin."""
    with _server(output) as (process, port, seconds_with_side_file):
        before = _memory(process.pid)
        one_by_one = {kind: _measured(port, asked) for kind, asked in addresses.items()}
        searches = _by_search(port, addresses["search"])
        mixed = [address for many in addresses.values() for address in many]
        random.Random(SEED).shuffle(mixed)
        at_once = _measured(port, mixed, READERS_AT_ONCE)
        after = _memory(process.pid)
    side_files = list((WORK / "home" / "explorer").glob("*.sqlite"))
    with _server(output) as (_, _, seconds_without):
        pass
    return {
        "start": {
            "seconds_with_side_file_to_make": round(seconds_with_side_file, 1),
            "seconds_with_side_file_made": round(seconds_without, 1),
            "side_file_bytes": sum(path.stat().st_size for path in side_files),
        },
        "memory_megabytes": {"before": before, "after": after},
        "milliseconds_to_first_byte": one_by_one,
        "four_readers_at_once": at_once,
        "searches": searches,
    }


@contextmanager
def _server(output: Path) -> Iterator[tuple[subprocess.Popen[bytes], int, float]]:
    """A server that answers, its port, and the seconds until it did."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = WORK / "home"
    home.mkdir(parents=True, exist_ok=True)
    command = [Path(sys.executable).with_name("greffier"), "explore", "--port", str(port)]
    begun = time.perf_counter()
    process = subprocess.Popen(
        [*map(str, command), "--output", str(output), "--home", str(home)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while _status(port) != 200:
            if process.poll() is not None or time.perf_counter() - begun > READY_WITHIN_SECONDS:
                raise SystemExit("greffier explore does not answer")
            time.sleep(0.05)
        yield process, port, time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait()


def _status(port: int) -> int:
    with suppress(OSError, http.client.HTTPException):
        return _ask(port, "/")[1]
    return 0


def _ask(port: int, address: str) -> tuple[float, int, int]:
    """Milliseconds to the first byte, status and bytes of a page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    begun = time.perf_counter()
    connection.request("GET", address, headers={"Accept-Language": "fr"})
    response = connection.getresponse()
    first = response.read(1)
    milliseconds = (time.perf_counter() - begun) * 1000
    size = len(first + response.read())
    connection.close()
    return milliseconds, response.status, size


def _measured(port: int, addresses: Sequence[str], readers: int = 1) -> dict[str, float]:
    with ThreadPoolExecutor(readers) as pool:
        answers = list(pool.map(lambda address: _ask(port, address), addresses))
    times = sorted(milliseconds for milliseconds, _, _ in answers)
    return {
        "asked": len(times),
        "not_found_or_broken": sum(status != 200 for _, status, _ in answers),
        "median": round(statistics.median(times), 1),
        "p95": round(times[int(len(times) * 0.95)], 1),
        "most": round(times[-1], 1),
        "kilobytes": round(statistics.median(size for _, _, size in answers) / 1000, 1),
    }


def _by_search(port: int, addresses: Sequence[str]) -> dict[str, float]:
    """The median of each search."""
    return {
        address: round(statistics.median(_ask(port, address)[0] for _ in range(5)), 1)
        for address in dict.fromkeys(addresses)
    }


def _addresses(database: Path, pages: int, rounds: int) -> dict[str, list[str]]:
    """What is asked for: of each kind the biggest ones and others at random, all in random order."""
    with duckdb.connect(str(database), read_only=True) as connection:

        def some(table: str, key: str, order: str) -> list[str]:
            biggest = connection.execute(f"select {key} from {table} order by {order} desc, {key} limit {pages // 10}")
            big = [row[0] for row in biggest.fetchall()]
            any_ones = connection.execute(f"select {key} from {table} order by hash({key}, {SEED}) limit {pages}")
            return list(dict.fromkeys([*big, *(row[0] for row in any_ones.fetchall())]))[:pages]

        actors = some("actors", "actor_id", "document_count")
        bodies = some("organisations", "organisation_id", "document_count")
        documents = some("documents", "document_id", "character_count")
        contracts = some("contracts", "contract_id", "document_count")
    entities = list(chain(actors[: pages // 2], bodies[: pages // 2]))
    searches = [f"/?{urlencode(query)}" for query in QUERIES] * rounds
    found = {
        "actor": [f"/actors/{one}" for one in actors],
        "organisation": [f"/organisations/{one}" for one in bodies],
        "document": [f"/documents/{one}" for one in documents],
        "contract": [f"/contracts/{one}" for one in contracts],
        "network": [f"/network/{one}" for one in entities],
        "timeline": [f"/timeline/{one}" for one in entities],
        "search": searches,
        "lists": ["/", "/contracts", "/release", "/alerts", f"/timeline?q={quote('marché')}"] * rounds,
    }
    for addresses in found.values():
        random.Random(SEED).shuffle(addresses)
    return found


def _counts(database: Path) -> dict[str, int]:
    tables = ("documents", "mentions", "quotes", "actors", "organisations", "roles", "contracts", "evidence")
    with duckdb.connect(str(database), read_only=True) as connection:
        return {table: connection.execute(f"select count(*) from {table}").fetchall()[0][0] for table in tables}


def _memory(root: int) -> dict[str, float]:
    """Resident megabytes now and at most, of the server and all that it started."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parents[int(folder.name)] = int(
                (folder / "stat").read_text("ascii", "replace").rpartition(")")[2].split()[1]
            )
    family, generation = {root}, {root}
    while generation := {one for one, parent in parents.items() if parent in generation}:
        family |= generation
    told = [_sizes(process) for process in family]
    return {"now": round(sum(now for now, _ in told)), "most": round(sum(most for _, most in told))}


def _sizes(process: int) -> tuple[float, float]:
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{process}/status").read_text("ascii", "replace").splitlines()
        now, most = (
            int(next(line.split()[1] for line in lines if line.startswith(name))) / 1024 for name in ("VmRSS", "VmHWM")
        )
        return now, most
    return 0.0, 0.0


def _print(results: dict[str, object]) -> None:
    console = Console()
    table = Table(title="Milliseconds to the first byte")
    columns = ("asked", "not_found_or_broken", "median", "p95", "most", "kilobytes")
    table.add_column("page")
    for column in columns:
        table.add_column(column, justify="right")
    rows = {**results["milliseconds_to_first_byte"], "four at once": results["four_readers_at_once"]}  # type: ignore[dict-item]
    for kind, figures in rows.items():
        table.add_row(kind, *(str(figures[column]) for column in columns))
    console.print(table)
    searches = Table("search", "median ms")
    for address, median in results["searches"].items():  # type: ignore[attr-defined]
        searches.add_row(address, str(median))
    console.print(searches)
    console.print({name: results[name] for name in ("release", "start", "memory_megabytes")})


if __name__ == "__main__":
    main()

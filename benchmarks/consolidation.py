"""How consolidation grows: tellings of one buyer and one supplier, twice as many from row to row.

    python benchmarks/consolidation.py [--sizes 1000 2000 4000]

What belongs here: seeded tellings of invented contracts in two mixtures, CPU seconds and their ratios. What does not:
asserts, reading documents, publishing. Results go to `benchmarks/consolidation.json` and are printed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from orchestration.agreements import ContractTelling  # noqa: E402
from orchestration.resolution import consolidate  # noqa: E402

WORKS = ("entretien", "fourniture", "rénovation", "pose", "location", "étude", "contrôle", "extension", "nettoyage")
GOODS = ("chaudières", "balises", "autobus", "toitures", "logiciels", "serveurs", "cantines", "chaussées", "ascenseurs")
PLACES = ("écoles", "casernes", "gymnases", "halles", "crèches", "musées", "ports", "stades", "théâtres", "archives")
ROUNDS = 3


def many_contracts(count: int, chance: random.Random) -> list[ContractTelling]:
    """A quarter as many contracts as tellings: each in a register by its number, in another, and in two papers."""
    found = []
    for number in range(count // 4):
        subject = f"{chance.choice(WORKS)} des {chance.choice(GOODS)} des {chance.choice(PLACES)}"
        amount = round(10 ** chance.uniform(4, 8), 2)
        signed_on = date(2010, 1, 1) + timedelta(days=chance.randrange(5_500))
        for teller in range(4):
            is_notice = teller < 2
            found.append(
                ContractTelling(
                    claim_id=f"{number:06d}-{teller}",
                    text_id=f"text-{number}-{teller}",
                    buyers=frozenset({"org-city"}),
                    suppliers=frozenset({"org-firm"}) if is_notice or chance.random() < 0.9 else frozenset(),
                    status="awarded",
                    confidence=1.0 if is_notice else 0.8,
                    subject=subject if is_notice or chance.random() < 0.7 else None,
                    amount=amount if is_notice or chance.random() < 0.6 else None,
                    currency="EUR",
                    signed_on=signed_on if is_notice or chance.random() < 0.5 else None,
                    signed_on_precision="day",
                    told_on=signed_on + timedelta(days=chance.randrange(60)),
                    source=("decp", "ted")[teller] if is_notice else None,
                    keys=frozenset({f"org-city:{number}"} if teller == 0 else {f"{number}-2020#"} if is_notice else ()),
                )
            )
    return found


def one_contract(count: int, chance: random.Random) -> list[ContractTelling]:
    """One contract told by ever more papers, each with its own day and one of some wordings."""
    wordings = [f"{work} des chaudières des {place}" for work in WORKS for place in PLACES]
    return [
        ContractTelling(
            claim_id=f"{number:06d}",
            text_id=f"text-{number}",
            buyers=frozenset({"org-city"}),
            suppliers=frozenset({"org-firm"}),
            status="awarded",
            confidence=0.8,
            subject=chance.choice(wordings),
            amount=chance.choice([None, 2.4e6, 2_398_412.5]),
            currency="EUR",
            told_on=date(2024, 1, 1) + timedelta(days=chance.randrange(400)),
        )
        for number in range(count)
    ]


MIXTURES: dict[str, Callable[[int, random.Random], list[ContractTelling]]] = {
    "many contracts of one pair": many_contracts,
    "one contract of one pair": one_contract,
}


def main() -> None:
    """Time every mixture at every size and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 2_000, 4_000])
    sizes = parser.parse_args().sizes
    results = {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.machine()},
        "cpu_seconds": {
            name: {size: timed(make(size, random.Random(7))) for size in sizes} for name, make in MIXTURES.items()
        },
    }
    (HERE / "consolidation.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    show(results["cpu_seconds"])


def timed(tellings: list[ContractTelling]) -> float:
    """CPU seconds of the quickest of some runs: neighbours on the machine only ever add."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        consolidate(tellings)
        seconds.append(time.process_time() - start)
    return round(min(seconds), 3)


def show(measured: dict[str, dict[int, float]]) -> None:
    """Print seconds, and by how much each row took longer than the one before it."""
    table = Table(title="Consolidation")
    for heading in ("mixture", "tellings", "CPU seconds", "times the row before"):
        table.add_column(heading)
    for name, by_size in measured.items():
        before = None
        for size, seconds in by_size.items():
            table.add_row(name, f"{size:,}", f"{seconds:.3f}", "" if before is None else f"{seconds / before:.2f}")
            before = seconds
    Console().print(table)


if __name__ == "__main__":
    main()

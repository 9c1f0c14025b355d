"""What the rules cost beside the model: each extractor against the spaCy pass over the same documents.

    python benchmarks/rules.py [--documents data/samples/documents] [--rounds 5]

What belongs here: CPU seconds of one process and one thread, the sides interleaved round by round, and their ratios.
What does not: asserts, reading files, publishing. Results go to `benchmarks/rules.json` and are printed.
"""

from __future__ import annotations

import os

# Before numpy is loaded: CPU seconds of several threads are no measure of one document's work.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import json
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from spacy.language import Language

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from orchestration.documents.intake import read_bytes  # noqa: E402
from orchestration.extraction.batches import DEFAULT_LANGUAGE, language_of  # noqa: E402
from orchestration.extraction.contracts import find_contracts  # noqa: E402
from orchestration.extraction.mentions import find_mentions  # noqa: E402
from orchestration.extraction.organisation_facts import find_facts  # noqa: E402
from orchestration.extraction.pipeline import load_pipeline  # noqa: E402
from orchestration.extraction.quotes import find_quotes  # noqa: E402
from orchestration.extraction.reading import read  # noqa: E402
from orchestration.extraction.relations import find_relations  # noqa: E402
from orchestration.extraction.roles import find_roles  # noqa: E402
from orchestration.records import Document  # noqa: E402

Seconds = dict[str, float]


def main() -> None:
    """Run all rounds and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path, default=HERE.parent / "data" / "samples" / "documents")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    documents = readable(arguments.documents)
    nlp = load_pipeline()
    one_round(nlp, documents)  # Lexicons, caches and pages of memory are paid once a process, not once a document.
    rounds = [one_round(nlp, documents) for _ in range(arguments.rounds)]
    medians = {part: statistics.median(seconds[part] for seconds in rounds) for part in rounds[0]}
    results = {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.machine()},
        "documents": len(documents),
        "characters": sum(len(document.text) for document in documents),
        "cpu_seconds": {part: round(seconds, 4) for part, seconds in medians.items()},
        "share_of_model": {part: round(share, 3) for part, share in shares(rounds).items()},
        "rounds": rounds,
    }
    (HERE / "rules.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    show(results)


def readable(folder: Path) -> list[Document]:
    """The French documents of a folder, for which all rules are written."""
    documents = [document for path in sorted(folder.iterdir()) for document in read_bytes(path.read_bytes())]
    return [document for document in documents if language_of(document) == DEFAULT_LANGUAGE]


def one_round(nlp: Language, documents: list[Document]) -> Seconds:
    """CPU seconds of the model's pass and of each extractor, each over all documents as the night runs them."""
    seconds: Seconds = {}

    def timed(part: str, work: Callable[[], Any]) -> Any:
        start = time.process_time()
        found = work()
        seconds[part] = time.process_time() - start
        return found

    readings = timed("model", lambda: list(read(nlp, documents)))
    mentions = timed("mentions", lambda: [find_mentions(reading) for reading in readings])
    both = list(zip(readings, mentions, strict=True))
    roles = timed("roles", lambda: [find_roles(reading, names) for reading, names in both])
    contracts = timed("contracts", lambda: [find_contracts(reading, names) for reading, names in both])
    stated = list(zip(readings, mentions, contracts, roles, strict=True))
    timed("relations", lambda: [find_relations(*all_of) for all_of in stated])
    timed("facts", lambda: [find_facts(reading, names) for reading, names in both])
    timed("quotes", lambda: [find_quotes(*pair, held) for pair, held in zip(both, roles, strict=True)])
    return seconds


def shares(rounds: list[Seconds]) -> Seconds:
    """Median over the rounds of each extractor's CPU seconds divided by the model's in the same round."""
    groups = {part: (part,) for part in rounds[0] if part != "model"}
    groups["mentions + roles + relations + facts"] = ("mentions", "roles", "relations", "facts")
    groups["all rules"] = tuple(part for part in rounds[0] if part != "model")
    return {
        name: statistics.median(sum(seconds[part] for part in parts) / seconds["model"] for seconds in rounds)
        for name, parts in groups.items()
    }


def show(results: dict[str, Any]) -> None:
    """Print the medians."""
    table = Table(title=f"{results['documents']} documents, {results['characters']:,} characters")
    for heading in ("part", "CPU seconds", "of the model's pass"):
        table.add_column(heading, justify="left" if heading == "part" else "right")
    for part, share in {"model": 1.0, **results["share_of_model"]}.items():
        seconds = results["cpu_seconds"].get(part)
        table.add_row(part, "" if seconds is None else f"{seconds:.3f}", f"{share:.1%}")
    Console().print(table)


if __name__ == "__main__":
    main()

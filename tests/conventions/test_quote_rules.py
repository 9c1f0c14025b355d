"""A reader who sees `quotes.rule` finds in docs/quotes.md what the name means."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
MEASURED = ROOT / "orchestration" / "extraction" / "calibration" / "quotes.tsv"


def test_every_measured_rule_is_explained() -> None:
    rows = [line.split("\t") for line in MEASURED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    measured = {row[0] for row in rows} - {"*"}
    page = (ROOT / "docs" / "quotes.md").read_text(encoding="utf-8")
    named = {name for line in page.splitlines() if line.startswith("| `") for name in re.findall(r"`([a-z-]+)`", line)}
    assert measured - named == set()

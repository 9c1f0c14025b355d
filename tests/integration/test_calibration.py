"""The confidence of published quotations tells right from wrong ones on the samples."""

from __future__ import annotations

import pytest

from orchestration.evaluation.gold import read_gold, read_release
from orchestration.evaluation.scoring import judged_quotes
from tests.conftest import ROOT, Greffier

pytestmark = pytest.mark.integration
GOLD = ROOT / "data" / "samples" / "annotations"


def test_dropping_everything_under_one_half_raises_precision(night: Greffier) -> None:
    published = read_release(night.output / "latest")
    judged = [pair for gold in read_gold(GOLD).values() for pair in judged_quotes(published, gold)]
    kept = [right for quote, right in judged if quote["confidence"] >= 0.5]
    overall = [right for _, right in judged]
    assert 0 < len(kept) < len(overall)
    assert sum(kept) / len(kept) > sum(overall) / len(overall)

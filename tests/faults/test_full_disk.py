"""A disk that is full when a step begins: the night says so, the release stays, and with room the next one goes on."""

from __future__ import annotations

import pytest

from tests.faults.mortal_night import FILLER
from tests.faults.nights import Nights, content, dagster_runs, is_whole, latest, leftovers

pytestmark = pytest.mark.faults


@pytest.fixture
def full(nights: Nights) -> Nights:
    if not nights.has_own_disk:
        pytest.skip("this machine lets nobody mount a disk of his own; test_publishing.py limits file sizes")
    return nights


def test_whatever_finds_the_disk_full_the_night_says_so_and_the_next_one_goes_on(
    full: Nights, next_release: dict[str, str]
) -> None:
    """Full for Dagster's own records; nearly full for what is read, for dbt and for the release. Publishing itself
    on a full disk: test_publishing.py."""
    work, released = full.greffier, content(full.greffier)
    fills = [("take_in", "fill"), *((step, "nearly fill") for step in ("take_in", "transform", "release__staged"))]
    assert {step for step, _ in fills} < {step for step, _ in full.steps}
    for step, do in fills:
        ended = full.run(at=["STEP_START", step, 1], do=do)
        assert ended.code == 1, (step, ended)
        assert "Nothing published: no space left on the disk" in ended.said, (step, ended)
        assert content(work) == released, step
        assert is_whole(latest(work)), step
        assert list(work.output.glob(".builds/*")) == [], step
        (work.folder / FILLER).unlink()
    done = full.run()
    assert done.code == 0, done
    assert content(work) == next_release
    assert leftovers(work) == []
    assert dagster_runs(work) == ["SUCCESS", *["FAILURE"] * len(fills), "SUCCESS"]

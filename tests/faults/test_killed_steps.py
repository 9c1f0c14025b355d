"""A night killed after any of its steps: the next one goes on, publishes the same bytes and leaves nothing behind."""

from __future__ import annotations

import signal

import pytest

from tests.faults.nights import Nights, content, dagster_runs, is_whole, latest, leftovers

pytestmark = pytest.mark.faults
# Within a step that makes many tables (dbt's), a death after every so many of them.
TABLES_APART = 20


def deaths(steps: list[tuple[str, int]]) -> list[tuple[str, str, int]]:
    """Every point where a night dies: after each step of the job, and within those that make many tables."""
    return [
        point
        for step, tables in steps
        for point in (
            *(("ASSET_MATERIALIZATION", step, made) for made in range(TABLES_APART, tables, TABLES_APART)),
            ("STEP_SUCCESS", step, 1),
        )
    ]


def test_killed_after_every_step_the_next_night_publishes_the_same_bytes(
    nights: Nights, next_release: dict[str, str]
) -> None:
    """Each night finds what the one before left, which died a step earlier; the last is undisturbed."""
    work, released = nights.greffier, latest(nights.greffier).name
    points = deaths(nights.steps)
    assert len(points) > len(nights.steps) >= 8
    published = []
    for count, point in enumerate(points, 1):
        assert nights.run(at=point, do="kill").code == -signal.SIGKILL, point
        assert is_whole(latest(work)), point
        published.append(latest(work).name)
        assert dagster_runs(work) == ["SUCCESS", *["FAILURE"] * (count - 1), "STARTED"], point
    assert published == [released] * (len(points) - 1) + [next_release["release"]]
    done = nights.run()
    assert done.code == 0, done
    assert "The run before was killed" in done.stderr
    assert content(work) == next_release
    assert leftovers(work) == []
    assert dagster_runs(work) == ["SUCCESS", *["FAILURE"] * len(points)]

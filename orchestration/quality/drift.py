"""Is tonight's release still like the one before it? Falls block, growth warns, noise of a small corpus does neither.

What belongs here: judging how both releases differ. What does not: counting (`drift_measures`), bounds (`drift.yml`),
and accepting what is right (`acceptance`). A group that may be named after a person goes by a hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

import duckdb

from orchestration.quality.drift_bounds import Bounds, CountBound, Groups, Mix, Share
from orchestration.quality.drift_measures import MACROS, NotHeldError, Side, divergence, moved
from orchestration.quality.evidence import CONNECTION
from orchestration.quality.results import CheckResult

Figure = TypeVar("Figure")
Check = Callable[..., CheckResult]
HASH_LENGTH = 8


def check_drift(build: Path, base: Path | None, bounds: Bounds) -> list[CheckResult]:
    """Compare the staged release in `build` with the current one in `base`; a fall beyond its bound is critical.

    Before the first release (`base` is None) there is nothing to compare with. What the release before does not hold,
    a new table or column, passes; what cannot be measured in the new one is an error.
    """
    if base is None:
        return [_base("no release yet: nothing to compare with")]
    with duckdb.connect(config=CONNECTION) as con:
        con.execute(MACROS)
        before, now = Side(con, base), Side(con, build)
        # Documents and files have bounds of their own and come first: when they fall, so does all that is made of them.
        tables = sorted(
            (before.tables | now.tables) - bounds.rows.left_out.keys(),
            key=lambda table: (table not in bounds.rows.tables, table),
        )
        return [
            _base(f"compared with {base.name}"),
            *(check for table in tables for check in _rows(table, bounds.rows.of(table), before, now)),
            *(check for groups in bounds.groups for check in _groups(groups, before, now)),
            *(check for share in bounds.shares for check in _share(share, before, now)),
            *(check for mix in bounds.mixes for check in _mix(mix, before, now)),
        ]


def hashed(value: str) -> str:
    """What stands for a value that may name a person: the first hexadecimal digits of its SHA-256."""
    return hashlib.sha256(value.encode()).hexdigest()[:HASH_LENGTH]


def _base(observed: str) -> CheckResult:
    return CheckResult(
        name="base",
        table="release",
        severity="critical",
        passed=True,
        observed=observed,
        bound="the current release, if there is one",
        why="What is compared with nothing cannot fall: a reader must know whether there was anything.",
        kind="drift",
    )


def _rows(table: str, bound: CountBound, before: Side, now: Side) -> Iterator[CheckResult]:
    check = partial(CheckResult, name="rows", table=table, bound=bound.words, why=bound.why, kind="drift")

    def judge(was: int, is_now: int) -> Iterator[CheckResult]:
        yield _count(check, bound, was, is_now)

    return _compared(check, lambda side: side.count(table), judge, before, now)


def _groups(groups: Groups, before: Side, now: Side) -> Iterator[CheckResult]:
    """One check for all groups within their bound, and one for each beyond it: publishers are thousands."""
    bound = groups.bound
    check = partial(CheckResult, name=groups.name, table=groups.table, bound=bound.words, why=bound.why, kind="drift")

    def judge(was: Mapping[str, int], is_now: Mapping[str, int]) -> Iterator[CheckResult]:
        names = sorted(value for value in was.keys() | is_now.keys() if value or groups.unnamed)
        judged = [_count(partial(check, name=_name(groups, v)), bound, was.get(v, 0), is_now.get(v, 0)) for v in names]
        beyond = [result for result in judged if not result.passed]
        yield check(severity="critical", passed=True, observed=f"{len(names) - len(beyond)} of {len(names)} within it")
        yield from beyond

    return _compared(check, lambda side: side.groups(groups.table, groups.by), judge, before, now)


def _name(groups: Groups, value: str) -> str:
    return f"{groups.name}-{value if groups.shown else hashed(value)}"


def _count(check: Check, bound: CountBound, before: int, now: int) -> CheckResult:
    fell, grew = bound.fell(before, now), bound.grew(before, now)
    return check(
        severity="warning" if grew else "critical",
        passed=not fell and not grew,
        observed=f"{now} rows, {before} before",
    )


def _share(share: Share, before: Side, now: Side) -> Iterator[CheckResult]:
    check = partial(CheckResult, name=share.name, table=share.table, bound=share.words, why=share.why, kind="drift")

    def judge(was: tuple[int, int], is_now: tuple[int, int]) -> Iterator[CheckResult]:
        if not was[1] or not is_now[1]:
            yield check(severity="critical", passed=True, observed="no rows")
            return
        former, present = was[0] / was[1], is_now[0] / is_now[1]
        change = present - former
        beyond = abs(change) > share.max_change and abs(change) * is_now[1] >= share.min_difference
        yield check(
            severity="warning" if change > 0 else "critical",
            passed=not beyond,
            observed=f"{present:.1%} of {is_now[1]} rows, {former:.1%} before",
        )

    return _compared(check, lambda side: side.share(share.table, share.of), judge, before, now)


def _mix(mix: Mix, before: Side, now: Side) -> Iterator[CheckResult]:
    check = partial(CheckResult, name=mix.name, table=mix.table, bound=mix.words, why=mix.why, kind="drift")

    def judge(was: Mapping[str, int], is_now: Mapping[str, int]) -> Iterator[CheckResult]:
        if not was or not is_now:
            yield check(severity="critical", passed=True, observed="no rows")
            return
        distance, rows = divergence(was, is_now), moved(was, is_now)
        # Documents of a new kind shift every share; only where a class lost rows, something may have gone wrong.
        shrunk = any(was[name] - is_now.get(name, 0) >= mix.min_difference for name in was)
        yield check(
            severity="critical" if shrunk else "warning",
            passed=distance <= mix.max_divergence or rows < mix.min_difference,
            observed=f"{distance:.3f} bits, as if {rows} of {sum(is_now.values())} rows had changed their class",
        )

    return _compared(check, lambda side: side.groups(mix.table, mix.by), judge, before, now)


def _compared(
    check: Check,
    measure: Callable[[Side], Figure],
    judge: Callable[[Figure, Figure], Iterator[CheckResult]],
    before: Side,
    now: Side,
) -> Iterator[CheckResult]:
    """Measure both sides and judge. An error is named by its kind alone: its message may quote a value."""
    try:
        is_now = measure(now)
        was = _measured_before(measure, before)
    except (duckdb.Error, NotHeldError) as error:
        yield check(
            severity="critical", passed=False, observed="nothing", error=f"{type(error).__name__} while counting"
        )
        return
    if was is None:
        yield check(severity="critical", passed=True, observed="the release before does not hold it")
    else:
        yield from judge(was, is_now)


def _measured_before(measure: Callable[[Side], Figure], before: Side) -> Figure | None:
    try:
        return measure(before)
    except (duckdb.BinderException, NotHeldError):
        return None

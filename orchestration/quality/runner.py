"""Run the suites over a staged release with Great Expectations.

What belongs here: pandas batches of the staged Parquet in, `CheckResult`s out. What does not: bounds (`suites`).
Pandas, for the SQL route through duckdb-engine fails silently; imports wait inside functions, for they cost seconds.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.quality.computed import computing
from orchestration.quality.evidence import check_evidence
from orchestration.quality.results import CheckResult
from orchestration.quality.suites import SUITES, Expectation, Suite, SuiteError, load_suites, require_fit

if TYPE_CHECKING:
    import pandas as pd


def check_build(build: Path, suites_folder: Path = SUITES) -> list[CheckResult]:
    """Check every staged table of `build` against its suite, and every span against the text it points to.

    An expectation that raises comes back failed with `error` set. Expectations about rows pass on an empty table: a
    corpus without a contract is a normal corpus. Raises SuiteError when suites and tables do not fit each other.
    """
    suites = load_suites(suites_folder)
    require_fit(suites, _columns(build))
    validator = _Validator()
    with computing(build) as compute:
        checks = [result for suite in suites for result in _check(suite, _frame(suite, build, compute), validator)]
    return [*checks, *check_evidence(build)]


def warm_up() -> None:
    """Import Great Expectations, so that a caller may pay for it in a thread while something else runs."""
    _great_expectations()


def _great_expectations() -> Any:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations

    return great_expectations


def _columns(build: Path) -> dict[str, list[str]]:
    import pyarrow.parquet as pq

    return {path.stem: list(pq.read_schema(path).names) for path in sorted(build.glob("*.parquet"))}


class _Validator:
    """Great Expectations, reduced to: a table and its expectations in, outcomes by the check's name out."""

    def __init__(self) -> None:
        self._gx = _great_expectations()
        context = self._gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        self._source = context.data_sources.add_pandas("staged")

    def outcomes(self, suite: Suite, frame: pd.DataFrame, expectations: Sequence[Expectation]) -> dict[str, Any]:
        """Validate `frame`; the outcomes come in any order, hence the names."""
        definition = self._source.add_dataframe_asset(suite.table).add_batch_definition_whole_dataframe("whole")
        batch = definition.get_batch({"dataframe": frame})
        wanted = [self._build(suite.table, expectation) for expectation in expectations]
        validation = batch.validate(self._gx.ExpectationSuite(suite.table, wanted), result_format="BASIC")
        return {outcome.expectation_config.meta["check"]: outcome for outcome in validation.results}

    def _build(self, table: str, expectation: Expectation) -> Any:
        from great_expectations.exceptions import GreatExpectationsError
        from great_expectations.expectations.registry import get_expectation_impl

        try:
            implementation = get_expectation_impl(expectation.type)
            return implementation(**expectation.kwargs, severity=expectation.severity, meta={"check": expectation.name})
        except (GreatExpectationsError, ValueError) as error:
            raise SuiteError(f"suites/{table}.yml, check {expectation.name}: {error}") from error


def _check(suite: Suite, frame: pd.DataFrame, validator: _Validator) -> Iterator[CheckResult]:
    applicable = [item for item in suite.expectations if len(frame) or not item.about_rows]
    outcomes = validator.outcomes(suite, frame, applicable) if applicable else {}
    for expectation in suite.expectations:
        if expectation not in applicable:
            yield _result(suite.table, expectation, passed=True, observed="no rows")
        else:
            yield _judge(suite.table, expectation, outcomes.get(expectation.name))


def _frame(suite: Suite, build: Path, compute: Callable[[Suite], dict[str, pd.Series]]) -> pd.DataFrame:
    """Read only the columns that a suite names: the texts are most of the bytes and no suite needs them."""
    import pandas as pd
    import pyarrow.parquet as pq

    path = build / f"{suite.table}.parquet"
    frame = pd.read_parquet(path, columns=suite.columns or pq.read_schema(path).names[:1])
    return frame.assign(**compute(suite)) if suite.computed else frame


def _judge(table: str, expectation: Expectation, outcome: Any) -> CheckResult:
    if outcome is None:
        return _result(table, expectation, passed=False, observed="nothing", error="Great Expectations gave no result")
    error = _raised(outcome.exception_info or {})
    passed = bool(outcome.success) and error is None
    return _result(table, expectation, passed=passed, observed=_observed(outcome.result), error=error)


def _result(
    table: str, expectation: Expectation, *, passed: bool, observed: str, error: str | None = None
) -> CheckResult:
    return CheckResult(
        name=expectation.name,
        table=table,
        severity=expectation.severity,
        passed=passed,
        observed=observed,
        bound=expectation.bound,
        why=expectation.why,
        error=error,
    )


def _raised(info: Mapping[str, Any]) -> str | None:
    """The kind of exception inside an expectation, if any. Not its message: that may quote a value.

    Great Expectations gives one flat record when all went well and one record a metric when something raised.
    """
    records = [info] if "raised_exception" in info else list(info.values())
    for record in records:
        if record["raised_exception"]:
            last_line = (record["exception_traceback"] or "unknown error").strip().splitlines()[-1]
            return last_line.split(":")[0].rpartition(".")[2] + " inside Great Expectations"
    return None


def _observed(result: Mapping[str, Any]) -> str:
    """What was found as counts and figures, never as values of the data."""
    if "unexpected_count" in result:
        return f"{result['unexpected_count']} of {result['element_count']} rows outside the bound"
    value = result.get("observed_value")
    return f"{float(value):g}" if isinstance(value, (int, float)) else "nothing to measure"

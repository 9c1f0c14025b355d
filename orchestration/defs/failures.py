"""Why a run failed, in one line that repeats no word of a document.

What belongs here: reading that out of a run's record. What does not: telling it.
"""

import dagster as dg

from orchestration.mishaps import FOR_PEOPLE


def first_fault(instance: dg.DagsterInstance, run_id: str) -> str:
    """The first check that failed, else the first step, else that the process ended, with the run's id."""
    where = f"Run {run_id} in the Dagster UI has the details."
    for entry in instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION):
        if entry.dagster_event and not entry.dagster_event.asset_check_evaluation_data.passed:
            evaluation = entry.dagster_event.asset_check_evaluation_data
            if evaluation.severity == dg.AssetCheckSeverity.ERROR:
                return f"Nothing published: check {evaluation.check_name} failed. {where}"
    for entry in instance.all_logs(run_id, of_type=dg.DagsterEventType.STEP_FAILURE):
        if entry.dagster_event:
            return f"Nothing published: {_of_step(entry.dagster_event)} {where}"
    return f"Nothing published: the process of the run ended before its work was done. {where}"


def _of_step(event: dg.DagsterEvent) -> str:
    error = event.step_failure_data.error
    while error is not None and error.cause is not None:
        error = error.cause
    name = (error.cls_name if error else None) or "unknown error"
    if error and name in FOR_PEOPLE:
        return error.message.strip().partition(f"{name}: ")[2].splitlines()[0]
    return f"step {event.step_key} failed ({name})."

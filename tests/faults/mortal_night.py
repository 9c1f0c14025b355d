"""Run whole nights to which something happens at a given point. Started by `nights.py`.

Reads one JSON object a line from stdin and answers each with a line. {"ask": "steps"}: the steps of the nightly job in
their order, with how many tables each makes. Else a night in a process forked for it, because importing costs more than
a small night. {"at": [EVENT, STEP, N], "do": DEED}: when Dagster has recorded the Nth such event of that step, "kill"
kills it, "fill" leaves no room on its disk, "nearly fill" little, "forget files" breaks a table. {"environment": {…}}
adds settings, {"accept": […]} accepts drifts, {"full": true} begins from nothing. {"only": [KEY], "checks": false}
materialises assets (none: all) without checks, as a selection in the UI does. The answer tells how the process ended,
what it said and what it used.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

FILLER = "filler"
# What a disk that is nearly full has left: enough for a few records of Dagster's, too little for a block of DuckDB's.
LITTLE_ROOM = 1 << 18


def main() -> None:
    from orchestration.definitions import defs
    from orchestration.documents import duplicates  # noqa: F401 - warm, as below
    from orchestration.quality.runner import warm_up

    warm_up()
    # What dbt prints must not come between the answers.
    answers = os.dup(1)
    os.dup2(2, 1)
    for line in sys.stdin:
        request = json.loads(line)
        answer = steps(defs) if "ask" in request else forked(request, defs)
        os.write(answers, json.dumps(answer).encode() + b"\n")


def steps(defs: Any) -> list[tuple[str, int]]:
    """The job's steps, each after those that it waits for, and the number of assets that each materialises."""
    from dagster._core.execution.api import create_execution_plan

    plan = create_execution_plan(defs.resolve_job_def("nightly"))
    ordered = [step for level in plan.get_steps_to_execute_by_level() for step in level]
    return [(step.key, sum(1 for made in step.step_outputs if made.is_asset)) for step in ordered]


def forked(request: dict[str, Any], defs: Any) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            code, message = act(request, defs)
            os.write(writing, message.encode())
        except BaseException:
            traceback.print_exc()
            code = 70
        # What was forked must not run the exit handlers of what forked it.
        os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as said:
        message = said.read()
    _, status, used = os.wait4(child, 0)
    return {
        "code": os.waitstatus_to_exitcode(status),
        "said": message,
        "cpu_seconds": used.ru_utime + used.ru_stime,
        "peak_bytes": used.ru_maxrss * 1024,
    }


def act(request: dict[str, Any], defs: Any) -> tuple[int, str]:
    os.environ.update(request.get("environment", {}))
    if "at" in request:
        watch_for(*request["at"], DEEDS[request["do"]])
    if "only" in request:
        return select(request["only"], defs, checks=request["checks"])
    from orchestration.runner import run_night
    from orchestration.settings import Settings

    outcome = run_night(Settings(), request.get("accept", []), from_nothing=request.get("full", False))
    return outcome.exit_code, outcome.message


def watch_for(event: str, step: str, number: int, do: Callable[[], None]) -> None:
    """Have `do` called once Dagster has recorded the event of that type and step for the `number`th time."""
    from orchestration.event_log import SqliteEventLog

    store, seen = SqliteEventLog.store_event, 0

    def store_and_watch(self: SqliteEventLog, entry: Any) -> None:
        nonlocal seen
        store(self, entry)
        told = entry.dagster_event
        if told and (told.event_type_value, told.step_key) == (event, step):
            seen += 1
            if seen == number:
                do()

    SqliteEventLog.store_event = store_and_watch  # type: ignore[method-assign]


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fill() -> None:
    """Take all the room that the disk of the home has left."""
    with (Path(os.environ["GREFFIER_HOME"]).parent / FILLER).open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1 << 8):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue


def nearly_fill() -> None:
    fill()
    filler = Path(os.environ["GREFFIER_HOME"]).parent / FILLER
    os.truncate(filler, filler.stat().st_size - LITTLE_ROOM)


def forget_files() -> None:
    """Take away a table that a check asks next."""
    import duckdb

    with duckdb.connect(str(Path(os.environ["GREFFIER_HOME"], "warehouse.duckdb"))) as connection:
        connection.execute("drop table bronze.files")


DEEDS = {"kill": kill, "fill": fill, "nearly fill": nearly_fill, "forget files": forget_files}


def select(keys: list[str], defs: Any, *, checks: bool) -> tuple[int, str]:
    """Materialise the assets of these keys, with all checks on them or with none that Dagster lets one leave out."""
    import dagster as dg

    from orchestration.defs.validate import CHECKS, STAGED

    job = defs.resolve_job_def("nightly")
    wanted = {dg.AssetKey.from_user_string(key) for key in keys} or set(job.asset_layer.executable_asset_keys)
    bound = {dg.AssetCheckKey(STAGED, name) for name in CHECKS} if STAGED in wanted else set()
    chosen = job.get_subset(asset_selection=wanted, asset_check_selection=None if checks else bound)
    with dg.DagsterInstance.get() as instance:
        result = chosen.execute_in_process(instance=instance, raise_on_error=False)
    errors = [event.step_failure_data.error for event in result.all_events if event.is_step_failure]
    return int(not result.success), "\n".join(error.to_string() for error in errors if error)


if __name__ == "__main__":
    main()

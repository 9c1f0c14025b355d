"""Runs parts of the nightly job in this process, as the UI would, and writes how each ended as a line of JSON.

Arguments: for each run, a JSON object with `select` (asset keys as paths) and `config` (of the run).
"""

from __future__ import annotations

import json
import sys

import dagster as dg


def main() -> None:
    from orchestration.definitions import defs

    job = defs.resolve_job_def("nightly")
    with dg.DagsterInstance.get() as instance:
        for argument in sys.argv[1:]:
            wanted = json.loads(argument)
            result = job.execute_in_process(
                instance=instance,
                run_config=wanted.get("config", {}),
                asset_selection=[dg.AssetKey(key.split("/")) for key in wanted["select"]],
                raise_on_error=False,
            )
            from orchestration.defs.failures import first_fault

            fault = None if result.success else first_fault(instance, result.run_id)
            logs = [entry.user_message for entry in instance.all_logs(result.run_id)]
            told = {"success": result.success, "fault": fault, "logs": logs}
            sys.stdout.write(f"RESULT {json.dumps(told)}\n")


if __name__ == "__main__":
    main()

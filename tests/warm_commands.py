"""Run the command line again and again, each time in a process forked for it. Started by `warm.py`.

Importing Dagster, dbt's manifest and Great Expectations costs more than a small night; here it is paid once. Reads one
JSON object a line from stdin (arguments, environment, folder, files for stdout and stderr) and answers each with the
exit code (negative: the signal). Whatever is read from the environment when it is imported is that of this process:
tests of such settings start the command itself.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from typing import Any


def main() -> None:
    from orchestration import cli, definitions, runner  # noqa: F401 - warm
    from orchestration.documents import duplicates  # noqa: F401 - warm
    from orchestration.quality.runner import warm_up

    warm_up()
    # What the imports print must not come between the answers.
    answers = os.dup(1)
    os.dup2(2, 1)
    for line in sys.stdin:
        os.write(answers, b"%d\n" % forked(json.loads(line)))


def forked(request: dict[str, Any]) -> int:
    child = os.fork()
    if child == 0:
        code = 70
        try:
            become(request)
            code = run(request["arguments"])
            sys.stdout.flush()
            sys.stderr.flush()
        except BaseException:
            traceback.print_exc()
        # What was forked must not run the exit handlers of what forked it.
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def become(request: dict[str, Any]) -> None:
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    for descriptor, path in ((0, os.devnull), (1, request["stdout"]), (2, request["stderr"])):
        opened = os.open(path, os.O_RDWR)
        os.dup2(opened, descriptor)
        os.close(opened)


def run(arguments: list[str]) -> int:
    from orchestration.cli import main as greffier

    sys.argv = ["greffier", *arguments]
    try:
        greffier()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


if __name__ == "__main__":
    main()

"""Publish or roll back and die by SIGKILL at the Nth change of the file system. Run by test_publishing.py.

Reads one JSON list a line from stdin, [OUTPUT, BUILD or null, N, MOST], and answers each with a line: how the process
ended that it forked for it, and what that one said. Without a build it rolls back. No file may grow beyond MOST bytes
(0: any size). Forked, for importing costs more than publishing.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import traceback
from datetime import timedelta
from pathlib import Path

from orchestration.publishing import NotPublishable, publish, roll_back

CHANGES = {"os.rename", "os.symlink", "os.remove", "os.rmdir", "os.mkdir", "os.truncate"}


def die_at(fatal: int) -> None:
    """Have this process killed when it begins its change number `fatal`."""
    seen = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        writes = event == "open" and isinstance(arguments[1], str) and "w" in arguments[1]
        if writes or event in CHANGES:
            seen += 1
            if seen == fatal:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def act(output: Path, build: str | None, fatal: int, most: int) -> str:
    if most:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    die_at(fatal)
    try:
        if build is None:
            return roll_back(output).release_id
        return publish(Path(build), output, {"settings": {}}, keep=1, min_age=timedelta(0)).release_id
    except NotPublishable as error:
        return str(error)


def main() -> None:
    for line in sys.stdin:
        output, build, fatal, most = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.write(writing, act(Path(output), build, fatal, most).encode())
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as said:
            message = said.read()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(json.dumps([code, message]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

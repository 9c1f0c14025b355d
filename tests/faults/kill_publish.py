"""Publish a build and die by SIGKILL at the Nth change of the file system. Run by test_publishing.py.

Usage: kill_publish.py BUILD OUTPUT N. Ends normally when publication makes fewer than N changes.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from orchestration.publishing import publish

CHANGES = {"os.rename", "os.symlink", "os.remove", "os.rmdir", "os.mkdir"}


def main(build: Path, output: Path, fatal: int) -> None:
    seen = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        writes = event == "open" and isinstance(arguments[1], str) and "w" in arguments[1]
        if writes or event in CHANGES:
            seen += 1
            if seen == fatal:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    publish(build, output, {"settings": {}}, keep=1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))

"""A Greffier whose commands are forked from one warm process: the same command line, a quarter cheaper.

For tests that ask what a command does. Tests of how the command itself starts, is interrupted or killed use `Greffier`.
"""

from __future__ import annotations

import atexit
import json
import select
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import ROOT, Greffier

SCRIPT = Path(__file__).with_name("warm_commands.py")
TIMEOUT_SECONDS = 600


@dataclass(frozen=True)
class WarmGreffier(Greffier):
    """The same folders and commands; only `start` still starts a new program."""

    def command(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        with TemporaryDirectory() as folder:
            stdout, stderr = Path(folder, "stdout"), Path(folder, "stderr")
            stdout.touch()
            stderr.touch()
            code = _ask(
                arguments=arguments,
                environment=self.environment | environment,
                folder=str(self.folder),
                stdout=str(stdout),
                stderr=str(stderr),
            )
            return subprocess.CompletedProcess(arguments, code, stdout.read_text("utf-8"), stderr.read_text("utf-8"))


def _ask(**request: object) -> int:
    process = _warm_process()
    process.stdin.write(json.dumps(request).encode() + b"\n")
    process.stdin.flush()
    is_answered, _, _ = select.select([process.stdout], [], [], TIMEOUT_SECONDS)
    assert is_answered, f"no end within {TIMEOUT_SECONDS} s: {request['arguments']}"
    return int(process.stdout.readline())


@cache
def _warm_process() -> subprocess.Popen[bytes]:
    """One for all tests of this process, with a home that nobody uses; it ends when its stdin does."""
    folder = TemporaryDirectory(prefix="warm-")
    warm = Greffier(Path(folder.name))
    warm.documents.mkdir()
    environment = warm.environment | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT)], cwd=folder.name, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    atexit.register(folder.cleanup)
    atexit.register(process.communicate)
    return process

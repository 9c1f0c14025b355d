"""How a process that we start ends with the one that started it, however that one ends (`kill -9` included).

What belongs here: that one request to the kernel. What does not: starting or stopping processes.
"""

from __future__ import annotations

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Ask to be killed when the thread that started this process ends (Linux, prctl(2)); elsewhere do nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)

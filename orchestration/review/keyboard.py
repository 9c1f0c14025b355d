"""Single keys from a terminal, for as long as a sitting lasts.

What belongs here: the terminal's modes. What does not: what a key means (`desk`). The mode holds for the whole sitting:
set anew for every key, it would throw away what a fast reader has typed ahead.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager

_END = "\x04"
# What arrows and function keys send: letters after an escape, which must not pass for answers (ECMA-48, 5.4).
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O.)?")


class Keyboard:
    """The terminal on stdin; keys are not echoed."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._usual = termios.tcgetattr(descriptor)
        self._ahead = ""

    def key(self) -> str:
        """The next key, in lower case. Raises EOFError at Ctrl-D and when the terminal is gone."""
        while not self._ahead:
            typed = os.read(self._descriptor, 64).decode(errors="ignore")
            if not typed:
                raise EOFError
            self._ahead = _SEQUENCE.sub("", typed)
        key, self._ahead = self._ahead[0].casefold(), self._ahead[1:]
        if key == _END:
            raise EOFError
        return key

    def line(self, label: str) -> str:
        """A line of text, typed and echoed as everywhere else."""
        self.rest()
        try:
            return input(label).strip()
        finally:
            self.listen()

    def listen(self) -> None:
        """Hand over each key as it is pressed; what was typed before stays."""
        tty.setcbreak(self._descriptor, termios.TCSADRAIN)

    def rest(self) -> None:
        """Leave the terminal as it was."""
        termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._usual)


@contextmanager
def listening() -> Iterator[Keyboard]:
    """The keyboard, until the block ends, however it ends."""
    # A script that runs in the background hands down deaf ears; at a keyboard Ctrl-C means Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    keyboard = Keyboard(sys.stdin.fileno())
    keyboard.listen()
    try:
        yield keyboard
    finally:
        keyboard.rest()

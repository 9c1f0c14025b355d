"""The pages, a module a kind: each a function of what was asked, and its routes.

What belongs here: what a page shows. What does not: its forms (`answers`), requests (`app`), drawing (templates).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import Response

from orchestration.explorer.answers import Answer
from orchestration.explorer.asking import Asked


@dataclass(frozen=True, slots=True)
class Page:
    """A page at `path`; `<export>.json` and `<export>.csv` give its tables (`export` is `path` unless said)."""

    path: str
    function: Callable[[Asked], Answer | Response]
    export: str | None = None

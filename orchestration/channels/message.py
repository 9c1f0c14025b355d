"""One thing to tell: for programs as JSON, for people as a subject and lines of text.

What belongs here: how it reads. What does not: how it travels. The sentences stand in `wording/<language>.yml`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

# A mail that nobody reads to its end tells less than one with fewer facts.
MOST_TOLD = 50
Kind = Literal["alerts", "failure", "stale"]


class UndeliveredError(Exception):
    """A channel did not take a message; the text names the channel and the kind of error, nothing of the message."""


@dataclass(frozen=True, slots=True)
class Message:
    """What happened: `facts` for every channel; `alerts` are the rows of the table `alerts` with their documents."""

    event_id: str
    kind: Kind
    facts: Mapping[str, Any]
    alerts: Sequence[Mapping[str, Any]] = field(default=())

    def as_json(self) -> bytes:
        """One line of JSON, the same bytes for the same message."""
        told = {"event_id": self.event_id, "kind": self.kind, **self.facts}
        if self.kind == "alerts":
            told["alerts"] = [dict(alert) for alert in self.alerts]
        return json.dumps(told, ensure_ascii=False, sort_keys=True, default=str).encode()

    def subject(self, language: str) -> str:
        """One line for people."""
        return _line(_wording(language)[self.kind]["subject"].format(**self.facts))

    def body(self, language: str) -> str:
        """Plain text for people."""
        words = _wording(language)
        head = _line(words[self.kind]["head"].format(**self.facts))
        if self.kind == "failure":
            return f"{head}\n\n{_line(self.facts['message'])}\n"
        if self.kind == "stale":
            return f"{head}\n"
        told = ["\n".join(_paragraph(alert, words)) for alert in self.alerts[:MOST_TOLD]]
        left = len(self.alerts) - len(told)
        more = [words["alerts"]["more"].format(count=left)] if left else []
        return "\n\n".join([head, *told, *more, words["alerts"]["foot"]]) + "\n"


def _paragraph(alert: Mapping[str, Any], words: Mapping[str, Any]) -> list[str]:
    kind = str(alert["kind"])
    title = words["kinds"][kind].format(watched=_line(alert["watched_name"]))
    if alert["other_name"] and kind in words["other"]:
        title += words["other"][kind].format(other=_line(alert["other_name"]))
    shape = words["alerts"]
    place = shape["place" if alert["document_id"] else "notice"]
    named = f"{_line(alert['title'])}, " if alert.get("title") else ""
    told = [
        place.format(**{**alert, "title": named, "source_path": _line(alert.get("source_path"))}),
        shape["confidence"].format(confidence=f"{alert['confidence']:.2f}"),
        *([] if alert["is_new_source"] else [shape["known_source"]]),
    ]
    return [title, "  " + shape["words"].format(words=_line(alert["surface_text"])), "  " + "; ".join(told)]


def _line(words: object) -> str:
    """Words of documents on one line: nothing in them ends a header, moves a cursor or turns the direction."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(words or "")).split())


@cache
def _wording(language: str) -> Mapping[str, Any]:
    path = Path(__file__).with_name("wording") / f"{language}.yml"
    found: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found

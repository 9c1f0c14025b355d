"""Why a file gives no document: the closed list of reasons, the exception that carries one, the limits.

What belongs here: the words shared by the walk, the readers and the intake. What does not: deciding anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from orchestration.records import FileStatus

Reason = Literal[
    "empty",
    "no_text",
    "too_large",
    "too_long",
    "unreadable",
    "not_a_file",
    "symlink",
    "hidden",
    "partial",
    "readme",
    "erased",
    "marking",
    "stray_marking",
    "unknown_marking",
    "bad_name",
    "changed_while_read",
    "binary",
    "type_not_supported",
    "undecodable",
    "encrypted",
    "garbled_text",
    "too_deep",
    "too_complex",
    "too_many_pages",
    "too_many_members",
    "zip_bomb",
    "forbidden_entity",
    "parse_error",
    "timeout",
    "out_of_memory",
    "crashed",
    "output_too_large",
    "resource_limit",
]

# What was never meant as a document, or may be one no more, is ignored; what may be one and cannot be read is
# quarantined.
_IGNORED: frozenset[Reason] = frozenset({"not_a_file", "symlink", "hidden", "partial", "readme", "erased", "marking"})


class Rejected(Exception):  # noqa: N818 - it reads as what happened to the file, and is no error of the program
    """A file gives no document. `detail` is for people and never carries text of the file."""

    def __init__(self, reason: Reason, detail: str | None = None) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason: Reason = reason
        self.detail = detail

    @property
    def status(self) -> FileStatus:
        """Whether the file is only passed over or wants somebody's eyes."""
        return "ignored" if is_ignored(self.reason) else "quarantined"


def is_ignored(reason: str | None) -> bool:
    """Whether a reason says that a file was never meant as a document."""
    return reason in _IGNORED


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a single file may ask of the machine.

    `max_html_depth` stays below the 2,048 levels at which libxml2 drops what lies deeper without a word; building
    elements and attributes is quadratic in places (200,000 attributes on one tag: minutes), so they are counted first.
    `max_nesting` counts files inside files: 1 is a member of an archive, 2 a member of an archive in an archive.
    """

    max_file_bytes: int = 10_000_000
    max_text_chars: int = 5_000_000
    max_html_depth: int = 1_000
    max_html_tags: int = 150_000
    max_tag_chars: int = 100_000
    max_pages: int = 5_000
    max_members: int = 5_000
    max_inflated_bytes: int = 100_000_000
    max_inflation_ratio: int = 200
    max_nesting: int = 4
    parse_seconds: int = 20
    parse_memory_bytes: int = 1_000_000_000
    ocr: bool = False


DEFAULT_LIMITS = Limits()

"""What Greffier knows of the look of documents, as reviewed data: one list a file, one entry a line.

What belongs here: patterns, month names, function words, and the one way of reading them. What does not: any rule.
A list opens with `#` lines that say what it holds and where it comes from; columns are separated by tabs.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """All entries of the list `name`, each as its columns. Raises FileNotFoundError for a misspelt name."""
    text = files(__package__).joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return tuple(tuple(column.strip() for column in line.split("\t")) for line in lines)

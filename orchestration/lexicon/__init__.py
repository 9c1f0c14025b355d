"""Language knowledge as reviewed data: verbs, titles, legal forms, institutions, one file a list.

What belongs here: `fr/<list>.tsv` and `en/<list>.tsv`, and the one way of reading them. What does not: any rule.
A list opens with `#` lines that say what it holds and where it comes from; then one entry a line, columns by tabs.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

Row = tuple[str, ...]


@cache
def rows(language: str, name: str) -> tuple[Row, ...]:
    """All entries of the list `name` of `language` ("fr", "en"), each as its tab-separated columns.

    Raises FileNotFoundError when there is no such list: a misspelt name must not look like an empty list.
    """
    text = files(__package__).joinpath(language, f"{name}.tsv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return tuple(tuple(column.strip() for column in line.split("\t")) for line in lines)


@cache
def words(language: str, name: str) -> frozenset[str]:
    """First column of a list, as written."""
    return frozenset(row[0] for row in rows(language, name))


@cache
def table(language: str, name: str) -> dict[str, str]:
    """First column to second column of a list. Rows without a second column map to the empty string."""
    return {row[0]: row[1] if len(row) > 1 else "" for row in rows(language, name)}


def version() -> str:
    """Hash of every list of every language: a changed word is a changed pipeline."""
    digest = hashlib.sha256()
    languages = (entry for entry in files(__package__).iterdir() if entry.is_dir() and len(entry.name) == 2)
    for language in sorted(languages, key=lambda entry: entry.name):
        for entry in sorted(language.iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith(".tsv"):
                digest.update(f"{language.name}/{entry.name}\n".encode())
                digest.update(entry.read_bytes())
    return digest.hexdigest()[:16]

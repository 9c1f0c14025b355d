"""What eForms states of a contract beyond the columns of a notice, read by a list of paths (`eforms_fields.tsv`).

What belongs here: keeping the values of one node under the names of their business terms. What does not: columns and
rows (`eforms`), what the values mean for a contract (`resolution`).
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from orchestration.documents.notice_trees import Tree, every, in_french, rendered, words
from orchestration.documents.notice_values import Fields

Scope = Literal["notice", "extension", "lot", "result", "tender", "contract"]


def note(fields: Fields, scope: Scope, node: Tree | None) -> None:
    """Keep all that the node says by the terms of its scope; several values of one term stand together."""
    for name, path in terms()[scope]:
        fields.note(name, *(rendered(found) for found in in_french(filter(words, every(node, path)))))


@cache
def terms() -> dict[Scope, tuple[tuple[str, str], ...]]:
    """Term and path of everything that is kept, by the node from which the path starts."""
    text = files(__package__).joinpath("eforms_fields.tsv").read_text(encoding="utf-8")
    by_scope: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in text.splitlines():
        if line and not line.startswith("#"):
            scope, name, path = line.split("\t")
            by_scope[scope].append((name, path))
    return {scope: tuple(by_scope[scope]) for scope in get_args(Scope)}

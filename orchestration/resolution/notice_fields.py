"""The names under which each schema of notices states what a contract is made of (`notice_fields.tsv`).

What belongs here: finding a field's name, reading a field by it. What does not: what the values mean (`notice_claims`).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from orchestration.records import Notice

_ALTERNATIVES = " | "
_SEVERAL = "; "


def names(notice: Notice, attribute: str) -> tuple[str, ...]:
    """The fields in which the notice's schema states an attribute; none where it states no such thing.

    Raises KeyError for an attribute that the list does not know.
    """
    return _names()[notice.notice_schema, attribute]


def path(notice: Notice, attribute: str) -> str:
    """Where the notice states an attribute: its field, and the lot or contract that it speaks of.

    >>> path(Notice("ted", "1-2024", "award", "eforms", lot="LOT-0001"), "amount")
    'BT-720-Tender[LOT-0001]'
    """
    return within(notice, next(iter(names(notice, attribute)), attribute))


def within(notice: Notice, field: str) -> str:
    """A field's name with the lot that the notice's row speaks of, for DECP with the number of the contract."""
    place = notice.source_id if notice.source == "decp" else notice.lot
    return f"{field}[{place}]" if place else field


def said(notice: Notice, attribute: str) -> tuple[str, str] | None:
    """The first field for the attribute that says something, with its words; it looks in `Notice.fields` only."""
    stated = dict(notice.fields)
    return next(((name, stated[name]) for name in names(notice, attribute) if name in stated), None)


def all_said(notice: Notice, attribute: str) -> list[str]:
    """All that the fields for the attribute say, values that stand together taken apart."""
    stated = dict(notice.fields)
    return [
        value for name in names(notice, attribute) if name in stated for value in stated[name].split(_SEVERAL) if value
    ]


@cache
def _names() -> dict[tuple[str, str], tuple[str, ...]]:
    text = files(__package__).joinpath("notice_fields.tsv").read_text(encoding="utf-8")
    *_, head = (line for line in text.splitlines() if line.startswith("#"))
    schemas = head.lstrip("# ").split("\t")[1:]
    found = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            attribute, *cells = line.split("\t")
            for schema, cell in zip(schemas, cells, strict=True):
                found[schema, attribute] = tuple(name for name in cell.split(_ALTERNATIVES) if name)
    return found

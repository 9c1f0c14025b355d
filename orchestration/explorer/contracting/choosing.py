"""Which contracts a reader chose: buyer, supplier, year, status, currency, least amount, and their order.

What belongs here: from what was asked to a condition of SQL, values as parameters. What does not: asking (`overview`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from orchestration.explorer.asking import Asked
from orchestration.explorer.release import OpenRelease
from orchestration.explorer.search.folding import folded

# A name that is not known exactly may be that of many.
MOST_NAMED = 500
NO_YEAR = "none"
_ID = re.compile(r"(?:act|org)-[0-9A-Za-z.-]+")
ORDERS: Mapping[str, str] = {
    "newest": "signed_on desc, contract_id",
    "oldest": "signed_on is null, signed_on, contract_id",
    "amount": "amount desc, contract_id",
    "least": "amount is null, amount, contract_id",
    "subject": "subject is null, subject collate nocase, contract_id",
    "sources": "document_count + notice_count desc, contract_id",
    "confidence": "confidence desc, contract_id",
}
_PARTY = """
    contracts.contract_id in (
        select contract_id
        from json_each(?) as bearers
        cross join contract_parties on organisation_id = bearers.value and party_role = '{role}'
        union
        select contract_id
        from json_each(?) as bearers
        cross join contract_parties on actor_id = bearers.value and party_role = '{role}'
    )
"""
_BEARERS = """
    select entity_id, name, coalesce(acronym, '') as acronym
    from entities
    where entity_id in (select coalesce(organisation_id, actor_id) from contract_parties where party_role = ?)
    order by name, entity_id
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen: a condition on `contracts` with the values of its `?`, and an order of SQL."""

    condition: str
    values: tuple[str | float, ...]
    order: str


def chosen(asked: Asked) -> Choice:
    """What the request chooses. A buyer or supplier is named by id or by a part of the name, whatever its accents."""
    parts: list[tuple[str, tuple[str | float, ...]]] = [
        (_PARTY.format(role=role), (json.dumps(_bearers(asked.release, role, asked.text(role))),) * 2)
        for role in ("buyer", "supplier")
        if asked.text(role)
    ]
    if year := asked.text("year"):
        known = year if year != NO_YEAR else None
        parts.append(("substr(signed_on, 1, 4) is ?", (known,)) if known else ("signed_on is null", ()))
    parts += [(f"{column} = ?", (asked.text(column),)) for column in ("status", "currency") if asked.text(column)]
    if least := asked.number("minimum", 0, least=0, most=10**15):
        parts.append(("amount >= ?", (least,)))
    return Choice(
        " and ".join(condition for condition, _ in parts) or "true",
        tuple(value for _, values in parts for value in values),
        ORDERS.get(asked.text("sort"), ORDERS["newest"]),
    )


def _bearers(release: OpenRelease, role: str, name: str) -> list[str]:
    """The parties of that role whom the name may mean: the one with that id, those named just so, else all with it."""
    if _ID.fullmatch(name):
        return [name]
    known = release.rows(_BEARERS, role)
    wanted = folded(name)
    exact = [row["entity_id"] for row in known if wanted in (folded(row["name"]), folded(row["acronym"]))]
    like = exact or [row["entity_id"] for row in known if wanted in folded(f"{row['name']} {row['acronym']}")]
    return like[:MOST_NAMED]

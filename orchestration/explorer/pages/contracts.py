"""The pages of contracts: one with all that is stated of it, and all of them from buyers to suppliers.

What belongs here: what is on screen. What does not: finding it (`explorer.contracting`).
"""

from __future__ import annotations

from orchestration.explorer.answers import Answer
from orchestration.explorer.asking import Asked, NotFound
from orchestration.explorer.contracting import agreement, choices, chosen, flows, sums
from orchestration.explorer.contracting import contracts as contracts_of
from orchestration.explorer.contracting.choosing import ORDERS
from orchestration.explorer.pages import Page

SHOWN, MOST_ROWS = 50, 1000


def contract(asked: Asked) -> Answer:
    """One contract."""
    found = agreement(asked.release, asked.path["contract_id"])
    if found is None:
        raise NotFound(asked.path["contract_id"])
    tables = {
        "contract": [found.row],
        "parties": found.parties,
        "values": [row for rows in found.values.values() for row in rows],
        "lots": found.lots,
        "evidence": found.evidence.rows,
        "notices": found.notices,
    }
    shown = {name: rows for name, rows in tables.items() if rows}
    return Answer("contract.html", {"agreement": found, "contract": found.row}, shown)


def contracts(asked: Asked) -> Answer:
    """The contracts that the filters choose: on the first page their flows and sums, on every page rows."""
    choice, page = chosen(asked), asked.number("page", 1)
    listing = contracts_of(asked.release, choice, page, asked.number("rows", SHOWN, most=MOST_ROWS))
    context = {"listing": listing, "choices": choices(asked.release), "orders": ORDERS, "flows": None, "sums": []}
    tables = {"contracts": listing.rows}
    if page == 1:
        # Further pages need not tell again what all of them have in common.
        found, added = flows(asked.release, choice), sums(asked.release, choice)
        context |= {"flows": found, "sums": added}
        tables |= {"sums": added, "flows": found.rows}
    return Answer("contracts.html", context, tables)


ROUTES = (Page("/contracts", contracts), Page("/contracts/{contract_id}", contract))

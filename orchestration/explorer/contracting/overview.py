"""The chosen contracts: a page of them, what they add up to, and what else can be chosen.

What belongs here: asking the side file for many contracts. What does not: which are chosen (`choosing`).
"""

from __future__ import annotations

from collections import Counter

from orchestration.explorer.contracting.choosing import NO_YEAR, Choice
from orchestration.explorer.entities.listing import Listing
from orchestration.explorer.entities.parties import add_parties
from orchestration.explorer.entities.proofs import with_proofs
from orchestration.explorer.entities.sums import with_bars
from orchestration.explorer.release import OpenRelease, Row

_ROWS = """
    select
        contract_id, subject, status, amount, currency, amount_text, amount_basis, tax_basis, signed_on,
        signed_on_precision, programme, procedure, confidence, document_count, notice_count
    from contracts
    where {condition}
    order by {order}
    limit ? offset ?
"""
# Whole sums only, as in the sums of one buyer.
_SUMS = """
    select
        cast(substr(signed_on, 1, 4) as integer) as year,
        status,
        currency,
        count(*) as contract_count,
        count(amount) filter (where amount_basis = 'total') as amount_count,
        sum(amount) filter (where amount_basis = 'total') as total_amount
    from contracts
    where {condition}
    group by 1, 2, 3
    order by 1 desc, 3, 2
    limit 200
"""
_KINDS = "select substr(signed_on, 1, 4) as year, status, currency, count(*) as number from contracts group by 1, 2, 3"


def contracts(release: OpenRelease, choice: Choice, page: int, size: int) -> Listing:
    """A page of the chosen contracts, each with its parties and the words behind it."""
    query = _ROWS.format(condition=choice.condition, order=choice.order)
    rows = release.rows(query, *choice.values, size, (page - 1) * size)
    total = release.value(f"select count(*) from contracts where {choice.condition}", *choice.values)
    add_parties(release, rows)
    with_proofs(release, rows, "contracts", "contract_id", most=1)
    return Listing("contracts", rows, total, page, size)


def sums(release: OpenRelease, choice: Choice) -> list[Row]:
    """What the chosen contracts add up to by year, status and currency, each counted once."""
    return with_bars(release.rows(_SUMS.format(condition=choice.condition), *choice.values))


def choices(release: OpenRelease) -> dict[str, list[tuple[str, int]]]:
    """What can be chosen of years, statuses and currencies, with the number of contracts of each."""
    found: dict[str, Counter[str]] = {"year": Counter(), "status": Counter(), "currency": Counter()}
    for row in release.rows(_KINDS):
        for name, counts in found.items():
            counts[row[name] or NO_YEAR] += row["number"]
    del found["currency"][NO_YEAR]
    years = sorted(found["year"].items(), reverse=True)
    return {
        "year": [one for one in years if one[0] != NO_YEAR] + [one for one in years if one[0] == NO_YEAR],
        **{name: sorted(found[name].items()) for name in ("status", "currency")},
    }

"""What a contract is worth by the notice that states it, and what that sum covers.

What belongs here: choosing among the sums that the rows of one contract state, adding up lots and winners. What does
not: reading them out of a schema (`documents`), names of fields (`notice_fields`), claims (`notice_claims`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from orchestration.records import AmountBasis, Notice
from orchestration.resolution.notice_fields import all_said, path, said, within

_MONEY = re.compile(r"(\d+(?:\.\d+)?)(?: ([A-Z]{3}))?")
# The national schema is in euros and writes no currency.
_CURRENCY_OF_DECP = "EUR"
_UP_TO = "– "
# BT-765 and the technique of DECP for what is no framework; TED_EXPORT marks frameworks alone.
_NO_FRAMEWORK = frozenset({"none", "false"})
_FRAMEWORK_OF_DECP = "Accord-cadre"


@dataclass(frozen=True, slots=True)
class Sum:
    """A stated sum without tax, the name of its field, and what it covers where the schema says so."""

    amount: Decimal
    currency: str
    field_path: str
    basis: AmountBasis | None = None


def worth(rows: Sequence[Notice], *, is_pending: bool) -> Sum | None:
    """What the suppliers get together, else what they share, else the ceiling or the upper bound that is stated.

    While nothing is awarded, it is the ceiling that the buyer sets, else what it expects.
    """
    own = [(row.amount, row.currency) for row in rows if row.amount is not None and row.currency]
    if len(own) == len(rows):
        return _total(own, path(rows[0], "amount"), _basis(rows[0]))
    if shared := _stated(rows, "shared_amount", _basis(rows[0])):
        return shared
    if is_pending:
        return _stated(rows, "sought_ceiling", "ceiling") or _stated(rows, "estimate", "estimate")
    return _stated(rows, "ceiling", "ceiling") or _stated(rows, "range", "estimate")


def _basis(notice: Notice) -> AmountBasis | None:
    """Of a framework DECP and the forms of 2014 state the most that it may cost; eForms leaves open what is stated."""
    if not _is_framework(notice):
        return "total"
    return None if notice.notice_schema == "eforms" else "ceiling"


def _is_framework(notice: Notice) -> bool:
    """Whether the contract is a framework agreement itself, not one made under it."""
    within_one = said(notice, "within_framework")
    if within_one is not None and within_one[1] not in _NO_FRAMEWORK:
        return False
    stated = all_said(notice, "framework")
    if notice.source == "decp":
        return _FRAMEWORK_OF_DECP in stated
    return any(value not in _NO_FRAMEWORK for value in stated)


def _stated(rows: Sequence[Notice], attribute: str, basis: AmountBasis | None) -> Sum | None:
    """The sum of what the field says, once for each lot and tender; None where one of them cannot be read."""
    found: dict[object, tuple[Decimal, str]] = {}
    name = ""
    for row in rows:
        stated = said(row, attribute)
        money = _money(row, stated[1]) if stated else None
        if stated is None or money is None:
            return None
        name = within(row, stated[0])
        found[row.lot, dict(row.fields).get("OPT-321-Tender"), money] = money
    return _total(list(found.values()), name, basis)


def _money(notice: Notice, words: str) -> tuple[Decimal, str] | None:
    """A sum as `Notice.fields` keeps it, of a range the upper bound."""
    stated = _MONEY.fullmatch(words.rpartition(_UP_TO)[2])
    currency = (stated[2] or (_CURRENCY_OF_DECP if notice.source == "decp" else None)) if stated else None
    return (Decimal(stated[1]), currency) if stated and currency else None


def _total(sums: Sequence[tuple[Decimal, str]], field_path: str, basis: AmountBasis | None) -> Sum | None:
    currencies = {currency for _, currency in sums}
    total = sum((amount for amount, _ in sums), Decimal(0))
    return Sum(total, currencies.pop(), field_path, basis) if len(currencies) == 1 and total > 0 else None

"""When two tellings are of one contract: what speaks against it, and what speaks for it.

What belongs here: comparing two tellings. What does not: grouping them (`consolidation`). The rule is in words what
`docs/contracts.md` says: nothing may contradict, and beyond the parties something must agree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from enum import IntEnum
from functools import cache, lru_cache
from importlib.resources import files

from orchestration.agreements import ContractTelling

# Sums that differ by rounding ("2,4 M€") are equal; sums a little or a tax apart need a subject or date that agrees.
EQUAL, CLOSE = 0.01, 0.05
# A price with tax is the price without it times the rate, but for the rounding of both.
TAX_ROUNDING = 0.001
# From the decision over the signature to its announcement weeks pass; a contract of the next year is another one.
SAME_EVENT_DAYS, FARTHEST_DAYS = 31, 120
# A call after an award is that of the next contract, unless it is told again soon.
NEXT_CALL_DAYS = 365
# Words of a subject are compared by their beginnings: "autorail" and "autorails", "éclairer" and "éclairage".
_STEM, _SHORTEST = 5, 4
_ALIKE = 0.5
_PERIODS = {"month": 30, "year": 365}


class Bond(IntEnum):
    """What two tellings agree on beyond their parties; the stronger is the larger."""

    NONE = 0
    PARTIES = 1
    DATE = 2
    TEXT = 3
    SUBJECT = 4
    AMOUNT = 5
    NUMBER = 6


REASONS = {
    Bond.NONE: "told once",
    Bond.PARTIES: "same parties, nothing against it",
    Bond.DATE: "same parties and time",
    Bond.TEXT: "same parties in one text",
    Bond.SUBJECT: "same parties and subject",
    Bond.AMOUNT: "same parties and amount",
    Bond.NUMBER: "same registered number",
}


def contradicts(a: ContractTelling, b: ContractTelling) -> bool:
    """Whether the two cannot be of one contract: another lot, sum, time, subject, order of events or register."""
    return any(differ(a, b) for differ in _CONTRADICTIONS)


def bond(a: ContractTelling, b: ContractTelling) -> Bond:
    """The strongest thing that two tellings which do not contradict each other agree on."""
    return next((bond for bond, agree in _AGREEMENTS if agree(a, b)), Bond.NONE)


@lru_cache(maxsize=65_536)
def stems(subject: str | None) -> frozenset[str]:
    """The beginnings of the words of a subject that mean something."""
    plain = unicodedata.normalize("NFKD", (subject or "").casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return frozenset(word[:_STEM] for word in re.findall(r"\w+", letters) if len(word) >= _SHORTEST)


def gap(a: float | None, b: float | None) -> float | None:
    """By what share of the larger two amounts differ; None where one is unknown."""
    return None if a is None or b is None else abs(a - b) / max(abs(a), abs(b), 1e-9)


@cache
def tax_rates(currency: str | None) -> tuple[float, ...]:
    """The shares of tax that may lie upon a price in a currency."""
    text = files(__package__).joinpath("tax_rates.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(float(rate) / 100 for of_currency, rate in rows if of_currency == currency)


def period_days(precision: str | None) -> int:
    """How many days after the day that is stated a date of some precision may lie."""
    return _PERIODS.get(precision or "day", 0)


def _days_apart(a: ContractTelling, b: ContractTelling) -> int | None:
    """Days between the periods that two dates of signature leave open; None where one is unknown."""
    if a.signed_on is None or b.signed_on is None:
        return None
    first, second = sorted((a, b), key=lambda telling: (telling.signed_on or date.min, telling.claim_id))
    length = period_days(first.signed_on_precision)
    return max(0, ((second.signed_on or date.min) - (first.signed_on or date.min)).days - length)


def _share_key(a: ContractTelling, b: ContractTelling) -> bool:
    return bool(a.keys & b.keys)


def _other_lot(a: ContractTelling, b: ContractTelling) -> bool:
    return bool(a.lots) and bool(b.lots) and not a.lots & b.lots


def _other_registration(a: ContractTelling, b: ContractTelling) -> bool:
    """One source numbers each contract once: two notices of it are one contract only where they share a number."""
    return a.source is not None and a.source == b.source and not _share_key(a, b)


def _other_amount(a: ContractTelling, b: ContractTelling) -> bool:
    apart = gap(a.amount, b.amount)
    if apart is None or _share_key(a, b) or _is_estimate(a, b):
        return False
    if a.currency != b.currency:
        # 455 M€ are not 455 M$. What one is worth in the other nobody here knows; an unknown currency tells nothing.
        return a.currency is not None and b.currency is not None
    return apart > CLOSE and not _differ_by_tax(a, b)


def _is_estimate(a: ContractTelling, b: ContractTelling) -> bool:
    """What a buyer expected and what it then paid may differ, where the subject holds them together."""
    return "pending" in (a.status, b.status) and a.status != b.status and _same_subject(a, b)


def _other_time(a: ContractTelling, b: ContractTelling) -> bool:
    days = _days_apart(a, b)
    return days is not None and days > FARTHEST_DAYS and not _share_key(a, b)


def _other_subject(a: ContractTelling, b: ContractTelling) -> bool:
    """Subjects without a word in common, unless the same sum is stated of both."""
    if not (stems(a.subject) and stems(b.subject)) or stems(a.subject) & stems(b.subject):
        return False
    return not (_share_key(a, b) or _same_amount(a, b))


def _other_order(a: ContractTelling, b: ContractTelling) -> bool:
    """A contract that is sought anew long after its award, or signed after its end was told, is another one."""
    if _share_key(a, b):
        return False
    return any(_is_next_call(one, other) or _is_next_award(one, other) for one, other in ((a, b), (b, a)))


def _is_next_call(call: ContractTelling, award: ContractTelling) -> bool:
    begun = award.signed_on or award.told_on
    if (call.status, award.status) != ("pending", "awarded") or call.told_on is None or begun is None:
        return False
    return (call.told_on - begun).days > NEXT_CALL_DAYS


def _is_next_award(end: ContractTelling, award: ContractTelling) -> bool:
    if (end.status, award.status, award.signed_on_precision) != ("ended", "awarded", "day") or end.told_on is None:
        return False
    return (award.signed_on or date.min) > end.told_on


def _same_amount(a: ContractTelling, b: ContractTelling) -> bool:
    apart = gap(a.amount, b.amount)
    return apart is not None and apart <= EQUAL and a.currency == b.currency


def _differ_by_tax(a: ContractTelling, b: ContractTelling) -> bool:
    """Whether one amount is the other with a rate of tax upon it."""
    if a.currency != b.currency or not a.amount or not b.amount:
        return False
    ratio = max(a.amount, b.amount) / min(a.amount, b.amount)
    return any(abs(ratio / (1 + rate) - 1) < TAX_ROUNDING for rate in tax_rates(a.currency))


def _same_but_for_tax(a: ContractTelling, b: ContractTelling) -> bool:
    return _differ_by_tax(a, b) and (_same_subject(a, b) or _same_time(a, b))


def _same_subject(a: ContractTelling, b: ContractTelling) -> bool:
    one, other = stems(a.subject), stems(b.subject)
    fewest = min(len(one), len(other))
    return fewest > 0 and len(one & other) / fewest >= _ALIKE


def _same_time(a: ContractTelling, b: ContractTelling) -> bool:
    days = _days_apart(a, b)
    return days is not None and days <= SAME_EVENT_DAYS


def _same_text(a: ContractTelling, b: ContractTelling) -> bool:
    # Two sums of one text are told apart by the text itself.
    are_told_apart = a.amount is not None and b.amount is not None
    return a.text_id == b.text_id and (not are_told_apart or _same_amount(a, b) or _differ_by_tax(a, b))


def _leaves_room(a: ContractTelling, b: ContractTelling) -> bool:
    """Whether one leaves the sum open that the other may state. Registers are held to what they state."""
    return (a.amount is None or b.amount is None) and (a.source is None or b.source is None)


_CONTRADICTIONS: tuple[Callable[[ContractTelling, ContractTelling], bool], ...] = (
    _other_lot,
    _other_registration,
    _other_amount,
    _other_time,
    _other_subject,
    _other_order,
)
# The strongest first.
_AGREEMENTS: tuple[tuple[Bond, Callable[[ContractTelling, ContractTelling], bool]], ...] = (
    (Bond.NUMBER, _share_key),
    (Bond.AMOUNT, _same_amount),
    (Bond.AMOUNT, _same_but_for_tax),
    (Bond.SUBJECT, _same_subject),
    (Bond.TEXT, _same_text),
    (Bond.DATE, _same_time),
    (Bond.PARTIES, _leaves_room),
)

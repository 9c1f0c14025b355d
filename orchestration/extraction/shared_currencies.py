"""Currencies that several countries name alike ("francs", "$"), settled by the places that the document names.

What belongs here: choosing the country's code. What does not: reading the sum (`amounts`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from orchestration import lexicon
from orchestration.extraction.amounts import Amount

# "dollars américains" and "US$" name their country themselves.
OWN_COUNTRY = re.compile(r"US|amér|canad|austral|suiss|belg|franç")

# Nobody but the Swiss parts thousands of francs by an apostrophe.
SWISS_THOUSANDS = re.compile(r"\d['’]\d{3}")


def in_currency_of(text: str, amount: Amount | None) -> Amount | None:
    """The sum in the currency that its word or sign has where the document comes from: "$" in Canada.

    Unchanged where the words name the country themselves, or where the document's places name none or several codes.
    """
    if amount is None or amount.currency not in (None, "USD") or OWN_COUNTRY.search(amount.amount_text):
        return amount
    family = _family(amount.amount_text)
    if family == "franc" and SWISS_THOUSANDS.search(amount.amount_text):
        return replace(amount, currency="CHF")
    pattern = _places().get(family) if family else None
    codes = {_codes()[family, found] for found in pattern.findall(text)} if family and pattern else set()
    return replace(amount, currency=codes.pop()) if len(codes) == 1 else amount


def _family(words: str) -> str | None:
    folded = words.casefold()
    if "$" in folded or "dollar" in folded:
        return "dollar"
    return next((family for family in sorted(_places()) if family in folded), None)


@cache
def _codes() -> dict[tuple[str, str], str]:
    return {(family, place): code for place, family, code in lexicon.rows("fr", "shared_currencies")}


@cache
def _places() -> dict[str, re.Pattern[str]]:
    """The places of each family of currencies, as one pattern."""
    families = sorted({family for family, _ in _codes()})
    names = {family: [place for known, place in _codes() if known == family] for family in families}
    return {family: re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names[family]))})(?!\w)") for family in families}

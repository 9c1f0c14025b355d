"""Sums of money in French text: where they stand, how much, in which currency.

What belongs here: reading numbers, magnitudes, currencies, ranges and tax marks. What does not: to which contract a sum
belongs. Own code because the parsers on offer (price-parser, babel, quantulum) read "2,5 millions d'euros" as 2.5.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from orchestration import lexicon

Tax = Literal["included", "excluded"]

# A thin, no-break or plain space, a point, a comma or an apostrophe may part thousands.
DIGITS = r"\d{1,3}(?:[ \u00a0\u202f\u2009.,'’]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d{1,15}(?:[.,]\d{1,6})?"
# How far behind an amount its range or its tax mark can reach.
RANGE_WINDOW = 60
TAX_WINDOW = 40
TWIN_WINDOW = 45
# A pair of sums is one price without and with tax only if their ratio can be a tax: European rates end at 27 %.
HIGHEST_TAX = 1.28
HIGHER_PART = re.compile(r"\d\s(?:million|milliard)s?\s$")


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum as written at `start_char:end_char`: `amount` in units, the upper bound of a range.

    `currency` is ISO 4217, None where the words alone do not say which ("dinars"). `tax` is None when nothing is said.
    """

    start_char: int
    end_char: int
    amount: float
    currency: str | None
    amount_text: str
    tax: Tax | None = None


def find_amounts(text: str) -> list[Amount]:
    """Find the sums of money of `text`, in order, without overlap.

    >>> [(a.amount, a.currency) for a in find_amounts("un marché de 2,4 M€ puis 20 milliards de dollars")]
    [(2400000.0, 'EUR'), (20000000000.0, 'USD')]
    """
    found: list[Amount] = []
    for match in _pattern().finditer(text):
        amount = _amount(text, match)
        if amount is None:
            continue
        while found and found[-1].end_char > amount.start_char:
            found.pop()
        found.append(amount)
    return found


def with_tax(amounts: Sequence[Amount], index: int) -> Amount:
    """The same price with tax where it stands right beside `amounts[index]`, else that one itself."""
    chosen = amounts[index]
    if chosen.tax == "included" or index + 1 == len(amounts):
        return chosen
    twin = amounts[index + 1]
    is_beside = twin.start_char - chosen.end_char <= TWIN_WINDOW and twin.currency == chosen.currency
    is_same_price = chosen.amount < twin.amount <= chosen.amount * HIGHEST_TAX
    return twin if is_beside and is_same_price and twin.tax == "included" else chosen


def parse_number(written: str, scaled: bool = False) -> float:
    """Value of digits as written in any of the usual typographies.

    `scaled` says that "million" or the like follows: then a lone separator is a decimal one ("1,250 milliard").

    >>> parse_number("1.234,56"), parse_number("1'234.56"), parse_number("150 000"), parse_number("1,250", scaled=True)
    (1234.56, 1234.56, 150000.0, 1.25)
    """
    compact = re.sub(r"[\s'’]", "", written)
    separators = re.findall(r"[.,]", compact)
    if not separators:
        return float(compact)
    whole, last = re.split(r"[.,](?=[^.,]*$)", compact)
    if len(separators) > 1 and separators[-1] == separators[0]:
        return float(re.sub(r"[.,]", "", compact))
    is_thousands = len(separators) == 1 and len(last) == 3 and not scaled and whole != "0"
    return float(re.sub(r"[.,]", "", whole) + ("" if is_thousands else ".") + last)


def parse_number_words(written: str) -> float:
    """Value of number words.

    >>> parse_number_words("deux cent quatre-vingt-dix-sept mille")
    297000.0
    """
    values, rounds = lexicon.table("fr", "number_words"), lexicon.table("fr", "round_numbers")
    total = group = 0
    for word in re.findall(r"\w+", written.casefold()):
        value = int(values.get(word, 0))
        if word in rounds:
            group = max(group, 1) * int(rounds[word])
        elif value == 1000:
            total, group = total + max(group, 1) * value, 0
        elif value in (20, 100) and 1 < group % 100 < 10:
            # Only "quatre-vingts" multiplies by twenty; every digit multiplies a hundred.
            group = group * value
        else:
            group += value if value != 100 or group == 0 else 0
    return float(total + group)


def _amount(text: str, match: re.Match[str]) -> Amount | None:
    """The amount that `match` reads, with its range and tax mark; None where no currency stands beside the number."""
    sign = match["before"] or match["after"]
    # "1 million 200 mille euros": the end of such a sum alone would be far too little.
    if sign is None or HIGHER_PART.search(text, max(0, match.start() - 12), match.start()):
        return None
    factor = float(lexicon.table("fr", "magnitudes").get(match["magnitude"] or "", "1"))
    digits = match["digits"]
    value = parse_number(digits, scaled=factor > 1) if digits else parse_number_words(match["words"])
    value = (value + (0.5 if match["half"] else 0)) * factor
    start, end = _range_start(text, match.start()), match.end()
    return Amount(start, end, round(value, 4), _currency(sign), text[start:end], _tax(text, start, end))


def _currency(sign: str) -> str | None:
    return _currencies().get(" ".join(sign.split())) or None


def _range_start(text: str, start: int) -> int:
    """Where the range that ends in this number begins ("entre 2 et 3 millions"), or `start`."""
    window = text[max(0, start - RANGE_WINDOW) : start]
    opening = _range_pattern().search(window)
    if opening is None:
        return start
    return start - len(window) + (opening.start("low") if opening["low"] else opening.start("bare"))


def _tax(text: str, start: int, end: int) -> Tax | None:
    """What the tax mark right after the sum says, else the one right before it ("montant hors taxes de")."""
    mark = _tax_pattern().match(text, end, min(len(text), end + TAX_WINDOW))
    mark = mark or _tax_before_pattern().search(text, max(0, start - TAX_WINDOW), start)
    if mark is None:
        return None
    return "included" if lexicon.table("fr", "tax_marks")[mark["mark"]] == "included" else "excluded"


def _alternatives(forms: Iterable[str]) -> str:
    """Longest first, any space for a space."""
    return "|".join(re.escape(form).replace("\\ ", r"\s") for form in sorted(forms, key=len, reverse=True))


@cache
def _currencies() -> dict[str, str]:
    return lexicon.table("fr", "currencies")


@cache
def _pattern() -> re.Pattern[str]:
    """Number, magnitude and currency, in one pass. Each part is bounded, so the time is linear."""
    currencies = _alternatives(_currencies())
    magnitudes = lexicon.table("fr", "magnitudes")
    spelt = _alternatives(m for m in magnitudes if len(m) > 3)
    letters = _alternatives(m for m in magnitudes if len(m) <= 4)
    number_words = _alternatives(lexicon.words("fr", "number_words") | lexicon.words("fr", "round_numbers"))
    return re.compile(
        rf"(?<![\w.,/-])(?:(?P<before>{currencies})\s?)?"
        rf"(?:(?P<digits>{DIGITS})(?:[.,][-–—])?|\b(?P<words>(?:{number_words})(?:(?:-|\s|-et-|\set\s)(?:{number_words})){{0,8}})\b)"
        rf"(?:(?:\s|-)?(?:(?<=aine\s)de\s)?(?P<magnitude>(?:{spelt})\b|(?:{letters})(?=\s?(?:de\s|d['’])?(?:{currencies})))(?P<half>\set\sdemi)?)?"
        rf"(?:\s?(?:de\s|d['’])?(?P<after>(?:{currencies}))(?!\w))?"
    )


@cache
def _range_pattern() -> re.Pattern[str]:
    currencies = _alternatives(_currencies())
    magnitudes = _alternatives(lexicon.words("fr", "magnitudes"))
    return re.compile(
        rf"(?:\b(?:entre|de)\s+(?P<low>(?:{DIGITS})(?:\s?(?:{magnitudes}))?(?:\s?(?:de\s|d['’])?(?:{currencies}))?)"
        rf"\s+(?:et|à)\s+"
        # Without a word before it, a lone number may count something else ("lot 1 à 200 000 €").
        rf"|(?<![\w.,])(?P<bare>\d{{1,4}},\d{{1,3}}|(?:{DIGITS})\s?(?:{magnitudes})?\s?(?:de\s|d['’])?(?:{currencies}))\s+à\s+)$"
    )


@cache
def _tax_pattern() -> re.Pattern[str]:
    marks = _alternatives(lexicon.words("fr", "tax_marks"))
    return re.compile(rf"[\s,(]{{0,3}}(?:\d{{1,2}}(?:[.,]\d)?\s?%\s(?:de\s)?)?(?P<mark>{marks})(?!\w)")


@cache
def _tax_before_pattern() -> re.Pattern[str]:
    marks = _alternatives(lexicon.words("fr", "tax_marks"))
    return re.compile(rf"(?<!\w)(?P<mark>{marks})\s*(?::|(?:estimé\s|total\s|maximum\s)?de|est\s+de|s'élève\s+à)\s*$")

"""What the words around a purchase say of it: what its sum covers, its start and duration, its lot, its procedure.

What belongs here: reading these terms out of the words of one statement. What does not: which statement there is
(`purchase_frames`), sums (`amounts`) and dates (`dates`) themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import get_args

from orchestration import lexicon
from orchestration.extraction.amounts import Amount, parse_number_words
from orchestration.extraction.dates import DateMention
from orchestration.records import AmountBasis

# How far before and after a sum the words stand that say what it covers.
BEFORE, AFTER = 40, 24
# How far before a date the words stand that say what begins or ends then.
PERIOD_REACH = 24
LOT = re.compile(r"\b[Ll](?:ots|OTS|ot|OT)\s+(?:n[°ºo]s?\s*)?(?P<first>\d{1,3}|[IVX]{1,4}|[A-Z])\b(?!\s*(?:%|000))")
MORE_LOTS = re.compile(r"\s*(?:,|et|&|à)\s*(?:n[°ºo]\s*)?(\d{1,3}|[IVX]{1,4}|[A-Z])\b(?!\s*(?:%|€|euros?\b|000))")
RANGE = re.compile(r"\d\S*(?:\s\S+){0,3}\s(?:et|à)\s\d")
UNITS = {"a": 12.0, "m": 1.0}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a statement says beside who buys what from whom; None where it does not say."""

    duration_months: int | None
    procedure: str | None
    lot: str | None


def terms_of(words: str) -> Terms:
    """The terms that these words of a statement name."""
    folded = words.lower().replace("’", "'")
    return Terms(_duration(folded), _procedure(folded), lot_of(words))


def basis_of(text: str, amount: Amount, lot: str | None) -> AmountBasis | None:
    """What a sum of `text` covers; a sum told of one lot alone covers that lot.

    A range is an estimate: its upper bound is the amount.
    """
    before = _folded(text[max(0, amount.start_char - BEFORE) : amount.start_char])
    after = _folded(text[amount.end_char : amount.end_char + AFTER])
    said = {basis for pattern, basis in _bases() if pattern.search(before + "\n" + after)}
    if RANGE.match(amount.amount_text):
        said.add("estimate")
    # A year, a ceiling, an estimate limit what a total or a lot says.
    order: Sequence[AmountBasis] = ("per_year", "ceiling", "estimate", "total")
    return next((basis for basis in order if basis in said), "lot" if lot is not None else None)


def lot_of(words: str) -> str | None:
    """The lot or lots that the words name at one place ("1", "2, 3"); None where they name lots at several."""
    places = list(LOT.finditer(words))
    if len({place["first"] for place in places}) != 1:
        return None
    numbers, at = [places[0]["first"]], places[0].end()
    while (more := MORE_LOTS.match(words, at)) is not None:
        numbers.append(more[1])
        at = more.end()
    return ", ".join(numbers)


def period_of(text: str, date: DateMention) -> str | None:
    """Whether a date of `text` is the `start` or the `end` of a contract or delivery; None where neither is said."""
    before = _folded(text[max(0, date.start_char - PERIOD_REACH) : date.start_char])
    # The reader of dates takes "dès" and "début" as part of a date, the words before "du" stay outside it.
    opening = _folded(text[date.start_char : date.end_char])
    if opening.startswith("dès"):
        return "start"
    found = _periods().search(before)
    return lexicon.table("fr", "contract_periods")[found["period"]] if found else None


def _folded(words: str) -> str:
    """Lower case, plain apostrophes and spaces, every character in its place."""
    return re.sub(r"\s", " ", words.lower().replace("’", "'"))


def _duration(words: str) -> int | None:
    found = _durations().search(words)
    if found is None:
        return None
    if found["adjective"]:
        return int(lexicon.table("fr", "duration_words")[found["adjective"]])
    number = found["number"]
    count = float(number) if number.isdecimal() else parse_number_words(number)
    months = round((count + (0.5 if found["half"] else 0)) * UNITS[found["unit"][0]])
    return months or None


def _procedure(words: str) -> str | None:
    found = [match[0] for match in _procedures().finditer(" ".join(words.split()))]
    codes = [lexicon.table("fr", "procedures")[name] for name in found]
    told = list(dict.fromkeys(code for code in codes if code != "framework"))
    # Two procedures in one statement leave open which one it was.
    return told[0] if len(told) == 1 else "framework" if codes and not told else None


def _alternatives(words: Sequence[str] | frozenset[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _procedures() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_alternatives(lexicon.words('fr', 'procedures'))})(?!\w)")


@cache
def _bases() -> list[tuple[re.Pattern[str], AmountBasis]]:
    """Patterns over what stands before a sum, a line break for the sum, what stands after it."""
    rows = lexicon.rows("fr", "amount_basis")
    patterns = []
    for basis in get_args(AmountBasis):
        before = _alternatives([phrase for phrase, place, said in rows if (place, said) == ("before", basis)])
        after = _alternatives([phrase for phrase, place, said in rows if (place, said) == ("after", basis)])
        # Between the words and the sum stand at most "de", "d'un" and a tax mark; after it a tax mark and a comma.
        sides = [rf"(?:{before})[^,.;()\n]{{0,18}}\n"] if before else []
        sides += [rf"\n[\s,(]*(?:\w{{2,4}}[\s,]+)?(?:{after})(?!\w)"] if after else []
        if sides:
            patterns.append((re.compile("|".join(sides)), basis))
    return patterns


@cache
def _periods() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?P<period>{_alternatives(lexicon.words('fr', 'contract_periods'))})(?:\s(?:en|le|au|du|l'|de))?\s*$"
    )


@cache
def _durations() -> re.Pattern[str]:
    """A count of years or months after the words for a duration, or an adjective of a contract ("triennal")."""
    counts = _alternatives(lexicon.words("fr", "number_words"))
    adjectives = _alternatives(lexicon.words("fr", "duration_words"))
    opening = (
        r"durée\s(?:\w+\s){0,2}(?:de\s|d'|:\s?|à\s)|période\s(?:\w+\s)?(?:de\s|d')|pour\s|sur\s|pendant\s|"
        r"(?:contrat|marché|accord-cadre|bail|convention)s?\s(?:de\s|d')"
    )
    return re.compile(
        rf"\b(?:{opening})(?:les\s)?(?P<number>\d{{1,3}}|(?:{counts})(?:[\s-](?:et[\s-])?(?:{counts}))*)\s"
        rf"(?:\(\w+\)\s)?(?P<unit>ans?|années?|mois)\b(?P<half>\set\sdemi)?(?!\s(?:de|d'|plus|après|avant|auparavant|seulement))"
        rf"|\b(?:contrat|marché|accord-cadre|accord|convention)s?(?:\s[\w'-]+){{0,3}}\s(?P<adjective>{adjectives})s?\b"
    )

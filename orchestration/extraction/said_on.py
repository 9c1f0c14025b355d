"""When a quotation was said, where its reporting clause tells: "a déclaré mardi", "le 12 mars, X affirmait".

What belongs here: which date of the clause is that of the saying. What does not: reading dates (`dates`). Dates of the
speech, of other events and to come are none; without the day of publication "mardi" is no date.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date

from orchestration.extraction.clauses import word_class
from orchestration.extraction.dates import DateMention, find_dates
from orchestration.extraction.reporting_clause import ReportingClause, begins_like, statement_words
from orchestration.records import DatePrecision

ARTICLES = frozenset({"le", "ce", "l'"})
POSSESSION = frozenset({"de", "d'", "du", "des"})
DAY_NUMBER = re.compile(r"\s+(\d{1,2})(?:er)?\b(?!\s*(?:h|heures?)\b)")
PARTICIPLE = re.compile(r"[^\W\d_]{2,}(?:é|u)e?s?")


def said_on(clause: ReportingClause, text: str, published_on: date | None) -> tuple[date, DatePrecision] | None:
    """The day, month or year in which the clause says that the words were said, as its first day and its precision."""
    if clause.language != "fr" or not clause.words:
        return None
    start, end = clause.words[0].start, clause.words[-1].end
    dates = find_dates(text[start:end], published_on)
    # What follows the verb belongs to it more surely than what stands before.
    for found in sorted(dates, key=lambda found: start + found.start_char < clause.words[clause.first].start):
        index = bisect_left(clause.words, start + found.start_char, key=lambda word: word.start)
        if _is_past(found, published_on) and _agrees(found, text[start:end]) and _is_of_saying(clause, index):
            return found.value, found.precision
    return None


def _is_past(found: DateMention, published_on: date | None) -> bool:
    return published_on is None or found.value <= published_on


def _agrees(found: DateMention, text: str) -> bool:
    """Whether a weekday fits the number behind it: "lundi 12" is that Monday only if it was a twelfth."""
    number = DAY_NUMBER.match(text, found.end_char)
    return number is None or found.precision != "day" or int(number.group(1)) == found.value.day


def _is_of_saying(clause: ReportingClause, index: int) -> bool:
    if index >= len(clause.words) or clause.words[index].lower in statement_words("fr", "since"):
        return False
    return _tells_after(clause, index) if index >= clause.last else _tells_before(clause, index)


def _tells_after(clause: ReportingClause, index: int) -> bool:
    """Behind the cue: at once, behind the speaker, or behind a comma that nothing but date or public follows."""
    between = range(clause.last, index)
    if any(clause.words[i].lower in _closing() and not clause.in_designation(i) for i in between):
        return False
    opening = clause.segment_start(index)
    if opening > clause.last and not (_opens_date(clause, opening, index) or _opens_statement(clause, opening)):
        return False
    return _is_free(clause, max(opening, clause.last), index)


def _tells_before(clause: ReportingClause, index: int) -> bool:
    """Before the cue: at the head of the sentence, between commas before the verb, or when somebody was asked."""
    if clause.first and clause.words[clause.first - 1].lower in word_class("fr", "conjunction"):
        return False  # "En 2014, X fonde sa maison et explique": the year is that of founding
    if clause.words[clause.first].lower.endswith("ant"):
        return False
    opening = clause.segment_start(index)
    told = any(
        begins_like(clause.words[i], "fr", "asked") or clause.words[i].lower in statement_words("fr", "occasion")
        for i in range(opening, index)
    )
    return (_opens_date(clause, opening, index) or told) and _is_free(clause, opening, index)


def _opens_date(clause: ReportingClause, opening: int, index: int) -> bool:
    """Whether nothing but an article or a conjunction stands between the comma and the date."""
    allowed = ARTICLES | word_class("fr", "conjunction")
    return all(clause.words[i].lower in allowed for i in range(opening, index))


def _opens_statement(clause: ReportingClause, opening: int) -> bool:
    """Whether what the comma opens tells to whom or in what was spoken: "…, dans un entretien paru mardi"."""
    near = clause.words[opening : opening + 4]
    addressed = near[:1] and near[0].lower in (statement_words("fr", "to") | statement_words("fr", "before"))
    return bool(addressed) or any(word.lower in statement_words("fr", "occasion") for word in near)


def _is_free(clause: ReportingClause, opening: int, index: int) -> bool:
    """Whether no other noun or participle of the stretch takes the date: "l'attaque de mardi", "élu en 2019"."""
    words = clause.words[opening:index]
    told = any(
        word.lower in statement_words("fr", "occasion")
        or begins_like(word, "fr", "stated")
        or begins_like(word, "fr", "asked")
        for word in words
    )
    if told:
        return True
    while words and words[-1].lower in ARTICLES:
        words = words[:-1]
    if words and words[-1].lower in POSSESSION:
        return False
    return not any(
        PARTICIPLE.fullmatch(word.lower) and not word.capital and word.lower not in ("du", "au") for word in words
    )


def _closing() -> frozenset[str]:
    return statement_words("fr", "closes") | word_class("fr", "conjunction")

"""How many people work for an organisation: "X emploie 340 salariés", "X (85 salariés)", "l'effectif de X atteint 540".

What belongs here: the wordings of a head-count of the whole organisation. What does not: people of one place or trade,
members and inhabitants; other attributes (`organisation_facts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestration import lexicon
from orchestration.extraction.amounts import parse_number
from orchestration.extraction.organisation_fact_rows import Fact, as_of, fact_words
from orchestration.extraction.relation_phrases import (
    OF,
    Names,
    group_start,
    heads,
    is_of_another,
    names_at,
    names_before,
    opener,
    subject,
    topic,
)
from orchestration.extraction.relation_rows import Row, Rows, words_of
from orchestration.extraction.relation_truth import holding_of_finite, is_guarded

NUMBER = re.compile(r"\d[\d\s.,']*")
# No firm of the press has more people; a larger number is a sum or a population.
MOST_PEOPLE = 5_000_000
LONGEST_TRADE = 10
BRACKET = re.compile(
    r"\s?\((?:(?:environ|quelque|près de|plus de) )?"
    r"(?P<counted>(?P<number>\d{1,3}(?:[\s.]\d{3})+|\d+)\s(?P<noun>\w+))[,;)]"
)


def staff_facts(rows: Rows, row: Row, index: int) -> Iterator[Fact]:
    """The head-count that the noun for people at `index` ends."""
    counted = _count_before(row, index)
    if counted is None:
        return
    first, number = counted
    at = first
    while row.lower(at - 1) in fact_words("approximate"):
        at -= 1
    names = _owners(rows, row, (at, first, index))
    if len(names) == 1 and names[0].kind == "organisation":
        start, end = row.at(first).start, row.at(index).end
        yield Fact(names[0], "head_count", start, end, row, index, number, None, as_of(row, index))


def bracketed(rows: Rows) -> Iterator[Fact]:
    """Read "X (85 salariés)": rows leave such asides out."""
    for name in rows.mentions:
        told = BRACKET.match(rows.reading.text, name.end_char) if name.kind == "organisation" else None
        if told is None or told["noun"].lower() not in fact_words("staff"):
            continue
        number, (start, end) = parse_number(told["number"]), told.span("counted")
        for row, (index, *_) in rows.around([name.start_char]) if 1 < number <= MOST_PEOPLE else ():
            yield Fact(name, "head_count", start, end, row, index, number)


def _owners(rows: Rows, row: Row, counted: tuple[int, int, int]) -> Names:
    """Whose people `at:index` counts, the number standing at `first`."""
    at, first, index = counted
    if "ses" in row.lowers(at, first):
        return _own(row, at - 1, index)
    return (
        _described(row, first, index)
        or _this(rows, row, first)
        or ((_apposed(row, at, index) or _opening(row, at, index)) if not is_partial(row, index) else ())
        or _told(rows, row, at - 1, index)
    )


def _told(rows: Rows, row: Row, verb: int, index: int) -> Names:
    """Read "X emploie 340 salariés", "l'effectif de X atteint 540 personnes"."""
    if is_partial(row, index) or is_guarded(row, index):
        return ()
    word = row.lower(verb - (row.lower(verb) in ("à", "de")))
    if word in fact_words("reaching"):
        return _reaching(row, verb)
    is_past = row.lower(verb) in fact_words("staffing past") and as_of(row, index)
    if row.lower(verb) not in fact_words("staffing") and not is_past:
        return ()
    if row.lower(index) == "personnes" and not row.lower(verb).startswith("emplo"):
        return ()
    return subject(rows, row, group_start(row, verb)) if holding_of_finite(row, verb, True) else ()


def _reaching(row: Row, verb: int) -> Names:
    """Read "l'effectif de X s'élève à …", "les effectifs de X sont de …" up to the piece `verb`."""
    noun = next((at for at in range(verb) if row.lower(at) in fact_words("workforce")), None)
    if noun is None or row.lower(noun + 1) not in OF or row.lower(noun - 1) not in ("l'", "les"):
        return ()
    names, end = names_at(row, noun + 2, row.lower(noun + 1) not in ("du", "des"))
    return names if words_of("barrier").isdisjoint(set(row.lowers(end, verb)) - fact_words("reaching") - {"s'"}) else ()


def _own(row: Row, link: int, index: int) -> Names:
    """Read "X et ses 45 salariés", "Avec ses 45 salariés, X …"."""
    names, first = names_before(row, link) if row.lower(link) == "et" else ((), link)
    if link == 0 and row.lower(link) == "avec":
        names = opener(row)
    is_of_all = row.lower(index + 1) not in OF | fact_words("place")
    return names if is_of_all and row.lower(first - 1) not in OF else ()


def _opening(row: Row, at: int, index: int) -> Names:
    """Read "Avec 340 salariés, X est le premier employeur du canton"."""
    opens = (at == 1 and row.lower(0) in ("avec", "fort", "forte")) or (at == 0 and row.lower(0) == "avec")
    return names_at(row, index + 2)[0] if opens and row.lower(index + 1) == "," else ()


def _apposed(row: Row, at: int, index: int) -> Names:
    """Read "X, 85 salariés, a déposé le bilan"."""
    if row.lower(at - 1) != "," or row.lower(index + 1) not in (",", "."):
        return ()
    names, start = names_before(row, at - 1)
    return names[-1:] if not is_of_another(row, start) else ()


def _described(row: Row, first: int, index: int) -> Names:
    """Read "X, un éditeur de logiciels de douze salariés"."""
    if row.lower(first - 1) != "de" or row.lower(index + 1) not in (",", ".", ")", "", "et", "qui"):
        return ()
    for at in range(first - 2, max(0, first - LONGEST_TRADE), -1):
        if row.lower(at) in ("un", "une"):
            names, start = names_before(row, at - 1)
            return names[-1:] if row.lower(at - 1) == "," and not is_of_another(row, start) else ()
        if not row.at(at).text[:1].islower() or row.lower(at) in words_of("barrier"):
            break
    return ()


def _this(rows: Rows, row: Row, first: int) -> Names:
    """Read "Cet atelier de 35 personnes, …" after the sentence that names it."""
    opens = first == 3 and row.lower(2) == "de" and row.lower(0) in ("cet", "cette", "ce")
    return topic(rows, row, 0) if opens and row.lower(1) in heads() else ()


def _count_before(row: Row, index: int) -> tuple[int, float] | None:
    """The number right before a noun, and the piece where it begins ("340", "1 200", "douze")."""
    at = index - 1
    written = lexicon.table("fr", "number_words").get(row.lower(at), row.lower(at))
    if not NUMBER.fullmatch(written):
        return None
    number = parse_number(written)
    return (at, number) if 1 < number <= MOST_PEOPLE and number == int(number) else None


def is_partial(row: Row, index: int) -> bool:
    """Whether the count is only that of a place or a trade ("340 personnes à Brest", "40 salariés handicapés")."""
    after = row.skip(index + 1)
    word = row.lower(after)
    if word in fact_words("place"):
        return fact_words("total").isdisjoint(row.lowers(after, after + 6))
    return word not in fact_words("whole") | {""}

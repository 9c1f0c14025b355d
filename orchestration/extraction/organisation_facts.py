"""What a document states of an organisation itself: founding year, seat, people, value.

What belongs here: the wordings of year, seat and value and whose they are, and the claims of all four. What does not:
the counting of people (`organisation_staff`), ties to others (`relations`), who founded it (`relation_verbs`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import chain

from orchestration import lexicon
from orchestration.extraction.organisation_fact_rows import Fact, as_of, fact_words, is_only_name
from orchestration.extraction.organisation_staff import bracketed, staff_facts
from orchestration.extraction.reading import Reading
from orchestration.extraction.relation_phrases import (
    OF,
    TOPIC_SENTENCES,
    anaphor_start,
    described,
    group_start,
    is_bare,
    is_of_another,
    names_at,
    names_before,
    opener,
    owner,
    subject,
    topic,
)
from orchestration.extraction.relation_rows import Row, Rows, words_of
from orchestration.extraction.relation_truth import (
    holding_of_finite,
    holding_of_participle,
    is_guarded,
    is_void,
)
from orchestration.records import Mention, OrganisationFactClaim, stable_id

CONFIDENCE, TAKEN_UP = 0.85, 0.65
YEAR = re.compile(r"(?:1[0-9]|20)\d\d")
VALUE_REACH = 12
LONGEST_PLACE = 6


def find_facts(reading: Reading, mentions: Sequence[Mention]) -> list[OrganisationFactClaim]:
    """Find what the document states of its organisations, in order; the same value told twice is one claim."""
    rows = Rows(reading, [m for m in mentions if reading.is_content(m.start_char, m.end_char)])
    kept: dict[tuple[object, ...], OrganisationFactClaim] = {}
    for fact in chain(_told(rows, reading), bracketed(rows)):
        key = (fact.attribute, fact.organisation.name.casefold(), fact.number or reading.surface(fact.start, fact.end))
        kept.setdefault(key, _claim(reading, fact, key))
    return sorted(kept.values(), key=lambda claim: (claim.start_char, claim.end_char, claim.organisation_fact_claim_id))


def _told(rows: Rows, reading: Reading) -> Iterator[Fact]:
    for row, indices in rows.around(_triggers(reading), TOPIC_SENTENCES):
        for index in () if is_void(row) else indices:
            yield from _facts(rows, row, index)


@cache
def _readers() -> dict[str, Callable[[Rows, Row, int], Iterator[Fact]]]:
    """Which reader a word calls."""
    readers = {
        "founding": _founding,
        "birth": _birth,
        "existing": _existence,
        "seat": _seat,
        "siege": _siege,
        "staff": staff_facts,
        "worth": _worth,
        "value": _value,
    }
    return {word: reader for category, reader in readers.items() for word in fact_words(category)}


def _triggers(reading: Reading) -> Iterator[int]:
    words, starts = _readers(), reading.starts
    return (starts[index] for index, lower in enumerate(reading.lowers) if lower in words)


def _facts(rows: Rows, row: Row, index: int) -> Iterator[Fact]:
    reader = _readers().get(row.lower(index))
    if reader is not None and not is_guarded(row, index):
        yield from reader(rows, row, index)


def _claim(reading: Reading, fact: Fact, key: tuple[object, ...]) -> OrganisationFactClaim:
    trigger, name = fact.row.at(fact.trigger), fact.organisation
    spans = [(fact.start, fact.end), (trigger.start, trigger.end), (name.start_char, name.end_char)]
    inside = [span for span in spans if fact.row.start <= span[0] and span[1] <= fact.row.end]
    start, end = min(first for first, _ in inside), max(last for _, last in inside)
    is_here = fact.row.start <= name.start_char
    return OrganisationFactClaim(
        organisation_fact_claim_id=stable_id("fac", reading.document.document_id, start, end, *key),
        document_id=reading.document.document_id,
        start_char=start,
        end_char=end,
        organisation_mention_id=name.mention_id,
        attribute=fact.attribute,
        value_text=reading.surface(fact.start, fact.end),
        rule=f"fact-{fact.row.lower(fact.trigger) or fact.attribute}",
        confidence=CONFIDENCE if is_here else TAKEN_UP,
        value_number=fact.number,
        currency=fact.currency,
        as_of=fact.as_of,
    )


def _described(rows: Rows, row: Row, index: int) -> Mention | None:
    """The organisation that a participle at `index` speaks of ("X, fondée …", "X est basée …", "Fondée …, X")."""
    start = group_start(row, index)
    before = row.lower(start - 1)
    names = subject(rows, row, start) if start < index or before in words_of("pronoun") | {"qui"} else ()
    if not names and start == index:
        names = _apposed(rows, row, index)
    found = [name for name in names if name.kind == "organisation"]
    return found[0] if len(found) == 1 and len(names) == 1 else None


def _apposed(rows: Rows, row: Row, index: int) -> tuple[Mention, ...]:
    """The name that the participle follows; the one after the comma where the participle opens the sentence."""
    at = index - (row.lower(index - 1) in (",", "(", "et"))
    names, first = names_before(row, at)
    if names:
        is_person_apt = row.lower(index) in fact_words("seat") | fact_words("born")
        is_other = row.lower(first - 1) in OF if is_person_apt else is_of_another(row, first)
        is_governed = is_other or not (at < index or is_bare(row, first))
        return () if is_governed else names[-1:]
    if index == 0:
        comma = next((i for i in range(1, min(len(row.pieces), 25)) if row.lower(i) == ","), None)
        return _after_opening(rows, row, comma + 1) if comma is not None else ()
    taken_up = anaphor_start(row, at) if at < index else None
    return topic(rows, row, taken_up) if taken_up is not None else described(row, index)


def _after_opening(rows: Rows, row: Row, index: int) -> tuple[Mention, ...]:
    """Of whom "Créée en 1997, |elle …" or "…, |X …" speaks."""
    return topic(rows, row, index) if row.lower(index) in words_of("pronoun") else names_at(row, index)[0]


def _founding(rows: Rows, row: Row, index: int) -> Iterator[Fact]:
    """Read "X, fondée en 1998", "X a été créée par Y en 2012", "X est née à Z en 2015"."""
    year = next((at for at in range(index + 1, index + 9) if _is_year(row, at)), None)
    if year is None or not {";", ":", "et", "."}.isdisjoint(
        row.lowers(index, year) if not _lists_founders(row, index) else ()
    ):
        return
    organisation = _described(rows, row, index)
    if organisation is None or holding_of_participle(row, index, False) is None or _is_active(row, index):
        return
    piece = row.at(year)
    yield Fact(organisation, "founding_year", piece.start, piece.end, row, index, float(piece.lower))


def _birth(rows: Rows, row: Row, index: int) -> Iterator[Fact]:
    """Read "Depuis sa création en 1987, X …", "la création de X en 1987", "1987 : création de X"."""
    del rows
    if row.lower(index + 1) in OF:
        yield from _birth_of(row, index)
        return
    year = index + 2
    if row.lower(index - 1) not in words_of("possessive") or not _is_year(row, year):
        return
    names = opener(row)
    if len(names) == 1 and names[0].kind == "organisation" and is_only_name(row):
        piece = row.at(year)
        yield Fact(names[0], "founding_year", piece.start, piece.end, row, index, float(piece.lower))


def _birth_of(row: Row, index: int) -> Iterator[Fact]:
    """Read "la création de X en 1987", "la création, en 1987, de X", "1987 : création de X"."""
    names, end = names_at(row, index + 2, row.lower(index + 1) not in ("du", "des"))
    is_dated = row.lower(index - 1) == ":" and index == 2 and YEAR.fullmatch(row.lower(0)) is not None
    year = 0 if is_dated else next((at for at in range(end, end + 4) if _is_year(row, at)), None)
    if year is not None and len(names) == 1 and names[0].kind == "organisation":
        piece = row.at(year)
        yield Fact(names[0], "founding_year", piece.start, piece.end, row, index, float(piece.lower))


def _existence(rows: Rows, row: Row, index: int) -> Iterator[Fact]:
    """Read "X existe depuis 1954"."""
    year = next((at for at in range(index + 1, index + 4) if _is_year(row, at)), None)
    names = subject(rows, row, group_start(row, index))
    is_since = row.lower(index + 1) == "depuis" and holding_of_finite(row, index, True) is not None
    if year is not None and is_since and len(names) == 1 and names[0].kind == "organisation":
        piece = row.at(year)
        yield Fact(names[0], "founding_year", piece.start, piece.end, row, index, float(piece.lower))


def _lists_founders(row: Row, index: int) -> bool:
    """Whether "par X et Y" stands between the participle and its year."""
    return "par" in row.lowers(index, index + 5)


def _is_active(row: Row, index: int) -> bool:
    """Whether "X a créé" makes something else than itself."""
    group = set(row.lowers(group_start(row, index), index))
    return bool(group & {"a", "ont", "avait", "avaient"}) and "été" not in group


def _is_year(row: Row, index: int) -> bool:
    """A year after "en", or a day or a month of one: "en 1998", "en mars 1998", "le 3 mai 1998"."""
    if not YEAR.fullmatch(row.lower(index)):
        return False
    before = row.lower(index - 1)
    months = lexicon.words("fr", "months")
    return before in ("en", "dès", "fin", "début", "depuis", "(") or before in months


def _seat(rows: Rows, row: Row, index: int) -> Iterator[Fact]:
    """Read "X, basée à Lyon", "X est basé près de Rennes"."""
    yield from _place(_described(rows, row, index), row, index, index + 1)


def _siege(rows: Rows, row: Row, index: int) -> Iterator[Fact]:
    """Read "X, dont le siège est à Lyon", "X a son siège à Lyon", "le siège (social) de X, à Lyon"."""
    at = index + 1
    while row.lower(at) in fact_words("sits"):
        at += 1
    before = row.lowers(index - 2, index)
    if "dont" in before:
        names = names_before(row, row.index_at(row.at(index - 2).start) - (row.lower(index - 3) == ","))[0][-1:]
    elif row.lower(index - 1) in words_of("possessive"):
        has_verb = row.lower(index - 2) in fact_words("seating")
        names = subject(rows, row, index - 2) if has_verb else owner(rows, row, index - 1)
    else:
        names, at = names_at(row, index + 1 + (row.lower(index + 1) in ("social", "mondial")) + 1)
        while row.lower(at) in fact_words("sits") | {","}:
            at += 1
    if len(names) == 1 and "ancien" not in before:
        yield from _place(names[0], row, index, at)


def _place(organisation: Mention | None, row: Row, trigger: int, index: int) -> Iterator[Fact]:
    at = index
    while row.lower(at) in fact_words("place link") and at - index < 2:
        at += 1
    if organisation is None or organisation.kind != "organisation" or at == index:
        return
    first = at + (row.lower(at) == "de" and row.lower(at - 1) == "près")
    first += row.lower(first) in ("la", "le", "les", "l'") and row.at(first).text.islower()
    end = first
    while end - first < LONGEST_PLACE and _continues_place(row, first, end):
        end += 1
    while end > first and row.at(end - 1).text.islower():
        end -= 1
    if end > first:
        yield Fact(organisation, "headquarters", row.at(first).start, row.at(end - 1).end, row, trigger)


def _continues_place(row: Row, first: int, index: int) -> bool:
    piece = row.at(index)
    if piece.name is not None:
        return False
    return piece.text[:1].isupper() or (
        index > first and piece.lower in fact_words("name link") and row.at(index + 1).text[:1].isupper()
    )


def _worth(rows: Rows, row: Row, index: int) -> Iterator[Fact]:
    """Read "X, valorisée 2 milliards d'euros", "une opération qui valorise X à 2 milliards d'euros"."""
    word = row.lower(index)
    if word in fact_words("valuing"):
        names = names_at(row, index + 1)[0]
        organisation = names[0] if len(names) == 1 else None
        is_stated = word == "valorisant" or holding_of_finite(row, index, True) is not None
    else:
        organisation = _described(rows, row, index)
        is_stated = holding_of_participle(row, index, True) is not None
    if is_stated:
        yield from _valued(organisation, row, index)


def _value(rows: Rows, row: Row, index: int) -> Iterator[Fact]:
    """Read "la valorisation de X atteint 2 milliards", "X atteint une valorisation de 2 milliards d'euros"."""
    at = index + 1 + (row.lower(index + 1) == "boursière")
    named = names_at(row, at + 1, row.lower(at) not in ("du", "des"))[0] if row.lower(at) in OF else ()
    if row.lower(index - 1) in words_of("possessive"):
        named = owner(rows, row, index - 1)
    elif not named and row.lower(index - 1) in ("une", "d'une") and is_only_name(row):
        named = opener(row) or topic(rows, row, index)
    yield from _valued(named[0] if len(named) == 1 else None, row, index)


def _valued(organisation: Mention | None, row: Row, index: int) -> Iterator[Fact]:
    if organisation is None or organisation.kind != "organisation":
        return
    char = row.at(index).end - row.start
    for amount in row.amounts:
        if row.index_at(row.start + amount.start_char) - index <= VALUE_REACH and amount.start_char >= char:
            start, end = row.start + amount.start_char, row.start + amount.end_char
            last = row.index_at(end) - 1
            value = (amount.amount, amount.currency, as_of(row, last))
            yield Fact(organisation, "valuation", start, end, row, index, *value)
            return

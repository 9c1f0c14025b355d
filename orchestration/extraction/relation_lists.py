"""Ties told as a list: "X possède deux filiales : A et B", "parmi les actionnaires de X figurent A et B".

What belongs here: nouns of `relation_nouns` whose bearers follow in a row, and the holders of a capital. What does not:
nouns beside the name of their bearer (`relation_nouns`), how names are joined (`relation_phrases`).
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestration import lexicon
from orchestration.extraction.relation_nouns import Bearing, bearing_at, holding_of, noun_kinds
from orchestration.extraction.relation_phrases import (
    OF,
    Names,
    group_start,
    is_bare,
    names_at,
    owner,
    phrase_at,
    subject,
)
from orchestration.extraction.relation_rows import Row, Rows, words_of
from orchestration.extraction.relation_ties import Tie, ties
from orchestration.extraction.relation_truth import Holding, holding_of_participle, is_guarded

CONFIDENCE = 0.8
LONGEST_LIST = 60
HOLDER_LINKS = frozenset({"par", "entre"})


def list_ties(rows: Rows, row: Row, index: int) -> Iterator[Tie]:
    """The ties that the noun at `index` states of names listed after it."""
    word = row.lower(index)
    if word == "capital":
        yield from _shared_out(row, index)
    if word not in noun_kinds():
        return
    bearing = bearing_at(row, index)
    holding = holding_of(bearing)
    found = (_among(bearing) or _had(rows, bearing) or _equated(rows, bearing)) if holding else None
    kind, is_child = noun_kinds()[word]
    if found and holding:
        sides = found if is_child else (found[1], found[0])
        yield from ties(row, index, kind, sides, holding, "noun-listed", CONFIDENCE)
    elif kind == "partner" and holding:
        both = _each_other(bearing)
        yield from ties(row, index, kind, (both[:1], both[1:]), holding, "noun-listed", CONFIDENCE)


def _among(bearing: Bearing) -> tuple[Names, Names] | None:
    """Read "Parmi les actionnaires de X figurent A et B", "Les actionnaires de X sont A et B"."""
    row, at = bearing.row, bearing.end
    if not bearing.complement or row.lower(bearing.first) not in ("les", "l'", "le", "la"):
        return None
    is_among = row.lower(bearing.first - 1) == "parmi"
    if not is_among and not is_bare(row, bearing.first):
        return None
    while is_among and row.lower(at) in (",", "on"):
        at += 1
    links = words_of("listing") if is_among else words_of("copula") | {":"}
    if row.lower(at) not in links:
        return None
    bearers = names_at(row, row.skip(at + 1))[0]
    return (bearers, bearing.complement) if bearers else None


def _had(rows: Rows, bearing: Bearing) -> tuple[Names, Names] | None:
    """Read "X possède deux filiales : A, qui …, et B"; a number that the names do not make up gives nothing."""
    row, at = bearing.row, bearing.first
    if row.lower(bearing.last) != ":" or bearing.complement:
        return None
    counted = _count(row, bearing)
    at -= row.lower(at - 1) in lexicon.words("fr", "number_words")
    if row.lower(at - 1) not in words_of("having"):
        return None
    bearers = names_at(row, bearing.last + 1)[0] if counted is None else _enumerated(row, bearing.last, counted)
    owners = subject(rows, row, group_start(row, at - 1)) if bearers else ()
    return (bearers, owners) if owners else None


def _count(row: Row, bearing: Bearing) -> int | None:
    numbers = lexicon.table("fr", "number_words")
    counts = [numbers[word] for word in row.lowers(bearing.first - 1, bearing.noun) if word in numbers]
    return int(counts[0]) if counts and counts[0].isdigit() else None


def _enumerated(row: Row, colon: int, count: int) -> Names:
    """The names that open the members of a list, if there are `count` of them."""
    plain = names_at(row, colon + 1)[0]
    if len(plain) == count:
        return plain
    reach = range(colon + 1, min(len(row.pieces), colon + LONGEST_LIST))
    starts = [colon + 1, *(at + 1 for at in reach if row.lowers(at - 1, at + 1) == [",", "et"])]
    members = [phrase[0] for phrase in (phrase_at(row, at) for at in starts) if phrase]
    return tuple(members) if len(members) == count else ()


def _equated(rows: Rows, bearing: Bearing) -> tuple[Names, Names] | None:
    """Read "ses actionnaires sont A et B", "son principal fournisseur est A"."""
    row = bearing.row
    if row.lower(bearing.first) not in words_of("possessive") or row.lower(bearing.last) not in words_of("copula"):
        return None
    bearers = names_at(row, row.skip(bearing.last + 1))[0]
    owners = owner(rows, row, bearing.first) if bearers else ()
    return (bearers, owners) if owners else None


def _each_other(bearing: Bearing) -> Names:
    """Read "les deux partenaires, A et B, …"."""
    row = bearing.row
    opens = row.lowers(bearing.noun - 2, bearing.noun) == ["les", "deux"]
    is_listed = row.lower(bearing.last) == "," and not bearing.complement
    names = names_at(row, bearing.last + 1)[0] if opens and is_listed else ()
    return names if len(names) == 2 else ()


def _shared_out(row: Row, index: int) -> Iterator[Tie]:
    """Read "le capital de X est réparti entre A (60 %) et B", "le capital de X est détenu par A"."""
    if row.lower(index + 1) not in OF or is_guarded(row, index):
        return
    owned, end = names_at(row, index + 2, row.lower(index + 1) not in ("du", "des"))
    verb = row.skip(end + 1)
    if row.lower(end) not in words_of("being") or row.lower(verb) not in words_of("shared out"):
        return
    holding = holding_of_participle(row, verb, True)
    link = row.skip(verb + 1)
    if row.lower(link) in HOLDER_LINKS and holding:
        holders = names_at(row, link + 1, True, HOLDER_LINKS)[0]
        past = Holding("completed", holding.is_former)
        yield from ties(row, index, "shareholder", (owned, holders), past, "noun-listed", CONFIDENCE)

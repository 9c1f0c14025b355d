"""Ties that a noun states of who bears it: "X, filiale de Y", "sa maison mère, Y", "Y est actionnaire de X".

What belongs here: the bearer of a noun of `relation_nouns` and its complement. What does not: nouns of events
(`relation_events`), verbs (`relation_verbs`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from orchestration import lexicon
from orchestration.extraction.relation_phrases import (
    OF,
    Names,
    group_start,
    is_bare,
    names_at,
    names_before,
    owner,
    phrase_before,
    relative,
    subject,
)
from orchestration.extraction.relation_rows import Row, Rows, words_of
from orchestration.extraction.relation_ties import Tie, ties
from orchestration.extraction.relation_truth import Holding, holding_of_finite, is_guarded

CONFIDENCE, TAKEN_UP = 0.85, 0.65
# "actionnaire historique et majoritaire de X": so many words between the noun and its complement.
LONGEST_DESCRIPTION = 6
OPENINGS = frozenset({",", "(", "–", "—", "-", ":"})
SHARED = frozenset({"entre", "commune", "communes"})


class Bearing(NamedTuple):
    """A noun in its sentence: `first:last` with its determiner and description, and whom its complement names."""

    row: Row
    noun: int
    first: int
    last: int
    complement: Names
    end: int


@cache
def noun_kinds() -> dict[str, tuple[str, bool]]:
    """Each form with its kind and whether its bearer is the subject of the relation ("filiale")."""
    return {row[0]: (row[1], row[2] == "child") for row in lexicon.rows("fr", "relation_nouns")}


def noun_ties(rows: Rows, row: Row, index: int) -> Iterator[Tie]:
    """The ties that the noun at `index` of a row states."""
    word = row.lower(index).removeprefix("ex-")
    if word not in noun_kinds() or (word == "mère" and row.lower(index - 1) not in words_of("mother of")):
        return
    kind, is_child = noun_kinds()[word]
    bearing = bearing_at(row, index)
    found = _possessed(rows, bearing) or _complemented(rows, bearing)
    holding = holding_of(bearing) if found else None
    if found is None or holding is None:
        return
    bearers, owners, rule = found
    if kind == "member" and bearing.complement and "groupe" in row.lowers(bearing.last, bearing.last + 3):
        kind, is_child = "owns", True
    sides = (bearers, owners) if is_child else (owners, bearers)
    is_taken_up = any(name.start_char < row.start for side in sides for name in side)
    yield from ties(row, index, kind, sides, holding, rule, TAKEN_UP if is_taken_up else CONFIDENCE)


def bearing_at(row: Row, index: int) -> Bearing:
    """The noun at `index` with what describes and completes it."""
    first = index - (row.lower(index) == "mère")
    between = words_of("former") | words_of("coming") | words_of("rank")
    while row.lower(first - 1) in between or row.lower(first - 1).isdigit():
        first -= 1
    first -= row.lower(first - 1) in words_of("determiner") | OF
    last = index + 1
    while last - index <= LONGEST_DESCRIPTION and _describes(row, last):
        last = max(last + 1, row.skip(last))
    names, end = _complement(row, index, last)
    return Bearing(row, index, first, last, names, end)


def _complement(row: Row, noun: int, last: int) -> tuple[Names, int]:
    """The names after "de", perhaps after a noun that only describes ("actionnaire de référence de X")."""
    if row.lower(last) in ("à", "au") and "commune" in row.lowers(noun, last):
        return names_at(row, last + 1, True, frozenset({"à", "au"}))
    if row.lower(last) not in OF | {"entre"}:
        return (), last
    names, end = names_at(row, last + 1, row.lower(last) not in ("du", "des"), OF)
    if not names and row.lower(last) == "de" and row.lower(last + 2) in OF and _describes(row, last + 1):
        names, end = names_at(row, last + 3, row.lower(last + 2) not in ("du", "des"), OF)
    return names, end


def _describes(row: Row, index: int) -> bool:
    """Whether the piece goes on with the noun: an adjective, a share ("à 100 %")."""
    word = row.lower(index)
    if row.at(index).name is not None or not word:
        return False
    if row.skip(index) > index:
        return True
    is_plain = word[0].isalpha() and row.at(index).text[0].islower()
    return (is_plain and word not in words_of("barrier") | OF) or (word == "et" and not row.at(index + 1).name)


def holding_of(bearing: Bearing) -> Holding | None:
    """Whether the noun holds now, held once ("ancienne filiale") or is to hold."""
    row, first = bearing.row, bearing.first
    around = set(row.lowers(first - 1, bearing.noun + 2))
    if is_guarded(row, first) or not around.isdisjoint(words_of("coming") | words_of("guard")):
        return None
    if row.lower(first - 1) in words_of("future"):
        return Holding("announced")
    is_former = row.lower(bearing.noun).startswith("ex-") or not around.isdisjoint(words_of("former"))
    copula = row.lower(group_start(row, first))
    is_past = copula in words_of("past state") or row.lower(first - 1) in words_of("past state") or "alors" in around
    return Holding("completed", is_former or is_past)


def _possessed(rows: Rows, bearing: Bearing) -> tuple[Names, Names, str] | None:
    """Read "sa filiale X", "sa maison mère, X," "ses partenaires X et Y", and "compte X parmi ses partenaires"."""
    row = bearing.row
    if row.lower(bearing.first) not in words_of("possessive"):
        return None
    if row.lower(bearing.first - 1) == "parmi":
        return _counted(rows, bearing) or _counted_after(rows, bearing)
    at = bearing.last + (row.lower(bearing.last) == ",")
    bearers, end = names_at(row, at, allows_article=at > bearing.last)
    closes = at == bearing.last or row.lower(end) in (",", ".", ")")
    owners = owner(rows, row, bearing.first)
    return (bearers, owners, "noun-possessive") if bearers and owners and closes else None


def _counted(rows: Rows, bearing: Bearing) -> tuple[Names, Names, str] | None:
    """Read "X compte Y et Z parmi ses partenaires"."""
    row = bearing.row
    names, first = names_before(row, bearing.first - 1)
    verb = first - 1
    if not names or row.lower(verb) not in words_of("counting"):
        return None
    owners = subject(rows, row, group_start(row, verb))
    return (names, owners, "noun-counted") if owners else None


def _counted_after(rows: Rows, bearing: Bearing) -> tuple[Names, Names, str] | None:
    """Read "X compte parmi ses partenaires Y et Z"."""
    row, verb = bearing.row, bearing.first - 2
    names = names_at(row, bearing.last)[0]
    if not names or row.lower(verb) not in words_of("counting"):
        return None
    owners = subject(rows, row, group_start(row, verb))
    return (names, owners, "noun-counted") if owners else None


def _had(rows: Rows, bearing: Bearing) -> tuple[Names, Names, str] | None:
    """Read "X a pour actionnaires Y et Z"."""
    row, verb = bearing.row, bearing.first - 2
    if row.lower(bearing.first - 1) != "pour" or row.lower(verb) not in ("a", "ont"):
        return None
    names = names_at(row, bearing.last)[0]
    owners = subject(rows, row, group_start(row, verb)) if names else ()
    return (names, owners, "noun-had") if owners else None


def _complemented(rows: Rows, bearing: Bearing) -> tuple[Names, Names, str] | None:
    """The bearer of a noun whose complement is named."""
    if not bearing.complement:
        return _between(bearing) or _had(rows, bearing) or _whose(rows, bearing)
    found = _apposed(bearing) or _equated(rows, bearing) or _titled(bearing) or _opened(bearing)
    return (found[0], bearing.complement, found[1]) if found else None


def _whose(rows: Rows, bearing: Bearing) -> tuple[Names, Names, str] | None:
    """Read "Y, dont X est le premier actionnaire"."""
    row = bearing.row
    bearers = _equated(rows, bearing)
    if bearers is None:
        return None
    first = names_before(row, group_start(row, bearing.first - 1))[1]
    owners = relative(row, first - 1) if row.lower(first - 1) == "dont" else ()
    return (bearers[0], owners, "noun-copula") if owners else None


def _opened(bearing: Bearing) -> tuple[Names, str] | None:
    """Read "Actionnaire de X à hauteur de 34 %, Y s'oppose …" at the opening of a sentence."""
    row = bearing.row
    if bearing.first != 0 or row.lower(0) in words_of("determiner"):
        return None
    comma = row.skip(bearing.end)
    names, _ = names_at(row, comma + 1) if row.lower(comma) == "," else ((), 0)
    return (names, "noun-apposition") if len(names) == 1 else None


def _between(bearing: Bearing) -> tuple[Names, Names, str] | None:
    """Read "la filiale X du groupe Y"."""
    row = bearing.row
    bearers, end = names_at(row, bearing.last, allows_article=False)
    if not bearers or row.lower(end) not in OF or row.lower(bearing.first) in words_of("possessive"):
        return None
    owners = names_at(row, end + 1, row.lower(end) not in ("du", "des"))[0]
    return (bearers[-1:], owners, "noun-before-name") if owners else None


def _apposed(bearing: Bearing) -> tuple[Names, str] | None:
    """Read "X, filiale de Y", "X (filiale de Y)", "X et Y, filiales de Z"."""
    row, at = bearing.row, bearing.first
    if row.lower(at - 1) not in OPENINGS:
        return None
    if row.lower(at) in ("l'", "la", "le") and row.lower(at - 1) == "," and _names_another(bearing):
        return None
    names, _ = names_before(row, at - 1)
    is_plural = row.lower(bearing.noun).endswith("s")
    return (names if is_plural else names[-1:], "noun-apposition") if names else None


def _names_another(bearing: Bearing) -> bool:
    """Whether "…, la filiale de Y, Z" or "la filiale de Y a dit" speaks of another one."""
    end = bearing.end
    return bearing.row.lower(end) not in (",", ".", ")", ";", "") or (
        bearing.row.lower(end) == "," and bool(names_at(bearing.row, end + 1)[0])
    )


def _equated(rows: Rows, bearing: Bearing) -> tuple[Names, str] | None:
    """Read "X est une filiale de Y", "X devient le premier actionnaire de Y", "X est l'un des partenaires de Y"."""
    row, at = bearing.row, bearing.first
    if row.lower(at) == "des" and row.lower(at - 1) in ("un", "une"):
        at -= 1 + (row.lower(at - 2) == "l'")
    while row.lower(at - 1) in words_of("adverb"):
        at -= 1
    if row.lower(at - 1) not in words_of("copula"):
        return None
    bearers = subject(rows, row, group_start(row, at - 1))
    return (bearers, "noun-copula") if bearers else None


def _titled(bearing: Bearing) -> tuple[Names, str] | None:
    """Read "la filiale française de Y, X, …", "le principal actionnaire de Y, X"."""
    row = bearing.row
    if row.lower(bearing.first) not in ("l'", "la", "le", "les") or not is_bare(row, bearing.first):
        return None
    end = bearing.end
    if row.lower(end) != ",":
        return None
    names, close = names_at(row, end + 1)
    return (names[-1:], "noun-before-name") if len(names) == 1 and row.lower(close) in (",", ".", ")") else None


def group_ties(rows: Rows, row: Row, index: int) -> Iterator[Tie]:
    """Read "X (groupe Y)", "X, du groupe Y", "X, enseigne du groupe Y", "X fait partie du groupe Y" at "groupe"."""
    yield from _belongs(rows, row, index)
    opening = row.lower(index - 1)
    first = index - 1
    if opening == "du":
        first -= 1 + (row.lower(first - 1) in words_of("brand"))
    if row.lower(first) not in ("(", ","):
        return
    phrase = phrase_before(row, first)
    parents, end = names_at(row, index + 1, allows_article=False)
    closes = row.lower(end) in ((")",) if row.lower(first) == "(" else (",", ".", ""))
    if phrase is None or len(parents) != 1 or not closes:
        return
    yield from ties(row, index, "parent", (phrase[:1], parents), Holding("completed"), "noun-group", 0.8, True)


def _belongs(rows: Rows, row: Row, index: int) -> Iterator[Tie]:
    """Read "X fait partie du groupe Y", "X dépend du groupe Y"."""
    verb = index - 2 - (row.lower(index - 2) == "partie")
    if row.lower(index - 1) != "du" or row.lower(verb) not in words_of("belonging"):
        return
    holding = holding_of_finite(row, verb, True)
    parents = names_at(row, index + 1, allows_article=False)[0]
    if holding is not None and len(parents) == 1:
        sides = (subject(rows, row, group_start(row, verb)), parents)
        yield from ties(row, index, "parent", sides, holding, "noun-group", 0.8, True)

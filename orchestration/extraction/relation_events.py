"""Ties that the noun of an event states: "le rachat de X par Y", "X annonce l'acquisition de Y", "la fusion de X et Y".

What belongs here: the frames of `relation_events`. What does not: verbs (`relation_verbs`), nouns that name a side
(`relation_nouns`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from orchestration import lexicon
from orchestration.extraction.relation_frames import AT, IN, share_target, taken_by_en
from orchestration.extraction.relation_nouns import SHARED
from orchestration.extraction.relation_phrases import OF, Names, group_start, names_at, opener, owner, subject
from orchestration.extraction.relation_rows import Row, Rows, words_of
from orchestration.extraction.relation_ties import Tie, ties
from orchestration.extraction.relation_truth import (
    Holding,
    holding_of_event,
    holding_of_finite,
    holding_of_infinitive,
    holding_of_participle,
    is_guarded,
)

CONFIDENCE = 0.8
LONGEST_ADJECTIVES = 3
VERB_REACH = 5
LED_REACH = 30
OPENING_REACH = 3


@cache
def events() -> dict[str, tuple[str, str]]:
    """Each noun with its kind and its frame."""
    return {row[0]: (row[1], row[2]) for row in lexicon.rows("fr", "relation_events")}


def event_ties(rows: Rows, row: Row, index: int) -> Iterator[Tie]:
    """The ties that the noun of an event at `index` of a row states."""
    found = events().get(row.lower(index))
    if found is not None and not is_guarded(row, index):
        kind, frame = found
        yield from FRAMES[frame](rows, row, index, kind)


def _after_adjectives(row: Row, index: int) -> int:
    """Index after the adjectives of the noun at `index` ("la fusion récente", "l'acquisition stratégique")."""
    at = index + 1
    while at - index <= LONGEST_ADJECTIVES and _is_adjective(row, at):
        at += 1
    return at


def _is_adjective(row: Row, index: int) -> bool:
    word = row.lower(index)
    closed = words_of("barrier") | OF | words_of("preposition") | words_of("group") | {"et"}
    return row.at(index).name is None and word[:1].isalpha() and word not in closed


def _light_verb(rows: Rows, row: Row, index: int) -> tuple[str, Names]:
    """The verb whose object the event at `index` is ("X annonce |l'acquisition"), and its subject."""
    verbs = words_of("announcing") | words_of("concluding")
    for at in range(index - 1, index - 1 - VERB_REACH, -1):
        word = row.lower(at)
        if word in verbs:
            start = group_start(row, at)
            is_denied = not words_of("negation").isdisjoint(row.lowers(start, at))
            return ("", ()) if is_denied else (word, subject(rows, row, start))
        if row.at(at).name is not None or word in words_of("barrier"):
            break
    return "", ()


def _after(row: Row, index: int, links: frozenset[str]) -> tuple[Names, int]:
    """The names after one of `links` at `index`."""
    if row.lower(index) not in links:
        return (), index
    return names_at(row, index + 1, row.lower(index) not in ("du", "des", "au", "aux"), links)


def _takeover(rows: Rows, row: Row, index: int, kind: str) -> Iterator[Tie]:
    """Read "le rachat de Y par X", "l'acquisition par X de Y", "X annonce le rachat de Y", "son rachat par X"."""
    verb, doers = _light_verb(rows, row, index)
    at = _after_adjectives(row, index)
    by, of = frozenset({"par"}), OF
    if row.lower(at) == "par":
        acquirers, end = _after(row, at, by)
        targets = _after(row, end, of)[0] or _own(rows, row, index)
    else:
        targets, end = _after(row, at, of)
        acquirers = _after(row, row.skip(end) if row.lower(end) != "par" else end, by)[0] or doers
    holding = holding_of_event(row, index, verb)
    if holding is not None:
        yield from ties(row, index, kind, (targets, acquirers), holding, "event-takeover", CONFIDENCE, True)


def _own(rows: Rows, row: Row, index: int) -> Names:
    """Whose "son rachat par X" is; at the opening of a sentence, of the one that it goes on to speak of."""
    if row.lower(index - 1) not in words_of("possessive"):
        return ()
    return opener(row) if index <= OPENING_REACH else owner(rows, row, index - 1)


def _control(rows: Rows, row: Row, index: int, kind: str) -> Iterator[Tie]:
    """Read "X prend le contrôle de Y" and "la prise de contrôle de Y par X"."""
    if row.lowers(index - 2, index) == ["prise", "de"]:
        yield from _takeover(rows, row, index, kind)
        return
    if row.lower(index - 2) == "sous":
        yield from _lap(rows, row, index, kind)
        return
    verb = index - 2 if row.lower(index - 1) == "le" else index
    took = _taker(rows, row, verb, words_of("taking"))
    if took is not None:
        targets = _after(row, index + 1, OF)[0] or taken_by_en(row, verb, took[0])
        yield from ties(row, index, kind, (targets, took[0]), took[1], "event-control", CONFIDENCE, True)


def _taker(rows: Rows, row: Row, verb: int, forms: frozenset[str]) -> tuple[Names, Holding] | None:
    """Who does the verb at `verb`, if it is one of `forms`, and how it holds."""
    word = row.lower(verb)
    if word not in forms:
        return None
    start = group_start(row, verb)
    if word in words_of("infinitive"):
        governed = holding_of_infinitive(row, verb)
        holding, start = (governed[0], group_start(row, governed[1])) if governed else (None, start)
    elif start < verb and word in words_of("participle"):
        holding = holding_of_participle(row, verb, False)
    else:
        holding = holding_of_finite(row, verb, False)
    doers = subject(rows, row, start) if holding else ()
    return (doers, holding) if doers and holding else None


def _union(rows: Rows, row: Row, index: int, kind: str) -> Iterator[Tie]:
    """Read "la fusion de X et (de) Y", "le partenariat entre X et Y", "X signe un partenariat avec Y"."""
    verb, doers = _light_verb(rows, row, index)
    at = _union_link(row, index)
    one, end = _after(row, at, OF | SHARED)
    other, end = _after(row, end if one else at, frozenset({"avec"}))
    holding = holding_of_event(row, index, verb)
    if holding is None:
        return
    holding = Holding("completed", holding.is_former) if kind == "partner" else holding
    if row.lower(index - 1) == "en":
        doers = doers or _in_union(row, index - 1, end)
    if row.lower(index - 1) == "leur" and not doers:
        doers = opener(row)
    if other:
        yield from ties(row, index, kind, (one or doers, other), holding, "event-union", CONFIDENCE)
    elif len(doers) == 2 and not one and (kind == "partner" or row.lower(index - 1) == "leur"):
        yield from ties(row, index, kind, (doers[:1], doers[1:]), holding, "event-union", CONFIDENCE)
    elif len(one) > 1:
        yield from ties(row, index, kind, (one[:1], one[1:]), holding, "event-union", CONFIDENCE)


def _union_link(row: Row, index: int) -> int:
    """Where "de", "entre" or "avec" follows the noun of a union, adjectives, a date or "a été signé" stepped over."""
    at = _after_adjectives(row, index)
    at = at if row.lower(at) in OF else row.skip(at)
    if row.lower(at) == ",":
        return at + (row.lower(at - 1) not in OF and row.lower(at + 1) in OF)
    signed = next((i for i in range(at, at + VERB_REACH) if row.lower(i) in words_of("announcing")), None)
    is_passive = signed is not None and not words_of("being").isdisjoint(row.lowers(at, signed))
    return row.skip(signed + 1) if signed is not None and is_passive else at


def _in_union(row: Row, index: int, end: int) -> Names:
    """Who acts "|en partenariat avec Y|": the name before it, or after its comma where it opens the sentence."""
    if index == 0:
        return names_at(row, end + 1)[0] if row.lower(end) == "," else ()
    return opener(row) if row.lower(index - 1) == "," else ()


def _sale(rows: Rows, row: Row, index: int, kind: str) -> Iterator[Tie]:
    """Read "la cession de Y à X"; where "sa filiale Y" is sold, its parent has it no more."""
    verb, _ = _light_verb(rows, row, index)
    targets, end = _after(row, _after_adjectives(row, index), OF)
    buyers = _after(row, end, AT)[0]
    holding = holding_of_event(row, index, verb)
    if holding is not None:
        yield from ties(row, index, kind, (targets, buyers), holding, "event-sale", CONFIDENCE, True)


def _capital(rows: Rows, row: Row, index: int, kind: str) -> Iterator[Tie]:
    """Read "X entre au capital de Y", "X est monté à 51 % du capital de Y", "l'entrée de X au capital de Y"."""
    targets = _after(row, index + 1, OF)[0]
    if not targets:
        yield from _opened_capital(rows, row, index, kind)
        return
    before = range(index - 1, max(-1, index - 14), -1)
    verb = next((at for at in before if row.lower(at) in words_of("capital verb")), None)
    leaves = words_of("leaving")
    if verb is None:
        verb = next((at for at in before if row.lower(at) in leaves), None)
        left = _taker(rows, row, verb, leaves) if verb is not None else None
        if left is not None and left[1].status == "completed":
            gone = Holding("completed", is_former=True)
            yield from ties(row, index, kind, (targets, left[0]), gone, "event-capital", CONFIDENCE)
        return
    if row.lower(verb) == "entrée" and row.lower(verb + 1) in OF:
        holding = holding_of_event(row, verb, "")
        found = (_after(row, verb + 1, OF)[0], holding) if holding else None
    else:
        found = _taker(rows, row, verb, words_of("capital verb"))
    if found is not None and found[1] is not None:
        yield from ties(row, index, kind, (targets, found[0]), found[1], "event-capital", CONFIDENCE)


def _opened_capital(rows: Rows, row: Row, index: int, kind: str) -> Iterator[Tie]:
    """Read "Y ouvre son capital à X"."""
    holders = _after(row, row.skip(index + 1) if row.lower(index + 1) not in AT else index + 1, AT)[0]
    is_own = row.lower(index - 1) in words_of("possessive")
    opened = _taker(rows, row, index - 2, words_of("opening")) if is_own and holders else None
    if opened is not None:
        yield from ties(row, index, kind, (opened[0], holders), opened[1], "event-capital", CONFIDENCE)


def _lap(rows: Rows, row: Row, index: int, kind: str) -> Iterator[Tie]:
    """Read "Y tombe dans le giron de X", "Y est dans le giron de X", "Tombée dans l'escarcelle de X en 2017, Y …"."""
    owners, end = _after(row, index + 1, OF)
    link = index - 2
    if row.lower(link) not in ("dans", "sous") or not owners:
        return
    verb = link - 1
    while row.lower(verb) in words_of("adverb"):
        verb -= 1
    if row.lower(verb) in words_of("copula"):
        holding = holding_of_finite(row, verb, True)
        targets = subject(rows, row, group_start(row, verb)) if holding else ()
        kind = "parent"
    elif verb == 0 and row.lower(verb) in words_of("falling") & words_of("participle"):
        comma = row.skip(end)
        targets = names_at(row, comma + 1)[0] if row.lower(comma) == "," else ()
        holding = Holding("completed")
    else:
        targets, holding = _taker(rows, row, verb, words_of("falling")) or ((), None)
    if holding is not None:
        yield from ties(row, index, kind, (targets, owners), holding, "event-lap", CONFIDENCE, True)


def _hand(rows: Rows, row: Row, index: int, kind: str) -> Iterator[Tie]:
    """Read "X met la main sur Y"."""
    took = _taker(rows, row, index - 2, words_of("taking")) if row.lower(index - 1) == "la" else None
    if took is not None:
        targets = _after(row, index + 1, frozenset({"sur"}))[0]
        yield from ties(row, index, kind, (targets, took[0]), took[1], "event-control", CONFIDENCE, True)


def _stake(rows: Rows, row: Row, index: int, kind: str) -> Iterator[Tie]:
    """Read "X prend une participation (minoritaire | de 20 %) dans Y", "X cède sa participation dans Y"."""
    at = _after_adjectives(row, index)
    at = at if row.lower(at) in IN else row.skip(at + (row.lower(at) in OF))
    targets = _after(row, at, IN)[0] or share_target(row, index)
    if not targets:
        return
    before = range(index - 1, max(-1, index - 6), -1)
    verb = next((v for v in before if row.lower(v) in words_of("taking") | words_of("giving")), None)
    found = _taker(rows, row, verb, words_of("taking") | words_of("giving")) if verb is not None else None
    if found is None or verb is None:
        return
    is_over = row.lower(verb) in words_of("giving")
    holding = Holding(found[1].status, is_former=is_over) if found[1].status == "completed" or not is_over else None
    if holding is not None:
        yield from ties(row, index, kind, (targets, found[0]), holding, "event-stake", CONFIDENCE)


def _round(rows: Rows, row: Row, index: int, kind: str) -> Iterator[Tie]:
    """Read "Y a bouclé un tour de table de 8 millions d'euros mené par X", "la levée de fonds de Y, menée par X"."""
    has_name = row.lowers(index + 1, index + 3) in (["de", "table"], ["de", "fonds"], ["de", "financement"])
    if not has_name and (row.lower(index) == "tour" or not row.amounts or row.skip(index + 1) == index + 1):
        return
    led = (at for at in range(index + 3, min(len(row.pieces), index + LED_REACH)) if row.lower(at) in words_of("led"))
    at = next(led, None)
    leaders = _led_by(row, at) if at is not None else _beside(row, index)
    targets = _light_verb(rows, row, index)[1] or _after(row, index + 3, OF)[0]
    joined = _taker(rows, row, index - 2, words_of("capital verb")) if row.lower(index - 1) == "au" else None
    leaders = joined[0] if joined else leaders
    yield from ties(row, index, kind, (targets, leaders), Holding("completed"), "event-round", CONFIDENCE)


def _led_by(row: Row, index: int) -> Names:
    at = index + 1
    while row.lower(at) in words_of("adverb"):
        at += 1
    return _after(row, at, frozenset({"par"}))[0]


def _beside(row: Row, index: int) -> Names:
    """Read "une levée de fonds de 3 millions d'euros auprès de X et Y"."""
    at = next((at for at in range(index, min(len(row.pieces), index + LED_REACH)) if row.lower(at) == "auprès"), None)
    return _after(row, at + 1, OF)[0] if at is not None else ()


FRAMES: dict[str, Callable[[Rows, Row, int, str], Iterator[Tie]]] = {
    "takeover": _takeover,
    "control": _control,
    "union": _union,
    "sale": _sale,
    "capital": _capital,
    "stake": _stake,
    "hand": _hand,
    "lap": _lap,
    "round": _round,
}

"""Ties that a verb states: "X a racheté Y", "Y, détenue à 40 % par X", "X a levé 12 millions d'euros auprès de Y".

What belongs here: the frames of `relation_verbs` and the voice of a form. What does not: nouns (`relation_nouns`,
`relation_events`), whether a form states or denies (`relation_truth`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from orchestration.extraction import lexicon
from orchestration.extraction.relation_phrases import (
    OF,
    Names,
    anaphor_start,
    group_start,
    names_at,
    names_before,
    relative,
    subject,
    topic,
)
from orchestration.extraction.relation_rows import Row, Rows, words_of
from orchestration.extraction.relation_ties import STATES, Tie, ties
from orchestration.extraction.relation_truth import (
    Holding,
    holding_of_finite,
    holding_of_infinitive,
    holding_of_participle,
)
from orchestration.extraction.verb_forms import CONJUGATIONS, FORM_KEYS, Form
from orchestration.records import Mention

AT = frozenset({"à", "au", "aux"})
WITH = AT | {"avec"}
IN = frozenset({"dans", "chez"})
CONFIDENCE, TAKEN_UP = 0.85, 0.65
LONGEST_AGENT_GAP = 14


class VerbUse(NamedTuple):
    """One reading of a form: which form it is, what follows the verb, which kind of tie it states."""

    form: Form
    frame: str
    kind: str
    between_firms: bool
    is_reflexive: bool


class Act(NamedTuple):
    """A verb in its sentence: who does it, at which piece, and how it holds."""

    doers: Names
    trigger: int
    holding: Holding
    use: VerbUse
    is_taken_up: bool


@cache
def verb_uses() -> dict[str, tuple[VerbUse, ...]]:
    """Every form of every verb of `relation_verbs`."""
    found: defaultdict[str, list[VerbUse]] = defaultdict(list)
    for row in lexicon.rows("fr", "relation_verbs"):
        frame = row[1].removesuffix("+se")
        between_firms, is_reflexive = frame.endswith("*"), row[1].endswith("+se")
        for form, words in _forms(row):
            for word in words:
                found[word].append(VerbUse(form, frame.rstrip("*"), row[2], between_firms, is_reflexive))
    return {word: tuple(uses) for word, uses in found.items()}


def _forms(row: lexicon.Row) -> list[tuple[Form, list[str]]]:
    if len(row) < 4:
        return CONJUGATIONS["fr"](row[0])
    parts = (part.strip().partition(":") for part in row[3].split(";"))
    return [(FORM_KEYS[key], words.split()) for key, _, words in parts]


def verb_ties(rows: Rows, row: Row, index: int) -> Iterator[Tie]:
    """The ties that the verb at `index` of a row states."""
    for use in verb_uses().get(row.lower(index), ()):
        if use.form == "participle" and not use.is_reflexive:
            yield from _passive(rows, row, index, use)
        act = _act(rows, row, index, use)
        if act is not None:
            yield from FRAMES[use.frame](row, act)


def _act(rows: Rows, row: Row, index: int, use: VerbUse) -> Act | None:
    """The verb in the active voice with the one who does it."""
    start = group_start(row, index)
    group = row.lowers(start, index)
    if use.is_reflexive != (not {"se", "s'"}.isdisjoint(group)):
        return None
    is_state = use.kind in STATES
    if use.form == "finite":
        holding = holding_of_finite(row, index, is_state)
    elif use.form == "infinitive":
        governed = holding_of_infinitive(row, index)
        holding, start = governed if governed else (None, start)
        start = group_start(row, start)
    elif use.form == "participle" and _is_active(group, use):
        holding = holding_of_participle(row, index, False)
        start = _past_infinitive(row, start)
    else:
        return None
    if holding is None:
        return None
    doers = subject(rows, row, start)
    is_taken_up = any(name.start_char < row.start for name in doers)
    return Act(doers, index, holding, use, is_taken_up) if doers else None


def _past_infinitive(row: Row, start: int) -> int:
    """Where the group of "annonce (mardi) |avoir acquis" begins: at the verb that announces it."""
    if row.lower(start) != "avoir":
        return start
    at = start - 1
    while at > 0 and row.lower(at) in words_of("adverb"):
        at -= 1
    return group_start(row, at) if row.lower(at) in words_of("announcing") else 0


def _is_active(group: list[str], use: VerbUse) -> bool:
    """Whether the auxiliaries before a participle make a past tense and no passive."""
    has_being = not words_of("being").isdisjoint(group)
    return has_being if use.is_reflexive else bool(group) and not has_being


def _tied(row: Row, act: Act, subjects: Names, others: Names) -> Iterator[Tie]:
    sureness = TAKEN_UP if act.is_taken_up else CONFIDENCE
    rule = f"verb-{act.use.frame}"
    yield from ties(
        row, act.trigger, act.use.kind, (subjects, others), act.holding, rule, sureness, act.use.between_firms
    )


# Frames: each reads what follows the verb.


def _direct(row: Row, act: Act) -> Iterator[Tie]:
    """Read "X rachète Y", "X a racheté en 2020 le brasseur Y"."""
    targets, end = names_at(row, row.skip(act.trigger + 1))
    if targets and row.lower(end) not in OF:
        yield from _tied(row, act, targets, act.doers)


def _share(row: Row, act: Act) -> Iterator[Tie]:
    """Read "X détient 40 % du capital de Y", "X a pris 20 % de Y"."""
    targets = share_target(row, act.trigger + 1) or _whose(row, group_start(row, act.trigger))
    kind = "shareholder"
    if targets:
        yield from ties(
            *(row, act.trigger, kind, (targets, act.doers), act.holding, "verb-share"),
            TAKEN_UP if act.is_taken_up else CONFIDENCE,
        )


def _whose(row: Row, index: int) -> Names:
    """The antecedent in "Y, dont X détient 60 % (du capital), …", the verb's group beginning at `index`."""
    first = names_before(row, index)[1]
    return relative(row, first - 1) if row.lower(first - 1) == "dont" else ()


def share_target(row: Row, index: int) -> Names:
    """Whose share is told from `index` on: "40 % (du capital | des parts) de Y"."""
    percent = next((at for at in range(index, index + 9) if row.lower(at) == "%" or row.lower(at) == "cent"), None)
    if percent is None:
        return ()
    at = percent + 1
    while row.lower(at) in OF | {"dans"} and row.lower(at + 1) in words_of("capital"):
        at += 2
    if row.lower(at) not in OF | IN:
        return ()
    return names_at(row, at + 1, row.lower(at) not in ("du", "des"))[0]


def _to(row: Row, act: Act) -> Iterator[Tie]:
    """Read "Y appartient au groupe X"."""
    at = row.skip(act.trigger + 1) if row.lower(act.trigger + 1) not in AT else act.trigger + 1
    if row.lower(at) in AT:
        others = names_at(row, at + 1, row.lower(at) == "à")[0]
        sides = (others, act.doers) if act.use.kind == "member" else (act.doers, others)
        yield from _tied(row, act, *sides)


def _with(row: Row, act: Act) -> Iterator[Tie]:
    """Read "X fusionne avec Y", "X et Y fusionnent", "X s'associe à Y"."""
    at = row.skip(act.trigger + 1) if row.lower(act.trigger + 1) not in WITH else act.trigger + 1
    if row.lower(at) in WITH:
        yield from _tied(row, act, act.doers, names_at(row, at + 1, row.lower(at) != "au", WITH)[0])
    elif len(act.doers) == 2:
        yield from _tied(row, act, act.doers[:1], act.doers[1:])


def _into(row: Row, act: Act) -> Iterator[Tie]:
    """Read "X a investi 3 millions d'euros dans Y"."""
    at = row.skip(act.trigger + 1)
    if row.lower(at) in IN:
        yield from _tied(row, act, names_at(row, at + 1)[0], act.doers)


def _sell(row: Row, act: Act) -> Iterator[Tie]:
    """Read "X cède Y à Z": Z acquires Y, which X no longer owns where it is called its own."""
    at = row.skip(act.trigger + 1)
    is_own = row.lower(at) in words_of("possessive")
    targets, end = names_at(row, at)
    if not targets:
        return
    to = row.skip(end) if row.lower(end) not in AT else end
    buyers = names_at(row, to + 1, row.lower(to) == "à", AT)[0] if row.lower(to) in AT else ()
    yield from ties(row, act.trigger, "acquisition", (targets, buyers), act.holding, "verb-sell", CONFIDENCE, True)
    if is_own and act.holding.status == "completed":
        gone = Holding("completed", is_former=True)
        yield from ties(row, act.trigger, "parent", (targets, act.doers), gone, "verb-sell", CONFIDENCE, True)


def _raise(row: Row, act: Act) -> Iterator[Tie]:
    """Read "Y lève 12 millions d'euros auprès de X et de Z", "Y a levé 2 M€, auprès de …"."""
    after = range(act.trigger + 1, min(len(row.pieces), act.trigger + 30))
    at = next((at for at in after if row.lower(at) == "auprès" and row.lower(at + 1) in OF), None)
    if at is not None and row.amounts:
        yield from _tied(row, act, act.doers, names_at(row, at + 2, row.lower(at + 1) in ("de", "d'"), OF)[0])


def _groups(row: Row, act: Act) -> Iterator[Tie]:
    """Read "le réseau X regroupe Y et Z"."""
    members, _ = names_at(row, act.trigger + 1)
    if len(members) > 1:
        yield from _tied(row, act, act.doers, members)


def _nothing(row: Row, act: Act) -> Iterator[Tie]:
    """A frame that has no active voice."""
    del row, act
    yield from ()


FRAMES = {
    "direct": _direct,
    "share": _share,
    "to": _to,
    "with": _with,
    "into": _into,
    "sell": _sell,
    "raise": _raise,
    "groups": _groups,
    "joined": _nothing,
}


# The passive: "Y (a été | ,) rachetée (en 2020) par X".


def _passive(rows: Rows, row: Row, index: int, use: VerbUse) -> Iterator[Tie]:
    link = "par" if use.frame in ("direct", "share") else "à" if use.frame == "joined" else None
    group = row.lowers(group_start(row, index), index)
    if link is None or use.frame == "share" or (group and words_of("being").isdisjoint(group)):
        return
    agents = _agents(row, index + 1) if link == "par" else _joined_to(row, index + 1)
    if not agents:
        return
    holding = holding_of_participle(row, index, use.kind in STATES)
    targets = _patients(rows, row, index, bool(group))
    if holding is None:
        return
    kind = "shareholder" if use.kind == "owns" and _has_share(row, index) else use.kind
    sureness = TAKEN_UP if any(name.start_char < row.start for name in targets) else CONFIDENCE
    sides = (targets, agents)
    yield from ties(row, index, kind, sides, holding, "verb-passive", sureness, use.between_firms)


def _has_share(row: Row, index: int) -> bool:
    return "%" in row.lowers(index + 1, index + 8)


def _agents(row: Row, index: int) -> Names:
    """The names after "par", a date, a share, a place or a sum before it stepped over."""
    at = _agent_link(row, index)
    return names_at(row, at + 1, True, frozenset({"par"}))[0] if at is not None else ()


def _agent_link(row: Row, index: int) -> int | None:
    """Where "par" follows a participle, nothing but the circumstances of its event in between."""
    for at in range(index, min(len(row.pieces), index + LONGEST_AGENT_GAP)):
        word = row.lower(at)
        if word == "par":
            return at
        is_seller = row.at(at).name is not None and row.lower(at - 1) in AT
        if word in words_of("clause") or (row.at(at).name is not None and not is_seller):
            break
    return None


def _joined_to(row: Row, index: int) -> Names:
    return names_at(row, index + 1, row.lower(index) == "à")[0] if row.lower(index) in AT else ()


def _patients(rows: Rows, row: Row, index: int, has_group: bool) -> Names:
    """What is bought or owned: the subject, the name right before the participle, or the one that follows the agent."""
    start = group_start(row, index)
    if has_group:
        return subject(rows, row, start)
    at = start - (row.lower(start - 1) in (",", "("))
    names, first = names_before(row, at)
    if names:
        return names[-1:] if row.lower(first - 1) not in OF else ()
    taken_up = anaphor_start(row, at) if at < start else None
    if taken_up is not None:
        return topic(rows, row, taken_up)
    return _opened(row, index) if start == 0 else ()


def _opened(row: Row, index: int) -> tuple[Mention, ...]:
    """Read "Fondée en 1998 par X, Y emploie …": the sentence opens with the participle."""
    at = _agent_link(row, index + 1)
    end = names_at(row, at + 1, True, frozenset({"par"}))[1] if at is not None else index
    return names_at(row, row.skip(end) + 1)[0] if row.lower(row.skip(end)) == "," else ()

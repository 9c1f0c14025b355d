"""Ties that a verb states: "X a racheté Y", "Y, détenue à 40 % par X", "X a levé 12 millions d'euros auprès de Y".

What belongs here: the forms of `relation_verbs`, their voice, who does it and to whom. What does not: what follows a
verb in the active voice (`relation_frames`), nouns (`relation_nouns`, `relation_events`), denial (`relation_truth`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from orchestration import lexicon
from orchestration.extraction.relation_frames import AT, CONFIDENCE, FRAMES, TAKEN_UP, Act, VerbUse, tied
from orchestration.extraction.relation_phrases import (
    Names,
    anaphor_start,
    described,
    group_start,
    is_of_another,
    names_at,
    names_before,
    relative,
    subject,
    topic,
)
from orchestration.extraction.relation_rows import Row, Rows, words_of
from orchestration.extraction.relation_ties import STATES, Tie, ties
from orchestration.extraction.relation_truth import (
    holding_of_finite,
    holding_of_infinitive,
    holding_of_participle,
)
from orchestration.extraction.verb_forms import CONJUGATIONS, FORM_KEYS, Form

LONGEST_AGENT_GAP = 14
LONGEST_AGENT_LABEL = 8


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
        yield from _inverted(row, index, use)
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


def _inverted(row: Row, index: int, use: VerbUse) -> Iterator[Tie]:
    """Read "Y, que contrôle X", where the subject follows its verb."""
    is_relative = row.lower(index - 1) in ("que", "qu'")
    if use.form != "finite" or use.frame != "direct" or not is_relative:
        return
    holding, doers = holding_of_finite(row, index, use.kind in STATES), names_at(row, row.skip(index + 1))[0]
    if holding is not None:
        yield from tied(row, Act(doers, index, holding, use, False), relative(row, index - 1), doers)


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


# The passive: "Y (a été | ,) rachetée (en 2020) par X".


def _passive(rows: Rows, row: Row, index: int, use: VerbUse) -> Iterator[Tie]:
    group = row.lowers(group_start(row, index), index)
    reader = AGENTS.get(use.frame)
    if reader is None or (group and words_of("being").isdisjoint(group)):
        return
    agents = reader(row, index)
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
    at = _agent_link(row, index + 1)
    if at is None:
        return ()
    return names_at(row, at + 1, True, frozenset({"par"}))[0] or _labelled(row, at + 1)


def _labelled(row: Row, index: int) -> Names:
    """The persons of "deux anciens de Z, X et Y" or "un ingénieur nantais, X"."""
    if row.lower(index) not in words_of("determiner") | lexicon.words("fr", "number_words"):
        return ()
    for at in range(index + 1, min(len(row.pieces), index + LONGEST_AGENT_LABEL)):
        if row.lower(at) in (",", ":"):
            names = names_at(row, at + 1)[0]
            return names if all(name.kind == "actor" for name in names) else ()
        if row.lower(at) in words_of("barrier"):
            break
    return ()


def _backers(row: Row, index: int) -> Names:
    """The funds of "soutenue par le fonds X": others may support in many ways."""
    return tuple(name for name in _agents(row, index) if name.organisation_kind == "fund")


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
    link = row.lower(index + 1)
    return names_at(row, index + 2, link == "à")[0] if link in AT else ()


def _buyers(row: Row, index: int) -> Names:
    """The names after "à" in "vendue (en 2020 | par Z | 3 millions d'euros) à X"."""
    for at in range(index + 1, min(len(row.pieces), index + LONGEST_AGENT_GAP)):
        is_seller = row.at(at).name is not None and row.lower(at - 1) == "par"
        if row.lower(at) in words_of("clause") or (row.at(at).name is not None and not is_seller):
            break
        buyers = names_at(row, at + 1, row.lower(at) == "à", AT)[0] if row.lower(at) in AT else ()
        if buyers:
            return buyers
    return ()


AGENTS = {
    "direct": _agents,
    "starts": _agents,
    "joined": _joined_to,
    "sell": _buyers,
    "backed": _backers,
}


def _patients(rows: Rows, row: Row, index: int, has_group: bool) -> Names:
    """What is bought or owned: the subject, the name right before the participle, or the one that follows the agent."""
    start = group_start(row, index)
    if has_group:
        return subject(rows, row, start)
    at = start - (row.lower(start - 1) in (",", "("))
    names, first = names_before(row, at)
    if names:
        return names[-1:] if not is_of_another(row, first) else ()
    taken_up = anaphor_start(row, at) if at < start else None
    if taken_up is not None:
        return topic(rows, row, taken_up)
    return _opened(rows, row, index) if start == 0 else described(row, start)


def _opened(rows: Rows, row: Row, index: int) -> Names:
    """Read "Fondée en 1998 par X, Y (| elle) emploie …": the sentence opens with the participle."""
    at = _agent_link(row, index + 1)
    end = names_at(row, at + 1, True, frozenset({"par"}))[1] if at is not None else index
    comma = row.skip(end)
    if row.lower(comma) != ",":
        return ()
    is_pronoun = row.lower(comma + 1) in words_of("pronoun")
    return topic(rows, row, 0) if is_pronoun else names_at(row, comma + 1)[0]

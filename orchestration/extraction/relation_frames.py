"""What follows a verb that ties organisations: "rachète |Y", "détient |40 % de Y", "lève 2 M€ |auprès de X".

What belongs here: one reader for each active frame of `relation_verbs`. What does not: the forms of a verb, its voice
and its subject (`relation_verbs`), whether it states or denies (`relation_truth`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from orchestration import lexicon
from orchestration.extraction.relation_phrases import OF, Names, group_start, names_at, names_before, relative
from orchestration.extraction.relation_rows import Row, words_of
from orchestration.extraction.relation_ties import Tie, ties
from orchestration.extraction.relation_truth import Holding
from orchestration.extraction.verb_forms import Form

AT = frozenset({"à", "au", "aux"})
WITH = AT | {"avec"}
IN = frozenset({"dans", "chez"})
CONFIDENCE, TAKEN_UP = 0.85, 0.65
# What one joins as a member; who "joins" a firm is bought by it or hired.
JOINED_KINDS = frozenset({"association", "international"})
SHARE_REACH, ROUND_REACH, GOODS_REACH = 9, 30, 10


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

    @property
    def sureness(self) -> float:
        """The confidence of what it states."""
        return TAKEN_UP if self.is_taken_up else CONFIDENCE


def tied(row: Row, act: Act, subjects: Names, others: Names) -> Iterator[Tie]:
    """The ties of an act with its own kind."""
    sides, rule = (subjects, others), f"verb-{act.use.frame}"
    yield from ties(row, act.trigger, act.use.kind, sides, act.holding, rule, act.sureness, act.use.between_firms)


def _direct(row: Row, act: Act) -> Iterator[Tie]:
    """Read "X rachète Y", "X a racheté en 2020 le brasseur Y", "Y, que X a rachetée"."""
    targets, end = names_at(row, row.skip(act.trigger + 1))
    if not targets:
        targets, end = _antecedent(row, group_start(row, act.trigger), frozenset({"que", "qu'"})), act.trigger
    if targets and row.lower(end) not in OF:
        yield from tied(row, act, targets, act.doers)
        if act.use.kind == "founder" and row.lower(end) == "avec":
            yield from tied(row, act, targets, _companions(row, end + 1))


def _companions(row: Row, index: int) -> Names:
    """The persons after "avec", perhaps after "son frère" or "deux amis,"."""
    has_noun = row.lower(index) in words_of("possessive") and row.at(index + 1).name is None
    names = names_at(row, index + 2 if has_noun else index)[0]
    return tuple(name for name in names if name.kind == "actor")


def _starts(row: Row, act: Act) -> Iterator[Tie]:
    """Read "X lance Y (en 2019)" of a person: a firm launches products, and "dans une course" launches nothing new."""
    end = row.skip(names_at(row, row.skip(act.trigger + 1))[1])
    if all(name.kind == "actor" for name in act.doers) and row.lower(end) in words_of("closing"):
        yield from _direct(row, act)


def _share(row: Row, act: Act) -> Iterator[Tie]:
    """Read "X détient 40 % du capital de Y", "Y, dont X détient 60 %", "X en possède un tiers"."""
    start = group_start(row, act.trigger)
    at = _share_at(row, act.trigger + 1)
    if at is None:
        return
    is_whole = row.lower(at) in words_of("whole share")
    kind = "owns" if is_whole else "shareholder"
    targets = share_target(row, act.trigger + 1) or _antecedent(row, start, frozenset({"dont"}))
    targets = targets or taken_by_en(row, act.trigger, act.doers)
    if targets:
        yield from ties(row, act.trigger, kind, (targets, act.doers), act.holding, "verb-share", act.sureness)


def _antecedent(row: Row, index: int, pronouns: frozenset[str]) -> Names:
    """The antecedent in "Y, dont X détient 60 %" or "Y, que X a rachetée", the verb's group beginning at `index`."""
    first = names_before(row, index)[1]
    return relative(row, first - 1) if row.lower(first - 1) in pronouns else ()


def taken_by_en(row: Row, index: int, doers: Names) -> Names:
    """What "en" before the verb at `index` takes up: the only other organisation that the sentence has named."""
    start = group_start(row, index)
    if "en" not in row.lowers(start, index):
        return ()
    known = {name.name for name in doers}
    before = [piece.name for piece in row.pieces[:start] if piece.name is not None and piece.name.name not in known]
    named = {name.name: name for name in before if name.kind == "organisation"}
    return tuple(named.values()) if len(named) == 1 else ()


def _share_at(row: Row, index: int) -> int | None:
    """Where the share ends that is told from `index` on ("40 |%", "un |tiers", "la |moitié")."""
    words = words_of("fraction") | words_of("whole share") | {"%", "cent"}
    reach = range(index, min(len(row.pieces), index + SHARE_REACH))
    return next((at for at in reach if row.lower(at) in words), None)


def share_target(row: Row, index: int) -> Names:
    """Whose share is told from `index` on: "40 % (du capital | des parts) de Y"."""
    share = _share_at(row, index)
    if share is None:
        return ()
    at = share + 1
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
        yield from tied(row, act, *sides)


def _with(row: Row, act: Act) -> Iterator[Tie]:
    """Read "X fusionne avec Y", "X et Y fusionnent", "X s'associe à Y"."""
    at = row.skip(act.trigger + 1) if row.lower(act.trigger + 1) not in WITH else act.trigger + 1
    if row.lower(at) in WITH:
        yield from tied(row, act, act.doers, names_at(row, at + 1, row.lower(at) != "au", WITH)[0])
    elif len(act.doers) == 2:
        yield from tied(row, act, act.doers[:1], act.doers[1:])


def _together(row: Row, act: Act) -> Iterator[Tie]:
    """Read "X et Y unissent leurs forces"; who "unites" others is no partner of theirs."""
    if row.lower(act.trigger + 1) == "leurs" and len(act.doers) == 2:
        yield from tied(row, act, act.doers[:1], act.doers[1:])


def _into(row: Row, act: Act) -> Iterator[Tie]:
    """Read "X a investi 3 millions d'euros dans Y"."""
    at = row.skip(act.trigger + 1)
    if row.lower(at) in IN:
        yield from tied(row, act, names_at(row, at + 1)[0], act.doers)


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
    at = _beside(row, act.trigger + 1, ROUND_REACH)
    if at is not None and row.amounts:
        yield from tied(row, act, act.doers, names_at(row, at + 1, row.lower(at) in ("de", "d'"), OF)[0])


def _beside(row: Row, index: int, reach: int) -> int | None:
    """Where "de" of the next "auprès de" stands."""
    for at in range(index, min(len(row.pieces), index + reach)):
        if row.lower(at) == "auprès" and row.lower(at + 1) in OF:
            return at + 1
    return None


def _groups(row: Row, act: Act) -> Iterator[Tie]:
    """Read "le réseau X regroupe Y et Z"."""
    members, _ = names_at(row, act.trigger + 1)
    if len(members) > 1:
        yield from tied(row, act, act.doers, members)


def _join(row: Row, act: Act) -> Iterator[Tie]:
    """Read "Y a rejoint en janvier l'alliance X": of associations only, for joining a firm is being bought by it."""
    joined = [n for n in names_at(row, row.skip(act.trigger + 1))[0] if n.organisation_kind in JOINED_KINDS]
    yield from tied(row, act, tuple(joined), act.doers)


def _supply(row: Row, act: Act) -> Iterator[Tie]:
    """Read "X fournit Y en acier", "X fournit de l'acier à Y et à Z"; "X a fourni des plans à Y" is no lasting tie."""
    at = row.skip(act.trigger + 1)
    at += 2 * (row.lower(at) == "en" and row.at(at + 1).text.islower())
    buyers, end = names_at(row, at)
    if act.use.form != "finite" or (buyers and row.lower(end) in OF | AT):
        return
    yield from tied(row, act, buyers or _receivers(row, at), act.doers)


def _receivers(row: Row, index: int) -> Names:
    """The names after "à" behind the goods."""
    for at in range(index, min(len(row.pieces), index + GOODS_REACH)):
        if row.lower(at) in AT:
            return names_at(row, at + 1, row.lower(at) == "à", AT)[0]
        is_no_good = row.lower(at).removesuffix("s") in lexicon.words("fr", "goods_exclusions")
        if row.at(at).name is not None or row.lower(at) in words_of("barrier") or is_no_good:
            break
    return ()


def _source(row: Row, act: Act) -> Iterator[Tie]:
    """Read "Y se fournit auprès de X", "Y s'approvisionne chez X"."""
    at = row.skip(act.trigger + 1)
    if row.lower(at) == "chez":
        yield from tied(row, act, act.doers, names_at(row, at + 1)[0])
        return
    near = _beside(row, at, 2)
    if near is not None:
        yield from tied(row, act, act.doers, names_at(row, near + 1, row.lower(near) in ("de", "d'"), OF)[0])


def _nothing(row: Row, act: Act) -> Iterator[Tie]:
    """A frame that has no active voice."""
    del row, act
    yield from ()


FRAMES = {
    "direct": _direct,
    "starts": _starts,
    "share": _share,
    "to": _to,
    "with": _with,
    "together": _together,
    "into": _into,
    "sell": _sell,
    "raise": _raise,
    "groups": _groups,
    "join": _join,
    "supply": _supply,
    "source": _source,
    "joined": _nothing,
    "backed": _nothing,
}

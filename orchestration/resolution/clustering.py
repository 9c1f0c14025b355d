"""Which profiles are one: the surest pairs first, and never two that something keeps apart.

What belongs here: going from weighed pairs to groups. What does not: weighing (`scoring`), people's decisions on names
(`curation`) and what a group is called (`entities`). The result depends on the set of pairs only, never on their order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from orchestration.resolution.profiles import Profile, Row

# Log2 odds from which two are one, and below which they are two whatever their friends say.
SAME, APART = 2.0, -4.5
# A name that fits several people (an initial, a bare surname, an acronym of two bodies) goes to the one that fits by
# this much better than the next, or to nobody.
CLEARLY = 3.0

# More than anything seen can weigh: what a register says of its own entry, and, above that, people's word.
LISTED, JUDGED = 100.0, 200.0

Groups = list[tuple[str, ...]]
_NOBODY: frozenset[str] = frozenset()


class Pair(NamedTuple):
    """Two profiles that may be one: the weight of all that was seen (log2 odds), and its parts in words."""

    left: str
    right: str
    weight: float
    reasons: tuple[str, ...] = ()


def cluster(profiles: Sequence[Profile], pairs: Iterable[Pair]) -> Groups:
    """Group profiles (by id) into entities; every profile is in one group, groups and members are sorted."""
    merging = _Merging({profile.profile_id: profile for profile in profiles}, list(pairs))
    for pair in sorted(merging.pairs, key=lambda pair: (-pair.weight, pair.left, pair.right)):
        if pair.weight < SAME:
            break
        merging.consider(pair)
    return sorted({tuple(sorted(group)) for group in merging.group_of.values()})


class _Merging:
    """The groups so far, and all that may forbid joining two of them."""

    def __init__(self, profiles: Mapping[str, Profile], pairs: list[Pair]) -> None:
        self.profiles = profiles
        self.pairs = pairs
        self.group_of: dict[str, frozenset[str]] = {identity: frozenset((identity,)) for identity in profiles}
        self._weighed = {(pair.left, pair.right) for pair in pairs}
        self._told: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._beside: dict[str, list[tuple[str, float]]] = defaultdict(list)
        self._apart: dict[str, set[str]] = defaultdict(set)
        for pair in pairs:
            self._beside[pair.left].append((pair.right, pair.weight))
            self._beside[pair.right].append((pair.left, pair.weight))
            if pair.weight < APART:
                self._apart[pair.left].add(pair.right)
                self._apart[pair.right].add(pair.left)

    def consider(self, pair: Pair) -> None:
        """Join the groups of a pair unless something speaks against it."""
        one, other = self.group_of[pair.left], self.group_of[pair.right]
        if one == other:
            return
        if pair.weight >= JUDGED:
            self._known(pair)
            self._join(one, other)
            return
        if self._is_doubtful(pair.left, pair) or self._is_doubtful(pair.right, pair):
            return
        if not (self._are_apart(one, other) or self._is_tied(one, other, pair.weight)):
            if pair.weight >= LISTED:
                self._known(pair)
            self._join(one, other)

    def _known(self, pair: Pair) -> None:
        self._told[pair.left].append((pair.left, pair.right))
        self._told[pair.right].append((pair.right, pair.left))

    def _join(self, one: frozenset[str], other: frozenset[str]) -> None:
        joined = one | other
        for identity in joined:
            self.group_of[identity] = joined

    def _is_doubtful(self, identity: str, pair: Pair) -> bool:
        """Whether a form that fits several has another, about as good, place to go."""
        if not self._fits_several(identity) or len(self.group_of[identity]) > 1:
            return False
        partner = pair.right if identity == pair.left else pair.left
        if self._fits_several(partner):
            return False
        places = {
            self.group_of[other]
            for other, weight in self._beside[identity]
            if weight > pair.weight - CLEARLY and weight > -CLEARLY and not self._fits_several(other)
        }
        return len(places) > 1

    def _fits_several(self, identity: str) -> bool:
        return bool(self.profiles[identity].row["is_weak"])

    def _are_apart(self, one: frozenset[str], other: frozenset[str]) -> bool:
        if any(self._is_apart(member, other) for member in one) or self._is_only_bridged(one, other):
            return True
        rows = [[self.profiles[identity].row for identity in sorted(group)] for group in (one, other)]
        if "given" not in rows[0][0]:
            return False
        return self._named_otherwise(one, other) or _serve_in_turns(*rows)

    def _is_tied(self, one: frozenset[str], other: frozenset[str], weight: float) -> bool:
        """Whether one group goes as well with somebody who cannot be the other: a tie decides nothing."""
        return any(
            beside >= weight and near not in group and self._is_apart(near, partner)
            for group, partner in ((one, other), (other, one))
            for member in group
            for near, beside in self._beside[member]
        )

    def _is_only_bridged(self, one: frozenset[str], other: frozenset[str]) -> bool:
        """Whether nothing but a form that fits several holds the full names of both together."""
        full = [[member for member in group if not self._fits_several(member)] for group in (one, other)]
        return all(full) and not any(self._is_weighed(left, right) for left in full[0] for right in full[1])

    def _is_weighed(self, left: str, right: str) -> bool:
        return ((left, right) if left < right else (right, left)) in self._weighed

    def _is_apart(self, identity: str, group: frozenset[str]) -> bool:
        return not self._apart.get(identity, _NOBODY).isdisjoint(group)

    def _named_otherwise(self, one: frozenset[str], other: frozenset[str]) -> bool:
        """Full given names that nothing brings together: two people who share an initial."""
        # Somebody whom people know under two names may be called by either.
        known = [(left, right) for member in one | other for left, right in self._told[member]]
        return any(
            not self._is_weighed(left, right)
            and not self._share_given_name(left, right)
            and not any(self._share_given_name(left, a) and self._share_given_name(b, right) for a, b in known)
            for left in one
            for right in other
        )

    def _share_given_name(self, left: str, right: str) -> bool:
        return _one_given_name(self.profiles[left], self.profiles[right])


def _one_given_name(one: Profile, other: Profile) -> bool:
    if one.row["is_weak"] or other.row["is_weak"]:
        return True
    first, second = one.row["given_text"], other.row["given_text"]
    return bool(first.startswith(second) or second.startswith(first))


def _serve_in_turns(one: Sequence[Row], other: Sequence[Row]) -> bool:
    """Whether two groups serve other organisations in years that interlock, with no company in common.

    One person changes posts once in a while, not to and fro.
    """
    if min(len(one), len(other)) < 2:
        return False
    sides = (one, other)
    served = [{name for row in rows for name in row["organisations"]} for rows in sides]
    if not all(served) or served[0] & served[1]:
        return False
    beside = [{name for row in rows for name in row["companions"] if name.startswith("p ")} for rows in sides]
    if beside[0] & beside[1]:
        return False
    years = [
        [row[end] for row in rows for end in ("first_year", "last_year") if row[end] and row["organisations"]]
        for rows in sides
    ]
    return all(years) and min(years[0]) < max(years[1]) and min(years[1]) < max(years[0])

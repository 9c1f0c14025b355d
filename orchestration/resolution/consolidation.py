"""Tellings to contracts: the same contract told by two papers and a notice is one, with the evidence of all three.

What belongs here: which tellings may meet at all, and putting each to the one contract that fits. What does not:
whether two agree (`agreement`), which of several values counts (dbt). The order of arrival changes nothing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from orchestration.agreements import ContractLink, ContractTelling
from orchestration.records import stable_id
from orchestration.resolution.agreement import EQUAL, REASONS, Bond, bond, contradicts

# With one side unknown, parties alone name no agreement: in one text nothing may speak against it, in two texts the sum
# or a registered number must be the same.
_BOND_ACROSS_TEXTS = Bond.AMOUNT


class _Contract:
    """The tellings put together so far, and the parties that they name between them."""

    def __init__(self, first: ContractTelling) -> None:
        self.tellings = [first]
        self.reasons = {first.claim_id: REASONS[Bond.NONE]}
        self.buyers = set(first.buyers)
        self.suppliers = set(first.suppliers)

    def add(self, telling: ContractTelling, bond: Bond) -> None:
        self.tellings.append(telling)
        self.reasons[telling.claim_id] = REASONS[bond]
        self.buyers |= telling.buyers
        self.suppliers |= telling.suppliers

    def fit(self, telling: ContractTelling) -> Bond:
        """The strongest bond of a telling with one of the contract's own; NONE where any of them speaks against it."""
        if telling.buyers & self.suppliers or telling.suppliers & self.buyers:
            return Bond.NONE
        if any(contradicts(telling, other) for other in self.tellings):
            return Bond.NONE
        strongest = max(_bond(telling, other) for other in self.tellings)
        # A list of customers is no list of joint buyers; a group of suppliers is often called by its leader alone.
        may_meet = _meet(telling.buyers, self.buyers, in_part=strongest >= Bond.NUMBER) and _meet(
            telling.suppliers, self.suppliers, in_part=strongest >= Bond.TEXT
        )
        return strongest if may_meet else Bond.NONE

    @property
    def contract_id(self) -> str:
        """Made of the earliest telling: what is told later of a contract does not change its id."""
        earliest = min(self.tellings, key=lambda told: (told.told_on or date.max, told.claim_id))
        return stable_id("con", earliest.claim_id)


def consolidate(tellings: Iterable[ContractTelling]) -> list[ContractLink]:
    """Put every telling to its contract; return one link each, sorted by claim.

    The fullest are placed first, so that what leaves much open finds the contracts that it may speak of. Where several
    fit equally well, one of its own text comes first, then one whose sum nobody states; else it stands alone rather
    than with the wrong one.
    """
    contracts: list[_Contract] = []
    met: dict[object, list[_Contract]] = defaultdict(list)
    for telling in sorted(tellings, key=_fullness):
        near = {id(contract): contract for key in _meetings(telling) for contract in met[key]}
        chosen, strength = _best(telling, list(near.values()))
        if chosen is None:
            chosen = _Contract(telling)
            contracts.append(chosen)
        else:
            chosen.add(telling, strength)
        for key in _meetings(telling):
            if not any(contract is chosen for contract in met[key]):
                met[key].append(chosen)
    links = [
        ContractLink(telling.claim_id, contract.contract_id, contract.reasons[telling.claim_id])
        for contract in contracts
        for telling in contract.tellings
    ]
    return sorted(links, key=lambda link: link.contract_claim_id)


def _best(telling: ContractTelling, contracts: Sequence[_Contract]) -> tuple[_Contract | None, Bond]:
    fits = [(fit, contract) for contract in contracts if (fit := contract.fit(telling)) is not Bond.NONE]
    strongest = max((fit for fit, _ in fits), default=Bond.NONE)
    best = [contract for fit, contract in fits if fit == strongest]
    for is_nearer in (_is_told_in, _leaves_sum_open):
        if len(best) > 1:
            best = [contract for contract in best if is_nearer(contract, telling)] or best
    return (best[0], strongest) if len(best) == 1 else (None, Bond.NONE)


def _is_told_in(contract: _Contract, telling: ContractTelling) -> bool:
    return any(other.text_id == telling.text_id for other in contract.tellings)


def _leaves_sum_open(contract: _Contract, telling: ContractTelling) -> bool:
    return telling.amount is None and all(other.amount is None for other in contract.tellings)


def _bond(a: ContractTelling, b: ContractTelling) -> Bond:
    found = bond(a, b)
    if (_has_both_sides(a) and _has_both_sides(b)) or a.text_id == b.text_id:
        return found
    return found if found >= _BOND_ACROSS_TEXTS else Bond.NONE


def _meet(some: frozenset[str], others: set[str], *, in_part: bool) -> bool:
    """Whether two sides may be one: one is unknown, both are the same, or, `in_part`, one names some of the other."""
    return not some or not others or some == others or (in_part and (some <= others or others <= some))


def _has_both_sides(telling: ContractTelling) -> bool:
    return bool(telling.buyers and telling.suppliers)


def _meetings(telling: ContractTelling) -> list[object]:
    """Where a telling meets others: at its pairs of parties, its numbers, each party in its text or by its sum."""
    pairs: list[object] = [(buyer, supplier) for buyer in telling.buyers for supplier in telling.suppliers]
    places: list[object] = [telling.text_id] if telling.source is None else []
    if telling.amount:
        # Sums that are equal but for rounding lie in neighbouring classes of two per cent.
        step = math.floor(math.log(telling.amount) / math.log(1 + 2 * EQUAL))
        places += [(telling.currency, step), (telling.currency, step + 1)]
    sides = (("buyer", telling.buyers), ("supplier", telling.suppliers))
    return [*pairs, *telling.keys, *((place, side, party) for place in places for side, ids in sides for party in ids)]


def _fullness(telling: ContractTelling) -> tuple[object, ...]:
    return (
        not telling.keys,
        not _has_both_sides(telling),
        telling.amount is None,
        telling.subject is None,
        telling.signed_on is None,
        telling.told_on or date.max,
        telling.claim_id,
    )

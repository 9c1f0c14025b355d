"""Tellings to contracts: the same contract told by two papers and a notice is one, with the evidence of all three.

What belongs here: which tellings may meet at all, and putting each to the one contract that fits. What does not:
whether two agree (`agreement`), which of several values counts (dbt). The order of arrival changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import product

from orchestration.agreements import ContractLink, ContractTelling
from orchestration.records import ContractStatus, stable_id
from orchestration.resolution.agreement import REASONS, Bond, bond, contradicts, stems
from orchestration.resolution.meetings import Meetings

# With one side unknown, parties alone name no agreement: in one text nothing may speak against it, in two texts the sum
# or a registered number must be the same.
_BOND_ACROSS_TEXTS = Bond.AMOUNT


class _Contract:
    """The tellings put together so far, and the parties that they name between them."""

    def __init__(self, first: ContractTelling) -> None:
        self.tellings: list[ContractTelling] = []
        self.reasons: dict[str, str] = {}
        self.buyers: set[str] = set()
        self.suppliers: set[str] = set()
        self._numbers: set[str] = set()
        self._statuses: set[ContractStatus] = set()
        self._voices: dict[object, list[ContractTelling]] = {}
        self._texts: dict[str, list[ContractTelling]] = defaultdict(list)
        self.words: set[str] = set()
        self.is_dated = False
        self.leaves_sum_open = True
        self.add(first, Bond.NONE)

    def add(self, telling: ContractTelling, bond: Bond) -> None:
        self.tellings.append(telling)
        self.reasons[telling.claim_id] = REASONS[bond]
        self.buyers |= telling.buyers
        self.suppliers |= telling.suppliers
        self.words |= stems(telling.subject)
        self.is_dated |= telling.signed_on is not None
        self.leaves_sum_open &= telling.amount is None
        self._numbers |= telling.keys
        self._statuses.add(telling.status)
        self._texts[telling.text_id].append(telling)
        self._voices[_voice(telling)] = _first_and_last(telling, self._voices.get(_voice(telling), ()))

    def fit(self, telling: ContractTelling) -> Bond:
        """The strongest bond of a telling with one of the contract's own; NONE where any of them speaks against it."""
        if telling.buyers & self.suppliers or telling.suppliers & self.buyers:
            return Bond.NONE
        voices = self._heard(telling) or [told for alike in self._voices.values() for told in alike]
        if any(contradicts(telling, other) for other in voices):
            return Bond.NONE
        strongest = max(_bond(telling, other) for other in (*voices, *self._texts.get(telling.text_id, ())))
        return strongest if self._has_parties_of(telling, strongest) else Bond.NONE

    def _heard(self, telling: ContractTelling) -> Sequence[ContractTelling]:
        """The tellings alike, where whatever fits them fits this one: the order of events cannot tell them apart."""
        alike = self._voices.get(_voice(telling), ())
        if not alike or telling.told_on is None or self._statuses == {telling.status}:
            return alike
        first, last = alike[0].told_on, alike[-1].told_on
        return alike if first and last and first <= telling.told_on <= last else ()

    def _has_parties_of(self, telling: ContractTelling, bond: Bond) -> bool:
        # A list of customers is no list of joint buyers; a group of suppliers is often called by its leader alone; an
        # amendment may name new suppliers.
        is_handed_on = bond >= Bond.NUMBER and telling.is_amendment
        return _meet(telling.buyers, self.buyers, in_part=bond >= Bond.NUMBER) and (
            is_handed_on or _meet(telling.suppliers, self.suppliers, in_part=bond >= Bond.TEXT)
        )

    def is_told_in(self, text_id: str) -> bool:
        """Whether one of the tellings stands in the text."""
        return text_id in self._texts

    def is_near(self, telling: ContractTelling) -> bool:
        """Whether a telling stands in the same text or bears a number of one of the contract's own."""
        return telling.text_id in self._texts or not self._numbers.isdisjoint(telling.keys)

    @property
    def is_closed_unawarded(self) -> bool:
        """Whether registers tell only that nobody was chosen: nothing was bought, nothing is sought."""
        return not self.suppliers and all(told.status == "ended" and told.source for told in self.tellings)

    @property
    def contract_id(self) -> str:
        """Made of the earliest telling: what is told later of a contract does not change its id."""
        earliest = min(self.tellings, key=lambda told: (told.told_on or date.max, told.claim_id))
        return stable_id("con", earliest.claim_id)


def consolidate(tellings: Iterable[ContractTelling]) -> list[ContractLink]:
    """Put every telling to its contract; return one link each, sorted by claim.

    The fullest are placed first, so that what leaves much open finds the contracts that it may speak of; awards before
    what amends them. Where several fit equally well, one of its own text comes first, then one whose sum nobody states;
    else it stands alone rather than with the wrong one. That registers closed a lot without a winner, and nothing else,
    is no contract: no link.
    """
    contracts: list[_Contract] = []
    met: Meetings[_Contract] = Meetings()
    for telling in sorted(tellings, key=_fullness):
        chosen, strength = _best(telling, met.of(telling))
        if chosen is None:
            chosen = _Contract(telling)
            contracts.append(chosen)
        else:
            chosen.add(telling, strength)
        met.file(telling, chosen, product(chosen.buyers, chosen.suppliers))
    links = [
        ContractLink(telling.claim_id, contract.contract_id, contract.reasons[telling.claim_id])
        for contract in contracts
        if not contract.is_closed_unawarded
        for telling in contract.tellings
    ]
    return sorted(links, key=lambda link: link.contract_claim_id)


def _best(telling: ContractTelling, contracts: Sequence[_Contract]) -> tuple[_Contract | None, Bond]:
    fits = list(_fits(telling, contracts))
    strongest = max((fit for fit, _ in fits), default=Bond.NONE)
    best = [contract for fit, contract in fits if fit == strongest]
    for is_nearer in (_has_its_suppliers, _is_told_in, _leaves_sum_open):
        if len(best) > 1:
            best = [contract for contract in best if is_nearer(contract, telling)] or best
    return (best[0], strongest) if len(best) == 1 else (None, Bond.NONE)


def _fits(telling: ContractTelling, contracts: Sequence[_Contract]) -> Iterator[tuple[Bond, _Contract]]:
    """The contracts that the telling fits, nearer ones first; among the others no more than it takes for a tie."""
    near: list[_Contract] = []
    afar: list[_Contract] = []
    for contract in contracts:
        (near if contract.is_near(telling) else afar).append(contract)
    yield from ((fit, contract) for contract in near if (fit := contract.fit(telling)) is not Bond.NONE)
    words, strongest = stems(telling.subject), _strongest_afar(telling)
    # What shares most words, then what states a day at all, ties soonest.
    afar.sort(key=lambda contract: (-len(words & contract.words), not contract.is_dated))
    for is_open in (True, False):
        ties = 0
        for contract in afar:
            if _leaves_sum_open(contract, telling) is not is_open:
                continue
            fit = contract.fit(telling)
            if fit is not Bond.NONE:
                yield fit, contract
                ties += fit >= strongest
            if ties > 1 and not telling.is_amendment:
                return


def _strongest_afar(telling: ContractTelling) -> Bond:
    """The strongest bond that what a telling states allows with a contract of no common text or number."""
    if telling.amount is not None:
        return Bond.AMOUNT
    return Bond.SUBJECT if stems(telling.subject) else Bond.DATE if telling.signed_on else Bond.PARTIES


def _has_its_suppliers(contract: _Contract, telling: ContractTelling) -> bool:
    return telling.is_amendment and contract.suppliers == telling.suppliers


def _is_told_in(contract: _Contract, telling: ContractTelling) -> bool:
    return contract.is_told_in(telling.text_id)


def _leaves_sum_open(contract: _Contract, telling: ContractTelling) -> bool:
    return telling.amount is None and contract.leaves_sum_open


def _voice(telling: ContractTelling) -> object:
    """All that tellings are compared by, but the text and the day on which they were told."""
    return (
        *(telling.status, telling.amount, telling.currency, stems(telling.subject), telling.lots, telling.keys),
        *(telling.signed_on, telling.signed_on_precision, telling.source, _has_both_sides(telling)),
    )


def _first_and_last(telling: ContractTelling, alike: Sequence[ContractTelling]) -> list[ContractTelling]:
    """Of tellings alike those told first and last: what contradicts none of the two contradicts none between them."""
    dated = sorted((told for told in (telling, *alike) if told.told_on), key=lambda told: (told.told_on, told.claim_id))
    return [dated[0], dated[-1]][: len(dated)] if dated else [telling]


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


def _fullness(telling: ContractTelling) -> tuple[object, ...]:
    return (
        not telling.keys,
        telling.is_amendment,
        not _has_both_sides(telling),
        telling.amount is None,
        telling.subject is None,
        telling.signed_on is None,
        telling.told_on or date.max,
        telling.claim_id,
    )

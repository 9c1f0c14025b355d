"""Two papers and a notice about one contract are one contract; two contracts are never made one."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date
from itertools import combinations, permutations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.agreements import ContractTelling
from orchestration.resolution import consolidate
from orchestration.resolution.agreement import contradicts
from orchestration.resolution.meetings import Meetings

CITY, FIRM, OTHER_FIRM = "org-city", "org-firm", "org-other"
BUSES = "douze autobus électriques"


def told(claim_id: str, **values: Any) -> ContractTelling:
    """What a paper of its own tells: the city buys from the firm."""
    known = {
        "text_id": f"doc-{claim_id}",
        "buyers": [CITY],
        "suppliers": [FIRM],
        "status": "awarded",
        "confidence": 0.7,
    }
    known |= values
    sides = {side: frozenset(known.pop(side)) for side in ("buyers", "suppliers")}
    sets = {name: frozenset(known.pop(name, ())) for name in ("keys", "lots")}
    return ContractTelling(claim_id, **sides, **sets, **known)


def notice(claim_id: str, source: str = "ted", **values: Any) -> ContractTelling:
    return told(claim_id, source=source, **values)


def groups(*tellings: ContractTelling) -> set[str]:
    """The claims of each contract, joined by +."""
    found: dict[str, list[str]] = defaultdict(list)
    for link in consolidate(tellings):
        found[link.contract_id].append(link.contract_claim_id)
    return {"+".join(sorted(claims)) for claims in found.values()}


ONE = {
    "two papers and a notice": [
        told("a", amount=2.4e6, currency="EUR", subject=BUSES),
        told("b", amount=2_398_000.0, currency="EUR"),
        notice("n", amount=2_398_412.0, currency="EUR", subject="Fourniture d'autobus électriques", keys=["7-2024#"]),
    ],
    "papers that disagree a little about the sum of one subject": [
        told("a", amount=455e6, currency="EUR", subject=BUSES),
        told("b", amount=445e6, currency="EUR", subject="des autobus électriques"),
    ],
    "a paper that states no sum": [
        told("a", amount=2.4e6, currency="EUR", subject=BUSES),
        told("b", subject="autobus électriques"),
    ],
    "a year and a day within it": [
        told("a", subject=BUSES, signed_on=date(2024, 1, 1), signed_on_precision="year"),
        told("b", subject=BUSES, signed_on=date(2024, 11, 5), signed_on_precision="day"),
    ],
    "a call and its award under one number, whatever was expected": [
        notice("a", status="pending", suppliers=[], amount=3e6, currency="EUR", keys=["folder-1#1"], lots=["1"]),
        notice("b", amount=2e6, currency="EUR", keys=["folder-1#1"], lots=["1"]),
    ],
    "an award and its modification": [
        notice("a", "decp", amount=2e6, currency="EUR", keys=["org-city:2024"]),
        notice("b", "decp", amount=2.9e6, currency="EUR", keys=["org-city:2024"], signed_on=date(2026, 1, 1)),
    ],
    "three registers of one award": [
        notice("a", "ted", amount=2e6, currency="EUR", keys=["7-2024#"]),
        notice("b", "boamp", amount=2e6, currency="EUR", keys=["24-88#"]),
        notice("c", "decp", amount=2e6, currency="EUR", keys=["org-city:2024"]),
    ],
    "one of the members of a group": [
        notice("a", suppliers=[FIRM, OTHER_FIRM], amount=2e6, currency="EUR", keys=["7-2024#"]),
        told("b", amount=2e6, currency="EUR"),
    ],
    "a price with tax and one without": [
        notice("a", amount=78_500.0, currency="EUR", subject="Voirie et réseaux", keys=["7-2024#1"]),
        told("b", amount=94_200.0, currency="EUR", subject="la voirie et les réseaux"),
    ],
    "one side told alone in the text that tells both": [
        told("a", text_id="doc-1", amount=2e6, currency="EUR", subject=BUSES),
        told("b", text_id="doc-1", buyers=[], subject="des autobus"),
    ],
    "one side told alone elsewhere with the same sum and subject": [
        told("a", amount=2_398_000.0, currency="EUR", subject=BUSES),
        told("b", buyers=[], amount=2_398_000.0, currency="EUR", subject="autobus"),
    ],
    "an amendment that names another supplier": [
        notice("a", "decp", amount=2e6, currency="EUR", keys=["org-city:2024"]),
        notice(
            "b", "decp", suppliers=[OTHER_FIRM], amount=2e6, currency="EUR", keys=["org-city:2024"], is_amendment=True
        ),
    ],
    "a lot that was sought and closed without a winner": [
        notice("a", status="pending", suppliers=[], keys=["7-2024#1"], lots=["1"]),
        notice("b", status="ended", suppliers=[], keys=["7-2024#1"], lots=["1"]),
    ],
    "its end": [
        told("a", amount=2e6, currency="EUR", subject=BUSES, told_on=date(2024, 1, 1)),
        told("b", status="ended", subject="des autobus", told_on=date(2025, 1, 1)),
    ],
}

TWO = {
    "other sums": [told("a", amount=2e6, currency="EUR"), told("b", amount=3e6, currency="EUR")],
    "other sums of one subject": [
        told("a", amount=2e6, currency="EUR", subject=BUSES),
        told("b", amount=3e6, currency="EUR", subject=BUSES),
    ],
    "sums a little apart and nothing else": [
        told("a", amount=455e6, currency="EUR"),
        told("b", amount=445e6, currency="EUR"),
    ],
    "the same number of euros and of dollars": [
        told("a", amount=455e6, currency="EUR", subject=BUSES, text_id="doc-1"),
        told("b", amount=455e6, currency="USD", subject=BUSES, text_id="doc-2"),
    ],
    "one subject of one pair two years apart": [
        notice("a", "ted", subject=BUSES, amount=9e4, currency="EUR", signed_on=date(2021, 3, 1), keys=["7-2021#"]),
        notice("b", "boamp", subject=BUSES, amount=9e4, currency="EUR", signed_on=date(2023, 3, 1), keys=["23-88#"]),
    ],
    "other subjects": [told("a", subject=BUSES), told("b", subject="nettoyage des écoles")],
    "other years": [
        told("a", subject=BUSES, signed_on=date(2021, 3, 1), signed_on_precision="day"),
        told("b", subject=BUSES, signed_on=date(2024, 3, 1), signed_on_precision="day"),
    ],
    "other lots of one notice": [
        notice("a", keys=["7-2024#1"], lots=["1"], amount=6e4, currency="EUR"),
        notice("b", keys=["7-2024#2"], lots=["2"], amount=6e4, currency="EUR"),
    ],
    "two numbers of one register, all else alike": [
        notice("a", "decp", keys=["org-city:2023"], amount=6e4, currency="EUR", subject=BUSES),
        notice("b", "decp", keys=["org-city:2024"], amount=6e4, currency="EUR", subject=BUSES),
    ],
    "sums a tax apart and nothing else": [
        told("a", amount=78_500.0, currency="EUR"),
        told("b", amount=94_200.0, currency="EUR"),
    ],
    "a list of customers": [
        told("a", amount=2e6, currency="EUR", subject=BUSES),
        told("b", buyers=[CITY, "org-state"], subject=BUSES),
    ],
    "one of a group, with nothing that says so": [told("a", suppliers=[FIRM, OTHER_FIRM]), told("b")],
    "other suppliers": [
        told("a", amount=2e6, currency="EUR"),
        told("b", suppliers=[OTHER_FIRM], amount=2e6, currency="EUR"),
    ],
    "one side in two texts without a sum": [told("a", buyers=[], subject=BUSES), told("b", buyers=[], subject=BUSES)],
    "a call long after the award": [
        told("a", subject=BUSES, signed_on=date(2020, 5, 1), signed_on_precision="day"),
        told("b", subject=BUSES, status="pending", told_on=date(2024, 5, 1)),
    ],
    "an award signed after the end was told": [
        told("a", subject=BUSES, status="ended", told_on=date(2023, 5, 1)),
        told("b", subject=BUSES, signed_on=date(2023, 9, 1), signed_on_precision="day"),
    ],
    "a firm that buys where it sold": [
        told("a", amount=2e6, currency="EUR"),
        told("b", buyers=[FIRM], suppliers=[CITY], amount=2e6, currency="EUR"),
    ],
}


@pytest.mark.parametrize("tellings", ONE.values(), ids=ONE)
def test_one_contract(tellings):
    assert groups(*tellings) == {"+".join(sorted(telling.claim_id for telling in tellings))}


@pytest.mark.parametrize("tellings", TWO.values(), ids=TWO)
def test_two_contracts(tellings):
    assert groups(*tellings) == {telling.claim_id for telling in tellings}


def test_a_bare_telling_joins_no_one_of_several_contracts():
    small, large = told("a", amount=1e6, currency="EUR"), told("b", amount=9e6, currency="EUR")
    assert groups(small, large, told("c"), told("d")) == {"a", "b", "c+d"}


def test_a_bare_telling_joins_the_contract_of_its_own_text():
    small = told("a", amount=1e6, currency="EUR", text_id="doc-1")
    large = told("b", amount=9e6, currency="EUR", text_id="doc-2")
    assert groups(small, large, told("c", text_id="doc-2")) == {"a", "b+c"}


def test_an_amendment_goes_to_the_lot_of_its_own_supplier():
    number = {"keys": ["org-city:2024"], "source": "decp", "amount": 2e6, "currency": "EUR"}
    lots = told("a", **number), told("b", suppliers=[OTHER_FIRM], **number)
    amendment = told("0", suppliers=[OTHER_FIRM], is_amendment=True, subject=BUSES, **{**number, "amount": 3e6})
    assert groups(*lots, amendment) == {"a", "0+b"}


def test_a_lot_that_registers_close_without_a_winner_is_no_contract():
    closed = [
        notice(name, source, status="ended", suppliers=[], keys=["7-2024#3"])
        for name, source in (("a", "ted"), ("b", "boamp"))
    ]
    assert groups(*closed) == set()
    assert groups(told("p", status="ended", suppliers=[])) == {"p"}, "what a paper tells of a contract's end is told"


@pytest.mark.parametrize(("currency", "is_other"), [("EUR", False), ("USD", True), (None, False)])
def test_sums_in_two_known_currencies_are_two_sums(currency, is_other):
    euros = told("a", amount=455e6, currency="EUR", subject=BUSES)
    assert contradicts(euros, told("b", amount=455e6, currency=currency, subject=BUSES)) is is_other


def test_sums_do_not_lead_from_one_to_the_next():
    steps = [
        told(name, amount=amount, currency="EUR", subject=BUSES)
        for name, amount in zip("abc", (104.5, 100, 109.2), strict=True)
    ]
    assert "a+b+c" not in groups(*steps)


def test_what_is_told_later_does_not_change_the_id():
    first = told("a", amount=2e6, currency="EUR", told_on=date(2024, 1, 1))
    later = told("0", amount=2e6, currency="EUR", told_on=date(2024, 2, 1), subject=BUSES)
    assert {link.contract_id for link in consolidate([first, later])} == {consolidate([first])[0].contract_id}


def test_the_link_says_why():
    links = consolidate([told("a", amount=2e6, currency="EUR"), told("b", amount=2e6, currency="EUR")])
    assert sorted(link.reason for link in links) == ["same parties and amount", "told once"]


TELLINGS = st.lists(
    st.builds(
        told,
        st.uuids().map(str),
        text_id=st.sampled_from(["doc-1", "doc-2", "doc-3"]),
        buyers=st.lists(st.sampled_from([CITY, "org-state"]), max_size=2),
        suppliers=st.lists(st.sampled_from([FIRM, OTHER_FIRM]), max_size=2),
        status=st.sampled_from(["awarded", "pending", "ended"]),
        amount=st.sampled_from([None, 1.0, 100.0, 101.0, 104.0, 120.0]),
        currency=st.sampled_from(["EUR", "EUR", "USD", None]),
        subject=st.sampled_from([None, BUSES, "autobus", "nettoyage"]),
        signed_on=st.sampled_from([None, date(2024, 1, 1), date(2024, 3, 1), date(2024, 11, 1), date(2026, 1, 1)]),
        signed_on_precision=st.sampled_from(["day", "month", "year"]),
        told_on=st.sampled_from([None, date(2024, 2, 1), date(2026, 2, 1)]),
        source=st.sampled_from([None, "ted", "decp"]),
        keys=st.lists(st.sampled_from(["1#", "2#"]), max_size=2),
        lots=st.lists(st.sampled_from(["1", "2"]), max_size=1),
        is_amendment=st.booleans(),
    ),
    max_size=12,
)


@given(TELLINGS, st.randoms(use_true_random=False))
def test_every_claim_has_one_contract_whatever_the_order(tellings: list[ContractTelling], chance: random.Random):
    links = consolidate(tellings)
    linked = {link.contract_claim_id for link in links}
    assert len(linked) == len(links)
    for telling in tellings:
        says_nobody_won = telling.status == "ended" and telling.source and not telling.suppliers
        assert telling.claim_id in linked or says_nobody_won
    assert consolidate(chance.sample(tellings, len(tellings))) == links


@given(TELLINGS)
def test_no_two_tellings_of_a_contract_contradict_each_other(tellings: list[ContractTelling]):
    by_claim = {telling.claim_id: telling for telling in tellings}
    contracts: dict[str, list[ContractTelling]] = defaultdict(list)
    for link in consolidate(tellings):
        contracts[link.contract_id].append(by_claim[link.contract_claim_id])
    for told_together in contracts.values():
        assert not any(contradicts(a, b) for a, b in combinations(told_together, 2))


@given(TELLINGS)
def test_the_index_finds_whatever_does_not_contradict_among_the_same_parties(tellings: list[ContractTelling]):
    met: Meetings[str] = Meetings()
    for telling in tellings:
        met.file(telling, telling.claim_id, product(telling.buyers, telling.suppliers))
    for a, b in permutations(tellings, 2):
        if a.buyers & b.buyers and a.suppliers & b.suppliers and not contradicts(a, b):
            assert b.claim_id in met.of(a)

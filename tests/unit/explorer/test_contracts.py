"""The pages of contracts, over the written release."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from httpx import Response

from orchestration.explorer.contracting.flows import MOST
from tests.unit.explorer.writing import Writing

Read = Callable[[str], str]
Ask = Callable[[str], Response]
# What the filters choose, and in which order.
CHOSEN = {
    "": ["con-1", "con-4", "con-2", "con-3"],
    "buyer=org-3": ["con-4", "con-2", "con-3"],
    "buyer=region+ecluse": ["con-4", "con-2", "con-3"],
    "buyer=ECLUSE": ["con-4", "con-2", "con-3"],
    "buyer=r%C3%A9": ["con-4", "con-2", "con-3"],
    "buyer=tressan": [],
    "supplier=fils": ["con-4"],
    "supplier=%25": [],
    "year=2025": ["con-4", "con-2"],
    "year=none": ["con-3"],
    "status=pending": ["con-3"],
    "currency=EUR&minimum=60000": ["con-1", "con-4"],
    "sort=amount": ["con-1", "con-4", "con-2", "con-3"],
    "sort=least": ["con-3", "con-2", "con-4", "con-1"],
    "sort=oldest": ["con-2", "con-4", "con-1", "con-3"],
    "sort=nonsense%3B+drop": ["con-1", "con-4", "con-2", "con-3"],
    "minimum=viele&page=-4": ["con-1", "con-4", "con-2", "con-3"],
    "rows=1&page=2": ["con-4"],
    "status=awarded'+or+1=1--": [],
}


@pytest.fixture
def market(writing: Writing) -> Writing:
    """Three more contracts of another buyer: one without a date and in dollars, one shared by two suppliers."""
    writing.add("organisations", organisation_id="org-3", name="Région Écluse", kind="public_body", acronym="RÉ")
    writing.add("organisations", organisation_id="org-4", name="Pieux & Fils")
    about = {
        "con-2": {
            "subject": "étude",
            "amount": 50_000.0,
            "currency": "EUR",
            "amount_basis": "total",
            "signed_on": "2025-02-03",
        },
        "con-3": {
            "subject": "licences",
            "amount": 9_000.0,
            "currency": "USD",
            "amount_basis": "ceiling",
            "status": "pending",
        },
        "con-4": {
            "subject": "digue",
            "amount": 70_000.0,
            "currency": "EUR",
            "amount_basis": "total",
            "signed_on": "2025-07-01",
        },
    }
    for contract_id, columns in about.items():
        writing.add("contracts", contract_id=contract_id, signed_on_precision="day", **columns)
        writing.add("contract_parties", contract_id=contract_id, organisation_id="org-3", party_role="buyer")
        writing.add("contract_parties", contract_id=contract_id, organisation_id="org-2", party_role="supplier")
    writing.add(
        "contract_parties", contract_id="con-4", organisation_id="org-4", party_role="supplier", is_group_leader=True
    )
    return writing


def ids(ask: Ask, query: str) -> list[str]:
    """The contracts that a query chooses, in its order."""
    told = ask(f"/contracts.json?{query}").json()
    return [row["contract_id"] for row in told.get("contracts", ())]


def test_filters_choose_and_order(market: Writing, ask: Ask) -> None:
    for query, chosen in CHOSEN.items():
        assert ids(ask, query) == chosen, query


def test_what_may_be_noise_in_a_filter_stays_text(market: Writing, page: Read) -> None:
    html = page("/contracts?buyer=%22%3E%3Cscript%3E")
    assert "<script>" not in html
    assert "No contract of this release is so." in html


def test_sums_count_each_contract_once_and_whole_totals_only(market: Writing, ask: Ask) -> None:
    sums = ask("/contracts.json?buyer=org-3").json()["sums"]
    told = {(row["year"], row["status"], row["currency"]): row for row in sums}
    assert told[2025, "awarded", "EUR"]["total_amount"] == 120_000
    assert told[2025, "awarded", "EUR"]["contract_count"] == 2
    assert told[None, "pending", "USD"]["total_amount"] is None
    assert told[None, "pending", "USD"]["amount_count"] == 0


def test_flows_go_from_buyers_to_suppliers_in_picture_and_table(market: Writing, page: Read) -> None:
    html = page("/contracts")
    picture = re.search(r'<svg class="flows".*?</svg>', html, re.DOTALL)
    assert picture
    assert picture[0].count("<path ") == 3
    assert "Région Écluse → Tressan SA : 3" in picture[0]
    assert "style=" not in html, "no inline style: the browser would refuse it"

    flows = re.search(r"<details.*?</details>", html, re.DOTALL)
    assert flows
    assert 'href="/contracts?buyer=org-3&amp;supplier=org-4"' in flows[0]
    assert "2 totals of 3" in flows[0]


def test_bands_stay_within_their_nodes(market: Writing, ask: Ask) -> None:
    flows = ask("/contracts.json").json()["flows"]
    assert [(row["buyer_id"], row["supplier_id"], row["contract_count"]) for row in flows] == [
        ("org-3", "org-2", 3),
        ("org-1", "org-2", 1),
        ("org-3", "org-4", 1),
    ]
    assert flows[0]["total_amount"] == 120_000
    picture = re.findall(r'<rect x="(330|660)" y="([\d.]+)" width="10" height="([\d.]+)"', ask("/contracts").text)
    heights = {side: sum(float(height) for at, _, height in picture if at == side) for side in ("330", "660")}
    assert heights["330"] == pytest.approx(heights["660"], abs=0.5)


def test_further_pages_have_rows_alone(market: Writing, ask: Ask) -> None:
    assert ask("/contracts.json?rows=1&page=2").json().keys() == {"release_id", "contracts"}
    assert "<svg" not in ask("/contracts?rows=1&page=2").text


def test_flows_beyond_the_strongest_are_told_in_a_line(writing: Writing, page: Read) -> None:
    for number in range(MOST + 4):
        writing.add("organisations", organisation_id=f"org-m{number:02}", name=f"Atelier {number:02}")
        writing.add("contracts", contract_id=f"con-m{number:02}")
        writing.add("contract_parties", contract_id=f"con-m{number:02}", organisation_id="org-1", party_role="buyer")
        writing.add(
            "contract_parties",
            contract_id=f"con-m{number:02}",
            organisation_id=f"org-m{number:02}",
            party_role="supplier",
        )
    html = page("/contracts")
    assert html.count("<path ") == MOST
    assert "5 other flows with 5 contracts are not drawn." in html


def test_a_supplier_of_the_past_is_in_no_flow(market: Writing, ask: Ask) -> None:
    market.add("organisations", organisation_id="org-5", name="Ancien SARL")
    market.add(
        "contract_parties", contract_id="con-2", organisation_id="org-5", party_role="supplier", is_current=False
    )
    told = ask("/contracts.json").json()
    assert "org-5" not in {row["supplier_id"] for row in told["flows"]}
    parties = next(row["parties"] for row in told["contracts"] if row["contract_id"] == "con-2")
    assert [party["is_current"] for party in parties if party["entity_id"] == "org-5"] == [0]


def stated(writing: Writing) -> None:
    """An award in a notice, and the press that tells another sum."""
    writing.add(
        "notices",
        file_sha256="f9",
        notice_index=0,
        source_path="avis.xml",
        source="ted",
        source_id="12-2026",
        kind="award",
        published_on="2026-03-09",
    )
    writing.add(
        "evidence",
        evidence_id="evi-notice",
        fact_table="contracts",
        fact_id="con-1",
        file_sha256="f9",
        notice_index=0,
        field_path="BT-720-Tender[LOT-0001]",
        surface_text="réfection du quai",
        confidence=1.0,
    )
    common = {"contract_id": "con-1", "attribute": "amount", "currency": "EUR"}
    writing.add(
        "contract_values",
        value_rank=1,
        value_text="1250000",
        value_number=1_250_000.0,
        amount_basis="total",
        tax_basis="excluded",
        choice_reason="register",
        evidence_id="evi-notice",
        field_path="BT-720-Tender[LOT-0001]",
        stated_on="2026-03-09",
        **common,
    )
    writing.add(
        "contract_values",
        value_rank=2,
        value_text="1,2 million d'euros",
        value_number=1_200_000.0,
        is_chosen=False,
        evidence_id="evi-4",
        document_id="doc-1",
        **common,
    )
    writing.add(
        "contract_lots",
        contract_id="con-1",
        lot_number="2",
        title="Pieux",
        amount=300_000.0,
        currency="EUR",
        supplier_organisation_ids=["org-2"],
        file_sha256="f9",
        notice_index=0,
    )


def test_differing_statements_stand_side_by_side(writing: Writing, page: Read) -> None:
    stated(writing)
    html = page("/contracts/con-1")

    values = re.search(r'<tbody id="value-amount" class="differs">.*?</tbody>', html, re.DOTALL)
    assert values
    notice, press = re.findall(r"<tr.*?</tr>", values[0], re.DOTALL)
    assert "€1,250,000" in notice
    assert "chosen</strong> <small>register" in notice
    assert "BT-720-Tender[LOT-0001]" in notice
    assert "avis.xml" in notice
    assert "€1,200,000" in press
    assert "not chosen" in press
    assert 'href="/documents/doc-1#e=evi-4"' in press
    assert 'href="#value-amount"' in html.partition("<dl")[0], "that they differ is told at once"


def test_a_contract_tells_lots_notices_and_words(writing: Writing, page: Read) -> None:
    stated(writing)
    html = page("/contracts/con-1")

    lots = html[html.index('id="lots"') : html.index('id="evidence"')]
    assert "Pieux" in lots
    assert "€300,000" in lots
    assert 'href="/organisations/org-2"' in lots
    assert "12-2026" in html[html.index('id="notices"') :]
    assert "March 2026" in html
    assert "1 March 2026" not in html, "no more precise than it is known"
    assert 'href="/documents/doc-1#e=evi-4"' in html[html.index('id="evidence"') :]


def test_parties_tell_who_is_one_no_longer(writing: Writing, page: Read) -> None:
    writing.add("contract_parties", contract_id="con-1", actor_id="act-2", party_role="supplier", is_current=False)
    html = page("/contracts/con-1")
    suppliers = html[html.index('id="supplier"') :]
    assert suppliers.index("Tressan SA") < suppliers.index("Odile Tazi")
    assert re.search(r'<tr class="former">\s*<td><a href="/actors/act-2"', suppliers)
    assert "replaced by an amendment" in suppliers


def test_tables_of_a_contract(writing: Writing, ask: Ask) -> None:
    stated(writing)
    told = ask("/contracts/con-1.json").json()
    assert [row["value_number"] for row in told["values"]] == [1_250_000, 1_200_000]
    assert {"contract", "parties", "values", "lots", "evidence", "notices"} <= told.keys()
    assert ask("/contracts/con-1.csv?table=lots").text.splitlines()[1].startswith("2,Pieux")


def test_an_unknown_contract_is_not_found(ask: Ask) -> None:
    assert ask("/contracts/con-none").status_code == 404

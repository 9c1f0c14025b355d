"""A notice becomes the contracts that it states: who, what, how much without tax, and the field that says so."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from orchestration.agreements import NoticeClaim
from orchestration.resolution import consolidate, told_by_notice
from tests.unit.documents import notice_files as files
from tests.unit.resolution.notices import Resolved

NOTICES = Path(__file__).parents[1] / "documents" / "notices"
GROUP = (
    files.eforms_result("LOT-0001", "selec-w", tenders=("TEN-1",), contract="CON-1"),
    files.eforms_tender("TEN-1", "LOT-0001", "TPA-1", "900000"),
    files.eforms_contract("CON-1", "TEN-1"),
    files.eforms_party("TPA-1", "ORG-0002", "ORG-0003"),
)


def whole(name: str) -> bytes:
    return (NOTICES / name).read_bytes()


def award(*parts: str, lots: str = "") -> Resolved:
    return Resolved(files.eforms(extension=files.eforms_results(*parts), lots=lots))


class TestEforms:
    def test_an_award_is_a_contract_with_all_that_the_notice_states(self):
        resolved = award(*files.ONE_CONTRACT, lots=files.eforms_lot("LOT-0001", "Bas"))
        claim = resolved.claim
        assert (claim.source, claim.source_id, claim.status) == ("ted", "00123456-2024", "awarded")
        assert resolved.buyers(claim) == ["Syndicat des eaux du Val d’Orbise"]
        assert resolved.suppliers(claim) == ["Ateliers Vaudrin"]
        assert (claim.amount, claim.currency, claim.amount_text) == (1250000.5, "EUR", "1250000.5 EUR")
        assert (claim.signed_on, claim.published_on) == (date(2024, 3, 4), date(2024, 3, 18))
        assert (claim.subject, claim.duration_months, claim.procedure, claim.cpv) == ("Bas", 18, "open", "45232150")
        assert claim.field_path == "BT-13713-LotResult[LOT-0001]"
        assert dict(claim.fields)["amount"] == "BT-720-Tender[LOT-0001]"
        assert dict(claim.fields)["signed_on"] == "BT-145-Contract[LOT-0001]"

    def test_a_group_is_several_parties_of_one_contract_whose_price_they_share(self):
        resolved = award(*GROUP)
        assert resolved.suppliers(resolved.claim) == ["Ateliers Vaudrin", "Terrassements Kerlan"]
        assert (resolved.claim.amount, resolved.claim.currency) == (900_000.0, "EUR")

    def test_a_framework_without_prices_is_worth_its_ceiling(self):
        ceiling = """<efac:LotResult><efac:FrameworkAgreementValues><cbc:MaximumValueAmount currencyID="EUR">500000
            </cbc:MaximumValueAmount></efac:FrameworkAgreementValues>"""
        result = files.eforms_result("LOT-0001", "selec-w", tenders=("TEN-1",), contract="CON-1")
        tender = files.eforms_tender("TEN-1", "LOT-0001", "TPA-1", None)
        claim = award(result.replace("<efac:LotResult>", ceiling), tender, *GROUP[2:]).claim
        assert (claim.amount, dict(claim.fields)["amount"]) == (500_000.0, "BT-709-LotResult[LOT-0001]")

    def test_a_lot_is_a_contract(self):
        second = (
            files.eforms_result("LOT-0002", "selec-w", tenders=("TEN-3",), contract="CON-2"),
            files.eforms_tender("TEN-3", "LOT-0002", "TPA-2", "400000"),
            files.eforms_contract("CON-2", "TEN-3"),
        )
        resolved = award(*files.ONE_CONTRACT, *second)
        assert [(c.amount, [lot.lot_number for lot in c.lots]) for c in resolved.claims] == [
            (400_000.0, ["2"]),
            (1_250_000.5, ["1"]),
        ]
        assert resolved.suppliers(resolved.claims[0]) == ["Terrassements Kerlan"]

    def test_lots_that_one_contract_covers_hang_on_it(self):
        parts = (
            files.eforms_result("LOT-0001", "selec-w", tenders=("TEN-1",), contract="CON-1"),
            files.eforms_result("LOT-0002", "selec-w", tenders=("TEN-2",), contract="CON-1"),
            files.eforms_tender("TEN-1", "LOT-0001", "TPA-1", "100000"),
            files.eforms_tender("TEN-2", "LOT-0002", "TPA-1", "50000.5"),
            files.eforms_contract("CON-1", "TEN-1", "TEN-2"),
            files.eforms_party("TPA-1", "ORG-0002"),
        )
        claim = award(*parts, lots=files.eforms_lot("LOT-0001", "Bas") + files.eforms_lot("LOT-0002", "Haut")).claim
        assert claim.amount == 150_000.5
        assert [(lot.lot_number, lot.title, lot.amount) for lot in claim.lots] == [
            ("1", "Bas", 100_000.0),
            ("2", "Haut", 50_000.5),
        ]
        assert all(lot.supplier_ids == claim.supplier_ids for lot in claim.lots)

    def test_a_call_is_sought_and_a_closed_lot_ended(self):
        call = Resolved(
            files.eforms(root="ContractNotice", form="competition", lots=files.eforms_lot("LOT-0001", "Bas"))
        )
        assert (call.claim.status, call.claim.supplier_ids, call.claim.field_path) == (
            "pending",
            (),
            "BT-137-Lot[LOT-0001]",
        )
        assert award(files.eforms_result("LOT-0002", "clos-nw")).claim.status == "ended"
        assert award(files.eforms_result("LOT-0003", "open-nw")).claim.status == "pending"

    def test_an_announced_award_is_not_one(self):
        announced = Resolved(files.eforms(form="dir-awa-pre", extension=files.eforms_results(*files.ONE_CONTRACT)))
        assert (announced.claim.status, len(announced.claim.supplier_ids)) == ("pending", 1)


class TestOtherSchemas:
    def test_ted_before_eforms(self):
        value = '<VAL_TOTAL CURRENCY="EUR">120000</VAL_TOTAL>'
        body = files.award_2014("1", files.contractor("Neiges Vaudrin", "999999907"), value)
        claim = Resolved(files.ted_export(files.form_2014("F03", body))).claim
        assert (claim.status, claim.amount, claim.signed_on) == ("awarded", 120_000.0, date(2019, 9, 24))
        assert claim.field_path == "AWARD_CONTRACT/LOT_NO[1]"
        assert dict(claim.fields)["amount"] == "VAL_TOTAL[1]"
        assert [(lot.lot_number, lot.title) for lot in claim.lots] == [("1", "Secteur nord")]

    def test_ted_before_2014(self):
        claim = Resolved(files.ted_export(files.FORM_BEFORE_2014.format(tax=""))).claim
        assert (claim.status, claim.amount, claim.currency) == ("awarded", 48_210.5, "EUR")
        assert dict(claim.fields)["amount"] == "VALUE_COST[1]"

    def test_an_amount_with_tax_is_not_the_contract_s(self):
        with_tax = files.FORM_BEFORE_2014.format(tax="<INCLUDING_VAT><VAT_PRCT>20</VAT_PRCT></INCLUDING_VAT>")
        assert Resolved(files.ted_export(with_tax)).claim.amount is None

    def test_the_bulletin_s_lots_are_contracts_and_partners_share_one(self):
        resolved = Resolved(files.boamp(files.HISTORICAL_AWARD))
        stated = {c.lots[0].lot_number: (c.status, resolved.suppliers(c), c.amount) for c in resolved.claims}
        assert stated == {
            "1": ("awarded", ["Charpentes Mirval"], 81_250.4),
            "2": ("awarded", ["Bureau Solmare", "Lumeo Réseaux"], 60_000.0),
            "3": ("ended", [], None),
        }
        assert {c.field_path for c in resolved.claims} == {
            f"ATTRIBUTION/DECISION/NUM_LOT[{number}]" for number in "123"
        }

    def test_a_record_of_the_bulletin_s_api(self):
        resolved = Resolved(json.dumps([files.boamp_record(files.MAPA_AWARD)]).encode())
        assert resolved.buyers(resolved.claim) == ["Université de Brévanne"]
        assert resolved.suppliers(resolved.claim) == ["Optique Vernay"]
        assert dict(resolved.claim.fields)["amount"] == "attribue/montant"

    def test_essential_data_with_their_modifications(self):
        change = {"modification": {"id": 1, "dateNotificationModification": "2025-01-10", "montant": 600000}}
        resolved = Resolved(files.decp(files.decp_contract(modifications=[change])))
        assert [(c.status, c.amount, c.signed_on, c.is_amendment, c.amended_on) for c in resolved.claims] == [
            ("awarded", 575_000.5, date(2024, 5, 15), False, None),
            ("awarded", 600_000.0, None, True, date(2025, 1, 10)),
        ]
        assert {c.field_path for c in resolved.claims} == {"marches.marche.id[2024EAU07]"}
        assert set.intersection(*(set(c.keys) for c in resolved.claims)), "a modification knows its contract"

    def test_several_suppliers_of_the_essential_data_are_one_contract(self):
        holders = [{"titulaire": {"id": number}} for number in ("99999990700011", "99999991500011")]
        claim = Resolved(files.decp(files.decp_contract(titulaires=holders))).claim
        assert (len(claim.supplier_ids), claim.amount) == (2, 575_000.5)


class TestWholeNotices:
    """The harder notices of `tests/unit/documents/notices`."""

    def test_joint_buyers_a_group_its_leader_and_its_subcontractor(self):
        resolved = Resolved(whole("eforms-joint-framework.xml"))
        closed, framework, group = resolved.claims
        for claim in resolved.claims:
            assert resolved.buyers(claim) == ["Centre hospitalier de Morteuil", "Hôpital de Valbrune"]
        assert resolved.suppliers(group) == ["Ateliers Rosemont", "Sanelec Maintenance"]
        assert [resolved.names[leader] for leader in group.leader_ids] == ["Sanelec Maintenance"]
        assert [resolved.names[party] for party in group.subcontractor_ids] == ["Câblages Ferrandi"]
        assert {role: dict(group.fields)[role] for role in ("buyer", "supplier", "subcontractor")} == {
            "buyer": "OPT-300-Procedure-Buyer[LOT-0001]",
            "supplier": "OPT-300-Tenderer[LOT-0001]",
            "subcontractor": "OPT-301-Tenderer-SubCont[LOT-0001]",
        }
        assert (group.amount, group.amount_basis, group.started_on) == (2_450_000.0, "total", date(2025, 4, 1))
        assert (framework.amount, framework.amount_basis) == (1_200_000.0, "ceiling")
        assert (closed.status, closed.supplier_ids, closed.leader_ids) == ("ended", (), ())

    def test_every_party_has_its_number(self):
        resolved = Resolved(whole("eforms-joint-framework.xml"))
        sirets = {resolved.names[i.organisation_id]: i.identifier for i in resolved.identifiers if i.scheme == "siret"}
        assert sirets["Hôpital de Valbrune"] == "19999992100016"
        assert sirets["Câblages Ferrandi"] == "99999995600012"

    def test_a_framework_s_range_is_worth_its_upper_bound(self):
        resolved = Resolved(whole("ted-framework-lots.xml"))
        stated = {
            claim.lots[0].lot_number: (claim.amount, claim.amount_basis, dict(claim.fields).get("amount"))
            for claim in resolved.claims
        }
        assert stated == {
            "1": (960_000.0, "estimate", "VAL_RANGE_TOTAL[1]"),
            "2": (120_000.0, "ceiling", "VAL_TOTAL[2]"),
            "3": (None, None, None),
        }
        assert all(len(claim.buyer_ids) == 2 for claim in resolved.claims)

    def test_an_amendment_finds_its_contract_though_the_supplier_is_another(self):
        resolved = Resolved(whole("ted-framework-lots.xml"), whole("ted-amendment.xml"))
        links = consolidate(map(told_by_notice, resolved.claims))
        by_contract: dict[str, list[NoticeClaim]] = defaultdict(list)
        for link in links:
            claim = next(claim for claim in resolved.claims if claim.contract_claim_id == link.contract_claim_id)
            by_contract[link.contract_id].append(claim)
        amended = next(claims for claims in by_contract.values() if len(claims) == 2)
        assert sorted((resolved.suppliers(claim), claim.amount) for claim in amended) == [
            (["Boulangerie Tournelle"], 138_000.0),
            (["Fournil Mazerolles"], 120_000.0),
        ]
        assert len(by_contract) == 2, "the lot that nobody won is no contract"

    def test_a_ceiling_of_the_bulletin(self):
        resolved = Resolved(whole("boamp-lots.xml"))
        stated = {claim.lots[0].lot_number: (claim.amount, claim.amount_basis) for claim in resolved.claims}
        assert stated["1"] == (310_000.0, "total")
        assert stated["2"] == (400_000.0, "ceiling")

    def test_essential_data_amended_twice(self):
        resolved = Resolved(whole("decp-amended.json"))
        *_, award, latest, concession = resolved.claims
        shorter = next(claim for claim in resolved.claims if claim.is_amendment and claim.amount is None)
        assert (award.amount, award.amount_basis, len(award.supplier_ids)) == (2_000_000.0, "ceiling", 2)
        assert [resolved.names[party] for party in award.subcontractor_ids] == ["SIREN 999999980"]
        assert (shorter.amount, shorter.duration_months, shorter.amended_on) == (None, 54, date(2025, 2, 12))
        assert (latest.amount, latest.supplier_ids) == (2_300_000.0, shorter.supplier_ids)
        assert dict(concession.fields)["amount"] == "valeurGlobale[2023DSP002]"
        assert dict(concession.fields)["signed_on"] == "dateSignature[2023DSP002]"
        contracts = {link.contract_id for link in consolidate(map(told_by_notice, resolved.claims))}
        assert len(contracts) == 3, "award and amendments are one, the brochures and the concession two more"


def test_two_amendments_of_one_day_are_not_added_up():
    changes = [
        {"modification": {"id": number, "dateNotificationModification": "2025-01-10", "montant": amount}}
        for number, amount in ((1, 600_000), (2, 650_000))
    ]
    resolved = Resolved(files.decp(files.decp_contract(modifications=changes)))
    assert [claim.amount for claim in resolved.claims] == [575_000.5, 600_000.0, 650_000.0]


def test_a_framework_s_own_orders_are_worth_their_price():
    order = files.decp_contract(techniques={"technique": ["Accord-cadre"]}, idAccordCadre="2023AC01")
    assert Resolved(files.decp(order)).claim.amount_basis == "total"


def test_two_contracts_of_one_buyer_stay_two():
    resolved = Resolved(files.decp(files.decp_contract(), files.decp_contract(id="2024EAU08")))
    assert len(resolved.claims) == 2


def test_the_same_notice_in_two_files_is_one_claim():
    one = files.decp(files.decp_contract())
    assert Resolved(one, one.replace(b'"marches"', b' "marches"')).claim == Resolved(one).claim


@pytest.mark.parametrize("amount", [0, -1, "1,250"])
def test_what_is_no_amount_is_none(amount):
    assert Resolved(files.decp(files.decp_contract(montant=amount))).claim.amount is None


def test_a_notice_that_names_nobody_claims_nothing():
    assert Resolved(files.decp(files.decp_contract(acheteur=None, titulaires=None))).claims == []

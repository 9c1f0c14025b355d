"""A notice becomes the contracts that it states: who, what, how much without tax, and the field that says so."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.unit.documents import notice_files as files
from tests.unit.resolution.notices import Resolved

GROUP = (
    files.eforms_result("LOT-0001", "selec-w", tenders=("TEN-1",), contract="CON-1"),
    files.eforms_tender("TEN-1", "LOT-0001", "TPA-1", "900000"),
    files.eforms_contract("CON-1", "TEN-1"),
    files.eforms_party("TPA-1", "ORG-0002", "ORG-0003"),
)


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
        assert [(c.status, c.amount, c.signed_on) for c in resolved.claims] == [
            ("awarded", 575_000.5, date(2024, 5, 15)),
            ("awarded", 600_000.0, date(2025, 1, 10)),
        ]
        assert {c.field_path for c in resolved.claims} == {"marches.marche.id[2024EAU07]"}
        assert set.intersection(*(set(c.keys) for c in resolved.claims)), "a modification knows its contract"

    def test_several_suppliers_of_the_essential_data_are_one_contract(self):
        holders = [{"titulaire": {"id": number}} for number in ("99999990700011", "99999991500011")]
        claim = Resolved(files.decp(files.decp_contract(titulaires=holders))).claim
        assert (len(claim.supplier_ids), claim.amount) == (2, 575_000.5)


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

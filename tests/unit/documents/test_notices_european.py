"""European notices become rows that an analyst can join to contracts, and never an award that nobody made."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.unit.documents import notice_files as files
from tests.unit.documents.notice_files import field, read


class TestEforms:
    def test_only_the_tender_that_became_a_contract_won(self):
        (row,) = read(
            files.eforms(extension=files.eforms_results(*files.ONE_CONTRACT), lots=files.eforms_lot("LOT-0001", "Bas"))
        )
        assert (row.source, row.source_id, row.kind, row.lot) == ("ted", "00123456-2024", "award", "LOT-0001")
        assert (row.buyer_name, row.buyer_identifier) == ("Syndicat des eaux du Val d’Orbise", "02130045000017")
        assert (row.supplier_name, row.supplier_identifier) == ("Ateliers Vaudrin", "01234567800011")
        assert (row.amount, row.currency) == (Decimal("1250000.50"), "EUR")
        assert (row.published_on, row.signed_on) == (date(2024, 3, 18), date(2024, 3, 4))
        assert (row.title, row.duration_months, row.procedure) == ("Bas", 18, "open")
        assert (row.cpv, row.place) == ("45232150", "FRK21")
        assert field(row, "BT-150-Contract") == "2024-EAU-CON-1"

    def test_a_group_shares_its_amount(self):
        parts = (
            files.eforms_result("LOT-0001", "selec-w", tenders=("TEN-1",), contract="CON-1"),
            files.eforms_tender("TEN-1", "LOT-0001", "TPA-1", "900000"),
            files.eforms_contract("CON-1", "TEN-1"),
            files.eforms_party("TPA-1", "ORG-0002", "ORG-0003"),
        )
        rows = read(files.eforms(extension=files.eforms_results(*parts)))
        assert [row.supplier_name for row in rows] == ["Ateliers Vaudrin", "Terrassements Kerlan"]
        assert [(row.amount, row.currency) for row in rows] == [(None, None)] * 2
        assert {field(row, "BT-720-Tender") for row in rows} == {"900000 EUR"}
        assert "Terrassements Kerlan (33344455500022)" in (field(rows[0], "OPT-300-Tenderer") or "")

    def test_a_framework_without_amount_has_several_winners(self):
        parts = (
            files.eforms_result("LOT-0001", "selec-w", tenders=("TEN-1", "TEN-2"), contract="CON-1"),
            files.eforms_tender("TEN-1", "LOT-0001", "TPA-1", None),
            files.eforms_tender("TEN-2", "LOT-0001", "TPA-2", None),
            files.eforms_contract("CON-1", "TEN-1", "TEN-2"),
            files.eforms_party("TPA-1", "ORG-0002"),
            files.eforms_party("TPA-2", "ORG-0004"),
        )
        rows = read(files.eforms(extension=files.eforms_results(*parts)))
        assert [(row.supplier_name, row.amount) for row in rows] == [
            ("Ateliers Vaudrin", None),
            ("Bureau Solmare", None),
        ]
        assert rows[1].supplier_identifier is None, "withheld numbers are published as a word"

    def test_a_lot_closed_without_winner_is_a_cancellation_and_an_open_one_waits(self):
        closed = files.eforms_result("LOT-0002", "clos-nw", tenders=("TEN-2",))
        still_open = files.eforms_result("LOT-0003", "open-nw", tenders=("TEN-2",))
        rows = read(files.eforms(extension=files.eforms_results(*files.ONE_CONTRACT, closed, still_open)))
        assert [(row.lot, row.kind, row.supplier_name) for row in rows] == [
            ("LOT-0001", "award", "Ateliers Vaudrin"),
            ("LOT-0002", "cancellation", None),
            ("LOT-0003", "award", None),
        ]

    def test_several_tenders_without_contract_give_no_winner(self):
        parts = (files.eforms_result("LOT-0001", "selec-w", tenders=("TEN-1", "TEN-2")), *files.ONE_CONTRACT[1:])
        (row,) = read(files.eforms(extension=files.eforms_results(*parts)))
        assert row.supplier_name is None

    def test_a_contract_over_two_lots_pays_each_lot_its_tender(self):
        parts = (
            files.eforms_result("LOT-0001", "selec-w", tenders=("TEN-1",), contract="CON-1"),
            files.eforms_result("LOT-0002", "selec-w", tenders=("TEN-2",), contract="CON-1"),
            files.eforms_tender("TEN-1", "LOT-0001", "TPA-1", "100"),
            files.eforms_tender("TEN-2", "LOT-0002", "TPA-1", "250"),
            files.eforms_contract("CON-1", "TEN-1", "TEN-2"),
            files.eforms_party("TPA-1", "ORG-0003"),
        )
        rows = read(files.eforms(extension=files.eforms_results(*parts)))
        assert [(row.lot, row.amount) for row in rows] == [("LOT-0001", Decimal(100)), ("LOT-0002", Decimal(250))]

    def test_withheld_amounts_and_days_are_no_values(self):
        parts = (
            files.eforms_result("LOT-0001", "selec-w", tenders=("TEN-1",), contract="CON-1"),
            files.eforms_tender("TEN-1", "LOT-0001", "TPA-1", "-1"),
            files.eforms_contract("CON-1", "TEN-1", signed="1970-01-01Z"),
            files.eforms_party("TPA-1", "ORG-0003"),
        )
        (row,) = read(files.eforms(extension=files.eforms_results(*parts)))
        assert (row.amount, row.signed_on) == (None, None)
        assert field(row, "BT-720-Tender") == "-1 EUR"

    def test_a_call_has_a_row_a_lot(self):
        lots = files.eforms_lot("LOT-0001", "Bas service") + files.eforms_lot(
            "LOT-0002", "Haut service", '<cbc:DurationMeasure unitCode="DAY">90</cbc:DurationMeasure>'
        )
        rows = read(files.eforms(root="ContractNotice", form="competition", lots=lots))
        assert [(row.kind, row.lot, row.title) for row in rows] == [
            ("call", "LOT-0001", "Bas service"),
            ("call", "LOT-0002", "Haut service"),
        ]
        assert (rows[1].duration_months, field(rows[1], "BT-36-Lot")) == (None, "90 DAY")

    @pytest.mark.parametrize(
        ("form", "extension", "kind"),
        [
            ("planning", "", "planned"),
            ("dir-awa-pre", "", "planned"),
            ("cont-modif", "", "modification"),
            ("bri", "", "other"),
            (
                "competition",
                "<efac:Changes><efac:ChangeReason><cbc:ReasonCode>cancel</cbc:ReasonCode></efac:ChangeReason></efac:Changes>",
                "cancellation",
            ),
        ],
    )
    def test_kinds(self, form, extension, kind):
        (row,) = read(files.eforms(form=form, extension=extension))
        assert row.kind == kind


class TestTedExport:
    def test_lots_winners_and_values(self):
        body = files.award_2014(
            "1",
            f"<NO_AWARDED_TO_GROUP/>{files.contractor('Transports Ferrand', '04455566600033')}",
            '<VAL_TOTAL CURRENCY="EUR">89945.00</VAL_TOTAL>',
        ) + files.award_2014(
            "2",
            f"<AWARDED_TO_GROUP/>{files.contractor('Neige et Voirie', '1')}{files.contractor('Lumeo Réseaux', '2')}",
            '<VAL_TOTAL CURRENCY="EUR">120000</VAL_TOTAL>',
        )
        rows = read(files.ted_export(files.form_2014("F03", body)))
        assert [(row.lot, row.title, row.supplier_name, row.amount) for row in rows] == [
            ("1", "Secteur nord", "Transports Ferrand", Decimal("89945.00")),
            ("2", "Secteur sud", "Neige et Voirie", None),
            ("2", "Secteur sud", "Lumeo Réseaux", None),
        ]
        assert rows[0].supplier_identifier == "04455566600033"
        assert (rows[0].buyer_name, rows[0].source_id) == ("Commune de Saint-Aubry", "154000-2020")
        assert (rows[0].published_on, rows[0].signed_on) == (date(2020, 3, 31), date(2019, 9, 24))
        assert (rows[0].cpv, rows[0].place, rows[0].duration_months) == ("90620001", "FRK27", 24)
        assert rows[0].url == "http://ted.example/fr"
        assert field(rows[1], "VAL_TOTAL") == "120000 EUR"

    def test_a_discontinued_lot_is_a_cancellation(self):
        body = (
            '<AWARD_CONTRACT ITEM="1"><LOT_NO>1</LOT_NO><NO_AWARDED_CONTRACT><PROCUREMENT_DISCONTINUED/>'
            "</NO_AWARDED_CONTRACT></AWARD_CONTRACT>"
        )
        (row,) = read(files.ted_export(files.form_2014("F03", body)))
        assert (row.kind, row.supplier_name) == ("cancellation", None)
        assert field(row, "NO_AWARDED_CONTRACT") == "PROCUREMENT_DISCONTINUED"

    def test_a_modification_states_the_amount_after_it(self):
        body = files.award_2014(
            "1", files.contractor("Transports Ferrand", "1"), '<VAL_TOTAL CURRENCY="EUR">100</VAL_TOTAL>'
        ) + (
            "<MODIFICATIONS_CONTRACT><INFO_MODIFICATIONS><VALUES>"
            '<VAL_TOTAL_BEFORE CURRENCY="EUR">100</VAL_TOTAL_BEFORE>'
            '<VAL_TOTAL_AFTER CURRENCY="EUR">130</VAL_TOTAL_AFTER>'
            "</VALUES></INFO_MODIFICATIONS></MODIFICATIONS_CONTRACT>"
        )
        (row,) = read(files.ted_export(files.form_2014("F20", body)))
        assert (row.kind, row.supplier_name, row.amount) == ("modification", "Transports Ferrand", Decimal(130))
        assert field(row, "VAL_TOTAL_BEFORE") == "100 EUR"

    def test_the_form_in_french_is_read(self):
        english = files.form_2014("F02", "", language="EN").replace("Secteur", "Area")
        rows = read(files.ted_export(english + files.form_2014("F02", "")))
        assert [(row.kind, row.title) for row in rows] == [("call", "Secteur nord"), ("call", "Secteur sud")]

    @pytest.mark.parametrize(("tax", "amount"), [("<EXCLUDING_VAT/>", Decimal("48210.50")), ("<INCLUDING_VAT/>", None)])
    def test_forms_before_2014(self, tax, amount):
        (row,) = read(files.ted_export(files.FORM_BEFORE_2014.replace("{tax}", tax)))
        assert (row.kind, row.lot, row.title) == ("award", "1", "Écoles")
        assert (row.buyer_name, row.supplier_name) == ("Commune de Saint-Aubry", "Chaleur du Pilat")
        assert row.amount == amount
        assert (row.signed_on, field(row, "CONTRACT_AWARD_DATE")) == (None, "2013-03-07")

    def test_a_value_not_for_publication_is_not_shown(self):
        values = '<VAL_TOTAL CURRENCY="EUR" PUBLICATION="NO">77</VAL_TOTAL>'
        body = files.award_2014("1", files.contractor("Transports Ferrand", "1"), values)
        (row,) = read(files.ted_export(files.form_2014("F03", body)))
        assert row.amount is None
        assert "77" not in str(row.fields)

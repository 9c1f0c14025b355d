"""Harder notices, written whole: who buys together, who wins in a group, what changed; not a word of them is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from orchestration.documents import eforms_fields
from orchestration.records import Notice, StatedParty
from tests.unit.documents.notice_files import field, read

NOTICES = Path(__file__).parent / "notices"
# What numbers the parts of a file or says how it is written says nothing of a contract.
NOT_STATED = {"ITEM", "EDITION", "CATEGORY", "LG", "version"}


def rows_of(name: str) -> tuple[Notice, ...]:
    return read((NOTICES / name).read_bytes())


def others(row: Notice, role: str) -> list[str | None]:
    return [party.name or party.identifier for party in row.other_parties if party.party_role == role]


class TestEforms:
    rows = rows_of("eforms-joint-framework.xml")

    def test_lots_and_winners(self):
        assert [(row.lot, row.kind, row.supplier_name, row.amount) for row in self.rows] == [
            ("LOT-0001", "award", "Ateliers Rosemont", None),
            ("LOT-0001", "award", "Sanelec Maintenance", None),
            ("LOT-0002", "award", "Groupe Ventadour Fluides", None),
            ("LOT-0003", "cancellation", None, None),
        ]

    def test_all_buyers_and_who_leads_them(self):
        for row in self.rows:
            assert row.buyer_name == "Centre hospitalier de Morteuil", "who leads the buyers is the first of them"
            assert StatedParty("buyer", "Hôpital de Valbrune", "19999992100016") in row.other_parties
            assert field(row, "OPP-050-Organization") == "Centre hospitalier de Morteuil"

    def test_the_group_s_leader_price_and_subcontractor(self):
        member, leader, alone, _ = self.rows
        assert [field(row, "OPT-170-Tenderer") for row in (member, leader, alone)] == ["false", "true", None]
        assert field(leader, "BT-720-Tender") == "2450000 EUR"
        assert [others(row, "subcontractor") for row in (leader, alone)] == [["Câblages Ferrandi"], []]
        assert (field(leader, "BT-773-Tender"), field(leader, "BT-555-Tender")) == ("yes", "15")

    def test_dates_ceiling_and_number_of_offers(self):
        group, framework = self.rows[1], self.rows[2]
        assert (group.signed_on, group.started_on, group.duration_months) == (date(2025, 2, 14), date(2025, 4, 1), 48)
        assert (field(group, "BT-760-LotResult"), field(group, "BT-759-LotResult")) == ("tenders", "5")
        assert (field(framework, "BT-709-LotResult"), field(framework, "BT-765-Lot")) == ("1200000 EUR", "fa-wo-rc")

    def test_lots_grouped_under_one_ceiling_are_no_further_lot(self):
        call = (NOTICES / "eforms-joint-framework.xml").read_text(encoding="utf-8")
        without_results = etree.fromstring(call.encode())
        for result in without_results.findall(".//{*}NoticeResult"):
            result.getparent().remove(result)
        assert [row.lot for row in read(etree.tostring(without_results))] == ["LOT-0001", "LOT-0002", "LOT-0003"]


class TestTed:
    def test_buyers_together_a_group_and_a_lot_without_winner(self):
        rows = rows_of("ted-framework-lots.xml")
        assert [(row.lot, row.kind, row.supplier_name, row.amount) for row in rows] == [
            ("1", "award", "Cuisines du Val", None),
            ("1", "award", "Table d’Ambre", None),
            ("2", "award", "Fournil Mazerolles", Decimal("120000.00")),
            ("3", "cancellation", None, None),
        ]
        assert {row.buyer_name for row in rows} == {"Commune de Brissane"}
        assert all(others(row, "buyer") == ["Commune de Vieilcastel"] for row in rows)
        assert field(rows[0], "VAL_RANGE_TOTAL") == "400000 – 960000 EUR"
        assert field(rows[0], "AWARDED_CONTRACT/TENDERS/NB_TENDERS_RECEIVED") == "4"
        assert field(rows[0], "CPV_ADDITIONAL/CPV_CODE") == "55524000; 15894210"

    def test_an_amendment_states_the_new_price_and_the_new_holder(self):
        (row,) = rows_of("ted-amendment.xml")
        assert (row.kind, row.supplier_name, row.amount) == (
            "modification",
            "Boulangerie Tournelle",
            Decimal("138000.00"),
        )
        assert (row.duration_months, row.signed_on) == (30, date(2021, 8, 3))


class TestBoamp:
    def test_lots_of_the_historical_form(self):
        rows = rows_of("boamp-lots.xml")
        assert [(row.lot, row.kind, row.supplier_name, row.amount) for row in rows] == [
            ("1", "award", "Sigma Panneaux", Decimal("310000.00")),
            ("2", "award", "Marquages Ollivier", None),
            ("3", "cancellation", None, None),
            ("4", "award", None, None),
        ]
        assert all(others(row, "buyer") == ["Métropole de Castelpont"] for row in rows)
        assert field(rows[1], "MONTANT_MAXI") == "400000 EUR"

    def test_lots_of_the_national_form_and_a_record_that_is_broken(self):
        *rows, broken = rows_of("boamp-mapa.json")
        assert [(row.lot, row.kind, row.supplier_name, row.amount) for row in rows] == [
            ("1", "award", "Chauffage Peyrolle", Decimal("84500.00")),
            ("2", "award", "Menuiserie Astier", None),
            ("2", "award", "Bois et Baies", None),
            ("3", "cancellation", None, None),
            ("4", "award", None, None),
        ]
        assert rows[0].supplier_identifier == "99999990700017"
        assert all(others(row, "buyer") == ["Syndicat des Trois Combes"] for row in rows)
        assert (broken.source_id, broken.buyer_name, broken.supplier_name, broken.published_on) == (
            "25-11874",
            "Commune d'Orsevaux",
            "Terrassements Doucet",
            None,
        )


class TestDecp:
    rows = rows_of("decp-amended.json")

    def test_amendments_stand_in_the_order_of_their_dates_and_keep_the_holder(self):
        stated = [
            (row.kind, row.signed_on, row.supplier_identifier, row.amount, row.duration_months) for row in self.rows[:4]
        ]
        assert stated == [
            ("award", date(2024, 5, 21), "99999996400017", None, 48),
            ("award", date(2024, 5, 21), "FR40999999972", None, 48),
            ("modification", date(2025, 2, 12), "99999996400017", None, 54),
            ("modification", date(2025, 9, 1), "99999996400017", Decimal("2300000.00"), None),
        ]

    def test_a_subcontractor_is_named_with_its_number(self):
        assert self.rows[0].other_parties == (StatedParty("subcontractor", None, "99999998000019"),)

    def test_what_is_broken_costs_only_itself(self):
        broken, concession = self.rows[4:]
        assert (broken.source_id, broken.title, broken.supplier_name, broken.amount) == (
            "2024BRO099",
            "Brochures",
            None,
            None,
        )
        assert field(broken, "montant") == "douze mille"
        assert (concession.notice_schema, concession.amount, concession.started_on) == (
            "decp-concession",
            Decimal("6400000.00"),
            date(2024, 1, 1),
        )


def said(row: Notice) -> Iterator[str]:
    """Everything that a row says, days and sums in the spellings of the schemas."""
    for name in ("source_id", "lot", "title", "procedure", "cpv", "place", "url", "currency"):
        yield str(getattr(row, name))
    for party in (row.buyer_name, row.buyer_identifier, row.supplier_name, row.supplier_identifier):
        yield str(party)
    for other in row.other_parties:
        yield f"{other.name} {other.identifier}"
    for day in filter(None, (row.published_on, row.signed_on, row.started_on)):
        yield f"{day:%Y-%m-%d} {day:%Y%m%d}"
    yield f"{row.amount or 0:.0f} {row.duration_months}"
    yield from (value for _, value in row.fields)


def stated_in_xml(data: bytes) -> Iterator[str]:
    for node in etree.fromstring(data).iter(etree.Element):
        yield from (
            (node.text or "").strip(),
            *(value for name, value in node.attrib.items() if name not in NOT_STATED),
        )


def stated_in_json(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from stated_in_json(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from stated_in_json(inner)
    elif isinstance(value, str) and value.startswith("{"):
        yield from stated_in_json(json.loads(value))
    elif value is not None:
        yield str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize(
    "name", ["ted-framework-lots.xml", "ted-amendment.xml", "boamp-lots.xml", "boamp-mapa.json", "decp-amended.json"]
)
def test_nothing_that_a_notice_states_is_lost(name):
    data = (NOTICES / name).read_bytes()
    if name.endswith(".xml"):
        stated = set(stated_in_xml(data))
    else:
        package = json.loads(data)
        stated = set(stated_in_json(package.get("results", package.get("marches"))))
    kept = "\n".join(word for row in rows_of(name) for word in said(row))
    closed_up = kept.replace(" ", "").replace(",00", "")
    lost = {word for word in stated if word not in kept and word.replace(" ", "").replace(",00", "") not in closed_up}
    assert lost == WITHOUT_CONTRACT.get(name, set())


# Words in the place of a whole contract belong to none.
WITHOUT_CONTRACT = {"decp-amended.json": {"une ligne qui n'est pas un marché"}}


def eforms_with_every_term() -> tuple[bytes, dict[str, str]]:
    """A notice that says something else under each term of the list, and what it says."""
    root = etree.fromstring((NOTICES / "eforms-joint-framework.xml").read_bytes())
    extension = root.find("{*}UBLExtensions/{*}UBLExtension/{*}ExtensionContent/{*}EformsExtension")
    nodes = {
        "notice": root,
        "extension": extension,
        "lot": root.find("{*}ProcurementProjectLot"),
        "result": extension.find("{*}NoticeResult/{*}LotResult"),
        "tender": extension.find("{*}NoticeResult/{*}LotTender"),
        "contract": extension.find("{*}NoticeResult/{*}SettledContract"),
    }
    expected = {}
    for scope, terms in eforms_fields.terms().items():
        for name, path in terms:
            if name in REFERRED_TO:
                continue
            leaf = nodes[scope]
            for step in path.split("/"):
                leaf = etree.SubElement(leaf, step.partition("[")[0])
            if "listName=" in path:
                leaf.set("listName", path.split("'")[1])
            leaf.text = expected[name] = f"dit-{name}"
    return etree.tostring(root), expected


# By these the parts of the notice refer to each other: they stand in it already.
REFERRED_TO = {"OPT-321-Tender", "OPT-316-Contract", "BT-142-LotResult", "BT-556-NoticeResult"}


def test_every_term_of_eforms_comes_out_of_a_notice_that_states_them_all():
    data, expected = eforms_with_every_term()
    row = next(row for row in read(data) if row.lot == "LOT-0001" and row.supplier_name)
    assert {name: words for name, words in expected.items() if words not in (field(row, name) or "")} == {}
    assert len(expected) > 100

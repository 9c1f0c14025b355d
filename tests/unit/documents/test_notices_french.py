"""French notices and contract data become rows of the same kind, whichever of their formats they come in."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from orchestration.documents.readers import decp
from orchestration.documents.refusals import DEFAULT_LIMITS
from tests.unit.documents import notice_files as files
from tests.unit.documents.notice_files import field, read

_RESULT_AS_JSON = {
    "efac:NoticeResult": {
        "efac:LotResult": {
            "cbc:TenderResultCode": {"#text": "selec-w"},
            "efac:LotTender": {"cbc:ID": "TEN-1"},
            "efac:SettledContract": {"cbc:ID": {"@schemeName": "contract", "#text": "CON-1"}},
            "efac:TenderLot": {"cbc:ID": "LOT-0001"},
        },
        "efac:LotTender": {
            "cbc:ID": "TEN-1",
            "cac:LegalMonetaryTotal": {"cbc:PayableAmount": {"@currencyID": "EUR", "#text": "15300"}},
            "efac:TenderingParty": {"cbc:ID": "TPA-1"},
        },
        "efac:SettledContract": {"cbc:ID": "CON-1", "efac:LotTender": [{"cbc:ID": "TEN-1"}]},
        "efac:TenderingParty": {"cbc:ID": "TPA-1", "efac:Tenderer": [{"cbc:ID": "ORG-2"}]},
    },
    "efac:Organizations": {
        "efac:Organization": [
            {
                "efac:Company": {
                    "cac:PartyIdentification": {"cbc:ID": "ORG-2"},
                    "cac:PartyName": {"cbc:Name": {"@languageID": "FRA", "#text": "Optique Vernay"}},
                }
            }
        ]
    },
}


class TestBoamp:
    def test_historical_award(self):
        rows = read(files.boamp(files.HISTORICAL_AWARD))
        assert [(row.kind, row.lot, row.supplier_name, row.amount) for row in rows] == [
            ("award", "1", "Charpentes Mirval", Decimal("81250.40")),
            ("award", "2", "Lumeo Réseaux", None),
            ("award", "2", "Bureau Solmare", None),
            ("cancellation", "3", None, None),
        ]
        first = rows[0]
        assert (first.source, first.source_id, first.published_on) == ("boamp", "24-30117", date(2024, 4, 9))
        assert (first.buyer_name, first.buyer_identifier) == ("Ville de Castelpont", "02131004700014")
        assert (first.procedure, first.cpv, first.title) == ("PROCEDURE_ADAPTE", "45454000", "Charpente")
        assert first.signed_on is None, "the day of the decision is not that of the signature"
        assert (field(first, "DATE_ATTRIBUTION"), field(first, "VALEUR_TOTALE")) == ("2024-03-28", "190000 EUR")
        assert field(rows[2], "MONTANT") == "60000 EUR"

    def test_the_european_form_inside_the_bulletin(self):
        inner = files.eforms(
            extension=files.eforms_results(*files.ONE_CONTRACT), ubl="urn:boamp:names", prolog=""
        ).decode()
        (row,) = read(files.boamp(f"<EFORMS>{inner.replace('n:ContractAwardNotice', 'ContractAwardNotice')}</EFORMS>"))
        assert (row.source, row.source_id, row.published_on) == ("boamp", "24-30117", date(2024, 4, 9))
        assert (row.supplier_name, row.amount) == ("Ateliers Vaudrin", Decimal("1250000.50"))

    def test_the_same_as_json_inside_a_record(self):
        donnees = {
            "EFORMS": {
                "ContractAwardNotice": {
                    "@xmlns:cbc": "urn:boamp",
                    "ext:UBLExtensions": {
                        "ext:UBLExtension": {"ext:ExtensionContent": {"efext:EformsExtension": _RESULT_AS_JSON}}
                    },
                    "cbc:NoticeTypeCode": {"@listName": "result", "#text": "can-standard"},
                    "cac:ProcurementProject": {"cbc:Name": {"@languageID": "FRA", "#text": "Microscopes"}},
                }
            }
        }
        rows = read(json.dumps({"total_count": 1, "results": [files.boamp_record(donnees)]}).encode())
        assert [(row.source_id, row.kind, row.title, row.supplier_name, row.amount) for row in rows] == [
            ("24-88001", "award", "Microscopes", "Optique Vernay", Decimal("15300.00"))
        ]
        assert rows[0].url == "http://boamp.example/24-88001"

    def test_mapa_record(self):
        (row,) = read(json.dumps([files.boamp_record(files.MAPA_AWARD)]).encode())
        assert (row.supplier_name, row.amount, row.currency) == ("Optique Vernay", Decimal("50044.10"), "EUR")
        assert (row.kind, row.buyer_name, row.published_on) == ("award", "Université de Brévanne", date(2024, 5, 2))

    def test_running_text_names_nobody_but_the_index_does(self):
        donnees = {"FNSimple": {"attribution": {"attributionMarche": "Lot 1 : Optique Vernay, 12 000 euros"}}}
        told = read(json.dumps([files.boamp_record(donnees, titulaire=["Optique Vernay", "Bureau Solmare"])]).encode())
        assert [(row.supplier_name, row.amount) for row in told] == [("Optique Vernay", None), ("Bureau Solmare", None)]
        (untold,) = read(json.dumps([files.boamp_record(donnees)]).encode())
        assert untold.supplier_name is None
        assert field(untold, "attributionMarche") == "Lot 1 : Optique Vernay, 12 000 euros"

    def test_a_cancelled_procedure_has_no_winner(self):
        record = files.boamp_record({"MAPA": {"annulation": {}}}, nature="ANNULATION", titulaire=["Optique Vernay"])
        (row,) = read(json.dumps([record]).encode())
        assert (row.kind, row.supplier_name) == ("cancellation", None)

    def test_characters_that_no_xml_takes_do_not_break_the_file(self):
        donnees = {"MAPA": {"organisme": {"nom": "Ville\ufffe\x01 de Test"}, "1 nom": "x", "initial": {"é": "y"}}}
        (row,) = read(json.dumps([files.boamp_record(donnees)]).encode())
        assert row.buyer_name == "Ville\ufffd\ufffd de Test"

    def test_broken_data_leave_what_the_record_says(self):
        (row,) = read(json.dumps([files.boamp_record({}, donnees="{pas du json", titulaire="Optique Vernay")]).encode())
        assert (row.supplier_name, row.title) == ("Optique Vernay", "Acquisition de matériel de laboratoire")


class TestDecp:
    def test_contract_of_2022(self):
        (row,) = read(files.decp(files.decp_contract()))
        assert (row.source, row.source_id, row.kind) == ("decp", "2024EAU07", "award")
        assert (row.buyer_identifier, row.supplier_identifier) == ("02130045000017", "01234567800011")
        assert (row.amount, row.currency, row.duration_months) == (Decimal("575000.50"), "EUR", 36)
        assert (row.signed_on, row.published_on) == (date(2024, 5, 15), date(2024, 5, 25))
        assert (row.cpv, row.place, row.procedure) == ("90470000-2", "42110", "Appel d'offres ouvert")
        assert field(row, "considerationsSociales.considerationSociale") == "Clause sociale; Critère social"
        assert (field(row, "formePrix"), field(row, "titulaire.typeIdentifiant")) == ("Unitaire", "SIRET")

    def test_contract_of_before_and_concession(self):
        older = {
            "id": "17-12",
            "acheteur": {"id": "02130045000017", "nom": "Commune de Saint-Aubry"},
            "objet": "Halle",
            "montant": 100,
            "titulaires": [{"typeIdentifiant": "SIRET", "id": "1", "denominationSociale": "Charpentes Mirval"}],
        }
        concession = {
            "id": "C-3",
            "autoriteConcedante": {"id": "02131004700014"},
            "dateSignature": "2024-04-02",
            "valeurGlobale": 27860000,
            "concessionnaires": [{"concessionnaire": {"id": "2", "typeIdentifiant": "SIRET"}}],
        }
        rows = read(json.dumps({"marches": [older, concession]}).encode())
        assert [(row.source_id, row.buyer_name, row.supplier_name, row.amount) for row in rows] == [
            ("17-12", "Commune de Saint-Aubry", "Charpentes Mirval", Decimal(100)),
            ("C-3", None, None, Decimal(27860000)),
        ]
        assert (rows[1].supplier_identifier, rows[1].signed_on) == ("2", date(2024, 4, 2))

    def test_a_group_shares_its_amount(self):
        group = [{"titulaire": {"id": number, "typeIdentifiant": "SIRET"}} for number in ("1", "2", "2")]
        rows = read(files.decp(files.decp_contract(titulaires=group, typeGroupementOperateurs="Solidaire")))
        assert [(row.supplier_identifier, row.amount, row.currency) for row in rows] == [
            ("1", None, None),
            ("2", None, None),
        ]
        assert field(rows[0], "montant") == "575000.5"
        assert field(rows[0], "typeGroupementOperateurs") == "Solidaire"

    def test_modifications_are_rows_of_their_own(self):
        modification = {
            "modification": {
                "id": 1,
                "montant": 610000,
                "dureeMois": 40,
                "dateNotificationModification": "2025-01-10",
                "datePublicationDonneesModification": "2025-01-20",
            }
        }
        award, changed = read(files.decp(files.decp_contract(modifications=[modification])))
        assert (award.kind, award.amount, award.signed_on) == ("award", Decimal("575000.50"), date(2024, 5, 15))
        assert (changed.kind, changed.amount, changed.duration_months) == ("modification", Decimal(610000), 40)
        assert (changed.signed_on, changed.published_on) == (date(2025, 1, 10), date(2025, 1, 20))
        assert (changed.source_id, changed.supplier_identifier) == ("2024EAU07", "01234567800011")
        assert field(changed, "modification.id") == "1"

    def test_what_cannot_be_is_kept_as_it_was_written(self):
        contract = files.decp_contract(
            montant=10**18, dateNotification="2024-02-30", datePublicationDonnees="0024-05-25", dureeMois="un an"
        )
        (row,) = read(files.decp(contract))
        assert (row.amount, row.currency, row.signed_on, row.published_on, row.duration_months) == (None,) * 5
        assert field(row, "montant") == "1" + "0" * 18
        assert (field(row, "dateNotification"), field(row, "dureeMois")) == ("2024-02-30", "un an")

    @pytest.mark.parametrize(
        ("header", "line"),
        [
            ("id;acheteur.id;montant;dateNotification;titulaire_id_1;titulaire_id_2", "7;0213;9.5;2024-05-15;011;022"),
            ("id,acheteur_id,montant,datenotification,titulaire_id_1,titulaire_id_2", "7,0213,9.5,2024-05-15,011,022"),
        ],
    )
    def test_flattened_tables(self, header, line):
        rows = read(f"\ufeff{header}\n{line}\n".encode())
        assert [(row.source_id, row.buyer_identifier, row.supplier_identifier, row.amount) for row in rows] == [
            ("7", "0213", "011", None),
            ("7", "0213", "022", None),
        ]
        assert rows[0].signed_on == date(2024, 5, 15)

    def test_a_table_with_a_row_a_supplier_is_one_contract(self):
        table = (
            "uid,id,acheteur_id,montant,titulaire_id,titulaire_nom\n"
            "u1,1,02,500,011,Mirval\nu1,1,02,500,022,Lumeo\nu2,2,02,70,011,Mirval\n"
        )
        rows = read(table.encode())
        assert [(row.source_id, row.supplier_name, row.amount) for row in rows] == [
            ("1", "Mirval", None),
            ("1", "Lumeo", None),
            ("2", "Mirval", Decimal(70)),
        ]

    def test_a_table_repeating_a_contract_for_each_modification_awards_it_once(self):
        table = (
            "id;acheteur_id;montant;titulaire_id_1;idModification;montantModification\n"
            "1;02;500;011;1;600\n1;02;500;011;2;650\n"
        )
        assert [(row.kind, row.amount) for row in read(table.encode())] == [
            ("award", Decimal(500)),
            ("modification", Decimal(600)),
            ("modification", Decimal(650)),
        ]

    def test_contracts_without_number_are_counted_and_left_out(self):
        contents = decp.read(files.decp(files.decp_contract(), files.decp_contract(id=None)), DEFAULT_LIMITS)
        assert (len(contents.notices), contents.warnings) == (1, ("without_id=1",))

"""A contract that two papers, the bulletin and the essential data tell of is one row, with all that each says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import ARTICLE, Greffier
from tests.unit.documents import notice_files as files
from tests.warm import WarmGreffier

pytestmark = pytest.mark.integration

OTHER_PAPER = """Balises : le littoral choisit Nordalis

L'Agence nationale du littoral a attribué à Nordalis la fourniture de balises côtières pour 2,45 millions d'euros.
"""
NOTICES = Path(files.__file__).parent / "notices"
SIRET, BUYER_SIRET = "99999990700017", "19999990500016"
BULLETIN = {
    "MAPA": {
        "organisme": {"acheteurPublic": "AGENCE NATIONALE DU LITTORAL", "codeIdentificationNational": BUYER_SIRET},
        "attribution": {
            "attribution": {
                "resultat": {
                    "attribue": {
                        "titulaire": {"PersonneMorale": "Nordalis SA"},
                        "montant": {"@devise": "EUR", "valeur": "2 398 412,50"},
                    }
                }
            }
        },
    }
}
ESSENTIAL = files.decp_contract(
    acheteur={"id": BUYER_SIRET, "nom": "Agence nationale du littoral"},
    objet="Fourniture et pose de balises côtières",
    codeCPV="34996000-5",
    montant=2_398_412.5,
    dureeMois=24,
    titulaires=[{"titulaire": {"id": SIRET, "denominationSociale": "NORDALIS"}}],
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Greffier:
    """A release of two papers and two notices about one contract, and a notice of two lots of another buyer."""
    greffier = WarmGreffier(tmp_path_factory.mktemp("told"))
    greffier.write("courrier.txt", ARTICLE)
    greffier.write("gazette.txt", OTHER_PAPER)
    record = files.boamp_record(
        BULLETIN, objet="Fourniture de balises côtières", nomacheteur="Agence nationale du littoral"
    )
    greffier.write("boamp.json", json.dumps([record], ensure_ascii=False))
    greffier.write("decp.json", files.decp(ESSENTIAL).decode())
    greffier.write("halle.xml", files.boamp(files.HISTORICAL_AWARD).decode())
    for name in ("eforms-joint-framework.xml", "decp-amended.json"):
        greffier.write(name, (NOTICES / name).read_text(encoding="utf-8"))
    done = greffier.command("run")
    assert done.returncode == 0, done.stderr
    return greffier


def test_papers_and_notices_are_one_row_with_the_evidence_of_each(told):
    rows = told.rows(
        """
        select c.amount, c.status, c.signed_on::varchar, c.cpv, c.duration_months, c.document_count, c.notice_count
        from contracts c join contract_parties using (contract_id) join organisations using (organisation_id)
        where name ilike 'nordalis%'
        """
    )
    assert rows == [(2_398_412.5, "awarded", "2024-05-15", "34996000-5", 24, 2, 2)]
    places = told.rows(
        """
        select distinct coalesce(d.source_path, n.source_path), e.field_path
        from evidence e left join documents d using (document_id)
        left join notices n on n.file_sha256 = e.file_sha256 and n.notice_index = e.notice_index
        where fact_table = 'contracts' and fact_id in (select contract_id from contracts where document_count = 2)
        order by all
        """
    )
    assert places == [
        ("boamp.json", "objet"),
        ("courrier.txt", None),
        ("decp.json", "marches.marche.id[2024EAU07]"),
        ("gazette.txt", None),
    ]


def test_what_a_paper_says_otherwise_stays_visible_with_its_evidence(told):
    values = told.rows(
        """
        select value_number, is_chosen, source_path, field_path
        from contract_values left join documents using (document_id)
        where attribute = 'amount' and contract_id in (select contract_id from contracts where document_count = 2)
        order by value_number desc, source_path, field_path
        """
    )
    assert values == [
        (2_450_000.0, False, "gazette.txt", None),
        (2_400_000.0, False, "courrier.txt", None),
        (2_398_412.5, True, None, "attribue/montant"),
        (2_398_412.5, True, None, "montant[2024EAU07]"),
    ]


def test_the_press_and_the_registers_name_one_organisation_with_its_numbers(told):
    assert told.rows(
        """
        select o.name, o.mention_count > 0, o.notice_count, scheme, identifier
        from organisation_identifiers join organisations o using (organisation_id)
        where o.name in ('Nordalis', 'Agence nationale du littoral', 'Ville de Castelpont') order by identifier desc
        """
    ) == [
        ("Nordalis", True, 2, "siret", SIRET),
        ("Nordalis", True, 2, "siren", SIRET[:9]),
        ("Agence nationale du littoral", True, 2, "siret", BUYER_SIRET),
        ("Agence nationale du littoral", True, 2, "siren", BUYER_SIRET[:9]),
        ("Ville de Castelpont", False, 1, "other", "02131004700014"),
    ]


def test_each_lot_hangs_on_its_contract_with_its_suppliers(told):
    assert told.rows(
        """
        select lot_number, l.title, l.amount, status, list_sort([o.name for o in suppliers])
        from contract_lots l join contracts using (contract_id) left join (
            select contract_id, list({'name': name}) as suppliers
            from contract_parties join organisations using (organisation_id)
            where party_role = 'supplier' group by contract_id
        ) using (contract_id)
        join notices n on n.file_sha256 = l.file_sha256 and n.notice_index = l.notice_index
        where source_path = 'halle.xml'
        order by lot_number
        """
    ) == [
        ("1", "Charpente", 81_250.4, "awarded", ["Charpentes Mirval"]),
        ("2", "Éclairage", 60_000.0, "awarded", ["Bureau Solmare", "Lumeo Réseaux"]),
    ], "the lot that nobody won is no contract"


def test_buyers_who_buy_together_are_parties_each_with_its_evidence(told):
    parties = told.rows(
        """
        select name, party_role, is_group_leader, is_current, p.field_path, n.source_id
        from contract_parties p join organisations using (organisation_id)
        join evidence using (evidence_id) join notices n using (file_sha256, notice_index)
        where contract_id in (select contract_id from contracts where amount = 2450000 and document_count = 0)
        order by party_role, name
        """
    )
    assert parties == [
        ("Centre hospitalier de Morteuil", "buyer", None, True, "OPT-300-Procedure-Buyer[LOT-0001]", "00765432-2025"),
        ("Hôpital de Valbrune", "buyer", None, True, "OPT-300-Procedure-Buyer[LOT-0001]", "00765432-2025"),
        ("Ateliers Rosemont", "supplier", False, True, "OPT-300-Tenderer[LOT-0001]", "00765432-2025"),
        ("Sanelec Maintenance", "supplier", True, True, "OPT-300-Tenderer[LOT-0001]", "00765432-2025"),
    ]


def test_an_amendment_is_chosen_and_what_it_replaced_stays_visible(told):
    values = told.rows(
        """
        select attribute, value_number, is_chosen, choice_reason, stated_on::varchar, v.amount_basis
        from contract_values v join contracts c using (contract_id)
        where c.subject = 'Entretien de la voirie communautaire' and attribute in ('amount', 'duration_months')
        order by attribute, value_rank
        """
    )
    assert values == [
        ("amount", 2_300_000.0, True, "amendment", "2025-09-01", "ceiling"),
        ("amount", 2_000_000.0, False, None, "2024-06-03", "ceiling"),
        ("duration_months", 54.0, True, "amendment", "2025-02-12", None),
        ("duration_months", 48.0, False, None, "2024-06-03", None),
    ]
    holders = told.rows(
        """
        select identifier, is_current from contract_parties join contracts c using (contract_id)
        join organisation_identifiers using (organisation_id)
        where c.subject = 'Entretien de la voirie communautaire' and party_role = 'supplier' and scheme = 'siren'
        order by identifier
        """
    )
    assert holders == [("999999964", True), ("999999972", False)]
    assert told.rows("select count(*) from contracts where subject = 'Brochures'") == [(1,)], "a broken notice is kept"

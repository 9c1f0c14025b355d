"""One registration number is one organisation, whatever it is called; one name under two numbers is two."""

from __future__ import annotations

import duckdb
import pytest

from benchmarks.labelled import resolved
from orchestration.agreements import StoredNotice
from orchestration.records import Notice
from orchestration.resolution import Appearance, of_notices, parties
from orchestration.resolution.registration import scheme_of, siren_of
from tests.unit.documents import notice_files as files
from tests.unit.resolution.notices import Resolved

FIRST, SECOND = "999999907", "999999915"


def bought(*buyers: tuple[str | None, str | None]) -> list[StoredNotice]:
    return [
        StoredNotice(
            "f1", index, Notice("decp", f"2024-{index}", "award", "decp", buyer_name=name, buyer_identifier=number)
        )
        for index, (name, number) in enumerate(buyers)
    ]


def groups(*buyers: tuple[str | None, str | None], press: tuple[str, ...] = ()) -> list[list[str]]:
    """The names that came together, those of the press among them."""
    written = [
        Appearance(f"app-{place}", f"doc-{place}", "organisation", name, mention_ids=(f"men-{place}",))
        for place, name in enumerate(press)
    ]
    connection = duckdb.connect()
    resolved([*of_notices(parties(bought(*buyers))), *written], connection)
    entities = connection.execute("select name, aliases from resolution.entities").fetchall()
    return sorted(sorted([name, *aliases]) for name, aliases in entities)


@pytest.mark.parametrize(
    ("stated", "scheme", "siren"),
    [
        ("99999990700017", "siret", FIRST),
        ("999 999 907", "siren", FIRST),
        ("FR12999999907", "vat", FIRST),
        ("BE0999999907", "vat", None),
        ("999999908", "other", None),
        ("00000000000000", "other", None),
        ("2024-117", "other", None),
    ],
)
def test_the_scheme_of_a_number_and_the_legal_unit_behind_it(stated, scheme, siren):
    found, number = scheme_of(stated)
    assert (found, siren_of(found, number)) == (scheme, siren)


def test_one_number_is_one_organisation_and_brings_the_press_along():
    names = [("Ville de Castelpont", f"{FIRST}00017"), ("Mairie de Castelpont", f"{FIRST}00025")]
    assert groups(*names, press=("Castelpont", "mairie de Castelpont")) == [
        ["Castelpont"],
        ["Mairie de Castelpont", "Ville de Castelpont", "mairie de Castelpont"],
    ]


def test_one_name_under_two_numbers_is_two_organisations_and_the_press_means_neither():
    found = groups(
        ("Commune de Saint-Aubry", FIRST), ("Commune de Saint-Aubry", SECOND), press=("Commune de Saint-Aubry",)
    )
    assert found == [["Commune de Saint-Aubry"]] * 3


def test_a_wrong_control_digit_brings_nothing_together():
    assert groups(("Halles Mirval", "999999908"), ("Bancs Mirval", "999999908")) == [
        ["Bancs Mirval"],
        ["Halles Mirval"],
    ]


def test_a_number_without_name_is_called_as_others_call_it_else_by_itself():
    assert groups((None, f"{FIRST}00017"), ("Halles Mirval", f"{FIRST}00017")) == [["Halles Mirval"]]
    assert groups((None, f"{FIRST}00017")) == [[f"SIREN {FIRST}"]]


def test_the_order_of_arrival_changes_nothing():
    names = [("Ville de Castelpont", FIRST), ("Mairie de Castelpont", FIRST), ("Castelpont", SECOND), (None, SECOND)]
    assert groups(*names) == groups(*reversed(names))


def test_numbers_are_kept_with_the_field_that_states_them():
    contract = files.decp_contract(
        acheteur={"id": "19999990500016"},
        titulaires=[{"titulaire": {"id": f"{FIRST}00017", "denominationSociale": "Curage SARL"}}],
    )
    resolved = Resolved(files.decp(contract))
    assert [
        (resolved.names[i.organisation_id], i.scheme, i.identifier, i.field_path) for i in resolved.identifiers
    ] == [
        (name, scheme, number, path)
        for name, scheme, number, path in sorted(
            [
                ("Curage SARL", "siren", FIRST, "titulaires.id[2024EAU07]"),
                ("Curage SARL", "siret", f"{FIRST}00017", "titulaires.id[2024EAU07]"),
                ("SIREN 199999905", "siren", "199999905", "acheteur.id[2024EAU07]"),
                ("SIREN 199999905", "siret", "19999990500016", "acheteur.id[2024EAU07]"),
            ],
            key=lambda row: (next(o for o, n in resolved.names.items() if n == row[0]), row[1]),
        )
    ]
    assert resolved.kinds == {"Curage SARL": "company", "SIREN 199999905": "public_body"}

"""Keys forgive how a name is typed, and nothing that tells two names apart."""

import pytest

from orchestration.resolution.names import actor_key, organisation_key


@pytest.mark.parametrize(
    "written",
    ["Nordalis", "NORDALIS", "Nor\u00addalis", "Nor\u200bdalis", "Nordalis SA", "la Nordalis", "Nordali\u0073\u200d"],
)
def test_one_organisation_however_it_is_typed(written):
    assert organisation_key(written) == "nordalis"


def test_composed_and_decomposed_accents_are_one_name():
    assert actor_key("E\u0301lise Faye") == actor_key("Élise Faye") == "elise faye"


@pytest.mark.parametrize(
    ("one", "other"), [("DGSE", "DGSI"), ("Nordalis", "Nord\u0430lis"), ("Agence Nordex", "Nordex")]
)
def test_other_names_stay_apart(one, other):
    assert organisation_key(one) != organisation_key(other)

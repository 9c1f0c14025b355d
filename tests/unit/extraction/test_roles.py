"""Who holds what. Marks give the names ("[Anne Viel]" a person, "{Norvalis}" an organisation): only roles are tried."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from orchestration.extraction.reading import Reading, read
from orchestration.extraction.role_owners import is_from
from orchestration.extraction.roles import find_roles
from orchestration.records import Document, Mention, OrganisationKind, RoleClaim, Section, SectionKind, stable_id

Names = dict[str, str]
KINDS: dict[str, OrganisationKind] = {"Parti républicain neuf": "party"}


def marked(text: str) -> tuple[str, list[Mention]]:
    """Plain text and mentions of a text with marks."""
    plain, mentions = "", []
    for piece in re.split(r"(\[[^\]]+\]|\{[^}]+\})", text):
        if piece[:1] in ("[", "{"):
            surface, kind = piece[1:-1], "actor" if piece[0] == "[" else "organisation"
            start, end = len(plain), len(plain) + len(surface)
            organisation_kind = KINDS.get(surface, "company") if kind == "organisation" else None
            identity = stable_id("men", start, end)
            mentions.append(
                Mention(identity, "doc-1", start, end, surface, kind, surface, "mark", 1.0, None, organisation_kind)  # type: ignore[arg-type]
            )
            plain += surface
        else:
            plain += piece
    return plain, mentions


def reading_of(nlp: Language, text: str, kind: SectionKind = "body", published_on: date | None = None) -> Reading:
    sections = tuple(Section(m.start(), m.end(), kind) for m in re.finditer(r"[^\n]*\S[^\n]*", text))
    document = Document("doc-1", "0", 0, "0", "text/plain", text, sections, "fr", published_on=published_on)
    return next(iter(read(nlp, [document])))


@pytest.fixture
def claims(nlp: Language) -> Callable[..., list[RoleClaim]]:
    def find(text: str, **options: object) -> list[RoleClaim]:
        plain, mentions = marked(text)
        return find_roles(reading_of(nlp, plain, **options), mentions)  # type: ignore[arg-type]

    return find


def found(text: str, claims: list[RoleClaim]) -> list[tuple[str, str | None, str]]:
    names = {m.mention_id: m.name for m in marked(text)[1]}
    return [(names[c.actor_mention_id], names.get(c.organisation_mention_id or ""), c.title) for c in claims]


Find = Callable[..., list[RoleClaim]]


def test_evidence_covers_name_function_and_organisation(claims: Find) -> None:
    text = "Hier, [Anne Viel], directrice générale de la société {Norvalis}, a démissionné."
    (claim,) = claims(text)
    assert marked(text)[0][claim.start_char : claim.end_char] == "Anne Viel, directrice générale de la société Norvalis"
    assert found(text, [claim]) == [("Anne Viel", "Norvalis", "directrice générale")]


def test_nothing_comes_out_of_boilerplate(claims: Find) -> None:
    assert claims("[Anne Viel], directrice de {Norvalis}.", kind="boilerplate") == []


@pytest.mark.parametrize("noun", ["femme", "frère", "avocat", "prédécesseur"])
def test_a_relative_s_function_is_never_given_to_the_one_named(claims: Find, noun: str) -> None:
    assert claims(f"Nous avons vu la {noun} de [Paul Duvernoy], directrice de {{Norvalis}}.") == []


def test_the_function_goes_to_the_name_that_follows_it(claims: Find) -> None:
    text = "Il a vu [Anne Viel], le président de {Norvalis}, [Paul Duvernoy], et un notaire."
    assert found(text, claims(text)) == [("Paul Duvernoy", "Norvalis", "président")]


def test_two_claims_differ_in_id_and_the_same_document_gives_the_same_ids(claims: Find) -> None:
    text = "[Anne Viel], fondatrice et présidente de {Norvalis}, arrive."
    first, again = claims(text), claims(text)
    assert [c.role_claim_id for c in first] == [c.role_claim_id for c in again]
    assert len({c.role_claim_id for c in first}) == 2
    assert found(text, first) == [("Anne Viel", "Norvalis", "fondatrice"), ("Anne Viel", "Norvalis", "présidente")]


def test_a_short_form_takes_the_fuller_title_and_organisation_from_the_same_document(claims: Find) -> None:
    text = "Le directeur [Paul Duvernoy] se tait. [Paul Duvernoy], directeur juridique de {Norvalis}, parle."
    assert found(text, claims(text)) == [("Paul Duvernoy", "Norvalis", "directeur juridique")] * 2


def test_a_former_function_does_not_complete_a_present_one(claims: Find) -> None:
    text = "Le directeur [Paul Duvernoy] se tait. [Paul Duvernoy], ancien directeur juridique de {Norvalis}, parle."
    assert [(c.title, c.is_former) for c in claims(text)] == [("directeur", False), ("directeur juridique", True)]


def test_a_common_noun_takes_up_the_only_organisation_of_its_kind(claims: Find) -> None:
    text = "Le {Parti républicain neuf} hésite. [Anne Viel], porte-parole du parti, promet un vote."
    assert found(text, claims(text)) == [("Anne Viel", "Parti républicain neuf", "porte-parole")]


def test_a_common_noun_takes_up_nothing_of_another_kind(claims: Find) -> None:
    text = "La société {Norvalis} hésite. [Anne Viel], porte-parole du parti, promet un vote."
    assert found(text, claims(text)) == [("Anne Viel", None, "porte-parole du parti")]


def test_an_end_to_come_is_not_over(claims: Find) -> None:
    text = "[Anne Viel], présidente de {Norvalis} jusqu'en 2028, arrive."
    (before,) = claims(text, published_on=date(2024, 5, 2))
    (after,) = claims(text, published_on=date(2030, 5, 2))
    assert (before.is_former, before.ended_on) == (False, date(2028, 1, 1))
    assert after.is_former


def test_an_impossible_day_gives_no_date(claims: Find) -> None:
    (claim,) = claims("[Anne Viel], présidente de {Norvalis} depuis le 31 février 2012, arrive.")
    assert claim.started_on is None


def test_a_signature_does_not_reach_into_the_next_article(claims: Find) -> None:
    assert claims("Texte de [Anne Viel] et d'autres.\nPrésidente de séance contestée hier à Vaucelles.") == []


def test_a_verb_speaks_of_its_subject_only(claims: Find) -> None:
    assert claims("Le frère de [Paul Duvernoy] est directeur de {Norvalis}.") == []
    text = "[Paul Duvernoy] est directeur de {Norvalis}."
    assert found(text, claims(text)) == [("Paul Duvernoy", "Norvalis", "directeur")]


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            *("le", "la", "du", "de", "d'", "l'", "sa", "son", "que", "et", "sous", "alors", "par", "est", "nommé"),
            *("[Anne Viel]", "{Norvalis}", "ex-", "ancien", "directeur", "PDG,", "ministre", "maires", "fondée"),
            *("(", ")", "«", "»", ":", ",", "-", "–", ".", "\n", "2012", "99999", "ans", "jusqu'en 2012"),
        ]
    ),
    max_size=40,
)


@given(pieces=FRAGMENTS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_broken_text_never_raises_and_spans_stay_inside(nlp: Language, pieces: list[str]) -> None:
    plain, mentions = marked(" ".join(pieces))
    known = {m.mention_id for m in mentions}
    for claim in find_roles(reading_of(nlp, plain), mentions):
        assert 0 <= claim.start_char < claim.end_char <= len(plain)
        assert claim.actor_mention_id in known
        assert claim.title


def test_a_pronoun_that_two_people_may_mean_gives_no_role(claims: Find) -> None:
    assert claims("[Claire Viel] a vu [Julie Duvernoy]. Elle est directrice de {Norvalis}.") == []
    text = "[Claire Viel] a vu [Thomas Duvernoy]. Elle est directrice de {Norvalis}."
    assert found(text, claims(text)) == [("Claire Viel", "Norvalis", "directrice")]


def test_a_possessive_after_two_organisations_names_neither(claims: Find) -> None:
    text = "{Norvalis} poursuit {Zeltis}. Son président, [Anne Viel], se tait."
    assert found(text, claims(text)) == [("Anne Viel", None, "président")]


def test_a_paragraph_headed_by_an_organisation_lends_it_to_the_functions_in_it(claims: Find) -> None:
    text = "{Norvalis}. – {Zeltis} s'inquiète. [Anne Viel], directrice générale, se tait."
    assert found(text, claims(text)) == [("Anne Viel", "Norvalis", "directrice générale")]


@pytest.mark.parametrize(
    ("adjective", "town", "is_its_own"),
    [
        ("landivrecois", "landivrec", True),
        ("valloirais", "valloires", True),
        ("sportif", "sportive", False),
        ("directeur", "direct", False),
        ("morlacien", "morl", False),
    ],
)
def test_an_adjective_belongs_to_the_town_whose_letters_it_shares(adjective: str, town: str, is_its_own: bool) -> None:
    assert is_from(adjective, town) is is_its_own

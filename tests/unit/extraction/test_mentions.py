"""Names found in whole documents: what holds for every document, and decisions that need all of it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from orchestration.extraction.mentions import find_mentions
from orchestration.extraction.reading import Reading, read
from orchestration.extraction.surface import read_words
from orchestration.records import Document, Mention, Section, SectionKind, stable_id

ARTICLE = (
    "Le groupe Dravelin a nommé Gaëlle Montarnal à la tête de sa filiale belge.\n"
    "« Nous irons vite », a déclaré Mme Montarnal à l’AFP. Dravelin avait été condamné par la cour d'appel de Douai.\n"
    "La Commission nationale des ponts et tunnels (CNPT) enquête. Interrogée, la CNPT ne commente pas."
)


def reading_of(nlp: Language, text: str, kinds: tuple[SectionKind, ...] = ()) -> Reading:
    sections, position = [], 0
    for index, line in enumerate(text.split("\n")):
        if line.strip():
            kind = kinds[index] if index < len(kinds) else "body"
            start = position + len(line) - len(line.lstrip())
            sections.append(Section(start, position + len(line.rstrip()), kind))
        position += len(line) + 1
    document = Document(stable_id("doc", text), "f", 0, "c", "text/plain", text, tuple(sections), "fr")
    return next(iter(read(nlp, [document])))


def mentions_of(nlp: Language, text: str) -> list[Mention]:
    return find_mentions(reading_of(nlp, text))


def names(mentions: list[Mention], kind: str) -> list[str]:
    return [mention.name for mention in mentions if mention.kind == kind]


def test_every_mention_is_the_text_it_points_to_in_order_and_apart(nlp: Language) -> None:
    mentions = mentions_of(nlp, ARTICLE)
    assert len(mentions) == 9
    assert all(ARTICLE[m.start_char : m.end_char] == m.surface_text for m in mentions)
    assert all(one.end_char <= other.start_char for one, other in pairwise(mentions))
    assert len({m.mention_id for m in mentions}) == len(mentions)


def test_the_same_document_gives_the_same_mentions(nlp: Language) -> None:
    assert mentions_of(nlp, ARTICLE) == mentions_of(nlp, ARTICLE)


def test_a_name_decided_once_is_found_wherever_it_stands(nlp: Language) -> None:
    mentions = mentions_of(nlp, ARTICLE)
    assert names(mentions, "organisation").count("Dravelin") == 2
    assert names(mentions, "actor") == ["Gaëlle Montarnal", "Gaëlle Montarnal"]


def test_acronym_and_long_form_are_one_organisation(nlp: Language) -> None:
    pair = [m for m in mentions_of(nlp, ARTICLE) if m.acronym == "CNPT"]
    assert [m.surface_text for m in pair] == ["Commission nationale des ponts et tunnels", "CNPT", "CNPT"]
    assert {m.name for m in pair} == {"Commission nationale des ponts et tunnels"}


def test_actors_have_no_kind_and_organisations_have_one(nlp: Language) -> None:
    for mention in mentions_of(nlp, ARTICLE):
        assert (mention.organisation_kind is None) == (mention.kind == "actor")
        assert 0.5 <= mention.confidence <= 0.97
        assert mention.rule


def test_boilerplate_gives_no_name(nlp: Language) -> None:
    text = "Le groupe Dravelin recrute.\nDirecteur de la publication : M. Aurélien Castagnède"
    assert names(find_mentions(reading_of(nlp, text, ("body", "boilerplate"))), "actor") == []
    assert names(find_mentions(reading_of(nlp, text)), "actor") == ["Aurélien Castagnède"]


def test_what_one_sentence_proves_decides_the_name_in_the_others(nlp: Language) -> None:
    text = "Flaminor recrute vingt personnes. La start-up Flaminor est née à Brest. Flaminor a trois ans."
    assert names(mentions_of(nlp, text), "organisation") == ["Flaminor"] * 3


def test_more_evidence_is_more_confidence(nlp: Language) -> None:
    (bare,) = mentions_of(nlp, "Le site est tenu par Solène Kervadec.")
    rich = mentions_of(nlp, "Mme Solène Kervadec, directrice du site, est absente.")[0]
    assert bare.name == rich.name == "Solène Kervadec"
    assert bare.confidence < rich.confidence


def test_a_shared_surname_belongs_to_nobody(nlp: Language) -> None:
    text = "Marc Dellouche et Paul Dellouche ont fondé l'atelier. M. Dellouche n'a pas répondu."
    assert names(mentions_of(nlp, text), "actor") == ["Marc Dellouche", "Paul Dellouche", "Dellouche"]


def test_a_law_named_after_somebody_does_not_hide_the_person(nlp: Language) -> None:
    text = "Hervé Fauconnier quitte la scène. La loi Fauconnier lui survivra, dit M. Fauconnier."
    assert [m.surface_text for m in mentions_of(nlp, text)] == ["Hervé Fauconnier", "Fauconnier"]


def test_a_firm_that_wins_an_award_is_an_organisation(nlp: Language) -> None:
    text = (
        "Le Collège communal décide d'attribuer ce marché à Les Sapins du Vieux Moulin, Rue du Lavoir 3 à 5000 Namur "
        "pour le montant de 2.072,00 € hors TVA."
    )
    found = {m.name: m.rule for m in mentions_of(nlp, text) if m.kind == "organisation"}
    assert found["Les Sapins du Vieux Moulin"] == "contract_party"


def test_a_state_is_an_organisation_only_where_it_buys(nlp: Language) -> None:
    text = "L'Égypte a acheté douze hélicoptères à Airbus. Il est né en Égypte."
    states = [m for m in mentions_of(nlp, text) if m.name == "Égypte"]
    assert [m.start_char for m in states] == [2]


@pytest.mark.parametrize("text", ["", " \n ", "«", "M.", "l'", "M. et Mme", "(((", "Le Le Le Le", "A. B. C. D. E. F."])
def test_broken_text_is_no_error(nlp: Language, text: str) -> None:
    assert all(m.surface_text for m in mentions_of(nlp, text))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet="AMaeéL'’ .\n«»\"(),-&1", max_size=80))
def test_any_text_gives_sound_offsets(nlp: Language, text: str) -> None:
    for mention in mentions_of(nlp, text):
        assert text[mention.start_char : mention.end_char] == mention.surface_text != ""


@pytest.mark.parametrize("form", ["S.r.l.", "SRL", "S.A.", "SPRL"])
def test_a_legal_form_alone_is_nobodys_name(nlp: Language, form: str) -> None:
    text = f"Le Collège communal décide d'attribuer ce marché à la {form} VANDRESSE TOITURES ; montant : 12 000 euros."
    assert form not in {mention.surface_text for mention in mentions_of(nlp, text)}


def test_the_stop_of_a_legal_form_ends_the_sentence_before_a_capital_only(nlp: Language) -> None:
    words = read_words(reading_of(nlp, "Le lot va à Norvane inc. Demain, Turcot inc. et Vauquel ltd. signent."))
    assert [word.text for word in words if word.opens] == ["Le", "Demain"]
    assert [word.text for word in words if word.text.endswith(".")] == ["inc.", "inc.", "ltd."]

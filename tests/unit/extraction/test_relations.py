"""Who owns, founded or joined whom, and what is said of an organisation itself: marked examples, broken texts."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration import lexicon
from orchestration.extraction.annotating import model_text
from orchestration.extraction.organisation_facts import find_facts
from orchestration.extraction.reading import Reading
from orchestration.extraction.relations import find_relations
from orchestration.records import ContractClaim, Document, Mention, RoleClaim, Section

EXAMPLES = Path(__file__).parents[2] / "examples"
_spec = importlib.util.spec_from_file_location("relation_examples_markup", EXAMPLES / "markup.py")
assert _spec is not None
assert _spec.loader is not None
markup = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = markup
_spec.loader.exec_module(markup)
ALL = [example for example in markup.read_examples(EXAMPLES) if example.kind in ("relation", "fact")]
# Neither reads what a model says: tokens are enough.
NLP = spacy.blank("fr")


def reading_of(text: str, published_on: Any = None) -> Reading:
    section = (Section(0, len(text), "body"),) if text.strip() else ()
    document = Document("doc-1", "f", 0, "c", "text/plain", text, section, language="fr", published_on=published_on)
    return Reading(document, NLP(model_text(text)))


def mention(text: str, start: int, end: int, kind: str = "organisation", organisation_kind: str = "company") -> Mention:
    return Mention(
        mention_id=f"men-{start}-{end}",
        document_id="doc-1",
        start_char=start,
        end_char=end,
        surface_text=text[start:end],
        kind="actor" if kind == "actor" else "organisation",
        name=text[start:end],
        rule="test",
        confidence=1.0,
        organisation_kind=None if kind == "actor" else organisation_kind,  # type: ignore[arg-type]
    )


def marked_names(example: Any) -> list[Mention]:
    return [
        mention(example.text, mark.start, mark.end, mark.kind, mark.values.get("kind", "company"))
        for mark in example.marks
        if mark.kind in ("actor", "organisation")
    ]


def written(value: Any) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def found_relations(example: Any) -> list[dict[str, str]]:
    mentions = marked_names(example)
    names = {mention.mention_id: mention.name for mention in mentions}
    found = []
    for claim in find_relations(reading_of(example.text, example.published_on), mentions):
        values = {
            "kind": claim.kind,
            "subject": names[claim.subject_mention_id],
            "object": names[claim.object_mention_id],
            "status": claim.status,
            "former": "yes" if claim.is_former else "no",
            "amount": claim.amount,
            "currency": claim.currency,
            "share": claim.share,
            "started_on": claim.started_on,
            "precision": claim.started_on_precision,
        }
        found.append({key: written(value) for key, value in values.items() if value is not None})
    return found


def found_facts(example: Any) -> list[dict[str, str]]:
    mentions = marked_names(example)
    names = {mention.mention_id: mention.name for mention in mentions}
    found = []
    for claim in find_facts(reading_of(example.text, example.published_on), mentions):
        values = {
            "organisation": names[claim.organisation_mention_id],
            "attribute": claim.attribute,
            "value_text": claim.value_text,
            "value_number": claim.value_number,
            "currency": claim.currency,
            "as_of": claim.as_of,
        }
        found.append({key: written(value) for key, value in values.items() if value is not None})
    return found


@pytest.mark.parametrize("example", ALL, ids=[example.name for example in ALL])
def test_an_example_states_what_is_marked_and_nothing_else(example: Any) -> None:
    """The marked names are the mentions: what is tried here is who owns whom, not who is a name."""
    marked = [mark.values for mark in example.marks if mark.kind == example.kind]
    found = found_relations(example) if example.kind == "relation" else found_facts(example)
    in_order = {"key": lambda values: sorted(values.items())}
    assert sorted(found, **in_order) == sorted(marked, **in_order)


def test_there_are_enough_examples_and_of_texts_that_state_nothing() -> None:
    silent = [example for example in ALL if all(mark.kind != example.kind for mark in example.marks)]
    kinds = {mark.values["kind"] for example in ALL for mark in example.marks if mark.kind == "relation"}
    assert len(ALL) >= 120
    assert len(silent) >= 30
    assert len(kinds) == 9


def names_in(text: str, *names: str) -> list[Mention]:
    return [mention(text, text.index(name), text.index(name) + len(name)) for name in names]


def test_a_tie_told_twice_is_one_claim_and_its_evidence_is_the_first() -> None:
    text = "Kertal, filiale d'Ormille, recrute. Ormille et sa filiale Kertal embauchent."
    mentions = [
        mention(text, start, start + len(name))
        for name in ("Kertal", "Ormille")
        for start in (text.index(name), text.rindex(name))
    ]
    (claim,) = find_relations(reading_of(text), mentions)
    assert text[claim.start_char : claim.end_char] == "Kertal, filiale d'Ormille"


def test_who_has_a_contract_is_no_mere_supplier() -> None:
    text = "Kertal, fournisseur d'Ormille, recrute."
    supplier, buyer = names_in(text, "Kertal", "Ormille")
    contract = ContractClaim(
        "con-1", "doc-1", 0, 9, (buyer.mention_id,), (supplier.mention_id,), "awarded", "test", 0.9
    )
    assert [claim.kind for claim in find_relations(reading_of(text), [supplier, buyer])] == ["supplier"]
    assert find_relations(reading_of(text), [supplier, buyer], [contract]) == []


def test_whom_a_position_calls_a_founder_has_founded_it_once() -> None:
    text = "Kertal recrute, dit Nora Belval, cofondatrice et présidente de l'entreprise."
    firm, person = names_in(text, "Kertal")[0], mention(text, text.index("Nora"), text.index("Nora") + 11, "actor")
    at = (person.start_char, len(text) - 1)
    role = RoleClaim("rol-1", "doc-1", *at, person.mention_id, firm.mention_id, "cofondatrice", False, "test", 0.9)
    other = RoleClaim("rol-2", "doc-1", *at, person.mention_id, firm.mention_id, "présidente", False, "test", 0.9)
    (claim,) = find_relations(reading_of(text), [firm, person], [], [role, other, role])
    assert (claim.kind, claim.subject_mention_id, claim.object_mention_id, claim.rule) == (
        *("founder", firm.mention_id, person.mention_id, "role"),
    )


def test_whose_founder_a_possessive_leaves_open_is_no_tie() -> None:
    text = "Le groupe tient Velmont, qui loue des grues, et Kertal, un éditeur racheté à son fondateur, Hugo Valat."
    firm, at = names_in(text, "Velmont")[0], text.index("Hugo")
    person = mention(text, at, at + 10, "actor")
    span = (text.index("son fondateur"), at + 10)
    role = RoleClaim("rol-1", "doc-1", *span, person.mention_id, firm.mention_id, "fondateur", False, "test", 0.9)
    assert find_relations(reading_of(text), [firm, person], [], [role]) == []


def test_what_takes_up_the_only_organisation_of_the_sentence_before_is_less_sure() -> None:
    text = "Kertal recrute. Le groupe appartient à Ormille et emploie 85 salariés."
    (claim,) = find_relations(reading_of(text), names_in(text, "Kertal", "Ormille"))
    assert (claim.kind, claim.confidence) == ("parent", 0.65)
    (fact,) = find_facts(reading_of(text), names_in(text, "Kertal", "Ormille"))
    assert (fact.organisation_mention_id, fact.value_number, fact.confidence) == ("men-0-6", 85.0, 0.65)


def test_where_two_organisations_go_before_nobody_is_taken_up() -> None:
    text = "Kertal affronte Sauvagny. Le groupe appartient à Ormille et emploie 85 salariés."
    mentions = names_in(text, "Kertal", "Sauvagny", "Ormille")
    assert find_relations(reading_of(text), mentions) == []
    assert find_facts(reading_of(text), mentions) == []


def test_boilerplate_states_nothing() -> None:
    text = "Kertal, filiale d'Ormille, emploie 85 salariés."
    document = Document(
        "doc-1", "f", 0, "c", "text/plain", text, (Section(0, len(text), "boilerplate"),), language="fr"
    )
    reading = Reading(document, NLP(text))
    mentions = names_in(text, "Kertal", "Ormille")
    assert find_relations(reading, mentions) == []
    assert find_facts(reading, mentions) == []


def _triggers() -> list[str]:
    verbs = [form for row in lexicon.rows("fr", "relation_verbs") for form in (row[0], row[0][:-2] + "é par")]
    nouns = [row[0] for name in ("relation_nouns", "relation_events", "fact_words") for row in lexicon.rows("fr", name)]
    small = ["de", "du", "d'", "l'", "à", "par", ",", "(", ")", "et", "« ", " »", "qui", "dont", "40 %", "3 M€", "1998"]
    return [*verbs, *nouns, *small, "sa", "est", "a", "n'", "\n", ". ", "Kertal", "Ormille", "Nora Belval", "\u00a0"]


PIECES = st.one_of(st.sampled_from(_triggers()), st.text(max_size=6))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=40).map(" ".join))
def test_no_text_makes_it_raise_and_every_span_fits(text: str) -> None:
    kinds = {"Kertal": "organisation", "Ormille": "organisation", "Nora Belval": "actor"}
    mentions = []
    for name, kind in kinds.items():
        at = text.find(name)
        while at >= 0:
            mentions.append(mention(text, at, at + len(name), kind))
            at = text.find(name, at + len(name))
    reading = reading_of(text)
    known = {mention.mention_id for mention in mentions}
    for claim in find_relations(reading, mentions):
        assert 0 <= claim.start_char < claim.end_char <= len(text)
        assert {claim.subject_mention_id, claim.object_mention_id} <= known
        assert claim.subject_mention_id != claim.object_mention_id
        assert claim.share is None or 0 < claim.share <= 100
    for fact in find_facts(reading, mentions):
        assert fact.value_text in text[fact.start_char : fact.end_char]
        assert fact.organisation_mention_id in known

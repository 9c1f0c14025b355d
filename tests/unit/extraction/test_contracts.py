"""Who buys from whom, on the marked examples and on what only a whole document shows."""

from __future__ import annotations

import importlib.util
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from orchestration.extraction.contracts import find_contracts
from orchestration.extraction.party_names import contract_party_spans
from orchestration.extraction.reading import Reading, read
from orchestration.records import ContractClaim, Document, Mention, Section, stable_id

EXAMPLES = Path(__file__).parents[2] / "examples"
_spec = importlib.util.spec_from_file_location("contract_examples_markup", EXAMPLES / "markup.py")
assert _spec is not None
assert _spec.loader is not None
markup = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = markup
_spec.loader.exec_module(markup)
CONTRACT_EXAMPLES = [example for example in markup.read_examples(EXAMPLES) if example.kind == "contract"]
# What an example may say beside sides, status and sum, which it always must.
TERMS = {
    *("signed_on", "started_on", "amount_basis", "tax_basis", "duration_months", "procedure", "lot", "consortium_name"),
}


def reading_of(nlp: Language, text: str, published_on: date | None = None) -> Reading:
    sections = tuple(Section(line.start(), line.end(), "body") for line in re.finditer(r"\S[^\n]*", text))
    document = Document("doc-1", "f", 0, "c", "text/plain", text, sections, language="fr", published_on=published_on)
    return next(iter(read(nlp, [document])))


def mention(text: str, start: int, end: int, kind: str = "organisation") -> Mention:
    is_actor = kind == "actor"
    return Mention(
        mention_id=f"men-{start}-{end}",
        document_id="doc-1",
        start_char=start,
        end_char=end,
        surface_text=text[start:end],
        kind="actor" if is_actor else "organisation",
        name=text[start:end],
        rule="test",
        confidence=1.0,
        organisation_kind=None if is_actor else "company",
    )


def mentions_of(text: str, *names: str) -> list[Mention]:
    return [mention(text, m.start(), m.end()) for name in names for m in re.finditer(re.escape(name), text)]


def contracts_of(nlp: Language, text: str, *names: str, published_on: date | None = None) -> list[ContractClaim]:
    return find_contracts(reading_of(nlp, text, published_on), mentions_of(text, *names))


def party_names(text: str, mention_ids: tuple[str, ...]) -> list[str]:
    spans = (tuple(int(part) for part in mention_id.split("-")[1:]) for mention_id in mention_ids)
    return [text[start:end] for start, end in spans]


def joined_names(text: str, mention_ids: tuple[str, ...]) -> str:
    return ", ".join(sorted(party_names(text, mention_ids)))


@pytest.mark.parametrize("example", CONTRACT_EXAMPLES, ids=[example.name for example in CONTRACT_EXAMPLES])
def test_an_example_states_its_contracts_and_no_other(nlp: Language, example: Any) -> None:
    """The marked names are the mentions: what is tried here is who buys, not who is a name."""
    names = [mark for mark in example.marks if mark.kind in ("actor", "organisation")]
    facts = [mark for mark in example.marks if mark.kind == "contract"]
    mentions = [mention(example.text, mark.start, mark.end, mark.kind) for mark in names]
    claims = find_contracts(reading_of(nlp, example.text), mentions)

    assert len(claims) == len(facts)
    for claim, fact in zip(claims, facts, strict=True):
        assert fact.start < claim.end_char
        assert claim.start_char < fact.end
        assert joined_names(example.text, claim.buyer_mention_ids) == fact.values.get("buyer", "")
        assert joined_names(example.text, claim.supplier_mention_ids) == fact.values.get("supplier", "")
        assert claim.status == fact.values["status"]
        assert claim.amount == (float(fact.values["amount"]) if "amount" in fact.values else None)
        assert claim.currency == fact.values.get("currency")
        for key in TERMS & fact.values.keys():
            assert (key, str(getattr(claim, key) or "-")) == (key, fact.values[key])
        subcontractors = joined_names(example.text, claim.subcontractor_mention_ids)
        assert subcontractors == fact.values.get("subcontractor", "")


def test_there_are_enough_examples_of_both_kinds() -> None:
    without = [example for example in CONTRACT_EXAMPLES if all(mark.kind != "contract" for mark in example.marks)]

    assert len(CONTRACT_EXAMPLES) >= 200
    assert len(without) >= 50


MINUTES = """Attributions de marchés
Collège communal du 4 mars 2024
Remplacement des châssis de l'école
Le Collège communal décide d'attribuer ce marché à VITRALUX, rue du Moulin 3 à 5000 Namur pour 8.000,00 € hors TVA ou 9.680,00 €, 21% TVAC.
Entretien des chaudières
Le Collège décide de consulter THERMOBEL, rue Basse 2 à 5000 Namur et CALORIS, rue Haute 9 à 5000 Namur."""  # noqa: E501


def test_minutes_give_the_firm_its_price_and_the_day_and_subject_above(nlp: Language) -> None:
    (claim,) = contracts_of(nlp, MINUTES, "Collège communal", "VITRALUX", "THERMOBEL", "CALORIS")

    assert party_names(MINUTES, claim.supplier_mention_ids) == ["VITRALUX"]
    assert claim.buyer_mention_ids == ()
    assert (claim.amount, claim.currency, claim.amount_text) == (9680.0, "EUR", "9.680,00 €")
    assert (claim.signed_on, claim.signed_on_precision) == (date(2024, 3, 4), "day")
    assert claim.subject == "Remplacement des châssis de l'école"


def test_only_the_firm_that_wins_is_proven_to_be_a_name(nlp: Language) -> None:
    spans = contract_party_spans(reading_of(nlp, MINUTES))

    assert [MINUTES[start:end] for start, end in spans] == ["VITRALUX"]


def test_a_state_is_a_name_only_where_it_buys(nlp: Language) -> None:
    text = "La Norvège est un beau pays.\nLa Norvège a commandé six frégates."
    spans = contract_party_spans(reading_of(nlp, text))

    assert spans == [(32, 39)]


def test_the_evidence_is_the_sentence_that_states_it(nlp: Language) -> None:
    text = "Le temps est beau. Veltrix a remporté le marché de la Ville de Dol. Il pleuvra demain."
    (claim,) = contracts_of(nlp, text, "Veltrix", "Ville de Dol")

    assert text[claim.start_char : claim.end_char] == "Veltrix a remporté le marché de la Ville de Dol."
    parts = (claim.start_char, claim.end_char, claim.buyer_mention_ids, claim.supplier_mention_ids)
    assert claim.contract_claim_id == stable_id("con", "doc-1", *parts)


def test_the_same_purchase_told_twice_is_one_with_all_that_is_known(nlp: Language) -> None:
    text = (
        "La Ville de Dol a attribué le marché à Netalia. "
        "En mai 2020, la Ville de Dol a attribué le marché à Netalia pour 800 000 euros."
    )
    (claim,) = contracts_of(nlp, text, "Ville de Dol", "Netalia")

    assert claim.amount == 800_000
    assert claim.signed_on == date(2020, 5, 1)


def test_two_prices_between_the_same_parties_are_two_purchases(nlp: Language) -> None:
    text = (
        "En 2018, la Ville de Dol a attribué un contrat de 2 millions d'euros à Netalia. "
        "En 2020, la Ville de Dol a attribué un contrat de 3 millions d'euros à Netalia."
    )

    assert [claim.amount for claim in contracts_of(nlp, text, "Ville de Dol", "Netalia")] == [2e6, 3e6]


def test_a_turnover_is_no_price(nlp: Language) -> None:
    text = "Veltrix, qui réalise un chiffre d'affaires de 40 millions d'euros, a remporté le marché de la Ville de Dol."
    (claim,) = contracts_of(nlp, text, "Veltrix", "Ville de Dol")

    assert claim.amount is None


def test_a_relative_date_needs_the_day_of_publication(nlp: Language) -> None:
    text = "Mardi, la Ville de Dol a attribué le marché à Netalia."
    (dated,) = contracts_of(nlp, text, "Ville de Dol", "Netalia", published_on=date(2019, 10, 23))
    (undated,) = contracts_of(nlp, text, "Ville de Dol", "Netalia")

    assert (dated.signed_on, undated.signed_on) == (date(2019, 10, 22), None)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("La Ville de Dol a confié à Veltrix la rénovation du stade.", "la rénovation du stade"),
        ("La Ville de Dol a commandé à Veltrix un total de 40 bornes de recharge.", "40 bornes de recharge"),
        ("Veltrix a remporté un contrat de 3 M€ pour la modernisation du réseau.", "la modernisation du réseau"),
        ("La Ville de Dol a signé un contrat avec Veltrix.", None),
        ("Veltrix a remporté l'appel d'offres de la Ville de Dol.", None),
        ("La Ville de Dol a signé un contrat de 3 millions d'euros avec Veltrix.", None),
    ],
)
def test_the_subject_is_what_is_bought_or_nothing(nlp: Language, text: str, subject: str | None) -> None:
    (claim,) = contracts_of(nlp, text, "Ville de Dol", "Veltrix")

    assert claim.subject == subject


def test_a_lot_is_about_what_its_line_says(nlp: Language) -> None:
    text = "Lot 1 - Gros œuvre : Veltrix, pour 1 180 400,50 € HT"
    (claim,) = contracts_of(nlp, text, "Veltrix")

    assert claim.subject == "Gros œuvre"


def test_a_heading_that_is_a_sentence_is_no_subject(nlp: Language) -> None:
    text = "Le stade rouvrira en mai\nLe Collège décide d'attribuer ce marché à Veltrix, pour 3 000 euros."
    (claim,) = contracts_of(nlp, text, "Veltrix")

    assert claim.subject is None


def test_a_row_of_one_side_says_what_or_for_how_much_or_when(nlp: Language) -> None:
    bare = "La Norvège a signé un contrat."
    told = "La Norvège a signé un contrat de 3 millions d'euros."

    assert contracts_of(nlp, bare, "Norvège") == []
    assert [claim.amount for claim in contracts_of(nlp, told, "Norvège")] == [3e6]


def test_customers_have_a_contract_each_and_joint_buyers_one(nlp: Language) -> None:
    apart = "Veltrix compte Airlor et Thalor parmi ses clients."
    jointly = "La Norvège et la Grèce ont commandé ensemble six frégates à Veltrix."

    assert len(contracts_of(nlp, apart, "Veltrix", "Airlor", "Thalor")) == 2
    (claim,) = contracts_of(nlp, jointly, "Veltrix", "Norvège", "Grèce")
    assert party_names(jointly, claim.buyer_mention_ids) == ["Norvège", "Grèce"]


def test_the_next_sentences_tell_the_day_and_the_sum(nlp: Language) -> None:
    text = (
        "La Ville de Dol a confié le chantier à Netalia. Le contrat a été paraphé le 16 juillet 2021. "
        "Montant : 18,7 millions d'euros."
    )
    (claim,) = contracts_of(nlp, text, "Ville de Dol", "Netalia")

    assert (claim.signed_on, claim.amount) == (date(2021, 7, 16), 18_700_000)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Le marché des cantines a été attribué à Cuisinalor pour 80 000 euros.", ["Cuisinalor"]),
        ("Le marché des cantines a été attribué à Jean Cuisinalor pour 80 000 euros.", []),
        ("Le roi a commandé douze portraits à Largentier.", []),
    ],
)
def test_an_unknown_name_that_wins_a_market_is_a_firm(nlp: Language, text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in contract_party_spans(reading_of(nlp, text))] == names


def test_one_side_told_again_at_another_date_is_no_second_purchase(nlp: Language) -> None:
    text = (
        "En mai 2020, la Ville de Dol a attribué le marché de la propreté à Netalia. "
        "En juin 2020, Netalia a remporté un contrat."
    )

    assert len(contracts_of(nlp, text, "Ville de Dol", "Netalia")) == 1


ORDERS = (
    "Veltrix recrute. Veltrix a ouvert une usine. Veltrix grandit, et {noun} embauche. "
    "L'Italie a commandé vingt hélicoptères."
)


@pytest.mark.parametrize(("noun", "suppliers"), [("le groupe", ["Veltrix"]), ("sa région", [])])
def test_the_company_of_a_text_gets_an_order_only_if_the_text_takes_it_up(
    nlp: Language, noun: str, suppliers: list[str]
) -> None:
    text = ORDERS.format(noun=noun)
    (claim,) = contracts_of(nlp, text, "Veltrix", "Italie")

    assert party_names(text, claim.supplier_mention_ids) == suppliers


@pytest.mark.parametrize(
    ("before", "suppliers"), [("Veltrix recrute.", ["Veltrix"]), ("Veltrix recrute. Netalia embauche.", [])]
)
def test_a_group_is_taken_up_only_if_one_alone_can_be_meant(nlp: Language, before: str, suppliers: list[str]) -> None:
    text = f"{before} Le groupe a remporté un contrat de 3 millions d'euros auprès de la Ville de Dol."
    (claim,) = contracts_of(nlp, text, "Veltrix", "Netalia", "Ville de Dol")

    assert party_names(text, claim.supplier_mention_ids) == suppliers


def test_boilerplate_states_nothing(nlp: Language) -> None:
    text = "Veltrix a remporté le marché de la Ville de Dol."
    document = Document(
        "doc-1", "f", 0, "c", "text/plain", text, (Section(0, len(text), "boilerplate"),), language="fr"
    )
    reading = next(iter(read(nlp, [document])))

    assert find_contracts(reading, mentions_of(text, "Veltrix", "Ville de Dol")) == []


WORDS = st.sampled_from(
    [
        "Veltrix",
        "Dol",
        "a",
        "attribué",
        "remporté",
        "le",
        "marché",
        "contrat",
        "de",
        "à",
        "par",
        "avec",
        ",",
        ".",
        ";",
        "(",
        ")",
        "«",
        "»",
        '"',
        "12",
        "M€",
        "euros",
        "Si",
        "ne",
        "qui",
        "elle",
        "fait",
        "appel",
        "ses",
        "clients",
        "compte",
        "parmi",
        "lundi",
        "2016",
        "soit",
        "rue",
        "SA",
        "Norvège",
        "entre",
        "et",
        "l'",
        "d'",
        "s'",
        "vu",
        "confier",
        "?",
    ]
)


@given(st.lists(WORDS, max_size=60))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_broken_text_is_survived_and_every_claim_names_a_party(nlp: Language, words: list[str]) -> None:
    text = " ".join(words)
    reading = reading_of(nlp, text)

    for claim in find_contracts(reading, mentions_of(text, "Veltrix", "Dol", "Norvège")):
        assert claim.buyer_mention_ids or claim.supplier_mention_ids
        assert text[claim.start_char : claim.end_char].strip()
    assert all(0 <= start < end <= len(text) for start, end in contract_party_spans(reading))

"""All statements of a purchase in a text: the wordings tried in order, halves of one purchase joined.

What belongs here: which wording goes before which. What does not: the wordings (`purchase_verbs`, `purchase_phrases`)
and what becomes of a statement (`contracts`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from orchestration.extraction import lexicon
from orchestration.extraction.party_grammar import Party, Sentence
from orchestration.extraction.purchase_lists import lot_statements
from orchestration.extraction.purchase_phrases import (
    appeal_statements,
    award_statements,
    bid_statements,
    customer_statements,
    noun_statements,
    winner_statements,
)
from orchestration.extraction.purchase_statements import Statement
from orchestration.extraction.purchase_verbs import verb_statements

# Wordings of an order whose seller need not be said.
_ORDERS = frozenset(("verb-acheter", "verb-commander", "verb-signer", "verb-annuler", "verb-résilier"))


def find_statements(text: Sequence[Sentence], sentence: Sentence) -> list[Statement]:
    """All statements of a purchase in one sentence of `text`, verbs first."""
    words = sentence.text()
    if cues().search(words) is None or words.rstrip(' "»”').endswith("?"):
        return []
    found = list(verb_statements(text, sentence))
    found += appeal_statements(text, sentence)
    found += customer_statements(text, sentence)
    found += [*award_statements(sentence), *bid_statements(sentence), *winner_statements(sentence)]
    found = _joined(found)
    if not found:
        found += lot_statements(sentence)
    used = {statement.noun for statement in found}
    found += [s for s in noun_statements(sentence) if s.noun not in used]
    return [statement for statement in found if statement.buyers or statement.suppliers]


def _joined(statements: Sequence[Statement]) -> list[Statement]:
    """Statements about one noun that each name one side are one ("l'appel d'offres de X, remporté par Y")."""
    kept: list[Statement] = []
    for statement in statements:
        other = kept[-1] if kept else None
        is_half = other is not None and other.noun is not None and other.noun == statement.noun
        if other is not None and is_half and not (other.suppliers or statement.buyers):
            kept[-1] = replace(statement, buyers=other.buyers)
        else:
            kept.append(statement)
    return kept


def carried_over(statement: Statement, earlier: Statement | None) -> Statement:
    """As in "un autre contrat, signé avec la ville": the supplier of the contract told just before."""
    if statement.rule == "lot" and earlier is not None and _announces(earlier, statement):
        return replace(statement, buyers=earlier.buyers)
    if earlier is None or statement.suppliers or statement.noun is None or not earlier.suppliers:
        return statement
    before = statement.sentence.doc[max(statement.sentence.start, statement.noun - 1)].lower_
    return replace(statement, suppliers=earlier.suppliers) if before == "autre" else statement


def _announces(earlier: Statement, lot: Statement) -> bool:
    """As in "La ville attribue les lots suivants :", or the lot above."""
    is_near = lot.sentence.index - earlier.sentence.index <= 2
    return is_near and (earlier.rule == "lot" or earlier.sentence.text().rstrip().endswith(":"))


def with_company(statement: Statement, company: Party | None) -> Statement:
    """An order of which only the buyer is told, in a text about one company: that company has it."""
    is_half = statement.buyers and not statement.suppliers and statement.rule in _ORDERS
    if company is None or not is_half or company.name in {party.name for party in statement.buyers}:
        return statement
    return replace(statement, suppliers=(company,), confidence=0.6)


@cache
def cues() -> re.Pattern[str]:
    """Openings of all words that can state a purchase: a sentence without one is not looked at.

    Four letters and any accent, for a verb changes both as it is conjugated ("achète", "achetait").
    """
    lists = ("contract_nouns", "customer_nouns", "award_nouns", "provider_nouns", "bid_words")
    words = {word for name in lists for word in lexicon.words("fr", name)}
    words |= {form for row in lexicon.rows("fr", "contract_verbs") for form in [row[0], *row[1].split()]}
    openings = {re.sub("[eéè]", "[eéè]", word[: 3 if word.endswith("enir") else 4].lower()) for word in words}
    return re.compile(rf"\b(?:{'|'.join(sorted(openings))}|appel|recours|choisi)", re.IGNORECASE)

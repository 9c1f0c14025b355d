"""All statements of a purchase in a text: the wordings tried in order, halves of one purchase joined.

What belongs here: which wording goes before which. What does not: the wordings (`purchase_verbs`, `purchase_phrases`)
and what becomes of a statement (`contracts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from orchestration.extraction.party_grammar import TOPIC_SENTENCES, Party, Sentence
from orchestration.extraction.purchase_lists import lot_statements
from orchestration.extraction.purchase_phrases import (
    appeal_statements,
    award_statements,
    bid_statements,
    customer_statements,
    holder_statements,
    noun_statements,
    talk_statements,
    winner_statements,
)
from orchestration.extraction.purchase_statements import Statement
from orchestration.extraction.purchase_verbs import verb_statements

# Wordings of an order whose seller need not be said.
_ORDERS = frozenset(("verb-acheter", "verb-commander", "verb-signer", "verb-annuler", "verb-résilier"))


def find_statements(text: Sequence[Sentence], sentence: Sentence) -> list[Statement]:
    """All statements of a purchase in one sentence of `text`, verbs first.

    Pronouns take up parties of the sentences just before; every wording but a verb names one itself.
    """
    if not any(near.parties for near in text[max(0, sentence.index - TOPIC_SENTENCES) : sentence.index + 1]):
        return []
    found = [*verb_statements(text, sentence), *appeal_statements(text, sentence)]
    if sentence.parties:
        found += customer_statements(text, sentence)
        found += [*holder_statements(sentence), *talk_statements(text, sentence)]
        found += [*award_statements(sentence), *bid_statements(sentence), *winner_statements(sentence)]
    found = _joined(found)
    if sentence.parties:
        found = found or list(lot_statements(sentence))
        used = {statement.noun for statement in found}
        found += [s for s in noun_statements(sentence) if s.noun not in used]
    found = [statement for statement in found if statement.buyers or statement.suppliers]
    is_question = bool(found) and sentence.text().rstrip(' "»”').endswith("?")
    return [] if is_question else found


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

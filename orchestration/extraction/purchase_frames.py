"""All statements of a purchase in a text: the wordings tried in order, halves of one purchase joined.

What belongs here: which wording goes before which. What does not: the wordings (`purchase_verbs`, `purchase_phrases`)
and what becomes of a statement (`contracts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from orchestration.extraction.party_grammar import Sentence
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


def find_statements(text: Sequence[Sentence], sentence: Sentence) -> list[Statement]:
    """All statements of a purchase in one sentence of `text`, verbs first."""
    if sentence.text().rstrip(' "»”').endswith("?"):
        return []
    found = list(verb_statements(text, sentence))
    found += appeal_statements(text, sentence)
    found += customer_statements(text, sentence)
    found += [*award_statements(sentence), *bid_statements(sentence), *winner_statements(sentence)]
    found = _joined(found)
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
    if earlier is None or statement.suppliers or statement.noun is None or not earlier.suppliers:
        return statement
    before = statement.sentence.doc[max(statement.sentence.start, statement.noun - 1)].lower_
    return replace(statement, suppliers=earlier.suppliers) if before == "autre" else statement

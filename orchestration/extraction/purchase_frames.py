"""All statements of a purchase in a text: the wordings tried in order, halves of one purchase joined.

What belongs here: which wording goes before which. What does not: the wordings (`purchase_verbs`, `purchase_phrases`)
and what becomes of a statement (`contracts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from orchestration import lexicon
from orchestration.extraction.party_grammar import TOPIC_SENTENCES, Party, Sentence
from orchestration.extraction.purchase_customers import appeal_statements, customer_statements
from orchestration.extraction.purchase_deeds import deed_statements
from orchestration.extraction.purchase_lists import lot_statements
from orchestration.extraction.purchase_phrases import (
    award_statements,
    bid_statements,
    choice_statements,
    holder_statements,
    noun_statements,
    talk_statements,
    winner_statements,
)
from orchestration.extraction.purchase_statements import Statement
from orchestration.extraction.purchase_verbs import verb_statements

# How far back, in sentences, the authority of a market may have been named.
AUTHORITY_REACH = 12
# Wordings of an order whose seller need not be said.
# Wordings of works that an authority has done, without the word for its market.
_WORKS = frozenset(("verb-revenir", "verb-achever", "verb-bâtir", "verb-construire", "verb-rénover"))
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
        found += choice_statements(sentence)
    found = _joined(found)
    if sentence.parties:
        found = found or list(lot_statements(sentence))
        told = {party.name for s in found for party in (*s.buyers, *s.suppliers)}
        found += [
            s for s in deed_statements(text, sentence) if told.isdisjoint(p.name for p in (*s.buyers, *s.suppliers))
        ]
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
        elif other is not None and is_half and not statement.suppliers and _adds_buyer(other, statement):
            kept[-1] = replace(other, buyers=statement.buyers)
        else:
            kept.append(statement)
    return kept


def _adds_buyer(won: Statement, called: Statement) -> bool:
    """As in "X a remporté l'appel d'offres lancé par Y": the call names whom the win leaves out, or the same."""
    return not won.buyers or {p.key for p in won.buyers} == {p.key for p in called.buyers}


def carried_over(statement: Statement, told: Sequence[Statement]) -> Statement:
    """A statement of which one side is unsaid, with that side from the purchases told before it, where it is theirs.

    As in "un autre contrat, signé avec la ville": the supplier of the contract told just before.
    """
    earlier = told[-1] if told else None
    state = _other_state(statement, told)
    if state is not None:
        return replace(statement, buyers=(state,), suppliers=statement.buyers, confidence=0.6)
    authority = _authority(statement, told)
    if authority is not None:
        return replace(statement, buyers=(authority,), confidence=0.6)
    if statement.rule == "lot" and earlier is not None and _announces(earlier, statement):
        return replace(statement, buyers=earlier.buyers)
    if earlier is None or statement.suppliers or statement.noun is None or not earlier.suppliers:
        return statement
    before = statement.sentence.doc[max(statement.sentence.start, statement.noun - 1)].lower_
    return replace(statement, suppliers=earlier.suppliers) if before == "autre" else statement


def _other_state(statement: Statement, told: Sequence[Statement]) -> Party | None:
    """As in "Un autre contrat, passé avec la Chine" in a text on what one state buys: that state buys from this one."""
    states = lexicon.words("fr", "states")
    is_lone = statement.rule == "noun" and not statement.suppliers and len(statement.buyers) == 1
    if not is_lone or statement.buyers[0].name not in states:
        return None
    buyers = {buyer.name: buyer for other in told for buyer in other.buyers}
    only = next(iter(buyers.values())) if len(buyers) == 1 else None
    return only if only is not None and only.name in states and only.name != statement.buyers[0].name else None


def _authority(statement: Statement, told: Sequence[Statement]) -> Party | None:
    """The authority whose market an unnamed one awards: the only buyer of which the sentences before it tell."""
    if statement.buyers or not statement.suppliers or not _is_market(statement):
        return None
    near = [other for other in told if statement.sentence.index - other.sentence.index <= AUTHORITY_REACH]
    buyers = {buyer.name: buyer for other in near for buyer in other.buyers}
    only = next(iter(buyers.values())) if len(buyers) == 1 else None
    is_supplier = only is not None and only.name in {party.name for party in statement.suppliers}
    return only if only is not None and only.is_public and not is_supplier else None


def _is_market(statement: Statement) -> bool:
    if statement.noun is None:
        return statement.rule in _WORKS
    return lexicon.table("fr", "contract_nouns").get(statement.sentence.doc[statement.noun].lower_) == "market"


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

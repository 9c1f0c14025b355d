"""Which rows a statement of a purchase makes: one for each customer, none where too little is said to be of use.

What belongs here: the grain of `contracts`. What does not: who stands on which side (`purchase_frames`), the terms of a
purchase (`contract_terms`).
"""

from __future__ import annotations

from dataclasses import replace

from orchestration import lexicon
from orchestration.extraction.party_grammar import Party
from orchestration.extraction.purchase_statements import Statement, has_word
from orchestration.records import ContractClaim

# Wordings that tell of customers one by one, never of buyers who share a contract.
_CUSTOMERS = frozenset(("customer", "appeal", "verb-équiper", "verb-fournir", "verb-livrer", "verb-facturer"))


def each_purchase(statement: Statement) -> list[Statement]:
    """The statement once for each buyer where these buy apart: listed customers, states that are not said to join."""
    if len(statement.buyers) < 2 or not _buy_apart(statement):
        return [statement]
    return [replace(statement, buyers=(buyer,)) for buyer in statement.buyers]


def _buy_apart(statement: Statement) -> bool:
    sentence = statement.sentence
    if has_word(sentence, sentence.start, sentence.end, "joint_words"):
        return False
    return statement.rule in _CUSTOMERS or all(map(_is_state, statement.buyers))


def _is_state(party: Party) -> bool:
    return party.name in lexicon.words("fr", "states")


def says_enough(claim: ContractClaim, is_with_described: bool) -> bool:
    """Whether a row helps its reader: both sides, or one side with what is bought, for how much or when.

    `is_with_described`: the words describe the other side, without a name ("contrats avec des ministères").
    """
    if claim.buyer_mention_ids and claim.supplier_mention_ids:
        return True
    told = (claim.subject, claim.amount, claim.signed_on, claim.lot)
    return is_with_described or any(value is not None for value in told)

"""Purchases told by a noun of buying or selling: "annonce l'achat de douze radars à X", "la vente de rames par Y à Z".

What belongs here: who buys and who sells by such a noun. What does not: contracts as nouns (`purchase_phrases`), verbs
of buying (`purchase_verbs`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from spacy.tokens import Token

from orchestration import lexicon
from orchestration.extraction.party_grammar import Party, Sentence, complements, subject
from orchestration.extraction.purchase_requirements import has_quantity, is_no_purchase
from orchestration.extraction.purchase_statements import Sides, Statement, infinitives, is_denied, is_over, is_prospect
from orchestration.records import ContractStatus

# How far the noun stands behind the verb whose object it is, in tokens, and its parties behind the noun.
VERB_REACH = 5
PARTY_REACH = 24
_OF = frozenset(("de", "d'", "des", "du", "par", "auprès"))


def deed_statements(text: Sequence[Sentence], sentence: Sentence) -> Iterator[Statement]:
    """The purchases that nouns of buying or selling state, with both sides, or a buyer of counted goods."""
    deeds = _deeds()
    for token in sentence.tokens_in(deeds.keys()):
        following = sentence.lowers(token.i + 1, token.i + 2)
        if _OF.isdisjoint(following) or is_denied(sentence, token) or is_no_purchase(sentence, token, PARTY_REACH):
            continue
        status, sides = _sides(text, sentence, token, *deeds[token.lower_])
        if _is_told(sentence, token, sides):
            is_full = bool(sides.buyers and sides.suppliers)
            confidence = 0.7 if is_full else 0.6
            yield Statement(
                sentence, token.i, None, tuple(sides.buyers), tuple(sides.suppliers), status, "deed", confidence
            )


@cache
def _deeds() -> dict[str, tuple[str, str]]:
    return {noun: (agent, other) for noun, agent, other in lexicon.rows("fr", "deed_nouns")}


@cache
def _verbs() -> dict[str, tuple[ContractStatus, bool]]:
    """Each verb with the status that it tells and whether only a state does it for itself."""
    named: dict[str, ContractStatus] = {"awarded": "awarded", "pending": "pending", "ended": "ended"}
    return {verb: (named[status], who == "state") for verb, status, who in lexicon.rows("fr", "deed_verbs")}


def _sides(
    text: Sequence[Sentence], sentence: Sentence, noun: Token, agent: str, other: str
) -> tuple[ContractStatus, Sides]:
    sides = Sides()
    roles = {"par": agent, "à": other, "auprès": other, "chez": other, "avec": other}
    for preposition, group in complements(sentence, noun.i, noun.i + PARTY_REACH):
        role = roles.get(preposition, "-")
        if not sides.has(role):
            sides.add(role, group)
    verb = _governing_verb(sentence, noun)
    status: ContractStatus = "ended" if is_over(sentence, noun.i) else "awarded"
    if verb is None:
        return status, sides
    told, is_states = _verbs()[_lemma(verb)]
    if not sides.has(agent) and not is_denied(sentence, verb):
        sides.add(agent, [p for p in subject(text, sentence, verb) if _acts(p, is_states)])
    between = _negotiated_with(sentence, verb, noun) if not sides.has(other) else []
    sides.add(other, between)
    return ("pending" if told == "awarded" and is_prospect(sentence, verb) else told), sides


def _governing_verb(sentence: Sentence, noun: Token) -> Token | None:
    """The verb of the lexicon of which the noun is the object: nothing but a name or a date between them."""
    for index in range(noun.i - 1, max(sentence.start, noun.i - 1 - 2 * VERB_REACH) - 1, -1):
        token = sentence.doc[index]
        if _lemma(token) in _verbs():
            is_near = noun.i - index <= VERB_REACH or any(index < p.start < noun.i for p in sentence.parties)
            return token if is_near else None
        if token.pos_ in ("VERB", "AUX") or token.text in ";:":
            return None
    return None


def _lemma(verb: Token) -> str:
    return next((form for form in infinitives(verb.lower_, verb.lemma_) if form in _verbs()), "")


def _acts(party: Party, must_be_state: bool) -> bool:
    """Whether the subject of the verb can itself be the one that buys or sells: no person, no paper telling it."""
    is_state = party.name in lexicon.words("fr", "states")
    return is_state if must_be_state else not party.is_person and party.kind != "media"


def _negotiated_with(sentence: Sentence, verb: Token, noun: Token) -> list[Party]:
    """As in "négocie avec X l'achat de": the other side before the noun."""
    return next((g for prep, g in complements(sentence, verb.i, noun.i) if prep in ("avec", "auprès", "à")), [])


def _is_told(sentence: Sentence, noun: Token, sides: Sides) -> bool:
    if any(party.is_person for party in sides.everyone()):
        return False
    return bool(sides.buyers) and (bool(sides.suppliers) or has_quantity(sentence, noun.i + 1))

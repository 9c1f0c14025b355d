"""Purchases told without a verb of buying: contracts, orders, awards, talks and bids as nouns.

What belongs here: one function for each wording. What does not: verbs with frames (`purchase_verbs`), customers
(`purchase_customers`), nouns of buying and selling (`purchase_deeds`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from spacy.tokens import Token

from orchestration import lexicon
from orchestration.extraction.party_grammar import (
    Party,
    Sentence,
    complements,
    governor,
    subject,
    with_coordinated,
)
from orchestration.extraction.purchase_customers import VERBAL, called
from orchestration.extraction.purchase_statements import (
    NOUN_REACH,
    Sides,
    Statement,
    contract_noun,
    has_misplaced_person,
    has_word,
    infinitives,
    is_denied,
    is_over,
    is_tender,
    orient,
)
from orchestration.records import ContractStatus

TALK_REACH = 16
# Right before the name of the winner.
BEING = re.compile(r"\b(?:est|sera)\s*(?:(?:l'|la|le)\s*(?:[a-zà-ÿ]+\s+)?)?$")
# Between the word for the one chosen and its name.
ANNOUNCEMENT = re.compile(r"^\s*(?:(?:retenu|choisi|désigné|proposé)e?s?\s*)?(?::|,|\best\b|\bsera\b)")


def holder_statements(sentence: Sentence) -> Iterator[Statement]:
    """As in "X, titulaire du marché de nettoyage de Y", "X figure parmi les attributaires de l'accord-cadre"."""
    for token in sentence.tokens_in(lexicon.words("fr", "holder_nouns")):
        noun = contract_noun(sentence, token.i + 1, token.i + 4)
        if noun is None or is_denied(sentence, token) or is_tender(sentence, noun):
            continue
        holder = called(sentence, token)
        if holder is None or holder.is_person or holder.is_public:
            continue
        owners = next((g for prep, g in complements(sentence, noun) if prep in ("de", "par", "avec", "auprès")), [])
        status: ContractStatus = "ended" if sentence.doc[token.i - 1].lower_ in ("ancien", "ex") else "awarded"
        yield Statement(sentence, token.i, noun, tuple(owners), (holder,), status, "holder", 0.7)


def talk_statements(text: Sequence[Sentence], sentence: Sentence) -> Iterator[Statement]:
    """As in "X est en négociations avec Y pour la vente de", "les pourparlers entre X et Y sur l'achat de"."""
    for token in sentence.tokens_in(lexicon.words("fr", "talk_words")):
        noun = contract_noun(sentence, token.i + 1, token.i + TALK_REACH)
        has_object = noun is not None or has_word(sentence, token.i + 1, token.i + TALK_REACH, "purpose_nouns")
        if not has_object or is_denied(sentence, token):
            continue
        sides = Sides()
        preposition, group = next(complements(sentence, token.i), ("", []))
        if preposition == "avec":
            verb = next((t for t in reversed(sentence.doc[sentence.start : token.i]) if t.pos_ in VERBAL), token)
            sides.add("side", [*subject(text, sentence, verb), *group])
        elif preposition == "entre":
            sides.add("side", group)
        if len(sides.open) > 1 and orient(sides, sentence, token.i, False):
            yield Statement(
                sentence, token.i, noun, tuple(sides.buyers), tuple(sides.suppliers), "pending", "talks", 0.6
            )


def choice_statements(sentence: Sentence) -> Iterator[Statement]:
    """As in "le choix de X s'est porté sur Y pour le renouvellement de": who chooses, and the firm chosen."""
    for token in sentence.tokens_in({"choix"}):
        groups = list(complements(sentence, token.i, token.i + TALK_REACH))
        chosen = next((group for preposition, group in groups if preposition == "sur"), [])
        buyers = next((group for preposition, group in groups if preposition == "de"), [])
        is_borne = has_word(sentence, token.i, token.i + TALK_REACH, "choice_words")
        is_firm = bool(chosen) and not any(party.is_person or party.is_public for party in chosen)
        if buyers and is_firm and is_borne and not is_denied(sentence, token):
            yield Statement(sentence, token.i, None, tuple(buyers), tuple(chosen), "awarded", "choice", 0.7)


def noun_statements(sentence: Sentence) -> Iterator[Statement]:
    """Contracts named without a verb of buying: "le contrat entre X et Y", "une commande de X à Y"."""
    index = contract_noun(sentence, sentence.start, sentence.end)
    if index is None:
        return
    noun = sentence.doc[index]
    if is_denied(sentence, noun):
        return
    sides = _noun_sides(sentence, noun)
    if sides.open and not orient(sides, sentence, index, len(sides.everyone()) == 1):
        return
    if not sides.everyone() or has_misplaced_person(sides, sentence, index):
        return
    is_open = is_tender(sentence, index) or _is_sought(sentence, index)
    status: ContractStatus = "ended" if is_over(sentence, index) else "pending" if is_open else "awarded"
    yield Statement(sentence, index, index, tuple(sides.buyers), tuple(sides.suppliers), status, "noun", 0.6)


def _is_sought(sentence: Sentence, noun: int) -> bool:
    """As in "vise un contrat avec", "lorgne la commande de": wished, not signed."""
    before = sentence.doc[max(sentence.start, noun - 3) : noun]
    forms = {form for token in before if token.pos_ in VERBAL for form in infinitives(token.lower_, token.lemma_)}
    return not lexicon.words("fr", "modal_words").isdisjoint(forms)


def _noun_sides(sentence: Sentence, noun: Token) -> Sides:
    sides = Sides()
    owner: list[Party] = []
    for preposition, group in complements(sentence, noun.i, noun.i + NOUN_REACH):
        if preposition == "entre" and len(group) == 2:
            sides.add("side", group)
        elif noun.lower_.startswith(("commande", "bon")):
            sides.add(
                {"à": "supplier", "auprès": "supplier", "de": "buyer", "pour": "buyer"}.get(preposition, "-"), group
            )
        elif (noun.lower_.startswith("contrat") and preposition in ("à", "avec") and group[0].is_public) or (
            noun.lower_.startswith("appel") and preposition == "de"
        ):
            sides.add("buyer", group)
        elif noun.lower_.startswith(("avenant", "convention")) and _is_contractor(sentence, preposition, group):
            sides.add("supplier", group)
        elif noun.lower_.startswith("contrat") and preposition == "de" and group[0].start - noun.i <= 4:
            owner = group
    if sides.buyers and not sides.suppliers and noun.lower_.startswith("contrat"):
        sides.add("supplier", [party for party in owner if not party.is_public])
    for party in _announced_holder(sentence, noun):
        _complete(sides, sentence, noun, party)
    if len(sides.everyone()) == 1 and noun.lower_.startswith("commande") and not sides.suppliers:
        return Sides()
    return sides


def _announced_holder(sentence: Sentence, noun: Token) -> list[Party]:
    """As in "X : contrat à 3 M€ avec Y", "X est sous contrat avec Y": the firm in front of its contract."""
    bare = [p for p in sentence.parties if p.end < noun.i and governor(sentence, p) == "" and not p.is_person]
    if not bare or sentence.lowers(noun.i - 1, noun.i) != ["sous"]:
        bare = [p for p in bare if p.start <= sentence.start + 1 and sentence.doc[p.end].text == ":"]
    return bare[-1:]


def _complete(sides: Sides, sentence: Sentence, noun: Token, party: Party) -> None:
    """Put a firm on the side that is open, with whom the contract is on the other one."""
    if sides.buyers and not sides.suppliers:
        sides.add("supplier", [party])
    elif sides.suppliers and not sides.buyers:
        sides.add("buyer", [party])
    elif not sides.everyone():
        other = next((g for prep, g in complements(sentence, noun.i, noun.i + NOUN_REACH) if prep == "avec"), [])
        sides.add("side", [party, *other] if other else [])


def _is_contractor(sentence: Sentence, preposition: str, group: Sequence[Party]) -> bool:
    """Whether the firm after "avenant au marché de", "convention avec" is paid for work."""
    is_linked = preposition in ("de", "avec", "à", "auprès") and not any(p.is_public for p in group)
    is_amended = not {"contrat", "marché"}.isdisjoint(sentence.lowers(group[0].start - 8, group[0].start))
    return is_linked and (is_amended or has_word(sentence, sentence.start, sentence.end, "work_nouns"))


@cache
def _awards() -> dict[str, lexicon.Row]:
    """Each noun of award with the parts of those after "à" and "par"."""
    return {row[0]: row[1:] for row in lexicon.rows("fr", "award_nouns")}


def award_statements(sentence: Sentence) -> Iterator[Statement]:
    """As in "Attribution du marché de voirie à X par Y", "Adjudication des travaux à X"."""
    awards = _awards()
    for token in sentence.tokens_in(awards.keys()):
        if is_denied(sentence, token):
            continue
        recipient, agent = awards[token.lower_]
        noun = contract_noun(sentence, token.i + 1, token.i + 6)
        is_work = noun is not None or has_word(sentence, token.i + 1, token.i + 6, "work_nouns")
        sides = Sides()
        for preposition, group in complements(sentence, token.i):
            role = {"à": recipient, "par": agent}.get(preposition, "-")
            if not sides.has(role):
                sides.add(role, group)
        if is_work and sides.suppliers and not any(party.is_person or party.is_public for party in sides.suppliers):
            yield Statement(
                sentence, token.i, noun, tuple(sides.buyers), tuple(sides.suppliers), "awarded", "award", 0.7
            )


def bid_statements(sentence: Sentence) -> Iterator[Statement]:
    """As in "X est en lice pour le marché du métro de Y", "l'adjudicataire : X"."""
    for token in sentence.tokens_in(lexicon.words("fr", "bid_words")):
        if is_denied(sentence, token):
            continue
        bidders = _bidders(sentence, token)
        noun = contract_noun(sentence, token.i + 1, token.i + 8)
        start = token.i if noun is None else noun
        openers = ("de", "auprès", "par") if noun is not None else ("de", "auprès")
        buyers = next((g for prep, g in complements(sentence, start) if prep in openers), [])
        if bidders and (noun is not None or buyers):
            yield Statement(sentence, token.i, noun, tuple(buyers), tuple(bidders), "pending", "bid", 0.6)


def _bidders(sentence: Sentence, word: Token) -> list[Party]:
    """Who competes: the bare names before the word, else those after a colon ("trois candidats … : X, Y et Z")."""
    bare = [p for p in sentence.parties if governor(sentence, p) == "" and not (p.is_person or p.is_public)]
    before = [p for p in bare if p.end <= word.i]
    if before:
        return next((group for p in before if before[-1] in (group := with_coordinated(sentence, p))), before[-1:])
    lowers = sentence.lowers(word.i, sentence.end)
    colon = word.i + lowers.index(":") if ":" in lowers else sentence.end
    return [p for p in bare if p.start > colon]


def winner_statements(sentence: Sentence) -> Iterator[Statement]:
    """As in "Adjudicataire : X", "le prestataire retenu est la société X"."""
    for token in sentence.tokens_in(lexicon.words("fr", "provider_nouns")):
        if is_denied(sentence, token):
            continue
        yield from _winner_of_market(sentence, token)
        winner = next((p for p in sentence.parties if token.i < p.start <= token.i + 8), None)
        if winner is None or winner.is_person or winner.is_public or governor(sentence, winner) != "":
            continue
        if ANNOUNCEMENT.match(sentence.doc[token.i + 1 : winner.start].text.lower()):
            yield Statement(sentence, token.i, None, (), (winner,), "awarded", "winner", 0.7)


def _winner_of_market(sentence: Sentence, title: Token) -> Iterator[Statement]:
    """As in "Le lauréat du marché de la ville de X est Y"."""
    noun = contract_noun(sentence, title.i + 1, title.i + 4)
    for party in sentence.parties if noun is not None else ():
        between = sentence.doc[title.i + 1 : party.start].text.lower() if title.i < party.start else ""
        if BEING.search(between) and not (party.is_person or party.is_public):
            owners = next((g for prep, g in complements(sentence, title.i, party.start) if prep == "de"), [])
            yield Statement(sentence, title.i, noun, tuple(owners), (party,), "awarded", "winner", 0.7)
            return

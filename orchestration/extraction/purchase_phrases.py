"""Purchases told without a verb of buying: customers, appeals to a firm, orders, awards, bids as nouns.

What belongs here: one function for each wording. What does not: verbs with frames (`purchase_verbs`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from spacy.tokens import Token

from orchestration.extraction import lexicon
from orchestration.extraction.party_grammar import (
    Party,
    Sentence,
    complements,
    governor,
    subject,
    topic,
    with_coordinated,
)
from orchestration.extraction.purchase_statements import (
    NOUN_REACH,
    Sides,
    Statement,
    contract_noun,
    has_misplaced_person,
    has_word,
    is_denied,
    is_over,
    is_prospect,
    is_tender,
    orient,
)
from orchestration.records import ContractStatus

_APPEALS = frozenset(("appel", "recours"))
COPULAS = frozenset(("être", "devenir", "rester", "demeurer", "figurer"))
VERBAL = frozenset(("VERB", "AUX"))
CALLED_REACH = 6
TALK_REACH = 16
# Right before the name of the winner.
BEING = re.compile(r"\b(?:est|sera)\s*(?:(?:l'|la|le)\s*(?:[a-zà-ÿ]+\s+)?)?$")
# Between the word for the one chosen and its name.
ANNOUNCEMENT = re.compile(r"^\s*(?:(?:retenu|choisi|désigné|proposé)e?s?\s*)?(?::|,|\best\b|\bsera\b)")


def appeal_statements(text: Sequence[Sentence], sentence: Sentence) -> Iterator[Statement]:
    """As in "X a fait appel à Y", "X a recours aux services de Y"."""
    for token in sentence.tokens_in(_APPEALS):
        if token.i + 1 >= sentence.end:
            continue
        verb = next((sentence.doc[i] for i in range(token.i - 1, max(sentence.start, token.i - 4) - 1, -1)
                     if sentence.doc[i].lemma_ in ("faire", "avoir") and i < token.i), None)  # fmt: skip
        if verb is None or sentence.doc[token.i + 1].lower_ not in ("à", "au", "aux") or is_denied(sentence, token):
            continue
        suppliers = _appealed(text, sentence, token.i)
        buyers = [p for p in _appealing(text, sentence, verb) if p not in suppliers]
        if buyers and suppliers and not any(party.is_person or party.is_public for party in suppliers):
            status: ContractStatus = "pending" if is_prospect(sentence, verb) else "awarded"
            yield Statement(sentence, token.i, None, tuple(buyers), tuple(suppliers), status, "appeal", 0.8)


def _appealing(text: Sequence[Sentence], sentence: Sentence, verb: Token) -> list[Party]:
    """The subject, or the examples that illustrate it ("plusieurs groupes, comme X ou Y, ont fait appel")."""
    found = subject(text, sentence, verb)
    if found:
        return found
    for party in sentence.parties:
        if party.end <= verb.i and governor(sentence, party) == "comme":
            return [
                p
                for p in sentence.parties
                if party.start <= p.start < verb.i and governor(sentence, p) in ("comme", "")
            ]
    return []


def _appealed(text: Sequence[Sentence], sentence: Sentence, appeal: int) -> list[Party]:
    if any(
        sentence.doc[i].lower_ in ("ses", "leurs", "son", "sa")
        for i in range(appeal + 1, min(appeal + 4, sentence.end))
    ):
        earlier = text[max(0, sentence.index - 1)]
        return topic(text, earlier, earlier.end) if earlier.index < sentence.index else []
    for preposition, group in complements(sentence, appeal, appeal + NOUN_REACH):
        return group if preposition in ("à", "de") else []
    return []


def customer_statements(text: Sequence[Sentence], sentence: Sentence) -> Iterator[Statement]:
    """As in "X compte Y parmi ses clients", "X, fournisseur de Y", "l'adjudicataire : X"."""
    nouns = lexicon.table("fr", "customer_nouns")
    for token in sentence.tokens_in(nouns.keys()):
        if is_denied(sentence, token):
            continue
        role = nouns[token.lower_]
        sides = _listed_customers(text, sentence, token) if role == "buyer" else Sides()
        if not sides.everyone():
            sides = _relation(sentence, token, role)
        # That one state supplies another is trade, no agreement.
        are_states = {p.name for p in sides.everyone()} <= lexicon.words("fr", "states")
        if sides.buyers and sides.suppliers and not are_states and not any(p.is_person for p in sides.everyone()):
            status: ContractStatus = "ended" if sentence.doc[token.i - 1].lower_ in ("ancien", "ex") else "awarded"
            yield Statement(
                sentence, token.i, None, tuple(sides.buyers), tuple(sides.suppliers), status, "customer", 0.7
            )


def _listed_customers(text: Sequence[Sentence], sentence: Sentence, clients: Token) -> Sides:
    sides, doc = Sides(), sentence.doc
    if sentence.lowers(clients.i - 1, clients.i) in (["pour"], ["comme"]):
        return _held_customers(text, sentence, clients)
    if sentence.start <= clients.i - 2 and doc[clients.i - 2].lower_ == "parmi":
        groups = list(complements(sentence, clients.i))
        if len(groups) > 1 and groups[0][0] in ("de", ""):
            sides.add("supplier", groups[0][1][:1])
            sides.add("buyer", [party for preposition, group in groups[1:] if preposition == "" for party in group])
            return sides
    if clients.i - 1 <= sentence.start or doc[clients.i - 1].lower_ not in ("ses", "leurs"):
        return sides
    count = next((doc[i] for i in range(clients.i - 1, sentence.start, -1) if doc[i].lower_.startswith("compt")), None)
    if count is not None:
        sides.add("buyer", [p for p in sentence.parties if count.i < p.start < clients.i])
        sides.add("supplier", [p for p in sentence.parties if p.end <= count.i and governor(sentence, p) == ""][-1:])
    if not sides.buyers:
        after = [
            group
            for prep, group in complements(sentence, clients.i, clients.i + NOUN_REACH)
            if prep in ("", "comme", "dont")
        ]
        sides.add("supplier", topic(text, sentence, clients.i))
        sides.add("buyer", after[0] if after else [])
    return sides


def _held_customers(text: Sequence[Sentence], sentence: Sentence, clients: Token) -> Sides:
    """As in "X a pour clients Y et Z", "X compte comme client Y"."""
    sides = Sides()
    verb = next((t for t in sentence.doc[max(sentence.start, clients.i - 4) : clients.i] if t.pos_ in VERBAL), None)
    if verb is not None and verb.lemma_ in ("avoir", "compter", "revendiquer"):
        sides.add("supplier", subject(text, sentence, verb))
        sides.add("buyer", next((group for prep, group in complements(sentence, clients.i) if prep == ""), []))
    return sides


def holder_statements(sentence: Sentence) -> Iterator[Statement]:
    """As in "X, titulaire du marché de nettoyage de Y", "X figure parmi les attributaires de l'accord-cadre"."""
    for token in sentence.tokens_in(lexicon.words("fr", "holder_nouns")):
        noun = contract_noun(sentence, token.i + 1, token.i + 4)
        if noun is None or is_denied(sentence, token) or is_tender(sentence, noun):
            continue
        holder = _called(sentence, token)
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


def _called(sentence: Sentence, noun: Token) -> Party | None:
    """Who is called by a noun in apposition, also in front ("Client de X, Y…"), or by a verb of being."""
    if noun.i == sentence.start:
        return _fronted(sentence, noun)
    for party in reversed(sentence.parties):
        if 0 <= noun.i - party.end <= CALLED_REACH and _is_called(sentence, party, noun):
            return party if governor(sentence, party) in ("", "à", "avec", "par", "chez") else None
    return None


def _fronted(sentence: Sentence, noun: Token) -> Party | None:
    lowers = sentence.lowers(noun.i, sentence.end)
    comma = noun.i + lowers.index(",") if "," in lowers else sentence.end
    after = (p for p in sentence.parties if comma < p.start <= comma + CALLED_REACH and governor(sentence, p) == "")
    return next(after, None)


def _relation(sentence: Sentence, noun: Token, role: str) -> Sides:
    sides = Sides()
    other = "supplier" if role == "buyer" else "buyer"
    for preposition, group in complements(sentence, noun.i, noun.i + 6):
        if preposition == "de":
            sides.add(other, group)
        break
    called = _called(sentence, noun)
    sides.add(role, [called] if called is not None else [])
    return sides


def _is_called(sentence: Sentence, party: Party, noun: Token) -> bool:
    """Apposition or copula between the name and the noun: "X, client de", "X est le premier fournisseur de"."""
    between = [sentence.doc[i] for i in range(party.end, noun.i)]
    return (
        bool(between)
        and (between[0].text in ",(" or between[0].lemma_ in COPULAS)
        and all(
            token.pos_ in ("DET", "ADJ", "ADV", "AUX", "PUNCT", "PRON", "NUM")
            or token.lemma_ in COPULAS
            or token.lower_ in ("un", "l'", "des", "depuis", "parmi", "comme")
            for token in between[0 if between[0].text in ",(" else 1 :]
        )
    )


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
    is_open = is_tender(sentence, index)
    status: ContractStatus = "ended" if is_over(sentence, index) else "pending" if is_open else "awarded"
    yield Statement(sentence, index, index, tuple(sides.buyers), tuple(sides.suppliers), status, "noun", 0.6)


def _noun_sides(sentence: Sentence, noun: Token) -> Sides:
    sides = Sides()
    owner: list[Party] = []
    for preposition, group in complements(sentence, noun.i, noun.i + NOUN_REACH):
        if preposition == "entre" and len(group) == 2:
            sides.add("side", group)
        elif noun.lower_.startswith(("commande", "bon")):
            sides.add({"à": "supplier", "auprès": "supplier", "de": "buyer"}.get(preposition, "-"), group)
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
    if len(sides.everyone()) == 1 and noun.lower_.startswith("commande") and not sides.suppliers:
        return Sides()
    return sides


def _is_contractor(sentence: Sentence, preposition: str, group: Sequence[Party]) -> bool:
    """Whether the firm after "avenant au marché de", "convention avec" is paid for work."""
    is_linked = preposition in ("de", "avec", "à", "auprès") and not any(p.is_public for p in group)
    return is_linked and has_word(sentence, sentence.start, sentence.end, "work_nouns")


@cache
def _awards() -> dict[str, lexicon.Row]:
    """Each noun of award with the parts of those after "à" and "par", and what it needs beside them."""
    return {row[0]: row[1:] for row in lexicon.rows("fr", "award_nouns")}


def award_statements(sentence: Sentence) -> Iterator[Statement]:
    """As in "Attribution du marché de voirie à X", "la vente de douze avions à X par Y"."""
    awards = _awards()
    for token in sentence.tokens_in(awards.keys()):
        if is_denied(sentence, token):
            continue
        recipient, agent, needs = awards[token.lower_]
        noun = contract_noun(sentence, token.i + 1, token.i + 6)
        sides = Sides()
        for preposition, group in complements(sentence, token.i):
            role = {"à": recipient, "par": agent}.get(preposition, "-")
            if not sides.has(role):
                sides.add(role, group)
        is_enough = bool(sides.suppliers) and (bool(sides.buyers) if needs == "both" else noun is not None)
        if is_enough and not any(party.is_person or party.is_public for party in sides.suppliers):
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

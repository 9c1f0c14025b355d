"""Who is whose customer: "X compte Y parmi ses clients", "X, fournisseur de Y", "X a fait appel à Y".

What belongs here: lasting relations and appeals to a firm, told by nouns. What does not: contracts and orders
(`purchase_phrases`), verbs of buying (`purchase_verbs`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from orchestration import lexicon
from orchestration.extraction.party_grammar import Party, Sentence, complements, governor, subject, topic
from orchestration.extraction.purchase_statements import NOUN_REACH, Sides, Statement, is_denied, is_prospect
from orchestration.records import ContractStatus

_APPEALS = frozenset(("appel", "recours"))
COPULAS = frozenset(("être", "devenir", "rester", "demeurer", "figurer"))
VERBAL = frozenset(("VERB", "AUX"))
CALLED_REACH = 6


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
    is_illustrated = not {"dont", "comme", "parmi", ":"}.isdisjoint(sentence.lowers(clients.i + 1, clients.i + 4))
    before = sentence.lowers(clients.i - 1, clients.i)
    if before in (["pour"], ["comme"]) or (is_illustrated and before not in (["ses"], ["leurs"], ["nos"])):
        return _held_customers(text, sentence, clients)
    if sentence.start <= clients.i - 2 and doc[clients.i - 2].lower_ == "parmi":
        groups = list(complements(sentence, clients.i))
        if len(groups) > 1 and groups[0][0] in ("de", ""):
            sides.add("supplier", groups[0][1][:1])
            sides.add("buyer", [party for preposition, group in groups[1:] if preposition == "" for party in group])
            return sides
    if clients.i == sentence.start or doc[clients.i - 1].lower_ not in ("ses", "leurs", "nos"):
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
    """As in "X a pour clients Y et Z", "X compte comme client Y", "X revendique 200 clients, dont Y"."""
    sides = Sides()
    verb = next((t for t in sentence.doc[max(sentence.start, clients.i - 6) : clients.i] if t.pos_ in VERBAL), None)
    if verb is not None and verb.lemma_ in ("avoir", "compter", "revendiquer", "servir", "afficher"):
        sides.add("supplier", subject(text, sentence, verb))
        named = (group for prep, group in complements(sentence, clients.i) if prep in ("", "dont", "comme", "parmi"))
        sides.add("buyer", next(named, []))
    return sides


def called(sentence: Sentence, noun: Token) -> Party | None:
    """Who is called by a noun in apposition, also in front ("Client de X, Y…"), or by a verb of being."""
    if noun.i == sentence.start:
        return _fronted(sentence, noun)
    for party in reversed(sentence.parties):
        if 0 <= noun.i - party.end <= CALLED_REACH and _is_called(sentence, party, noun):
            return party if governor(sentence, party) in ("", "à", "avec", "par", "chez") else None
    return None


def _fronted(sentence: Sentence, noun: Token) -> Party | None:
    comma = _comma_after(sentence, noun)
    after = (p for p in sentence.parties if comma < p.start <= comma + CALLED_REACH)
    first = next(after, None)
    # The comma after "Client de X" joins nothing: the name behind it opens the clause.
    is_bare = first is not None and (first.start - comma <= 2 or governor(sentence, first) == "")
    return first if is_bare else None


def _comma_after(sentence: Sentence, noun: Token) -> int:
    lowers = sentence.lowers(noun.i, sentence.end)
    return noun.i + lowers.index(",") if "," in lowers else sentence.end


def _relation(sentence: Sentence, noun: Token, role: str) -> Sides:
    sides = Sides()
    other = "supplier" if role == "buyer" else "buyer"
    for preposition, group in complements(sentence, noun.i, noun.i + 6):
        if preposition == "de":
            end = _comma_after(sentence, noun) if noun.i == sentence.start else sentence.end
            sides.add(other, [party for party in group if party.start < end])
        break
    holder = called(sentence, noun)
    sides.add(role, [holder] if holder is not None else [])
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

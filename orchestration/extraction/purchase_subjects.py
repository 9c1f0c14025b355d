"""What a purchase is about, in the words of the text: where around a statement its goods, works or services are named.

What belongs here: looking beside the noun or the verb of a statement, in its purpose, at the head of its sentence, in
the heading above. What does not: who buys it (`purchase_verbs`, `purchase_phrases`), what names goods
(`purchase_goods`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from spacy.tokens import Token

from orchestration.extraction.party_grammar import Sentence
from orchestration.extraction.purchase_goods import FINITE, LONGEST_SUBJECT, goods_phrase, names_goods, names_works
from orchestration.extraction.purchase_statements import Statement
from orchestration.extraction.reading import Reading

OPENING = re.compile(
    r"\s*(?:(?:d'offres|publics?|-?\s?cadres?|ferme|de\s+service\s+public)\s+)*"
    r"(?:(?:relati(?:f|ve)s?\s+(?:à|au|aux)|portant\s+sur|concernant|pour|des|de|du)\s+|d'\s*)"
)
# What says by itself that the subject follows: "de services ayant pour objet la collecte".
NAMING = re.compile(r"\b(?:ayant\s+pour\s+objet|portant\s+sur|porte\s+sur|relati(?:f|ve)s?\s+(?:à|au|aux))\s+")
# Words between the noun and its object: "le contrat, d'un montant de 3 M€, pour …".
LATER = re.compile(r"\b(?:concernant|pour|afin\s+de|afin\s+d')\s*")
# Between two buyers of one word "contrats": "au Pakistan et de frégates à l'Arabie".
SHARED = re.compile(r"\s*(?:,|et|,\s*et)\s+(?:des|de|d')\s*(?=[^,;.]+\s(?:à|au|aux)\b)")
LABEL = re.compile(r"^\W*(?P<label>[^:;.]{8,120}?)\s*:\s")
NUMBERING = re.compile(r"^\s*(?:\d+|[IVX]+|[a-z])\s*(?:[.)/°-]+\s*)+", re.I)
LOT_NUMBER = re.compile(r"\W*lots?\s+(?:n[°o]\s*)?\w+", re.I)
ANAPHORIC = frozenset(("ce", "cette", "le"))
_BEFORE_PARTY = frozenset(("à", "au", "aux", "auprès", "chez", "avec", "pour"))
# How far, in tokens, a party stands from the verb of which it is the object ("mandate la firme X pour …").
NEAR_VERB = 4


def subject_of(reading: Reading, statement: Statement, headings: list[str]) -> str | None:
    """The goods, works or services of a statement; `headings` are the lines above it, nearest first."""
    if statement.rule == "lot":
        return _lot(reading, statement)
    sentence = statement.sentence
    if statement.rule == "customer":
        return _purpose(statement)
    own = _shared_out(statement)
    if own is not None:
        return own
    noun = statement.trigger if statement.rule == "deed" else statement.noun
    found = _beside_noun(sentence, noun) if noun is not None else _beside_verb(statement)
    found = found or _purpose(statement) or _label(statement)
    is_anaphoric = statement.noun is not None and sentence.reading.lowers[statement.noun - 1] in ANAPHORIC
    return found or (_heading(reading, sentence, headings) if is_anaphoric else None)


def _lot(reading: Reading, statement: Statement) -> str | None:
    """As in "Lot 2 - Menuiseries : X": what stands between the number and the firm."""
    sentence, firm = statement.sentence, statement.suppliers[0]
    words = reading.surface(sentence.start_char, sentence.doc[firm.start].idx)
    lot = LOT_NUMBER.match(words)
    between = re.split(r"\s[:–—-]\s*|:", words[lot.end() :].lstrip(" :–—-"))[0] if lot else ""
    return " ".join(between.split()).strip(" :–—-(") or None


def _beside_noun(sentence: Sentence, noun: int) -> str | None:
    """As in "contrat de nettoyage", "marché public ayant pour objet la collecte", "contrat de 3 M€ portant sur …"."""
    agent = next((party for party in sentence.parties if noun < party.start <= noun + 3), None)
    is_by = agent is not None and sentence.reading.lowers[noun + 1] == "par"
    start = _end_of(sentence, agent.end - 1 if agent is not None and is_by else noun)
    words = sentence.reading.text[start : min(sentence.end_char, start + LONGEST_SUBJECT)]
    opening, naming = OPENING.match(words), NAMING.search(words)
    found = goods_phrase(sentence, start + naming.end()) if naming else None
    return found or (goods_phrase(sentence, start + opening.end()) if opening else None)


def _shared_out(statement: Statement) -> str | None:
    """As in "contrats de sous-marins au Pakistan et de frégates à l'Arabie": what the second of them buys."""
    sentence, buyer = statement.sentence, statement.buyers[0] if len(statement.buyers) == 1 else None
    if buyer is None or statement.noun is None:
        return None
    before = [party for party in sentence.parties if statement.noun < party.start and party.end < buyer.start]
    start = _end_of(sentence, before[-1].end - 1) if before else sentence.end_char
    words = sentence.reading.text[start : sentence.doc[buyer.start].idx]
    opening = SHARED.match(words)
    return goods_phrase(sentence, start + opening.end()) if opening else None


def _beside_verb(statement: Statement) -> str | None:
    """The object of the verb, or of a participle the noun to which it belongs ("les radars achetés par")."""
    sentence, verb = statement.sentence, statement.sentence.doc[statement.trigger]
    head = _bought(sentence, verb)
    if head is not None:
        found = goods_phrase(sentence, _start_of_noun_phrase(sentence, head), verb.idx)
        if found:
            return found
    return goods_phrase(sentence, _object_start(statement))


def _bought(sentence: Sentence, verb: Token) -> Token | None:
    """The noun left of a verb that the parse makes its passive subject, or that the participle describes."""
    passive = next((child for child in verb.children if child.dep_ == "nsubj:pass"), None)
    described = verb.head if verb.dep_ == "acl" and "Part" in verb.morph.get("VerbForm", []) else None
    head = passive or described
    return head if head is not None and head.pos_ == "NOUN" and sentence.start <= head.i < verb.i else None


def _start_of_noun_phrase(sentence: Sentence, head: Token) -> int:
    """First character of the phrase of a noun, its contracted preposition ("des", "aux") left out."""
    start = max(sentence.start, head.left_edge.i)
    while start < head.i and sentence.doc[start].pos_ in ("ADP", "PUNCT", "CCONJ", "VERB"):
        start += 1
    return sentence.doc[start].idx


def _object_start(statement: Statement) -> int:
    """Where the object of the verb starts: right after it, or after the party to whom it is given."""
    sentence, end = statement.sentence, statement.trigger + 1
    for party in (*statement.buyers, *statement.suppliers):
        between = sentence.lowers(end, party.start)
        if party.start >= end and len(between) <= NEAR_VERB and between[:1] and between[0] in _BEFORE_PARTY:
            end = party.end
    return _end_of(sentence, end - 1)


def _purpose(statement: Statement) -> str | None:
    """As in "retient X pour la réfection du toit", "pour moderniser ses guichets", after the verb or the noun."""
    sentence = statement.sentence
    start = _end_of(sentence, statement.trigger)
    words = sentence.reading.text[start : min(sentence.end_char, start + LONGEST_SUBJECT)]
    openings: Iterable[int] = (start + match.end() for match in LATER.finditer(words))
    found = (goods_phrase(sentence, opening, may_be_task=True) for opening in openings)
    return next((phrase for phrase in found if phrase), None) or _purpose_in_front(statement)


def _purpose_in_front(statement: Statement) -> str | None:
    """As in "Pour la construction du gymnase, c'est X qui a été retenu"."""
    sentence = statement.sentence
    if sentence.reading.lowers[sentence.start] != "pour":
        return None
    start, trigger = _end_of(sentence, sentence.start), sentence.doc[statement.trigger].idx
    return goods_phrase(sentence, start, trigger, may_be_task=True)


def _label(statement: Statement) -> str | None:
    """As in "Rénovation du lycée : la région retient X"."""
    sentence = statement.sentence
    label = LABEL.match(sentence.text())
    if label is None or sentence.start_char + label.end() > sentence.doc[statement.trigger].idx:
        return None
    start, end = (sentence.start_char + place for place in label.span("label"))
    is_subject = names_works(sentence, start, end) and names_goods(sentence, start, end)
    return " ".join(sentence.reading.surface(start, end).split()) if is_subject else None


def _heading(reading: Reading, sentence: Sentence, headings: list[str]) -> str | None:
    """The subject of the market in the line above: words of works, no sentence, no label, its numbering left out."""
    if not headings or headings[0].rstrip().endswith(":"):
        return None
    at = reading.text.find(headings[0])
    end = at + len(headings[0])
    has_verb = any(token.pos_ in (*FINITE, "PRON") for token in reading.tokens(at, end))
    line = " ".join(NUMBERING.sub("", headings[0]).split())
    return line if line and not has_verb and names_works(sentence, at, end) else None


def _end_of(sentence: Sentence, index: int) -> int:
    token = sentence.doc[index]
    return token.idx + len(token)

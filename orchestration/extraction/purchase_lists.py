"""Awards that layout states: lots one a line, tables with a column for the winner; and the body that decides them.

What belongs here: what headings, lines and cells say. What does not: sentences with a verb or a noun of purchase
(`purchase_verbs`, `purchase_phrases`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from orchestration import lexicon
from orchestration.extraction.amounts import find_amounts
from orchestration.extraction.party_grammar import Party, Sentence, complements, governor
from orchestration.extraction.purchase_statements import (
    Statement,
    contract_noun,
    has_word,
    is_denied,
    is_over,
    is_tender,
)
from orchestration.records import ContractStatus

LOT = re.compile(r"\W*lots?\s+(?:n[°o]\s*)?(?:\d+|[IVX]+|[A-Z])\b", re.I)
NO_AWARD = re.compile(
    r"infructueu|sans\s+suite|relanc|estim[ée]|offres?\s+(?:reçue|déposée|remise)|non\s+attribu", re.I
)
CELLS = re.compile(r"\s*(?:\||\t|;)\s*")
BETWEEN_CELLS = re.compile(r"[|\t;]")
# "décide d'attribuer", "DÉCIDE :", "De retenir l'offre", "Article 1er : d'attribuer", "conseil municipal".
DECISION = re.compile(
    r"\b(?:décid|approuv|arrêt|délibér|résolu|décrèt|attribu|adjug)\w*|^\W*(?:article\s+\w+\W+)?(?:de\s|d')|"
    r"\bla\s+(?:commune|ville|municipalité|métropole|communauté)\s+(?:a|avait|confie|attribue|achète|commande|signe)\b|"
    r"\b(?:collège|conseil\s+(?:communal|municipal|provincial|d'administration|de\s+l'action\s+sociale))\b",
    re.I,
)
# The heading of minutes stands within their first lines.
HEADING_SENTENCES = 6
# How far from the word for the contract its firm stands, in tokens.
RECALL_REACH = 8
MINUTES = re.compile(
    r"\b(?:procès-verbal|compte[\s-]rendu|registre\s+des\s+délibérations|"
    r"séance\s+(?:\w+\s+)?du\s+(?:conseil|collège|bureau)|(?:relevé|recueil|liste|extrait)\s+(?:\w+\s+)?d(?:es|e|u)\s+(?:registre|décisions|délibérations|actes|marchés)|"
    r"décisions?\s+(?:prises?\s+par\s+)?(?:du|de\s+la|le|la)\s+(?:maire|président|présidente|bourgmestre))\b",
    re.I,
)
# Heads of the names that stand over that of the body itself ("Province de X / Commune de Y / Conseil communal").
_FRAMING = {"conseil": 1, "collège": 1, "canton": 2, "région": 2, "département": 2, "province": 2}


def lot_statements(sentence: Sentence) -> Iterator[Statement]:
    """As in "Lot 1 - Gros œuvre : X, pour 120 000 € HT": the one firm of a priced lot."""
    words = sentence.text()
    if LOT.match(words) is None or NO_AWARD.search(words) or not find_amounts(words):
        return
    firms = [party for party in sentence.parties if not (party.is_person or party.is_public)]
    if len(firms) == 1 and governor(sentence, firms[0]) in ("", "à"):
        yield _awarded(sentence, firms[0], "lot")


def table_statements(text: Sequence[Sentence]) -> Iterator[Statement]:
    """Rows of a table one of whose columns is headed "Attributaire": the name in that cell wins what the row says."""
    column: int | None = None
    for sentence in text:
        words = sentence.text().strip()
        cells = CELLS.split(words) if BETWEEN_CELLS.search(words) else [words]
        headed = next((i for i, cell in enumerate(cells) if _is_winner_heading(cell)), None)
        if len(cells) < 2:
            column = None
        elif headed is not None:
            column = headed
        elif column is not None and column < len(cells):
            winner = next((p for p in sentence.parties if cells[column].startswith(p.name)), None)
            if winner is not None and not winner.is_person and not NO_AWARD.search(sentence.text()):
                yield _awarded(sentence, winner, "table")


def _is_winner_heading(cell: str) -> bool:
    words = cell.lower().split()
    return 0 < len(words) <= 3 and words[0] in lexicon.words("fr", "provider_nouns")


def _awarded(sentence: Sentence, winner: Party, rule: str) -> Statement:
    return Statement(sentence, sentence.start, None, (), (winner,), "awarded", rule, 0.7)


def is_decision(sentence: Sentence) -> bool:
    """Whether the sentence is one of minutes: a body decides, approves, awards."""
    return DECISION.search(sentence.text()) is not None


def deciding_body(text: Sequence[Sentence]) -> Party | None:
    """The authority named in the heading of minutes ("Ville de X – Conseil municipal"), who buys what they decide."""
    heading, heads = text[:HEADING_SENTENCES], lexicon.words("fr", "deciding_heads")
    if not any(has_word(s, s.start, s.end, "minutes_words") for s in heading):
        return None
    bodies = [party for sentence in heading for party in sentence.parties if party.is_public and _head(party) in heads]
    return min(bodies, key=lambda body: _FRAMING.get(_head(body), 0), default=None)


def _head(party: Party) -> str:
    return re.split(r"[\s']", party.name.casefold().replace("’", "'"), maxsplit=1)[0]


def is_minutes(text: Sequence[Sentence]) -> bool:
    """Whether the heading says that a body's own minutes follow: its contracts are those of which they speak."""
    return any(MINUTES.search(sentence.text()) for sentence in text[:HEADING_SENTENCES])


def recalled_statements(sentence: Sentence) -> Iterator[Statement]:
    """As in "le contrat conclu en 2022 avec X", said in minutes: their body is the other side."""
    noun = contract_noun(sentence, sentence.start, sentence.end) if sentence.parties else None
    if noun is None or is_tender(sentence, noun) or is_denied(sentence, sentence.doc[noun]):
        return
    for preposition, group in complements(sentence, noun, noun + RECALL_REACH):
        is_firm = preposition == "avec" and not any(party.is_person or party.is_public for party in group)
        if is_firm:
            status: ContractStatus = "ended" if is_over(sentence, noun) else "awarded"
            yield Statement(sentence, noun, noun, (), tuple(group), status, "minutes", 0.6)
            return


def is_of_meeting(statement: Statement, are_minutes: bool) -> bool:
    """Whether a purchase is decided in the meeting that the text tells of, as minutes, a list or "DÉCIDE" show."""
    return are_minutes or statement.rule in ("lot", "table") or is_decision(statement.sentence)


def with_body(statement: Statement, body: Party | None, are_minutes: bool) -> Statement:
    """The statement with the deciding body as its buyer where the sentence names none and the body decides there."""
    is_bare = body is not None and not statement.buyers and body.key not in {p.key for p in statement.suppliers}
    if body is None or not is_bare or not is_of_meeting(statement, are_minutes):
        return statement
    return replace(statement, buyers=(body,))

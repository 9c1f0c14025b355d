"""Names that the wording of a purchase proves to be a party: firms that win an award, states that buy.

What belongs here: spans that `mentions` takes as organisations although the model never saw such a name. What does not:
who buys (`purchase_frames`). A firm is proven by an award before it and a legal form or an address beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from spacy.tokens import Span

from orchestration import lexicon
from orchestration.extraction.contracts import is_public_name
from orchestration.extraction.party_grammar import Party, Sentence, sentences
from orchestration.extraction.purchase_frames import find_statements
from orchestration.extraction.purchase_statements import Statement
from orchestration.extraction.reading import Reading

AWARDING = (
    "attribu",
    "adjudicat",
    "adjug",
    "soumissionnaire",
    "notifi",
    "désign",
    "retenir",
    "retenu",
    "confie",
    "confié",
    "command",
)
# Tokens of the longest unknown name that may be a firm.
LONGEST_NAME = 4
AWARD = re.compile(rf"\b(?:{'|'.join(AWARDING)})")
# What a sentence says that gives a market or an order to an unknown name.
GIVING = re.compile(
    r"attribu|adjug|adjudic|octro|notifi|confi|command|remport|décroch|rafl|empoch|titulaire|lauréat|revien|\blots?\b"
)
CONSULTATION = re.compile(r"\b(?:consult|invit|interrog)", re.IGNORECASE)


def contract_party_spans(reading: Reading) -> list[tuple[int, int]]:
    """Characters of the firms and states that the document shows to be parties of a purchase, in order."""
    firms = list(_awarded_firms(reading))
    states = set(_states(reading))
    unknown = _unknown(reading)
    return sorted({*firms, *_trading(reading, states, firms, unknown)} if states or unknown else firms)


def _trading(
    reading: Reading, states: set[tuple[int, int]], firms: list[tuple[int, int]], unknown: set[tuple[int, int]]
) -> set[tuple[int, int]]:
    """The states that buy or sell in some statement of a purchase, the unknown names to which one awards a market."""
    candidates = [*firms, *states, *unknown, *_organisations(reading)]
    parties = [party for span in candidates if (party := _party(reading, span)) is not None]
    parties.sort(key=lambda party: (party.start, -party.end))
    text = sentences(reading, _disjoint(parties))
    told = [
        statement
        for sentence in text
        if _may_tell(sentence, states, unknown)
        for statement in find_statements(text, sentence)
    ]
    used = {_characters(party) for statement in told for party in (*statement.buyers, *statement.suppliers)}
    winners = {_characters(party) for statement in told if _is_award(statement) for party in statement.suppliers}
    return (states & used) | (unknown & winners)


def _may_tell(sentence: Sentence, states: set[tuple[int, int]], unknown: set[tuple[int, int]]) -> bool:
    """Whether a sentence names a state, or an unknown name beside a word of giving: the others prove nothing."""
    names = {_characters(party) for party in sentence.parties}
    return not states.isdisjoint(names) or (
        not unknown.isdisjoint(names) and GIVING.search(sentence.text().lower()) is not None
    )


def _is_award(statement: Statement) -> bool:
    """Whether only a firm stands where the supplier does: a market or an order is given, nobody is hired."""
    return statement.rule in lexicon.words("fr", "award_rules") and statement.noun is not None


def _unknown(reading: Reading) -> set[tuple[int, int]]:
    """Names that the model takes for a person or a place and no list knows as such; none where no award is told."""
    if GIVING.search(reading.text.lower()) is None:
        return set()
    entities = (
        entity for entity in reading.doc.ents if entity.label_ in ("PER", "LOC") and len(entity) <= LONGEST_NAME
    )
    return {(entity.start_char, entity.end_char) for entity in entities if not _is_known(reading, entity)}


def _is_known(reading: Reading, entity: Span) -> bool:
    """A place of the lists, an address, or somebody: a first name opens the name, an honorific stands before it."""
    first = entity[0].text
    if first.lower() in lexicon.words("fr", "address_words"):
        return True
    before = reading.doc[entity.start - 1].text if entity.start else ""
    is_somebody = first in lexicon.words("fr", "first_names") or before in lexicon.words("fr", "honorifics")
    return is_somebody or entity.text in lexicon.words("fr", "places") | lexicon.words("fr", "states")


def _party(reading: Reading, span: tuple[int, int]) -> Party | None:
    tokens = reading.tokens(*span)
    if len(tokens) == 0:
        return None
    name = reading.text[span[0] : span[1]]
    return Party(tokens.start, tokens.end, name, False, is_public_name(name), None, f"{span[0]}-{span[1]}")


def _disjoint(parties: list[Party]) -> list[Party]:
    kept: list[Party] = []
    for party in parties:
        if not kept or party.start >= kept[-1].end:
            kept.append(party)
    return kept


def _characters(party: Party) -> tuple[int, int]:
    start, end = party.key.split("-")
    return int(start), int(end)


def _organisations(reading: Reading) -> Iterator[tuple[int, int]]:
    for entity in reading.doc.ents:
        if entity.label_ in ("ORG", "MISC"):
            yield entity.start_char, entity.end_char


def _states(reading: Reading) -> Iterator[tuple[int, int]]:
    for section in reading.content_sections:
        for match in _state_pattern().finditer(reading.text, section.start_char, section.end_char):
            yield match.start(), match.end()


def _awarded_firms(reading: Reading) -> Iterator[tuple[int, int]]:
    for section in reading.content_sections:
        words = reading.text[section.start_char : section.end_char]
        lower = words.lower()
        # Looking for the stems first spares the pattern, for which every letter may be a beginning.
        if any(stem in lower for stem in AWARDING) and AWARD.search(lower) and not CONSULTATION.search(words):
            for match in _firm_pattern().finditer(words):
                start, end = match.span("formed") if match["formed"] else match.span("announced")
                if not _is_inside_name(reading, section.start_char + start, section.start_char + end):
                    yield section.start_char + start, section.start_char + end


def _is_inside_name(reading: Reading, start: int, end: int) -> bool:
    """Whether the model already reads a longer name there ("Société Dorval Frères")."""
    return any(e.start_char < start and end <= e.end_char for e in reading.tokens(start, end).ents)


@cache
def _state_pattern() -> re.Pattern[str]:
    """Names of states, longest first; grouped by initial, for `re` can skip to an initial but not to a lookbehind."""
    names = sorted(lexicon.words("fr", "states"), key=lambda name: (name[0], -len(name)))
    groups = (
        rf"{initial}(?<![\w-]{initial})(?:{'|'.join(re.escape(name[1:]) for name in group)})"
        for initial, group in groupby(names, key=lambda name: name[0])
    )
    return re.compile(rf"(?:{'|'.join(groups)})(?![\w-])")


@cache
def _firm_pattern() -> re.Pattern[str]:
    """A name after "à", "soit" or a legal form, closed by an address; or after a legal form, capitalised."""
    forms = "|".join(sorted(map(re.escape, lexicon.words("fr", "legal_forms_before")), key=len, reverse=True))
    streets = "|".join(sorted(map(re.escape, lexicon.words("fr", "address_words")), key=len, reverse=True))
    announced = r"(?:\b(?:à|soit|à\s+savoir|auprès\s+de)\s+|:\s*)"
    by_form = rf"\b(?:à\s+)?(?:l'|la\s+|le\s+)(?:{forms})\s+"
    first = r"(?!\d{4,})[A-ZÀ-Ý0-9]"
    addressed = rf"{first}[^,;:()\n]{{1,60}}(?=\s*,\s*(?i:{streets})\b)"
    capitalised = rf"{first}[\w&.'-]*(?:\s+(?:(?:de|du|des|et|&|la|le)\s+)?[A-ZÀ-Ý0-9][\w&.'-]*){{0,5}}"
    closed = r"(?=\s*[,(.;]|\s+(?:pour|au|à|sise?|dont|de|en)\b|\s*$)"
    return re.compile(
        rf"(?:{by_form}(?P<formed>{addressed}|{capitalised}{closed})|{announced}(?P<announced>{addressed}))"
    )

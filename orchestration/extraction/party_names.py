"""Names that the wording of a purchase proves to be a party: firms that win an award, states that buy.

What belongs here: spans that `mentions` takes as organisations although the model never saw such a name. What does not:
who buys (`purchase_frames`). A firm is proven by an award before it and a legal form or an address beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from orchestration.extraction import lexicon
from orchestration.extraction.contracts import is_public_name, statements
from orchestration.extraction.party_grammar import Party, sentences
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
AWARD = re.compile(rf"\b(?:{'|'.join(AWARDING)})")
CONSULTATION = re.compile(r"\b(?:consult|invit|interrog)", re.IGNORECASE)


def contract_party_spans(reading: Reading) -> list[tuple[int, int]]:
    """Characters of the firms and states that the document shows to be parties of a purchase, in order."""
    firms = list(_awarded_firms(reading))
    states = set(_states(reading))
    return sorted({*firms, *_trading(reading, states, firms)} if states else firms)


def _trading(reading: Reading, states: set[tuple[int, int]], firms: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """The states that buy or sell in some statement of a purchase."""
    candidates = [*firms, *states, *_organisations(reading)]
    parties = [party for span in candidates if (party := _party(reading, span)) is not None]
    parties.sort(key=lambda party: (party.start, -party.end))
    used = {
        party.start: party
        for statement in statements(sentences(reading, _disjoint(parties)))
        for party in (*statement.buyers, *statement.suppliers)
    }
    return states & {_characters(party) for party in used.values()}


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

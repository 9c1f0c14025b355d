"""What a purchase is about, in the words of the text: the noun phrase of the goods, works or services bought.

What belongs here: finding that phrase beside the noun or the verb of a statement, or in the heading above. What does
not: who buys it (`purchase_verbs`, `purchase_phrases`). Words that name no goods give None, never a fragment.
"""

from __future__ import annotations

import re

from orchestration.extraction import lexicon
from orchestration.extraction.amounts import find_amounts
from orchestration.extraction.party_grammar import Sentence
from orchestration.extraction.purchase_statements import Statement
from orchestration.extraction.reading import Reading

LONGEST_SUBJECT = 160
OPENING = re.compile(
    r"\s*(?:(?:d'offres|publics?|-?\s?cadres?|ferme|de\s+service\s+public)\s+)*"
    r"(?:(?:ayant\s+pour\s+objet|relati(?:f|ve)s?\s+(?:à|au|aux)|portant\s+sur|concernant|pour|de|du|d'|des)\s*)"
)
# Words between the noun and its object: "le contrat, d'un montant de 3 M€, pour …", "un contrat de 3 M€ portant sur …".
LATER_OPENING = re.compile(
    r"\b(?:ayant\s+pour\s+objet|relati(?:f|ve)s?\s+(?:à|au|aux)|portant\s+sur|porte\s+sur|concernant|pour)\s+"
)
END = re.compile(
    r"[;:.()«»\"]|,\s|\s(?:à(?=\s(?:l'|la\s|le\s|[A-ZÀ-Ý0-9]))|au|aux|en(?=\s\d)|avec|auprès|par|entre|chez|pass[ée]e?s?|sign[ée]e?s?|conclue?s?|attribu[ée]e?s?|"
    r"remport[ée]e?s?|lanc[ée]e?s?|confi[ée]e?s?|dans|qui|que|dont|contre|depuis|jusqu|est|sont|a|ont|sera|lundi|mardi|"
    r"mercredi|jeudi|vendredi)(?=\s)|\spour\s(?:un|le)\s(?:montant|prix)|\sd'un\smontant|$"
)
COUNT_OPENING = re.compile(r"^(?:(?:un|le)\s+total\s+d(?:e\s+|')|ses\s+|leurs\s+|son\s+|sa\s+|leur\s+)", re.I)
NUMBERING = re.compile(r"^\s*(?:\d+|[IVX]+|[a-z])\s*(?:[.)/°-]+\s*)+", re.I)
LOT_NUMBER = re.compile(r"\W*lots?\s+(?:n[°o]\s*)?\w+", re.I)
FINITE = frozenset(("VERB", "AUX"))
ANAPHORIC = frozenset(("ce", "cette", "le"))


def subject_of(reading: Reading, statement: Statement, headings: list[str]) -> str | None:
    """The goods, works or services of a statement; `headings` are the lines above it, nearest first."""
    sentence = statement.sentence
    if statement.rule == "lot":
        return _lot(reading, statement)
    if statement.noun is None:
        return _phrase(reading, sentence, _object_start(statement))
    noun = sentence.doc[statement.noun]
    after = sentence.start_char + len(sentence.text()), noun.idx + len(noun)
    words = reading.text[after[1] : after[0]]
    opening = OPENING.match(words)
    found = _phrase(reading, sentence, after[1] + opening.end()) if opening else None
    later = LATER_OPENING.search(words[:LONGEST_SUBJECT]) if found is None else None
    found = found or (_phrase(reading, sentence, after[1] + later.end()) if later else None)
    is_anaphoric = noun.i > sentence.start and sentence.doc[noun.i - 1].lower_ in ANAPHORIC
    return found or (_heading(reading, headings) if is_anaphoric else None)


def _lot(reading: Reading, statement: Statement) -> str | None:
    """As in "Lot 2 - Menuiseries : X": what stands between the number and the firm."""
    sentence, firm = statement.sentence, statement.suppliers[0]
    words = reading.surface(sentence.start_char, sentence.doc[firm.start].idx)
    lot = LOT_NUMBER.match(words)
    between = re.split(r"\s[:–—-]\s*|:", words[lot.end() :].lstrip(" :–—-"))[0] if lot else ""
    return " ".join(between.split()).strip(" :–—-(") or None


def _object_start(statement: Statement) -> int:
    """Where the object of the verb starts: right after it, or after the party to whom it is given."""
    sentence, trigger = statement.sentence, statement.sentence.doc[statement.trigger]
    end = trigger.i + 1
    for party in (*statement.buyers, *statement.suppliers):
        between = sentence.lowers(end, party.start)
        if party.start >= end and len(between) <= 4 and between[:1] and between[0] in _BEFORE_PARTY:
            end = party.end
    last = sentence.doc[end - 1]
    return last.idx + len(last)


_BEFORE_PARTY = frozenset(("à", "au", "aux", "auprès", "chez", "avec", "pour"))


def _phrase(reading: Reading, sentence: Sentence, start: int) -> str | None:
    """The noun phrase that starts at a character, None where no goods are named there."""
    words = reading.text[start : min(sentence.end_char, start + LONGEST_SUBJECT)]
    lead = len(words) - len(words.lstrip(" ,"))
    end = END.search(words, lead)
    phrase = words[lead : end.start() if end else len(words)]
    price = next(iter(find_amounts(phrase)), None)
    if price is not None:
        phrase = phrase[: price.start_char]
    phrase = re.sub(r"\s*\b(?:pour|de|d'|et|ou)?\s*$", "", phrase)
    opening = COUNT_OPENING.match(phrase)
    first = start + lead + (opening.end() if opening else 0)
    last = start + lead + len(phrase)
    return " ".join(reading.surface(first, last).split()).strip(" ,'’") if _names_goods(sentence, first, last) else None


def _names_goods(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a phrase opens like a noun phrase and holds a noun that is neither the contract itself nor a party."""
    span = [token for token in sentence.reading.tokens(start, end) if not token.is_space] if end > start else []
    if not span or span[0].pos_ in ("ADP", "PRON", "SCONJ", "CCONJ", "PUNCT", "ADV", *FINITE):
        return False
    no_goods = (
        lexicon.words("fr", "contract_nouns") | lexicon.words("fr", "no_subjects") | lexicon.words("fr", "months")
    )
    named = {index for party in sentence.parties for index in range(party.start, party.end)}
    nouns = [token for token in span if token.pos_ == "NOUN" and token.i not in named]
    return bool(nouns) and nouns[0].lower_ not in no_goods


def _heading(reading: Reading, headings: list[str]) -> str | None:
    """The subject of the market in the line above: no sentence, no label, its numbering left out."""
    if not headings:
        return None
    line = " ".join(NUMBERING.sub("", headings[0]).split())
    at = reading.text.find(headings[0])
    has_verb = any(token.pos_ in (*FINITE, "PRON") for token in reading.tokens(at, at + len(headings[0])))
    return None if has_verb or line.endswith(":") or not line else line

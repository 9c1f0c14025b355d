"""A phrase that names what is bought: the noun phrase of goods, works or services, cut where the sentence goes on.

What belongs here: where such a phrase ends and what makes it one. What does not: where in a statement to look for it
(`purchase_subjects`). A phrase whose head is a party, a person, a time, a sum or the contract itself names no goods.
"""

from __future__ import annotations

import re
from functools import cache

from spacy.tokens import Token

from orchestration import lexicon
from orchestration.extraction.amounts import find_amounts
from orchestration.extraction.party_grammar import Sentence

LONGEST_SUBJECT = 160
END = re.compile(
    r"[;:()«»\"]|\.(?!\d)|,\s|\s(?:à(?=\s(?:l'|la\s|le\s|[A-ZÀ-Ý0-9]))|au|aux|en(?=\s\d)|avec|auprès|par|entre|chez|pass[ée]e?s?|sign[ée]e?s?|conclue?s?|attribu[ée]e?s?|"
    r"remport[ée]e?s?|lanc[ée]e?s?|confi[ée]e?s?|dans|qui|que|dont|contre|depuis|jusqu|est|sont|a|ont|soit|sera|seront|lundi|"
    r"mardi|mercredi|jeudi|vendredi|afin|moyennant|suite|sans|selon|lors|après|avant|dès|comme|à\scompter|à\spartir|de\sla\spart|en\squalité)(?=[\s'])|"
    r"\spour\s(?:un|le)\s(?:montant|prix|coût)|\sd'un\s(?:montant|coût)|\spour\s(?:(?:un\stotal\sde|environ|près\sde|quelque|plus\sde)\s)?(?=\d)|$"
)
TRAILING = re.compile(r"(?:[\s,]+(?:pour|de|du|des|d'|et|ou|à|le|la|les|l'|\d+))*[\s,]*$")
# Endings of nouns of action: "réfection", "nettoyage", "remplacement", "fourniture".
DEVERBAL = re.compile(r"[a-zà-ÿ]{4,}(?:tion|sion|ment|age|ture)s?")
FINITE = frozenset(("VERB", "AUX"))
NO_OPENING = frozenset(("ADP", "PRON", "SCONJ", "CCONJ", "PUNCT", "ADV", "SYM", *FINITE))
# Prepositions after which a party stands outside the phrase: "la construction de navires pour X".
_NOUNS = frozenset(("NOUN", "PROPN", "X"))
_OUTSIDE = frozenset(("pour", "par", "à", "au", "aux", "avec", "auprès", "chez", "entre"))


def goods_phrase(sentence: Sentence, start: int, end: int | None = None, may_be_task: bool = False) -> str | None:
    """The phrase of goods, works or services that starts at a character of the sentence, None where none is named.

    It ends before the character `end` at the latest. `may_be_task` also takes an infinitive with its object
    ("moderniser ses guichets").
    """
    reading = sentence.reading
    words = reading.text[start : min(end or sentence.end_char, sentence.end_char, start + LONGEST_SUBJECT)]
    lead = len(words) - len(words.lstrip(" ,"))
    stop = END.search(words, lead)
    phrase = words[lead : stop.start() if stop else len(words)]
    first = start + lead
    whole = first + len(phrase)
    last = min(
        whole,
        first + _before_price(phrase),
        _before_party(sentence, first, whole),
        _before_verb(sentence, first, whole),
    )
    last = first + len(TRAILING.sub("", reading.text[first:last]))
    opening = _leading().match(phrase)
    first += opening.end() if opening else 0
    named = names_goods(sentence, first, last, may_be_task)
    return " ".join(reading.surface(first, last).split()).strip(" ,'’") if named else None


def names_goods(sentence: Sentence, start: int, end: int, may_be_task: bool = False) -> bool:
    """Whether the characters open like a noun phrase whose head names goods, works or services."""
    span = [token for token in sentence.reading.tokens(start, end) if not token.is_space] if end > start else []
    if not span:
        return False
    is_task = may_be_task and "Inf" in span[0].morph.get("VerbForm", [])
    is_pointing = span[0].lower_ in ("ce", "cet", "cette", "ces")
    if is_pointing or (span[0].pos_ in NO_OPENING and not (is_task or span[0].lower_ == "des")):
        return False
    if _opens_with_party(sentence, span) or any(token.lower_ in _no_goods() for token in span[:2]):
        return False
    named = {index for party in sentence.parties for index in range(party.start, party.end)}
    nouns = (token for token in span if token.pos_ in _NOUNS and token.i not in named)
    head = next((token for token in nouns if token.lower_ not in _counts()), None)
    # The tagger takes a noun in a list for a name; a capital is that of a sentence or of a name.
    is_common = head is not None and (head.text.islower() or (head.pos_ == "NOUN" and head.i == span[0].i))
    return head is not None and is_common and {head.lower_, head.lemma_.lower()}.isdisjoint(_no_goods())


def _opens_with_party(sentence: Sentence, span: list[Token]) -> bool:
    """As in "la SNCL pour la gare", "le club Étoile": a name at the head, not the maker of counted goods."""
    first, reach = span[0].i, min(span[-1].i, span[0].i + (0 if span[0].pos_ == "NUM" else 2))
    name = next((party for party in sentence.parties if first <= party.start <= reach), None)
    return name is not None and {"de", "d'"}.isdisjoint(sentence.lowers(first, name.start))


def names_works(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the characters name goods by a noun of works or of action ("Réfection de la rue"), as headings do."""
    words = re.findall(r"[^\W\d_]+", sentence.reading.text[start:end].lower())
    is_work = any(word in lexicon.words("fr", "work_nouns") or DEVERBAL.fullmatch(word) for word in words[:4])
    return is_work and not (words[0] in _no_goods() or any(word in lexicon.words("fr", "months") for word in words))


@cache
def _leading() -> re.Pattern[str]:
    """What stands before the phrase and is no part of it: adverbs and dates, "un total de", possessives."""
    months = "|".join(lexicon.words("fr", "months"))
    adverbs = "|".join(map(re.escape, lexicon.words("fr", "time_adverbs") | lexicon.words("fr", "weekdays")))
    date = (
        rf"(?:(?:en|fin|début|courant|le|dès|depuis)\s+)?(?:\d{{1,2}}(?:er)?\s+)?(?:{months})(?:\s+\d{{4}})?"
        r"|en\s+\d{4}|pour\s+\w+\s+ans"
    )
    return re.compile(
        rf"^(?:(?:{adverbs}|{date})\s+)*(?:(?:un|le)\s+total\s+d(?:e\s+|')|(?:ses|leurs|son|sa|leur)\s+)?", re.I
    )


@cache
def _no_goods() -> frozenset[str]:
    lists = ("contract_nouns", "no_subjects", "months", "party_heads", "human_nouns")
    return frozenset().union(*(lexicon.words("fr", name) for name in lists))


@cache
def _counts() -> frozenset[str]:
    """Nouns that only count what follows: "800 millions de doses", "une douzaine de grues"."""
    rounds = lexicon.words("fr", "round_numbers")
    return lexicon.words("fr", "magnitudes") | rounds | {f"{word}s" for word in rounds}


def _before_price(phrase: str) -> int:
    price = next(iter(find_amounts(phrase)), None)
    return price.start_char if price is not None else len(phrase)


def _before_party(sentence: Sentence, start: int, end: int) -> int:
    """Where the first party between two characters begins that is no part of the phrase, with its preposition."""
    starts, lowers = sentence.reading.starts, sentence.reading.lowers
    for party in sentence.parties:
        if not start < starts[party.start] < end:
            continue
        for index in range(party.start - 1, max(sentence.start, party.start - 4), -1):
            if lowers[index] in _OUTSIDE and starts[index] > start:
                return starts[index]
    return end


def _before_verb(sentence: Sentence, start: int, end: int) -> int:
    """Where the clause goes on with a verb of its own ("la vente de six drones et doit remettre …")."""
    clause = (token.idx for token in sentence.reading.tokens(start, end) if "Fin" in token.morph.get("VerbForm", []))
    return next((idx for idx in clause if idx > start), end)

"""Parties that a common noun takes up again: "le groupe a remporté…", "l'agence a confié…", "X lui a commandé…".

What belongs here: finding such nouns and the earlier party that each stands for. What does not: pronouns as subjects
(`party_grammar.topic`), speakers (`designations`). No party is taken up where the noun may mean several.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from spacy.tokens import Token

from orchestration import lexicon
from orchestration.extraction.party_grammar import Party, Sentence, governor

DETERMINERS = frozenset(("le", "la", "l'", "ce", "cet", "cette", "au", "du"))
NOMINAL = frozenset(("NOUN", "ADJ", "PROPN"))
# How far back, in sentences, a noun of its kind takes up a party; one that opens its name reaches further.
KIND_REACH = 6
NAME_REACH = 40
# Mentions that make a company the one of which a text speaks.
MAIN_MENTIONS = 3


def with_anaphors(text: Sequence[Sentence]) -> list[Sentence]:
    """The sentences, each with the parties that its common nouns take up beside those that it names."""
    completed: list[Sentence] = []
    for sentence in text:
        taken_up = [party for token in _heads(sentence) if (party := _taken_up(completed, sentence, token))]
        if taken_up:
            parties = sorted((*sentence.parties, *taken_up), key=lambda party: (party.start, -party.end))
            sentence = replace(sentence, parties=tuple(parties))
        completed.append(sentence)
    return completed


def main_company(text: Sequence[Sentence]) -> Party | None:
    """The company of which the whole text speaks: named first, most often, and taken up ("la société", "le groupe")."""
    counts = Counter(p.name for s in text for p in s.parties if p.kind == "company")
    if not counts:
        return None
    name, count = counts.most_common(1)[0]
    opening = next((p for p in text[0].parties if p.name == name), None)
    is_main = count >= MAIN_MENTIONS and count >= 2 * max([n for other, n in counts.items() if other != name] or [0])
    is_taken_up = any(
        party.name == name and _is_noun(sentence, party) for sentence in text for party in sentence.parties
    )
    return opening if is_main and is_taken_up else None


def _is_noun(sentence: Sentence, party: Party) -> bool:
    """Whether the party stands there as a common noun ("le groupe")."""
    return party.end == party.start + 1 and sentence.doc[party.start].text in _kinds()


@cache
def _kinds() -> dict[str, frozenset[str]]:
    return {row[0].lower(): frozenset(row[1].split()) for row in lexicon.rows("fr", "organisation_anaphors")}


def _heads(sentence: Sentence) -> Iterator[Token]:
    """Common nouns after a definite article that neither introduce a name nor open a longer noun phrase."""
    lowers, tags = sentence.reading.lowers, sentence.reading.tags
    for index in range(sentence.start + 1, sentence.end):
        if lowers[index - 1] not in DETERMINERS or tags[index] not in NOMINAL:
            continue
        token = sentence.doc[index]
        is_noun = token.text.replace("-", "").isalpha() and token.text.islower()
        if is_noun and not _goes_on(sentence, index):
            yield token


def _goes_on(sentence: Sentence, head: int) -> bool:
    """Whether a complement or a name follows ("le groupe de travail", "le groupe français X", "la société civile")."""
    following = sentence.doc[head + 1] if head + 1 < sentence.end else None
    if following is None:
        return False
    is_named = any(head < party.start <= head + 3 for party in sentence.parties)
    is_inside = any(party.start <= head < party.end for party in sentence.parties)
    is_demonym = following.lower_ in lexicon.words("fr", "demonyms")
    is_anyone = following.lower_ in ("avec", "ayant", "qui", "dont", "retenu", "retenue")
    is_longer = (
        is_anyone or following.lower_ in ("de", "d'", "du", "des") or (following.pos_ == "ADJ" and not is_demonym)
    )
    return is_named or is_inside or (is_longer and following.lower_ != "mixte")


def _taken_up(earlier: Sequence[Sentence], sentence: Sentence, head: Token) -> Party | None:
    kinds = _kinds().get(head.lower_)
    found = _by_first_word(earlier, sentence, head) or (_by_kind(earlier, sentence, head, kinds) if kinds else None)
    return replace(found, start=head.i, end=head.i + 1) if found else None


def _by_first_word(earlier: Sequence[Sentence], sentence: Sentence, head: Token) -> Party | None:
    """The last party whose name the noun opens: "l'agence" for "Agence des ports"."""
    lower = head.lower_
    for current in (sentence, *reversed(earlier[-NAME_REACH:])):
        for party in reversed(current.parties):
            if _opening(party.name) == lower and party.end <= head.i:
                return party
    return None


@lru_cache(maxsize=10_000)
def _opening(name: str) -> str | None:
    """The first of the words of a name, in lower case; None for a name of one word."""
    first, space, _ = name.casefold().partition(" ")
    return first if space else None


def _by_kind(earlier: Sequence[Sentence], sentence: Sentence, head: Token, kinds: frozenset[str]) -> Party | None:
    """The only party of the kind of which a clause just before speaks; None where there are several."""
    bare = [
        party
        for current in (*earlier[-KIND_REACH:], sentence)
        for party in current.parties
        if party.end <= head.i and _is_of_kind(party, kinds) and governor(current, party) == ""
    ]
    return bare[-1] if len({party.name for party in bare}) == 1 else None


def _is_of_kind(party: Party, kinds: frozenset[str]) -> bool:
    if party.is_person:
        return False
    if party.is_public or party.kind is not None:
        return party.kind in kinds or (party.is_public and "public_body" in kinds)
    return "company" in kinds

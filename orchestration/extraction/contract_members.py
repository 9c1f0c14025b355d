"""Who stands behind a supplier: the members of a consortium, its name, the subcontractors.

What belongs here: splitting the parties of one statement. What does not: which statement there is (`purchase_frames`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from orchestration import lexicon
from orchestration.extraction.party_grammar import Party, Sentence, complements, governor, with_coordinated
from orchestration.extraction.purchase_statements import Statement

# How far, in tokens, the members stand behind the name of their consortium, and a firm from the word "sous-traitant".
MEMBER_REACH = 8
NEAR = 5
# How far before a name, in characters, the noun of its consortium may begin.
NOUN_WINDOW = 32
# Between "sous-traitant" and the firm: "le sous-traitant X", "en sous-traitance : X", "sous-traitants sont X et Y".
LEADING = re.compile(
    r"^\s*(?:\([^()]*\)\s*)?(?::|,?\s*(?:est|sont|sera|seront)\b)?\s*(?:l'|la|le|les)?\s*(?:société|entreprise|firme)?\s*$"
)
JOINT = re.compile(r"^\s*(?:,|et|&|ainsi\s+que)\s*(?:l'|la|le|les)?\s*$")
# Between the firm and the word: "X comme sous-traitant", "X interviendra en sous-traitance", "X (sous-traitant)".
TRAILING = re.compile(
    r"^\s*(?:\(\s*|(?:\w+\s+){0,3}(?:comme|pour|en\s+qualité\s+de|en\s+tant\s+que|à\s+titre\s+de|en|son|sa)\s+(?:premi\w+\s+)?)$"
)


def with_members(statement: Statement) -> tuple[Statement, str | None]:
    """The statement with the members of a consortium as its suppliers, and the consortium's name where it has one.

    As in "le groupement Horizon, composé de X et Y", "le consortium Aurore (X et Y)".
    """
    sentence = statement.sentence
    named = next((p for p in statement.suppliers if _is_named_consortium(sentence, p)), None)
    if named is None:
        return statement, _unlisted_name(statement)
    members = [p for p in _members(sentence, named) if not p.is_person and p.key not in _keys(statement.buyers)]
    others = [p for p in statement.suppliers if p is not named and p.key not in _keys(members)]
    return (replace(statement, suppliers=(*others, *members)) if members else statement), named.name


def without_subcontractors(text: Sequence[Sentence], statement: Statement) -> tuple[Statement, tuple[Party, ...]]:
    """The statement without the firms that only work for its supplier, and these firms.

    They are named in its sentence or the next one; a statement that leaves nobody but subcontractors keeps its sides.
    """
    if not statement.suppliers or statement.rule.startswith("verb-sous-traiter"):
        return statement, ()
    following = text[statement.sentence.index + 1 : statement.sentence.index + 2]
    found = [p for sentence in (statement.sentence, *following) for p in _subcontractors(sentence)]
    names = {p.name for p in found} - {p.name for p in statement.buyers}
    left = tuple(p for p in statement.suppliers if p.name not in names)
    if not left:
        return statement, ()
    apart = {p.name: p for p in found if p.name in names}
    return replace(statement, suppliers=left), tuple(apart.values())


def _keys(parties: Sequence[Party]) -> set[str]:
    return {party.key for party in parties}


def _is_named_consortium(sentence: Sentence, party: Party) -> bool:
    """Whether a noun for a consortium stands right before the name or opens it ("Groupement Horizon")."""
    start = sentence.doc[party.start].idx
    words = sentence.reading.text[max(sentence.start_char, start - NOUN_WINDOW) : start]
    opens = sentence.reading.lowers[party.start] in lexicon.words("fr", "named_consortia")
    return opens or _before_name().search(words.lower()) is not None


def _members(sentence: Sentence, consortium: Party) -> list[Party]:
    """The names after "composé de", "réunissant", "mené par" or in brackets behind the name of a consortium."""
    kinds = lexicon.table("fr", "consortium_words")
    following = sentence.lowers(consortium.end, consortium.end + NEAR)
    opens = any(word == "(" or kinds.get(word) == "link" for word in following)
    if not opens:
        return []
    groups = complements(sentence, consortium.end - 1, consortium.end + MEMBER_REACH)
    return next((group for _, group in groups), [])


def _unlisted_name(statement: Statement) -> str | None:
    """The name that no mention bears between the noun and its members: "le consortium Aurore, formé par X et Y"."""
    if not statement.suppliers:
        return None
    sentence, first = statement.sentence, min(statement.suppliers, key=lambda p: p.start)
    if first.start <= sentence.start:
        return None
    words = sentence.reading.text[sentence.start_char : sentence.doc[first.start].idx]
    found = _named().search(words)
    return found["name"] if found else None


def _subcontractors(sentence: Sentence) -> Iterator[Party]:
    ways = lexicon.table("fr", "subcontracting_words")
    for token in sentence.tokens_in(ways.keys()):
        if ways[token.lower_] == "verb":
            groups = complements(sentence, token.i)
            yield from next((group for preposition, group in groups if preposition in ("à", "auprès")), [])
        else:
            yield from _beside(sentence, token.i)


def _beside(sentence: Sentence, noun: int) -> list[Party]:
    """The firms that the noun calls so, after it or before it; "sous-traitant de X" names whom they work for."""
    doc = sentence.doc
    after = next((p for p in sentence.parties if noun < p.start <= noun + NEAR), None)
    if after is not None and governor(sentence, after) == "" and LEADING.match(doc[noun + 1 : after.start].text):
        return with_coordinated(sentence, after)
    before = next((p for p in reversed(sentence.parties) if p.end <= noun <= p.end + NEAR), None)
    if before is None or not TRAILING.match(doc[before.end : noun].text + " "):
        return []
    return _with_those_before(sentence, before)


def _with_those_before(sentence: Sentence, last: Party) -> list[Party]:
    """The name and those coordinated before it; a preposition of its own ("à X, avec Y") opens another group."""
    group = [last]
    for party in reversed(sentence.parties):
        if party.end <= group[0].start:
            if not JOINT.match(sentence.doc[party.end : group[0].start].text + " "):
                break
            group.insert(0, party)
    return group


@cache
def _named() -> re.Pattern[str]:
    kinds = lexicon.table("fr", "consortium_words")
    nouns = _nouns()
    links = "|".join(word for word, kind in kinds.items() if kind == "link")
    name = r"[A-ZÀ-Ý][\w'’&.-]*(?:\s+[A-ZÀ-Ý0-9][\w'’&.-]*){0,3}"
    return re.compile(
        rf"\b(?:{nouns})\s+(?:[a-z]+\s+)?[«\"“]?\s*(?P<name>{name})\s*[»\"”]?\s*"
        rf"(?:\(|,?\s*(?:{links}|qui\s+(?:réunit|associe|regroupe)|regroupant)\b)[^.;]{{0,30}}$"
    )


@cache
def _before_name() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_nouns()})\s+(?:d['’]entreprises\s+)?[«\"“]?\s*$")


@cache
def _nouns() -> str:
    return "|".join(sorted(lexicon.words("fr", "named_consortia")))

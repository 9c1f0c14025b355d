"""Whom an interview is with: the one whom a question addresses, whom the introduction announces or is about.

What belongs here: reading the questions and the words before them. What does not: telling questions from answers
(`interviews`). Who asks, signs or collects the words is never the one who answers; where two fit, nobody is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from orchestration.extraction.clauses import TERMINATORS, Word, words_between
from orchestration.extraction.designations import Names
from orchestration.extraction.turns import Block, has_word
from orchestration.records import Mention

LONGEST_INTRODUCTION = 6
CUE_WITHIN = 6


def interviewee(text: str, introduction: Sequence[Block], asked: Sequence[Block], names: Names) -> Mention | None:
    """The person who answers; None where the text does not show who.

    `introduction` are the blocks before the first question, `asked` the questions, both in order of place.
    """
    near = introduction[-LONGEST_INTRODUCTION:]
    opening = [*introduction[:1], *near] if len(introduction) > LONGEST_INTRODUCTION else near
    return (
        _only(m for block in asked for m in _people(block, names) if _is_addressed(text, block, m, names))
        or _announced(text, opening, names)
        or _only(_that_fit(text, opening, _is_topic, names))
        or _nearest(text, near, names)
    )


def _people(block: Block, names: Names) -> list[Mention]:
    return [mention for mention in names.between(*block) if mention.kind == "actor"]


def _that_fit(
    text: str, blocks: Iterable[Block], fits: Callable[[Sequence[Word], Mention, Names], bool], names: Names
) -> list[Mention]:
    """The people whom these blocks name and who are not their authors, as far as they fit."""
    found = []
    for block in blocks:
        words = words_between(text, *block, names.language)
        found += [m for m in _people(block, names) if not _is_author(words, m, names) and fits(words, m, names)]
    return found


def _only(mentions: Iterable[Mention]) -> Mention | None:
    """The first of the mentions where all of them name one person."""
    by_name: dict[str, Mention] = {}
    for mention in mentions:
        by_name.setdefault(mention.name, mention)
    return next(iter(by_name.values())) if len(by_name) == 1 else None


def _before(words: Sequence[Word], mention: Mention, names: Names) -> list[Word]:
    """The words before a mention, its titles of address left out."""
    before = [word for word in words if word.end <= mention.start_char]
    while before and names.is_honorific(before[-1]):
        before.pop()
    return before


def _is_author(words: Sequence[Word], mention: Mention, names: Names) -> bool:
    """As in "Par X", "Propos recueillis par X", "Un entretien mené par X"."""
    before = _before(words, mention, names)
    if not before or not names.is_word_of(before[-1], "agent"):
        return False
    return len(before) == 1 or names.is_word_of(before[-2], "interviewing")


def _is_addressed(text: str, block: Block, mention: Mention, names: Names) -> bool:
    """As in "Madame X, pourquoi partez-vous ?": the name opens the question, which says "vous"."""
    words = words_between(text, *block, names.language)
    following = text[mention.end_char : block[1]].lstrip()[:1]
    return following == "," and not _before(words, mention, names) and has_word(text, block, "address", names)


def _announced(text: str, introduction: Sequence[Block], names: Names) -> Mention | None:
    """The person whom the block nearest to the questions announces: of several, the one named first behind the word."""
    for block in reversed(introduction):
        found = _that_fit(text, [block], _is_announced, names)
        if found:
            return found[0]
    return None


def _is_announced(words: Sequence[Word], mention: Mention, names: Names) -> bool:
    """As in "Nous avons rencontré X", "Entretien avec X", "X répond à nos questions", "X nous a reçus"."""
    before = _before(words, mention, names)
    if any(names.is_word_of(word, "interview") for word in before[-CUE_WITHIN:]):
        return not names.is_word_of(before[-1], "agent")
    behind = [word for word in words if word.start >= mention.end_char]
    end = next((at for at, word in enumerate(behind) if word.lower in TERMINATORS), len(behind))
    asks = any(names.is_word_of(word, "interviewer") for word in behind[:end])
    answers = any(names.is_word_of(word, "interview_given") for word in behind[:end])
    return asks and answers and not names.is_governed(words, mention)


def _is_topic(words: Sequence[Word], mention: Mention, names: Names) -> bool:
    """Whether a name opens a sentence, or follows a comma, as its subject: neither governed nor joined to another."""
    before = _before(words, mention, names)
    if before and not before[-1].is_sign:
        return False
    following = next((word for word in words if word.start >= mention.end_char), None)
    joined = following is not None and names.is_word_of(following, "coordination")
    return not joined and not names.is_governed(words, mention)


def _nearest(text: str, introduction: Sequence[Block], names: Names) -> Mention | None:
    """The one person whom the nearest block with a name in it names."""
    for block in reversed(introduction):
        people = _that_fit(text, [block], lambda *_: True, names)
        if people:
            return _only(people)
    return None

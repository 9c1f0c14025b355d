"""Reported speech that opens without a word for "that": "said [the plant would close]", "told reporters [it was safe]".

What belongs here: where such a clause begins, in languages that leave the word out. What does not: clauses behind "que"
or "that" (`governed_speech`), and whose statement it is (`indirect_speech`).
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.extraction.clauses import Word
from orchestration.extraction.cues import Cue
from orchestration.extraction.designations import Names, word_from

# The verb of the clause stands this near, or the words may be a mere object ("claimed the title").
VERB_WITHIN = 12
VERBS = ("auxiliary", "being", "modal")


def bare_opening(words: Sequence[Word], cue: Cue, names: Names) -> int | None:
    """Index of the first word of the clause that a verb group reports at once; None where none depends on it."""
    start = _past_addressee(words, cue, names) if "addressee" in cue.uses else cue.last
    return start if _opens_clause(words, start, names) else None


def _past_addressee(words: Sequence[Word], cue: Cue, names: Names) -> int:
    """The word after whom it is told to: "told [reporters]", "told [the Kelsford Gazette]", "told [her]"."""
    at = cue.last
    while at < len(words) and (names.is_word_of(words[at], "determiner") or names.is_honorific(words[at])):
        at += 1
    mention = names.at(words[at].start) if at < len(words) else None
    if mention is not None:
        return word_from(words, mention.end_char)
    at += 1
    while at < len(words) and words[at - 1].capital and words[at].capital:
        at += 1
    return at


def _opens_clause(words: Sequence[Word], start: int, names: Names) -> bool:
    """Whether the words from `start` on are a clause: a subject pronoun opens them, or a verb stands near."""
    if start >= len(words) or words[start].is_sign or names.is_word_of(words[start], "preposition"):
        return False
    if names.is_word_of(words[start], "subject"):
        return True
    for word in words[start + 1 : start + VERB_WITHIN]:
        if word.is_sign or names.is_word_of(word, "relative"):
            return False
        if any(names.is_word_of(word, category) for category in VERBS):
            return True
    return False

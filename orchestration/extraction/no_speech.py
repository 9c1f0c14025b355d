"""What stands between quotation marks and is nobody's speech, whatever verb is near: laws, signs, terms, names.

What belongs here: telling it by the noun that the sentence speaks of or that stands right before the mark. What does
not: scare quotes, which only the lack of a reporting clause tells (`quotes`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from orchestration import lexicon
from orchestration.extraction.clauses import Sentence, Word
from orchestration.extraction.designations import Names
from orchestration.extraction.quote_marks import Passage
from orchestration.extraction.reports import Attribution

# The noun of a subject stands this near its beginning: "[L'article] 3", "Sur [la pancarte]".
NEAR_HEAD = 4
BEHIND_OR_INSIDE = frozenset({"clause-inside", "clause-after", "source-after", "signed", "agent"})


@cache
def _nouns(language: str, category: str) -> frozenset[str]:
    return frozenset(row[0] for row in lexicon.rows(language, "mute_nouns") if row[1] == category)


def is_text(noun: str, language: str) -> bool:
    """Whether a noun in lower case is a law, a contract or the like, whose words are nobody's speech."""
    return noun in _nouns(language, "text")


def is_mute(sentence: Sentence, passage: Passage, attribution: Attribution, names: Names) -> bool:
    """Whether the passage quotes a text, a sign or a word, or names a thing, though a clause seems to report it."""
    if attribution.rule in BEHIND_OR_INSIDE:
        return False
    words = sentence.words[: sentence.index_at(passage.outer_start)]
    if announces_name(words, passage, names.language):
        return True
    designation = attribution.designation
    if designation is not None and designation.kind in ("name", "several"):
        return False
    subject = words
    if designation is not None:
        subject = [word for word in sentence.words if designation.start <= word.start < designation.end]
    classes = ["text", "sign"] if attribution.rule.startswith("colon") else ["text", "sign", "word"]
    head = next((word for word in subject[:NEAR_HEAD] if _is_noun(word, names)), None)
    return head is not None and any(head.lower in _nouns(names.language, category) for category in classes)


def announces_name(words: Sequence[Word], passage: Passage, language: str) -> bool:
    """Whether the word right before the mark announces a name: "le dispositif « Premier emploi »"."""
    return bool(words) and words[-1].end <= passage.outer_start and words[-1].lower in _nouns(language, "name")


def _is_noun(word: Word, names: Names) -> bool:
    grammar = ("determiner", "preposition", "attribution", "conjunction", "adverb")
    return not word.is_sign and not any(names.is_word_of(word, category) for category in grammar)

"""Sentences as a reader of quotations sees them: words outside the marks, each quoted passage as one opaque piece.

What belongs here: words, sentences, and the closed word classes. What does not: verbs of speech and speakers. Press
texts glue sentences and marks ('décision."C'est'), so words and sentences are cut from characters, not from tokens.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from orchestration import lexicon
from orchestration.extraction.quote_marks import Passage

HYPHEN_PRONOUN = r"[-‑](?:t[-‑])?(?:ils?|elles?|on|je|nous|vous|tu|ce)\b"
FRENCH_WORD = re.compile(
    rf"{HYPHEN_PRONOUN}|aujourd'hui|d'(?:abord|après|ailleurs|emblée)\b|[^\W\d_]{{1,8}}'"
    rf"|[^\W_]+(?:[-‑](?!(?:t[-‑])?(?:ils?|elles?|on|je|nous|vous|tu|ce)\b)[^\W_]+)*|\.\.\.|[^\w\s]",
    re.IGNORECASE,
)
# English cuts the endings that hide a word ("Reed's", "don't"); "according to" is one preposition.
ENGLISH_WORD = re.compile(
    r"according\s+to\b|'(?:s|re|ve|ll|d|m)\b|n't\b|[^\W\d_]'[^\W\d_]{3,}|[^\W_]+?(?=n't\b)"
    r"|[^\W_]+(?:[-‑][^\W_]+)*|\.\.\.|[^\w\s]",
    re.IGNORECASE,
)
WORDS = {"fr": FRENCH_WORD, "en": ENGLISH_WORD}
TERMINATORS = frozenset({".", "!", "?", "…", "...", ";"})
# Longer "sentences" are tables or broken text; cutting them keeps the work linear.
LONGEST_SENTENCE = 400
MOST_PASSAGES = 40
SPEECH_END = (".", "!", "?", "…")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a hyphenated pronoun ("-t-il") or one sign of punctuation. `lower` is its folded form."""

    lower: str
    start: int
    end: int
    capital: bool

    @property
    def is_sign(self) -> bool:
        """Whether this is punctuation."""
        return not any(character.isalnum() for character in self.lower)


@dataclass
class Sentence:
    """One sentence: its words outside quotation marks and its quoted passages, both in order."""

    words: list[Word] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)

    @property
    def start(self) -> int:
        """First character of the sentence, its marks included."""
        return min([w.start for w in self.words[:1]] + [p.outer_start for p in self.passages[:1]])

    @property
    def end(self) -> int:
        """Character after the sentence."""
        return max([w.end for w in self.words[-1:]] + [p.outer_end for p in self.passages[-1:]])

    def index_at(self, char: int) -> int:
        """Index of the first word that starts at or after the character."""
        return bisect_left(self.words, char, key=lambda word: word.start)

    def gap_after(self, passage: Passage) -> int:
        """Index of the first word after a passage."""
        return self.index_at(passage.outer_end)


@cache
def word_class(language: str, category: str) -> frozenset[str]:
    """The words of one closed class ("determiner", "preposition"…), folded."""
    classes: defaultdict[str, set[str]] = defaultdict(set)
    for row in lexicon.rows(language, "function_words"):
        classes[row[1]].add(row[0])
    return frozenset(classes[category])


@cache
def grammar(language: str, feature: str) -> str:
    """What the language's grammar says of a feature ("adverb_ending"); empty where it lacks it."""
    return lexicon.table(language, "grammar").get(feature, "")


@cache
def _abbreviations(language: str) -> frozenset[str]:
    return frozenset(word.lower() for word in lexicon.words(language, "abbreviations"))


def words_between(text: str, start: int, end: int, language: str = "fr") -> list[Word]:
    """The words of `text[start:end]`, the full stop of an abbreviation or an initial left out."""
    found: list[Word] = []
    for match in WORDS[language].finditer(text, start, end):
        raw = match.group()
        if raw == "." and found and found[-1].end == match.start() and _abbreviates(found[-1], language):
            continue
        found.append(Word(raw.lower().replace("‑", "-"), match.start(), match.end(), raw[0].isupper()))
    return found


def _abbreviates(word: Word, language: str) -> bool:
    return (len(word.lower) == 1 and word.capital) or word.lower in _abbreviations(language)


def sentences(
    text: str, block: tuple[int, int], passages: Sequence[Passage], language: str = "fr"
) -> Iterator[Sentence]:
    """Cut a block into sentences around its passages (those that start in it)."""
    current = Sentence()
    position = block[0]
    for passage in [*passages, None]:
        gap_end = passage.outer_start if passage is not None else max(block[1], position)
        words = words_between(text, position, gap_end, language)
        if current.passages and _new_sentence_after(text, current.passages[-1], words) and not _goes_on(current):
            yield current
            current = Sentence()
        for index, word in enumerate(words):
            current.words.append(word)
            ended = word.lower in TERMINATORS and _ends_sentence(text, words, index)
            if ended or len(current.words) >= LONGEST_SENTENCE:
                yield current
                current = Sentence()
        if passage is not None:
            if len(current.passages) >= MOST_PASSAGES:
                yield current
                current = Sentence()
            current.passages.append(passage)
            position = passage.outer_end
    if current.words or current.passages:
        yield current


def _goes_on(sentence: Sentence) -> bool:
    """Whether words already follow the last passage of an unfinished sentence."""
    return bool(sentence.words) and sentence.words[-1].start >= sentence.passages[-1].outer_end


def _new_sentence_after(text: str, passage: Passage, words: Sequence[Word]) -> bool:
    """Whether what follows a passage is a new sentence: the speech ended, and a capital or another mark comes."""
    if not text[passage.start : passage.end].endswith(SPEECH_END):
        return False
    return not words or words[0].capital


def _ends_sentence(text: str, words: Sequence[Word], index: int) -> bool:
    word = words[index]
    after = text[word.end : word.end + 1]
    if word.lower == ".":
        return not (after.isdigit() or after.islower() or after == "-" or after == "@")
    following = words[index + 1] if index + 1 < len(words) else None
    if word.lower in ("…", "..."):
        return following is None or following.capital
    return not (following is not None and following.lower in (")", "]", ".", ",", "!", "?"))

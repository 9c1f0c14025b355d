"""Sources that a preposition names: "selon X", "d'après la mairie", "de l'aveu même de X", "aux yeux de X".

What belongs here: such a phrase at a place, before or behind the speech. What does not: verbs that report
(`attribution`) and statements without quotation marks (`indirect_speech`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from orchestration import lexicon
from orchestration.extraction.clauses import Sentence, Word, words_between
from orchestration.extraction.designations import Designation, Names, phrase_from, stressed_pronoun
from orchestration.extraction.quote_marks import Passage
from orchestration.extraction.reports import Attribution
from orchestration.extraction.speech_owners import names_speaker, owner_after

# "de l'aveu [même] de X".
LONGEST_LINK = 2


def source_clause(words: Sequence[Word], first: int, names: Names, rule: str) -> Attribution | None:
    """As in "selon X", "d'après la mairie", "pour Mme Roche", "à en croire X" at word `first`."""
    last = _preposition_end(words, first, names)
    if last is None or last >= len(words):
        return None
    designation = _source(words, last, names, several=last - first > 1)
    if designation is None:
        return None
    if names.is_word_of(words[first], "preposition") or last - first > 1:
        near = designation.start - words[last - 1].end <= 12
        if not near or not names_speaker(designation, names):
            return None
    return Attribution(rule, words[first].start, designation.end, words[first].start, words[last - 1].end, designation)


def _source(words: Sequence[Word], at: int, names: Names, *, several: bool) -> Designation | None:
    """Who is named behind a preposition that ends before word `at`."""
    if several and any(names.is_word_of(word, "owner") for word in words[at : at + LONGEST_LINK]):
        return owner_after(words, at, names)
    return (
        _owner_of_words(words, at, names)
        or stressed_pronoun(words[at], names.language)
        or phrase_from(words, at, names)
    )


def _preposition_end(words: Sequence[Word], first: int, names: Names) -> int | None:
    """The word after the preposition that starts at `first`; None where none starts."""
    if first >= len(words):
        return None
    for phrase in _phrases(names.language).get(words[first].lower, ()):
        if tuple(word.lower for word in words[first : first + len(phrase)]) == phrase:
            return first + len(phrase)
    return first + 1 if names.is_word_of(words[first], "attribution") else None


@cache
def _phrases(language: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Prepositions of several words, by their first word, the longest first."""
    found: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in lexicon.rows(language, "source_prepositions"):
        phrase = tuple(word.lower for word in words_between(row[0], 0, len(row[0]), language))
        if len(phrase) > 1:
            found[phrase[0]].append(phrase)
    return {first: tuple(sorted(phrases, key=len, reverse=True)) for first, phrases in found.items()}


def opens_source(words: Sequence[Word], first: int, names: Names) -> bool:
    """Whether a preposition at word `first` names a source wherever it stands: "selon", not "pour"."""
    last = _preposition_end(words, first, names)
    return last is not None and (last - first > 1 or not names.is_word_of(words[first], "preposition"))


def _owner_of_words(words: Sequence[Word], first: int, names: Names) -> Designation | None:
    """As in "selon les mots de X", "d'après un communiqué de X": X, not the words."""
    known = lexicon.words(names.language, "speech_nouns")
    for index in range(first, min(first + 3, len(words))):
        if words[index].lower in known:
            return owner_after(words, index + 1, names)
    return None


def source_before(sentence: Sentence, passage: Passage, names: Names) -> Attribution | None:
    """As in "Selon X, … « … »": the source named earlier in the sentence; "pour X" only where it opens the sentence."""
    words = sentence.words[: sentence.index_at(passage.outer_start)]
    for index in range(len(words) - 1, -1, -1):
        opens = index <= 1 or words[index - 1].lower == ":"
        if (not opens and not opens_source(words, index, names)) or _closes_other(sentence, passage, words[index]):
            continue
        found = source_clause(words, index, names, "source-before")
        if found is not None:
            return found
    return None


def _closes_other(sentence: Sentence, passage: Passage, word: Word) -> bool:
    """Whether a preposition right behind another passage names its source: "« A » pour X, « B » pour Y"."""
    return any(0 <= word.start - other.outer_end <= 1 for other in sentence.passages if other is not passage)

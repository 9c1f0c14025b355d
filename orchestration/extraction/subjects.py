"""The subject that stands before a verb, or opens a sentence: "[Mme Aubert], élue en mai, a affirmé", "[X], qui juge".

What belongs here: searching backwards or from the head of a sentence for a phrase that no preposition governs. What
does not: the phrases themselves and subjects behind a verb (`designations`).
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.extraction.clauses import Word
from orchestration.extraction.cues import Cue, is_adverb
from orchestration.extraction.designations import (
    FARTHEST,
    Designation,
    Names,
    description_at,
    name_designation,
    pronoun_designation,
    word_from,
)
from orchestration.extraction.human_words import is_someone, may_state, plural_humans


def subject_before(words: Sequence[Word], cue: Cue, names: Names) -> Designation | None:
    """The subject that stands before a group: "[Mme Aubert], élue en mai, a ensuite affirmé"."""
    at = cue.first - 1
    while at >= 0 and (is_adverb(words[at], names.language) or names.is_word_of(words[at], "clitic")):
        if pronoun_designation(words[at], names.language):
            break
        at -= 1
    if at >= 0 and (pronoun := pronoun_designation(words[at], names.language)):
        return pronoun
    return _before_relative(words, at, names) or _before_aside(words, at, names) or nearest_phrase(words, at, names)


def _before_relative(words: Sequence[Word], at: int, names: Names) -> Designation | None:
    """The name before "qui", even one that a preposition governs: "annulé par [le tribunal], qui l'a jugé"."""
    if at < 1 or not names.is_word_of(words[at], "subject_relative"):
        return None
    last = at - 2 if words[at - 1].lower == "," else at - 1
    mention = names.at(words[last].start) if last >= 0 else None
    if mention is None or mention.end_char > words[at].start:
        return None
    first = word_from(words, mention.start_char)
    # "le président de [X], qui dit": the president, not X.
    owned = any(names.is_word_of(word, "of") for word in words[max(first - 2, 0) : first])
    return None if owned else name_designation(words, mention, names)


def _before_aside(words: Sequence[Word], at: int, names: Names) -> Designation | None:
    """The phrase before an aside between commas: "[X], qui préside le comité, regrette", "[X], de son côté, dit"."""
    if at < 0 or words[at].lower != ",":
        return None
    opening = next((i for i in range(at - 1, max(at - FARTHEST, -1), -1) if words[i].lower == ","), None)
    if opening is None or opening == 0:
        return None
    found = nearest_phrase(words, opening - 1, names)
    return found if found is not None and found.end == words[opening - 1].end else None


def nearest_phrase(words: Sequence[Word], at: int, names: Names) -> Designation | None:
    """The nearest phrase at or before word `at` that no preposition governs."""
    found = (_subject_at(words, index, names) for index in range(at, max(at - FARTHEST, -1), -1))
    return next((phrase for phrase in found if phrase is not None), None)


def first_phrase(words: Sequence[Word], before: int, names: Names) -> Designation | None:
    """The first phrase of a sentence that no preposition governs: the subject of its main clause."""
    for index in range(min(before, len(words))):
        found = _subject_at(words, index, names)
        if found is not None:
            return found
    return None


def _subject_at(words: Sequence[Word], index: int, names: Names) -> Designation | None:
    word = words[index]
    mention = names.at(word.start)
    if mention is not None:
        if names.is_governed(words, mention):
            return None
        before = _introducing(words, index, names)
        return before or name_designation(words, mention, names)
    pronoun = pronoun_designation(word, names.language)
    if pronoun is not None:
        return pronoun
    opens = names.is_word_of(word, "determiner") and not names.is_word_of(word, "contraction")
    if opens and not names.preposition_before(words, index):
        found = description_at(words, index, names)
        if found is not None and (found.mention is not None or _may_speak(words, index, found, names)):
            return found
    return names.bare_plural(word) if not names.preposition_before(words, index) else None


def _introducing(words: Sequence[Word], index: int, names: Names) -> Designation | None:
    """As in "MM. X et Y" read from its second name, whose last word is at `index`: two speakers."""
    mention = names.at(words[index].start)
    index = word_from(words, mention.start_char) if mention is not None else index
    while index and names.is_honorific(words[index - 1]):
        index -= 1
    if (
        index >= 2
        and names.is_word_of(words[index - 1], "coordination")
        and (first := names.at(words[index - 2].start))
    ):
        return name_designation(words, first, names)
    return None


def _may_speak(words: Sequence[Word], index: int, found: Designation, names: Names) -> bool:
    following, language = next(iter(words[index + 1 : index + 2]), None), names.language
    if following is None or following.lower in plural_humans(language) or may_state(found.head, language):
        return following is not None
    # "la semaine dernière" is nobody.
    near = [w for w in words[index + 1 : index + 4] if w is following or not names.is_word_of(w, "latter")]
    return is_someone(found.head, following.capital, language) or any(names.human(word) for word in near)

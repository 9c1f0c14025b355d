"""Reporting clauses that put the subject first: '"…," Reed said', '"…," the company's lawyer told reporters'.

What belongs here: such a clause at a place, in languages that allow it (`grammar`: subject_first). What does not: the
inverted clause and everything that reports from before the speech (`attribution`).
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.extraction.clauses import TERMINATORS, Word, grammar
from orchestration.extraction.cues import Cue, cue_at, is_adverb
from orchestration.extraction.designations import (
    FARTHEST,
    Designation,
    Names,
    phrase_at,
    pronoun_designation,
    word_from,
)
from orchestration.extraction.reports import Attribution, from_cue

TITLE_WORDS = 5
NO_SUBJECT = ("preposition", "conjunction", "complementiser", "relative", "modal", "auxiliary", "being")
# After the verb these open what it reports: "the mayor said the bridge was safe" is no clause that closes a sentence.
OPENS_OBJECT = ("determiner", "subject", "that", "complementiser")


def subject_first_clause(words: Sequence[Word], first: int, names: Names, rule: str) -> Attribution | None:
    """The clause "X said", "X, who chairs the board, told Y" that starts at word `first` and reports nothing more."""
    if not grammar(names.language, "subject_first"):
        return None
    subject = opening_phrase(words, first, names)
    cue = _verb_of(words, word_from(words, subject.end), names) if subject is not None else None
    if cue is None or not cue.uses & {"clause", "aside"} or not _closes(words, cue, names):
        return None
    return from_cue(rule, cue, words, subject)


def opening_phrase(words: Sequence[Word], first: int, names: Names) -> Designation | None:
    """The phrase that opens a clause: "Reed", "spokesman Tom Reed", "Norvane boss Jane Hale", "officials"."""
    for at in range(first, min(first + TITLE_WORDS, len(words))):
        word = words[at]
        if word.is_sign or any(names.is_word_of(word, category) for category in NO_SUBJECT):
            return None
        found = phrase_at(words, at, names) or pronoun_designation(word, names.language)
        if found is not None:
            return _titled(words, found, names) or found
        if names.bare_plural(word) is not None:
            return names.bare_plural(word)
    return None


def _titled(words: Sequence[Word], found: Designation, names: Names) -> Designation | None:
    """The person whom a title behind an organisation announces: "Norvane chief executive [Jane Hale]"."""
    if found.mention is None or found.mention.kind != "organisation":
        return None
    after = word_from(words, found.end)
    for at in range(after, min(after + TITLE_WORDS, len(words))):
        mention = names.at(words[at].start)
        if mention is not None:
            told = any(names.human(word) for word in words[after:at])
            return phrase_at(words, at, names) if told and mention.kind == "actor" else None
        if words[at].is_sign or words[at].capital:
            return None
    return None


def _verb_of(words: Sequence[Word], at: int, names: Names) -> Cue | None:
    """The reporting verb whose subject ends before word `at`, an apposition between commas and adverbs set aside."""
    candidates = [at]
    if at < len(words) and words[at].lower == ",":
        commas = (i for i in range(at + 1, min(at + FARTHEST, len(words))) if words[i].lower == ",")
        candidates = [comma + 1 for comma in commas]
    for candidate in candidates:
        while candidate < len(words) and is_adverb(words[candidate], names.language):
            candidate += 1
        if any(word.lower in TERMINATORS for word in words[at:candidate]):
            return None
        cue = cue_at(words, candidate, names.language)
        if cue is not None and (cue.form in ("finite", "participle") or cue.last - cue.first > 1):
            return cue
    return None


def _closes(words: Sequence[Word], cue: Cue, names: Names) -> bool:
    """Whether the verb reports what stands before it, not what follows."""
    if cue.last >= len(words) or "addressee" in cue.uses:
        return True
    following = words[cue.last]
    opens = any(names.is_word_of(following, category) for category in OPENS_OBJECT)
    return following.lower != ":" and not opens and names.at(following.start) is None

"""Whose words they are by grammar: the subject of a reporting verb, the owner of a noun ("la réponse de X").

What belongs here: such a phrase around a verb or a noun, and whether it may speak. What does not: reporting clauses
themselves (`attribution`, `colons`, `sources`) and whom a description means (`speakers`).
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.extraction.clauses import Word
from orchestration.extraction.cues import Cue
from orchestration.extraction.designations import (
    Designation,
    Names,
    phrase_from,
    subject_after,
)
from orchestration.extraction.human_words import organisation_kinds
from orchestration.extraction.subjects import first_phrase, subject_before


def names_speaker(designation: Designation | None, names: Names, *, after_comma: bool = False) -> bool:
    """Whether a phrase after an inverted verb can be its subject rather than its object."""
    if designation is None:
        return False
    # "« … », a réagi la cheffe de bord": after the comma of a quotation, what follows its verb is the subject.
    if designation.kind != "description" or (after_comma and designation.definite and not designation.plural):
        return True
    return (
        not designation.head
        or _is_human(designation, names)
        or bool(organisation_kinds(designation.head, names.language))
    )


def _is_human(designation: Designation, names: Names) -> bool:
    return names.human(Word(designation.head, 0, 0, capital=False)) is not None or designation.plural


def subject_of(words: Sequence[Word], cue: Cue, names: Names, said: Designation | None) -> Designation | None:
    """Who speaks by a verb before the speech: its own subject, or for a participle that of the sentence (`said`)."""
    if cue.pronoun is not None:
        return subject_after(words, cue, names)
    if cue.form in ("present", "infinitive"):
        return said or first_phrase(words, cue.first, names)
    return subject_before(words, cue, names) or said


def owner_after(words: Sequence[Word], at: int, names: Names) -> Designation | None:
    """Whose words a noun of speech announces: "propos tenus par X", "la réponse de X"."""
    for index in range(at, min(at + 4, len(words))):
        if names.is_word_of(words[index], "owner"):
            return (
                phrase_from(words, index + 1, names) if words[index].lower != "du" else _contracted(words, index, names)
            )
        if names.is_word_of(words[index], "preposition"):
            return None  # "un message à partir de Bruxelles" is not Brussels's
    return None


def _contracted(words: Sequence[Word], index: int, names: Names) -> Designation | None:
    """As in "du ministre" read as "de le ministre"."""
    article = Word("le", words[index].start, words[index].end, capital=False)
    return phrase_from([*words[:index], article, *words[index + 1 :]], index, names)


def sentence_subject(words: Sequence[Word], names: Names) -> Designation | None:
    """The person who is the subject of the words of a sentence: its first free name or singular pronoun, or nobody."""
    found = first_phrase(words, len(words), names)
    if found is None or found.plural or (found.kind == "pronoun" and not found.gender):
        return None
    if found.kind == "name" and found.mention is not None:
        return found if found.mention.kind == "actor" else None
    return found if found.kind == "pronoun" else None

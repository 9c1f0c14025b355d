"""What announces speech before a colon: "X déclare :", "la réponse de X :", "X hausse les épaules :", "X :".

What belongs here: who speaks behind the colon, and whether anybody does: laws and slogans do not. What does not:
clauses that end otherwise (`attribution`) and colons that open a turn or a list (`speech_layout`).
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration import lexicon
from orchestration.extraction.clauses import Word
from orchestration.extraction.cues import Cue
from orchestration.extraction.designations import (
    Designation,
    Names,
    name_designation,
    phrase_from,
    word_from,
)
from orchestration.extraction.reports import Attribution, from_cue
from orchestration.extraction.speech_owners import names_speaker, owner_after, subject_of
from orchestration.extraction.subjects import first_phrase, nearest_phrase

PLACE_WORDS = 5
CLAUSE_OPENERS = frozenset({",", ".", "!", "?", "…", "et"})
LABEL_OPENERS = frozenset({",", ".", ":", "–"})


def before_colon(words: Sequence[Word], cues: Sequence[Cue], names: Names, whole: bool) -> Attribution | None:
    """What the words before a colon, `words[-1]`, say of who speaks behind it. `whole`: a full utterance follows."""
    label = _label(words, cues, names)
    if label is not None or cues:
        return label or _by_verb(words, cues[-1], names)
    return _by_noun(words, names) or _bare(words, names, whole)


def _by_verb(words: Sequence[Word], cue: Cue, names: Names) -> Attribution:
    designation = _inverted(words, cue, names) or subject_of(words, cue, names, None)
    if designation is not None and designation.kind == "pronoun" and not designation.gender:
        # "La préfète, à qui l'on rapporte le mot, soupire" tells of the préfète.
        first = first_phrase(words, cue.first, names)
        designation = first if first is not None and first.end < designation.start else designation
    return from_cue("colon", cue, words, designation)


def _inverted(words: Sequence[Word], cue: Cue, names: Names) -> Designation | None:
    """The subject behind a verb that opens its clause, right before the colon: "Faux, rétorque [Mme Roche] :"."""
    like = cue.first > 0 and names.is_word_of(words[cue.first - 1], "manner")
    opens = cue.first == 0 or like or words[cue.first - 1].lower in CLAUSE_OPENERS
    found = phrase_from(words, cue.last, names) if opens and cue.form == "finite" else None
    if found is None or not names_speaker(found, names):
        return None
    # A function may follow the name: "comme l'indique [Mme Roche], directrice du port :".
    apposed = like and words[word_from(words, found.end)].lower == ","
    return found if apposed or words[-1].start - found.end <= 1 else None


def _by_noun(words: Sequence[Word], names: Names) -> Attribution | None:
    """As in "La réponse de X :", "Même constat chez X :", "X adresse un message aux habitants :"."""
    nouns = _speech_nouns(words, names)
    if not nouns:
        return None
    owned = [(index, owner) for index in nouns if (owner := _owner(words, index, names)) is not None]
    index, designation = owned[0] if owned else (nouns[0], _giver(words, nouns[0], names))
    word = words[index]
    implied = designation is None
    return Attribution("colon-noun", word.start, words[-1].end, word.start, word.end, designation, implied=implied)


def _speech_nouns(words: Sequence[Word], names: Names) -> list[int]:
    """Places of the nouns of speech, from the last to the first; "sans appel" announces nothing."""
    known = lexicon.words(names.language, "speech_nouns")
    return [
        index
        for index in range(len(words) - 1, -1, -1)
        if words[index].lower in known and not (index and names.is_word_of(words[index - 1], "without"))
    ]


def _owner(words: Sequence[Word], index: int, names: Names) -> Designation | None:
    found = owner_after(words, index + 1, names)
    if found is None or not names_speaker(found, names):
        at = next((i for i in range(index + 1, len(words)) if names.is_word_of(words[i], "holder")), None)
        mention = names.at(words[at + 1].start) if at is not None and at + 1 < len(words) else None
        return name_designation(words, mention, names) if mention is not None else None
    return found


def _giver(words: Sequence[Word], index: int, names: Names) -> Designation | None:
    """The person nearest to a noun that nobody owns: before it ("X envoie un message"), else anywhere."""
    before = nearest_phrase(words, index - 2, names) if index > 1 else None
    found = before or nearest_phrase(words, len(words) - 1, names)
    return found if found is not None and names_speaker(found, names) else None


def _bare(words: Sequence[Word], names: Names, whole: bool) -> Attribution | None:
    """As in "X hausse les épaules :", "X en est certain :": no word of saying, but someone who may speak."""
    compared = next((i for i in range(len(words) - 2, -1, -1) if names.is_word_of(words[i], "manner")), None)
    named = names.at(words[compared + 1].start) if compared is not None else None
    designation = name_designation(words, named, names) if named else first_phrase(words, len(words), names)
    if designation is None:
        last = [m for m in names.between(words[0].start, words[-1].end) if m.kind == "actor"]
        designation = name_designation(words, last[-1], names) if last else None
    if designation is None and not whole:
        return None
    colon = words[-1]
    implied = designation is None
    return Attribution("colon-bare", words[0].start, colon.end, colon.start, colon.end, designation, implied=implied)


def _label(words: Sequence[Word], cues: Sequence[Cue], names: Names) -> Attribution | None:
    """As in "…, mais aussi X sur le réseau :": a name right before the colon, with or without a place, speaks."""
    colon = len(words) - 1
    last = [m for m in names.between(words[0].start, words[-1].end) if m.kind == "actor"]
    if not last:
        return None
    first, after = word_from(words, last[-1].start_char), word_from(words, last[-1].end_char)
    place = after < colon and names.is_word_of(words[after], "place") and colon - after <= PLACE_WORDS
    alone = first > 0 and _opens_label(words[first - 1], names)
    if not place or not alone or any(cue.last > first for cue in cues):
        return None
    return Attribution(
        "colon",
        last[-1].start_char,
        words[-1].end,
        words[-1].start,
        words[-1].end,
        name_designation(words, last[-1], names),
    )


def _opens_label(word: Word, names: Names) -> bool:
    joins = names.is_word_of(word, "manner") or names.is_word_of(word, "coordination")
    return joins or word.lower in LABEL_OPENERS

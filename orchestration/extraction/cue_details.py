"""What the cue of a quotation says: its dictionary form, its class, and whether it is denied ("n'a pas confirmé").

What belongs here: verbs, nouns and prepositions of saying as the lexicons class them, negation around them. What does
not: finding the cue (`cues`, `attribution`).
"""

from __future__ import annotations

from functools import cache
from typing import get_args

from orchestration import lexicon
from orchestration.extraction.clauses import Word, word_class
from orchestration.extraction.cues import is_adverb
from orchestration.extraction.reporting_clause import ReportingClause
from orchestration.extraction.reports import Attribution
from orchestration.extraction.verb_forms import verb_forms
from orchestration.records import CueClass

CLASSES: dict[str, CueClass] = {name: name for name in get_args(CueClass)}
GROUP_CLASSES = ("clitic", "auxiliary", "being", "modal", "reflexive")
LINKS = frozenset({"de", "d'", "à", "to"})
LONGEST_GROUP = 10
# Words unknown to the lists that may stand between "n'est pas" and an infinitive: "en mesure de [confirmer]".
MOST_UNKNOWN = 3
NEAR = 3


def lemma_and_class(attribution: Attribution, cue: str, language: str) -> tuple[str | None, CueClass | None]:
    """Dictionary form and class of the cue; (None, None) where a mere sign reports ("X : « … »")."""
    if attribution.cue_lemma is not None:
        return attribution.cue_lemma, CLASSES.get(attribution.cue_class or "")
    folded = " ".join(cue.lower().replace("’", "'").split())
    found = _noun(folded, language) or _preposition(folded, language) or _verb(folded, language)
    return found or (None, None)


def _noun(cue: str, language: str) -> tuple[str, CueClass] | None:
    nouns = lexicon.table(language, "speech_nouns")
    if cue not in nouns or nouns[cue] not in CLASSES:
        return None
    singular = cue.removesuffix("s")
    return (singular if singular in nouns else cue), CLASSES[nouns[cue]]


def _preposition(cue: str, language: str) -> tuple[str, CueClass] | None:
    for words, lemma, cue_class in lexicon.rows(language, "source_prepositions"):
        if cue == words or cue.startswith(words + " "):
            return lemma, CLASSES[cue_class]
    return None


def _verb(cue: str, language: str) -> tuple[str, CueClass] | None:
    readings = verb_forms(language).get(cue.replace(" ", "_"), ())
    return next(((r.verb.lemma, CLASSES[r.verb.cue_class]) for r in readings if r.verb.cue_class in CLASSES), None)


def is_negated(clause: ReportingClause) -> bool:
    """Whether the clause says that the words were not said: "ne dit pas", "refuse de dire", "sans préciser".

    Two denials tell the speech after all: "ne cache pas", "n'hésite pas à dire".
    """
    language, cue = clause.language, [word.lower for word in clause.words[clause.first : clause.last]]
    group = _verb_group(clause)
    near = [*group, *(word.lower for word in clause.words[clause.last : clause.last + NEAR])]
    if any(word in _negation(language, "saving") for word in near):
        return False
    withheld = sum(_keeps_back(word, language) for word in group) if _is_infinitive(clause) else 0
    particle = any(word in _negation(language, "particle") for word in group)
    completed = any(word in _negation(language, "negative") for word in [*near, *_subject_words(clause)])
    denied = (particle and (completed or withheld > 0)) or any(word in _negation(language, "alone") for word in group)
    hidden = denied and any(word.startswith(_beginnings(language, "hiding")) for word in cue)
    return denied != ((withheld + hidden) % 2 == 1)


def _verb_group(clause: ReportingClause) -> list[str]:
    """The words before the cue that belong to its verb group, in order: "n'", "a", "pas", "souhaité"."""
    at, unknown = clause.first - 1, 0
    infinitive = _is_infinitive(clause)
    while at >= 0 and clause.first - at <= LONGEST_GROUP:
        word = clause.words[at]
        if word.is_sign:
            break
        if not (_is_of_group(word, clause.language) or (infinitive and _keeps_back(word.lower, clause.language))):
            unknown += 1
            if not infinitive or unknown > MOST_UNKNOWN or clause.in_designation(at):
                break
        at -= 1
    return [word.lower for word in clause.words[at + 1 : clause.first]]


def _is_of_group(word: Word, language: str) -> bool:
    lower = word.lower
    return (
        lower[0] in "-‑"
        or lower in LINKS
        or is_adverb(word, language)
        or any(lower in word_class(language, category) for category in GROUP_CLASSES)
        or any(lower in _negation(language, category) for category in ("particle", "negative", "alone"))
    )


def _is_infinitive(clause: ReportingClause) -> bool:
    """Whether the cue is an infinitive, before which the verb that governs it stands at any length."""
    cue = clause.words[clause.first : clause.last]
    if not cue:
        return False
    readings = verb_forms(clause.language).get("_".join(word.lower for word in cue), ())
    return any(reading.form == "infinitive" for reading in readings)


def _subject_words(clause: ReportingClause) -> list[str]:
    """The first words of the clause, where a negative subject stands: "personne ne dit", "aucun élu n'a …"."""
    return [word.lower for word in clause.words[: min(2, clause.first)]]


def _keeps_back(word: str, language: str) -> bool:
    return word.startswith(_beginnings(language, "withholding") + _beginnings(language, "hiding"))


@cache
def _beginnings(language: str, category: str) -> tuple[str, ...]:
    return tuple(sorted(_negation(language, category)))


@cache
def _negation(language: str, category: str) -> frozenset[str]:
    return frozenset(row[0] for row in lexicon.rows(language, "negation_words") if row[1] == category)

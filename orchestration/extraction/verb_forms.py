"""Forms of reporting verbs, built from the lexicon: a form leads back to its verb and says which form it is.

What belongs here: conjugation of the third person by each language's patterns, and looking a form up. What does not:
where in a sentence a verb reports speech (`clauses`). The tagger is not asked: it takes "tacle" and "juge" for nouns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from orchestration import lexicon

Form = Literal["finite", "participle", "present", "infinitive"]
FORM_KEYS: dict[str, Form] = {"fin": "finite", "part": "participle", "pres": "present", "inf": "infinitive"}

ER_ENDINGS: dict[Form, tuple[str, ...]] = {
    "finite": ("e", "ent", "ait", "aient", "a", "èrent", "era", "eront", "erait", "eraient"),
    "participle": ("é", "ée", "és", "ées"),
    "present": ("ant",),
    "infinitive": ("er",),
}
IR_ENDINGS: dict[Form, tuple[str, ...]] = {
    "finite": ("it", "issent", "issait", "issaient", "irent", "ira", "iront", "irait", "iraient"),
    "participle": ("i", "ie", "is", "ies"),
    "present": ("issant",),
    "infinitive": ("ir",),
}
MUTE_ENDINGS = frozenset({"e", "ent", "era", "eront", "erait", "eraient"})
MUTE_IN_PRESENT = frozenset({"e", "ent"})


@dataclass(frozen=True, slots=True)
class ReportingVerb:
    """A verb that reports speech: its infinitive, with "se" where it has one, its class and how it may govern words."""

    lemma: str
    reflexive: bool
    cue_class: str
    uses: frozenset[str]


@dataclass(frozen=True, slots=True)
class VerbForm:
    """One reading of a form."""

    verb: ReportingVerb
    form: Form


@cache
def verb_forms(language: str) -> dict[str, tuple[VerbForm, ...]]:
    """Every known form of every reporting verb of `language`; forms of several words are joined by "_"."""
    found: defaultdict[str, list[VerbForm]] = defaultdict(list)
    for row in lexicon.rows(language, "reporting_verbs"):
        infinitive = row[0].removeprefix("se ").removeprefix("s'")
        verb = ReportingVerb(row[0], infinitive != row[0], row[1], frozenset(row[2].split(",")))
        for form, words in _listed(row[3]) if len(row) > 3 else CONJUGATIONS[language](infinitive):
            for word in words:
                found[word].append(VerbForm(verb, form))
    return {word: tuple(readings) for word, readings in found.items()}


def _listed(column: str) -> list[tuple[Form, list[str]]]:
    parts = (part.partition(":") for part in column.split(";"))
    return [(FORM_KEYS[key.strip()], words.split()) for key, _, words in parts]


def _french(infinitive: str) -> list[tuple[Form, list[str]]]:
    stem = infinitive[:-2]
    if infinitive.endswith("ir"):
        return [(form, [stem + ending for ending in endings]) for form, endings in IR_ENDINGS.items()]
    return [(form, [_softened(stem, ending) + ending for ending in endings]) for form, endings in ER_ENDINGS.items()]


def _softened(stem: str, ending: str) -> str:
    """The stem as it is spelt before `ending`: jugeait, annonçait, révèle, soulève, appuie."""
    if ending[0] in "aâ":
        return stem + "e" if stem.endswith("g") else stem[:-1] + "ç" if stem.endswith("c") else stem
    if stem.endswith(("oy", "uy")) and ending in MUTE_ENDINGS:
        return stem[:-1] + "i"
    vowel = max((stem.rfind(letter) for letter in "aeiouyéèêàôûî"), default=-1)
    closes_on_consonant = 0 < vowel < len(stem) - 1
    if closes_on_consonant and stem[vowel] == "é" and ending in MUTE_IN_PRESENT:
        return stem[:vowel] + "è" + stem[vowel + 1 :]
    if closes_on_consonant and stem[vowel] == "e" and len(stem) - vowel == 2 and ending in MUTE_ENDINGS:
        return stem[:vowel] + "è" + stem[vowel + 1 :]
    return stem


def _english(infinitive: str) -> list[tuple[Form, list[str]]]:
    """As in "add adds added adding", "deny denies denied", "urge urges urged urging", "dismiss dismisses"."""
    stem, consonant_y = infinitive.removesuffix("e"), infinitive.endswith("y") and infinitive[-2] not in "aeiou"
    third = infinitive + ("es" if infinitive.endswith(("s", "sh", "ch", "x")) else "s")
    past = stem + "ed"
    if consonant_y:
        third, past = infinitive[:-1] + "ies", infinitive[:-1] + "ied"
    return [
        ("finite", [infinitive, third, past]),
        ("participle", [past]),
        ("present", [stem + "ing"]),
        ("infinitive", [infinitive]),
    ]


CONJUGATIONS: dict[str, Callable[[str], list[tuple[Form, list[str]]]]] = {"fr": _french, "en": _english}

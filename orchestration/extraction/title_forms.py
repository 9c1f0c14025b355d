"""The normal form of a function's name: "Directrice générale" and "DG" are both "directeur général".

What belongs here: masculine, singular, abbreviations and spellings of titles. What does not: where a title stands in a
text (`role_titles`). The wording itself is published beside: the normal form is for counting and joining.
"""

from __future__ import annotations

from functools import cache, lru_cache

from orchestration import lexicon
from orchestration.extraction.role_nouns import Noun, nouns, vocabulary
from orchestration.extraction.vocabulary import is_common
from orchestration.extraction.word_row import split

_VOWELS_APART = frozenset("iïuü")
_COORDINATORS = frozenset({"et", ",", "&", "puis"})
# Words after which the title speaks of something else than its holder, beside "de" and "à".
_LINKER_KINDS = ("of", "at", "when")


@lru_cache(maxsize=10_000)
def normal_title(language: str, title: str) -> str:
    """The title in lower case but for its names, masculine singular, without determiner, abbreviations spelt out.

    >>> normal_title("fr", "Présidente-directrice générale"), normal_title("fr", "Directrice de l'agence Kertal")
    ('président-directeur général', "directeur de l'agence Kertal")
    """
    words = [word.text for word in split(title.replace("’", "'"))]
    while len(words) > 1 and words[0].lower() in vocabulary(language, "definite", "indefinite", "possessive"):
        words = words[1:]
    spelt_out = _table(language, "abbreviation").get("".join(words).replace(".", "").replace("-", "").lower())
    return spelt_out or _spelt_alike(language, " ".join(_normal_words(language, words)))


def singular_words(language: str, text: str) -> str:
    """Words that agree with a plural noun, each in the singular of the same gender, up to the first complement.

    >>> singular_words("fr", "médiatiques et politiques du mouvement")
    'médiatique et politique du mouvement'
    """
    words = text.split(" ")
    for index, word in enumerate(words):
        if _opens_complement(language, word.replace("’", "'")):
            break
        words[index] = _without_ending(language, word, "plural") or word
    return " ".join(words)


def _normal_words(language: str, words: list[str]) -> list[str]:
    """The words one by one: a known function by its masculine, what agrees with it too, complements as they are."""
    normal: list[str] = []
    index, may_open, agrees, may_be_feminine = 0, True, True, True
    while index < len(words):
        noun = _known(language, words, index) if may_open else None
        if noun is not None:
            normal.append(_masculine(language, noun))
            index, may_open, agrees, may_be_feminine = index + len(noun.words), False, True, noun.gender != "m"
            continue
        word = words[index]
        agrees = agrees and not _opens_complement(language, word)
        may_open = word.lower() in _COORDINATORS
        is_name = _is_name(language, words, index)
        normal.append(word if is_name else _normal_word(language, word, agrees, may_be_feminine))
        index += 1
    return normal


def _is_name(language: str, words: list[str], index: int) -> bool:
    """Whether a word with a capital is a name ("directrice France"), no "Directrice Générale" and no "DIRECTRICE"."""
    word = words[index]
    if index == 0 or not word[:1].isupper() or all(other.isupper() for other in words if len(other) > 1):
        return False
    return word in lexicon.words(language, "places") or not is_common(word)


def _known(language: str, words: list[str], index: int) -> Noun | None:
    """The longest known function that opens at a word."""
    lowers = [word.lower() for word in words[index:]]
    for noun in nouns(language).get(lowers[0], ()):
        if [word.lower() for word in noun.words] == lowers[: len(noun.words)]:
            return noun
    return None


def _masculine(language: str, noun: Noun) -> str:
    singular = noun.singular
    spelt_out = _table(language, "abbreviation").get(singular.replace("-", "").lower())
    return spelt_out or _masculines(language).get(singular, singular).lower()


@cache
def _masculines(language: str) -> dict[str, str]:
    return {row[0]: row[1] for row in lexicon.rows(language, "role_titles")}


@cache
def _table(language: str, kind: str) -> dict[str, str]:
    return {row[0]: row[2] for row in lexicon.rows(language, "title_forms") if row[1] == kind}


@cache
def _endings(language: str, mark: str) -> tuple[tuple[str, str], ...]:
    return tuple((row[0], row[1]) for row in lexicon.rows(language, "title_endings") if row[2] == mark)


def _opens_complement(language: str, word: str) -> bool:
    first = word.lower().partition("'")
    return first[0] + first[1] in _linkers(language)


@cache
def _linkers(language: str) -> frozenset[str]:
    prepositions = {row[0] for row in lexicon.rows(language, "function_words") if row[1] == "preposition"}
    return vocabulary(language, *_LINKER_KINDS) | prepositions


def _normal_word(language: str, word: str, agrees: bool, may_be_feminine: bool) -> str:
    lower = word.lower()
    agreeing = _table(language, "agreeing").get(lower)
    if agreeing is not None or not agrees:
        return agreeing or lower
    listed = _table(language, "word").get(lower)
    if listed is not None:
        return listed
    singular = _without_ending(language, lower, "plural") or lower
    feminine = _without_ending(language, singular, "feminine") if may_be_feminine else None
    return _table(language, "word").get(singular) or feminine or singular


def _without_ending(language: str, word: str, mark: str) -> str | None:
    """The word with its ending taken off or changed, if an ordinary French word comes out; None otherwise.

    Of "franco-iranienne" only the last part agrees: a first part in -o never does.
    """
    first, hyphen, last = word.rpartition("-")
    if hyphen and first.endswith("o"):
        changed_last = _without_ending(language, last, mark)
        return f"{first}-{changed_last}" if changed_last else None
    for ending, instead in _endings(language, mark):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            changed = word.removesuffix(ending) + instead
            if is_common(changed):
                return changed
    return None


def _spelt_alike(language: str, title: str) -> str:
    """One spelling for several: apostrophes tied, "co-fondateur" as one word, listed variants by their main form."""
    tied = title.replace("' ", "'").replace(" ,", ",").replace(" - ", "-")
    for variant, main in _table(language, "variant").items():
        if tied == variant or tied.startswith(f"{variant} "):
            tied = main + tied.removeprefix(variant)
            break
    first, hyphen, rest = tied.partition("-")
    return f"co{rest}" if first == "co" and hyphen and rest[:1] not in _VOWELS_APART else tied

"""What stands around a name and makes a person of it: an age, a function in apposition, a verb of speech, a signature.

What belongs here: clues about names already delimited. What does not: where a name begins and ends (`persons`), verbs
of firms (`activities`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from orchestration import lexicon
from orchestration.extraction.clues import Clue, Passage, folded_words
from orchestration.extraction.persons import holder_after_acronym, is_person_noun

_ARTICLES = frozenset({"le", "la", "l'"})
_LONGEST_FUNCTION = 5


def find_context_clues(passage: Passage, first: int, last: int) -> Iterator[Clue]:
    """Clues around a name already delimited: an age, a function in apposition, a verb of speech."""
    words = passage.words
    after = words[last] if last < len(words) else None
    if after is not None and after.gap.strip(" *") in {",", "("} and _is_age(passage, last):
        yield Clue(first, last, "actor", 3.0, "age")
    if after is not None and after.gap.strip() in {",", "("} and _apposed_function(passage, last):
        yield Clue(first, last, "actor", 2.0 if last - first > 1 else 1.5, "apposed_function")
    if last - first > 1 and holder_after_acronym(passage, first):
        yield Clue(first, last, "actor", 2.5, "person_noun")
    if last - first > 1 and _is_signature(passage, first, last):
        yield Clue(first, last, "actor", 2.5, "signature")
    if _speaks(passage, first, last):
        yield Clue(first, last, "actor", 1.0, "speech")
    if last - first == 1 and passage.folded[first] in folded_words("fr", "known_surnames"):
        yield Clue(first, last, "actor", 1.0, "known_surname")


def _is_signature(passage: Passage, first: int, last: int) -> bool:
    """Whether the name stands alone on its line, below or above a line that opens with a function ("Le gérant,")."""
    words = passage.words
    if "\n" not in words[first].gap or (last < len(words) and "\n" not in words[last].gap):
        return False
    above = first - 1
    while above > 0 and first - above <= _LONGEST_FUNCTION and "\n" not in words[above].gap:
        above -= 1
    is_short = all(passage.pos(at) != "VERB" for at in range(above, first))
    return (is_short and _opens_with_function(passage, above)) or _opens_with_function(passage, last)


def _opens_with_function(passage: Passage, index: int) -> bool:
    """Whether a line opens there with a function, its article set aside."""
    if not 0 <= index < len(passage.words) or "\n" not in passage.words[index].gap:
        return False
    index += passage.folded[index] in _ARTICLES
    return index < len(passage.words) and is_person_noun(passage.folded[index])


def _is_age(passage: Passage, index: int) -> bool:
    return passage.words[index].text.isdigit() and index + 1 < len(passage.words) and passage.folded[index + 1] == "ans"


def _apposed_function(passage: Passage, index: int) -> bool:
    """Whether the words after a comma open with a function ("maire de …", "l'ancien directeur …")."""
    for at in range(index, min(index + 4, len(passage.words))):
        if at > index and not passage.joined(at):
            return False
        if is_person_noun(passage.folded[at]):
            return True
        if (
            passage.folded[at] not in {"l'", "le", "la", "un", "une", "son", "sa", "leur", "ex", "ex ", "co"}
            and passage.pos(at) != "ADJ"
        ):
            return False
    return False


def _speaks(passage: Passage, first: int, last: int) -> bool:
    """Whether a verb of speech stands right before or right after the name."""
    for at in (first - 1, last, last + 1):
        if passage.pos(at) not in {"VERB", "AUX"}:
            continue
        touching = passage.joined(first) if at < first else passage.joined(last) and (at == last or passage.joined(at))
        if touching and passage.lemma(at) in _reporting_verbs():
            return True
    return False


@cache
def _reporting_verbs() -> frozenset[str]:
    return frozenset(row[0].removeprefix("se ").removeprefix("s'") for row in lexicon.rows("fr", "reporting_verbs"))

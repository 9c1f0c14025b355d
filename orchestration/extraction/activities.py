"""What a name is, told by what it does: who employs and makes is a firm, who is born and arrested a human being.

What belongs here: the verb behind a name and what stands around it. What does not: the verbs (lexicon), the weighing
(`decisions`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from orchestration.extraction import lexicon
from orchestration.extraction.clues import Clue, Passage, Sense
from orchestration.extraction.organisations import demonyms
from orchestration.extraction.persons import is_given_name
from orchestration.extraction.vocabulary import is_common

_REACH = 8
_AUXILIARIES = frozenset({"avoir", "être"})
_ADVERBS = frozenset({"ADV", "PRON", "AUX"})
_NOT_A_NAME = frozenset({"SCONJ", "CCONJ", "ADP", "DET", "PRON"})
_APPOSED = frozenset({"specialisee", "basee", "fondee", "creee", "cotee"})


@cache
def _verbs() -> dict[str, list[tuple[str, float, str]]]:
    verbs: dict[str, list[tuple[str, float, str]]] = defaultdict(list)
    for row in lexicon.rows("fr", "activity_verbs"):
        lemma, sense, weight, companion = (*row, "")[:4]
        verbs[lemma].append((sense, float(weight), companion))
    return dict(verbs)


def find_activity_clues(passage: Passage, first: int, last: int) -> Iterator[Clue]:
    """Clues from the verb that follows a name, from a participle in apposition, from the people before it."""
    opening = passage.words[first]
    if (opening.opens and is_common(opening.text)) or passage.pos(first) in _NOT_A_NAME:
        return
    yield from _verb_clues(passage, first, last)
    if is_given_name(opening.text):
        return
    if last < len(passage.words) and passage.words[last].gap == ", " and passage.folded[last] in _APPOSED:
        yield Clue(first, last, "organisation", 2.5, "apposed_participle", "company")
    if _follows_demonym(passage, first):
        yield Clue(first, last, "organisation", 2.5, "demonym", "company")


def _follows_demonym(passage: Passage, first: int) -> bool:
    """Whether a firm is called by its country: "le suédois X"; a capital ("le Suédois X") makes a human being of it."""
    before = first - 1
    if before < 1 or not (passage.joined(first) and passage.joined(before)) or passage.cap(before):
        return False
    return passage.folded[before] in demonyms() and passage.folded[before - 1] in {"le", "l'", "du", "au"}


def _verb_clues(passage: Passage, first: int, last: int) -> Iterator[Clue]:
    if first > 0 and passage.joined(first) and passage.folded[first - 1] in {"a", "de", "d'", "du", "en", "et", "par"}:
        return
    found = _verb_after(passage, last)
    if found is None:
        return
    at, is_passive = found
    for sense, weight, companion in _verbs().get(passage.lemma(at), ()):
        if is_passive if companion == "passive" else not companion or _companion_follows(passage, at, companion):
            sure: Sense = "actor" if sense == "actor" else "organisation"
            yield Clue(first, last, sure, weight, "activity", "company" if sure == "organisation" else None)


def _verb_after(passage: Passage, index: int) -> tuple[int, bool] | None:
    """The verb right after a name, auxiliaries and adverbs set aside, and whether it is passive."""
    is_passive = False
    for at in range(index, min(index + 5, len(passage.words))):
        is_auxiliary = passage.lemma(at) in _AUXILIARIES
        if passage.joined(at) and passage.pos(at) == "VERB" and not is_auxiliary:
            return at, is_passive
        if not (passage.joined(at) and (is_auxiliary or passage.pos(at) in _ADVERBS)):
            return None
        is_passive = is_passive or passage.folded[at] in {"ete", "est", "fut", "sera"}
    return None


def _companion_follows(passage: Passage, at: int, lemma: str) -> bool:
    for index in range(at + 1, min(at + _REACH, len(passage.words))):
        if any(mark in passage.words[index].gap for mark in ".;:!?\n"):
            return False
        if passage.folded[index].removesuffix("s") == lemma.removesuffix("s") or passage.lemma(index) == lemma:
            return True
    return False

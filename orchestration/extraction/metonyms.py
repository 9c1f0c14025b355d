"""Places that stand for the institution that sits there: "Bercy a tranché", "selon Matignon", "le cabinet de Bercy".

What belongs here: where the words around such a place let it act. What does not: names of institutions themselves
(`organisations`). A place alone stays a place: people live at Bercy and sing there.
"""

from __future__ import annotations

from functools import cache

from orchestration import lexicon
from orchestration.extraction.clues import Passage
from orchestration.extraction.decisions import Decision
from orchestration.extraction.names import Naming
from orchestration.extraction.surface import WordTrie, fold, fold_words

# Lower than any name that the text spells out.
SCORE = 2.0
CLITICS = frozenset({"ne", "n'", "se", "s'", "y", "en", "le", "la", "l'", "lui"})
ARTICLES = frozenset({"l'", "la", "le"})
OF = frozenset({"de", "d'", "du"})
# "à Bercy", "vers Matignon": there, not they. "a" is "à", folded.
NOT_SUBJECTS = OF | frozenset(
    {"a", "au", "en", "vers", "pour", "par", "sur", "dans", "chez", "sous", "et", "avec", "ou"}
)


@cache
def _institutions() -> WordTrie[str]:
    trie: WordTrie[str] = WordTrie()
    for place, institution in lexicon.rows("fr", "metonyms"):
        trie.add(fold_words(place), institution)
    return trie


@cache
def _words(category: str) -> frozenset[str]:
    return frozenset(word for word, kind in lexicon.rows("fr", "metonym_words") if kind == category)


@cache
def _folded(category: str) -> frozenset[str]:
    return frozenset(map(fold, _words(category)))


@cache
def _acts() -> frozenset[str]:
    return _words("verb") | lexicon.words("fr", "reporting_verbs")


def find_metonyms(passage: Passage) -> dict[int, tuple[int, Naming]]:
    """The places that act as institutions: first word to the word after the last, and the institution's name."""
    institutions = _institutions()
    found: dict[int, tuple[int, Naming]] = {}
    for first in passage.where(institutions.openings):
        hit = institutions.longest(passage.folded, first, passage.joined)
        if hit is not None and passage.cap(hit[0] - 1) and _is_institution(passage, first, hit[0]):
            key = passage.key(first, hit[0])
            decision = Decision(key, "organisation", "metonym", SCORE, (first, hit[0]), organisation_kind="public_body")
            found[first] = (hit[0], Naming(decision, hit[1]))
    return found


def _is_institution(passage: Passage, first: int, last: int) -> bool:
    before = first - 1
    while before >= 0 and passage.joined(before + 1) and passage.folded[before] in ARTICLES:
        before -= 1
    leads = passage.folded[before] if before >= 0 and passage.joined(before + 1) else ""
    if leads in _folded("before") or (leads in OF and _is_of_people(passage, before)):
        return True
    return leads not in NOT_SUBJECTS and _acts_next(passage, last)


def _is_of_people(passage: Passage, of: int) -> bool:
    return passage.joined(of) and passage.folded[of - 1] in _folded("people")


def _acts_next(passage: Passage, index: int) -> bool:
    """Whether a verb of saying or deciding follows, auxiliaries and pronouns set aside."""
    for at in range(index, min(index + 5, len(passage.words))):
        if not passage.joined(at):
            return False
        if passage.pos(at) in {"VERB", "AUX"} and passage.lemma(at) in _acts():
            return True
        if passage.pos(at) not in {"AUX", "ADV"} and passage.folded[at] not in CLITICS:
            return False
    return False

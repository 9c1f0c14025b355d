"""Where a run of capitalised words begins and ends: "Bank of America", "le Britannique [Imperial Brands]".

What belongs here: the bounds of names of one block, and the closed lists that they need. What does not: what tells that
such a run names somebody (`persons`, `organisations`).
"""

from __future__ import annotations

from functools import cache

from orchestration import lexicon
from orchestration.extraction.clues import Passage, folded_words
from orchestration.extraction.persons import holder_after_acronym, is_given_name, is_honorific
from orchestration.extraction.surface import fold

_JOINING = frozenset({"of", "for", "and", "&", "the", "et"})
_ARTICLES = frozenset({"l'", "le", "la", "les"})
LONGEST_RUN = 6


@cache
def legal_forms() -> dict[str, str]:
    """Legal forms and closing words of company names as written, with the kind."""
    return lexicon.table("fr", "legal_forms")


@cache
def demonyms() -> frozenset[str]:
    """Folded adjectives of peoples and places, singular and plural."""
    singular = folded_words("fr", "demonyms")
    return singular | {f"{word}s" for word in singular}


@cache
def prepositions() -> frozenset[str]:
    """Folded prepositions: capitalised, they only open a sentence."""
    rows = lexicon.rows("fr", "function_words")
    return frozenset(fold(word) for word, category, *_ in rows if category in {"preposition", "attribution"})


@cache
def _openers() -> frozenset[str]:
    """Folded words that may open a sentence right before a name: "Or Kertal …", "Selon Kertal …"."""
    rows = lexicon.rows("fr", "function_words")
    return prepositions() | frozenset(fold(word) for word, category, *_ in rows if category == "conjunction")


def run_end(passage: Passage, first: int) -> int:
    """Where the run of capitalised words that starts at `first` ends ("Bank of America", "Johnson & Johnson")."""
    words, index = passage.words, first
    while index < len(words) and index - first < LONGEST_RUN and (index == first or passage.joined(index)):
        word = words[index]
        if index > first and (is_honorific(word.text) or _person_follows(passage, first, index)):
            break
        if (
            word.cap
            or (index > first and word.text.isdigit() and len(word.text) <= 2)
            or (
                index > first
                and word.text in _JOINING
                and word.text != "et"
                and passage.joined(index + 1)
                and passage.cap(index + 1)
            )
        ):
            index += 1
        else:
            break
    return index


def _person_follows(passage: Passage, first: int, index: int) -> bool:
    """Whether a person starts inside the run ("la Culture Léa Martin"), which is not named after one."""
    words = passage.words
    if index == first + 1 and holder_after_acronym(passage, index):
        return True
    if not is_given_name(words[index].text) or is_given_name(words[first].text):
        return False
    eponymous = passage.folded[index - 1] in folded_words("fr", "eponym_heads")
    return not eponymous and passage.joined(index + 1) and passage.cap(index + 1)


def name_start(passage: Passage, index: int) -> int:
    """Where the name starts in a run of capitals: after "le Britannique", "L'" or "Chez" that opens it, "SA"."""
    word = passage.words[index]
    form_in_front = word.text.isupper() and word.text in legal_forms()
    opening = word.opens and (word.text[-1] == "'" or passage.folded[index] in _openers())
    skipped = form_in_front or passage.folded[index] in demonyms() or opening or _is_article_of_acronym(passage, index)
    return index + 1 if skipped and passage.joined(index + 1) and passage.cap(index + 1) else index


def _is_article_of_acronym(passage: Passage, index: int) -> bool:
    """Whether an article opens the sentence before an acronym: "Le SNTR"; "Le Monde" may keep its own."""
    if not (passage.words[index].opens and passage.folded[index] in _ARTICLES and passage.joined(index + 1)):
        return False
    text = passage.words[index + 1].text
    return text.isalpha() and text.isupper() and len(text) > 1 and text not in legal_forms()

"""What stands inside a name or before it and is no part of it: a nickname, a line end, a title without its stop.

What belongs here: mending the row of words before any rule reads it. What does not: what a name is (`persons`).
"""

from __future__ import annotations

from orchestration.extraction.capital_runs import prepositions
from orchestration.extraction.clues import Passage, folded_words
from orchestration.extraction.persons import is_given_name, is_honorific
from orchestration.extraction.vocabulary import is_common

_OPENING_QUOTES = frozenset({"«", '"', "“", "'", "‘"})
_CLOSING_QUOTES = frozenset({"»", '"', "”", "'", "’"})
_LONGEST_NICKNAME = 4
_SHORTEST_SURNAME = 3
# "taille M", "rayon M Homme": behind a noun or a name the letter is no title.
_NO_TITLE_AFTER = frozenset({"NOUN", "PROPN", "NUM"})


def mend(passage: Passage) -> None:
    """Let names run over what parts them, and complete the titles that lack their stop."""
    _complete_titles(passage)
    for index in range(1, len(passage.words)):
        gap = passage.words[index].gap
        if gap == " " or not passage.cap(index - 1):
            continue
        if "\n" in gap:
            _mend_line_end(passage, index)
        elif gap.strip()[:1] in {*_OPENING_QUOTES, "("} - {""}:
            _skip_nickname(passage, index)


def _complete_titles(passage: Passage) -> None:
    """Read "M Castaing" as "M. Castaing"; a letter behind a noun ("taille M") stays one."""
    for index in passage.where(frozenset({"m"})):
        word, following = passage.words[index], index + 1
        named = passage.joined(following) and passage.cap(following)
        if word.text != "M" or not named or len(passage.words[following].text) < _SHORTEST_SURNAME:
            continue
        if not (passage.joined(index) and _takes_a_letter(passage, index - 1)):
            passage.reword(index, "M.")


def _takes_a_letter(passage: Passage, index: int) -> bool:
    """Whether the word may be called by a letter: a noun or a name, no preposition ("Selon")."""
    if passage.folded[index] in prepositions():
        return False
    return passage.cap(index) or passage.pos(index) in _NO_TITLE_AFTER


def _mend_line_end(passage: Passage, index: int) -> None:
    """Join "Jean" at the end of a line of prose to the surname that opens the next; lists have a name a line."""
    before, word = index - 1, passage.words[index]
    in_prose = passage.joined(before) and not passage.cap(before - 1) and passage.joined(index + 1)
    surname = word.cap and not is_common(word.text) and not is_given_name(word.text)
    titled = is_honorific(passage.words[before].text)
    if in_prose and surname and word.gap.count("\n") == 1 and (titled or is_given_name(passage.words[before].text)):
        passage.join(index)


def _skip_nickname(passage: Passage, index: int) -> None:
    """Set aside what stands in quotes between a given name and a surname: "Jean « Jeannot » Morvan"."""
    if not is_given_name(passage.words[index - 1].text):
        return
    first = index
    if "(" in passage.words[index].gap:
        first += passage.folded[index] in folded_words("fr", "nickname_words")
        if first == index or first >= len(passage.words):
            return
    last = next((at for at in range(first, len(passage.words)) if _closes(passage, at + 1)), None)
    if last is None or last - first >= _LONGEST_NICKNAME or passage.words[first].gap.strip(" (") not in _OPENING_QUOTES:
        return
    if any(not passage.joined(at) for at in range(first + 1, last + 1)) or not passage.cap(last + 1):
        return
    for at in range(index, last + 1):
        passage.set_aside(at)
    passage.join(last + 1)


def _closes(passage: Passage, index: int) -> bool:
    """Whether nothing but a closing quote and a bracket stand before the word."""
    return index < len(passage.words) and passage.words[index].gap.strip(" )") in _CLOSING_QUOTES

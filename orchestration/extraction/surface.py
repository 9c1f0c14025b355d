"""A document as typographic words: what is capitalised, what opens a sentence, what stands next to what.

What belongs here: cutting the text where French writes one word after another, whatever the quotes, apostrophes and
missing spaces that mislead a tokenizer. What does not: what a word means (`vocabulary`), which words name someone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from orchestration import lexicon
from orchestration.extraction.reading import Reading
from orchestration.records import Section

T = TypeVar("T")

_UPPER = "A-ZÀ-ÖØ-ÞŒŠŽ"


def _dotted_forms() -> list[str]:
    """Legal forms that close with a stop of their own ("inc.", "Ltd."), initials left out."""
    return sorted(re.escape(form) for form in lexicon.words("fr", "legal_forms") if re.fullmatch(r"\w+\.", form))


def _glued_titles() -> list[str]:
    """Titles of address that no word opens with: "MmeAubrac" lacks a space."""
    return sorted(row[0] for row in lexicon.rows("fr", "honorifics") if "glued" in row[1:])


_DOTTED_FORM = "|".join(_dotted_forms())
# One alternative a phenomenon: elided article or pronoun, prefix before a name, title glued to a name, legal form with
# its stop, initials ("J.-P.", "S.r.l."), words with inner marks.
_WORD = re.compile(
    r"(?:[dljnmtscDLJNMTSC]|[Qq]u|[Ll]orsqu|[Pp]uisqu|[Jj]usqu)'(?=\w)"
    rf"|(?:[Ee]x|[Aa]nti|[Pp]ro|[Aa]vant|[Aa]près|[Nn]on)-(?=[{_UPPER}])"
    rf"|(?:{'|'.join(_glued_titles())})(?=[{_UPPER}][{_UPPER.lower()}])"
    rf"|(?:{_DOTTED_FORM})(?!\w)"
    rf"|[{_UPPER}]\.(?:-?[{_UPPER}]\.|[{_UPPER.lower()}]\.)*"
    r"|\w+(?:[-'&+]\w+)*"
)
_CLOSED_BY_STOP = re.compile(_DOTTED_FORM)
_LONGEST_NAME_IN_CAPITALS = 20
_MOST_WORDS_OF_A_NAME = 3
_OPENING = re.compile(r"[.!?…:;«»“”\"\n•*–—]|\s-\s")


@dataclass(slots=True)
class Word:
    """One word in place. `gap` is what separates it from the word before; `opens`: a capital there proves nothing."""

    text: str
    start: int
    end: int
    gap: str
    opens: bool
    cap: bool
    shouts: bool = False


def read_words(reading: Reading) -> list[Word]:
    """All words of the content sections, in order. Headings in capitals have no capitalised word: all are."""
    return [word for section in reading.content_sections for word in _section_words(reading.text, section)]


def _section_words(text: str, section: Section) -> Iterator[Word]:
    start, end = section.start_char, section.end_char
    shouting = _is_heading_in_capitals(text[start:end])
    previous, word = None, ""
    for match in _WORD.finditer(text, start, end):
        first, after = match.span()
        gap = "\n" if previous is None else text[previous:first]
        if _CLOSED_BY_STOP.fullmatch(word) and text[first].isupper():
            gap = f".{gap}"  # the stop of "inc." ends a sentence as well
        word = text[first:after]
        # "L'Oréal" opens with a capital, "L'arbre" opens with an article.
        cap = word[0].isupper() and not shouting and (word[-1] != "'" or text[after].isupper())
        yield Word(word, first, after, gap, _opens(gap), cap, shouting)
        previous = after


def _is_heading_in_capitals(passage: str) -> bool:
    """Whether capitals prove nothing there; a few words in capitals may be a name ("RÉMI CASTAING", "KERTAL SAS")."""
    is_long = len(passage) > _LONGEST_NAME_IN_CAPITALS or len(passage.split()) > _MOST_WORDS_OF_A_NAME
    return is_long and passage.isupper()


@lru_cache(maxsize=5_000)
def _opens(gap: str) -> bool:
    return _OPENING.search(gap) is not None


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """Lower case without accents, curly apostrophes nor hyphens: how two spellings of one word compare.

    >>> fold("Élysée-Montmartre")
    'elysee montmartre'
    """
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'").replace("-", " "))
    return "".join(ch for ch in plain if not unicodedata.combining(ch))


def fold_words(name: str) -> tuple[str, ...]:
    """A name cut and folded as the words of a text are."""
    return tuple(fold(match.group()) for match in _WORD.finditer(name.replace("’", "'")))


class WordTrie(Generic[T]):
    """Names by their words: finds the longest one that starts at a word, in as many steps as it has words."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def add(self, words: Sequence[str], value: T) -> None:
        """Remember a name; the first value of a name stays."""
        node = self._root
        for word in words:
            node = node.setdefault(word, {})
        node.setdefault("", value)

    @property
    def openings(self) -> Set[str]:
        """The first words of all names: no name starts at another one."""
        return self._root.keys()

    def longest(
        self, words: Sequence[str], first: int, joined: Callable[[int], bool] | None = None
    ) -> tuple[int, T] | None:
        """The end and the value of the longest name that starts at `first`, its words joined; None if there is none."""
        node: dict[str, Any] | None = self._root.get(words[first])
        found, index = None, first
        while node is not None:
            index += 1
            if "" in node:
                found = (index, node[""])
            if index >= len(words) or (joined is not None and not joined(index)):
                break
            node = node.get(words[index])
        return found

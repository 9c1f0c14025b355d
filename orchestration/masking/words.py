"""Names as words in a text: where a name that is known by a digest of its words stands, and covering it up.

What belongs here: words, digests, places, covers. What does not: whose name it is, and what is done with the text.
A name is known by digests alone, so that a list of names that must not return does not hold those names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from orchestration import lexicon

COVER = "█"
Span = tuple[int, int]
Digest = Callable[[str], str]
# Letters with their accents, written in one character or two; soft hyphens and joiners do not end a word.
_WORD = re.compile(r"(?:[^\W\d_][\u00ad\u0300-\u036f\u200b-\u200d\u2060]*)+")
# What may stand between two words of one name: "TAZI, Odile", "odile%20tazi", "O. Tazi", a line's end.
_WIDEST_GAP = 4


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, half-open in code points, without case, accents or marks in `key`."""

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Names:
    """Names by digests: `whole` of a full name's words in each order and with initials, `bare` of a family name.

    `longest` is how many words the longest of them has.
    """

    whole: frozenset[str]
    bare: frozenset[str]
    longest: int
    digest: Digest = field(compare=False)

    def __bool__(self) -> bool:
        return bool(self.whole or self.bare)


def key_of(written: str) -> str:
    """Letters alone, lower case, without accents.

    >>> key_of("Lé\u00adA")
    'lea'
    """
    plain = unicodedata.normalize("NFKD", written.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in plain if letter.isalpha())


def words_of(text: str) -> list[Word]:
    """The words of a text in order; hyphens, apostrophes, digits and underscores part them."""
    return [Word(found.start(), found.end(), key_of(found.group())) for found in _WORD.finditer(text)]


def whole_names(text: str, names: Names) -> list[Span]:
    """Where full names stand."""
    return [] if not names.whole else list(_places(words_of(text), names.whole, names))


def all_names(text: str, names: Names) -> list[Span]:
    """Where full names stand, and the family name alone where no other person's given name stands before it."""
    words = words_of(text)
    whole = list(_places(words, names.whole, names))
    bare = [span for span in _places(words, names.bare, names) if not _is_of_another(text, words, span)]
    return united([*whole, *(span for span in bare if not overlaps(span, whole))])


def every_name(text: str, names: Names) -> list[Span]:
    """Where full names and the family name stand, whoever bears it: for records that nobody reads for facts."""
    words = words_of(text)
    return united([*_places(words, names.whole, names), *_places(words, names.bare, names)])


def covered(text: str, spans: Iterable[Span]) -> str:
    """The text with every visible character of the spans covered; its length stays.

    >>> covered("dit Odile Tazi.", [(4, 14)])
    'dit █████ ████.'
    """
    parts, last = [], 0
    for start, end in united(spans):
        parts += [text[last:start], "".join(c if c.isspace() else COVER for c in text[start:end])]
        last = end
    return "".join([*parts, text[last:]])


def united(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that meet made one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def overlaps(span: Span, others: Iterable[Span]) -> bool:
    """Whether a span shares a character with one of the others."""
    return any(span[0] < end and start < span[1] for start, end in others)


def _places(words: Sequence[Word], wanted: frozenset[str], names: Names) -> Iterator[Span]:
    """The longest name at each word; a name within a name is not told again."""
    if not wanted:
        return
    index = 0
    while index < len(words):
        count = _longest_at(words, index, wanted, names)
        if count:
            yield words[index].start, words[index + count - 1].end
        index += count or 1


def _longest_at(words: Sequence[Word], index: int, wanted: frozenset[str], names: Names) -> int:
    found, keys = 0, ""
    for count in range(1, names.longest + 1):
        place = index + count - 1
        if place >= len(words) or (count > 1 and words[place].start - words[place - 1].end > _WIDEST_GAP):
            break
        keys = f"{keys} {words[place].key}".strip()
        if names.digest(keys) in wanted:
            found = count
    return found


def _is_of_another(text: str, words: Sequence[Word], span: Span) -> bool:
    """Whether a given name stands right before a family name: "Karim Tazi" is not Odile."""
    before = next((word for word in reversed(words) if word.end <= span[0]), None)
    if before is None or text[before.end : span[0]].strip(" -\u00a0\u202f"):
        return False
    return before.key in _given_names() and text[before.start].isupper()


@cache
def _given_names() -> frozenset[str]:
    return frozenset(key_of(name) for name in lexicon.words("fr", "first_names"))

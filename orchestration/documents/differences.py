"""Do two texts with most words in common speak of different things? Two fillings of a form do, two edits of a wire not.

What belongs here: telling whether one names or counts something else where the other has a name or a figure. What does
not: finding texts with words in common (`duplicates`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

from orchestration.documents.wording import Wording, function_words

SHINGLE = 5

Shingle = tuple[str, ...]
Place = tuple[Shingle, Shingle] | Literal["head", "foot"]
Places = list[int]
Gaps = dict[Place, Places]

# A headline, a standfirst and the name of a paper fit in; an article of its own under a shared menu does not.
_LONGEST_EDGE = 60
# In a shorter text nothing tells a headline from the only line that a form leaves open.
_SHORTEST_WITH_EDGES = 100


def differ(left: Wording, right: Wording) -> bool:
    """Whether each text has a name, a figure or a month of its own in one and the same place.

    A place lies between words that both texts share. What only one of them has (a paragraph cut, a word added) is no
    difference, nor is a name that the other text has elsewhere. Bylines and date lines do not count, nor other
    headlines around a long text.
    """
    shared = set(_shingles(left.words)) & set(_shingles(right.words))
    left_gaps, right_gaps = _gaps(left, shared), _gaps(right, shared)
    short = min(len(left.words), len(right.words)) < _SHORTEST_WITH_EDGES
    return any(
        _says_else(left, left_gaps[place], right, right_gaps[place])
        and (short or isinstance(place, tuple) or _edges_differ(left, left_gaps[place], right, right_gaps[place]))
        for place in left_gaps.keys() & right_gaps.keys()
    )


def _shingles(words: tuple[str, ...]) -> list[Shingle]:
    return [words[start : start + SHINGLE] for start in range(len(words) - SHINGLE + 1)]


def _gaps(text: Wording, shared: set[Shingle]) -> Gaps:
    """The words outside all shared shingles, by the shingles around them; both edges are places of their own."""
    gaps: Gaps = defaultdict(list)
    for place, start, end in _stretches(_shingles(text.words), len(text.words), shared):
        gaps[place].extend(range(start, end))
    return gaps


def _stretches(shingles: list[Shingle], length: int, shared: set[Shingle]) -> Iterator[tuple[Place, int, int]]:
    last: int | None = None
    for start, shingle in enumerate(shingles):
        if shingle not in shared:
            continue
        if last is None:
            yield "head", 0, start
        elif start > last + 1:
            yield (shingles[last], shingle), last + SHINGLE, start
        last = start
    if last is not None:
        yield "foot", last + SHINGLE, length


def _says_else(left: Wording, left_places: Places, right: Wording, right_places: Places) -> bool:
    """Whether each of two passages has a name or figure of its own."""
    return bool(_own(left, left_places, right, right_places) and _own(right, right_places, left, left_places))


def _own(text: Wording, places: Places, other: Wording, other_places: Places) -> list[int]:
    """Where a passage has a figure that the other passage lacks, or a name that is nowhere in the other text.

    Figures recur by chance: the "2" of "Article 2" is no sign that "2 ans" is said there too.
    """
    beside = {other.words[place] for place in other_places}
    return [
        place
        for place in places
        if text.kinds[place] != "plain"
        and text.words[place] not in (beside if text.kinds[place] == "figure" else other.vocabulary)
    ]


def _edges_differ(left: Wording, left_edge: Places, right: Wording, right_edge: Places) -> bool:
    """Whether two heads or feet are one form filled in twice, or too long to be a headline."""
    if min(len(left_edge), len(right_edge)) > _LONGEST_EDGE:
        return True
    left_words, right_words = (
        [text.words[place] for place in edge] for text, edge in ((left, left_edge), (right, right_edge))
    )
    return any(
        _fills_in(left, left_edge[a:b], right, right_edge[c:d])
        and _fills_in(right, right_edge[c:d], left, left_edge[a:b])
        for kind, a, b, c, d in SequenceMatcher(None, left_words, right_words, autojunk=False).get_opcodes()
        if kind == "replace"
    )


def _fills_in(text: Wording, places: Places, other: Wording, other_places: Places) -> bool:
    """Whether something of its own stands in a line with words that the other text has too: "Titulaire : Lumivia"."""
    own = [place for place in _own(text, places, other, other_places) if text.kinds[place] != "opening"]
    lines = {text.lines[place] for place in own}
    known = other.vocabulary - function_words()
    return any(
        line in lines and place not in places and text.words[place] in known for place, line in enumerate(text.lines)
    )

"""Documents that tell the same text: copies, reprints, a wire edited by several papers. One leads, the others follow.

What belongs here: finding pairs among many documents and choosing the leader. What does not: whether two similar texts
speak of different things (`differences`), and what a duplicate means for the facts (the models of dbt).
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from datasketch import MinHash, MinHashLSH
from numpy.typing import NDArray

from orchestration.documents.differences import SHINGLE, differ
from orchestration.documents.wording import same_typography, wording, words_of
from orchestration.records import Duplicate

# A shorter text is a headline or a form, a longer one a book: they only ever follow one that is equal.
_FEWEST_WORDS = 40
_MOST_WORDS = 100_000
_LEAST_JACCARD = 0.4
_LEAST_CONTAINMENT = 0.7
# Bands of few rows: a pair at Jaccard 0.5 is missed once in 30, one at 0.6 once in 400.
_ROWS = 3
_BANDS = 25
_SEED = 1
# One template filled in thousands of times makes all candidates of each other: only the likeliest are looked at.
_MOST_CANDIDATES = 10
_CHUNK = 4_096
_MIXERS = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93, 1], np.uint64)
# Drawing the permutations costs as much as sketching a page with them.
_BLANK = MinHash(num_perm=_ROWS * _BANDS, seed=_SEED, scheme="affine32", hashfunc=int)

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class _Leader:
    document_id: str
    text: str
    shingles: Hashes
    sketch: NDArray[np.uint32]


def link(documents: Iterable[tuple[str, str]]) -> list[Duplicate]:
    """Who follows whom among documents given as (document_id, text), sorted by document_id.

    `text` should be what the document says, without menus and footers: shared boilerplate is no sign of a copy. The
    longest text leads, of equally long ones the smallest id, so the order of arrival changes nothing. A follower is
    verified against its leader itself and never through a third document: a blank form resembles every filled one.
    `similarity` is the share of 5-word sequences in common (Jaccard), 1.0 for texts that are equal up to typography.
    """
    ranked = sorted(dict(documents).items(), key=lambda item: (-len(item[1]), item[0]))
    twins: dict[bytes, list[str]] = {}
    heads: list[tuple[str, str]] = []
    for document_id, text in ranked:
        # The first of equal texts stands for them all.
        equal = twins.setdefault(hashlib.sha256(same_typography(text).encode()).digest(), [])
        if not equal:
            heads.append((document_id, text))
        equal.append(document_id)
    near = {found.document_id: found for found in _near(heads)}
    found = list(near.values())
    for head, *others in twins.values():
        leading = near.get(head, Duplicate(head, head, 1.0))
        found += [Duplicate(other, leading.leading_document_id, leading.similarity) for other in others]
    return sorted(found, key=lambda duplicate: duplicate.document_id)


def _near(ranked: Sequence[tuple[str, str]]) -> Iterator[Duplicate]:
    """Links between texts that differ in some words; leaders come before their followers in `ranked`."""
    index = MinHashLSH(num_perm=_ROWS * _BANDS, params=(_BANDS, _ROWS))
    leaders: dict[int, _Leader] = {}
    for rank, (document_id, text) in enumerate(ranked):
        words = words_of(text)
        if not _FEWEST_WORDS <= len(words) <= _MOST_WORDS:
            continue
        shingles = _shingle_hashes(words)
        sketch = _sketch(shingles)
        document = _Leader(document_id, text, shingles, sketch.hashvalues)
        if best := _best(document, [leaders[known] for known in sorted(index.query(sketch))]):
            yield best
        else:
            index.insert(rank, sketch, check_duplication=False)
            leaders[rank] = document


def _best(document: _Leader, candidates: Sequence[_Leader]) -> Duplicate | None:
    """The link to the most similar of the likeliest candidates that is no other document, if there is one."""
    if not candidates:
        return None
    differing = (np.stack([other.sketch for other in candidates]) != document.sketch).sum(axis=1)
    likeliest = [candidates[place] for place in np.argsort(differing, kind="stable")[:_MOST_CANDIDATES]]
    alike = [(found, other) for other in likeliest if (found := _similarity(document.shingles, other.shingles))]
    own = wording(document.text) if alike else None
    for similarity, leader in sorted(alike, key=lambda pair: (-pair[0], -len(pair[1].text), pair[1].document_id)):
        if own and not differ(wording(leader.text), own):
            return Duplicate(document.document_id, leader.document_id, round(similarity, 4))
    return None


def _similarity(one: Hashes, other: Hashes) -> float:
    """Jaccard similarity of two sets of shingles; 0 when it is too little to be the same text."""
    # Both are sorted: looking the ones up among the others takes half the time of `intersect1d`, which sorts anew.
    places = np.searchsorted(other, one)
    common = int(np.count_nonzero(other[np.minimum(places, len(other) - 1)] == one))
    jaccard = common / (len(one) + len(other) - common)
    contained = common / min(len(one), len(other))
    return jaccard if jaccard >= _LEAST_JACCARD and contained >= _LEAST_CONTAINMENT else 0.0


def _shingle_hashes(words: Sequence[str]) -> Hashes:
    """The set of 5-word sequences as sorted 64-bit hashes: 8 bytes each, where a set of strings takes a hundred."""
    codes = np.fromiter(map(_code, words), np.uint64, len(words))
    windows = np.lib.stride_tricks.sliding_window_view(codes, SHINGLE)
    mixed = (windows * _MIXERS).sum(axis=1, dtype=np.uint64)
    return np.unique(mixed ^ (mixed >> np.uint64(29)))


@lru_cache(maxsize=1 << 16)
def _code(word: str) -> int:
    return zlib.crc32(word.encode()) + 1


def _sketch(shingles: Hashes) -> MinHash:
    sketch = _BLANK.copy()
    short = (shingles >> np.uint64(32)).astype(np.uint32)
    for start in range(0, len(short), _CHUNK):
        sketch.update_batch(short[start : start + _CHUNK])
    return sketch

"""People's judgements, and what registers say, on the names as this corpus compares them.

What belongs here: going from written names to profiles, over other judgements too, and telling which of them speak of
nobody. What does not: the file (`judgements`), what contradicts (`contradictions`), grouping (`clustering`).
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from orchestration.records import MentionKind
from orchestration.resolution.clustering import JUDGED, LISTED, Pair
from orchestration.resolution.contradictions import Place, Placed, Ties, refuse_contradictions
from orchestration.resolution.curation import Curation
from orchestration.resolution.judgements import LISTED_ON, Judgement, Judgements, Side
from orchestration.resolution.profiles import written_key

# For each name (kind, key): the documents that it stands in, and the profile that it belongs to there.
Bearers = Mapping[tuple[MentionKind, str], Collection[tuple[str, str]]]


def placed(judgements: Iterable[Judgement], curation: Curation, acronyms: Mapping[str, str]) -> list[Placed]:
    """What each judgement speaks of; `acronyms` have one long form in the corpus."""

    def place(kind: MentionKind, side: Side) -> Place:
        return Place(kind, written_key(kind, curation.called(kind, side.name), acronyms), side.document_id)

    return [Placed(said, place(said.kind, said.left), place(said.kind, said.right)) for said in judgements]


@dataclass(frozen=True, slots=True)
class Decided:
    """What people said, what registers say, and which places are one by people's word."""

    said: Sequence[Placed] = ()
    listed: Sequence[Placed] = ()
    ties: Ties = field(default_factory=lambda: Ties(()))

    @classmethod
    def of(cls, judgements: Judgements, curation: Curation, acronyms: Mapping[str, str]) -> Decided:
        """What the judgements say in this corpus.

        Raises CurationError when they contradict each other here: two spellings that the corpus takes for one name.
        """
        said = placed(judgements.all, curation, acronyms)
        return cls(said, placed(judgements.listed, curation, acronyms), refuse_contradictions(said))

    @property
    def documents(self) -> frozenset[tuple[str, str]]:
        """The (name key, document) that were singled out."""
        return frozenset((place.key, place.document_id) for place in self._places() if place.document_id)

    @property
    def names(self) -> frozenset[tuple[MentionKind, str]]:
        """The names (kind, key) that are spoken of."""
        return frozenset((place.kind, place.key) for place in self._places())

    def pairs(self, kind: MentionKind, bearers: Bearers) -> list[Pair]:
        """The word of people and registers on pairs of profiles, sorted; also over names between that nobody bears."""
        found: dict[tuple[str, str], Pair] = {}
        of_kind = [row for row in self.said if row.one.kind == kind]
        same = [row for row in of_kind if row.judgement.verdict == "same"]
        different = [row for row in of_kind if row.judgement.verdict == "different"]
        listed = [row for row in self.listed if row.one.kind == kind]
        for rows, weight, ties in ((listed, LISTED, Ties(listed)), (same, JUDGED, self.ties)):
            for pair in _one(rows, weight, ties, bearers):
                found[pair.left, pair.right] = pair
        for pair in self._two(different, bearers):
            found[pair.left, pair.right] = pair
        return [found[ends] for ends in sorted(found)]

    def idle(self, bearers: Bearers) -> list[Judgement]:
        """The judgements of which one side is nobody whom a document names."""
        return [row.judgement for row in self.said if not all(_bearers_of([p], bearers) for p in (row.one, row.other))]

    def is_decided(self, one: Place, other: Place) -> bool:
        """Whether people's answers, or what follows from them, say what two places are; unsure is an answer."""
        mine, theirs = self._with_whole_name(one), self._with_whole_name(other)
        if any(place in self.ties.group(mate) for mate in mine for place in theirs):
            return True
        ends = (
            {place for mate in mine for place in self.ties.group(mate)},
            {place for mate in theirs for place in self.ties.group(mate)},
        )
        return any(
            (row.one in ends[0] and row.other in ends[1]) or (row.one in ends[1] and row.other in ends[0])
            for row in self.said
            if row.judgement.verdict != "same"
        )

    def _places(self) -> Iterator[Place]:
        return (place for row in (*self.said, *self.listed) for place in (row.one, row.other))

    def _with_whole_name(self, place: Place) -> tuple[Place, Place]:
        return place, place._replace(document_id="")

    def _two(self, rows: Iterable[Placed], bearers: Bearers) -> Iterator[Pair]:
        for row in rows:
            one, other = (
                set(_bearers_of({near for p in self.ties.spread(place) for near in self.ties.group(p)}, bearers))
                for place in (row.one, row.other)
            )
            # "Here it is another one than wherever it stands": elsewhere is all but here.
            (other if row.one.document_id else one).difference_update(one & other)
            for left, right in itertools.product(sorted(one), sorted(other)):
                yield Pair(min(left, right), max(left, right), -JUDGED, (_why(row.judgement),))


def _one(rows: Sequence[Placed], weight: float, ties: Ties, bearers: Bearers) -> Iterator[Pair]:
    """Each name's first profile with its others, and with the first of every other name that is one with it."""
    by_group: dict[frozenset[Place], list[Placed]] = {}
    for row in rows:
        by_group.setdefault(ties.group(row.one), []).append(row)
    for group, said in by_group.items():
        names = {
            key: profiles
            for key in sorted({place.key for place in group})
            if (profiles := _bearers_of([place for place in group if place.key == key], bearers))
        }
        for key, (first, *others) in names.items():
            for other in others:
                yield Pair(first, other, weight, (_why_of(said, {key}),))
        for one, other in itertools.combinations(names, 2):
            ends = sorted((names[one][0], names[other][0]))
            yield Pair(ends[0], ends[1], weight, (_why_of(said, {one, other}),))


def _bearers_of(places: Iterable[Place], bearers: Bearers) -> list[str]:
    return sorted(
        {
            profile
            for place in places
            for document, profile in bearers.get((place.kind, place.key), ())
            if place.document_id in ("", document)
        }
    )


def _why_of(rows: Sequence[Placed], keys: Collection[str]) -> str:
    """The judgement on just these names, else the first that speaks of one of them."""
    named = [({row.one.key, row.other.key}, row.judgement) for row in rows]
    exact = [judgement for found, judgement in named if found == set(keys)]
    return _why((exact or [judgement for found, judgement in named if found & set(keys)])[0])


def _why(judgement: Judgement) -> str:
    if judgement.decided_on == LISTED_ON:
        return f"one entry of {judgement.decided_by}"
    return f"judged {judgement.verdict} by {judgement.decided_by} on {judgement.decided_on}"

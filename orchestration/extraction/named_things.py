"""Names of products and programmes as rows, and the programme that a purchase belongs to.

What belongs here: which decided names are published as things, where they stand, what a contract takes from them.
What does not: the clues (`things`), the decision whether a name is a person's or an organisation's (`decisions`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from orchestration.extraction.clues import Passage
from orchestration.extraction.decisions import Decision, Key
from orchestration.extraction.surface import WordTrie
from orchestration.extraction.vocabulary import is_common
from orchestration.records import ContractClaim, Mention, NamedThing, ThingKind, stable_id

_SUREST = 0.95


def place_things(passage: Passage, decisions: Iterable[Decision], mentions: Sequence[Mention]) -> list[NamedThing]:
    """Every place where the name of a thing stands and no mention does, in order."""
    things = {decision.key: decision for decision in decisions if decision.thing_kind is not None}
    if not things:
        return []
    taken = {char for mention in mentions for char in range(mention.start_char, mention.end_char)}
    found = [
        thing
        for first, last, key in _occurrences(passage, things)
        if (kind := things[key].thing_kind) is not None
        for thing in [_thing(passage, first, last, things[key], kind)]
    ]
    return [thing for thing in found if taken.isdisjoint(range(thing.start_char, thing.end_char))]


def _occurrences(passage: Passage, things: dict[Key, Decision]) -> Iterator[tuple[int, int, Key]]:
    trie: WordTrie[Key] = WordTrie()
    for key in things:
        trie.add(key, key)
    end = 0
    for index in passage.where(trie.openings):
        hit = trie.longest(passage.folded, index, passage.joined) if index >= end else None
        if hit is not None and _stands_as_name(passage, index, hit[0], things[hit[1]]):
            end = hit[0]
            yield index, *hit


def _stands_as_name(passage: Passage, first: int, last: int, decision: Decision) -> bool:
    """Whether the words are the name there: written with a capital that an ordinary word does not owe to its place."""
    if first in decision.told_at:
        return True
    is_word = last - first == 1 and is_common(passage.words[first].text)
    return passage.cap(first) and not (is_word and passage.words[first].opens)


def _thing(passage: Passage, first: int, last: int, decision: Decision, kind: ThingKind) -> NamedThing:
    reading = passage.reading
    start, end = passage.words[first].start, passage.words[last - 1].end
    document_id = reading.document.document_id
    named = reading.surface(passage.words[decision.span[0]].start, passage.words[decision.span[1] - 1].end)
    return NamedThing(
        thing_id=stable_id("thi", document_id, start, end),
        document_id=document_id,
        start_char=start,
        end_char=end,
        surface_text=reading.surface(start, end),
        name=" ".join(named.split()),
        kind=kind,
        rule=decision.rule,
        confidence=round(min(_SUREST, 0.3 + 0.15 * decision.score), 2),
    )


def with_programmes(claims: Iterable[ContractClaim], things: Sequence[NamedThing]) -> list[ContractClaim]:
    """Each claim with the programme that its words name, where they name exactly one."""
    programmes = [thing for thing in things if thing.kind == "programme"]
    return [replace(claim, programme=_programme(claim, programmes)) for claim in claims]


def _programme(claim: ContractClaim, programmes: Sequence[NamedThing]) -> str | None:
    named = {p.name for p in programmes if claim.start_char <= p.start_char and p.end_char <= claim.end_char}
    return next(iter(named)) if len(named) == 1 else None

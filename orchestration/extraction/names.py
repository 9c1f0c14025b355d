"""The fullest form by which a document calls somebody: surname to full name, acronym to long form.

What belongs here: which decided names of one document are the same one. What does not: what a name is (`decisions`),
who is the same across documents (the resolution). Two people who share a surname keep it as it stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import permutations

from orchestration.extraction import lexicon
from orchestration.extraction.acronyms import Pair, is_acronym
from orchestration.extraction.clues import Passage
from orchestration.extraction.decisions import Decision, Key
from orchestration.extraction.persons import given_names
from orchestration.extraction.surface import fold

# "Ier", "II", "XVI": a number after a given name.
_REGNAL = re.compile(r"ier|ire|[ivx]+")
_SHORTEST_SURNAME = 3
# So many people of one surname and initial are a list of names, not spellings of one.
_MOST_ALIKE = 10


@dataclass(frozen=True, slots=True)
class Naming:
    """A decided name with its fullest form and, for an organisation, its acronym."""

    decision: Decision
    name: str
    acronym: str | None = None


def name_decisions(passage: Passage, decisions: list[Decision], pairs: list[Pair]) -> dict[Key, Naming]:
    """Every name to look for in the text, with the fullest form of the one it names."""
    organisations = {d.key: d for d in decisions if d.kind == "organisation"}
    organisations.update(_acronyms_of(passage, organisations, decisions, pairs))
    namings = _name_organisations(passage, list(organisations.values()), pairs)
    refused = {d.key for d in decisions if d.kind == "neither" and d.refused}
    people = {d.key: d for d in decisions if d.kind == "actor"}
    for key, naming in _name_people(passage, people).items():
        if key in people or (key not in namings and key not in refused):
            namings[key] = naming
    return namings


def _acronyms_of(
    passage: Passage, organisations: dict[Key, Decision], decisions: list[Decision], pairs: list[Pair]
) -> Iterator[tuple[Key, Decision]]:
    """Acronyms that the document gives for an organisation are organisations, whatever else they look like."""
    people = {d.key for d in decisions if d.kind == "actor"}
    for long_form, acronym in pairs:
        long, short = passage.key(*long_form), passage.key(*acronym)
        if long in organisations and short not in organisations and short not in people:
            yield short, replace(organisations[long], key=short, span=acronym, rule="acronym_pair", acronym=None)


def _surface(passage: Passage, span: tuple[int, int]) -> str:
    start, end = passage.words[span[0]].start, passage.words[span[1] - 1].end
    return " ".join(passage.reading.surface(start, end).split())


def _name_people(passage: Passage, people: dict[Key, Decision]) -> dict[Key, Naming]:
    shorter = _short_forms(people)
    fullest = {key: _fullest(key, shorter) for key in people}
    named = {key: Naming(people[key], _surface(passage, people[top].span)) for key, top in fullest.items()}
    for short, longer in shorter.items():
        tops = {fullest[key] for key in longer}
        if short in named or not _is_surname(short):
            continue
        base = people[min(longer)]
        name = _surface(passage, people[next(iter(tops))].span) if len(tops) == 1 else _shared(passage, base, short)
        named[short] = Naming(replace(base, key=short, rule="surname"), name)
    return named


def _shared(passage: Passage, decision: Decision, short: Key) -> str:
    """A surname that several people bear, as written at the end of one of their names."""
    _, last = decision.span
    return _surface(passage, (max(decision.span[0], last - len(short)), last))


def _is_surname(short: Key) -> bool:
    """Whether the end of a full name may stand for its bearer: no particle alone, no given name, no initial."""
    particles = lexicon.words("fr", "name_particles") | {"la", "le"}
    if len(short) > 1:
        return short[0] not in given_names() and not all(word in particles for word in short)
    return len(short[0]) >= _SHORTEST_SURNAME and short[0] not in given_names() and short[0] not in particles


def _short_forms(people: dict[Key, Decision]) -> dict[Key, set[Key]]:
    """From each way of writing a person in fewer words to the fuller names it may stand for."""
    shorter: dict[Key, set[Key]] = defaultdict(set)
    for key in people:
        for cut in range(1, len(key)):
            shorter[key[cut:]].add(key)
        for end in range(1, len(key)):
            if all(word in given_names() for word in key[:end]):
                shorter[key[:end]].add(key)
        if _surname_first(key):
            shorter[key[:1]].add(key)
        if len(key) > 1:
            shorter[("".join(word[0] for word in key),)].add(key)
    for key, other in _spelt_alike(people):
        shorter[key].add(other)
    for key in people:
        if _REGNAL.fullmatch(key[-1]) and (others := shorter[key[:-1]] - {key}):
            shorter[key] |= others
            shorter[key[:-1]].discard(key)
    return shorter


def _spelt_alike(people: dict[Key, Decision]) -> Iterator[tuple[Key, Key]]:
    """Pairs (form, fuller or earlier form): hyphens, order, initials for given names; never another spelling."""
    similar: dict[tuple[str, ...], list[Key]] = defaultdict(list)
    for key in people:
        for signature in _signatures(" ".join(key).split()):
            similar[signature].append(key)
    for keys in similar.values():
        for key, other in permutations(keys[:_MOST_ALIKE], 2):
            if _stands_for(key, other, people):
                yield key, other


def _signatures(words: list[str]) -> Iterator[tuple[str, ...]]:
    """What two ways of writing one name share: its words in any order, its initial and surname."""
    yield tuple(sorted(words))
    yield (words[0][0], *words[1:])


def _stands_for(key: Key, other: Key, people: dict[Key, Decision]) -> bool:
    ours, theirs = " ".join(key).split(), " ".join(other).split()
    preferred = people[key].span > people[other].span
    if ours == theirs:
        return preferred
    if _surname_first(key) and ours[1:] + ours[:1] == theirs:
        return True
    if len(ours) < 2 or len(theirs) < 2:
        return False
    return ours[0].endswith(".") and ours[1:] == theirs[1:] and not theirs[0].endswith(".")


def _surname_first(key: Key) -> bool:
    """Whether a name is written as in registers, "LAMBRECHT Sylvie"."""
    return len(key) == 2 and key[1] in given_names() and key[0] not in given_names()


def _fullest(key: Key, shorter: dict[Key, set[Key]]) -> Key:
    """The one fullest name that `key` may stand for; `key` itself when two different people share it."""
    seen = {key}
    while True:
        longer = shorter.get(key, set()) - seen
        tops = {one for one in longer if not (shorter.keys() & {one} and shorter[one] & longer)}
        if len(tops) != 1:
            return key
        (key,) = tops
        seen.add(key)


def _name_organisations(passage: Passage, decisions: list[Decision], pairs: list[Pair]) -> dict[Key, Naming]:
    decided = {d.key: d for d in decisions}
    acronyms = {
        d.key: d.acronym for d in decisions if d.acronym and not is_acronym("".join(_surface(passage, d.span).split()))
    }
    longer = dict(_longer_forms(decided))
    for key, acronym in acronyms.items():
        if (fold(acronym),) in decided:
            longer.setdefault((fold(acronym),), key)
    for long_span, short_span in pairs:
        long, short = passage.key(*long_span), passage.key(*short_span)
        if long in decided and short in decided:
            longer[short] = long
            acronyms[long] = _surface(passage, short_span)
    named = {}
    for key, decision in decided.items():
        top = _follow(key, longer)
        kind = decided[top].organisation_kind
        better = replace(
            decision, organisation_kind=kind if kind not in {None, "other"} else decision.organisation_kind
        )
        named[key] = Naming(better, _surface(passage, decided[top].span), acronyms.get(top))
    return named


def _follow(key: Key, longer: dict[Key, Key]) -> Key:
    seen = {key}
    while key in longer and longer[key] not in seen:
        key = longer[key]
        seen.add(key)
    return key


def _longer_forms(decided: Iterable[Key]) -> Iterator[tuple[Key, Key]]:
    """("haute autorite") to the one longer name that it opens; an article or an announcing noun set aside."""
    opened: dict[Key, set[Key]] = defaultdict(set)
    keys = set(decided)
    for key in keys:
        for end in range(2, len(key)):
            opened[key[:end]].add(key)
        if (key[0] in {"l'", "le", "la", "les"} and key[1:] in keys) or (
            lexicon.table("fr", "organisation_labels").get(key[0]) == "company" and key[1:] in keys
        ):
            yield key[1:], key
    for key in sorted(keys):
        if len(opened.get(key, ())) == 1:
            yield key, next(iter(opened[key]))

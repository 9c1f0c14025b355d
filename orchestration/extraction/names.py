"""The fullest form by which a document calls somebody: surname to full name, acronym to long form.

What belongs here: which decided names of one document are the same one. What does not: what a name is (`decisions`),
who is the same across documents (the resolution). Two people who share a surname keep it as it stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import permutations

from orchestration import lexicon
from orchestration.extraction.acronyms import Pair, is_acronym
from orchestration.extraction.clues import Passage
from orchestration.extraction.decisions import Decision, Key
from orchestration.extraction.persons import PartOfName, given_names, is_honorific
from orchestration.extraction.surface import fold, fold_words
from orchestration.extraction.vocabulary import is_common

# "Ier", "II", "XVI": a number after a given name.
_REGNAL = re.compile(r"ier|ire|[ivx]+")
_SHORTEST_SURNAME = 3
# So many people of one surname and initial are a list of names, not spellings of one.
_MOST_ALIKE = 10
# Rules by which a text gives an organisation a name of its own.
_OWN_NAME = frozenset({"announced", "known_name", "head_noun", "legal_form", "acronym_pair", "contract_party"})


@dataclass(frozen=True, slots=True)
class Naming:
    """A decided name with its fullest form and, for an organisation, its acronym."""

    decision: Decision
    name: str
    acronym: str | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """The names to look for in a text, and those that stand at one place for somebody else than elsewhere."""

    everywhere: dict[Key, Naming]
    placed: dict[int, tuple[int, Naming]]
    # The ends of people's names: a shorter form of each stands for one of them.
    surnames: frozenset[Key]


def name_decisions(passage: Passage, decisions: list[Decision], pairs: list[Pair], parts: list[PartOfName]) -> Names:
    """Every name to look for in the text, with the fullest form of the one it names."""
    organisations = {d.key: d for d in decisions if d.kind == "organisation"}
    organisations.update(_acronyms_of(passage, organisations, decisions, pairs))
    namings = _name_organisations(passage, list(organisations.values()), pairs)
    refused = {d.key for d in decisions if d.kind == "neither" and d.refused}
    people = {d.key: d for d in decisions if d.kind == "actor"}
    seconds = {d.key: d.second for d in decisions if d.second is not None}
    namesakes = {key: second for key, second in seconds.items() if second.kind == "actor"}
    named = _name_people(passage, people | namesakes)
    in_parts = dict(_placed_parts(passage, named, parts))
    _complete(passage, named, parts)
    for key, naming in named.items():
        if key in people or (key not in namings and key not in refused and key not in namesakes):
            namings[key] = naming
    placed = {}
    for key, second in seconds.items():
        naming = named[key] if second.kind == "actor" else Naming(second, _surface(passage, second.span))
        placed.update({at: (at + len(key), naming) for at in second.told_at})
    placed.update(in_parts)
    placed.update(_placed_by_title(passage, people | namesakes, named))
    surnames = frozenset(key[cut:] for key in people for cut in range(1, len(key)))
    return Names(namings, placed, surnames)


def _complete(passage: Passage, named: dict[Key, Naming], parts: list[PartOfName]) -> None:
    """Give a name that stands in parts as a whole, wherever no fuller one bears the part."""
    wholes: dict[Key, set[str]] = defaultdict(set)
    for part in parts:
        wholes[passage.key(part.first, part.last)].add(part.name)
    for key, names in wholes.items():
        own = key in named and len(fold_words(named[key].name)) == len(key)
        if own and len(names) == 1:
            named[key] = replace(named[key], name=next(iter(names)))


def _placed_parts(
    passage: Passage, named: dict[Key, Naming], parts: list[PartOfName]
) -> Iterator[tuple[int, tuple[int, Naming]]]:
    """Each part of a name where it stands: two people of one surname may fill a form."""
    for part in parts:
        naming = named.get(passage.key(part.first, part.last))
        whole = named.get(fold_words(part.name))
        if whole is not None:
            yield part.first, (part.last, whole)
        elif naming is not None and len(fold_words(naming.name)) == part.last - part.first:
            yield part.first, (part.last, replace(naming, name=part.name))


def _acronyms_of(
    passage: Passage, organisations: dict[Key, Decision], decisions: list[Decision], pairs: list[Pair]
) -> Iterator[tuple[Key, Decision]]:
    """Acronyms that the document gives for an organisation are organisations, whatever else they look like."""
    people = {d.key for d in decisions if d.kind == "actor"}
    for long_form, acronym in pairs:
        long, short = passage.key(*long_form), passage.key(*acronym)
        if long in organisations and short not in organisations and short not in people:
            yield short, replace(organisations[long], key=short, span=acronym, rule="acronym_pair", acronym=None)


def _placed_by_title(
    passage: Passage, people: dict[Key, Decision], named: dict[Key, Naming]
) -> Iterator[tuple[int, tuple[int, Naming]]]:
    """A shared surname behind "M." or "Mme" is that of the only bearer whose given name is of that gender."""
    bearers: dict[Key, list[Key]] = defaultdict(list)
    for key in people:
        if len(key) > 1 and key[0] in given_names():
            bearers[key[1:]].append(key)
    shared = {surname: keys for surname, keys in bearers.items() if len(keys) > 1}
    for index in passage.where({surname[0] for surname in shared}) if shared else ():
        for surname, keys in shared.items():
            last = index + len(surname)
            if passage.key(index, last) == surname and index > 0 and is_honorific(passage.words[index - 1].text):
                bearer = _only_bearer(keys, _title_gender(passage.folded[index - 1]))
                if bearer is not None and bearer in named:
                    yield index, (last, named[bearer])


def _only_bearer(keys: list[Key], gender: str) -> Key | None:
    """The one of that gender; nobody where the gender of any of them is not known."""
    genders = {key: _given_genders().get(key[0], "") for key in keys}
    fitting = [key for key in keys if genders[key] == gender]
    return fitting[0] if gender and all(genders.values()) and len(fitting) == 1 else None


@cache
def _given_genders() -> dict[str, str]:
    return {fold(name): gender for name, gender in lexicon.table("fr", "given_name_gender").items()}


@cache
def _titles() -> dict[str, str]:
    rows = lexicon.rows("fr", "function_words")
    return {fold(word): category[0] for word, category, *_ in rows if category in {"masculine", "feminine"}}


def _title_gender(folded: str) -> str:
    """What a title of address shows of its bearer: "m", "f" or nothing."""
    return _titles().get(folded, "") or _titles().get(folded.rstrip("."), "")


def _surface(passage: Passage, span: tuple[int, int]) -> str:
    return passage.written(*span)


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
    longer = dict(_longer_forms(passage, decided))
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


def _longer_forms(passage: Passage, decided: dict[Key, Decision]) -> Iterator[tuple[Key, Key]]:
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
    yield from _called_by_first_word(passage, decided)


def _called_by_first_word(passage: Passage, decided: dict[Key, Decision]) -> Iterator[tuple[Key, Key]]:
    """("orbanne",) to ("orbanne", "space") that comes first; "le groupe Orbanne" would be another, its parent."""
    longer: dict[Key, list[Key]] = defaultdict(list)
    for key in decided:
        if len(key) > 1:
            longer[key[:1]].append(key)
    for key, names in longer.items():
        if len(names) == 1 and key in decided and decided[key].rule not in _OWN_NAME:
            name, short = names[0], _surface(passage, decided[key].span)
            if decided[name].span < decided[key].span and not is_common(short) and not is_acronym(short):
                yield key, name

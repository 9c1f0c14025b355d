"""What is compared: the appearances of one name that their own documents already show to be one, as a row of columns.

What belongs here: grouping appearances of one name, and the columns that the models' conditions use. What does not: the
weights (`model`) and the decisions (`clustering`). A name that thousands of documents bear is a few dozen rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from orchestration import lexicon
from orchestration.records import MentionKind, OrganisationKind, stable_id
from orchestration.resolution.appearances import Appearance
from orchestration.resolution.names import folded
from orchestration.resolution.organisation_names import organisation_key, organisation_name
from orchestration.resolution.person_names import PersonName, gender_of, person_name

# A name with more appearances than this is compared by offices; those without any are one row together.
APART_UP_TO = 20
# Longer lists say nothing more, and cost memory. The first in their order are kept: so lists of parts can be joined.
LIST_LIMIT = 60

# In a shorter key a letter makes another name; as in organisations.yml.
TOLD_BY_A_LETTER = 6

# What a row gathers from each of its appearances; all else follows from the name.
GATHERED: Mapping[MentionKind, tuple[str, ...]] = {
    "actor": (
        *("generations", "titles", "specific", "local_offices", "fields", "strange_fields"),
        *("organisations", "beside", "documents"),
    ),
    "organisation": ("other_keys", "numbers", "people", "companions", "documents"),
}

Key = tuple[MentionKind, str]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Profile:
    """Appearances that are compared as one; `row` holds the columns of the model of its kind."""

    profile_id: str
    kind: MentionKind
    name_key: str
    appearances: tuple[Appearance, ...]
    row: Row


def profiles(
    appearances: Sequence[Appearance],
    acronyms: Mapping[str, str],
    shared: Collection[str] = (),
    judged: Collection[tuple[str, str]] = (),
    counts: Mapping[Key, int] | None = None,
) -> list[Profile]:
    """Group appearances by name, then by what their documents say; sorted by id.

    `acronyms` have one long form in the corpus, `shared` ones have several.
    `judged` are the (name key, document) on which people have decided: each stays a row of its own.
    `counts` says how many appearances each name has in the corpus, when these are not all.
    """
    named = [(a.kind, written_key(a.kind, a.name, acronyms)) for a in appearances]
    totals = counts or Counter(named)
    groups: dict[tuple[MentionKind, str, str], list[Appearance]] = defaultdict(list)
    for appearance, (kind, key) in zip(appearances, named, strict=True):
        is_alone = (key, appearance.document_id) in judged
        sign = appearance.document_id if is_alone else _sign(appearance, totals[kind, key], acronyms)
        groups[kind, key, sign].append(appearance)
    made = []
    for (kind, key, sign), group in groups.items():
        row = _actor_row(key, group, acronyms) if kind == "actor" else _organisation_row(key, group, acronyms, shared)
        profile_id = stable_id("pro", kind, key, sign)
        made.append(Profile(profile_id, kind, key, tuple(group), {"unique_id": profile_id, **row}))
    return sorted(made, key=lambda profile: profile.profile_id)


def joined(kind: MentionKind, one: Row, other: Row) -> Row:
    """The row of all the appearances of two rows of one profile: the same as if they had been gathered at once."""
    row = {
        **one,
        **{column: _limited([*one[column], *other[column]]) for column in GATHERED[kind]},
        "first_year": _first(min, one["first_year"], other["first_year"]),
        "last_year": _first(max, one["last_year"], other["last_year"]),
    }
    if kind == "actor":
        return row | {"companions": _apart_from(row["beside"], row["organisations"])}
    kinds = Counter(dict(one["kinds"])) + Counter(dict(other["kinds"]))
    ends = {column: _first(min, one[column], other[column]) for column in ("acronym_key", "former_key", "number")}
    return row | ends | _voted(kinds)


def written_key(kind: MentionKind, written: str, acronyms: Mapping[str, str]) -> str:
    """The key that appearances of one written name share."""
    if kind == "organisation":
        return organisation_key(written, acronyms)
    name = person_name(written)
    return " ".join((*name.given, "/", *name.family, *(("/", name.generation) if name.generation else ())))


def _sign(appearance: Appearance, count: int, acronyms: Mapping[str, str]) -> str:
    """Appearances of one sign are one row: one registered number, one organisation of the office, or one document."""
    if appearance.number:
        return appearance.number
    if count <= APART_UP_TO:
        return appearance.document_id
    if appearance.kind == "organisation":
        return appearance.organisation_kind or ""
    served = sorted({_core(office.organisation, acronyms) for office in appearance.offices if office.organisation})
    return served[0] if served else ""


def _actor_row(key: str, members: Sequence[Appearance], acronyms: Mapping[str, str]) -> Row:
    name = person_name(members[0].name)
    titles = {_plain_title(office.title) for member in members for office in member.offices} - {""}
    words = {word for title in titles for word in title.split()}
    fields = {_fields()[title.split()[0]] for title in titles if title.split()[0] in _fields()}
    organisations = _limited(_core(o.organisation, acronyms) for m in members for o in m.offices if o.organisation)
    generations = {name.generation, *(words & _generations())} - {""}
    return {
        "name_key": key,
        "given": list(name.given),
        "given_text": "".join(name.given),
        "gender": gender_of(name.given[0]) if name.given else "",
        "family": "".join(name.family),
        "families": list(name.family),
        "generations": sorted(generations),
        "titles": _limited(titles),
        "specific": _limited(word for word in words if word not in _classed("common") and len(word) > 2),
        "local_offices": sorted(words & _classed("local")),
        "fields": sorted(fields),
        "strange_fields": sorted({other for field in fields for other in _strange().get(field, ())}),
        "organisations": organisations,
        "beside": (beside := _limited(_companions(members, acronyms))),
        "companions": _apart_from(beside, organisations),
        "is_weak": all(len(part) == 1 for part in name.given),
        **_time_and_place(members),
        **_name_blocks(name),
    }


def _organisation_row(
    key: str, members: Sequence[Appearance], acronyms: Mapping[str, str], shared: Collection[str]
) -> Row:
    names = [organisation_name(name, acronyms) for name in {member.name for member in members}]
    core = names[0].core
    formers = sorted({name.former for name in names if name.former})
    acronyms_of = sorted({organisation_key(m.acronym) for m in members if m.acronym} - {key})
    numbers = sorted({m.number for m in members if m.number})
    kinds: Counter[OrganisationKind] = Counter(
        m.organisation_kind for m in members if m.organisation_kind and m.organisation_kind != "other"
    )
    return {
        "name_key": key,
        "words": key.split(),
        "core": list(core),
        "core_text": " ".join(core),
        "other_keys": _limited([*acronyms_of, *formers]),
        "acronym_key": acronyms_of[0] if acronyms_of else None,
        "former_key": formers[0] if formers else None,
        "is_weak": key in shared,
        "people": _limited(_person(officer) for member in members for officer in member.officers),
        "companions": _limited(_person(person) for member in members for person in member.people),
        **_voted(kinds),
        "digits": "".join(ch for ch in key if ch.isdigit()),
        "numbers": numbers,
        "number": numbers[0] if numbers else None,
        "key_length": len(key),
        "spellings": _spellings(key),
        "first_core": core[0],
        "last_core": core[-1],
        **_time_and_place(members),
    }


def _voted(kinds: Mapping[OrganisationKind, int]) -> Row:
    """The kind that most appearances give, and the votes."""
    first = min(kinds, key=lambda kind: (-kinds[kind], kind)) if kinds else ""
    return {"kind": first, "kinds": sorted(kinds.items())}


def _apart_from(beside: Sequence[str], organisations: Sequence[str]) -> list[str]:
    served = {f"o {firm}" for firm in organisations}
    return [neighbour for neighbour in beside if neighbour not in served]


def _first(choose: Callable[[list[Any]], Any], *values: Any) -> Any:
    known = [value for value in values if value is not None]
    return choose(known) if known else None


def _time_and_place(members: Sequence[Appearance]) -> Row:
    years = [member.year for member in members if member.year]
    return {
        "documents": _limited(member.document_id for member in members),
        "first_year": min(years) if years else None,
        "last_year": max(years) if years else None,
    }


def _name_blocks(name: PersonName) -> Row:
    given, family = "".join(name.given), "".join(name.family)
    return {
        "initial": given[:1],
        "opening": given[:3],
        "family_start": family[:4],
        "family_end": family[-4:],
        "first_family": name.family[0] if name.family else "",
        "last_family": name.family[-1] if name.family else "",
    }


def _spellings(key: str) -> list[str]:
    """The key, and what is left of it without any one letter: keys that differ by a letter share one of these."""
    shorter = (key[:place] + key[place + 1 :] for place in range(len(key)))
    return sorted({key, *shorter}) if len(key) >= TOLD_BY_A_LETTER else []


def _companions(members: Sequence[Appearance], acronyms: Mapping[str, str]) -> set[str]:
    people = {f"p {_person(person)}" for member in members for person in member.people}
    return people | {f"o {_core(firm, acronyms)}" for member in members for firm in member.firms}


def _person(written: str) -> str:
    """A neighbour by last surname and initial: the forms of one name are the same neighbour."""
    name = person_name(written)
    return f"{name.family[-1] if name.family else ''} {name.given[0][0] if name.given else ''}"


def _core(written: str, acronyms: Mapping[str, str]) -> str:
    return " ".join(organisation_name(written, acronyms).core)


def _plain_title(title: str) -> str:
    return " ".join(word for word in folded(title).replace("'", " ").replace("-", " ").split() if len(word) > 2)


def _limited(values: Iterable[str]) -> list[str]:
    return sorted(set(values))[:LIST_LIMIT]


@cache
def _classed(name: str) -> frozenset[str]:
    return frozenset(row[0] for row in _rows("title_words") if row[1] == name)


@cache
def _fields() -> dict[str, str]:
    return {row[0]: row[2] for row in _rows("title_words") if row[2] != "-"}


@cache
def _strange() -> dict[str, frozenset[str]]:
    strange: dict[str, set[str]] = defaultdict(set)
    for one, other in _rows("strange_fields"):
        strange[one].add(other)
        strange[other].add(one)
    return {field: frozenset(others) for field, others in strange.items()}


@cache
def _generations() -> frozenset[str]:
    return frozenset(folded(word) for word in lexicon.words("fr", "generation_words"))


@cache
def _rows(name: str) -> tuple[tuple[str, ...], ...]:
    text = files(__package__).joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return tuple(tuple(column.strip() for column in line.split("\t")) for line in lines)

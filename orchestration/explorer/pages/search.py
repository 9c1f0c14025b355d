"""The search, which is the first page: a box, what it finds, and without a question what the release holds.

What belongs here: `/` and `/search.json`. What does not: the search itself (`explorer.search`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from orchestration.explorer.answers import Answer
from orchestration.explorer.asking import Asked
from orchestration.explorer.pages import Page
from orchestration.explorer.release import OpenRelease
from orchestration.explorer.search.hits import hits
from orchestration.explorer.search.narrowing import FACETS, TYPES, Facet, groups_of
from orchestration.explorer.search.query import Query, parse
from orchestration.explorer.search.searching import PAGE_SIZE, SORTS, Found
from orchestration.explorer.search.searching import search as ask

LIST_LENGTH = 8
# How a reader of a language would write the fields of the examples.
FIELDS = {"fr": ("locuteur", "acheteur", "année", "citation"), "en": ("speaker", "buyer", "year", "quote")}


def search(asked: Asked) -> Answer:
    """What is found, or what there is to be found."""
    query = parse(asked.text("q"))
    chosen = {facet: values for facet in FACETS if (values := asked.many(facet))}
    if query.is_empty and not chosen:
        return _home(asked, query)
    sort = asked.text("sort") if asked.text("sort") in SORTS else SORTS[0]
    found = ask(asked.release, query, chosen, sort, asked.number("page", 1))
    names = hits(asked.release, found.names, query)
    texts = hits(asked.release, found.texts, query)
    return Answer(
        "search.html",
        {
            "query": query,
            "found": found,
            "numbers": found.numbers,
            "names": names,
            "texts": texts,
            "sort": sort,
            "sorts": SORTS,
            "size": PAGE_SIZE,
            "chips": _chips(asked, chosen),
            "all_names": asked.here(type=["actor", "organisation"]),
            "unnarrowed": asked.here(**dict.fromkeys(FACETS)),
            "beginning": _beginning(query, found),
            "toggle": lambda facet, value: _toggled(asked, facet, value),
        },
        {
            "results": [hit.as_row() for hit in (*names, *texts)],
            "facets": _facet_rows(found.facets),
            "counts": [_counted(asked, found)],
        },
    )


def _chips(asked: Asked, chosen: dict[str, list[str]]) -> list[tuple[str, str, str]]:
    """What narrows the results: facet, value, and the address without it."""
    return [(facet, value, _toggled(asked, facet, value)) for facet, values in chosen.items() for value in values]


def _toggled(asked: Asked, facet: str, value: str) -> str:
    chosen = asked.many(facet)
    kept = [one for one in chosen if one != value] if value in chosen else [*chosen, value]
    return asked.here(**{facet: kept})


def _facet_rows(facets: Sequence[Facet]) -> list[dict[str, Any]]:
    return [{"facet": facet.name, **asdict(value)} for facet in facets for value in facet.values]


def _counted(asked: Asked, found: Found) -> dict[str, Any]:
    numbers = found.numbers
    shown = {"names": numbers.names, "texts": numbers.texts, "unranked_texts": numbers.unranked, "page": found.page}
    return {"q": asked.text("q"), "total": numbers.total, **shown}


def _beginning(query: Query, found: Found) -> str:
    """The beginning of a word that nothing was found for, to be searched instead."""
    if found.unnarrowed or len(query.wanted) != 1 or query.wanted[0].is_prefix:
        return ""
    word = query.wanted[0].words[-1]
    return f"{word[: max(3, len(word) - 3)]}*" if len(word) > 3 else ""


def _home(asked: Asked, query: Query) -> Answer:
    release = asked.release
    counts: Counter[str] = Counter()
    for group in groups_of(release).values():
        counts[group["type"]] += group["entry_count"]
    people, bodies = _most_named(release, "actor"), _most_named(release, "organisation")
    return Answer(
        "home.html",
        {
            "query": query,
            "counts": [(kind, counts[kind]) for kind in TYPES],
            "people": people,
            "bodies": bodies,
            "examples": _examples(release, people, bodies, asked.language),
            "span": _span(release),
        },
        {
            "counts": [{"type": kind, "count": counts[kind]} for kind in TYPES],
            "most_named": [*people, *bodies],
        },
    )


def _most_named(release: OpenRelease, kind: str) -> list[dict[str, Any]]:
    return release.rows(
        """
        select entity_id, entity_kind, name, document_count, quote_count
        from search_items
        inner join entities on search_items.item_id = entities.entity_id
        where search_items.entry_id <= 1000 and entities.entity_kind = ? and entities.is_supported
        order by search_items.entry_id
        limit ?""",
        kind,
        LIST_LENGTH,
    )


def _span(release: OpenRelease) -> dict[str, Any]:
    return release.row("select min(published_on) as first_on, max(published_on) as last_on from documents") or {}


def _examples(
    release: OpenRelease, people: list[dict[str, Any]], bodies: list[dict[str, Any]], language: str
) -> list[str]:
    """Searches that find something in this release, one for each way of asking."""
    speaker, buyer, year, quotes = FIELDS[language]
    quoted = max(people, key=lambda row: row["quote_count"] or 0, default=None)
    bought = release.row(
        """
        select entities.name from contract_parties
        inner join entities on contract_parties.organisation_id = entities.entity_id
        where contract_parties.party_role = 'buyer' and entities.is_supported
        group by entities.entity_id order by count(*) desc, entities.entity_id limit 1"""
    )
    span = _span(release)
    found = [
        bodies[0]["name"] if bodies else "",
        f'{speaker}:"{quoted["name"]}"' if quoted and quoted["quote_count"] else "",
        f'{buyer}:"{bought["name"]}"' if bought else "",
        f"{year}:{span['last_on'][:4]} type:{quotes}" if span.get("last_on") else "",
    ]
    return [example for example in found if example and not parse(example).is_empty]


ROUTES = (Page("/", search, export="/search"),)

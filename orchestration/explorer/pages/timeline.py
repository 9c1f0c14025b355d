"""The timeline of an actor, an organisation or a search: what happened when, as precisely as it is known.

What belongs here: what a reader asks of it and what he is shown. What does not: finding and grouping (`timeline`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from orchestration.explorer.answers import Answer
from orchestration.explorer.asking import Asked, NotFound
from orchestration.explorer.entities.proofs import with_proofs
from orchestration.explorer.pages import Page
from orchestration.explorer.release import OpenRelease, Row
from orchestration.explorer.search.narrowing import FACETS, Narrowed, groups_of
from orchestration.explorer.search.query import parse
from orchestration.explorer.timeline.details import TABLES, details
from orchestration.explorer.timeline.grouping import SCALES, Bar, Group, grouped, histogram, within
from orchestration.explorer.timeline.moments import (
    MOST_MATCHES,
    OF_ENTITIES,
    OF_SEARCHES,
    Moment,
    denied,
    of_entity,
    of_search,
)

# Of a group so many moments of each kind, so many groups a page; of a group that is asked for by itself, so many.
MOST_OF_A_KIND, GROUPS_A_PAGE, MOMENTS_A_PAGE = 4, 30, 100
WIDTH, HEIGHT = 960, 120
PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
# What a search is narrowed by where its results are listed; the kind of organisation is of names, which have no date.
CLICKED = tuple(facet for facet in FACETS if facet != "kind")
FINER = {"year": "month", "month": "day"}


def of_one(asked: Asked) -> Answer:
    """The timeline of an actor or organisation."""
    entity_id = asked.path["entity_id"]
    entity = asked.release.row("select entity_id, name from entities where entity_id = ?", entity_id)
    if entity is None:
        raise NotFound(entity_id)
    found = of_entity(asked.release, entity_id)
    shown = {
        "entity": entity,
        "is_asked": True,
        "clicked": {},
        "denied": denied(asked.release, entity_id),
        "left_out": 0,
    }
    return _answer(asked, found, OF_ENTITIES, shown)


def of_words(asked: Asked) -> Answer:
    """The timeline of what a search finds."""
    query = parse(asked.text("q"))
    clicked = {facet: values for facet in CLICKED if (values := asked.many(facet))}
    narrowed = Narrowed(groups_of(asked.release), query.narrowings, clicked)
    wanted = [number for number in narrowed.passing(narrowed.groups) if narrowed.groups[number]["type"] in OF_SEARCHES]
    is_asked = bool(asked.text("q") or clicked)
    found, matches = of_search(asked.release, query.expression(), wanted) if is_asked else ([], 0)
    shown: dict[str, Any] = {
        "entity": None,
        "is_asked": is_asked,
        "denied": 0,
        "left_out": max(matches - MOST_MATCHES, 0),
    }
    listed = [("q", asked.text("q")), *((facet, value) for facet, values in clicked.items() for value in values)]
    shown |= {"clicked": clicked, "notes": query.notes, "listed": f"/?{urlencode(listed)}"}
    shown["unnarrowed"] = asked.here(**dict.fromkeys(clicked))
    return _answer(asked, found, OF_SEARCHES, shown)


def _answer(asked: Asked, found: Sequence[Moment], kinds: Sequence[str], shown: dict[str, Any]) -> Answer:
    by = asked.text("by") if asked.text("by") in SCALES else "year"
    bounds = {name: asked.text(name) if PERIOD.fullmatch(asked.text(name)) else "" for name in ("from", "to")}
    chosen = [kind for kind in kinds if kind in asked.many("kind")] or list(kinds)
    in_time = within(found, bounds["from"], bounds["to"])
    wanted = [moment for moment in in_time if moment.kind in chosen]
    groups = grouped(wanted, by)
    if inside := asked.text("in"):
        groups = [group for group in groups if group.key == inside]
    page = asked.number("page", 1)
    told = _told_groups(asked.release, groups, page, is_alone=bool(inside))
    scale, bars, undrawn = histogram(wanted, by)
    shown |= {
        "bounds": bounds,
        "by": by,
        "finer": FINER.get(by),
        "kinds": {kind: sum(moment.kind == kind for moment in in_time) for kind in kinds},
        "chosen": chosen,
        "inside": inside,
        "groups": told,
        "total": len(wanted),
        "undated": sum(not moment.known for moment in found if moment.kind in chosen),
        "page": page,
        "size": MOMENTS_A_PAGE if inside else GROUPS_A_PAGE,
        "units": sum(len(group.moments) for group in groups) if inside else len(groups),
    }
    shown |= {"bars": _drawn(bars), "scale": scale, "undrawn": undrawn, "width": WIDTH, "height": HEIGHT}
    counts = [{"period": bar.key, "moment_count": bar.count} for bar in bars]
    moments = [_flat(item) for group in told for item in group["items"]]
    return Answer("timeline.html", shown, {"moments": moments, "counts": counts})


def _told_groups(release: OpenRelease, groups: list[Group], page: int, *, is_alone: bool) -> list[Row]:
    """The groups of a page, each with what is told of it and how many more of each kind there are."""
    if is_alone:
        start = (page - 1) * MOMENTS_A_PAGE
        shown = [(group, list(group.moments[start : start + MOMENTS_A_PAGE])) for group in groups]
    else:
        start = (page - 1) * GROUPS_A_PAGE
        shown = [(group, _first_of_each(group.moments)) for group in groups[start : start + GROUPS_A_PAGE]]
    told = details(release, [moment for _, moments in shown for moment in moments])
    for table in {table for table, _ in told} - {"documents"}:
        with_proofs(release, [row for (of, _), row in told.items() if of == table], table, "fact_id", 1)
    return [
        {
            "group": group,
            "count": len(group.moments),
            "items": [_item(moment, told) for moment in moments if (TABLES[moment.kind], moment.fact_id) in told],
            "more": {} if is_alone else _more(group.moments, moments),
        }
        for group, moments in shown
    ]


def _first_of_each(moments: Sequence[Moment]) -> list[Moment]:
    """The first moments of each kind, in their order: many documents must not hide the one contract."""
    seen: Counter[str] = Counter()
    first = []
    for moment in moments:
        seen[moment.kind] += 1
        if seen[moment.kind] <= MOST_OF_A_KIND:
            first.append(moment)
    return first


def _more(moments: Sequence[Moment], told: Sequence[Moment]) -> dict[str, int]:
    left = Counter(moment.kind for moment in moments)
    left.subtract(moment.kind for moment in told)
    return {kind: count for kind, count in left.items() if count}


def _item(moment: Moment, told: dict[tuple[str, str], Row]) -> Row:
    precision = next((name for name, width in SCALES.items() if width == len(moment.known)), None)
    about = {"moment_kind": moment.kind, "event": moment.event, "day": moment.day, "precision": precision}
    return {"evidence": []} | told[TABLES[moment.kind], moment.fact_id] | about


def _flat(item: Row) -> Row:
    """A moment as a row of a file: its date no longer than it is known."""
    width = SCALES.get(item["precision"] or "", 0)
    evidence = item["evidence"] or [{}]
    return {
        "date": (item["day"] or "")[:width],
        "kind": item["moment_kind"],
        "event": item["event"],
        "fact_table": TABLES[item["moment_kind"]],
        "fact_id": item["fact_id"],
        "words": item.get("content") or item.get("subject") or item.get("title") or item.get("value_text") or "",
        "confidence": item["confidence"],
        "evidence_id": evidence[0].get("evidence_id"),
    }


def _drawn(bars: list[Bar]) -> list[Row]:
    """Bars with their places in the picture."""
    most = max((bar.count for bar in bars), default=1)
    step = WIDTH / max(len(bars), 1)
    return [
        {
            "key": bar.key,
            "first_day": f"{bar.key}-01-01"[:10],
            "count": bar.count,
            "x": round(step * place, 2),
            "width": round(max(step - 1, step * 0.8), 2),
            # What is there at all is to be seen.
            "height": round(max(HEIGHT * bar.count / most, 2), 2) if bar.count else 0,
        }
        for place, bar in enumerate(bars)
    ]


ROUTES = (
    Page("/timeline/{entity_id}", of_one),
    Page("/timeline", of_words),
)

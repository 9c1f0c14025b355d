"""The pages of actors and organisations: what the release tells of each, by section.

What belongs here: which sections are on screen, and ids that went. What does not: what sections hold
(`explorer.entities`). A page shows the beginning of every section; with `?section=` it shows one, page by page.
"""

from __future__ import annotations

from typing import Any

from starlette.responses import HTMLResponse, RedirectResponse, Response

from orchestration.explorer.answers import Answer
from orchestration.explorer.asking import Asked, NotFound
from orchestration.explorer.entities import Entity, Listing, find, listing, names_of, proofs_of, reasons_of, sums, trail
from orchestration.explorer.entities.bearer import Kind, Trail
from orchestration.explorer.entities.listing import SHOWN
from orchestration.explorer.pages import Page
from orchestration.explorer.rendering import entity_url, render

REASONS = "reasons"
EVIDENCE = "evidence"
MOST_ROWS = 1000
MOST_REASONS = 500


def actor(asked: Asked) -> Answer | Response:
    """A human being."""
    return _page(asked, "actor")


def organisation(asked: Asked) -> Answer | Response:
    """An organisation."""
    return _page(asked, "organisation")


def _page(asked: Asked, kind: Kind) -> Answer | Response:
    entity_id = asked.path[f"{kind}_id"]
    entity = find(asked.release, kind, entity_id)
    went = trail(asked.release, entity_id)
    if entity is None:
        return _gone(asked, entity_id, went)
    context: dict[str, Any] = {"entity": entity, "went": went}
    section = asked.text("section")
    own = {REASONS: _reasons, EVIDENCE: _evidence}
    if section in own:
        return own[section](asked, entity, context)
    return _section(asked, entity, section, context) if section else _whole(asked, entity, context)


def _whole(asked: Asked, entity: Entity, context: dict[str, Any]) -> Answer:
    """The beginning of every section."""
    all_lists = {name: listing(asked.release, entity, name) for name in names_of(entity.kind)}
    lists = {name: found for name, found in all_lists.items() if found.total}
    reasons = reasons_of(asked.release, entity, SHOWN)
    added = {
        role: sums(asked.release, entity, role) for role in ("buyer", "supplier") if f"contracts_as_{role}" in lists
    }
    tables = {entity.kind: [entity.row], **{name: found.rows for name, found in lists.items()}}
    tables |= {f"sums_as_{role}": rows for role, rows in added.items()}
    shown = {"lists": lists, "sums": added, "reasons": reasons, "most_reasons": SHOWN}
    return Answer(f"{entity.kind}.html", context | shown, tables | {REASONS: reasons})


def _section(asked: Asked, entity: Entity, name: str, context: dict[str, Any]) -> Answer:
    """One section, a page of it; `rows` says how many rows a page has."""
    if name not in names_of(entity.kind):
        raise NotFound(f"section={name}: {', '.join([*names_of(entity.kind), REASONS])}")
    size = asked.number("rows", SHOWN, most=MOST_ROWS)
    found: Listing = listing(asked.release, entity, name, asked.number("page", 1), size)
    return Answer("entities/section.html", context | {"listing": found}, {name: found.rows})


def _reasons(asked: Asked, entity: Entity, context: dict[str, Any]) -> Answer:
    """Why these are one, with all wordings and reasons, the most frequent first."""
    reasons = reasons_of(asked.release, entity, MOST_REASONS)
    shown = {"reasons": reasons, "most_reasons": MOST_REASONS}
    return Answer("entities/reasons.html", context | shown, {REASONS: reasons})


def _evidence(asked: Asked, _entity: Entity, context: dict[str, Any]) -> Answer:
    """All evidence of a fact that a section shows the surest evidence of."""
    size = asked.number("rows", SHOWN, most=MOST_ROWS)
    found = proofs_of(asked.release, asked.text("fact"), asked.number("page", 1), size)
    if not found.total:
        raise NotFound(f"fact={asked.text('fact')}")
    return Answer("entities/evidence.html", context | {"listing": found}, {EVIDENCE: found.rows})


def _gone(asked: Asked, entity_id: str, went: Trail | None) -> Response:
    """Lead on whoever asks for an id that went to one other; name those of today when there are several."""
    if went is None:
        raise NotFound(entity_id)
    form = next((ending for ending in (".json", ".csv") if asked.address.endswith(ending)), "")
    if len(went.successors) == 1 and went.fate == "merged":
        return RedirectResponse(entity_url(went.successors[0]["entity_id"]) + form, 302)
    if form:
        raise NotFound(f"{entity_id} ({went.fate}): {', '.join(one['entity_id'] for one in went.successors) or '-'}")
    known = {"asked": asked, "release": asked.release, "entity_id": entity_id, "went": went}
    return HTMLResponse(render("entities/gone.html", asked.language, known), 404)


ROUTES = (
    Page("/actors/{actor_id}", actor),
    Page("/organisations/{organisation_id}", organisation),
)

"""Which requests a web page of somebody else could make a browser send, and why each is refused.

What belongs here: one function a rule, on one request's headers. What does not: answering (`guard`), tokens (`door`).
Dagster starts a run for `GET /graphql?query=…`, whatever Host or Origin the request names: an image in any page does.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Scope

READING = {"GET", "HEAD"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request or websocket: method (GET for a websocket), path, headers, and the hosts that we answer to."""

    method: str
    path: str
    headers: Headers
    hosts: Set[str]
    is_websocket: bool

    @classmethod
    def of(cls, scope: Scope, hosts: Set[str]) -> Asked:
        """What an ASGI scope of type `http` or `websocket` asks."""
        is_websocket = scope["type"] == "websocket"
        method = "GET" if is_websocket else scope["method"]
        return cls(method, scope["path"], Headers(scope=scope), hosts, is_websocket)


Rule = Callable[[Asked], str | None]


def foreign_host(asked: Asked) -> str | None:
    """A name that somebody else lets lead to this machine makes his page and our interface one origin (rebinding)."""
    named = asked.headers.getlist("host")
    if len(named) == 1 and named[0].lower() in asked.hosts:
        return None
    return "this name is not among those that Greffier answers to (setting serve_names or explore_names)"


def foreign_origin(asked: Asked) -> str | None:
    """A page of another origin, of another port of this machine too, may not post here or open a websocket."""
    allowed = {f"{scheme}://{host}" for scheme in ("http", "https") for host in asked.hosts}
    if set(map(str.lower, asked.headers.getlist("origin"))) <= allowed:
        return None
    return "a page of another origin asked for it"


def foreign_page(asked: Asked) -> str | None:
    """What another site embeds (an image, a script, a frame) is refused; a link that somebody follows is not."""
    if asked.headers.get("sec-fetch-site") not in {"cross-site", "same-site"}:
        return None
    followed = asked.headers.get("sec-fetch-mode") == "navigate" and asked.headers.get("sec-fetch-dest") == "document"
    return None if followed and asked.method in READING else "another site embeds it"


def unknown_method(asked: Asked) -> str | None:
    """The interface reads and posts; nothing else is needed."""
    return None if asked.method in {*READING, "POST"} else "only GET, HEAD and POST are answered"


def query_over_get(asked: Asked) -> str | None:
    """GraphQL over GET: what an image or a link can ask for must change nothing, and Dagster would run a mutation."""
    is_query = asked.path.rstrip("/").endswith("/graphql") and asked.method in READING and not asked.is_websocket
    return "GraphQL is answered over POST only" if is_query else None


def not_json(asked: Asked) -> str | None:
    """A form of another site can post text, but JSON only after asking first, which is never granted."""
    kind = asked.headers.get("content-type", "").partition(";")[0].strip().lower()
    return "what is posted must be application/json" if asked.method == "POST" and kind != "application/json" else None


# Whoever asks, and for whatever; then what is asked of Dagster itself.
OF_ANYBODY: tuple[Rule, ...] = (foreign_host, foreign_origin, foreign_page, unknown_method)
OF_DAGSTER: tuple[Rule, ...] = (query_over_get, not_json)


def refusal(asked: Asked, rules: tuple[Rule, ...]) -> str | None:
    """Why the request is refused, by the first rule that refuses it; None when none does."""
    return next((reason for rule in rules if (reason := rule(asked)) is not None), None)

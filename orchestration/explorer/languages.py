"""The language of a reader: the one he chose, else the first of his browser's that we speak, else French.

What belongs here: finding that out. What does not: words (`locale`).
"""

from __future__ import annotations

from starlette.requests import Request

from orchestration.explorer.rendering import LANGUAGES

COOKIE = "greffier_language"


def language_of(request: Request) -> str:
    """One of LANGUAGES."""
    chosen = request.query_params.get("lang") or request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    asked = sorted(map(_weighed, request.headers.get("accept-language", "").split(",")), reverse=True)
    return next((language for _, language in asked if language in LANGUAGES), LANGUAGES[0])


def _weighed(part: str) -> tuple[float, str]:
    """Weight and language of one entry of Accept-Language (RFC 9110, 12.5.4); 0 for what is none."""
    tag, _, weight = part.partition(";")
    try:
        return float(weight.strip().removeprefix("q=") or 1), tag.strip().partition("-")[0].lower()
    except ValueError:
        return 0.0, ""

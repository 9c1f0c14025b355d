"""The explorer as a web application: routes, headers, errors.

What belongs here: from a request to the function of a page, and from its answer to bytes. What does not: what pages
show (`pages`), who may ask (`serving`). Pages are plain functions, each run in a thread; few threads keep memory small.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import pkgutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from anyio import to_thread
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orchestration.explorer import pages
from orchestration.explorer.answers import Answer, as_csv, as_json
from orchestration.explorer.asking import Asked, NotFound
from orchestration.explorer.languages import COOKIE, language_of
from orchestration.explorer.release import NoReleaseError, PreparingError, Shelf
from orchestration.explorer.rendering import LANGUAGES, STATIC, environment, render

log = logging.getLogger(__name__)

THREADS = 4
# How often the shelf is asked for a new release although nobody reads, so that the first reader need not wait for it.
LOOK_SECONDS = 20
YEAR_SECONDS = 365 * 24 * 3600
# Nothing but our own files: no foreign host, no script or style within a page, which a stored text could bring.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
Endpoint = Callable[[Request], Awaitable[Response]]
Form = Callable[[Asked, Answer], Response]


def create_app(shelf: Shelf) -> ASGIApp:
    """The explorer over the releases of `shelf`."""
    found = _pages()
    for language in LANGUAGES:
        environment(language)
    app = Starlette(
        routes=[
            Mount("/static", StaticFiles(directory=STATIC)),
            # Before the pages: a name in a path goes on to the next slash.
            *(Route(f"{page.export or page.path}.json", _endpoint(shelf, page, _json)) for page in found),
            *(Route(f"{page.export or page.path}.csv", _endpoint(shelf, page, _csv)) for page in found),
            *(Route(page.path, _endpoint(shelf, page, _html)) for page in found),
        ],
        exception_handlers={
            NotFound: _not_found,
            HTTPException: _not_found,
            PreparingError: _preparing,
            NoReleaseError: _no_release,
            Exception: _broken,
        },
        lifespan=_watching(shelf),
    )
    return _with_headers(app)


def _pages() -> list[pages.Page]:
    """The routes of every module in `pages`."""
    names = sorted(module.name for module in pkgutil.iter_modules(pages.__path__))
    modules = [importlib.import_module(f"{pages.__name__}.{name}") for name in names]
    return [page for module in modules for page in module.ROUTES]


def _endpoint(shelf: Shelf, page: pages.Page, form: Form) -> Endpoint:
    async def answer(request: Request) -> Response:
        if request.query_params.get("lang") in LANGUAGES:
            return _choose_language(request)
        return await run_in_threadpool(_answer, shelf, page, form, request)

    return answer


def _answer(shelf: Shelf, page: pages.Page, form: Form, request: Request) -> Response:
    language = language_of(request)
    asked = Asked(shelf.release(), language, request.url.path, request.query_params, request.path_params)
    answer = page.function(asked)
    return answer if isinstance(answer, Response) else form(asked, answer)


def _choose_language(request: Request) -> Response:
    """Remember the language; then the page as it is without that word, so that its address can be handed on."""
    response = RedirectResponse(str(request.url.remove_query_params("lang").replace(scheme="", netloc="")), 303)
    response.set_cookie(
        COOKIE, request.query_params["lang"], max_age=YEAR_SECONDS, httponly=True, samesite="strict", path="/"
    )
    return response


def _html(asked: Asked, answer: Answer) -> Response:
    known = {"asked": asked, "release": asked.release, "answer": answer}
    return HTMLResponse(render(answer.template, asked.language, known | dict(answer.context)))


def _json(asked: Asked, answer: Answer) -> Response:
    return Response(as_json(answer, asked.release.release_id), media_type="application/json")


def _csv(asked: Asked, answer: Answer) -> Response:
    name = f"{asked.text('table') or next(iter(answer.tables), 'table')}.csv"
    written = as_csv(answer, asked.text("table"))
    return Response(written, media_type="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'})


async def _not_found(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    detail = str(error) if isinstance(error, NotFound) else ""
    return _told(request, status, "missing" if status == 404 else "refused", detail)


async def _preparing(request: Request, _error: Exception) -> Response:
    response = _told(request, 503, "preparing")
    response.headers["Retry-After"] = "5"
    return response


async def _no_release(request: Request, error: Exception) -> Response:
    return _told(request, 503, "no_release", str(error))


async def _broken(request: Request, error: Exception) -> Response:
    # The traceback may quote what was searched and found: its kind and place are enough to find the fault.
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "?"
    log.error("%s at %s", type(error).__name__, where)
    return _told(request, 500, "broken")


def _told(request: Request, status: int, kind: str, detail: str = "") -> Response:
    """A page that says why there is none; programs are told in one line."""
    if request.url.path.endswith((".json", ".csv", ".gexf")):
        return PlainTextResponse(f"{detail or kind}\n", status)
    page = render("error.html", language_of(request), {"kind": kind, "detail": detail, "path": request.url.path})
    return HTMLResponse(page, status)


def _watching(shelf: Shelf) -> Callable[[Starlette], Any]:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        watching = asyncio.create_task(_look(shelf))
        yield
        watching.cancel()

    return lifespan


async def _look(shelf: Shelf) -> None:
    while True:
        with suppress(NoReleaseError, PreparingError):
            await run_in_threadpool(shelf.release)
        await asyncio.sleep(LOOK_SECONDS)


def _with_headers(app: ASGIApp) -> ASGIApp:
    """What every answer says of itself, errors included; pages are not kept, for they name people."""

    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        async def forward(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                is_ours_for_long = scope["path"].startswith("/static/") and b"v=" in scope["query_string"]
                headers["Cache-Control"] = f"max-age={YEAR_SECONDS}, immutable" if is_ours_for_long else "no-store"
            await send(message)

        await app(scope, receive, forward if scope["type"] == "http" else send)

    return answered

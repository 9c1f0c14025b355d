"""What the guard lets through to the application behind it, and what not, whoever asks."""

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from orchestration.serving.address import allowed_hosts
from orchestration.serving.guard import Guard

HOST = "127.0.0.1:3000"
OURS = f"http://{HOST}"
TOKEN = "z3yQx7Gf0mVt4sKpWc8LbN"


async def answer(request):
    return JSONResponse({"query": (await request.json())["query"]}) if request.method == "POST" else None


async def page(request):
    return PlainTextResponse("the interface")


async def echo(socket):
    await socket.accept(subprotocol="graphql-ws")
    await socket.send_text("open")
    await socket.close()


def client(token=None, names=""):
    routes = [
        Route("/graphql", answer, methods=["GET", "POST"]),
        WebSocketRoute("/graphql", echo),
        Route("/{path:path}", page, methods=["GET", "HEAD", "PUT"]),
    ]
    app = Guard(Starlette(routes=routes), allowed_hosts("127.0.0.1", 3000, names), token)
    return TestClient(app, base_url=OURS, follow_redirects=False, raise_server_exceptions=False)


@pytest.mark.parametrize("host", ["127.0.0.1:3000", "localhost:3000", "LOCALHOST:3000", "[::1]:3000"])
def test_this_machine_is_answered_by_each_of_its_names(host):
    assert client().get("/runs", headers={"host": host}).text == "the interface"


@pytest.mark.parametrize("host", ["stranger.example", "stranger.example:3000", "127.0.0.1:3001", "127.0.0.1", ""])
def test_another_name_for_this_machine_is_refused(host):
    """Whoever owns a name can let it lead here; in a browser his page would then be of our origin."""
    refused = client().get("/runs", headers={"host": host})
    assert refused.status_code == 403
    assert "serve_names" in refused.text


def test_a_request_with_two_names_is_refused():
    """Whoever reads the other one of them would be asked for something else than the guard has looked at."""
    twice = [("host", HOST), ("host", "stranger.example")]
    assert client().get("/runs", headers=twice).status_code == 403


def test_a_named_host_is_answered_and_its_pages_may_post():
    named = client(names="Greffier.example.org, desk.example.org:8443")
    posted = named.post(
        "/graphql",
        json={"query": "q"},
        headers={"host": "greffier.example.org", "origin": "https://greffier.example.org"},
    )
    assert posted.json() == {"query": "q"}
    assert named.get("/runs", headers={"host": "desk.example.org"}).status_code == 403


def test_the_interfaces_own_posts_go_through():
    posted = client().post("/graphql", json={"query": "q"}, headers={"origin": OURS, "sec-fetch-site": "same-origin"})
    assert posted.json() == {"query": "q"}


@pytest.mark.parametrize(
    "origin",
    ["http://stranger.example", "null", "http://127.0.0.1:8000", "http://127.0.0.1", f"{OURS}.stranger.example"],
)
def test_a_page_of_another_origin_may_not_post(origin):
    """A page of another port of this machine is another origin too."""
    posted = client().post("/graphql", json={"query": "q"}, headers={"origin": origin})
    assert posted.status_code == 403


@pytest.mark.parametrize("accept", ["*/*", "text/html"])
@pytest.mark.parametrize("path", ["/graphql", "/graphql/"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_no_query_is_taken_from_an_address(method, path, accept):
    asked = client().request(method, f"{path}?query=mutation", headers={"accept": accept})
    assert asked.status_code == 403


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/graphql"],
)
def test_a_form_cannot_post(kind):
    posted = client().post("/graphql?query=mutation", content='{"query": "q"}', headers={"content-type": kind})
    assert posted.status_code == 403
    assert client().post("/graphql?query=mutation", content='{"query": "q"}').status_code == 403


def test_json_with_a_charset_is_json():
    kind = {"content-type": "application/json; charset=utf-8"}
    assert client().post("/graphql", content='{"query": "q"}', headers=kind).json() == {"query": "q"}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
def test_nothing_but_reading_and_posting_is_answered(method):
    """OPTIONS is what a browser asks with before it sends JSON to another site."""
    assert client().request(method, "/runs").status_code == 403


@pytest.mark.parametrize(
    ("mode", "destination", "status"),
    [("no-cors", "image", 403), ("navigate", "iframe", 403), ("navigate", "document", 200), ("cors", "empty", 403)],
)
def test_another_site_may_lead_here_but_not_embed(mode, destination, status):
    fetch = {"sec-fetch-site": "cross-site", "sec-fetch-mode": mode, "sec-fetch-dest": destination}
    assert client().get("/runs", headers=fetch).status_code == status


def test_a_form_that_leads_here_from_another_site_is_no_link():
    fetch = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert client().post("/graphql", json={"query": "q"}, headers=fetch).status_code == 403


def test_no_answer_may_be_framed():
    assert client().get("/runs").headers["x-frame-options"] == "DENY"


def test_a_websocket_opens_for_our_own_page_alone():
    with client().websocket_connect("/graphql", headers={"host": HOST, "origin": OURS}) as socket:
        assert socket.receive_text() == "open"
    for headers in ({"host": HOST, "origin": "http://stranger.example"}, {"host": "stranger.example:3000"}):
        with pytest.raises(WebSocketDisconnect), client().websocket_connect("/graphql", headers=headers):
            pass


def test_with_a_token_nobody_comes_in_without_it():
    door = client(TOKEN)
    assert door.get("/runs").status_code == 401
    assert door.post("/graphql", json={"query": "q"}).status_code == 401
    assert door.get("/runs", headers={"authorization": "Bearer wrong"}).status_code == 401
    with pytest.raises(WebSocketDisconnect), door.websocket_connect("/graphql", headers={"host": HOST, "origin": OURS}):
        pass


def test_a_program_shows_the_token_with_each_request():
    shown = {"authorization": f"Bearer {TOKEN}"}
    assert client(TOKEN).post("/graphql", json={"query": "q"}, headers=shown).json() == {"query": "q"}


def test_the_token_does_not_open_for_a_page_of_another_origin():
    shown = {"authorization": f"Bearer {TOKEN}", "origin": "http://stranger.example"}
    assert client(TOKEN).post("/graphql", json={"query": "q"}, headers=shown).status_code == 403


def test_a_browser_types_the_token_once_and_keeps_no_copy_of_it():
    visitor = client(TOKEN)
    asked = visitor.get("/runs", headers={"accept": "text/html"})
    assert 'type="password"' in asked.text
    entered = visitor.post("/greffier/login", data={"token": TOKEN}, headers={"origin": OURS})
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert TOKEN.lower() not in cookie
    assert visitor.get("/runs").text == "the interface"
    kept = {"cookie": entered.headers["set-cookie"].partition(";")[0]}
    with visitor.websocket_connect("/graphql", headers={"host": HOST, "origin": OURS, **kept}) as socket:
        assert socket.receive_text() == "open"


def test_the_cookie_travels_encrypted_when_the_page_does():
    behind = client(TOKEN, names="greffier.example.org")
    headers = {"host": "greffier.example.org", "origin": "https://greffier.example.org"}
    assert "Secure" in behind.post("/greffier/login", data={"token": TOKEN}, headers=headers).headers["set-cookie"]


@pytest.mark.parametrize("typed", [b"token=wrong", b"", b"token=", b"\xff\xfe", b"token=" + b"x" * 100_000])
def test_a_wrong_token_opens_nothing(typed):
    entered = client(TOKEN).post("/greffier/login", content=typed, headers={"origin": OURS})
    assert entered.status_code == 401
    assert "set-cookie" not in entered.headers


def test_another_site_cannot_type_the_token():
    entered = client(TOKEN).post(
        "/greffier/login", data={"token": TOKEN}, headers={"origin": "http://stranger.example"}
    )
    assert entered.status_code == 403

"""`greffier explore` as people start it: who is let in, what is written down, how it ends, what it cannot do."""

import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.cookies import SimpleCookie
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest

from tests.conftest import Greffier
from tests.unit.explorer.writing import Writing

pytestmark = pytest.mark.integration

SECONDS = 60
TOKEN = "z3yQx7Gf0mVt4sKpWc8LbN"
SECRET = "Quennevat"


class Unfollowed(HTTPRedirectHandler):
    def redirect_request(self, *_arguments):
        return None


def ask(address, data=None, **headers):
    """Status, headers and text of an answer, whatever it is."""
    request = Request(address, data, {name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with build_opener(Unfollowed).open(request, timeout=SECONDS) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except HTTPError as refused:
        return refused.code, refused.headers, refused.read().decode()


@contextmanager
def explorer(greffier, *arguments):
    """The command on a free port, as soon as it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = greffier.start("explore", "--port", str(port), *arguments)
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + SECONDS
        while True:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline, "it did not answer"
            try:
                ask(f"{address}/release")
                break
            except (URLError, ConnectionError):
                time.sleep(0.1)
        yield process, address
    finally:
        process.kill()


@pytest.fixture
def greffier(tmp_path):
    """A Greffier whose output holds a small written release."""
    written = Writing()
    written.document("doc-1", f"{SECRET} est venue.", title="Une visite")
    written.add("actors", actor_id="act-1", name=SECRET)
    written.mention("doc-1", SECRET, "act-1")
    written.write(tmp_path / "published")
    return Greffier(tmp_path)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_and_ends_well(greffier, ending):
    with explorer(greffier) as (process, address):
        status, _, page = ask(f"{address}/?q=quennevat")
        process.send_signal(ending)
        _, told = process.communicate(timeout=SECONDS)
    assert status == 200
    assert SECRET in page
    assert process.returncode == 0, told
    assert f"on {address}" in told
    assert "GET '/' 200" in told
    assert "quennevat" not in told.lower()


def test_nothing_is_written_down_for_those_who_wish_so(greffier):
    (greffier.folder / "greffier.toml").write_text("explore_log = false\n")
    with explorer(greffier) as (process, address):
        ask(f"{address}/")
        process.terminate()
        _, told = process.communicate(timeout=SECONDS)
    assert "GET" not in told


def test_other_names_of_this_machine_and_other_sites_are_refused(greffier):
    with explorer(greffier) as (_, address):
        assert ask(f"{address}/", Host="stranger.example")[0] == 403
        assert ask(f"{address}/", Origin="http://stranger.example")[0] == 403
        assert ask(f"{address}/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors")[0] == 403
        assert ask(f"{address}/")[1]["X-Frame-Options"] == "DENY"


def test_with_a_token_only_who_knows_it_is_let_in(greffier):
    secret = greffier.folder / "token"
    secret.write_text(TOKEN)
    secret.chmod(0o600)
    with explorer(greffier, "--token-file", str(secret)) as (_, address):
        status, _, page = ask(f"{address}/?q={SECRET}")
        assert status == 401
        assert SECRET not in page
        assert ask(f"{address}/static/explorer.css")[0] == 401
        assert ask(f"{address}/", Authorization=f"Bearer {TOKEN}")[0] == 200
        typed = urlencode({"token": TOKEN}).encode()
        status, headers, _ = ask(f"{address}/greffier/login", typed, Origin=address)
        cookie = SimpleCookie(headers["Set-Cookie"])["greffier_reader"]
        assert status == 303
        assert ask(f"{address}/", Cookie=f"greffier_reader={cookie.value}")[0] == 200


def test_a_release_that_is_published_meanwhile_is_shown(greffier):
    with explorer(greffier) as (_, address):
        written = Writing()
        written.add("actors", actor_id="act-2", name="Jeanne Ploumanac")
        written.write(greffier.output, "rel-00000000000000bb")
        deadline = time.monotonic() + SECONDS
        while "Jeanne Ploumanac" not in ask(f"{address}/actors/act-2")[2]:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert ask(f"{address}/actors/act-1")[0] == 404


def test_each_audience_reads_its_own_release(greffier):
    """What is confidential is shown to those who may see it, and is not to be had for others, whatever lies there."""
    written = Writing()
    for mark in ("open", "internal", "confidential"):
        written.add("actors", actor_id=f"act-{mark}", name=f"Jeanne {mark.title()}", marking=mark)
    written.write(greffier.folder / "published-staff", "rel-00000000000000cc", markings=["open", "internal"])
    with explorer(greffier, "--audience", "staff") as (_, address):
        found = [ask(f"{address}/actors/act-{mark}")[0] for mark in ("open", "internal", "confidential")]
    assert found == [200, 200, 404]
    assert (greffier.folder / "home-staff" / "explorer").is_dir()
    assert "everyone, staff, cleared" in refused(greffier, "--audience", "nobody")


def refused(greffier, *arguments):
    done = greffier.command("explore", *arguments)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    return done.stderr


def test_what_is_wrong_is_told_with_what_to_do(greffier, tmp_path):
    assert "greffier run" in refused(greffier, "--output", str(tmp_path / "nothing"))
    assert "explore_token_file" in refused(greffier, "--host", "0.0.0.0")
    assert "IP address" in refused(greffier, "--host", "localhost")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"port {port}" in refused(greffier, "--port", port)


def test_it_needs_no_dagster_and_no_model(greffier):
    """What reads a release does not carry what makes one: memory and start-up are the reader's."""
    weighty = "{'dagster', 'spacy', 'pandas', 'duckdb'}"
    script = f"import sys; import orchestration.serving.reading; print({weighty} & {{*sys.modules}})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=SECONDS)
    assert done.stdout.strip() == "set()"

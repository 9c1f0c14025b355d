"""`greffier serve` against the page of a stranger in a real browser: nothing it sends arrives, the UI itself works."""

import json
import os
import signal
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect

from orchestration.warehouse.lock import holder
from tests.browser.conftest import END_SECONDS, PAGE_SECONDS, START_SECONDS, interface, wait_until
from tests.conftest import Greffier

pytestmark = pytest.mark.browser

TOKEN = "z3yQx7Gf0mVt4sKpWc8LbN"
JOB = '{repositoryLocationName: "greffier", repositoryName: "__repository__", jobName: "nightly"}'
START_A_RUN = f'mutation {{launchRun(executionParams: {{selector: {JOB}, mode: "default"}}) {{__typename}}}}'
JOBS = "{repositoriesOrError {... on RepositoryConnection {nodes {jobs {name}}}}}"
RUNS = "{runsOrError {... on Runs {results {runId}}}}"
PARTS = ["orchestration.serving.code", "orchestration.serving.web", "orchestration.serving.daemon"]
# What a page of somebody else can do to `target`; each is run in his page and says when it is over.
ATTACKS = {
    "an image": "image.src = target + '/graphql?query=' + encodeURIComponent(mutation)",
    "text": "await fetch(target + '/graphql', {method: 'POST', mode: 'no-cors', body: query})",
    "json": """await fetch(target + '/graphql',
        {method: 'POST', headers: {'Content-Type': 'application/json'}, body: query}).catch(() => 0)""",
    "a form": "form.action = target + '/graphql?query=' + encodeURIComponent(mutation); form.submit()",
}
PAGE = b"""<!doctype html><title>a page of somebody else</title><link rel="icon" href="data:,">
<iframe name="hidden"></iframe>
<form id="form" method="post" enctype="text/plain" target="hidden"><input name="x"></form><img id="image">"""


def ask(ui, query, **headers):
    """What the UI answers to a program on this machine."""
    posted = Request(
        f"{ui.url}/graphql", json.dumps({"query": query}).encode(), {"Content-Type": "application/json", **headers}
    )
    return json.load(urlopen(posted, timeout=PAGE_SECONDS))["data"]


def empty_greffier(folder):
    (folder / "documents").mkdir()
    return Greffier(folder)


@pytest.fixture(scope="module")
def ui(tmp_path_factory):
    """A UI in which runs can be started: the one that is worth attacking."""
    with interface(empty_greffier(tmp_path_factory.mktemp("guard")), "serve", "--read-write") as started:
        wait_until(lambda: "nightly" in str(ask(started, JOBS)), END_SECONDS)
        yield started


@pytest.fixture(scope="module")
def strangers_port():
    """A web server of somebody else."""

    class Stranger(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(PAGE)

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Stranger)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("host", ["stranger.example", "127.0.0.1"])
def test_no_page_of_another_origin_can_start_a_run(ui, page, strangers_port, attack, host):
    """Not from elsewhere, and not from another port of this machine."""
    page.goto(f"http://{host}:{strangers_port}/")
    given = json.dumps({"target": ui.url, "mutation": START_A_RUN, "query": json.dumps({"query": START_A_RUN})})
    statuses = []
    # Chromium tells it of every answer, those to what it asks before it posts JSON included.
    network = page.context.new_cdp_session(page)
    network.on("Network.responseReceivedExtraInfo", lambda answer: statuses.append(answer["statusCode"]))
    network.send("Network.enable")
    page.evaluate(f"async () => {{const {{target, mutation, query}} = {given}; {ATTACKS[attack]}}}")
    wait_until(lambda: page.wait_for_timeout(100) or bool(statuses), PAGE_SECONDS)
    assert set(statuses) == {403}
    assert ask(ui, RUNS)["runsOrError"]["results"] == []


@pytest.mark.parametrize("host", ["stranger.example", "127.0.0.1"])
def test_no_page_of_another_origin_can_open_a_websocket(ui, page, strangers_port, host):
    page.goto(f"http://{host}:{strangers_port}/")
    address = f"ws://127.0.0.1:{ui.port}/graphql"
    became = """address => new Promise(told => {
        const socket = new WebSocket(address, 'graphql-ws');
        socket.onopen = () => told('open');
        socket.onerror = () => told('refused');
    })"""
    assert page.evaluate(became, address) == "refused"


def test_another_name_that_leads_to_this_machine_is_no_way_in(ui, page):
    """The page would be of the UI's own origin: the browser would hold nothing back."""
    answered = page.goto(f"http://stranger.example:{ui.port}/runs")
    assert answered.status == 403
    post = """async query => (await fetch('/graphql',
        {method: 'POST', headers: {'Content-Type': 'application/json'}, body: query})).status"""
    assert page.evaluate(post, json.dumps({"query": START_A_RUN})) == 403
    assert ask(ui, RUNS)["runsOrError"]["results"] == []


def test_a_link_on_another_page_leads_to_the_ui(ui, page, strangers_port):
    page.goto(f"http://stranger.example:{strangers_port}/")
    page.evaluate("address => {location.href = address}", f"{ui.url}/automation")
    expect(page.get_by_role("link", name="every_night")).to_be_visible()


def test_the_ui_works_through_the_guard_websockets_included(ui, page):
    received = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(frame)))
    page.goto("/locations/greffier/schedules/every_night")
    switch = page.get_by_role("checkbox").first
    expect(switch).to_be_checked()
    switch.dispatch_event("click")
    expect(switch).not_to_be_checked()
    state = '{scheduleOrError(scheduleSelector: {repositoryLocationName: "greffier", repositoryName: "__repository__",'
    state += ' scheduleName: "every_night"}) {... on Schedule {scheduleState {status}}}}'
    wait_until(lambda: ask(ui, state)["scheduleOrError"]["scheduleState"]["status"] == "STOPPED", PAGE_SECONDS)
    wait_until(lambda: page.wait_for_timeout(100) or bool(received), PAGE_SECONDS)


def test_status_says_that_the_schedule_was_switched_off_there(ui):
    """After the test above; it is how somebody finds out weeks later."""
    told = json.loads(ui.greffier.command("status", "--json").stdout)["next_run"]
    assert (told["is_on"], told["has_daemon"]) == (False, True)


@contextmanager
def closed_ui(folder):
    """A UI that asks for a token and changes nothing, as `greffier serve` is by default but for the token."""
    greffier = empty_greffier(folder)
    secret = folder / "token"
    secret.write_text(TOKEN)
    secret.chmod(0o600)
    with interface(greffier, "serve", "--token-file", str(secret)) as started:
        yield started


def test_with_a_token_and_read_only(browser, tmp_path):
    with closed_ui(tmp_path) as ui:
        visitor = browser.new_context(base_url=ui.url)
        page = visitor.new_page()
        page.set_default_timeout(PAGE_SECONDS * 1000)
        assert page.goto("/automation").status == 401
        page.get_by_label("Token").fill(TOKEN)
        with page.expect_websocket() as opened:
            page.get_by_role("button").click()
            page.wait_for_url("**/*")
            page.goto("/automation")
        assert opened.value.url == f"ws://127.0.0.1:{ui.port}/graphql"
        expect(page.get_by_role("link", name="every_night")).to_be_visible(timeout=PAGE_SECONDS * 1000)
        visitor.close()
        shown = {"Authorization": f"Bearer {TOKEN}"}
        assert ask(ui, START_A_RUN, **shown)["launchRun"]["__typename"] == "UnauthorizedError"
        assert ask(ui, RUNS, **shown)["runsOrError"]["results"] == []
        assert TOKEN not in " ".join(ui.commands().values())


@pytest.mark.parametrize("part", PARTS)
def test_when_one_part_dies_the_other_ends_and_the_exit_code_says_so(tmp_path, part):
    with interface(empty_greffier(tmp_path), "serve") as ui:
        [victim] = [process for process, command in ui.commands().items() if part in command]
        os.kill(victim, signal.SIGKILL)
        _, printed = ui.process.communicate(timeout=END_SECONDS)
        assert ui.process.returncode == 1
        assert "SIGKILL" in printed
        wait_until(lambda: not ui.processes(), END_SECONDS)


def test_a_service_manager_ends_all_of_it_without_an_error(tmp_path):
    with interface(empty_greffier(tmp_path), "serve") as ui:
        os.kill(ui.process.pid, signal.SIGTERM)
        _, printed = ui.process.communicate(timeout=END_SECONDS)
        assert ui.process.returncode == 0
        assert "Traceback" not in printed
        wait_until(lambda: not ui.processes(), END_SECONDS)


def test_a_run_at_work_ends_with_it_and_leaves_the_home_free(tmp_path):
    greffier = Greffier(tmp_path)
    greffier.write("article.txt")
    with interface(greffier, "serve", "--read-write") as ui:
        wait_until(lambda: "nightly" in str(ask(ui, JOBS)), END_SECONDS)
        assert ask(ui, START_A_RUN)["launchRun"]["__typename"] == "LaunchRunSuccess"
        wait_until(lambda: holder(greffier.home) is not None, START_SECONDS)
        os.kill(ui.process.pid, signal.SIGTERM)
        ui.process.communicate(timeout=END_SECONDS)
        assert ui.process.returncode == 0
        wait_until(lambda: not ui.processes() and holder(greffier.home) is None, END_SECONDS)


def test_the_parts_do_not_outlive_a_killed_command(tmp_path):
    with interface(empty_greffier(tmp_path), "serve") as ui:
        os.kill(ui.process.pid, signal.SIGKILL)
        wait_until(
            lambda: not any(part in command for part in PARTS for command in ui.commands().values()), END_SECONDS
        )

"""`greffier dev` as its user meets it: the whole graph in a browser, on this machine only, and gone after Ctrl-C."""

import json
import os
import re
import signal
import socket
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import END_SECONDS, Interface, wait_until

pytestmark = pytest.mark.browser

LAYERS = ["bronze", "annotation", "resolution", "staging", "intermediate", "marts", "release"]


def node(page: Page, name: str):
    """A node of the asset graph: a group, or an asset of an open group."""
    return page.locator("foreignObject").filter(has=page.get_by_text(name, exact=True))


def check(page: Page, name: str):
    """A check in the list of an asset's checks, with its latest result."""
    return page.get_by_title(name, exact=True).locator("..").first


def test_the_graph_shows_every_layer_and_the_tables_in_it(page):
    page.goto("/asset-groups")
    for layer in LAYERS:
        expect(node(page, layer)).to_be_visible()
    node(page, "marts").click()
    # Dagster draws what is in view: not every table is.
    expect(node(page, "documents")).to_be_visible()
    expect(node(page, "contracts")).to_be_visible()


def test_the_first_visit_meets_no_pop_up(page):
    """Dagster asks a new visitor for an e-mail address unless its instance file forbids it."""
    with page.expect_response(lambda response: "op=ShouldShowNux" in response.url) as asked:
        page.goto("/")
    assert asked.value.json()["data"] == {"shouldShowNux": False}
    expect(page.get_by_text("Timeline")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_nightly_schedule_is_on_in_paris_time(page):
    page.goto("/automation")
    page.get_by_role("link", name="every_night").click()
    expect(page.get_by_text("Europe/Paris")).to_be_visible()
    running = page.get_by_role("row").filter(has_text="Running")
    expect(running.get_by_role("checkbox")).to_be_checked()
    expect(page.get_by_role("link", name="nightly")).to_be_visible()


def test_the_run_of_the_command_line_is_recorded_as_one_of_the_nightly_job(ui, page):
    run_id = json.loads((ui.greffier.latest / "manifest.json").read_text())["run_id"]
    page.goto("/runs")
    row = page.locator("[data-index]").filter(has=page.locator(f'a[href="/runs/{run_id}"]'))
    expect(row).to_contain_text("nightly")
    expect(row).to_contain_text("Success")
    page.goto("/locations/greffier/jobs/nightly/runs")
    expect(page.locator(f'a[href*="{run_id}"]').first).to_be_visible()


def test_a_table_shows_its_rows_and_its_described_columns(ui, page):
    # `release_id` is added when a release is made of the table.
    query = "select column_name, data_type from duckdb_columns() where table_name = 'quotes'"
    columns = [column for column in ui.greffier.rows(query) if column[0] != "release_id"]
    [(rows,)] = ui.greffier.rows("select count(*) from quotes")
    page.goto("/assets/marts/quotes")
    count = page.locator("div").filter(has_text=re.compile(rf"^Row count\s*{rows}$"))
    expect(count.first).to_be_visible()
    assert columns
    for name, kind in columns:
        row = page.get_by_role("row").filter(has=page.get_by_text(name, exact=True))
        expect(row.first).to_have_text(re.compile(rf"^{name}\s*{kind}\s*\S"))


def test_a_table_shows_its_dbt_tests(page):
    page.goto("/assets/marts/quotes?view=checks")
    expect(check(page, "unique_quotes_quote_id")).to_contain_text("Succeeded")


def test_the_staged_release_shows_the_expectations_about_every_table(ui, page):
    tables = [path.stem for path in ui.greffier.latest.glob("*.parquet")]
    assert "quotes" in tables
    page.goto("/assets/release/staged?view=checks")
    for table in tables:
        expect(check(page, f"expectations_{table}")).to_contain_text("Succeeded")
    expect(page.get_by_text("This is a blocking asset check.")).to_be_visible()


def test_the_ui_listens_on_the_loopback_address_alone(ui):
    """127.0.0.2 reaches a server that listens on every address, and not one that listens on 127.0.0.1."""
    socket.create_connection(("127.0.0.1", ui.port), timeout=10).close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", ui.port), timeout=10)


def test_the_pages_ask_no_other_machine(ui, page):
    page.goto("/asset-groups")
    expect(node(page, "release")).to_be_visible()
    asked = [urlsplit(url) for url in ui.asked]
    assert {"http", "ws"} <= {url.scheme for url in asked}
    # Pictures made in the page itself have addresses without a host.
    assert {url.netloc for url in asked if url.netloc} == {f"127.0.0.1:{ui.port}"}


def test_ctrl_c_ends_every_process_and_the_log_names_nobody(ui: Interface):
    """Last in this file: the others need what it ends."""
    assert len(ui.processes()) > 3
    os.killpg(ui.process.pid, signal.SIGINT)
    printed = "".join(ui.process.communicate(timeout=END_SECONDS))
    wait_until(lambda: not ui.processes(), END_SECONDS)
    assert f"http://127.0.0.1:{ui.port}" in printed
    for unwanted in ("Traceback", "WARNING", "ERROR", "Varenne", "Nordalis"):
        assert unwanted not in printed

"""The explorer as browsers and programs meet it: headers, languages, forms, errors."""

import csv
import io

import pytest
from starlette.datastructures import QueryParams
from starlette.testclient import TestClient

from orchestration.explorer import Shelf, create_app
from orchestration.explorer.answers import Answer, as_csv
from orchestration.explorer.asking import Asked, NotFound
from orchestration.explorer.languages import COOKIE

PAGES = ["/", "/documents/doc-1", "/documents/doc-9", "/nothing", "/static/explorer.css", "/documents/doc-1.json"]


@pytest.mark.parametrize("address", PAGES)
def test_every_answer_forbids_what_is_not_ours(client, address):
    headers = client.get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"


def test_pages_are_not_kept_and_own_files_are(client, page):
    assert client.get("/documents/doc-1").headers["cache-control"] == "no-store"
    address = page("/documents/doc-1").partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert "immutable" in client.get(address).headers["cache-control"]


def test_pages_hold_no_script_or_style_of_their_own(page):
    for address in ("/", "/documents/doc-1"):
        written = page(address)
        assert " style=" not in written
        assert "<style" not in written
        assert " onclick=" not in written
        assert "http://" not in written
        assert "https://" not in written


def test_what_is_not_there_is_told_so(client):
    answered = client.get("/documents/doc-9")
    assert answered.status_code == 404
    assert "Not in this release" in answered.text
    assert client.get("/documents/doc-9.json").text == "doc-9\n"


def test_only_reading_is_possible(client):
    assert client.post("/documents/doc-1").status_code == 405


def test_the_language_is_the_reader_s_until_he_chooses(client):
    assert '<html lang="en">' in client.get("/documents/doc-1").text
    assert (
        '<html lang="fr">' in client.get("/documents/doc-1", headers={"Accept-Language": "de, fr;q=0.8, en;q=0.5"}).text
    )
    assert '<html lang="fr">' in client.get("/documents/doc-1", headers={"Accept-Language": "de;q=x"}).text
    chosen = client.get("/documents/doc-1?find=quai&lang=fr")
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/documents/doc-1?find=quai")
    assert chosen.cookies[COOKIE] == "fr"
    assert '<html lang="fr">' in client.get("/documents/doc-1").text


def test_a_page_is_to_be_had_as_json_and_csv(client):
    told = client.get("/documents/doc-1.json").json()
    assert told["release_id"] == "rel-00000000000000aa"
    assert {row["fact_id"] for row in told["evidence"]} == {"rol-1", "quo-1", "quo-2", "con-1"}
    sheet = client.get("/documents/doc-1.csv?table=entities")
    assert sheet.headers["content-disposition"] == 'attachment; filename="entities.csv"'
    names = {row["name"] for row in csv.DictReader(io.StringIO(sheet.text))}
    assert names == {"Maëlle Kervoan", "Port-Brévent", "Tressan SA", "Odile Tazi"}
    assert client.get("/documents/doc-1.csv?table=secrets").status_code == 404


@pytest.mark.parametrize("cell", ["=1+1", "+33 1", "-2", "@name", "\t=1", "'=1", "＝1"])
def test_no_cell_is_run_by_a_spreadsheet(cell):
    [_, row] = csv.reader(io.StringIO(as_csv(Answer("t", {}, {"rows": [{"a": cell, "b": -2, "c": None}]}), "")))
    assert row == [f"'{cell}", "-2", ""]


def test_a_table_that_is_not_on_screen_is_not_to_be_had():
    with pytest.raises(NotFound):
        as_csv(Answer("t"), "")


def test_whatever_is_asked_for_a_page_gets_a_value_it_can_use():
    asked = Asked(
        None,
        "fr",
        "/",
        QueryParams([("q", " a\0b "), ("n", "12"), ("m", "-3"), ("x", "²"), ("k", "a"), ("k", "a")]),
        {},
    )
    assert asked.text("q") == "ab"
    assert asked.text("none") == ""
    assert [asked.number(name, 1, 1, 10) for name in ("n", "m", "x", "none")] == [10, 1, 1, 1]
    assert asked.many("k") == ["a"]
    assert len(Asked(None, "fr", "/", QueryParams({"q": "a" * 9999}), {}).text("q")) == 500


def test_an_address_keeps_what_is_asked_but_the_page():
    asked = Asked(None, "fr", "/", QueryParams("q=quai&kind=a&kind=b&page=3&lang=en"), {})
    assert asked.here() == "/?q=quai&kind=a&kind=b"
    assert asked.here(page=4) == "/?q=quai&kind=a&kind=b&page=4"
    assert asked.here(kind=["b"]) == "/?q=quai&kind=b"
    assert asked.here(q=None, kind=None) == "/"


def test_the_bar_says_how_many_checks_were_passed(writing, tmp_path):
    made = [{"name": name, "severity": "warning", "passed": name == "a"} for name in "ab"]
    writing.write(tmp_path / "published", checks=made)
    shelf = Shelf(tmp_path / "published", tmp_path / "side", ("open",))
    shelf.prepare()
    visitor = TestClient(create_app(shelf), headers={"Accept-Language": "en"})
    assert "1 of 2 checks passed" in visitor.get("/documents/doc-1").text

"""A release of 5,000 documents in a real browser, hostile names, titles and speech among them; and one long sitting."""

import pytest
from playwright.sync_api import expect

from benchmarks.explorer_release import write_release
from tests.browser.reading import explorer, reading
from tests.unit.explorer.writing import Writing

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def ui(tmp_path_factory):
    """The explorer over 5,000 documents."""
    folder = tmp_path_factory.mktemp("large")
    like = Writing().write(folder / "empty")
    write_release(folder / "published", like, documents=5000, mentions=100_000, quotes=50_000)
    with explorer(folder) as started:
        yield started


@pytest.fixture
def visit(browser, ui, request):
    with reading(browser, ui, f"large-{request.node.name}") as reader:
        yield reader


def hostile(ui, table, key, column):
    rows = ui.greffier.rows(
        f"select {key}, {column} from {table} where contains({column}, '<') or starts_with({column}, '=') order by 1"
    )
    assert rows
    return rows


def test_a_frequent_word_is_found_narrowed_and_followed_to_its_words(ui, visit):
    visit.page.goto("/?q=marché")
    expect(visit.page.locator(".hit").first).to_be_visible()
    visit.page.goto("/?q=marché type:quote")
    visit.page.locator(".hit a[href*='#e=']").first.click()
    chosen = visit.page.locator("mark.chosen").first
    expect(chosen).to_be_in_viewport()


def test_the_end_of_a_sitting_is_reached_and_scrolled_from(ui, visit):
    document, evidence, words = ui.greffier.rows(
        """
        select document_id, evidence_id, surface_text from evidence
        where document_id = (select document_id from documents order by character_count desc limit 1)
        order by start_char desc, evidence_id limit 1
        """
    )[0]
    visit.page.goto(f"/documents/{document}#e={evidence}")
    chosen = visit.page.locator("mark.chosen")
    expect(chosen.first).to_be_in_viewport()
    assert "".join("".join(chosen.all_text_contents()).split()) == "".join(words.split())
    visit.page.keyboard.press("n")
    expect(visit.page.locator("#told")).to_contain_text("1 / ")
    expect(visit.page.locator("mark.at").first).to_be_in_viewport()


@pytest.mark.parametrize(
    ("table", "key", "column", "address"),
    [
        ("actors", "actor_id", "name", "/actors/"),
        ("actors", "actor_id", "name", "/network/"),
        ("actors", "actor_id", "name", "/timeline/"),
        ("documents", "document_id", "title", "/documents/"),
    ],
)
def test_hostile_names_and_titles_are_shown_as_they_are_written(ui, visit, table, key, column, address):
    for identifier, written in hostile(ui, table, key, column)[:4]:
        visit.page.goto(f"{address}{identifier}")
        heading = visit.page.get_by_role("heading", level=1)
        expect(heading).to_contain_text(written)
        assert heading.locator("script, img, b").count() == 0
        assert visit.page.locator("main script:not([src]):not([type='application/json'])").count() == 0


def test_hostile_speech_is_shown_as_it_is_written(ui, visit):
    for quote, content in hostile(ui, "quotes", "quote_id", "content")[:4]:
        document, evidence = ui.greffier.rows(
            f"select document_id, evidence_id from evidence where fact_id = '{quote}' limit 1"
        )[0]
        visit.page.goto(f"/citations/{evidence}")
        expect(visit.page.locator("#citation")).to_contain_text(content.strip())
        visit.page.goto(f"/documents/{document}#e={evidence}")
        expect(visit.page.locator("mark.chosen").first).to_be_in_viewport()
        assert visit.page.locator(".text script, .text img").count() == 0


def test_a_hostile_search_is_a_search(ui, visit):
    for typed in ("<script>alert(1)</script>", '" OR 1=1 --', "type:<b>", "'; drop table actors; --", "*", "NEAR(a b)"):
        visit.page.goto("/")
        visit.page.locator("#q").fill(typed)
        visit.page.keyboard.press("Enter")
        expect(visit.page.locator("#q")).to_have_value(typed)
        expect(visit.page.get_by_role("heading", level=1)).to_be_visible()

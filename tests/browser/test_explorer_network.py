"""The network and the timeline in a real browser: drawn, walked by mouse and by keyboard, taken away as files."""

import networkx
import pytest
from playwright.sync_api import expect

from tests.browser.reading import Visit, explorer, reading
from tests.unit.explorer.writing import Writing

pytestmark = pytest.mark.browser

TEXT = "Aude Kerlan, présidente de Brumaval depuis 2019, a signé avec Ouestine. « Ouestine tiendra », dit Aude Kerlan."
WIDTH, HEIGHT = slice(16, 20), slice(20, 24)


def small_release(output):
    """Two organisations, one who presides one and speaks of the other, and a contract between them."""
    made = Writing()
    made.document("doc-1", TEXT, title="Brumaval signe", published_on="2026-03-04")
    made.add("actors", actor_id="act-1", name="Aude Kerlan")
    made.add("organisations", organisation_id="org-1", name="Brumaval", kind="public_body")
    made.add("organisations", organisation_id="org-2", name="Ouestine")
    made.mention("doc-1", "Aude Kerlan", "act-1")
    made.mention("doc-1", "Brumaval", "org-1")
    made.mention("doc-1", "Ouestine", "org-2", nth=1)
    made.add(
        "roles", role_id="rol-1", actor_id="act-1", organisation_id="org-1", title="présidente", started_on="2019-01-01"
    )
    made.evidence("roles", "rol-1", "doc-1", "Aude Kerlan, présidente de Brumaval depuis 2019")
    made.quote("quo-1", "doc-1", "Ouestine tiendra", "act-1", cue="dit")
    made.add("contracts", contract_id="con-1", subject="les bacs", signed_on="2026-01-01", signed_on_precision="year")
    made.evidence("contracts", "con-1", "doc-1", "a signé avec Ouestine")
    made.add("contract_parties", contract_id="con-1", organisation_id="org-1", party_role="buyer")
    made.add("contract_parties", contract_id="con-1", organisation_id="org-2", party_role="supplier")
    made.write(output)


@pytest.fixture(scope="module")
def ui(tmp_path_factory):
    """The explorer over a small release."""
    folder = tmp_path_factory.mktemp("network")
    small_release(folder / "published")
    with explorer(folder) as started:
        yield started


@pytest.fixture
def visit(browser, ui, request):
    with reading(browser, ui, request.node.name) as reader:
        yield reader


def drawn(page):
    """Who is drawn, and where on the screen, as the drawing itself knows them."""
    page.locator("#drawing canvas").first.wait_for()
    return page.evaluate(
        """() => {
            const frame = document.getElementById("drawing");
            const corner = frame.getBoundingClientRect();
            return Object.fromEntries(frame._cyreg.cy.nodes().map((node) => {
                const place = node.renderedPosition();
                return [node.data("name"), [corner.x + place.x, corner.y + place.y]];
            }));
        }"""
    )


def test_nodes_are_drawn_a_click_tells_and_a_link_moves_the_centre(visit):
    page = visit.page
    page.goto("/network/org-2?depth=2")
    page.locator("#drawing").scroll_into_view_if_needed()
    places = drawn(page)
    assert set(places) == {"Ouestine", "Brumaval", "Aude Kerlan"}
    page.mouse.click(*places["Brumaval"])
    details = page.locator("#details")
    expect(details.locator("h2")).to_have_text("Brumaval")
    expect(details.locator("a[href='/contracts/con-1']")).to_have_text("les bacs")
    expect(details.locator("a[href*='/documents/doc-1#e=evi-']")).to_have_count(2)
    details.locator("a.move").click()
    expect(page).to_have_url(f"{visit.context.pages[0].evaluate('location.origin')}/network/org-1?depth=2")
    expect(page.locator("h1")).to_contain_text("Brumaval")


def test_a_double_click_moves_the_centre(visit):
    page = visit.page
    page.goto("/network/org-2")
    page.locator("#drawing").scroll_into_view_if_needed()
    page.mouse.dblclick(*drawn(page)["Aude Kerlan"])
    page.wait_for_url("**/network/act-1")


def test_the_keyboard_goes_from_name_to_name_and_moves_the_centre(visit):
    page = visit.page
    page.goto("/network/org-2")
    drawn(page)
    page.locator("#drawing").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#chosen h2")).to_have_text("Ouestine")
    page.keyboard.press("ArrowRight")
    second = page.locator("#nodes tbody tr").nth(1).locator("a").first.inner_text()
    expect(page.locator("#chosen h2")).to_have_text(second)
    zoomed = "document.getElementById('drawing')._cyreg.cy.zoom()"
    before = page.evaluate(zoomed)
    page.keyboard.press("+")
    assert page.evaluate(zoomed) > before
    page.keyboard.press("Escape")
    expect(page.locator("#chosen h2")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(second)


def test_the_drawing_is_taken_away_as_a_picture_and_as_a_graph(visit, tmp_path):
    page = visit.page
    page.goto("/network/org-2?kind=role&kind=contract&depth=2")
    drawn(page)
    with page.expect_download() as taken:
        page.locator("#as-png").click()
    picture = tmp_path / taken.value.suggested_filename
    taken.value.save_as(picture)
    written = picture.read_bytes()
    assert written.startswith(b"\x89PNG")
    assert min(int.from_bytes(written[side]) for side in (WIDTH, HEIGHT)) > 100
    # A picture of that size in one colour is smaller.
    assert len(written) > 5_000
    with page.expect_download() as taken:
        page.locator("#as-gexf").click()
    taken.value.save_as(tmp_path / taken.value.suggested_filename)
    graph = networkx.read_gexf(tmp_path / "network-org-2.gexf")
    assert {(one, other, about["kind"]) for one, other, about in graph.edges(data=True)} == {
        ("act-1", "org-1", "role"),
        ("org-1", "org-2", "contract"),
    }


def test_the_drawing_follows_the_dark(browser, ui):
    reader = Visit(browser, ui, color_scheme="dark")
    reader.page.goto("/network/org-2")
    drawn(reader.page)
    colour = "() => document.getElementById('drawing')._cyreg.cy.nodes()[0].style('color')"
    dark = reader.page.evaluate(colour)
    reader.page.emulate_media(color_scheme="light")
    reader.page.wait_for_function(f"dark => ({colour})() !== dark", arg=dark)
    reader.context.close()
    assert reader.complaints == []


def test_without_scripts_the_tables_hold_the_same(browser, ui):
    reader = Visit(browser, ui, java_script_enabled=False)
    reader.page.goto("/network/org-2")
    expect(reader.page.locator("#drawing")).to_be_hidden()
    expect(reader.page.locator("#as-png")).to_be_hidden()
    expect(reader.page.locator("#ties tbody tr")).to_have_count(3)
    reader.page.locator("#nodes a[href='/network/org-1']").click()
    expect(reader.page.locator("h1")).to_contain_text("Brumaval")
    reader.context.close()
    assert reader.foreign == []


def test_a_timeline_is_walked_from_its_bars_to_the_words(visit):
    page = visit.page
    page.goto("/timeline/org-1")
    expect(page.locator("section.period h2")).to_have_count(2)
    bars = page.locator(".histogram rect")
    expect(bars).to_have_count(2)
    bars.first.click()
    expect(page.locator("section.period h2")).to_have_count(1)
    expect(page.locator("section.period h2")).to_contain_text("2019")
    page.locator(".moments a[href*='#e=']").first.click()
    expect(page.locator("mark.chosen").first).to_be_in_viewport()

"""The paths of an analyst in a real browser, over a release of the samples: from a word to the words that say so."""

import shutil
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import PAGE_SECONDS
from tests.browser.reading import Visit, explorer, reading
from tests.conftest import ROOT, Greffier

pytestmark = pytest.mark.browser

SAMPLES = ROOT / "data" / "samples" / "documents"
READ = ("portrait-daubrac.txt", "deliberation-arbremont.txt", "nominations.txt", "debat-forets-transcription.vtt")
# Rules of WCAG 2.2 at A and AA, as axe names them.
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture(scope="module")
def ui(tmp_path_factory):
    """The explorer over a night on a few samples."""
    greffier = Greffier(tmp_path_factory.mktemp("paths"))
    greffier.documents.mkdir()
    for name in READ:
        shutil.copy(SAMPLES / name, greffier.documents)
    done = greffier.command("run")
    assert done.returncode == 0, done.stderr
    with explorer(greffier.folder) as started:
        yield started


@pytest.fixture
def visit(browser, ui, request):
    with reading(browser, ui, request.node.name) as reader:
        yield reader


def one(ui, query):
    [(value,)] = ui.greffier.rows(query)
    return value


def top_speaker(ui):
    return one(ui, "select actor_id from actors order by quote_count desc, actor_id limit 1")


def every_page(ui):
    """An address of each kind of page."""
    actor = top_speaker(ui)
    organisation = one(ui, "select organisation_id from organisations order by mention_count desc, 1 limit 1")
    contract = one(ui, "select contract_id from contracts order by 1 limit 1")
    document = one(ui, "select document_id from quotes group by 1 order by count(*) desc, 1 limit 1")
    evidence = one(ui, "select evidence_id from evidence order by 1 limit 1")
    return {
        "home": "/",
        "search": "/?q=marché",
        "nothing": "/?q=zzzyx",
        "actor": f"/actors/{actor}",
        "organisation": f"/organisations/{organisation}",
        "document": f"/documents/{document}",
        "found": f"/documents/{document}?find=forêt",
        "contracts": "/contracts",
        "contract": f"/contracts/{contract}",
        "network": f"/network/{actor}",
        "timeline": f"/timeline/{actor}",
        "release": "/release",
        "alerts": "/alerts",
        "citation": f"/citations/{evidence}",
        "missing": "/documents/doc-none",
    }


PAGES = (
    "home", "search", "nothing", "actor", "organisation", "document", "found", "contracts", "contract", "network",
    "timeline", "release", "alerts", "citation", "missing",
)  # fmt: skip


def test_from_a_word_to_the_words_that_say_so(ui, visit):
    """Search a name, open the person, follow a quote: the very characters of the quote are marked and in view."""
    name = one(ui, f"select name from actors where actor_id = '{top_speaker(ui)}'")
    visit.page.goto("/")
    visit.page.keyboard.press("/")
    visit.page.keyboard.type(name.lower().replace("é", "e"))
    visit.page.keyboard.press("Enter")
    visit.page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text(name)
    link = visit.page.locator(".quote-card a[href^='/documents/']").first
    evidence = link.get_attribute("href").partition("#e=")[2]
    link.click()
    words = one(ui, f"select surface_text from evidence where evidence_id = '{evidence}'")
    chosen = visit.page.locator("mark.chosen")
    expect(chosen.first).to_be_in_viewport()
    assert "".join("".join(chosen.all_text_contents()).split()) == "".join(words.split())
    why = visit.page.locator("#why")
    expect(why).to_contain_text("Why do we say so?")
    expect(why).to_contain_text(name)


def test_evidence_is_reached_without_javascript(ui, browser):
    """The address alone brings the words into view and marks their first piece."""
    document, evidence = ui.greffier.rows(
        "select document_id, evidence_id from evidence where fact_table = 'quotes' order by start_char desc, 1 limit 1"
    )[0]
    reader = Visit(browser, ui, java_script_enabled=False)
    reader.page.goto(f"/documents/{document}#e={evidence}")
    expect(reader.page.locator(":target mark").first).to_be_in_viewport()
    reader.context.close()


def test_kinds_of_marks_can_be_switched_off(ui, visit):
    document = one(ui, "select document_id from quotes group by 1 order by count(*) desc, 1 limit 1")
    visit.page.goto(f"/documents/{document}")
    quote = visit.page.locator("mark[class='quote']").first
    shown = quote.evaluate("mark => getComputedStyle(mark).backgroundColor")
    visit.page.get_by_role("checkbox", name="quotes").uncheck()
    hidden = quote.evaluate("mark => getComputedStyle(mark).backgroundColor")
    assert shown != "rgba(0, 0, 0, 0)"
    assert hidden == "rgba(0, 0, 0, 0)"


def test_places_are_stepped_through_by_keys(ui, visit):
    document = one(ui, "select document_id from quotes group by 1 order by count(*) desc, 1 limit 1")
    visit.page.goto(f"/documents/{document}?find=forêt")
    told = visit.page.locator("#told")
    visit.page.keyboard.press("n")
    expect(told).to_have_text("1 / " + str(visit.page.locator("mark.found").count()))
    visit.page.keyboard.press("n")
    expect(told).to_contain_text("2 / ")
    expect(visit.page.locator("mark.at")).to_be_in_viewport()
    visit.page.keyboard.press("p")
    expect(told).to_contain_text("1 / ")


def test_results_are_stepped_through_by_keys_and_opened(visit):
    visit.page.goto("/?q=le")
    visit.page.keyboard.press("Escape")
    visit.page.keyboard.press("n")
    visit.page.keyboard.press("n")
    second = visit.page.locator("[data-stop]").nth(1)
    expect(second).to_be_focused()
    address = second.get_attribute("href")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(f"**{address}")


def test_the_help_opens_and_closes_by_keys(visit):
    visit.page.goto("/")
    visit.page.keyboard.press("Escape")
    visit.page.locator("h1").click()
    visit.page.keyboard.press("?")
    expect(visit.page.get_by_role("dialog")).to_be_visible()
    visit.page.keyboard.press("Escape")
    expect(visit.page.get_by_role("dialog")).to_be_hidden()


def test_the_language_is_switched_and_kept(ui, visit):
    visit.page.goto("/?q=marché")
    visit.page.get_by_role("link", name="Français").click()
    expect(visit.page.locator("html")).to_have_attribute("lang", "fr")
    assert visit.page.url.endswith("/?q=march%C3%A9")
    expect(visit.page.get_by_role("button", name="Rechercher").first).to_be_visible()
    visit.page.goto("/contracts")
    expect(visit.page.locator("html")).to_have_attribute("lang", "fr")
    visit.page.get_by_role("link", name="English").click()
    expect(visit.page.locator("html")).to_have_attribute("lang", "en")


def test_a_citation_is_copied(ui, visit):
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.page.goto(f"/actors/{top_speaker(ui)}")
    card = visit.page.locator(".quote-card").first
    words = card.locator("blockquote").text_content().strip()
    card.get_by_role("button", name="Copy citation").click()
    expect(visit.page.locator("#told")).to_contain_text(words[:40])
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"« {words}")
    assert "Greffier rel-" in copied


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_use_every_page(ui, browser, name, scheme):
    """No violation of WCAG A and AA that axe finds; nothing wider than a small screen, nothing on the console."""
    reader = Visit(browser, ui, color_scheme=scheme)
    reader.page.goto(every_page(ui)[name])
    found = Axe().run(reader.page, options=RULES).response["violations"]
    told = [(rule["id"], [node["html"][:120] for node in rule["nodes"]][:3]) for rule in found]
    reader.keep(f"{name}-{scheme}")
    complaints = [told for told in reader.complaints if name != "missing"]
    reader.context.close()
    assert told == []
    assert complaints == []
    assert reader.foreign == []


@pytest.mark.parametrize("name", PAGES)
def test_a_small_screen_is_wide_enough(ui, browser, name):
    reader = Visit(browser, ui, viewport={"width": 360, "height": 740})
    reader.page.goto(every_page(ui)[name])
    wide = reader.page.evaluate("document.documentElement.scrollWidth")
    reader.keep(f"{name}-small")
    reader.context.close()
    assert wide <= 360


def test_the_focus_goes_through_the_page_in_order_and_is_seen(ui, visit):
    visit.page.goto(f"/actors/{top_speaker(ui)}")
    visit.page.locator("body").evaluate("body => body.focus()")
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.className") == "skip"
    focused = (
        "[document.activeElement.getBoundingClientRect().top, getComputedStyle(document.activeElement).outlineStyle]"
    )
    places = []
    for _ in range(12):
        visit.page.keyboard.press("Tab")
        places.append(visit.page.evaluate(focused))
    assert all(outline == "solid" for _, outline in places)
    assert all(later > earlier - 40 for (earlier, _), (later, _) in pairwise(places))


def test_a_page_can_be_printed_whole(ui, visit, tmp_path):
    document = one(ui, "select document_id from documents order by character_count desc, 1 limit 1")
    visit.page.goto(f"/documents/{document}")
    visit.page.emulate_media(media="print")
    expect(visit.page.locator(".top")).to_be_hidden()
    assert len(visit.page.pdf()) > 10_000


def test_the_explorer_ends_well(ui):
    """Ctrl-C and a service manager's SIGTERM are good ends: exit code 0, and nothing but addresses in the log."""
    with explorer(ui.greffier.folder) as started:
        started.process.terminate()
        _, told = started.process.communicate(timeout=PAGE_SECONDS)
        assert started.process.returncode == 0, told

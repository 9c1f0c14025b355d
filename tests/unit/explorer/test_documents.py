"""The page of a document: its words, what is marked in them, what it leads to."""

from collections.abc import Callable

import pytest
from lxml import html
from starlette.testclient import TestClient

Read = Callable[[str], str]


def words_at(written, address):
    """The words that an address leads to, over all pieces of its mark."""
    tree = html.fromstring(written)
    pieces = [m for m in tree.iter("mark") if address in m.get("data-of", "").split()]
    [first] = tree.xpath(f'//*[@id="{address}"]')
    assert pieces[0] in list(first.iter("mark"))
    return "".join(piece.text_content() for piece in pieces)


def test_each_piece_of_evidence_leads_to_its_very_words(release, page):
    for row in release.rows("select * from evidence"):
        assert words_at(page(f"/documents/{row['document_id']}"), f"e={row['evidence_id']}") == row["surface_text"]


def test_each_name_leads_to_its_words_and_its_page(page):
    written = page("/documents/doc-1")
    assert words_at(written, "m=men-3") == "Tressan SA"
    [link] = html.fromstring(written).xpath('//*[@id="m=men-3"]//a')
    assert link.get("href") == "/organisations/org-2"


def test_a_fact_leads_to_its_first_words(page):
    [place] = html.fromstring(page("/documents/doc-1")).xpath('//*[@id="f=rol-1"]')
    assert place.text_content() == "Maëlle Kervoan"


def test_overlapping_facts_are_all_marked(page):
    """The name within the evidence of a role is both, and leads to the person."""
    [place] = html.fromstring(page("/documents/doc-1")).xpath('//*[@id="m=men-0"]')
    assert set(place.find(".//mark").get("class").split()) == {"name", "actor", "role"}


def test_the_text_is_whole(release, page):
    text = release.value("select text from documents where document_id = 'doc-1'")
    [shown] = html.fromstring(page("/documents/doc-1")).xpath('//div[contains(@class, "text")]')
    assert "".join(shown.text_content().split()) == "".join(text.split())


def test_what_was_looked_for_is_marked(page):
    written = page("/documents/doc-2?find=OEUVRE")
    assert words_at(written, "w=1") == "œuvre"
    assert "1 place has “OEUVRE”" in written


def test_one_entity_s_places_can_be_stepped_through(page):
    marks = html.fromstring(page("/documents/doc-2?about=act-1")).xpath('//mark[contains(@class, "about")]')
    assert [mark.text_content() for mark in marks] == ["Maëlle Kervoan", "Mme Kervoan"]


def test_facts_are_told_in_a_line_with_the_way_to_their_words(page):
    items = {
        li.get("data-e"): " ".join(li.text_content().split())
        for li in html.fromstring(page("/documents/doc-1")).xpath("//li[@data-e]")
    }
    told = "\n".join(items.values())
    assert "Maëlle Kervoan, maire, Port-Brévent" in told
    assert "la réfection du quai: Port-Brévent → Tressan SA, 1,2 million d'euros" in told
    assert "Maëlle Kervoan: « Le quai rouvrira en mai »" in told


def test_documents_on_the_same_people_are_named(page):
    [link] = html.fromstring(page("/documents/doc-1")).xpath('//aside//a[@href="/documents/doc-2"]')
    assert link.text == "Conseil municipal"


@pytest.mark.parametrize("row", ["title", "author", "publisher", "source_path", "url"])
def test_stored_html_stays_text(writing, row, page):
    hostile = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    writing.tables["documents"][0][row] = hostile
    written = page("/documents/doc-1")
    assert "<script>alert" not in written
    assert "<img" not in written
    assert "&lt;script&gt;alert(1)" in written


def test_an_address_of_a_source_runs_nothing(writing, page):
    writing.tables["documents"][0]["url"] = "javascript:alert(1)"
    assert 'href="javascript' not in page("/documents/doc-1")


def test_a_text_that_was_not_extracted_says_why(writing, page):
    writing.tables["documents"][0]["extraction_status"] = "language_not_supported"
    assert "Nothing was extracted from this text" in page("/documents/doc-1")


def test_copies_and_neighbours_in_the_file_are_named(writing, page):
    writing.document(
        "doc-3", "Le quai rouvrira, dit-on.", title="Une copie", leading_document_id="doc-1", file_sha256="f3"
    )
    writing.document("doc-4", "Autre article.", title="L'article d'après", section_index=1, source_path="doc-1.txt")
    tree = html.fromstring(page("/documents/doc-1"))
    assert {"Une copie", "next article in the file"} <= {link.text for link in tree.xpath("//aside//a")}


def test_a_citation_names_words_speaker_source_and_place(client: TestClient, release):
    evidence_id = release.value("select evidence_id from evidence where fact_id = 'quo-1'")
    [told] = client.get(f"/citations/{evidence_id}.json").json()["citation"]
    start = release.value("select start_char from quotes where quote_id = 'quo-1'")
    assert told["text"] == (
        "« Le quai rouvrira en mai », Maëlle Kervoan, Le quai de Port-Brévent rouvrira, Le Fanal, 4 March 2026, "
        f"doc-1.txt, characters {start}–{start + 23}, Greffier rel-00000000000000aa."
    )


def test_a_citation_names_what_else_says_so(writing, page):
    writing.evidence("roles", "rol-1", "doc-2", "Maëlle Kervoan", extractor="signature")
    written = page("/citations/evi-0")
    assert "signature" in written
    assert "/documents/doc-2#e=" in written

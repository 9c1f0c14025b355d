"""Marks over a text: every character stands there once, under all that covers it, and nothing of a text is HTML."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from orchestration.explorer.document_marks import in_paragraphs, marks_of_words
from orchestration.explorer.highlight import Mark, marked
from orchestration.explorer.paragraphs import LONGEST, paragraphs

TEXT = "« Le quai rouvrira », a dit Maëlle <Kervoan> & Cie."
KINDS = ("quote", "role", "contract")
spans = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)), st.sampled_from(KINDS)).map(
    lambda drawn: (*sorted(drawn[:2]), drawn[2])
)


def covering(written):
    """For every character of the HTML the kinds of the mark around it."""
    found = []
    tree = html.fragment_fromstring(str(written), create_parent="p")

    def walk(element, kinds):
        kinds = kinds | (set(element.get("class", "").split()) if element.tag == "mark" else set())
        found.extend((sign, kinds) for sign in element.text or "")
        for child in element:
            walk(child, kinds)
            found.extend((sign, kinds) for sign in child.tail or "")

    walk(tree, set())
    return found


@given(st.lists(spans, max_size=8))
def test_each_character_is_under_the_kinds_of_all_spans_that_cover_it(drawn):
    marks = [Mark(start, end, kind, (f"e={number}",)) for number, (start, end, kind) in enumerate(drawn)]
    found = covering(marked(TEXT, 0, len(TEXT), marks))
    assert "".join(sign for sign, _ in found) == TEXT
    for at, (_, kinds) in enumerate(found):
        assert kinds == {kind for start, end, kind in drawn if start <= at < end}


@given(st.lists(spans, max_size=8))
def test_every_span_has_one_address_where_it_begins(drawn):
    marks = [Mark(start, end, kind, (f"e={number}",)) for number, (start, end, kind) in enumerate(drawn)]
    tree = html.fragment_fromstring(str(marked(TEXT, 0, len(TEXT), marks)), create_parent="p")
    for number, (start, end, _) in enumerate(drawn):
        if start < end:
            [place] = tree.xpath(f'//*[@id="e={number}"]')
            before = "".join(place.xpath("preceding::text()"))
            assert len(before) == start


def test_a_mark_over_two_paragraphs_goes_on_in_the_second():
    text = "Un début\nune fin"
    first, second = in_paragraphs(text, [Mark(3, 12, "quote", ("e=1",))])
    assert str(first) == 'Un <span id="e=1"><mark class="quote" data-of="e=1">début</mark></span>'
    assert str(second) == '<mark class="quote" data-of="e=1">une</mark> fin'


def test_words_are_found_whatever_their_accents_case_and_ligatures():
    text = "L'œuvre achevée, les ŒUVRES, une manœuvre; l'OEUVRE."
    assert [text[mark.start_char : mark.end_char] for mark in marks_of_words(text, "oeuvre")] == [
        "œuvre",
        "ŒUVRES",
        "OEUVRE",
    ]
    assert [text[mark.start_char : mark.end_char] for mark in marks_of_words(text, 'ACHEVEE "les"')] == [
        "achevée",
        "les",
    ]
    assert marks_of_words(text, "-: ") == []


@given(st.text(alphabet="ab \n", max_size=60))
def test_paragraphs_leave_out_nothing_but_blanks(text):
    told = "".join(text[p.start_char : p.end_char] for p in paragraphs(text))
    assert re.sub(r"\s", "", told) == re.sub(r"\s", "", text)


def test_a_paragraph_without_end_is_cut_at_blanks():
    text = "mot " * LONGEST
    pieces = paragraphs(text)
    assert max(p.end_char - p.start_char for p in pieces) <= LONGEST
    assert "".join(text[p.start_char : p.end_char] for p in pieces) == text
    assert all(text[p.end_char - 1] == " " for p in pieces)


def test_labels_and_addresses_are_escaped_too():
    written = str(marked("ab", 0, 2, [Mark(0, 2, "name", ('m="><i>',), '/x"y', '"<b>')]))
    assert unescape(written).count("<i>") > 0
    assert "<i>" not in written
    assert "<b>" not in written
    assert '/x"y' not in written

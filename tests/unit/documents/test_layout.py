"""Blocks that a format gives become one text; what the format marks stands, what it leaves open is read."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.documents.layout import Block, Stated, from_blocks, from_plain
from orchestration.documents.refusals import Limits, Rejected

BODY = "La coopérative a inauguré mardi son atelier de menuiserie, que la commune louera deux jours par semaine."


def test_blocks_stand_in_their_order_with_an_empty_line_between() -> None:
    draft = from_blocks([Block("Un atelier", "title"), Block(" \n "), Block(BODY)], Limits())
    assert draft.text == f"Un atelier\n\n{BODY}"
    assert [(s.kind, draft.text[s.start_char : s.end_char]) for s in draft.sections] == [
        ("title", "Un atelier"),
        ("body", BODY),
    ]


def test_what_the_format_marks_stands() -> None:
    blocks = [
        Block("La Gazette du Val", "boilerplate", "page_header"),
        Block("Un atelier", "title"),
        Block("Lot | Titulaire\nToiture | Bertillon", "body", "table"),
        Block("Douze établis", "heading"),
        Block("Marché attribué à Delmas", "body", "list"),
        Block(BODY),
        Block("12", "boilerplate", "page_footer"),
    ]
    draft = from_blocks(blocks, Limits())
    assert [(s.kind, s.label) for s in draft.sections] == [
        ("boilerplate", "page_header"),
        ("title", None),
        ("body", "table"),
        ("heading", None),
        ("body", "list"),
        ("body", None),
        ("boilerplate", "page_footer"),
    ]


def test_a_marked_footer_does_not_drag_the_last_short_lines_along() -> None:
    blocks = [
        Block(BODY),
        Block("Partager cet article", "boilerplate", "share"),
        Block("Marché attribué à Delmas"),
        Block("© 2024 Le Val", "boilerplate", "legal"),
    ]
    assert [s.kind for s in from_blocks(blocks, Limits()).sections] == ["body", "boilerplate", "body", "boilerplate"]


def test_boilerplate_by_words_is_found_in_open_blocks_too() -> None:
    draft = from_blocks([Block(BODY), Block("3 commentaires")], Limits())
    assert (draft.sections[1].kind, draft.sections[1].label) == ("boilerplate", "comments")


def test_what_the_file_states_comes_before_what_the_text_says_and_each_says_how() -> None:
    stated = Stated(title="Titre du fichier", published_on=date(2024, 5, 2), found_by={"title": "subject"})
    draft = from_plain(f"Un atelier\nPar Luc Brémond\nPublié le 3 mai 2024\n\n{BODY}", Limits(), stated, "mail_header")
    assert (draft.title, draft.published_on, draft.author) == ("Titre du fichier", date(2024, 5, 2), "Luc Brémond")
    assert draft.found_by["title"] == "subject"
    assert draft.found_by["published_on"] == "mail_header"
    assert draft.found_by["author"] == "byline"


def test_dates_of_links_and_comments_are_not_those_of_the_document() -> None:
    blocks = [Block(BODY), Block("Publié le 3 mai 2024", "boilerplate", "related")]
    assert from_blocks(blocks, Limits()).published_on is None


@pytest.mark.parametrize(("text", "reason"), [(" \n", "empty"), ("x" * 101, "too_long")])
def test_nothing_and_too_much_are_refused(text: str, reason: str) -> None:
    for read in (
        lambda: from_plain(text, Limits(max_text_chars=100)),
        lambda: from_blocks([Block(text)], Limits(max_text_chars=100)),
    ):
        with pytest.raises(Rejected) as refusal:
            read()
        assert refusal.value.reason == reason


def test_a_table_that_comes_first_is_no_title() -> None:
    table = Block("Lot | Titulaire", label="table")
    draft = from_blocks(
        [table, Block("La commune de Valmigny a attribué le lot à la société Nordalis en mars.")], Limits()
    )
    assert draft.title is None
    assert draft.sections[0].kind == "body"

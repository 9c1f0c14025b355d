"""Each row of a table of articles is a document, with what its columns state; no cell slips to another article."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from orchestration.documents.drafts import Draft
from orchestration.documents.readers.articles_table import read
from orchestration.documents.refusals import DEFAULT_LIMITS, Rejected

PRESS = """titre;texte;date;auteur;journal;lien
Le pont rouvre;"Le maire a rouvert le pont.

La « SARL Bertillon » a fini.";25/03/2024;Inès Corvaisier;La Gazette;https://gazette.example/1
Le quai attend;"Le quai rouvrira en mai ; le maire l'assure.";05/04/2024;;;
"""
ROW = {"title": "Le pont rouvre", "text": "Le maire a rouvert le pont.", "publishedAt": "2024-03-25T08:00:00Z"}


def drafts(text: str) -> tuple[Draft, ...]:
    return read(text.encode(), DEFAULT_LIMITS).drafts


def refusal(text: str, **limits: int) -> Rejected:
    with pytest.raises(Rejected) as refused:
        read(text.encode(), replace(DEFAULT_LIMITS, **limits))
    return refused.value


def test_each_row_is_a_document_with_what_its_columns_state() -> None:
    first, second = drafts(PRESS)
    assert first.text == "Le pont rouvre\n\nLe maire a rouvert le pont.\n\nLa « SARL Bertillon » a fini."
    assert (first.title, first.author, first.publisher) == ("Le pont rouvre", "Inès Corvaisier", "La Gazette")
    assert (first.published_on, first.url) == (date(2024, 3, 25), "https://gazette.example/1")
    assert first.found_by["author"] == "table_column"
    assert (second.title, second.author, second.published_on) == ("Le quai attend", None, date(2024, 4, 5))


def test_the_title_stands_above_the_text_once() -> None:
    for text in (ROW["text"], f"{ROW['title']}\n\n{ROW['text']}"):
        (draft,) = drafts(json.dumps([{**ROW, "text": text}]))
        assert [(s.kind, draft.text[s.start_char : s.end_char]) for s in draft.sections] == [
            ("title", "Le pont rouvre"),
            ("body", "Le maire a rouvert le pont."),
        ]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([ROW]),
        json.dumps(ROW),
        json.dumps({"status": "ok", "articles": [ROW]}, indent=1),
        json.dumps(ROW) + "\n\n" + json.dumps({**ROW, "title": "Autre"}) + "\n",
        "title\ttext\tpublishedAt\n" + "\t".join(ROW.values()) + "\n",
        "title,text,publishedAt\r" + ",".join(ROW.values()),
        ",title,text,publishedAt\r\n0," + ",".join(f'"{value}"' for value in ROW.values()) + "\r\n",
    ],
    ids=["list", "object", "feed", "lines", "tabs", "old Mac", "numbered rows"],
)
def test_shapes_of_tables(text: str) -> None:
    draft = drafts(text)[0]
    assert (draft.title, draft.published_on) == ("Le pont rouvre", date(2024, 3, 25))
    assert draft.text == "Le pont rouvre\n\nLe maire a rouvert le pont."


def test_an_article_with_comments_is_one_article() -> None:
    (draft,) = drafts(json.dumps({**ROW, "comments": [{"text": "Bravo", "date": "2024-03-26"}]}))
    assert draft.title == "Le pont rouvre"


def test_html_in_a_cell_becomes_paragraphs() -> None:
    html = (
        "<p>Le maire a rouvert lundi le pont de Valmigny, fermé depuis deux ans.</p><script>x()</script>"
        "<p>« Nous avançons », a dit <b>Luc Brémond</b> devant les habitants réunis.</p>"
    )
    (draft,) = drafts(json.dumps([{**ROW, "text": html}]))
    assert [draft.text[s.start_char : s.end_char] for s in draft.sections] == [
        "Le pont rouvre",
        "Le maire a rouvert lundi le pont de Valmigny, fermé depuis deux ans.",
        "« Nous avançons », a dit Luc Brémond devant les habitants réunis.",
    ]
    assert (draft.title, draft.found_by["title"]) == ("Le pont rouvre", "table_column")


def test_a_whole_page_in_a_cell_keeps_to_what_the_columns_state() -> None:
    page = "<html><head><title>Accueil</title></head><body><h1>Accueil</h1><p>Le maire a rouvert le pont lundi.</p>"
    (draft,) = drafts(json.dumps([{**ROW, "text": page}]))
    assert (draft.title, draft.published_on) == ("Le pont rouvre", date(2024, 3, 25))
    assert "Le maire a rouvert le pont lundi." in draft.text


def test_line_breaks_and_stress_are_no_page() -> None:
    (draft,) = drafts(json.dumps([{**ROW, "text": "Le <b>pont</b> rouvre.<br/>Le <a href='/q'>quai</a> aussi."}]))
    assert draft.text == "Le pont rouvre\n\nLe pont rouvre.\nLe quai aussi."


def test_only_the_title_that_is_stated_is_a_title() -> None:
    text = "Mise à jour\n\nLe maire a rouvert lundi le pont de Valmigny, fermé depuis deux ans.\n\nIl était heureux."
    (draft,) = drafts(json.dumps([{**ROW, "title": "Ponts : le point", "text": text}]))
    assert [section.kind for section in draft.sections].count("title") == 1


def test_characters_that_no_text_may_hold_are_replaced() -> None:
    (draft,) = drafts('[{"title": "Le\\u0000 pont", "text": "L&#8217;eau \\ud800 monte."}]')
    assert (draft.title, draft.text) == ("Le\ufffd pont", "Le\ufffd pont\n\nL’eau \ufffd monte.")


def test_rows_that_would_mislead_are_left_out_and_counted() -> None:
    contents = read(
        (PRESS + PRESS.partition("\n")[2] + "Une;virgule;de;trop;ici;et;là\nVide;;;;;\n").encode(), DEFAULT_LIMITS
    )
    assert [draft.title for draft in contents.drafts] == ["Le pont rouvre", "Le quai attend"]
    assert contents.warnings == (
        "rows_left_out_malformed=1",
        "rows_left_out_no_text=1",
        "rows_left_out_repeated=2",
    )


def test_json_lines_that_are_cut_off_are_left_out() -> None:
    contents = read((json.dumps(ROW) + "\n" + json.dumps({**ROW, "title": "B"})[:-9]).encode(), DEFAULT_LIMITS)
    assert (len(contents.drafts), contents.warnings) == (1, ("rows_left_out_malformed=1",))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a": 1}', "type_not_supported"),
        ('[{"text": "Un mot."}]', "type_not_supported"),
        ("a,b,c\n1,2,3\n4,5,6\n7,8,9\n", "type_not_supported"),
        ("Le pont rouvre.", "type_not_supported"),
        ('[{"title": "Un pont", "te', "parse_error"),
        ('[{"title": "a", "text": "b", "n": ' + "9" * 5_000 + "}]", "parse_error"),
        ('title,text\nUn pont,"Jamais refermé\nDeux,Autre article\n', "parse_error"),
        ('title,text\nUn pont,"Il dit "oui" hier"\n', "parse_error"),
        ("[" * 200_000, "too_deep"),
        ('{"title": "a", "text": "b"}\n' + '{"a":' * 100_000, "too_deep"),
        ('[{"title": "a", "text": ""}]', "no_text"),
    ],
)
def test_what_is_refused(text: str, reason: str) -> None:
    assert refusal(text).reason == reason


def test_a_table_may_not_be_endless() -> None:
    table = "title,text\n" + "a,b\n" * 11
    for text in (table, json.dumps([ROW] * 11), "\n".join([json.dumps(ROW)] * 11)):
        assert refusal(text, max_members=10).reason == "too_many_members"


def test_a_cell_may_be_long_but_not_endless() -> None:
    long = "title,text\nUn pont," + "mot " * 50_000
    assert len(drafts(long)[0].text) > 200_000
    assert refusal(long, max_text_chars=100_000).reason == "too_long"

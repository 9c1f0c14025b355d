"""An RTF file becomes the text that a reader sees: paragraphs, tables, notes; no deletion, no picture."""

from __future__ import annotations

import pytest

from orchestration.documents.readers import rtf as reader
from orchestration.documents.refusals import Limits, Rejected
from tests.unit.documents.office_files import shown

PROSE = "La coopérative des Trois Rives a inauguré mardi son nouvel atelier, construit en dix-huit mois."
MORE = "Le conseil municipal de Valmigny a voté sept cent mille euros pour la toiture, à la charge de la ville."


def _rtf(body: str, head: str = "") -> bytes:
    r"""Characters beyond ASCII as `\'xx` where cp1252 has them."""
    source = rf"{{\rtf1\ansi\ansicpg1252\deff0{{\fonttbl{{\f0 Calibri;}}}}{head} {body}}}"
    return b"".join(c.encode() if c < "\x80" else b"\\'%02x" % c.encode("cp1252")[0] for c in source)


def _text(body: str) -> str:
    return reader.read(_rtf(body), Limits()).drafts[0].text


def _reason(data: bytes) -> str:
    with pytest.raises(Rejected) as refusal:
        reader.read(data, Limits())
    return refusal.value.reason


def test_paragraphs_notes_and_page_headers() -> None:
    head = r"{\header Séance de juin\par}{\footerf Page 1}"
    data = _rtf(rf"{PROSE}{{\footnote \pard {MORE}}}\par Fin de la note.\par", head)
    assert shown(reader.read(data, Limits())) == [
        ("body", None, PROSE),
        ("body", None, "Fin de la note."),
        ("body", None, MORE),
        ("boilerplate", "page_header", "Séance de juin"),
        ("boilerplate", "page_footer", "Page 1"),
    ]


def test_rows_of_a_table_are_lines_of_one_block() -> None:
    rows = r"\intbl Lot\cell Titulaire\cell\row\intbl Toiture\cell SARL Bertillon\cell\row\pard "
    sections = shown(reader.read(_rtf(rf"{PROSE}\par {rows}{MORE}\par"), Limits()))
    assert sections[1] == ("body", "table", "Lot | Titulaire\nToiture | SARL Bertillon")
    assert sections[2][2] == MORE


def test_characters_of_every_spelling() -> None:
    assert _text(r"12\~000\u8239?\u8364? \{net\} \u-10179?\u-8704? Jean\_Paul l\rquote h\'f4tel co\-opérative") == (
        "12\u00a0000\u202f€ {net} 😀 Jean-Paul l’hôtel coopérative"
    )


def test_deleted_text_links_and_pictures_stay_out() -> None:
    body = (
        r"Le marché est de {\deleted\revauthdel1 neuf }{\revised douze} mille euros, lit-on sur "
        r'{\field{\*\fldinst{HYPERLINK "http://exemple.invalid"}}{\fldrslt le site}} de la ville.'
        r"{\*\shppict{\pict\pngblip 89504e47}}{\pict\bin4 }}}}}{\object{\*\objdata 0105}} C'est tout."
    )
    assert _text(body) == "Le marché est de douze mille euros, lit-on sur le site de la ville. C'est tout."


def test_a_backslash_before_the_word_deleted_is_text() -> None:
    assert _text(r"Le chemin C:\\deleted\\note existe.") == r"Le chemin C:\deleted\note existe."


def test_the_code_page_of_the_file_counts() -> None:
    data = b"{\\rtf1\\ansi\\ansicpg1250 P\xf8\xedli\\'9a \xe8ty\xf8i.}"
    contents = reader.read(data, Limits())
    assert (contents.drafts[0].text, contents.encoding) == ("Příliš čtyři.", "cp1250")


def test_title_and_author_of_the_file() -> None:
    head = r"{\info{\title Un atelier à Rives}{\author Inès Corvaisier}{\operator Luc Brémond}}"
    (draft,) = reader.read(_rtf(PROSE, head), Limits()).drafts
    assert (draft.title, draft.author, draft.text) == ("Un atelier à Rives", "Inès Corvaisier", PROSE)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{\\rtf1 " + b"{" * 500_000 + b"x" + b"}" * 500_000 + b"}", "too_deep"),
        (b"{\\rtf1 \\u9999999999 x}", "parse_error"),
        (b"{\\rtf1 {\\pict 0102}}", "no_text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    assert _reason(data) == reason

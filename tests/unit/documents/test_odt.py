"""An OpenDocument text becomes the text that a reader sees, with its headings, lists, tables and notes."""

from __future__ import annotations

import pytest

from orchestration.documents.readers import odt as reader
from orchestration.documents.refusals import Limits, Rejected
from tests.unit.documents.office_files import odt, opendocument_part, package, shown

PROSE = "La coopérative des Trois Rives a inauguré mardi son nouvel atelier, construit en dix-huit mois."
MORE = "Le conseil municipal de Valmigny a voté sept cent mille euros pour la toiture, à la charge de la ville."


def _read(data: bytes) -> list[tuple[str, str | None, str]]:
    return shown(reader.read(data, Limits()))


def _text(body: str) -> str:
    return reader.read(odt(body), Limits()).drafts[0].text


def _reason(data: bytes) -> str:
    with pytest.raises(Rejected) as refusal:
        reader.read(data, Limits())
    return refusal.value.reason


def test_title_headings_contents_and_lists() -> None:
    body = (
        '<text:p text:style-name="P7">Un atelier pour la vallée</text:p>'
        "<text:table-of-content><text:index-body><text:p>Douze établis neufs 2</text:p></text:index-body>"
        f"</text:table-of-content><text:p>{PROSE}</text:p>"
        '<text:h text:outline-level="2">Douze établis neufs, et après ?</text:h>'
        f"<text:p>{MORE}</text:p>"
        "<text:list><text:list-item><text:p>une scie à ruban</text:p></text:list-item></text:list>"
        f"<text:p>{PROSE}</text:p>"
    )
    styles = '<style:style style:name="P7" style:parent-style-name="Title"/>'
    assert _read(odt(body, styles=styles)) == [
        ("title", None, "Un atelier pour la vallée"),
        ("boilerplate", "navigation", "Douze établis neufs 2"),
        ("body", None, PROSE),
        ("heading", None, "Douze établis neufs, et après ?"),
        ("body", None, MORE),
        ("body", "list", "une scie à ruban"),
        ("body", None, PROSE),
    ]


def test_white_space_counts_once_and_signs_are_characters() -> None:
    signs = 'maire<text:line-break/>de<text:s text:c="3"/>Rives'
    body = f"<text:p>Jean \n\t<text:span>Lafont</text:span><text:tab/>{signs}</text:p>"
    assert _text(body) == "Jean Lafont\tmaire\nde   Rives"


@pytest.mark.parametrize("count", ["2000000000", "900000", "9" * 5000, "-1", "deux"])
def test_a_count_of_blanks_is_not_believed(count: str) -> None:
    assert len(_text(f'<text:p>a<text:s text:c="{count}"/>b</text:p>')) <= 102


def test_deletions_annotations_and_descriptions_stay_out() -> None:
    body = (
        f"<text:tracked-changes><text:changed-region><text:deletion><text:p>{MORE}</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        "<text:p>Le marché est<office:annotation><text:p>Vraiment ?</text:p></office:annotation> de <text:change/>"
        "douze mille<draw:frame><svg:desc>Une photo</svg:desc><draw:image>"
        "<office:binary-data>aGFsbG8=</office:binary-data></draw:image></draw:frame> euros.</text:p>"
    )
    assert _text(body) == "Le marché est de douze mille euros."


def test_a_note_stands_behind_its_paragraph() -> None:
    body = f"<text:note-body><text:p>{MORE}</text:p></text:note-body>"
    note = f"<text:note><text:note-citation>1</text:note-citation>{body}</text:note>"
    assert _text(f"<text:p>{PROSE[:-1]}{note}.</text:p><text:p>Fin.</text:p>") == f"{PROSE}\n\n{MORE}\n\nFin."


def test_a_table_is_one_block_with_aligned_columns() -> None:
    def row(*cells: str) -> str:
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    def cell(text: str) -> str:
        return f"<table:table-cell><text:p>{text}</text:p></table:table-cell>"

    rows = (
        f"<table:table-header-rows>{row(cell('Lot'), cell('Titulaire'), cell('Montant'))}</table:table-header-rows>"
        + row(cell("Total"), "<table:covered-table-cell/>", cell("120 000 €"))
    )
    body = f"<text:p>{PROSE}</text:p><table:table>{rows}</table:table><text:p>{MORE}</text:p>"
    assert _read(odt(body))[1] == ("body", "table", "Lot | Titulaire | Montant\nTotal |  | 120 000 €")


def test_page_headers_are_boilerplate_behind_the_text() -> None:
    header = "<style:header><text:p>Séance de juin</text:p></style:header>"
    page = f"{header}<style:footer><text:p>Page 1</text:p></style:footer>"
    data = odt(f"<text:p>{PROSE}</text:p>", [("styles.xml", opendocument_part(page))])
    assert _read(data)[1:] == [
        ("boilerplate", "page_header", "Séance de juin"),
        ("boilerplate", "page_footer", "Page 1"),
    ]


def test_the_author_is_who_began_the_file_not_who_saved_it() -> None:
    words = "<dc:title>Un atelier</dc:title><meta:initial-creator>Inès Corvaisier</meta:initial-creator>"
    meta = opendocument_part(f"{words}<dc:creator>Luc Brémond</dc:creator><dc:date>2024-05-02T10:00:00</dc:date>")
    (draft,) = reader.read(odt(f"<text:p>{PROSE}</text:p>", [("meta.xml", meta)]), Limits()).drafts
    assert (draft.title, draft.author, draft.published_on) == ("Un atelier", "Inès Corvaisier", None)


def test_macros_are_warned_of() -> None:
    data = odt(f"<text:p>{PROSE}</text:p>", [("Basic/Standard/Module1.xml", "<m/>")])
    assert reader.read(data, Limits()).warnings == ("active_content",)


def test_refusals() -> None:
    protected = opendocument_part("<manifest:encryption-data/>")
    assert _reason(odt("", [("META-INF/manifest.xml", protected)])) == "encrypted"
    assert _reason(odt("<text:section>" * 300 + "</text:section>" * 300)) == "too_deep"
    assert _reason(odt("<text:p> </text:p>")) == "no_text"
    assert _reason(package([("mimetype", "x")])) == "parse_error"
    assert _reason(package([("content.xml", opendocument_part("<office:body/>"))])) == "type_not_supported"

"""A Word file becomes the text that a reader of its final version sees, with its headings, lists and tables."""

from __future__ import annotations

import pytest

from orchestration.documents.readers import docx as reader
from orchestration.documents.readers.properties import FOUND_BY
from orchestration.documents.refusals import Limits, Rejected
from tests.unit.documents.office_files import core_properties, docx, package, paragraph, relations, shown, word_part

PROSE = "La coopérative des Trois Rives a inauguré mardi son nouvel atelier, construit en dix-huit mois."
MORE = "Le conseil municipal de Valmigny a voté sept cent mille euros pour la toiture, à la charge de la ville."
STYLES = word_part(
    "styles",
    '<w:style w:styleId="Titre"><w:name w:val="Title"/></w:style>'
    '<w:style w:styleId="Titre2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:styleId="Maison"><w:name w:val="Intertitre maison"/><w:basedOn w:val="Titre2"/></w:style>'
    '<w:style w:styleId="Boucle"><w:name w:val="Boucle"/><w:basedOn w:val="Boucle"/></w:style>'
    '<w:style w:styleId="TM1"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:styleId="Lgende"><w:name w:val="caption"/></w:style>',
)


def _read(data: bytes) -> list[tuple[str, str | None, str]]:
    return shown(reader.read(data, Limits()))


def _texts(body: str) -> list[str]:
    return [words for _, _, words in _read(docx(body))]


def test_styles_tell_title_headings_contents_and_captions() -> None:
    body = (
        paragraph("Un atelier pour la vallée", "Titre")
        + paragraph("Douze établis neufs", "TM1")
        + paragraph(PROSE, "Boucle")
        + paragraph("Douze établis neufs, et après ?", "Maison")
        + paragraph(MORE)
        + paragraph("Le nouvel atelier vu du quai", "Lgende")
    )
    assert _read(docx(body, {"styles": STYLES})) == [
        ("title", None, "Un atelier pour la vallée"),
        ("boilerplate", "navigation", "Douze établis neufs"),
        ("body", None, PROSE),
        ("heading", None, "Douze établis neufs, et après ?"),
        ("body", None, MORE),
        ("body", "caption", "Le nouvel atelier vu du quai"),
    ]


def test_without_a_part_of_styles_their_ids_tell() -> None:
    body = paragraph("Un atelier", "Titre") + paragraph(PROSE) + paragraph("Et après ?", "Titre1") + paragraph(MORE)
    assert [kind for kind, _, _ in _read(docx(body))] == ["title", "body", "heading", "body"]


def test_numbered_paragraphs_are_lists_unless_the_number_is_switched_off() -> None:
    listed = '<w:p><w:pPr><w:numPr><w:numId w:val="{}"/></w:numPr></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
    body = paragraph(PROSE) + listed.format(3, "une scie à ruban ;") + listed.format(0, "et rien d’autre.")
    assert [label for _, label, _ in _read(docx(body))] == [None, "list", None]


def test_a_table_is_one_block_with_a_line_a_row_and_aligned_columns() -> None:
    def cell(*texts: str, span: str = "") -> str:
        properties = f'<w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>' if span else ""
        return f"<w:tc>{properties}{''.join(map(paragraph, texts))}</w:tc>"

    rows = (
        cell("Lot") + cell("Titulaire") + cell("Montant"),
        cell("Toiture") + cell("SARL Bertillon", "et fils") + cell("120 000 €"),
        cell("Peinture") + cell("") + cell("infructueux"),
        cell("Vitrage") + cell("") + cell(""),
        cell("Total", span="2") + cell("120 000 €"),
    )
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    assert _read(docx(paragraph(PROSE) + table + paragraph(MORE)))[1] == (
        "body",
        "table",
        "Lot | Titulaire | Montant\nToiture | SARL Bertillon et fils | 120 000 €\nPeinture |  | infructueux\nVitrage\n"
        "Total |  | 120 000 €",
    )


def test_a_table_in_a_cell_gives_its_words_to_that_cell() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('dedans')}</w:tc><w:tc>{paragraph('aussi')}</w:tc></w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc>{inner}{paragraph('')}</w:tc><w:tc>{paragraph('à côté')}</w:tc></w:tr></w:tbl>"
    assert _texts(paragraph(PROSE) + outer + paragraph(MORE)) == [PROSE, "dedans aussi | à côté", MORE]


def test_a_frame_of_one_column_is_no_table() -> None:
    frame = f"<w:tbl><w:tr><w:tc>{paragraph(PROSE)}{paragraph(MORE)}</w:tc></w:tr></w:tbl>"
    assert _read(docx(frame)) == [("body", None, PROSE), ("body", None, MORE)]


def test_tracked_changes_are_read_as_accepted() -> None:
    body = (
        "<w:p><w:r><w:t>Le marché est de </w:t></w:r>"
        "<w:del><w:r><w:delText>neuf</w:delText><w:t>neuf</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>douze</w:t></w:r></w:ins><w:r><w:t> mille euros</w:t></w:r>"
        "<w:moveFrom><w:r><w:t> hors taxes</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t> toutes taxes comprises</w:t></w:r></w:moveTo><w:r><w:t>.</w:t></w:r></w:p>"
        f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{paragraph('rayé')}</w:tc><w:tc>{paragraph('rayé')}</w:tc></w:tr>"
        f"<w:tr><w:tc>{paragraph('gardé')}</w:tc><w:tc>{paragraph('aussi')}</w:tc></w:tr></w:tbl>"
    )
    assert _texts(body) == ["Le marché est de douze mille euros toutes taxes comprises.", "gardé | aussi"]


def test_a_text_box_stands_once_behind_its_anchor() -> None:
    box = (
        f"<mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>{paragraph(MORE)}</w:txbxContent></wps:txbx>"
        f"</mc:Choice><mc:Fallback><v:textbox><w:txbxContent>{paragraph(MORE)}</w:txbxContent></v:textbox>"
        "</mc:Fallback></mc:AlternateContent>"
    )
    assert _texts(f"<w:p><w:r><w:t>{PROSE[:40]}</w:t>{box}<w:t>{PROSE[40:]}</w:t></w:r></w:p>") == [PROSE, MORE]


def test_signs_field_codes_and_placeholders() -> None:
    body = (
        "<w:p><w:r><w:t>Jean</w:t><w:noBreakHyphen/><w:t>Paul</w:t><w:tab/><w:t>Lafont</w:t><w:br/></w:r>"
        "<w:r><w:instrText>HYPERLINK x</w:instrText></w:r><w:hyperlink><w:r><w:t>mairie</w:t></w:r></w:hyperlink></w:p>"
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{paragraph('Tapez ici.')}</w:sdtContent></w:sdt>"
        f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(PROSE)}</w:sdtContent></w:sdt>"
    )
    assert reader.read(docx(body), Limits()).drafts[0].text == f"Jean-Paul\tLafont\nmairie\n\n{PROSE}"


def test_notes_follow_the_text_and_page_headers_are_boilerplate_once() -> None:
    header = word_part("hdr", paragraph("Conseil municipal, séance de juin"))
    side_parts = {
        "header": header,
        "header2": header,
        "footer": word_part("ftr", paragraph("Page 1 sur 4")),
        "footnotes": word_part("footnotes", f"<w:footnote>{paragraph(MORE)}</w:footnote>"),
        "comments": word_part("comments", f"<w:comment>{paragraph('À revoir.')}</w:comment>"),
    }
    assert _read(docx(paragraph(PROSE), side_parts)) == [
        ("body", None, PROSE),
        ("body", None, MORE),
        ("boilerplate", "page_header", "Conseil municipal, séance de juin"),
        ("boilerplate", "page_footer", "Page 1 sur 4"),
    ]


def test_properties_say_title_and_author_and_how_they_were_found() -> None:
    data = docx(paragraph(PROSE), extra=[core_properties("Un atelier pour la vallée", "Inès Corvaisier; Luc Brémond")])
    (draft,) = reader.read(data, Limits()).drafts
    assert (draft.title, draft.author) == ("Un atelier pour la vallée", "Inès Corvaisier, Luc Brémond")
    assert draft.found_by["author"] == FOUND_BY
    assert draft.published_on is None


@pytest.mark.parametrize(
    "title", ["Document1", "Sans titre", "Microsoft Word - note.doc", "note finale.docx", "CR_2024"]
)
@pytest.mark.parametrize("creator", ["icorvaisier", "Utilisateur Windows", "Microsoft Office User", "Poste 12"])
def test_what_programs_fill_in_is_neither_title_nor_author(title: str, creator: str) -> None:
    (draft,) = reader.read(docx(paragraph(PROSE), extra=[core_properties(title, creator)]), Limits()).drafts
    assert (draft.title, draft.author) == (None, None)


def test_strict_files_read_like_all_others() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = f'<w:document xmlns:w="{strict}"><w:body>{paragraph(PROSE)}</w:body></w:document>'
    data = package([("_rels/.rels", relations({"a": ("officeDocument", "texte.xml")})), ("texte.xml", body)])
    assert _read(data) == [("body", None, PROSE)]


def test_relations_that_lead_nowhere_are_passed_over() -> None:
    targets = {"a": ("officeDocument", "texte.xml"), "b": ("extended-properties", "http://127.0.0.1:9/x")}
    parts = [
        ("_rels/.rels", relations(targets)),
        ("texte.xml", word_part("document", f"<w:body>{paragraph(PROSE)}</w:body>")),
        ("_rels/texte.xml.rels", relations({"s": ("styles", "absent.xml"), "f": ("footnotes", "../../etc/passwd")})),
    ]
    assert _read(package(parts)) == [("body", None, PROSE)]


def test_macros_are_warned_of() -> None:
    data = docx(paragraph(PROSE), extra=[("word/vbaProject.bin", b"\x00")])
    assert reader.read(data, Limits()).warnings == ("active_content",)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (docx("<w:tbl><w:tr><w:tc>" * 100 + paragraph("fond") + "</w:tc></w:tr></w:tbl>" * 100), "too_deep"),
        (docx("<w:p>" + "<w:r/>" * 2_500_000 + "</w:p>"), "too_complex"),
        (docx("<w:p><w:r><w:t>ouvert"), "parse_error"),
        (docx(paragraph(" ")), "no_text"),
        (docx("", {"header": word_part("hdr", paragraph("Conseil municipal"))}), "no_text"),
        (package([("_rels/.rels", relations({"a": ("officeDocument", "absent.xml")}))]), "parse_error"),
        (package([]), "parse_error"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Rejected) as refusal:
        reader.read(data, Limits(max_inflation_ratio=2_000))
    assert refusal.value.reason == reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "declaration",
    ['<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '<!-- a --> <?b c?>\n<!DOCTYPE d [<!ENTITY x "boum">]>'],
)
def test_a_document_type_is_refused(declaration: str, encoding: str) -> None:
    part = f"{declaration}<d>&x;</d>".encode(encoding)
    data = package([("_rels/.rels", relations({"a": ("officeDocument", "d.xml")})), ("d.xml", part)])
    with pytest.raises(Rejected) as refusal:
        reader.read(data, Limits())
    assert refusal.value.reason == "forbidden_entity"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_entity_is_refused_before_it_grows(encoding: str) -> None:
    growing = "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 10}">' for i in range(9))
    part = f'<!DOCTYPE d [<!ENTITY e0 "boum">{growing}]><d a="&e9;"/>'
    data = package([("_rels/.rels", relations({"a": ("officeDocument", "d.xml")})), ("d.xml", part.encode(encoding))])
    with pytest.raises(Rejected) as refusal:
        reader.read(data, Limits())
    assert refusal.value.reason == "forbidden_entity"


def test_a_document_type_in_an_unusual_encoding_is_refused() -> None:
    part = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE d [+ADwAIQ-ENTITY x "boum">]><d>+ACY-x;</d>'
    data = package([("_rels/.rels", relations({"a": ("officeDocument", "d.xml")})), ("d.xml", part)])
    with pytest.raises(Rejected) as refusal:
        reader.read(data, Limits())
    assert refusal.value.reason in ("forbidden_entity", "parse_error")

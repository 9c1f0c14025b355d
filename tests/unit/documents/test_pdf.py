"""A PDF becomes running text in the order in which people read it, or is refused with the right reason."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdfium2 import PdfDocument

from orchestration.documents.drafts import Draft
from orchestration.documents.readers import pdf as reader
from orchestration.documents.refusals import Limits, Rejected
from tests.unit.documents.pdf_files import Text, glyph_numbers, lines, locked, pdf, scan

LIMITS = Limits()
needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
LEFT = [
    "Le conseil syndical de la haute vallée a",
    "validé jeudi la réouverture du sentier",
    "des gorges, fermé depuis les crues de",
    "l'automne. Les travaux dureront jusqu'à",
    "la fin du mois de mai et coûteront deux",
]
RIGHT = [
    "millions d'euros. Une passerelle neuve",
    "remplacera celle que le torrent avait",
    "emportée. Les randonneurs devront",
    "patienter encore quelques semaines",
    "avant de la traverser.",
]


def draft_of(data: bytes, limits: Limits = LIMITS) -> Draft:
    (draft,) = reader.read(data, limits).drafts
    return draft


def sections_of(draft: Draft, *kinds: str) -> list[str]:
    return [draft.text[s.start_char : s.end_char] for s in draft.sections if not kinds or s.kind in kinds]


def refusal_of(data: bytes, limits: Limits = LIMITS) -> Rejected:
    with pytest.raises(Rejected) as caught:
        reader.read(data, limits)
    return caught.value


def test_left_column_before_right_under_a_title_over_both() -> None:
    title = Text(60, 780, "Le sentier des gorges de la Sauline rouvre", 22)
    # Drawn line by line over both columns, as some programs do.
    columns = [line for pair in zip(lines(60, 740, LEFT), lines(310, 740, RIGHT), strict=True) for line in pair]
    draft = draft_of(pdf([title, *columns]))
    assert sections_of(draft, "title") == ["Le sentier des gorges de la Sauline rouvre"]
    assert sections_of(draft, "body") == [" ".join(LEFT + RIGHT)]
    assert draft.title == "Le sentier des gorges de la Sauline rouvre"


def test_paragraphs_end_where_a_line_had_room_or_white_follows() -> None:
    first = [
        "Le pont suspendu de Rochevive sera repeint avant",
        "la saison, a promis le département. Le",
        "bois suivra.",
    ]
    second = ["Les cyclistes passeront par la rive gauche pendant", "toute la durée du chantier, soit dix semaines."]
    third = ["Un bac assurera la traversée des troupeaux."]
    page = [*lines(60, 760, [*first, *second]), *lines(60, 760 - 7 * 14, third)]
    assert sections_of(draft_of(pdf(page))) == [" ".join(first), " ".join(second), third[0]]


def test_white_between_full_lines_separates_paragraphs() -> None:
    page = [*lines(60, 760, LEFT[:2]), *lines(60, 722, RIGHT[1:3]), *lines(60, 684, LEFT[2:4])]
    page = [line._replace(words=line.words.capitalize()) for line in page]
    assert len(sections_of(draft_of(pdf(page)))) == 3


@pytest.mark.parametrize(
    ("line", "following", "expected"),
    [
        ("La commission munici-", "pale se réunit.", "La commission municipale se réunit."),
        ("Elle salue la vice-", "présidente du club.", "Elle salue la vice-présidente du club."),
        ("Le trophée de Marie-", "Odile Quesnoy brille.", "Le trophée de Marie-Odile Quesnoy brille."),
        ("Il viendra, c'est-à-", "dire peut-être.", "Il viendra, c'est-à-dire peut-être."),
        ("La saison 2019-", "2020 fut courte.", "La saison 2019-2020 fut courte."),
        ("Voici le porte-greffe. Un porte-", "greffe coûte peu.", "Voici le porte-greffe. Un porte-greffe coûte peu."),
        ("Un accord gagnant-gagnant, ou gagnant-", "gagnant.", "Un accord gagnant-gagnant, ou gagnant-gagnant."),
    ],
)
def test_hyphens_at_the_end_of_a_line(line: str, following: str, expected: str) -> None:
    assert draft_of(pdf(lines(60, 700, [line, following]))).text == expected


def test_page_headers_and_footers_are_kept_apart_and_paragraphs_go_on_beneath_them() -> None:
    halves = [
        ["Les pêcheurs de l'étang demandent que la vanne", "reste ouverte en hiver, parce que les jeunes"],
        ["brochets ne remontent pas autrement vers la", "roselière où ils se nourrissent. Fin."],
    ]
    pages = [
        [
            Text(60, 810, "Bulletin de l'étang de Brézolles"),
            *lines(60, 760, half),
            *lines(60, 90, [f"({number}) Comptage mené par la fédération départementale."], size=8),
            Text(290, 30, f"{number} / 2"),
        ]
        for number, half in enumerate(halves, start=1)
    ]
    draft = draft_of(pdf(*pages))
    assert sections_of(draft, "body") == [
        " ".join(halves[0] + halves[1]),
        "(1) Comptage mené par la fédération départementale.",
        "(2) Comptage mené par la fédération départementale.",
    ]
    labelled = [(s.label, draft.text[s.start_char : s.end_char]) for s in draft.sections if s.kind == "boilerplate"]
    assert labelled == [
        ("page_header", "Bulletin de l'étang de Brézolles"),
        ("page_footer", "1 / 2"),
        ("page_header", "Bulletin de l'étang de Brézolles"),
        ("page_footer", "2 / 2"),
    ]


def test_headings_are_told_by_their_size() -> None:
    page = [
        Text(60, 810, "Patrimoine des hautes vallées"),
        Text(60, 780, "Le moulin reprend", 24),
        *lines(60, 740, ["La meule du moulin de Crouzeilles tourne", "de nouveau depuis samedi dernier."]),
        Text(60, 690, "Des grains anciens, semés ici", 14),
        *lines(60, 670, ["Trois agriculteurs fournissent le blé."]),
    ]
    draft = draft_of(pdf(page))
    assert [s.kind for s in draft.sections] == ["body", "title", "body", "heading", "body"]


def test_rows_of_a_table_stay_together() -> None:
    page = [
        *(Text(x, 700, words) for x, words in ((60, "Lot"), (100, "Objet"), (260, "Titulaire"), (420, "Montant"))),
        *(Text(x, 676, words) for x, words in ((60, "1"), (100, "Reprise des berges et"), (260, "Établissements"))),
        Text(420, 676, "48 200 €"),
        *(Text(x, 662, words) for x, words in ((100, "du seuil amont"), (260, "Lormont-Viguier"))),
        *(Text(x, 638, words) for x, words in ((60, "2"), (100, "Plantations"), (260, "Pépinières du Lac"))),
        Text(420, 638, "9 100 €"),
        *(Text(x, 614, words) for x, words in ((100, "Total"), (420, "57 300 €"))),
    ]
    draft = draft_of(pdf(page))
    assert draft.text.split("\n") == [
        "Lot | Objet | Titulaire | Montant",
        "1 | Reprise des berges et du seuil amont | Établissements Lormont-Viguier | 48 200 €",
        "2 | Plantations | Pépinières du Lac | 9 100 €",
        "Total | 57 300 €",
    ]
    assert [s.label for s in draft.sections] == ["table"]


def test_short_rows_in_small_letters_are_a_table_and_no_prose() -> None:
    rows = [("curage du lit", "société Viguier", "8 000 €"), ("pose de clôtures", "atelier Sorbas", "950 €")]
    page = [
        Text(x, 700 - 16 * row, words)
        for row, cells in enumerate(rows)
        for x, words in zip((60, 220, 400), cells, strict=True)
    ]
    assert draft_of(pdf(page)).text.split("\n") == [" | ".join(cells) for cells in rows]


def test_stretched_spaces_below_one_another_are_no_gutter() -> None:
    wide = "Le garde champêtre de la commune de Montclar a signalé les faits."
    stretched = [("depuis", "longtemps", "déjà"), ("malgré", "plusieurs", "rappels")]
    page = [
        Text(60, 700, wide),
        *(
            Text(x, 686 - 14 * row, word)
            for row, words in enumerate(stretched)
            for x, word in zip((60, 110, 180), words, strict=True)
        ),
        Text(60, 658, "adressés aux propriétaires des chalets du haut de la vallée."),
    ]
    expected = f"{wide} depuis longtemps déjà malgré plusieurs rappels adressés aux propriétaires"
    assert draft_of(pdf(page)).text.startswith(expected)


def test_text_in_a_margin_and_turned_pages() -> None:
    margin = Text(20, 300, "Archives de la Sauline", quarter_turns=1)
    draft = draft_of(pdf([*lines(60, 740, LEFT), margin]))
    assert sections_of(draft) == [" ".join(LEFT), "Archives de la Sauline"]
    turned = [Text(100 + 14 * position, 60, line, quarter_turns=1) for position, line in enumerate(LEFT)]
    assert draft_of(pdf(turned, page_entries="/Rotate 90")).text == " ".join(LEFT)


def test_properties_are_believed_where_the_pages_show_the_same() -> None:
    page = [*lines(60, 740, ["Les gorges de la Sauline", "par Ysée Marcillac"]), *lines(60, 690, LEFT)]
    info = {"Title": "Les gorges de la Sauline", "Author": "Ysée Marcillac", "CreationDate": "D:20240502101500"}
    draft = draft_of(pdf(page, info=info))
    assert (draft.title, draft.author, draft.published_on) == ("Les gorges de la Sauline", "Ysée Marcillac", None)
    assert draft.found_by["title"] == draft.found_by["author"] == "pdf_info"


@pytest.mark.parametrize(
    "title", ["Microsoft Word - les gorges de la Sauline.docx", "Rapport annuel", "Gorges\\Sauline", "Sauline"]
)
def test_titles_of_templates_and_files_are_not_taken(title: str) -> None:
    page = [*lines(60, 740, ["Les gorges de la Sauline", "par Ysée Marcillac"]), *lines(60, 690, LEFT)]
    draft = draft_of(pdf(page, info={"Title": title, "Author": "marcillac"}))
    assert draft.title == "Les gorges de la Sauline"
    assert draft.author != "marcillac"
    assert "pdf_info" not in draft.found_by.values()


def test_locked_files() -> None:
    data = pdf(lines(60, 740, LEFT))
    assert refusal_of(locked(data, password="sésame")).reason == "encrypted"
    contents = reader.read(locked(data, password=""), LIMITS)
    assert contents.warnings == ("copy_restricted",)
    assert contents.drafts[0].text == " ".join(LEFT)


def test_scripts_give_a_warning() -> None:
    data = pdf(lines(60, 740, LEFT), catalogue="/OpenAction << /S /JavaScript /JS (app.alert(1)) >>")
    assert reader.read(data, LIMITS).warnings == ("active_content",)


def test_attached_files_are_counted_and_left_alone() -> None:
    writer = PdfWriter(clone_from=BytesIO(pdf(lines(60, 740, LEFT))))
    writer.add_attachment("../../annexe.txt", b"Annexe")
    written = BytesIO()
    writer.write(written)
    contents = reader.read(written.getvalue(), LIMITS)
    assert contents.warnings == ("attachments_not_read=1",)
    assert contents.members == ()


def test_limits() -> None:
    page = lines(60, 740, LEFT)
    assert refusal_of(pdf(page, page, page), Limits(max_pages=2)).reason == "too_many_pages"
    assert refusal_of(pdf(page), Limits(max_text_chars=50)).reason == "too_long"


def test_glyph_numbers_are_never_stored() -> None:
    page = glyph_numbers("BqrstÉÈ Zvxw hjkl")
    assert refusal_of(pdf(page)).reason == "garbled_text"
    contents = reader.read(pdf(lines(60, 740, LEFT), page), LIMITS)
    assert contents.drafts[0].text == " ".join(LEFT)
    assert contents.warnings == ("garbled_pages=1",)


def test_letters_shifted_by_the_font_are_no_text() -> None:
    # Each letter 29 places early: the usual look of glyph numbers taken for characters.
    shifted = ["".join(chr(ord(char) - 29) if char >= "a" else char for char in line) for line in LEFT + RIGHT]
    assert refusal_of(pdf(lines(60, 740, shifted))).reason == "garbled_text"


def test_invisible_words_give_a_warning() -> None:
    hidden = b"BT 3 Tr /F1 11 Tf 60 700 Td (Rien ne se voit ici, ou presque rien.) Tj ET"
    assert "invisible_text" in reader.read(pdf(hidden), LIMITS).warnings


def test_damaged_files() -> None:
    data = pdf(lines(60, 740, LEFT))
    assert refusal_of(data[: len(data) // 3]).reason == "parse_error"
    without_table = data[: data.index(b"startxref")]
    contents = reader.read(without_table, LIMITS)
    assert contents.warnings == ("recovered",)
    assert contents.drafts[0].text == " ".join(LEFT)


def test_second_reader_where_the_first_gives_up() -> None:
    # pdfium looks for the header in the first 1,024 bytes only.
    contents = reader.read(b"\n" * 1_100 + pdf(lines(60, 740, LEFT)), LIMITS)
    assert contents.warnings == ("recovered",)
    assert "passerelle" not in contents.drafts[0].text
    assert "validé jeudi la réouverture du sentier" in contents.drafts[0].text


def scanned(words: list[str]) -> bytes:
    with PdfDocument(pdf(lines(60, 740, words, size=14, leading=20))) as document:
        bitmap = document[0].render(scale=200 / 72, grayscale=True)
        pixels = bytes(bitmap.buffer)
        grey = b"".join(
            pixels[row * bitmap.stride : row * bitmap.stride + bitmap.width] for row in range(bitmap.height)
        )
        return scan(bitmap.width, bitmap.height, grey)


def test_a_scan_says_how_it_could_be_read() -> None:
    refusal = refusal_of(scanned(LEFT))
    assert refusal.reason == "no_text"
    assert refusal.detail is not None
    assert "GREFFIER_OCR" in refusal.detail


def test_a_scan_without_the_program_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    refusal = refusal_of(scanned(LEFT), Limits(ocr=True))
    assert refusal.reason == "no_text"
    assert refusal.detail is not None
    assert "tesseract-ocr-fra" in refusal.detail


@needs_tesseract
def test_a_scan_without_french_data_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    refusal = refusal_of(scanned(LEFT), Limits(ocr=True))
    assert refusal.reason == "no_text"
    assert refusal.detail is not None
    assert "French" in refusal.detail


@needs_tesseract
def test_a_scan_is_read_when_asked_for() -> None:
    contents = reader.read(scanned(LEFT), Limits(ocr=True))
    assert "ocr" in contents.warnings
    assert contents.drafts[0].text == " ".join(LEFT)

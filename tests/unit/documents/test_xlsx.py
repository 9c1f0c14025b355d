"""A workbook becomes its tables as a reader sees them: sheet by sheet, a line a row, columns aligned."""

from __future__ import annotations

import tracemalloc

import pytest

from orchestration.documents.readers import xlsx as reader
from orchestration.documents.refusals import Limits, Rejected
from tests.unit.documents.office_files import core_properties, shown, xlsx

STRINGS = ["Lot", "Titulaire", "Montant", "Toiture", "SARL Bertillon", "Signé le"]
STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="[$-40C]d mmmm yyyy"/>'
    '<numFmt numFmtId="165" formatCode="#,##0.00&quot; dollars&quot;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>'
)


def _cell(place: str, value: str, kind: str = "n", style: int = 0) -> str:
    return f'<c r="{place}" t="{kind}" s="{style}"><v>{value}</v></c>'


def _row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def _text(rows: str, limits: Limits = Limits()) -> str:  # noqa: B008 - frozen
    return reader.read(xlsx({"Feuil1": rows}, STRINGS, STYLES), limits).drafts[0].text


def test_sheets_in_order_with_their_names_as_headings() -> None:
    lots = _row(1, _cell("A1", "0", "s"), _cell("B1", "1", "s")) + _row(2, _cell("A2", "3", "s"), _cell("B2", "4", "s"))
    data = xlsx({"Lots attribués": lots, "Vide": "", "Feuil3": _row(1, _cell("A1", "7"), _cell("B1", "8"))}, STRINGS)
    assert [words for _, _, words in shown(reader.read(data, Limits()))] == [
        "Lots attribués",
        "Lot | Titulaire\nToiture | SARL Bertillon",
        "7 | 8",
    ]


def test_empty_cells_keep_the_columns_aligned_and_an_empty_row_ends_a_table() -> None:
    rows = (
        _row(1, _cell("B1", "0", "s"), _cell("C1", "1", "s"), _cell("D1", "2", "s"))
        + _row(2, _cell("B2", "3", "s"), _cell("D2", "5"))
        + _row(4, _cell("A4", "9"))
    )
    assert _text(rows) == "Lot | Titulaire | Montant\nToiture |  | 5\n\n9"


def test_values_as_excel_shows_them() -> None:
    rows = _row(
        1,
        _cell("A1", "45292", style=1),
        _cell("B1", "45352.5", style=2),
        _cell("C1", "45292", style=3),
        _cell("D1", "1234.5600000000001"),
        _cell("E1", "12345678901234567890"),
        _cell("F1", "1", "b"),
        _cell("G1", "#N/A", "e"),
        _cell("H1", "total", "str"),
        '<c r="I1" t="inlineStr"><is><r><t>deux </t></r><r><t>mots</t></r><rPh><t>x</t></rPh></is></c>',
    )
    assert _text(rows).split(" | ") == [
        "01/01/2024",
        "01/03/2024",
        "45292",
        "1234.56",
        "12345678901234567890",
        "VRAI",
        "#N/A",
        "total",
        "deux mots",
    ]


def test_days_since_1904_where_the_workbook_counts_so() -> None:
    data = xlsx({"Feuil1": _row(1, _cell("A1", "43830", style=1))}, STRINGS, STYLES)
    from_1904 = xlsx({"Feuil1": _row(1, _cell("A1", "43830", style=1))}, STRINGS, STYLES, date1904=True)
    assert reader.read(data, Limits()).drafts[0].text == "31/12/2019"
    assert reader.read(from_1904, Limits()).drafts[0].text == "01/01/2024"


def test_only_cells_that_are_there_are_looked_at() -> None:
    assert _text(_row(1048576, _cell("XFD1048576", "0", "s"))) == "Lot"
    wide = _row(1, *(_cell(f"{chr(65 + i // 26)}{chr(65 + i % 26)}1", "1") for i in range(100)))
    far = _row(2, _cell("ZZ2", "2"))
    assert _text(wide + far) == " | ".join(["1"] * 100) + "\n2"


def test_one_long_text_in_every_cell_is_refused_before_it_fills_the_memory() -> None:
    rows = "".join(_row(i, _cell(f"A{i}", "0", "s")) for i in range(1, 21))
    data = xlsx({f"F{n}": rows for n in range(50)}, ["mot " * 10_000])
    tracemalloc.start()
    with pytest.raises(Rejected) as refusal:
        reader.read(data, Limits(max_text_chars=1_000_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refusal.value.reason == "too_long"
    assert peak < 15_000_000


def test_a_reference_to_no_text_is_a_damaged_file() -> None:
    with pytest.raises(Rejected) as refusal:
        _text(_row(1, _cell("A1", "6", "s")))
    assert refusal.value.reason == "parse_error"


def test_a_workbook_without_values_has_no_text() -> None:
    with pytest.raises(Rejected) as refusal:
        _text(_row(1, '<c r="A1" s="1"/>'))
    assert refusal.value.reason == "no_text"


def test_properties_and_macros() -> None:
    extra = [core_properties("Marchés de la ville", "Inès Corvaisier"), ("xl/vbaProject.bin", b"\x00")]
    contents = reader.read(xlsx({"A": _row(1, _cell("A1", "1"))}, extra=extra), Limits())
    assert (contents.drafts[0].title, contents.drafts[0].author) == ("Marchés de la ville", "Inès Corvaisier")
    assert contents.warnings == ("active_content",)

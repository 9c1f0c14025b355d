"""A book becomes one document: its chapters in reading order, and what its package states of it."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.documents.readers import epub as reader
from orchestration.documents.refusals import Limits, Rejected
from tests.unit.documents.office_files import epub, package, shown

PROSE = "La coopérative des Trois Rives a inauguré mardi son nouvel atelier, construit en dix-huit mois."
MORE = "Le conseil municipal de Valmigny a voté sept cent mille euros pour la toiture, à la charge de la ville."
METADATA = (
    "<dc:title>Un atelier pour la vallée</dc:title><dc:publisher>Éditions du Quai</dc:publisher>"
    '<dc:creator opf:role="aut">Inès Corvaisier</dc:creator><dc:creator opf:role="ill">Luc Brémond</dc:creator>'
    '<dc:date opf:event="modification">2024-06-01</dc:date><dc:date>2023-09-14T00:00:00+02:00</dc:date>'
)


def _page(body: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<head><title/><style>p {{color: red}}</style></head><body>{body}</body></html>"
    )


def _read(*bodies: str) -> list[tuple[str, str | None, str]]:
    return shown(reader.read(epub({f"c{9 - i}.xhtml": _page(body) for i, body in enumerate(bodies)}), Limits()))


def _reason(data: bytes) -> str:
    with pytest.raises(Rejected) as refusal:
        reader.read(data, Limits())
    return refusal.value.reason


def test_chapters_in_reading_order_with_headings_lists_and_navigation() -> None:
    sections = _read(
        "<nav><h1>Sommaire</h1><ol><li><a>Le quai</a></li></ol></nav>",
        f"<section><h1>Le quai</h1><p>{PROSE}</p><ul><li>une scie</li><li><p>un établi</p></li></ul></section>",
        f"<div><h2>La toiture</h2>\n<blockquote><p>{MORE}</p></blockquote></div>",
    )
    assert sections == [
        ("boilerplate", "navigation", "Sommaire"),
        ("boilerplate", "navigation", "Le quai"),
        ("title", None, "Le quai"),
        ("body", None, PROSE),
        ("body", "list", "une scie"),
        ("body", "list", "un établi"),
        ("heading", None, "La toiture"),
        ("body", None, MORE),
    ]


def test_text_beside_paragraphs_keeps_its_place() -> None:
    sections = _read(f"<div>Avant, au petit matin.<p>{PROSE}</p>Après, le soir venu.</div>")
    assert [words for _, _, words in sections] == ["Avant, au petit matin.", PROSE, "Après, le soir venu."]


def test_signs_inside_a_paragraph() -> None:
    sections = _read(
        f'<p>{PROSE}</p><p>Le   marché<a epub:type="noteref" href="#n">1</a> du XIX<sup>e</sup>\n siècle,<br/>'
        'signé <a id="p12"/>par <i> elle</i>&nbsp;&amp; lui.<script>x()</script></p>'
    )
    assert sections[1][2] == "Le marché du XIXe siècle,\nsigné par elle\u00a0& lui."


def test_a_table_is_one_block() -> None:
    rows = "<tr><th>Lot</th><th>Titulaire</th></tr><tr><td>Toiture</td><td><p>SARL Bertillon</p></td></tr>"
    sections = _read(f"<p>{PROSE}</p><table><tbody>{rows}</tbody></table><p>{MORE}</p>")
    assert sections[1] == ("body", "table", "Lot | Titulaire\nToiture | SARL Bertillon")


def test_what_the_package_states() -> None:
    (draft,) = reader.read(epub({"a.xhtml": _page(f"<p>{PROSE}</p>")}, METADATA), Limits()).drafts
    assert (draft.title, draft.author) == ("Un atelier pour la vallée", "Inès Corvaisier")
    assert (draft.publisher, draft.published_on) == ("Éditions du Quai", date(2023, 9, 14))
    assert draft.found_by["published_on"] == "book_metadata"


@pytest.mark.parametrize("value", ["2023", "0101-01-01T00:00:00+00:00", "2023-13-01"])
def test_a_date_that_is_no_full_day_is_none(value: str) -> None:
    (draft,) = reader.read(epub({"a.xhtml": _page(f"<p>{PROSE}</p>")}, f"<dc:date>{value}</dc:date>"), Limits()).drafts
    assert draft.published_on is None


def _encryption(uri: str) -> tuple[str, str]:
    reference = f'<e:CipherReference xmlns:e="http://www.w3.org/2001/04/xmlenc#" URI="{uri}"/>'
    return "META-INF/encryption.xml", f"<encryption>{reference}</encryption>"


def test_scrambled_fonts_are_common_scrambled_chapters_are_protected() -> None:
    chapters = {"a.xhtml": _page(f"<p>{PROSE}</p>")}
    assert _reason(epub(chapters, extra=[_encryption("OEBPS/a.xhtml")])) == "encrypted"
    assert reader.read(epub(chapters, extra=[_encryption("OEBPS/police.otf")]), Limits()).drafts[0].text == PROSE


def test_refusals() -> None:
    assert _reason(epub({"a.xhtml": _page("<div>" * 1_500 + PROSE)})) == "too_deep"
    assert _reason(epub({"a.xhtml": _page("<img src='couverture.jpg'/>")})) == "no_text"
    assert _reason(epub({"a.xhtml": _page(PROSE)}).replace(b"OEBPS/a.xhtml", b"OEBPS/b.xhtml")) == "parse_error"
    assert _reason(package([("META-INF/container.xml", "<container/>")])) == "parse_error"
    assert _reason(package([("mimetype", "application/epub+zip")])) == "parse_error"

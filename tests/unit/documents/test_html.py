"""A page becomes its article: text in order, sections, and what the page declares of itself."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.documents.intake import Limits, Rejected, read_bytes

PAGE = """<!DOCTYPE html><html lang="fr"><head><meta charset="iso-8859-1">
<title>Un atelier pour la vallée | La Gazette du Val</title>
<meta name="author" content="Inès Corvaisier">
<meta property="og:site_name" content="La Gazette du Val">
<meta property="article:published_time" content="2024-03-05T08:00:00+01:00"></head><body>
<div class="cookie-banner"><p>Nous utilisons des cookies.</p><button>Tout accepter</button></div>
<nav><ul><li><a href="/">Accueil</a></li><li><a href="/sport">Sports</a></li></ul></nav>
<article><h1>Un atelier pour la vallée</h1>
<p>La coopérative des Trois Rives a inauguré mardi son nouvel atelier, construit en dix-huit mois.</p>
<h2>Douze établis neufs</h2>
<p>«&nbsp;Nous formons déjà vingt apprentis&nbsp;», explique <b>Luc Brémond</b>, qui dirige l'atelier depuis 2019.</p>
<table><tr><th>Lot</th><th>Titulaire</th></tr><tr><td>Toiture</td><td>SARL Bertillon</td></tr></table>
</article>
<aside><h2>Lire aussi</h2><ul><li><a href="/x">Le pont de Valmigny rouvre</a></li></ul></aside>
<footer><p>© 2024 La Gazette du Val – Tous droits réservés</p></footer></body></html>"""


def test_article_without_its_surroundings() -> None:
    (document,) = read_bytes("page.html", PAGE.encode())
    sections = [(s.kind, document.text[s.start_char : s.end_char]) for s in document.sections]
    assert sections == [
        ("title", "Un atelier pour la vallée"),
        (
            "body",
            "La coopérative des Trois Rives a inauguré mardi son nouvel atelier, construit en dix-huit mois.",
        ),
        ("heading", "Douze établis neufs"),
        ("body", "« Nous formons déjà vingt apprentis », explique Luc Brémond, qui dirige l'atelier depuis 2019."),
        ("body", "Lot | Titulaire"),
        ("body", "Toiture | SARL Bertillon"),
    ]


def test_what_the_page_says_of_itself() -> None:
    (document,) = read_bytes("page.html", PAGE.encode())
    assert document.title == "Un atelier pour la vallée"
    assert document.author == "Inès Corvaisier"
    assert document.publisher == "La Gazette du Val"
    assert document.published_on == date(2024, 3, 5)
    assert (document.language, document.media_type) == ("fr", "text/html")


def test_accents_are_right_whatever_the_page_declares() -> None:
    texts = {read_bytes("page", PAGE.encode(encoding))[0].text for encoding in ("utf-8", "cp1252", "utf-16")}
    assert len(texts) == 1


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<html><body></body></html>", "no_text"),
        (
            "<html><head><title>Appli</title></head><body><noscript>Activez JavaScript</noscript></body></html>",
            "no_text",
        ),
        ("<html><body><!-- never closed <p>Texte</p>", "no_text"),
        ("<html>" + "<div>" * 20_000 + "Texte" + "</div>" * 20_000, "too_deep"),
        ("<html><p>" + "<b>x</b>" * 200_000, "too_complex"),
        ("<html><p " + "a='1' " * 50_000 + ">Texte</p>", "too_complex"),
    ],
)
def test_pages_without_an_article_are_refused_with_the_reason(page: str, reason: str) -> None:
    with pytest.raises(Rejected) as refusal:
        read_bytes("page.html", page.encode())
    assert refusal.value.reason == reason


def test_text_nested_deeper_than_the_parser_s_default_is_not_lost() -> None:
    paragraph = "<p>Luc Brémond a signé le contrat avec la commune, pour trois ans et sans clause de sortie.</p>"
    page = "<html><body>" + "<div>" * 600 + paragraph * 3 + "</div>" * 600
    assert "Luc Brémond" in read_bytes("page", page.encode())[0].text


def test_an_old_page_with_unclosed_paragraphs_is_not_too_deep() -> None:
    page = "<html><body><h1>Registre</h1>" + "<p>Luc Brémond a signé le contrat avec la commune de Valmigny.\n" * 3_000
    assert "Luc Brémond" in read_bytes("page", page.encode(), Limits(max_html_depth=100))[0].text


def test_no_formula_nor_address_becomes_an_author() -> None:
    page = PAGE.replace('content="Inès Corvaisier"', 'content="=HYPERLINK(https://x.example)"')
    assert read_bytes("page", page.encode())[0].author is None

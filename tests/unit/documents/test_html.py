"""A page becomes its article, its surroundings marked: text in order, sections, what the page declares of itself."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.documents.drafts import Draft
from orchestration.documents.readers import html
from orchestration.documents.refusals import Limits, Rejected

PAGE = """<!DOCTYPE html><html lang="fr"><head><meta charset="iso-8859-1">
<title>Un atelier pour la vallée | La Gazette du Val</title>
<link rel="canonical" href="https://gazette.example/atelier">
<meta name="author" content="Inès Corvaisier">
<meta property="og:site_name" content="La Gazette du Val">
<meta property="article:published_time" content="2024-03-05T08:00:00+01:00"></head><body class="comments-open">
<div class="cookie-banner"><p>Nous utilisons des cookies.</p><button>Tout accepter</button></div>
<nav><ul><li><a href="/">Accueil</a></li><li><a href="/atelier">Atelier</a></li></ul></nav>
<article><header><h1>Un atelier pour la vallée</h1><p class="byline">Par Inès Corvaisier</p></header>
<div class="share-bar"><a href="#">Partager sur Facebook</a></div>
<p>La coopérative des Trois Rives a inauguré mardi son nouvel atelier, construit en dix-huit mois.</p>
<h2>Douze établis neufs</h2>
<p>«&nbsp;Nous formons déjà vingt apprentis&nbsp;», explique <b>Luc Brémond</b>, qui dirige l'atelier depuis 2019.</p>
<table><tr><th>Lot</th><th>Titulaire</th></tr><tr><td>Toiture</td><td>SARL Bertillon</td></tr></table>
</article>
<aside><h2>Lire aussi</h2><ul><li><a href="/x">Le pont de Valmigny rouvre au public</a></li></ul></aside>
<section id="comments">
<p class="comment">Encore de l'argent jeté par les fenêtres, comme toujours dans ce pays.</p></section>
<footer><p>© 2024 La Gazette du Val – Tous droits réservés</p></footer></body></html>"""

PROSE = (
    "La coopérative des Trois Rives a signé avec la commune un contrat de trois ans. Les travaux commenceront au"
    " printemps et dureront six mois, selon la maire, qui attend trente apprentis à la rentrée. Le préfet, lui, n'a"
    " pas encore donné son avis sur le dossier que la vallée attend depuis dix ans."
)


def drafts(page: str) -> tuple[Draft, ...]:
    return html.read(page.encode(), Limits()).drafts


def sections(draft: Draft) -> list[tuple[str, str | None, str]]:
    return [(s.kind, s.label, draft.text[s.start_char : s.end_char]) for s in draft.sections]


def content(draft: Draft) -> list[str]:
    return [words for kind, _, words in sections(draft) if kind != "boilerplate"]


def test_the_article_and_its_surroundings_in_reading_order() -> None:
    (draft,) = drafts(PAGE)
    assert sections(draft) == [
        ("boilerplate", "consent", "Nous utilisons des cookies."),
        ("boilerplate", "consent", "Tout accepter"),
        ("boilerplate", "navigation", "Accueil"),
        ("boilerplate", "navigation", "Atelier"),
        ("title", None, "Un atelier pour la vallée"),
        ("boilerplate", "other", "Par Inès Corvaisier"),
        ("boilerplate", "share", "Partager sur Facebook"),
        (
            "body",
            None,
            "La coopérative des Trois Rives a inauguré mardi son nouvel atelier, construit en dix-huit mois.",
        ),
        ("heading", None, "Douze établis neufs"),
        (
            "body",
            None,
            "« Nous formons déjà vingt apprentis », explique Luc Brémond, qui dirige l'atelier depuis 2019.",
        ),
        ("body", "table", "Lot | Titulaire"),
        ("body", "table", "Toiture | SARL Bertillon"),
        ("boilerplate", "related", "Lire aussi"),
        ("boilerplate", "related", "Le pont de Valmigny rouvre au public"),
        ("boilerplate", "comments", "Encore de l'argent jeté par les fenêtres, comme toujours dans ce pays."),
        ("boilerplate", "legal", "© 2024 La Gazette du Val – Tous droits réservés"),
    ]


def test_what_the_page_declares_and_where() -> None:
    (draft,) = drafts(PAGE)
    assert (draft.title, draft.author) == ("Un atelier pour la vallée", "Inès Corvaisier")
    assert (draft.publisher, draft.published_on) == ("La Gazette du Val", date(2024, 3, 5))
    assert (draft.language, draft.url) == ("fr", "https://gazette.example/atelier")
    assert draft.found_by == {
        "title": "html_title",
        "author": "html_meta",
        "publisher": "html_meta",
        "published_on": "html_meta",
        "language": "words",
        "url": "canonical",
    }


def test_json_ld_is_named_as_the_source_of_what_only_it_says() -> None:
    author = '"author": {"@type": "Person", "name": "In\\u00e8s Dubreuil"}'
    said = f'{{"@context": "https://schema.org", "@type": "NewsArticle", {author}}}'
    page = PAGE.replace(
        '<meta name="author" content="Inès Corvaisier">', f'<script type="application/ld+json">{said}</script>'
    )
    (draft,) = drafts(page)
    assert (draft.author, draft.found_by["author"]) == ("Inès Dubreuil", "json_ld")


def test_the_byline_and_the_date_line_of_the_page_speak_where_nothing_is_declared() -> None:
    page = f"<html><body><article><h1>Un atelier</h1><p>Par Luc Brémond</p><p>Publié le 3 mai 2024</p><p>{PROSE}</p>"
    page += f"<p>{PROSE} Fin.</p></article><div class='related'><p>Publié le 8 juin 2024</p></div></body></html>"
    (draft,) = drafts(page)
    assert (draft.author, draft.found_by["author"]) == ("Luc Brémond", "byline")
    assert (draft.published_on, draft.found_by["published_on"]) == (date(2024, 5, 3), "published_line")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "/atelier",
        "file:///etc/passwd",
        "ftp://gazette.example/x",
        "https://nom:secret@gazette.example/",
        "http://[",
    ],
)
def test_only_a_whole_address_of_the_web_is_a_url(address: str) -> None:
    assert drafts(PAGE.replace("https://gazette.example/atelier", address))[0].url is None


def test_accents_are_right_whatever_the_page_declares() -> None:
    texts = {html.read(PAGE.encode(encoding), Limits()).drafts[0].text for encoding in ("utf-8", "cp1252", "utf-16")}
    assert len(texts) == 1


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>Contrat secret</p>",
        '<div style="color:red; display : none"><p>Contrat secret</p></div>',
        '<p aria-hidden="true">Contrat secret</p>',
        "<template><p>Contrat secret</p></template>",
        "<noscript>Contrat secret</noscript>",
        "<style>Contrat secret</style>",
        "<script>Contrat secret</script>",
        "<svg><title>Contrat secret</title></svg>",
    ],
)
def test_what_no_reader_sees_is_not_stored_and_what_follows_it_is(hidden: str) -> None:
    (draft,) = drafts(
        f"<html><body><h1>Un atelier</h1><p>{PROSE}</p>{hidden} Vu de tous.<p>{PROSE} Fin.</p></body></html>"
    )
    assert "secret" not in draft.text
    assert "Vu de tous." in draft.text


def test_a_menu_entry_that_is_a_word_of_the_article_stays_in_the_menu() -> None:
    menu = "<div><a href='/'>Commune</a></div><div><a href='/'>La commune</a></div>"
    (draft,) = drafts(f"<html><body>{menu}<h1>Un atelier</h1><p>{PROSE}</p><p>{PROSE} Fin.</p></body></html>")
    assert content(draft) == ["Un atelier", PROSE, f"{PROSE} Fin."]


def test_short_questions_of_an_interview_are_main_text() -> None:
    turns = "".join(f"<p><b>Et ensuite, {n} ?</b></p><p>{n} fois : {PROSE}</p>" for n in ("une", "deux", "trois"))
    (draft,) = drafts(f"<html><body><h1>Un atelier</h1>{turns}</body></html>")
    assert [words for words in content(draft) if words.endswith("?")] == [
        "Et ensuite, une ?",
        "Et ensuite, deux ?",
        "Et ensuite, trois ?",
    ]


def test_what_readers_wrote_is_not_main_text_though_it_reads_like_it() -> None:
    reader = f"<div class='zone-commentaires'><p>{PROSE.upper()}</p></div>"
    (draft,) = drafts(f"<html><body><h1>Un atelier</h1><p>{PROSE}</p><p>{PROSE} Fin.</p>{reader}</body></html>")
    assert ("boilerplate", "comments", PROSE.upper()) in sections(draft)


def test_a_page_that_keeps_its_text_in_an_oddly_named_part_is_read() -> None:
    (draft,) = drafts(f"<html><body><div class='share-page'><p>{PROSE}</p><p>{PROSE} Fin.</p></div></body></html>")
    assert content(draft)[-2:] == [PROSE, f"{PROSE} Fin."]


def test_two_line_breaks_part_paragraphs_one_does_not() -> None:
    (draft,) = drafts(f"<html><body><h1>Un atelier</h1><div>{PROSE}<br>Suite.<br><br>{PROSE} Fin.</div></body></html>")
    assert content(draft)[-2:] == [f"{PROSE} Suite.", f"{PROSE} Fin."]


def test_an_old_page_without_paragraph_elements_is_read() -> None:
    page = f"<html><body><font><b>Un atelier</b></font><br><br>{PROSE}<br><br>{PROSE} Fin.<br><br></body></html>"
    assert content(drafts(page)[0]) == ["Un atelier", PROSE, f"{PROSE} Fin."]


def test_a_title_that_the_page_does_not_show_opens_the_article() -> None:
    (draft,) = drafts(f"<html><head><title>Un atelier pour tous</title></head><body><p>{PROSE}</p><p>{PROSE} Fin.</p>")
    assert content(draft) == ["Un atelier pour tous", PROSE, f"{PROSE} Fin."]


def test_the_layout_named_on_the_column_of_the_article_does_not_take_it_away() -> None:
    head = "<h1>Un atelier</h1><div class='meta'>Publié le <time datetime='2024-05-03'>3 mai 2024</time></div>"
    page = f"<html><body><div class='content sidebar-right'>{head}<p>{PROSE}</p><p>{PROSE} Fin.</p></div></body></html>"
    (draft,) = drafts(page)
    assert content(draft) == ["Un atelier", PROSE, f"{PROSE} Fin."]
    assert (draft.published_on, draft.found_by["published_on"]) == (date(2024, 5, 3), "html_time")


def test_a_text_that_the_page_keeps_in_a_script_is_read_from_there() -> None:
    text = f"{PROSE} {PROSE.upper()} Fin."
    said = f'{{"@context": "https://schema.org", "@type": "NewsArticle", "articleBody": "{text}"}}'
    page = (
        f"<html><head><script type='application/ld+json'>{said}</script></head><body><p>Chargement…</p></body></html>"
    )
    (draft,) = drafts(page)
    assert content(draft) == [text]
    assert sections(draft)[-1] == ("boilerplate", "other", "Chargement…")


def _article(title: str, day: str, text: str) -> str:
    return (
        f"<article><h2>{title}</h2><p>Publié le {day}</p><p>{text}</p><p>{text} Fin.</p><p>{text} Voilà.</p></article>"
    )


def test_a_page_of_several_whole_articles_is_several_documents() -> None:
    posts = _article("Un atelier pour tous", "3 mai 2024", PROSE) + _article(
        "Le pont rouvre", "8 juin 2024", PROSE.upper()
    )
    first, second = drafts(
        f"<html lang='fr'><body><nav>Accueil</nav>{posts}<footer>© 2024 Le Val</footer></body></html>"
    )
    assert [(d.title, d.published_on) for d in (first, second)] == [
        ("Un atelier pour tous", date(2024, 5, 3)),
        ("Le pont rouvre", date(2024, 6, 8)),
    ]
    assert sections(first)[0] == ("boilerplate", "navigation", "Accueil")
    assert sections(second)[-1] == ("boilerplate", "legal", "© 2024 Le Val")
    assert PROSE.upper() not in first.text


def test_teasers_and_comments_in_article_elements_make_no_documents() -> None:
    teaser = "<article><h3>Le pont rouvre</h3><p>Publié le 8 juin 2024</p><p>À lire dans notre édition.</p></article>"
    comment = f'<article class="comment"><h4>Luc</h4><p>Publié le 9 juin 2024</p><p>{PROSE * 3}</p></article>'
    (draft,) = drafts(f"<html><body>{_article('Un atelier', '3 mai 2024', PROSE)}{teaser}{comment}</body></html>")
    assert draft.title == "Un atelier"


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
        drafts(page)
    assert refusal.value.reason == reason


def test_text_nested_deeper_than_the_parser_s_default_is_not_lost() -> None:
    paragraph = "<p>Luc Brémond a signé le contrat avec la commune, pour trois ans et sans clause de sortie.</p>"
    page = "<html><body>" + "<div>" * 600 + paragraph * 3 + "</div>" * 600
    assert "Luc Brémond" in " ".join(content(drafts(page)[0]))


def test_an_old_page_with_unclosed_paragraphs_is_not_too_deep() -> None:
    page = "<html><body><h1>Registre</h1>" + "<p>Luc Brémond a signé le contrat avec la commune de Valmigny.\n" * 3_000
    (draft,) = html.read(page.encode(), Limits(max_html_depth=100)).drafts
    assert "Luc Brémond" in " ".join(content(draft))


def test_no_formula_nor_address_becomes_an_author() -> None:
    page = PAGE.replace('content="Inès Corvaisier"', 'content="=HYPERLINK(https://x.example)"').replace(
        "Par Inès Corvaisier", ""
    )
    assert drafts(page)[0].author is None

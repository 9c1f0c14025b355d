"""Several articles in one text come apart; a single document never does, however many headings it has."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.documents.articles import split
from orchestration.documents.readers import text
from orchestration.documents.refusals import Limits

PROSE = (
    "La coopérative des Trois Rives a signé avec la commune un contrat de trois ans. Les travaux commenceront au"
    " printemps et dureront six mois, selon la maire, qui attend trente apprentis à la rentrée. Le préfet, lui, n'a"
    " pas encore donné son avis sur le dossier que la vallée attend depuis dix ans."
)
TITLES = ["Un atelier pour la vallée", "Le pont rouvre : qui paiera ?", "La piscine cherche un gérant"]


def titles(raw: str) -> list[str]:
    return [article.title for article in split(raw)]


def test_a_dated_blog_is_one_document_a_post() -> None:
    posts = [
        f"{title}\n\nPublié le {day} mars 2026\n\n{PROSE}\n\n{day} commentaires"
        for day, title in zip((4, 11, 19), TITLES, strict=True)
    ]
    raw = "Carnet du Val – le blog\n\n" + "\n\n".join(posts) + "\n\n© 2026 Carnet du Val"
    contents = text.read(raw.encode(), Limits())
    assert [(draft.title, draft.published_on) for draft in contents.drafts] == [
        (title, date(2026, 3, day)) for title, day in zip(TITLES, (4, 11, 19), strict=True)
    ]
    assert all(draft.found_by["title"] == "heading" for draft in contents.drafts)
    assert "".join("".join(draft.text.split()) for draft in contents.drafts) == "".join(raw.split())


def test_the_title_section_is_the_headline_and_not_the_masthead() -> None:
    raw = "\n\n".join(["Carnet du Val – le blog", *(f"{t}\nPublié le 4 mars 2026\n{PROSE}" for t in TITLES)])
    first = text.read(raw.encode(), Limits()).drafts[0]
    assert [first.text[s.start_char : s.end_char] for s in first.sections if s.kind == "title"] == [TITLES[0]]


def test_a_press_review_is_parted_by_its_rules_and_bylines() -> None:
    items = [
        f"{title}\nPar {name}\n{PROSE}"
        for title, name in zip(TITLES, ["Luc Brémond", "Inès Roy", "Paul Né"], strict=True)
    ]
    assert titles("\n* * *\n".join(items)) == TITLES


def test_a_standfirst_may_stand_between_headline_and_date_after_a_rule() -> None:
    items = [
        f"{title}\nLa commune a tranché lundi soir, non sans débat.\nPublié le 4 mars 2026\n{PROSE}" for title in TITLES
    ]
    assert titles("\n-----\n".join(items)) == TITLES


def test_undated_posts_are_known_by_thumbnail_guarded_last_word_and_gap() -> None:
    guarded = [title.rpartition(" ")[0] + "\u00a0" + title.rpartition(" ")[2] for title in TITLES]
    posts = [f"{title}\n\nphoto_atelierDepuis deux ans, on attendait. {PROSE}" for title in guarded]
    assert titles("\n\n\u00a0\n\n".join(posts)) == guarded


def test_one_mark_alone_does_not_part_posts() -> None:
    by_thumbnail = [f"{title}\n\nphoto_atelierDepuis deux ans, on attendait. {PROSE}" for title in TITLES]
    by_rule = [f"{title}\n\n{PROSE}" for title in TITLES]
    by_name = [f"{title}\nPar Luc Brémond\n\n{PROSE}" for title in TITLES]
    assert titles("\n\n".join(by_thumbnail)) == []
    assert titles("\n\n-----\n\n".join(by_rule)) == []
    assert titles("\n\n".join(by_name)) == []


SINGLE = {
    "headings": "\n\n".join(f"{title}\n\n{PROSE}" for title in TITLES),
    "headings after wide gaps": "\n\n\n\n\n".join(f"{title}\n\n{PROSE}" for title in TITLES),
    "chronology": "\n\n".join(f"{title}\n3 mai 202{n}\n{PROSE}" for n, title in enumerate(TITLES)),
    "one article and links to others": f"{TITLES[0]}\nPublié le 3 mai 2024\n{PROSE}\n\nSur le même sujet\n\n"
    + "\n\n".join(f"{title}\nPublié le 4 mai 2024" for title in TITLES[1:]),
    "published and then updated": f"{TITLES[0]}\nPublié le 3 mai 2024\nMis à jour le 4 mai 2024\n\n{PROSE}\n\n{PROSE}",
    "header of every printed page": "\n\n".join([f"La Gazette du Val\nPublié le 3 mai 2024\n{PROSE}"] * 3),
    "decisions, each posted up below its signature": "\n\n".join(
        f"Délibération n° {n}\n\n{PROSE}\n\n{PROSE}\n\nLe maire, Paul Aubertin {n}\nPublié le 1{n} mars 2024"
        for n in range(4)
    ),
    "interview": "Un atelier\nPublié le 3 mai 2024\n\n"
    + "\n\n".join(f"Et ensuite, {n} ?\n\n{PROSE}" for n in range(4)),
    "hearing": "\n\n".join(f"M. Luc Brémond. – {PROSE}\n\nMme Inès Roy, présidente. – Merci." for _ in range(4)),
    "an announcement of dates": "\n\n".join(
        f"{title}\nLe document sera publié le 3 mai 2024.\n{PROSE}" for title in TITLES
    ),
}


@pytest.mark.parametrize("raw", SINGLE.values(), ids=SINGLE.keys())
def test_one_document_stays_whole(raw: str) -> None:
    assert split(raw) == ()


def test_an_article_without_a_text_of_its_own_stays_with_the_one_before() -> None:
    posts = [f"{title}\nPublié le 4 mars 2026\n{PROSE}" for title in TITLES]
    assert titles("\n\n".join([*posts[:2], f"{TITLES[2]}\nPublié le 5 mars 2026\nÀ lire bientôt."])) == TITLES[:2]

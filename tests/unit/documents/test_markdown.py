"""A Markdown text: its marks become sections, its words stay, what is above it is stated."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.documents.drafts import Draft
from orchestration.documents.readers.markdown import read
from orchestration.documents.refusals import DEFAULT_LIMITS, Rejected

REPORT = """---
title: "Valmigny : le pont rouvre"
auteur: [Inès Corvaisier, Luc Brémond]
date: 2024-03-05
link: https://gazette.example/pont
---
Le chantier du **pont** a [repris](https://gazette.example/a) lundi,
après ~~trois~~ deux mois. ![Le pont vu du quai](pont.jpg)

## Les lots

- Toiture : Bertillon
  - charpente
- Enduits

  Ils sècheront longtemps.

2024. Fin des travaux

> Nous tenons les délais.

| Lot | Titulaire |
|-----|-----------|
| 1   | *SARL* Bertillon |

```sh
make
```
<div class="encadre">Un <b>encadré</b> utile.</div>

    Ce paragraphe est en retrait.
"""


def draft(text: str) -> Draft:
    (found,) = read(text.encode(), DEFAULT_LIMITS).drafts
    return found


def sections(text: str) -> list[tuple[str, str | None, str]]:
    found = draft(text)
    return [(s.kind, s.label, found.text[s.start_char : s.end_char]) for s in found.sections]


def test_marks_become_sections() -> None:
    assert sections(REPORT) == [
        ("title", None, "Valmigny : le pont rouvre"),
        ("body", None, "Le chantier du pont a repris lundi, après deux mois."),
        ("boilerplate", "image", "Le pont vu du quai"),
        ("heading", None, "Les lots"),
        ("body", "list", "- Toiture : Bertillon"),
        ("body", "list", "- charpente"),
        ("body", "list", "- Enduits"),
        ("body", "list", "Ils sècheront longtemps."),
        ("body", "list", "2024. Fin des travaux"),
        ("body", None, "Nous tenons les délais."),
        ("body", "table", "Lot | Titulaire\n1 | SARL Bertillon"),
        ("boilerplate", "other", "make"),
        ("body", None, "Un  encadré  utile."),
        ("body", None, "Ce paragraphe est en retrait."),
    ]


def test_front_matter_is_stated_and_says_so() -> None:
    found = draft(REPORT)
    assert (found.title, found.author) == ("Valmigny : le pont rouvre", "Inès Corvaisier, Luc Brémond")
    assert (found.published_on, found.url) == (date(2024, 3, 5), "https://gazette.example/pont")
    assert {found.found_by[name] for name in ("title", "author", "published_on", "url")} == {"front_matter"}


def test_the_first_heading_of_the_first_level_is_the_title() -> None:
    text = "Avant-propos du rédacteur.\n\n# Le pont\n\nLe pont rouvre lundi.\n\n# Qui paie ?\n\nLa région.\n"
    assert [section[::2] for section in sections(text) if section[0] != "body"] == [
        ("title", "Le pont"),
        ("heading", "Qui paie ?"),
    ]
    assert draft(text).title == "Le pont"


@pytest.mark.parametrize("matter", ["titre: [sans fin", "Le maire a parlé.", "- un\n- deux", "a: &b [*b]"])
def test_what_is_no_front_matter_stays_in_the_text(matter: str) -> None:
    assert matter.split("\n")[0].lstrip("- ") in draft(f"---\n{matter}\n---\nLe pont rouvre.\n").text


def test_hostile_front_matter_makes_no_object() -> None:
    text = "---\ntitle: !!python/object/apply:os.getcwd []\ndate: 2024-99-99\n---\nLe pont rouvre.\n"
    assert (draft(text).title, draft(text).published_on) == (None, None)


def test_words_that_lie_too_deep_are_not_dropped_in_silence() -> None:
    with pytest.raises(Rejected) as refusal:
        read((">" * 500 + " Le pont rouvre.").encode(), DEFAULT_LIMITS)
    assert refusal.value.reason == "too_deep"


def test_scripts_and_comments_are_no_text() -> None:
    text = "# Le pont\n\n<!-- caché -->\n\n<script>\nalert(1)\n</script>\n\nLe pont<br>rouvre.\n"
    assert draft(text).text == "Le pont\n\nLe pont\nrouvre."

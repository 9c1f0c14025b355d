"""Words marked in texts as written: accents, ligatures, invisible characters; the best passage of a long text."""

from __future__ import annotations

import pytest

from orchestration.explorer.search.folding import finder, folded
from orchestration.explorer.search.marking import PASSAGE_CHARS, Piece, marked, passage
from orchestration.explorer.search.query import parse


def marks(typed: str, text: str) -> list[str]:
    return [piece.text for piece in marked(text, finder(parse(typed).marked())) if piece.is_marked]


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("marche", "Le marché, les marchés, démarche", ["marché", "marchés"]),
        ("MARCHÉ", "le marche\u0301 noir", ["marche\u0301"]),
        ("œuvre", "l'œuvre, l'oeuvre et les ŒUVRES", ["œuvre", "oeuvre", "ŒUVRES"]),
        ("oeuvre", "l'œuvre", ["œuvre"]),
        ("eau", "l'eau et l’Eau, pas les oiseaux", ["eau", "Eau"]),
        ("hydro*", "hydrogène et Hydralis", ["hydrogène"]),
        (
            '"marché public"',
            "un marché public, un marché\npublic, le marché du public",
            ["marché public", "marché\npublic"],
        ),
        ("-eau quai", "l'eau du quai", ["quai"]),
        ("saint-aurélien", "à Saint-Aurelien", ["Saint-Aurelien"]),
        ("varenne", "Va\u00adrenne", ["Va\u00adrenne"]),
        ("a+b", "a+b et aab", ["a+b"]),
    ],
)
def test_what_was_searched_for_is_marked(typed: str, text: str, found: list[str]) -> None:
    assert marks(typed, text) == found


def test_nothing_of_a_text_is_lost() -> None:
    text = "L'œuvre est là ; l'œuvre reste."
    pieces = marked(text, finder(parse("œuvre").marked()))
    assert "".join(piece.text for piece in pieces) == text
    assert pieces[1] == Piece("œuvre", is_marked=True)


def test_the_passage_has_most_of_the_words() -> None:
    text = "Le quai. " + "Rien ici. " * 200 + "Le quai du port rouvre en mai. " + "Rien là. " * 200
    words = "".join(piece.text for piece in passage(text, finder(parse("quai port mai").marked())))
    assert "quai du port rouvre en mai" in words
    assert words.startswith("… ")
    assert words.endswith(" …")
    assert len(words) < PASSAGE_CHARS + 80


def test_a_short_text_is_shown_whole() -> None:
    assert passage("Le quai\n rouvre.", None) == [Piece("Le quai rouvre.")]


def test_folding_spells_ligatures_out_and_drops_what_is_not_seen() -> None:
    assert folded("Œu\u00advre ﬁn Æsop \u202eÉlan") == "oeuvre fin aesop elan"

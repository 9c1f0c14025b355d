"""Speech by layout on broken text: nothing raises, and every turn lies in the text, in order, without overlap."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.extraction.designations import Names
from orchestration.extraction.speech_layout import headed_lists, turns_by_layout
from orchestration.extraction.turns import spoken_pieces
from orchestration.records import Mention

LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "Léa Varenne : Je reste, et nous verrons bien.",
                "M. DAUMAS. – Nous votons. (Rires.)",
                "La Présidente : Je vous remercie.",
                "Pourquoi avez-vous quitté votre poste ?",
                "Q : Et vous ?",
                "R : Nous partons.",
                "— Vous venez ? demande Léa Varenne.",
                "— Léa Varenne (@lea) 12 mars",
                "Propos tenus par Léa Varenne :",
                "« Je reste. »",
                "[00:01] (",
                "- :",
                "?",
            ]
        ),
        st.text(alphabet='Lé V.:–—-?!«»"()[]@,ajevous1 ', min_size=1, max_size=40),
    ),
    max_size=14,
)


def _laid_out(lines: list[str]) -> tuple[str, list[tuple[int, int]], Names]:
    """A text with one block a line, and the names in it."""
    text = "\n".join(lines)
    blocks, at = [], 0
    for line in lines:
        start = at + len(line) - len(line.lstrip())
        if line.strip():
            blocks.append((start, start + len(line.strip())))
        at += len(line) + 1
    mentions, at = [], text.find("Léa Varenne")
    while at >= 0:
        end = at + len("Léa Varenne")
        mentions.append(Mention(f"men-{at}", "doc", at, end, "Léa Varenne", "actor", "Léa Varenne", "model", 0.9))
        at = text.find("Léa Varenne", at + 1)
    return text, blocks, Names(mentions, "fr")


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_no_layout_raises_or_leaves_the_text(lines: list[str]) -> None:
    text, blocks, names = _laid_out(lines)
    turns = turns_by_layout(text, blocks, frozenset(), names)
    for turn in [*turns, *headed_lists(text, blocks, names).values()]:
        edges = [edge for piece in turn.pieces for edge in piece]
        assert edges == sorted(edges)
        assert 0 <= turn.start < turn.end <= len(text)
        assert all(text[start:end].strip() for start, end in turn.pieces)
    assert all(before.end <= after.start for before, after in pairwise(turns))


def test_stage_directions_are_cut_out_of_speech() -> None:
    text = "Je vote. (Rires.) Et vous (tous) aussi. (Applaudissements à gauche.)"
    pieces = spoken_pieces(text, 0, len(text), Names([], "fr"))
    assert [text[start:end] for start, end in pieces] == ["Je vote.", "Et vous (tous) aussi."]

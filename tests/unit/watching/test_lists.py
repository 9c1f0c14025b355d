"""The file of watchlists: what it may say, and the line that is named when it says something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.settings import PROJECT_ROOT
from orchestration.watching import Watchlist, WatchlistsError, match, read_watchlists, remarks
from orchestration.watching.matching import pattern, plain
from tests.unit.watching.conftest import Nights

LISTS = """
watchlists:
  - name: littoral
    actors: [Maëlle Kervoan, act-8ba33d36608d30401dc5]
    organisations:
      - "Tressan SA"
      - 1664
    subjects: [nappe* phréatique*]
    min_confidence: 0.7
    channels: [email, file]
  - name: quais
    subjects: [dragage]
"""


def read(folder: Path, text: str) -> tuple[Watchlist, ...]:
    path = folder / "watchlists.yml"
    path.write_text(text, encoding="utf-8")
    return read_watchlists(path)


def test_lists_are_read_as_they_are_written(tmp_path: Path) -> None:
    first, second = read(tmp_path, LISTS)
    assert first == Watchlist(
        name="littoral",
        actors=("Maëlle Kervoan", "act-8ba33d36608d30401dc5"),
        organisations=("Tressan SA", "1664"),
        subjects=("nappe* phréatique*",),
        min_confidence=0.7,
        channels=("email", "file"),
    )
    assert (second.name, second.min_confidence, second.channels) == ("quais", 0.0, ())


def test_without_a_file_and_with_the_example_that_is_shipped_nobody_is_watched(tmp_path: Path) -> None:
    assert read_watchlists(tmp_path / "watchlists.yml") == ()
    assert read_watchlists(PROJECT_ROOT / "data" / "curation" / "watchlists.yml") == ()


def test_a_list_whose_last_name_was_taken_out_still_watches_the_others(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "watchlists:\n  - name: a\n    actors:\n    subjects: [quai]\n")
    assert (found.actors, found.subjects) == ((), ("quai",))
    assert read(tmp_path, "watchlists:\n") == ()


def test_the_example_that_is_shipped_can_be_taken_as_it_is(tmp_path: Path) -> None:
    example = (PROJECT_ROOT / "data" / "curation" / "watchlists.yml").read_text(encoding="utf-8")
    lines = example.partition("# watchlists:")
    uncommented = "\n".join(line.removeprefix("# ") for line in "".join(lines[1:]).splitlines())
    assert [each.name for each in read(tmp_path, uncommented)] == ["littoral"]


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ("watchlists:\n  - name: a\n    actor: [X]\n", 3, "'actor' is not known"),
        ("watchlists:\n  - name: a\n    actors: X\n", 3, "must be a list"),
        ("watchlists:\n  - name: a\n    min_confidence: 0.5\n", 2, "watches nothing"),
        ("watchlists:\n  - actors: [X]\n", 2, "has no `name`"),
        ("watchlists:\n  - name: a\n    actors: [X]\n  - name: A\n    actors: [X]\n", 4, "a second list"),
        ("watchlists:\n  - name: a\n    actors: [org-12]\n", 3, "is no id of actors"),
        ("watchlists:\n  - name: a\n    actors:\n      - Odile Tazi\n      -\n", 5, "a word is expected"),
        ("watchlists:\n  - name: a\n    actors: [X]\n    min_confidence: 70\n", 4, "from 0 to 1"),
        ("watchlists:\n  - name: a\n    actors: [X]\n    min_confidence: .nan\n", 4, "from 0 to 1"),
        ("watchlists:\n  - name: a\n    actors: [X]\n    channels: [fax]\n", 4, "'fax' is no channel"),
        ("watchlists:\n  - name: a\n    subjects: ['*']\n", 3, "has no word"),
        ('watchlists:\n  - name: "a\\nBcc: x"\n    actors: [X\n', 4, "no YAML"),
        ("watchlists:\n  - name: 'a: b'\n    actors: [X]\n", 2, "a list's name"),
        ("lists: []\n", 1, "'lists' is not known"),
        ("- name: a\n", 1, "`key: value`"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, line: int, fault: str) -> None:
    with pytest.raises(WatchlistsError) as raised:
        read(tmp_path, text)
    message = str(raised.value)
    assert f"{tmp_path / 'watchlists.yml'}, line {line}: " in message
    assert fault in message


def test_names_are_found_without_case_accents_and_hyphens_and_by_alias(nights: Nights) -> None:
    lists = [Watchlist("a", actors=("maelle KERVOAN", "Mme Kervoan"), organisations=("Port Brévent", "org-2"))]
    watched = match(nights.before, lists)
    assert [list(each.entities) for each in watched] == [["act-1"], ["act-1"], ["org-1"], ["org-2"]]
    assert remarks(watched) == []


def test_nobody_and_several_are_said_and_several_are_all_watched(nights: Nights) -> None:
    nights.marts.run("insert into marts.organisations by name select 'org-9' as organisation_id, 'TRESSAN SA' as name")
    nights.marts.stage(nights.now)
    watched = match(nights.now, [Watchlist("a", actors=("Odile Tazi",), organisations=("Tressan SA",))])
    nobody, several = remarks(watched)
    assert "'Odile Tazi' is nobody" in nobody
    assert "names 2, all are watched: org-2, org-9" in several
    assert list(watched[1].entities) == ["org-2", "org-9"]


def test_an_entity_s_own_name_wins_over_another_s_alias(nights: Nights) -> None:
    nights.marts.run(
        "insert into marts.organisations by name"
        " select 'org-9' as organisation_id, 'Tressan Nord' as name, ['Tressan SA'] as aliases"
    )
    nights.marts.stage(nights.now)
    (watched,) = match(nights.now, [Watchlist("a", organisations=("Tressan SA",))])
    assert list(watched.entities) == ["org-2"]


@pytest.mark.parametrize(
    ("subject", "text", "is_found"),
    [
        ("l'eau*", "Le prix de L’EAU potable", True),
        ("l'eau", "les eaux usées", False),
        ("nappe* phréatique*", "LES NAPPES PHREATIQUES", True),
        ("port", "le transport", False),
        ("œuvre", "une oeuvre", True),
    ],
)
def test_subjects_are_whole_words_unless_a_star_says_otherwise(subject: str, text: str, is_found: bool) -> None:
    assert bool(pattern(subject).search(plain(text))) is is_found

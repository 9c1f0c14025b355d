"""Somebody asks to be erased: no byte that Greffier keeps has the name, it does not come back, the rest stays."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.publishing.releases import read_release, require_whole
from orchestration.warehouse.lock import writer_lock
from tests.conftest import Greffier
from tests.warm import WarmGreffier

pytestmark = pytest.mark.faults

PLANTED = """Le port de Saint-Corval change de mains

Zélie Quennevat, présidente de Nordalis, a signé l'accord lundi. « Le quai sera rendu aux pêcheurs », a déclaré
Zélie Quennevat. Selon Mme Quennevat, les travaux commenceront en mai. « Nous avons entendu Zélie Quennevat et nous
suivrons ses conseils », a affirmé Léa Varenne, directrice générale de Nordalis.
"""
SHOUTED = """Conseil du port

ZÉLIE QUENNEVAT et Léa Varenne ont visité le chantier. Z. Quennevat doit revenir en juin, a déclaré Léa Varenne.
"""
LATER = """Retour au port

Zélie Quennevat, présidente de Nordalis, est revenue. « Le quai est à nous », a déclaré Quennevat.
"""
# What names are weighed at changes with every other name.
RESCORED = ("link_score", "link_reason", "matched_mention_id")
NAME_FORMS = ("zelie quennevat", "z. quennevat", "quennevat", "zelie-quennevat")


def every_byte(*folders: Path) -> Iterator[tuple[Path, str]]:
    """Every file as text, Parquet uncompressed, without case and accents; escapes of JSON spelt out."""
    for path in (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()):
        if path.suffix == ".parquet":
            with duckdb.connect() as con:
                rows = con.execute("select to_json(t)::varchar from read_parquet(?) t", [str(path)]).fetchall()
            text = "\n".join(row for (row,) in rows)
        else:
            text = path.read_bytes().decode("utf-8", "ignore")
        spelt = text.replace("\\u00e9", "é").replace("\\u00c9", "É")
        yield path, "".join(c for c in unicodedata.normalize("NFKD", spelt.casefold()) if not unicodedata.combining(c))


def holding(word: str, greffier: Greffier) -> list[str]:
    found = every_byte(greffier.home, greffier.output)
    return [str(path.relative_to(greffier.folder)) for path, text in found if word in text]


def require_gone(words: Iterable[str], greffier: Greffier) -> None:
    for path, text in every_byte(greffier.home, greffier.output):
        for word in words:
            assert word not in text, f"{word} in {path.relative_to(greffier.folder)}"


def rows_of(folder: Path, *without: str) -> dict[str, set[str]]:
    """Every row of every table, without the release's id and columns that are not asked for."""
    aside = ("release_id", *without)
    with duckdb.connect() as con:
        return {
            path.stem: {
                json.dumps(
                    {name: value for name, value in json.loads(row).items() if name not in aside}, ensure_ascii=False
                )
                for (row,) in con.execute("select to_json(t)::varchar from read_parquet(?) t", [str(path)]).fetchall()
            }
            for path in folder.glob("*.parquet")
        }


@pytest.fixture(scope="module")
def two_nights(tmp_path_factory) -> Greffier:
    """Two releases that name the planted person, in texts, in a file's name and in the run history."""
    greffier = WarmGreffier(tmp_path_factory.mktemp("erasure"))
    greffier.write("a.txt")
    greffier.write("entretien-zelie-quennevat.txt", PLANTED)
    first = greffier.command("run")
    assert first.returncode == 0, first.stderr
    greffier.write("b.txt", SHOUTED)
    second = greffier.command("run")
    assert second.returncode == 0, second.stderr
    return greffier


@pytest.fixture
def greffier(two_nights: Greffier, tmp_path: Path) -> Greffier:
    """A copy of those two nights. Dagster's home remembers no path that matters here."""
    shutil.copytree(two_nights.folder, tmp_path / "copy", symlinks=True)
    return WarmGreffier(tmp_path / "copy")


def test_an_erased_person_is_in_no_byte_and_does_not_come_back(greffier):
    assert all(holding(form, greffier) for form in ("zelie quennevat", "z. quennevat", "zelie-quennevat"))
    shutil.copy(greffier.home / "warehouse.duckdb", greffier.home / "warehouse.duckdb.damaged-20260101T000000Z")
    before = rows_of(greffier.latest)
    old = {folder.name for folder in (greffier.output / "releases").iterdir()}
    done = greffier.command("erase", "--actor", "QUENNEVAT Zélie", "--yes", "--reason", "request 17")
    assert done.returncode == 0, done.stderr + done.stdout
    require_gone(NAME_FORMS, greffier)
    assert sorted(path.name for path in greffier.home.glob("warehouse*")) == ["warehouse.duckdb"]
    releases = list((greffier.output / "releases").iterdir())
    assert not old & {folder.name for folder in releases}
    for folder in releases:
        require_whole(read_release(folder))
    told = json.loads((greffier.output / "releases.json").read_text())
    assert {entry["release_id"] for entry in told["replaced"]} == old
    assert told["current"] == greffier.latest.name
    after = rows_of(greffier.latest)
    for table, rows in before.items():
        for row in rows - after[table]:
            assert "quennevat" in row.casefold() or of_person(row, before), (table, row)
        for row in after[table] - rows:
            assert "█" in row, (table, row)

    greffier.write("c.txt", LATER)
    (greffier.documents / "entretien-zelie-quennevat.txt").rename(greffier.documents / "zelie_quennevat.txt")
    night = greffier.command("run")
    assert night.returncode == 0, night.stderr
    require_gone(NAME_FORMS, greffier)
    assert greffier.rows("select count(*) from documents where text like '%█%'") == [(3,)]
    assert greffier.rows("select name from actors") == [("Léa Varenne",)]
    quotes = "select count(*) from quotes q join documents using (document_id) where source_path = 'c.txt'"
    assert greffier.rows(f"{quotes} and speaker_actor_id is not null") == [(0,)]


def test_an_erased_document_is_gone_and_the_next_night_agrees_with_the_rebuilt_release(greffier):
    words = "rendu aux pecheurs"
    assert holding(words, greffier)
    done = greffier.command("erase", "--document", "entretien-zelie-quennevat.txt", "--yes")
    assert done.returncode == 0, done.stderr + done.stdout
    require_gone([words, "saint-corval", "entretien-zelie"], greffier)
    rebuilt = rows_of(greffier.latest, *RESCORED)
    assert greffier.rows("select status, reason from files where source_path like 'erased-%'") == [
        ("ignored", "erased")
    ]

    (greffier.documents / "entretien-zelie-quennevat.txt").rename(greffier.documents / "autre.txt")
    greffier.write("twin.md", "# Titre\n")
    night = greffier.command("run")
    assert night.returncode == 0, night.stderr
    require_gone([words, "saint-corval"], greffier)
    fresh = rows_of(greffier.latest, *RESCORED)
    for table in fresh.keys() - {"files", "documents"}:
        assert fresh[table] == rebuilt[table], table


def test_what_a_release_says_of_rows_that_are_gone_is_erased_too(greffier):
    for name in ("entretien-zelie-quennevat.txt", "b.txt"):
        (greffier.documents / name).unlink()
    second = greffier.latest
    night = greffier.command("run")
    assert night.returncode == 0, night.stderr
    assert "zelie-quennevat" in (greffier.latest / "changes.json").read_text()
    # The release that it follows is no longer kept: nothing else tells that this one has anything to do with her.
    shutil.rmtree(second)
    done = greffier.command("erase", "--actor", "Zélie Quennevat", "--yes")
    assert done.returncode == 0, done.stderr + done.stdout
    require_gone(NAME_FORMS, greffier)
    require_whole(read_release(greffier.latest))


def test_an_erasure_that_was_killed_is_finished_by_the_same_command(greffier):
    running = greffier.start("erase", "--actor", "Zélie Quennevat", "--yes")
    while not (greffier.home / "erased.json").exists():
        assert running.poll() is None
        time.sleep(0.01)
    time.sleep(0.5)
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    require_whole(read_release(greffier.latest))
    done = greffier.command("erase", "--actor", "Zélie Quennevat", "--yes")
    assert done.returncode == 0, done.stderr + done.stdout
    require_gone(NAME_FORMS, greffier)
    assert len(json.loads((greffier.home / "erased.json").read_text())["erased"]) == 1


def test_nothing_is_erased_without_a_yes_during_a_run_or_by_a_name_that_nobody_has(greffier):
    before = sorted(path.name for path in (greffier.output / "releases").iterdir())
    unasked = greffier.command("erase", "--actor", "Zélie Quennevat")
    unknown = greffier.command("erase", "--actor", "Zélie Quenneval", "--yes")
    with writer_lock(greffier.home):
        locked = greffier.command("erase", "--actor", "Zélie Quennevat", "--yes")
    assert (unasked.returncode, unknown.returncode, locked.returncode) == (2, 2, 3)
    assert "--yes" in unasked.stderr
    assert "Nobody is held" in unknown.stderr
    assert sorted(path.name for path in (greffier.output / "releases").iterdir()) == before
    assert not (greffier.home / "erased.json").exists()


def test_nothing_is_erased_from_a_damaged_database_that_the_next_night_would_fill_again(greffier):
    (greffier.home / "warehouse.duckdb").write_bytes(b"rubbish" * 1000)
    done = greffier.command("erase", "--actor", "Zélie Quennevat", "--yes")
    assert done.returncode == 2
    assert "warehouse.duckdb is damaged" in done.stderr
    assert "The next run" in done.stderr
    assert not (greffier.home / "erased.json").exists()


def test_a_person_is_told_all_that_is_held(greffier):
    asked = greffier.command("subject", "zélie quennevat", "--json")
    assert asked.returncode == 0, asked.stderr
    (person,) = json.loads(asked.stdout)["people"]
    assert person["identity"][0]["name"] == "Zélie Quennevat"
    assert [role["title"] for role in person["roles"]] == ["présidente"]
    assert {quote["content"] for quote in person["quotes_by"]} >= {"Le quai sera rendu aux pêcheurs"}
    assert len(person["quotes_about"]) == 2
    texts = dict(greffier.rows("select document_id, text from documents"))
    for document in person["documents"]:
        for place in document["places"]:
            assert texts[document["document_id"]][place["start_char"] : place["end_char"]] == place["surface_text"]
    assert {fact["fact_table"] for fact in person["evidence"]} == {"quotes", "roles"}
    assert len(person["releases"]) == 2
    assert greffier.command("subject", "Zélie Quenneval").returncode == 2


def test_a_night_under_pseudonyms_names_nobody_and_is_checked_like_any_other(greffier):
    night = greffier.command("run", GREFFIER_PSEUDONYMISE="true")
    assert night.returncode == 0, night.stderr
    for path, text in every_byte(greffier.latest):
        assert not any(name in text for name in ("quennevat", "varenne")), path.name
    assert all(name.startswith("Person ") for (name,) in greffier.rows("select name from actors"))


def of_person(row: str, before: dict[str, set[str]]) -> bool:
    """Whether a row is the planted person's without naming her."""
    actor = next(json.loads(r)["actor_id"] for r in before["actors"] if "Quennevat" in r)
    told = (json.loads(r) for table in ("quotes", "roles") for r in before[table] if actor in r)
    facts = {fact.get("quote_id") or fact.get("role_id") for fact in told}
    return actor in row or any(fact in row for fact in facts)

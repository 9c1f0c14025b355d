"""A release for an audience is the one that the files it may see would give alone: nothing tells what was left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.conftest import ARTICLE, Greffier
from tests.warm import WarmGreffier

pytestmark = pytest.mark.integration

SECRET = """Note d'enquête sur les balises

Ysolde Carquefou, directrice financière de Nordalis, a rencontré Léa Varenne. « Le marché était joué d'avance », a
déclaré Ysolde Carquefou. La société Brandemer a remporté un marché de 900 000 euros auprès de l'Agence nationale du
littoral.
"""
PUBLIC = """Les balises à l'eau

Léa Varenne a présenté les balises de Nordalis à Saint-Corval. « Elles tiendront vingt ans », a affirmé Léa Varenne.
"""
NEWSROOM = 'audience = "cleared"\nfolder_markings = {enquete = "confidential"}\n'
# What a manifest says of the run, and not of what was read.
OF_THE_RUN = {"build_id", "run_id", "created_at", "judged_at", "files", "checks"}


def files(greffier: Greffier) -> None:
    greffier.write("attribution.txt")
    greffier.write("balises.txt", PUBLIC)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory) -> Greffier:
    """A newsroom that publishes for itself all it has, and for everyone what is open."""
    greffier = WarmGreffier(tmp_path_factory.mktemp("newsroom"))
    files(greffier)
    greffier.write("enquete/note.txt", SECRET)
    # What is open lies in the confidential folder too, and a reprint of it.
    greffier.write("enquete/attribution.txt")
    greffier.write("enquete/reprise.txt", f"{ARTICLE}\nOn nous écrit que tout va bien.\n")
    (greffier.folder / "greffier.toml").write_text(NEWSROOM)
    for arguments in (["run"], ["publish", "--audience", "everyone"]):
        done = greffier.command(*arguments)
        assert done.returncode == 0, done.stderr
    return greffier


@pytest.fixture(scope="module")
def public(tmp_path_factory) -> Greffier:
    """A Greffier that has never seen anything but what is open."""
    greffier = WarmGreffier(tmp_path_factory.mktemp("public"))
    files(greffier)
    done = greffier.command("run")
    assert done.returncode == 0, done.stderr
    return greffier


def beside(folder: Path, audience: str) -> Path:
    return folder.with_name(f"{folder.name}-{audience}")


def test_the_release_for_everyone_is_that_of_the_open_files_alone(newsroom, public):
    release = (beside(newsroom.output, "everyone") / "latest").resolve()
    assert release.name == public.latest.name
    tables = sorted(path.name for path in public.latest.glob("*.parquet"))
    assert len(tables) > 15
    assert all((release / name).read_bytes() == (public.latest / name).read_bytes() for name in tables)
    ours, theirs = (json.loads((folder / "manifest.json").read_text()) for folder in (release, public.latest))
    assert {k: v for k, v in ours.items() if k not in OF_THE_RUN} == {
        k: v for k, v in theirs.items() if k not in OF_THE_RUN
    }


def test_no_byte_for_everyone_tells_of_the_confidential_folder(newsroom):
    output, home = beside(newsroom.output, "everyone"), beside(newsroom.home, "everyone")
    for path, text in _texts(output, home):
        assert "arquefou" not in text, path
        assert "enquete" not in text, path
    assert [path for path, text in _texts(output) if "confidential" in text] == []


def test_each_row_has_the_highest_mark_of_what_it_rests_on(newsroom):
    rows = newsroom.rows
    assert dict(rows("select source_path, marking from files")) == {
        "attribution.txt": "open",
        "balises.txt": "open",
        "enquete/note.txt": "confidential",
        "enquete/attribution.txt": "confidential",
        "enquete/reprise.txt": "confidential",
    }
    assert dict(rows("select name, marking from actors")) == {
        "Léa Varenne": "confidential",
        "Ysolde Carquefou": "confidential",
    }
    # One quote stands in an open article and in its confidential reprint, the other in an open article alone.
    assert dict(rows("select content, marking from quotes where content like 'Elles%'")) == {
        "Elles tiendront vingt ans": "open"
    }
    assert rows("select distinct marking from contracts") == [("confidential",)]
    in_all = "select count(*) from {} where marking is null"
    tables = [table for (table,) in rows("select table_name from duckdb_tables()")]
    assert [table for table in tables if rows(in_all.format(table)) != [(0,)]] == []


def test_what_becomes_confidential_leaves_the_next_release(public):
    (public.documents / "balises.txt.marking").write_text("confidential\n")
    done = public.command("run", "--accept", "drift.documents.rows")
    assert done.returncode == 0, done.stderr
    assert public.rows("select source_path from files") == [("attribution.txt",)]


def test_who_asks_to_be_erased_goes_for_every_audience(newsroom):
    told = json.loads(newsroom.command("subject", "Léa Varenne", "--json").stdout)["people"]
    assert {person["audience"][0]["audience"] for person in told} == {"cleared", "everyone"}
    done = newsroom.command("erase", "--actor", "Léa Varenne", "--yes")
    assert done.returncode == 0, done.stderr
    folders = [folder for kept in (newsroom.output, newsroom.home) for folder in (kept, beside(kept, "everyone"))]
    assert [path for path, text in _texts(*folders) if "éa varenne" in text.casefold()] == []
    assert newsroom.command("publish", "--audience", "everyone").returncode == 0
    with duckdb.connect(str(beside(newsroom.output, "everyone") / "latest/warehouse.duckdb"), read_only=True) as con:
        assert con.execute("select count(*) from actors").fetchall() == [(0,)]


def test_an_audience_that_there_is_not_is_named_with_those_that_there_are(greffier):
    done = greffier.command("publish", "--audience", "staf")
    assert done.returncode == 2
    assert "staff" in done.stderr
    assert not beside(greffier.output, "staf").exists()


def test_nobody_but_its_owner_reads_the_output_of_another_audience(newsroom):
    assert beside(newsroom.output, "everyone").stat().st_mode & 0o077 == 0


def _texts(*folders: Path) -> Iterator[tuple[Path, str]]:
    for path in (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()):
        if path.suffix == ".parquet":
            with duckdb.connect() as con:
                rows = con.execute("select to_json(t)::varchar from read_parquet(?) t", [str(path)]).fetchall()
            yield path, "\n".join(row for (row,) in rows)
        else:
            yield path, path.read_bytes().decode("utf-8", "ignore")

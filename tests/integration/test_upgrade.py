"""A home that an older Greffier left: tonight's makes the working database anew, says so, and loses nothing.

`older_home` is such a home as text, made by an older Greffier of one document: release.sql and database.sql.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import duckdb
import pytest

from tests.conftest import Greffier

pytestmark = pytest.mark.integration

OLDER = Path(__file__).with_name("older_home")
# Its releases were named by their time.
RELEASE = "20261122T212849Z-8b6649e"
ACTOR = "act-5e0f1a2b3c4d5e6f7a8b"
JUDGEMENT = """kind,left_name,left_document_id,right_name,right_document_id,judgement,decided_by,decided_on,why
actor,Léa Varenne,,L. Varennes,,same,Odile Tazi,2026-10-02,read both
"""


@pytest.fixture(scope="module")
def greffier(tmp_path_factory: pytest.TempPathFactory) -> Greffier:
    """An older home and its release, in which one document more has come."""
    greffier = Greffier(tmp_path_factory.mktemp("upgrade"))
    greffier.write("balises.txt")
    greffier.write("quai.txt", "Le quai\n\n« Le quai rouvrira », a déclaré Odile Tazi, maire de Port-Brévent.\n")
    (greffier.folder / "curation").mkdir()
    (greffier.folder / "curation" / "judgements.csv").write_text(JUDGEMENT, encoding="utf-8")
    lay_out_home(greffier.home)
    lay_out_release(greffier.output)
    return greffier


def lay_out_home(home: Path) -> None:
    # The manifest of another dbt project, younger than the files of ours.
    (home / "dbt").mkdir(parents=True)
    (home / "dbt" / "manifest.json").write_text('{"metadata": {}, "nodes": {}, "sources": {}}')
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute((OLDER / "database.sql").read_text(encoding="utf-8"))


def lay_out_release(output: Path) -> None:
    folder = output / "releases" / RELEASE
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute((OLDER / "release.sql").read_text(encoding="utf-8"))
        tables = [name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()]
        for table in tables:
            connection.execute(f"copy {table} to '{folder / table}.parquet'")
        counts = {table: connection.execute(f"select count(*) from {table}").fetchone()[0] for table in tables}
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}
    manifest = {
        "release_id": RELEASE,
        "created_at": "2026-11-22T21:28:49+00:00",
        "previous": None,
        "input_signature": "5cc0d49a007a453803f95f10ae6ee41a1f958f5276561773c64fcfb39588633d",
        "counts": counts,
        "files": [{"name": name, "sha256": sha256} for name, sha256 in sums.items()],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    own = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    lines = [f"{sha256}  {name}\n" for name, sha256 in {**sums, "manifest.json": own}.items()]
    (folder / "SHA256SUMS").write_text("".join(lines))
    (output / "latest").symlink_to(f"releases/{RELEASE}")


def command(greffier: Greffier, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = greffier.command(*arguments, GREFFIER_CURATION=str(greffier.folder / "curation"))
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def upgraded(greffier: Greffier) -> subprocess.CompletedProcess[str]:
    return command(greffier, "run")


def test_the_database_is_made_anew_with_a_message_and_the_old_one_is_kept_aside(greffier, upgraded):
    said = " ".join(upgraded.stderr.split())
    assert "The working database was made by another version of Greffier and is set aside as" in said
    (aside,) = greffier.home.glob("warehouse.duckdb.outdated-*")
    assert aside.name in said.replace(" ", "")
    with duckdb.connect(str(aside), read_only=True) as connection:
        assert connection.execute("select count(*) from bronze.documents").fetchone() == (1,)
    assert greffier.rows("select count(*) from documents") == [(2,)]


def test_who_is_who_and_what_people_decided_stays(greffier, upgraded):
    assert greffier.rows("select actor_id from actors where name = 'Léa Varenne'") == [(ACTOR,)]
    assert greffier.rows("select distinct speaker_actor_id from quotes where speaker_text = 'Léa Varenne'") == [
        (ACTOR,)
    ]
    assert (greffier.folder / "curation" / "judgements.csv").read_text(encoding="utf-8") == JUDGEMENT


def test_a_second_night_says_nothing_of_it(greffier, upgraded):
    done = command(greffier, "run")
    assert "Nothing new since release" in done.stderr
    assert "another version" not in done.stderr


def test_the_releases_of_both_are_listed_compared_and_gone_back_to(greffier, upgraded):
    released = greffier.latest.name
    assert json.loads((greffier.latest / "manifest.json").read_text())["previous"] == RELEASE
    listed = command(greffier, "releases").stdout
    assert RELEASE in listed
    assert released in listed
    changes = json.loads(command(greffier, "diff", RELEASE, "latest", "--json").stdout)
    assert "documents" in json.dumps(changes)
    command(greffier, "rollback", RELEASE)
    assert greffier.latest.name == RELEASE
    assert f"since the rollback from {released}" in " ".join(command(greffier, "run").stderr.split())
    command(greffier, "rollback", released)
    assert greffier.latest.name == released

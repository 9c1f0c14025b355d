"""Two nights with a watchlist: what the second release tells, who is told, and that its id does not depend on it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Greffier
from tests.unit.channels.sinks import WebSink, dead_port, web_sink
from tests.warm import WarmGreffier

pytestmark = pytest.mark.integration

LISTS = """
watchlists:
  - name: balises
    actors: [Léa Varenne, Personne Inconnue]
    organisations: [Nordalis]
    subjects: [bouée*]
"""
LATER = """Le port de Lanvéoc commande ses bouées

La ville de Lanvéoc a attribué le marché des bouées à la société Nordalis SA pour un montant de 1,1 million d'euros.
« Les bouées seront posées avant l'hiver », a déclaré Léa Varenne, directrice générale de Nordalis.
"""
# What tells of the release before, or of the run: two homes differ in these and in nothing else.
OF_THE_NIGHT = {
    *("alerts.parquet", "exports/csv/alerts.csv", "changes.json", "manifest.json", "SHA256SUMS", "verdict.json"),
    *("report.html", "warehouse.duckdb"),
}


@pytest.fixture(scope="module")
def hooks() -> Iterator[WebSink]:
    with web_sink() as sink:
        yield sink


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, hooks: WebSink) -> Greffier:
    """A Greffier after a first night, and a second one that brings a document; its mail server is dead."""
    greffier = WarmGreffier(tmp_path_factory.mktemp("told"))
    greffier.write("premier.txt")
    (greffier.folder / "curation").mkdir()
    (greffier.folder / "curation" / "watchlists.yml").write_text(LISTS, encoding="utf-8")
    (greffier.folder / "greffier.toml").write_text(
        f"""
        curation = "{greffier.folder / "curation"}"
        [channels.webhook]
        url = "{hooks.url}"
        secret = "s3cret"
        [channels.file]
        path = "{greffier.folder / "alerts.jsonl"}"
        [channels.email]
        host = "127.0.0.1"
        port = {dead_port()}
        sender = "greffier@fanal.example"
        recipients = ["veille@fanal.example"]
        """,
        encoding="utf-8",
    )
    first = greffier.command("run")
    assert first.returncode == 0, first.stderr
    assert hooks.requests == []
    greffier.write("second.txt", LATER)
    second = greffier.command("run")
    assert second.returncode == 0, second.stderr
    (greffier.folder / "stderr").write_text(second.stderr)
    return greffier


def lines(greffier: Greffier) -> list[dict]:
    return [json.loads(line) for line in (greffier.folder / "alerts.jsonl").read_text().splitlines()]


def test_the_release_tells_what_is_new_with_its_words(told: Greffier) -> None:
    found = told.rows(
        """
        select kind, watched_name, surface_text = text[start_char + 1 : end_char], is_new_source, source_path
        from alerts join documents using (document_id) order by kind, watched_name
        """
    )
    assert ("quote_by", "Léa Varenne", True, True, "second.txt") in found
    assert ("quote_about", "bouée*", True, True, "second.txt") in found
    assert {kind for kind, name, *_ in found if name.startswith("Nordalis")} >= {"new_contract"}
    assert not any(kind in ("new_role", "first_contract", "first_co_mention") for kind, *_ in found)
    assert all(is_exact and path == "second.txt" for _, _, is_exact, _, path in found)


def test_each_channel_that_lives_is_told_once_and_the_dead_one_fails_nothing(told: Greffier, hooks: WebSink) -> None:
    (line,) = lines(told)
    assert (line["watchlist"], line["count"]) == ("balises", len(told.rows("from alerts")))
    assert {alert["alert_id"] for alert in line["alerts"]} == {
        row[0] for row in told.rows("select alert_id from alerts")
    }
    assert [json.loads(body) for *_, body in hooks.requests] == [line]
    stderr = (told.folder / "stderr").read_text()
    assert "is not told yet: e-mail by 127.0.0.1" in stderr
    again = told.command("run")
    assert (again.returncode, len(lines(told)), len(hooks.requests)) == (0, 1, 1)
    assert "Nothing new since release" in again.stderr


def test_status_says_whom_nobody_knows_and_what_is_not_told(told: Greffier) -> None:
    said = told.command("status").stderr
    assert "'Personne Inconnue' is nobody in the current release" in said
    assert "is not told yet on email" in said


def test_the_log_of_a_night_holds_neither_names_nor_words(told: Greffier) -> None:
    kept = [told.home / "last-run.log", *(told.home / "outbox").glob("*")]
    text = "".join(path.read_text() for path in kept)
    assert "Varenne" not in text
    assert "bouées" not in text
    assert "s3cret" not in text + (told.latest / "manifest.json").read_text()


def test_a_run_from_nothing_gives_the_same_id_and_the_same_files(told: Greffier, tmp_path: Path) -> None:
    fresh = WarmGreffier(tmp_path)
    for path in told.documents.iterdir():
        fresh.write(path.name, path.read_text(encoding="utf-8"))
    done = fresh.command("run", GREFFIER_CURATION=str(told.folder / "curation"))
    assert done.returncode == 0, done.stderr
    assert fresh.latest.name == told.latest.name
    assert fresh.rows("from alerts") == []
    assert files(fresh.latest) == files(told.latest)


def test_a_night_that_fails_is_told_with_its_reason(told: Greffier, hooks: WebSink) -> None:
    path = told.folder / "curation" / "watchlists.yml"
    path.write_text(LISTS + "    actors: [Encore]\n", encoding="utf-8")
    before = len(hooks.requests)
    failed = told.command("run")
    path.write_text(LISTS, encoding="utf-8")
    assert failed.returncode == 2
    assert "watchlists.yml, line 7: `actors` stands twice." in failed.stderr
    event = json.loads(hooks.requests[before][2])
    assert (event["kind"], len(hooks.requests)) == ("failure", before + 1)
    assert "line 7" in event["message"]


def files(release: Path) -> dict[str, str]:
    paths = {path.relative_to(release).as_posix(): path for path in release.rglob("*") if path.is_file()}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in sorted(paths.items())
        if name not in OF_THE_NIGHT
    }

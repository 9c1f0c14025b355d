"""What is told unasked: which lists, on which channels, once, and never at the price of a night."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestration import announcing
from orchestration.channel_settings import ChannelSettings, FileSettings, WebhookSettings
from orchestration.publishing import publish
from orchestration.settings import Settings
from tests.small_release import Marts, judge, make_marts
from tests.unit.channels.sinks import dead_port

__all__ = ["make_marts"]


@pytest.fixture
def settings(make_marts: Callable[[str], Marts], tmp_path: Path) -> Settings:
    """A Greffier with one release, which has an alert of the list `quais`; a file is told, a webhook is dead."""
    build = tmp_path / "output" / ".builds" / "one"
    make_marts("working").stage(build)
    publish(judge(build), tmp_path / "output", {"settings": {}}, keep=5)
    watch(tmp_path, "quais", "[file]")
    channels = ChannelSettings(
        file=FileSettings(path=tmp_path / "told.jsonl"), webhook=WebhookSettings(url=f"http://127.0.0.1:{dead_port()}/")
    )
    return Settings(
        home=tmp_path / "home", output=tmp_path / "output", curation=tmp_path / "curation", channels=channels
    )


def watch(folder: Path, name: str, channels: str) -> None:
    (folder / "curation").mkdir(exist_ok=True)
    (folder / "curation" / "watchlists.yml").write_text(
        f"watchlists:\n  - name: {name}\n    actors: [Maëlle Kervoan]\n    channels: {channels}\n"
    )


def told(settings: Settings) -> list[dict]:
    path = settings.channels.file.path
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_a_list_is_told_where_it_asks_to_be_and_nowhere_else(settings: Settings) -> None:
    for _ in range(2):
        assert announcing.after_night(settings, pause=pytest.fail) == []
    (event,) = told(settings)
    assert (event["watchlist"], event["count"], event["alerts"][0]["source_path"]) == ("quais", 1, "conseil.txt")
    assert event["release_id"] == (settings.output / "latest").resolve().name


def test_a_list_that_was_taken_away_and_a_release_of_long_ago_are_not_told(settings: Settings) -> None:
    announcing.notice(settings, datetime.now(UTC) + timedelta(days=8))
    watch(settings.curation.parent, "autre", "[file]")
    announcing.notice(settings)
    announcing.deliver(settings)
    assert [event["kind"] for event in told(settings)] == ["stale"]


def test_a_dead_channel_is_tried_three_times_with_pauses_and_told(settings: Settings) -> None:
    pauses: list[float] = []
    (trouble,) = announcing.after_night(settings, "Nothing published: drift.", "run-1", pauses.append)
    assert pauses == [5, 20]
    assert "webhook at 127.0.0.1 (ConnectionRefusedError); tried 3 times" in trouble
    assert [event["kind"] for event in told(settings)] == ["failure", "alerts"]
    assert "webhook" in " ".join(announcing.untold(settings))


def test_the_same_failure_is_told_once_whoever_notices_it(settings: Settings) -> None:
    announcing.note_failure(settings, "as the command says it", "run-1")
    announcing.note_failure(settings, "as Dagster's sensor says it", "run-1")
    announcing.deliver(settings)
    assert [event["message"] for event in told(settings) if event["kind"] == "failure"] == ["as the command says it"]


def test_a_list_that_asks_for_a_channel_that_is_not_set_is_said(settings: Settings) -> None:
    watch(settings.curation.parent, "quais", "[email]")
    assert announcing.remarks(settings) == ["List 'quais' asks for the channel email, which is not set."]
    assert announcing.after_night(settings, pause=pytest.fail) == announcing.remarks(settings)
    assert told(settings) == []


def test_whatever_breaks_while_telling_is_a_line_and_no_error(settings: Settings) -> None:
    (settings.output / "latest").resolve().joinpath("alerts.parquet").write_bytes(b"no Parquet")
    (trouble,) = announcing.after_night(settings, pause=pytest.fail)
    assert "could not be told" in trouble


def test_without_a_channel_nothing_is_kept(settings: Settings) -> None:
    silent = settings.model_copy(update={"channels": ChannelSettings()})
    assert announcing.after_night(silent, "Nothing published.", "run-1", pytest.fail) == []
    assert not (settings.home / "outbox").exists()

"""The page of the release, what is new since another one, and alerts."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from httpx import Response

from orchestration.explorer import comparing, news
from tests.small_release import KEYS
from tests.unit.explorer.writing import Writing, declared_tables

Read = Callable[[str], str]
Ask = Callable[[str], Response]
EARLIER = "rel-0000000000000001"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "published"


@pytest.fixture
def told(writing: Writing, output: Path) -> dict[str, Any]:
    """What the manifest of the current release says besides."""
    return {}


@pytest.fixture
def ask(request: pytest.FixtureRequest, output: Path, told: dict[str, Any]) -> Ask:
    """Asks the explorer over what was written until then."""

    def get(address: str) -> Response:
        if "shelf" not in request.fixturenames or not (output / "latest" / "changes.json").exists():
            request.getfixturevalue("shelf")
            seal(output / "latest", told)
        return request.getfixturevalue("client").get(address)

    return get


@pytest.fixture
def page(ask: Ask) -> Read:
    """The HTML of a page that must be there."""

    def read(address: str) -> str:
        answered = ask(address)
        assert answered.status_code == 200, answered.text
        return answered.text

    return read


@pytest.fixture
def earlier(writing: Writing, output: Path) -> Writing:
    """The same release as it was before: to be changed and put beside the current one by `keep`."""
    return copy.deepcopy(writing)


def keep(earlier: Writing, output: Path, **manifest: Any) -> Path:
    folder = earlier.write(output, EARLIER, **{"created_at": "2026-03-03T02:15:00+00:00", **manifest})
    seal(folder, {})
    return folder


def seal(folder: Path, told: dict[str, Any]) -> None:
    """Add what a release has besides its tables: their keys, and `told` in its manifest."""
    tables = {name: {"key": KEYS.get(name, [next(iter(columns))])} for name, columns in declared_tables().items()}
    (folder / "changes.json").write_text(json.dumps({"tables": tables}))
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | told))


def without(writing: Writing, table: str, **wanted: Any) -> None:
    """Take the rows with those values out."""
    (name, value), *_ = wanted.items()
    writing.tables[table] = [row for row in writing.tables[table] if row.get(name) != value]


def rows(ask: Ask, address: str, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ask(address).json().get(table, [])
    return found


def test_a_release_tells_what_it_is(writing: Writing, ask: Ask, page: Read, told: dict[str, Any]) -> None:
    check = {"name": "names_present", "table": "actors", "severity": "critical", "passed": True, "why": "So that…"}
    told["checks"] = [
        check,
        check | {"name": "few_empty", "severity": "warning", "passed": False, "observed": "3 of 7", "why": "Because."},
    ]
    told["created_at"] = (datetime.now(UTC) - timedelta(hours=5)).isoformat()
    writing.add("files", source_path="brouillon.txt", status="quarantined", reason="no_text", detail="empty")
    html = page("/release")

    assert "rel-00000000000000aa" in html
    assert "5 hours ago" in html
    assert "1 of 2 checks passed" in html
    assert "few_empty" in html
    assert "3 of 7" in html
    assert "0.1.0+test" in html
    assert "brouillon.txt" in html
    assert "no text" in html
    assert {row["table"]: row["row_count"] for row in rows(ask, "/release.json", "counts")}["quotes"] == 3
    assert "No other release is kept" in html


def test_what_only_others_may_see_is_not_counted(writing: Writing, ask: Ask, page: Read, told: dict[str, Any]) -> None:
    told["markings"] = ["open", "confidential"]
    told["checks"] = [
        {"name": "few", "table": "actors", "severity": "warning", "passed": False, "observed": "3 of 712", "why": "…"}
    ]
    writing.add("actors", actor_id="act-hidden", name="Personne Cachée", marking="confidential")
    writing.add("files", source_path="secret.txt", status="quarantined", reason="no_text", marking="confidential")
    html = page("/release")

    assert "secret.txt" not in html
    assert "712" not in html
    assert {row["table"]: row["row_count"] for row in rows(ask, "/release.json", "counts")}["actors"] == 2


def test_rows_that_changed_are_counted_by_table(writing: Writing, earlier: Writing, output: Path, ask: Ask) -> None:
    without(earlier, "quotes", quote_id="quo-3")
    earlier.tables["roles"][0]["title"] = "mairesse"
    earlier.add("organisations", organisation_id="org-8", name="Ancien SARL")
    keep(earlier, output)

    changed = {row["table"]: row for row in rows(ask, f"/release.json?since={EARLIER}", "compared")}
    assert changed["quotes"] == {"table": "quotes", "added": 1, "modified": 0, "removed": 0}
    assert changed["roles"] == {"table": "roles", "added": 0, "modified": 1, "removed": 0}
    assert changed["organisations"]["removed"] == 1
    assert "documents" not in changed


def test_what_is_new_about_somebody_leads_to_its_words(
    writing: Writing, earlier: Writing, output: Path, ask: Ask, page: Read
) -> None:
    for table in ("documents", "mentions", "quotes", "evidence"):
        without(earlier, table, document_id="doc-2")
    without(earlier, "roles", role_id="rol-1")
    keep(earlier, output)
    html = page(f"/release?since={EARLIER}&about=act-1")

    new = {row["fact_id"]: row for row in rows(ask, f"/release.json?since={EARLIER}&about=act-1", "new")}
    assert set(new) == {"rol-1", "quo-3", "men-5", "men-6"}
    assert new["rol-1"]["other_name"] == "Port-Brévent"
    assert 'href="/documents/doc-1#e=evi-0"' in html
    assert 'href="/documents/doc-2#e=evi-3"' in html
    assert 'href="/documents/doc-2#m=men-6"' in html
    assert "Nothing is gone." in html


def test_what_others_say_anew_of_somebody_is_new(writing: Writing, earlier: Writing, output: Path, ask: Ask) -> None:
    without(earlier, "quotes", quote_id="quo-3")
    keep(earlier, output)
    (new,) = rows(ask, "/release.json?about=org-2", "new")
    assert (new["topic"], new["fact_id"], new["other_id"]) == ("quotes_about", "quo-3", "act-1")
    assert (new["document_id"], new["evidence_id"]) == ("doc-2", "evi-3")


def test_what_is_gone_is_told_too(writing: Writing, earlier: Writing, output: Path, page: Read) -> None:
    earlier.document("doc-0", "Odile Tazi, gérante de Tressan SA, est partie.", title="Départ")
    earlier.mention("doc-0", "Odile Tazi", "act-2")
    earlier.add("roles", role_id="rol-0", actor_id="act-2", organisation_id="org-2", title="gérante")
    earlier.evidence("roles", "rol-0", "doc-0", "Odile Tazi, gérante de Tressan SA")
    keep(earlier, output)
    html = page(f"/release?since={EARLIER}&about=Odile+Tazi")

    gone = html[html.index("No longer told") :]
    assert "gérante" in gone
    assert "Départ" in gone
    assert "/documents/doc-0" not in html, "this release has no such page"
    assert "Nothing is new." in html


def test_a_contract_won_and_a_role_that_ended_are_new(
    writing: Writing, earlier: Writing, output: Path, ask: Ask
) -> None:
    without(earlier, "contract_parties", organisation_id="org-2")
    keep(earlier, output)
    writing.tables["roles"][0]["is_former"] = True

    new = {row["topic"]: row for row in rows(ask, "/release.json?about=org-2", "new")}
    assert new["contracts"]["what"] == "la réfection du quai"
    assert new["contracts"]["detail"] == "supplier"
    ended = {row["topic"]: row for row in rows(ask, "/release.json?about=act-1", "new")}
    assert ended["roles"]["detail"] == "former"


def test_who_became_part_of_another_counts_as_the_other(
    writing: Writing, earlier: Writing, output: Path, ask: Ask, page: Read
) -> None:
    earlier.add("actors", actor_id="act-7", name="M. Kervoan-Le Gall")
    earlier.tables["mentions"][0]["actor_id"] = "act-7"
    keep(earlier, output)
    writing.add("entity_history", entity_id="act-7", fate="merged", successor_id="act-1")

    assert rows(ask, "/release.json?about=act-1", "new") == [], "its mentions were told then already"
    assert "Kervoan-Le Gall" in page("/release?about=act-1")


def test_a_mention_that_was_another_s_says_whose(writing: Writing, earlier: Writing, output: Path, page: Read) -> None:
    earlier.tables["mentions"][0]["actor_id"] = "act-2"
    keep(earlier, output)
    assert "told as Odile Tazi there" in page("/release?about=act-1")


def test_what_may_not_be_seen_is_not_told_out_of_the_past(
    writing: Writing, earlier: Writing, output: Path, ask: Ask, page: Read, told: dict[str, Any]
) -> None:
    earlier.document("doc-0", "Odile Tazi, gérante de Tressan SA, est suspecte.", title="Soupçon")
    earlier.mention("doc-0", "Odile Tazi", "act-2")
    earlier.add("roles", role_id="rol-0", actor_id="act-2", organisation_id="org-2", title="gérante")
    earlier.add("roles", role_id="rol-x", actor_id="act-2", title="indicatrice", marking="confidential")
    keep(earlier, output)
    writing.document("doc-0", "Odile Tazi, gérante de Tressan SA, est suspecte.", marking="confidential")
    writing.add("roles", role_id="rol-0", actor_id="act-2", title="gérante", marking="confidential")
    told["markings"] = ["open", "confidential"]

    html = page(f"/release?since={EARLIER}&about=act-2")
    for words in ("indicatrice", "gérante", "Soupçon"):
        assert words not in html, words
    assert "Nothing is gone." in html


def test_only_kept_releases_can_be_compared(writing: Writing, earlier: Writing, output: Path, ask: Ask) -> None:
    keep(earlier, output)
    for name in ("rel-none", "..", "../../home", "rel-00000000000000aa", f"{EARLIER}/../x", "'"):
        assert ask(f"/release?since={name}").status_code == 404, name


def test_what_readers_give_is_no_sql(writing: Writing, earlier: Writing, output: Path, page: Read) -> None:
    keep(earlier, output)
    assert "Neither release names anybody so." in page("/release?about=x'+or+1=1--")
    assert "<script>" not in page("/release?about=%3Cscript%3E").partition("<main")[2]


def test_a_release_of_an_older_making_cannot_break_the_page(
    writing: Writing, earlier: Writing, output: Path, page: Read
) -> None:
    folder = keep(earlier, output)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as con:
        con.execute("alter table quotes drop column is_cue_negated")
    assert "cannot be compared" in page("/release?about=act-1")
    assert "What it holds" in page("/release?about=act-1")


def test_a_table_that_the_earlier_one_had_not_is_new(
    writing: Writing, earlier: Writing, output: Path, ask: Ask
) -> None:
    folder = keep(earlier, output)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as con:
        con.execute("drop table contracts")
    changed = {row["table"]: row for row in rows(ask, f"/release.json?since={EARLIER}", "compared")}
    assert changed["contracts"]["added"] == 1


def test_the_release_before_is_compared_unless_another_is_asked_for(
    writing: Writing, earlier: Writing, output: Path, page: Read, told: dict[str, Any]
) -> None:
    keep(earlier, output)
    newer = earlier.write(output, "rel-0000000000000002", created_at="2026-03-03T22:15:00+00:00")
    seal(newer, {})
    assert 'value="rel-0000000000000002" selected' in page("/release?about=act-1")


def test_nothing_else_can_be_reached_over_both_releases(
    writing: Writing, earlier: Writing, output: Path, tmp_path: Path
) -> None:
    before = keep(earlier, output)
    after = writing.write(output)
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with comparing.both(before, after, ("open",)) as connection:
        for query in (f"from '{tmp_path}/secret.csv'", "set enable_external_access = true", "set memory_limit = '4GB'"):
            with pytest.raises(duckdb.Error):
                connection.execute(query)
        with pytest.raises(duckdb.Error):
            connection.execute("delete from after.roles")


def test_who_comes_while_another_compares_is_told_to_ask_again(
    earlier: Writing, output: Path, page: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(earlier, output)
    monkeypatch.setattr(comparing, "WAIT_SECONDS", 0.01)
    with comparing._one_at_a_time:
        assert "ask again in a moment" in page("/release?about=act-1")
    assert "ask again in a moment" not in page("/release?about=act-1")


def test_a_comparison_is_made_once(
    writing: Writing, earlier: Writing, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = keep(earlier, output), writing.write(output)
    comparing.compare(before, after, ("open",))
    monkeypatch.setattr(comparing, "both", lambda *_: pytest.fail("compared again"))
    comparing.compare(before, after, ("open",))


def test_news_are_the_first_of_many(
    writing: Writing, earlier: Writing, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(earlier, "quotes", speaker_actor_id="act-1")
    before, after = keep(earlier, output), writing.write(output)
    monkeypatch.setattr(news, "MOST", 1)
    found = {one.topic: one for one in news.about(before, after, ("open",), "act-1").new}
    assert len(found["quotes"].rows) == 1
    assert found["quotes"].total == 2


def alert(writing: Writing, alert_id: str, **columns: Any) -> None:
    writing.add(
        "alerts",
        alert_id=alert_id,
        **{"watchlist": "quais", "watched_name": "Maëlle Kervoan", "is_new_source": True, "confidence": 0.9} | columns,
    )


def test_alerts_stand_by_list_and_kind_with_their_words(writing: Writing, page: Read) -> None:
    about = {"entity_id": "act-1", "fact_table": "quotes", "fact_id": "quo-3"}
    alert(writing, "ale-1", kind="quote_by", **about, **writing.span("doc-2", "L'œuvre est achevée"))
    alert(
        writing,
        "ale-2",
        kind="first_co_mention",
        entity_id="act-1",
        other_entity_id="org-2",
        other_name="Tressan SA",
        is_new_source=False,
        **writing.span("doc-2", "Tressan SA"),
    )
    alert(writing, "ale-3", kind="quote_by", watchlist="budget", **about, **writing.span("doc-2", "L'œuvre"))
    html = page("/alerts")

    assert [re.sub("<.*?>", "", found) for found in re.findall("<h2>.*?</h2>", html)] == ["budget", "quais"]
    assert 'href="/documents/doc-2#e=evi-3"' in html
    assert 'href="/documents/doc-2#m=men-7"' in html, "a co-mention has no evidence: the name itself is marked"
    assert "found anew in a known source" in html

    chosen = page("/alerts?watchlist=quais&kind=first_co_mention")
    assert "#m=men-7" in chosen
    assert "#e=evi-3" not in chosen


def test_without_alerts_the_page_says_why(page: Read) -> None:
    assert "There is none" in page("/alerts")

"""Drift: what is gone is told from what is noise, what grew from what fell; nobody is named."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from orchestration.quality import CheckResult
from orchestration.quality.drift import check_drift, hashed
from orchestration.quality.drift_bounds import Bounds, CountBound, load_bounds
from orchestration.quality.drift_measures import divergence, moved
from orchestration.quality.suites import SuiteError

# What the shipped bounds read, in an invented corpus: every document has ten quotes, every second one an author.
TABLES = """
create table documents as
select
    'doc-' || i as document_id,
    folder || '/' || i || '.txt' as source_path,
    []::varchar [] as other_source_paths,
    'Le Fanal' as publisher,
    'fr' as language,
    if(i % 2 = 0, 'Odile Tazi', null) as author,
    date '2026-03-01' as published_on
from (select unnest(range(40)) as i, if(i < 30, 'agence', 'mairie') as folder);

create table quotes as
select
    document_id,
    'quo-' || row_number() over () as quote_id,
    if(n < 8, 'actor', null) as speaker_kind,
    if(n < 5, 'direct', 'indirect') as kind
from documents, (select unnest(range(10)) as n);

create table organisations as
select 'org-' || i as organisation_id, if(i % 2 = 0, 'company', 'public_body') as kind, true as is_supported
from (select unnest(range(200)) as i);

create table notices as
select 'register.json' as source_path, 'decp' as source from (select unnest(range(50)));
"""


@dataclass
class Releases:
    """Two releases of one corpus, the second changed by SQL."""

    folder: Path

    def write(self, name: str, sql: str = "") -> Path:
        build = self.folder / name
        build.mkdir()
        with duckdb.connect() as con:
            con.execute(TABLES + sql)
            for (table,) in con.execute("select table_name from duckdb_tables()").fetchall():
                con.execute(f"copy {table} to '{build / table}.parquet' (format parquet)")
        return build

    def compare(self, sql: str, before: str = "") -> dict[str, CheckResult]:
        """The checks that did not pass, by name, with the shipped bounds."""
        base, build = self.write("rel-before", before), self.write("build", sql)
        checks = [check for check in check_drift(build, base, bounds()) if not check.passed]
        return {check.full_name: check for check in checks}


def bounds() -> Bounds:
    """The shipped bounds, reduced to the tables of these tests."""
    shipped = load_bounds()
    known = {"documents", "quotes", "organisations", "notices"}
    return shipped.model_copy(
        update={
            part: tuple(b for b in getattr(shipped, part) if b.table in known) for part in ("groups", "shares", "mixes")
        }
    )


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    return Releases(tmp_path)


def test_the_same_release_again_passes_and_says_what_it_was_compared_with(releases: Releases) -> None:
    base = releases.write("rel-before")
    checks = check_drift(releases.write("build"), base, bounds())
    assert all(check.passed for check in checks)
    found = {check.full_name: check.observed for check in checks}
    assert found["drift.release.base"] == "compared with rel-before"
    assert found["drift.quotes.rows"] == "400 rows, 400 before"
    assert found["drift.documents.folder"] == "2 of 2 within it"
    assert found["drift.quotes.speaker_share"] == "80.0% of 400 rows, 80.0% before"
    assert found["drift.organisations.kind_mix"].startswith("0.000 bits, as if 0 of 200 rows")


def test_before_the_first_release_nothing_is_compared(releases: Releases) -> None:
    (check,) = check_drift(releases.write("build"), None, bounds())
    assert check.passed
    assert "nothing to compare with" in check.observed


def test_forty_percent_fewer_facts_block(releases: Releases) -> None:
    drifts = releases.compare("delete from quotes where hash(quote_id) % 10 < 4")
    assert drifts["drift.quotes.rows"].blocking
    assert drifts.keys() == {"drift.quotes.rows"}


def test_a_few_rows_less_are_noise_even_where_they_are_many_in_a_hundred(releases: Releases) -> None:
    """Nineteen of twenty rows are less than two documents hold."""
    drifts = releases.compare(
        "delete from organisations where organisation_id <> 'org-0'",
        before="delete from organisations where organisation_id not in (select 'org-' || i from range(20) as r(i))",
    )
    assert drifts == {}


def test_a_table_that_is_empty_or_gone_blocks(releases: Releases) -> None:
    drifts = releases.compare("drop table organisations; delete from quotes")
    assert {name for name, check in drifts.items() if check.blocking} >= {
        "drift.organisations.rows",
        "drift.quotes.rows",
    }
    assert drifts["drift.organisations.rows"].observed == "0 rows, 200 before"


def test_twice_as_many_only_warn(releases: Releases) -> None:
    drifts = releases.compare("insert into quotes from quotes; insert into quotes from quotes")
    assert drifts["drift.quotes.rows"].observed == "1600 rows, 400 before"
    assert not any(check.blocking for check in drifts.values())


def test_a_folder_that_is_suddenly_empty_blocks_though_others_hide_it(releases: Releases) -> None:
    drifts = releases.compare(
        """
        delete from documents where source_path like 'mairie/%';
        insert into documents by name
        select 'doc-n' || i as document_id, 'agence/n' || i as source_path, 'fr' as language, 'Le Fanal' as publisher,
            date '2026-03-02' as published_on, if(i % 2 = 0, 'Odile Tazi', null) as author
        from (select unnest(range(10)) as i)
        """
    )
    name = f"drift.documents.folder-{hashed('mairie')}"
    assert drifts.keys() == {name}
    assert drifts[name].blocking
    assert drifts[name].observed == "0 rows, 10 before"


def test_a_document_that_also_lies_elsewhere_counts_in_both_folders(releases: Releases) -> None:
    """The first path of a document changes with what lies beside it; its folder has lost nothing."""
    twins = "update documents set other_source_paths = ['zone/copie.txt'], source_path = 'mairie/' || document_id;"
    swapped = "update documents set other_source_paths = ['mairie/copie.txt'], source_path = 'zone/' || document_id;"
    assert releases.compare(swapped, before=twins) == {}


@pytest.mark.parametrize(("archive", "folder"), [("mairie/lot.zip", "mairie"), ("lot.zip", "")])
def test_a_member_of_an_archive_is_of_the_folder_of_its_archive(releases: Releases, archive: str, folder: str) -> None:
    before = f"update documents set source_path = '{archive}!/a/' || document_id;"
    drifts = releases.compare("delete from documents", before=before)
    assert {name for name in drifts if "folder" in name} == {f"drift.documents.folder-{hashed(folder)}"}


def test_the_last_document_is_never_noise(releases: Releases) -> None:
    drifts = releases.compare("delete from documents", before="delete from documents where document_id <> 'doc-7'")
    assert {name for name, check in drifts.items() if check.blocking} == {"drift.documents.rows"}


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("update documents set publisher = null", f"drift.documents.publisher-{hashed('Le Fanal')}"),
        ("update documents set language = 'de' where document_id < 'doc-28'", "drift.documents.language-fr"),
        ("delete from notices where rowid % 5 = 0", "drift.notices.source-decp"),
        ("update quotes set speaker_kind = null where quote_id like '%7'", None),
        ("update quotes set speaker_kind = null where quote_id < 'quo-3'", "drift.quotes.speaker_share"),
        ("update documents set author = null where document_id like '%8' or document_id like '%6'", None),
        ("update documents set author = null", "drift.documents.author_share"),
        ("update organisations set is_supported = false where organisation_id like '%3'", None),
        ("update organisations set is_supported = organisation_id > 'org-3'", "drift.organisations.supported_share"),
        ("update organisations set kind = 'company' where organisation_id like '%1'", None),
        ("update organisations set kind = 'other' where organisation_id < 'org-14'", "drift.organisations.kind_mix"),
    ],
)  # fmt: skip
def test_what_is_lost_within_a_table_blocks(releases: Releases, sql: str, name: str | None) -> None:
    blocking = {full for full, check in releases.compare(sql).items() if check.blocking}
    assert (name in blocking) if name else blocking == set()


def test_a_mix_that_changes_by_growth_alone_only_warns(releases: Releases) -> None:
    drifts = releases.compare(
        """
        insert into organisations by name
        select 'org-n' || i as organisation_id, 'court' as kind, true as is_supported from range(150) as r(i)
        """
    )
    assert drifts.keys() == {"drift.organisations.kind_mix"}
    assert not drifts["drift.organisations.kind_mix"].blocking


def test_more_speakers_than_before_warn(releases: Releases) -> None:
    drifts = releases.compare("update quotes set speaker_kind = 'actor'")
    assert drifts.keys() == {"drift.quotes.speaker_share"}
    assert not drifts["drift.quotes.speaker_share"].blocking


def test_what_the_release_before_did_not_hold_passes(releases: Releases) -> None:
    assert releases.compare("", before="drop table quotes; alter table organisations drop kind;") == {}


def test_what_cannot_be_measured_tonight_is_an_error(releases: Releases) -> None:
    drifts = releases.compare("alter table organisations drop kind")
    assert drifts["drift.organisations.kind_mix"].error == "BinderException while counting"
    assert drifts["drift.organisations.kind_mix"].blocking


def test_a_release_before_that_is_damaged_is_an_error(releases: Releases) -> None:
    base, build = releases.write("rel-before"), releases.write("build")
    (base / "quotes.parquet").write_bytes(b"PAR1 nothing of the kind")
    drifts = {check.full_name for check in check_drift(build, base, bounds()) if check.error}
    assert drifts >= {"drift.quotes.rows", "drift.quotes.speaker_share"}


def test_no_check_names_a_folder_or_a_publisher(releases: Releases) -> None:
    planted = "Zéphyrine Quastel"
    plant = f"update documents set source_path = '{planted}/' || document_id, publisher = '{planted}';"
    base, build = releases.write("rel-before", plant), releases.write("build", "delete from documents")
    checks = check_drift(build, base, bounds())
    assert f"drift.documents.folder-{hashed(planted)}" in {check.full_name for check in checks if check.blocking}
    assert "Quastel" not in repr(checks)


BOUND = CountBound(max_fall=0.1, max_growth=1.0, min_difference=20, gone_from=10, why="The bound of a test.")


@pytest.mark.parametrize(
    ("before", "now", "fell", "grew"),
    [
        (100, 80, True, False),
        (100, 81, False, False),
        (1000, 900, False, False),
        (1000, 899, True, False),
        (10, 0, True, False),
        (9, 0, False, False),
        (10, 1, False, False),
        (20, 41, False, True),
        (20, 40, False, False),
        (0, 500, False, False),
    ],
)
def test_the_bound_of_a_count(before: int, now: int, fell: bool, grew: bool) -> None:
    assert (BOUND.fell(before, now), BOUND.grew(before, now)) == (fell, grew)


def test_divergence_is_that_of_lin() -> None:
    """Worked by hand: m = (0.375, 0.625)."""
    by_hand = (0.5 * math.log2(0.5 / 0.375) + 0.5 * math.log2(0.5 / 0.625)) / 2
    by_hand += (0.25 * math.log2(0.25 / 0.375) + 0.75 * math.log2(0.75 / 0.625)) / 2
    assert divergence({"a": 50, "b": 50}, {"a": 25, "b": 75}) == pytest.approx(by_hand)
    assert divergence({"a": 10}, {"b": 3}) == 1
    assert divergence({"a": 10, "b": 20}, {"a": 1, "b": 2}) == 0
    assert moved({"a": 50, "b": 50}, {"a": 50, "b": 150}) == 50


@pytest.mark.parametrize(
    ("text", "fault"),
    [("rows: {}", "every_table"), ("rows: [", "rows"), ("groops: []", "groops"), (None, "drift.yml")],
)
def test_malformed_bounds_are_named(tmp_path: Path, text: str | None, fault: str) -> None:
    path = tmp_path / "drift.yml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(SuiteError, match=rf"(?s)drift\.yml.*cannot be used.*{fault}|{fault}.*cannot be used"):
        load_bounds(path)

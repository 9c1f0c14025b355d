"""Evidence: every span says its words, every fact has one; one wrong character holds the release back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orchestration.quality.evidence import check_evidence


def broken(marts: Any, build: Path) -> dict[str, str]:
    marts.stage(build)
    return {f"{check.table}.{check.name}": check.observed for check in check_evidence(build) if check.blocking}


def test_a_sound_build_passes_every_law(marts: Any, tmp_path: Path) -> None:
    marts.stage(tmp_path / "build")
    checks = check_evidence(tmp_path / "build")
    assert len(checks) == 12
    assert all(check.passed for check in checks)
    assert {check.observed for check in checks if check.table == "mentions"} == {"0 of 3 rows outside the bound"}


def test_an_empty_build_passes(marts: Any, tmp_path: Path) -> None:
    marts.empty()
    assert broken(marts, tmp_path / "build") == {}


@pytest.mark.parametrize(
    ("sql", "law", "observed"),
    [
        ("update marts.mentions set start_char = start_char + 1", "mentions.surface_equals_text", "3 of 3"),
        ("update marts.mentions set end_char = null", "mentions.surface_equals_text", "3 of 3"),
        (
            "update marts.mentions set start_char = -4, end_char = -3, surface_text = 'M' where mention_id = 'men-1'",
            "mentions.surface_equals_text",
            "1 of 3",
        ),
        ("update marts.named_things set surface_text = 'port'", "named_things.surface_equals_text", "1 of 1"),
        (
            "update marts.evidence set surface_text = 'un mot' where fact_table = 'roles'",
            "evidence.surface_equals_text",
            "1 of 5",
        ),
        (
            "update marts.evidence set document_id = 'doc-none' where field_path is null",
            "evidence.surface_equals_text",
            "5 of 5",
        ),
        (
            "update marts.evidence set notice_index = 7 where field_path is not null",
            "evidence.words_or_field",
            "1 of 6",
        ),
        ("update marts.evidence set start_char = 0 where field_path is not null", "evidence.words_or_field", "1 of 6"),
        (
            "update marts.evidence set file_sha256 = sha256('avis'), notice_index = 0 where fact_table = 'roles'",
            "evidence.words_or_field",
            "1 of 6",
        ),
        ("update marts.quotes set end_char = 9999", "quotes.spans_within_document", "1 of 1"),
        ("update marts.quotes set start_char = null", "quotes.spans_within_document", "1 of 1"),
        ("delete from marts.evidence where fact_table = 'contracts'", "contracts.has_evidence", "1 of 1"),
        (
            "delete from marts.evidence where fact_table = 'organisation_relations'",
            "organisation_relations.has_evidence",
            "1 of 1",
        ),
        ("delete from marts.roles", "evidence.belongs_to_published_fact", "1 of 6"),
        (
            "insert into marts.quotes select * replace ('quo-2' as quote_id) from marts.quotes",
            "quotes.has_evidence",
            "1 of 2",
        ),
    ],
)
def test_a_broken_law_is_counted(marts: Any, tmp_path: Path, sql: str, law: str, observed: str) -> None:
    marts.run(sql)
    assert broken(marts, tmp_path / "build") == {law: f"{observed} rows outside the bound"}


def test_evidence_without_a_fact_id_supports_nothing(marts: Any, tmp_path: Path) -> None:
    """A null among the ids must not make a `not in` pass for all."""
    marts.run("update marts.evidence set fact_id = null where fact_table = 'roles'")
    assert broken(marts, tmp_path / "build").keys() == {"roles.has_evidence", "evidence.belongs_to_published_fact"}

"""The shipped suites over real Parquet with the real Great Expectations."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from orchestration.quality import CheckResult, SuiteError, check_build


def not_passed(marts: Any, build: Path) -> dict[str, CheckResult]:
    marts.stage(build)
    return {f"{check.table}.{check.name}": check for check in check_build(build) if not check.passed}


def test_a_sound_release_passes_every_check(marts: Any, tmp_path: Path) -> None:
    marts.stage(tmp_path / "build")
    checks = check_build(tmp_path / "build")
    assert {check.table for check in checks} == {table.name for table in marts.tables}
    assert [check for check in checks if not check.passed or check.error] == []


def test_an_empty_folder_gives_a_normal_release(marts: Any, tmp_path: Path) -> None:
    marts.empty()
    failures = not_passed(marts, tmp_path / "build")
    assert failures.keys() == {"documents.not_empty"}
    assert not failures["documents.not_empty"].blocking


def test_a_corpus_without_facts_gives_a_normal_release(marts: Any, tmp_path: Path) -> None:
    facts = (
        "organisation_relations",
        "organisation_facts",
        "roles",
        "contracts",
        "contract_parties",
        "contract_values",
        "contract_lots",
        "quotes",
        "evidence",
        "mentions",
        "actors",
        "organisations",
    )
    marts.run("".join(f"delete from marts.{table};" for table in facts))
    assert not_passed(marts, tmp_path / "build") == {}


CORRUPTIONS = """
update marts.documents set document_id = 'doc_a1' where document_id = 'doc-a1';
update marts.mentions set confidence = 1.5 where mention_id = 'men-1';
insert into marts.actors from marts.actors;
update marts.organisations set kind = 'guild' where organisation_id = 'org-1';
update marts.roles set started_on = date '2020-01-01', ended_on = date '2019-01-01';
update marts.contracts set amount = 0, currency = '€', status = null;
update marts.contract_parties set party_role = 'vendor' where party_role = 'buyer';
update marts.quotes set kind = 'verbatim', content = '';
update marts.organisation_relations set kind = 'cousin', share = 140;
update marts.organisation_facts set value_number = 0, attribute = 'colour';
update marts.evidence set extractor = null;
update marts.actors set confidence = 2;
insert into marts.register_matches from marts.register_matches;
update marts.entity_history set fate = 'vanished';
update marts.files set status = 'lost' where status = 'quarantined';
insert into marts.notices from marts.notices;
update marts.notices set kind = 'attribution';
"""
CAUGHT = {
    "documents.document_id_format": "1 of 2 rows outside the bound",
    "mentions.confidence_range": "1 of 3 rows outside the bound",
    "actors.actor_id_unique": "2 of 2 rows outside the bound",
    "organisations.kind_known": "1 of 2 rows outside the bound",
    "roles.ends_after_start": "1 of 1 rows outside the bound",
    "contracts.amount_positive": "1 of 1 rows outside the bound",
    "contracts.currency_format": "1 of 1 rows outside the bound",
    "contracts.status_present": "1 of 1 rows outside the bound",
    "contract_parties.party_role_known": "1 of 2 rows outside the bound",
    "quotes.kind_known": "1 of 1 rows outside the bound",
    "quotes.content_not_empty": "1 of 1 rows outside the bound",
    "organisation_relations.kind_known": "1 of 1 rows outside the bound",
    "organisation_relations.share_plausible": "1 of 1 rows outside the bound",
    "organisation_facts.value_number_positive": "1 of 1 rows outside the bound",
    "organisation_facts.attribute_known": "1 of 1 rows outside the bound",
    "evidence.extractor_present": "6 of 6 rows outside the bound",
    "notices.kind_known": "2 of 2 rows outside the bound",
    "notices.row_unique": "2 of 2 rows outside the bound",
    "actors.confidence_range": "2 of 2 rows outside the bound",
    "register_matches.key_unique": "2 of 2 rows outside the bound",
    "entity_history.fate_known": "1 of 1 rows outside the bound",
    "files.status_known": "1 of 4 rows outside the bound",
}


def test_what_no_release_may_hold_is_caught(marts: Any, tmp_path: Path) -> None:
    marts.run(CORRUPTIONS)
    failures = not_passed(marts, tmp_path / "build")
    blocking = {name: check.observed for name, check in failures.items() if check.blocking}
    assert CAUGHT.items() <= blocking.items()


ODDITIES = """
update marts.documents set published_on = date '2999-01-01' where document_id = 'doc-a1';
update marts.quotes set speaker_kind = null, speaker_actor_id = null, said_on = date '1066-10-14';
update marts.contracts set amount = 5e15, currency = null, signed_on = current_date + 30;
update marts.contract_parties set party_role = 'supplier';
update marts.contract_values set value_number = 5e15, value_date = date '1066-10-14';
update marts.organisation_facts set attribute = 'founding_year', value_number = year(current_date) + 2;
update marts.roles set organisation_id = null;
update marts.files set status = 'quarantined', reason = 'no_text';
update marts.actors set name = 'x7@exemple', is_supported = false;
"""


def test_what_one_odd_document_may_hold_only_warns(marts: Any, tmp_path: Path) -> None:
    marts.run(ODDITIES)
    failures = not_passed(marts, tmp_path / "build")
    assert failures.keys() == {
        "documents.published_on_plausible",
        "quotes.speaker_share",
        "quotes.said_on_plausible",
        "contracts.amount_plausible",
        "contracts.amount_with_currency",
        "contracts.awarded_by_now",
        "contracts.both_sides_share",
        "contract_values.amount_plausible",
        "contract_values.value_date_plausible",
        "organisation_facts.founding_year_plausible",
        "roles.organisation_share",
        "files.mostly_readable",
        "actors.name_plausible",
        "actors.supported_share",
    }
    assert not any(check.blocking for check in failures.values())
    assert failures["quotes.speaker_share"].observed == "0"


MISLEADING = """
update marts.mentions set organisation_id = 'org-1' where mention_id = 'men-1';
update marts.mentions set organisation_id = 'org-99' where mention_id = 'men-2';
update marts.quotes set speaker_organisation_id = 'org-1';
update marts.roles set actor_id = 'act-99', organisation_id = 'org-99';
update marts.contract_parties set contract_id = 'con-99', evidence_id = 'evi-99', organisation_id = 'org-99'
where party_role = 'buyer';
update marts.contract_parties set organisation_id = null where party_role = 'supplier';
update marts.contract_values set contract_id = 'con-99', value_number = -3;
update marts.contract_lots set contract_id = 'con-99';
update marts.organisation_facts set organisation_id = 'org-99';
update marts.organisation_relations set object_organisation_id = subject_organisation_id;
update marts.organisation_identifiers set identifier = '9999';
update marts.register_matches set actor_id = 'act-1';
update marts.entity_history set successor_id = null;
update marts.files set reason = null;
"""
MISLED = {
    *("mentions.resolved", "mentions.bearer_known", "quotes.speaker_consistent", "roles.actor_known"),
    *("roles.organisation_known", "contract_parties.contract_known", "contract_parties.evidence_known"),
    *("contract_parties.one_party", "contract_parties.party_known", "contract_values.contract_known"),
    *("contract_values.amount_positive", "contract_lots.contract_known", "organisation_facts.organisation_known"),
    *("organisation_relations.of_two", "organisation_identifiers.siret_format", "register_matches.of_one"),
    *("entity_history.successor_present", "files.quarantine_explained"),
}


def test_what_leads_nowhere_or_to_two_is_caught(marts: Any, tmp_path: Path) -> None:
    marts.run(MISLEADING)
    assert {name for name, check in not_passed(marts, tmp_path / "build").items() if check.blocking} == MISLED


def test_ids_of_an_empty_table_lead_nowhere(marts: Any, tmp_path: Path) -> None:
    marts.run("delete from marts.actors")
    failures = not_passed(marts, tmp_path / "build")
    assert failures["mentions.bearer_known"].observed == "1 of 3 rows outside the bound"
    assert failures["roles.actor_known"].observed == "1 of 1 rows outside the bound"


def test_results_carry_no_value(marts: Any, tmp_path: Path) -> None:
    planted = "Zéphyrine Quastel 99"
    marts.run(f"update marts.actors set name = '{planted}', actor_id = '{planted}'")
    failures = not_passed(marts, tmp_path / "build")
    assert {"actors.actor_id_format", "actors.name_plausible"} <= failures.keys()
    assert "Quastel" not in repr(failures)


def one_suite(folder: Path, kwargs: str, kind: str, build: Path, marts: Any) -> list[CheckResult]:
    """Check a release with the shipped suites, but one check of its own for `documents`."""
    from orchestration.quality.suites import SUITES

    for path in SUITES.glob("*.yml"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "documents.yml").write_text(
        f"table: documents\nexpectations:\n  - name: probe\n    type: {kind}\n    kwargs: {kwargs}\n"
        "    severity: warning\n    why: The probe of a test.\n"
    )
    marts.stage(build)
    return [check for check in check_build(build, folder) if check.table == "documents"]


def test_an_exception_inside_an_expectation_is_an_error_even_for_a_warning(marts: Any, tmp_path: Path) -> None:
    kwargs = "{column: published_on, min_value: 3}"
    (check,) = one_suite(tmp_path, kwargs, "expect_column_values_to_be_between", tmp_path / "build", marts)
    assert not check.passed
    assert check.error is not None
    assert check.error.endswith("inside Great Expectations")
    assert check.blocking


@pytest.mark.parametrize(
    ("kind", "kwargs"),
    [
        ("expect_column_values_to_be_wonderful", "{column: language}"),
        ("expect_column_values_to_be_between", "{column: character_count, minimum: 1}"),
    ],
)
def test_an_unknown_expectation_or_argument_is_an_error(marts: Any, tmp_path: Path, kind: str, kwargs: str) -> None:
    with pytest.raises(SuiteError, match=r"suites/documents\.yml, check probe"):
        one_suite(tmp_path, kwargs, kind, tmp_path / "build", marts)


def test_the_dear_import_waits_until_it_is_needed() -> None:
    code = "import sys, orchestration.quality; print({'great_expectations', 'pandas'} & set(sys.modules))"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == "set()\n"

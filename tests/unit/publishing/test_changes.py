"""What changed between two releases is found by key, and an id that was merged is told with whom."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestration.publishing import TableChanges, changes_as_json, compare
from orchestration.publishing.changes import RowChange, read_changes


@pytest.fixture
def change(make_marts: Callable[[str], Any], tmp_path: Path) -> Callable[[str], dict[str, TableChanges]]:
    """What `sql` changes in a release of the small marts, by table."""

    def compared(sql: str) -> dict[str, TableChanges]:
        marts = make_marts("working")
        marts.stage(tmp_path / "before")
        marts.run(sql)
        marts.stage(tmp_path / "after")
        return {found.table: found for found in compare(tmp_path / "before", tmp_path / "after")}

    return compared


def test_nothing_changed_although_the_release_is_called_otherwise(change: Any) -> None:
    found = change("update marts.roles set title = 'adjointe'")
    assert found.pop("roles").counts == {"added": 0, "modified": 1, "deleted": 0}
    assert {tuple(changes.counts.values()) for changes in found.values()} == {(0, 0, 0)}


def test_rows_are_added_modified_and_deleted_by_key(change: Any) -> None:
    found = change(
        """
        update marts.mentions set confidence = 0.1, surface_text = 'Tressan' where mention_id = 'men-3';
        delete from marts.mentions where mention_id = 'men-1';
        insert into marts.mentions by name select * replace ('men-9' as mention_id) from marts.mentions
        where mention_id = 'men-2';
        """
    )["mentions"]
    assert found.rows == (
        RowChange("added", ("men-9",)),
        RowChange("deleted", ("men-1",)),
        RowChange("modified", ("men-3",), ("surface_text", "confidence")),
    )
    assert found.counts == {"added": 1, "modified": 1, "deleted": 1}


def test_an_empty_cell_is_a_value_in_keys_and_in_columns(change: Any) -> None:
    found = change(
        "update marts.contract_parties set field_path = null where party_role = 'supplier';"
        "update marts.quotes set cue = 'dit'"
    )
    assert found["contract_parties"].rows == (
        RowChange("modified", ("con-1", "supplier", "org-2", None), ("field_path",)),
    )
    assert found["quotes"].rows == (RowChange("modified", ("quo-1",), ("cue",)),)


def test_lists_and_maps_are_compared_by_their_content(change: Any) -> None:
    found = change(
        "update marts.notices set fields = map(['formePrix'], ['Révisable']);"
        "update marts.actors set aliases = ['Mme Kervoan', 'M. Kervoan']"
    )
    assert [row.columns for row in (*found["notices"].rows, *found["actors"].rows)] == [("fields",), ("aliases",)]


def test_an_id_that_was_merged_is_shown_with_whom(change: Any) -> None:
    found = change(
        "delete from marts.organisations where organisation_id = 'org-1';"
        "insert into marts.entity_history values ('org-1', 'merged', 'org-2')"
    )["organisations"]
    assert found.rows == (RowChange("deleted", ("org-1",), (), "merged", ("org-2",)),)
    assert found.counts == {"added": 0, "modified": 0, "deleted": 1, "merged": 1}


def test_columns_that_come_go_or_change_type_are_named_and_not_compared(change: Any) -> None:
    found = change(
        "alter table marts.files add column size varchar; alter table marts.files alter byte_count type integer;"
        "alter table marts.files drop column reason"
    )["files"]
    assert (found.columns_added, found.columns_removed) == (("byte_count", "size"), ("byte_count", "reason"))
    assert found.rows == ()


def test_a_table_that_only_one_release_has_is_all_new_or_all_gone(change: Any, tmp_path: Path) -> None:
    change("update marts.roles set title = 'adjointe'")
    (tmp_path / "before" / "files.parquet").unlink()
    (tmp_path / "after" / "notices.parquet").unlink()
    found = {changes.table: changes for changes in compare(tmp_path / "before", tmp_path / "after")}
    assert found["files"].counts == {"added": 4, "modified": 0, "deleted": 0}
    assert found["notices"].counts == {"added": 0, "modified": 0, "deleted": 1}
    assert found["notices"].columns_removed == ()


def test_a_build_keeps_the_keys_of_what_changed(make_marts: Callable[[str], Any], tmp_path: Path) -> None:
    marts = make_marts("working")
    marts.stage(tmp_path / "rel-before")
    first = read_changes(tmp_path / "rel-before")
    assert first["previous"] is None
    assert first["tables"]["mentions"]["counts"] == {"added": 3, "modified": 0, "deleted": 0}
    assert first["tables"]["mentions"]["added"] == []
    marts.run(
        "delete from marts.organisations where organisation_id = 'org-1';"
        "insert into marts.entity_history values ('org-1', 'merged', 'org-2')"
    )
    marts.stage(tmp_path / "build", tmp_path / "rel-before")
    told = read_changes(tmp_path / "build")
    assert told["previous"] == "rel-before"
    assert told["tables"]["organisations"]["deleted"] == ["org-1"]
    assert told["tables"]["organisations"]["became"] == {"org-1": {"fate": "merged", "successors": ["org-2"]}}
    assert told["tables"]["entity_history"]["added"] == [["org-1", "org-2"]]


def test_all_of_it_goes_into_json(change: Any) -> None:
    found = change("update marts.quotes set cue = 'dit'")
    told = json.loads(json.dumps(changes_as_json([found["quotes"]])))
    assert told["quotes"]["key"] == ["quote_id"]
    assert told["quotes"]["rows"] == [
        {"change": "modified", "key": ["quo-1"], "columns": ["cue"], "fate": None, "successors": []}
    ]

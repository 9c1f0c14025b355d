"""From checked marts to a published release: catalogue, staging, gate, release.

What belongs here: the files that readers open and how they change, whole or not at all. What does not: deciding
whether a night is plausible (`quality`), and the tables' logic (dbt). The publisher re-reads the verdict itself.
"""

from orchestration.publishing.alerts import ALERTS, add_alerts, read_alerts, with_alerts
from orchestration.publishing.catalog import RELEASE_ID, CatalogError, Column, Table, load_catalog
from orchestration.publishing.changes import TableChanges, changes_as_json, compare
from orchestration.publishing.dictionary import render_dictionary
from orchestration.publishing.gate import NotPublishable, seal
from orchestration.publishing.past import published_entities, published_history
from orchestration.publishing.pointer import checked_at, checked_signature, events, mend, replaced_at, went_back_from
from orchestration.publishing.pseudonyms import forget_named_keys, pseudonymised
from orchestration.publishing.release import clear_leftovers, publish, roll_back
from orchestration.publishing.releases import (
    BrokenRelease,
    Release,
    UnknownRelease,
    all_releases,
    find_release,
    latest_release,
    read_release,
)
from orchestration.publishing.staging import StagingError, stage

__all__ = [
    "ALERTS",
    "RELEASE_ID",
    "BrokenRelease",
    "CatalogError",
    "Column",
    "NotPublishable",
    "Release",
    "StagingError",
    "Table",
    "TableChanges",
    "UnknownRelease",
    "add_alerts",
    "all_releases",
    "changes_as_json",
    "checked_at",
    "checked_signature",
    "clear_leftovers",
    "compare",
    "events",
    "find_release",
    "forget_named_keys",
    "latest_release",
    "load_catalog",
    "mend",
    "pseudonymised",
    "publish",
    "published_entities",
    "published_history",
    "read_alerts",
    "read_release",
    "render_dictionary",
    "replaced_at",
    "roll_back",
    "seal",
    "stage",
    "went_back_from",
    "with_alerts",
]

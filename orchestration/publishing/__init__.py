"""From checked marts to a published release: catalogue, staging, gate, release.

What belongs here: the files that readers open and how they change, whole or not at all. What does not: deciding
whether a night is plausible (`quality`), and the tables' logic (dbt). The publisher re-reads the verdict itself.
"""

from orchestration.publishing.catalog import CatalogError, Column, Table, load_catalog
from orchestration.publishing.dictionary import render_dictionary
from orchestration.publishing.gate import NotPublishable
from orchestration.publishing.past import published_entities, published_history
from orchestration.publishing.release import BrokenRelease, Release, latest_release, publish, read_release
from orchestration.publishing.staging import StagingError, stage

__all__ = [
    "BrokenRelease",
    "CatalogError",
    "Column",
    "NotPublishable",
    "Release",
    "StagingError",
    "Table",
    "latest_release",
    "load_catalog",
    "publish",
    "published_entities",
    "published_history",
    "read_release",
    "render_dictionary",
    "stage",
]

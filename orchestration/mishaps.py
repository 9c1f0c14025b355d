"""Errors of a night whose message is meant for people.

What belongs here: which they are. What does not: telling them. Any other error is a defect, keeps its traceback in
Dagster's run, and is told by its kind alone: its message may quote what it stumbled over.
"""

from __future__ import annotations

from orchestration.documents.walk import FolderMissing
from orchestration.extraction.version import ModelMissingError
from orchestration.masking import TombstonesError
from orchestration.publishing import NotPublishable, StagingError
from orchestration.quality import SuiteError
from orchestration.resolution import CurationError
from orchestration.warehouse.again import NothingMeantError
from orchestration.warehouse.file import DamagedError
from orchestration.warehouse.lock import LockedError
from orchestration.watching import WatchlistsError

# By name, as Dagster records an error of a step.
FOR_PEOPLE = frozenset(
    error.__name__
    for error in (
        CurationError,
        DamagedError,
        FolderMissing,
        LockedError,
        ModelMissingError,
        NotPublishable,
        NothingMeantError,
        StagingError,
        SuiteError,
        TombstonesError,
        WatchlistsError,
    )
)

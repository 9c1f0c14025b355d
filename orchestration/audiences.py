"""A release for another audience: the same night over what that audience may see, in a home of its own.

What belongs here: what such a home gets from the main one. What does not: the night (`runner`) and what marks a file
(`documents.marking`). A home for its own, so that nothing confidential is ever in the room where a release for others
is made: no id, no count, no order of rows can tell what was left out (docs/decisions/011-a-home-for-each-audience.md).
"""

from __future__ import annotations

import shutil
from contextlib import suppress

from orchestration import night
from orchestration.documents.signature import visible_contents
from orchestration.documents.walk import FolderMissing
from orchestration.environment import prepare
from orchestration.masking.tombstones import FILE_NAME, KEY_NAME
from orchestration.settings import Settings
from orchestration.warehouse.lending import borrow
from orchestration.warehouse.lock import LockedError, writer_lock
from orchestration.warehouse.store import Store

__all__ = ["FolderMissing", "LockedError", "open_home"]


def open_home(main: Settings, audience: Settings) -> int:
    """Make the home of an audience ready: what was erased stays erased, what was read need not be read again.

    Returns how many files need not be read. Raises LockedError while a run is at work in either home, FolderMissing.
    """
    if main.home == audience.home:
        return 0
    prepare(audience)
    audience.output.mkdir(parents=True, exist_ok=True, mode=0o700)
    with writer_lock(main.home), writer_lock(audience.home):
        if not (audience.home / FILE_NAME).exists():
            # From then on every erasure goes through all homes.
            for name in (KEY_NAME, FILE_NAME):
                with suppress(FileNotFoundError):
                    shutil.copy2(main.home / name, audience.home / name)
        contents = visible_contents(audience.documents, night.limits(audience), night.markings(audience))
        store = Store(audience.database)
        store.create()
        return borrow(store, main.database, contents)

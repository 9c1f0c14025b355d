"""Doing over what is known: what was read or extracted is forgotten for some documents, so that it is done again.

What belongs here: finding what somebody means, and forgetting it. What does not: doing it again; the next step does.
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.warehouse.store import CLAIM_TABLES, Store

# A document by its id, a file by its hash or path, a source by its folder.
_MEANT = """
    select f.file_sha256, d.document_id
    from bronze.files as f
    left join bronze.documents as d using (file_sha256)
    where f.file_sha256 is not null
        and (d.document_id = $1 or f.file_sha256 = $1 or f.source_path = $1 or starts_with(f.source_path, $1 || '/'))
"""


class NothingMeantError(Exception):
    """What is to be done again is no document, file or folder that the last night saw."""


def forget_readings(store: Store, named: Sequence[str]) -> int:
    """Forget what was made of the files meant, so that they are read again; return how many. Raises NothingMeantError.

    Each of `named` is a document's id, a file's SHA-256 or path, or a folder, as `greffier status --files` gives paths.
    """
    files = {file for file, _ in _meant(store, named)}
    with store.connect() as connection:
        connection.executemany("delete from bronze.readings where file_sha256 = ?", [[file] for file in sorted(files)])
    return len(files)


def forget_claims(store: Store, named: Sequence[str]) -> int:
    """Forget what was extracted from the documents meant, so that it is done again; return how many they are.

    `named` as for `forget_readings`; raises NothingMeantError.
    """
    documents = sorted({document for _, document in _meant(store, named) if document})
    with store.connect() as connection:
        for table in CLAIM_TABLES if documents else ():
            connection.executemany(f"delete from annotation.{table} where document_id = ?", [[d] for d in documents])
    return len(documents)


def _meant(store: Store, named: Sequence[str]) -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    with store.connect() as connection:
        for one in named:
            rows = connection.execute(_MEANT, [one.rstrip("/")]).fetchall()
            if not rows:
                raise NothingMeantError(
                    f"{one!r} is no document id, file or folder of the last night: greffier status --files lists them."
                )
            found += rows
    return found

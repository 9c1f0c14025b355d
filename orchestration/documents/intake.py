"""A folder into documents: one row for every file seen, one document for every distinct text.

What belongs here: the way from a file to its documents and the status of each file. What does not: how a format is
read (`readers`), how the folder is walked (`walk`), where rows are kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from orchestration.documents.cleaning import control_count
from orchestration.documents.drafts import Draft
from orchestration.documents.encodings import Decoded, decode
from orchestration.documents.readers import html, text
from orchestration.documents.refusals import DEFAULT_LIMITS, Limits, Reason, Rejected
from orchestration.documents.signature import signature
from orchestration.documents.sniffing import HTML, TEXT, sniff
from orchestration.documents.walk import FolderMissing, SeenFile, walk
from orchestration.records import Document, FileRecord, FileStatus, stable_id

__all__ = [
    "READER_VERSION",
    "FolderMissing",
    "Intake",
    "Limits",
    "Reason",
    "Rejected",
    "SeenFile",
    "read_bytes",
    "take_in",
    "walk",
]

_READERS: Mapping[str, Callable[[str, Limits], list[Draft]]] = {TEXT: text.read, HTML: html.read}


def _reader_version() -> str:
    """Hash of the source and lists of this package, the records, and the libraries that read."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for source in [*sorted(package.rglob("*.py")), *sorted(package.rglob("*.tsv")), package.parent / "records.py"]:
        digest.update(source.relative_to(package.parent).as_posix().encode())
        digest.update(source.read_bytes())
    digest.update(f"{version('trafilatura')} {version('lxml')} {version('htmldate')}".encode())
    return digest.hexdigest()[:16]


READER_VERSION: str = _reader_version()


@dataclass(frozen=True, slots=True)
class Intake:
    """What a folder held: every file with its status, and the documents of the files read for the first time.

    `signature` is the same for the same contents under the same paths, in whatever order they arrived.
    """

    files: list[FileRecord]
    documents: list[Document]
    signature: str


@dataclass(slots=True)
class _Ledger:
    """What the files before this one, in the order of paths, have brought."""

    contents: dict[str, tuple[str, ...]]
    first_path_of_file: dict[str, str] = field(default_factory=dict)
    first_path_of_content: dict[str, str] = field(default_factory=dict)

    def settle(self, path: str, file_sha256: str) -> tuple[FileStatus, str | None]:
        """Whether a file that can be read brings anything new; if not, which earlier file has it all."""
        if earlier := self.first_path_of_file.get(file_sha256):
            return "duplicate", f"same bytes as {earlier}"
        self.first_path_of_file[file_sha256] = path
        contents = self.contents[file_sha256]
        leading = [self.first_path_of_content.setdefault(content, path) for content in contents]
        if leading and path not in leading:
            return "duplicate", f"same text as {leading[0]}"
        return "accepted", None


def read_bytes(source_path: str, data: bytes, limits: Limits = DEFAULT_LIMITS) -> list[Document]:
    """The documents of one file. `source_path` only serves messages; content alone decides.

    Raises Rejected, and nothing else, for anything that is no readable document.
    """
    del source_path
    media_type, decoded = _decoded(data, limits)
    return _documents(hashlib.sha256(data).hexdigest(), media_type, decoded, limits)


def take_in(
    folder: Path,
    known: Mapping[str, tuple[str, ...]],
    limits: Limits = DEFAULT_LIMITS,
    progress: Callable[[int, int], None] | None = None,
) -> Intake:
    """Read a folder. Files in `known` are hashed and not parsed again.

    `known` maps the SHA-256 of each file that this READER_VERSION has read to the content hashes of its documents.
    `progress` is told (files done, files in all). Raises FolderMissing.
    """
    seen_files = list(walk(folder, limits))
    ledger = _Ledger(dict(known))
    files: list[FileRecord] = []
    documents: list[Document] = []
    for done, seen in enumerate(seen_files, start=1):
        record, new_documents = _take_in_file(seen, ledger, limits)
        files.append(record)
        documents.extend(new_documents)
        if progress is not None:
            progress(done, len(seen_files))
    signed = signature((file.source_path, file.file_sha256 or file.reason) for file in files)
    return Intake(files, documents, signed)


def _take_in_file(seen: SeenFile, ledger: _Ledger, limits: Limits) -> tuple[FileRecord, list[Document]]:
    file_sha256: str | None = None
    byte_count = seen.byte_count
    try:
        data = seen.read()
        file_sha256, byte_count = hashlib.sha256(data).hexdigest(), len(data)
        media_type, decoded = _decoded(data, limits)
        documents: list[Document] = []
        if file_sha256 not in ledger.contents:
            documents = _documents(file_sha256, media_type, decoded, limits)
            ledger.contents[file_sha256] = tuple(document.content_sha256 for document in documents)
    except Rejected as refusal:
        record = FileRecord(
            source_path=seen.source_path,
            status=refusal.status,
            reason=refusal.reason,
            detail=refusal.detail,
            file_sha256=file_sha256,
            byte_count=byte_count,
        )
        return record, []
    status, detail = ledger.settle(seen.source_path, file_sha256)
    notes = ", ".join(decoded.notes) or None
    record = FileRecord(
        source_path=seen.source_path,
        status=status,
        detail=detail or notes,
        file_sha256=file_sha256,
        byte_count=byte_count,
        media_type=media_type,
        encoding=decoded.encoding,
    )
    return record, documents


def _decoded(data: bytes, limits: Limits) -> tuple[str, Decoded]:
    if not data.strip():
        raise Rejected("empty", "no bytes" if not data else "nothing but white space")
    if len(data) > limits.max_file_bytes:
        raise Rejected("too_large", f"{len(data)} bytes, the limit is {limits.max_file_bytes}")
    media_type = sniff(data)
    if media_type not in _READERS:
        raise Rejected("type_not_supported", media_type)
    decoded = decode(data)
    controls = control_count(decoded.text)
    notes = (*decoded.notes, f"control_chars={controls}") if controls else decoded.notes
    return media_type, Decoded(decoded.text, decoded.encoding, notes)


def _documents(file_sha256: str, media_type: str, decoded: Decoded, limits: Limits) -> list[Document]:
    drafts = _READERS[media_type](decoded.text, limits)
    return [_document(draft, index, file_sha256, media_type) for index, draft in enumerate(drafts)]


def _document(draft: Draft, index: int, file_sha256: str, media_type: str) -> Document:
    return Document(
        document_id=stable_id("doc", draft.text),
        file_sha256=file_sha256,
        section_index=index,
        content_sha256=hashlib.sha256(draft.text.encode()).hexdigest(),
        media_type=media_type,
        text=draft.text,
        sections=draft.sections,
        language=draft.language,
        title=draft.title,
        author=draft.author,
        publisher=draft.publisher,
        published_on=draft.published_on,
    )

"""A folder into documents: one row for every file seen, one document for every distinct text.

What belongs here: the way from a folder to the status of each file, files inside files included, and what each content
gives. What does not: how a format is read (`readers`), in which process (`isolation`), how the folder is walked
(`walk`), where rows are kept.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol

from orchestration.documents.drafts import Contents, Draft, Member
from orchestration.documents.isolation import OpenDoor, Sandbox
from orchestration.documents.readers import read
from orchestration.documents.refusals import DEFAULT_LIMITS, Limits, Reason, Rejected, is_ignored
from orchestration.documents.signature import signature
from orchestration.documents.walk import FolderMissing, SeenFile, printable, walk
from orchestration.records import Document, FileReading, FileRecord, FileStatus, MemberRecord, Notice, stable_id

__all__ = [
    "FolderMissing",
    "Intake",
    "Limits",
    "NewReading",
    "Reason",
    "Rejected",
    "SeenFile",
    "read_bytes",
    "reader_version",
    "take_in",
    "walk",
]

# What separates a container's path from the name of a member, as in the URLs of Java archives.
INSIDE = "!/"
# New readings are handed over this often, so that a night that dies keeps what it has done.
_SAVE_EVERY_FILES = 200
_SAVE_EVERY_CHARS = 20_000_000
# Files read ahead of the one whose turn it is, for each reader at work.
_AHEAD = 4
_LIBRARIES = (
    *("trafilatura", "lxml", "htmldate", "pypdfium2", "pypdf", "python-oxmsg", "striprtf", "compressed-rtf"),
    *("webvtt-py", "markdown-it-py", "olefile"),
)


def reader_version(limits: Limits = DEFAULT_LIMITS) -> str:
    """Hash of all that decides what a file gives: our source and lists, the libraries that read, the limits."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for source in [*sorted(package.rglob("*.py")), *sorted(package.rglob("*.tsv")), package.parent / "records.py"]:
        digest.update(source.relative_to(package.parent).as_posix().encode())
        digest.update(source.read_bytes())
    digest.update(" ".join(version(library) for library in _LIBRARIES).encode())
    digest.update(repr(limits).encode())
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class NewReading:
    """A content read for the first time, with the documents and notices that it gives."""

    reading: FileReading
    documents: tuple[Document, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """What a folder holds: every file with its status, in the order of paths.

    `signature` is the same for the same contents under the same paths, in whatever order they arrived.
    `network_refused_by` is the kernel's reason when readers could not be cut off from the network; None otherwise.
    """

    files: list[FileRecord]
    signature: str
    newly_read: int
    network_refused_by: str | None = None


class Door(Protocol):
    """Where bytes are read: in a sandbox, or in this process."""

    network_refused_by: str | None

    def read(self, data: bytes) -> tuple[str, Contents]:
        """The media type and contents of a file. Raises Rejected."""
        ...

    def close(self) -> None:
        """End it."""
        ...


@dataclass(frozen=True, slots=True)
class _Found:
    """One file with what came of it, before it is known whether another one brought the same."""

    source_path: str
    byte_count: int | None
    container_path: str | None = None
    refusal: Rejected | None = None
    reading: FileReading | None = None
    new: NewReading | None = None


@dataclass(slots=True)
class _Budget:
    """What all files inside one file may still add up to: archives in archives multiply."""

    members: int
    inflated_bytes: int

    def spend(self, member: Member) -> None:
        """Raises Rejected when the members of one file are more than it may hold."""
        self.members -= 1
        self.inflated_bytes -= len(member.data)
        if self.members < 0:
            raise Rejected("too_many_members", "together with the archives inside it")
        if self.inflated_bytes < 0:
            raise Rejected("zip_bomb", "together with the archives inside it")


@dataclass(slots=True)
class _Ledger:
    """What the files before this one, in the order of paths, have brought."""

    first_path_of_file: dict[str, str] = field(default_factory=dict)
    first_path_of_content: dict[str, str] = field(default_factory=dict)

    def settle(self, path: str, reading: FileReading) -> tuple[FileStatus, str | None]:
        """Whether a file that can be read brings anything new; if not, which earlier file has it all."""
        if earlier := self.first_path_of_file.get(reading.file_sha256):
            return "duplicate", f"same bytes as {earlier}"
        self.first_path_of_file[reading.file_sha256] = path
        leading = [self.first_path_of_content.setdefault(content, path) for content in reading.content_sha256s]
        if leading and path not in leading and not reading.members:
            return "duplicate", f"same text as {leading[0]}"
        return "accepted", None


def read_bytes(data: bytes, limits: Limits = DEFAULT_LIMITS) -> list[Document]:
    """The documents of one file, read in this process. Raises Rejected for anything that is no readable document."""
    media_type, contents = read(data, limits)
    return list(_new_reading(hashlib.sha256(data).hexdigest(), media_type, contents).documents)


def take_in(
    folder: Path,
    known: Mapping[str, FileReading],
    save: Callable[[Sequence[NewReading]], None],
    limits: Limits = DEFAULT_LIMITS,
    *,
    workers: int = 1,
    isolated: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Intake:
    """Read a folder. Contents in `known`, by their SHA-256, are not read again.

    `save` is given new readings as they come. `progress` is told (files done, files in all). Raises FolderMissing.
    """
    seen_files = list(walk(folder, limits))
    # In one process readers take turns: pdfium does not stand two threads.
    doors: list[Door] = [Sandbox(limits) for _ in range(workers)] if isolated else [OpenDoor(limits)]
    free: SimpleQueue[Door] = SimpleQueue()
    for door in doors:
        free.put(door)

    def look_into(seen: SeenFile) -> list[_Found]:
        door = free.get()
        try:
            return list(_look_into(seen, known, door, limits))
        finally:
            free.put(door)

    ledger, files, unsaved = _Ledger(), list[FileRecord](), _Unsaved(save)
    try:
        with ThreadPoolExecutor(workers) as pool:
            for done, found in enumerate(_in_order(pool, look_into, seen_files, ahead=_AHEAD * workers), start=1):
                files.extend(_record(one, ledger) for one in found)
                unsaved.add(one.new for one in found if one.new is not None)
                if progress is not None:
                    progress(done, len(seen_files))
    finally:
        for door in doors:
            door.close()
    unsaved.flush()
    outermost = (file for file in files if file.container_path is None)
    signed = signature((file.source_path, file.file_sha256 or file.reason) for file in outermost)
    refused = next((door.network_refused_by for door in doors if door.network_refused_by), None)
    return Intake(files, signed, unsaved.saved, refused)


class _Unsaved:
    """New readings on their way to `save`, each content once."""

    def __init__(self, save: Callable[[Sequence[NewReading]], None]) -> None:
        self._save = save
        self._waiting: dict[str, NewReading] = {}
        self._seen: set[str] = set()
        self._chars = 0
        self.saved = 0

    def add(self, readings: Iterable[NewReading]) -> None:
        for new in readings:
            sha256 = new.reading.file_sha256
            if sha256 not in self._seen:
                self._seen.add(sha256)
                self._waiting[sha256] = new
                self._chars += sum(len(document.text) for document in new.documents)
        if len(self._waiting) >= _SAVE_EVERY_FILES or self._chars >= _SAVE_EVERY_CHARS:
            self.flush()

    def flush(self) -> None:
        if self._waiting:
            self._save(list(self._waiting.values()))
        self.saved += len(self._waiting)
        self._waiting, self._chars = {}, 0


def _in_order(
    pool: ThreadPoolExecutor, work: Callable[[SeenFile], list[_Found]], items: Iterable[SeenFile], ahead: int
) -> Iterator[list[_Found]]:
    """Results in the order of the items, at most `ahead` of them unfinished or waiting: memory stays bounded."""
    running: deque[Future[list[_Found]]] = deque()
    try:
        for item in items:
            running.append(pool.submit(work, item))
            if len(running) >= ahead:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
    finally:
        for future in running:
            future.cancel()


def _look_into(seen: SeenFile, known: Mapping[str, FileReading], door: Door, limits: Limits) -> Iterator[_Found]:
    """A file of the folder and, after it, every file inside it."""
    try:
        data = seen.read()
    except Rejected as refusal:
        yield _Found(seen.source_path, seen.byte_count, refusal=refusal)
        return
    budget = _Budget(limits.max_members, limits.max_inflated_bytes)
    yield from _open(_Path(seen.source_path), data, known, door, limits, budget)


@dataclass(frozen=True, slots=True)
class _Path:
    """Where a file stands: its own path, and that of the file around it."""

    source_path: str
    container_path: str | None = None
    depth: int = 0

    def inside(self, name: str) -> _Path:
        return _Path(f"{self.source_path}{INSIDE}{name}", self.source_path, self.depth + 1)


def _open(
    path: _Path, data: bytes, known: Mapping[str, FileReading], door: Door, limits: Limits, budget: _Budget
) -> Iterator[_Found]:
    file_sha256 = hashlib.sha256(data).hexdigest()
    if (before := known.get(file_sha256)) is not None and (inside := _known_inside(path, before, known)) is not None:
        yield _Found(path.source_path, len(data), path.container_path, reading=before)
        yield from inside
        return
    new, members = _read(file_sha256, data, door)
    yield _Found(path.source_path, len(data), path.container_path, reading=new.reading, new=new)
    for member, name in zip(members, _distinct(member.name for member in members), strict=True):
        place = path.inside(name)
        try:
            budget.spend(member)
            if place.depth > limits.max_nesting:
                raise Rejected("too_deep", f"more than {limits.max_nesting} files inside each other")
        except Rejected as refusal:
            yield _Found(place.source_path, len(member.data), path.source_path, refusal=refusal)
            continue
        yield from _open(place, member.data, known, door, limits, budget)


def _known_inside(path: _Path, reading: FileReading, known: Mapping[str, FileReading]) -> list[_Found] | None:
    """All files inside one that was read before; None when one of them is not known: then it is opened again."""
    found: list[_Found] = []
    names = _distinct(member.name for member in reading.members)
    for member, name in zip(reading.members, names, strict=True):
        place, before = path.inside(name), known.get(member.file_sha256)
        inside = None if before is None else _known_inside(place, before, known)
        if inside is None:
            return None
        found += [_Found(place.source_path, member.byte_count, path.source_path, reading=before), *inside]
    return found


def _distinct(names: Iterable[str]) -> list[str]:
    """Names that can be shown and stored; the second of one name becomes "name (2)"."""
    taken: dict[str, int] = {}
    distinct = []
    for name in names:
        shown = printable(name) or "?"
        taken[shown] = taken.get(shown, 0) + 1
        distinct.append(shown if taken[shown] == 1 else f"{shown} ({taken[shown]})")
    return distinct


def _read(file_sha256: str, data: bytes, door: Door) -> tuple[NewReading, tuple[Member, ...]]:
    try:
        media_type, contents = door.read(data)
        if not (contents.drafts or contents.members or contents.notices):
            raise Rejected("empty", "it holds nothing")
    except Rejected as refusal:
        return NewReading(FileReading(file_sha256, refusal.reason, refusal.detail)), ()
    return _new_reading(file_sha256, media_type, contents), contents.members


def _new_reading(file_sha256: str, media_type: str, contents: Contents) -> NewReading:
    documents = tuple(_document(draft, index, file_sha256, media_type) for index, draft in enumerate(contents.drafts))
    members = tuple(
        MemberRecord(member.name, hashlib.sha256(member.data).hexdigest(), len(member.data))
        for member in contents.members
    )
    reading = FileReading(
        file_sha256,
        media_type=media_type,
        encoding=contents.encoding,
        warnings=contents.warnings,
        content_sha256s=tuple(document.content_sha256 for document in documents),
        notice_count=len(contents.notices),
        members=members,
    )
    return NewReading(reading, documents, contents.notices)


def _record(found: _Found, ledger: _Ledger) -> FileRecord:
    reading = found.reading
    reason, detail = _reason(found)
    if reading is None or reason is not None:
        status: FileStatus = "ignored" if is_ignored(reason) else "quarantined"
    else:
        status, detail = ledger.settle(found.source_path, reading)
    return FileRecord(
        source_path=found.source_path,
        status=status,
        reason=reason,
        detail=detail,
        file_sha256=reading.file_sha256 if reading else None,
        byte_count=found.byte_count,
        media_type=reading.media_type if reading else None,
        encoding=reading.encoding if reading else None,
        warnings=reading.warnings if reading else (),
        container_path=found.container_path,
    )


def _reason(found: _Found) -> tuple[str | None, str | None]:
    if found.refusal is not None:
        return found.refusal.reason, found.refusal.detail
    return (found.reading.reason, found.reading.detail) if found.reading else (None, None)


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
        url=draft.url,
        found_by=tuple(sorted(draft.found_by.items())),
    )

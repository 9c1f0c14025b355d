"""A folder into documents: one row for every file seen, one document for every distinct text.

What belongs here: the way from a folder to the status of each file, in the order of paths. What does not: opening a
file and those inside it (`opening`), formats (`readers`), processes (`isolation`), the walk (`walk`), where rows are
kept.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from queue import SimpleQueue

from orchestration.documents.isolation import OpenDoor, Sandbox
from orchestration.documents.marking import Markings, visible_files
from orchestration.documents.opening import Door, Found, NewReading, look_into, read_bytes
from orchestration.documents.refusals import DEFAULT_LIMITS, Limits, Reason, Rejected, is_ignored
from orchestration.documents.signature import signature
from orchestration.documents.walk import FolderMissing, SeenFile, walk
from orchestration.records import FileReading, FileRecord, FileStatus

__all__ = [
    "FolderMissing",
    "Intake",
    "Limits",
    "Markings",
    "NewReading",
    "Reason",
    "Rejected",
    "SeenFile",
    "read_bytes",
    "reader_version",
    "take_in",
    "walk",
]

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
    # What extraction hands over changes more often than what intake does: then no file need be read again.
    records = [package.parent / "records" / name for name in ("documents.py", "identity.py")]
    for source in [*sorted(package.rglob("*.py")), *sorted(package.rglob("*.tsv")), *records]:
        digest.update(source.relative_to(package.parent).as_posix().encode())
        digest.update(source.read_bytes())
    digest.update(" ".join(version(library) for library in _LIBRARIES).encode())
    digest.update(repr(limits).encode())
    return digest.hexdigest()[:16]


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


def take_in(
    folder: Path,
    known: Mapping[str, FileReading],
    save: Callable[[Sequence[NewReading]], None],
    limits: Limits = DEFAULT_LIMITS,
    markings: Markings | None = None,
    *,
    workers: int = 1,
    isolated: bool = True,
    screen: Callable[[NewReading], NewReading] = lambda new: new,
    progress: Callable[[int, int], None] | None = None,
) -> Intake:
    """Read what `markings` let the audience see of a folder. Contents in `known`, by their SHA-256, are not read again.

    `save` is given new readings as they come, as `screen` lets them pass. `progress` is told (files done, files in
    all). Raises FolderMissing.
    """
    seen_files = visible_files(folder, limits, markings)
    # In one process readers take turns: pdfium does not stand two threads.
    doors: list[Door] = [Sandbox(limits) for _ in range(workers)] if isolated else [OpenDoor(limits)]
    free: SimpleQueue[Door] = SimpleQueue()
    for door in doors:
        free.put(door)

    def open_in_turn(seen: SeenFile) -> list[Found]:
        door = free.get()
        try:
            return [_screened(found, screen) for found in look_into(seen, known, door, limits)]
        finally:
            free.put(door)

    ledger, files, unsaved = _Ledger(), list[FileRecord](), _Unsaved(save)
    try:
        with ThreadPoolExecutor(workers) as pool:
            for done, found in enumerate(_in_order(pool, open_in_turn, seen_files, ahead=_AHEAD * workers), start=1):
                files.extend(_record(one, ledger) for one in found)
                unsaved.add(one.new for one in found if one.new is not None)
                if progress is not None:
                    progress(done, len(seen_files))
    finally:
        for door in doors:
            door.close()
    unsaved.flush()
    outermost = (file for file in files if file.container_path is None)
    signed = signature((file.source_path, file.file_sha256 or file.reason, file.marking) for file in outermost)
    refused = next((door.network_refused_by for door in doors if door.network_refused_by), None)
    return Intake(files, signed, unsaved.saved, refused)


def _screened(found: Found, screen: Callable[[NewReading], NewReading]) -> Found:
    if found.new is None:
        return found
    new = screen(found.new)
    return replace(found, reading=new.reading, new=new)


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
    pool: ThreadPoolExecutor, work: Callable[[SeenFile], list[Found]], items: Iterable[SeenFile], ahead: int
) -> Iterator[list[Found]]:
    """Results in the order of the items, at most `ahead` of them unfinished or waiting: memory stays bounded."""
    running: deque[Future[list[Found]]] = deque()
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


def _record(found: Found, ledger: _Ledger) -> FileRecord:
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
        marking=found.marking,
    )


def _reason(found: Found) -> tuple[str | None, str | None]:
    if found.refusal is not None:
        return found.refusal.reason, found.refusal.detail
    return (found.reading.reason, found.reading.detail) if found.reading else (None, None)

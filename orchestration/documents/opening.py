"""One file, and every file inside it: opened in turn, each content read once, nothing read that is known already.

What belongs here: containers within containers and what all of it may add up to. What does not: folders and statuses
(`intake`), formats (`readers`), processes (`isolation`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from orchestration.documents.drafts import Contents, Draft, Member
from orchestration.documents.readers import read
from orchestration.documents.refusals import DEFAULT_LIMITS, Limits, Rejected
from orchestration.documents.walk import SeenFile, printable
from orchestration.records import Document, FileReading, MemberRecord, Notice, stable_id

# What separates a container's path from the name of a member, as in the URLs of Java archives.
INSIDE = "!/"


@dataclass(frozen=True, slots=True)
class NewReading:
    """A content read for the first time, with the documents and notices that it gives."""

    reading: FileReading
    documents: tuple[Document, ...] = ()
    notices: tuple[Notice, ...] = ()


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
class Found:
    """One file with what came of it, before it is known whether another one brought the same."""

    source_path: str
    byte_count: int | None
    container_path: str | None = None
    refusal: Rejected | None = None
    reading: FileReading | None = None
    new: NewReading | None = None
    marking: str = "open"


@dataclass(slots=True)
class _Budget:
    """What all files inside one file may still add up to: archives in archives multiply."""

    members: int
    inflated_bytes: int

    def refusal(self, place: _Path, byte_count: int, limits: Limits) -> Rejected | None:
        """Spend on one member; why it is not read when that is more than one file may hold, or too deep inside it."""
        self.members -= 1
        self.inflated_bytes -= byte_count
        if self.members < 0:
            return Rejected("too_many_members", "together with the archives inside it")
        if self.inflated_bytes < 0:
            return Rejected("zip_bomb", "together with the archives inside it")
        if place.depth > limits.max_nesting:
            return Rejected("too_deep", f"more than {limits.max_nesting} files inside each other")
        return None


def read_bytes(data: bytes, limits: Limits = DEFAULT_LIMITS) -> list[Document]:
    """The documents of one file, read in this process. Raises Rejected for anything that is no readable document."""
    media_type, contents = read(data, limits)
    return list(_new_reading(hashlib.sha256(data).hexdigest(), media_type, contents).documents)


def look_into(seen: SeenFile, known: Mapping[str, FileReading], door: Door, limits: Limits) -> Iterator[Found]:
    """A file of the folder and, after it, every file inside it, with the same handling mark."""
    for found in _look_into(seen, known, door, limits):
        yield replace(found, marking=seen.marking)


def _look_into(seen: SeenFile, known: Mapping[str, FileReading], door: Door, limits: Limits) -> Iterator[Found]:
    try:
        data = seen.read()
    except Rejected as refusal:
        yield Found(seen.source_path, seen.byte_count, refusal=refusal)
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
) -> Iterator[Found]:
    file_sha256 = hashlib.sha256(data).hexdigest()
    if (before := known.get(file_sha256)) is not None:
        spent = replace(budget)
        inside = _known_inside(path, before, known, limits, spent)
        if inside is not None:
            budget.members, budget.inflated_bytes = spent.members, spent.inflated_bytes
            yield Found(path.source_path, len(data), path.container_path, reading=before)
            yield from inside
            return
    new, members = _read(file_sha256, data, door)
    yield Found(path.source_path, len(data), path.container_path, reading=new.reading, new=new)
    for member, name in zip(members, _distinct(member.name for member in members), strict=True):
        place = path.inside(name)
        if refusal := budget.refusal(place, len(member.data), limits):
            yield Found(place.source_path, len(member.data), path.source_path, refusal=refusal)
        else:
            yield from _open(place, member.data, known, door, limits, budget)


def _known_inside(
    path: _Path, reading: FileReading, known: Mapping[str, FileReading], limits: Limits, budget: _Budget
) -> list[Found] | None:
    """All files inside one that was read before; None when one of them is not known: then it is opened again.

    The limits count as when it was opened: what a night says of a file must not depend on the nights before it.
    """
    found: list[Found] = []
    names = _distinct(member.name for member in reading.members)
    for member, name in zip(reading.members, names, strict=True):
        place = path.inside(name)
        if refusal := budget.refusal(place, member.byte_count, limits):
            found.append(Found(place.source_path, member.byte_count, path.source_path, refusal=refusal))
            continue
        before = known.get(member.file_sha256)
        inside = None if before is None else _known_inside(place, before, known, limits, budget)
        if inside is None:
            return None
        found += [Found(place.source_path, member.byte_count, path.source_path, reading=before), *inside]
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

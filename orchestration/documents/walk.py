"""The folder of documents, walked with care: nothing is followed, nothing is opened that is no plain file.

What belongs here: the file system and its traps (links, pipes, names, files that grow). What does not: contents.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.documents.refusals import DEFAULT_LIMITS, Limits, Rejected

_PARTIAL_ENDINGS = (".crdownload", ".part", ".partial", ".download")
_README = "README.md"
_CHUNK = 1 << 20


class FolderMissing(ValueError):  # noqa: N818 - a state of the world, not an error of the program
    """The documents folder is not there, is no folder or cannot be read."""


@dataclass(frozen=True, slots=True)
class SeenFile:
    """One name met in the folder. `refusal` is set when it must not be opened; `read` gives the bytes otherwise.

    `marking` is its handling mark, once that is known (`marking`).
    """

    source_path: str
    path: Path
    byte_count: int | None
    refusal: Rejected | None
    max_file_bytes: int
    marking: str = "open"

    def read(self) -> bytes:
        """All bytes of the file. Raises Rejected: what `walk` saw, `unreadable`, or `changed_while_read`."""
        if self.refusal is not None:
            raise self.refusal
        try:
            return _read_unchanging(self.path, self.max_file_bytes)
        except OSError as error:
            raise Rejected("unreadable", os.strerror(error.errno or 0)) from error


def walk(folder: Path, limits: Limits = DEFAULT_LIMITS) -> Iterator[SeenFile]:
    """Every file below `folder`, sorted by path, links not followed; hidden folders are not entered.

    Raises FolderMissing.
    """
    if not folder.is_dir():
        raise FolderMissing(f"There is no documents folder at {folder}. Create it and put your documents there.")
    # A stack and not recursion: folders may be nested deeper than Python's own stack.
    stack: list[tuple[str, os.DirEntry[str] | None]] = [("", None)]
    while stack:
        prefix, entry = stack.pop()
        if entry is not None and not _is_folder(entry):
            yield _seen(entry, prefix, limits)
            continue
        try:
            entries = list(os.scandir(entry.path if entry else folder))
        except OSError as error:
            problem = os.strerror(error.errno or 0)
            if entry is None:
                # An unreadable folder must never pass for an empty one: a release without documents would follow.
                raise FolderMissing(f"The documents folder {folder} cannot be read: {problem}.") from error
            refusal = Rejected("unreadable", f"folder: {problem}")
            yield SeenFile(printable(prefix.rstrip("/")), Path(entry.path), None, refusal, limits.max_file_bytes)
            continue
        stack.extend(reversed(_sorted_children(prefix, entries)))


def _sorted_children(prefix: str, entries: list[os.DirEntry[str]]) -> list[tuple[str, os.DirEntry[str] | None]]:
    """Children by the path that they will have, so that the walk goes in the order of whole paths."""
    named = [
        (f"{prefix}{entry.name}/" if _is_folder(entry) else f"{prefix}{entry.name}", entry)
        for entry in entries
        if not (entry.name.startswith(".") and _is_folder(entry))
    ]
    return sorted(named, key=lambda item: item[0].encode("utf-8", "surrogateescape"))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _seen(entry: os.DirEntry[str], source_path: str, limits: Limits) -> SeenFile:
    size, refusal = None, None
    try:
        status = entry.stat(follow_symlinks=False)
        size = status.st_size if stat.S_ISREG(status.st_mode) else None
        refusal = _refusal(entry.name, source_path, status, limits)
    except OSError as error:
        refusal = Rejected("unreadable", os.strerror(error.errno or 0))
    return SeenFile(printable(source_path), Path(entry.path), size, refusal, limits.max_file_bytes)


def _refusal(name: str, source_path: str, status: os.stat_result, limits: Limits) -> Rejected | None:
    if stat.S_ISLNK(status.st_mode):
        return Rejected("symlink", "links are not followed")
    if not stat.S_ISREG(status.st_mode):
        return Rejected("not_a_file", "a pipe, socket or device")
    if printable(source_path) != source_path:
        return Rejected("bad_name", "the name is not valid UTF-8; rename the file")
    if name.startswith("."):
        return Rejected("hidden")
    if name.startswith("~$") or name.lower().endswith(_PARTIAL_ENDINGS):
        return Rejected("partial", "an unfinished download or a lock file")
    if source_path == _README:
        return Rejected("readme", "explains the folder")
    if status.st_size > limits.max_file_bytes:
        return Rejected("too_large", f"{status.st_size} bytes, the limit is {limits.max_file_bytes}")
    return None


def printable(name: str) -> str:
    """A name as text; bytes that are no UTF-8, and lone surrogates, are shown as escapes: no table can hold them."""
    try:
        raw = os.fsencode(name)
    except UnicodeEncodeError:
        raw = name.encode("utf-8", "surrogatepass")
    return raw.decode("utf-8", "backslashreplace")


def _read_unchanging(path: Path, max_file_bytes: int) -> bytes:
    """Read a plain file whole, or refuse it if it is swapped or written to meanwhile.

    O_NONBLOCK: opening a pipe that took the file's place since the walk would block for ever.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode):
            raise Rejected("not_a_file", "a pipe, socket or device")
        data = bytearray()
        while len(data) <= max_file_bytes and (chunk := os.read(handle, _CHUNK)):
            data += chunk
        after = os.fstat(handle)
    finally:
        os.close(handle)
    if len(data) != before.st_size or _identity(before) != _identity(after):
        raise Rejected("changed_while_read", "it is still being written; the next run takes it")
    return bytes(data)


def _identity(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns

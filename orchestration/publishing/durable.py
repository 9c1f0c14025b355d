"""Changes to folders that survive a crash: each function leaves the state before it or the state after it.

What belongs here: fsync, rename and the flip of one pointer. What does not: what the files mean.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from pathlib import Path

TEMPORARY = ".tmp"
# linux/fcntl.h and linux/fs.h: AT_FDCWD, RENAME_EXCHANGE.
_HERE, _EXCHANGE = -100, 2


def sync(path: Path) -> None:
    """Bring a file's bytes, or a folder's list of names, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Bring every file below `folder`, and the folder itself, to the disk."""
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)


def move_folder(source: Path, target: Path) -> None:
    """Give a complete folder its final name; readers see all of it or none of it."""
    sync_tree(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)
    sync(target.parent)
    sync(source.parent)


def exchange(source: Path, target: Path) -> None:
    """Give a complete folder the name of another one, which takes its place, in one step where the file system can.

    Elsewhere (a network share) the name is nobody's for a moment: readers who come then must ask again.
    """
    sync_tree(source)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.renameat2(_HERE, os.fsencode(source), _HERE, os.fsencode(target), _EXCHANGE) != 0:
        aside = source.with_name(f"{source.name}.aside{TEMPORARY}")
        target.rename(aside)
        source.rename(target)
        aside.rename(source)
    sync(target.parent)
    sync(source.parent)


def point(link: Path, target: Path) -> None:
    """Lead the symbolic link `link` to `target`, relative to the link, in one step."""
    temporary = link.with_name(link.name + TEMPORARY)
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(target.relative_to(link.parent))
    temporary.replace(link)
    sync(link.parent)


def replace_text(path: Path, text: str) -> None:
    """Give a file new content in one step."""
    temporary = path.with_name(path.name + TEMPORARY)
    temporary.write_text(text, encoding="utf-8")
    sync(temporary)
    temporary.replace(path)
    sync(path.parent)


def remove(path: Path) -> None:
    """Remove a file, a link or a folder. A folder loses its name first: half of it must never pass for whole."""
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
        return
    doomed = path if path.name.endswith(TEMPORARY) else path.with_name(path.name + TEMPORARY)
    if doomed != path:
        path.rename(doomed)
    shutil.rmtree(doomed)

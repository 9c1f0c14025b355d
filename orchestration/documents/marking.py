"""Handling marks: how confidential each file is, and which files an audience may see at all.

What belongs here: the marks of files, by the folder they lie in and by a note beside them (`letter.pdf.marking`). What
does not: the marks of facts, which follow from those of their documents (the model `int_markings`).
What an audience may not see is not even read for it: its release is the one that the other files alone would give.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from orchestration.documents.refusals import DEFAULT_LIMITS, Limits, Rejected
from orchestration.documents.walk import FolderMissing, SeenFile, walk

# A file beside another one, named like it with this ending, whose only word is the mark.
NOTE_ENDING = ".marking"


@dataclass(frozen=True, slots=True)
class Markings:
    """The marks that there are, those that the audience may see, and what marks a file.

    `levels` go from what everybody may see to the most confidential; `visible` are the first of them. `folders` gives a
    mark to every file below a folder, by its path within the documents folder (`.` is all of it).
    """

    levels: tuple[str, ...] = ("open",)
    visible: tuple[str, ...] = ("open",)
    folders: Mapping[str, str] = field(default_factory=dict)

    def of(self, source_path: str, noted: str | None) -> str:
        """The mark of a file: the highest that applies to it, by its folders and by the note beside it."""
        place = PurePosixPath(source_path)
        around = {path.as_posix() for path in (place, *place.parents)}
        by_folder = (mark for folder, mark in self.folders.items() if _plain(folder) in around)
        return max([self.levels[0], noted or self.levels[0], *by_folder], key=self.levels.index)


def visible_files(folder: Path, limits: Limits = DEFAULT_LIMITS, markings: Markings | None = None) -> list[SeenFile]:
    """The files below `folder` that the audience may see, sorted by path, each with its mark.

    A note shares the mark of its file. Raises FolderMissing, also when a mark is given to a folder that is not there:
    with a slip in its name, everything in the folder that was meant would be published.
    """
    markings = markings or Markings()
    seen_files = list(walk(folder, limits))
    for name in markings.folders:
        if not (folder / _plain(name)).is_dir():
            raise FolderMissing(f"The setting folder_markings marks {name!r}, but {folder} has no such folder.")
    return list(_visible(seen_files, markings))


def _visible(seen_files: list[SeenFile], markings: Markings) -> Iterator[SeenFile]:
    paths = {seen.source_path for seen in seen_files}
    words = {seen.source_path: _word(seen) for seen in seen_files if seen.source_path.endswith(NOTE_ENDING)}
    for seen in seen_files:
        marked = seen.source_path.removesuffix(NOTE_ENDING)
        note = marked + NOTE_ENDING
        mark = markings.of(marked, _noted(words[note], markings) if note in words else None)
        if mark not in markings.visible:
            continue
        refusal = seen.refusal
        if seen.source_path in words and refusal is None:
            refusal = _as_note(words[note], markings, is_needed=marked in paths)
        yield replace(seen, marking=mark, refusal=refusal)


def _noted(word: str | None, markings: Markings) -> str:
    """What a note says; the highest level when it says nothing that we know: a slip must not open a file."""
    return word if word in markings.levels else markings.levels[-1]


def _as_note(word: str | None, markings: Markings, *, is_needed: bool) -> Rejected:
    """A note is no document; one that marks nothing, or with an unknown mark, wants somebody's eyes."""
    if not is_needed:
        return Rejected("stray_marking", "it marks a file that is not here: was that renamed?")
    if word not in markings.levels:
        return Rejected("unknown_marking", f"its file counts as {markings.levels[-1]}")
    return Rejected("marking", "the handling mark of the file beside it")


def _word(note: SeenFile) -> str | None:
    try:
        return note.read().decode("utf-8", "replace").strip().lower()
    except Rejected:
        return None


def _plain(folder: str) -> str:
    return PurePosixPath(folder.strip("/") or ".").as_posix()

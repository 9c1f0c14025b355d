"""What people see while and after a command runs: progress on stderr, results on stdout.

What belongs here: drawing. What does not: deciding or computing what is drawn.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from orchestration import progress

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)
# What is shown of either side of a question about names, and how the line is called.
QUESTION_LINES = {
    "name": "name",
    "title": "document",
    "published_on": "date",
    "words": "words",
    "offices": "function",
    "company": "beside",
    "number": "number",
}


@contextmanager
def showing_progress() -> Iterator[None]:
    """Show the stages of long work: bars on a terminal, a line a stage elsewhere (a log, a pipe)."""
    if not err.is_terminal:
        with progress.listening(_line_by_line(), complain):
            yield
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bars, progress.listening(_Bars(bars), complain):
        yield


class _Bars:
    """One bar a stage; a stage is over when the next begins."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage not in self._tasks:
            for task in self._bars.tasks:
                self._bars.update(task.id, total=task.total or 1, completed=task.total or 1)
            self._tasks[stage] = self._bars.add_task(stage, total=total or None)
        self._bars.update(self._tasks[stage], completed=done, total=total or None)


def _line_by_line() -> progress.Listener:
    seen: set[str] = set()

    def show(stage: str, _done: int, total: int) -> None:
        if stage not in seen:
            seen.add(stage)
            say(f"{stage} ({total})" if total else stage)

    return show


def is_dialogue() -> bool:
    """Whether somebody sits at a terminal who sees what is printed and may answer."""
    return sys.stdin.isatty() and out.is_terminal


def say(message: str) -> None:
    """One line for people, on stderr."""
    err.print(Text(message), soft_wrap=True)


def complain(message: str) -> None:
    """What went wrong and what to do, on stderr."""
    err.print(Text(message, style="bold red"), soft_wrap=True)


def file_lines(files: Iterable[Any]) -> None:
    """One line a file on stdout, columns separated by tabs; what cannot be shown of a name is escaped."""
    for file in files:
        columns = (file.status, file.reason or "", shown(file.source_path), shown(file.detail or ""))
        _write("\t".join(columns) + "\n")


def status_table(lines: Iterable[tuple[str, str]]) -> None:
    """How things stand, on stdout: a name and what is so on each line."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, told in lines:
        table.add_row(name, Text(shown(told)))
    out.print(table)


def findings(rows: Iterable[Mapping[str, str]]) -> None:
    """What each check of the doctor found, on stdout: what is so, and below it what to do."""
    styles = {"stops": "bold red", "warns": "yellow"}
    for row in rows:
        out.print(Text(f"{row['check']:12}{row['level']:7}", style=styles.get(row["level"], "")), end="")
        out.print(Text(shown(row["says"])), soft_wrap=True)
        if row["remedy"]:
            out.print(Text(f"{'':19}→ {shown(row['remedy'])}"), soft_wrap=True)


def shown(words: str) -> str:
    """Words that change nothing on a terminal: line breaks, control and direction characters as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in words)


def release_table(release: Any, summary: Any) -> None:
    """The end of a run: where the release is, what it holds, and one quote with its place in the source."""
    files = release.manifest.get("files_by_status", {})
    rows = {
        "documents read": summary.counts["documents"],
        "documents not extracted": release.manifest.get("documents_by_extraction", {}).get("language_not_supported", 0),
        "files quarantined": files.get("quarantined", 0),
        **{
            name.replace("_", " "): summary.counts[name]
            for name in ("actors", "organisations", "roles", "contracts", "quotes")
        },
    }
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    for name, count in rows.items():
        table.add_row(name, str(count))
    out.print(Text(f"Release {release.release_id}"))
    out.print(Text(str(release.folder)), soft_wrap=True)
    out.print(table)
    if summary.quote:
        quote = summary.quote
        out.print(Text(f"« {' '.join(quote.content.split())} »"), soft_wrap=True)
        place = f"{quote.source_path}, characters {quote.start_char}–{quote.end_char}"
        out.print(Text(f"  {quote.speaker}: {place}"), soft_wrap=True)


def releases_table(releases: Iterable[Mapping[str, Any]]) -> None:
    """The releases that are kept, the newest first, on stdout; a star marks the current one."""
    figures = ("documents", "quotes", "added", "modified", "deleted")
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    # An id that is cut short cannot be given to another command.
    table.add_column("release", no_wrap=True, min_width=len("rel-0123456789abcdef *"))
    table.add_column("published (UTC)", no_wrap=True)
    for figure in figures:
        table.add_column(figure, justify="right")
    for release in releases:
        name = f"{release['release_id']}{' *' if release['is_current'] else ''}"
        published = release["published_at"][:16].replace("T", " ")
        table.add_row(name, published, *(str(release[figure]) for figure in figures))
    out.print(table)


def changes_table(changes: Iterable[Any]) -> None:
    """How many rows of each table changed, on stdout; tables without a change are left out."""
    table = Table("table", "added", "modified", "deleted", "of these merged", box=None, pad_edge=False)
    for found in changes:
        if any(found.counts.values()):
            counts = (found.counts.get(kind, 0) for kind in ("added", "modified", "deleted", "merged"))
            table.add_row(found.table, *map(str, counts))
    out.print(table if table.rows else "No row differs.")


def as_json(rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows as one JSON list on stdout."""
    _write(json.dumps(list(rows), ensure_ascii=False) + "\n")


def json_object(told: Mapping[str, Any]) -> None:
    """One JSON object on stdout."""
    _write(json.dumps(told, ensure_ascii=False, default=str) + "\n")


def lines(rows: Iterable[Sequence[str]]) -> None:
    """One line a row on stdout, its cells separated by tabs."""
    for row in rows:
        _write("\t".join(map(shown, row)) + "\n")


def _write(text: str) -> None:
    """Data for other programs, not for a terminal's width. A reader that has had enough (`| head`) is no error."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        out.on_broken_pipe()


def question(row: Mapping[str, str], place: int, total: int) -> None:
    """A question about two names on stdout: both sides side by side, what was weighed, how far an answer reaches."""
    what = "person" if row["kind"] == "actor" else "organisation"
    out.print(
        Text(
            f"\n{place} of {total} · {what}, taken for {row['taken_for']} · "
            f"probability of one {row['probability']} · documents that depend on it: {row['documents']}",
            style="bold",
        )
    )
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 3, 0, 0))
    table.add_column()
    for _ in ("left", "right"):
        table.add_column(ratio=1)
    for column, called in QUESTION_LINES.items():
        cells = [row[f"{side}_{column}"] for side in ("left", "right")]
        if any(cells):
            table.add_row(called, *(Text(shown(cell)) for cell in cells))
    out.print(table)
    out.print(Text(f"because   {shown(row['reasons'])}"), soft_wrap=True)
    reach = "in these two documents" if row["left_document_id"] else "wherever these two names stand"
    out.print(Text(f"an answer holds {reach}"))


def settings_table(rows: list[tuple[str, str, str]]) -> None:
    """Each setting, its value and where it came from."""
    table = Table("setting", "value", "from", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*map(Text, row))
    out.print(table, soft_wrap=True)


def evaluation(report: Any, *, errors: bool, as_json: bool) -> None:
    """Figures of an evaluation on stdout, its mistakes on stderr."""
    if errors:
        for mistake in report.mistakes:
            say(f"{mistake.kind:20} {mistake.what:9} {mistake.document:24.24} {mistake.shown}")
    accuracies = {what: report.accuracy(what) for what in ("former", "status", "amount", "kind")}
    if as_json:
        figures = {
            kind: {"precision": s.precision, "recall": s.recall, "f1": s.f1} | dataclasses.asdict(s)
            for kind, s in report.scores.items()
        }
        _write(json.dumps({**figures, "accuracy": accuracies, "absent": report.absent}) + "\n")
        return
    table = Table("", *(["P", "R", "F1", "hit", "missed", "spurious"]), box=None, pad_edge=False)
    for kind, s in report.scores.items():
        table.add_row(
            kind, *(f"{v:.3f}" for v in (s.precision, s.recall, s.f1)), str(s.hit), str(s.missed), str(s.spurious)
        )
    out.print(table)
    for what, share in accuracies.items():
        out.print(f"{what} right: {'–' if share is None else f'{share:.3f}'}")
    for name in report.absent:
        say(f"The release lacks the gold document {name}.")

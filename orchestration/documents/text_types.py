"""Which kind of text a text is: plain, Markdown, subtitles, a table of articles or of something else.

What belongs here: telling kinds apart by their first characters. What does not: binary formats, HTML and mail
(`sniffing`), notices (`notice_types`), reading. Plain text is the answer in doubt: it loses no character.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from orchestration.documents import article_columns
from orchestration.documents.encodings import decode
from orchestration.documents.refusals import Rejected

PLAIN = "text/plain"
MARKDOWN = "text/markdown"
WEBVTT = "text/vtt"
SUBRIP = "application/x-subrip"
CSV = "text/csv"
JSON = "application/json"
JSON_LINES = "application/x-ndjson"

_WINDOW = 65_536
CUE_TIMING = r"[ \t]*(?:\d{1,4}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}[ \t]*-->[ \t]*(?:\d{1,4}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}"
_CUE = re.compile(rf"^{CUE_TIMING}", re.MULTILINE)
_FIRST_CUE = re.compile(rf"(?:\d{{1,7}}[ \t]*\n)?{CUE_TIMING}")
_LONGEST_PREAMBLE = 500
_FEWEST_CUES = 3
_WEBVTT = re.compile(r"WEBVTT(?:[ \t].*)?(?:\n|\Z)")
_JSON_STRING = r'"(?:[^"\\\n]|\\.){0,2000}"'
_JSON_OBJECT = re.compile(rf"(?:\[\s*)*\{{\s*(?:{_JSON_STRING}\s*:|\}}\s*(?:[,\]]|\Z))")
# A list of strings or nothing but brackets; "[1]" opens a note, "[[" a link of a wiki.
_JSON_ARRAY = re.compile(rf"(?:\[\s*)+(?:\]\s*(?:[,\]]|\Z)|\Z|{_JSON_STRING}\s*(?:\]|,\s*[\"\[{{\d]))")
FRONT_MATTER = re.compile(r"---[ \t]*\n((?:[^\n]*\n){1,100}?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_KEY = re.compile(r"^([A-Za-zÀ-ÿ][\w -]{0,40}):(?=\s|$)", re.MULTILINE)
_HEADING = re.compile(r"(?:\A|\n[ \t]*\n)(#{1,6}) [^\s#][^\n]{0,200}(?=\n|\Z)")
# Marks that hardly anybody types outside Markdown; one kind alone may be a chance.
_MARKS = (
    re.compile(r"\[[^\[\]\n]{1,200}\]\((?:https?://|/|#|mailto:)[^()\s]{0,500}\)"),
    re.compile(r"!\[[^\[\]\n]{0,200}\]\([^()\s]{1,500}(?: \"[^\"\n]{0,200}\")?\)"),
    re.compile(r"(?:^|\n)(?:```|~~~)[\w+-]{0,20}[ \t]*\n"),
    re.compile(r"\|[^\n]{0,1000}\n[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*){1,50}\|?[ \t]*(?:\n|\Z)"),
    re.compile(r"(?<![*\w])\*\*[^\s*][^*\n]{0,200}\*\*(?![*\w])"),
)
_HEADINGS_ALONE = 3
_DELIMITERS = "\t;,"
_LONGEST_COLUMN_NAME = 60
_FEWEST_ROWS = 3
_FEWEST_COLUMNS = 3


def text_type(data: bytes) -> str:
    """The media type of a text, told by its content; text/plain for whatever is surely nothing else. Never raises."""
    window = data[:_WINDOW]
    try:
        head = decode(window).text
    except Rejected:
        return PLAIN
    lines = head.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    head = lines.lstrip()
    return (
        _subtitles(head)
        or _json(head)
        or (CSV if delimiter(lines, whole=len(data) <= _WINDOW) else None)
        or (MARKDOWN if _is_markdown(head) else PLAIN)
    )


def _subtitles(head: str) -> str | None:
    header = _WEBVTT.match(head)
    if header and ("-->" in head or header.end() == len(head)):
        return WEBVTT
    if _FIRST_CUE.match(head):
        return SUBRIP
    cues = [cue.start() for cue in _CUE.finditer(head)]
    return SUBRIP if len(cues) >= _FEWEST_CUES and cues[0] < _LONGEST_PREAMBLE else None


def _json(head: str) -> str | None:
    """Told by its opening alone: what is cut off or broken is a broken JSON file, not an article."""
    if not (_JSON_OBJECT.match(head) or _JSON_ARRAY.match(head)):
        return None
    first, _, rest = head.partition("\n")
    is_line = first.startswith("{") and first.rstrip().endswith("}")
    return JSON_LINES if is_line and rest.lstrip().startswith("{") else JSON


def delimiter(head: str, *, whole: bool) -> str | None:
    """What separates the columns of the table that a text is; None for a text that is no table.

    `head` has LF line ends; unless it is the `whole` text, its last row is cut off and not asked.
    """
    header = head.partition("\n")[0]
    for candidate in _DELIMITERS:
        if candidate in header:
            table = _rows(head, candidate)
            if _is_of_articles(table) or _is_regular(table if whole else table[:-1], f"{candidate} " in header):
                return candidate
    return None


def _rows(head: str, candidate: str) -> list[list[str]]:
    lines = io.StringIO(head, newline="")
    try:
        return [row for row in csv.reader(lines, delimiter=candidate, skipinitialspace=True) if row]
    except csv.Error:
        return []


def _names(row: Sequence[str]) -> list[str]:
    """The names in a header; above the numbers of the rows there is often none."""
    return [name for cell in row if (name := cell.strip())]


def _is_of_articles(table: Sequence[Sequence[str]]) -> bool:
    names = _names(table[0]) if len(table) > 1 else []
    return len(set(names)) == len(names) and article_columns.is_of_articles(article_columns.columns(names))


def _is_regular(table: Sequence[Sequence[str]], is_typed: bool) -> bool:
    """Whether every row has as many cells as the header has short names.

    It `is_typed` by a person when a space stands behind the delimiter; programs put none.
    """
    names = _names(table[0]) if len(table) > _FEWEST_ROWS and not is_typed else []
    are_names = len(set(names)) == len(names) >= _FEWEST_COLUMNS and not any(
        len(name) > _LONGEST_COLUMN_NAME or name.endswith((".", "!", "?")) for name in names
    )
    return are_names and all(len(row) == len(table[0]) for row in table)


def _is_markdown(head: str) -> bool:
    matter = FRONT_MATTER.match(head)
    if matter and article_columns.columns(_KEY.findall(matter[1])):
        return True
    levels = [len(marks) for marks in _HEADING.findall(head)]
    kinds = bool(levels) + sum(1 for mark in _MARKS if mark.search(head))
    return kinds >= 2 or (len(levels) >= _HEADINGS_ALONE and len(set(levels)) > 1)

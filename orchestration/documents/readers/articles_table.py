"""Tables of articles (CSV, JSON, JSON lines): one document a row.

What belongs here: rows to documents. What does not: which column names are usual (`article_columns`), telling a table
by its content (`text_types`), HTML inside a cell (`readers.html`). A row that does not fit the header is left out:
its cells would stand in the wrong columns, and somebody else's name beside a text does harm.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from orchestration.documents import article_columns, layout
from orchestration.documents.drafts import Contents, Draft
from orchestration.documents.encodings import decode
from orchestration.documents.layout import Stated
from orchestration.documents.readers.html import read_page
from orchestration.documents.readers.text import control_warning
from orchestration.documents.refusals import Limits, Reason, Rejected
from orchestration.documents.text_types import delimiter

Row = Mapping[str, Any]

_FOUND_BY = "table_column"
_HEAD_CHARS = 65_536
_HTML = re.compile(
    r"<(?:!doctype|html|body|article|section|div|p|h[1-6]|ul|ol|table|blockquote)\b[^<>]{0,2000}>", re.IGNORECASE
)
# Marks inside a text that is no page: its line breaks and stress.
_BREAK = re.compile(r"<br\b[^<>]{0,200}>", re.IGNORECASE)
_STRESS = re.compile(r"</?(?:a|b|i|u|em|strong|span|font|small|sub|sup)(?:\s[^<>]{0,2000})?>", re.IGNORECASE)
_PAGE = re.compile(r"\s*<(?:!doctype|html)\b", re.IGNORECASE)
_NO_ARTICLES = "without a text field and another usual one (title, date, url, author)"


def read(data: bytes, limits: Limits) -> Contents:
    """The documents of a table, in the order of its rows. Rows that give none are counted in the warnings.

    Raises Rejected: `type_not_supported` for a table of something else, `too_many_members`, `too_deep`, `too_long`,
    `parse_error`, `no_text` when no row holds a text, as `decode` does.
    """
    decoded = decode(data)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    is_json = text.lstrip().startswith(("{", "["))
    left_out: Counter[str] = Counter()
    rows = _json_rows(text, limits, left_out) if is_json else _csv_rows(text, limits, left_out)
    drafts = tuple(_drafts(rows, limits, left_out))
    if not drafts:
        raise Rejected("no_text", f"{len(rows)} rows, none of them holds a text")
    return Contents(
        drafts=drafts,
        encoding=decoded.encoding,
        warnings=(
            *decoded.notes,
            *control_warning(decoded.text),
            *(f"rows_left_out_{why}={count}" for why, count in sorted(left_out.items()) if count),
        ),
    )


def _csv_rows(text: str, limits: Limits, left_out: Counter[str]) -> list[Row]:
    separator = delimiter(text[:_HEAD_CHARS], whole=len(text) <= _HEAD_CHARS)
    if separator is None:
        raise Rejected("type_not_supported", "neither a table nor articles")
    csv.field_size_limit(limits.max_text_chars)
    # Strict: a quotation mark that is never closed would make one article of all that follow.
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    try:
        return list(_fitting(lines, limits, left_out))
    except csv.Error as error:
        reason: Reason = "too_long" if "field larger" in str(error) else "parse_error"
        raise Rejected(reason, f"CSV, line {lines.line_num}: {error}") from error


def _fitting(lines: Iterator[list[str]], limits: Limits, left_out: Counter[str]) -> Iterator[Row]:
    header = [name.strip() for name in next(lines)]
    if not _are_articles([dict.fromkeys(header)]):
        raise Rejected("type_not_supported", f"a CSV table {_NO_ARTICLES}")
    for number, cells in enumerate(filter(None, lines)):
        _require_few(number + 1, limits)
        if len(cells) == len(header):
            yield dict(zip(header, cells, strict=True))
        else:
            left_out["malformed"] += 1


def _require_few(count: int, limits: Limits) -> None:
    if count > limits.max_members:
        raise Rejected("too_many_members", f"more than {limits.max_members} rows: split the file")


def _json_rows(text: str, limits: Limits, left_out: Counter[str]) -> list[Row]:
    try:
        value = _parsed(text, limits, left_out)
    except RecursionError as error:
        raise Rejected("too_deep", "JSON values inside each other") from error
    # An article may hold a list (its comments), so the outer value is asked first.
    inner = (part for part in value.values() if isinstance(part, list)) if isinstance(value, dict) else ()
    for records in (value if isinstance(value, list) else [value], *inner):
        rows: list[Row] = [record for record in records if isinstance(record, dict)]
        if _are_articles(rows):
            _require_few(len(records), limits)
            left_out["malformed"] += len(records) - len(rows)
            return rows
    raise Rejected("type_not_supported", f"a JSON file {_NO_ARTICLES}")


def _parsed(text: str, limits: Limits, left_out: Counter[str]) -> Any:
    """The value of a JSON text, the list of values of JSON lines."""
    try:
        return json.loads(text)
    except ValueError as error:
        lines = [line for line in text.split("\n") if line.strip()]
        # Broken lines beside whole ones are left out; what opens broken is no list of lines but one broken value.
        if not isinstance(_line(lines[0]), dict):
            raise Rejected("parse_error", f"no valid JSON, from line {getattr(error, 'lineno', 1)}") from error
        _require_few(len(lines), limits)
        values = [value for line in lines if (value := _line(line)) is not None]
        left_out["malformed"] += len(lines) - len(values)
        return values


def _line(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _are_articles(rows: Sequence[Row]) -> bool:
    return article_columns.is_of_articles(_columns(rows))


def _columns(rows: Sequence[Row]) -> dict[str, str]:
    return article_columns.columns(dict.fromkeys(name for row in rows for name in row))


def _drafts(rows: Sequence[Row], limits: Limits, left_out: Counter[str]) -> Iterator[Draft]:
    columns = _columns(rows)
    records = [{field: row.get(name) for field, name in columns.items()} for row in rows]
    day_first = article_columns.day_first(article_columns.words(record.get("published_on")) for record in records)
    seen: set[tuple[str, ...]] = set()
    for record in records:
        known = tuple(map(article_columns.words, record.values()))
        if known in seen:
            left_out["repeated"] += 1
            continue
        seen.add(known)
        try:
            yield _draft(record, article_columns.stated(record, day_first), limits)
        except Rejected as refusal:
            left_out[refusal.reason] += 1


def _draft(record: Row, stated: Stated, limits: Limits) -> Draft:
    text = article_columns.words(record["text"], "\n\n")
    if not text:
        raise Rejected("no_text")
    if _HTML.search(text):
        return _overlaid(read_page(_page(text, stated.title), limits), stated)
    return _plain(article_columns.unescaped(_STRESS.sub("", _BREAK.sub("\n", text))), stated, limits)


def _page(cell: str, title: str | None) -> str:
    """A whole page, as the reader of pages wants it."""
    if _PAGE.match(cell):
        return cell
    head = f"<title>{html.escape(title)}</title>" if title else ""
    return f"<html><head>{head}</head><body><article>{cell}</article></body></html>"


def _overlaid(draft: Draft, stated: Stated) -> Draft:
    """What a column states goes before what the page says of itself; the language is told by the words."""
    names = ("title", "author", "publisher", "published_on", "url")
    said = {name: _FOUND_BY for name in names if getattr(stated, name)}
    return replace(
        draft,
        title=stated.title or draft.title,
        author=stated.author or draft.author,
        publisher=stated.publisher or draft.publisher,
        published_on=stated.published_on or draft.published_on,
        url=stated.url or draft.url,
        language=draft.language or stated.language,
        found_by={**draft.found_by, **said},
    )


def _plain(text: str, stated: Stated, limits: Limits) -> Draft:
    """The title stands above the text, once, as in the paper."""
    first_line = " ".join(text.partition("\n")[0].split())
    is_headed = stated.title in (None, first_line)
    return layout.from_plain(text if is_headed else f"{stated.title}\n\n{text}", limits, stated, _FOUND_BY)

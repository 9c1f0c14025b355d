r"""Rich Text Format: the text by striprtf, its groups told apart before.

What belongs here: which groups of an RTF file are text, notes, page headers, properties or pictures. What does not:
control words inside them (striprtf knows them), headings (`sections` tells them by their words). Text that tracked
changes deleted (`\deleted`) stays out.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from striprtf.striprtf import rtf_to_text

from orchestration.documents.drafts import Contents
from orchestration.documents.layout import Block, Stated
from orchestration.documents.readers import flow, properties
from orchestration.documents.refusals import Limits, Rejected
from orchestration.records import SectionKind, SectionLabel

_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_DEFAULT_ENCODING = "cp1252"
# Word nests a few dozen; the brackets of a file that nests more are no layout.
_DEEPEST = 1_000
_BULK = ("pict", "objdata", "themedata", "datastore", "fldinst")
_BRACKET = re.compile(
    r"\\[\\{}]|\\bin(?P<binary>\d{1,10}) ?|\}|\{(?:\s*\\\*)?\s*"
    rf"(?:\\(?P<word>title|author|footnote|header[lrf]?|footer[lrf]?|{'|'.join(_BULK)})(?![a-z]))?"
)
# A group that opens with \* is left out whole.
_DELETED = re.compile(r"(?<!\\)\\deleted(?![a-z0-9])")
_ASIDE: tuple[tuple[str, SectionKind, SectionLabel | None], ...] = (
    ("footnote", "body", None),
    ("header", "boilerplate", "page_header"),
    ("footer", "boilerplate", "page_footer"),
)


@dataclass(frozen=True, slots=True)
class _Group:
    """A group in the source, without its brackets and its own word."""

    word: str
    start: int
    first: int
    end: int


def read(data: bytes, limits: Limits) -> Contents:
    """The one document of an RTF file. Raises Rejected: `too_deep`, `parse_error`, `no_text`, `too_long`."""
    encoding = _encoding(data)
    source = _DELETED.sub(lambda word: rf"\*{word.group()}", data.decode(encoding, errors="replace"))
    groups = _groups(source)
    blocks = list(_blocks(_plain(_without(source, groups), encoding)))
    for word, kind, label in _ASIDE:
        blocks += [Block(text, kind, label) for text in _texts(source, groups, word, encoding)]
    stated = Stated(
        title=properties.title(_texts(source, groups, "title", encoding)),
        author=properties.author(_texts(source, groups, "author", encoding)),
    )
    return Contents(drafts=(flow.document(blocks, limits, stated, properties.FOUND_BY),), encoding=encoding)


def _encoding(data: bytes) -> str:
    page = _CODE_PAGE.search(data)
    try:
        return codecs.lookup(f"cp{page[1].decode()}").name if page else _DEFAULT_ENCODING
    except LookupError:
        return _DEFAULT_ENCODING


def _groups(source: str) -> Sequence[_Group]:
    """The groups that are no running text, outermost only, in the order of the file. One pass, no recursion."""
    found: list[_Group] = []
    opened: list[tuple[str | None, int, int]] = []
    position = 0
    while bracket := _BRACKET.search(source, position):
        position = bracket.end() + int(bracket["binary"] or 0)
        if bracket.group().startswith("{"):
            opened.append((bracket["word"], bracket.start(), bracket.end()))
        elif bracket.group() == "}" and opened:
            word, start, first = opened.pop()
            if word:
                while found and found[-1].start > start:
                    found.pop()
                found.append(_Group(word, start, first, bracket.start()))
        if len(opened) > _DEEPEST:
            raise Rejected("too_deep", f"more than {_DEEPEST} groups inside each other")
    return found


def _without(source: str, groups: Sequence[_Group]) -> str:
    parts, position = [], 0
    for group in groups:
        parts.append(source[position : group.start])
        position = group.end + 1
    return "".join((*parts, source[position:]))


def _texts(source: str, groups: Sequence[_Group], word: str, encoding: str) -> tuple[str, ...]:
    """The paragraphs of the groups that open with that word, each once."""
    found = [source[group.first : group.end] for group in groups if group.word.startswith(word)]
    joined = r"\par ".join(f"{{{group}}}" for group in found)
    lines = _plain(rf"{{\rtf1 {joined}}}", encoding).split("\n")
    return tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))


def _plain(source: str, encoding: str) -> str:
    try:
        text = str(rtf_to_text(source, encoding=encoding, errors="replace"))
    except (LookupError, ValueError, TypeError, OverflowError) as error:
        raise Rejected("parse_error", f"no readable RTF ({type(error).__name__})") from error
    # Word writes an emoji as two halves; a hyphen that must not break is a hyphen, one that may break is none.
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\u2011", "-").replace("\xad", "")


def _blocks(text: str) -> Iterator[Block]:
    """A paragraph a line; lines that end with a cell are the rows of a table."""
    rows: list[list[str]] = []
    for line in text.split("\n"):
        if line.endswith("|"):
            rows.append([cell.strip() for cell in line[:-1].split("|")])
            continue
        if rows:
            yield flow.table_block(rows)
            rows = []
        yield Block(line)
    if rows:
        yield flow.table_block(rows)

"""Several articles strung together in one text (a blog page, a press review, a digest), each found by its head.

What belongs here: telling where one article ends and the next begins. What does not: cutting a single document at its
headings: a wrong cut is worse than none, so that every head needs two marks, and one must stand at the very beginning.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice, pairwise

from orchestration.documents import metadata
from orchestration.documents.cleaning import line_label
from orchestration.documents.lists import rows

_NO_BREAK = "\u00a0\u202f"
_SHORTEST_TITLE, _LONGEST_TITLE = 8, 200
_LONGEST_SIGNED_LINE = 160
_LEAST_BODY = 250
_PROSE_LINE = 80
_MASTHEAD_LINES, _LONGEST_MASTHEAD_LINE = 4, 100
_ENOUGH = 2
_LEAST_SIGNED_HEADS, _LEAST_TYPOGRAPHIC_HEADS = 2, 3
_BLANK_LINES_OF_A_GAP = 3
_MOST_LINES = 100_000
_SENTENCES = re.compile(r"[.!?…] +[«“\"]?[A-ZÀ-ÖØ-Þ]")
_ITEM = re.compile(r"(?:[-–—•*·►»>]|\d{1,3}[.)°/]|[a-z][.)])\s")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Article:
    """A stretch of a text, and the line in it that is the title. The stretches join up to the whole text."""

    text: str
    title: str


@dataclass(frozen=True)
class _Line:
    """A line with something on it; `before` is what stands between it and the one before."""

    start: int
    words: str
    before: str

    @cached_property
    def is_title_shaped(self) -> bool:
        """A line that may be a headline: neither sentences nor a list item, a label or boilerplate."""
        words = self.words.lstrip("# ")
        if not _SHORTEST_TITLE <= len(words) <= _LONGEST_TITLE or words.endswith((".", ",", ";", ":")):
            return False
        opening = words.lstrip("«“\"' " + _NO_BREAK)[:1]
        if not (opening.isupper() or opening.isdigit()) or _SENTENCES.search(words) or _ITEM.match(words):
            return False
        return not (metadata.is_label(words) or line_label(words) or self.is_end)

    @cached_property
    def is_end(self) -> bool:
        """A line that ends or parts articles: a rule, a comment counter, a share bar."""
        return _matches("separator", self.words) or _matches("closing", self.words) or self._is_bar

    @property
    def _is_bar(self) -> bool:
        return line_label(self.words) in ("comments", "share")

    @cached_property
    def signature(self) -> int:
        """How much the line says that an article begins: 2 for "Publié le…", 1 for a byline or a dateline."""
        if len(self.words) > _LONGEST_SIGNED_LINE:
            return 0
        dated, how = metadata.published(self.words) if _YEAR.search(self.words) else (None, "none")
        if dated is not None:
            return 2 if how == "published_line" and metadata.is_label(self.words) else 1
        return 1 if metadata.author(self.words) else 0


def split(text: str) -> tuple[Article, ...]:
    """The articles of a text in their order; none when nothing proves that it is more than one."""
    opening = list(islice(_lines(text), 2 * _MASTHEAD_LINES))
    for marks, least in ((_signed, _LEAST_SIGNED_HEADS), (_typography, _LEAST_TYPOGRAPHIC_HEADS)):
        if not any(head <= _MASTHEAD_LINES for head in _heads(opening, marks)):
            continue
        lines = list(islice(_lines(text), _MOST_LINES + 1))
        heads = _proven(lines, list(_heads(lines, marks)), least) if len(lines) <= _MOST_LINES else []
        if heads:
            return tuple(_cut(text, lines, heads))
    return ()


def _cut(text: str, lines: Sequence[_Line], heads: Sequence[int]) -> Iterator[Article]:
    """What stands before the first head belongs to the first article, what follows the last one to the last."""
    starts = [0, *(lines[head].start for head in heads[1:]), len(text)]
    for head, (start, end) in zip(heads, pairwise(starts), strict=True):
        yield Article(text[start:end], lines[head].words.lstrip("# "))


@cache
def _patterns(mark: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row[1]) for row in rows("articles") if row[0] == mark)


def _matches(mark: str, words: str) -> bool:
    return any(pattern.match(words) for pattern in _patterns(mark))


def _lines(text: str) -> Iterator[_Line]:
    start = end = 0
    for line in text.split("\n"):
        if words := line.strip():
            first = start + len(line) - len(line.lstrip())
            yield _Line(first, words, text[end:first])
            end = first + len(words)
        start += len(line) + 1


def _heads(lines: Sequence[_Line], marks: Callable[[Sequence[_Line], int], int]) -> Iterator[int]:
    """The lines that read like headlines and bear two marks; the line below a head may be its standfirst."""
    last: int | None = None
    for index, line in enumerate(lines):
        is_standfirst = last is not None and last == index - 1
        if line.is_title_shaped and not is_standfirst and marks(lines, index) >= _ENOUGH:
            last = index
            yield index


def _signed(lines: Sequence[_Line], index: int) -> int:
    """Marks of a dated or signed article: what stands directly below the title, and an end of the article before.

    Where such an end proves that something begins, one line of standfirst may come between.
    """
    after_end = index == 0 or lines[index - 1].is_end
    below = lines[index + 1 : index + 3]
    signatures = [line.signature for line in below]
    if not any(signatures) or (not signatures[0] and not (after_end and _is_standfirst(below[0]))):
        return 0
    return sum(signatures) + after_end


def _is_standfirst(line: _Line) -> bool:
    """A sentence, or a line too long for the headline that the name of a blog may stand above."""
    return line.words.endswith(".") or len(line.words) > _LONGEST_MASTHEAD_LINE


def _typography(lines: Sequence[_Line], index: int) -> int:
    """Marks of an undated post, as a copied web page leaves them: a glued thumbnail, a guarded last word, a gap."""
    line = lines[index]
    thumbnail = index + 1 < len(lines) and _matches("thumbnail", lines[index + 1].words)
    # Blog themes put a no-break space before the last word of a headline, so that it never stands alone on a line.
    last_space = re.search(r"\s(?=\S+$)", line.words)
    guarded = last_space is not None and last_space.group() in _NO_BREAK
    gap = any(space in line.before for space in _NO_BREAK) or line.before.count("\n") > _BLANK_LINES_OF_A_GAP
    return thumbnail + guarded + gap


def _proven(lines: Sequence[_Line], heads: Sequence[int], least: int) -> list[int]:
    """The heads that have a text of their own, if they are enough and the first opens the file; else none."""
    titles = Counter(lines[head].words for head in heads)
    # A line that returns is the header of a printed page.
    distinct = [head for head in heads if titles[lines[head].words] == 1]
    with_body = [
        head
        for head, following in zip(distinct, [*distinct[1:], len(lines)], strict=False)
        if sum(len(line.words) for line in lines[head + 1 : following] if len(line.words) >= _PROSE_LINE) >= _LEAST_BODY
    ]
    if len(with_body) < least or with_body[0] != distinct[0]:
        return []
    masthead = lines[: with_body[0]]
    is_short = len(masthead) <= _MASTHEAD_LINES and all(len(line.words) <= _LONGEST_MASTHEAD_LINE for line in masthead)
    return with_body if is_short else []

"""Subtitles and transcripts (WebVTT, SubRip): cues joined into paragraphs of one speaker.

What belongs here: cues to running text. What does not: who the speaker is (`extraction`). The times of the cues are
left out of the text, and so are comments and styles; a speaker whom the file names opens the paragraph: "Name : …".
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from webvtt import WebVTT
from webvtt.errors import MalformedFileError
from webvtt.models import Caption

from orchestration.documents import layout
from orchestration.documents.cleaning import stored_text
from orchestration.documents.drafts import Contents
from orchestration.documents.encodings import decode
from orchestration.documents.layout import Block
from orchestration.documents.readers.text import control_warning
from orchestration.documents.refusals import Limits, Rejected
from orchestration.documents.text_types import CUE_TIMING

_TIMES_LEFT_OUT = "cue_times_left_out"
# The number of a cue may be missing, and its hours: the library would drop the cue without telling.
_TIMING = re.compile(rf"^(?:\d{{1,7}}[ \t]*\n{{1,2}})?({CUE_TIMING})", re.MULTILINE)
_WITHOUT_HOURS = re.compile(r"(?<![\d:])(\d{1,2}:\d{1,2}[.,])")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,100})?[ \t]+([^<>\n]{1,100})>")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>|<\d[\d:.]{0,20}>|\{\\[^{}\n]{0,200}\}")
# Captions that roll up show every line twice; they time the words inside the line.
_ROLLS_UP = re.compile(r"<\d{1,4}:\d\d[\d:.]{0,12}>")
_DASH = re.compile(r"(?:[-–—]|>>)\s*(?=\S)")
_LABEL = re.compile(r"[A-ZÀ-ÖØ-Þ][^\s:,;!?«]{0,30}(?: [^\s:,;!?«]{1,30}){0,5} ?:(?=\s|$)")
_SENTENCE_END = re.compile(r"[.!?…][»”\"')\]]?$")
_PAUSE_MS, _LONG_PAUSE_MS = 1_500, 6_000
_FULL_PARAGRAPH, _LONGEST_PARAGRAPH = 700, 3_000


@dataclass(slots=True)
class _Line:
    """A line of a cue, in milliseconds from the start."""

    text: str
    voice: str | None
    start: int
    end: int


def read(data: bytes, limits: Limits) -> Contents:
    """The one document of a subtitle file. Raises Rejected: `no_text`, `too_long`, as `decode` does."""
    decoded = decode(data)
    raw = stored_text(decoded.text).lstrip()
    try:
        captions = _captions(raw)
    except MalformedFileError:
        captions = []
    blocks = [Block(paragraph, label="speaker") for paragraph in _paragraphs(_lines(raw, captions))]
    if not blocks:
        raise Rejected("no_text", "no cue holds a word")
    unread = len(re.findall(r"^[^\n]*-->", raw, re.MULTILINE)) - len(captions)
    return Contents(
        drafts=(layout.from_blocks(blocks, limits),),
        encoding=decoded.encoding,
        warnings=(
            *decoded.notes,
            *control_warning(decoded.text),
            _TIMES_LEFT_OUT,
            *((f"cues_without_text={unread}",) if unread > 0 else ()),
        ),
    )


def _captions(raw: str) -> list[Caption]:
    if raw.startswith("WEBVTT"):
        return WebVTT.from_string(_TIMING.sub(lambda cue: cue[0].replace(",", "."), raw)).captions
    first = _TIMING.search(raw)
    numbered = _TIMING.sub(_numbered, raw[first.start() if first else 0 :]).lstrip()
    return WebVTT.from_buffer(StringIO(numbered), format="srt").captions


def _numbered(cue: re.Match[str]) -> str:
    return "\n0\n" + _WITHOUT_HOURS.sub(r"00:\1", cue[1])


def _lines(raw: str, captions: Iterable[Caption]) -> Iterator[_Line]:
    is_web, rolls_up = raw.startswith("WEBVTT"), _ROLLS_UP.search(raw) is not None
    last = None
    for caption in captions:
        start, end = caption.start_time.in_milliseconds(), caption.end_time.in_milliseconds()
        for voice, words in _voices(caption.raw_text):
            for line in words.split("\n"):
                text = " ".join(_plain(line, is_web).split())
                if text and not (rolls_up and text == last):
                    yield _Line(text, voice, start, end)
                last = text or last


def _voices(raw: str) -> Iterator[tuple[str | None, str]]:
    """The words of each voice of a cue; those before the first mark have none."""
    before, *marked = _VOICE.split(raw)
    yield None, before
    for name, words in zip(marked[::2], marked[1::2], strict=True):
        yield " ".join(name.split()) or None, words


def _plain(line: str, is_web: bool) -> str:
    words = _TAG.sub("", line)
    return html.unescape(words) if is_web else words


def _paragraphs(lines: Iterable[_Line]) -> Iterator[str]:
    paragraph: list[_Line] = []
    size = 0
    for line in lines:
        if paragraph and _begins(line, paragraph, size):
            yield _joined(paragraph)
            paragraph, size = [], 0
        paragraph.append(line)
        size += len(line.text) + 1
    if paragraph:
        yield _joined(paragraph)


def _begins(line: _Line, paragraph: Sequence[_Line], size: int) -> bool:
    """Whether a line begins a paragraph: somebody else may speak, or after a pause, or the paragraph is full.

    A name or a dash in the text speaks for its sentence: a later cue without one may be anybody's.
    """
    last = paragraph[-1]
    if line.voice != last.voice or _is_marked(line):
        return True
    pause = line.start - last.end
    if _SENTENCE_END.search(last.text):
        is_later_cue = line.start != last.start and _is_marked(paragraph[0])
        return is_later_cue or pause >= _PAUSE_MS or size >= _FULL_PARAGRAPH
    return pause >= _LONG_PAUSE_MS or size >= _LONGEST_PARAGRAPH


def _is_marked(line: _Line) -> bool:
    return bool(_DASH.match(line.text) or (line.voice is None and _LABEL.match(line.text)))


def _joined(lines: Sequence[_Line]) -> str:
    words = " ".join(line.text for line in lines)
    voice = lines[0].voice
    is_named = voice is None or re.match(rf"{re.escape(voice)} ?:", words, re.IGNORECASE)
    return words if is_named else f"{voice} : {words}"

"""Who has the word: questions and answers, speaker blocks, lists, captions and tables of a text, as labels.

What belongs here: telling a paragraph's part in the document by marks and by how paragraphs follow each other. What
does not: whose words they are (that is extraction's), nor changing the kind or the place of a section.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from orchestration.documents.lists import rows
from orchestration.records import Section, SectionLabel

_NAMED_TURN = re.compile(r"([A-ZÀ-ÖØ-Þ][^\n:.!?«»“”\"]{1,60}?)[ \u00a0\u202f]?: ?\S")
_QUOTED = re.compile(r"[«“\"–—-]")
_SPEECH_MARK = re.compile(r"[«»“”\"]")
_ASKS = re.compile(r"\?[ \u00a0\u202f]?[»”\")]?$")
_LONGEST_QUESTION = 500
_LEAST_QUESTIONS = 3
_LEAST_TURNS = 2
_LONGEST_ITEM = 400
_LONGEST_CAPTION = 250
_SHORT = 80
_MOSTLY_UNQUOTED = 0.8

_Paragraphs = Mapping[Section, str]
_Labels = dict[Section, SectionLabel]


def labelled(text: str, sections: Sequence[Section]) -> tuple[Section, ...]:
    """The same sections, with a label where the text shows one. What has a label, and titles, stay as they are."""
    told = {s: text[s.start_char : s.end_char] for s in sections if s.kind == "body" and s.label is None}
    spoken = _spoken(told)
    turns = spoken or _explicit(told) or _named(told) or _interview(told)
    found = _shapes(told) | turns
    return tuple(
        Section(s.start_char, s.end_char, s.kind, found[s]) if s.label is None and s in found else s for s in sections
    )


@cache
def _patterns(what: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row[1]) for row in rows("turns") if row[0] == what)


def _opens(what: str, words: str) -> bool:
    return any(pattern.match(words) for pattern in _patterns(what))


def _explicit(paragraphs: _Paragraphs) -> _Labels:
    """Turns marked "Q :" and "R :"; both must occur more than once."""
    questions = [s for s, words in paragraphs.items() if _opens("question", words)]
    answers = [s for s, words in paragraphs.items() if _opens("answer", words)]
    if min(len(questions), len(answers)) < _LEAST_TURNS:
        return {}
    turns: _Labels = dict.fromkeys(questions, "question")
    turns.update(dict.fromkeys(answers, "answer"))
    return _with_continuations(paragraphs, turns)


def _with_continuations(paragraphs: _Paragraphs, turns: _Labels) -> _Labels:
    """An answer goes on until the next turn."""
    found: _Labels = {}
    current: SectionLabel | None = None
    for section in paragraphs:
        if section in turns:
            current = turns[section]
            found[section] = current
        elif current == "answer":
            found[section] = "answer"
    return _until_last(found, turns)


def _until_last(found: _Labels, turns: _Labels) -> _Labels:
    """What follows the last marked turn may be the end of the article: it is left alone."""
    last = max(section.start_char for section in turns)
    return {section: label for section, label in found.items() if section.start_char <= last}


def _named(paragraphs: _Paragraphs) -> _Labels:
    """Turns that open with a name and a colon: two names at least, each more than once, one of them asking."""
    named = {s: match[1] for s, words in paragraphs.items() if (match := _NAMED_TURN.match(words))}
    counts = Counter(named.values())
    speakers = {name for name, count in counts.items() if count >= _LEAST_TURNS}
    asked = Counter(name for s, name in named.items() if _ASKS.search(paragraphs[s]))
    asking = {name for name in speakers if 2 * asked[name] > counts[name]}
    if len(speakers) < 2 or not asking or asking == speakers:
        return {}
    turns: _Labels = {s: "question" if name in asking else "answer" for s, name in named.items() if name in speakers}
    return _with_continuations(paragraphs, turns)


def _interview(paragraphs: _Paragraphs) -> _Labels:
    """Turns without a mark (bold or italics were lost): paragraphs that ask "vous", each before an unquoted answer."""
    order = list(paragraphs)
    questions = [s for s, following in pairwise(order) if _is_question(paragraphs, s, following)]
    addressed = [s for s in questions if _addresses(paragraphs[s])]
    if len(questions) < _LEAST_QUESTIONS or 2 * len(addressed) < len(questions):
        return {}
    turns = order[order.index(questions[0]) :]
    asking = set(questions)
    answers = [s for s in turns if s not in asking]
    unquoted = [s for s in answers if not _SPEECH_MARK.match(paragraphs[s])]
    if len(unquoted) < _MOSTLY_UNQUOTED * len(answers):
        return {}
    return dict(_alternating(paragraphs, turns, asking))


def _is_question(paragraphs: _Paragraphs, section: Section, following: Section) -> bool:
    words = paragraphs[section]
    asks = len(words) <= _LONGEST_QUESTION and _ASKS.search(words) is not None and not _SPEECH_MARK.match(words)
    return asks and not _ASKS.search(paragraphs[following])


def _addresses(words: str) -> bool:
    return any(pattern.search(words) for pattern in _patterns("address"))


def _alternating(
    paragraphs: _Paragraphs, turns: Sequence[Section], questions: set[Section]
) -> Iterator[tuple[Section, SectionLabel]]:
    after_question = False
    for section in turns:
        if section in questions:
            yield section, "question"
        elif after_question or not _may_be_remark(paragraphs[section]):
            yield section, "answer"
        after_question = section in questions


def _may_be_remark(words: str) -> bool:
    """Whether an interviewer may say so without asking: short, or addressed to the other."""
    return len(words) <= _SHORT or (len(words) <= _LONGEST_QUESTION and _addresses(words))


def _spoken(paragraphs: _Paragraphs) -> _Labels:
    """Turns of minutes and hearings, and the quoted or dashed words that a line announces."""
    found: _Labels = {}
    announced = False
    for section, words in paragraphs.items():
        if _opens("announced", words):
            announced = True
        elif announced and not _QUOTED.match(words):
            announced = False
        if announced or _opens("speaker", words):
            found[section] = "speaker"
    return found


def _shapes(paragraphs: _Paragraphs) -> _Labels:
    """Rows of a table, items of a list (two in a row at least) and captions."""
    found: _Labels = {s: "caption" for s, words in paragraphs.items() if _is_caption(words)}
    tests: tuple[tuple[SectionLabel, set[Section]], ...] = (
        ("list", {s for s, words in paragraphs.items() if len(words) <= _LONGEST_ITEM and _opens("item", words)}),
        ("table", {s for s, words in paragraphs.items() if all(_is_row(line) for line in words.split("\n"))}),
    )
    for label, candidates in tests:
        found |= dict.fromkeys(_in_runs(list(paragraphs), candidates), label)
    return found


def _is_caption(words: str) -> bool:
    return len(words) <= _LONGEST_CAPTION and _opens("caption", words)


def _is_row(line: str) -> bool:
    return line.count(" | ") >= 1 or line.count("\t") >= 1


def _in_runs(order: Sequence[Section], candidates: set[Section]) -> Iterator[Section]:
    """Those that stand beside another one of their kind."""
    for before, section, after in zip((None, *order), order, (*order[1:], None), strict=False):
        if section in candidates and (before in candidates or after in candidates):
            yield section

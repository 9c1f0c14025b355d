"""Which organisation a description stands for: "la haute autorité", "le groupe", "ce rapport", "peut-on lire".

What belongs here: bodies taken up by their noun, and the body that issued the document which speaks. What does not:
people (`speakers`). Where the document names no such body before, nobody is named.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from orchestration.extraction.clauses import Word, words_between
from orchestration.extraction.designations import Designation, Names
from orchestration.extraction.human_words import is_document_noun, organisation_kinds
from orchestration.extraction.speech_owners import owner_after
from orchestration.extraction.subjects import nearest_phrase
from orchestration.extraction.surface import fold
from orchestration.records import Mention

# A noun takes up a body named this many characters before at most, two or three screens of text.
REACH = 3000
SENTENCE_ENDS = frozenset({".", "!", "?", "…"})


def body_meant(designation: Designation, at: int, text: str, names: Names) -> Mention | None:
    """The organisation named before character `at` that a noun takes up.

    The one whose name opens with the whole phrase comes first ("la haute autorité"), then the last whose name opens
    with the noun ("le ministère"), then the last of a kind that the noun may stand for ("l'entreprise").
    """
    kinds = organisation_kinds(designation.head, names.language)
    before = _before(at, names) if kinds else []
    return (
        _named_so(designation, text, before, names.language)
        or next((m for m in before if m.name.partition(" ")[0].lower() == designation.head), None)
        or next((m for m in before if m.organisation_kind in kinds), None)
        # Firms that the text never calls firms.
        or next((m for m in before if "company" in kinds and m.organisation_kind == "other"), None)
    )


def _before(at: int, names: Names) -> list[Mention]:
    """The organisations named within reach before a character, the last first."""
    high = bisect_right(names.mentions, at, key=lambda mention: mention.start_char)
    low = bisect_left(names.mentions, at - REACH, key=lambda mention: mention.start_char)
    return [mention for mention in reversed(names.mentions[low:high]) if mention.kind == "organisation"]


def _named_so(designation: Designation, text: str, before: Sequence[Mention], language: str) -> Mention | None:
    """The organisation whose name opens with the words behind the article, when they are two or more."""
    words = words_between(text, designation.start, designation.end, language)[1:]
    if len(words) < 2:
        return None
    opening = fold(text[words[0].start : words[-1].end]) + " "
    return next((mention for mention in before if f"{fold(mention.name)} ".startswith(opening)), None)


def is_document(designation: Designation, language: str) -> bool:
    """Whether a description is of a document that speaks for whoever issued it: "ce rapport", "l'étude"."""
    return designation.kind == "description" and is_document_noun(designation.head, language)


def owner_named(designation: Designation, names: Names) -> Mention | None:
    """The one organisation that a description of a document names: "un rapport de la [Cour des comptes]"."""
    found = [m for m in names.between(designation.start, designation.end) if m.kind == "organisation"]
    return found[0] if len(found) == 1 else None


def issuer(at: int, words: Sequence[Word], names: Names) -> Mention | None:
    """The body that issued the document last spoken of before character `at`; None where the text does not say.

    Its owner is told behind the noun ("le rapport de X"), or it is the subject of the sentence ("X publie une étude").
    """
    last = bisect_left(words, at, key=lambda word: word.start)
    for index in range(last - 1, -1, -1):
        if at - words[index].start > REACH:
            return None
        if is_document_noun(words[index].lower, names.language):
            owner = owner_after(words, index + 1, names) or _publisher(words, index, names)
            if owner is not None and owner.mention is not None:
                return owner.mention
    return None


def _publisher(words: Sequence[Word], index: int, names: Names) -> Designation | None:
    """The subject of the sentence that holds word `index`."""
    first = next((i + 1 for i in range(index - 1, -1, -1) if words[i].lower in SENTENCE_ENDS), 0)
    return nearest_phrase(words[first:index], index - first - 1, names)

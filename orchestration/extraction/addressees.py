"""To whom a quotation was said, where its reporting clause plainly tells: "a confié à l'AFP", "devant les députés".

What belongs here: the complement of a reporting verb that names people, a body or a medium. What does not: places and
objects ("à Paris", "à la hausse"), and who is meant. A pronoun ("lui a-t-il dit") is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from orchestration import lexicon
from orchestration.extraction.clauses import Word
from orchestration.extraction.cues import is_adverb
from orchestration.extraction.designations import Names, description_at, word_from
from orchestration.extraction.human_words import organisation_kinds
from orchestration.extraction.reporting_clause import ReportingClause, begins_like, statement_words

POSSESSION = frozenset({"de", "d'", "du", "des"})
CONTRACTED = frozenset({"au", "aux", "du", "des"})
ARTICLES = frozenset({"au", "aux", "le", "l'", "les"})
# The noun that says who listens stands among the first words of its phrase: "les nombreux députés".
HEAD_WORDS = 3


def addressee(clause: ReportingClause, cue_lemma: str | None, names: Names) -> tuple[int, int] | None:
    """Where the clause names whom the speaker addressed, as characters; None where it does not plainly do so."""
    if not statement_words(clause.language, "to"):
        return None
    takes_complement = cue_lemma not in statement_words(clause.language, "target")
    for index in [*range(clause.last, len(clause.words)), *range(clause.first)]:
        if clause.in_designation(index):
            continue
        found = _by_stage(clause, index, names)
        if found is None and takes_complement and index >= clause.last and not _is_of_noun(clause, index, names):
            found = _by_preposition(clause, index, names)
        if found is not None:
            return found
    return None


def _by_stage(clause: ReportingClause, index: int, names: Names) -> tuple[int, int] | None:
    """As in "au micro de X", "auprès de X", "interrogé par X", "dans une lettre à X", "devant les élus"."""
    words, language = clause.words, clause.language
    word, before = words[index].lower, words[index - 1] if index else None
    if word in statement_words(language, "before"):
        return _listener(words, index + 1, names, is_place_likely=True)
    on_stage = before is not None and before.lower in ARTICLES and word in statement_words(language, "heard")
    if word == "auprès" or on_stage:
        at = _owner(words, index + 1)
        if at is None:
            return None
        return _listener(words, at, names) or (_capitals(words, at) if on_stage else None)
    if before is None:
        return None
    if word == "par" and begins_like(before, language, "asked"):
        return _listener(words, index + 1, names)
    sent = before.lower in statement_words(language, "letter") or begins_like(before, language, "stated")
    return _by_preposition(clause, index, names) if sent else None


def _by_preposition(clause: ReportingClause, index: int, names: Names) -> tuple[int, int] | None:
    """The complement that "à", "au" or "aux" opens at word `index`."""
    word = clause.words[index].lower
    if word in statement_words(clause.language, "contracted"):
        return _listener(clause.words, index, names)
    return _listener(clause.words, index + 1, names) if word in statement_words(clause.language, "to") else None


def _is_of_noun(clause: ReportingClause, index: int, names: Names) -> bool:
    """Whether "à X" belongs to a noun, not to the verb: "adjoint au maire", "chercheur à l'Institut", an apposition."""
    words, opening = clause.words, max(clause.segment_start(index), clause.last)
    if opening > clause.last:
        told = (is_adverb(word, clause.language) or names.is_word_of(word, "date") for word in words[opening:index])
        return not all(told)
    before = words[index - 1]
    if index == clause.last or names.human(before) is None or names.at(before.start) is not None:
        return False
    following = next((m for word in words[index + 1 : index + 3] if (m := names.at(word.start))), None)
    return before.lower in statement_words(clause.language, "adjunct") or (
        following is not None and following.kind == "organisation" and following.organisation_kind != "media"
    )


def _capitals(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """A name that no mention covers: the capitalised words from `at` on."""
    end = at
    while end < len(words) and words[end].capital:
        end += 1
    return (words[at].start, words[end - 1].end) if end > at else None


def _owner(words: Sequence[Word], at: int) -> int | None:
    """The phrase behind "de": that of "du" and "des" begins with the article that they hold."""
    if at >= len(words) or words[at].lower not in POSSESSION:
        return None
    return at if words[at].lower in CONTRACTED else at + 1


def _listener(words: Sequence[Word], at: int, names: Names, *, is_place_likely: bool = False) -> tuple[int, int] | None:
    """The phrase at word `at` if it names somebody who can be spoken to; "devant l'usine" names a place."""
    if at >= len(words):
        return None
    contracted = words[at].lower in CONTRACTED
    named = at + 1 if contracted or names.is_word_of(words[at], "determiner") else at
    start = words[named].start if contracted and named < len(words) else words[at].start
    while named < len(words) and names.is_honorific(words[named]):
        named += 1
    mention = names.at(words[named].start) if named < len(words) else None
    if mention is not None:
        body = words[named].lower in lexicon.words(names.language, "audiences")
        return (start, mention.end_char) if body or mention.kind == "actor" or not is_place_likely else None
    if named == at or (named < len(words) and words[named].lower in statement_words(names.language, "locution")):
        return None
    article = replace(words[at], lower="le") if contracted else words[at]
    found = description_at([*words[:at], article, *words[at + 1 :]], at, names)
    if found is None:
        return None
    phrase = words[at + 1 : min(at + 1 + HEAD_WORDS, word_from(words, found.end))]
    heads = takewhile(lambda word: word.lower not in POSSESSION, phrase)
    return (start, found.end) if any(_listens(word, names, is_place_likely) for word in heads) else None


def _listens(word: Word, names: Names, is_place_likely: bool) -> bool:
    """Whether a noun is one for people, for a body, or for a medium."""
    if names.human(word) is not None or word.lower in lexicon.words(names.language, "audiences"):
        return True
    return not is_place_likely and bool(organisation_kinds(word.lower, names.language))

"""Reported speech without quotation marks: "X a annoncé que …", "…, a indiqué X", "Selon X, …", "Pour X, il faut …".

What belongs here: the constructions in which a sentence plainly is somebody's statement. What does not: how a verb
governs a clause (`governed_speech`), denied or supposed reports, speech between marks (`quotes`). Precision first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orchestration import lexicon
from orchestration.extraction.attribution import inverted_clause
from orchestration.extraction.clauses import TERMINATORS, Sentence, Word
from orchestration.extraction.cues import cues_in, is_adverb
from orchestration.extraction.designations import Designation, Names, word_from
from orchestration.extraction.governed_speech import (
    end_of,
    frames_of,
    is_stated,
    opening_of,
    second_clause,
    speaker_of,
)
from orchestration.extraction.human_words import organisation_kinds
from orchestration.extraction.reports import Attribution, from_cue
from orchestration.extraction.sources import source_clause

FEWEST_WORDS = 5
FEWEST_BEFORE = 2
LONGEST_LEAD = 5
LONGEST_SOURCE = 16
VERB_WITHIN = 9


@dataclass(frozen=True, slots=True)
class Reported:
    """What is reported, in one piece or two around its clause, and the words that report it."""

    pieces: tuple[tuple[int, int], ...]
    attribution: Attribution

    @property
    def start(self) -> int:
        """First character of what is reported."""
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        """Character after what is reported."""
        return self.pieces[-1][1]


def reported_speech(sentence: Sentence, names: Names) -> Iterator[Reported]:
    """The statements that one sentence reports outside quotation marks, in order of place."""
    if len(sentence.words) < FEWEST_WORDS:
        return
    sourced = None if sentence.passages else _sourced(sentence.words, names)
    governed = list(_governed(sentence, names, sourced))
    # "X affirme que la digue tient, de source proche du dossier": the words of X, not of the source.
    inner = sourced is not None and any(stated.start < sourced.attribution.start for stated in governed)
    if sourced is not None and not inner:
        yield sourced
        governed = [stated for stated in governed if stated.start >= sourced.end]
    yield from governed


def _governed(sentence: Sentence, names: Names, sourced: Reported | None) -> Iterator[Reported]:
    """As in "X a annoncé que [la hausse atteindra 3 %]"; "…, ajoutant que […]" behind another statement."""
    words = sentence.words
    cues = cues_in(words, names.language)
    said, done = sourced.attribution.designation if sourced else None, 0
    for cue in cues:
        frames = frames_of(cue, names)
        if not frames or words[cue.first].start < done or not is_stated(words, cue, names):
            continue
        first = opening_of(words, cue, frames, names)
        designation = speaker_of(words, cue, names, said) if first is not None else None
        if first is None or designation is None or first >= len(words):
            continue
        clause = from_cue("indirect-that", cue, words, designation)
        end = end_of(sentence, first, cues, names)
        if end is None and "that" in frames:
            first, end = second_clause(sentence, first, names), len(words)
        found = _reported([words[first:end]], clause) if end is not None and first is not None else None
        if found is not None:
            said, done = designation, found.end
            yield found


def _sourced(words: Sequence[Word], names: Names) -> Reported | None:
    """What one source is said to have stated: the whole sentence but the words that name it."""
    for index, word in enumerate(words):
        if names.is_word_of(word, "attribution") and (index <= 1 or not names.is_word_of(word, "preposition")):
            clause = source_clause(words, index, names, "indirect-source")
            if clause is not None and _may_state(words, clause, names):
                return _around(words, index, clause, names)
        elif names.is_word_of(word, "origin") and (clause := _origin(words, index, names)):
            return _around(words, _before_learning(words, index - 1), clause, names)
        elif word.lower == "," and index >= FEWEST_BEFORE:
            said = inverted_clause(words, index + 1, names, "indirect-clause")
            if said is not None and _is_clause_of_somebody(words, index + 1, said, names):
                return _around(words, index + 1, said, names)
    return None


def _is_clause_of_somebody(words: Sequence[Word], first: int, clause: Attribution, names: Names) -> bool:
    """Whether an inverted clause tells who spoke: neither "dit-on" nor a predicate (", ne conteste pas [X]")."""
    designation = clause.designation
    if "clause" not in clause.uses or names.is_word_of(words[first], "negation"):
        return False
    return designation is None or designation.kind != "pronoun" or bool(designation.gender)


def _may_state(words: Sequence[Word], clause: Attribution, names: Names) -> bool:
    """Whether a source can speak ("selon la saison" names none); "pour X" also needs a judgement to follow."""
    designation = clause.designation
    if designation is None:
        return False
    if names.is_word_of(words[word_from(words, clause.start)], "preposition"):
        rest = words[word_from(words, clause.end) :][:VERB_WITHIN]
        return any(_judges(rest, at, names) for at in range(len(rest)))
    if designation.kind != "description" or not designation.head:
        return True
    head = Word(designation.head, 0, 0, capital=False)
    speaks = names.human(head) is not None or designation.head in lexicon.words(names.language, "speech_nouns")
    return speaks or bool(organisation_kinds(designation.head, names.language))


def _judges(words: Sequence[Word], at: int, names: Names) -> bool:
    """A present "est", "il faut", "devrait" that opens no compound tense."""
    following = words[at + 1].lower if at + 1 < len(words) else ""
    return names.is_word_of(words[at], "stative") and not following.endswith(("é", "és", "ée", "ées"))


def _origin(words: Sequence[Word], index: int, names: Names) -> Attribution | None:
    """As in "de source policière, …": a source that nobody names, in its own words."""
    if not index or not names.is_word_of(words[index - 1], "of") or words[index].capital:
        return None
    last = index
    while last + 1 < len(words) and not words[last + 1].is_sign:
        last += 1
    start, end = words[index].start, words[last].end
    designation = Designation(start, end, "description", head=words[index].lower, definite=False)
    return Attribution("indirect-source", words[index - 1].start, end, words[index - 1].start, end, designation)


def _before_learning(words: Sequence[Word], first: int) -> int:
    """Past the short clause that a source ends: "[…], a-t-on appris de source policière"."""
    comma = next((i for i in range(first - 1, max(first - LONGEST_LEAD, 0), -1) if words[i].lower == ","), None)
    return comma if comma is not None else first


def _around(words: Sequence[Word], first: int, clause: Attribution, names: Names) -> Reported | None:
    """What a clause that opens at word `first` reports: what follows it, what precedes it, or both."""
    before, after = words[:first], _after(words, clause, names)
    while before and before[-1].is_sign:
        before = before[:-1]
    if after is None:
        return _reported([before], clause) if _ends_sentence(words, clause, names) else None
    if before and names.is_word_of(after[0], "subject_relative"):
        return _reported([before], clause)
    if _is_lead(before, names):
        return _reported([after], clause)
    between = words[first - 1].lower == ","
    if between and clause.rule == "indirect-source" and _opens_sentence(after, names):
        return _reported([after], clause)
    return _reported([before, after], clause) if between and _resumes(after, names) else _reported([before], clause)


def _opens_sentence(after: Sequence[Word], names: Names) -> bool:
    """Whether a subject follows the source: what it states stands behind it, the words before are another's."""
    definite = names.is_word_of(after[0], "determiner") and not names.is_word_of(after[0], "indefinite")
    return definite or names.is_word_of(after[0], "subject") or names.at(after[0].start) is not None


def _is_lead(before: Sequence[Word], names: Names) -> bool:
    """Whether words before a clause only lead over to it ("Toutefois, selon X, …")."""
    grammar = ("adverb", "preposition", "conjunction", "date")
    return len(before) <= LONGEST_LEAD and all(
        word.is_sign or is_adverb(word, names.language) or any(names.is_word_of(word, c) for c in grammar)
        for word in before
    )


def _after(words: Sequence[Word], clause: Attribution, names: Names) -> Sequence[Word] | None:
    """The words behind a clause, the comma and the function that its speaker has behind his name left out."""
    at = _comma(words, word_from(words, clause.end))
    while at is not None and _opens_apposition(words, at + 1, names):
        further = _comma(words, at + 1)
        if further is None:
            return None
        at = further
    rest = words[at + 1 :] if at is not None else ()
    return rest if any(not word.is_sign for word in rest) else None


def _comma(words: Sequence[Word], first: int) -> int | None:
    near = range(first, min(len(words), first + LONGEST_SOURCE))
    at = next((i for i in near if words[i].lower == "," or words[i].lower in TERMINATORS), None)
    return at if at is not None and words[at].lower == "," else None


def _opens_apposition(words: Sequence[Word], at: int, names: Names) -> bool:
    """As in "selon X, [directrice du port], …", "selon la directrice, [X], …": a function or a name and a comma."""
    end = _comma(words, at)
    if end is None or end == at:
        return False
    if names.human(words[at]) or names.is_word_of(words[at], "epithet"):
        return True
    mention = names.at(words[at].start)
    return mention is not None and mention.end_char == words[end - 1].end


def _ends_sentence(words: Sequence[Word], clause: Attribution, names: Names) -> bool:
    """Whether nothing but a complement follows the speaker: no verb of which he could be the object."""
    rest = words[word_from(words, clause.end) :]
    leads = ("preposition", "date", "subject_relative", "adverb")
    opens = not rest or rest[0].is_sign or any(names.is_word_of(rest[0], c) for c in leads)
    return opens or len(rest) <= FEWEST_WORDS


def _resumes(after: Sequence[Word], names: Names) -> bool:
    """Whether a sentence goes on behind its clause with its verb, rather than with a remark of the reporter."""
    remark = ("preposition", "subject_relative", "relative", "conjunction", "determiner", "adverb", "that")
    return not any(names.is_word_of(after[0], c) for c in remark) and not after[0].lower.endswith("ant")


def _reported(parts: Sequence[Sequence[Word]], clause: Attribution) -> Reported | None:
    pieces = []
    for part in parts:
        words = list(part)
        while words and (words[-1].lower in TERMINATORS or words[-1].lower == ","):
            words.pop()
        if words:
            pieces.append((words[0].start, words[-1].end))
    count = sum(1 for part in parts for word in part if not word.is_sign)
    return Reported(tuple(pieces), clause) if pieces and count >= FEWEST_WORDS else None

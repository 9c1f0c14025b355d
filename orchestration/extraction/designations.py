"""Noun phrases that designate a speaker: a name, "la ministre", "-t-il", "X et Y", read around a reporting group.

What belongs here: the words of the phrase, the mention in it, its gender and number. What does not: whom a pronoun or
a description stands for (`speakers`). A name behind a preposition is no subject ("à l'AFP", "avec Mme Roche").
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from orchestration.extraction.clauses import Word, grammar, word_class
from orchestration.extraction.cues import Cue, is_adverb
from orchestration.extraction.human_words import (
    Gender,
    honorifics,
    human,
    plural_humans,
    pronouns,
)
from orchestration.extraction.phrase_heads import article_gender, common_head, human_heads, is_counted
from orchestration.extraction.verb_forms import verb_forms
from orchestration.records import Mention

FARTHEST = 30
LONGEST_DESCRIPTION = 9


@dataclass(frozen=True, slots=True)
class Designation:
    """How a text designates a speaker, at `start:end`. `head` is the noun of a description, in its common form."""

    start: int
    end: int
    kind: Literal["name", "pronoun", "description", "several"]
    mention: Mention | None = None
    head: str = ""
    gender: Gender = ""
    plural: bool = False
    definite: bool = True


def word_from(words: Sequence[Word], char: int) -> int:
    """Index of the first word that starts at or after the character."""
    return bisect_left(words, char, key=lambda word: word.start)


class Names:
    """The mentions of a document by place."""

    def __init__(self, mentions: Sequence[Mention], language: str) -> None:
        self.mentions = sorted(mentions, key=lambda mention: mention.start_char)
        self.language = language
        self._starts = [mention.start_char for mention in self.mentions]

    def at(self, char: int) -> Mention | None:
        """The mention that covers the character."""
        index = bisect_right(self._starts, char) - 1
        if index >= 0 and self.mentions[index].end_char > char:
            return self.mentions[index]
        return None

    def between(self, start: int, end: int) -> list[Mention]:
        """The mentions wholly within `start:end`, in order."""
        low, high = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [mention for mention in self.mentions[low:high] if mention.end_char <= end]

    def is_word_of(self, word: Word, category: str) -> bool:
        """Whether a word belongs to a closed class of the document's language."""
        return word.lower in word_class(self.language, category)

    def is_honorific(self, word: Word) -> bool:
        """Whether a word is a title of address ("Mme")."""
        return word.capital and word.lower in honorifics(self.language)

    def human(self, word: Word) -> tuple[str, Gender] | None:
        """Common form and gender of a noun for a human being."""
        return human(word.lower, self.language)

    def is_governed(self, words: Sequence[Word], mention: Mention) -> bool:
        """Whether a preposition stands before the mention, its article, its honorific and its function."""
        index = bisect_right(words, mention.start_char, key=lambda word: word.end)
        following = word_from(words, mention.end_char)
        if following < len(words) and self.is_word_of(words[following], "genitive"):
            return True
        if following < len(words) and self.is_word_of(words[following], "subject_relative"):
            return False
        return self.preposition_before(words, index)

    def preposition_before(self, words: Sequence[Word], index: int) -> bool:
        """Whether word `index` opens a phrase that a preposition governs, function nouns before it included."""
        at = index - 1
        if (mention := self.at(words[index].start) if index < len(words) else None) and mention.kind == "organisation":
            at = self._before_common_words(words, at)
        human = next((i for i in range(at, max(at - 3, -1), -1) if self.human(words[i])), None)
        if human is not None and not any(self._separates(words[i]) for i in range(human, index)):
            at = human - 1
        while at >= 0 and (
            self.is_honorific(words[at])
            or (self.is_word_of(words[at], "determiner") and not self.is_word_of(words[at], "preposition"))
        ):
            at -= 1
        if at < 0 or not self.is_word_of(words[at], "preposition"):
            return False
        # "Pour Mme Roche, …" at the head of a sentence gives her the floor.
        gives_floor = self.is_word_of(words[at], "attribution") and (at == 0 or words[at - 1].is_sign)
        return not gives_floor and not (at and self.is_word_of(words[at - 1], "topic"))

    def bare_plural(self, word: Word) -> Designation | None:
        """People without an article, where the language allows it: "police", "officials"."""
        if not grammar(self.language, "bare_plurals") or word.lower not in plural_humans(self.language):
            return None
        return Designation(word.start, word.end, "description", head=word.lower, plural=True, definite=False)

    def _separates(self, word: Word) -> bool:
        return word.is_sign or self.is_word_of(word, "preposition")

    def _before_common_words(self, words: Sequence[Word], at: int) -> int:
        """Past the common words that announce an organisation: "sur son compte X", "du quotidien X"."""
        for _ in range(2):
            if at >= 0 and not (words[at].is_sign or words[at].capital or self._is_grammar(words[at])):
                at -= 1
        return at

    def _is_grammar(self, word: Word) -> bool:
        return any(self.is_word_of(word, category) for category in ("determiner", "preposition", "auxiliary", "being"))


def pronoun_designation(word: Word, language: str) -> Designation | None:
    """As in "il", "-t-elle", "celui-ci" as a designation; None for a word that is no such pronoun."""
    bare = word.lower
    shift = 0
    if bare.startswith("-"):
        shift = bare.rindex("-") + 1
        bare = bare[shift:]
    if bare not in pronouns(language):
        return None
    gender, plural = pronouns(language)[bare]
    return Designation(word.start + shift, word.end, "pronoun", gender=gender, plural=plural)


def stressed_pronoun(word: Word, language: str) -> Designation | None:
    """The pronoun that a preposition governs ("selon lui"); None for any other word."""
    if word.lower not in word_class(language, "stressed"):
        return None
    plural = word.lower in word_class(language, "plural")
    return Designation(word.start, word.end, "pronoun", gender="m", plural=plural)


def subject_after(words: Sequence[Word], cue: Cue, names: Names) -> Designation | None:
    """The subject that follows an inverted group: "a déclaré mardi à l'AFP [la ministre Lise Aubert]"."""
    if cue.pronoun is not None:
        return pronoun_designation(cue.pronoun, names.language)
    return phrase_from(words, cue.last, names)


def phrase_from(words: Sequence[Word], first: int, names: Names) -> Designation | None:
    """The first phrase from word `first` on that may be a subject, what stands between skipped."""
    at, unknown, limit = first, 0, min(len(words), first + FARTHEST)
    while at < limit:
        word = words[at]
        if " ".join(w.lower for w in words[at : at + 3]) in word_class(names.language, "elapsed"):
            at += 3  # "disait il y a deux ans X"
            continue
        found = phrase_at(words, at, names)
        if found is not None:
            return found
        if names.is_word_of(word, "preposition") and names.at(word.start) is None:
            at = _after_complement(words, at + 1, names)
        elif _may_be_skipped(word, names) or (word.lower == "," and at + 1 < limit):
            at += 1
        elif word.is_sign or _opens_clause(word, names) or unknown >= 3:
            return None
        else:
            unknown += 1
            at += 1
    return None


def _may_be_skipped(word: Word, names: Names) -> bool:
    return (
        is_adverb(word, names.language)
        or names.is_word_of(word, "date")
        or names.is_honorific(word)
        or word.lower[0].isdigit()
        or word.lower == "'"
    )


def _opens_clause(word: Word, names: Names) -> bool:
    return any(names.is_word_of(word, category) for category in ("complementiser", "relative", "conjunction"))


def phrase_at(words: Sequence[Word], at: int, names: Names) -> Designation | None:
    """The phrase that may be a subject and that opens at word `at`: a name, a description, a pronoun."""
    word = words[at]
    mention = names.at(word.start)
    if mention is not None:
        return _owned_by(words, mention, names) or name_designation(words, mention, names)
    if names.is_word_of(word, "determiner") and not names.is_word_of(word, "contraction"):
        return description_at(words, at, names)
    pronoun = pronoun_designation(word, names.language)
    if pronoun is not None and not pronoun.plural:
        return pronoun
    if word.capital and not word.is_sign and not names.is_honorific(word):
        return _unknown_name(words, at, names)
    return None


def _owned_by(words: Sequence[Word], mention: Mention, names: Names) -> Designation | None:
    """As in "Reed's lawyer": the lawyer, not Reed."""
    after = word_from(words, mention.end_char)
    genitive = after < len(words) and names.is_word_of(words[after], "genitive")
    return description_at(words, after, names) if genitive else None


def _unknown_name(words: Sequence[Word], at: int, names: Names) -> Designation:
    """Capitalised words that no mention covers: kept as the words that designate the speaker."""
    end = at
    while end + 1 < len(words) and words[end + 1].capital and not names.at(words[end + 1].start):
        end += 1
    return Designation(words[at].start, words[end].end, "description")


def name_designation(words: Sequence[Word], mention: Mention, names: Names) -> Designation:
    """The name as a designation, or "X et Y" when a second person is joined to it."""
    index = word_from(words, mention.end_char)
    if index + 1 < len(words) and names.is_word_of(words[index], "coordination"):
        partner = names.at(words[index + 1].start)
        if partner is None and names.is_honorific(words[index + 1]) and index + 2 < len(words):
            partner = names.at(words[index + 2].start)
        if partner is not None and partner.kind == mention.kind and partner.name != mention.name:
            return Designation(mention.start_char, partner.end_char, "several", plural=True)
    return Designation(mention.start_char, mention.end_char, "name", mention=mention)


def description_at(words: Sequence[Word], at: int, names: Names) -> Designation | None:
    """The phrase that the determiner at `at` opens: a description, or the name that it introduces."""
    named = names.at(words[at + 1].start) if at + 1 < len(words) else None
    if named is not None and named.start_char == words[at + 1].start:
        return name_designation(words, named, names)
    end = _phrase_end(words, at + 1, names)
    if end == at + 1:
        return None
    # "la présidente du parti, Mme Aubert": the name after the comma is the one described.
    follows = end + 1 if end + 1 < len(words) and words[end].lower == "," else end
    while follows < len(words) and names.is_honorific(words[follows]):
        follows += 1
    heads = human_heads(words, at, end, names.language)
    named = names.at(words[follows].start) if follows < len(words) else None
    told = heads or names.is_honorific(words[follows - 1])
    if named is not None and (follows == end or (told and named.kind == "actor" and _closes(words, named, at, names))):
        return Designation(words[at].start, named.end_char, "name", mention=named)
    head, gender = names.human(heads[0]) or ("", "") if heads else (common_head(words, at, end, names.language), "")
    owner = names.at(words[at - 1].start) if at and names.is_word_of(words[at], "genitive") else None
    return Designation(
        start=owner.start_char if owner else words[at].start,
        end=words[end - 1].end,
        kind="description",
        head=head,
        gender=gender or article_gender(words[at], names.language),
        plural=names.is_word_of(words[at], "plural")
        or any(names.bare_plural(noun) for noun in heads[:1])
        or is_counted(words, at, end, names.language),
        definite=not names.is_word_of(words[at], "indefinite"),
    )


def _closes(words: Sequence[Word], named: Mention, at: int, names: Names) -> bool:
    """Whether a name after a comma is an apposition: something other than a verb follows, or nothing after a verb."""
    following = word_from(words, named.end_char)
    if following < len(words):
        return words[following].is_sign
    return at > 0 and not names.is_word_of(words[at - 1], "attribution")


def _phrase_end(words: Sequence[Word], at: int, names: Names) -> int:
    """Where the noun phrase ends: before a sign, a clause, a preposition (not "de"), a name it introduces."""
    first = at
    while at < len(words) and at - first < LONGEST_DESCRIPTION:
        word = words[at]
        if word.is_sign or _opens_clause(word, names) or _opens_verb(word, names):
            break
        if names.is_word_of(word, "preposition") and not names.is_word_of(word, "of"):
            break
        mention = names.at(word.start)
        if mention is not None:
            if not names.preposition_before(words, at):
                break
            at = word_from(words, mention.end_char)
            continue
        at += 1
    return at


def _opens_verb(word: Word, names: Names) -> bool:
    """Whether the verb of the sentence starts: an auxiliary, or a finite reporting verb that is no noun."""
    if any(names.is_word_of(word, category) for category in ("auxiliary", "being", "modal")):
        return True
    readings = verb_forms(names.language).get(word.lower, ())
    return any(reading.form == "finite" for reading in readings) and names.human(word) is None


def _after_complement(words: Sequence[Word], at: int, names: Names) -> int:
    """The word after the complement of a preposition: its article, then a name or common words."""
    while at < len(words) and (names.is_word_of(words[at], "determiner") or names.is_honorific(words[at])):
        at += 1
    mention = names.at(words[at].start) if at < len(words) else None
    if mention is not None:
        return word_from(words, mention.end_char)
    # "sur X", "à Nîmes": a place or a network that is no mention.
    while at < len(words) and words[at].capital and not names.is_honorific(words[at]) and not names.at(words[at].start):
        at += 1
    while at < len(words) and not (
        words[at].is_sign
        or words[at].capital
        or names.is_word_of(words[at], "preposition")
        or names.is_word_of(words[at], "determiner")
        or _opens_clause(words[at], names)
    ):
        at += 1
    return at

"""Whom a designation stands for: the mention behind a pronoun, a description, or speech that goes on.

What belongs here: gender, functions and who was spoken of or spoke last. What does not: finding the designation
(`designations`). Where the document does not say, nobody is named: a wrong speaker is worse than none.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.extraction import lexicon
from orchestration.extraction.clauses import Word, word_class
from orchestration.extraction.designations import Designation, Gender, Names, human_nouns, organisation_kinds
from orchestration.extraction.quote_marks import Passage
from orchestration.extraction.reading import Reading
from orchestration.records import Mention, RoleClaim

# A pronoun reaches back over this many characters at most, a few paragraphs of press text.
PRONOUN_REACH = 1500
MOST_RIVALS = 50
CONTENT_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class _Said:
    at: int
    mention: Mention | None


@dataclass(frozen=True, slots=True)
class _Function:
    head: str
    words: frozenset[str]
    mention: Mention


class Speakers:
    """What one document says of its people, and who has spoken so far."""

    def __init__(
        self,
        reading: Reading,
        names: Names,
        roles: Sequence[RoleClaim],
        words: Sequence[Word],
        passages: Sequence[Passage],
    ) -> None:
        self.reading = reading
        self.names = names
        self.words = words
        self._actors = [mention for mention in names.mentions if mention.kind == "actor"]
        self._functions = _functions(reading, names, roles)
        self._genders = _genders(names, words)
        self._subjects = self._subject_mentions(passages)
        self._said: list[_Said] = []

    def heard(self, at: int, mention: Mention | None) -> None:
        """Remember that someone (or someone unnamed) spoke at a place; places come in order."""
        self._said.append(_Said(at, mention))

    def last_speaker(self, since: int) -> Mention | None:
        """Who spoke last, if that was at `since` or later."""
        last = self._said[-1] if self._said else None
        return last.mention if last is not None and last.at >= since else None

    def resolve(self, designation: Designation | None, at: int) -> Mention | None:
        """The mention that the designation, read at character `at`, stands for."""
        if designation is None or designation.plural or designation.kind == "several":
            return None
        if designation.kind == "name":
            return designation.mention
        if designation.kind == "pronoun":
            return self._antecedent(at, designation.gender) if designation.gender else None
        return self._described(designation, at) if designation.definite else None

    def _fits(self, mention: Mention, gender: Gender) -> bool:
        return not gender or self._genders.get(mention.name, "") in ("", gender)

    def goes_on(self, designation: Designation, at: int) -> Mention | None:
        """Who spoke last, for "poursuit-il" and "ajoute l'élue", if gender and number agree."""
        last = self.last_speaker(at - PRONOUN_REACH)
        if last is None or designation.plural or not designation.definite:
            return None
        return last if self._fits(last, designation.gender) else None

    def subject_between(self, start: int, end: int, other_than: Mention) -> bool:
        """Whether someone else becomes the subject after the last speech, before `end`."""
        since = max(start, self._said[-1].at if self._said else start)
        low = bisect_left(self._subjects, since, key=lambda mention: mention.start_char)
        high = bisect_left(self._subjects, end, key=lambda mention: mention.start_char)
        return any(mention.name != other_than.name for mention in self._subjects[low:high])

    def _subject_mentions(self, passages: Sequence[Passage]) -> list[Mention]:
        """People that no preposition governs and that the parser sees as no object: those a pronoun takes up."""
        return [
            mention
            for mention in self._actors
            if not _within(mention, passages)
            and not self.names.is_governed(self.words, mention)
            and self.reading.tokens(mention.start_char, mention.end_char).root.dep_ not in ("obj", "iobj")
        ]

    def _antecedent(self, at: int, gender: Gender) -> Mention | None:
        """The last compatible person who spoke or was the subject before `at`, within a pronoun's reach."""
        index = bisect_left(self._subjects, at, key=lambda mention: mention.start_char)
        named = next(
            (m for m in reversed(self._subjects[max(0, index - MOST_RIVALS) : index]) if self._fits(m, gender)), None
        )
        spoke = next(
            (
                s
                for s in reversed(self._said[-MOST_RIVALS:])
                if s.at < at and s.mention and self._fits(s.mention, gender)
            ),
            None,
        )
        candidates = [(named.start_char, named)] if named is not None else []
        if spoke is not None and spoke.mention is not None:
            candidates.append((spoke.at, spoke.mention))
        place, mention = max(candidates, key=lambda c: c[0], default=(-PRONOUN_REACH - 1, None))
        return mention if at - place <= PRONOUN_REACH else None

    def _described(self, designation: Designation, at: int) -> Mention | None:
        if designation.head in word_class(self.names.language, "latter"):
            index = bisect_left(self._actors, at, key=lambda mention: mention.start_char)
            last = self._actors[index - 1] if index else None
            return last if last is not None and self._fits(last, designation.gender) else None
        return self._by_function(designation, at) or self._by_organisation_noun(designation, at)

    def _by_function(self, designation: Designation, at: int) -> Mention | None:
        """The one who holds the function named; of several, the one whom most words fit, then the nearest."""
        said = _content_words(self.reading.text[designation.start : designation.end], self.names.language)
        fitting = [
            (len(said & function.words), -abs(at - function.mention.start_char), function.mention)
            for function in self._functions
            if function.head == designation.head and self._fits(function.mention, designation.gender)
        ]
        if not fitting:
            return None
        best = max(fitting, key=lambda f: f[:2])
        rivals = {f[2].name for f in fitting if f[0] == best[0]}
        # "la directrice de la crèche" is nobody whose function shares only the bare noun, when words are left over.
        if (len(said) > 0 and best[0] == 0) or (len(rivals) > 1 and best[0] == 0 and len(said) > 0):
            return None
        return best[2]

    def _by_organisation_noun(self, designation: Designation, at: int) -> Mention | None:
        """The organisation last named whose kind or first word fits "l'entreprise", "le ministère"."""
        kinds = organisation_kinds(designation.head, self.names.language)
        if not kinds:
            return None
        low = bisect_right(self.names.mentions, at, key=lambda mention: mention.start_char)
        for mention in reversed(self.names.mentions[:low]):
            if at - mention.start_char > 2 * PRONOUN_REACH:
                return None
            first = mention.name.split()[0].lower() if mention.name.split() else ""
            if mention.kind == "organisation" and (first == designation.head or mention.organisation_kind in kinds):
                return mention
        return None


def _within(mention: Mention, passages: Sequence[Passage]) -> bool:
    index = bisect_right(passages, mention.start_char, key=lambda passage: passage.start) - 1
    return index >= 0 and mention.start_char < passages[index].end


def _content_words(text: str, language: str) -> frozenset[str]:
    """The words of a description that tell it from others: longer than articles, the nouns of function left out."""
    found = (match.group().lower() for match in CONTENT_WORD.finditer(text))
    humans, epithets = human_nouns(language), word_class(language, "epithet")
    return frozenset(word for word in found if word not in humans and word not in epithets)


def _functions(reading: Reading, names: Names, roles: Sequence[RoleClaim]) -> list[_Function]:
    by_id = {mention.mention_id: mention for mention in names.mentions}
    humans = human_nouns(names.language)
    found = []
    for role in roles:
        actor = by_id.get(role.actor_mention_id)
        title = re.findall(r"[^\W_]+(?:-[^\W_]+)*", role.title.lower())
        head = next((humans[word][0] for word in title if word in humans), None)
        if actor is None or head is None:
            continue
        organisation = by_id.get(role.organisation_mention_id or "")
        described = " ".join(
            [role.title, organisation.name if organisation else "", organisation.acronym or "" if organisation else ""]
        )
        evidence = reading.text[role.start_char : role.end_char]
        # "le directeur général de la DGSI" is the "directeur général de la sécurité intérieure".
        initials = "".join(word[0] for word in title if len(word) > 2)
        words = _content_words(f"{described} {evidence}", names.language) | {initials}
        found.append(_Function(head, words, actor))
    return found


def _genders(names: Names, words: Sequence[Word]) -> dict[str, Gender]:
    """The gender of each person by name: what honorifics and articles show, else what the given name tells."""
    votes: defaultdict[str, Counter[Gender]] = defaultdict(Counter)
    given = lexicon.table(names.language, "given_name_gender")
    for mention in names.mentions:
        if mention.kind != "actor":
            continue
        first = mention.name.split()[0].split("-")[0] if mention.name.split() else ""
        vote = given.get(first, "")
        votes[mention.name]["m" if vote == "m" else "f" if vote == "f" else ""] += 1
        for gender in _shown_before(names, words, mention):
            votes[mention.name][gender] += 3
    return {
        name: max(("m", "f"), key=lambda g: count[g]) if count["m"] != count["f"] else ""
        for name, count in votes.items()
    }


def _shown_before(names: Names, words: Sequence[Word], mention: Mention) -> list[Gender]:
    """What the word before a name shows of its gender: "Mme", "la directrice"."""
    index = bisect_right(words, mention.start_char, key=lambda word: word.end) - 1
    if index < 0:
        return []
    before = words[index]
    if names.is_word_of(before, "feminine"):
        return ["f"]
    if names.is_word_of(before, "masculine"):
        return ["m"]
    known = names.human(before)
    return [known[1]] if known is not None and known[1] else []

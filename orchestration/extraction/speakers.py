"""Whom a designation stands for: the mention behind a pronoun, a description, or speech that nobody introduces.

What belongs here: who was spoken of or spoke last, and who of them fits. What does not: finding the designation
(`designations`), what is known of people (`people`). Where the document does not say, nobody is named: a wrong speaker
is worse than none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.extraction.bodies import body_meant, is_document, issuer, owner_named
from orchestration.extraction.clauses import Word, word_class, words_between
from orchestration.extraction.designations import Designation, Names, description_at
from orchestration.extraction.human_words import Gender, human, pronouns
from orchestration.extraction.people import (
    content_words,
    demonyms_in,
    functions,
    genders,
    is_generic,
    is_personal,
    takes_up,
)
from orchestration.extraction.quote_marks import Passage
from orchestration.extraction.reading import Reading
from orchestration.records import Mention, RoleClaim

# A pronoun reaches back over this many characters at most, a few paragraphs of press text.
PRONOUN_REACH = 1500
MOST_RIVALS = 50
# Of a person named within so many characters, and of nobody else, a noun needs no introduction.
NEAR = 700
# What parsers call objects: Universal Dependencies (French pipelines) and ClearNLP (English ones).
OBJECTS = frozenset({"obj", "iobj", "dobj", "dative"})
TOPIC_SHARE = 0.6
TOPIC_FEWEST = 3


@dataclass(frozen=True, slots=True)
class _Event:
    """Someone became the subject, or spoke, at a place. `mention` is None for a person whom nobody names."""

    at: int
    mention: Mention | None
    gender: Gender = ""


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
        self._starts = [token.idx for token in reading.doc]
        self._actors = [mention for mention in names.mentions if mention.kind == "actor"]
        self._places = _places_by_name(self._actors)
        self._functions = functions(reading, names, roles, words)
        self._genders = genders(names, words)
        self._subjects = self._subject_mentions(passages)
        people = sorted([*self._subjects, *self._unnamed_subjects(passages)], key=lambda event: event.at)
        self._people = sorted([*people, *self._pronoun_subjects(people, passages)], key=lambda event: event.at)
        self._topic = self._document_topic()
        self._said: list[_Event] = []

    def heard(self, at: int, mention: Mention | None) -> None:
        """Remember that someone (or someone unnamed) spoke at a place; places come in order."""
        self._said.append(_Event(at, mention))

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
        if is_document(designation, self.names.language):
            return owner_named(designation, self.names) or (self.issuer(at) if designation.definite else None)
        return self._described(designation, at) if designation.definite else None

    def goes_on(self, designation: Designation, at: int) -> Mention | None:
        """Who spoke last, for "poursuit-il" and "ajoute l'élue", if gender and number agree."""
        last = self.last_speaker(at - PRONOUN_REACH)
        if last is None or designation.plural or not designation.definite:
            return None
        return last if self._fits(last, designation.gender) else None

    def issuer(self, at: int) -> Mention | None:
        """The body that issued the document spoken of before character `at`, for "ce rapport" and "peut-on lire"."""
        return issuer(at, self.words, self.names)

    def subject_between(self, start: int, end: int, other_than: Mention) -> bool:
        """Whether someone else becomes the subject after the last speech, before `end`."""
        since = max(start, self._said[-1].at if self._said else start)
        others = (event.mention for event in self._between(since, end))
        return any(mention is not None and mention.name != other_than.name for mention in others)

    def in_focus(self, block: tuple[int, int], before: tuple[int, int] | None, at: int) -> Mention | None:
        """Who is being spoken of at `at`, for words that no clause attributes ("X hausse les épaules. « … »").

        It is the last subject or speaker of this block, else the only one of the block before, else the one person whom
        the whole document is about.
        """
        here = self._events(block[0], at)
        if here:
            named = here[-1].mention
            return None if named is not None and self._is_joined(named) else named
        if before is not None:
            people = {event.mention.name: event.mention for event in self._events(*before) if event.mention}
            if len(people) == 1:
                return next(iter(people.values()))
            if people:
                return self.last_speaker(before[0])
        return self._topic

    def _is_joined(self, mention: Mention) -> bool:
        """Whether a name is one of two in one breath ("oppose X et Y"): nothing tells which of them is meant."""
        words = self.words
        index = bisect_right(words, mention.start_char, key=lambda word: word.end) - 1
        while index > 0 and self.names.is_honorific(words[index]):
            index -= 1
        other = self.names.at(words[index - 1].start) if index > 0 and self._joins(words[index]) else None
        return other is not None and other.kind == "actor"

    def _joins(self, word: Word) -> bool:
        return self.names.is_word_of(word, "coordination") or self.names.is_word_of(word, "alternative")

    def _events(self, start: int, end: int) -> list[_Event]:
        said = [event for event in self._said[-MOST_RIVALS:] if start <= event.at < end]
        return sorted([*self._between(start, end), *said], key=lambda event: event.at)

    def _between(self, start: int, end: int) -> list[_Event]:
        low = bisect_left(self._people, start, key=lambda event: event.at)
        return self._people[low : bisect_left(self._people, end, key=lambda event: event.at)]

    def _fits(self, mention: Mention, gender: Gender) -> bool:
        return not gender or self._genders.get(mention.name, "") in ("", gender)

    def _relation(self, start: int) -> str:
        """How the parser attaches the word at a character to its sentence."""
        index = bisect_right(self._starts, start) - 1
        return self.reading.doc[index].dep_ if index >= 0 else ""

    def _subject_mentions(self, passages: Sequence[Passage]) -> list[_Event]:
        """People that no preposition governs and that the parser sees as no object: those a pronoun takes up."""
        return [
            _Event(mention.start_char, mention, self._genders.get(mention.name, ""))
            for mention in self._actors
            if not _within(mention.start_char, passages)
            and not self.names.is_governed(self.words, mention)
            and self._relation(mention.start_char) not in OBJECTS
        ]

    def _unnamed_subjects(self, passages: Sequence[Passage]) -> list[_Event]:
        """Subjects that are described, not named ("une aide-soignante", "le délégué"): the one meant, or nobody."""
        found = []
        for index, word in enumerate(self.words[:-2]):
            noun = self.words[index + 1]
            # "une ancienne salariée"
            if self.names.is_word_of(noun, "epithet"):
                noun = self.words[index + 2]
            if not self.names.is_word_of(word, "determiner") or self.names.human(noun) is None:
                continue
            if not self._relation(noun.start).startswith("nsubj") or _within(word.start, passages):
                continue
            described = description_at(self.words, index, self.names)
            if described is not None and described.kind == "description" and not described.plural:
                definite = described.definite and not self.names.is_word_of(word, "possessive")
                mention = self._by_function(described, word.start) if definite else None
                # "L'homme est discret" presents nobody new.
                if mention is not None or not (definite and is_generic(described, self.names.language)):
                    found.append(_Event(word.start, mention, described.gender))
        return found

    def _pronoun_subjects(self, people: Sequence[_Event], passages: Sequence[Passage]) -> list[_Event]:
        """People who stay the subject, or become it, by a pronoun: as in "Celle-ci hausse les épaules"."""
        known, found = pronouns(self.names.language), []
        for word in self.words:
            gender, plural = known.get(word.lower, ("", True))
            if plural or not gender or _within(word.start, passages):
                continue
            if not self._relation(word.start).startswith("nsubj"):
                continue
            if self.names.is_word_of(word, "near"):
                mention = self._named_last(word.start, gender)
            else:
                low = bisect_left(people, word.start, key=lambda event: event.at)
                mention = self._last_fitting(people[max(low - MOST_RIVALS, 0) : low], gender, word.start)
            if mention is not None:
                found.append(_Event(word.start, mention, gender))
        return found

    def _named_last(self, at: int, gender: Gender) -> Mention | None:
        """The person named last before `at`, of those whom the gender fits: "ce dernier", "celle-ci"."""
        low = bisect_left(self._actors, at, key=lambda mention: mention.start_char)
        near = (m for m in reversed(self._actors[:low]) if at - m.start_char <= PRONOUN_REACH)
        return next((mention for mention in near if self._fits(mention, gender)), None)

    def _antecedent(self, at: int, gender: Gender) -> Mention | None:
        """The last person who fits and who spoke or was the subject before `at`, within a pronoun's reach."""
        events = self._events(at - PRONOUN_REACH, at)[-MOST_RIVALS:]
        return self._last_fitting(events, gender, at) if events else self._announced(at, gender)

    def _announced(self, at: int, gender: Gender) -> Mention | None:
        """Whom "Elle reçoit dans son atelier" means before anybody was a subject: the one whom the title names.

        The next subject must be the same person, and of that gender.
        """
        low = bisect_left(self._people, at, key=lambda event: event.at)
        following = next((event.mention for event in self._people[low:] if event.mention is not None), None)
        first = self._actors[0] if self._actors and self._actors[0].start_char < at else None
        if first is None or following is None or first.name != following.name:
            return None
        return first if gender and self._genders.get(first.name) == gender else None

    def _last_fitting(self, events: Sequence[_Event], gender: Gender, at: int) -> Mention | None:
        for event in reversed(events):
            if at - event.at > PRONOUN_REACH:
                return None
            if event.mention is not None and self._fits(event.mention, gender):
                return event.mention
            if event.mention is None and event.gender == gender:
                return None
        return None

    def _document_topic(self) -> Mention | None:
        """The one person whom a portrait is about: named at its head and in most places where anybody is named."""
        counts = Counter(mention.name for mention in self._actors)
        name, count = counts.most_common(1)[0] if counts else ("", 0)
        if count < TOPIC_FEWEST or count < TOPIC_SHARE * len(self._actors) or self._actors[0].name != name:
            return None
        return self._actors[0]

    def _described(self, designation: Designation, at: int) -> Mention | None:
        language = self.names.language
        if designation.head in word_class(language, "latter"):
            return self._named_last(at, designation.gender)
        found = self._by_function(designation, at) or body_meant(designation, at, self.reading.text, self.names)
        if found is None and is_generic(designation, language):
            return self._antecedent(at, designation.gender) or self._only_one_near(designation, at)
        return found or self._by_salience(designation, at)

    def _by_salience(self, designation: Designation, at: int) -> Mention | None:
        """The one being spoken of, for a noun that presents nobody new: "cette mère de famille", "la nageuse".

        A trade takes up only a person of whom the document states no other function.
        """
        if self._points_at_somebody(designation):
            return self._antecedent(at, designation.gender)
        if self._owned(designation) or not is_personal(self.reading.text, designation, self.names.language):
            return None
        language, head = self.names.language, designation.head
        others = (f.mention.name for f in self._functions if not takes_up(f.head, head, language))
        return self._only_one_near(designation, at, known=frozenset(others))

    def _only_one_near(self, designation: Designation, at: int, known: frozenset[str] = frozenset()) -> Mention | None:
        """The one person named shortly before `at` who is not `known` otherwise; nobody where there are several."""
        paragraph = self.reading.text.rfind("\n", 0, at) + 1
        return self._only_one_since(max(paragraph, at - NEAR), designation, at, known) or self._only_one_since(
            at - NEAR, designation, at, known
        )

    def _only_one_since(self, start: int, designation: Designation, at: int, known: frozenset[str]) -> Mention | None:
        low = bisect_left(self._actors, start, key=lambda mention: mention.start_char)
        high = bisect_left(self._actors, at, key=lambda mention: mention.start_char)
        near = {
            mention.name: mention
            for mention in self._actors[low:high]
            if mention.name not in known and self._fits(mention, designation.gender)
        }
        return next(iter(near.values())) if len(near) == 1 else None

    def _points_at_somebody(self, designation: Designation) -> bool:
        word = self.words[bisect_left(self.words, designation.start, key=lambda word: word.start)]
        return self.names.is_word_of(word, "demonstrative") and human(designation.head, self.names.language) is not None

    def _owned(self, designation: Designation) -> frozenset[str]:
        phrase = self.reading.text[designation.start : designation.end]
        return content_words(_complement(phrase, self.names.language), self.names.language)

    def _by_function(self, designation: Designation, at: int) -> Mention | None:
        """The one who holds the function named; of several, the one whom most words fit, then the one met last."""
        language = self.names.language
        phrase = self.reading.text[designation.start : designation.end]
        said, owned = content_words(phrase, language), self._owned(designation)
        peoples = demonyms_in(phrase, language)
        # "La défense" shows its own gender, not the lawyer's.
        gender = designation.gender if human(designation.head, language) else ""
        best = max(
            (
                function
                for function in self._functions
                if takes_up(designation.head, function.head, language)
                and self._fits(function.mention, gender)
                and (not peoples or not function.peoples or peoples & function.peoples)
            ),
            key=lambda f: (
                len(said & f.words),
                f.head == designation.head,
                self._met_last(f.mention, at),
                -abs(at - f.mention.start_char),
            ),
            default=None,
        )
        # "la directrice de la crèche" is nobody whose function shares only the bare noun.
        if best is None or (owned and not owned & best.words):
            return None
        return best.mention

    def _met_last(self, mention: Mention, at: int) -> int:
        """Where a person was last named before `at`; -1 for one who comes only later."""
        places = self._places[mention.name]
        index = bisect_left(places, at)
        return places[index - 1] if index else -1


def _places_by_name(actors: Sequence[Mention]) -> defaultdict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for mention in actors:
        found[mention.name].append(mention.start_char)
    return found


def _complement(phrase: str, language: str) -> str:
    """What follows the first "de" of a description: the office, the house or the place that tells it from others."""
    leads_on = word_class(language, "of")
    words = words_between(phrase, 0, len(phrase), language)
    return next((phrase[word.end :] for word in words if word.lower in leads_on), "")


def _within(at: int, passages: Sequence[Passage]) -> bool:
    index = bisect_right(passages, at, key=lambda passage: passage.start) - 1
    return index >= 0 and at < passages[index].end

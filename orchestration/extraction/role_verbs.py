"""Sentences that say with a verb who holds a position: "X est directeur de Y", "X dirige Y", "Y, fondée par X".

What belongs here: reading the words between a name and a title, or between a name and an organisation.
What does not: appositions (`roles`) and the phrases of function themselves (`role_titles`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from orchestration import lexicon
from orchestration.extraction.role_context import Context, only
from orchestration.extraction.role_names import QUOTES, Names
from orchestration.extraction.role_nouns import vocabulary
from orchestration.extraction.role_titles import Title
from orchestration.extraction.word_row import Words, split
from orchestration.records import Mention

LONGEST_GAP = 14
LONGEST_INSERTION = 9
LONGEST_FORM = 5
LONGEST_ANNOUNCEMENT = 8
LONGEST_DESCRIPTION = 5
YEAR = re.compile(r"(?:1[89]|20)\d\d")
FOUNDERS = frozenset({"fondateur", "cofondateur"})
RELATIVES = frozenset({"que", "qu'"})
SENTENCE_ENDS = frozenset({".", "!", "?", ";", ":", "\n", ""})


class Form(NamedTuple):
    """One form of `role_verbs`: its words, what it does, the title that it means, whether it speaks of the past."""

    words: tuple[str, ...]
    kind: str
    title: str
    is_former: bool


class Link(NamedTuple):
    """A name tied to a title by a verb, from word `first`; `organisation` stands between ("rejoint Y comme …")."""

    actor: Mention
    form: Form
    organisation: Mention | None


class Statement(NamedTuple):
    """A name tied to an organisation by a verb that means the title; `first:last` are the words that say so."""

    actors: tuple[Mention, ...]
    organisation: Mention
    form: Form
    first: int
    last: int


@cache
def forms(language: str, *kinds: str) -> dict[str, tuple[Form, ...]]:
    """The verb forms and connectors of these kinds by their first word, longest first."""
    found: dict[str, list[Form]] = {}
    for row in lexicon.rows(language, "role_verbs"):
        text, kind, title, status = (*row, "", "")[:4]
        words = tuple(word.lower for word in split(text))
        if kind in kinds:
            found.setdefault(words[0], []).append(Form(words, kind, title, status == "former"))
    return {first: tuple(sorted(entries, key=lambda form: -len(form.words))) for first, entries in found.items()}


@cache
def feminine(language: str, title: str) -> str:
    """The feminine form of a masculine title, or the title itself where the lexicon has none."""
    rows = lexicon.rows(language, "role_titles")
    return next((row[0] for row in rows if row[1] == title and row[2] == "f"), title)


class Verbs:
    """Reads the verbs of office around the names and titles of one document."""

    def __init__(self, words: Words, names: Names) -> None:
        self.words = words
        self.names = names
        self.context = Context(words)
        self.language = words.reading.language

    def link(self, title: Title) -> Link | None:
        """The name, or the pronoun that stands for one, that a verb ties to a title."""
        first = title.first
        for index in range(first, max(-1, first - LONGEST_GAP), -1):
            actor = self.words.ends.get(index)
            if actor is not None and actor.kind == "actor":
                link = self._between(actor, index, title) or self._succession(actor, index, title)
                return link or self._second_clause(title)
            pronoun = self.names.antecedent(index - 1) if index < first else None
            if pronoun is not None:
                return self._between(pronoun, index, title, is_pronoun=True)
            if self.words.lower(index - 1) in SENTENCE_ENDS:
                break
        return self._second_clause(title)

    def _second_clause(self, title: Title) -> Link | None:
        """Read "X VERB …, avant de devenir TITLE": the only person whom the sentence names before is the subject."""
        start = self.words.sentence_start(title.first)
        for at in range(title.first - 1, max(start, title.first - LONGEST_FORM), -1):
            found = self._form(at, "clause")
            if found is not None and found[1] == title.first:
                people = self.words.named(start, at)
                actor = only(mention for mention in people if mention.kind == "actor")
                return Link(actor, found[0], None) if actor and self.names.is_subject(actor) else None
        return None

    def statements(self) -> Iterator[Statement]:
        """Yield every "X dirige Y" and "Y, fondée par X" of the document."""
        for index in self.words.where(forms(self.language, "active", "passive").keys()):
            active = self._form(index, "active")
            statement = self._active(index, *active) if active else None
            passive = self._form(index, "passive") if statement is None else None
            statement = self._passive(index, passive[0]) if passive else statement
            if statement is not None:
                yield statement

    def is_participle(self, index: int) -> bool:
        """Whether one word says that somebody was appointed ("nommée")."""
        return self._form(index, "appoint") is not None

    def _form(self, index: int, *kinds: str) -> tuple[Form, int] | None:
        """The form of one of these kinds that begins at `index`, and the word after it."""
        candidates = forms(self.language, *kinds).get(self.words.lower(index), ())
        seconds = self._seconds(index) if candidates else set()
        for form in candidates:
            after = self._after(form, index) if len(form.words) == 1 or form.words[1] in seconds else 0
            if after:
                return form, after
        return None

    def _seconds(self, index: int) -> set[str]:
        """What the second word of a form that begins at `index` may be: adverbs and the word after them."""
        found = set()
        while True:
            index += 1
            found.add(self.words.lower(index))
            if not self.names.is_filler(index):
                return found

    def _after(self, form: Form, index: int) -> int:
        """Index after a form that stands at `index`, perhaps with adverbs inside ("a été aussitôt nommé"); else 0."""
        for position, word in enumerate(form.words):
            while position and self.words.lower(index) != word and self.names.is_filler(index):
                index += 1
            if self.words.lower(index) != word:
                return 0
            index += 1
        return index

    def _between(self, actor: Mention, index: int, title: Title, is_pronoun: bool = False) -> Link | None:
        """Read "X VERB [Y] [comme] TITLE" from the word after the name; "nomme X [comme] TITLE" without."""
        first = title.first
        if index == first or self._connector(index, first) == first:
            return self._appointed(actor)
        start = self._skip(index, first)
        found = self._form(start, "be", "join", "leave")
        if found is None or (start == index and not is_pronoun and not self.names.is_subject(actor)):
            return None
        form, rest = found[0], self._skip(found[1], first)
        if form.kind == "be":
            is_tied = first <= self._over_insertion(form, rest, title) <= title.head
            return Link(actor, form, self._whose(actor)) if is_tied else None
        rest, organisation = self._object(rest, first)
        connector = self._connector(self._skip(rest, first), first)
        is_tied = rest == first if connector is None else connector == first
        return Link(actor, form, organisation) if is_tied and (connector or form.kind == "leave") else None

    def _whose(self, actor: Mention) -> Mention | None:
        """The organisation of "Y, dont X est le président"."""
        whose = self.names.before_honorific(self.words.begin(actor)) - 1
        before = self.words.ends.get(whose - (self.words.lower(whose - 1) == ","))
        is_whose = self.words.lower(whose) == "dont" and before is not None and before.kind == "organisation"
        return before if is_whose else None

    def _over_insertion(self, form: Form, index: int, title: Title) -> int:
        """Step over "par le conseil", "à l'unanimité" between a verb of appointment and a title without article."""
        span = range(index, title.first)
        is_insertion = (
            len(span) <= LONGEST_INSERTION
            and form.words[-1:] != ("est",)
            and not title.determiner
            and self.names.is_governor(index)
            and not self.names.is_governor(title.first - 1)
            and all(self.words.tag(at) not in ("VERB", "AUX") and self.words.lower(at) != "," for at in span)
        )
        return title.first if is_insertion else index

    def _succession(self, actor: Mention, index: int, title: Title) -> Link | None:
        """Read "X succède à Z comme TITLE", where Z is the nearer name."""
        if self._connector(index, title.first) != title.first:
            return None
        verb = self.succession(self.names.before_honorific(self.words.begin(actor)))
        found = self._form(verb, "succeed") if verb is not None else None
        subject = self.subject(verb) if verb is not None else None
        return Link(subject, found[0], None) if subject and found else None

    def succession(self, index: int) -> int | None:
        """Where "succède à" begins that ends just before the word `index`."""
        for at in range(index - 1, max(-1, index - LONGEST_FORM), -1):
            found = self._form(at, "succeed")
            if found is not None and found[1] == index:
                return at
        return None

    def subject(self, index: int) -> Mention | None:
        """The person of whom the verb that begins at `index` speaks."""
        return self._subject(index)[0]

    def _appointed(self, actor: Mention) -> Link | None:
        """Read "(a) nommé X TITLE"."""
        verb = self.names.before_honorific(self.words.begin(actor)) - 1
        found = self._form(verb, "appoint")
        return Link(actor, found[0], None) if found else None

    def _connector(self, index: int, first: int) -> int | None:
        found = self._form(index, "connector")
        return found[1] if found is not None and found[1] <= first else None

    def _object(self, index: int, first: int) -> tuple[int, Mention | None]:
        """Step over the organisation that a verb has as its object."""
        for at in range(index, min(index + 5, first)):
            mention = self.words.begins.get(at)
            if mention is not None:
                return (self.words.after(mention), mention) if mention.kind == "organisation" else (index, None)
            if self._form(at, "connector"):
                break
        return index, None

    def _skip(self, index: int, limit: int) -> int:
        """Step over commas, "qui", an age, a parenthesis, adverbs and years."""
        while index < limit:
            following = self.names.after_aside(index)
            if following == index and (self.words.lower(index) in (",", "qui") or self.names.is_filler(index)):
                following = index + 1
            if following == index and YEAR.fullmatch(self.words.lower(index + 1)) and self.names.is_when(index):
                following = index + 2
            if following == index:
                break
            index = following
        return index

    def _active(self, index: int, form: Form, after: int) -> Statement | None:
        if self.words.lower(index - 1) in RELATIVES:
            return self._inverted(index, form, after)
        actor, begin = self._subject(index)
        if actor is None:
            return None
        if self._is_founding(form) and self.words.lower(begin - 1) in RELATIVES:
            return self._founded_with(actor, form, begin, after)
        last, organisation = self.organisation_after(self._skip(after, after + 4))
        if organisation is None:
            return None
        partners, last = self._partners(last) if self._is_founding(form) else ([], last)
        return Statement((actor, *partners), organisation, form, begin, last)

    def _inverted(self, index: int, form: Form, after: int) -> Statement | None:
        """Read "Y, que préside X": the subject follows its verb."""
        actors, last = self.names.list_from(self._skip(after, after + 4))
        organisation = self._organisation_before(index - 1) if actors else None
        if organisation is None:
            return None
        return Statement(tuple(actors), organisation, form, self.words.begin(organisation), last)

    def _is_founding(self, form: Form) -> bool:
        return form.title in FOUNDERS

    def _founded_with(self, actor: Mention, form: Form, begin: int, after: int) -> Statement | None:
        """Read "Y, qu'elle a fondée en 2021 avec Z" from the subject of the relative clause."""
        organisation = self._organisation_before(begin - 1)
        if organisation is None:
            return None
        partners, last = self._partners(after)
        return Statement((actor, *partners), organisation, form, self.words.begin(organisation), last)

    def _partners(self, index: int) -> tuple[list[Mention], int]:
        """The persons named after "avec", perhaps after a year, and the word after them."""
        with_whom = self._skip(index, index + 4)
        partners, last = self.names.list_from(with_whom + 1) if self.words.lower(with_whom) == "avec" else ([], index)
        return partners, last if partners else index

    def _subject(self, index: int) -> tuple[Mention | None, int]:
        """The person of whom the verb at `index` speaks, and the word where that subject begins."""
        for at in range(index, max(-1, index - 8), -1):
            actor = self.words.ends.get(at)
            if actor is not None:
                is_close = self._skip(at, index) == index
                fits = actor.kind == "actor" and is_close and (at != index or self.names.is_subject(actor))
                return (actor, self.words.begin(actor)) if fits else (None, at)
            pronoun = self.names.antecedent(at - 1) if self._skip(at, index) == index else None
            if pronoun is not None:
                return pronoun, at - 1
        return None, index

    def organisation_after(self, index: int) -> tuple[int, Mention | None]:
        """The organisation that follows, after determiners and common nouns, or that these take up; the word after."""
        announced = 0
        for at in range(index, index + LONGEST_ANNOUNCEMENT):
            mention = self.words.begins.get(at)
            if mention is not None:
                return self.words.after(mention), mention if mention.kind == "organisation" else None
            announced = at if self.context.takes_up(at) else announced
            if announced and self._completes(announced, at):
                continue  # "la société de pêche X": a noun with its complement announces a name, it takes none up
            if announced and self.words.lower(at) in vocabulary(self.language, "of"):
                return at, None  # "la filiale belge de X" is not X
            if not (announced == at or self.names.is_determiner(at) or self.words.tag(at) == "ADJ"):
                return at, self._noun_taken_up(index, at)
        return index, None

    def _completes(self, noun: int, index: int) -> bool:
        """Whether the word goes on with "société (de pêche «": its complement, or the mark before the name."""
        is_bare = noun + 2 not in self.words.begins and not self.names.is_determiner(noun + 2)
        is_complement = self.words.lower(noun + 1) in vocabulary(self.language, "of") and is_bare
        return (is_complement and noun < index <= noun + 2) or (index > noun and self.words.lower(index) in QUOTES)

    def _noun_taken_up(self, first: int, last: int) -> Mention | None:
        """The organisation that "l'entreprise" or "cette mutuelle" between two words takes up."""
        if last != first + 2 or not self.context.takes_up(last - 1) or not self.names.is_definite(first):
            return None
        return self.context.taken_up(last - 1, last)

    def _passive(self, index: int, form: Form) -> Statement | None:
        by = next((at for at in range(index + 1, index + 8) if self.words.lower(at) == "par"), None)
        if by is None or any(self.words.lower(at) in SENTENCE_ENDS for at in range(index, by)):
            return None
        actors, last = self.names.list_across_asides(self._over_description(by + 1))
        organisation = self._organisation_before(index)
        if organisation is None and self.words.lower(last) == ",":
            last, organisation = self.organisation_after(last + 1)
        if not actors or organisation is None:
            return None
        first = min(index, self.words.begin(organisation))
        return Statement(tuple(actors), organisation, form, first, max(last, self.words.after(organisation)))

    def _over_description(self, index: int) -> int:
        """Step over "l'ingénieur", "les frères" before a name."""
        described = range(index, index + LONGEST_DESCRIPTION)
        return next((at for at in described if self.names.actor_at(at) or not self._describes(at)), index)

    def _describes(self, index: int) -> bool:
        return self.names.is_determiner(index) or self.words.tag(index) in ("NOUN", "ADJ")

    def _organisation_before(self, index: int) -> Mention | None:
        """The organisation that a participle qualifies: "Y, fondée", "Y, une société fondée", "… Y. Fondée"."""
        if self.words.lower(index - 1) == "." and self.words.at(index).text[:1].isupper():
            index -= 1
        for at in range(index, max(-1, index - 9), -1):
            mention = self.words.ends.get(at)
            if mention is not None:
                return mention if mention.kind == "organisation" else None
            if self.names.is_definite(at - 2) and self.context.takes_up(at - 1):
                is_alone = self.words.tag(at) != "ADJ"
                return self.context.taken_up(at - 1, at) if is_alone else None  # "la société belge" may be another
            if self.words.tag(at - 1) == "VERB" or self.words.lower(at - 1) in SENTENCE_ENDS:
                return None
        return None

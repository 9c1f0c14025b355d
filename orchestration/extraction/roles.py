"""Positions that actors hold or held: ties each phrase of function to the person whom the sentence means.

What belongs here: appositions before and after a name, lists, signatures, and turning every tie into a claim.
What does not: the phrases (`role_titles`), verbs (`role_verbs`), names (`role_names`), periods (`role_periods`).
A tie that two readings share ("la femme de X, directrice") is left out: no role is better than another person's role.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from orchestration.extraction.reading import Reading
from orchestration.extraction.role_completion import completed
from orchestration.extraction.role_context import DASHES, Context
from orchestration.extraction.role_names import QUOTES, Names
from orchestration.extraction.role_owners import Owners
from orchestration.extraction.role_periods import Period, read_period
from orchestration.extraction.role_seats import Seats
from orchestration.extraction.role_titles import Title, Titles
from orchestration.extraction.role_verbs import FOUNDERS, SENTENCE_ENDS, Statement, Verbs, feminine
from orchestration.extraction.title_forms import normal_title
from orchestration.extraction.word_row import Words
from orchestration.records import Mention, RoleClaim, stable_id

CONFIDENCE = {
    "apposition": 0.9,
    "title_before_name": 0.9,
    "title_comma_name": 0.85,
    "label": 0.8,
    "signature": 0.75,
    "verb": 0.85,
    "statement": 0.8,
    "taken_up": 0.65,
}
LONGEST_SENTENCE = 60
CLOSING = frozenset({",", ".", ";", ":", ")", "!", "?", "»", "”", '"', "\n", "", "et", "(", "–", "—", "-"})
# Functions inside an organisation: "fondateur et président de Y" is founder of Y; "essayiste et président de Y" is not.
SHARES_ORGANISATION = frozenset({"executive", "founder", "member"})

LABEL_OPENINGS = frozenset({"\n", "", ";", ":", ".", ","})
IMPLYING = frozenset({"apposition", "title_comma_name", "verb", "label"})
LONGEST_PERIOD = 6
CONTRACTED = frozenset({"du", "au", "aux"})
# So many blanks in a row part two signatures, not a title from its name.
COLUMN_GAP = 3


@dataclass(frozen=True)
class Tie:
    """Titles in a row tied to persons: by which rule, whether the words around speak of the past, of a beginning.

    `is_shared_out` says that each person holds one of them ("respectivement").
    """

    actors: tuple[Mention, ...]
    titles: tuple[Title, ...]
    rule: str
    is_former: bool = False
    is_event: bool = False
    organisation: Mention | None = None
    is_shared_out: bool = False


def find_roles(reading: Reading, mentions: Sequence[Mention]) -> list[RoleClaim]:
    """Find who holds or held which position where, in order of the text; names must be those of `find_mentions`."""
    words = Words(reading, [m for m in mentions if reading.is_content(m.start_char, m.end_char)])
    if not words.begins:
        return []
    finder = _Finder(words)
    claims = completed([*finder.claims()], {mention.mention_id: mention for mention in mentions})
    return [replace(claim, normal_title=normal_title(reading.language, claim.title)) for claim in claims]


class _Finder:
    """Walks over the phrases of function of one document and ties each to its holders."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.reading = words.reading
        self.names = Names(words)
        self.verbs = Verbs(words, self.names)
        self.seats = Seats(words, self.names, self.verbs)
        self.context = Context(words)
        self.owners = Owners(words, self.names)
        self.followers: dict[int, Title] = {}

    def claims(self) -> Iterator[RoleClaim]:
        """Yield the claims of titles, then those of verbs that mean a title."""
        for row in self._rows():
            tie = self._tie(row)
            if tie is not None:
                yield from self._claims_of(tie)
        for statement in chain(self.verbs.statements(), self.seats.statements()):
            yield from self._claims_of_statement(statement)

    # Rows: "fondateur et président de Y" is one row of two titles.

    def _rows(self) -> Iterator[tuple[Title, ...]]:
        titles = list(Titles(self.words).find())
        self.followers = {title.first: title for title in titles if title.determiner == "definite"}
        row: list[Title] = []
        for title in titles:
            if title.is_nested:
                yield (title,)
                continue
            if row and not self._continues(row[-1], title):
                yield tuple(row)
                row = []
            row.append(title)
        if row:
            yield tuple(row)

    def _continues(self, previous: Title, title: Title) -> bool:
        """Whether a title speaks of the same holder as the one before: "et", "," and nothing else in between."""
        between = self.words.lowers[previous.last : title.first]
        links = [word for word in between if word in (",", "et", "puis", "mais")]
        if not links or len(between) > 4 or self.names.actor_at(previous.last):
            return False
        if previous.noun.is_plural != title.noun.is_plural or title.determiner == "possessive":
            return False
        if title.determiner == "definite" and (links == [","] or self._right(title) or self._direct(title)):
            return False
        if title.noun.kind == "either" and links == [","] and previous.organisation is not None:
            return False  # "directeur de Y, spécialiste du bois": Y is the specialist
        others = range(previous.last, title.first)
        return all(self.words.lower(at) in links or self.names.is_filler(at) for at in others)

    # Ties, from the surest to the least sure.

    def _tie(self, row: tuple[Title, ...]) -> Tie | None:
        first, last = row[0], row[-1]
        is_plural = first.noun.is_plural
        direct = self._direct(last)
        if direct and (not is_plural or len(direct) > 1):
            return Tie(self._holders(direct, is_plural), row, "title_before_name")
        if first.is_nested:
            return None
        return (
            self._apposition(row)
            or self._linked(row)
            or self._opening(row)
            or self._comma_name(row)
            or self._label(row)
            or self._signature(row)
            or self._taken_up(row)
        )

    def _holders(self, actors: Sequence[Mention], is_plural: bool) -> tuple[Mention, ...]:
        return tuple(actors) if is_plural else tuple(actors[:1])

    def _direct(self, title: Title) -> list[Mention]:
        """Read "le PDG de Y X", "le sénateur (LR, Rhône) X"."""
        index = self.names.after_aside(title.last) if self.words.lower(title.last) == "(" else title.last
        gap = self.words.at(index).start_char - self.words.at(index - 1).end_char
        return self.names.list_from(index)[0] if gap < COLUMN_GAP else []

    def _apposition(self, row: tuple[Title, ...]) -> Tie | None:
        """Read "X, PDG de Y", "X (PDG de Y)", "X – PDG de Y", "A et B, cofondateurs de Y"."""
        first = row[0]
        index = first.first
        while self.words.lower(index - 1) in QUOTES or self.names.is_filler(index - 1):
            index -= 1
        if self.words.lower(index - 1) in {",", "(", *DASHES}:
            index = self.names.before_aside(index - 1)
        elif self.words.lower(index) != "alors":
            return None
        actors = self.names.list_before(index)
        is_apart = self._belongs_right(row) or self._is_listed(first, actors)
        if not actors or self.names.is_complement(actors[-1]) or is_apart:
            return None
        holders = actors if first.noun.is_plural else actors[-1:]
        fillers = {self.words.lower(at) for at in range(index, first.first)}
        if "respectivement" in fillers and len(actors) == len(row):
            return Tie(tuple(actors), row, "apposition", is_shared_out=True)
        return Tie(tuple(holders), row, "apposition", is_former="alors" in fillers)

    def _is_listed(self, title: Title, actors: Sequence[Mention]) -> bool:
        """Whether "accompagné de X, des maires et …" goes on with others: "de" stands before no apposition."""
        determiner = self.words.lower(title.first)
        if determiner == "des" and actors:
            return not self.names.is_subject(actors[0])
        return determiner in CONTRACTED

    def _belongs_right(self, row: tuple[Title, ...]) -> bool:
        """Whether "X, le PDG de Y…" rather goes on: "…, Z" names another, "… a dit" makes it a subject."""
        if row[0].determiner not in ("definite", "possessive"):
            return False
        after = self.words.lower(row[-1].last)
        return after not in CLOSING or (after == "," and self.names.actor_at(row[-1].last + 1) is not None)

    def _linked(self, row: tuple[Title, ...]) -> Tie | None:
        """Read "X est PDG de Y", "X a été nommé PDG", "X quitte ses fonctions de PDG"."""
        link = self.verbs.link(row[0])
        if link is None:
            return None
        is_event = link.form.kind in ("be", "appoint", "join") and len(link.form.words) > 1
        return Tie((link.actor,), row, "verb", link.form.is_former, is_event, link.organisation)

    def _opening(self, row: tuple[Title, ...]) -> Tie | None:
        """Read "Ancienne directrice de Y, elle …", "Nommée directrice de Y, elle …" at the opening of a sentence."""
        pronoun = self._after_period(row[-1].last) + 1
        if row[0].determiner or self.words.lower(pronoun - 1) != "," or not self._opens(row[0]):
            return None
        actor = self.names.antecedent(pronoun)
        return Tie((actor,), row, "taken_up") if actor else None

    def _opens(self, title: Title) -> bool:
        """Whether a title opens its sentence, perhaps after adverbs and a participle ("Nommée")."""
        before = title.first - 1
        while self.names.is_filler(before):
            before -= 1
        before -= self.verbs.is_participle(before)
        return self.words.lower(before) in SENTENCE_ENDS | QUOTES

    def _right(self, title: Title) -> list[Mention]:
        """The persons named after a title and a comma, perhaps after a second title ("sa porte-parole, la juge X")."""
        comma = self._after_period(title.last)
        if self.words.lower(comma) != ",":
            return []
        actors = self.names.list_from(comma + 1)[0]
        following = self.followers.get(comma + 1)
        return actors or (self._direct(following) if following else [])

    def _after_period(self, index: int) -> int:
        """Step over "depuis janvier" or "à Kinshasa" up to the next comma."""
        if self.words.lower(index) == "à" and self.words.at(index + 1).text[:1].isupper():
            return index + 2
        if not self.names.is_when(index):
            return index
        return next((at for at in range(index, index + LONGEST_PERIOD) if self.words.lower(at) == ","), index)

    def _comma_name(self, row: tuple[Title, ...]) -> Tie | None:
        """Read "le PDG de Y, X, …", and at the opening of a sentence "PDG de Y, X …"."""
        first, last = row[0], row[-1]
        actors = self._right(last)
        if not actors or (first.noun.is_plural and len(actors) < 2 and not self._is_one_of(first)):
            return None
        opens = self._opens(first)
        if not (first.determiner or opens):
            return None
        after = self.words.after(actors[0])
        closes = self.words.lower(after) in CLOSING
        if not closes and (self.names.is_framing(first.first - 1) or not opens):
            return None
        return Tie(self._holders(actors, first.noun.is_plural), row, "title_comma_name")

    def _is_one_of(self, title: Title) -> bool:
        """Whether "l'un des fondateurs" uses a plural for one person."""
        return self.words.lower(title.first) == "des" and self.words.lower(title.first - 1) in ("un", "une")

    def _label(self, row: tuple[Title, ...]) -> Tie | None:
        """Read "Président : M. X" at the beginning of a line, or in a row ("Bureau : président : M. X ; …")."""
        opens = self.words.lower(row[0].first - 1) in LABEL_OPENINGS
        if not opens or self.words.lower(row[-1].last) != ":":
            return None
        actors = self.names.list_from(row[-1].last + 1)[0]
        return Tie(self._holders(actors, row[0].noun.is_plural), row, "label") if actors else None

    def _signature(self, row: tuple[Title, ...]) -> Tie | None:
        """A name alone on its line with the function alone on the next, or the other way round."""
        first, last = row[0].first, row[-1].last
        last += self.words.lower(last) == ","
        if self.words.lower(first - 1) not in ("\n", "") or self.words.lower(last) not in ("\n", ""):
            return None
        above = self._line_name(self._over_breaks(first, -1), -1)
        below = self._line_name(self._over_breaks(last, 1), 1)
        actor = above or below
        return Tie((actor,), row, "signature") if actor and not (above and below) else None

    def _over_breaks(self, index: int, step: int) -> int:
        """Step over at most two line breaks before (-1) or after (1) the word `index`."""
        for _ in range(2):
            if self.words.lower(index - (step < 0)) == "\n":
                index += step
        return index

    def _line_name(self, index: int, step: int) -> Mention | None:
        """The person who alone fills the line that ends (-1) or begins (1) at `index`."""
        if step < 0:
            actor = self.words.ends.get(index)
            begins = actor and self.words.lower(self.names.before_honorific(self.words.begin(actor)) - 1)
            return actor if actor and actor.kind == "actor" and begins in ("\n", "") else None
        named = self.names.actor_at(index)
        return named[0] if named and self.words.lower(named[1]) in ("\n", "") else None

    def _taken_up(self, row: tuple[Title, ...]) -> Tie | None:
        """Read "Cet ancien ministre …", "Ancien ministre, …" after a sentence that names one person."""
        first = row[0]
        is_apt = first.determiner == "demonstrative" or (first.is_former and not first.determiner)
        if not is_apt or first.noun.is_plural or self.words.lower(first.first - 1) != ".":
            return None
        named: dict[str, Mention] = {}
        for at in range(first.first - 2, max(-1, first.first - LONGEST_SENTENCE), -1):
            if self.words.lower(at) in (".", "!", "?", "\n"):
                break
            mention = self.words.begins.get(at)
            if mention is not None and mention.kind == "actor":
                named[mention.name.casefold()] = mention
        return Tie(tuple(named.values()), row, "taken_up") if len(named) == 1 else None

    # Claims.

    def _claims_of(self, tie: Tie) -> Iterator[RoleClaim]:
        spoken_organisation = self._shared(tie)
        for position, title in enumerate(tie.titles):
            if not title.is_held or not self.reading.is_content(title.start_char, title.end_char):
                continue
            spoken = title.organisation or spoken_organisation.get(position) or tie.organisation
            char = self.words.at(title.last - 1).end_char
            as_of = self.reading.document.published_on
            period = read_period(self.reading.text, char, self.reading.language, tie.is_event, as_of)
            for actor in tie.actors[position : position + 1] if tie.is_shared_out else tie.actors:
                first = min(self.words.at(title.first).start_char, actor.start_char)
                last = max(char, actor.end_char)
                is_former = tie.is_former or title.is_former
                text, organisation = (title.text, spoken) if spoken else self._placed(title, actor, tie)
                claim = self._claim((first, last), actor, organisation, text, is_former, tie.rule, period)
                yield claim
                for other in title.others:
                    further = stable_id("rol", claim.role_claim_id, other.mention_id)
                    yield replace(claim, role_claim_id=further, organisation_mention_id=other.mention_id)

    def _placed(self, title: Title, actor: Mention, tie: Tie) -> tuple[str, Mention | None]:
        """The title and the organisation of a function that names none."""
        owned = self.owners.owner(title, actor)
        if owned is not None:
            return " ".join(title.text.split()[: -owned.words_taken or None]), owned.organisation
        implied = self.context.implied(title.first, tie.rule == "label") if self._is_implying(title, tie) else None
        return title.text, implied

    def _is_implying(self, title: Title, tie: Tie) -> bool:
        """Whether a function beside a name leaves its organisation to what was said before."""
        is_elsewhere = title.determiner == "possessive" and self.context.describes_unknown(title.first)
        return not is_elsewhere and title.is_inside and not title.is_former and tie.rule in IMPLYING

    def _shared(self, tie: Tie) -> dict[int, Mention]:
        """The organisation that a bare title takes from the next one: "fondateur et président de Y"."""
        shared: dict[int, Mention] = {}
        following: Mention | None = None
        for position in range(len(tie.titles) - 1, -1, -1):
            title = tie.titles[position]
            is_bare = title.organisation is None and not self._names_somebody(title)
            is_bare = is_bare and title.noun.kind in SHARES_ORGANISATION
            if following is not None and is_bare and not title.is_former:
                shared[position] = following
            following = title.organisation or shared.get(position)
        return shared

    def _names_somebody(self, title: Title) -> bool:
        """Whether a title in lower case holds a name that is none of the mentions ("directeur du Fanal")."""
        words = self.words.texts[title.head : title.last]
        return words[0].islower() and any(word[:1].isupper() for word in words)

    def _claims_of_statement(self, statement: Statement) -> Iterator[RoleClaim]:
        span = (self.words.at(statement.first).start_char, self.words.at(statement.last - 1).end_char)
        form = statement.form
        as_of = self.reading.document.published_on
        is_founder = form.title in FOUNDERS
        period = (
            Period() if is_founder else read_period(self.reading.text, span[1], self.reading.language, False, as_of)
        )
        for actor in statement.actors:
            whole = (min(span[0], actor.start_char), max(span[1], actor.end_char))
            is_woman = self.names.gender(actor) == "f"
            title = feminine(self.reading.language, form.title) if is_woman else form.title
            yield self._claim(whole, actor, statement.organisation, title, form.is_former, "statement", period)

    def _claim(
        self,
        span: tuple[int, int],
        actor: Mention,
        organisation: Mention | None,
        title: str,
        is_former: bool,
        rule: str,
        period: Period,
    ) -> RoleClaim:
        document_id = self.reading.document.document_id
        return RoleClaim(
            role_claim_id=stable_id("rol", document_id, *span, actor.mention_id, title),
            document_id=document_id,
            start_char=span[0],
            end_char=span[1],
            actor_mention_id=actor.mention_id,
            organisation_mention_id=organisation.mention_id if organisation else None,
            title=title,
            is_former=is_former or period.is_over,
            rule=rule,
            confidence=CONFIDENCE[rule],
            started_on=period.started_on,
            ended_on=period.ended_on,
        )

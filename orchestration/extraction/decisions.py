"""One decision a name over the whole document: person, organisation or neither, from all that speaks for each.

What belongs here: gathering clues by name, weighing them, the model's vote. What does not: finding clues
(`persons`, `organisations`, `organisation_phrases`, `acronyms`), giving names their fullest form (`names`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from orchestration import lexicon
from orchestration.extraction.acronyms import is_acronym
from orchestration.extraction.capital_runs import demonyms, name_start, run_end
from orchestration.extraction.clues import Clue, Passage, Sense, folded_words
from orchestration.extraction.persons import is_given_name, is_honorific, is_person_noun, person_end
from orchestration.extraction.vocabulary import is_common
from orchestration.records import OrganisationKind, ThingKind

Key = tuple[str, ...]
ENOUGH = 2.0
_SURE = 3.0
_TOLD = 2.5
# Rules that show an organisation and only hint at its kind: clubs and associations have employees and founders too.
_HINTS = frozenset({"belonging", "activity"})
_HINT = 0.5
# Rules that say what a name is at one place, whatever it is elsewhere: "M. Pernival" beside "le groupe Pernival".
_PLACED = frozenset({"honorific", "announced", "belonging", "activity"})
_OWN_NAME = 3.5
_LONGEST_INITIALS = 4


@cache
def _not_names() -> frozenset[str]:
    return lexicon.words("fr", "not_names")


def is_place(key: Key) -> bool:
    """Whether all words of a name are places."""
    return all(folded in folded_words("fr", "places") for folded in key)


@dataclass(slots=True)
class Evidence:
    """All that a document says of one name."""

    key: Key
    spans: list[tuple[int, int]] = field(default_factory=list)
    rules: dict[Sense, dict[str, float]] = field(
        default_factory=lambda: {"actor": {}, "organisation": {}, "neither": {}}
    )
    votes: dict[str, int] = field(default_factory=dict)
    kinds: dict[OrganisationKind, float] = field(default_factory=dict)
    things: dict[ThingKind, float] = field(default_factory=dict)
    told_at: set[int] = field(default_factory=set)
    faces: dict[Sense, dict[int, Clue]] = field(
        default_factory=lambda: {"actor": {}, "organisation": {}, "neither": {}}
    )
    acronym: str | None = None

    def add(self, clue: Clue) -> None:
        """Take a clue in: a rule counts once a name, at its best."""
        self.spans.append((clue.first, clue.last))
        rules = self.rules[clue.sense]
        rules[clue.rule] = max(clue.weight, rules.get(clue.rule, 0.0))
        if clue.organisation_kind is not None:
            kind = clue.organisation_kind
            weight = _HINT if clue.rule in _HINTS else clue.weight - (0.5 if kind == "other" else 0.0)
            self.kinds[kind] = self.kinds.get(kind, 0.0) + weight
        if clue.thing_kind is not None:
            self.things[clue.thing_kind] = self.things.get(clue.thing_kind, 0.0) + clue.weight
            self.told_at.add(clue.first)
        if clue.rule in _PLACED:
            known = self.faces[clue.sense].get(clue.first)
            self.faces[clue.sense][clue.first] = max(known or clue, clue, key=lambda one: one.weight)
        self.acronym = self.acronym or clue.acronym

    def vote(self, first: int, last: int, label: str) -> None:
        """Take in what the model calls this occurrence."""
        self.spans.append((first, last))
        self.votes[label] = self.votes.get(label, 0) + 1

    def share(self, label: str) -> float:
        """Share of the model's votes for a label, 0 without votes."""
        return self.votes.get(label, 0) / max(1, sum(self.votes.values()))


@dataclass(frozen=True, slots=True)
class Decision:
    """What a name is, and how sure that is. `told_at` are the words before which the text says that it is a thing."""

    key: Key
    kind: Sense
    rule: str
    score: float
    span: tuple[int, int]
    refused: bool = False
    organisation_kind: OrganisationKind | None = None
    acronym: str | None = None
    thing_kind: ThingKind | None = None
    told_at: frozenset[int] = frozenset()
    second: Decision | None = None


def gather(passage: Passage, clues: Iterable[Clue]) -> dict[Key, Evidence]:
    """Bring clues and the model's entities together, name by name."""
    found: dict[Key, Evidence] = {}

    def of(first: int, last: int) -> Evidence:
        key = passage.key(first, last)
        if key not in found:
            found[key] = Evidence(key)
        return found[key]

    for clue in clues:
        of(clue.first, clue.last).add(clue)
    for first, last, label in model_names(passage):
        of(first, last).vote(first, last, label)
    for first, last in capitalised_runs(passage):
        of(first, last).spans.append((first, last))
    _recognise_surnames(found)
    return found


def capitalised_runs(passage: Passage) -> Iterator[tuple[int, int]]:
    """Blocks of capitalised words, ordinary words that open a sentence left out."""
    last = 0
    for index, word in enumerate(passage.words):
        if not word.cap or index < last or is_honorific(word.text):
            continue
        if word.opens and not passage.cap(index + 1) and is_common(word.text):
            continue
        first = name_start(passage, index)
        first += _is_article(passage, first)
        last = max(run_end(passage, first), first + 1)
        person = _given_name_inside(passage, first, last)
        last = person if person > first else last
        yield first, last


def _recognise_surnames(found: dict[Key, Evidence]) -> None:
    """The end of a full name that is surely a person's speaks for a person wherever it stands alone."""
    surnames = {
        key[cut:]
        for key, evidence in found.items()
        if len(key) > 1 and sum(evidence.rules["actor"].values()) >= _SURE
        for cut in range(1, len(key))
    }
    for surname in surnames & found.keys():
        found[surname].rules["actor"]["surname"] = 2.0


def model_names(passage: Passage) -> Iterator[tuple[int, int, str]]:
    """The model's entities, cut to the capitalised words that they hold in one block."""
    starts = [word.start for word in passage.words]
    for entity in passage.reading.doc.ents:
        first, end = bisect_left(starts, entity.start_char), bisect_left(starts, entity.end_char)
        while first < end and not _opens_name(passage, first):
            first += 1
        if first < end and not _is_eponymous(passage, first):
            if entity.label_ == "PER":
                first = _given_name_inside(passage, first + _is_article(passage, first), end)
                yield first, person_end(passage, first), "PER"
            else:
                first = name_start(passage, first)
                yield first, max(min(run_end(passage, first), end), first + 1), entity.label_


def _is_article(passage: Passage, index: int) -> bool:
    """Whether the word is an article that opens a sentence, no part of a surname: "Les Delorme", "Le Fonds X"."""
    if not (passage.words[index].opens and passage.joined(index + 1) and passage.cap(index + 1)):
        return False
    folded = passage.folded[index]
    return folded == "les" or (folded in {"le", "la", "l'"} and is_common(passage.words[index + 1].text))


def _given_name_inside(passage: Passage, first: int, end: int) -> int:
    """Where the person starts in "AFP Jean Martel": at a given name that a surname follows, if there is one."""
    for at in range(first, end):
        if is_given_name(passage.words[at].text) and passage.joined(at + 1) and passage.cap(at + 1):
            return at
        if not passage.joined(at + 1) or not passage.cap(at):
            break
    return first


def _is_eponymous(passage: Passage, first: int) -> bool:
    return passage.folded[first] in folded_words("fr", "eponym_heads") and passage.cap(first + 1)


def _opens_name(passage: Passage, index: int) -> bool:
    word = passage.words[index]
    if not word.cap or word.text.endswith("'") or is_honorific(word.text):
        return False
    # "Britannique Imperial Brands": the adjective only opens the sentence.
    return not (passage.cap(index + 1) and passage.joined(index + 1) and _only_opens(passage, index))


def _only_opens(passage: Passage, index: int) -> bool:
    return passage.folded[index] in demonyms() or is_person_noun(passage.folded[index])


def decide(passage: Passage, evidence: Evidence) -> Decision:
    """Weigh everything said of one name."""
    actor, organisation = dict(evidence.rules["actor"]), dict(evidence.rules["organisation"])
    neither = sum(evidence.rules["neither"].values()) + _doubt(passage, evidence)
    _add_model(passage, evidence, actor, organisation)
    actor_score, organisation_score = sum(actor.values()), sum(organisation.values())
    if "speech" in actor and organisation_score > actor_score - actor["speech"]:
        actor_score -= actor["speech"]
    if evidence.key[0] in demonyms() and len(evidence.key) == 1:
        neither += 4
    best = max(actor_score, organisation_score)
    if best - neither < ENOUGH:
        return _no_name(evidence, best - neither, neither >= ENOUGH)
    kind: Sense = "actor" if actor_score > organisation_score else "organisation"
    rules = actor if kind == "actor" else organisation
    rule = max(sorted(rules), key=lambda name: rules[name])
    score = best - neither - 0.5 * min(actor_score, organisation_score)
    organisation_kind = None
    if kind == "organisation":
        organisation_kind = max(sorted(evidence.kinds), key=lambda k: evidence.kinds[k]) if evidence.kinds else "other"
    return Decision(
        evidence.key,
        kind,
        rule,
        score,
        min(evidence.spans, key=lambda span: (passage.shouts(span[0]), span)),
        organisation_kind=organisation_kind,
        acronym=evidence.acronym,
        second=_second(evidence, kind),
    )


def _second(evidence: Evidence, kind: Sense) -> Decision | None:
    """What the name is at those places where it is somebody else's: a firm beside the person whose name it bears."""
    if kind == "actor":
        told = [clue for clue in evidence.faces["organisation"].values() if _is_told(clue)]
        faces = evidence.faces["organisation"] if told else {}
    else:
        told = [clue for clue in evidence.faces["actor"].values() if clue.rule == "honorific"]
        faces = {clue.first: clue for clue in told}
    if not told:
        return None
    first = min(told, key=lambda clue: clue.first)
    return Decision(
        evidence.key,
        first.sense,
        first.rule,
        first.weight,
        (first.first, first.last),
        organisation_kind="company" if first.sense == "organisation" else None,
        told_at=frozenset(at for at, clue in faces.items() if clue.weight >= _TOLD),
    )


def _is_told(clue: Clue) -> bool:
    """Whether a clue shows a firm that bears a person's name: "le groupe X", "PDG de X"; "le patron de X" does not."""
    return clue.organisation_kind == "company" and (clue.rule == "announced" or clue.weight >= _OWN_NAME)


def _no_name(evidence: Evidence, score: float, refused: bool) -> Decision:
    """Neither a person nor an organisation: the name of a thing, or none at all."""
    key, told = evidence.key, sum(evidence.things.values())
    against = max((*evidence.rules["actor"].values(), *evidence.rules["organisation"].values(), 0.0))
    is_other = is_place(key) or (len(key) == 1 and key[0] in demonyms() | folded_words("fr", "known_surnames"))
    if not told or against >= told or is_other:
        return Decision(key, "neither", "none", score, evidence.spans[0], refused=refused)
    rules = evidence.rules["neither"]
    kinds: list[ThingKind] = sorted(evidence.things, key=lambda kind: (-evidence.things[kind], kind))
    return Decision(
        key,
        "neither",
        max(sorted(rules), key=lambda name: rules[name]),
        told - against,
        evidence.spans[0],
        refused=refused,
        thing_kind=kinds[0],
        told_at=frozenset(evidence.told_at),
    )


def _add_model(passage: Passage, evidence: Evidence, actor: dict[str, float], organisation: dict[str, float]) -> None:
    """The model's vote: worth more for several words, for words that French lacks, and for acronyms."""
    first, last = evidence.spans[0]
    texts = [word.text for word in passage.words[first:last]]
    rare = sum(not is_common(text) for text in texts)
    if len(texts) > 1:
        weight = 2.0 if rare else 1.0
    else:
        weight = 1.0 + (0.5 if rare and not all(passage.words[a].opens for a, _ in evidence.spans) else 0.0)
    if evidence.votes.get("PER"):
        actor["model"] = weight * evidence.share("PER")
    if evidence.votes.get("ORG"):
        bonus = 0.5 if len(texts) == 1 and (is_acronym(texts[0]) or rare) else 0.0
        organisation["model"] = (weight + bonus) * evidence.share("ORG")


def _is_full_name(evidence: Evidence) -> bool:
    """Whether a given name and a surname that is no place stand together: "Aurore Morvan", whatever the model says."""
    is_sure = evidence.rules["actor"].get("given_name", 0.0) >= _SURE
    return is_sure and not folded_words("fr", "places") & set(evidence.key)


def _names_nobody(text: str) -> bool:
    """Whether a word is an initial, as authors sign ("S. G."), or a number ("Quarante-quatre")."""
    is_initial = text.endswith(".") and len(text.replace("-", "")) <= _LONGEST_INITIALS
    return is_initial or all(part in folded_words("fr", "number_words") for part in text.lower().split("-"))


def _doubt(passage: Passage, evidence: Evidence) -> float:
    """What speaks against any name: places, words that name nobody, a lone ordinary word that opens its sentences."""
    first, last = evidence.spans[0]
    texts = [word.text for word in passage.words[first:last]]
    # The model takes unknown firms and surnames for places; "la start-up X" and a full name elsewhere know better.
    is_told = max(evidence.rules["organisation"].values(), default=0.0) >= _TOLD or "surname" in evidence.rules["actor"]
    doubt = (0.5 if is_told else 1.0 if _is_full_name(evidence) else 2.0) * evidence.share("LOC")
    if all(text in _not_names() or text.isdigit() for text in texts):
        doubt += 4.0
    if is_place(evidence.key):
        doubt += 3.0
    if all(_names_nobody(text) for text in texts):
        doubt += 4.0
    if last - first > 1:
        return doubt
    doubt += 0.5 * evidence.share("MISC")
    if is_person_noun(evidence.key[0]):
        doubt += 3.0
    if is_honorific(texts[0]):
        doubt += 8.0
    if not is_told and is_common(texts[0]) and all(passage.words[a].opens for a, _ in evidence.spans):
        doubt += 1.0
    return doubt

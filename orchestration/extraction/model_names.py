"""Names in a language without detectors of its own: the model's entities, trimmed and completed by plain wording.

What belongs here: reading the model's labels, titles of address, legal forms and the nouns that open or close an
organisation's name; one kind a name in a document. What does not: the names of French documents (`mentions`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from orchestration import lexicon
from orchestration.extraction.human_words import honorifics
from orchestration.extraction.reading import Reading
from orchestration.records import Mention, MentionKind, OrganisationKind, stable_id

CAPITAL_WORD = r"[^\W\d_a-zß-öø-ÿ][\w'&-]*"
CONNECTIVE = r"(?:of|for|and|the|&|de|del|van|von|der|al|bin)"
NAME_WORD = re.compile(r"[\w&-]+(?:'(?!s\b)\w+)*\.?")
WORD_BEFORE = re.compile(r"\b([a-z][\w-]*),? $")
# "X, a French start-up", "X, the engineering group": the noun ends its phrase.
APPOSITION = re.compile(r", (?:an?|the)(?: [\w-]+){0,3}? ([\w-]+)(?=,|\.| (?:that|which|who|in|of|based)\b)")
LONGEST_NOUN = 25
LONGEST_PERSON = 4
CONNECTED = re.compile(r" (?:of|for|and)(?: the)? ")
PARTICLES = frozenset({"of", "for", "and", "the", "&", "de", "del", "van", "von", "der", "al", "bin", "la", "le"})
ACRONYM_AFTER = re.compile(r" \(([A-Z][A-Z&]{1,7})\)")
SURE = 3
CONFIDENCE = {
    "honorific": 0.9,
    "legal_form": 0.9,
    "organisation_head": 0.85,
    "announced": 0.8,
    "given_name": 0.85,
    "acronym_pair": 0.8,
    "model": 0.7,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of text that may be a name."""

    start: int
    end: int
    kind: MentionKind
    rule: str
    organisation_kind: OrganisationKind | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What a name is in this document, with its fullest form."""

    kind: MentionKind
    rule: str
    name: str
    acronym: str | None = None
    organisation_kind: OrganisationKind | None = None


def find_model_names(reading: Reading) -> list[Mention]:
    """Find the names of people and organisations: sorted, never overlapping, each with its fullest form."""
    decided = _decided(reading, [*_entities(reading), *_told(reading)])
    return [_mention(reading, start, end, decided[text]) for start, end, text in _occurrences(reading, decided)]


def _entities(reading: Reading) -> Iterator[Candidate]:
    """What the model calls a person or an organisation."""
    labels = lexicon.table(reading.language, "model_labels")
    for entity in reading.doc.ents:
        kind = labels.get(entity.label_)
        if kind is not None:
            start, end = _trimmed(reading, entity.start_char, entity.end_char, person=kind == "actor")
            if start < end and _is_name(reading, start, end):
                yield Candidate(start, end, "actor" if kind == "actor" else "organisation", "model")


def _trimmed(reading: Reading, start: int, end: int, *, person: bool) -> tuple[int, int]:
    """The bounds without articles, line ends, possessive endings and, for a person, titles of address."""
    titles = honorifics(reading.language) if person else frozenset[str]()
    words = list(NAME_WORD.finditer(reading.text, start, end))
    cut = next((i for i in range(1, len(words)) if "\n" in reading.text[words[i - 1].end() : words[i].start()]), None)
    words = words[:cut]
    while words and not words[0].group()[0].isupper() | words[0].group()[0].isdigit():
        words.pop(0)
    while words and (words[0].group() == "The" or _bare(words[0].group()) in titles):
        words.pop(0)
    while words and (words[-1].group() == "s" or words[-1].group() in PARTICLES):
        words.pop()
    if not words:
        return start, start
    last = words[-1].group()
    dotted = last.endswith(".") and last not in lexicon.words(reading.language, "legal_forms") and len(last) > 2
    return words[0].start(), words[-1].end() - (1 if dotted else 0)


def _bare(word: str) -> str:
    return word.lower().rstrip(".")


def _is_name(reading: Reading, start: int, end: int) -> bool:
    """Whether the words can name somebody: a capital opens them, they are no day, month or people, no boilerplate."""
    text = reading.text[start:end]
    nobody = (lexicon.words(reading.language, name) for name in ("weekdays", "months", "demonyms"))
    common = any(text.lower() in words for words in nobody)
    return text[0].isupper() and len(text) > 1 and not common and reading.is_content(start, end)


def _told(reading: Reading) -> Iterator[Candidate]:
    """What the wording tells: "Ms [Okoro]", "[Norvane plc]", "[Ministry of Works]", "[Kelsford Gazette]"."""
    for section in reading.content_sections:
        for run in _runs(reading.language).finditer(reading.text, section.start_char, section.end_char):
            opening = NAME_WORD.match(run.group())
            titled = opening is not None and _bare(opening.group()) in honorifics(reading.language)
            # "Professor Rao of the University of Kelsford" are two names.
            parts = CONNECTED.split(run.group(), maxsplit=1) if titled else [run.group()]
            at = run.start()
            for part in parts:
                yield from _told_of(reading, at, at + len(part))
                at = run.end() - len(parts[-1])


@cache
def _runs(language: str) -> re.Pattern[str]:
    """Capitalised words with the small words between them; a full stop only behind an initial or a title ("Dr.")."""
    titles = "|".join(
        re.escape(title) for title in sorted(lexicon.words(language, "honorifics")) if title.endswith(".")
    )
    word = rf"(?:(?:{titles})(?= )|[A-Z]\.(?=[ A-Z])|{CAPITAL_WORD})"
    return re.compile(rf"{word}(?:(?: {CONNECTIVE})* {word})*")


def _told_of(reading: Reading, start: int, end: int) -> Iterator[Candidate]:
    rule, last = _organisation_rule(reading, start, end)
    if rule:
        begin, stop = _trimmed(reading, start, last, person=False)
        yield Candidate(begin, stop, "organisation", rule)
    elif announced := _announced_kind(reading, start, end):
        begin, stop = _trimmed(reading, start, end, person=False)
        yield Candidate(begin, stop, "organisation", "announced", announced)
    begin, stop = _trimmed(reading, start, end, person=True)
    titled = bool(reading.text[start:begin].strip()) and reading.text[start:begin].strip() != "The"
    words = NAME_WORD.findall(reading.text[begin:stop])
    given = lexicon.table(reading.language, "given_name_gender")
    if titled and begin < stop:
        yield Candidate(begin, stop, "actor", "honorific")
    elif not rule and 1 < len(words) <= LONGEST_PERSON and words[0] in given:
        yield Candidate(begin, stop, "actor", "given_name")


def _announced_kind(reading: Reading, start: int, end: int) -> OrganisationKind | None:
    """The kind of organisation that a noun says the name is: "the operator X", "X, a French start-up"."""
    text, nouns = reading.text, lexicon.table(reading.language, "organisation_anaphors")
    before = WORD_BEFORE.search(text, max(0, start - LONGEST_NOUN), start)
    behind = APPOSITION.match(text, end)
    noun = next((found.group(1).lower() for found in (before, behind) if found and found.group(1).lower() in nouns), "")
    return cast(OrganisationKind, nouns[noun].split()[0]) if noun else None


def _organisation_rule(reading: Reading, start: int, end: int) -> tuple[str, int]:
    """What proves an organisation in a run of capitals, and where its name ends; nothing for a run of one word."""
    texts = NAME_WORD.findall(reading.text[start:end])
    forms = lexicon.words(reading.language, "legal_forms")
    # "plc" is in lower case: it stands behind the run of capitals.
    following = NAME_WORD.match(reading.text, end + 1)
    if following is not None and following.group() in forms and following.group().islower():
        return "legal_form", following.end()
    if len(texts) > 1 and any(text in lexicon.words(reading.language, "organisation_heads") for text in texts):
        return "organisation_head", end
    return ("legal_form" if len(texts) > 1 and texts[-1] in forms else ""), end


def _decided(reading: Reading, candidates: Sequence[Candidate]) -> dict[str, Decided]:
    """Each name as written, with its kind: what wording tells outweighs the model, the model votes by occurrence."""
    votes: defaultdict[str, Counter[MentionKind]] = defaultdict(Counter)
    rules: dict[tuple[str, MentionKind], str] = {}
    for candidate in candidates:
        text = reading.text[candidate.start : candidate.end]
        votes[text][candidate.kind] += 1 if candidate.rule == "model" else SURE
        if rules.get((text, candidate.kind), "model") == "model":
            rules[text, candidate.kind] = candidate.rule
    kinds = {text: max(sorted(count), key=lambda kind: count[kind]) for text, count in votes.items()}
    _surnames_follow(kinds)
    told = {reading.text[c.start : c.end]: c.organisation_kind for c in candidates if c.organisation_kind}
    acronyms = dict(_acronyms(reading, kinds))
    found = {}
    for text, kind in kinds.items():
        name = _fullest(text, kind, kinds)
        found[text] = Decided(kind, rules.get((text, kind), "model"), name, acronyms.get(text), told.get(name))
    for long_form, acronym in acronyms.items():
        found[acronym] = Decided("organisation", "acronym_pair", long_form, acronym)
    return found


def _surnames_follow(kinds: dict[str, MentionKind]) -> None:
    """A lone word that ends one full name of a person is that person; a full name makes its surname a name."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for text, kind in kinds.items():
        if kind == "actor" and " " in text:
            owners[text.rsplit(" ", 1)[1]].add(text)
    for surname in owners:
        if surname not in kinds or " " not in surname:
            kinds[surname] = "actor"


def _fullest(text: str, kind: MentionKind, kinds: dict[str, MentionKind]) -> str:
    """The one fuller name of the same kind that ends (a person) or opens (an organisation) with these words."""
    if kind == "actor":
        fuller = [name for name, of in kinds.items() if of == kind and name.endswith(f" {text}")]
    else:
        fuller = [name for name, of in kinds.items() if of == kind and name.startswith(f"{text} ")]
    return max(fuller, key=len) if len(fuller) == 1 else text


def _acronyms(reading: Reading, kinds: dict[str, MentionKind]) -> Iterator[tuple[str, str]]:
    """Long forms with the acronym that stands in brackets behind them."""
    for text, kind in kinds.items():
        at = reading.text.find(f"{text} (") if kind == "organisation" else -1
        found = ACRONYM_AFTER.match(reading.text, at + len(text)) if at >= 0 else None
        if found is not None:
            yield text, found.group(1)


def _occurrences(reading: Reading, decided: dict[str, Decided]) -> Iterator[tuple[int, int, str]]:
    """Every place where a decided name stands, the longest first."""
    by_word: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(decided, key=len, reverse=True):
        opening = NAME_WORD.match(name)
        if opening is not None:
            by_word[opening.group().rstrip(".")].append(name)
    text = reading.text
    for section in reading.content_sections:
        end = section.start_char
        for word in NAME_WORD.finditer(text, section.start_char, section.end_char):
            names = by_word.get(word.group().rstrip("."), ()) if word.start() >= end else ()
            found = next((name for name in names if _stands_at(text, word.start(), name)), "")
            if found:
                end = word.start() + len(found)
                yield word.start(), end, found


def _stands_at(text: str, start: int, name: str) -> bool:
    """Whether a name stands at a place and ends where a word ends."""
    after = text[start + len(name) : start + len(name) + 1]
    return text.startswith(name, start) and not (after.isalnum() or after == "-")


@cache
def _kinds(language: str) -> dict[str, OrganisationKind]:
    rows = [*lexicon.rows(language, "legal_forms"), *lexicon.rows(language, "organisation_heads")]
    return {row[0]: cast(OrganisationKind, row[1]) for row in rows}


def _mention(reading: Reading, start: int, end: int, decided: Decided) -> Mention:
    kinds = _kinds(reading.language)
    words = NAME_WORD.findall(decided.name)
    kind: OrganisationKind = next(
        (kinds[word] for word in [*words[-1:], *words] if word in kinds), decided.organisation_kind or "other"
    )
    document_id = reading.document.document_id
    return Mention(
        mention_id=stable_id("men", document_id, start, end),
        document_id=document_id,
        start_char=start,
        end_char=end,
        surface_text=reading.surface(start, end),
        kind=decided.kind,
        name=decided.name,
        rule=decided.rule,
        confidence=CONFIDENCE[decided.rule],
        acronym=decided.acronym,
        organisation_kind=None if decided.kind == "actor" else kind,
    )

"""The query language: what people type, read into a record, and the record as an expression of the full-text index.

What belongs here: words, "phrases", -exclusions, beginnings*, fields:in French and English. What does not: asking the
index (`searching`). Nothing that is typed is wrong: what cannot be understood is told (`notes`) and left out, and what
reaches the index are letters and digits within quotation marks, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from orchestration.explorer.search.folding import folded, words_of

MOST_TERMS = 24
# A column of the index by the name of a field.
COLUMNS = {
    "speaker": "speaker",
    "locuteur": "speaker",
    "title": "title",
    "titre": "title",
    "buyer": "buyer",
    "acheteur": "buyer",
    "supplier": "supplier",
    "fournisseur": "supplier",
}
# A way to narrow the results by the name of a field.
FACETS = {
    "type": "type",
    "kind": "kind",
    "genre": "kind",
    "year": "year",
    "année": "year",
    "annee": "year",
    "publisher": "publisher",
    "source": "publisher",
    "language": "language",
    "langue": "language",
}
TYPES = {
    "actor": "actor person people acteur acteurs actrice personne personnes actors persons",
    "organisation": "organisation organisations organization organizations",
    "contract": "contract contracts contrat contrats marche marches",
    "document": "document documents texte textes text texts article articles",
    "quote": "quote quotes quotation quotations citation citations propos",
}
KINDS = {
    "company": "company companies entreprise entreprises societe societes",
    "public_body": "public_body public administration administrations",
    "media": "media medias",
    "party": "party parties parti partis",
    "association": "association associations",
    "court": "court courts tribunal tribunaux",
    "school": "school schools ecole ecoles universite universites",
    "fund": "fund funds fonds",
    "international": "international",
    "other": "other autre autres",
}
LANGUAGES = {
    "fr": "fr francais french",
    "en": "en anglais english",
    "de": "de allemand german",
    "es": "es espagnol spanish",
}
_VALUES: Mapping[str, Mapping[str, str]] = {
    facet: {word: value for value, written in values.items() for word in written.split()}
    for facet, values in (("type", TYPES), ("kind", KINDS), ("language", LANGUAGES))
}
_FIELD = "|".join(sorted({*COLUMNS, *FACETS}, key=len, reverse=True))
_PART = re.compile(
    rf"""(?P<not>-(?=\S))?
    (?:(?P<field>{_FIELD})[ \u00a0\u202f]?:\s*(?=\S))?
    (?:["“”«](?P<phrase>[^"“”«»]*)["“”»]?(?P<open>\*)? | (?P<word>\S+))""",
    re.IGNORECASE | re.VERBOSE,
)
_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’ʼ](?=\w)", re.IGNORECASE)
_YEARS = re.compile(r"(\d{4})(?:\s*(?:-|–|\.\.)\s*(\d{4}))?")
# Beyond which a range of years is a slip of the hand.
_LONGEST_RANGE = 400
_SHORTEST = 3
# A single letter begins half of all words.
_SHORTEST_BEGINNING = 2


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand together, folded; `column` is where, empty for anywhere."""

    words: tuple[str, ...]
    column: str = ""
    is_prefix: bool = False
    is_exact: bool = False

    def spellings(self) -> tuple[tuple[str, ...], ...]:
        """The words, and singular or plural of a word that stands alone."""
        if self.is_exact or self.is_prefix or len(self.words) > 1:
            return (self.words,)
        return tuple((form,) for form in number_forms(self.words[0]))


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which values of a facet are asked for, or are not."""

    facet: str
    values: frozenset[str]
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, understood.

    `plain` are the wanted words as typed, `name` is all of it as somebody's name; `notes` are (kind, words) to tell.
    """

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    narrowings: tuple[Narrowing, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    plain: str = ""
    name: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not self.wanted and not self.narrowings

    def expression(self) -> str:
        """The query as an expression of FTS5; empty when it has no words that must be found."""
        wanted = " AND ".join(map(_expression, self.wanted))
        unwanted = " OR ".join(map(_expression, self.unwanted))
        return f"({wanted}) NOT ({unwanted})" if wanted and unwanted else wanted

    def marked(self) -> list[tuple[tuple[str, ...], bool]]:
        """The phrases that are marked in what was found: words, and whether the last is only a beginning."""
        return [(words, term.is_prefix) for term in self.wanted for words in term.spellings()]


def parse(typed: str) -> Query:
    """Understand what was typed."""
    reading = _Reading()
    for part in _PART.finditer(typed):
        reading.take(part)
    return reading.understood(typed)


@dataclass(slots=True)
class _Reading:
    """What has been read so far, part by part."""

    wanted: list[Term] = field(default_factory=list)
    unwanted: list[Term] = field(default_factory=list)
    narrowings: list[Narrowing] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    is_name: bool = True

    def take(self, part: re.Match[str]) -> None:
        named = (part["field"] or "").lower()
        self.is_name = self.is_name and not part["not"] and not named
        if named in FACETS:
            self._narrow(FACETS[named], part)
        elif term := _term(part, COLUMNS.get(named, "")):
            self._look_for(term, part)

    def _narrow(self, facet: str, part: re.Match[str]) -> None:
        if values := _values(facet, _written(part)):
            self.narrowings.append(Narrowing(facet, values, bool(part["not"])))
        else:
            self.notes.append((f"unknown_{facet}", _written(part)))

    def _look_for(self, term: Term, part: re.Match[str]) -> None:
        if _is_open(part) and not term.is_prefix:
            self.notes.append(("short_beginning", term.words[-1]))
        if part["not"]:
            self.unwanted.append(term)
            return
        self.wanted.append(term)
        if not term.column:
            self.plain.append(_ELIDED.sub("", part[0]))

    def understood(self, typed: str) -> Query:
        if self.unwanted and not self.wanted:
            self.notes.append(("only_exclusions", ""))
        if len(self.wanted) + len(self.unwanted) > MOST_TERMS:
            self.notes.append(("too_many_words", str(MOST_TERMS)))
        return Query(
            tuple(self.wanted[:MOST_TERMS]),
            tuple(self.unwanted[: max(0, MOST_TERMS - len(self.wanted))]),
            _merged(self.narrowings),
            tuple(self.notes),
            " ".join(self.plain),
            " ".join(words_of(typed)) if self.is_name else "",
        )


def _written(part: re.Match[str]) -> str:
    return str(part["word"] if part["phrase"] is None else part["phrase"]).strip()


def _term(part: re.Match[str], column: str) -> Term | None:
    is_phrase, written = part["phrase"] is not None, _written(part)
    if not is_phrase:
        written = _ELIDED.sub("", written)
    words = tuple(words_of(written))
    if not words:
        return None
    return Term(words, column, _is_open(part) and len(words[-1]) >= _SHORTEST_BEGINNING, is_exact=is_phrase)


def _is_open(part: re.Match[str]) -> bool:
    """Whether a star asks for words that begin so."""
    return bool(part["open"]) or (part["word"] or "").endswith("*")


def _values(facet: str, written: str) -> frozenset[str]:
    if facet == "year":
        return _years(written)
    if facet == "publisher":
        return frozenset({" ".join(words_of(written))} - {""})
    found = _VALUES[facet].get(folded(written).replace("-", "_"))
    return frozenset({found} if found else ())


def _years(written: str) -> frozenset[str]:
    found = _YEARS.fullmatch(written)
    if not found or not written.isascii():
        return frozenset()
    first, last = sorted((int(found[1]), int(found[2] or found[1])))
    return frozenset(map(str, range(first, min(last, first + _LONGEST_RANGE) + 1)))


def _merged(narrowings: Iterable[Narrowing]) -> tuple[Narrowing, ...]:
    """Several values of one facet are alternatives."""
    merged: dict[tuple[str, bool], frozenset[str]] = {}
    for one in narrowings:
        key = (one.facet, one.is_excluded)
        merged[key] = merged.get(key, frozenset()) | one.values
    return tuple(Narrowing(facet, values, is_excluded) for (facet, is_excluded), values in merged.items())


def number_forms(word: str) -> tuple[str, ...]:
    """A folded word and what it may be in the singular and plural: marché, marchés; journal, journaux."""
    if len(word) < _SHORTEST or not word.isalpha():
        return (word,)
    forms = [word]
    if word.endswith("aux"):
        forms += [f"{word[:-3]}al", word[:-1]]
    elif word.endswith("al"):
        forms += [f"{word[:-2]}aux", f"{word}s"]
    elif word.endswith(("s", "x")):
        forms += [word[:-1]] if len(word) > _SHORTEST else []
    elif word.endswith(("au", "eu")):
        forms += [f"{word}x", f"{word}s"]
    elif not word.endswith("z"):
        forms.append(f"{word}s")
    return tuple(forms)


def _expression(term: Term) -> str:
    star = " *" if term.is_prefix else ""
    phrases = " OR ".join(f'"{" ".join(words)}"{star}' for words in term.spellings())
    return f"{{{term.column}}} : ({phrases})" if term.column else f"({phrases})"

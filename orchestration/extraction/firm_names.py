"""Names closed or opened by a legal form: "Dupont SRL", "Pavage du Haut-Fleuve ltée", "Morvan & Associés".

What belongs here: where a name beside a legal form, or beside "et fils", begins and ends. What does not: the forms
(lexicon), firms that a noun announces (`organisations`), firms named after their trade alone (`organisation_phrases`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import cast

from orchestration.extraction.capital_runs import LONGEST_RUN, legal_forms, name_start, run_end
from orchestration.extraction.clues import Clue, Passage, folded_words
from orchestration.extraction.organisation_labels import DETERMINERS
from orchestration.extraction.organisation_phrases import opens_organisation
from orchestration.extraction.persons import is_given_name, is_person_noun
from orchestration.extraction.surface import fold
from orchestration.extraction.vocabulary import is_common
from orchestration.records import OrganisationKind

_LINKS = frozenset({"de", "d'", "du", "des"})
_ARTICLES = frozenset({"la", "l'"})
_WITH_ARTICLE = frozenset({"du", "des"})


@cache
def _folded_forms() -> frozenset[str]:
    return frozenset(fold(form) for form in legal_forms())


def find_firm_clues(passage: Passage) -> Iterator[Clue]:
    """Clues from legal forms and from the words for partners behind a name."""
    partners = folded_words("fr", "partner_words")
    for index in passage.where(_folded_forms() | partners):
        if passage.words[index].text in legal_forms():
            yield from _legal_form(passage, index)
        elif passage.folded[index] in partners:
            yield from _partners(passage, index)
    yield from _ampersands(passage)
    yield from _of_country(passage)


def _ampersands(passage: Passage) -> Iterator[Clue]:
    """Firms are called "Halle & Quai"; two people are not written so."""
    for index, word in enumerate(passage.words):
        if word.gap == " & " and word.cap and passage.cap(index - 1):
            first, last = _name_before(passage, index, linked=False), run_end(passage, index)
            yield Clue(first, last, "organisation", 1.0, "ampersand", "company")


def _of_country(passage: Passage) -> Iterator[Clue]:
    """A word that French lacks before a country or a continent: "Aquatherm Afrique"; people bear given names there."""
    for index in passage.where(folded_words("fr", "business_areas")):
        first = index - 1
        ends = (
            passage.cap(index) and passage.joined(index) and not (passage.joined(index + 1) and passage.cap(index + 1))
        )
        if ends and _is_coined(passage, first) and not (passage.joined(first) and passage.cap(first - 1)):
            yield Clue(first, index + 1, "organisation", 2.0, "of_country", "company")


def _is_coined(passage: Passage, index: int) -> bool:
    """Whether a capitalised word is none of the language, no given name and no place."""
    text, folded = passage.words[index].text, passage.folded[index]
    known = any(folded in folded_words("fr", name) for name in ("places", "function_words"))
    return passage.cap(index) and not (known or is_common(text) or is_given_name(text))


def _legal_form(passage: Passage, index: int) -> Iterator[Clue]:
    """A name beside a legal form ("Dupont SRL"); in front of the name, the form stays outside."""
    text = passage.words[index].text
    kind = cast(OrganisationKind, legal_forms()[text])
    # "Services" closes a name of its own block only: "le Directeur de Vantoris Services".
    behind = _before_last_word(passage, index) if text.isupper() or text[-1] == "." else index
    first = _name_before(passage, behind, linked=not text.istitle() or not is_common(text))
    if first < behind:
        yield Clue(first, index + 1, "organisation", 2.5, "legal_form", kind)
    elif text.isupper() and passage.joined(index + 1) and passage.cap(index + 1):
        yield Clue(index + 1, run_end(passage, index + 1), "organisation", 2.5, "legal_form", kind)


def _before_last_word(passage: Passage, index: int) -> int:
    """Index of the word in lower case between a name and its form: "Morvan Génie [civil] SA"."""
    at = index - 1
    # The model takes some adjectives there for nouns.
    is_word = at > 0 and passage.joined(index) and passage.joined(at) and passage.pos(at) in {"ADJ", "NOUN"}
    return at if is_word and not passage.cap(at) and passage.cap(at - 1) else index


def _partners(passage: Passage, index: int) -> Iterator[Clue]:
    """As in "Déneigement Turcoval et fils", "Morvan & Associés"; "Paul Morvan et fils" may be two people."""
    ampersand = passage.joined(index) and "&" in passage.words[index].gap
    after = index if ampersand else index - 1
    if not ampersand and not (passage.joined(index) and after > 0 and passage.words[after].text == "et"):
        return
    first = _name_before(passage, after, linked=False)
    is_family = not passage.cap(index) and not ampersand and is_given_name(passage.words[first].text)
    if first < after and not is_family:
        yield Clue(first, index + 1, "organisation", 2.5, "partners", "company")


def _name_before(passage: Passage, index: int, *, linked: bool) -> int:
    """First word of the name that ends before `index`; `linked` lets it run over "du", "de la" to a trade."""
    first = index
    while first > 0 and index - first < LONGEST_RUN and passage.joined(first):
        before = first - 1 if passage.cap(first - 1) else _trade_before(passage, first) if linked else None
        if before is None:
            break
        first = before
    if first < index and passage.folded[first] in DETERMINERS:
        first += 1
    return name_start(passage, first) if first < index else index


def _trade_before(passage: Passage, first: int) -> int | None:
    """The capitalised trade that "de", "du", "de la" joins to a name: "Pavage du Haut-Fleuve ltée"."""
    at = first - 1
    if not passage.cap(first):
        return None
    if passage.folded[at] in _ARTICLES and passage.joined(at):
        at -= 1
    if passage.words[at].text not in _LINKS or not passage.joined(at):
        return None
    before = at - 1
    if not passage.cap(before) and passage.pos(before) == "ADJ" and passage.joined(before):
        before -= 1  # "Espaces verts de la Meuse SA"
    if not passage.cap(before):
        return None
    ordinary = is_common(passage.words[before].text) and not is_person_noun(passage.folded[before])
    # "Rachat de Vantoris SA" opens a headline; no firm is called by its article alone, as in "Lumière du Condroz SRL".
    named = ordinary and (not passage.words[before].opens or passage.words[at].text in _WITH_ARTICLE or at < first - 1)
    return before if named or opens_organisation(passage, before) else None

"""Names closed or opened by a legal form: "Dupont SRL", "Pavage du Haut-Fleuve ltée", "Morvan & Associés".

What belongs here: where a name beside a legal form, or beside "et fils", begins and ends. What does not: the forms
(lexicon), firms that a noun announces (`organisations`), firms named after their trade alone (`organisation_phrases`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import cast

from orchestration.extraction.clues import Clue, Passage, folded_words
from orchestration.extraction.organisation_phrases import opens_organisation
from orchestration.extraction.organisations import DETERMINERS, LONGEST_RUN, legal_forms, name_start, run_end
from orchestration.extraction.persons import is_given_name, is_person_noun
from orchestration.extraction.surface import fold
from orchestration.extraction.vocabulary import is_common
from orchestration.records import OrganisationKind

_LINKS = frozenset({"de", "d'", "du", "des"})
_ARTICLES = frozenset({"la", "l'"})


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


def _ampersands(passage: Passage) -> Iterator[Clue]:
    """Firms are called "Halle & Quai"; two people are not written so."""
    for index, word in enumerate(passage.words):
        if word.gap == " & " and word.cap and passage.cap(index - 1):
            first, last = _name_before(passage, index, linked=False), run_end(passage, index)
            yield Clue(first, last, "organisation", 1.0, "ampersand", "company")


def _legal_form(passage: Passage, index: int) -> Iterator[Clue]:
    """A name beside a legal form ("Dupont SRL"); in front of the name, the form stays outside."""
    text = passage.words[index].text
    kind = cast(OrganisationKind, legal_forms()[text])
    # "Services" closes a name of its own block only: "le Directeur de Vantoris Services".
    first = _name_before(passage, index, linked=not text.istitle() or not is_common(text))
    if first < index:
        yield Clue(first, index + 1, "organisation", 2.5, "legal_form", kind)
    elif text.isupper() and passage.joined(index + 1) and passage.cap(index + 1):
        yield Clue(index + 1, run_end(passage, index + 1), "organisation", 2.5, "legal_form", kind)


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
    before = at - 1
    if passage.words[at].text not in _LINKS or not (passage.joined(at) and passage.cap(before)):
        return None
    ordinary = is_common(passage.words[before].text) and not is_person_noun(passage.folded[before])
    named = ordinary and not passage.words[before].opens
    return before if named or opens_organisation(passage, before) else None

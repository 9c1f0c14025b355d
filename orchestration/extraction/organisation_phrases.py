"""Long names built by French grammar: "cour d'appel de Douai", "Haute Autorité pour la transparence …".

What belongs here: where such a name ends, given the noun that opens it. What does not: names of one block
(`organisations`), acronyms (`acronyms`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import cast

from orchestration import lexicon
from orchestration.extraction.capital_runs import demonyms
from orchestration.extraction.clues import Clue, Passage, folded_words
from orchestration.extraction.known_organisations import known_names
from orchestration.extraction.organisation_labels import is_label
from orchestration.extraction.persons import is_given_name, is_honorific, person_end
from orchestration.extraction.surface import WordTrie, fold_words
from orchestration.extraction.territories import acts
from orchestration.extraction.vocabulary import is_common
from orchestration.records import OrganisationKind

_LINKS = frozenset({"de", "d'", "du", "des", "pour", "contre", "aux", "à"})
# After a known name these open another complement: "candidat du Parti radical à la mairie".
_AIMS = frozenset({"à", "aux", "pour", "contre"})
_ARTICLES = frozenset({"la", "le", "les", "l'"})
# Endings of adjectives that belong to a title; "compétent" or "chargé" do not.
_RELATIONAL = ("ique", "iques", "al", "ale", "ales", "aux", "el", "elle", "if", "ive", "eur", "eure", "aire", "aires")
_LONGEST = 14
_MOST_LINKS = 4


@cache
def _heads() -> WordTrie[tuple[OrganisationKind, str, OrganisationKind]]:
    """Head nouns with the kind, the use, and the kind where a name follows at once ("Agence Cormoran" is a firm)."""
    trie: WordTrie[tuple[OrganisationKind, str, OrganisationKind]] = WordTrie()
    for row in lexicon.rows("fr", "organisation_heads"):
        name, kind, use, named = (*row, "", "")[:4]
        trie.add(fold_words(name), (cast(OrganisationKind, kind), use, cast(OrganisationKind, named or kind)))
    return trie


def opens_organisation(passage: Passage, index: int) -> bool:
    """Whether an organisation's name may open with this word ("Pavage", "Ateliers")."""
    return _heads().longest(passage.folded, index, passage.joined) is not None


def find_phrase_clues(passage: Passage) -> Iterator[Clue]:
    """Organisations named by a head noun and its complements."""
    heads, end = _heads(), 0
    for index in passage.where(heads.openings):
        hit = heads.longest(passage.folded, index, passage.joined) if index >= end else None
        clue = None
        if hit is not None:
            after, (kind, use, named) = hit
            clue = _phrase(passage, index, after, named if passage.cap(after) and passage.joined(after) else kind, use)
        if clue is not None:
            yield clue
            end = clue.last


def _phrase(passage: Passage, first: int, after: int, kind: OrganisationKind, use: str) -> Clue | None:
    if passage.shouts(first):
        return _in_heading(passage, first, after, kind)
    capitalised = passage.cap(first)
    if (use == "capital" and not capitalised) or _is_participle(passage, first, after):
        return None
    # A newspaper's article counts inside a sentence only: "dans La Voix d'Orval".
    if passage.folded[first] in _ARTICLES and (passage.words[first].opens or not passage.cap(after - 1)):
        return None
    end, proper = _complements(passage, first, after, use)
    last = end if capitalised else proper
    if capitalised and end > after:
        last = _enumeration_end(passage, end)
    whole = after - first > 1 and (use == "complete" or (capitalised and not passage.words[first].opens))
    if last == after and not whole:
        return None
    if proper == after and not whole and passage.words[first].opens:
        return None
    if not capitalised and passage.cap(after) and is_label(passage, first, after):
        return None
    if not capitalised and _ends_in_known_name(passage, after, last):
        return None
    if use == "territory" and not capitalised and not acts(passage, first, last):
        return None
    return Clue(first, last, "organisation", 3.0, "head_noun", kind)


def _is_participle(passage: Passage, first: int, after: int) -> bool:
    """Whether a sentence opens with one who left: "Parti de Vauclair, le convoi …"."""
    if passage.folded[first] != "parti" or not passage.words[first].opens or passage.cap(first - 1):
        return False
    return passage.folded[after : after + 1] in (["de"], ["d'"]) and passage.cap(after + 1)


def _enumeration_end(passage: Passage, end: int) -> int:
    """End of "…des déportés, internés et victimes de guerre": members in a row without article, the last after "et"."""
    at = end
    while _is_member(passage, at, (", ", ",")):
        at += 1
    while at > end and passage.joined(at) and passage.pos(at) == "ADJ":
        at += 1
    closes = at > end and passage.joined(at) and passage.words[at].text == "et" and _is_member(passage, at + 1, (" ",))
    if not closes or passage.folded[end - 1][-1:] not in "sx":
        return end
    at += 2
    while passage.joined(at) and not passage.cap(at) and (passage.pos(at) == "ADJ" or _is_bare(passage, at)):
        at += 1 if passage.pos(at) == "ADJ" else 2
    return at


def _is_member(passage: Passage, index: int, gaps: tuple[str, ...]) -> bool:
    """Whether a plural noun in lower case stands right behind one of these gaps."""
    if not 0 < index < len(passage.words) or passage.words[index].gap not in gaps or passage.cap(index):
        return False
    return passage.pos(index) in {"NOUN", "ADJ", "VERB"} and passage.folded[index][-1:] in "sx"


def _is_bare(passage: Passage, index: int) -> bool:
    """Whether "de" and a noun without article follow: "victimes de guerre"."""
    is_noun = passage.joined(index + 1) and not passage.cap(index + 1) and passage.pos(index + 1) in {"NOUN", "PROPN"}
    return passage.words[index].text in {"de", "d'"} and is_noun


def _in_heading(passage: Passage, first: int, after: int, kind: OrganisationKind) -> Clue | None:
    """An authority that opens a heading all in capitals, with its place: "COMMUNE DE SAINT-ORVAL"."""
    at = after
    if kind != "public_body" or not passage.words[first].opens or not passage.joined(at):
        return None
    if passage.folded[at] not in {"de", "d'", "du", "des"}:
        return None
    at += 1
    while passage.joined(at) and passage.folded[at] in _ARTICLES:
        at += 1
    named = passage.joined(at) and not passage.joined(at + 1)
    return Clue(first, at + 1, "organisation", 3.0, "head_noun", kind) if named else None


def _ends_in_known_name(passage: Passage, after: int, last: int) -> bool:
    """Whether all but the end only describes: "le comité de suivi du Sénat" names the Senate."""
    for at in range(after, last):
        hit = known_names().longest(passage.folded, at, passage.joined)
        if hit is not None and hit[0] == last and passage.cap(at) and not hit[1].use:
            return True
    return False


def _complements(passage: Passage, first: int, after: int, use: str) -> tuple[int, int]:
    """End of the name, and end of its last capitalised word with the adjective that closes it."""
    index = last = proper = after
    links = 0
    while index - first < _LONGEST and passage.joined(index):
        if passage.cap(index):
            if use == "complete" or not _may_belong(passage, index, first) or _is_whole(passage, first, index):
                break
            index += 1
            last = proper = index
        elif _qualifies(passage, index, after, use):
            index += 1
            last = index
            if index - 1 == proper > after and _closes(passage, index - 1):
                proper = index
        elif passage.words[index].text in _AIMS and _is_whole(passage, first, index):
            break
        else:
            bare = _bare_noun_after_plural(passage, index, use)
            following = bare or _linked(passage, index, links, first)
            if following is None or (use == "complete" and not passage.cap(following - 1)):
                break
            links += 1
            if bare or passage.cap(following - 1):
                proper = following
            index = last = following
    return last, proper


def _qualifies(passage: Passage, index: int, after: int, use: str) -> bool:
    """Whether an adjective goes on with the name; after a capitalised word, only one that closes a title."""
    if use == "complete" or passage.pos(index) != "ADJ":
        return False
    return index == after or not passage.cap(index - 1) or _closes(passage, index)


def _closes(passage: Passage, index: int) -> bool:
    """Whether an adjective closes a title ("Affaires étrangères", "Transition écologique"): relational, no people's."""
    folded = passage.folded[index]
    return folded not in demonyms() and (passage.folded[index - 1].endswith("s") or folded.endswith(_RELATIONAL))


def _may_belong(passage: Passage, index: int, first: int) -> bool:
    """Whether a capitalised word goes on with the name: no honorific, no person unless named after one."""
    text = passage.words[index].text
    if is_honorific(text):
        return False
    named_after = index == first + 1 and passage.folded[first] in folded_words("fr", "eponym_heads")
    return named_after or not (is_given_name(text) and person_end(passage, index) - index > 1)


def _bare_noun_after_plural(passage: Passage, index: int, use: str) -> int | None:
    """End of "de fer" in "ministère des Chemins de fer": what a capitalised common plural is made of."""
    before = index - 1
    is_plural = passage.cap(before) and passage.folded[before].endswith("s") and is_common(passage.words[before].text)
    is_place = passage.folded[before] in folded_words("fr", "places")
    if use == "complete" or is_place or not is_plural:
        return None
    return index + 2 if _is_bare(passage, index) else None


def _is_whole(passage: Passage, first: int, index: int) -> bool:
    """Whether a known name ends before `index` ("la Banque centrale"); a block of capitals may well go on."""
    if passage.cap(index) and passage.cap(index - 1):
        return False
    hit = known_names().longest(passage.folded, first, passage.joined)
    return hit is not None and hit[0] == index and not hit[1].use


def _precedes_noun(passage: Passage, index: int) -> bool:
    """Whether an adjective stands before its noun: "des petits maraîchers"."""
    return passage.pos(index) == "ADJ" and passage.joined(index + 1) and passage.pos(index + 1) == "NOUN"


def _linked(passage: Passage, index: int, links: int, first: int) -> int | None:
    """End of "de la vie", "pour la transparence", "et des Sports" that starts at `index`; None if nothing such does."""
    folded, at = passage.folded, index
    if links >= _MOST_LINKS:
        return None
    if folded[at] == "et":
        if not links:
            return None
        at += 1
        if passage.joined(at) and not passage.cap(at) and passage.pos(at) in {"ADJ", "NOUN"}:
            return at + 1 if _heads().longest(folded, at) is None else None
    if not (passage.joined(at) and passage.words[at].text in _LINKS):
        return None
    purpose, to = folded[at] in {"pour", "contre"}, folded[at] in {"a", "aux"}
    at += 1
    if passage.joined(at) and folded[at] in _ARTICLES:
        at += 1
    elif purpose:
        return None
    if not passage.joined(at):
        return None
    if passage.cap(at):
        return at + 1 if not to and _may_belong(passage, at, first) else None
    another = folded[index] == "et" and _heads().longest(folded, at) is not None
    at += _precedes_noun(passage, at)
    return at + 1 if passage.pos(at) == "NOUN" and not another else None

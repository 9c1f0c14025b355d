"""Noun phrases around a name: "le fabricant de drones X", "X, Y et la coopérative Z", the one that a sentence is about.

What belongs here: where a phrase with its name begins and ends, coordination, subjects, what takes an organisation up.
What does not: verbs and nouns of relations, and whether a statement holds.
"""

from __future__ import annotations

from functools import cache

from orchestration import lexicon
from orchestration.extraction.relation_rows import Row, Rows, is_manner, words_of
from orchestration.records import Mention

Names = tuple[Mention, ...]
# "le fabricant breton de voiliers de course haut de gamme X": so many words between the noun and its name.
LONGEST_LABEL = 9
LONGEST_INSERTION = 30
LONGEST_GROUP = 8
MOST_NAMES = 12
TOPIC_SENTENCES = 2
LONGEST_DESCRIPTION = 10
OF = frozenset({"de", "d'", "du", "des"})
CONTRACTED = frozenset({"du", "des", "au", "aux"})


@cache
def heads() -> frozenset[str]:
    """Common nouns that announce the name of an organisation ("la start-up X", "le brasseur X")."""
    lists = ("organisation_anaphors", "party_heads", "role_organisation_nouns", "firm_heads", "organisation_labels")
    found = {word.lower() for name in lists for word in lexicon.words("fr", name)}
    return frozenset(found | words_of("trade") | words_of("kin"))


def phrase_at(row: Row, index: int, allows_article: bool = True) -> tuple[Mention, int] | None:
    """The name of the noun phrase that begins at `index`, and the index after it."""
    at = index
    if allows_article and row.lower(at) in words_of("determiner"):
        at += 1
    name = row.at(at).name
    if name is not None:
        return name, at + 1
    end = _label_end(row, at)
    named = row.at(end).name if end is not None else None
    return (named, end + 1) if named is not None and end is not None else None


def _label_end(row: Row, index: int) -> int | None:
    """The index after the words that announce a name ("fabricant breton de voiliers"), if they are such words."""
    at, is_headed = index, False
    while at - index <= LONGEST_LABEL and row.at(at).name is None:
        word = row.lower(at)
        if not word or not (word[0].isalpha()) or (is_headed and word in words_of("barrier")):
            return None
        if not is_headed and word in words_of("barrier") | OF:
            return None
        is_headed = is_headed or word in heads()
        if not is_headed and at - index > 1:
            return None
        at += 1
    opens = row.lower(at - 1) not in OF | words_of("determiner") | {"en", "et"}
    return at if is_headed and opens and row.at(at).name is not None else None


def phrase_before(row: Row, index: int) -> tuple[Mention, int] | None:
    """The name of the noun phrase that ends just before `index`, and the index of its first piece."""
    name = row.at(index - 1).name
    if name is None:
        return None
    at = index - 1
    if row.lower(at - 1) in words_of("determiner"):
        return name, at - 1
    for first in range(at - 1, max(-1, at - 1 - LONGEST_LABEL), -1):
        if row.at(first).name is not None or row.lower(first) in words_of("barrier"):
            break
        if row.lower(first) in words_of("determiner") and _label_end(row, first + 1) == at:
            return name, first
    bare = next(
        (first for first in (at - 1, at - 2) if row.lower(first) in heads() and _label_end(row, first) == at), at
    )
    return name, bare


def names_at(
    row: Row, index: int, allows_article: bool = True, repeats: frozenset[str] = frozenset()
) -> tuple[Names, int]:
    """The coordinated names from `index` on ("X, la société Y et Z"), and the index after them.

    `repeats` are prepositions that may come again before each ("de X et de Y").
    """
    first = phrase_at(row, index, allows_article)
    if first is None:
        return (), index
    found, ends, sure = [first[0]], [first[1]], 1
    while len(found) < MOST_NAMES:
        at, is_joined = _over_link(row, ends[-1])
        is_contracted = row.lower(at) in CONTRACTED
        is_repeated = row.lower(at) in repeats
        following = phrase_at(row, at + is_repeated, not is_contracted) if at > ends[-1] else None
        if following is None:
            break
        found.append(following[0])
        ends.append(following[1])
        sure = len(found) if is_joined or is_repeated else sure
    return tuple(found[:sure]), ends[sure - 1]


def _over_link(row: Row, index: int) -> tuple[int, bool]:
    """Index after a comma or "et", and whether it joins: a comma alone rather opens an apposition ("X, Y, a dit")."""
    at = index
    while row.lower(at) in (",", "/"):
        at += 1
    if row.lower(at) in ("et", "&"):
        return at + 1, True
    if row.lowers(at, at + 2) == ["ainsi", "que"]:
        return at + 2, True
    return at, False


def names_before(row: Row, index: int) -> tuple[Names, int]:
    """The coordinated names that end just before `index`, and the index of their first piece."""
    last = phrase_before(row, index)
    if last is None:
        return (), index
    found, first = [last[0]], last[1]
    while row.lower(first - 1) in ("et", "&") or (len(found) > 1 and row.lower(first - 1) == ","):
        before = phrase_before(row, first - 1)
        if before is None:
            break
        found.insert(0, before[0])
        first = before[1]
    return tuple(found), first


def is_bare(row: Row, first: int) -> bool:
    """Whether no preposition governs the phrase that begins at `first`."""
    governs = words_of("preposition") | OF | {"à", "au", "aux"}
    return row.lower(first - 1) not in governs and row.lower(first) not in CONTRACTED


def is_of_another(row: Row, first: int) -> bool:
    """Whether what follows the phrase at `first` may speak of what governs it ("la filiale de X, fondée en 1998").

    Nobody founds or buys a person: in "le patron de X, fondée en 1998" it is X.
    """
    if row.lower(first - 1) not in OF and row.lower(first) not in CONTRACTED:
        return False
    head = first - 2 if row.lower(first - 1) in OF else first - 1
    return row.lower(head) not in _persons()


@cache
def _persons() -> frozenset[str]:
    either = {row[0] for row in lexicon.rows("fr", "role_titles") if row[3] == "either"}
    return (lexicon.words("fr", "role_titles") | lexicon.words("fr", "person_nouns")) - either


def described(row: Row, index: int) -> Names:
    """The name of which "X, une société bretonne de transport" speaks just before the participle at `index`."""
    comma = index - 1
    while index - comma <= LONGEST_DESCRIPTION and _is_described(row, comma):
        comma -= 1
    first = comma + 1 + (row.lower(comma + 1) in ("un", "une", "la", "le", "l'"))
    if row.lower(comma) != "," or not heads().intersection(row.lowers(first, min(first + 2, index))):
        return ()
    names, start = names_before(row, comma)
    return names[-1:] if names and not is_of_another(row, start) else ()


def _is_described(row: Row, index: int) -> bool:
    """Whether the piece may stand in a description: words in lower case; an article only after its comma."""
    piece = row.at(index)
    is_plain = piece.text[:1].islower() and piece.lower not in words_of("barrier")
    is_article = piece.lower in words_of("determiner") and piece.lower not in OF
    return is_plain and (not is_article or row.lower(index - 1) == ",")


def group_start(row: Row, index: int) -> int:
    """Index of the first auxiliary, adverb, negation or clitic of the verb at `index` ("|n'a pas été racheté")."""
    at = index
    while index - at < LONGEST_GROUP and (row.lower(at - 1) in words_of("group") or is_manner(row.lower(at - 1))):
        at -= 1
    return at


def subject(rows: Rows, row: Row, index: int) -> Names:
    """Who does what the verb group that begins at `index` says; nobody where grammar does not tell."""
    before = row.lower(index - 1)
    if row.at(index - 1).name is not None:
        return _bare_names(row, index)
    if before == ",":
        return _before_insertion(row, index - 1)
    if before in ("qui", "lequel", "laquelle"):
        return relative(row, index - 1)
    if before in words_of("pronoun"):
        return topic(rows, row, index - 1)
    taken_up = anaphor_start(row, index)
    if taken_up is not None:
        return topic(rows, row, taken_up)
    if before in ("et", "puis"):
        return opener(row) or (topic(rows, row, 0) if _opens_with_anaphor(row) else ())
    return ()


def _opens_with_anaphor(row: Row) -> bool:
    """Whether a sentence opens with what takes a name up ("Elle vend … et emploie …")."""
    has_noun = row.lower(0) in words_of("determiner") and row.lower(1) in words_of("anaphor")
    return has_noun or row.lower(0) in words_of("pronoun")


def _bare_names(row: Row, index: int) -> Names:
    names, first = names_before(row, index)
    return names if is_bare(row, first) else ()


def relative(row: Row, index: int) -> Names:
    """The antecedent of the relative pronoun at `index`: the name right before it."""
    at = index - (row.lower(index - 1) == ",")
    phrase = phrase_before(row, at)
    return (phrase[0],) if phrase and row.lower(phrase[1] - 1) not in OF else ()


def _before_insertion(row: Row, comma: int) -> Names:
    """The subject before an insertion between commas ("X, numéro un du secteur, rachète Y"), or the name inserted.

    As in "Sa maison mère, X, détient Y": what opens the sentence is the same one.
    """
    inserted = phrase_before(row, comma)
    if inserted is not None and row.lower(inserted[1] - 1) == "," and row.at(inserted[1] - 2).name is None:
        return (inserted[0],) if row.lower(0) in words_of("determiner") else ()
    for at in range(comma - 1, max(0, comma - LONGEST_INSERTION), -1):
        if row.lower(at) in (";", ":", "que"):
            return ()
        if row.lower(at) == "," and row.at(at - 1).name is not None and _is_clause_start(row, at):
            return _bare_names(row, at)
    return ()


def _is_clause_start(row: Row, comma: int) -> bool:
    first = names_before(row, comma)[1]
    return first == 0 or row.lower(first - 1) in (",", "que", "qu'", ":", "et", "mais", "–", "-", "car", "où")


def opener(row: Row) -> Names:
    """The names with which a sentence opens, perhaps after a complement and a comma ("En 2019, X …")."""
    first = names_at(row, 0)[0]
    if first:
        return first
    comma = next((at for at in range(min(len(row.pieces), 16)) if row.lower(at) == ","), None)
    return names_at(row, comma + 1)[0] if comma is not None else ()


def topic(rows: Rows, row: Row, index: int) -> Names:
    """The only organisation that "il" or "l'entreprise" at `index` may stand for: it opens a sentence just before."""
    here = {piece.name.name for piece in row.pieces[:index] if piece.name is not None}
    if here:
        return _of_its_kind(row, index, _one_organisation(opener(row))) if len(here) == 1 else ()
    for earlier in rows.before(row, TOPIC_SENTENCES):
        named = {p.name.name: p.name for p in earlier.pieces if p.name and p.name.kind == "organisation"}
        if len(named) == 1 and opener(earlier):
            return _of_its_kind(row, index, _one_organisation(opener(earlier)))
        if named:
            return _only_fit(row, index, tuple(named.values())) if not _names_unknown(earlier) else ()
    return ()


def _only_fit(row: Row, index: int, names: Names) -> Names:
    """The only one of the organisations that the noun at `index` may mean ("la compagnie" is no court)."""
    has_noun = row.lower(index) in words_of("determiner")
    fitting = [name for name in names if _of_its_kind(row, index, (name,))]
    return tuple(fitting) if has_noun and len(fitting) == 1 else ()


def _names_unknown(row: Row) -> bool:
    """Whether a capitalised word is neither a known name nor a place: it may be whom the next sentence means."""
    places = lexicon.words("fr", "places")
    return any(p.name is None and p.text[:1].isupper() and p.text not in places for p in row.pieces[1:])


def _one_organisation(names: Names) -> Names:
    return names if len(names) == 1 and names[0].kind == "organisation" else ()


def _of_its_kind(row: Row, index: int, names: Names) -> Names:
    """The organisation, unless the noun at `index` or after it names another kind ("la start-up" is no fund)."""
    nouns = lexicon.table("fr", "organisation_anaphors")
    kinds = nouns.get(row.lower(index + 1), "").split() if row.lower(index) in words_of("determiner") else []
    known = names[0].organisation_kind if names else None
    return () if kinds and "-" not in kinds and known not in (None, "other", *kinds) else names


def anaphor_start(row: Row, index: int) -> int | None:
    """Where "l'entreprise (bretonne)" that ends just before `index` begins, if such words do."""
    for length in (1, 2):
        head = index - length
        if row.lower(head) in words_of("anaphor") and row.lower(head - 1) in ("l'", "la", "le", "cette", "cet", "ce"):
            is_demonym = length == 1 or row.lower(index - 1) in lexicon.words("fr", "demonyms")
            return head - 1 if is_demonym and is_bare(row, head - 1) else None
    return None


def owner(rows: Rows, row: Row, index: int) -> Names:
    """Whose "sa filiale" at `index` is: of the name joined to it, else the opener of the sentence, else the topic."""
    if row.lower(index - 1) in ("et", ",") and row.at(index - 2).name is not None:
        return _one_organisation(tuple(names_before(row, index - 1)[0][-1:]))
    named = {piece.name.name for piece in row.pieces[:index] if piece.name is not None}
    if len(named) > 1 or _joins_unknown(row, index):
        return ()
    return _one_organisation(opener(row)) if named else topic(rows, row, index)


def _joins_unknown(row: Row, index: int) -> bool:
    """Whether an unknown name is joined to the others before `index` ("X et Kertal") or described ("Kertal, un …")."""
    return any(
        piece.name is None
        and piece.text[:1].isupper()
        and (row.lower(at - 1) in ("et", ",", ":") or (row.lower(at + 1) == "," and row.lower(at + 2) in ("un", "une")))
        for at, piece in enumerate(row.pieces[1:index], start=1)
    )

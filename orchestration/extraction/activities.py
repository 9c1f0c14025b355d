"""What a name is, told by what it does: who employs and makes is a firm, who is born and arrested a human being.

What belongs here: the verb behind a name and what stands around it. What does not: the verbs (lexicon), the weighing
(`decisions`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from orchestration import lexicon
from orchestration.extraction.capital_runs import demonyms
from orchestration.extraction.clues import Clue, Passage, Sense
from orchestration.extraction.persons import is_given_name
from orchestration.extraction.surface import fold, fold_words
from orchestration.extraction.vocabulary import is_common

_REACH = 8
_AUXILIARIES = frozenset({"avoir", "être"})
_SEMI_AUXILIARIES = frozenset({"aller", "devoir", "pouvoir", "vouloir"})
_ARTICLES = frozenset({"le", "la", "l'"})
_ADVERBS = frozenset({"ADV", "PRON", "AUX"})
_NOT_A_NAME = frozenset({"SCONJ", "CCONJ", "ADP", "DET", "PRON"})
_STRONG = 2.5
_STAFF_WITHIN = 3
_FARTHEST_PARTICIPLE = 12


@cache
def _nouns(kind: str) -> frozenset[str]:
    """Folded nouns of one class of what firms have and do."""
    return frozenset(fold(noun) for noun, of in lexicon.rows("fr", "corporate_nouns") if of == kind)


@cache
def _verbs() -> dict[str, list[tuple[str, float, str]]]:
    verbs: dict[str, list[tuple[str, float, str]]] = defaultdict(list)
    for row in lexicon.rows("fr", "activity_verbs"):
        lemma, sense, weight, companion = (*row, "")[:4]
        verbs[lemma].append((sense, float(weight), companion))
    return dict(verbs)


@cache
def _verbs_of_objects() -> frozenset[str]:
    """Verbs whose object is a firm where it is a name: "racheter X"."""
    return frozenset(lemma for lemma, rows in _verbs().items() if any(companion == "object" for *_, companion in rows))


@cache
def _listed_participles() -> frozenset[str]:
    """Participles listed as such, folded: the model takes them for nouns ("est coté")."""
    return frozenset(fold(lemma) for lemma in _verbs() if lemma.endswith("é"))


def find_activity_clues(passage: Passage, first: int, last: int) -> Iterator[Clue]:
    """Clues from the verb that follows a name, from a participle in apposition, from the people before it."""
    opening = passage.words[first]
    is_word = opening.opens and is_common(opening.text)
    if passage.pos(first) in _NOT_A_NAME or (is_word and passage.pos(first) != "PROPN"):
        return
    # "Ormille emploie 300 salariés": a noun that is no name would have its article.
    is_human = is_given_name(opening.text) or passage.key(first, last) in _known_people()
    for clue in _verb_clues(passage, first, last):
        if clue.weight >= (_STRONG if is_word else 0.0) and not (is_human and clue.sense == "organisation"):
            yield clue
    if not is_human:
        yield from _firm_clues(passage, first, last)
    if not (is_human or is_word) and _follows_demonym(passage, first):
        yield Clue(first, last, "organisation", 2.5, "demonym", "company")


def _firm_clues(passage: Passage, first: int, last: int) -> Iterator[Clue]:
    """What describes a firm beside its name, what buys it, what it has and does."""
    if _is_described(passage, first, last):
        yield Clue(first, last, "organisation", 2.5, "apposed_participle", "company")
    if passage.joined(first) and passage.lemma(first - 1) in _verbs_of_objects() and passage.pos(first - 1) == "VERB":
        yield Clue(first, last, "organisation", 2.5, "activity", "company")
    if last - first == 1 and _is_acting_acronym(passage, first):
        yield Clue(first, last, "organisation", 2.0, "acting_acronym")
    if last - first == 1 and _has_staff(passage, last):
        yield Clue(first, last, "organisation", 2.5, "staff", "company")


@cache
def _known_people() -> frozenset[tuple[str, ...]]:
    """Surnames that the press uses alone: "Trump" buys and sells as well."""
    return frozenset(fold_words(name) for name in lexicon.words("fr", "known_surnames"))


@cache
def _participles(where: str) -> frozenset[str]:
    return frozenset(fold(word) for word, place in lexicon.rows("fr", "firm_participles") if place == where)


def _is_described(passage: Passage, first: int, last: int) -> bool:
    """Whether a participle of firms stands behind the name's comma, or opens the sentence: "Fondée en 2012, X …"."""
    words = passage.words
    if last < len(words) and words[last].gap == ", " and passage.folded[last] in _participles("behind"):
        return True
    if words[first].gap != ", " or passage.pos(last) not in {"VERB", "AUX"}:
        return False
    at = first - 1
    while at > 0 and first - at < _FARTHEST_PARTICIPLE and not words[at].opens:
        at -= 1
    return words[at].opens and passage.folded[at] in _participles("before")


def _has_staff(passage: Passage, index: int) -> bool:
    """Whether "et ses 300 salariés" or "(300 salariés)" follows."""
    if index >= len(passage.words):
        return False
    coordinated = passage.joined(index + 1) and passage.folded[index : index + 2] == ["et", "ses"]
    if not coordinated and passage.words[index].gap != " (":
        return False
    first = index + 2 if coordinated else index + 1
    return any(
        passage.joined(at) and passage.folded[at].removesuffix("s") in _nouns("staff")
        for at in range(first, first + _STAFF_WITHIN)
    )


def _is_acting_acronym(passage: Passage, index: int) -> bool:
    """Whether an acronym with its article says or decides something: "Le SGPT appelle à la grève"."""
    text = passage.words[index].text
    named = len(text) > 2 and text.isupper() and passage.joined(index) and passage.folded[index - 1] in _ARTICLES
    found = _verb_after(passage, index + 1) if named else None
    return found is not None and passage.lemma(found[0]) in _deeds()


@cache
def _deeds() -> frozenset[str]:
    """Verbs of saying and deciding, by lemma: things do neither."""
    deeds = frozenset(word for word, kind in lexicon.rows("fr", "metonym_words") if kind == "verb")
    return deeds | lexicon.words("fr", "reporting_verbs")


def _follows_demonym(passage: Passage, first: int) -> bool:
    """Whether a firm is called by its country: "le suédois X"; a capital ("le Suédois X") makes a human being of it."""
    before = first - 1
    if before < 1 or not (passage.joined(first) and passage.joined(before)) or passage.cap(before):
        return False
    return passage.folded[before] in demonyms() and passage.folded[before - 1] in {"le", "l'", "du", "au"}


def _verb_clues(passage: Passage, first: int, last: int) -> Iterator[Clue]:
    if first > 0 and passage.joined(first) and passage.folded[first - 1] in {"a", "de", "d'", "du", "en", "et", "par"}:
        return
    found = _verb_after(passage, last)
    if found is None:
        return
    at, is_passive = found
    lemma = _lemma(passage, at)
    if lemma in _SEMI_AUXILIARIES and passage.joined(at + 1) and passage.pos(at + 1) == "VERB":
        at, lemma = at + 1, passage.lemma(at + 1)
    for sense, weight, companion in _verbs().get(lemma, ()):
        if (
            companion != "object" and is_passive
            if companion in {"passive", "object"}
            else not companion or _companion_follows(passage, at, companion)
        ):
            sure: Sense = "actor" if sense == "actor" else "organisation"
            yield Clue(first, last, sure, weight, "activity", "company" if sure == "organisation" else None)


def _verb_after(passage: Passage, index: int) -> tuple[int, bool] | None:
    """The verb right after a name, auxiliaries and adverbs set aside, and whether it is passive."""
    is_passive = False
    for at in range(index, min(index + 5, len(passage.words))):
        is_auxiliary = passage.lemma(at) in _AUXILIARIES
        is_participle = is_passive and passage.folded[at] in _listed_participles()
        is_verb = passage.pos(at) == "VERB" or is_participle or (at == index and _is_verb_form(passage, at))
        if passage.joined(at) and is_verb and not is_auxiliary:
            return at, is_passive
        if not (passage.joined(at) and (is_auxiliary or passage.pos(at) in _ADVERBS)):
            return None
        is_passive = is_passive or passage.folded[at] in {"ete", "est", "fut", "sera"}
    return None


def _lemma(passage: Passage, index: int) -> str:
    """Dictionary form of a verb, also of one that the model takes for a noun."""
    if passage.pos(index) == "NOUN" and f"{passage.folded[index]}r" in _verbs():
        return f"{passage.folded[index]}r"
    return passage.lemma(index)


def _is_verb_form(passage: Passage, index: int) -> bool:
    """Whether what the model takes for a noun is a verb: "Tidéal fabrique des volets", with an article behind it."""
    after = index + 1
    is_listed = passage.pos(index) == "NOUN" and f"{passage.folded[index]}r" in _verbs()
    return (
        is_listed and passage.joined(after) and (passage.pos(after) in {"DET", "NUM"} or passage.folded[after] == "des")
    )


def _companion_follows(passage: Passage, at: int, companion: str) -> bool:
    """Whether a noun stands within reach behind the verb: a lemma, or any of a class ("@staff")."""
    wanted = _nouns(companion[1:]) if companion[0] == "@" else frozenset({fold(companion)})
    for index in range(at + 1, min(at + _REACH, len(passage.words))):
        if any(mark in passage.words[index].gap for mark in ".;:!?\n"):
            return False
        folded = passage.folded[index]
        if folded in wanted or folded.removesuffix("s") in wanted or folded.removesuffix("x") in wanted:
            return True
    return False

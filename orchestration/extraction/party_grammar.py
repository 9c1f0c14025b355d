"""How grammar places names in a sentence: subject, object, complement after a preposition, coordination.

What belongs here: moving from a verb or a noun to the names around it, from surface order first, the parse as support.
What does not: which verbs speak of a purchase (`purchase_frames`) and what is published (`contracts`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from orchestration import lexicon
from orchestration.extraction.reading import Reading

# A sentence ends at . ! ? … before white space or a glued capital ("décision.Début juin"), not after "S.A.".
# (The mark comes first in the pattern, for `re` can skip to a set of characters but not to a lookbehind.)
SENTENCE_END = re.compile(r"[.!?…](?<![\s.][A-ZÀ-Ýa-z].)(?<!^[A-Z].)[.!?…]*[\"»”')]*(?=\s|[A-ZÀ-Ý\"«“])|;(?=\s)")
ABBREVIATION = re.compile(
    r"(?:\b(?:M|MM|Mme|Mmes|Mlle|Me|Dr|Pr|St|Ste|art|av|bd|n|p|cf|env|etc|inc|ltée|Inc|Ltée|Ets|[Ff]r|S\.?A|[A-Z]))\.$"
)
# How far before its participle the noun of a consortium stands, in tokens.
CONSORTIUM_REACH = 9
COORDINATION = re.compile(
    r"^\s*(?:,|/|&|et|ou|ainsi\s+que|,\s*et|,\s*ainsi\s+que|,\s*puis)\s*"
    r"(?:(?:et\s+)?(?:le|du)\s+lot\s+(?:n°\s*)?\w+\s+(?:\([^()]*\)\s*)?(?=(?:à|au|aux)\b))?"
    r"(?:(?:à|au|aux|avec|de|du|d'|des|par|auprès\s+de)\s*)?"
    r"(?:(?:l'|la|le|les|un|une)\s*(?:(?!(?:de|du|des|d)\b)[a-zà-ÿ-]+(?:\s+|$)){0,3})?[\"«“]?\s*$"
)
PARENTHESIS = re.compile(r"\([^()]{0,80}\)")
# What may part a subject from its verb: auxiliaries, clitics, a few adverbs.
VERB_GROUP = re.compile(
    r"\W*(?:\b(?:a|ont|avait|avaient|aurait|auraient|aura|auront|eut|est|sont|sera|seront|fut|furent|était|étaient|serait|été|"
    r"vient|viennent|de|d|se|s|y|en|lui|leur|ne|n|au|moins|ainsi|aussi|également|déjà|finalement|récemment|désormais|depuis|"
    r"notamment|bien|encore|enfin|toujours|donc|même|cherche|cherchent|à|va|vont|veut|veulent)\b\W*){0,6}"
)
CONTRACTED = {"au": "à", "aux": "à", "du": "de", "d'": "de", "d’": "de"}
# How far a name can stand from what governs it, in tokens.
GOVERNOR_REACH = 8
COMPLEMENT_REACH = 45
TOPIC_SENTENCES = 3
# Verbs between a verb and the one whose subject it shares.
CONTROL_STEPS = 5


@dataclass(frozen=True, slots=True)
class Party:
    """A name that may be a party: the tokens `start:end` of the Doc; `is_public` for a state, a town, an authority."""

    start: int
    end: int
    name: str
    is_person: bool
    is_public: bool
    kind: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens `start:end` of one sentence of `reading`, its parties in order, its place among the sentences."""

    reading: Reading
    start: int
    end: int
    parties: tuple[Party, ...]
    index: int

    @property
    def doc(self) -> Doc:
        """The Doc whose tokens `start:end` they are."""
        return self.reading.doc

    @property
    def start_char(self) -> int:
        """First character."""
        return self.reading.starts[self.start]

    @property
    def end_char(self) -> int:
        """Character after the last one."""
        last = self.doc[self.end - 1]
        return last.idx + len(last)

    def text(self) -> str:
        """The words of the sentence as the model reads them."""
        return self.reading.text[self.start_char : self.end_char]

    def lowers(self, start: int, end: int) -> list[str]:
        """The tokens `start:end` in lower case, as far as the sentence goes."""
        return self.reading.lowers[max(start, self.start) : min(end, self.end)]

    def tokens_in(self, words: Set[str]) -> list[Token]:
        """The tokens whose lower-case form is one of these words, in order."""
        lowers = self.reading.lowers[self.start : self.end]
        if words.isdisjoint(lowers):
            return []
        return [self.doc[index] for index, lower in enumerate(lowers, self.start) if lower in words]


def sentences(reading: Reading, parties: Sequence[Party]) -> list[Sentence]:
    """Cut the content sections into sentences and hand each its parties."""
    found: list[Sentence] = []
    starts = [party.start for party in parties]
    offsets = reading.starts
    for start_char, end_char in _sentence_spans(reading):
        start, end = bisect_left(offsets, start_char), bisect_left(offsets, end_char)
        if start < end:
            inside = parties[bisect_left(starts, start) : bisect_left(starts, end)]
            found.append(Sentence(reading, start, end, tuple(inside), len(found)))
    return found


def _sentence_spans(reading: Reading) -> Iterator[tuple[int, int]]:
    for section in reading.content_sections:
        start = section.start_char
        for match in SENTENCE_END.finditer(reading.text, section.start_char, section.end_char):
            if ABBREVIATION.search(reading.text, max(start, match.end() - 8), match.end()):
                continue
            yield start, match.end()
            start = match.end()
        if start < section.end_char:
            yield start, section.end_char


def governor(sentence: Sentence, party: Party) -> str:
    """The preposition that governs a name ("à", "de", "avec", "auprès"…), "soit" before a result, "" for a bare name.

    A coordinated name without one of its own shares that of the first ("à X et Y").
    """
    own = _own_governor(sentence, party)
    first = _group_of(sentence, party)[0]
    return own or (_own_governor(sentence, first) if first is not party else "")


def _own_governor(sentence: Sentence, party: Party) -> str:
    """The preposition before the name itself.

    Between the two may stand an article and common words ("au constructeur naval italien X"); a head that only says
    what kind of party it is ("la ville de X", "le groupe X") is looked through.
    """
    heads = lexicon.words("fr", "party_heads")
    doc, words_between = sentence.doc, 0
    position = party.start - 1
    while position >= max(sentence.start, party.start - GOVERNOR_REACH):
        token = doc[position]
        word = CONTRACTED.get(token.lower_, token.lower_)
        if word == "de" and position > sentence.start and doc[position - 1].lower_ in heads:
            position, words_between = position - 1, words_between + 1
            continue
        if word == "de" and words_between:
            return ""
        if word == "des" and position > sentence.start and doc[position - 1].pos_ == "NOUN":
            return "de"
        if word in _prepositions():
            consortium = _consortium(sentence, position)
            if consortium is None:
                return _preposition_at(sentence, position, word)
            position, words_between = consortium - 1, words_between + 1
            continue
        if not _may_stand_before_name(token):
            return ""
        if token.pos_ == "DET" and _opens_bare_group(sentence, position):
            return ""
        words_between += token.pos_ in ("NOUN", "ADJ", "PROPN") and token.lower_ not in heads
        position -= 1
    return ""


def _opens_bare_group(sentence: Sentence, article: int) -> bool:
    """Whether no preposition stands before an article ("a choisi en juillet le finlandais X")."""
    before = sentence.doc[article - 1].lower_ if article > sentence.start else ""
    return CONTRACTED.get(before, before) not in _prepositions() and before not in ("tous", "toutes", "tout", "toute")


def _preposition_at(sentence: Sentence, position: int, word: str) -> str:
    if word == "de" and position > sentence.start and sentence.doc[position - 1].lower_ == "auprès":
        return "auprès"
    if word == "de" and sentence.lowers(position - 3, position) == ["pour", "le", "compte"]:
        return "pour"
    return word


def _consortium(sentence: Sentence, preposition: int) -> int | None:
    """The noun in "au groupement mené par X", seen from its preposition: who leads a consortium stands for it."""
    start = max(sentence.start, preposition - CONSORTIUM_REACH)
    words = sentence.lowers(start, preposition)
    kinds = lexicon.table("fr", "consortium_words")
    if not words or kinds.get(words[-1]) != "link":
        return None
    noun = next((i for i in range(len(words) - 2, -1, -1) if kinds.get(words[i]) == "noun"), None)
    # Its own name or one common word may stand between the noun and the participle.
    is_near = noun is not None and (
        len(words) - noun <= 3 or not any(word.is_lower for word in sentence.doc[start + noun + 1 : preposition - 1])
    )
    return start + noun if noun is not None and is_near else None


def _prepositions() -> frozenset[str]:
    return lexicon.words("fr", "party_prepositions")


def _may_stand_before_name(token: Token) -> bool:
    if token.is_punct:
        return token.text in "\"«“'(" or (token.text == "." and token.nbor(-1).text.count(".") > 0)
    return token.pos_ in ("DET", "ADJ", "NOUN", "NUM", "PROPN", "X") or token.lower_ in ("l'", "la", "le", "les", "des")


def with_coordinated(sentence: Sentence, party: Party) -> list[Party]:
    """The name and those coordinated after it ("à X, Y et Z")."""
    group = [party]
    if sentence.parties[-1] is party:
        return group
    for other in sentence.parties:
        if other.start >= group[-1].end:
            between = sentence.doc[group[-1].end : other.start].text
            if len(between) > 60 or not COORDINATION.match(between):
                break
            group.append(other)
    return group


def complements(sentence: Sentence, after: int, until: int | None = None) -> Iterator[tuple[str, list[Party]]]:
    """Names after the token `after` with what governs them, each with its coordinated names."""
    limit = min(sentence.end, after + COMPLEMENT_REACH, until or sentence.end)
    taken: set[str] = set()
    for party in sentence.parties:
        if after < party.start < limit and party.key not in taken:
            group = with_coordinated(sentence, party)
            taken.update(member.key for member in group)
            yield governor(sentence, party), group


def subject(sentences_of_text: Sequence[Sentence], sentence: Sentence, verb: Token) -> list[Party]:
    """The names that are subject of `verb`; a pronoun is resolved to the topic, an unnamed subject gives nothing."""
    adjacent = _right_before(sentence, verb)
    if adjacent:
        return adjacent
    nominal = _nominal_subject(verb, sentence)
    if nominal is None:
        return _bare_left(sentence, verb)
    if nominal.lower_ in ("qui", "lequel", "laquelle"):
        return _antecedent(sentence, nominal)
    if nominal.lower_ in ("il", "elle", "-il", "-elle"):
        return topic(sentences_of_text, sentence, nominal.i)
    return _named_in(sentence, nominal)


def _right_before(sentence: Sentence, verb: Token) -> list[Party]:
    """The bare name that only a parenthesis, auxiliaries, adverbs and clitics part from the verb."""
    for party in reversed(sentence.parties):
        if party.end <= verb.i:
            gap = PARENTHESIS.sub(" ", sentence.doc[party.end : verb.i].text)
            is_bare = governor(sentence, party) == "" and len(gap) <= 60
            return _group_of(sentence, party) if is_bare and VERB_GROUP.fullmatch(gap) else []
    return []


def topic(sentences_of_text: Sequence[Sentence], sentence: Sentence, before: int) -> list[Party]:
    """The organisation that the text speaks of just before a token: the last bare name in front of a verb."""
    for index in range(sentence.index, max(-1, sentence.index - TOPIC_SENTENCES), -1):
        current = sentences_of_text[index]
        bare = [
            p for p in current.parties if p.end <= before and governor(current, p) == "" and _opens_clause(current, p)
        ]
        if bare:
            return [bare[0]] if not bare[0].is_person else []
    return []


def _opens_clause(sentence: Sentence, party: Party) -> bool:
    """Whether a verb or its clitics follow the name, or the name is the subject in the parse."""
    rest = [sentence.doc[i] for i in range(party.end, min(sentence.end, party.end + 8))]
    if rest and rest[0].text == "(":
        closing = next((i for i, token in enumerate(rest) if token.text == ")"), 0)
        rest = rest[closing + 1 :]
    following = rest[0] if rest else None
    in_parse = any(token.dep_.startswith("nsubj") for token in _with_heads(sentence, party))
    return in_parse or (
        following is not None and (following.pos_ in ("VERB", "AUX") or following.lower_ in ("n'", "ne", "s'", "se"))
    )


def _with_heads(sentence: Sentence, party: Party) -> Iterator[Token]:
    for index in range(party.start, party.end):
        yield sentence.doc[index]
    if party.start > sentence.start and sentence.doc[party.start - 1].lower_ in lexicon.words("fr", "party_heads"):
        yield sentence.doc[party.start - 1]


def _nominal_subject(verb: Token, sentence: Sentence) -> Token | None:
    """The subject in the parse, also of the verb that controls this one ("X cherche à signer", "X étudie et signe")."""
    is_gerund = verb.i > sentence.start and verb.nbor(-1).lower_ == "en"
    current = verb
    for _ in range(CONTROL_STEPS):
        for child in current.children:
            if child.dep_.startswith("nsubj") and sentence.start <= child.i < sentence.end:
                return child
        if not is_gerund and current.dep_ not in ("xcomp", "conj", "advcl", "ccomp"):
            return None
        current = current.head
    return None


def _named_in(sentence: Sentence, head: Token) -> list[Party]:
    """The names of a noun group: its head, or the name that a head like "le groupe", "la ville de" introduces."""
    for party in sentence.parties:
        if party.start <= head.i < party.end:
            return with_coordinated(sentence, party)
    for party in sentence.parties:
        between = range(head.i + 1, party.start)
        if head.i < party.start <= head.i + 6 and all(_links_head_to_name(sentence.doc[i]) for i in between):
            is_governed = any(sentence.doc[i].lower_ in ("de", "du", "d'", "des") for i in between)
            if not is_governed or head.lower_ in lexicon.words("fr", "party_heads"):
                return with_coordinated(sentence, party)
    return []


def _links_head_to_name(token: Token) -> bool:
    return token.pos_ in ("ADJ", "DET", "ADP", "NOUN", "PROPN") or token.text in '"«“,'


def _antecedent(sentence: Sentence, relative: Token) -> list[Party]:
    for party in reversed(sentence.parties):
        if party.end <= relative.i <= party.end + 1:
            return [party]
    return []


def _bare_left(sentence: Sentence, verb: Token) -> list[Party]:
    """The nearest name left of the verb that no preposition governs."""
    for party in reversed(sentence.parties):
        if party.end <= verb.i and verb.i - party.end <= 25 and governor(sentence, party) == "":
            return _group_of(sentence, party)
    return []


def _group_of(sentence: Sentence, party: Party) -> list[Party]:
    """The whole coordination that the name closes."""
    for other in sentence.parties:
        group = with_coordinated(sentence, other)
        if party in group:
            return group
    return [party]

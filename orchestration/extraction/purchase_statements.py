"""A statement of a purchase, and what all its wordings share: the noun for what is bought, denial, prospect, who buys.

What belongs here: vocabulary and checks used by every kind of wording. What does not: the wordings themselves
(`purchase_verbs`, `purchase_phrases`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from spacy.tokens import Token

from orchestration import lexicon
from orchestration.extraction.party_grammar import Party, Sentence
from orchestration.records import ContractStatus

REGULAR_ENDING = re.compile(r"(?:e|ent|ait|aient|a|èrent|era|eront|erait|eraient|é|ée|és|ées|ant)$")
ENDED = re.compile(
    r"\b(?:n'\w+ (?:pas|jamais|plus) été|ne (?:sera|seront) (?:pas|plus)|non) (?:renouvel|reconduit|prolong)|"
    r"\b(?:a|ont|avait|avaient|est|sera|fut) (?:été )?(?:finalement )?(?:annul|résili|rompu|dénonc)|"
    r"\barrivée?s? à (?:échéance|(?:son |leur )?terme)",
    re.I,
)
MODAL_REACH = 4
NOUN_REACH = 12
END_REACH = 30


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence states a purchase at the token `trigger`; `noun` is the word for the contract, where there is one."""

    sentence: Sentence
    trigger: int
    noun: int | None
    buyers: tuple[Party, ...]
    suppliers: tuple[Party, ...]
    status: ContractStatus
    rule: str
    confidence: float


@dataclass
class Sides:
    """Who stands where so far; `open` are parties of a contract of whom grammar does not say who buys."""

    buyers: list[Party] = field(default_factory=list)
    suppliers: list[Party] = field(default_factory=list)
    open: list[Party] = field(default_factory=list)

    def add(self, role: str, parties: Sequence[Party]) -> None:
        """Put parties on the side of `role` (buyer, supplier, side), each once ("la Région Auvaine (RA)")."""
        side = {"buyer": self.buyers, "supplier": self.suppliers, "side": self.open}.get(role, [])
        for party in parties:
            if party.name not in {p.name for p in self.everyone()}:
                side.append(party)

    def everyone(self) -> list[Party]:
        """All parties of any side."""
        return [*self.buyers, *self.suppliers, *self.open]

    def has(self, role: str) -> bool:
        """Whether a side of that role is taken already; two open parties close a contract."""
        return bool(self.buyers if role == "buyer" else self.suppliers if role == "supplier" else len(self.open) > 1)


def contract_noun(sentence: Sentence, start: int, end: int) -> int | None:
    """Token of the first noun that names a purchase between two tokens ("contrat", "marché", "appel d'offres")."""
    nouns, lowers = _contract_nouns(), sentence.lowers(start, end)
    if nouns.keys().isdisjoint(lowers):
        return None
    for index, lower in enumerate(lowers, max(start, sentence.start)):
        followed_by = nouns.get(lower)
        if followed_by is None or _is_excluded(sentence, index):
            continue
        after = sentence.doc[index + 1 : min(index + 4, sentence.end)].text.lower()
        if not followed_by or after.startswith(followed_by):
            return index
    return None


@cache
def _contract_nouns() -> dict[str, tuple[str, ...]]:
    """Each noun with the words of which one must follow it, none where it speaks for itself."""
    rows = lexicon.rows("fr", "contract_nouns")
    return {row[0]: tuple(row[2].split("|")) if len(row) > 2 else () for row in rows}


def is_tender(sentence: Sentence, noun: int) -> bool:
    """Whether the noun names a call that nobody has won yet ("appel d'offres")."""
    return lexicon.table("fr", "contract_nouns").get(sentence.doc[noun].lower_) == "tender"


def _is_excluded(sentence: Sentence, index: int) -> bool:
    """Whether the words around say that this contract or market is no purchase (of employment, stock market…)."""
    doc = sentence.doc
    after = doc[index + 1 : min(index + 4, sentence.end)].text.lower()
    before = doc[max(sentence.start, index - 2) : index].text.lower()
    return _exclusion().match(after) is not None or before.endswith(
        ("sur le", "sur les", "sur un", "parts de", "part de", "étude de", "aucun", "aucune", "sans")
    )


@cache
def _exclusion() -> re.Pattern[str]:
    phrases = "|".join(map(re.escape, lexicon.words("fr", "contract_exclusions")))
    return re.compile(rf"(?:{phrases})(?:[ ,.]|\Z)")


def has_word(sentence: Sentence, start: int, end: int, name: str) -> bool:
    """Whether a word of the list `name` stands between two tokens of the sentence."""
    return not lexicon.words("fr", name).isdisjoint(sentence.lowers(start, end))


def is_denied(sentence: Sentence, verb: Token) -> bool:
    """Negated, taken back ("dément avoir signé", "renonce à acheter") or supposed ("si X signait")."""
    before = sentence.lowers(verb.i - 5, verb.i)
    is_negated = "ne" in before or "n'" in before or "sans" in before[-2:] or _is_disowned(before)
    return is_negated or _is_taken_back(sentence, verb) or is_supposed(sentence, verb)


def _is_disowned(before: Sequence[str]) -> bool:
    """As in "dément tout contrat": a noun right after a verb of denial and its article."""
    return before[-1:] in (["tout"], ["toute"]) and not lexicon.words("fr", "denial_verbs").isdisjoint(before[-3:])


def _is_taken_back(sentence: Sentence, verb: Token) -> bool:
    is_governed = not {"de", "d'", "à", "avoir"}.isdisjoint(sentence.lowers(verb.i - 2, verb.i))
    return is_governed and has_word(sentence, verb.i - MODAL_REACH, verb.i, "denial_verbs")


def is_supposed(sentence: Sentence, verb: Token) -> bool:
    """Told under a condition ("si X signait")."""
    return "si" in (sentence.reading.lowers[sentence.start], *sentence.lowers(verb.i - 5, verb.i))


def is_over(sentence: Sentence, around: int) -> bool:
    """Whether words near the token `around` say that the contract has ended."""
    near = sentence.doc[around : min(sentence.end, around + END_REACH)].text
    return has_word(sentence, around - 5, around + NOUN_REACH, "ended_words") or ENDED.search(near) is not None


def is_prospect(sentence: Sentence, verb: Token) -> bool:
    """Wished, planned or future: "cherche à signer", "pourrait acheter", "livrera"; "aurait remporté" is a report."""
    modals = lexicon.words("fr", "modal_words")
    before = [sentence.doc[i] for i in range(max(sentence.start, verb.i - MODAL_REACH), verb.i)]
    if "Inf" in verb.morph.get("VerbForm", []) and any(
        modals.intersection(infinitives(token.lower_, token.lemma_)) for token in before
    ):
        return True
    group = [token for token in before if token.pos_ == "AUX" and token.lemma_ == "être"] + [verb]
    return any("Fut" in token.morph.get("Tense", []) or "Cnd" in token.morph.get("Mood", []) for token in group)


def infinitives(lower: str, lemma: str) -> list[str]:
    """What the infinitive of a verb form may be: its lemma, and where the model missed a regular form, stem + er."""
    stem = REGULAR_ENDING.sub("", lower)
    return [lemma.lower(), stem + "er"] if stem != lower else [lemma.lower()]


def has_misplaced_person(sides: Sides, sentence: Sentence, noun: int | None) -> bool:
    """A person buys nothing here, and supplies only in a market or a tender: the rest is employment."""
    if any(party.is_person for party in sides.buyers):
        return True
    has_person = any(party.is_person for party in sides.suppliers)
    return has_person and (noun is None or sentence.doc[noun].lower_ in ("contrat", "contrats"))


def orient(sides: Sides, sentence: Sentence, noun: int, is_single: bool, first_buys: bool = False) -> bool:
    """Tell who buys among parties of one contract: the public one, else as the purpose says, else the second one.

    `first_buys` for verbs of customers ("X a renouvelé son contrat avec Y").
    """
    first, rest = sides.open[:1], sides.open[1:]
    hint = _purpose(sentence, noun)
    if sides.suppliers or sides.buyers:
        (sides.buyers if sides.suppliers else sides.suppliers).extend(sides.open)
        return True
    if first[0].is_public and (is_single or not rest[0].is_public):
        sides.buyers, sides.suppliers = sides.open if is_single else first, rest
        return True
    if is_single:
        hint = hint or ("supplier" if is_with_authority(sentence, noun) or _is_public(sentence, noun) else "")
        sides.suppliers = first if hint == "supplier" else []
        sides.buyers = first if hint == "buyer" else []
        return bool(hint)
    is_first_buyer = (first_buys or hint == "buyer") and not rest[0].is_public
    sides.buyers, sides.suppliers = (first, rest) if is_first_buyer else (rest, first)
    return True


def _purpose(sentence: Sentence, noun: int) -> str:
    """Part of the one who signs, as the purpose says ("pour l'achat de", "portant sur la livraison")."""
    hints = lexicon.table("fr", "purpose_nouns")
    return next((hints[word] for word in sentence.lowers(noun + 1, noun + NOUN_REACH) if word in hints), "")


def _is_public(sentence: Sentence, noun: int) -> bool:
    """As in "Un marché public est conclu avec X", "signer le marché": who is no authority supplies."""
    is_market = lexicon.table("fr", "contract_nouns").get(sentence.doc[noun].lower_) == "market"
    return is_market or not {"public", "publics"}.isdisjoint(sentence.lowers(noun + 1, noun + 2))


def is_with_authority(sentence: Sentence, noun: int) -> bool:
    """As in "Signer des contrats avec des ministères": an unnamed authority stands on the other side."""
    words = sentence.doc[noun + 1 : min(sentence.end, noun + NOUN_REACH)]
    return any(
        token.lower_ == "avec"
        and any(t.lemma_.lower() in lexicon.words("fr", "public_heads") for t in words[i + 1 : i + 4])
        for i, token in enumerate(words)
    )

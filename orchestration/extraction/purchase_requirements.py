"""What must be bought for a verb to speak of a purchase: a contract, works, counted goods, a purpose.

What belongs here: the checks that the column "what must be bought" of `contract_verbs` names. What does not: who stands
on which side (`purchase_verbs`), the vocabulary shared with other wordings (`purchase_statements`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from spacy.tokens import Token

from orchestration import lexicon
from orchestration.extraction.amounts import find_amounts
from orchestration.extraction.party_grammar import Party, Sentence, governor
from orchestration.extraction.purchase_statements import contract_noun, has_word, is_tender

Voice = Literal["active", "passive", "seen"]

OFFERED_PRICE = re.compile(r"\b(?:montant|prix|coût|somme|pour)\s+(?:\w+\s+){0,3}?(?:de\s+|d'|:\s*)?$")
BEFORE_PRICE = re.compile(r"\bpour\s+(?:(?:un\s+montant|la\s+somme|près|environ|quelque)\s+)?(?:de\s+|d')?$")
# Reach, in tokens, of what a verb governs: its object, its purpose, the noun to its left; of an idiom.
OBJECT_REACH = 14
PURPOSE_REACH = 30
LEFT_REACH = 9
IDIOM_REACH = 6
NEAR_OBJECT = 8
# "pour ses radars", "pour la phase 2".
_OWN = frozenset(("ses", "son", "sa", "leur", "leurs", "phase"))


@dataclass(frozen=True, slots=True)
class Clause:
    """A verb in its sentence: the tokens `left:right` in which its object may stand, the contract noun in there."""

    sentence: Sentence
    verb: Token
    voice: Voice
    left: int
    right: int
    noun: int | None
    is_seller: bool

    def has(self, name: str) -> bool:
        """Whether a word of the list `name` stands where the object stands."""
        return has_word(self.sentence, self.left, self.right, name)


def requirement(
    requires: str, sentence: Sentence, verb: Token, voice: Voice, is_seller: bool
) -> tuple[bool, int | None]:
    """Whether what is bought is there as the column requires ("fin+contract"), and the token that names the contract.

    `is_seller` says that the subject of the verb sells.
    """
    idiom, _, check = requires.rpartition("+")
    left = max(sentence.start, verb.i - _left_reach(sentence, verb)) if voice == "passive" else verb.i + 1
    right = min(sentence.end, verb.i + OBJECT_REACH)
    clause = Clause(sentence, verb, voice, left, right, contract_noun(sentence, left, right), is_seller)
    has_idiom = not idiom or idiom in sentence.lowers(verb.i + 1, verb.i + 1 + IDIOM_REACH)
    return has_idiom and _CHECKS[check](clause), clause.noun


def _is_contract(clause: Clause) -> bool:
    is_left = clause.voice != "active"
    return clause.noun is not None and (
        is_left or _is_won(clause.sentence, clause.verb, clause.noun, not clause.is_seller)
    )


def _is_award(clause: Clause) -> bool:
    """A contract or work, no grant; works right after the verb are its object, whatever else is granted."""
    if has_word(clause.sentence, clause.verb.i + 1, clause.verb.i + 3, "site_works"):
        return True
    return (clause.noun is not None or clause.has("work_nouns")) and not _is_grant(clause.sentence, clause.verb)


def _is_entrusted(clause: Clause) -> bool:
    is_goods = clause.voice == "active" and not _is_no_purchase(clause)
    return clause.noun is not None or clause.has("work_nouns") or is_goods


def _is_goods(clause: Clause) -> bool:
    """No company, shares, information; no premises, brand, sportsman."""
    is_property = _has_lemma(clause.sentence, clause.verb.i + 1, clause.right, "property_nouns")
    return not _is_no_purchase(clause) and not is_property


def _is_product(clause: Clause) -> bool:
    """As in "déploie la solution de X": what a firm sells under its name."""
    return has_word(clause.sentence, clause.verb.i + 1, clause.right, "product_nouns") and _is_goods(clause)


def _is_service(clause: Clause) -> bool:
    """As in "aux services de X"."""
    words = clause.sentence.lowers(clause.verb.i + 1, clause.verb.i + 1 + IDIOM_REACH)
    return clause.noun is not None or not {"services", "prestations", "compétences"}.isdisjoint(words)


def _is_purpose(clause: Clause) -> bool:
    verb, sentence = clause.verb, clause.sentence
    return clause.noun is not None or any(has(sentence, verb) for has in (_has_purpose, _has_offer, _has_price))


def _is_made(clause: Clause) -> bool:
    """As in "a signé un contrat portant sur la construction de deux navires pour": nobody else signs."""
    after = clause.sentence.lowers(clause.verb.i + 1, clause.sentence.end)
    is_sold = clause.noun is not None and "supplier" in map(lexicon.table("fr", "purpose_nouns").get, after)
    return is_sold and {"avec", "auprès", "entre"}.isdisjoint(after)


def _falls(clause: Clause) -> bool:
    """As in "Le lot 1 revient à X", not "il revient à X de payer"."""
    sentence, verb = clause.sentence, clause.verb
    is_impersonal = "il" in sentence.lowers(verb.i - 2, verb.i)
    return not is_impersonal and contract_noun(sentence, verb.i - LEFT_REACH, verb.i) is not None


def _is_tendered(clause: Clause) -> bool:
    """As in "accepte l'offre de services de X", "l'offre de X au montant de …": no offer of a job or of a takeover."""
    sentence, verb = clause.sentence, clause.verb.i
    words = sentence.lowers(verb + 1, verb + 1 + IDIOM_REACH)
    if "soumission" in words or ("offre" in words and not {"services", "service", "prix"}.isdisjoint(words)):
        return True
    after = sentence.doc[verb + 1 : min(sentence.end, verb + PURPOSE_REACH)].text
    return "offre" in words and any(OFFERED_PRICE.search(after[: a.start_char]) for a in find_amounts(after))


def _is_signed_for(clause: Clause) -> bool:
    """As in "a signé avec X pour la fourniture de": no partnership, no player."""
    sentence, verb = clause.sentence, clause.verb.i
    words = sentence.lowers(verb + 1, verb + PURPOSE_REACH)
    partnerships = lexicon.words("fr", "partnership_nouns")
    if "pour" not in words or not partnerships.isdisjoint(words[: words.index("pour")]):
        return False
    return not lexicon.words("fr", "purpose_nouns").isdisjoint(words[words.index("pour") : words.index("pour") + 4])


def _is_taken(clause: Clause) -> bool:
    """As in "décroche l'éclairage public de X": a noun of work right after the verb."""
    words = clause.sentence.lowers(clause.verb.i + 1, clause.verb.i + 3)
    return len(words) == 2 and words[0] in ("le", "la", "l'", "les") and words[1] in lexicon.words("fr", "work_nouns")


def _is_under(clause: Clause) -> bool:
    """As in "exploite le réseau de X dans le cadre d'un marché", "dans le cadre de ce contrat, Y assure…"."""
    sentence = clause.sentence
    start = max(sentence.start, clause.verb.i - PURPOSE_REACH // 2)
    words = sentence.lowers(start, clause.verb.i + PURPOSE_REACH)
    frames = lexicon.words("fr", "frame_words")
    link = next((i for i, word in enumerate(words, start) if word in frames), None)
    return link is not None and contract_noun(sentence, link, link + 4) is not None


def _is_priced(clause: Clause) -> bool:
    sentence, verb = clause.sentence, clause.verb.i
    return bool(find_amounts(sentence.doc[verb + 1 : min(sentence.end, verb + PURPOSE_REACH)].text))


def _is_owned(clause: Clause) -> bool:
    """As in "l'entretien des parcs de X est assuré par Y", "le stade de X a été construit par Y pour 48 M€"."""
    is_work = has_word(clause.sentence, clause.left, clause.verb.i, "work_nouns")
    return clause.voice == "passive" and (is_work or _is_priced(clause))


def _is_market(clause: Clause) -> bool:
    """As in "décide de passer un marché": nobody has it yet."""
    word = clause.sentence.doc[clause.noun].lower_ if clause.noun is not None else ""
    return clause.voice == "active" and lexicon.table("fr", "contract_nouns").get(word) == "market"


def _is_works(clause: Clause) -> bool:
    """As in "Les travaux sont assurés par l'entreprise X", "l'entreprise X réalise les travaux", not "des travaux"."""
    sentence, verb = clause.sentence, clause.verb.i
    if clause.voice == "passive":
        is_by_firm = has_word(sentence, verb + 1, verb + IDIOM_REACH, "firm_heads")
        return is_by_firm and has_word(sentence, clause.left, verb, "site_works")
    is_by_firm = has_word(sentence, verb - OBJECT_REACH, verb, "firm_heads")
    nouns = sentence.lowers(verb + 1, verb + IDIOM_REACH)
    works = lexicon.words("fr", "site_works")
    return is_by_firm and any(a in ("le", "la", "les", "l'") and b in works for a, b in pairwise(nouns))


def _left_reach(sentence: Sentence, verb: Token) -> int:
    """How far left the noun of a passive stands: far in "le marché, …, a été remporté", near in "contrat signé"."""
    return (
        PURPOSE_REACH
        if any(t.lemma_ == "être" for t in sentence.doc[max(sentence.start, verb.i - 3) : verb.i])
        else LEFT_REACH
    )


def _is_won(sentence: Sentence, verb: Token, noun: int, is_given: bool) -> bool:
    """Whether a market is the direct object ("remporte le marché"), not the place of one ("une mise sur le marché")."""
    if lexicon.table("fr", "contract_nouns")[sentence.doc[noun].lower_] == "contract":
        return True
    between = [sentence.doc[i] for i in range(verb.i + 1, noun)]
    is_direct = not any(
        token.pos_ in ("VERB", "AUX") or (token.lower_ in ("sur", "dans", "en", "pour") and not _opens_time(token))
        for token in between
    )
    named = {index for party in sentence.parties for index in range(party.start, party.end)}
    others = (t for t in between if t.pos_ in ("NOUN", "PROPN") and t.i not in named and not _is_time(t))
    return is_direct and (is_given or next(others, None) is None)


def _opens_time(preposition: Token) -> bool:
    """As in "en juin", "pour cinq ans"."""
    return any(_is_time(preposition.nbor(i)) for i in (1, 2) if preposition.i + i < len(preposition.doc))


def _is_time(token: Token) -> bool:
    return token.lower_ in lexicon.words("fr", "months") or token.lower_ in ("an", "ans", "mois") or token.is_digit


def _is_no_purchase(clause: Clause) -> bool:
    return is_no_purchase(clause.sentence, clause.verb, OBJECT_REACH)


def is_no_purchase(sentence: Sentence, word: Token, reach: int) -> bool:
    """Whether the object of a verb or noun is a company, shares, information… rather than goods."""
    right = min(sentence.end, word.i + reach)
    is_share = "%" in sentence.lowers(word.i + 1, min(right, word.i + NEAR_OBJECT))
    is_company = any(
        word.i < party.start <= word.i + 4
        and governor(sentence, party) == ""
        and not is_counted(sentence, word.i, party)
        for party in sentence.parties
    )
    return is_share or is_company or _has_lemma(sentence, word.i + 1, right, "goods_exclusions")


def _has_lemma(sentence: Sentence, first: int, right: int, name: str) -> bool:
    """Whether the object is a noun of the list `name`; the heads of names ("la société X") are no object."""
    words, heads = lexicon.words("fr", name), {index for p in sentence.parties for index in _heads_of(sentence, p)}
    lemmas, last = sentence.reading.lemmas, min(right, first - 1 + NEAR_OBJECT)
    places = (i for i in range(first, last) if i not in heads and not _describes(sentence, i))
    return any(lemmas[i].lower() in words for i in places)


def _heads_of(sentence: Sentence, party: Party) -> tuple[int, ...]:
    """The tokens that may say what kind of party a name is ("la société X", "le club de X")."""
    before = sentence.reading.lowers[party.start - 1]
    return (party.start - 1,) if before in ("à", "au", "aux", "avec", "par") else (party.start - 1, party.start - 2)


def _describes(sentence: Sentence, index: int) -> bool:
    """Whether a noun only tells the kind of another one ("avions de combat")."""
    reading = sentence.reading
    return reading.lowers[index - 1] in ("de", "d'") and reading.tags[index - 2] == "NOUN"


def _is_grant(sentence: Sentence, verb: Token) -> bool:
    """Whether aid, a prize or a permit is given rather than work."""
    return has_word(sentence, verb.i - LEFT_REACH, verb.i + OBJECT_REACH, "grant_words")


def _is_payment(sentence: Sentence, verb: Token) -> bool:
    """As in "a versé 65 000 euros à X pour des conseils": a sum, and what it pays."""
    has_sum = bool(find_amounts(sentence.doc[verb.i + 1 : min(sentence.end, verb.i + OBJECT_REACH)].text))
    return has_sum and (_has_purpose(sentence, verb) or has_word(sentence, verb.i, sentence.end, "bill_words"))


def _has_purpose(sentence: Sentence, verb: Token) -> bool:
    """As in "pour construire", "pour la fourniture", "pour ses radars", "comme prestataire"."""
    if sentence.doc[sentence.start].lower_ == "pour" and verb.i - sentence.start <= PURPOSE_REACH:
        return True
    if ":" in sentence.lowers(sentence.start, verb.i) and has_word(sentence, sentence.start, verb.i, "work_nouns"):
        # "Rénovation du lycée : la région retient X".
        return True
    works = lexicon.words("fr", "work_nouns")
    for index in range(verb.i + 1, min(sentence.end, verb.i + PURPOSE_REACH)):
        following = [sentence.doc[i] for i in range(index + 1, min(index + 4, sentence.end))]
        if sentence.doc[index].lower_ == "pour" and any(
            token.lower_ in works or "Inf" in token.morph.get("VerbForm", []) or token.lower_ in _OWN
            for token in following
        ):
            return True
        if sentence.doc[index].lower_ == "afin":
            return True
        if sentence.doc[index].lower_ == "comme" and any(
            t.lower_ in lexicon.words("fr", "provider_nouns") for t in following
        ):
            return True
    return False


def _has_offer(sentence: Sentence, verb: Token) -> bool:
    return any(
        token.lower_ in ("offre", "offres") for token in sentence.doc[verb.i + 1 : min(sentence.end, verb.i + 4)]
    )


def _has_price(sentence: Sentence, verb: Token) -> bool:
    """As in "a retenu X, pour 760 000 euros"."""
    words = sentence.doc[verb.i + 1 : min(sentence.end, verb.i + OBJECT_REACH)].text
    return any(BEFORE_PRICE.search(words[: amount.start_char]) for amount in find_amounts(words))


def _has_task(sentence: Sentence, verb: Token) -> bool:
    return any(
        sentence.doc[i].lower_ in ("de", "d'") and "Inf" in sentence.doc[i + 1].morph.get("VerbForm", [])
        for i in range(verb.i + 1, min(sentence.end - 1, verb.i + OBJECT_REACH))
    ) or has_word(sentence, verb.i + 1, verb.i + OBJECT_REACH, "work_nouns")


def has_quantity(sentence: Sentence, start: int) -> bool:
    """Whether counted goods follow right away ("douze avions"); a sum of money is no count."""
    after = sentence.doc[start + 1 : min(sentence.end, start + 9)].text
    count = _counted().match(after)
    sums = find_amounts(after)
    return count is not None and not (sums and sums[0].start_char < count.end())


@cache
def _counted() -> re.Pattern[str]:
    """A number, spelt or in digits, and what it counts."""
    numbers = "|".join(sorted(lexicon.words("fr", "number_words") - {"un", "une"}, key=len, reverse=True))
    rounds = "|".join(sorted(lexicon.words("fr", "round_numbers"), key=len, reverse=True))
    return re.compile(
        r"(?:(?:pour|au|moins|plus|de|d'|quelque|environ|près|un|une|total|plusieurs|les|des|ses|leurs|fermes?)\s*){0,4}"
        rf"(?:\d[\d .,]*|(?:{numbers})(?:[ -](?:et[ -])?(?:{numbers}))*\s|(?:{rounds}|millier)s?\s+d|(?<=plusieurs ))"
        r"\s*(?:millions?|milliards?|milliers)?\s*(?:de\s|d['’])?\s*(?:nouve\w+\s)?[a-zà-ÿ]{3,}",
    )


def is_counted(sentence: Sentence, start: int, party: Party) -> bool:
    """Whether a name after the token `start` is that of the maker of counted goods ("25 hélicoptères X", "114 X")."""
    between = sentence.doc[start + 1 : party.start].text.lower() + " "
    return not (party.is_person or party.is_public) and _before_maker().search(between) is not None


@cache
def _before_maker() -> re.Pattern[str]:
    """A count, then at most three words for the goods, none of which leads to another name."""
    counts = "|".join(lexicon.words("fr", "number_words") - {"un", "une"})
    leading = "|".join(map(re.escape, lexicon.words("fr", "party_prepositions") | lexicon.words("fr", "firm_heads")))
    return re.compile(
        rf"(?<![\w,.])(?:\d{{1,3}}(?:[ .]\d{{3}})*|{counts})\s(?:(?!(?:{leading})\b)[a-zà-ÿ-]+\s){{0,3}}$"
    )


_CHECKS: dict[str, Callable[[Clause], bool]] = {
    "contract": _is_contract,
    "tender": lambda clause: clause.noun is not None and is_tender(clause.sentence, clause.noun),
    "contract-left": lambda clause: (
        contract_noun(clause.sentence, clause.verb.i - PURPOSE_REACH // 2, clause.verb.i) is not None
    ),
    "work": lambda clause: clause.noun is not None or clause.has("work_nouns"),
    "award": _is_award,
    "entrust": _is_entrusted,
    "offer": lambda clause: _has_offer(clause.sentence, clause.verb),
    "deal": lambda clause: (
        clause.noun is not None or has_word(clause.sentence, clause.verb.i + 1, clause.right, "purpose_nouns")
    ),
    "payment": lambda clause: _is_payment(clause.sentence, clause.verb) and not _is_grant(clause.sentence, clause.verb),
    "quantity": _is_goods,
    "goods": _is_goods,
    "delivery": lambda clause: not _is_no_purchase(clause),
    "product": _is_product,
    "services": _is_service,
    "firm": lambda clause: has_word(clause.sentence, clause.sentence.start, clause.sentence.end, "firm_heads"),
    "supply": lambda clause: "auprès" in clause.sentence.lowers(clause.verb.i, clause.right),
    "purpose": _is_purpose,
    "provider": lambda clause: has_word(
        clause.sentence, clause.verb.i, clause.verb.i + PURPOSE_REACH, "provider_nouns"
    ),
    "task": lambda clause: _has_task(clause.sentence, clause.verb),
    "made": _is_made,
    "works": _is_works,
    "done": lambda clause: clause.voice == "passive" and _is_works(clause),
    "falls": _falls,
    "tendered": _is_tendered,
    "counted": lambda clause: has_quantity(clause.sentence, clause.verb.i) and _is_goods(clause),
    "signed-for": _is_signed_for,
    "taken": _is_taken,
    "under": _is_under,
    "owned": _is_owned,
    "priced": _is_priced,
    "market": _is_market,
    "any": lambda _: True,
}

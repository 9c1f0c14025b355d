"""Verbs of buying and selling: which names stand on the two sides of a purchase, by the frames of the lexicon.

What belongs here: frames, voice, what a verb requires to speak of a purchase. What does not: wordings without such a
verb (`purchase_phrases`), grammar itself (`party_grammar`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from spacy.tokens import Token

from orchestration.extraction import lexicon
from orchestration.extraction.amounts import find_amounts
from orchestration.extraction.party_grammar import Party, Sentence, complements, governor, subject, topic
from orchestration.extraction.purchase_statements import (
    NOUN_REACH,
    Sides,
    Statement,
    contract_noun,
    has_misplaced_person,
    has_word,
    infinitives,
    is_denied,
    is_over,
    is_prospect,
    is_supposed,
    is_tender,
    orient,
)
from orchestration.records import ContractStatus

Voice = Literal["active", "passive", "seen"]

# A number, spelt or in digits, and what it counts.
COUNTED = re.compile(
    r"(?:(?:pour|au|moins|plus|de|d'|quelque|environ|près|un|total|plusieurs|les|des)\s*){0,4}"
    r"(?:\d[\d .,]*|[a-zé-]+(?=\s)|(?:des\s)?(?:dizaines?|centaines?|milliers?)\s+d)"
    r"\s*(?:millions?|milliards?|milliers)?\s*(?:de\s|d')?\s*[a-zà-ÿ]{3,}",
)
# Reach, in tokens, of what a verb governs: its object, its purpose, the noun to its left.
OBJECT_REACH = 14
PURPOSE_REACH = 30
LEFT_REACH = 9


# "pour ses radars", "pour la phase 2".
_REFLEXIVES = frozenset(("s'", "se"))
_OWN = frozenset(("ses", "son", "sa", "leur", "leurs", "phase"))


@dataclass(frozen=True, slots=True)
class Frame:
    """A verb of the lexicon: the parts of its subject, of its bare object and of names after prepositions."""

    lemma: str
    subject: str
    object: str
    complements: dict[str, str]
    requires: str
    needs: str
    status: ContractStatus
    denied: ContractStatus | None


def verb_statements(text: Sequence[Sentence], sentence: Sentence) -> Iterator[Statement]:
    """The purchases that verbs of the sentence state."""
    tokens = list(sentence.tokens)
    has_reflexive = any(token.lower_ in _REFLEXIVES for token in tokens)
    for token in tokens:
        frame = _frame_of(token, is_reflexive=has_reflexive and _is_reflexive(token, sentence))
        if frame is not None and is_denied(sentence, token):
            frame = replace(frame, status=frame.denied) if frame.denied and not is_supposed(sentence, token) else None
        if frame is None:
            continue
        voice = _voice(sentence, token)
        is_met, noun = _requirement(frame, sentence, token, voice)
        if is_met:
            sides = _sides(text, sentence, token, frame, voice)
            yield from _stated(frame, sentence, token, noun, sides)


@cache
def _frames() -> dict[str, Frame]:
    frames: dict[str, Frame] = {}
    for lemma, forms, subj, obj, preps, requires, needs, status, *denied in lexicon.rows("fr", "contract_verbs"):
        roles = dict(pair.split("=") for pair in preps.split()) if preps != "-" else {}
        denied_status = _status_named(denied[0]) if denied else None
        frame = Frame(lemma, subj, obj, roles, requires, needs, _status_named(status), denied_status)
        frames.update(dict.fromkeys([lemma, *forms.split()], frame))
    return frames


def _status_named(name: str) -> ContractStatus:
    return "pending" if name == "pending" else "ended" if name == "ended" else "awarded"


def _frame_of(token: Token, *, is_reflexive: bool) -> Frame | None:
    """The frame of a verb form: by its listed forms, its lemma, or the ending that the lemmatiser left on it."""
    frames = _frames()
    keys = [token.lower_] if token.pos_ != "NOUN" or "-" in token.lower_ else []
    if token.pos_ in ("VERB", "AUX", "ADJ"):
        keys += infinitives(token)
    suffix = ""
    if is_reflexive:
        # The tagger takes "s'approvisionne" for a noun.
        suffix, keys = "_se", infinitives(token)
    return next((frames[key + suffix] for key in keys if key + suffix in frames), None)


def _is_reflexive(token: Token, sentence: Sentence) -> bool:
    before = [sentence.doc[i].lower_ for i in range(max(sentence.start, token.i - 3), token.i)]
    return not _REFLEXIVES.isdisjoint(before) and not {"vu", "vue", "vus", "vues"} & set(before)


def _voice(sentence: Sentence, verb: Token) -> Voice:
    """Active, passive (also a participle alone: "le contrat signé"), or seen ("s'est vu confier")."""
    before = [sentence.doc[i] for i in range(max(sentence.start, verb.i - 4), verb.i)]
    if any(token.lower_ in ("vu", "vue", "vus", "vues") for token in before):
        return "seen"
    if _is_reflexive(verb, sentence):
        return "active"
    if "Part" not in verb.morph.get("VerbForm", []) and verb.pos_ != "ADJ":
        return "active"
    if verb.lower_.endswith("ant"):
        return "active"
    auxiliaries = [token.lemma_ for token in before if token.pos_ == "AUX" or token.lemma_ in ("avoir", "être")]
    return "active" if auxiliaries and auxiliaries[-1] == "avoir" else "passive"


def _sides(text: Sequence[Sentence], sentence: Sentence, verb: Token, frame: Frame, voice: Voice) -> Sides:
    sides = Sides()
    agent, patient = frame.subject, frame.object
    if voice == "active":
        sides.add(agent, subject(text, sentence, verb))
    elif voice == "seen":
        sides.add(frame.complements.get("à", patient), subject(text, sentence, verb))
    elif patient != "-":
        sides.add(patient, _passive_patient(text, sentence, verb))
    recipient = frame.complements.get("à", "-")
    sides.add(recipient, _relative_recipient(sentence, verb) or _dative(text, sentence, verb))
    for preposition, group in complements(sentence, verb.i):
        if preposition == "par" and voice != "active":
            if not sides.has(agent):
                sides.add(agent, group)
        elif (preposition == "de" and patient == "supplier" and _is_offer_of(sentence, verb, group[0])) or (
            preposition == "" and voice == "active" and _is_object(sentence, verb, group[0])
        ):
            sides.add(patient, group)
        elif preposition in frame.complements and not sides.has(frame.complements[preposition]):
            sides.add(frame.complements[preposition], group)
    return sides


def _relative_recipient(sentence: Sentence, verb: Token) -> list[Party]:
    """As in "X, à qui la ville a confié…": the name before the relative."""
    for index in range(verb.i - 1, max(sentence.start, verb.i - NOUN_REACH), -1):
        token = sentence.doc[index]
        is_relative = token.lower_ == "auquel" or (token.lower_ in ("qui", "laquelle") and token.nbor(-1).lower_ == "à")
        if is_relative:
            return [party for party in sentence.parties if index - 3 <= party.end <= index][-1:]
    return []


def _dative(text: Sequence[Sentence], sentence: Sentence, verb: Token) -> list[Party]:
    """As in "X lui a commandé…": the organisation of which the sentence before speaks."""
    before = [sentence.doc[i].lower_ for i in range(max(sentence.start, verb.i - 4), verb.i)]
    earlier = text[sentence.index - 1] if sentence.index else None
    return topic(text, earlier, earlier.end) if earlier is not None and "lui" in before else []


def _is_offer_of(sentence: Sentence, verb: Token, party: Party) -> bool:
    """As in "A retenu l'offre de X"."""
    between = [sentence.doc[i].lower_ for i in range(verb.i + 1, party.start)]
    return len(between) <= OBJECT_REACH and ("offre" in between or "offres" in between)


def _passive_patient(text: Sequence[Sentence], sentence: Sentence, verb: Token) -> list[Party]:
    """Who is chosen in "X a été retenu pour", "X, choisi par Y"."""
    for party in reversed(sentence.parties):
        gap = sentence.doc[party.end : verb.i].text if party.end <= verb.i else "no"
        if gap.strip(' "»') in ("", ","):
            return [party]
    return subject(text, sentence, verb)


def _is_object(sentence: Sentence, verb: Token, party: Party) -> bool:
    """Whether nothing but an article, common words or a phrase of purpose parts the verb from a bare name."""
    between = [sentence.doc[i] for i in range(verb.i + 1, party.start)]
    return not any(token.pos_ in ("VERB", "AUX", "PRON") or token.text in ":;" for token in between)


def _requirement(frame: Frame, sentence: Sentence, verb: Token, voice: Voice) -> tuple[bool, int | None]:
    """Whether what is bought is there as the frame requires, and the token that names it."""
    left = max(sentence.start, verb.i - _left_reach(sentence, verb)) if voice == "passive" else verb.i + 1
    right = min(sentence.end, verb.i + OBJECT_REACH)
    noun = contract_noun(sentence, left, right)
    checks: dict[str, Callable[[], bool]] = {
        "contract": lambda: (
            noun is not None and (voice != "active" or _is_won(sentence, verb, noun, frame.subject != "supplier"))
        ),
        "tender": lambda: noun is not None and is_tender(sentence, noun),
        "contract-left": lambda: contract_noun(sentence, verb.i - LEFT_REACH, verb.i) is not None,
        "work": lambda: noun is not None or has_word(sentence, left, right, "work_nouns"),
        "award": lambda: (
            (noun is not None or has_word(sentence, left, right, "work_nouns")) and not _is_grant(sentence, verb)
        ),
        "entrust": lambda: (
            noun is not None
            or has_word(sentence, left, right, "work_nouns")
            or (voice == "active" and not _is_no_purchase(sentence, verb, right))
        ),
        "offer": lambda: _has_offer(sentence, verb),
        "deal": lambda: noun is not None or has_word(sentence, verb.i + 1, right, "purpose_nouns"),
        "payment": lambda: _is_payment(sentence, verb) and not _is_grant(sentence, verb),
        "quantity": lambda: not _is_no_purchase(sentence, verb, right),
        "goods": lambda: not _is_no_purchase(sentence, verb, right),
        "delivery": lambda: not _is_no_purchase(sentence, verb, right),
        "supply": lambda: any(sentence.doc[i].lower_ == "auprès" for i in range(verb.i, right)),
        "purpose": lambda: noun is not None or _has_purpose(sentence, verb) or _has_offer(sentence, verb),
        "provider": lambda: has_word(sentence, verb.i, verb.i + PURPOSE_REACH, "provider_nouns"),
        "task": lambda: _has_task(sentence, verb),
        "any": lambda: True,
    }
    return checks[frame.requires](), noun


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
    return is_direct and (is_given or not any(t.pos_ in ("NOUN", "PROPN") and not _is_time(t) for t in between))


def _opens_time(preposition: Token) -> bool:
    """As in "en juin", "pour cinq ans"."""
    return any(_is_time(preposition.nbor(i)) for i in (1, 2) if preposition.i + i < len(preposition.doc))


def _is_time(token: Token) -> bool:
    return token.lower_ in lexicon.words("fr", "months") or token.lower_ in ("an", "ans", "mois") or token.is_digit


def _is_no_purchase(sentence: Sentence, verb: Token, right: int) -> bool:
    """Whether the object is a company, shares, information… rather than goods."""
    excluded = lexicon.words("fr", "goods_exclusions")
    heads = {party.start - gap for party in sentence.parties for gap in (1, 2)}
    nearby = [sentence.doc[i] for i in range(verb.i + 1, min(right, verb.i + 8)) if i not in heads]
    has_excluded = any(token.lemma_.lower() in excluded or token.lower_ == "%" for token in nearby)
    is_company = any(
        verb.i < party.start <= verb.i + 4 and governor(sentence, party) == "" for party in sentence.parties
    )
    return has_excluded or is_company


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
    works = lexicon.words("fr", "work_nouns")
    for index in range(verb.i + 1, min(sentence.end, verb.i + PURPOSE_REACH)):
        following = [sentence.doc[i] for i in range(index + 1, min(index + 4, sentence.end))]
        if sentence.doc[index].lower_ == "pour" and any(
            token.lower_ in works or "Inf" in token.morph.get("VerbForm", []) or token.lower_ in _OWN
            for token in following
        ):
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


def _has_task(sentence: Sentence, verb: Token) -> bool:
    return any(
        sentence.doc[i].lower_ in ("de", "d'") and "Inf" in sentence.doc[i + 1].morph.get("VerbForm", [])
        for i in range(verb.i + 1, min(sentence.end - 1, verb.i + OBJECT_REACH))
    ) or has_word(sentence, verb.i + 1, verb.i + OBJECT_REACH, "work_nouns")


def _has_quantity(sentence: Sentence, start: int) -> bool:
    """Whether counted goods follow right away ("douze avions"); a sum of money is no count."""
    after = sentence.doc[start + 1 : min(sentence.end, start + 9)].text
    count = COUNTED.match(after)
    sums = find_amounts(after)
    return count is not None and not (sums and sums[0].start_char < count.end())


def _status(frame_status: ContractStatus, sentence: Sentence, verb: Token, noun: int | None) -> ContractStatus:
    if frame_status != "awarded":
        return frame_status
    if is_over(sentence, verb.i if noun is None else noun):
        return "ended"
    return "pending" if is_prospect(sentence, verb) else "awarded"


def _stated(frame: Frame, sentence: Sentence, verb: Token, noun: int | None, sides: Sides) -> Iterator[Statement]:
    """The statement that the sides make, if enough of them are named and none of them cannot be a party."""
    is_single = len(sides.everyone()) == 1
    if sides.open and not orient(
        sides, sentence, verb.i if noun is None else noun, is_single, frame.denied is not None
    ):
        return
    is_full = bool(sides.buyers and sides.suppliers)
    is_plausible = not has_misplaced_person(sides, sentence, noun) and not _has_unlikely_supplier(frame, sides)
    if not _is_enough(frame, sentence, verb, sides, is_full) or not is_plausible:
        return
    status = _status(frame.status, sentence, verb, noun)
    rule = f"verb-{frame.lemma.replace('_', '-')}"
    yield Statement(
        sentence, verb.i, noun, tuple(sides.buyers), tuple(sides.suppliers), status, rule, 0.8 if is_full else 0.6
    )


def _is_enough(frame: Frame, sentence: Sentence, verb: Token, sides: Sides, is_full: bool) -> bool:
    if is_full or frame.needs == "both":
        return is_full
    if frame.needs == "buyer":
        return bool(sides.buyers)
    if frame.needs == "order":
        return (
            bool(sides.buyers)
            and contract_noun(sentence, verb.i, verb.i + 3) is not None
            and _has_quantity(sentence, verb.i + 1)
        )
    if frame.requires == "quantity":
        has_price = bool(sides.suppliers) and bool(find_amounts(sentence.text()))
        return has_price or (bool(sides.buyers) and _has_quantity(sentence, verb.i))
    if frame.requires in ("purpose", "provider", "task"):
        return bool(sides.suppliers)
    return bool(sides.buyers or sides.suppliers)


def _has_unlikely_supplier(frame: Frame, sides: Sides) -> bool:
    """Authorities are given missions and deliver aid, newspapers are confided in: neither sells by that."""
    is_task = frame.requires in ("work", "purpose", "provider", "task", "delivery", "entrust", "payment")
    return any(
        party.kind in ("court", "party") or (is_task and (party.is_public or party.kind == "media"))
        for party in sides.suppliers
    )

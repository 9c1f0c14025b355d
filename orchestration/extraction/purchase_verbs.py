"""Verbs of buying and selling: which names stand on the two sides of a purchase, by the frames of the lexicon.

What belongs here: frames, voice, what a verb requires to speak of a purchase. What does not: wordings without such a
verb (`purchase_phrases`), grammar itself (`party_grammar`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from spacy.tokens import Token

from orchestration import lexicon
from orchestration.extraction.amounts import find_amounts
from orchestration.extraction.party_grammar import Party, Sentence, complements, governor, subject, topic
from orchestration.extraction.purchase_requirements import OBJECT_REACH, Voice, has_quantity, is_counted, requirement
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
    is_with_authority,
    orient,
)
from orchestration.records import ContractStatus

# How far a bare name stands from the comma or the participle to which it belongs, in tokens.
SUBJECT_REACH = 6
PARTICIPLE_ENDINGS = ("é", "ée", "és", "ées", "i", "ie", "is", "ies", "u", "ue", "us", "ues")
FEMININE_ENDINGS = ("ée", "ie", "ue", "uite", "erte")
_INDEFINITES = frozenset(("des", "de", "d'", "plusieurs", "quelques"))
_REFLEXIVES = frozenset(("s'", "se"))


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
    """The purchases that verbs of the sentence state: of a verb with several frames the first that fits."""
    for token, frames in _framed(sentence):
        found = (_statement(text, sentence, token, frame) for frame in frames)
        first = next((statement for statement in found if statement is not None), None)
        if first is not None:
            yield first


def _statement(text: Sequence[Sentence], sentence: Sentence, verb: Token, frame: Frame) -> Statement | None:
    if is_denied(sentence, verb):
        if frame.denied is None or is_supposed(sentence, verb):
            return None
        frame = replace(frame, status=frame.denied)
    voice = _voice(sentence, verb)
    is_met, noun = requirement(frame.requires, sentence, verb, voice, frame.subject == "supplier")
    if not is_met:
        return None
    sides = _sides(text, sentence, verb, frame, voice)
    if voice == "passive" and frame.subject == "side" and len(sides.everyone()) == 1:
        sides.add("side", _who_tells(text, sentence, verb))
    return _stated(frame, sentence, verb, noun, sides)


def _who_tells(text: Sequence[Sentence], sentence: Sentence, verb: Token) -> list[Party]:
    """As in "X se félicite du contrat signé avec Y": the firm that speaks of its contract in that sentence."""
    return [party for party in topic(text, sentence, verb.i) if party in sentence.parties and not party.is_public]


def _framed(sentence: Sentence) -> Iterator[tuple[Token, tuple[Frame, ...]]]:
    """The tokens of the sentence that have frames."""
    reading, span = sentence.reading, slice(sentence.start, sentence.end)
    lowers = reading.lowers[span]
    has_reflexive = not _REFLEXIVES.isdisjoint(lowers)
    reflexive = [has_reflexive and _is_reflexive(index, sentence) for index in range(sentence.start, sentence.end)]
    # Right after a name the tagger takes "équipe", "commande", "rafle" for nouns.
    ends = {party.end for party in sentence.parties}
    ends |= _opening_verb(lowers, sentence.start)
    tags = ["VERB" if index in ends else reading.tags[index] for index in range(sentence.start, sentence.end)]
    for index, frames in enumerate(map(_frames_of, lowers, reading.lemmas[span], tags, reflexive), sentence.start):
        if frames:
            yield sentence.doc[index], frames


def _opening_verb(lowers: Sequence[str], start: int) -> set[int]:
    """The verb that the tagger takes for a noun at the head of a sentence: "De mandater la firme", "Mandaté par X"."""
    first, second = (*lowers[:2], "", "")[:2]
    if first in ("de", "d'") and second.endswith(("er", "ir", "re")):
        return {start + 1}
    return {start} if second == "par" and first.endswith(PARTICIPLE_ENDINGS) else set()


@cache
def _frames() -> dict[str, tuple[Frame, ...]]:
    frames: dict[str, tuple[Frame, ...]] = {}
    for lemma, forms, subj, obj, preps, requires, needs, status, *denied in lexicon.rows("fr", "contract_verbs"):
        roles = dict(pair.split("=") for pair in preps.split()) if preps != "-" else {}
        denied_status = _status_named(denied[0]) if denied else None
        frame = Frame(lemma, subj, obj, roles, requires, needs, _status_named(status), denied_status)
        for form in (lemma, *forms.split()):
            frames[form] = (*frames.get(form, ()), frame)
    return frames


def _status_named(name: str) -> ContractStatus:
    return "pending" if name == "pending" else "ended" if name == "ended" else "awarded"


@lru_cache(maxsize=50_000)
def _frames_of(lower: str, lemma: str, tag: str, is_reflexive: bool) -> tuple[Frame, ...]:
    """The frames of a verb form: by its listed forms, its lemma, or the ending that the lemmatiser left on it."""
    frames = _frames()
    keys = [lower] if tag != "NOUN" or "-" in lower else []
    if tag in ("VERB", "AUX", "ADJ"):
        keys += infinitives(lower, lemma)
    suffix = ""
    if is_reflexive:
        # The tagger takes "s'approvisionne" for a noun.
        suffix, keys = "_se", infinitives(lower, lemma)
    return next((frames[key + suffix] for key in keys if key + suffix in frames), ())


def _is_reflexive(index: int, sentence: Sentence) -> bool:
    before = sentence.lowers(index - 3, index)
    if before[-1:] and before[-1] in ("à", "de", "d'"):
        # The pronoun of "s'apprête à signer" belongs to the verb before.
        return False
    return not _REFLEXIVES.isdisjoint(before) and not {"vu", "vue", "vus", "vues"} & set(before)


def _voice(sentence: Sentence, verb: Token) -> Voice:
    """Active, passive (also a participle alone: "le contrat signé"), or seen ("s'est vu confier")."""
    before = [sentence.doc[i] for i in range(max(sentence.start, verb.i - 4), verb.i)]
    if any(token.lower_ in ("vu", "vue", "vus", "vues") for token in before):
        return "seen"
    if _is_reflexive(verb.i, sentence):
        return "active"
    if verb.i == sentence.start and verb.lower_.endswith(PARTICIPLE_ENDINGS):
        return "passive"
    if _is_present_after_name(sentence, verb):
        return "active"
    if "Part" not in verb.morph.get("VerbForm", []) and verb.pos_ != "ADJ":
        return "active"
    if verb.lower_.endswith("ant"):
        return "active"
    # In "a annulé le marché attribué" the auxiliary belongs to the participle before.
    own = before[max((i for i, token in enumerate(before, 1) if token.pos_ == "VERB"), default=0) :]
    auxiliaries = [token.lemma_ for token in own if token.pos_ == "AUX" or token.lemma_ in ("avoir", "être")]
    return "active" if auxiliaries and auxiliaries[-1] == "avoir" else "passive"


def _is_present_after_name(sentence: Sentence, verb: Token) -> bool:
    """As in "la ville mise sur", "X équipe": the tagger takes a present right after a name for a participle."""
    is_present = verb.lower_.endswith(("e", "ent")) and not verb.lower_.endswith(FEMININE_ENDINGS)
    return is_present and any(party.end == verb.i for party in sentence.parties)


def _sides(text: Sequence[Sentence], sentence: Sentence, verb: Token, frame: Frame, voice: Voice) -> Sides:
    sides = _sides_before(text, sentence, verb, frame, voice)
    agent, patient = frame.subject, frame.object
    for preposition, group in complements(sentence, verb.i):
        role = frame.complements.get(preposition, "-")
        if preposition == "par" and voice != "active":
            if not sides.has(agent):
                sides.add(agent, group)
        elif _is_patient(sentence, verb, frame, voice, preposition, group[0]):
            if not sides.has(patient):
                sides.add(patient, group)
        elif not sides.has(role):
            sides.add(role, group)
    if agent in ("buyer", "side") and not sides.suppliers and len(sides.open) < 2:
        sides.add("supplier", _makers(sentence, verb))
    if not sides.buyers and ((voice == "passive" and agent == "buyer") or frame.requires == "falls"):
        sides.add("buyer", _market_owner(sentence, verb))
    return sides


def _makers(sentence: Sentence, verb: Token) -> list[Party]:
    """As in "a commandé 25 hélicoptères X", "un contrat pour l'achat de 114 X": who makes what is bought."""
    reach = verb.i + OBJECT_REACH
    return [p for p in sentence.parties if verb.i < p.start <= reach and is_counted(sentence, verb.i, p)][:1]


def _sides_before(text: Sequence[Sentence], sentence: Sentence, verb: Token, frame: Frame, voice: Voice) -> Sides:
    """The sides that stand before the verb: its subject, whose thing is done, to whom it is given."""
    sides = Sides()
    recipient = frame.complements.get("à", "-")
    if voice == "active":
        sides.add(frame.subject, subject(text, sentence, verb))
    elif voice == "seen":
        sides.add(frame.complements.get("à", frame.object), subject(text, sentence, verb))
    elif frame.object == "owner":
        sides.add("buyer", _owner(sentence, verb))
    elif frame.object != "-":
        sides.add(frame.object, _passive_patient(text, sentence, verb))
    sides.add(recipient, _relative_recipient(sentence, verb) or _dative(text, sentence, verb))
    for preposition, party in _cleft(sentence, verb):
        sides.add(frame.complements.get(preposition, "-"), [party])
    return sides


def _cleft(sentence: Sentence, verb: Token) -> Iterator[tuple[str, Party]]:
    """As in "C'est à X que la ville a confié…", "c'est avec X que": the name that the sentence brings to the front."""
    for party in sentence.parties:
        before, after = sentence.lowers(sentence.start, party.start), sentence.lowers(party.end, party.end + 1)
        if party.end < verb.i and "c'" in before and after in (["que"], ["qu'"]):
            yield governor(sentence, party), party


def _is_patient(sentence: Sentence, verb: Token, frame: Frame, voice: Voice, preposition: str, party: Party) -> bool:
    """Whether a name after the verb is its bare object, or the one whose offer is retained."""
    if preposition == "de" and frame.object == "supplier":
        return _is_offer_of(sentence, verb, party)
    return preposition == "" and voice == "active" and _is_object(sentence, verb, party)


def _market_owner(sentence: Sentence, verb: Token) -> list[Party]:
    """As in "Le marché de nettoyage de la ville a été attribué": the authority whose market it is."""
    return [
        party
        for party in sentence.parties
        if party.is_public
        and party.end <= verb.i
        and governor(sentence, party) == "de"
        and contract_noun(sentence, party.start - NOUN_REACH, party.start) is not None
    ][-1:]


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
    return len(between) <= OBJECT_REACH and not {"offre", "offres", "soumission"}.isdisjoint(between)


def _passive_patient(text: Sequence[Sentence], sentence: Sentence, verb: Token) -> list[Party]:
    """Who is chosen in "X a été retenu pour", "X, choisi par Y", "Choisi par Y, X…"."""
    if verb.i == sentence.start:
        comma = next((i for i, word in enumerate(sentence.lowers(verb.i, sentence.end), verb.i) if word == ","), verb.i)
        after = [party for party in sentence.parties if comma < party.start <= comma + SUBJECT_REACH]
        return [party for party in after if comma > verb.i and governor(sentence, party) == ""][:1]
    for party in reversed(sentence.parties):
        gap = sentence.doc[party.end : verb.i].text if party.end <= verb.i else "no"
        if gap.strip(' "»') in ("", ","):
            return [party]
    return subject(text, sentence, verb)


def _owner(sentence: Sentence, verb: Token) -> list[Party]:
    """As in "Les données de X sont hébergées par Y": whose things the subject is."""
    nearest = next((p for p in reversed(sentence.parties) if p.end <= verb.i <= p.end + SUBJECT_REACH), None)
    return [nearest] if nearest is not None and governor(sentence, nearest) == "de" else []


def _is_object(sentence: Sentence, verb: Token, party: Party) -> bool:
    """Whether nothing but an article, common words or a phrase of purpose parts the verb from a bare name."""
    between = [sentence.doc[i] for i in range(verb.i + 1, party.start)]
    return not any(token.pos_ in ("VERB", "AUX", "PRON") or token.text in ":;" for token in between)


def _status(frame: Frame, sentence: Sentence, verb: Token, noun: int | None) -> ContractStatus:
    if frame.status != "awarded":
        return frame.status
    if is_over(sentence, verb.i if noun is None else noun):
        return "ended"
    if frame.subject == "supplier" and _is_owed(sentence, verb):
        return "awarded"
    return "pending" if is_prospect(sentence, verb) else "awarded"


def _is_owed(sentence: Sentence, verb: Token) -> bool:
    """As in "X fournira douze rames à Y", "X doit livrer": who is to deliver has the order."""
    group = [verb, *(t for t in sentence.doc[max(sentence.start, verb.i - 3) : verb.i] if t.pos_ == "AUX")]
    is_future = any("Fut" in token.morph.get("Tense", []) for token in group)
    return is_future or has_word(sentence, verb.i - 2, verb.i, "duty_words")


def _stated(frame: Frame, sentence: Sentence, verb: Token, noun: int | None, sides: Sides) -> Statement | None:
    """The statement that the sides make, if enough of them are named and none of them cannot be a party."""
    # A person signs for a party, and is none.
    sides.open = [party for party in sides.open if not party.is_person]
    is_single = len(sides.everyone()) == 1
    anchor = verb.i if noun is None else noun
    is_customers_verb = frame.denied is not None or frame.status == "ended"
    if sides.open and not orient(sides, sentence, anchor, is_single, is_customers_verb):
        return None
    is_full = bool(sides.buyers and sides.suppliers)
    is_plausible = not has_misplaced_person(sides, sentence, noun) and not _has_unlikely_supplier(frame, sides)
    if not _is_enough(frame, sentence, verb, sides, is_full) or not is_plausible:
        return None
    status = _status(frame, sentence, verb, noun)
    if status == "pending" and not is_full and _is_generic(sentence, noun):
        return None
    rule = f"verb-{frame.lemma.replace('_', '-')}"
    confidence = 0.8 if is_full else 0.6
    return Statement(sentence, verb.i, noun, tuple(sides.buyers), tuple(sides.suppliers), status, rule, confidence)


def _is_enough(frame: Frame, sentence: Sentence, verb: Token, sides: Sides, is_full: bool) -> bool:
    if is_full or frame.needs == "both":
        return is_full
    if frame.needs in ("buyer", "supplier"):
        return bool(sides.buyers if frame.needs == "buyer" else sides.suppliers)
    if frame.needs == "order":
        return (
            bool(sides.buyers)
            and contract_noun(sentence, verb.i, verb.i + 3) is not None
            and has_quantity(sentence, verb.i + 1)
        )
    if frame.requires == "quantity":
        has_price = bool(sides.suppliers) and bool(find_amounts(sentence.text()))
        return has_price or (bool(sides.buyers) and has_quantity(sentence, verb.i))
    if frame.requires in ("purpose", "provider", "task", "works", "done"):
        return bool(sides.suppliers)
    return bool(sides.buyers or sides.suppliers)


def _is_generic(sentence: Sentence, noun: int | None) -> bool:
    """As in "espère décrocher de nouveaux contrats": talk of contracts in general, with nobody on the other side."""
    is_plural = noun is not None and sentence.doc[noun].lower_.endswith("s")
    is_indefinite = not _INDEFINITES.isdisjoint(sentence.lowers((noun or 0) - 3, noun or 0))
    return is_plural and is_indefinite and noun is not None and not is_with_authority(sentence, noun)


def _has_unlikely_supplier(frame: Frame, sides: Sides) -> bool:
    """Authorities are given missions and deliver aid, newspapers are confided in: neither sells by that."""
    is_task = frame.requires in ("work", "purpose", "provider", "task", "delivery", "entrust", "payment", "product")
    return any(
        party.kind in ("court", "party") or (is_task and (party.is_public or party.kind == "media"))
        for party in sides.suppliers
    )

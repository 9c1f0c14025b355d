"""Which words of a sentence state a purchase, and which names stand on its two sides.

What belongs here: frames (a verb or a noun of buying with the parts that grammar gives to names) applied to a sentence.
What does not: grammar itself (`party_grammar`), amounts, dates and what becomes of a statement (`contracts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from spacy.tokens import Token

from orchestration.extraction import lexicon
from orchestration.extraction.amounts import find_amounts
from orchestration.extraction.party_grammar import Party, Sentence, complements, governor, subject, topic
from orchestration.records import ContractStatus

Voice = Literal["active", "passive", "seen"]
REGULAR_ENDING = re.compile(r"(?:e|ent|ait|aient|a|èrent|era|eront|erait|eraient|é|ée|és|ées|ant)$")
# Between the word for the one chosen and its name.
ANNOUNCEMENT = re.compile(r"^\s*(?:(?:retenu|choisi|désigné|proposé)e?s?\s*)?(?::|,|\best\b|\bsera\b)")
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
MODAL_REACH = 4
NOUN_REACH = 12


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


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence states a purchase at the token `trigger`; `noun` is the word for what is bought, where there is one."""

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
        """Put parties on the side of `role` (buyer, supplier, side), each once."""
        side = {"buyer": self.buyers, "supplier": self.suppliers, "side": self.open}.get(role)
        if side is not None:
            side.extend(party for party in parties if party.key not in {p.key for p in self.everyone()})

    def everyone(self) -> list[Party]:
        """All parties of any side."""
        return [*self.buyers, *self.suppliers, *self.open]


def find_statements(text: Sequence[Sentence], sentence: Sentence) -> list[Statement]:
    """All statements of a purchase in one sentence of `text`, verbs first."""
    if sentence.text().rstrip(' "»”').endswith("?"):
        return []
    found = list(_verb_statements(text, sentence))
    found += _appeal_statements(text, sentence)
    found += _customer_statements(text, sentence)
    found += [*_award_statements(sentence), *_bid_statements(sentence), *_winner_statements(sentence)]
    found = _joined(found)
    used = {statement.noun for statement in found}
    found += [s for s in _noun_statements(text, sentence) if s.noun not in used]
    return [statement for statement in found if statement.buyers or statement.suppliers]


def contract_noun(sentence: Sentence, start: int, end: int) -> int | None:
    """Token of the first noun that names a purchase between two tokens ("contrat", "marché", "appel d'offres")."""
    nouns = _contract_nouns()
    for index in range(max(start, sentence.start), min(end, sentence.end)):
        followed_by = nouns.get(sentence.doc[index].lower_)
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
    is_other_kind = any(
        after == phrase or after.startswith((phrase + " ", phrase + ",", phrase + "."))
        for phrase in lexicon.words("fr", "contract_exclusions")
    )
    return is_other_kind or before.endswith(
        ("sur le", "sur les", "sur un", "parts de", "part de", "étude de", "aucun", "aucune", "sans")
    )


@cache
def _frames() -> dict[str, Frame]:
    frames: dict[str, Frame] = {}
    for lemma, forms, subj, obj, preps, requires, needs, status in lexicon.rows("fr", "contract_verbs"):
        roles = dict(pair.split("=") for pair in preps.split()) if preps != "-" else {}
        kind: ContractStatus = "pending" if status == "pending" else "ended" if status == "ended" else "awarded"
        frame = Frame(lemma, subj, obj, roles, requires, needs, kind)
        frames.update({form: frame for form in [lemma, *forms.split()]})
    return frames


def _frame_of(token: Token, sentence: Sentence) -> Frame | None:
    """The frame of a verb form: by its listed forms, its lemma, or the ending that the lemmatiser left on it."""
    frames = _frames()
    keys = [token.lower_] if token.pos_ != "NOUN" else []
    if token.pos_ in ("VERB", "AUX", "ADJ"):
        keys += infinitives(token)
    suffix = ""
    if _is_reflexive(token, sentence):
        # The tagger takes "s'approvisionne" for a noun.
        suffix, keys = "_se", infinitives(token)
    return next((frames[key + suffix] for key in keys if key + suffix in frames), None)


def infinitives(token: Token) -> list[str]:
    """What the infinitive of a verb form may be: its lemma, and for a regular form that the model missed, its stem + er."""
    stem = REGULAR_ENDING.sub("", token.lower_)
    return [token.lemma_.lower(), stem + "er"] if stem != token.lower_ else [token.lemma_.lower()]


def _is_reflexive(token: Token, sentence: Sentence) -> bool:
    before = [sentence.doc[i].lower_ for i in range(max(sentence.start, token.i - 3), token.i)]
    return ("s'" in before or "se" in before) and not {"vu", "vue", "vus", "vues"} & set(before)


def _verb_statements(text: Sequence[Sentence], sentence: Sentence) -> Iterator[Statement]:
    if not sentence.parties and sentence.index == 0:
        return
    for token in sentence.tokens:
        frame = _frame_of(token, sentence)
        if frame is None or _is_denied(sentence, token):
            continue
        voice = _voice(sentence, token)
        is_met, noun = _requirement(frame, sentence, token, voice)
        if is_met:
            sides = _sides(text, sentence, token, frame, voice)
            yield from _stated(frame, sentence, token, noun, sides)


def _voice(sentence: Sentence, verb: Token) -> Voice:
    """Active, passive (also a participle alone: "le contrat signé"), or seen ("s'est vu confier")."""
    before = [sentence.doc[i] for i in range(max(sentence.start, verb.i - 4), verb.i)]
    if any(token.lower_ in ("vu", "vue", "vus", "vues") for token in before):
        return "seen"
    if "Part" not in verb.morph.get("VerbForm") and verb.pos_ != "ADJ":
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
    sides.add(frame.complements.get("à", "-"), _relative_recipient(sentence, verb))
    for preposition, group in complements(sentence, verb.i):
        if preposition == "par" and voice != "active":
            if not _has_role(sides, agent):
                sides.add(agent, group)
        elif preposition == "de" and patient == "supplier" and _is_offer_of(sentence, verb, group[0]):
            sides.add(patient, group)
        elif preposition == "" and voice == "active" and _is_object(sentence, verb, group[0]):
            sides.add(patient, group)
        elif preposition in frame.complements and not _has_role(sides, frame.complements[preposition]):
            sides.add(frame.complements[preposition], group)
    return sides


def _relative_recipient(sentence: Sentence, verb: Token) -> list[Party]:
    """ "X, à qui la ville a confié…": the name before the relative."""
    for index in range(verb.i - 1, max(sentence.start, verb.i - NOUN_REACH), -1):
        token = sentence.doc[index]
        is_relative = token.lower_ == "auquel" or (token.lower_ in ("qui", "laquelle") and token.nbor(-1).lower_ == "à")
        if is_relative:
            return [party for party in sentence.parties if index - 3 <= party.end <= index][-1:]
    return []


def _is_offer_of(sentence: Sentence, verb: Token, party: Party) -> bool:
    """ "A retenu l'offre de X"."""
    between = [sentence.doc[i].lower_ for i in range(verb.i + 1, party.start)]
    return len(between) <= OBJECT_REACH and ("offre" in between or "offres" in between)


def _has_role(sides: Sides, role: str) -> bool:
    return bool(sides.buyers if role == "buyer" else sides.suppliers if role == "supplier" else len(sides.open) > 1)


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
    checks = {
        "contract": lambda: (
            noun is not None and (voice != "active" or _is_won(sentence, verb, noun, frame.subject != "supplier"))
        ),
        "tender": lambda: noun is not None and is_tender(sentence, noun),
        "contract-left": lambda: contract_noun(sentence, verb.i - LEFT_REACH, verb.i) is not None,
        "work": lambda: noun is not None or _has_word(sentence, left, right, "work_nouns"),
        "quantity": lambda: not _is_no_purchase(sentence, verb, right),
        "goods": lambda: not _is_no_purchase(sentence, verb, right),
        "delivery": lambda: not _is_no_purchase(sentence, verb, right),
        "supply": lambda: any(sentence.doc[i].lower_ == "auprès" for i in range(verb.i, right)),
        "purpose": lambda: noun is not None or _has_purpose(sentence, verb) or _has_offer(sentence, verb),
        "provider": lambda: _has_word(sentence, verb.i, verb.i + PURPOSE_REACH, "provider_nouns"),
        "task": lambda: _has_task(sentence, verb),
        "any": lambda: True,
    }
    return checks[frame.requires](), noun


def _left_reach(sentence: Sentence, verb: Token) -> int:
    """How far left the noun of a passive stands: "le marché, d'un montant de …, a été remporté" against "contrat signé"."""
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
        token.pos_ in ("VERB", "AUX") or token.lower_ in ("sur", "dans", "en", "pour") for token in between
    )
    return is_direct and (is_given or not any(t.pos_ in ("NOUN", "PROPN") for t in between))


def _has_word(sentence: Sentence, start: int, end: int, name: str) -> bool:
    words = lexicon.words("fr", name)
    return any(sentence.doc[i].lower_ in words for i in range(max(start, sentence.start), min(end, sentence.end)))


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


def _has_purpose(sentence: Sentence, verb: Token) -> bool:
    """ "pour construire", "pour la fourniture", "comme prestataire"."""
    works = lexicon.words("fr", "work_nouns")
    for index in range(verb.i + 1, min(sentence.end, verb.i + PURPOSE_REACH)):
        following = [sentence.doc[i] for i in range(index + 1, min(index + 4, sentence.end))]
        if sentence.doc[index].lower_ == "pour" and any(
            token.lower_ in works or "Inf" in token.morph.get("VerbForm") or token.lower_ == "phase"
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
        sentence.doc[i].lower_ in ("de", "d'") and "Inf" in sentence.doc[i + 1].morph.get("VerbForm")
        for i in range(verb.i + 1, min(sentence.end - 1, verb.i + OBJECT_REACH))
    ) or _has_word(sentence, verb.i + 1, verb.i + OBJECT_REACH, "work_nouns")


def _has_quantity(sentence: Sentence, start: int) -> bool:
    """Whether counted goods follow right away ("douze avions"); a sum of money is no count."""
    after = sentence.doc[start + 1 : min(sentence.end, start + 9)].text
    count = COUNTED.match(after)
    sums = find_amounts(after)
    return count is not None and not (sums and sums[0].start_char < count.end())


def _is_denied(sentence: Sentence, verb: Token) -> bool:
    """Negated, or supposed ("si X signait")."""
    before = [sentence.doc[i].lower_ for i in range(max(sentence.start, verb.i - 5), verb.i)]
    opening = [sentence.doc[i].lower_ for i in range(sentence.start, verb.i)]
    is_supposed = opening[:1] == ["si"] or "si" in before
    return "ne" in before or "n'" in before or "sans" in before[-2:] or is_supposed


def _status(frame_status: ContractStatus, sentence: Sentence, verb: Token, noun: int | None) -> ContractStatus:
    if frame_status != "awarded":
        return frame_status
    if _is_over(sentence, verb.i if noun is None else noun):
        return "ended"
    return "pending" if _is_prospect(sentence, verb) else "awarded"


def _is_over(sentence: Sentence, around: int) -> bool:
    return _has_word(sentence, around - 5, around + NOUN_REACH, "ended_words")


def _is_prospect(sentence: Sentence, verb: Token) -> bool:
    """Wished, planned or future: "cherche à signer", "pourrait acheter", "livrera"; "aurait remporté" is a report."""
    modals = lexicon.words("fr", "modal_words")
    before = [sentence.doc[i] for i in range(max(sentence.start, verb.i - MODAL_REACH), verb.i)]
    if "Inf" in verb.morph.get("VerbForm") and any(modals.intersection(infinitives(token)) for token in before):
        return True
    group = [token for token in before if token.pos_ == "AUX" and token.lemma_ == "être"] + [verb]
    return any("Fut" in token.morph.get("Tense") or "Cnd" in token.morph.get("Mood") for token in group)


def _stated(frame: Frame, sentence: Sentence, verb: Token, noun: int | None, sides: Sides) -> Iterator[Statement]:
    """The statement that the sides make, if enough of them are named and none of them cannot be a party."""
    is_single = len(sides.everyone()) == 1
    if sides.open and not _orient(sides, sentence, verb.i if noun is None else noun, is_single):
        return
    is_full = bool(sides.buyers and sides.suppliers)
    is_plausible = not _has_misplaced_person(sides, sentence, noun) and not _has_unlikely_supplier(frame, sides)
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


def _has_misplaced_person(sides: Sides, sentence: Sentence, noun: int | None) -> bool:
    """A person buys nothing here, and supplies only in a market or a tender: other contracts of persons are employment."""
    if any(party.is_person for party in sides.buyers):
        return True
    has_person = any(party.is_person for party in sides.suppliers)
    return has_person and (noun is None or sentence.doc[noun].lower_ in ("contrat", "contrats"))


def _has_unlikely_supplier(frame: Frame, sides: Sides) -> bool:
    """Authorities are given missions and deliver aid, newspapers are confided in: neither sells by that."""
    is_task = frame.requires in ("work", "purpose", "provider", "task", "delivery")
    return any(
        party.kind in ("court", "party") or (is_task and (party.is_public or party.kind == "media"))
        for party in sides.suppliers
    )


def _orient(sides: Sides, sentence: Sentence, noun: int, is_single: bool) -> bool:
    """Tell who buys among parties of one contract: the public one, else as the purpose says, else the second one."""
    first, rest = sides.open[:1], sides.open[1:]
    hint = _purpose(sentence, noun)
    if sides.suppliers or sides.buyers:
        (sides.buyers if sides.suppliers else sides.suppliers).extend(sides.open)
        return True
    if first[0].is_public and (is_single or not rest[0].is_public):
        sides.buyers, sides.suppliers = sides.open if is_single else first, rest
        return True
    if is_single:
        hint = hint or ("supplier" if _is_with_authority(sentence, noun) else "")
        sides.suppliers = first if hint == "supplier" else []
        sides.buyers = first if hint == "buyer" else []
        return bool(hint)
    is_first_buyer = hint == "buyer" and not rest[0].is_public
    sides.buyers, sides.suppliers = (first, rest) if is_first_buyer else (rest, first)
    return True


def _purpose(sentence: Sentence, noun: int) -> str:
    """Part of the one who signs, as the purpose of the contract says ("pour l'achat de", "portant sur la livraison")."""
    hints = lexicon.table("fr", "purpose_nouns")
    words = (sentence.doc[i].lower_ for i in range(noun + 1, min(sentence.end, noun + NOUN_REACH)))
    return next((hints[word] for word in words if word in hints), "")


def _is_with_authority(sentence: Sentence, noun: int) -> bool:
    """ "Signer des contrats avec des ministères": an unnamed authority stands on the other side."""
    words = sentence.doc[noun + 1 : min(sentence.end, noun + NOUN_REACH)]
    return any(
        token.lower_ == "avec"
        and any(t.lemma_.lower() in lexicon.words("fr", "public_heads") for t in words[i + 1 : i + 4])
        for i, token in enumerate(words)
    )


def _appeal_statements(text: Sequence[Sentence], sentence: Sentence) -> Iterator[Statement]:
    """ "X a fait appel à Y", "X a recours aux services de Y"."""
    for token in sentence.tokens:
        if token.lower_ not in ("appel", "recours") or token.i + 1 >= sentence.end:
            continue
        verb = next((sentence.doc[i] for i in range(token.i - 1, max(sentence.start, token.i - 4) - 1, -1)
                     if sentence.doc[i].lemma_ in ("faire", "avoir") and i < token.i), None)  # fmt: skip
        if verb is None or sentence.doc[token.i + 1].lower_ not in ("à", "au", "aux") or _is_denied(sentence, token):
            continue
        suppliers = _appealed(text, sentence, token.i)
        buyers = [p for p in _appealing(text, sentence, verb) if p not in suppliers]
        if buyers and suppliers and not any(party.is_person or party.is_public for party in suppliers):
            status: ContractStatus = "pending" if _is_prospect(sentence, verb) else "awarded"
            yield Statement(sentence, token.i, None, tuple(buyers), tuple(suppliers), status, "appeal", 0.8)


def _appealing(text: Sequence[Sentence], sentence: Sentence, verb: Token) -> list[Party]:
    """The subject, or the examples that illustrate it ("plusieurs groupes, comme X ou Y, ont fait appel")."""
    found = subject(text, sentence, verb)
    if found:
        return found
    for party in sentence.parties:
        if party.end <= verb.i and governor(sentence, party) == "comme":
            return [
                p
                for p in sentence.parties
                if party.start <= p.start < verb.i and governor(sentence, p) in ("comme", "")
            ]
    return []


def _appealed(text: Sequence[Sentence], sentence: Sentence, appeal: int) -> list[Party]:
    if any(
        sentence.doc[i].lower_ in ("ses", "leurs", "son", "sa")
        for i in range(appeal + 1, min(appeal + 4, sentence.end))
    ):
        earlier = text[max(0, sentence.index - 1)]
        return topic(text, earlier, earlier.end) if earlier.index < sentence.index else []
    for preposition, group in complements(sentence, appeal, appeal + NOUN_REACH):
        return group if preposition in ("à", "de") else []
    return []


def _customer_statements(text: Sequence[Sentence], sentence: Sentence) -> Iterator[Statement]:
    """ "X compte Y parmi ses clients", "X, fournisseur de Y", "l'adjudicataire : X"."""
    nouns = lexicon.table("fr", "customer_nouns")
    for token in sentence.tokens:
        role = nouns.get(token.lower_)
        if role is None or _is_denied(sentence, token):
            continue
        sides = _listed_customers(text, sentence, token) if role == "buyer" else Sides()
        if not sides.everyone():
            sides = _relation(sentence, token, role)
        if sides.buyers and sides.suppliers and not any(p.is_person for p in sides.everyone()):
            status: ContractStatus = "ended" if sentence.doc[token.i - 1].lower_ in ("ancien", "ex") else "awarded"
            yield Statement(
                sentence, token.i, None, tuple(sides.buyers), tuple(sides.suppliers), status, "customer", 0.7
            )


def _listed_customers(text: Sequence[Sentence], sentence: Sentence, clients: Token) -> Sides:
    sides, doc = Sides(), sentence.doc
    if clients.i - 1 <= sentence.start or doc[clients.i - 1].lower_ not in ("ses", "leurs"):
        return sides
    count = next((doc[i] for i in range(clients.i - 1, sentence.start, -1) if doc[i].lower_.startswith("compt")), None)
    if count is not None:
        sides.add("buyer", [p for p in sentence.parties if count.i < p.start < clients.i])
        sides.add("supplier", [p for p in sentence.parties if p.end <= count.i and governor(sentence, p) == ""][-1:])
    if not sides.buyers:
        after = [
            group
            for prep, group in complements(sentence, clients.i, clients.i + NOUN_REACH)
            if prep in ("", "comme", "dont")
        ]
        sides.add("supplier", topic(text, sentence, clients.i))
        sides.add("buyer", after[0] if after else [])
    return sides


def _relation(sentence: Sentence, noun: Token, role: str) -> Sides:
    sides = Sides()
    other = "supplier" if role == "buyer" else "buyer"
    for preposition, group in complements(sentence, noun.i, noun.i + 6):
        if preposition == "de":
            sides.add(other, group)
        break
    for party in reversed(sentence.parties):
        gap = noun.i - party.end
        if (
            0 <= gap <= 6
            and governor(sentence, party) in ("", "à", "avec", "par", "chez")
            and _is_called(sentence, party, noun)
        ):
            sides.add(role, [party])
            break
    return sides


def _is_called(sentence: Sentence, party: Party, noun: Token) -> bool:
    """Apposition or copula between the name and the noun: "X, client de", "X est le premier fournisseur de"."""
    between = [sentence.doc[i] for i in range(party.end, noun.i)]
    return (
        bool(between)
        and (between[0].text in ",(" or between[0].lemma_ == "être")
        and all(
            token.pos_ in ("DET", "ADJ", "ADV", "AUX", "PUNCT", "PRON", "NUM")
            or token.lower_ in ("un", "l'", "des", "depuis")
            for token in between
        )
    )


def _noun_statements(text: Sequence[Sentence], sentence: Sentence) -> Iterator[Statement]:
    """Contracts named without a verb of buying: "le contrat entre X et Y", "une commande de X à Y", "contrats au Pakistan"."""
    index = contract_noun(sentence, sentence.start, sentence.end)
    if index is None:
        return
    noun = sentence.doc[index]
    if _is_denied(sentence, noun):
        return
    sides = _noun_sides(sentence, noun)
    if sides.open and not _orient(sides, sentence, index, len(sides.everyone()) == 1):
        return
    if not sides.everyone() or _has_misplaced_person(sides, sentence, index):
        return
    is_open = is_tender(sentence, index)
    status: ContractStatus = "ended" if _is_over(sentence, index) else "pending" if is_open else "awarded"
    yield Statement(sentence, index, index, tuple(sides.buyers), tuple(sides.suppliers), status, "noun", 0.6)


def _noun_sides(sentence: Sentence, noun: Token) -> Sides:
    sides = Sides()
    for preposition, group in complements(sentence, noun.i, noun.i + NOUN_REACH):
        if preposition == "entre" and len(group) == 2:
            sides.add("side", group)
        elif noun.lower_.startswith("commande"):
            sides.add({"à": "supplier", "auprès": "supplier", "de": "buyer"}.get(preposition, "-"), group)
        elif noun.lower_.startswith("contrat") and preposition in ("à", "avec") and group[0].is_public:
            sides.add("buyer", group)
        elif noun.lower_.startswith("appel") and preposition == "de":
            sides.add("buyer", group)
    if len(sides.everyone()) == 1 and noun.lower_.startswith("commande") and not sides.suppliers:
        return Sides()
    return sides


def _award_statements(sentence: Sentence) -> Iterator[Statement]:
    """ "Attribution du marché de voirie à X", "la vente de douze avions à X par Y"."""
    awards = {row[0]: row[1:] for row in lexicon.rows("fr", "award_nouns")}
    for token in sentence.tokens:
        if token.lower_ not in awards or _is_denied(sentence, token):
            continue
        recipient, agent, needs = awards[token.lower_]
        noun = contract_noun(sentence, token.i + 1, token.i + 6)
        sides = Sides()
        for preposition, group in complements(sentence, token.i):
            role = {"à": recipient, "par": agent}.get(preposition, "-")
            if not _has_role(sides, role):
                sides.add(role, group)
        is_enough = bool(sides.suppliers) and (bool(sides.buyers) if needs == "both" else noun is not None)
        if is_enough and not any(party.is_person or party.is_public for party in sides.suppliers):
            yield Statement(
                sentence, token.i, noun, tuple(sides.buyers), tuple(sides.suppliers), "awarded", "award", 0.7
            )


def _bid_statements(sentence: Sentence) -> Iterator[Statement]:
    """ "X est en lice pour le marché du métro de Y", "l'adjudicataire : X"."""
    for token in sentence.tokens:
        bidders = [p for p in sentence.parties if p.end <= token.i and governor(sentence, p) == "" and not p.is_person]
        noun = (
            contract_noun(sentence, token.i + 1, token.i + 8)
            if token.lower_ in lexicon.words("fr", "bid_words")
            else None
        )
        if noun is not None and bidders and not _is_denied(sentence, token):
            buyers = next((g for prep, g in complements(sentence, noun) if prep in ("de", "auprès")), [])
            yield Statement(sentence, token.i, noun, tuple(buyers), (bidders[-1],), "pending", "bid", 0.6)


def _winner_statements(sentence: Sentence) -> Iterator[Statement]:
    """ "Adjudicataire : X", "le prestataire retenu est la société X"."""
    for token in sentence.tokens:
        if token.lower_ not in lexicon.words("fr", "provider_nouns") or _is_denied(sentence, token):
            continue
        winner = next((p for p in sentence.parties if token.i < p.start <= token.i + 8), None)
        if winner is None or winner.is_person or winner.is_public or governor(sentence, winner) != "":
            continue
        if ANNOUNCEMENT.match(sentence.doc[token.i + 1 : winner.start].text.lower()):
            yield Statement(sentence, token.i, None, (), (winner,), "awarded", "winner", 0.7)


def _joined(statements: Sequence[Statement]) -> list[Statement]:
    """Statements about one noun that each name one side are one ("l'appel d'offres lancé par X a été remporté par Y")."""
    kept: list[Statement] = []
    for statement in statements:
        other = kept[-1] if kept else None
        is_half = other is not None and other.noun is not None and other.noun == statement.noun
        if other is not None and is_half and not (other.suppliers or statement.buyers):
            kept[-1] = replace(statement, buyers=other.buyers)
        else:
            kept.append(statement)
    return kept


def carried_over(statement: Statement, earlier: Statement | None) -> Statement:
    """ "Un autre contrat, signé avec la ville": the supplier of the contract told just before, where none is named."""
    if earlier is None or statement.suppliers or statement.noun is None or not earlier.suppliers:
        return statement
    before = statement.sentence.doc[max(statement.sentence.start, statement.noun - 1)].lower_
    return replace(statement, suppliers=earlier.suppliers) if before == "autre" else statement

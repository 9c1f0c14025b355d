"""Who buys what from whom: contracts, orders, awards and customer relations that a document states.

What belongs here: turning statements of a purchase into claims with their amount, date, subject and evidence. What does
not: the words and grammar of a purchase (`purchase_frames`), sums (`amounts`), dates (`dates`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from orchestration import lexicon
from orchestration.extraction.amounts import Amount, find_amounts, with_tax
from orchestration.extraction.contract_grain import each_purchase, says_enough
from orchestration.extraction.contract_members import with_members, without_subcontractors
from orchestration.extraction.contract_terms import basis_of, period_of, terms_of
from orchestration.extraction.dates import DateMention, find_dates
from orchestration.extraction.party_anaphors import main_company, with_anaphors
from orchestration.extraction.party_grammar import Party, Sentence, sentences
from orchestration.extraction.purchase_frames import carried_over, find_statements, with_company
from orchestration.extraction.purchase_lists import (
    deciding_body,
    is_minutes,
    is_of_meeting,
    recalled_statements,
    table_statements,
    with_body,
)
from orchestration.extraction.purchase_statements import Statement, is_with_authority
from orchestration.extraction.purchase_subjects import subject_of
from orchestration.extraction.reading import Reading
from orchestration.extraction.shared_currencies import in_currency_of
from orchestration.records import ContractClaim, Mention, stable_id

# A heading that names the meeting ("Collège communal du 18 décembre 2025") or the subject of the market below it.
LONGEST_HEADING = 140
CONTINUES_CONTRACT = re.compile(
    r"^\W*(?:d'un\s+montant|(?:le|ce|la|cette)\s+(?:contrat|marché|commande|montant|accord|coût)\b|"
    r"(?:montant|coût|prix|facture|durée)\s*(?:total\w*\s*)?:|il\s+porte\s+(?:le|sur)\b)",
    re.I,
)
SIGNING = re.compile(r"\b(?:sign|paraph|concl|notifi|attribu|adjug)\w*\W+(?:\w+\W+){0,2}$", re.I)
SIGNING_REACH = 40
# How many sentences go on about one contract at most.
LONGEST_TELLING = 4


def find_contracts(reading: Reading, mentions: Sequence[Mention]) -> list[ContractClaim]:
    """Find the purchases that the document states, one claim for each pair of sides, in the order of the text.

    `mentions` are the names of the document: each party is one of them.
    """
    parties = [party for mention in mentions if (party := party_of(reading, mention)) is not None]
    parties.sort(key=lambda party: (party.start, -party.end))
    text = with_anaphors(sentences(reading, _without_nested(parties)))
    names = {mention.mention_id: mention.name.casefold() for mention in mentions}
    told = (purchase for statement in statements(text) for purchase in each_purchase(statement))
    claims, described = [], set()
    for purchase in told:
        claims.append(_claim(reading, text, purchase))
        if purchase.noun is not None and is_with_authority(purchase.sentence, purchase.noun):
            described.add(claims[-1].contract_claim_id)
    return [claim for claim in _merged(claims, names) if says_enough(claim, claim.contract_claim_id in described)]


def statements(text: Sequence[Sentence]) -> list[Statement]:
    """All statements of a purchase in a text, each completed by the one before it where it says so."""
    found: list[Statement] = []
    for sentence in text:
        for statement in find_statements(text, sentence):
            found.append(carried_over(statement, found))
    found += table_statements(text)
    body, are_minutes = deciding_body(text), is_minutes(text)
    if are_minutes and body is not None:
        told = {statement.sentence.index for statement in found}
        found += [recalled for s in text if s.index not in told for recalled in recalled_statements(s)]
    if not found:
        return []
    company = main_company(text)
    return [with_company(with_body(statement, body, are_minutes), company) for statement in found]


def party_of(reading: Reading, mention: Mention) -> Party | None:
    """A mention as a possible party; None for bodies that no name tells from others ("le collège communal")."""
    span = reading.tokens(mention.start_char, mention.end_char)
    bare_name = re.sub(r"^(?:l'|la |le |les )", "", mention.name.casefold().replace("’", "'"))
    is_address = bare_name.split(" ", 1)[0] in lexicon.words("fr", "address_words")
    # The model makes a name of the first letter of "S.r.l.".
    is_fragment = len(bare_name.strip(" .")) < 2
    if len(span) == 0 or is_address or is_fragment or bare_name in lexicon.words("fr", "generic_bodies"):
        return None
    is_public = mention.organisation_kind in ("public_body", "court", "international") or is_public_name(mention.name)
    return Party(
        span.start,
        span.end,
        mention.name,
        mention.kind == "actor",
        is_public,
        mention.organisation_kind,
        mention.mention_id,
    )


def is_public_name(name: str) -> bool:
    """Whether a name is that of a state or opens like that of an authority ("Ville de…", "Direction générale…")."""
    if name in lexicon.words("fr", "states"):
        return True
    first = re.match(r"(?:l'|la |le |les )?(\w+)", name.casefold().replace("’", "'"))
    return first is not None and first[1] in lexicon.words("fr", "public_heads")


def _without_nested(parties: Iterable[Party]) -> list[Party]:
    kept: list[Party] = []
    for party in parties:
        if not kept or party.start >= kept[-1].end:
            kept.append(party)
    return kept


def _claim(reading: Reading, text: Sequence[Sentence], statement: Statement) -> ContractClaim:
    statement, consortium_name = with_members(statement)
    statement, subcontractors = without_subcontractors(text, statement)
    sentence = statement.sentence
    document = reading.document
    start, end = _evidence(reading, sentence)
    amount = in_currency_of(reading.text, _amount(reading, text, statement))
    dates = _dates(reading, text, statement)
    signed = _signed_on(reading, statement, dates, is_of_meeting(statement, is_minutes(text)))
    started = next((found for found, period in dates if period == "start"), None)
    terms = terms_of(" ".join(part.text() for part in _telling(text, statement)))
    buyers = tuple(party.key for party in statement.buyers)
    suppliers = tuple(party.key for party in statement.suppliers)
    return ContractClaim(
        contract_claim_id=stable_id("con", document.document_id, start, end, buyers, suppliers),
        document_id=document.document_id,
        start_char=start,
        end_char=end,
        buyer_mention_ids=buyers,
        supplier_mention_ids=suppliers,
        status=statement.status,
        rule=statement.rule,
        confidence=statement.confidence,
        subject=subject_of(reading, statement, _lines_above(reading, sentence)),
        amount=amount.amount if amount else None,
        currency=amount.currency if amount else None,
        amount_text=reading.surface(amount.start_char, amount.end_char) if amount else None,
        signed_on=signed.value if signed else None,
        signed_on_precision=signed.precision if signed else None,
        amount_basis=basis_of(reading.text, amount, terms.lot) if amount else None,
        tax_basis=amount.tax if amount else None,
        started_on=started.value if started else None,
        started_on_precision=started.precision if started else None,
        duration_months=terms.duration_months,
        procedure=terms.procedure,
        lot=terms.lot,
        consortium_name=consortium_name,
        subcontractor_mention_ids=tuple(party.key for party in subcontractors),
    )


def _telling(text: Sequence[Sentence], statement: Statement) -> list[Sentence]:
    """The sentence of a statement, and the next ones as long as they go on about the same contract."""
    first = statement.sentence.index
    following = text[first + 1 : first + LONGEST_TELLING]
    return [statement.sentence, *takewhile(lambda sentence: CONTINUES_CONTRACT.match(sentence.text()), following)]


def _evidence(reading: Reading, sentence: Sentence) -> tuple[int, int]:
    words = reading.text[sentence.start_char : sentence.end_char]
    start = sentence.start_char + len(words) - len(words.lstrip())
    return start, sentence.start_char + len(words.rstrip())


def _amount(reading: Reading, text: Sequence[Sentence], statement: Statement) -> Amount | None:
    """The price in the sentence, nearest after the trigger first; else the one with which the next sentence goes on."""
    sentence = statement.sentence
    amounts = _prices(sentence)
    told = [statement.trigger] if statement.noun is None else [statement.trigger, statement.noun]
    trigger = sentence.doc[min(told)].idx
    after = [i for i, amount in enumerate(amounts) if amount.start_char > trigger]
    if after:
        return with_tax(amounts, after[0])
    if amounts and not re.search(r"[,;:()]", reading.text[amounts[-1].end_char : trigger]):
        return amounts[-1]
    later = next((prices for following in _telling(text, statement)[1:] if (prices := _prices(following))), None)
    return with_tax(later, 0) if later else None


def _prices(sentence: Sentence) -> list[Amount]:
    """The sums of a sentence that may be a price: turnover, aid, fines are not."""
    offset, words = sentence.start_char, sentence.text()
    rejected = lexicon.words("fr", "amount_rejections")
    prices = []
    for amount in find_amounts(words):
        # A comma ends what the words before say: "sous réserve du crédit, pour 3 M€".
        clause = re.split(r",\s", words[max(0, amount.start_char - 45) : amount.start_char].lower())[-1]
        before = re.findall(r"\w+", clause)[-6:]
        if not rejected.intersection(before):
            prices.append(replace(amount, start_char=amount.start_char + offset, end_char=amount.end_char + offset))
    return prices


Dates = list[tuple[DateMention, str | None]]


def _dates(reading: Reading, text: Sequence[Sentence], statement: Statement) -> Dates:
    """The dates that a statement tells, those of its own sentence first, each with what it opens or closes."""
    published_on = reading.document.published_on
    dates: Dates = []
    for sentence in _telling(text, statement):
        words = sentence.text()
        for found in find_dates(words, published_on):
            placed = replace(
                found, start_char=found.start_char + sentence.start_char, end_char=found.end_char + sentence.start_char
            )
            dates.append((placed, period_of(words, found)))
    return dates


def _signed_on(reading: Reading, statement: Statement, dates: Dates, is_decided_there: bool) -> DateMention | None:
    """The date nearest to the trigger in its sentence; else that of the meeting under whose heading it stands."""
    sentence = statement.sentence
    inside = [found for found, period in dates if period is None and found.start_char < sentence.end_char]
    if inside:
        trigger = sentence.doc[statement.trigger].idx
        return min(inside, key=lambda found: abs(found.start_char - trigger))
    later = (found for found, period in dates if period is None and _tells_signing(reading, found))
    following = next(later, None)
    if following is not None:
        return following
    # The date above an article is the day of its publication, not that of what it tells.
    headings = _lines_above(reading, sentence) if is_decided_there else []
    return next((found for line in headings for found in find_dates(line) if found.precision == "day"), None)


def _tells_signing(reading: Reading, found: DateMention) -> bool:
    """As in the next sentence "Le contrat a été paraphé le 16 juillet 2021"."""
    return SIGNING.search(reading.text[max(0, found.start_char - SIGNING_REACH) : found.start_char]) is not None


def _lines_above(reading: Reading, sentence: Sentence) -> list[str]:
    """Short lines above the sentence, nearest first: headings of minutes."""
    above = [s for s in reading.content_sections if s.end_char <= sentence.start_char]
    lines = [reading.text[s.start_char : s.end_char] for s in above[-20:][::-1]]
    return [line for line in lines if len(line) <= LONGEST_HEADING and not line.rstrip().endswith((".", ";"))]


def _merged(claims: Sequence[ContractClaim], names: dict[str, str]) -> list[ContractClaim]:
    """One claim for each purchase: the same sides told again, or one side of them alone, add what they know."""
    kept: list[ContractClaim] = []
    for claim in sorted(claims, key=lambda c: (-len(c.buyer_mention_ids + c.supplier_mention_ids), c.start_char)):
        for index, other in enumerate(kept):
            if _is_same(claim, other, names):
                kept[index] = _completed(other, claim)
                break
        else:
            kept.append(claim)
    return sorted(kept, key=lambda claim: (claim.start_char, claim.end_char))


def _is_same(claim: ContractClaim, other: ContractClaim, names: dict[str, str]) -> bool:
    sides = (
        (claim.buyer_mention_ids, other.buyer_mention_ids),
        (claim.supplier_mention_ids, other.supplier_mention_ids),
    )
    are_parts = all({names[i] for i in few} <= {names[i] for i in many} for few, many in sides)
    if not are_parts:
        return False
    is_half = not all(few for few, _ in sides) and all(many for _, many in sides)
    is_other_amount = claim.amount is not None and other.amount is not None and claim.amount != other.amount
    is_other_date = (
        None not in (claim.signed_on, other.signed_on)
        and claim.signed_on_precision == other.signed_on_precision
        and claim.signed_on != other.signed_on
    )
    is_other_lot = None not in (claim.lot, other.lot) and claim.lot != other.lot
    # One side alone, dated otherwise, rather tells the purchase of both again than another one of an unnamed firm.
    return not (is_other_amount or is_other_lot) and (is_half or not is_other_date)


# What is told together is taken over together.
_GROUPS = (
    ("amount", "currency", "amount_text", "amount_basis", "tax_basis"),
    ("signed_on", "signed_on_precision"),
    ("started_on", "started_on_precision"),
    *((name,) for name in ("duration_months", "procedure", "lot", "consortium_name", "subject")),
)


def _completed(claim: ContractClaim, other: ContractClaim) -> ContractClaim:
    """`claim` with what only the other telling states: its amount, dates, terms, subcontractors and end."""
    missing = [group for group in _GROUPS if getattr(claim, group[0]) is None]
    claim = replace(claim, **{name: getattr(other, name) for group in missing for name in group})
    if not claim.subcontractor_mention_ids:
        claim = replace(claim, subcontractor_mention_ids=other.subcontractor_mention_ids)
    later = other.start_char > claim.start_char
    return replace(claim, status=other.status) if later and other.status == "ended" else claim

"""Ties between organisations that a document states: parents, shareholders, founders, partners, mergers, takeovers.

What belongs here: from words that may state a tie to claims with their sum, share, date and evidence. What does not:
the wordings (`relation_verbs`, `relation_nouns`, `relation_events`, `relation_lists`), purchases, positions (`roles`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from orchestration import lexicon
from orchestration.extraction.amounts import Amount
from orchestration.extraction.dates import DateMention
from orchestration.extraction.reading import Reading
from orchestration.extraction.relation_events import event_ties, events
from orchestration.extraction.relation_lists import list_ties
from orchestration.extraction.relation_nouns import group_ties, noun_kinds, noun_ties
from orchestration.extraction.relation_rows import SHARE, Row, Rows, words_of
from orchestration.extraction.relation_ties import Tie
from orchestration.extraction.relation_truth import is_void
from orchestration.extraction.relation_verbs import verb_ties, verb_uses
from orchestration.records import ContractClaim, Mention, RelationClaim, RoleClaim, stable_id

PRICED = frozenset({"acquisition", "investor", "shareholder", "merger"})
SHARED_OUT = frozenset({"shareholder", "parent", "acquisition"})
EVENTS = frozenset({"acquisition", "investor", "merger", "founder"})
SYMMETRIC = frozenset({"partner", "merger"})
SHARE_REACH = 60
DATE_REACH = 90
SINCE = ("depuis", "dès")
WORD = re.compile(r"[\w-]+")
OWN_SHARE = re.compile(r"\s?\(" + SHARE.pattern)


def find_relations(
    reading: Reading,
    mentions: Sequence[Mention],
    contracts: Sequence[ContractClaim] = (),
    roles: Sequence[RoleClaim] = (),
) -> list[RelationClaim]:
    """Find the ties that the document states, in the order of its text; a tie told twice is one claim.

    `mentions` are the names of the document, `contracts` what it says of purchases: who has a contract with somebody is
    no mere supplier. Whom `roles` call a founder has founded that organisation.
    """
    rows = Rows(reading, [m for m in mentions if reading.is_content(m.start_char, m.end_char)])
    found = [
        tie for row, indices in rows.around(_triggers(reading)) if not is_void(row) for tie in _ties(rows, row, indices)
    ]
    bought = _bought(contracts, {mention.mention_id: mention.name for mention in mentions})
    sold = {_key(tie) for tie in found if tie.rule == "verb-sell" and tie.holding.is_former}
    found = [tie for tie in found if (*_key(tie)[:3], True) not in sold or tie.holding.is_former]
    kept: dict[tuple[object, ...], RelationClaim] = {}
    for tie in sorted(found, key=lambda tie: (-tie.confidence, tie.row.start, tie.trigger)):
        key = _key(tie)
        is_contract = tie.kind == "supplier" and frozenset(key[1:3]) in bought
        if not is_contract and key not in kept and not _is_weaker(tie, kept):
            kept[key] = _claim(reading, tie)
    for key, founder in _founders(
        reading, roles, {mention.mention_id: mention.name.casefold() for mention in mentions}
    ):
        kept.setdefault(key, founder)
    return sorted(kept.values(), key=lambda claim: (claim.start_char, claim.end_char, claim.relation_claim_id))


def _triggers(reading: Reading) -> Iterator[int]:
    """Characters where a word stands that may state a tie, in order."""
    words, starts = _trigger_words(), reading.starts
    return (starts[index] for index, lower in enumerate(reading.lowers) if lower in words)


@cache
def _trigger_words() -> frozenset[str]:
    nouns = noun_kinds().keys()
    return frozenset({*verb_uses(), *nouns, *(f"ex-{noun}" for noun in nouns), *events(), "groupe"})


def _ties(rows: Rows, row: Row, indices: Sequence[int]) -> Iterator[Tie]:
    for index in indices:
        yield from verb_ties(rows, row, index)
        yield from noun_ties(rows, row, index)
        yield from event_ties(rows, row, index)
        yield from list_ties(rows, row, index)
        if row.lower(index) == "groupe":
            yield from group_ties(rows, row, index)


def _key(tie: Tie) -> tuple[object, ...]:
    sides = (tie.subject.name.casefold(), tie.other.name.casefold())
    return (tie.kind, *(sorted(sides) if tie.kind in SYMMETRIC else sides), tie.holding.is_former)


def _is_weaker(tie: Tie, kept: dict[tuple[object, ...], RelationClaim]) -> bool:
    """Whether the same sides are already tied by a kind that says more: a parent is a shareholder too."""
    stronger = {"shareholder": ("parent", "investor"), "supplier": ("parent",), "partner": ("parent", "merger")}
    _, *rest = _key(tie)
    return any((kind, *rest) in kept for kind in stronger.get(tie.kind, ()))


def _founders(
    reading: Reading, roles: Sequence[RoleClaim], names: dict[str, str]
) -> Iterator[tuple[tuple[object, ...], RelationClaim]]:
    """The ties that positions state ("X, cofondatrice de l'entreprise"), each with its key."""
    for role in roles:
        is_founder = noun_kinds().get(role.title.split()[0].lower(), ("", False))[0] == "founder"
        if role.organisation_mention_id is None or not is_founder or _is_possessed(reading, role):
            continue
        key = ("founder", names[role.organisation_mention_id], names[role.actor_mention_id], False)
        yield (
            key,
            RelationClaim(
                relation_claim_id=stable_id("rel", role.document_id, role.start_char, role.end_char, *key),
                document_id=role.document_id,
                start_char=role.start_char,
                end_char=role.end_char,
                kind="founder",
                subject_mention_id=role.organisation_mention_id,
                object_mention_id=role.actor_mention_id,
                status="completed",
                is_former=False,
                rule="role",
                confidence=role.confidence,
            ),
        )


def _is_possessed(reading: Reading, role: RoleClaim) -> bool:
    """Whether "son fondateur" leaves open of whom: several names may stand before it."""
    written = WORD.findall(reading.text[max(0, role.start_char - 8) : role.end_char].lower())
    title = role.title.split()[0].lower()
    return any(before in words_of("possessive") and word == title for before, word in pairwise(written))


def _bought(contracts: Sequence[ContractClaim], names: dict[str, str]) -> set[frozenset[str]]:
    """The pairs of names between which the document states a purchase."""
    return {
        frozenset((names[buyer].casefold(), names[supplier].casefold()))
        for contract in contracts
        for buyer in contract.buyer_mention_ids
        for supplier in contract.supplier_mention_ids
    }


def _claim(reading: Reading, tie: Tie) -> RelationClaim:
    row = tie.row
    amount, share, dated = _amount(tie), _share(tie), _date(tie)
    start, end = _evidence(tie, amount)
    document_id = reading.document.document_id
    return RelationClaim(
        relation_claim_id=stable_id("rel", document_id, start, end, *_key(tie)),
        document_id=document_id,
        start_char=start,
        end_char=end,
        kind=tie.kind,
        subject_mention_id=tie.subject.mention_id,
        object_mention_id=tie.other.mention_id,
        status=tie.holding.status,
        is_former=tie.holding.is_former,
        rule=tie.rule,
        confidence=tie.confidence,
        amount=amount.amount if amount else None,
        currency=amount.currency if amount else None,
        amount_text=reading.surface(row.start + amount.start_char, row.start + amount.end_char) if amount else None,
        share=share,
        started_on=dated.value if dated else None,
        started_on_precision=dated.precision if dated else None,
    )


def _evidence(tie: Tie, amount: Amount | None) -> tuple[int, int]:
    """From the first to the last of the names, the word that ties them and the sum, as far as its sentence goes."""
    word = tie.row.at(tie.trigger)
    spans = [(word.start, word.end)]
    spans += [(n.start_char, n.end_char) for n in (tie.subject, tie.other) if n.start_char >= tie.row.start]
    if amount is not None:
        spans.append((tie.row.start + amount.start_char, tie.row.start + amount.end_char))
    inside = [span for span in spans if span[1] <= tie.row.end]
    return min(start for start, _ in inside), max(end for _, end in inside)


def _amount(tie: Tie) -> Amount | None:
    """The sum of the operation: the only one of the sentence that is no turnover, value or aid."""
    if tie.kind not in PRICED or tie.holding.is_former or tie.rule == "noun-apposition":
        return None
    row = tie.row
    priced = [amount for amount in row.amounts if not _is_no_price(row, amount)]
    return priced[0] if len(priced) == 1 and _is_alone(row) else None


def _is_no_price(row: Row, amount: Amount) -> bool:
    at = row.index_at(row.start + amount.start_char)
    return not lexicon.words("fr", "relation_amounts").isdisjoint(row.lowers(at - 6, at))


def _is_alone(row: Row) -> bool:
    """Whether at most two operations share the sentence's words, so that its sum is that of one of them."""
    finite = {"acquisition", "investor"}
    told = [p.lower for p in row.pieces if any(use.kind in finite for use in verb_uses().get(p.lower, ()))]
    return len(told) <= 2


def _share(tie: Tie) -> float | None:
    """The share in brackets after the owner, else the nearest after the word that ties or shortly before it."""
    if tie.kind not in SHARED_OUT:
        return None
    own = OWN_SHARE.match(tie.row.reading.text, tie.other.end_char)
    if own is not None:
        return _percent(own)
    row, char = tie.row, tie.row.at(tie.trigger).start - tie.row.start
    shares = list(SHARE.finditer(row.text))
    near = [m for m in shares if -SHARE_REACH // 2 <= m.start() - char <= SHARE_REACH]
    if not near or (tie.kind != "shareholder" and not 0 < near[0].start() - char <= SHARE_REACH // 3):
        return None
    return _percent(min(near, key=lambda m: abs(m.start() - char)))


def _percent(share: re.Match[str]) -> float | None:
    value = float(share["share"].replace(",", "."))
    return value if 0 < value <= 100 else None


def _date(tie: Tie) -> DateMention | None:
    """The date of an event, nearest to its word; of a state only "depuis 2019"."""
    row, char = tie.row, tie.row.at(tie.trigger).start - tie.row.start
    if tie.holding.is_former:
        return None
    near = [d for d in row.dates if abs(d.start_char - char) <= DATE_REACH and not _is_of_announcement(row, d)]
    is_event = tie.rule.startswith("event") or (tie.kind in EVENTS and not tie.rule.startswith("noun"))
    if not is_event or tie.kind == "partner":
        near = [found for found in near if row.text[found.start_char :].lower().startswith(SINCE)]
    if tie.holding.status == "announced":
        near = [found for found in near if _is_to_come(row, found)]
    return min(near, key=lambda found: abs(found.start_char - char), default=None)


def _is_of_announcement(row: Row, found: DateMention) -> bool:
    """Whether a date says when something was announced ("a annoncé mardi avoir acquis")."""
    return row.lower(row.index_at(row.start + found.start_char) - 1) in words_of("announcing")


def _is_to_come(row: Row, found: DateMention) -> bool:
    """Whether a date is that of the event itself: a past one is the day on which it was announced."""
    published = row.reading.document.published_on
    return published is not None and found.value > published

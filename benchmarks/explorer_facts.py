"""The roles, contracts, ties and facts of the explorer's big release, each in a sentence that proves it.

What belongs here: sentences that state a fact, and its rows. What does not: quotations and mere naming
(`explorer_texts`).
"""

from __future__ import annotations

import datetime

from explorer_texts import Row, Teller
from explorer_world import CONFIDENCES, WORDS, Named, made_id

FACTS = ("roles", "contracts", "organisation_relations", "organisation_facts", "named_things")


def tell_role(teller: Teller, actor: Named, *, is_new: bool) -> None:
    """Introduce somebody by a function: a new one, or one told of before."""
    draft, chance, known = teller.draft, teller.chance, teller.draft.ledger.roles[actor.entity_id]
    if known and not is_new:
        role = chance.choice(known)
        role["document_count"] += 1
        body = role["_body"]
    else:
        body = chance.choice(teller.bodies) if chance.random() < 0.9 else None
        role = _new_role(teller, actor, body, len(known))
        known.append(role)
    draft.name(actor)
    draft.put(", ")
    start, end = draft.say(
        f"{'ex-' * role['is_former']}{role['title']}" + (" de {body}" if body else ""), body=body or ""
    )
    draft.put(f", a pris la parole à {draft.word('place')}.")
    draft.prove("roles", role["role_id"], (start, end), "apposition", role["confidence"])


def _new_role(teller: Teller, actor: Named, body: Named | None, number: int) -> Row:
    chance = teller.chance
    title = chance.randrange(len(WORDS["title_m"]))
    started = datetime.date(chance.randint(1998, 2026), chance.choice((1, 1, 6)), chance.choice((1, 1, 14)))
    return {
        "role_id": made_id("rol", actor.entity_id, number),
        "actor_id": actor.entity_id,
        "organisation_id": body.entity_id if body else None,
        "title": WORDS["title_f" if actor.is_woman else "title_m"][title],
        "normal_title": WORDS["title_m"][title],
        "is_former": chance.random() < 0.2,
        "started_on": started if chance.random() < 0.3 else None,
        "ended_on": started.replace(year=started.year + 3) if chance.random() < 0.1 else None,
        "confidence": chance.choice(CONFIDENCES),
        "document_count": 1,
        "_body": body,
    }


def tell_contract(teller: Teller) -> None:
    """State an award: mostly a new one, else one that was told of before, half of the time with another amount."""
    draft, chance, known = teller.draft, teller.chance, teller.draft.ledger.contracts
    if known and chance.random() < 0.2:
        contract, buyer, supplier = chance.choice(known)
        contract["document_count"] += 1
    else:
        buyer, supplier = chance.sample(teller.bodies, 2)
        contract = _new_contract(teller, buyer, supplier)
        known.append((contract, buyer, supplier))
    amount = contract["amount"]
    if contract["document_count"] > 1 and amount and chance.random() < 0.5:
        amount = round(amount * 1.1)
    day, precision = contract["signed_on"], contract["signed_on_precision"]
    span = draft.say(
        WORDS["contract"],
        supplier=supplier,
        buyer=buyer,
        subject=contract["subject"],
        amount_part=f" pour {in_words(amount)}" if amount else lambda: None,
        date_part=f", signé {written(day, precision)}" if day else lambda: None,
    )
    confidence = chance.choice(CONFIDENCES)
    evidence_id = draft.prove("contracts", contract["contract_id"], span, "contract_award", confidence)
    if contract["document_count"] == 1:
        _add_parties(teller, contract, buyer, supplier, evidence_id)
    _add_values(teller, contract, amount, evidence_id, confidence)


def _add_values(teller: Teller, contract: Row, amount: float | None, evidence_id: str, confidence: float) -> None:
    """What the sentence states of the contract, without what was stated before in the same words."""
    day, precision, is_first = contract["signed_on"], contract["signed_on_precision"], contract["document_count"] == 1
    for attribute, text, number in (
        ("subject", contract["subject"], None),
        ("status", contract["status"], None),
        ("amount", amount and in_words(amount), amount),
        ("signed_on", day and day.isoformat()[: {"day": 10, "month": 7, "year": 4}[precision]], None),
    ):
        if text and (is_first or (number and number != contract["amount"])):
            teller.draft.ledger.add(
                "contract_values",
                contract_id=contract["contract_id"],
                attribute=attribute,
                value_rank=contract["document_count"],
                value_text=text,
                value_number=number,
                currency="EUR" if number else None,
                value_date=day if attribute == "signed_on" else None,
                stated_on=teller.published_on,
                text_count=1,
                is_chosen=is_first,
                choice_reason="surest" if is_first else None,
                evidence_id=evidence_id,
                document_id=teller.draft.document_id,
                confidence=confidence,
            )


def _new_contract(teller: Teller, buyer: Named, supplier: Named) -> Row:
    chance, number = teller.chance, len(teller.draft.ledger.contracts)
    precision = chance.choice(("day", "month", "year", None))
    amount = round(10 ** chance.uniform(4, 9), -3) if chance.random() < 0.7 else None
    return {
        "contract_id": made_id("con", buyer.entity_id, supplier.entity_id, number),
        "subject": teller.draft.word("topic"),
        "status": chance.choices(("awarded", "pending", "ended"), (8, 1, 1))[0],
        "amount": amount,
        "currency": "EUR" if amount else None,
        "amount_text": in_words(amount) if amount else None,
        "amount_basis": chance.choice((None, "total", "per_year", "ceiling", "estimate")) if amount else None,
        "signed_on": some_day(chance.randint(0, 4000), precision) if precision else None,
        "signed_on_precision": precision,
        "programme": chance.choice(WORDS["programme"]) if chance.random() < 0.1 else None,
        "procedure": chance.choice((None, "open", "restricted", "negotiated", "framework")),
        "confidence": chance.choice(CONFIDENCES),
        "document_count": 1,
        "notice_count": 0,
    }


def _add_parties(teller: Teller, contract: Row, buyer: Named, supplier: Named, evidence_id: str) -> None:
    for role, party in (("buyer", buyer), ("supplier", supplier)):
        teller.draft.ledger.add(
            "contract_parties",
            contract_id=contract["contract_id"],
            organisation_id=party.entity_id,
            party_role=role,
            is_current=True,
            evidence_id=evidence_id,
        )


def tell_relation(teller: Teller) -> None:
    """State a tie between two bodies, now and then with a person at the other end."""
    chance, draft = teller.chance, teller.draft
    form = chance.choice(WORDS["relations"])
    subject, other = chance.sample(teller.bodies, 2)
    if form["kind"] in ("shareholder", "investor") and chance.random() < 0.3:
        other = chance.choice(teller.people)
    amount = round(10 ** chance.uniform(5, 8), -3)
    share = chance.randint(1, 100)
    span = draft.say(form["text"], subject=subject, object=other, amount=in_words(amount), share=str(share))
    relation_id, confidence = made_id("rel", draft.document_id, span), chance.choice(CONFIDENCES)
    draft.prove("organisation_relations", relation_id, span, "tie", confidence)
    has_amount = "{amount}" in form["text"]
    draft.ledger.add(
        "organisation_relations",
        relation_id=relation_id,
        subject_organisation_id=subject.entity_id,
        object_organisation_id=None if other.is_actor else other.entity_id,
        object_actor_id=other.entity_id if other.is_actor else None,
        kind=form["kind"],
        status="completed",
        is_former=False,
        amount=amount if has_amount else None,
        currency="EUR" if has_amount else None,
        amount_text=in_words(amount) if has_amount else None,
        share=float(share) if "{share}" in form["text"] else None,
        confidence=confidence,
        document_count=1,
    )


def tell_fact(teller: Teller) -> None:
    """State a year of foundation, a head count or a seat."""
    chance, draft = teller.chance, teller.draft
    form, subject = chance.choice(WORDS["facts"]), chance.choice(teller.bodies)
    slot = {"founding_year": "year", "head_count": "count", "headquarters": "place"}[form["attribute"]]
    value = draft.word(slot)
    span = draft.say(form["text"], subject=subject, value=value)
    fact_id, confidence = made_id("fac", draft.document_id, span), chance.choice(CONFIDENCES)
    draft.prove("organisation_facts", fact_id, span, "fact", confidence)
    draft.ledger.add(
        "organisation_facts",
        organisation_fact_id=fact_id,
        organisation_id=subject.entity_id,
        attribute=form["attribute"],
        value_text=value,
        value_number=float(value) if value.isdigit() else None,
        confidence=confidence,
        document_count=1,
    )


def tell_thing(teller: Teller) -> None:
    """Name a product or a programme."""
    draft, kind = teller.draft, teller.chance.choice(("product", "programme"))
    draft.put("On attend aussi ")
    name = draft.word(kind)
    start, end = draft.put(name)
    draft.put(".")
    draft.ledger.add(
        "named_things",
        thing_id=made_id("thi", draft.document_id, start),
        document_id=draft.document_id,
        start_char=start,
        end_char=end,
        surface_text=name,
        name=name,
        kind=kind,
        rule="thing",
        confidence=0.8,
        pipeline_version="0.0.0+invented",
    )


def in_words(amount: float) -> str:
    """An amount as the press writes it."""
    if amount < 1_000_000:
        return f"{amount:,.0f} euros".replace(",", "\N{NARROW NO-BREAK SPACE}")
    return f"{amount / 1_000_000:.1f} millions d'euros".replace(".", ",")


def some_day(number: int, precision: str) -> datetime.date:
    """A day of the years 2015 to 2025, the first of its month or year where no more is known."""
    day = datetime.date(2015, 1, 2) + datetime.timedelta(days=number)
    return {"day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}[precision]


def written(day: datetime.date, precision: str | None) -> str:
    """A day in words, no more precise than it is known."""
    month = WORDS["month"][day.month - 1]
    return {"day": f"le {day.day} {month} {day.year}", "month": f"en {month} {day.year}"}.get(
        precision or "", f"en {day.year}"
    )

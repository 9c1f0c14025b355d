"""Short forms of a function completed by what the document states elsewhere: "le ministre X", "ministre de la Santé".

What belongs here: which fuller claim of the same person a short one takes over. What does not: reading (`roles`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from orchestration.records import Mention, RoleClaim


def completed(claims: Sequence[RoleClaim], mentions: Mapping[str, Mention]) -> list[RoleClaim]:
    """Give a short form ("le ministre X") the fuller title and the organisation that the document states elsewhere."""
    unique = {claim.role_claim_id: claim for claim in claims}
    ordered = sorted(unique.values(), key=lambda c: (c.start_char, c.end_char, c.title))
    by_actor: dict[str, list[RoleClaim]] = {}
    for claim in ordered:
        by_actor.setdefault(mentions[claim.actor_mention_id].name.casefold(), []).append(claim)
    return [_fuller(claim, by_actor[mentions[claim.actor_mention_id].name.casefold()]) for claim in ordered]


def _fuller(claim: RoleClaim, others: Sequence[RoleClaim]) -> RoleClaim:
    if claim.organisation_mention_id is not None:
        return claim
    words = claim.title.casefold().split()
    for other in others:
        same = other.title.casefold().split()
        longer = same[: len(words)] == words and (len(same) > len(words) or other.organisation_mention_id)
        if longer and other.is_former == claim.is_former:
            organisation = other.organisation_mention_id
            return replace(claim, title=other.title, organisation_mention_id=organisation)
    return claim

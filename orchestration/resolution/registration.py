"""Organisations by the numbers under which they are registered: SIREN, SIRET, VAT, as notices state them.

What belongs here: telling a number's scheme, which names one number brings together. What does not: comparing letters
(`names`), grouping mentions (`clustering`). A name borne by two registered organisations belongs to neither alone.
Source of the numbers: INSEE, répertoire Sirene; a SIRET is the SIREN of a legal unit and the number of an establishment
of it, a French VAT number ends with the SIREN.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from orchestration.agreements import IdentifierScheme, RegisteredIdentifier, StoredNotice
from orchestration.records import Mention, NoticePartyRole, OrganisationKind, StatedParty, stable_id
from orchestration.resolution import notice_fields
from orchestration.resolution.appearances import Appearance
from orchestration.resolution.names import legal_form_kind

NOTICE_RULE = "notice"
_VAT = re.compile(r"[A-Z]{2}[0-9A-Z]{2,12}")
_FRENCH_VAT = re.compile(r"FR[0-9A-Z]{2}(\d{9})")
# The State's bodies and those of territories have the SIREN that begin so.
_PUBLIC = ("1", "2")


PartyKey = tuple[str, int, NoticePartyRole, int]


@dataclass(frozen=True, slots=True)
class NoticeParty:
    """Someone whom one row of a notice names, with its number taken apart; `place` counts those of one role from 0."""

    stored: StoredNotice
    party_role: NoticePartyRole
    place: int
    mention: Mention
    scheme: IdentifierScheme | None
    identifier: str | None
    siren: str | None

    @property
    def key(self) -> PartyKey:
        """Where it is named: file, row, role and place among those of the role."""
        return self.stored.file_sha256, self.stored.notice_index, self.party_role, self.place


def scheme_of(identifier: str) -> tuple[IdentifierScheme, str]:
    """The scheme of a stated number, and the number as that scheme writes it.

    A SIREN or SIRET whose control digit is wrong, or that is one digit over and over, is `other`: it names nobody.

    >>> scheme_of("999 999 90700017")[0], scheme_of("FR12 999999907")[0], scheme_of("12345")[0]
    ('siret', 'vat', 'other')
    """
    closed = re.sub(r"[\s.]", "", identifier).upper()
    if closed.isascii() and closed.isdigit():
        if len(closed) in (9, 14) and _is_siren(closed[:9]):
            return ("siren" if len(closed) == 9 else "siret"), closed
    elif _VAT.fullmatch(closed) and sum(map(str.isdigit, closed)) >= 6:
        return "vat", closed
    return "other", identifier


def siren_of(scheme: IdentifierScheme, identifier: str) -> str | None:
    """The number of the legal unit behind a SIREN, SIRET or French VAT number."""
    if scheme in ("siren", "siret"):
        return identifier[:9]
    french = _FRENCH_VAT.fullmatch(identifier) if scheme == "vat" else None
    return french[1] if french and _is_siren(french[1]) else None


def parties(notices: Iterable[StoredNotice]) -> list[NoticeParty]:
    """Everyone whom the notices name, each as a mention of its name for `resolve`.

    One whose name the notice leaves out is called as other notices call its number, else by the number itself.
    """
    stated = list(_stated(notices))
    called: dict[str, Counter[str]] = defaultdict(Counter)
    for _, _, _, name, _, _, siren in stated:
        if siren and name:
            called[siren][name] += 1
    found = []
    for stored, role, place, name, scheme, number, siren in stated:
        mention = _mention(stored, role, place, name or _called(called, siren, number), siren)
        found.append(NoticeParty(stored, role, place, mention, scheme, number, siren))
    return found


def of_notices(found: Iterable[NoticeParty]) -> list[Appearance]:
    """Every party as a name that stands in a document of its own: a row of a notice tells nobody's company."""
    return [
        Appearance(
            appearance_id=stable_id("app", party.mention.mention_id),
            document_id=party.mention.mention_id,
            kind="organisation",
            name=party.mention.name,
            organisation_kind=party.mention.organisation_kind,
            number=party.siren,
            mention_ids=(party.mention.mention_id,),
        )
        for party in found
    ]


def identifiers(found: Iterable[NoticeParty], organisations: Mapping[str, str]) -> list[RegisteredIdentifier]:
    """The numbers of each organisation, each once with the first notice that states it; the SIREN behind a SIRET too.

    `organisations` are ids by mention id.
    """
    kept: dict[tuple[str, str, str], RegisteredIdentifier] = {}
    for party in sorted(found, key=lambda party: (party.stored.file_sha256, party.stored.notice_index)):
        path = notice_fields.path(party.stored.notice, f"{party.party_role}_identifier")
        organisation = organisations[party.mention.mention_id]
        numbers: list[tuple[IdentifierScheme, str]] = []
        if party.scheme and party.identifier:
            numbers.append((party.scheme, party.identifier))
        if party.siren:
            numbers.append(("siren", party.siren))
        for scheme, number in numbers:
            row = RegisteredIdentifier(
                organisation, scheme, number, party.stored.file_sha256, party.stored.notice_index, path
            )
            kept.setdefault((organisation, scheme, number), row)
    return [kept[key] for key in sorted(kept)]


_Stated = tuple[StoredNotice, NoticePartyRole, int, str | None, IdentifierScheme | None, str | None, str | None]


def _stated(notices: Iterable[StoredNotice]) -> Iterable[_Stated]:
    for stored in notices:
        notice = stored.notice
        named = (
            StatedParty("buyer", notice.buyer_name, notice.buyer_identifier),
            StatedParty("supplier", notice.supplier_name, notice.supplier_identifier),
            *notice.other_parties,
        )
        places: Counter[NoticePartyRole] = Counter()
        for party in named:
            role, place = party.party_role, places[party.party_role]
            places[role] += 1
            if party.identifier:
                scheme, number = scheme_of(party.identifier)
                yield stored, role, place, party.name, scheme, number, siren_of(scheme, number)
            elif party.name:
                yield stored, role, place, party.name, None, None, None


def _called(called: Mapping[str, Counter[str]], siren: str | None, number: str | None) -> str:
    names = called.get(siren or "")
    if names:
        return min(names, key=lambda name: (-names[name], name))
    return f"SIREN {siren}" if siren else number or ""


def _mention(stored: StoredNotice, role: NoticePartyRole, place: int, name: str, siren: str | None) -> Mention:
    return Mention(
        mention_id=stable_id("npt", stored.file_sha256, stored.notice_index, role, place),
        document_id="",
        start_char=0,
        end_char=len(name),
        surface_text=name,
        kind="organisation",
        name=name,
        rule=NOTICE_RULE,
        confidence=1.0,
        organisation_kind=_kind(name, siren),
    )


def _kind(name: str, siren: str | None) -> OrganisationKind | None:
    return "public_body" if (siren or "").startswith(_PUBLIC) else legal_form_kind(name)


def _is_siren(digits: str) -> bool:
    """Whether nine digits carry a right control digit (Luhn) and are no placeholder."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return len(set(digits)) > 1 and sum(number - 9 * (number > 9) for number in doubled) % 10 == 0

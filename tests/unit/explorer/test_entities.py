"""Pages of actors and organisations, over the written release."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import get_args

import pytest
from httpx import Response

from orchestration.explorer.entities import find, listing, names_of
from orchestration.explorer.entities.bearer import Kind
from orchestration.explorer.entities.identity import reasons_in
from orchestration.explorer.entities.sections import SECTIONS
from orchestration.explorer.release import OpenRelease
from orchestration.explorer.rendering import Writing as French
from orchestration.records import MentionKind
from orchestration.resolution.model import model
from tests.unit.explorer.writing import Writing

Read = Callable[[str], str]
Ask = Callable[[str], Response]


def section(html: str, name: str) -> str:
    """What stands in one section of a page."""
    found = re.search(rf'<section id="{name}".*?</section>', html, re.DOTALL)
    assert found, f"no section {name}"
    return found[0]


@pytest.fixture
def busy(writing: Writing) -> Writing:
    """The mayor speaks 25 times, and says something of the firm each time."""
    text = "\n".join(f"« Tressan SA a livré le lot {n} », a dit Maëlle Kervoan." for n in range(25))
    writing.document("doc-long", text, title="Débats", published_on="2026-06-01")
    for number in range(25):
        writing.mention("doc-long", "Tressan SA", "org-2", nth=number)
        writing.quote(f"quo-long-{number:02}", "doc-long", f"Tressan SA a livré le lot {number} "[:-1], "act-1")
    return writing


def test_every_section_leads_to_its_words(page: Read) -> None:
    html = page("/actors/act-1")

    assert '<a href="/documents/doc-1#e=evi-0"' in section(html, "roles")
    assert '<a href="/organisations/org-1"' in section(html, "roles")
    assert "2020" in section(html, "roles")
    assert "1 January" not in html, "a first of January may be no more than a year"
    assert "/documents/doc-1#e=evi-1" in section(html, "quotes_by")
    assert "/documents/doc-2#m=men-5" in section(html, "documents")
    assert "Tressan SA" in section(html, "companions")
    assert "no tie" in section(html, "companions")


def test_a_quote_is_about_whom_it_names(page: Read) -> None:
    about = section(page("/organisations/org-2"), "quotes_about")

    assert "Tressan SA a tenu ses délais" in about
    assert "/actors/act-1" in about
    assert "Le quai rouvrira" not in about


def test_long_sections_show_their_beginning_and_lead_on(busy: Writing, page: Read) -> None:
    quotes = section(page("/actors/act-1"), "quotes_by")
    assert quotes.count("<blockquote>") == 20
    assert 'href="/actors/act-1?section=quotes_by"' in quotes
    assert "All 27" in quotes

    second = page("/actors/act-1?section=quotes_by&page=2")
    assert second.count("<blockquote>") == 7
    assert "Rows 21 to 27 of 27" in second
    assert 'id="roles"' not in second, "a page of a section shows that section alone"

    assert page("/actors/act-1?section=quotes_by&rows=1000").count("<blockquote>") == 27


def test_tables_have_the_rows_on_screen(busy: Writing, ask: Ask) -> None:
    told = ask("/actors/act-1.json?section=quotes_by&page=2").json()
    assert len(told["quotes_by"]) == 7
    assert told["quotes_by"][0]["evidence"][0]["document_id"] == "doc-long"

    sheet = ask("/organisations/org-2.csv?table=roles")
    assert sheet.status_code == 404, "a table that is not on screen is not exported"
    assert ask("/actors/act-1.csv?table=roles").text.startswith("role_id,actor_id")


def test_an_unknown_section_is_not_found(ask: Ask) -> None:
    assert ask("/actors/act-1?section=facts").status_code == 404
    assert ask("/actors/act-1?section=x'--").status_code == 404


def test_former_roles_stand_last_and_say_so(writing: Writing, page: Read) -> None:
    common = {"actor_id": "act-1", "organisation_id": "org-2"}
    writing.add("roles", role_id="rol-old", title="comptable", is_former=True, ended_on="2025-06-01", **common)
    writing.add("roles", role_id="rol-new", title="conseillère", started_on="2024-02-15", **common)
    roles = section(page("/actors/act-1"), "roles")

    assert roles.index("conseillère") < roles.index("maire") < roles.index("comptable")
    assert re.search(r'<tr class="former">\s*<td>comptable <small>former', roles)
    assert "June 2025" in roles
    assert "1 June 2025" not in roles
    assert "15 February 2024" in roles
    assert "maire" not in re.findall(r'<tr class="former">.*?</tr>', roles, re.DOTALL)[0]


def test_all_evidence_of_a_fact_is_a_step_away(writing: Writing, page: Read, ask: Ask) -> None:
    for number in range(25):
        writing.document(
            f"doc-r{number:02}", "Maëlle Kervoan, maire de Port-Brévent, l'a dit.", title=f"Brève {number}"
        )
        writing.evidence("roles", "rol-1", f"doc-r{number:02}", "Maëlle Kervoan, maire de Port-Brévent")
    roles = section(page("/actors/act-1"), "roles")
    assert roles.count("#e=evi-") == 3, "the surest are shown"
    assert '<a href="/actors/act-1?section=evidence&amp;fact=rol-1">and 23 others</a>' in roles

    assert page("/actors/act-1?section=evidence&fact=rol-1").count("#e=evi-") == 20
    assert page("/actors/act-1?section=evidence&fact=rol-1&page=2").count("#e=evi-") == 6
    assert ask("/actors/act-1?section=evidence&fact=rol-none").status_code == 404


def test_ties_are_told_on_both_pages_in_their_direction(writing: Writing, page: Read) -> None:
    writing.add(
        "organisation_relations",
        relation_id="rel-f",
        subject_organisation_id="org-2",
        object_actor_id="act-2",
        kind="founder",
        is_former=True,
    )
    writing.evidence("organisation_relations", "rel-f", "doc-1", "Odile Tazi, de Tressan SA")
    for address in ("/organisations/org-2", "/actors/act-2"):
        ties = section(page(address), "relations")
        assert ties.index("Tressan SA") < ties.index("founder") < ties.index("Odile Tazi")
        assert "former" in ties
        assert "/documents/doc-1#e=evi-5" in ties


def test_only_whole_totals_are_added_up(writing: Writing, page: Read) -> None:
    for number, (amount, basis) in enumerate([(300_000.0, "total"), (900_000.0, "ceiling"), (None, None)]):
        contract_id = f"con-x{number}"
        writing.add(
            "contracts",
            contract_id=contract_id,
            amount=amount,
            currency="EUR",
            amount_basis=basis,
            signed_on="2026-05-01",
        )
        writing.add("contract_parties", contract_id=contract_id, organisation_id="org-1", party_role="buyer")
    writing.add(
        "contracts", contract_id="con-past", amount=7e6, currency="EUR", amount_basis="total", signed_on="2026-05-01"
    )
    writing.add(
        "contract_parties", contract_id="con-past", organisation_id="org-1", party_role="buyer", is_current=False
    )
    bought = section(page("/organisations/org-1"), "contracts_as_buyer")

    sums = bought[: bought.index("</table>")]
    assert "€1,500,000" in sums
    assert "2 totals of 4" in sums, "a buyer of the past does not count"
    assert "€8,500,000" not in sums
    assert "no longer a party" in bought
    assert re.search(r'<rect width="160"', sums)


def test_evidence_of_a_notice_names_field_value_and_file(writing: Writing, page: Read) -> None:
    writing.add(
        "notices",
        file_sha256="f9",
        notice_index=0,
        source_path="avis.xml",
        source="ted",
        source_id="12-2026",
        kind="award",
    )
    writing.add(
        "evidence",
        evidence_id="evi-notice",
        fact_table="contracts",
        fact_id="con-1",
        file_sha256="f9",
        notice_index=0,
        field_path="BT-720-Tender[LOT-0001]",
        surface_text="réfection du quai",
        confidence=1.0,
    )
    writing.add(
        "organisation_identifiers",
        organisation_id="org-2",
        scheme="siren",
        identifier="999999907",
        file_sha256="f9",
        notice_index=0,
        field_path="BT-501",
    )
    html = page("/organisations/org-2")

    sold = section(html, "contracts_as_supplier")
    assert "BT-720-Tender[LOT-0001]" in sold
    assert "avis.xml" in sold
    assert 'href="/citations/evi-notice"' in sold
    assert "999999907" in section(html, "identifiers")
    assert "BT-501" in section(html, "identifiers")


def test_a_name_that_may_be_noise_says_so(writing: Writing, page: Read) -> None:
    writing.add("organisations", organisation_id="org-9", name="Bref", is_supported=False, confidence=0.3)
    assert "may be noise" in page("/organisations/org-9")
    assert "may be noise" not in page("/organisations/org-1")


def test_noise_is_no_companion(writing: Writing, page: Read) -> None:
    writing.add("organisations", organisation_id="org-9", name="Selon", is_supported=False, confidence=0.3)
    writing.mention("doc-1", "Selon", "org-9")
    assert "Selon" not in section(page("/organisations/org-2"), "companions")


def test_why_are_these_one_gives_reasons_example_and_match(writing: Writing, page: Read) -> None:
    writing.mention(
        "doc-1",
        "maire",
        "act-1",
        link_reason="same surname, no given name (+3); another function elsewhere (-2)",
        link_score=0.7,
        matched_mention_id="men-0",
    )
    writing.mention("doc-2", "budget", "act-1", link_reason="judged same by Odile T. on 2026-02-03", link_score=1.0)
    why = section(page("/actors/act-1"), "why")

    assert "same surname, no given name" in why
    assert "speaks for it, +3" in why
    assert "speaks against it, -2" in why
    assert '<a href="/documents/doc-1#m=men-8">' in why
    assert '<a href="/documents/doc-1#m=men-0">Maëlle Kervoan</a>' in why
    assert "People decided that both are one: Odile T., on 3 February 2026" in why
    assert "Nobody else bears this name" in why


def test_a_weak_mention_is_the_example_of_its_wording(ask: Ask) -> None:
    rows = ask("/actors/act-1.json?section=reasons").json()["reasons"]
    assert [(row["surface_text"], row["mention_count"]) for row in rows] == [("Maëlle Kervoan", 3), ("Mme Kervoan", 1)]
    assert rows[1]["link_score"] == 0.98
    assert rows[1]["matched_text"] == "Maëlle Kervoan"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("only bearer of the name", ["alone"]),
        ("same name (+12); named beside the same people (+2)", ["weighed", "weighed"]),
        ("judged different by O. Tazi on 2026-01-02", ["judged"]),
        ("one entry of partners", ["listed"]),
        ("something new", ["other"]),
        (None, []),
    ],
)
def test_reasons_are_taken_apart(text: str | None, kinds: list[str]) -> None:
    assert [part["kind"] for part in reasons_in(text)] == kinds


def test_an_id_that_was_merged_leads_to_its_successor(writing: Writing, ask: Ask) -> None:
    writing.add("entity_history", entity_id="act-old", fate="merged", successor_id="act-1")
    moved = ask("/actors/act-old")
    assert (moved.status_code, moved.headers["location"]) == (302, "/actors/act-1")
    assert ask("/actors/act-old.json").headers["location"] == "/actors/act-1.json"


def test_an_id_that_was_split_names_its_successors(writing: Writing, ask: Ask) -> None:
    for successor in ("act-1", "act-2"):
        writing.add("entity_history", entity_id="act-old", fate="split", successor_id=successor)
    split = ask("/actors/act-old")
    assert split.status_code == 404
    assert 'href="/actors/act-1"' in split.text
    assert 'href="/actors/act-2"' in split.text
    assert ask("/actors/act-old.csv").text.startswith("act-old (split): act-1, act-2")


def test_an_id_that_still_is_borne_names_who_took_a_part(writing: Writing, page: Read) -> None:
    writing.add("entity_history", entity_id="act-1", fate="split", successor_id="act-2")
    note = re.search(r'<p class="notice" role="note">In an earlier release.*?</p>', page("/actors/act-1"), re.DOTALL)
    assert note
    assert 'href="/actors/act-2"' in note[0]


def test_nobody_is_not_found(ask: Ask) -> None:
    for address in ("/actors/act-none", "/organisations/act-1", "/actors/org-1"):
        assert ask(address).status_code == 404, address


def test_an_id_that_is_gone_says_so(writing: Writing, ask: Ask) -> None:
    writing.add("entity_history", entity_id="act-old", fate="gone", successor_id=None)
    gone = ask("/actors/act-old")
    assert gone.status_code == 404
    assert "no document of this one does" in gone.text


def test_words_of_documents_are_no_markup(writing: Writing, page: Read) -> None:
    writing.add("organisations", organisation_id="org-9", name="<b>Quai & Cie</b>")
    assert "<b>Quai" not in page("/organisations/org-9")


def test_a_match_with_a_register_is_a_lead(writing: Writing, page: Read) -> None:
    writing.add(
        "register_matches",
        register="partenaires",
        reference_id="P7",
        listed_name="Tressan",
        organisation_id="org-2",
        link_score=0.98,
        link_reason="acronym or former name (+9)",
        matched_mention_id="men-3",
    )
    found = section(page("/organisations/org-2"), "register_matches")
    assert "no proof" in found
    assert '<a href="/documents/doc-1#m=men-3">Tressan SA</a>' in found


def test_no_section_goes_through_a_big_table(release: OpenRelease) -> None:
    big = {"mentions", "quotes", "evidence", "documents", "speech_about", "appearances", "companions", "entities"}
    kinds: dict[Kind, str] = {"actor": "act-1", "organisation": "org-2"}
    for kind, entity_id in kinds.items():
        for name in names_of(kind):
            *queries, times = SECTIONS[name].sql(kind)
            for query in queries:
                plan = release.rows(f"explain query plan {query}", *[entity_id] * times)
                scanned = {step["detail"].split()[1] for step in plan if step["detail"].startswith("SCAN")}
                assert not scanned & big, (name, plan)


def test_totals_are_those_of_the_rows(release: OpenRelease) -> None:
    entity = find(release, "organisation", "org-2")
    assert entity
    for name in names_of("organisation"):
        everything = listing(release, entity, name, size=100)
        assert listing(release, entity, name, size=1).total == len(everything.rows), name


@pytest.mark.parametrize("kind", get_args(MentionKind))
def test_every_reason_of_the_model_has_words_in_french(kind: MentionKind) -> None:
    words = French("fr")
    for comparison in model(kind).comparisons:
        for level in comparison.levels:
            assert words.word("link_reason", level.reason) != level.reason, level.reason

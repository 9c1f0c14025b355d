"""A small invented release, and the explorer over it: what tests of its pages share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from httpx import Response
from starlette.testclient import TestClient

from orchestration.explorer import Shelf, create_app
from orchestration.explorer.release import OpenRelease
from orchestration.explorer.side import build
from tests.unit.explorer.writing import Writing

Ask = Callable[[str], Response]
Read = Callable[[str], str]

HARBOUR = """Le quai de Port-Brévent rouvrira

Maëlle Kervoan, maire de Port-Brévent depuis 2020, a présenté le chantier. « Le quai rouvrira en mai », a déclaré
Maëlle Kervoan. La ville de Port-Brévent a confié la réfection du quai à Tressan SA pour 1,2 million d'euros.
Selon Tressan, « les pieux sont déjà là ». Odile Tazi, de Tressan SA, s'en félicite.
"""
COUNCIL = """Conseil municipal

Maëlle Kervoan a défendu le budget. « L'œuvre est achevée et Tressan SA a tenu ses délais », a dit Mme Kervoan.
"""


@pytest.fixture
def writing() -> Writing:
    """Two documents, two people, two organisations, and what is said of them; tests add to it before `release`."""
    made = Writing()
    made.document(
        "doc-1", HARBOUR, title="Le quai de Port-Brévent rouvrira", publisher="Le Fanal", published_on="2026-03-04"
    )
    made.document("doc-2", COUNCIL, title="Conseil municipal", published_on="2026-05-02")
    made.add("actors", actor_id="act-1", name="Maëlle Kervoan", aliases=["Mme Kervoan"])
    made.add("actors", actor_id="act-2", name="Odile Tazi")
    made.add("organisations", organisation_id="org-1", name="Port-Brévent", kind="public_body")
    made.add("organisations", organisation_id="org-2", name="Tressan SA", aliases=["Tressan"])
    made.mention("doc-1", "Maëlle Kervoan", "act-1")
    made.mention("doc-1", "Port-Brévent", "org-1", nth=1)
    made.mention("doc-1", "Maëlle Kervoan", "act-1", nth=1)
    made.mention("doc-1", "Tressan SA", "org-2")
    made.mention("doc-1", "Odile Tazi", "act-2")
    made.mention("doc-2", "Maëlle Kervoan", "act-1")
    made.mention(
        "doc-2",
        "Mme Kervoan",
        "act-1",
        link_reason="same surname; same office",
        link_score=0.98,
        matched_mention_id="men-0",
    )
    made.mention("doc-2", "Tressan SA", "org-2")
    made.add(
        "roles",
        role_id="rol-1",
        actor_id="act-1",
        organisation_id="org-1",
        title="maire",
        normal_title="maire",
        started_on="2020-01-01",
    )
    made.evidence("roles", "rol-1", "doc-1", "Maëlle Kervoan, maire de Port-Brévent")
    made.quote("quo-1", "doc-1", "Le quai rouvrira en mai", "act-1", cue="a déclaré", speaker_text="Maëlle Kervoan")
    made.quote("quo-2", "doc-1", "les pieux sont déjà là", "org-2", cue="Selon", speaker_text="Tressan")
    made.quote("quo-3", "doc-2", "L'œuvre est achevée et Tressan SA a tenu ses délais", "act-1", cue="a dit")
    made.add(
        "contracts",
        contract_id="con-1",
        subject="la réfection du quai",
        amount=1_200_000.0,
        currency="EUR",
        amount_text="1,2 million d'euros",
        amount_basis="total",
        signed_on="2026-03-01",
        signed_on_precision="month",
    )
    evidence_id = made.evidence(
        "contracts", "con-1", "doc-1", "a confié la réfection du quai à Tressan SA pour 1,2 million d'euros"
    )
    made.add(
        "contract_parties", contract_id="con-1", organisation_id="org-1", party_role="buyer", evidence_id=evidence_id
    )
    made.add(
        "contract_parties", contract_id="con-1", organisation_id="org-2", party_role="supplier", evidence_id=evidence_id
    )
    made.add("files", source_path="doc-1.txt", file_sha256="f0", byte_count=500)
    return made


@pytest.fixture
def shelf(writing: Writing, tmp_path: Path) -> Shelf:
    """The shelf on which the written release stands."""
    folder = writing.write(tmp_path / "published")
    shelf = Shelf(tmp_path / "published", tmp_path / "home" / "explorer", ("open",))
    # Here, in this process: to start another for each test takes longer than what it does.
    build(folder, shelf.side_file(folder), ("open",))
    return shelf


@pytest.fixture
def release(shelf: Shelf) -> OpenRelease:
    """The written release, ready to be asked."""
    return shelf.prepare()


@pytest.fixture
def client(shelf: Shelf, release: OpenRelease) -> Iterator[TestClient]:
    """A visitor who reads English and follows no redirect by himself."""
    visitor = TestClient(create_app(shelf), headers={"Accept-Language": "en"}, follow_redirects=False)
    with visitor:
        yield visitor


@pytest.fixture
def ask(request: pytest.FixtureRequest) -> Ask:
    """Asks the explorer over what was written until then."""
    return lambda address: request.getfixturevalue("client").get(address)


@pytest.fixture
def page(request: pytest.FixtureRequest) -> Read:
    """The HTML of a page that must be there."""

    def read(address: str) -> str:
        answered = request.getfixturevalue("client").get(address)
        assert answered.status_code == 200, answered.text
        return answered.text

    return read

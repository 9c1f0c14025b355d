"""Our evaluation and the reference scorer of the gold set say the same of the same release."""

import json
import subprocess
import sys

import pytest

from tests.conftest import ROOT, Greffier

SHARED = ROOT.parent / "shared"
GOLD = SHARED / "gold"
KINDS = ("actors", "organisations", "roles", "contracts", "quotes", "quotes_with_speaker", "indirect_quotes")
# What a release must not fall below on the annotated documents; raised as the rules get better, never lowered.
FLOORS = {
    "actors": 0.85,
    "organisations": 0.68,
    "roles": 0.35,
    "contracts": 0.25,
    "quotes": 0.75,
    "quotes_with_speaker": 0.55,
}

pytestmark = [
    pytest.mark.gold,
    pytest.mark.integration,
    pytest.mark.skipif(
        not (SHARED / "score.py").exists(), reason="the annotated documents are not part of the project"
    ),
]


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    """Figures of one release over the annotated documents, by the reference scorer and by ours."""
    greffier = Greffier(tmp_path_factory.mktemp("gold"))
    done = greffier.command("run", "--documents", str(GOLD / "documents"))
    assert done.returncode == 0, done.stderr
    annotations = str(GOLD / "annotations")
    theirs = subprocess.run(
        [sys.executable, str(SHARED / "score.py"), str(greffier.latest), annotations, "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    ours = greffier.command("evaluate", "--gold", annotations, "--json")
    return json.loads(theirs.stdout), json.loads(ours.stdout)


@pytest.mark.parametrize("kind", KINDS)
def test_both_scorers_count_the_same(figures, kind):
    theirs, ours = figures
    for count in ("hit", "missed", "spurious"):
        assert ours[kind][count] == theirs[kind][count]
    assert round(ours[kind]["f1"], 4) == theirs[kind]["f1"]


def test_both_scorers_judge_values_the_same(figures):
    theirs, ours = figures
    assert ours["absent"] == theirs["absent_documents"] == []
    for what, (kind, name) in {
        "status": ("contracts", "status_accuracy"),
        "amount": ("contracts", "amount_accuracy"),
        "former": ("roles", "former_accuracy"),
    }.items():
        assert ours["accuracy"][what] == pytest.approx(theirs[kind][name], abs=1e-4)


@pytest.mark.parametrize("kind", FLOORS)
def test_accuracy_on_the_annotated_documents_does_not_fall(figures, kind):
    assert figures[1][kind]["f1"] >= FLOORS[kind]

"""Who reads as documented never sees a mixture of two releases, however often `latest` moves meanwhile."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import cycle
from pathlib import Path

import pytest

from orchestration.publishing import publish
from orchestration.publishing.durable import point
from tests.faults.read_release import WAYS
from tests.small_release import Marts, make_build

pytestmark = pytest.mark.faults
SCRIPT = Path(__file__).parent / "read_release.py"
SWITCHES = 1000
READS = 60


def test_the_documented_ways_never_mix_releases_and_the_naive_one_does(tmp_path: Path) -> None:
    marts, output = Marts(tmp_path / "working.duckdb"), tmp_path / "published"
    first = publish(make_build(marts, output / ".builds" / "one", None), output, {}, keep=9)
    marts.run("update marts.actors set aliases = ['Maëlle K.']")
    second = publish(make_build(marts, output / ".builds" / "two", first.folder), output, {}, keep=9)
    latest = output / "latest"
    readers = {
        way: subprocess.Popen([sys.executable, str(SCRIPT), str(latest), way, str(READS)], stdout=subprocess.PIPE)
        for way in WAYS
    }
    for switches, folder in enumerate(cycle([first.folder, second.folder]), 1):
        point(latest, folder)
        if switches >= SWITCHES and all(reader.poll() is not None for reader in readers.values()):
            break
    found = {way: json.loads(reader.communicate()[0]) for way, reader in readers.items()}
    for way in ("resolved once", "one database"):
        assert found[way] == {"mixed": 0, "failed": 0, "seen": 2}
    assert found["path by path"]["mixed"] > 0, "else this test could not tell a mixture"

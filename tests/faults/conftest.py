"""Nights for all tests of faults that need whole ones: started once, for importing costs more than a small night."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.nights import Nights, settle


@pytest.fixture(scope="session")
def nights_and_next_release(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Nights, dict[str, str]]]:
    nights = Nights(tmp_path_factory.mktemp("nights"))
    yield nights, settle(nights)
    nights.end()


@pytest.fixture
def nights(nights_and_next_release: tuple[Nights, dict[str, str]]) -> Nights:
    """Nights after a first release, with new documents in the folder."""
    nights, _ = nights_and_next_release
    nights.lay_out()
    return nights


@pytest.fixture(scope="session")
def next_release(nights_and_next_release: tuple[Nights, dict[str, str]]) -> dict[str, str]:
    """What the next night publishes if nothing happens to it: hashes by file."""
    return nights_and_next_release[1]

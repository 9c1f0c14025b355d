"""The parties of some contracts.

What belongs here: finding them for the contracts on screen. What does not: what is stated of parties (`contracting`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from orchestration.explorer.entities import queries
from orchestration.explorer.release import OpenRelease, Row


def add_parties(release: OpenRelease, rows: Sequence[Row]) -> None:
    """Give each contract its `parties`, those of today first."""
    by_contract: dict[str, list[Row]] = {row["contract_id"]: [] for row in rows}
    for party in release.rows(queries.PARTIES, json.dumps(list(by_contract))):
        by_contract[party.pop("contract_id")].append(party)
    for row in rows:
        row["parties"] = by_contract[row["contract_id"]]

"""Contracts: one with all that is stated of it, and all by buyer, supplier, year, status and sum.

What belongs here: asking the side file. What does not: the pages (`pages.contracts`), and the contracts of one actor or
organisation (`explorer.entities`).
"""

from orchestration.explorer.contracting.agreement import Agreement, agreement
from orchestration.explorer.contracting.choosing import Choice, chosen
from orchestration.explorer.contracting.flows import Flows, flows
from orchestration.explorer.contracting.overview import choices, contracts, sums

__all__ = ["Agreement", "Choice", "Flows", "agreement", "choices", "chosen", "contracts", "flows", "sums"]

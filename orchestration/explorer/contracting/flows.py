"""From buyers to suppliers: the strongest flows of the chosen contracts, and the picture of them.

What belongs here: adding contracts up by pair of buyer and supplier, and laying the bands out. What does not: drawing
(the template). A band is as wide as it has contracts: what a supplier gets of a sum that several share is not told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orchestration.explorer.contracting.choosing import Choice
from orchestration.explorer.release import OpenRelease, Row

MOST = 20
# Id and name.
Party = tuple[str, str]
# The picture's measures, in its own units: names stand left and right of the bands.
WIDTH, LEFT, RIGHT, NODE = 1000, 330, 660, 10
BANDS, GAP, LEAST = 320.0, 12.0, 2.0
_PAIRS = """
    with pairs as (
        select
            coalesce(buyers.organisation_id, buyers.actor_id) as buyer_id,
            coalesce(suppliers.organisation_id, suppliers.actor_id) as supplier_id,
            contracts.contract_id,
            case when amount_basis = 'total' then amount end as total,
            case when amount_basis = 'total' and amount is not null then currency end as total_currency
        from contracts
        inner join contract_parties as buyers
            on contracts.contract_id = buyers.contract_id
            and buyers.party_role = 'buyer'
            and buyers.is_current = 1
        inner join contract_parties as suppliers
            on contracts.contract_id = suppliers.contract_id
            and suppliers.party_role = 'supplier'
            and suppliers.is_current = 1
        where {condition}
    ),

    flows as (
        select
            buyer_id, supplier_id, count(*) as contract_count, count(total) as amount_count,
            case when min(total_currency) = max(total_currency) then sum(total) end as total_amount,
            max(total_currency) as currency
        from pairs
        group by buyer_id, supplier_id
    ),

    strongest as (
        select *, count(*) over () as flow_total, sum(contract_count) over () as contract_total
        from flows
        order by contract_count desc, total_amount desc, buyer_id, supplier_id
        limit ?
    )

    select strongest.*, buyers.name as buyer_name, suppliers.name as supplier_name
    from strongest
    inner join entities as buyers on buyer_id = buyers.entity_id
    inner join entities as suppliers on supplier_id = suppliers.entity_id
    order by contract_count desc, total_amount desc, buyer_name, supplier_name, buyer_id, supplier_id
"""


@dataclass(frozen=True, slots=True)
class Node:
    """A buyer or supplier in the picture: where it stands, and how high."""

    entity_id: str
    name: str
    top: float
    height: float

    @property
    def middle(self) -> float:
        """Where its name stands."""
        return round(self.top + self.height / 2, 1)


@dataclass(frozen=True, slots=True)
class Flows:
    """The strongest flows (`rows`), those left out in numbers, and the picture: nodes of both sides, a path a row."""

    rows: list[Row]
    other_flows: int
    other_contracts: int
    buyers: list[Node]
    suppliers: list[Node]
    paths: list[str]

    @property
    def height(self) -> int:
        """The height of the picture."""
        return int(max((node.top + node.height for node in [*self.buyers, *self.suppliers]), default=0) + GAP)


def flows(release: OpenRelease, choice: Choice, most: int = MOST) -> Flows:
    """The flows with the most contracts; a contract with several parties of a side is in several flows."""
    rows = release.rows(_PAIRS.format(condition=choice.condition), *choice.values, most)
    flow_total, contract_total = (rows[0]["flow_total"], rows[0]["contract_total"]) if rows else (0, 0)
    for row in rows:
        del row["flow_total"], row["contract_total"]
    unit = BANDS / max(1, sum(row["contract_count"] for row in rows))
    buyers = _column(_strongest_first(rows, "buyer", unit))
    suppliers = _column(_beside(rows, buyers, unit))
    return Flows(
        rows=rows,
        other_flows=flow_total - len(rows),
        other_contracts=contract_total - sum(row["contract_count"] for row in rows),
        buyers=buyers,
        suppliers=suppliers,
        paths=_paths(rows, unit, buyers, suppliers),
    )


def _width(row: Row, unit: float) -> float:
    return max(LEAST, float(row["contract_count"]) * unit)


def _heights(rows: Iterable[Row], side: str, unit: float) -> dict[Party, float]:
    """How high each party of a side is: as wide as its bands together."""
    heights: dict[Party, float] = {}
    for row in rows:
        party = (row[f"{side}_id"], row[f"{side}_name"])
        heights[party] = heights.get(party, 0) + _width(row, unit)
    return heights


def _strongest_first(rows: Iterable[Row], side: str, unit: float) -> list[tuple[Party, float]]:
    return sorted(_heights(rows, side, unit).items(), key=lambda item: (-item[1], item[0]))


def _beside(rows: list[Row], buyers: Iterable[Node], unit: float) -> list[tuple[Party, float]]:
    """Suppliers in the order in which their buyers stand, on average: few bands cross then (barycentre heuristic)."""
    middles = {node.entity_id: node.middle for node in buyers}
    pulled: dict[Party, float] = {}
    for row in rows:
        party = (row["supplier_id"], row["supplier_name"])
        pulled[party] = pulled.get(party, 0) + middles[row["buyer_id"]] * _width(row, unit)
    heights = _heights(rows, "supplier", unit)
    return sorted(heights.items(), key=lambda item: (pulled[item[0]] / item[1], item[0]))


def _column(parties: Iterable[tuple[Party, float]]) -> list[Node]:
    """The nodes of one side from the top down, far enough apart for their names."""
    nodes, top = [], GAP
    for (entity_id, name), height in parties:
        nodes.append(Node(entity_id, name, round(top, 1), round(height, 1)))
        top += max(height, GAP) + GAP / 2
    return nodes


def _paths(rows: list[Row], unit: float, buyers: list[Node], suppliers: list[Node]) -> list[str]:
    """A band a row, from its buyer's edge to its supplier's; bands of a node lie side by side in the rows' order."""
    left = {node.entity_id: node.top for node in buyers}
    right = {node.entity_id: node.top for node in suppliers}
    paths = []
    for row in rows:
        width = _width(row, unit)
        paths.append(_band(left[row["buyer_id"]], right[row["supplier_id"]], width))
        left[row["buyer_id"]] += width
        right[row["supplier_id"]] += width
    return paths


def _band(start: float, end: float, width: float) -> str:
    """A band that bends from left to right, as an SVG path."""
    here, there, bend = LEFT + NODE, RIGHT, (LEFT + NODE + RIGHT) // 2
    upper = f"M{here} {start:.1f}C{bend} {start:.1f} {bend} {end:.1f} {there} {end:.1f}"
    lower = f"V{end + width:.1f}C{bend} {end + width:.1f} {bend} {start + width:.1f} {here} {start + width:.1f}Z"
    return upper + lower

"""The release once more in the forms that other tools read: FollowTheMoney, GEXF, CSV, and what describes the files.

What belongs here: writing those files, from the staged tables alone. What does not: the tables themselves (`staging`)
and whether they are sound (`quality`). The same tables give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from orchestration.publishing.catalog import Table
from orchestration.publishing.content import CONNECTION
from orchestration.publishing.exports.descriptors import write_descriptors
from orchestration.publishing.exports.followthemoney import write_followthemoney
from orchestration.publishing.exports.network import write_network
from orchestration.publishing.exports.sheets import write_sheets
from orchestration.publishing.staging import DATABASE_NAME
from orchestration.publishing.views import create_views

__all__ = ["write_exports"]


def write_exports(build: Path, tables: Sequence[Table]) -> None:
    """Add views to `warehouse.duckdb` of a staged build, and beside it everything that is made from its tables.

    Writes `exports/entities.ftm.json`, `exports/network.gexf`, `exports/csv/<table>.csv`, `datapackage.json` and
    `croissant.json`. `tables` is the catalogue that the build was staged from.
    """
    folder = build / "exports"
    folder.mkdir(exist_ok=True)
    with duckdb.connect(str(build / DATABASE_NAME), config=CONNECTION) as connection:
        connection.execute("set TimeZone = 'UTC'")
        create_views(connection)
        write_sheets(connection, tables, folder / "csv")
        write_followthemoney(connection, folder / "entities.ftm.json")
        write_network(connection, folder / "network.gexf")
    write_descriptors(tables, build)

"""A release as FollowTheMoney entities: the model of OpenAleph, OpenSanctions and their tools, one JSON object a line.

What belongs here: running `mapping/*.sql`, one file a table, which says what becomes of its rows. What does not: the
library itself, which is compiled where it is installed; tests hold the file against it, every entity and every link.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import duckdb

from orchestration.publishing.content import text

MAPPING = files(__package__).joinpath("mapping")
# Reviewed data: which schema stands for a function, a kind of organisation, a language.
LISTS = {
    "ftm_functions": ("functions.tsv", ("function", "schema", "alone")),
    "ftm_kinds": ("organisation_kinds.tsv", ("kind", "schema")),
    "ftm_languages": ("languages.tsv", ("language", "code")),
}
# In this order: an entity stands before what links to it.
TABLES = (
    *("documents", "notices", "actors", "organisations", "roles", "contracts", "awards", "relations", "mentions"),
    "quotes",
)


def write_followthemoney(connection: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Write every entity of the release to `target`; `connection` is open on its tables.

    Values are written as the library would clean them (model 4.11), so that reading and writing again changes nothing.
    """
    for name, (file, columns) in LISTS.items():
        connection.execute(
            f"create or replace temp table {name} as select * from read_csv(?, names = {list(columns)}, header = false,"
            " delim = '\t', comment = '#', quote = '', escape = '', all_varchar = true, null_padding = true)",
            [str(files(__package__).joinpath(file))],
        )
    connection.execute(_sql("macros"))
    entities = " union all ".join(
        f"(select {place} as place, id, schema, properties from ({_sql(table)}))" for place, table in enumerate(TABLES)
    )
    connection.execute(
        f"copy (select id, schema, properties from ({entities}) order by place, id) to {text(target)} (format json)"
    )


def _sql(name: str) -> str:
    return MAPPING.joinpath(f"{name}.sql").read_text(encoding="utf-8")

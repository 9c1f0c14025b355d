"""The data dictionary: the catalogue as a page of Markdown.

What belongs here: the layout of that page. What does not: any description; they are written beside the dbt models.
"""

from __future__ import annotations

from collections.abc import Iterable

from orchestration.publishing.catalog import Table

HEAD = """# Data dictionary

Every table of a release, as a Parquet file of that name and as a table of `warehouse.duckdb`.
This page is generated from the descriptions of the dbt marts, and for `alerts` of `orchestration/publishing/alerts.py`;
change them there.
"""


def render_dictionary(tables: Iterable[Table]) -> str:
    """Describe the tables in Markdown, one section a table, in the order given; ends with a line break."""
    return "\n".join([HEAD, *map(_section, tables)])


def _section(table: Table) -> str:
    key = ", ".join(f"`{name}`" for name in table.key)
    rows = (f"| `{c.name}` | {c.data_type.lower()} | {_cell(c.description)} |" for c in table.columns)
    lines = [
        f"## {table.name}",
        "",
        table.description,
        "",
        f"Key: {key}.",
        "",
        "| column | type | meaning |",
        "|---|---|---|",
    ]
    return "\n".join([*lines, *rows, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

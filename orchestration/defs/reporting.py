"""What an asset tells of the table it wrote: columns, row count, a look at its first rows.

What belongs here: turning tables of the working database into Dagster metadata. What does not: assets.
"""

from collections.abc import Mapping
from typing import Any

import dagster as dg
from pydantic import Field

from orchestration.warehouse.store import Store, TableLook

OWNERS = ["team:greffier"]


class Again(dg.Config):
    """What the launchpad says of work that is known and shall be done again."""

    again: list[str] = Field(
        default=[],
        description="Document ids, paths of files, or folders, as `greffier status --files` gives them.",
    )


PREVIEW_ROWS = 5
PREVIEW_CHARS = 60


def written(
    store: Store, schema: str, table: str, metadata: Mapping[str, object] | None = None
) -> dg.MaterializeResult[None]:
    """The result of an asset that wrote `schema.table`: what it tells, never the data itself."""
    name = f"{schema}.{table}"
    return dg.MaterializeResult(
        asset_key=[schema, table],
        metadata={**table_metadata(name, store.look(name, PREVIEW_ROWS)), **dict[str, Any](metadata or {})},
    )


def table_metadata(name: str, look: TableLook) -> dict[str, Any]:
    """Column schema, row count and a preview of the first rows of the table `name`."""
    return {
        "dagster/column_schema": dg.TableSchema([dg.TableColumn(column, kind) for column, kind in look.columns]),
        "dagster/row_count": look.row_count,
        "dagster/relation_identifier": name,
        "preview": dg.MarkdownMetadataValue(markdown_table([column for column, _ in look.columns], look.first_rows)),
    }


def markdown_table(columns: list[str], rows: list[tuple[Any, ...]]) -> str:
    """A Markdown table with long cells cut and cell borders escaped."""
    lines = [columns, ["---"] * len(columns), *([_cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: Any) -> str:
    text = " ".join(str("" if value is None else value).split()).replace("|", "\\|").replace("<", "&lt;")
    return text if len(text) <= PREVIEW_CHARS else f"{text[: PREVIEW_CHARS - 1]}…"

"""Cover a person's name in every text of every table of a schema; rows and all other characters stay.

What belongs here: texts in tables. What does not: rows that go (`cutting`), files (`working`, `releases`).
Works on the release's tables and on the working database alike: it asks the database for columns, and names none but
those that stand for places in a text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import duckdb
import pyarrow as pa

from orchestration.masking import COVER, Screen, all_names, covered, whole_names
from orchestration.masking.columns import change_texts, recut_surfaces, tables_of
from orchestration.privacy.target import Target

PATHS = frozenset({"source_path", "other_source_paths", "container_path"})
# Names of members and what is said of files are paths too.
PATHS_OF = {"files": frozenset({"detail"}), "members": frozenset({"name"})}
# Tables of a release whose first column is the id of a fact that evidence leads to, or of the contract it belongs to.
FACTS = frozenset(
    {
        *("roles", "organisation_relations", "organisation_facts"),
        *("contracts", "contract_values", "contract_lots"),
    }
)


def cover(con: duckdb.DuckDBPyConnection, schemas: Sequence[str], target: Target, screen: Screen) -> None:
    """Cover the target's names in the tables of `schemas`, the first of which holds `documents`.

    `screen` gives paths the tokens that the next night gives.
    """
    if not target.names:
        return
    _cover_texts(con, schemas[0], target)
    _note_told_facts(con, schemas[0])
    for schema in schemas:
        for table, columns in tables_of(con, schema).items():
            if "surface_text" in columns:
                recut_surfaces(con, schemas[0], f"{schema}.{table}")
            if table != "actors":
                _cover_table(con, schema, table, columns, target, screen)


def _cover_table(
    con: duckdb.DuckDBPyConnection, schema: str, table: str, columns: dict[str, str], target: Target, screen: Screen
) -> None:
    near, name = _near(table, columns), f"{schema}.{table}"
    strange = _of_nobody_else(table, columns)
    for column, kind in columns.items():
        if "VARCHAR" not in kind or column in ("text", "release_id"):
            continue
        if column == "surface_text":
            # Words of a notice stand for no place in a text: they are covered as they are.
            change_texts(con, name, column, kind, _whole(target), "start_char is null")
            continue
        if column in PATHS | PATHS_OF.get(table, frozenset()):
            change_texts(con, name, column, kind, screen.path)
        else:
            change_texts(con, name, column, kind, _whole(target), f"not coalesce({near}, false) and {strange}")
            change_texts(con, name, column, kind, _any(target), near)


def _cover_texts(con: duckdb.DuckDBPyConnection, schema: str, target: Target) -> None:
    """The texts of documents by the places found in them; leaves `near_documents` behind: where the person stands."""
    wanted = [sha256 for sha256, spans in target.spans.items() if spans]
    documents = con.execute(
        f"select distinct document_id, content_sha256, text from {schema}.documents"
        " where list_contains(?, content_sha256)",
        [wanted],
    ).fetchall()
    texts = {
        "document_id": pa.array([document for document, _, _ in documents], pa.string()),
        "text": pa.array([covered(text, target.spans[sha256]) for _, sha256, text in documents], pa.string()),
    }
    con.register("covered_texts", pa.table(texts))
    con.execute(
        f"update {schema}.documents as d set text = c.text from covered_texts c where d.document_id = c.document_id"
    )
    con.execute("create or replace temp table near_documents as select distinct document_id from covered_texts")
    con.unregister("covered_texts")
    con.execute(
        "create or replace temp table namesakes as select distinct document_id"
        f" from {schema}.documents where list_contains(?, content_sha256)",
        [[sha256 for sha256, spans in target.spans.items() if not spans]],
    )


def _note_told_facts(con: duckdb.DuckDBPyConnection, schema: str) -> None:
    """Facts of a release that a document tells which names the person: `told_facts`."""
    facts = "select null::varchar as fact_id where false"
    if "evidence" in tables_of(con, schema):
        facts = f"select distinct fact_id from {schema}.evidence semi join near_documents using (document_id)"
    con.execute(f"create or replace temp table told_facts as {facts}")


def _of_nobody_else(table: str, columns: dict[str, str]) -> str:
    """Which rows may be covered at all: what is said of a namesake stays, and who is left among the actors is one."""
    if table == "mentions":
        return "false"
    if "actor_id" in columns:
        return "actor_id is null"
    return (
        "coalesce(document_id not in (select document_id from namesakes), true)" if "document_id" in columns else "true"
    )


def _near(table: str, columns: dict[str, str]) -> str:
    """Which rows speak of a document that names the person: there the family name alone is the person's."""
    if table == "mentions":
        # Of somebody else of that family: only where the words themselves were covered.
        return f"contains(surface_text, '{COVER}')"
    if table in FACTS:
        return f'"{next(iter(columns))}" in (select fact_id from told_facts)'
    return "document_id in (select document_id from near_documents)" if "document_id" in columns else "false"


def _whole(target: Target) -> Callable[[str], str]:
    return lambda text: covered(text, whole_names(text, target.names))


def _any(target: Target) -> Callable[[str], str]:
    return lambda text: covered(text, all_names(text, target.names))

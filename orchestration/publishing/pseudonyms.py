"""Marts in which people bear pseudonyms: the same for the same person every night, and for nobody without the key.

What belongs here: a copy of the schema `marts` without names of persons. What does not: the marts themselves, which
keep them. A pseudonym still stands for one person, and what a text tells may tell who: these remain personal data.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import permutations
from pathlib import Path
from typing import Any

import duckdb

from orchestration.masking import Names, Span, covered, keyed_digest, whole_names, with_tokens, words_of
from orchestration.masking.columns import change_texts, changed, recut_surfaces, tables_of
from orchestration.publishing.changes import CHANGES_NAME
from orchestration.publishing.content import CONNECTION, text

# `detail` of a file names the path of another.
PATHS = ("source_path", "other_source_paths", "container_path", "detail")
# What is no text to read: a name in it is covered by its place, or it holds none.
_UNREAD = frozenset({"text", "surface_text", *PATHS})
_DIGITS = 8
# Tables whose keys are words: paths, names in registers.
NAMED_KEYS = frozenset({"files", "register_matches"})


@contextmanager
def pseudonymised(database: Path, key: bytes) -> Iterator[Path]:
    """A database whose schema `marts` names no person whom the marts of `database` list; removed in the end.

    `key` is the secret from which pseudonyms are made. Lengths of texts stay, so that every offset still holds.
    """
    copy = database.with_name(f"{database.name}.pseudonyms")
    copy.unlink(missing_ok=True)
    try:
        with duckdb.connect(str(copy), config=CONNECTION) as con:
            _copy_marts(con, database)
            _cover_people(con, key)
        yield copy
    finally:
        copy.unlink(missing_ok=True)
        Path(f"{copy}.wal").unlink(missing_ok=True)


def forget_named_keys(build: Path) -> None:
    """Drop from `changes.json` the keys of deleted rows that may be names: the release before may have named people."""
    path = build / CHANGES_NAME
    told = json.loads(path.read_text(encoding="utf-8"))
    for table in NAMED_KEYS & told["tables"].keys():
        told["tables"][table]["deleted"] = []
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def pseudonym(key: bytes, identity: str) -> str:
    """The pseudonym of a person, by what identifies them: a name that no document writes."""
    return f"Person {keyed_digest(key, identity)[:_DIGITS]}"


def _copy_marts(con: duckdb.DuckDBPyConnection, database: Path) -> None:
    con.execute("set TimeZone = 'UTC'")
    con.execute(f"attach {text(database)} as source (read_only)")
    con.execute("create schema marts")
    query = "select table_name from duckdb_tables() where database_name = 'source' and schema_name = 'marts'"
    for (table,) in con.execute(query).fetchall():
        con.execute(f'create table marts."{table}" as select * from source.marts."{table}"')
    con.execute("detach source")


def _cover_people(con: duckdb.DuckDBPyConnection, key: bytes) -> None:
    written = con.execute(
        "select document_id, start_char, end_char, surface_text from marts.mentions where actor_id is not null"
    ).fetchall()
    listed = con.execute("select name, aliases from marts.actors").fetchall()
    everybody = _names(name for row in listed for name in (row[0], *(row[1] or ())))
    of_document: dict[str, set[str]] = defaultdict(set)
    spans: dict[str, list[Span]] = defaultdict(list)
    for document, start, end, surface in written:
        of_document[document].add(surface)
        spans[document].append((start, end))
    _cover_documents(con, spans, everybody, key)
    # A path is no sentence: whichever word of it is somebody's surname goes.
    called = {surface for surfaces in of_document.values() for surface in surfaces} | {name for name, _ in listed}
    anybody = _names({*called, *(name.split()[-1] for name in called)}, fewest=1)
    local = {document: _names(surfaces, fewest=1) for document, surfaces in of_document.items()}
    for table, columns in tables_of(con, "marts").items():
        if "surface_text" in columns:
            recut_surfaces(con, "marts", f"marts.{table}")
        for column, kind in columns.items():
            if "VARCHAR" in kind and column not in _UNREAD and table != "actors":
                change_texts(con, f"marts.{table}", column, kind, _covering(everybody))
        for column in PATHS:
            if column in columns:
                change_texts(con, f"marts.{table}", column, columns[column], _tokens(anybody, key))
        if "document_id" in columns:
            _cover_rows(con, f"marts.{table}", columns, local)
    _rename_actors(con, key)


def _cover_documents(
    con: duckdb.DuckDBPyConnection, spans: Mapping[str, list[Span]], everybody: Names, key: bytes
) -> None:
    """Texts by the places of mentions and by full names; authors, who need not be mentioned, by pseudonyms."""
    rows = con.execute("select document_id, text, author from marts.documents").fetchall()
    for document, body, author in rows:
        told = covered(body, [*spans.get(document, ()), *whole_names(body, everybody)])
        if told != body or author is not None:
            con.execute(
                "update marts.documents set text = ?, author = ? where document_id = ?",
                [told, author and pseudonym(key, " ".join(word.key for word in words_of(author))), document],
            )


def _cover_rows(
    con: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str], local: Mapping[str, Names]
) -> None:
    """Other words of a document's rows: there, a bare surname is one of the people whom the document mentions."""
    for column, kind in columns.items():
        if "VARCHAR" not in kind or column in _UNREAD or column.endswith("_id") or column == "author":
            continue
        query = f'select distinct document_id, "{column}" from {table} where "{column}" is not null'
        rows = con.execute(query).fetchall()
        changes: list[tuple[Any, ...]] = [
            (document, value, told)
            for document, value in rows
            if document in local and (told := changed(value, _covering(local[document]))) != value
        ]
        if changes:
            con.execute(f'create or replace temp table changes (document_id varchar, old {kind}, "new" {kind})')
            con.executemany("insert into changes values (?, ?, ?)", changes)
            con.execute(
                f'update {table} as t set "{column}" = c."new" from changes c'
                f' where t.document_id = c.document_id and t."{column}" is not distinct from c.old'
            )


def _rename_actors(con: duckdb.DuckDBPyConnection, key: bytes) -> None:
    actors = con.execute("select actor_id from marts.actors").fetchall()
    for (actor,) in actors:
        name = pseudonym(key, actor)
        con.execute("update marts.actors set name = ?, aliases = [] where actor_id = ?", [name, actor])
    # The number in somebody's register says who it is.
    con.execute("delete from marts.register_matches where actor_id is not null")


def _names(written: Iterable[str], fewest: int = 2) -> Names:
    """Names in clear, in every order of their words; those of fewer words than `fewest` are not looked for."""
    whole: set[str] = set()
    for words in ([word.key for word in words_of(name)] for name in written):
        if len(words) >= fewest:
            whole.update(" ".join(order) for order in (permutations(words) if len(words) <= 3 else [words]))
    return Names(frozenset(whole), frozenset(), max((len(name.split()) for name in whole), default=0), str)


def _covering(names: Names) -> Callable[[str], str]:
    return lambda value: covered(value, whole_names(value, names))


def _tokens(names: Names, key: bytes) -> Callable[[str], str]:
    return lambda value: with_tokens(value, whole_names(value, names), key)

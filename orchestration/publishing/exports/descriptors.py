"""What describes a release to machines: `datapackage.json` (Frictionless) and `croissant.json` (MLCommons Croissant).

What belongs here: types, keys and meanings of the published columns in those two forms. What does not: the meanings
themselves (the dbt marts), hashes of a whole release (`SHA256SUMS`), and clocks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from orchestration.publishing.catalog import Column, Reference, Table
from orchestration.publishing.content import ALERTS_NAME
from orchestration.publishing.gate import file_sha256
from orchestration.publishing.staging import parquet_name

TITLE = "Greffier release"
DESCRIPTION = (
    "Actors, organisations, roles, contracts and quotes found in a folder of documents, "
    "each with the characters that say so."
)

# DuckDB type to type of a Frictionless field and of a Croissant field.
TYPES = {
    "VARCHAR": ("string", "sc:Text"),
    "INTEGER": ("integer", "sc:Integer"),
    "BIGINT": ("integer", "sc:Integer"),
    "DOUBLE": ("number", "sc:Float"),
    "DECIMAL": ("number", "sc:Float"),
    "BOOLEAN": ("boolean", "sc:Boolean"),
    "DATE": ("date", "sc:Date"),
    "STRUCT": ("object", "sc:Text"),
    "MAP": ("object", "sc:Text"),
}


# The vocabulary that Croissant 1.0 asks every file to spell out, so that no reader has to fetch it.
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def write_descriptors(tables: Sequence[Table], build: Path) -> None:
    """Write both descriptors beside the staged Parquet files of `build`.

    Croissant states hashes, so that it leaves out `alerts`: the same release must have the same descriptors.
    """
    _write(build / "datapackage.json", _datapackage(tables))
    _write(build / "croissant.json", _croissant([table for table in tables if table.name != ALERTS_NAME], build))


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _datapackage(tables: Sequence[Table]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": "greffier-release",
        "title": TITLE,
        "description": DESCRIPTION,
        "resources": [_resource(table) for table in tables],
    }


def _resource(table: Table) -> dict[str, Any]:
    # The CSV, because the standard's tables are CSV, and frictionless reads whole numbers of Parquet as fractions where
    # a cell is empty. Columns and types of the Parquet file of that name are the same.
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "type": "table",
        "path": f"exports/csv/{table.name}.csv",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": table.description,
        "schema": _schema(table),
    }


def _schema(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns]}
    required = {column.name for column in table.columns if column.is_required}
    # Elsewhere the key may be partly empty: it orders the rows but is no primary key by the standard.
    if required.issuperset(table.key):
        schema["primaryKey"] = list(table.key)
    if table.references:
        schema["foreignKeys"] = [
            {"fields": [tie.column], "reference": {"resource": tie.table, "fields": [tie.target]}}
            for tie in table.references
        ]
    return schema


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _types(column)[0], "description": column.description}
    return field | ({"constraints": {"required": True}} if column.is_required else {})


def _types(column: Column) -> tuple[str, str]:
    """The types of a column, in Frictionless and in Croissant."""
    data_type = column.data_type.upper()
    frictionless, croissant = TYPES[re.split(r"[(\[]", data_type)[0]]
    return ("array" if data_type.endswith("[]") else frictionless), croissant


def _croissant(tables: Sequence[Table], build: Path) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "greffier-release",
        "description": DESCRIPTION,
        "distribution": [_file(table, build) for table in tables],
        "recordSet": [_record_set(table) for table in tables],
    }


def _file(table: Table, build: Path) -> dict[str, str]:
    name = parquet_name(table.name)
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "description": table.description,
        "contentUrl": name,
        "encodingFormat": "application/x-parquet",
        "sha256": file_sha256(build / name),
    }


def _record_set(table: Table) -> dict[str, Any]:
    ties = {tie.column: tie for tie in table.references}
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "key": [{"@id": f"{table.name}/{name}"} for name in table.key],
        "field": [_record_field(table, column, ties.get(column.name)) for column in table.columns],
    }


def _record_field(table: Table, column: Column, tie: Reference | None) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": column.description,
        "dataType": _types(column)[1],
        "source": {"fileObject": {"@id": parquet_name(table.name)}, "extract": {"column": column.name}},
    }
    if column.data_type.endswith("[]"):
        field["repeated"] = True
    if tie:
        field["references"] = {"field": {"@id": f"{tie.table}/{tie.target}"}}
    return field

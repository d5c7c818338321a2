"""``croissant.json`` of a package: MLCommons Croissant 1.0, from which records can be loaded.

A record set a table, read from its Parquet file, where missing whole numbers stay whole; a code
list is a record set of its own, with the codes as data inside. Keys that refer to other tables are
left out: mlcroissant joins such tables on loading, and then gives no records of theirs.
Source: https://docs.mlcommons.org/croissant/docs/croissant-spec-1.0.html.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sourcebook.package import about, schema_org
from sourcebook.package.about import given
from sourcebook.package.codebook import citation, sentences
from sourcebook.package.made import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sourcebook.declare import Field, Table
    from sourcebook.package.made import Made, MadeFile

_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
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
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""Croissant's own, word for word: others are refused."""

_TYPES = {
    "integer": "sc:Integer",
    "year": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
    "time": "sc:Time",
}
_FORMATS = {"parquet": "application/x-parquet"}
"""Where Croissant has another word than IANA."""


def text(made: Made) -> str:
    """The description as JSON-LD."""
    found = about.of(made)
    described = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        **schema_org.words(found),
        "citeAs": citation(found, markdown=False),
        "distribution": [
            _file(file) for each in made.tables for file in each.files if file.format in _READ
        ],
        "recordSet": [
            record_set for each in made.tables for record_set in _record_sets(each.table)
        ],
    }
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"


_READ = ("csv", "parquet")


def _file(file: MadeFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "description": f"{WORDS[file.format]} file",
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": _FORMATS.get(file.format, file.mediatype),
        "sha256": file.sha256,
    }


def _record_sets(table: Table) -> Iterator[dict[str, Any]]:
    for field in table.fields:
        if field.categories:
            yield _codes(table, field)
    yield {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        **given(description=table.description or table.title),
        **given(key=[{"@id": f"{table.name}/{name}"} for name in table.primary_key]),
        "field": [_field(table, field) for field in table.fields],
    }


def _field(table: Table, field: Field) -> dict[str, Any]:
    place = f"{table.name}/{field.name}"
    return {
        "@type": "cr:Field",
        "@id": place,
        "name": place,
        **given(description=sentences(field.title, field.description)),
        "dataType": _TYPES.get(field.type, "sc:Text"),
        **given(references={"field": {"@id": f"{place}/codes/code"}} if field.categories else None),
        "source": {
            "fileObject": {"@id": f"data/{table.name}.parquet"},
            "extract": {"column": field.name},
        },
    }


def _codes(table: Table, field: Field) -> dict[str, Any]:
    place = f"{table.name}/{field.name}/codes"
    columns = ("code", "label", "definition")
    return {
        "@type": "cr:RecordSet",
        "@id": place,
        "name": place,
        "description": f"The codes of {table.name}.{field.name}.",
        "dataType": "sc:Enumeration",
        "key": {"@id": f"{place}/code"},
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{place}/{column}",
                "name": f"{place}/{column}",
                "dataType": _TYPES.get(field.type, "sc:Text") if column == "code" else "sc:Text",
            }
            for column in columns
        ],
        "data": [
            {
                f"{place}/{column}": value
                for column, value in zip(
                    columns, (c.value, c.label or "", c.description or ""), strict=True
                )
            }
            for c in field.categories
        ],
    }

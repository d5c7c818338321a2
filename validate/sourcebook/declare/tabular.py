"""Whether a resource is a table, and in which format, from what it says and how its file ends.

Source: https://datapackage.org/standard/data-resource/#type, #format and #mediatype.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sourcebook.declare.node import said
from sourcebook.declare.spelling import slip

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.declare.node import Node

Format = Literal["csv", "parquet", "json", "ndjson", "xlsx", "inline", "none"]

READ: dict[str, Format] = {
    "csv": "csv",
    "tsv": "csv",
    "tab": "csv",
    "parquet": "parquet",
    "parq": "parquet",
    "json": "json",
    "ndjson": "ndjson",
    "jsonl": "ndjson",
    "xlsx": "xlsx",
}
_TEXT = frozenset({"", "txt", "text", "dat", "data", "asc"})
"""Endings that tell nothing: with a schema, such a file is delimited text."""
_MEDIATYPES = {
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/x-ndjson": "ndjson",
    "application/vnd.apache.parquet": "parquet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}
_TABULAR_RESOURCE = (
    "tabular-data-resource",
    "https://specs.frictionlessdata.io/schemas/tabular-data-resource.json",
)
_TABULAR_PACKAGE = (
    "tabular-data-package",
    "https://specs.frictionlessdata.io/schemas/tabular-data-package.json",
)


@dataclass(frozen=True, slots=True)
class Kind:
    format: Format
    delimiter: str = ","


NO_TABLE = Kind("none")


def stem(file: Path) -> str:
    """The name of a data file without its endings: ``events.v2`` of ``events.v2.csv.gz``."""
    name = file.name
    for suffix in reversed(file.suffixes):
        if suffix.lower().lstrip(".") not in {*READ, "gz", "zip"}:
            break
        name = name.removesuffix(suffix)
    return name


def is_tabular_package(value: Any) -> bool:
    return isinstance(value, dict) and value.get("profile") in _TABULAR_PACKAGE


def check_profile(node: Node, *, tabular: bool) -> None:
    """What the profiles of version 1 ask for; ``tabular`` says that of the package is one."""
    profile, type_ = node.value.get("profile"), node.value.get("type")
    if tabular and profile not in _TABULAR_RESOURCE and type_ != "table":
        message = "is not `tabular-data-resource`, as the profile of the package asks."
        node.wrong(message, "Add it, or drop the profile of the package.", at="profile")
    if profile in _TABULAR_RESOURCE and not node.given("schema"):
        message = "is missing, and a tabular-data-resource has one."
        node.wrong(message, "Write the schema, or drop the profile.", at="schema")


def says_table(node: Node) -> bool:
    """Whether a resource calls itself a table, whatever its file is."""
    value = node.value
    return (
        node.has("schema")
        or value.get("type") == "table"
        or (value.get("profile") in _TABULAR_RESOURCE)
    )


def word_of(node: Node, ending: str) -> str:
    """The word for the format: what is declared, else the ending, else what the media type says."""
    word = (node.text("format") or "").lower().lstrip(".")
    media = _MEDIATYPES.get((node.text("mediatype") or "").partition(";")[0].strip().lower())
    if word in ("", "gz", "zip"):
        return media if media is not None and ending not in READ else ending
    return word


def read_kind(node: Node, ending: str) -> Kind | None:
    """What the file of a resource is; ``None``, with a mistake, for a table that can't be read."""
    word = word_of(node, ending)
    table = says_table(node)
    # Any JSON may be a file of a package; it is a table where the resource says so.
    if word == "json" and not table and not node.has("dialect"):
        return NO_TABLE
    if word in READ:
        return Kind(READ[word], "\t" if word in ("tsv", "tab") else ",")
    if not table:
        return NO_TABLE
    if word in _TEXT:
        return Kind("csv")
    meant = slip(word, READ)
    hint = f"Did you mean {meant!r}?" if meant else "Give a CSV, JSON, XLSX or Parquet file."
    node.wrong(f"the format {said(word)} is not read yet.", hint, at="format")
    return None

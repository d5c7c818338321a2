"""``README.md`` of a package: what it is, how to cite and load it, and every table explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sourcebook.declare.views import place
from sourcebook.package.markdown import code, link, paragraphs, plain, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sourcebook.declare import Constraints, Dataset, Field, Table
    from sourcebook.package.made import Made

_LOAD = """\
## How to load

Each table is in `data/` twice, with the same content: as CSV for anything, and as Parquet with its
types, its missing values and the meaning of each column.

Python

```python
import pandas as pd

{variable} = pd.read_parquet("data/{name}.parquet")
```

```python
import polars as pl

{variable} = pl.read_parquet("data/{name}.parquet")
```

R

```r
library(frictionless)

package <- read_package("datapackage.json")
{variable} <- read_resource(package, "{name}")
```

DuckDB

```sql
SELECT * FROM 'data/{name}.parquet';
```

`datapackage.json` describes all of it for programs (Data Package, version 2), `validation.json` is
the report of the checks that it passed, and `sha256sum -c SHA256SUMS` shows whether the files are
whole."""


def text(made: Made) -> str:
    """The codebook of a package."""
    dataset = made.dataset
    rows = {each.table.name: each.rows for each in made.tables}
    parts = [f"# {plain(dataset.title or dataset.name)}"]
    parts.append(f"Version {plain(dataset.version)} of {code(dataset.name)}.")
    if dataset.description:
        parts.append(paragraphs(dataset.description))
    parts += _terms(dataset.descriptor or {})
    parts += ["## How to cite", citation(dataset)]
    first = dataset.tables[0].name if dataset.tables else ""
    if first:
        variable = "".join(c if c.isascii() and c.isalnum() else "_" for c in first)
        variable = f"t{variable}" if variable[0].isdigit() else variable
        parts.append(_LOAD.format(name=first, variable=variable))
    parts.append("## Tables")
    parts.append(
        table(
            ("Table", "Rows", "What it holds"),
            [
                (code(t.name), f"{rows[t.name]:,}", plain(t.title or t.description or ""))
                for t in dataset.tables
            ],
        )
    )
    for each in dataset.tables:
        parts += _table(each, rows[each.name])
    return "\n\n".join(parts) + "\n"


def _terms(descriptor: Mapping[str, Any]) -> Iterator[str]:
    licenses = [_licence(item) for item in _objects(descriptor, "licenses")]
    if licenses:
        yield "## Licence"
        yield ", ".join(licenses) + "."
    sources = [_linked(item) for item in _objects(descriptor, "sources")]
    if sources:
        yield "## Sources"
        yield "\n".join(f"* {source}" for source in sources)


def _objects(descriptor: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = descriptor.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _licence(item: Mapping[str, Any]) -> str:
    name = item.get("title") or item.get("name") or item.get("path") or ""
    return link(str(name), item.get("path", ""))


def _linked(item: Mapping[str, Any]) -> str:
    name = item.get("title") or item.get("name") or item.get("path") or item.get("email") or ""
    return link(str(name), item.get("path", ""))


def citation(dataset: Dataset) -> str:
    """How to cite a version: authors, year if one is declared, title, version, address."""
    descriptor = dataset.descriptor or {}
    people = _objects(descriptor, "contributors")
    authors = [person for person in people if "author" in _roles(person)] or people
    names = "; ".join(str(person["title"]) for person in authors if person.get("title"))
    year = str(descriptor.get("created") or "")[:4]
    who = " ".join(part for part in (plain(names), f"({plain(year)})" if year else "") if part)
    where = next((str(descriptor[key]) for key in ("id", "homepage") if descriptor.get(key)), "")
    title = f"*{plain(dataset.title or dataset.name)}*"
    what = f"{title} (version {plain(dataset.version)}) \\[Data set\\]"
    parts = [part for part in (who, what, link(where, where)) if part]
    return ". ".join(part.rstrip(".") for part in parts) + "."


def _roles(person: Mapping[str, Any]) -> Sequence[str]:
    roles = person.get("roles") or [person.get("role")]
    return [str(role).lower() for role in roles] if isinstance(roles, list) else []


def _table(table_: Table, rows: int) -> Iterator[str]:
    yield f"## {code(table_.name)}"
    if table_.title:
        yield f"{plain(table_.title)} ({rows:,} rows)"
    if table_.description:
        yield paragraphs(table_.description)
    if table_.view is not None:
        where = code(place(table_.name))
        yield f"A view: its rows are computed from the other tables by the SQL in {where}."
    yield "\n".join(f"* {line}" for line in _keys(table_))
    header = ("Field", "Type", "Unit", "What it means", "Constraints")
    yield table(header, [_field(field) for field in table_.fields])
    for field in table_.fields:
        if field.categories:
            yield f"Codes of {code(field.name)}:"
            yield table(
                ("Code", "Label", "Definition"),
                [
                    (code(c.value), plain(c.label or ""), plain(c.description or ""))
                    for c in field.categories
                ],
            )
    if table_.rules:
        yield f"Rules of {code(table_.name)}:"
        yield table(
            ("Rule", "Severity", "What holds"),
            [
                (code(rule.id), rule.severity, sentences(rule.title, rule.description, plain))
                for rule in table_.rules
            ],
        )


def _keys(table_: Table) -> Iterator[str]:
    if table_.primary_key:
        yield f"Key: {_names(table_.primary_key)}."
    for key in table_.unique_keys:
        yield f"Unique: {_names(key)}."
    for foreign in table_.foreign_keys:
        other = f"{_names(foreign.reference_fields)} of {code(foreign.resource)}"
        yield f"{_names(foreign.fields)} refers to {other}."
    marks = {field.missing_values for field in table_.fields}
    for mark in sorted(marks):
        whose = [field.name for field in table_.fields if field.missing_values == mark]
        where = "" if len(marks) == 1 else f" in {_names(whose)}"
        words = [code(text) or "an empty cell" for text in mark]
        yield f"Missing{where}: {' or '.join(words) or 'no cell is'}."


def _field(field: Field) -> tuple[str, str, str, str, str]:
    kind = field.type if field.format == "default" else f"{field.type} ({field.format})"
    meaning = sentences(field.title, field.description, plain)
    if field.example is not None:
        meaning += f" Example: {code(field.example)}"
    return (
        code(field.name),
        plain(kind),
        plain(field.unit or ""),
        meaning.strip(),
        "; ".join(limits(field.constraints, code)),
    )


def limits(found: Constraints, shown: Callable[[object], str] = str) -> Iterator[str]:
    """The constraints of a field in words; ``shown`` writes a value."""
    if found.required:
        yield "required"
    if found.unique:
        yield "unique"
    bounds = {
        "at least": found.minimum,
        "at most": found.maximum,
        "more than": found.exclusive_minimum,
        "less than": found.exclusive_maximum,
        "at least this many characters:": found.min_length,
        "at most this many characters:": found.max_length,
        "pattern": found.pattern,
    }
    for words, bound in bounds.items():
        if bound is not None:
            yield f"{words} {shown(bound)}"
    if found.enum is not None:
        yield "one of " + ", ".join(shown(value) for value in found.enum)


def sentences(
    title: str | None, description: str | None, shown: Callable[[object], str] = str
) -> str:
    """A title and a description, each with its full stop."""
    parts = [part.strip() for part in (title, description) if part and part.strip()]
    return " ".join(shown(part if part[-1] in ".!?" else part + ".") for part in parts)


def _names(names: Sequence[str]) -> str:
    return ", ".join(code(name) for name in names)

"""``README.md`` of a package: what it is, how to cite and load it, and every table explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare.views import place
from sourcebook.package import about
from sourcebook.package.made import WORDS
from sourcebook.package.markdown import code, link, paragraphs, plain, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sourcebook.declare import Constraints, Field, Table
    from sourcebook.package.about import About
    from sourcebook.package.made import Made

_LOAD = """\
## How to load

Each table is in `data/` twice, with the same content: as CSV for anything, and as Parquet with its
types, its missing values and the meaning of each column. The workbook and the database have all
tables in one file.

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

`datapackage.json` describes all of it for programs (Data Package, version 2), with a content hash
of each table that does not depend on its format. `validation.json` is the report of the checks that
it passed, and `CHANGELOG.md` says what each release changed. `sha256sum -c SHA256SUMS` shows
whether the files are whole, and `sourcebook verify .` whether the package is what it says it is."""


def text(made: Made) -> str:
    """The codebook of a package."""
    dataset = made.dataset
    rows = {each.table.name: each.rows for each in made.tables}
    parts = [f"# {plain(dataset.title or dataset.name)}"]
    parts.append(f"Version {plain(dataset.version)} of {code(dataset.name)}.")
    if dataset.description:
        parts.append(paragraphs(dataset.description))
    found = about.of(made)
    parts += _terms(found)
    parts += ["## How to cite", citation(found)]
    first = dataset.tables[0].name if dataset.tables else ""
    if first:
        variable = "".join(c if c.isascii() and c.isalnum() else "_" for c in first)
        variable = f"t{variable}" if variable[0].isdigit() else variable
        parts.append(_LOAD.format(name=first, variable=variable))
    parts += _files(made)
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


def _terms(found: About) -> Iterator[str]:
    licences = [
        link(each.title or each.name or each.address or "", each.address or "")
        for each in found.licences
    ]
    if licences:
        yield "## Licence"
        yield ", ".join(licences) + "."
    sources = [link(each.title or each.address or "", each.address or "") for each in found.sources]
    if sources:
        yield "## Sources"
        yield "\n".join(f"* {source}" for source in sources)


def citation(found: About, *, markdown: bool = True) -> str:
    """How to cite a version: authors, year if one is known, title, version, address."""
    shown: Callable[[object], str] = plain if markdown else str
    names = shown("; ".join(each.name for each in found.creators))
    year = f"({found.issued[:4]})" if found.issued else ""
    who = " ".join(part for part in (names, year) if part)
    title, kind = shown(found.title), "[Data set]"
    if markdown:
        title, kind = f"*{title}*", "\\[Data set\\]"
    what = f"{title} (version {shown(found.version)}) {kind}"
    where = found.address or ""
    parts = [who, what, link(where, where) if markdown else where]
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def _files(made: Made) -> Iterator[str]:
    """The files with data, and what is not in them."""
    yield "## Files"
    titled = [(code(each.table.name), file) for each in made.tables for file in each.files]
    titled += [("all tables", file) for file in made.files]
    yield table(
        ("File", "Format", "Holds", "Bytes"),
        [(code(file.path), WORDS[file.format], what, f"{file.bytes:,}") for what, file in titled],
    )
    notes = [f"{code(file.path)}: {plain(note)}." for _, file in titled for note in file.notes]
    notes += [f"{plain(each)}." for each in made.omitted]
    if notes:
        yield "Not all of them hold everything as it is:"
        yield "\n".join(f"* {note}" for note in notes)


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

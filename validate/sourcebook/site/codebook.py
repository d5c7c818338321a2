"""The codebook: a page a table with its fields, codes, keys and rules, as they are declared."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sourcebook.declare.views import place
from sourcebook.site import text
from sourcebook.site.cells import field_title
from sourcebook.site.pages import GeneratedPage
from sourcebook.site.spread import spread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sourcebook.declare import Constraints, Table
    from sourcebook.site.cells import Link
    from sourcebook.site.contents import Contents
    from sourcebook.site.declared import Site


def pages(contents: Contents, site: Site) -> Iterator[GeneratedPage]:
    """The list of tables, then each table."""
    yield GeneratedPage(
        path=index(contents),
        title="Codebook",
        template="codebook.html",
        values=partial(_tables, contents),
        hide=(),
    )
    for table in contents.tables:
        yield GeneratedPage(
            path=address(contents, table.name),
            title=text.visible(table.title or table.name),
            template="table.html",
            values=partial(_table, contents, site, table),
            description=table.description or "",
            hide=(),
        )


def index(contents: Contents) -> str:
    return f"{contents.dataset.name}/codebook/index.md"


def address(contents: Contents, table: str) -> str:
    """The source path of a table's page. The stem keeps a table from taking the index's place."""
    return f"{contents.dataset.name}/codebook/{text.stem(table)}.md"


def _tables(contents: Contents, link: Link) -> dict[str, Any]:
    return {
        "tables": [
            (table, len(contents.rows[table.name]), link(address(contents, table.name)))
            for table in contents.tables
        ]
    }


def _table(contents: Contents, site: Site, table: Table, link: Link) -> dict[str, Any]:
    targets = {
        key.fields[0]: (
            f"{key.resource}.{key.reference_fields[0]}",
            f"{link(address(contents, key.resource))}#{text.anchor(key.reference_fields[0])}",
        )
        for key in table.foreign_keys
        if len(key.fields) == 1
    }
    marks = [field.missing_values for field in table.fields]
    records = f"{contents.dataset.name}/{table.name}/index.md"
    return {
        "table": table,
        "rows": len(contents.rows[table.name]),
        "site": site,
        "fields": [
            (
                field,
                field_title(field),
                list(_demands(field.constraints)),
                targets.get(field.name),
                spread(field, contents.rows[table.name]),
            )
            for field in table.fields
        ],
        "files": list(_files(contents, table, link)),
        "view": _view(contents, table, link),
        "usual": max(marks, key=marks.count, default=("",)),
        "keys": [(key, link(address(contents, key.resource))) for key in table.foreign_keys],
        "records": link(records) if site.page(table.name) else None,
        "back": link(index(contents)),
    }


def _files(contents: Contents, table: Table, link: Link) -> Iterator[tuple[str, str]]:
    """The table's files by their format: what the bars of its fields are drawn from."""
    from sourcebook.site.downloads import folder  # whose page leads to this one

    for ending in ("csv", "parquet"):
        path = f"data/{table.name}.{ending}"
        if (contents.folder / path).is_file():
            yield text.format_name(path), link(f"{folder(contents)}/{path}")


def _view(contents: Contents, table: Table, link: Link) -> tuple[str, str] | None:
    """The file of the SQL that gives a table's rows, and its address; ``None`` of a plain table."""
    if table.view is None:
        return None
    from sourcebook.site.downloads import folder  # whose page leads to this one

    path = place(table.name)
    return path, link(f"{folder(contents)}/{path}")


def _demands(limits: Constraints) -> Iterator[tuple[str, Markup]]:
    """The constraints of a field, in words."""
    if limits.required:
        yield "Required", Markup("yes")
    if limits.unique:
        yield "Unique", Markup("yes")
    bounds = {
        "At least": limits.minimum,
        "At most": limits.maximum,
        "More than": limits.exclusive_minimum,
        "Less than": limits.exclusive_maximum,
        "Fewest characters": limits.min_length,
        "Most characters": limits.max_length,
        "Pattern": limits.pattern,
    }
    for word, bound in bounds.items():
        if bound is not None:
            yield word, Markup("<code>{}</code>").format(text.plain(bound))
    if limits.enum is not None:
        values = (Markup("<code>{}</code>").format(text.plain(value)) for value in limits.enum)
        yield "One of", Markup(", ").join(values)

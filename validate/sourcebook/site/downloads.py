"""The download page: every file of the package, with its size and checksum."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sourcebook.site import codebook
from sourcebook.site.pages import GeneratedPage

if TYPE_CHECKING:
    from sourcebook.site.cells import Link
    from sourcebook.site.contents import Contents


def page(contents: Contents) -> GeneratedPage:
    return GeneratedPage(
        path=f"{contents.dataset.name}/downloads.md",
        title="Downloads",
        template="downloads.html",
        values=partial(_values, contents),
        description="Every file of the package, with its size and checksum.",
    )


def folder(contents: Contents) -> str:
    """Where the package's files stand in the site: one folder a version, for good."""
    return f"{contents.dataset.name}/files/{contents.folder.name}"


def _values(contents: Contents, link: Link) -> dict[str, Any]:
    files = [(file, link(f"{folder(contents)}/{file.path}")) for file in contents.files]
    return {
        "dataset": contents.dataset,
        "files": files,
        "tables": [
            (
                table,
                len(contents.rows[table.name]),
                link(codebook.address(contents, table.name)),
                [
                    (file, at)
                    for file, at in files
                    if file.path.rpartition(".")[0] == f"data/{table.name}"
                ],
            )
            for table in contents.tables
        ],
    }

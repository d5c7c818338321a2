"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

Catalog = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="The catalogue: a folder, or https://, s3://, gs://, az://. By default "
        "SOURCEBOOK_CATALOG, or `catalog` of [tool.sourcebook] in pyproject.toml.",
        show_default=False,
    ),
]

Datasets = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="DATASET...",
        help="A dataset's folder. Without one: every dataset below datasets/.",
        show_default=False,
    ),
]

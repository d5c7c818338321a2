"""The commands that bring rows in and out: their options, as typer reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sourcebook.cli.commands.options import Catalog


def template(
    dataset: Annotated[
        str,
        typer.Argument(metavar="DATASET", help="A dataset's folder, or the file of its table."),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The workbook, a .xlsx.")
    ],
    table: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only this table; may be said again for others."),
    ] = None,
) -> int:
    """Write a spreadsheet to be filled in, with the lists, bounds and words of the schemas."""
    from sourcebook.cli.template import run

    return run(dataset, output, table or [])


def import_(
    form: Annotated[
        Path, typer.Argument(metavar="FORM", help="A form that is filled in: .xlsx, .ods or .csv.")
    ],
    into: Annotated[
        str, typer.Option(metavar="DATASET", help="A dataset's folder, or the file of its table.")
    ],
    table: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Only this table; may be said again for others. Of a CSV, its table.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be added, and write nothing.")
    ] = False,
) -> int:
    """Add the rows of a form to the tables: all of them, or none where anything is wrong."""
    from sourcebook.cli.importing import run

    return run(form, into, table or [], dry_run=dry_run)


def import_from(
    origin: Annotated[
        str,
        typer.Argument(
            metavar="ORIGIN",
            help="ucdp-ged, ucdp-actor, acled or gtd, or the file of a mapping in YAML.",
        ),
    ],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A CSV file or workbook of that origin.")
    ],
    into: Annotated[str, typer.Option(metavar="DATASET", help="The dataset's folder.")],
    report: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the account of every row and value as JSON."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Do everything but change files, and show it.")
    ] = False,
) -> int:
    """Bring rows of another dataset of the field into a dataset, by a declared mapping."""
    from sourcebook.cli.exchange import import_from as run

    return run(origin, file, into, report, dry_run=dry_run)


def export(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="A dataset's folder.")],
    as_: Annotated[
        str,
        typer.Option(
            "--as", metavar="ORIGIN", help="ucdp-ged or acled-like, or the file of a mapping."
        ),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The CSV file to write.")
    ],
) -> int:
    """Write a dataset in the columns of another one, and tell what is lost."""
    from sourcebook.cli.exchange import export as run

    return run(dataset, as_, output)


def match(
    a: Annotated[
        str | None,
        typer.Argument(
            metavar="A",
            help="What has events: the folder of a dataset or package, a package's archive, "
            "NAME@VERSION of a catalogue, REF:PATH in git, or a data file.",
            show_default=False,
        ),
    ] = None,
    b: Annotated[
        str | None, typer.Argument(metavar="B", help="The same.", show_default=False)
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The table of pairs.")
    ] = Path("pairs.csv"),
    events_a: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="What the events of A are: a YAML file, or ucdp-ged. By default match.yaml "
            "beside its descriptor.",
            show_default=False,
        ),
    ] = None,
    events_b: Annotated[
        str | None, typer.Option(metavar="FILE", help="The same of B.", show_default=False)
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="N",
            help="How many days two events may be apart. By default as A declares it, else B, "
            "else 1.",
            show_default=False,
        ),
    ] = None,
    km: Annotated[
        float | None,
        typer.Option(
            min=0, metavar="X", help="The same in kilometres; else 25.", show_default=False
        ),
    ] = None,
    each: Annotated[
        int, typer.Option(min=1, metavar="N", help="How many pairs of an event of A are listed.")
    ] = 10,
    memory: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE",
            help="What the search may hold in memory, such as 4GiB; by default 1600MiB.",
            show_default=False,
        ),
    ] = None,
    catalog: Catalog = None,
    accept: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Take the pairs of a table that was decided on into the crosswalk of --into.",
        ),
    ] = None,
    into: Annotated[
        str | None, typer.Option(metavar="DATASET", help="The dataset, with --accept.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --accept: check all, and write nothing.")
    ] = False,
) -> int:
    """Find events of two datasets that may be the same, for somebody to decide."""
    from sourcebook.cli import match as command
    from sourcebook.errors import UseError

    if accept is not None or into is not None or dry_run:
        if accept is None or into is None or a is not None:
            raise UseError("Write `sourcebook match --accept PAIRS.csv --into DATASET`.")
        return command.accept(accept, into, dry_run=dry_run)
    if a is None or b is None:
        raise UseError("Name two datasets: `sourcebook match A B`.")
    return command.run(a, b, output, (events_a, events_b), days, km, each, memory, catalog)

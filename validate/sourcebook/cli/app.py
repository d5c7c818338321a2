"""The commands and their options, as typer reads them.

Plain help and no pretty exceptions: rich would cost a tenth of a second at each start.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from sourcebook import EngineName, __version__
from sourcebook.releases import Format as DiffFormat  # noqa: TC001 - typer reads it
from sourcebook.report import Format, by_ending

FailOn = Literal["error", "warning", "never"]

app = typer.Typer(
    name="sourcebook",
    help="Check curated tables, and publish them as data packages.",
    add_completion=False,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def command() -> Any:
    """The command line as an object of typer's, whose ``main`` takes the arguments."""
    return typer.main.get_command(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"sourcebook {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - its callback answers
        bool,
        typer.Option("--version", help="Show the version.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(2)


@app.command()
def validate(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TARGET...",
            help="A dataset's folder, a datapackage.yaml or .json, or a CSV or Parquet file. "
            "Without one: every dataset below datasets/.",
            show_default=False,
        ),
    ] = None,
    schema: Annotated[
        str | None, typer.Option(metavar="FILE", help="The schema of a single file.")
    ] = None,
    engine: Annotated[EngineName, typer.Option(help="Which engine checks.")] = "duckdb",
    format: Annotated[
        Format | None,
        typer.Option(
            help="How the report is written. By default as the ending of --output says "
            "(.json, .sarif, .xml, .md, .html), else as text.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the report to a file.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="N",
            help="How many findings of each kind a table lists; totals are always exact. "
            "By default 10 as text and up to 1000 in other formats.",
            show_default=False,
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="REF_OR_DIR",
            help="Mark each finding as new or old: a commit in git (origin/main, HEAD~3, a tag), "
            "or the folder of a dataset or package. Only new errors fail.",
        ),
    ] = None,
) -> int:
    """Check datasets against what their schemas declare."""
    from sourcebook.cli.validate import run

    asked = format or by_ending(output.name if output else "")
    return run(targets, schema, engine, asked, output, limit, against)


@app.command("format")
def format_(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TARGET...",
            help="A dataset's folder, or a CSV file of one. Without one: every dataset below "
            "datasets/.",
            show_default=False,
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Change nothing; exit with 1 and name what would change."),
    ] = False,
) -> int:
    """Bring the files of datasets into canonical form, so that a diff shows only what changed."""
    from sourcebook.cli.format import run

    return run(targets, check=check)


@app.command()
def merge(
    base: Annotated[Path, typer.Argument(metavar="BASE", help="The version both come from.")],
    ours: Annotated[
        Path, typer.Argument(metavar="OURS", help="Ours; it is overwritten with the result.")
    ],
    theirs: Annotated[Path, typer.Argument(metavar="THEIRS", help="Theirs.")],
    path: Annotated[str, typer.Argument(metavar="PATH", help="Where the file stands.")],
    marker_size: Annotated[
        int, typer.Option("--marker-size", min=1, metavar="N", help="Of the marks of a conflict.")
    ] = 7,
) -> int:
    """Merge two versions of a table by key and cell. Git calls it: see setup-git."""
    from sourcebook.cli.merge import run

    return run(base, ours, theirs, path, marker_size)


@app.command("setup-git")
def setup_git(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DATASET...",
            help="A dataset's folder. Without one: every dataset below datasets/.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Have git merge the tables of datasets by key and cell, in this clone."""
    from sourcebook.cli.merge import setup

    return setup(targets)


@app.command()
def match(
    a: Annotated[
        str | None,
        typer.Argument(
            metavar="A",
            help="A dataset's or package's folder, or a data file, with events.",
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
    return command.run(a, b, output, (events_a, events_b), days, km, each)


@app.command()
def template(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="A dataset's folder.")],
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


@app.command("import")
def import_(
    form: Annotated[
        Path, typer.Argument(metavar="FORM", help="A form that is filled in: .xlsx, .ods or .csv.")
    ],
    into: Annotated[str, typer.Option(metavar="DATASET", help="A dataset's folder.")],
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


@app.command()
def review(
    place: Annotated[
        str, typer.Argument(metavar="DIR", help="A dataset's folder, or that of several.")
    ] = "datasets",
    engine: Annotated[EngineName, typer.Option(help="Which engine checks.")] = "duckdb",
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="Exit with 1 on new errors, on warnings too, never.")
    ] = "error",
    against: Annotated[
        str | None,
        typer.Option(
            metavar="REF", help="The base. By default that of the pull request, or of the push."
        ),
    ] = None,
    folder: Annotated[
        Path, typer.Option(metavar="DIR", help="Where the comment and the reports are written.")
    ] = Path("sourcebook-review"),
) -> int:
    """Check what a pull request touches, and write what is to be said of it. For workflows."""
    from sourcebook.cli.review import run

    return run(place, engine, fail_on, against, folder)


@app.command()
def comment(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder that `sourcebook review` has written.")
    ],
) -> int:
    """Post what a review has found as the one comment on its pull request. For workflows."""
    from sourcebook.cli.review import comment as run

    return run(folder)


@app.command()
def build(
    datasets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DATASET...",
            help="A dataset's folder. Without one: every dataset below datasets/.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path, typer.Option(metavar="DIR", help="Where the packages are written.")
    ] = Path("dist"),
    at: Annotated[
        str | None,
        typer.Option(
            metavar="GIT_REF",
            help="Package the datasets as they were in that commit. The working tree stays as it "
            "is.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Write datasets as checked data packages."""
    from sourcebook.cli.build import run

    return run(datasets, output, at)


@app.command("import-from")
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


@app.command()
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


@app.command()
def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="What the dataset and its folder are called.")
    ],
    files: Annotated[
        list[Path] | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="A CSV file of yours; again for each other one. Its schema is inferred, with the "
            "evidence for each word. Without one there is an example to replace.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Make a project for a dataset of one's own: tables, schemas, Makefile, workflows and site."""
    from sourcebook.cli.new import run

    return run(name, files)


_CATALOG = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="The catalogue: a folder, or https://, s3://, gs://, az://. By default "
        "SOURCEBOOK_CATALOG, or `catalog` of [tool.sourcebook] in pyproject.toml.",
        show_default=False,
    ),
]


@app.command()
def diff(
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD",
            help="The folder of a dataset or of a package; a commit in git: REF:PATH, or REF for "
            "the dataset named beside it; a version in the catalogue: NAME@VERSION.",
        ),
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same.")],
    dataset: Annotated[
        str | None,
        typer.Option(
            metavar="DIR",
            help="The dataset of which a REF is meant. By default the other side's, or the only "
            "one below datasets/.",
            show_default=False,
        ),
    ] = None,
    format: Annotated[
        DiffFormat | None,
        typer.Option(
            help="How the diff is written. By default as the ending of --output says "
            "(.json, .md, .html), else as text.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the diff to a file.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="N",
            help="How many rows of each kind, and cells, a table lists; totals are always exact. "
            "By default 20 as text and up to 1000 in other formats.",
            show_default=False,
        ),
    ] = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 if there are differences.")
    ] = False,
    catalog: _CATALOG = None,
) -> int:
    """Compare two versions of a dataset: schemas, rows and cells."""
    from sourcebook.cli.diff import run

    return run(old, new, dataset, format, output, limit, exit_code=exit_code, catalog=catalog)


@app.command()
def publish(
    packages: Annotated[
        list[str],
        typer.Argument(metavar="PACKAGE...", help="Folders that `sourcebook build` wrote."),
    ],
    to: Annotated[
        str,
        typer.Option(
            metavar="URL", help="The catalogue: a folder, or file://, s3://, gs://, az://."
        ),
    ],
) -> int:
    """Add packages to a catalogue. What is published never changes."""
    from sourcebook.cli.publish import run

    return run(packages, to)


@app.command()
def release(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="A dataset's folder.")],
    catalog: _CATALOG = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Do everything but publish, and show it.")
    ] = False,
) -> int:
    """Publish the version that a dataset declares, if that is honest about what has changed."""
    from sourcebook.cli.release import run

    return run(dataset, catalog, dry_run=dry_run)


@app.command()
def withdraw(
    name: Annotated[str, typer.Argument(metavar="NAME@VERSION", help="The version.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it should not be used.")],
    catalog: _CATALOG = None,
) -> int:
    """Mark a published version as one that should not be used. It stays where it is."""
    from sourcebook.cli.withdraw import run

    return run(name, reason, catalog)


@app.command()
def get(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME[@RANGE]", help="The dataset, and which version: 1, 1.2, 1.2.3, '>=1,<2'."
        ),
    ],
    table: Annotated[str | None, typer.Option(metavar="NAME", help="Only this table.")] = None,
    format: Annotated[
        str | None, typer.Option(metavar="FORMAT", help="Only this format: csv, parquet, …")
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Copy it there. Without it, it stays in the cache."),
    ] = None,
    lock: Annotated[
        bool, typer.Option("--lock", help="Pin the version in sourcebook.lock.")
    ] = False,
    catalog: _CATALOG = None,
) -> int:
    """Bring a published version, or a table of it, verified; say where it lies."""
    from sourcebook.cli.get import run

    return run(name, table, format, to, lock, catalog)


@app.command("list")
def list_(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="All versions of this dataset.", show_default=False),
    ] = None,
    catalog: _CATALOG = None,
) -> int:
    """List what a catalogue holds."""
    from sourcebook.cli.list import run

    return run(name, catalog)


@app.command()
def verify(
    packages: Annotated[
        list[str],
        typer.Argument(metavar="PACKAGE...", help="A package's folder, or its zip."),
    ],
) -> int:
    """Say whether packages are what they say they are."""
    from sourcebook.cli.verify import run

    return run(packages)


@app.command()
def zenodo(
    package: Annotated[
        Path, typer.Argument(metavar="PACKAGE", help="A folder that `sourcebook build` wrote.")
    ],
    record: Annotated[
        int | None,
        typer.Option(
            metavar="ID",
            help="Send it as the next version of this record: the number of its last version.",
        ),
    ] = None,
    server: Annotated[
        str, typer.Option(metavar="URL", help="https://zenodo.org, when it is meant.")
    ] = "https://sandbox.zenodo.org",
    publish: Annotated[
        bool,
        typer.Option("--publish", help="Publish it, for good. Without this it stays a draft."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write what would be sent, and send nothing.")
    ] = False,
) -> int:
    """Deposit a package at Zenodo, with the token in ZENODO_TOKEN."""
    from sourcebook.cli.zenodo import run

    return run(package, server, record, publish, dry_run)

"""The commands and their options, as typer reads them.

Plain help and no pretty exceptions: rich would cost a tenth of a second at each start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sourcebook import __version__
from sourcebook.cli.commands import (
    checking,
    editing,
    exchanging,
    fetching,
    packaging,
    releasing,
)

if TYPE_CHECKING:
    from collections.abc import Callable

app = typer.Typer(
    name="sourcebook",
    help="Check curated tables, and publish them as data packages.",
    add_completion=False,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


_COMMANDS: dict[str, Callable[..., int]] = {
    "validate": checking.validate,
    "format": editing.format_,
    "merge": editing.merge,
    "setup-git": editing.setup_git,
    "template": exchanging.template,
    "import": exchanging.import_,
    "import-from": exchanging.import_from,
    "export": exchanging.export,
    "match": exchanging.match,
    "review": checking.review,
    "comment": checking.comment,
    "new": packaging.new,
    "build": packaging.build,
    "verify": checking.verify,
    "diff": releasing.diff,
    "release": releasing.release,
    "publish": releasing.publish,
    "withdraw": releasing.withdraw,
    "zenodo": releasing.zenodo,
    "list": fetching.list_,
    "get": fetching.get,
}
"""By name, in the order in which the help names them."""

for _name, _run in _COMMANDS.items():
    app.command(_name)(_run)


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

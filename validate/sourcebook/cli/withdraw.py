"""``sourcebook withdraw``: a mark on a published version."""

from __future__ import annotations

import typer

from sourcebook.errors import UseError
from sourcebook.report.visible import visible


def run(name: str, reason: str, catalog: str | None) -> int:
    """0 if the version is withdrawn now."""
    from sourcebook import catalogue
    from sourcebook.client import choosing, settings

    dataset, version = choosing.split(name)
    if version is None:
        raise UseError(f"{name}: one version is withdrawn at a time. Write {name}@VERSION.")
    done = catalogue.withdraw(dataset, version, reason, settings.catalog(catalog))
    assert done.withdrawn is not None
    typer.echo(visible(f"{done.dataset} {done.version}: withdrawn. {done.withdrawn.reason}"))
    return 0

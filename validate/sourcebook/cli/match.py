"""``sourcebook match``: a table of pairs for a reviewer, or what the reviewer has decided."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from sourcebook.cli import progress
from sourcebook.cli.writing import check_place, write
from sourcebook.errors import UseError
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sourcebook.exchange.matching import Matched, Sum
    from sourcebook.exchange.matching.accepting import Accepted

_SHOWN = 20


def run(
    a: str,
    b: str,
    output: Path,
    events: tuple[str | None, str | None],
    days: int | None,
    km: float | None,
    each: int,
    memory: str | None,
    catalog: str | None,
) -> int:
    """0 if the table is written."""
    from sourcebook.exchange.matching import MEMORY, match

    if output.suffix.lower() != ".csv":
        raise UseError(f"{output}: the table is CSV. Name a file that ends with .csv.")
    check_place(output)
    if output.exists():
        _check_pairs(output)
    with tempfile.TemporaryDirectory(prefix="sourcebook-") as folder, progress.shown() as bar:
        made = Path(folder) / "pairs.csv"
        found = match(
            a,
            b,
            made,
            events=events,
            days=days,
            km=km,
            each=each,
            memory=memory or MEMORY,
            catalog=_catalog(catalog, a, b),
            progress=bar,
        )
        write(output, made.read_bytes())
    for line in _told(found, output):
        typer.echo(visible(line))
    return 0


def _catalog(given: str | None, *names: str) -> str | Path | None:
    """The catalogue, where a version of one is asked for."""
    from sourcebook.releases import sides

    if not any(map(sides.is_published, names)):
        return given
    from sourcebook.client import settings

    return settings.catalog(given)


def _check_pairs(output: Path) -> None:
    """Decisions are work: a table that has some is never overwritten."""
    from sourcebook.exchange.matching.decisions import COLUMNS, decided

    if not decided(output):
        return
    raise UseError(
        f"{output}: is there, and is no table of pairs or has decisions in its column "
        f"{COLUMNS[0]!r}. Name another file."
    )


def _told(found: Matched, output: Path) -> list[str]:
    window = found.window
    lines = [*map(_side, found.sides)]
    lines.append(
        f"Pairs within the window (days: {window.days}, km: {window.km:g}; more where a date or a "
        f"place is coarse): {found.found:,}, of which {found.best:,} are the best for both events."
    )
    if found.listed < found.found:
        lines.append(
            f"Not listed, as their first event has better ones: {found.found - found.listed:,}. "
            "List more with --each."
        )
    crowd = found.crowd
    if crowd is not None:
        lines.append(
            f"Cut: events of the first side with too many candidates to look at all of them: "
            f"{crowd.events:,}; comparisons left out, of those farthest apart in days and counts: "
            f"{crowd.left:,}. The densest spot is {crowd.latitude:g}, {crowd.longitude:g} on "
            f"{crowd.day}, with {crowd.candidates:,} candidates an event. A smaller window "
            "(--days, --km) cuts less."
        )
    lines.append(f"The table is in {output}. Fill in its column 'decision'.")
    return lines


def _side(side: Sum) -> str:
    line = f"{side.name}: {side.events:,} events."
    if side.unplaced:
        line += f" Without a date or a point, and in no pair: {side.unplaced:,}."
    if side.unread:
        line += f" With a date or coordinate that can't be read: {side.unread:,}, such as "
        line += f"{side.example}."
    return line


def accept(file: Path, into: str, *, dry_run: bool) -> int:
    """0 if the accepted pairs are in the crosswalk now; 1 if something stands against it."""
    from sourcebook.editing import RefusedError
    from sourcebook.exchange import together
    from sourcebook.exchange.matching.accepting import accept as read

    if file.is_dir():
        raise UseError(f"{file}: is a folder. Name the table of pairs in it.")
    if not file.is_file():
        raise UseError(f"{file}: there is no such file. Check the path.")
    try:
        found = read(file, into)
    except RefusedError as error:
        for each in error.refusals:
            place = ":".join(str(part) for part in (file, each.line, each.column) if part)
            _say(f"{place}: {each.message} {each.hint}".rstrip())
        _say("sourcebook: nothing was changed. Correct what is told above.", err=True)
        return 1
    if found.findings:
        for finding in found.findings[:_SHOWN]:
            key = ", ".join(f"{name}: {value}" for name, value in (finding.key or {}).items())
            _say(f"{found.path}: {finding.code}: {finding.message} ({key})")
        more = len(found.findings) - _SHOWN
        if more > 0:
            _say(f"{found.path}: and {more:,} more.")
        _say("sourcebook: nothing was changed: with these pairs the table is not valid.", err=True)
        return 1
    for line in _accepted(found, dry_run=dry_run):
        _say(line)
    if not dry_run and found.content != found.before:
        together.replace_all({found.file: (found.before, found.content)})
    return 0


def _accepted(found: Accepted, *, dry_run: bool) -> Iterator[str]:
    would = "that would be " if dry_run else ""
    yield (
        f"{found.path}: rows {would}added: {found.added:,}, changed: {len(found.changed):,}, "
        f"removed: {len(found.removed):,}. Accepted before: {found.there:,}, different: "
        f"{found.different:,}, without a decision: {found.undecided:,}."
    )
    for word, rows in (("changed", found.changed), ("removed", found.removed)):
        yield from (f"  {word}: {row}" for row in rows[:_SHOWN])
        if len(rows) > _SHOWN:
            yield f"  {word}: and {len(rows) - _SHOWN:,} more."


def _say(line: str, *, err: bool = False) -> None:
    typer.echo(visible(line), file=sys.stderr if err else sys.stdout)

"""A match from end to end: two sides in, a table of pairs out."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb

from sourcebook.engines.sql import literal
from sourcebook.errors import UseError
from sourcebook.exchange.matching import actors, pairs, table
from sourcebook.exchange.matching.model import Matched, Sum, Window
from sourcebook.exchange.matching.sides import lay_down, open_side
from sourcebook.exchange.storing import storage
from sourcebook.findings import Silent

if TYPE_CHECKING:
    from sourcebook.exchange.matching.sides import Side
    from sourcebook.findings import Progress

DEFAULT = Window(1, 25.0)
"""Where neither side declares a window and none is asked for."""
EACH = 10
MEMORY = "1600MiB"
_MEMORY = re.compile(r"[0-9]{1,6}(\.[0-9]{1,3})?[KMGT]i?B", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Work:
    """What is matched, and where."""

    sides: tuple[Side, Side]
    window: Window
    output: Path
    scratch: Path
    memory: str


def match(
    a: str | Path,
    b: str | Path,
    output: Path,
    *,
    events: tuple[str | Path | None, str | Path | None] = (None, None),
    days: int | None = None,
    km: float | None = None,
    each: int = EACH,
    most: int = pairs.MOST,
    memory: str = MEMORY,
    catalog: str | Path | None = None,
    progress: Progress | None = None,
) -> Matched:
    """Write the pairs of events that may be the same to ``output``, a CSV file.

    ``a`` and ``b`` are folders of datasets or packages, a package's archive, ``NAME@VERSION`` of
    ``catalog``, a commit (``REF:PATH``), or data files; ``events`` are the declarations of their
    events (see ``declared``), by default ``match.yaml`` beside the descriptor. ``days`` and ``km``
    are the window, by default that which ``a`` declares, else ``b``. Of each event of ``a`` the
    ``each`` best pairs are listed. In a crowd an event is compared with about ``most`` others.
    Where both sides are one, pairs within it are found. ``memory`` is what DuckDB may hold, such as
    ``4GiB``; beyond it, it uses the disk.

    ``output`` is overwritten. Raises ``UseError`` and ``DeclarationError`` where a side or its
    declaration is wrong, ``OSError`` where the machine has no room for the work.
    """
    if _MEMORY.fullmatch(memory) is None:
        raise UseError(f"{memory}: is no amount of memory. Write it as 1600MiB or 4GiB.")
    with ExitStack() as stack:
        one = stack.enter_context(open_side(a, events[0], catalog))
        other = stack.enter_context(open_side(b, events[1], catalog))
        folder = stack.enter_context(TemporaryDirectory(prefix="sourcebook-match-"))
        work = Work((one, other), _window((one, other), days, km), output, Path(folder), memory)
        try:
            return _match(work, each, most, Silent() if progress is None else progress)
        except duckdb.OutOfMemoryException as error:
            raise UseError(
                f"The match takes more memory than {memory}. Use a smaller window (--days, --km), "
                "or allow more (--memory)."
            ) from error
        except duckdb.IOException as error:
            raise storage(error) from error


def _window(sides: tuple[Side, Side], days: int | None, km: float | None) -> Window:
    asked = [days, *(side.events.days for side in sides), DEFAULT.days]
    far = [km, *(side.events.km for side in sides), DEFAULT.km]
    return Window(
        next(each for each in asked if each is not None),
        next(each for each in far if each is not None),
    )


def _match(work: Work, each: int, most: int, progress: Progress) -> Matched:
    sides, scratch = work.sides, work.scratch
    progress.start(4)
    with duckdb.connect(str(scratch / "match.duckdb")) as connection:
        connection.execute("SET enable_progress_bar = false; SET TimeZone = 'UTC'")
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(f"SET memory_limit = '{work.memory}'")
        connection.execute(f"SET temp_directory = {literal(str(scratch))}")
        counts = _shared_counts(sides)
        for name, side in zip("ab", sides, strict=True):
            progress.step(f"events of {side.name}")
            _read(connection, name, side, scratch)
            pairs.prepare(connection, name, counts[0] if counts else None)
        search = pairs.Search(
            work.window,
            counts,
            actors=all(side.events.actors is not None for side in sides),
            alone=sides[0].same(sides[1]),
            each=each,
            most=most,
        )
        progress.step("pairs")
        actors.number(connection, sides)
        found, crowd = pairs.find(connection, search)
        progress.step("the best of them")
        best = table.choose(connection, alone=search.alone)
        table.link(connection, sides)
        table.write(connection, sides, search, work.output)
        (listed,) = connection.execute("SELECT count(*) FROM pairs").fetchall()[0]
        sums = tuple(_sum(connection, name, side) for name, side in zip("ab", sides, strict=True))
    return Matched((sums[0], sums[1]), work.window, found, listed, best, crowd)


def _shared_counts(sides: tuple[Side, Side]) -> tuple[str, ...]:
    one, other = (side.events.counts or {} for side in sides)
    return tuple(name for name in one if name in other)


def _read(connection: duckdb.DuckDBPyConnection, name: str, side: Side, scratch: Path) -> None:
    events, walk = scratch / f"events-{name}.parquet", scratch / f"walk-{name}.parquet"
    lay_down(side, events, walk)
    for relation, file in ((f"events_{name}", events), (f"walk_{name}", walk)):
        connection.execute(f"CREATE VIEW {relation} AS FROM read_parquet({literal(str(file))})")


def _sum(connection: duckdb.DuckDBPyConnection, name: str, side: Side) -> Sum:
    unplaced = "first IS NULL OR latitude IS NULL OR longitude IS NULL"
    row = connection.execute(f"""
        SELECT count(*), count_if({unplaced}), count_if(unread <> ''),
            min(id || ' (' || unread || ')') FILTER (unread <> '')
        FROM events_{name}""").fetchall()[0]
    return Sum(side.name, *row)

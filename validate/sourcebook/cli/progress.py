"""Progress on stderr where that is a terminal; nothing, and no import of rich, elsewhere."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sourcebook.findings import Silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress as Bars

    from sourcebook.catalogue import Transfer
    from sourcebook.findings import Progress


class _Bar:
    """One line with a bar, the step at work and the time passed."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task = bars.add_task("", total=0)
        self._total = 0
        self._steps = 0

    def start(self, steps: int) -> None:
        self._total += steps
        self._bars.update(self._task, total=self._total)

    def step(self, what: str) -> None:
        from sourcebook.report.visible import visible

        # `step` is told before the work: what is done is one less.
        self._bars.update(self._task, description=visible(what), completed=self._steps)
        self._steps += 1


class _Bytes:
    """One line with a bar, how many bytes there are, how fast they come and how long it takes."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task = bars.add_task("", total=0, visible=False)
        self._total = 0

    def start(self, what: str, size: int) -> None:
        from sourcebook.report.visible import visible

        self._total += size
        told = visible(what)
        self._bars.update(self._task, description=told, total=self._total, visible=True)

    def moved(self, size: int) -> None:
        self._bars.advance(self._task, size)


def _dull() -> bool:
    return not sys.stderr.isatty() or os.environ.get("TERM") in ("dumb", "unknown")


def _sizes() -> Bars:
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    return Progress(*columns)


def _steps() -> Bars:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    return Progress(*columns)


@contextmanager
def _alive(*bars: Bars) -> Iterator[None]:
    """Show bars, one below the other; their lines are gone at the end."""
    from rich.console import Console, Group
    from rich.live import Live

    with Live(Group(*bars), console=Console(stderr=True), transient=True):
        yield


@contextmanager
def shown() -> Iterator[Progress]:
    """A progress for as long as the work goes on."""
    if _dull():
        yield Silent()
        return
    with _alive(bars := _steps()):
        yield _Bar(bars)


@contextmanager
def transferred() -> Iterator[Transfer | None]:
    """The same for bytes on their way."""
    if _dull():
        yield None
        return
    with _alive(bars := _sizes()):
        yield _Bytes(bars)


@contextmanager
def both() -> Iterator[tuple[Progress, Transfer | None]]:
    """Both, for work that has bytes on their way before it and after it."""
    if _dull():
        yield Silent(), None
        return
    steps, sizes = _steps(), _sizes()
    with _alive(steps, sizes):
        yield _Bar(steps), _Bytes(sizes)

"""The merge driver that git calls: three files in, one out, with what is left to a person marked.

A conflict is shown as git shows one, around whole rows:

    <<<<<<< ours (deaths_best)
    inc-00001,2014-06-08,13
    =======
    inc-00001,2014-06-08,14
    >>>>>>> theirs (deaths_best)

Both lines have all that could be merged, so that they differ in the cells that are named and in
nothing else: keep one, remove the marks. Where a row is removed on one side, that side is empty.

What is no table, or one whose rows can't be told apart, is merged line by line by git itself.
Source: gitattributes(5), "Defining a custom merge driver".
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sourcebook.declare.targets import declaring
from sourcebook.editing import text
from sourcebook.editing.merge import Conflict, Merged, UnmergeableError, merge
from sourcebook.editing.text import RefusedError, Text
from sourcebook.errors import DeclarationError, UseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sourcebook.declare import Table


@dataclass(frozen=True, slots=True)
class Outcome:
    content: bytes
    conflicts: tuple[str, ...] = ()
    """Each in words."""
    marked: bool = False
    """There are marks in the content."""
    note: str | None = None
    """Why it was merged line by line."""


def merge_files(base: Path, ours: Path, theirs: Path, path: str, size: int = 7) -> Outcome:
    """Merge three versions of the file that stands at ``path``; ``size`` is that of the marks.

    Raises ``UseError`` where git can't merge it either, ``OSError``.
    """
    try:
        table = _table(path)
        delimiter = table.dialect.delimiter
        versions = [
            _read(file, delimiter, whose)
            for file, whose in ((base, "the common version"), (ours, "ours"), (theirs, "theirs"))
        ]
        merged = merge(table, *versions)
    except UnmergeableError as error:
        return _line_by_line(base, ours, theirs, size, str(error))
    told = tuple(_told(conflict, merged.labels) for conflict in merged.conflicts)
    return Outcome(_content(merged, delimiter, size), told, bool(told))


def _table(path: str) -> Table:
    """The table of a path. Raises ``UnmergeableError`` where there is none to be merged by rows."""
    try:
        target = declaring(Path(path))
    except DeclarationError as error:
        raise UnmergeableError(f"the declaration has a mistake: {error.mistakes[0]}") from error
    if target is None or target.only is None:
        raise UnmergeableError("it is no table of a dataset")
    (name,) = target.only
    table = target.dataset.table(name)
    why = text.plain(table)
    if why is not None:
        raise UnmergeableError(why)
    return table


def _read(file: Path, delimiter: str, whose: str) -> Text:
    if not file.stat().st_size:
        return Text([], [], [])  # git's way to say that there was none
    try:
        return text.read(file, delimiter)
    except RefusedError as error:
        first = error.refusals[0]
        line = f" (line {first.line})" if first.line else ""
        raise UnmergeableError(f"{whose}{line}: {first.message}") from error


def _content(merged: Merged, delimiter: str, size: int) -> bytes:
    lines = [text.row(merged.labels, delimiter)]
    for row in merged.rows:
        if isinstance(row, Conflict):
            lines += _marked(row, delimiter, size)
        else:
            lines.append(text.row(row, delimiter))
    return "".join(f"{line}\n" for line in lines).encode()


def _marked(conflict: Conflict, delimiter: str, size: int) -> Iterator[str]:
    # No delimiter stands in a mark, so that it is one cell to whoever reads the file as a table.
    fields = " ".join(field.replace(delimiter, " ").replace('"', "") for field in conflict.fields)
    names = " ".join(fields.split())
    yield f"{'<' * size} ours ({names})"
    if conflict.ours is not None:
        yield text.row(conflict.ours, delimiter)
    yield "=" * size
    if conflict.theirs is not None:
        yield text.row(conflict.theirs, delimiter)
    yield f"{'>' * size} theirs ({names})"


def _told(conflict: Conflict, labels: Sequence[str]) -> str:
    key = ", ".join(conflict.key)
    places = [labels.index(field) for field in conflict.fields]
    if conflict.ours is None or conflict.theirs is None:
        gone, kept = ("we", "they") if conflict.ours is None else ("they", "we")
        there = conflict.theirs if conflict.ours is None else conflict.ours
        assert there is not None, "a conflict of two rows that are gone"
        assert conflict.base is not None, "removed, and never there"
        changes = [f"{labels[at]}: {conflict.base[at]!r} → {there[at]!r}" for at in places]
        return f"{key}: {gone} have removed the row, {kept} have changed it ({'; '.join(changes)})"
    cells = [f"{labels[at]}: ours {conflict.ours[at]!r}, theirs {conflict.theirs[at]!r}"
             for at in places]  # fmt: skip
    if conflict.base is None:
        both = f"{key}: both have added the row, with other cells ({'; '.join(cells)})"
        return f"{both}; if they are two rows, give one of them a new key"
    cells = [f"{told}, was {conflict.base[at]!r}" for told, at in zip(cells, places, strict=True)]
    return f"{key}: {'; '.join(cells)}"


def _line_by_line(base: Path, ours: Path, theirs: Path, size: int, why: str) -> Outcome:
    git = shutil.which("git")
    if git is None:
        raise UseError(f"git is not installed, and {why}. Install git.")
    labels = ("-L", "ours", "-L", "the common version", "-L", "theirs")
    files = [str(file.absolute()) for file in (ours, base, theirs)]
    done = subprocess.run(  # noqa: S603 - no shell, and no name is taken for an option
        [git, "merge-file", "-p", f"--marker-size={size}", *labels, *files],
        stdin=subprocess.DEVNULL, capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode < 0 or done.returncode > 127:
        said = done.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise UseError(f"{why}; and git can't merge it line by line: {said}. Merge it by hand.")
    return Outcome(done.stdout, marked=done.returncode > 0, note=why)

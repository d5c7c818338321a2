"""The cells of a sheet of an XLSX file, typed as the file has them.

The file is looked at before the library is given it: a sheet with one cell in its last corner, or
an archive that unpacks to more than a memory holds, would end the process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Sheet = Callable[[], Iterator[list[Any]]]

UNPACKED = 1 << 30
"""Bytes that an XLSX file may unpack to."""
CELLS = 20_000_000
"""Cells of the rectangle that a sheet may span."""

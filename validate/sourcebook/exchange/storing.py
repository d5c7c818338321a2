"""What DuckDB says of a disk, as the error of the system that it is."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def storage(error: duckdb.IOException) -> OSError:
    """The error with the number by which the next step is told, where it is a full disk."""
    said = str(error).splitlines()[0]
    return OSError(errno.ENOSPC, said) if "No space left" in said else OSError(said)

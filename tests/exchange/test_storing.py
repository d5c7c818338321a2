"""A full disk is told as one, whoever finds it full."""

from __future__ import annotations

import errno

import duckdb
import pytest

from sourcebook.exchange.storing import storage

SAID = 'IO Error: Could not write file "x": {}'


@pytest.mark.parametrize(
    ("words", "number"), [("No space left on device", errno.ENOSPC), ("Input/output error", None)]
)
def test_given_what_duckdb_says_of_a_disk_when_raised_then_the_number_is_that_of_the_system(
    words: str, number: int | None
) -> None:
    found = storage(duckdb.IOException(f"{SAID.format(words)}\nand more"))
    assert found.errno == number
    assert str(found).endswith(words)

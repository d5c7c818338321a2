"""Small files that are made to break what reads them break nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fuzz.bombs import bombs
from fuzz.ward import Ward, faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOMBS = dict(bombs())
FOUND = (
    "jsonSchema of 150 nots",
    "YAML of merges of merges",
    "YAML merges a thousand mappings in a thousand",
    "geopoint cell 1e999999999",
    "geopoint cell 99999... of 1000000",
    "JSON row 1e999999999999999999999",
    "NDJSON row -1E+999999999999999999999999",
    "20 MiB of commas",
    "4 MiB of a YAML list",
    "4 MiB of waivers",
    "1,000 fields and cells",
    "a sheet without references, wide",
    "a sheet of many rows without references",
    "a workbook of shared texts that lie",
    "rules of a table without fields",
    "YAML is deep arrays in flow",
    "waivers are deep objects",
)
"""What has once done harm."""
SOME = 12
"""Of the others, one in so many; ``make fuzz`` tries all."""
OTHERS = [name for name in dict(bombs(small=True)) if name not in FOUND][::SOME]


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    with Ward(tmp_path_factory.mktemp("ward")) as opened:
        yield opened


@pytest.mark.parametrize("name", [*FOUND, *OTHERS])
def test_a_hostile_file_is_told_of_and_breaks_nothing(
    name: str, ward: Ward, tmp_path: Path
) -> None:
    for file, data in BOMBS[name]().items():
        (tmp_path / file).write_bytes(data)
    end = ward.run(["validate", ".", "--format", "json"], tmp_path)
    assert faults(end) == [], end.err[-2000:]

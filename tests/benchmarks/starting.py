"""``sourcebook new`` from 1,000 and 100,000 made-up rows in the columns of UCDP GED.

Whole processes, once each. A third of the time is the check of the project that results.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from importing import rows
from once import head, timed

from originfiles import written


def main() -> None:
    head("new --from a CSV")
    for number in (1_000, 100_000):
        with tempfile.TemporaryDirectory() as name:
            file = written(Path(name) / "events.csv", rows(number))
            words = ["new", "events", "--from", str(file)]
            timed(number, words, f": {number:,} rows", Path(name))


if __name__ == "__main__":
    main()

"""``sourcebook new`` from 1,000 and 100,000 made-up rows in the columns of UCDP GED.

Whole processes, once each. A third of the time is the check of the project that results.
"""

from __future__ import annotations

import resource
import subprocess
import tempfile
import time
from pathlib import Path

from importing import SOURCEBOOK, rows

from originfiles import written


def main() -> None:
    print("\nnew --from a CSV, whole processes, once each")
    print(f"{'rows':>10}{'cpu s':>10}{'wall s':>10}{'rows/s':>10}{'MiB':>10}")
    for number in (1_000, 100_000):
        with tempfile.TemporaryDirectory() as name:
            file = written(Path(name) / "events.csv", rows(number))
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            start = time.perf_counter()
            done = subprocess.run(
                [SOURCEBOOK, "new", "events", "--from", str(file)],
                cwd=name, check=False, capture_output=True, text=True,
            )  # fmt: skip
            wall = time.perf_counter() - start
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            if f": {number:,} rows" not in done.stdout:
                raise SystemExit(done.stdout + done.stderr)
        cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
        peak = used.ru_maxrss / 1024
        print(f"{number:>10,}{cpu:>10.1f}{wall:>10.1f}{number / wall:>10,.0f}{peak:>10,.0f}")


if __name__ == "__main__":
    main()

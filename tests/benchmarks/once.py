"""A command of the tool, timed as a whole process, once, and printed as a line."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

SOURCEBOOK = Path(sys.executable).with_name("sourcebook")


def head(title: str) -> None:
    print(f"\n{title}, whole processes, once each")
    print(f"{'rows':>10}{'cpu s':>10}{'wall s':>10}{'rows/s':>10}{'MiB':>10}")


def timed(number: int, words: list[str], said: str, place: Path) -> None:
    """Run the tool with some words in a folder: what it says of so many rows must be in ``said``.

    The peak is that of all processes so far: the larger numbers come last.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(
        [SOURCEBOOK, *words], cwd=place, check=False, capture_output=True, text=True
    )
    wall = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    if said not in done.stdout:
        raise SystemExit(done.stdout + done.stderr)
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    peak = used.ru_maxrss / 1024
    print(f"{number:>10,}{cpu:>10.1f}{wall:>10.1f}{number / wall:>10,.0f}{peak:>10,.0f}")

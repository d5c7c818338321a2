"""``make fuzz``: made-up and damaged datasets for FUZZ_SECONDS, an hour unless said otherwise.

Jobs of all kinds in turn, one on each core, each with a number of its own. What is found is made
small, kept in ``fuzz-found/`` and told of with the command that shows it. Exit code 1 if there is
any.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import count
from multiprocessing import get_context
from pathlib import Path

from fuzz.jobs import KINDS, Found, job

KEEP = Path("fuzz-found")
PATIENCE = 900
"""Seconds after which a job has hung; the longest makes what it has found smaller."""


def main() -> int:
    seconds = float(os.environ.get("FUZZ_SECONDS", "3600"))
    start, first = time.monotonic(), time.time_ns() // 1_000_000 % 10**10
    print(f"fuzz: {seconds:.0f} s from number {first}; what is found is kept in {KEEP}/")
    tried: Counter[str] = Counter()
    found = 0
    numbers = count(first)
    running: dict[Future[Found], tuple[str, int]] = {}
    pool = _pool()
    while True:
        elapsed = time.monotonic() - start
        while elapsed < seconds and len(running) < (os.cpu_count() or 1):
            number = next(numbers)
            kind = KINDS[number % len(KINDS)]
            running[pool.submit(job, kind, number, str(KEEP))] = kind, number
        if not running:
            break
        done, _ = wait(running, timeout=PATIENCE, return_when=FIRST_COMPLETED)
        broken = not done
        for future in done:
            kind, number = running.pop(future)
            error = future.exception()
            if error is not None:
                found += 1
                broken = True
                print(f"  FOUND by {kind} {number}: the process ended ({error!r})")
                continue
            result = future.result()
            tried[kind] += result.examples
            for words, command in result.faults:
                found += 1
                print(f"  FOUND by {kind} {number}: {words[:600]}\n    {command}")
        if broken:
            for kind, number in running.values():
                print(
                    f"  LOST {kind} {number}: {'no answer' if not done else 'its neighbour ended'}"
                )
            found += 0 if done else len(running)
            running.clear()
            for process in list((pool._processes or {}).values()):
                process.kill()
            pool = _pool()
        _tell(tried, time.monotonic() - start, found)
    pool.shutdown()
    return 1 if found else 0


def _pool() -> ProcessPoolExecutor:
    # Started anew: a fork of a process with threads can hang.
    return ProcessPoolExecutor(os.cpu_count() or 1, mp_context=get_context("spawn"))


def _tell(tried: Counter[str], elapsed: float, found: int) -> None:
    total = tried.total()
    each = ", ".join(f"{number:,} {kind}" for kind, number in tried.items())
    rate = total / elapsed
    print(f"{elapsed:6.0f} s: {total:,} examples ({each}), {rate:.1f}/s, {found} found", flush=True)


if __name__ == "__main__":
    sys.exit(main())

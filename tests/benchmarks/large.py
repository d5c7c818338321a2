"""Checking a table of 2,000,000 x 20 cells: each piece of work beside DuckDB's bare scan of it.

Prints a table and judges nothing. Every figure is of a process of its own, CPU and wall seconds and
peak memory as the kernel accounts for them; the two processes of a pair take turns, and what is
printed are medians and the ratio of the medians. Generated files stay in ``BENCH_DATA`` (a folder
for temporary files unless set), so that a second run begins at once.

    make bench ONLY=clean        # one row; BENCH_RUNS=3 for fewer runs
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from differing import changed
from incidents import FIELDS, Made, csv, package, parquet

BIN = Path(sys.executable).parent
RUNS = int(os.environ.get("BENCH_RUNS", "5"))
FOLDER = Path(os.environ.get("BENCH_DATA", Path(tempfile.gettempdir()) / "sourcebook-bench"))
SMALL = 20_000
"""Rows that frictionless-py is given: it is timed by the row."""

BARE = """
import duckdb, sys
connection = duckdb.connect()
connection.execute("SET enable_progress_bar = false")
names = [f"c{n}" for n in range(1, int(sys.argv[2]) + 1)]
columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
longest = ", ".join(f"max(strlen({name}))" for name in names)
connection.execute(
    f"SELECT {longest} FROM read_csv('{sys.argv[1]}', columns={{{columns}}}, auto_detect=false, "
    "header=true, delim=',', quote='\\"', escape='\\"')"
).fetchall()
"""
"""DuckDB's bare all-text scan: every cell is made a text and looked at, nothing is checked."""


@dataclass(frozen=True)
class Run:
    cpu: float
    wall: float
    peak: float
    """MiB."""


def measure(command: list[str]) -> Run:
    """One process; 0 and 1 are verdicts, anything else ends the benchmark."""
    # Modules are installed with their bytecode; an environment that forbids it measures compiling.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} gave exit code {process.returncode}")
    cpu = usage.ru_utime + usage.ru_stime
    return Run(cpu, time.perf_counter() - start, usage.ru_maxrss / 1024)


def bare(file: Path) -> list[str]:
    return [sys.executable, "-c", BARE, str(file), str(len(FIELDS))]


def ours(descriptor: Path, *more: str) -> list[str]:
    report = str(FOLDER / "report.json")
    return [str(BIN / "sourcebook"), "validate", str(descriptor), "--output", report, *more]


def middle(runs: list[Run]) -> Run:
    return Run(*(statistics.median(getattr(r, n) for r in runs) for n in ("cpu", "wall", "peak")))


def pair(title: str, budget: str, command: list[str], beside: list[str], rows: float = 1) -> None:
    """Time two commands in turn and print a line. ``rows``: times as many in the first."""
    measure(command), measure(beside)  # not counted: files are cached, bytecode is compiled
    found, base = [], []
    for _ in range(RUNS):
        base.append(measure(beside))
        found.append(measure(command))
    one, other = middle(found), middle(base)
    print(
        f"{title:40}{one.cpu:8.2f}{one.wall:8.2f}{one.peak:8.0f}"
        f"{one.cpu / other.cpu * rows:9.3f}{one.wall / other.wall * rows:9.3f}  {budget}",
        flush=True,
    )


def others(library: str, clean: Path) -> None:
    theirs = [sys.executable, str(Path(__file__).with_name("others.py")), library, str(clean)]
    pair(f"beside {library}", "its time, under 1", ours(package(clean, FOLDER)), theirs)


def frictionless(clean: Path) -> None:
    small = package(csv(Made(rows=SMALL), FOLDER), FOLDER, rule=False)
    whole = package(clean, FOLDER, rule=False)
    theirs = [str(BIN / "frictionless"), "validate", str(small)]
    times = SMALL / 2_000_000
    pair(
        "a row beside frictionless-py",
        "its time a row, at most 1/75",
        ours(whole),
        theirs,
        times,
    )


def builds(clean: Path) -> None:
    copy = building("bare", clean)
    made = package(clean, FOLDER)
    pair("build: CSV and Parquet", "bare COPY, at most 2.5", building("ours", made), copy)
    pair("build: GeoJSON and SQLite", "bare COPY", building("others", made), copy)


def building(what: str, file: Path) -> list[str]:
    script = str(Path(__file__).with_name("building.py"))
    return [sys.executable, script, what, str(file), str(FOLDER)]


def as_parquet(clean: Path) -> None:
    typed = ours(package(parquet(Made(), FOLDER), FOLDER))
    plain = ours(package(clean, FOLDER))
    pair("as Parquet", "the same as CSV, under 1", typed, plain)


def diffs(clean: Path) -> None:
    later = changed(clean)
    sides = [str(package(file, FOLDER, rule=False)) for file in (clean, later)]
    report = str(FOLDER / "diff.json")
    compare = [str(BIN / "sourcebook"), "diff", *sides, "--limit", "1000000", "--output", report]
    twice = BARE + BARE.replace("argv[1]", "argv[3]")
    both = [sys.executable, "-c", twice, *bare(clean)[3:], str(later)]
    pair("diff, 10,000 changes", "both bare scans, at most 3, 2,048 MiB", compare, both)


def memory(clean: Path) -> None:
    large = package(csv(Made(rows=20_000_000), FOLDER), FOLDER)
    pair(
        "20,000,000 rows",
        "clean; at most 11.5, 1,536 MiB",
        ours(large),
        ours(package(clean, FOLDER)),
    )


def main() -> None:
    only = sys.argv[1] if len(sys.argv) > 1 and sys.argv[1] else None
    FOLDER.mkdir(parents=True, exist_ok=True)
    clean = csv(Made(), FOLDER)
    print(f"\n2,000,000 x 20 cells, whole processes, medians of {RUNS} runs in turn")
    head = ("cpu s", "wall s", "MiB", "cpu x", "wall x")
    print(f"{'':40}{head[0]:>8}{head[1]:>8}{head[2]:>8}{head[3]:>9}{head[4]:>9}  beside, budget")
    scan = bare(clean)

    def wanted(name: str) -> bool:
        return only in (None, name)

    if wanted("clean"):
        pair("clean", "bare scan, at most 2", ours(package(clean, FOLDER)), scan)
    for name, title, budget in (
        ("bad", "1 % bad, 1,000 a rule listed", "bare scan, at most 3"),
        ("ragged", "the same, 0.1 % of rows ragged", "bare scan"),
    ):
        if wanted(name):
            bad = csv(Made(bad=100, ragged=name == "ragged"), FOLDER)
            pair(title, budget, ours(package(bad, FOLDER), "--limit", "1000"), scan)
    if wanted("keys"):
        keyed = ours(package(clean, FOLDER, keys=True))
        pair("foreign key, key of three", "bare scan, 0.5 more than clean", keyed, scan)
    if wanted("parquet"):
        as_parquet(clean)
    more = {"frictionless": frictionless, "build": builds, "diff": diffs, "memory": memory}
    for each in filter(wanted, more):
        more[each](clean)
    for library in filter(wanted, ("pandera", "dataframely")):
        others(library, clean)


if __name__ == "__main__":
    main()

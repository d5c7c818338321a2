"""The site of the shipped dataset, and of the same with 2,000 incidents: how long mkdocs builds.

The others are copies of its rows under keys of their own, with the claims and actors that belong to
them. Prints a table and judges nothing.

    make bench ONLY=site
"""

from __future__ import annotations

import csv
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import sourcebook

ROOT = Path(__file__).parents[2]
WANTED = int(os.environ.get("BENCH_ROWS", "2000"))
KEYS = {
    "incidents.csv": "incident_id",
    "incident_actors.csv": "incident_id",
    "claims.csv": "subject_id",
}


def main() -> None:
    print(f"{'site':<24}{'pages':>8}{'wall s':>9}{'CPU s':>9}{'MB':>8}")
    with tempfile.TemporaryDirectory() as made:
        for name, wanted in (("shipped", 0), (f"{WANTED} incidents", WANTED)):
            folder = Path(made) / name.replace(" ", "-")
            for part in ("datasets", "schemas", "docs"):
                shutil.copytree(ROOT / part, folder / part)
            shutil.copy(ROOT / "mkdocs.yml", folder)
            data = folder / "datasets" / "pakistan-militancy"
            if wanted:
                enlarge(data, wanted)
            sourcebook.build(data, folder / "dist")
            report(name, folder)


def enlarge(data: Path, wanted: int) -> None:
    """Copies of the incidents with what belongs to them, until there are as many as wanted."""
    tables = {name: read(data / name) for name in KEYS}
    own = len(tables["incidents.csv"])
    rounds = -(-wanted // own) - 1
    for name, rows in tables.items():
        more = []
        for turn in range(1, rounds + 1):
            for number, row in enumerate(rows):
                if not row[KEYS[name]].startswith("inc-"):
                    continue
                copy = dict(row)
                copy[KEYS[name]] = moved(row[KEYS[name]], turn * 10_000)
                if name == "claims.csv":
                    copy["claim_id"] = f"clm-{turn * 50_000 + number:06d}"
                    copy["superseded_by"] = again(row["superseded_by"], rows, turn)
                more.append(copy)
        write(data / name, [*rows, *more])


def moved(key: str, by: int) -> str:
    return f"{key[:4]}{int(key[4:]) + by:05d}"


def again(key: str, rows: list[dict[str, str]], turn: int) -> str:
    if not key:
        return ""
    number = next(n for n, row in enumerate(rows) if row["claim_id"] == key)
    return f"clm-{turn * 50_000 + number:06d}"


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def write(file: Path, rows: list[dict[str, str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def report(name: str, folder: Path) -> None:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    subprocess.run(command, cwd=folder, check=True, env=environment)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    files = [file for file in (folder / "site").rglob("*") if file.is_file()]
    pages = sum(file.suffix == ".html" for file in files)
    size = sum(file.stat().st_size for file in files) / 1e6
    print(f"{name:<24}{pages:>8,}{wall:>9.1f}{cpu:>9.1f}{size:>8.1f}")


if __name__ == "__main__":
    main()

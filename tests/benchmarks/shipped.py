"""Checking the shipped dataset and UCDP's tables: whole processes, ours beside frictionless-py's.

Prints a table and judges nothing. Each figure is of a process of its own, from start to end, as the
kernel accounts for it; the commands take turns, so that a machine that slows down slows them all.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
RUNS = 5
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
"""With bytecode, as an installed package has it; else our modules are compiled at each run."""


def cpu(command: list[str], folder: Path) -> float:
    """CPU seconds, user and system, of one run; 0 and 1 are verdicts, anything else ends it."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} gave exit code {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        dataset = ROOT / "datasets" / "pakistan-militancy"
        build = [str(BIN / "sourcebook"), "build", str(dataset), "--output", str(folder)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        (package,) = (each for each in folder.iterdir() if each.is_dir())
        csv_only = folder / "csv"
        shutil.copytree(package, csv_only, ignore=shutil.ignore_patterns("*.parquet"))
        descriptor = csv_only / "datapackage.json"
        plain = _without_rules(descriptor, csv_only / "plain.json")
        commands = {
            "sourcebook validate (sources)": [str(BIN / "sourcebook"), "validate", str(dataset)],
            "sourcebook validate (package)": [str(BIN / "sourcebook"), "validate", str(descriptor)],
            "sourcebook, without the rules": [str(BIN / "sourcebook"), "validate", str(plain)],
            "frictionless validate (package)": [
                str(BIN / "frictionless"), "validate", str(descriptor),
            ],
            "import duckdb": [str(BIN / "python"), "-c", "import duckdb"],
        }  # fmt: skip
        compare("Shipped dataset", commands, "sourcebook validate (package)", folder)
        ucdp = str(_ucdp(folder / "ucdp"))
        commands = {
            "sourcebook validate": [str(BIN / "sourcebook"), "validate", ucdp],
            "frictionless validate": [str(BIN / "frictionless"), "validate", ucdp],
        }
        compare("UCDP's tables in shared/data", commands, "sourcebook validate", folder)


def compare(what: str, commands: dict[str, list[str]], base: str, folder: Path) -> None:
    """Time the commands in turn, and print a table with their ratios to one of them."""
    for command in commands.values():
        cpu(command, folder)  # not counted: files are cached, bytecode is compiled
    runs: dict[str, list[float]] = {title: [] for title in commands}
    for _ in range(RUNS):
        for title, command in commands.items():
            runs[title].append(cpu(command, folder))
    print(f"\n{what}, whole process, CPU seconds, {RUNS} runs in turn")
    print(f"{'':34}{'median':>8}{'min':>8}{'max':>8}{'ratio':>8}")
    for title, seconds in runs.items():
        median = statistics.median(seconds)
        ratio = median / statistics.median(runs[base])
        print(f"{title:34}{median:8.2f}{min(seconds):8.2f}{max(seconds):8.2f}{ratio:8.2f}")


def _ucdp(folder: Path) -> Path:
    """UCDP's tables as frictionless-py describes them: the types that it infers, nothing else."""
    shutil.copytree(ROOT.parent / "shared" / "data" / "ucdp", folder)
    described = subprocess.run(
        [str(BIN / "frictionless"), "describe", "--type", "package", "--json", "*.csv"],
        cwd=folder, check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    (folder / "datapackage.json").write_bytes(described.stdout)
    return folder / "datapackage.json"


def _without_rules(descriptor: Path, plain: Path) -> Path:
    """The same package with the standard's checks alone, which is what frictionless-py runs."""
    package = json.loads(descriptor.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        resource["schema"].pop("rules", None)
    plain.write_text(json.dumps(package), encoding="utf-8")
    return plain


if __name__ == "__main__":
    main()

"""The guide for another team is run as it is written: its files, its command, its output."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import sourcebook

GUIDE = Path(__file__).parents[1] / "docs" / "guide" / "own.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the files that the guide writes."""
    written = 0
    for kind, text in BLOCK.findall(GUIDE.read_text(encoding="utf-8")):
        first, _, rest = text.partition("\n")
        if kind in ("yaml", "csv", "sql") and first.startswith(("# ", "-- ")):
            file = tmp_path / first.partition(" ")[2]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(rest, encoding="utf-8")
            written += 1
    assert written == 9
    return tmp_path


def test_the_tutorial_makes_a_project_that_make_checks_packages_and_documents(
    project: Path,
) -> None:
    blocks = BLOCK.findall(GUIDE.read_text("utf-8"))
    new, make = [text for kind, text in blocks if kind == "sh"][:2]
    shown = next(text for kind, text in blocks if kind == "text")
    told = subprocess.run(
        [sys.executable, "-m", *new.split()],
        cwd=project, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert shown in told.stdout
    done = subprocess.run(
        [*make.split(), f"BIN={Path(sys.executable).parent}"],
        cwd=project / "weather", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert (project / "weather/dist/weather-0.1.0/data/readings.parquet").is_file()
    assert (project / "weather/site/index.html").is_file()


def test_the_guide_shows_what_the_command_says(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sourcebook", "validate", "datasets/bakery"],
        cwd=project, capture_output=True, text=True, check=False,
    )  # fmt: skip
    texts = [text for kind, text in BLOCK.findall(GUIDE.read_text("utf-8")) if kind == "text"]
    shown = texts[1]
    assert done.returncode == 1
    assert shown in done.stdout


def _mend(project: Path) -> Path:
    dataset = project / "datasets" / "bakery"
    orders = dataset / "orders.csv"
    orders.write_text(orders.read_text("utf-8").replace("2024-04-0", "2024-03-0"), "utf-8")
    orders.write_text(
        orders.read_text("utf-8").replace("03-02,2024-03-01", "03-02,2024-03-03"), "utf-8"
    )
    return dataset


def test_once_mended_the_dataset_of_the_guide_is_packaged(project: Path) -> None:
    package = sourcebook.build(_mend(project), project / "dist")
    assert (package / "data" / "orders.parquet").is_file()
    assert not (package / "data" / "sales.csv").exists()


def test_the_view_of_the_guide_is_computed_and_packaged(project: Path) -> None:
    (line,) = (
        text for _, text in BLOCK.findall(GUIDE.read_text("utf-8")) if text.startswith("derived")
    )
    with (project / "datasets/bakery/datapackage.yaml").open("a", encoding="utf-8") as file:
        file.write(line)
    package = sourcebook.build(_mend(project), project / "dist")
    assert (package / "data" / "sales.csv").read_text("utf-8") == (
        "bread_id,name,orders,loaves\nbrd-01,Bauernlaib,1,2\nbrd-02,Baguette,1,10\n"
    )

"""Matching 100,000 events with 100,000: spread over a continent as events are, and in one city.

Half of the second side are events of the first, a little displaced. Prints a line for each, wall
and CPU seconds and peak memory as the kernel accounts for them, and judges nothing.

    make bench ONLY=match
"""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING

from large import BIN, FOLDER, measure

if TYPE_CHECKING:
    from pathlib import Path

EVENTS = """\
id: id
date: date
latitude: latitude
longitude: longitude
actors: {columns: [actor]}
counts: {deaths: deaths}
precision:
  date: {column: date_precision, days: {"2": 3, "3": 15}}
  place: {column: place_precision, km: {"2": 25, "3": 100}}
"""
_HEADER = "id,date,latitude,longitude,actor,deaths,date_precision,place_precision\n"


def _row(drawn: random.Random, days: int, spread: float, cities: int) -> tuple[int, float, float]:
    """A day and a point: near one of some cities, of which the first are the worst."""
    city = random.Random(int(drawn.paretovariate(0.6)) % cities)
    latitude, longitude = 15 + 25 * city.random(), 30 + 50 * city.random()
    return (
        drawn.randrange(days),
        round(latitude + drawn.gauss(0, spread), 4),
        round(longitude + drawn.gauss(0, spread), 4),
    )


def made(folder: Path, name: str, rows: int, days: int, spread: float, cities: int) -> list[Path]:
    """Both sides and their declaration, as files."""
    drawn = random.Random(20260727)
    files = [folder / f"match-{name}-{side}.csv" for side in "ab"]
    declared = folder / "match.yaml"
    declared.write_text(EVENTS, encoding="utf-8")
    first = date(2005, 1, 1)
    with files[0].open("w") as a, files[1].open("w") as b:
        a.write(_HEADER)
        b.write(_HEADER)
        for at in range(rows):
            day, latitude, longitude = _row(drawn, days, spread, cities)
            rest = f"{drawn.randrange(60)},{drawn.randrange(20)}"
            codes = drawn.choices((1, 2, 3), (90, 7, 3), k=2)
            when = first + timedelta(day)
            a.write(f"a{at},{when},{latitude},{longitude},{rest},{codes[0]},{codes[1]}\n")
            if at % 2:
                day, latitude, longitude = _row(drawn, days, spread, cities)
                rest = f"{drawn.randrange(60)},{drawn.randrange(20)}"
            when = first + timedelta(day + drawn.randrange(2))
            b.write(
                f"b{at},{when},{latitude + 0.01:.4f},{longitude},{rest},{codes[1]},{codes[0]}\n"
            )
    return [*files, declared]


def main(rows: int = 100_000) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    print(f"\n{'matching':40}{'CPU s':>8}{'wall s':>8}{'MiB':>8}  budget")
    cases = {
        "over a continent in 18 years": ("spread", 6570, 0.2, 400),
        "in one city in one month": ("city", 30, 0.05, 1),
        "in one city on one day": ("day", 1, 0.0, 1),
    }
    for title, (name, days, spread, cities) in cases.items():
        a, b, declared = made(FOLDER, name, rows, days, spread, cities)
        output = FOLDER / f"match-{name}-pairs.csv"
        command = [str(BIN / "sourcebook"), "match", str(a), str(b), "--output", str(output)]
        run = measure([*command, "--events-a", str(declared), "--events-b", str(declared)])
        print(
            f"{f'{rows:,} x {rows:,} {title}':40}{run.cpu:8.1f}{run.wall:8.1f}{run.peak:8.0f}"
            "  120 s of wall, 2048 MiB",
            flush=True,
        )


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))

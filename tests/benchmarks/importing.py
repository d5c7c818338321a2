"""``sourcebook import-from`` of 1,000 and 100,000 made-up rows in the columns of UCDP GED.

Into an empty dataset whose schemas have room for so many keys; whole processes, once each. The
time has the validation of the dataset that results in it, which is most of it.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from once import head, timed

from originfiles import GED, dataset, written

PROVINCES = ("Kunar", "Ghazni", "Kabul", "Helmand", "Herat", "Khost", "Logar", "Paktika")


def rows(number: int) -> list[dict[str, str]]:
    draw = random.Random(1)
    made = []
    for each in range(number):
        low, more, still = draw.randrange(20), draw.randrange(5), draw.randrange(5)
        place = draw.randrange(3000)
        day = f"20{draw.randrange(14, 24)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}"
        made.append(
            GED
            | {
                "id": str(1_000_000 + each), "year": day[:4], "date_start": day, "date_end": day,
                "low": str(low), "best": str(low + more), "high": str(low + more + still),
                "deaths_a": str(low), "deaths_b": str(more), "deaths_civilians": "0",
                "adm_1": f"{PROVINCES[place % 8]} province", "adm_2": f"D{place // 8 % 40} district",
                "where_coordinates": f"P{place} town", "side_b_new_id": str(5000 + place % 300),
                "side_b": f"Front {place % 300}",
            }
        )  # fmt: skip
    return made


def roomy(folder: Path) -> Path:
    """An empty dataset whose keys may have any number of digits."""
    place = dataset(folder)
    for file in (folder / "schemas").glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        for digits in (4, 5, 6):
            text = text.replace(rf"\d{{{digits}}}", rf"\d{{{digits},}}")
        file.write_text(text, encoding="utf-8")
    return place


def main() -> None:
    head("import-from ucdp-ged")
    for number in (1_000, 100_000):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            place, file = roomy(folder), written(folder / "ged.csv", rows(number))
            words = ["import-from", "ucdp-ged", str(file), "--into", str(place)]
            timed(number, words, f": {number:,} imported", folder)


if __name__ == "__main__":
    main()

"""``sourcebook import-from`` of 1,000 and 100,000 made-up rows in the columns of UCDP GED.

Into an empty dataset whose schemas have room for so many keys; whole processes, once each. The
time has the validation of the dataset that results in it, which is most of it.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from originfiles import GED, dataset, written

PROVINCES = ("Kunar", "Ghazni", "Kabul", "Helmand", "Herat", "Khost", "Logar", "Paktika")
SOURCEBOOK = Path(sys.executable).with_name("sourcebook")


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
    print("\nimport-from ucdp-ged, whole processes, once each")
    print(f"{'rows':>10}{'cpu s':>10}{'wall s':>10}{'rows/s':>10}{'MiB':>10}")
    for number in (1_000, 100_000):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            place, file = roomy(folder), written(folder / "ged.csv", rows(number))
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            start = time.perf_counter()
            done = subprocess.run(
                [SOURCEBOOK, "import-from", "ucdp-ged", str(file), "--into", str(place)],
                check=False, capture_output=True, text=True,
            )  # fmt: skip
            wall = time.perf_counter() - start
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            if f": {number:,} imported" not in done.stdout:
                raise SystemExit(done.stdout + done.stderr)
        cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
        peak = used.ru_maxrss / 1024
        print(f"{number:>10,}{cpu:>10.1f}{wall:>10.1f}{number / wall:>10,.0f}{peak:>10,.0f}")


if __name__ == "__main__":
    main()

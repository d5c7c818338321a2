"""Pictures of the built site for the README and the documentation: ``make picture``."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

from shippedsite import served

ROOT = Path(__file__).parents[1]
DATA = "pakistan-militancy/"
PICTURES = {
    "home": ("", 1200, 1000, "light"),
    "incident": (f"{DATA}incidents/inc-00084/", 1200, 1150, "light"),
    "incident-phone": (f"{DATA}incidents/inc-00084/", 360, 800, "dark"),
    "group": (f"{DATA}groups/grp-0010/", 1200, 1500, "light"),
    "quality": (f"{DATA}quality/", 1200, 1000, "light"),
}
"""What is pictured: a page, its width and height in pixels, light or dark."""


def main() -> None:
    """Write each picture to ``docs/assets``."""
    program = shutil.which(os.environ.get("CHROMIUM") or "chromium")
    with served(ROOT / "site") as host, sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        chromium = playwright.chromium.launch(executable_path=program, args=flags)
        for name, (path, width, height, look) in PICTURES.items():
            size = {"width": width, "height": height}
            page = chromium.new_page(viewport=size, color_scheme=look)
            page.goto(f"{host}/{path}", wait_until="networkidle")
            page.screenshot(path=ROOT / "docs" / "assets" / f"{name}.png")
        chromium.close()


if __name__ == "__main__":
    main()

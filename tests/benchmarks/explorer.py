"""The explorer with 100,000 rows of 20 columns, in Chromium: the first view, and filters of each kind.

Prints a table and judges nothing. The first view is measured from the start of the navigation until
rows stand in the table, what is filtered from the event to the frame after all parts show it, both
by the page's own clock; files come from a server on this machine, not compressed.

    make bench ONLY=explorer     # BENCH_RUNS=3 for fewer runs, BENCH_ROWS=10000 for fewer rows
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from incidents import Made, csv, package
from playwright.sync_api import sync_playwright

import sourcebook

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RUNS = int(os.environ.get("BENCH_RUNS", "5"))
ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
FOLDER = Path(os.environ.get("BENCH_DATA", Path(tempfile.gettempdir()) / "sourcebook-bench"))
MKDOCS = """\
site_name: Bench
theme: {name: material, font: false}
plugins: [{sourcebook: {datasets: [data]}}]
nav: [{Home: index.md}, sourcebook]
"""
WATCH = """
window.addEventListener("DOMContentLoaded", () => {
  const watch = new MutationObserver(() => {
    const rows = document.querySelectorAll(".sbx-table tbody td").length > 9;
    if (!rows || window.first) return;
    requestAnimationFrame(() => setTimeout(() => { window.first ??= performance.now(); }));
  });
  watch.observe(document.body, { childList: true, subtree: true });
});
"""
MEASURE = """
async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const count = document.querySelector("[data-part=count]");
  await frame();
  const start = performance.now();
  const changed = new Promise((done) => {
    new MutationObserver((_, watch) => { watch.disconnect(); done(); }).observe(count, { childList: true });
  });
  ACT;
  await changed;
  await frame();
  await frame();
  return performance.now() - start;
}
"""
CHOOSE = "document.querySelector('[data-column={}] .sbx-value input').click()"
TYPE = (
    "const box = document.querySelector('{}'); box.value = '{}'; "
    "box.dispatchEvent(new Event('{}', {{bubbles: true}}))"
)
ACTS = {
    "a code": CHOOSE.format("violence_type"),
    "a second code": CHOOSE.format("attack_type"),
    "a span of dates": TYPE.format("[data-column=date_start] input", "2010-01-01", "change"),
    "a range of numbers": TYPE.format("[data-column=deaths_best] input", "2", "change"),
    "clear": "document.querySelector('[data-part=clear]').click()",
    "a search, the first": TYPE.format("[data-part=search]", "school", "input"),
    "a search of two words": TYPE.format("[data-part=search]", "fired fog", "input"),
    "a link with a box on the map": "location.hash = '#?_box=60,24,70,36&_sort_desc=deaths_best'",
}


def built() -> tuple[Path, float]:
    """The site of a made table, and the seconds that mkdocs took for it."""
    folder = FOLDER / "explorer"
    shutil.rmtree(folder, ignore_errors=True)
    data = folder / "data"
    data.mkdir(parents=True)
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text("# Bench\n")
    (folder / "mkdocs.yml").write_text(MKDOCS)
    package(csv(Made(rows=ROWS), data), data).rename(data / "datapackage.yaml")
    descriptor = (data / "datapackage.yaml").read_text()
    (data / "datapackage.yaml").write_text(
        descriptor.replace('"bench"', '"bench", "version": "1.0.0"')
    )
    (data / "site.yaml").write_text(
        "explorer:\n  table: incidents\n"
        "  filters: [violence_type, attack_type, date_start, deaths_best, device, status]\n"
    )
    sourcebook.build(data, folder / "dist")
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        check=True,
    )
    return folder / "site", time.perf_counter() - start


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


# Not Playwright's own wait for a condition, which the policy of the pages forbids.
FIRST = """new Promise((done) => {
  const look = () => (window.first ? done(window.first) : requestAnimationFrame(look));
  look();
})"""


def opened(browser: Browser, address: str) -> tuple[Page, float, float]:
    """The page; the milliseconds to its first rows, and until its charts are drawn."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(WATCH)
    page.goto(address)
    page.wait_for_selector(".sbx[data-ready]")
    drawn = page.evaluate("performance.now()")
    return page, page.evaluate(FIRST), drawn


def main() -> None:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if program is None:
        raise SystemExit("There is no Chromium: install it, or name it in CHROMIUM.")
    site, seconds = built()
    size = sum(file.stat().st_size for file in (site / "bench" / "explorer").glob("*.js"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/bench/explorer/"
    times: dict[str, list[float]] = {"first view": [], "charts drawn": []}
    times |= {name: [] for name in ACTS}
    memory = []
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        for run in range(RUNS + 1):
            page, first, drawn = opened(browser, address)
            found = [
                first,
                drawn,
                *(page.evaluate(MEASURE.replace("ACT", act)) for act in ACTS.values()),
            ]
            if run:  # the first is not counted: files are cached
                for name, each in zip(times, found, strict=True):
                    times[name].append(each)
                memory.append(page.evaluate("performance.memory.usedJSHeapSize") / 2**20)
            page.close()
        browser.close()
    server.shutdown()
    print(
        f"\nExplorer of {ROWS:,} x 20 cells in Chromium, {RUNS} runs; the site in {seconds:.1f} s"
    )
    print(f"{'':34}{'median':>8}{'min':>8}{'max':>8}  ms")
    for name, each in times.items():
        print(f"{name:34}{statistics.median(each):8.0f}{min(each):8.0f}{max(each):8.0f}")
    print(f"{size / 1e6:.1f} MB of rows, {statistics.median(memory):.0f} MiB of JavaScript's heap")


if __name__ == "__main__":
    main()

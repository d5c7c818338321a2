"""The form of a table in a real browser: what it tells, the row and the link that it gives, its looks."""

from __future__ import annotations

import csv
import io
import random
import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

import sourcebook
import weather
from described import package
from entryvalues import FIELDS, TEXTS
from hostilelakes import TEXTS as ATTACKS
from hostilelakes import hostile_site
from lakesite import run_mkdocs
from opened import Opened
from shippedsite import ROOT, served
from sourcebook.declare import open_target
from sourcebook.editing import form
from sourcebook.exchange.entry import entries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    Open = Callable[..., Opened]

HOST = "https://github.com/example/weather"
MKDOCS = f"""\
site_name: Weather
repo_url: {HOST}
theme:
  name: material
  font: false
  palette:
    - {{media: "(prefers-color-scheme: light)", scheme: default, primary: indigo, toggle: {{icon: material/weather-night, name: Dark}}}}
    - {{media: "(prefers-color-scheme: dark)", scheme: slate, primary: indigo, toggle: {{icon: material/weather-sunny, name: Light}}}}
plugins: [{{sourcebook: {{datasets: [datasets/weather]}}}}]
nav: [{{Home: index.md}}, sourcebook]
"""
STATIONS, READINGS = "weather/contribute/stations/", "weather/contribute/readings/"
SHIPPED = "pakistan-militancy/contribute/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weather")
    sourcebook.build(weather.write_dataset(folder), folder / "dist")
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text("# Weather\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    return run_mkdocs(folder, "--strict").folder


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Opens a form of a site, from a server or from the disk, and waits for its script."""
    with ExitStack() as closing:

        def open_(
            site: Path, path: str, *, width: int = 1200, disk: bool = False, **options: Any
        ) -> Opened:
            where = site.parent.as_uri() if disk else closing.enter_context(served(site.parent))
            context = browser.new_context(viewport={"width": width, "height": 900}, **options)
            closing.callback(context.close)
            shown = Opened(context.new_page())
            shown.page.on("request", lambda request: shown.requests.append(request.url))
            shown.page.on("console", lambda message: shown.said.append(message.text))
            shown.page.on("pageerror", lambda error: shown.said.append(str(error)))
            shown.page.on(
                "dialog", lambda dialog: (shown.said.append(dialog.message), dialog.dismiss())
            )
            shown.page.goto(f"{where}/{site.name}/{path}{'index.html' if disk else ''}")
            if options.get("java_script_enabled", True):
                shown.page.wait_for_selector(".sbe[data-ready]")
            return shown

        yield open_


def cell(page: Page, name: str) -> Any:
    return page.locator(f'[name="cell:{name}"]')


def fill(page: Page, **cells: str) -> None:
    for name, text in cells.items():
        field = cell(page, name)
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)


def make(page: Page) -> str:
    """The row that the form gives; empty where it gives none."""
    page.get_by_role("button", name="Check and make the row").click()
    row = page.locator('[data-part="row"]')
    return row.input_value() if row.is_visible() else ""


def told(page: Page, name: str) -> str:
    """What stands below a field as its fault."""
    return str(fault(page, name).inner_text())


def fault(page: Page, name: str) -> Any:
    return page.locator(f"#{cell(page, name).get_attribute('id')}-fault")


def add(file: Path, row: str) -> None:
    """Append a row to a table, as a curator would."""
    with file.open("a", encoding="utf-8", newline="") as opened:
        opened.write(row + "\n")


WRONG = {
    "latitude": ("-90.5", "latitude title: At least -90 degrees."),
    "height": ("12.5", "height title must be a whole number, in digits only."),
    "opened": ("61", "opened title must be a year of four digits."),
    "station_id": ("st-1", "There is a row with this station_id title already."),
    "parent_id": ("st-9", "parent_id title: no row of stations has this key yet. Choose one, or hand that row in too."),
}  # fmt: skip


def test_given_wrong_values_each_is_told_below_its_field_and_above_the_form(
    opened: Open, site: Path
) -> None:
    shown = opened(site, STATIONS)
    page = shown.page
    fill(page, **{name: text for name, (text, _) in WRONG.items()})
    assert make(page) == ""
    assert {name: told(page, name) for name in WRONG} == {n: words for n, (_, words) in WRONG.items()}  # fmt: skip
    assert told(page, "name") == "name title has to be filled in."
    summary = page.locator('[data-part="summary"]')
    expect(summary).to_be_focused()
    assert summary.get_by_role("link").count() == 5  # what is only noted stops nobody
    summary.get_by_role("link", name="latitude title").click()
    expect(cell(page, "latitude")).to_be_focused()
    for name in ("latitude", "name"):
        field = cell(page, name)
        assert field.get_attribute("aria-invalid") == "true"
        described = (field.get_attribute("aria-describedby") or "").split()
        assert f"{field.get_attribute('id')}-fault" in described
        assert all(page.locator(f'[id="{each}"]').count() == 1 for each in described)
    assert cell(page, "parent_id").get_attribute("aria-invalid") is None
    fill(page, latitude="1")
    cell(page, "latitude").blur()
    expect(fault(page, "latitude")).to_be_empty()
    assert cell(page, "latitude").get_attribute("aria-invalid") is None
    assert shown.said == []
    assert all(urlsplit(url).hostname == "127.0.0.1" for url in shown.requests)


def test_given_a_row_it_passes_when_appended_and_stands_in_the_link(
    opened: Open, site: Path, tmp_path: Path
) -> None:
    dataset = weather.write_dataset(tmp_path)
    shown = opened(site, STATIONS)
    # A letter in two parts, blanks around it, a quote, a comma and a line break of Windows.
    fill(shown.page, name=' Cafe\u0301, "upper"\r\nstation ', kind="hill", latitude="54.50", height="-2", opened="1999", parent_id="st-2", active="false")  # fmt: skip
    row = make(shown.page)
    assert row == 'st-4,"Café, ""upper""\nstation",hill,54.50,,,-2,1999,st-2,false'
    expect(shown.page.locator('[data-part="done"]')).to_be_focused()
    address = urlsplit(shown.page.locator('[data-part="issue"]').get_attribute("href") or "")
    assert address.geturl().startswith(f"{HOST}/issues/new?")
    asked = parse_qs(address.query)
    assert asked["title"] == ["New row: stations"]
    assert f"```csv\n{row}\n```" in asked["body"][0]
    add(dataset / "stations.csv", row)

    # A second form, whose row refers to what was there before.
    page = opened(site, READINGS).page
    fill(page, station_id="st-2", day="2024-02-29", hour="06:30:00", seen_at="2024-02-29T06:31:05", month="2024-02", warmth="-0.5", rain="3", note="=1+1")  # fmt: skip
    row = make(page)
    assert row == "st-2,2024-02-29,06:30:00,2024-02-29T06:31:05,2024-02,-0.5,3,=1+1"
    assert "a spreadsheet would run it as a formula" in page.locator('[data-part="notes"]').inner_text()  # fmt: skip
    add(dataset / "readings.csv", row)
    report = sourcebook.validate(dataset, engine="all")
    assert report.errors == 0
    assert {finding.code for finding in report.findings} <= {"formula-cell", "height-known"}
    declared = open_target(dataset).dataset
    for table in declared.tables:
        # In canonical form already: nothing but its place changes.
        after = form(declared, table)
        assert after.content is not None
        assert all("order of the rows" in change for change in after.changes)


def test_given_a_row_too_long_for_an_address_it_is_to_be_pasted(opened: Open, site: Path) -> None:
    page = opened(site, STATIONS).page
    fill(page, name="é" * 4000)
    row = make(page)
    assert "é" * 4000 in row
    assert len(page.locator('[data-part="issue"]').get_attribute("href") or "") < 500
    expect(page.locator('[data-part="long"]')).to_be_visible()


def test_given_a_broken_rule_it_is_told_in_its_own_words(opened: Open, site: Path) -> None:
    page = opened(site, READINGS).page
    fill(page, station_id="st-1", day="2024-01-01", rain="-1")
    assert make(page) == ""
    assert told(page, "rain") == "No negative rain: rain -1"
    fill(page, rain="", day="2020-02-29")
    assert make(page) == ""
    assert told(page, "station_id") == "There is a row with this station_id title and day title already."  # fmt: skip


def test_given_keys_alone_a_row_is_made(opened: Open, site: Path) -> None:
    page = opened(site, READINGS).page
    cell(page, "station_id").focus()
    page.keyboard.press("Enter")
    expect(page.locator('[data-part="summary"]')).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(cell(page, "station_id")).to_be_focused()
    page.keyboard.type("st-2")
    page.keyboard.press("Escape")  # the list of rows
    page.keyboard.press("Tab")
    for keys in ("01", "02", "2003"):
        page.keyboard.type(keys)
    page.keyboard.press("Enter")
    expect(page.locator('[data-part="row"]')).to_have_value("st-2,2003-01-02,,,,,,")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Copy the row")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator('[data-part="copied"]')).not_to_be_empty()


def test_given_no_script_the_spreadsheet_is_named(opened: Open, site: Path) -> None:
    page = opened(site, STATIONS, java_script_enabled=False).page
    expect(page.get_by_text("This form needs JavaScript")).to_be_visible()
    book = page.get_by_role("link", name="the spreadsheet").get_attribute("href")
    assert (site / STATIONS / str(book)).resolve().read_bytes().startswith(b"PK")


def test_given_a_page_from_the_disk_it_gives_a_row(opened: Open, site: Path) -> None:
    shown = opened(site, READINGS, disk=True)
    fill(shown.page, station_id="st-2", day="2024-02-29")
    assert make(shown.page).startswith("st-2,2024-02-29,")


@pytest.mark.parametrize(("look", "width"), [("light", 1200), ("dark", 360)])
def test_axe_finds_nothing_and_nothing_reaches_over_the_edge(
    opened: Open, site: Path, look: str, width: int
) -> None:
    page = opened(site, STATIONS, width=width, color_scheme=look, reduced_motion="reduce").page
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    for cells in ({"latitude": "x" * 300}, {"latitude": "", "name": "n" * 300}):
        fill(page, **cells)
        make(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []


def test_given_attacks_in_the_data_none_runs_and_a_row_keeps_what_is_typed(
    opened: Open, tmp_path: Path
) -> None:
    pages = hostile_site(tmp_path)
    for table in ("lakes", "soundings", "papers", "names"):
        shown = opened(pages.folder, f"lakes/contribute/{table}/", width=360)
        page = shown.page
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        data = page.evaluate("JSON.parse(document.getElementById('sbe-data').textContent)")
        names = [
            field["name"]
            for field in data["fields"]
            if cell(page, field["name"]).evaluate("each => each.tagName") == "TEXTAREA"
        ]
        for name in names:
            fill(page, **{name: "".join(ATTACKS)})
        row = page.evaluate(
            "data => { const check = new sourcebookEntry.Check(data); const form = document.querySelector('form[data-part]');"
            "return check.line(new Map(data.fields.map(each => [each.name, form.elements[`cell:${each.name}`].value]))); }",
            data,
        )
        cells = dict(zip(data["labels"], next(csv.reader(io.StringIO(row))), strict=True))
        assert {cells[name] for name in names} <= {"".join(ATTACKS)}
        make(page)
        assert shown.said == []


def verdicts(page: Page, data: Any) -> dict[tuple[str, str], bool | None]:
    """Whether the page takes each text for each field; ``None`` where it can't tell."""
    found = page.evaluate(
        """([data, texts]) => data.fields.flatMap(field => texts.map(text => {
          const value = sourcebookEntry.read(field, text);
          const verdict = value === sourcebookEntry.UNTOLD ? null : sourcebookEntry.broken(field.schema, value).length === 0;
          return [field.name, text, verdict];
        }))""",
        [data, [*TEXTS]],
    )
    return {(name, text): verdict for name, text, verdict in found}


def test_given_texts_of_all_kinds_the_page_says_what_the_engine_says(
    opened: Open, site: Path, tmp_path: Path
) -> None:
    described = [{"name": "n", "type": "integer"}, *({"name": name, **words} for name, words in FIELDS.items())]  # fmt: skip
    schema = {"fields": described, "primaryKey": ["n"]}
    package(tmp_path, {"name": "t", "path": "t.csv", "schema": schema})
    with (tmp_path / "t.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["n", *FIELDS])
        writer.writerows([at, *[text] * len(FIELDS)] for at, text in enumerate(TEXTS))
    report = sourcebook.validate(tmp_path, limit=None)
    wrong = {(found.field, TEXTS[int(found.key["n"])]) for found in report.findings if found.key}
    (entry,) = entries(open_target(tmp_path).dataset)
    found = verdicts(opened(site, STATIONS).page, entry.data())
    cases = [(name, text) for name in FIELDS for text in TEXTS]
    assert [case for case in cases if found[case] is not None and found[case] is (case in wrong)] == []  # fmt: skip
    # What it can't tell is little: numbers beyond JSON's, zones and parts of seconds.
    assert {name for name, text in cases if found[name, text] is None} <= {"number", "free", "moment"}  # fmt: skip


RULES = {
    "ordered": "a <= b AND b <= c",
    "either": "a IS NULL OR x > 1.5",
    "both": "(a IS NULL) = (b IS NULL)",
    "days": "d <= e",
    "since": "d >= '2000-01-01'",
    "listed": "s IN ('a', 'b') OR t <> 'x'",
    "unlisted": "s NOT IN ('a', 'é')",
    "flagged": "NOT f OR a > 0",
    "known": "coalesce(s, t, 'none') <> 'none'",
    "between": "y BETWEEN 1990 AND 2010",
    "texts": "s < t",
    "mixed": "a < x",
    "later": "b > 1",
}
CELLS = {
    "a": ("", "0", "1", "-2", "9007199254740993", "x"), "b": ("", "1", "2", "9007199254740992", "1.0"), "c": ("", "0", "2", "+3", "bad"),
    "x": ("", "1.50", "15e-1", "1.6", "-1", ".5"), "d": ("", "1999-12-31", "2024-02-29", "2023-02-29"), "e": ("", "2000-01-01", "2024-02-29"),
    "s": ("", "a", "b", "é", "😀", "\ufffd", "z"), "t": ("", "x", "a", "b", "😀", "\ufffd"), "f": ("", "true", "false", "maybe"), "y": ("", "1989", "1990", "2010", "2011"),
}  # fmt: skip
KINDS = {"a": "integer", "b": "integer", "c": "integer", "x": "number", "d": "date", "e": "date", "s": "string", "t": "string", "f": "boolean", "y": "year"}  # fmt: skip


def test_given_rows_of_all_kinds_the_page_breaks_the_rules_that_the_engine_breaks(
    opened: Open, site: Path, tmp_path: Path
) -> None:
    chance = random.Random(3)
    rows = [{name: chance.choice(texts) for name, texts in CELLS.items()} for _ in range(400)]
    rules = [{"id": name, "title": name, "message": "{a}", "expression": text} for name, text in RULES.items()]  # fmt: skip
    rules[-1]["after"] = ["ordered"]
    described = [{"name": "n", "type": "integer"}, *({"name": name, "type": kind} for name, kind in KINDS.items())]  # fmt: skip
    schema = {"fields": described, "primaryKey": ["n"], "rules": rules}
    package(tmp_path, {"name": "t", "path": "t.csv", "schema": schema})
    with (tmp_path / "t.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["n", *KINDS], lineterminator="\n")
        writer.writeheader()
        writer.writerows({"n": at, **row} for at, row in enumerate(rows))
    report = sourcebook.validate(tmp_path, limit=None)
    broken = {(int(found.key["n"]), found.code) for found in report.findings if found.key and found.code in RULES}  # fmt: skip
    assert {code for _, code in broken} == set(RULES)
    (entry,) = entries(open_target(tmp_path).dataset)
    assert set(entry.told) == set(RULES)
    found = opened(site, STATIONS).page.evaluate(
        """([data, rows]) => {
          const check = new sourcebookEntry.Check(data);
          return rows.flatMap((row, at) => check.faults(new Map([["n", `1000${at}`], ...Object.entries(row)]))
            .filter(fault => fault.rule).map(fault => [at, fault.rule]));
        }""",
        [entry.data(), rows],
    )
    # A double does not tell the two long numbers apart, so the page says nothing of them.
    long = {at for at, row in enumerate(rows) if len(row["a"]) > 15 or len(row["b"]) > 15}
    told_here = {(at, code) for at, code in found}
    assert told_here <= broken
    assert {case for case in broken - told_here if case[0] not in long} == set()


def test_given_the_shipped_dataset_a_name_passes_and_a_toll_out_of_order_is_told(
    opened: Open, shipped: Path, tmp_path: Path
) -> None:
    shown = opened(shipped, f"{SHIPPED}group_names/", width=360)
    page = shown.page
    fill(
        page,
        group_id="grp-0001",
        name="Made-up name",
        language="en",
        name_type="alias",
        script="Latn",
    )
    cell(page, "script").blur()
    place = f"#{cell(page, 'group_id').get_attribute('id')}-row"
    expect(page.locator(place)).to_have_text("Tehrik-i-Taliban Pakistan")
    row = make(page)
    assert page.locator('[data-part="issue"]').count() == 0  # mkdocs.yml names no repository
    for name in ("schemas", "datasets"):
        shutil.copytree(ROOT / name, tmp_path / name)
    dataset = tmp_path / "datasets" / "pakistan-militancy"
    add(dataset / "group_names.csv", row)
    assert sourcebook.validate(dataset).errors == 0

    page = opened(shipped, f"{SHIPPED}incidents/").page
    fill(page, deaths_low="5", deaths_best="3", deaths_high="9", violence_type="one_sided", incident_id="inc-1")  # fmt: skip
    assert make(page) == ""
    assert "low 5, best 3, high 9" in page.locator('[data-part="faults"]').inner_text()
    assert "must have the form" in told(page, "incident_id")
    assert shown.said == []

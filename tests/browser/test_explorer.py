"""The explorer in a real browser: filters, downloads, linked charts, links that restore, keys, looks."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

import sightings
from lakesite import LAKES, build_site
from opened import Opened, became, until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

    Open = Callable[..., Opened]

BELOW = "/some/where/"
"""The path that the server has the site below."""


@pytest.fixture(scope="session")
def birds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sightings.build(sightings.write(tmp_path_factory.mktemp("birds")))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sightings.build(sightings.write(tmp_path_factory.mktemp("hostile"), hostile=True))


@pytest.fixture(scope="session")
def lakes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lakes")
    shutil.copytree(LAKES, folder / "data")
    return build_site(folder).folder


class _Handler(SimpleHTTPRequestHandler):
    """Files below a path, as a site of many has them."""

    def translate_path(self, path: str) -> str:
        return super().translate_path("/" + path.removeprefix(BELOW))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Opens the explorer of a site, from a server or from the disk, and waits for its charts."""
    closing: list[Callable[[], None]] = []

    def open_(
        site: Path,
        name: str = "birds",
        *,
        link: str = "",
        width: int = 1440,
        disk: bool = False,
        **options: Any,
    ) -> Opened:
        if disk:
            address = (site / name / "explorer" / "index.html").as_uri()
        else:
            server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(site)))
            threading.Thread(target=server.serve_forever, daemon=True).start()
            closing.append(server.server_close)
            closing.append(server.shutdown)
            address = f"http://127.0.0.1:{server.server_port}{BELOW}{name}/explorer/"
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        closing.append(context.close)
        shown = Opened(context.new_page())
        shown.page.on("request", lambda request: shown.requests.append(request.url))
        shown.page.on("console", lambda message: shown.said.append(message.text))
        shown.page.on("pageerror", lambda error: shown.said.append(str(error)))
        shown.page.on(
            "dialog", lambda dialog: (shown.said.append(dialog.message), dialog.dismiss())
        )
        shown.page.goto(address + link)
        if options.get("java_script_enabled", True):
            shown.page.wait_for_selector(".sbx[data-ready]")
        return shown

    yield open_
    for close in reversed(closing):
        close()


# What a reader should get, from the dataset's own rows.
ROWS = sightings.rows()
TAGGED: dict[str, set[str]] = {}
for _key, _tag in sightings.tags():
    TAGGED.setdefault(_key, set()).add(_tag)
Row = dict[str, str]


def region(row: Row) -> str | None:
    return sightings.SITES[row["site_id"]][3]


def number(row: Row) -> int:
    return int(row["birds"] or -1)


def is_in(row: Row, west: float, south: float, east: float, north: float) -> bool:
    _, latitude, longitude, _ = sightings.SITES[row["site_id"]]
    return latitude is not None and west <= longitude <= east and south <= latitude <= north


def has_word(row: Row, word: str) -> bool:
    shown = [
        sightings.SITES[row["site_id"]][0],
        sightings.OBSERVERS.get(row["observer_id"], ""),
        region(row) or "",
        *TAGGED.get(row["sighting_id"], ()),
        {"true": "yes", "false": "no", "": ""}[row["certain"]],
        "Sighting",
    ]
    texts = [*row.values(), *shown]
    plain = [text.lower().replace("é", "e").replace("ü", "u") for text in texts]
    return any(word in text for text in plain)


CASES: dict[str, tuple[str, Callable[[Row], bool]]] = {
    "nothing": ("", lambda _: True),
    "a code": ("#?species=owl", lambda row: row["species"] == "owl"),
    "two codes": ("#?species=owl&species=kite", lambda row: row["species"] in ("owl", "kite")),
    "a reference": ("#?observer_id=obs-2", lambda row: row["observer_id"] == "obs-2"),
    "no reference": ("#?observer_id__isnull=1", lambda row: row["observer_id"] == ""),
    "a reference or none": (
        "#?observer_id=obs-2&observer_id__isnull=1",
        lambda row: row["observer_id"] in ("obs-2", ""),
    ),
    "one of many values": (
        "#?tag=nest&tag=ring",
        lambda row: bool(TAGGED.get(row["sighting_id"], set()) & {"nest", "ring"}),
    ),
    "none of many values": ("#?tag__isnull=1", lambda row: row["sighting_id"] not in TAGGED),
    "a yes or no": ("#?certain=false", lambda row: row["certain"] == "false"),
    "a span of days": (
        "#?day__gte=2016-02-29&day__lte=2017-06-30",
        lambda row: "2016-02-29" <= row["day"] <= "2017-06-30",
    ),
    "up to a year": ("#?day__lte=2016", lambda row: "" < row["day"] < "2017"),
    "no day": ("#?day__isnull=1", lambda row: row["day"] == ""),
    "a range of numbers": (
        "#?birds__gte=90&birds__lte=1000",
        lambda row: 90 <= number(row) <= 1000,
    ),
    "decimals below nought": ("#?wind__lte=-0.5", lambda row: float(row["wind"]) <= -0.5),
    "a word": ("#?_search=river", lambda row: "river" in row["note"]),
    "a word without its accent": ("#?_search=ZURICH", lambda row: "Zürich" in row["note"]),
    "words of two columns": (
        "#?_search=bela%20kite",
        lambda row: has_word(row, "bela") and has_word(row, "kite"),
    ),
    "a number as a word": ("#?_search=77", lambda row: has_word(row, "77")),
    "a box": ("#?_box=8,47.1,8.2,47.3", lambda row: is_in(row, 8, 47.1, 8.2, 47.3)),
    "all at once": (
        "#?species=owl&species=heron&day__gte=2016&birds__gte=100&region=east&_search=by",
        lambda row: (
            row["species"] in ("owl", "heron")
            and row["day"] >= "2016"
            and number(row) >= 100
            and region(row) == "east"
            and has_word(row, "by")
        ),
    ),
    "nothing that is": ("#?birds__gte=999999", lambda _: False),
    "no column and no value of ours": (
        "#?species=dodo&colour=red&_sort=size&_map=x",
        lambda _: True,
    ),
}
every_case = pytest.mark.parametrize(("link", "wanted"), CASES.values(), ids=CASES)


def count(page: Page) -> str:
    return page.locator("[data-part=count]").inner_text()


def taken(page: Page, kind: str) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=f"Download {kind}").click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def told(wanted: Callable[[Row], bool]) -> tuple[list[Row], str]:
    found = [row for row in ROWS if wanted(row)]
    return found, f"{len(found)} of {len(ROWS)}"


def facet(page: Page, name: str) -> Locator:
    return page.locator(f"[data-column={name}]")


def cells(page: Page, label: str) -> list[str]:
    return page.locator(f".sbx-table td[data-label='{label}']").all_inner_texts()


@pytest.fixture
def page(opened: Open, birds: Path) -> Page:
    return opened(birds, disk=True).page


@every_case
def test_a_link_filters_and_the_downloads_are_the_filtered_rows(
    page: Page, birds: Path, link: str, wanted: Callable[[Row], bool]
) -> None:
    page.evaluate("(link) => { location.hash = link || '#?'; }", link)
    found, words = told(wanted)
    expect(page.locator("[data-part=count]")).to_have_text(words)
    if not found:
        expect(page.get_by_role("button", name="Download CSV")).to_be_disabled()
        expect(page.locator(".sbx-table")).to_contain_text("No row passes")
        return
    package = (birds / "birds" / "files" / "birds-2.0.0" / "data" / "sightings.csv").read_bytes()
    name, data = taken(page, "CSV")
    assert list(csv.DictReader(io.StringIO(data.decode()))) == found
    if len(found) == len(ROWS):
        assert (name, data) == ("birds-2.0.0-sightings-all.csv", package)
    else:
        assert name == f"birds-2.0.0-sightings-{len(found)}-of-{len(ROWS)}.csv"
        lines = {row[0]: row for row in csv.reader(io.StringIO(package.decode()))}
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([lines["sighting_id"], *(lines[row["sighting_id"]] for row in found)])
        assert data.decode() == out.getvalue()
    _, text = taken(page, "JSON")
    kinds: dict[str, Callable[[str], Any]] = {
        "birds": int,
        "wind": float,
        "certain": {"true": True, "false": False}.get,
    }
    assert json.loads(text) == [
        {name: kinds.get(name, str)(value) if value else None for name, value in row.items()}
        for row in found
    ]


def test_a_number_keeps_its_digits_in_json(page: Page) -> None:
    page.evaluate("() => { location.hash = '#?'; }")
    expect(page.locator("[data-part=count]")).to_have_text("400 of 400")
    _, text = taken(page, "JSON")
    assert f'"wind": {ROWS[0]["wind"]},' in text.decode().splitlines()[1]


def test_a_reader_filters_with_boxes_and_takes_filters_back(opened: Open, birds: Path) -> None:
    page = opened(birds).page
    facet(page, "species").get_by_label("Owl").check()
    _, owls = told(lambda row: row["species"] == "owl")
    assert count(page) == owls
    facet(page, "birds").get_by_label("from").fill("1000")
    page.keyboard.press("Tab")
    _, many = told(lambda row: row["species"] == "owl" and number(row) >= 1000)
    assert count(page) == many
    expect(page).to_have_url(re.compile(r"#\?species=owl&birds__gte=1000$"))
    page.get_by_role("button", name="Remove the filter Birds: from 1000").click()
    assert count(page) == owls
    page.get_by_role("button", name="Clear all").click()
    assert count(page) == "400 of 400"
    assert "#" not in page.url


def test_each_value_says_how_many_rows_it_would_give(opened: Open, birds: Path) -> None:
    page = opened(birds, link="#?species=owl&certain=true").page
    for species in sightings.SPECIES:
        option = facet(page, "species").locator("label", has_text=species.title())
        found, _ = told(lambda row, is_=species: row["species"] == is_ and row["certain"] == "true")
        expect(option.locator(".sbx-count")).to_have_text(str(len(found)))


def test_a_search_is_typed(opened: Open, birds: Path) -> None:
    page = opened(birds).page
    page.get_by_role("searchbox", name="Search").fill("tsik")
    _, words = told(lambda row: "tsik" in row["note"])
    expect(page.locator("[data-part=count]")).to_have_text(words)


def test_rows_are_sorted_by_what_they_mean_and_empty_ones_come_last(
    opened: Open, birds: Path
) -> None:
    page = opened(birds, link="#?_sort_desc=birds&_size=100").page
    numbers = sorted((int(row["birds"]) for row in ROWS if row["birds"]), reverse=True)
    assert cells(page, "Birds") == [f"{each:,}" for each in numbers[:100]]
    page.get_by_role("button", name=re.compile("^Birds")).click()
    expect(page).to_have_url(re.compile("_sort=birds"))
    assert cells(page, "Birds") == [f"{each:,}" for each in reversed(numbers[-100:])]
    page.get_by_role("link", name="Last page").or_(page.get_by_label("Last page")).click()
    expect(page.locator(".sbx-table td[data-label='Birds']").last).to_have_text("not told")
    head = page.locator("th", has_text="Birds")
    expect(head).to_have_attribute("aria-sort", "ascending")


def test_a_row_leads_to_the_page_of_its_record(opened: Open, birds: Path) -> None:
    page = opened(birds, link="#?_search=s-0042").page
    page.locator(".sbx-table td.sb-title a").click()
    expect(page).to_have_url(re.compile(f"{BELOW}birds/sightings/s-0042/$"))
    page.go_back()
    expect(page.locator("[data-part=count]")).to_have_text("1 of 400")


def test_columns_are_chosen_and_what_is_taken_has_all(opened: Open, birds: Path) -> None:
    page = opened(birds).page
    heads = page.locator(".sbx-table th:visible")
    expect(heads).to_have_text(
        ["Sighting", "Day", "Species", "Observer id", "Birds", "Note", "Tags"]
    )
    page.get_by_text("Columns", exact=True).click()
    choice = page.get_by_role("group", name="Columns to show")
    choice.get_by_label("Wind").check()
    choice.get_by_label("Note").uncheck()
    expect(heads).to_have_text(
        ["Sighting", "Day", "Species", "Observer id", "Birds", "Wind", "Tags"]
    )
    page.reload()
    expect(heads).to_have_text(
        ["Sighting", "Day", "Species", "Observer id", "Birds", "Wind", "Tags"]
    )
    _, data = taken(page, "CSV")
    assert data.decode().splitlines()[0] == ",".join(ROWS[0])


def test_a_link_restores_the_whole_view(opened: Open, birds: Path) -> None:
    page = opened(birds).page
    facet(page, "region").get_by_label("east").check()
    facet(page, "day").get_by_label("from").fill("2016-05-01")
    page.get_by_role("searchbox", name="Search").fill("by")
    expect(page).to_have_url(re.compile("_search=by"))
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name=re.compile("^Birds")).click()
    expect(page).to_have_url(re.compile("_sort=|_sort_desc="))
    other = opened(birds, link=page.url[page.url.index("#") :]).page
    assert (count(other), cells(other, "Birds")) == (count(page), cells(page, "Birds"))
    assert until(other, lambda: map_view(other) == map_view(page))
    assert facet(other, "region").get_by_label("east").is_checked()
    assert facet(other, "day").get_by_label("from").input_value() == "2016-05-01"
    assert other.get_by_role("searchbox", name="Search").input_value() == "by"


def map_view(page: Page) -> list[int]:
    """Where the areas are drawn, in whole pixels."""
    paths = page.locator(".sbx-map .area path").evaluate_all(
        "all => all.map((each) => each.getAttribute('d'))"
    )
    return [round(float(each)) for path in paths for each in re.findall(r"-?[\d.]+", path)]


def test_a_span_on_the_timeline_filters_table_and_map(opened: Open, birds: Path) -> None:
    page = opened(birds).page
    circles = map_numbers(page)
    box = page.locator(".sbx-timeline .bin").bounding_box()
    assert box is not None
    drag(
        page,
        (box["x"] + box["width"] * 0.25, box["y"] + 40),
        (box["x"] + box["width"] * 0.6, box["y"] + 60),
    )
    expect(page).to_have_url(re.compile("day__gte=.*day__lte="))
    from_ = facet(page, "day").get_by_label("from").input_value()
    to = facet(page, "day").get_by_label("Day, to").input_value()
    assert re.fullmatch(r"2016-\d\d-01", from_)
    _, words = told(lambda row: from_ <= row["day"] <= to)
    assert count(page) == words
    assert until(page, lambda: map_numbers(page) != circles)


def test_a_second_click_on_the_span_takes_it_back(opened: Open, birds: Path) -> None:
    page = opened(birds).page
    box = page.locator(".sbx-timeline .bin").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 50)
    expect(page.locator("[data-part=count]")).not_to_have_text("400 of 400")
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 50)
    expect(page.locator("[data-part=count]")).to_have_text("400 of 400")


def test_an_area_of_the_map_filters_and_so_does_a_second_click(opened: Open, birds: Path) -> None:
    page = opened(birds).page
    area = page.locator(".sbx-map .area path").first
    box = area.bounding_box()
    assert box is not None
    corner = (box["x"] + 6, box["y"] + box["height"] - 6)
    page.mouse.click(*corner)
    _, west = told(lambda row: region(row) == "west")
    expect(page.locator("[data-part=count]")).to_have_text(west)
    assert facet(page, "region").get_by_label("west").is_checked()
    page.mouse.click(*corner)
    expect(page.locator("[data-part=count]")).to_have_text("400 of 400")


def test_a_circle_of_the_map_filters_to_its_rows(opened: Open, birds: Path) -> None:
    page = opened(birds).page
    page.locator(".sbx-map .circle path").first.click()
    expect(page).to_have_url(re.compile("_box="))
    shown = [
        told(lambda row, at=site: row["site_id"] == at)[1] for site in list(sightings.SITES)[:4]
    ]
    assert count(page) in shown
    page.get_by_role("button", name="Remove the filter In the box").click()
    expect(page.locator("[data-part=count]")).to_have_text("400 of 400")


def test_a_box_on_the_map_filters_table_and_timeline(opened: Open, birds: Path) -> None:
    page = opened(birds).page
    bars = timeline_numbers(page)
    box = page.locator(".sbx-map").bounding_box()
    assert box is not None
    drag(
        page,
        (box["x"] + 4, box["y"] + 4),
        (box["x"] + box["width"] / 2, box["y"] + box["height"] - 4),
    )
    _, west = told(lambda row: region(row) == "west")
    expect(page.locator("[data-part=count]")).to_have_text(west)
    assert until(page, lambda: timeline_numbers(page) != bars)


def test_a_reader_may_move_the_map_instead(opened: Open, birds: Path) -> None:
    page = opened(birds).page
    before = map_view(page)
    page.get_by_role("button", name="Move").click()
    box = page.locator(".sbx-map").bounding_box()
    assert box is not None
    drag(page, (box["x"] + 90, box["y"] + 90), (box["x"] + 150, box["y"] + 120))
    assert count(page) == "400 of 400"
    expect(page).to_have_url(re.compile("_map="))
    assert until(page, lambda: map_view(page) != before)
    page.get_by_role("button", name="All", exact=True).click()
    expect(page).not_to_have_url(re.compile("_map="))


def timeline_numbers(page: Page) -> list[str]:
    bars = page.locator(".sbx-timeline .mark-rect").nth(1).locator("path")
    found: list[str] = bars.evaluate_all("all => all.map((each) => each.getAttribute('d'))")
    return found


def map_numbers(page: Page) -> list[str]:
    return page.locator(".sbx-map .circle path").evaluate_all(
        "all => all.map((each) => each.getAttribute('d'))"
    )


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()


def test_the_charts_are_told_in_tables_too(opened: Open, birds: Path) -> None:
    page = opened(birds, link="#?species=owl").page
    page.get_by_text("The map as a table").click()
    east, _ = told(lambda row: row["species"] == "owl" and region(row) == "east")
    lost, _ = told(lambda row: row["species"] == "owl" and region(row) is None)
    table = page.get_by_role("region", name="The map as a table")
    expect(table.get_by_role("row", name=f"east {len(east)}")).to_be_visible()
    expect(table.get_by_role("row", name=f"Without one {len(lost)}")).to_be_visible()
    page.get_by_text("The timeline as a table").click()
    rows = page.get_by_role("region", name="The timeline as a table").locator("tbody tr")
    dated, _ = told(lambda row: row["species"] == "owl" and row["day"] != "")
    expect(rows.first).to_be_visible()
    numbers = rows.locator("td:last-child").all_inner_texts()
    assert sum(int(each) for each in numbers) == len(dated)


def test_keys_alone_reach_search_filters_map_and_table(opened: Open, birds: Path) -> None:
    page = opened(birds).page
    page.get_by_role("searchbox", name="Search").focus()
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "(e => e.ariaLabel || e.innerText?.split('\\n')[0] || e.dataset.part || e.tagName)(document.activeElement)"
            )
        )
    for wanted in ("Day, from", "Zoom in", "Move", "Columns", "Download CSV"):
        assert any(str(each).startswith(wanted) for each in reached), (wanted, reached)
    page.locator(".sbx-map").focus()
    before = map_view(page)
    page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("_map="))
    assert until(page, lambda: map_view(page) != before)
    page.keyboard.press("0")
    expect(page).not_to_have_url(re.compile("_map="))
    facet(page, "species").get_by_label("Wren").focus()
    page.keyboard.press("Space")
    _, words = told(lambda row: row["species"] == "wren")
    assert count(page) == words
    page.locator("th", has_text="Day").get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("_sort_desc=day"))


@pytest.mark.parametrize("disk", [False, True], ids=["served", "from the disk"])
def test_it_asks_no_other_host_and_has_no_error(opened: Open, birds: Path, disk: bool) -> None:
    shown = opened(birds, disk=disk, link="#?species=owl&_box=8,47,9,48")
    facet(shown.page, "species").get_by_label("Kite").check()
    shown.page.mouse.move(500, 480)
    assert taken(shown.page, "CSV")[1]
    assert shown.said == []
    root = "file:///" if disk else shown.page.url[: shown.page.url.index(BELOW)] + BELOW
    strange = [each for each in shown.requests if not each.startswith((root, "blob:"))]
    assert strange == []
    assert shown.page.context.cookies() == []


def test_no_text_of_the_data_becomes_code(opened: Open, hostile: Path) -> None:
    shown = opened(
        hostile, link="#?species=owl&_cols=day,species,site_id,observer_id,region,tag,note"
    )
    page = shown.page
    page.locator(".sbx-filter").evaluate_all("all => all.forEach((each) => { each.open = true; })")
    page.get_by_text("The map as a table").click()
    page.get_by_text("Columns", exact=True).click()
    page.locator(".sbx-map .area path").first.hover(position={"x": 5, "y": 5})
    page.get_by_role("searchbox", name="Search").fill(sightings.IMAGE[:12])
    expect(page.locator("[data-part=chips]")).to_contain_text(sightings.IMAGE[:12])
    assert page.locator(".sbx img, .sbx script, .sbx-hover img").count() == 0
    assert (shown.said, [each for each in shown.requests if "127.0.0.1" not in each]) == ([], [])
    text = page.locator(".sbx").inner_text()
    assert sightings.SCRIPT in text
    assert "[U+202E]turned" in text
    assert "\u202e" not in text
    for label in page.locator(".sbx [aria-label]").evaluate_all(
        "all => all.map((e) => e.ariaLabel)"
    ):
        assert "&lt;" not in label
        assert "<bdi>" not in label


def test_what_is_taken_of_hostile_rows_is_what_the_package_has(opened: Open, hostile: Path) -> None:
    package = hostile / "birds" / "files" / "birds-2.0.0" / "data" / "sightings.csv"
    assert taken(opened(hostile).page, "CSV")[1] == package.read_bytes()


@pytest.mark.parametrize("name", ["birds", "hostile"])
def test_nothing_is_wider_than_the_window(
    opened: Open, request: pytest.FixtureRequest, name: str
) -> None:
    page = opened(request.getfixturevalue(name), width=360, link="#?species=owl").page
    page.locator(".sbx-panel > summary").click()
    for width in (360, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        # Charts are drawn anew for a new width, a moment after it.
        assert became(page, f"document.documentElement.scrollWidth <= {width}")


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 360), ("dark", 360)]
)
def test_axe_finds_nothing_serious(opened: Open, birds: Path, scheme: str, width: int) -> None:
    page = opened(birds, width=width, link="#?species=owl", color_scheme=scheme).page
    page.locator(".sbx details:not(.sbx-drop)").evaluate_all(
        "all => all.forEach((each) => { each.open = true; })"
    )
    found = Axe().run(page, context=".sbx").response["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in serious] == []


def test_it_is_dark_where_a_reader_wants_it_dark(opened: Open, birds: Path) -> None:
    colours = set()
    for scheme in ("light", "dark"):
        page = opened(birds, color_scheme=scheme).page
        bar = page.locator(".sbx-timeline .mark-rect").nth(1).locator("path").first
        colours.add(bar.evaluate("each => getComputedStyle(each).fill"))
    assert len(colours) == 2


def test_a_telephone_shows_rows_as_cards_and_sorts_them(opened: Open, birds: Path) -> None:
    page = opened(birds, width=360).page
    page.get_by_label("Sort by").select_option(label="Birds, last to first")
    best = max(number(row) for row in ROWS)
    expect(page.locator(".sbx-table td[data-label=Birds]").first).to_have_text(f"{best:,}")
    expect(page.locator(".sbx-table thead")).to_have_css("position", "absolute")


def test_without_a_script_it_says_where_the_rows_are(opened: Open, birds: Path) -> None:
    page = opened(birds, java_script_enabled=False).page
    expect(page.get_by_text("They need JavaScript")).to_be_visible()
    expect(page.get_by_role("link", name="sightings.csv").first).to_be_visible()


def test_a_dataset_that_declares_none_has_one_of_its_first_records(
    opened: Open, lakes: Path
) -> None:
    shown = opened(lakes, "lakes", link="#?kind=glacial")
    page = shown.page
    assert count(page) == "2 of 4"
    expect(page.locator("h1")).to_have_text("Explorer: Lakes")
    expect(page.locator(".sbx-map")).to_have_count(0)
    expect(page.locator(".sbx-timeline svg")).to_be_visible()
    expect(page.get_by_text("A list of four proves nothing.")).to_be_visible()
    assert not re.search("incident|militan|pakistan", page.content(), re.IGNORECASE)

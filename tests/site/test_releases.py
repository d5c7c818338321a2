"""A site tells of every version: its files, what it changed, that it was withdrawn, and a feed."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from lakesite import LAKES, mkdocs
from sourcebook import catalogue
from sourcebook.package.build import build
from sourcebook.package.history import Change, Entry, History

if TYPE_CHECKING:
    from pathlib import Path

    from pagecheck import Pages

ATOM = "{http://www.w3.org/2005/Atom}"
NEWER = "version: 1.1.0\nid: https://doi.org/10.1234/lakes.2"
REASON = "The line was <too> short."


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Lakes in versions 1.0.0, which was withdrawn, and 1.1.0; a lake was merged into another."""
    folder = tmp_path_factory.mktemp("released")
    data = folder / "data"
    shutil.copytree(LAKES, data)
    first = Entry("1.0.0", "2026-01-01", "major", "* The first.")
    _release(folder, History((first,)))
    catalogue.withdraw("lakes", "1.0.0", REASON, folder / "dist" / "catalog")
    _replace(data / "datapackage.yaml", "version: 1.0.0", NEWER)
    _replace(
        data / "schemas" / "lakes.yaml", "rules:", "lifecycle: {merged_into: drains_to}\nrules:"
    )
    summary = "## Values\n\n* `lakes`: **1** cell <b>"
    _release(
        folder,
        History(
            (Entry("1.1.0", "2026-02-03", "minor", summary), first),
            (
                Change(
                    "1.1.0", "lakes", "lake-3", "name", "Mere", "The Mere", "map", "cell changed"
                ),
                Change("1.1.0", "lakes", "lake-4", None, None, None, None, "row added"),
            ),
        ),
    )
    return mkdocs(folder)


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def _release(folder: Path, history: History) -> None:
    package = build(folder / "data", folder / "dist", history=history)
    catalogue.publish(package, folder / "dist" / "catalog")


def test_each_version_stands_with_its_files_the_newest_first(released: Pages) -> None:
    page = released.main("lakes/downloads/")
    assert [h.text.split()[1] for h in page.all("h2")] == ["1.1.0", "1.0.0"]
    for version in ("1.0.0", "1.1.0"):
        folder = released.folder / "lakes" / "files" / f"lakes-{version}"
        described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        assert described["version"] == version
        assert f"files/lakes-{version}/data/lakes.csv" in " ".join(
            a.attributes.get("href", "") for a in page.all("a")
        )


def test_each_version_tells_its_own_doi_licence_and_citation(released: Pages) -> None:
    page = released.main("lakes/downloads/")
    newer, older = (page.by_id(f"version-{one}").above("section") for one in ("1.1.0", "1.0.0"))
    (doi,) = newer.all("a", href="https://doi.org/10.1234/lakes.2")
    assert doi.text == "10.1234/lakes.2"
    assert "Version 1.1.0" in newer.all("div", class_="sb-cite")[0].text
    assert newer.all("div", class_="sb-cite")[0].text.endswith("https://doi.org/10.1234/lakes.2.")
    assert "DOI" not in older.text
    assert "Version 1.0.0" in older.all("div", class_="sb-cite")[0].text


def test_a_withdrawn_version_is_marked_with_its_reason(released: Pages) -> None:
    section = released.main("lakes/downloads/").by_id("version-1.0.0").above("section")
    assert "withdrawn" in section.all("h2")[0].text
    assert REASON in section.text
    assert (
        REASON not in released.main("lakes/downloads/").by_id("version-1.1.0").above("section").text
    )


def test_the_changelog_tells_the_changes_with_their_reasons(released: Pages) -> None:
    page = released.main("lakes/changelog/")
    newest = page.by_id("version-1.1.0").above("section")
    assert "3 February 2026. Minor release." not in page.text  # the day is that of the catalogue
    assert "lakes: **1** cell <b>" in newest.text
    rows = [[cell.text for cell in row.all("td")] for row in newest.all("tbody")[0].all("tr")]
    assert rows[0] == [
        "lakes",
        "The Mere (lake-3)",
        "cell changed: name",
        "Mere",
        "The Mere",
        "map",
    ]
    assert "The first." in page.by_id("version-1.0.0").above("section").text


def test_a_record_tells_its_own_history(released: Pages) -> None:
    history = released.main("lakes/lakes/lake-3/").by_id("history").above("section")
    cells = [cell.text for cell in history.all("tbody")[0].all("td")]
    assert cells == ["1.1.0", "cell changed: name", "Mere", "The Mere", "map"]


def test_the_feed_is_atom_with_an_entry_a_version(released: Pages) -> None:
    feed = ET.fromstring((released.folder / "lakes" / "releases.xml").read_text(encoding="utf-8"))
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    titles = [entry.findtext(f"{ATOM}title") for entry in entries]
    assert titles == ["Lakes and their depths 1.1.0", "Lakes and their depths 1.0.0 (withdrawn)"]
    assert entries[1].findtext(f"{ATOM}summary") == REASON
    for place in (feed, *entries):
        assert all(place.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2


def test_a_merged_record_leads_to_the_one_that_stands_for_it(released: Pages) -> None:
    page = released["lakes/lakes/lake-1/"]
    (refresh,) = page.all("meta", **{"http-equiv": "refresh"})
    assert refresh.attributes["content"] == "0; url=../lake-2/#merged-lake-1"
    assert page.all("a")[0].attributes["href"] == "../lake-2/#merged-lake-1"


def test_what_was_said_of_a_merged_record_stands_on_the_page_of_the_other(released: Pages) -> None:
    page = released.main("lakes/lakes/lake-2/")
    section = page.by_id("merged-lake-1").above("section")
    assert "lake-1" in page.by_id("merged-lake-1").text
    rows = [row.attributes["id"] for row in section.all("tr") if "id" in row.attributes]
    assert {"s-1", "s-2", "s-3", "s-4", "s-5", "s-6"} == set(rows)
    own = page.by_id("claims-depth_best")
    assert [row.attributes["id"] for row in own.all("tr") if "id" in row.attributes] == ["s-7"]


def test_search_engines_read_the_dataset_with_its_files(released: Pages) -> None:
    (script,) = released.main("lakes/").all("script", type="application/ld+json")
    described = json.loads("".join(map(str, script.children)))
    assert described["@type"] == "Dataset"
    assert described["version"] == "1.1.0"
    for file in described["distribution"]:
        assert (released.folder / "lakes" / file["contentUrl"]).is_file()


def test_the_home_page_tells_how_to_cite_and_load_the_newest_version(released: Pages) -> None:
    page = released.main("lakes/")
    cite = page.by_id("cite").parent
    assert cite is not None
    assert "The surveyors" in cite.text
    assert "Lakes and their depths. Version 1.1.0" in cite.text
    assert 'pd.read_parquet("lakes-1.1.0/data/lakes.parquet")' in cite.text
    assert [
        li.all("a")[0].text.split()[1] for li in page.all("ul", class_="sb-latest")[0].all("li")
    ] == [
        "1.1.0",
        "1.0.0",
    ]


def test_a_version_that_no_catalogue_would_take_has_a_site_all_the_same(tmp_path: Path) -> None:
    shutil.copytree(LAKES, tmp_path / "data")
    _replace(tmp_path / "data" / "datapackage.yaml", "version: 1.0.0", "version: '2024'")
    build(tmp_path / "data", tmp_path / "dist")
    pages = mkdocs(tmp_path)
    assert "2024" in pages["lakes/downloads/"].text

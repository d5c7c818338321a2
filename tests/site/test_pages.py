"""What a reader finds on the generated pages of a dataset of lakes."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import sourcebook

if TYPE_CHECKING:
    from pagecheck import Element, Pages

LAKE = "lakes/lakes/lake-1/"


def _claims() -> list[dict[str, str]]:
    file = Path(__file__).parent / "lakes" / "soundings.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def _figure(page: Element, field: str) -> tuple[Element, Element]:
    """The heading of a figure and the claims that stand below it."""
    claims = page.by_id(f"claims-{field}")
    section = claims.parent
    assert section is not None
    (heading,) = [e for e in section.all("h3") if e.attributes.get("id") == field]
    return heading, claims


@pytest.mark.parametrize("claim", _claims(), ids=lambda claim: claim["sounding_id"])
def test_every_claim_stands_below_the_figure_it_is_about(
    site: Pages, claim: dict[str, str]
) -> None:
    page = site.main(f"lakes/lakes/{claim['about_id']}/")
    heading, claims = _figure(page, claim["field"])
    row = claims.by_id(claim["sounding_id"])
    assert claim["value"].lower() in row.all("td")[0].text.lower().replace(",", "")
    if claim["adopted"] == "true":
        published = heading.all("span", class_="sb-published")[0].text
        assert published.lower().replace(",", "") == claim["value"].lower()
        assert "published here" in row.text


def test_the_estimate_is_a_range(site: Pages) -> None:
    ranges = {
        name: site.main(f"lakes/lakes/{name}/").all("p", class_="sb-range")[0].text
        for name in ("lake-1", "lake-2", "lake-3", "lake-4")
    }
    assert ranges == {
        "lake-1": "92 (88 to 95)",
        "lake-2": "40",
        "lake-3": "not known",
        "lake-4": "2 (1 to 1,200)",
    }


def test_a_claim_is_told_with_qualifier_wording_speaker_paper_and_date(site: Pages) -> None:
    _, claims = _figure(site.main(LAKE), "depth_best")
    cells = [cell.text for cell in claims.by_id("s-2").all("td")]
    assert cells == ["about 88 “some 88”", "", "جریدہ جھیل کی گہرائی, May 1960", "May 1960", "s-2"]
    link = claims.by_id("s-2").all("a", class_="sb-out")[0]
    assert link.attributes["href"] == "https://example.org/ur"
    assert link.attributes["rel"] == "nofollow noopener"


def test_a_replaced_claim_is_struck_through_and_leads_to_its_successor(site: Pages) -> None:
    _, claims = _figure(site.main(LAKE), "depth_best")
    row = claims.by_id("s-3")
    assert row.all("del")[0].text == "70"
    assert "replaced by 92. Remark: before the line was mended" in row.text
    assert row.all("a", href="#s-1")


def test_independent_sources_are_counted_by_origin_and_replaced_claims_are_not(site: Pages) -> None:
    heading, _ = _figure(site.main(LAKE), "depth_best")
    section = heading.above("section")
    assert section.all("p", class_="sb-voices")[0].text == (
        "3 independent sources: Leaflets of the shore, Royal Survey, جریدہ."
    )
    lake = site.main("lakes/lakes/lake-4/").all("p", class_="sb-voices")[0].text
    assert lake == "2 independent sources: A journal (2 claims), Leaflets of the shore."


def test_the_claims_that_have_a_day_are_drawn_in_their_course(site: Pages) -> None:
    (drawing,) = site.main(LAKE).all("svg", class_="sb-course")
    marks = {mark.all("title")[0].text: mark for mark in drawing.all("circle")}
    assert set(marks) == {
        "70: Royal Survey, 1 July 1931",
        "92: Royal Survey, 4 July 1931",
    }
    assert marks["70: Royal Survey, 1 July 1931"].has(class_="sb-gone")
    assert drawing.attributes["aria-label"].startswith(
        "Depth as claimed over time. 1 July 1931: 70"
    )


def test_a_record_has_its_map_timeline_and_lineage(site: Pages) -> None:
    page = site.main(LAKE)
    (place,) = page.all("svg", class_="sb-map")
    assert len(place.all("circle")) == 1
    (years,) = page.all("svg", class_="sb-bars")
    assert years.attributes["aria-label"] == "Soundings a year. 1954: 6"
    (lines,) = page.all("svg", class_="sb-lineage")
    assert lines.attributes["aria-label"] == (
        "Upper Water (lake-1): Glacial Lower Water (lake-2), 1931."
    )
    assert lines.all("a")[0].attributes["href"] == "../lake-2/"


DRAWINGS = {
    "sb-map": "figure",
    "sb-course": "figure",
    "sb-chart": "figure",
    "sb-bars": "section",
    "sb-lineage": "section",
}
"""A kind of drawing, and the element around it in which its numbers are to be had."""


def test_every_drawing_has_words_for_it_and_a_link_to_its_numbers(site: Pages) -> None:
    found = {}
    for address in site.addresses:
        around_all = "article" if "/codebook/" in address else None
        for drawing in site.main(address).walk():
            for kind in DRAWINGS.keys() & set(drawing.attributes.get("class", "").split()):
                place = (
                    drawing if kind == "sb-chart" else drawing.above(around_all or DRAWINGS[kind])
                )
                spoken = [e for e in place.walk() if e.attributes.get("role") in ("img", "group")]
                assert spoken, (address, kind)
                assert all(e.attributes["aria-label"] for e in spoken), (address, kind)
                links = [a.attributes["href"] for a in place.all("a", download="")]
                assert any(link.endswith(".csv") for link in links), (address, kind)
                found[kind] = address
    assert found.keys() == DRAWINGS.keys()


def test_the_numbers_behind_a_drawing_stand_below_it_and_in_a_file_of_all_records(
    site: Pages,
) -> None:
    page = site.main(LAKE)
    numbers = page.by_id("timeline").above("section").all("details", class_="sb-behind")[0]
    assert [c.text for c in numbers.all("td")] == ["1954", "6"]
    (link,) = numbers.all("a")
    assert link.attributes["href"] == "../../charts/lakes-timeline.csv"
    told = (site.folder / "lakes" / "charts" / "lakes-timeline.csv").read_text(encoding="utf-8")
    assert told.splitlines()[1:] == ["lake-1,1954,6", "lake-2,1954,1", "lake-4,1954,3"]
    assert told.startswith("lake_id,")


def test_the_quality_page_counts_voices_disputes_and_what_is_filled(site: Pages) -> None:
    page = site.main("lakes/quality/")
    support = [[c.text for c in r.all("td")][:3] for r in page.all("tbody")[0].all("tr")]
    assert support == [
        ["none that is known", "0", "0"],
        ["1", "1", "33"],
        ["2", "1", "33"],
        ["3 or more", "1", "33"],
    ]
    assert "2 of 3 figures (67 %) are disputed" in page.text
    years = page.all("table", class_="sb-heat")[0]
    assert [h.text for h in years.all("th", scope="col")] == ["Field", "1931", "1954", "2001"]


def test_the_sources_page_tells_what_rests_on_one_voice(site: Pages) -> None:
    page = site.main("lakes/voices/")
    assert "1 of 3 published figures have one independent source" in page.text
    alone = page.all("tbody")[1].all("tr")
    assert [[c.text for c in r.all("td")] for r in alone] == [
        ["Lower Water (lake-2)", "Depth", "Royal Survey", "1"]
    ]


def test_the_codebook_tells_how_full_each_field_is(site: Pages) -> None:
    page = site.main("lakes/codebook/lakes/")
    assert "Filled 3 of 4 (75 %)" in page.by_id("depth_best").above("section").text
    row = page.by_id("kind-glacial")
    assert row.all("td")[3].text == "2"


def test_names_carry_language_and_direction(site: Pages) -> None:
    found = {
        e.text: (e.attributes["lang"], e.attributes["dir"])
        for name in ("lake-1", "lake-3")
        for e in site.main(f"lakes/lakes/{name}/").all("bdi")
        if "lang" in e.attributes
    }
    assert found["Ober See"] == ("de", "ltr")
    assert found["Talab"] == ("ur-Latn", "ltr")
    assert found["تالاب"] == ("ur-Arab", "rtl")
    assert found["אגם"] == ("he", "rtl")
    assert found["جھیل کی گہرائی"] == ("ur", "rtl")


def test_rows_that_belong_to_a_record_are_told_in_words(site: Pages) -> None:
    (sentence,) = site.main("lakes/lakes/lake-2/").all("ul", class_="sb-sentences")[0].all("li")
    assert sentence.text == "It takes the water of Upper Water (lake-1)."
    assert sentence.all("a")[0].attributes["href"] == "../lake-1/"


def test_the_list_of_records_is_in_its_declared_order(site: Pages) -> None:
    body = site.main("lakes/lakes/").all("tbody")[0]
    rows = [[cell.text for cell in row.all("td")] for row in body.all("tr")]
    assert rows == [
        ["Lower Water (lake-2)", "Glacial", "1954", "40"],
        ["Salt Pan (lake-4)", "", "February 2001", "2"],
        ["The Mere (lake-3)", "Oxbow", "", "not known"],
        ["Upper Water (lake-1)", "Glacial", "4 July 1931", "92"],
    ]


def test_the_home_page_has_the_figures_and_the_chart_with_its_numbers(site: Pages) -> None:
    page = site.main("./")
    figures = {div.all("dt")[0].text: div.all("dd")[0].text for div in page.all("dl")[0].all("div")}
    assert figures == {"lakes": "4", "metres in all of those that were sounded": "134"}
    image, where = page.all("div", role="img")
    assert len(where.all("circle")) == 3
    assert image.attributes["aria-label"].startswith("Depth of each lake. Bars of the depth")
    assert len(image.all("svg")) == 2
    numbers = site.folder / "lakes" / "charts" / "depth.csv"
    assert numbers.read_text() == "name,metres\nUpper Water,92\nLower Water,40\nSalt Pan,2\n"
    assert "A list of four proves nothing." in page.text


def test_the_codebook_tells_fields_codes_keys_and_rules(site: Pages) -> None:
    page = site.main("lakes/codebook/lakes/")
    kind = page.by_id("kind").above("section").text
    assert "Glacial Left by a glacier." in kind
    depth = page.by_id("depth_best").above("section").text
    assert all(part in depth for part in ("integer", "metres", "At least 0", "At most 11000"))
    assert page.by_id("rule-depth-known").text == (
        "depth-known A lake has been sounded A depth is why the list exists. warning"
    )
    keys = site.main("lakes/codebook/names/")
    assert [a.attributes["href"] for a in keys.all("ul")[0].all("a")] == [
        "#lake_id",
        "../lakes/#lake_id",
    ]
    assert "lake_id, name, language" in keys.text


def test_the_downloads_tell_the_size_and_checksum_of_what_is_there(site: Pages) -> None:
    page = site.main("lakes/downloads/")
    rows = page.all("table", class_="sb-files")[0].all("tbody")[0].all("tr")
    folder = site.folder / "lakes" / "files" / "lakes-1.0.0"
    assert len(rows) == sum(1 for file in folder.rglob("*") if file.is_file())
    for row in rows:
        name, size, checksum = (cell.text for cell in row.all("td"))
        content = (folder / name).read_bytes()
        assert checksum == hashlib.sha256(content).hexdigest()
        if size.endswith(" bytes"):
            assert int(size.removesuffix(" bytes")) == len(content)


def test_a_view_is_told_apart_and_leads_to_its_sql(site: Pages) -> None:
    for page in ("lakes/codebook/", "lakes/downloads/"):
        marked = [a.parent for a in site.main(page).all("a") if a.text == "Depths"]
        assert ["(view)" in cell.text for cell in marked if cell is not None] == [True]
        assert site.main(page).text.count("(view)") == 1
    page = site.main("lakes/codebook/depths/")
    (link,) = [a for a in page.all("a") if a.text == "views/depths.sql"]
    file = site.folder / "lakes" / "codebook" / "depths" / link.attributes["href"]
    source = Path(__file__).parent / "lakes" / "views" / "depths.sql"
    assert file.resolve().read_bytes() == source.read_bytes()


def test_the_quality_page_tells_what_was_checked_and_found(site: Pages) -> None:
    page = site.main("lakes/quality/")
    assert "Every check that counts as an error passed." in page.text
    assert "duckdb, pandera, frictionless, which agree" in page.text
    (found,) = page.all("ul", class_="sb-findings")
    assert found.text == "lake-3: The Mere (lake-3): nobody says how deep it is"
    assert found.all("a")[0].attributes["href"] == "../lakes/lake-3/"
    assert "depth-known A lake has been sounded ran 1" in page.text


def test_the_downloads_tell_each_tables_content_hash(site: Pages) -> None:
    folder = site.folder / "lakes" / "files" / "lakes-1.0.0"
    resources = json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]
    shown = site.main("lakes/downloads/").all("tbody")[0].text
    for resource in resources:
        assert resource["contentHash"] in shown.replace(" ", ""), resource["name"]


def test_a_record_is_found_by_searching_for_its_claims(site: Pages) -> None:
    for words in ("char and trout", "تالاب", "before the line was mended", "Upper Water"):
        assert any(words in found["text"] or words in found["title"] for found in site.searched)


def test_the_search_index_stands_in_the_site_once(site: Pages) -> None:
    assert [file.name for file in (site.folder / "search").iterdir()] == ["search_index.js"]


def test_a_search_for_a_key_finds_its_record(site: Pages) -> None:
    (found,) = [found for found in site.searched if found["location"] == "lakes/lakes/lake-3/"]
    assert found["title"] == "The Mere (lake-3)"
    assert "Lake lake-3" in found["text"]


def test_nothing_in_the_room_knows_what_the_shipped_dataset_is_about(site: Pages) -> None:
    other = re.compile(
        r"incident|militan|pakistan|afghan|deaths|casualt|perpetrat|killed", re.IGNORECASE
    )
    room = Path(sourcebook.__file__).parent / "site"
    for file in [f for f in room.rglob("*") if f.suffix in (".py", ".html", ".css", ".js")]:
        assert not other.search(file.read_text(encoding="utf-8")), file
    for address in site.addresses:
        assert not other.search(site[address].text), address

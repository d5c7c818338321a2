"""The pages that tell how to contribute: the rules in words, the files beside the forms."""

from __future__ import annotations

import io
import json
import shutil
from typing import TYPE_CHECKING

import openpyxl
import pytest
from jsonschema import Draft202012Validator

import sourcebook
import weather
from lakesite import LAKES
from sourcebook.errors import UseError
from sourcebook.site.contact import Contact
from sourcebook.site.contents import Contents
from sourcebook.site.contribute import Contribute

if TYPE_CHECKING:
    from pathlib import Path

REPOSITORY = "https://github.com/example/weather"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weather")
    sourcebook.build(weather.write_dataset(folder), folder / "dist")
    return folder


@pytest.fixture
def made(folder: Path) -> Contribute:
    dataset = folder / "datasets" / "weather" / "datapackage.yaml"
    return Contribute(dataset, Contents(folder / "dist" / "weather-1.2.0"), Contact(REPOSITORY))


def page(made: Contribute, path: str) -> str:
    (found,) = (each for each in made.pages() if each.path == path)
    return " ".join(found.render(lambda path: path).split())


def test_given_rules_the_page_says_them_in_words_and_which_wait_for_the_row(
    made: Contribute,
) -> None:
    html = page(made, "weather/contribute/stations.md")
    rules = html.partition('id="rules"')[2]
    for words in (
        "<li>These have to be filled in: station_id title, name title.</li>",
        "<li>No two rows have the same station_id title.</li>",
        "<li>parent_id title names a row of stations.</li>",
        "<li>These are chosen from a list: kind title, active title.</li>",
        "<li>A station lies in its region. <em>Checked when the row is submitted.</em></li>",
        "<li>A height is known. A warning only.</li>",
    ):
        assert words in rules


def test_given_a_repository_the_list_of_forms_names_where_a_spreadsheet_goes(
    made: Contribute,
) -> None:
    html = page(made, "weather/contribute/index.md")
    assert f'href="{REPOSITORY}/issues/new"' in html
    assert "weather/contribute/stations.md" in html
    made.people = Contact()
    assert "issues" not in page(made, "weather/contribute/index.md")
    assert 'data-part="issue"' not in page(made, "weather/contribute/stations.md")


def test_given_the_files_beside_the_forms_they_are_a_form_and_json_schemas(
    made: Contribute,
) -> None:
    found = made.files()
    book = found["weather/contribute/weather-form.xlsx"]
    assert isinstance(book, bytes)
    sheets = openpyxl.load_workbook(io.BytesIO(book)).sheetnames
    assert {"stations", "readings"} <= set(sheets)
    schema = json.loads(found["weather/contribute/stations.schema.json"])
    Draft202012Validator.check_schema(schema)
    whole = Draft202012Validator(schema)
    assert whole.is_valid({"station_id": "st-9", "name": "A", "latitude": 1.5, "active": True})
    for wrong in ({"name": "A"}, {"station_id": "st-9", "name": "A", "latitude": -91}):
        assert not whole.is_valid(wrong)
    assert made.files() == found


def test_given_rows_without_a_name_the_form_calls_them_as_the_site_does(
    made: Contribute,
) -> None:
    made.titles = {"stations": {"st-1": "Upper \u202e fell"}}
    data = page(made, "weather/contribute/readings.md").partition('id="sbe-data">')[2]
    references = json.loads(data.partition("</script>")[0])["references"]
    assert [row[:2] for row in references["stations"]] == [["st-1", "Upper [U+202E] fell"], ["st-2", "st-2"], ["st-3", "st-3"]]  # fmt: skip


def test_given_a_dataset_without_plain_tables_there_is_no_page(
    made: Contribute,
) -> None:
    none = Contribute(made.contents.folder / "datapackage.json", made.contents, Contact())
    assert (list(none.pages()), none.files()) == ([], {})


def test_given_a_table_that_cannot_be_read_its_place_is_told(tmp_path: Path) -> None:
    shutil.copytree(LAKES, tmp_path / "data")
    sourcebook.build(tmp_path / "data", tmp_path / "dist")
    (contents,) = (tmp_path / "dist").iterdir()
    with (tmp_path / "data" / "lakes.csv").open("a", encoding="utf-8") as file:
        file.write('"open\n')
    with pytest.raises(UseError, match=r"lakes\.csv:\d+: .*Mend it first"):
        Contribute(tmp_path / "data" / "datapackage.yaml", Contents(contents), Contact())

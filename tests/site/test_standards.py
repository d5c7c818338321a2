"""Codes of standards are written in words, and stay as they are where nobody knows them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from lakesite import LAKES, build_site
from sourcebook.site.standards import in_words

if TYPE_CHECKING:
    from pathlib import Path

    from pagecheck import Pages


@pytest.mark.parametrize(
    ("standard", "codes", "words"),
    [
        ("countries", "CH", "Switzerland"),
        ("countries", "CH;IT", "Switzerland, Italy"),
        ("countries", "CH, IT", "Switzerland, Italy"),
        ("countries", "CH;XY1", None),
        ("countries", "", None),
        ("languages", "ur", "Urdu"),
        ("languages", "ur-Latn", "Urdu (Latin)"),
        ("languages", "de-Latn-CH", "German (Latin, Switzerland)"),
        ("languages", "de-1996", None),
        ("languages", "nothing", None),
        ("scripts", "Arab", "Arabic"),
        ("scripts", "arabic", None),
    ],
)
def test_codes_are_told_in_words_if_each_of_them_is_known(
    standard: str, codes: str, words: str | None
) -> None:
    assert in_words(standard, codes) == words


@pytest.fixture(scope="module")
def abroad(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Lakes with countries."""
    folder = tmp_path_factory.mktemp("abroad")
    shutil.copytree(LAKES, folder / "data")
    _replace(folder / "data" / "lakes.csv", "A long lake between two fells.", "CH;IT")
    _replace(
        folder / "data" / "site.yaml",
        "claims:\n",
        "standards: [{table: lakes, fields: [about], of: countries}]\nclaims:\n",
    )
    _replace(folder / "data" / "site.yaml", "facts: [kind,", "facts: [about, kind,")
    _replace(folder / "data" / "site.yaml", "show: [lake_id]", "show: [lake_id, kind]")
    return build_site(folder)


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_field_that_is_declared_to_hold_countries_shows_their_names(abroad: Pages) -> None:
    (shown,) = abroad.main("lakes/lakes/lake-1/").all("span", title="CH;IT")
    assert shown.text == "Switzerland, Italy"


def test_what_the_codes_of_related_rows_mean_is_told_once_below_them(abroad: Pages) -> None:
    section = abroad.main("lakes/lakes/lake-2/").by_id("related-2").above("section")
    assert section.all("tbody")[0].text == "Upper Water (lake-1) Glacial"
    (meanings,) = section.all("dl", class_="sb-meanings")
    assert meanings.text == "Kind Glacial: Left by a glacier."


def test_a_field_that_tells_the_language_of_names_shows_it_in_words(site: Pages) -> None:
    names = site.main("lakes/lakes/lake-1/").by_id("related-1").above("section")
    rows = [[cell.text for cell in row.all("td")] for row in names.all("tbody")[0].all("tr")]
    assert ["Ober See", "German"] in rows
    assert ["Talab", "Urdu"] in rows

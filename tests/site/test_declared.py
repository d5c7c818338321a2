"""A mistake of ``site.yaml`` is told with its place and with what to do next."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from lakesite import LAKES
from sourcebook.declare.package import read_dataset
from sourcebook.errors import DeclarationError
from sourcebook.site.cells import Cells
from sourcebook.site.changelog import Changelog
from sourcebook.site.contents import Contents
from sourcebook.site.downloads import Downloads
from sourcebook.site.home import Home
from sourcebook.site.maps import Atlas
from sourcebook.site.past import Past
from sourcebook.site.reading import read_site
from sourcebook.site.releases import releases

if TYPE_CHECKING:
    from pathlib import Path

    from pagecheck import Pages


def _mistakes(folder: Path, text: str) -> list[str]:
    (folder / "site.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DeclarationError) as raised:
        read_site(folder, read_dataset(LAKES / "datapackage.yaml"))
    return [
        f"{mistake.path}: {mistake.message} {mistake.hint}" for mistake in raised.value.mistakes
    ]


def test_a_dataset_without_the_file_has_no_pages_of_its_own(tmp_path: Path) -> None:
    site = read_site(tmp_path, read_dataset(LAKES / "datapackage.yaml"))
    assert (site.pages, site.charts, site.figures, site.claims) == ((), (), (), None)


def test_what_the_schema_says_of_the_columns_of_claims_need_not_be_said_again(
    tmp_path: Path,
) -> None:
    shutil.copytree(LAKES, tmp_path, dirs_exist_ok=True)
    said = read_site(tmp_path, read_dataset(tmp_path / "datapackage.yaml")).claims
    file, schema = tmp_path / "site.yaml", tmp_path / "schemas" / "soundings.yaml"
    words = "subject_table: about_table, subject_id: about_id, field: field, value: value"
    with schema.open("a", encoding="utf-8") as end:
        end.write(f"claims: {{{words}, adopted: adopted}}\n")
    text = file.read_text(encoding="utf-8")
    for line in (*words.split(", "), "adopted: adopted"):
        assert f"\n  {line}\n" in text
        text = text.replace(f"\n  {line}\n", "\n")
    file.write_text(text, encoding="utf-8")
    assert read_site(tmp_path, read_dataset(tmp_path / "datapackage.yaml")).claims == said


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (
            "standards: [{table: lakes, fields: [kind], of: country}]",
            "standards[0].of: there are no words for 'country'. Did you mean 'countries'?",
        ),
        (
            "standards: [{table: lakes, fields: [kind], of: moons}]",
            (
                "standards[0].of: there are no words for 'moons'. "
                "Known are: countries, languages, scripts."
            ),
        ),
        (
            "chart: []",
            "chart: is not a word of site.yaml here. Did you mean 'charts'?",
        ),
        (
            "pages: [{table: laks, one: Lake, title: name}]",
            "pages[0].table: there is no table 'laks'. Did you mean 'lakes'?",
        ),
        (
            "pages: [{table: lakes, one: Lake, title: name, facts: [kindd]}]",
            "pages[0].facts: 'lakes' has no field 'kindd'. Did you mean 'kind'?",
        ),
        (
            "pages: [{table: names, one: Name, title: name}]",
            "pages[0].table: 'names' has no primary key of one field. Give it one.",
        ),
        (
            "pages: [{table: lakes, one: Lake}]",
            "pages[0].title: is missing. Add `title:`.",
        ),
        (
            "pages: [{table: lakes, one: Lake, title: name, estimates: [{title: Depth}]}]",
            "pages[0].estimates[0].best: is missing. Add `best:`.",
        ),
        (
            (
                "pages: [{table: lakes, one: Lake, title: name, related: [{title: T, table: lakes, "
                "by: drains_to, sentence: {field: kind, words: {oxbow: 'to {lake}'}}}]}]"
            ),
            "pages[0].related[0].sentence.words.oxbow: there is no 'lake'. Did you mean 'lake_id'?",
        ),
        (
            "charts: [{id: a, title: b, description: c, query: SELECT 1, layers: [{mark: bar}]}]",
            "charts[0].layers[0].encoding: is missing. Add `encoding:`, in Vega-Lite's words.",
        ),
        (
            (
                "claims: {table: soundings, subject_table: about_table, subject_id: about_id, "
                "field: field, value: value}"
            ),
            "claims.source: is missing. Add `source:`.",
        ),
    ],
)
def test_a_mistake_has_a_place_and_a_next_step(tmp_path: Path, text: str, mistake: str) -> None:
    assert _mistakes(tmp_path, text) == [mistake]


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (
            "figures: [{label: lakes, query: SELECT count(*) FROM ponds}]",
            "figures[0].query: does not run: Catalog Error",
        ),
        ("figures: [{label: lakes, query: FROM lakes}]", "figures[0].query: gives 4 rows."),
        (
            "figures: [{label: x, query: DROP TABLE lakes}]",
            "figures[0].query: is not one SELECT.",
        ),
        (
            "figures: [{label: x, query: \"SELECT content FROM read_text('/etc/hostname')\"}]",
            "figures[0].query: does not run: Permission Error",
        ),
        (
            "pages: [{table: lakes, one: Lake, title: nam}]",
            "pages[0].title: does not run: Binder Error",
        ),
        (
            (
                "charts: [{id: a, title: b, description: c, query: SELECT 1 AS n, layers: "
                "[{mark: barr, encoding: {x: {field: n, type: quantitative}}}]}]"
            ),
            "charts[0].layers: can't be drawn:",
        ),
        (
            (
                "charts: [{id: a, title: b, description: c, query: SELECT 1 AS n, layers: "
                "[{mark: {type: image, url: 'http://127.0.0.1/x'}, "
                "encoding: {x: {field: n, type: quantitative}}}]}]"
            ),
            "charts[0].layers: shows or links to something outside the site.",
        ),
    ],
)
def test_sql_and_charts_that_do_not_work_are_mistakes_too(
    site: Pages, tmp_path: Path, text: str, mistake: str
) -> None:
    contents = Contents(site.folder.parent / "dist" / "lakes-1.0.0")
    shutil.copy(LAKES / "datapackage.yaml", tmp_path)
    (tmp_path / "site.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DeclarationError) as raised:
        _home(contents, tmp_path)
    (found,) = raised.value.mistakes
    assert f"{found.path}: {found.message}".startswith(mistake)
    assert found.file.endswith("site.yaml")


def _home(contents: Contents, folder: Path) -> Home:
    declared = read_site(folder, contents.dataset)
    cells, past = Cells(contents, declared), Past(contents)
    downloads = Downloads(contents, releases(contents, folder, past))
    return Home(cells, Atlas(contents, declared), downloads, Changelog(cells, past, downloads))

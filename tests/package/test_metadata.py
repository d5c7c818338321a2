"""What a package says of itself is what is declared, in forms that others' tools accept."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from sourcebook.declare import open_target
from sourcebook.package import Entry, History, about, build, citation, datacite
from sourcebook.package.made import Made
from weather import DESCRIPTOR, write_dataset

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / ".venv" / "tools" / "bin"

FULL = {
    **DESCRIPTOR,
    "id": "https://doi.org/10.5281/zenodo.1234",
    "homepage": "https://example.org/weather",
    "created": "2031-05-06T07:08:09Z",
    "keywords": ["weather", "made up"],
    "sources": [{"title": "A book"}, {"title": "A page", "path": "https://example.org/source"}],
    "contributors": [
        {
            "title": "Ada Author",
            "givenName": "Ada",
            "familyName": "Author",
            "path": "https://orcid.org/0000-0002-1825-0097",
            "organization": "An Institute",
            "roles": ["author", "dataCurator"],
        },
        {"title": "An Institute", "path": "https://example.org/", "roles": ["publisher"]},
        {"title": "B. Helper", "email": "b@example.org", "roles": ["something else"]},
    ],
}
HISTORY = History((Entry("1.2.0", "2031-06-07", "minor", "* One row more."),))


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of a dataset that says all there is to say."""
    folder = tmp_path_factory.mktemp("full")
    dataset = write_dataset(folder)
    (dataset / "datapackage.yaml").write_text(yaml.safe_dump(FULL, sort_keys=False))
    return build(dataset, folder / "dist", history=HISTORY)


def read(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found


def tool(*command: object) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def test_datacite_is_valid_by_its_schema_and_says_what_is_declared(full: Path) -> None:
    (schema,) = (TOOLS.parent / "lib").glob(
        "python3*/site-packages/datacite/schemas/datacite-v4.5.json"
    )
    declared = read(schema)
    found = read(full / "datacite.json")
    jsonschema.validators.validator_for(declared)(declared).validate(found)
    assert found["doi"] == "10.5281/zenodo.1234"
    assert found["creators"] == [
        {
            "name": "Author, Ada",
            "nameType": "Personal",
            "givenName": "Ada",
            "familyName": "Author",
            "affiliation": [{"name": "An Institute"}],
            "nameIdentifiers": [
                {
                    "nameIdentifier": "https://orcid.org/0000-0002-1825-0097",
                    "nameIdentifierScheme": "ORCID",
                    "schemeUri": "https://orcid.org",
                }
            ],
        }
    ]
    assert [each["contributorType"] for each in found["contributors"]] == ["DataCurator"]
    assert (found["publisher"], found["publicationYear"]) == ({"name": "An Institute"}, "2031")
    assert found["dates"] == [{"date": "2031-06-07", "dateType": "Issued"}]
    assert [each["relatedIdentifier"] for each in found["relatedIdentifiers"]] == [
        "https://example.org/source"
    ]


def test_cffconvert_accepts_the_citation(full: Path, package: Path) -> None:
    for folder in (full, package):
        tool(TOOLS / "cffconvert", "--validate", "--infile", folder / "CITATION.cff")
    found = yaml.safe_load((full / "CITATION.cff").read_text("utf-8"))
    assert found["authors"][0]["orcid"] == "https://orcid.org/0000-0002-1825-0097"
    assert (found["doi"], found["license"]) == ("10.5281/zenodo.1234", "CC-BY-4.0")
    assert found["date-released"] == "2031-06-07"
    bibtex = tool(TOOLS / "cffconvert", "--format", "bibtex", "--infile", full / "CITATION.cff")
    assert "Weather, made up" in bibtex


def test_mlcroissant_accepts_the_package_and_loads_its_records(full: Path) -> None:
    code = """
import json, sys
import mlcroissant
found = mlcroissant.Dataset(sys.argv[1])
issues = found.metadata.ctx.issues
records = {r.uuid: [dict(each) for each in found.records(r.uuid)] for r in found.metadata.record_sets}
keys = {r.uuid: r.key for r in found.metadata.record_sets}
print(json.dumps([sorted(issues.errors), sorted(issues.warnings), records, keys], default=str))
"""
    errors, warnings, records, keys = json.loads(
        tool(TOOLS / "python", "-c", code, full / "croissant.json")
    )
    assert errors == warnings == []
    assert {name: len(rows) for name, rows in records.items()} == {
        "stations": 3,
        "stations/kind/codes": 2,
        "readings": 3,
        "changes": 0,
        "changes/kind/codes": 6,
    }
    assert keys["stations"] == ["stations/station_id"]
    assert keys["readings"] == ["readings/station_id", "readings/day"]
    assert keys["changes"] is None
    second = records["stations"][1]
    assert second["stations/height"] == -2
    assert second["stations/latitude"] == 50.1
    assert second["stations/active"] is False
    assert "Quay" in second["stations/name"]


def test_dcat_is_the_graph_that_it_should_be(full: Path) -> None:
    code = """
import sys, rdflib
from rdflib.namespace import DCAT, DCTERMS, RDF
graph = rdflib.Graph().parse(sys.argv[1], format="json-ld", publicID="https://x.example/d/")
(dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
print(dataset, graph.value(dataset, DCAT.version), graph.value(dataset, DCTERMS.issued))
spdx = rdflib.Namespace("http://spdx.org/rdf/terms#")
for each in sorted(graph.objects(dataset, DCAT.distribution), key=lambda d: graph.value(d, DCAT.downloadURL)):
    sum = graph.value(graph.value(each, spdx.checksum), spdx.checksumValue)
    print(graph.value(each, DCAT.downloadURL), graph.value(each, DCAT.byteSize), sum)
"""
    first, *files = tool(TOOLS / "python", "-c", code, full / "dcat.jsonld").splitlines()
    assert first == "https://doi.org/10.5281/zenodo.1234 1.2.0 2031-06-07"
    listed = dict(reversed(line.split()) for line in (full / "SHA256SUMS").read_text().splitlines())
    data = [name for name in sorted(listed) if name.startswith(("data/", "stations.", "weather."))]
    assert files == [
        f"https://x.example/d/{name} {(full / name).stat().st_size} {listed[name]}" for name in data
    ]


def test_schema_org_has_what_search_engines_ask_for(full: Path) -> None:
    found = read(full / "schema.jsonld")
    assert (found["@context"], found["@type"]) == ("https://schema.org/", "Dataset")
    assert found["identifier"] == "https://doi.org/10.5281/zenodo.1234"
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["creator"][0]["@id"] == "https://orcid.org/0000-0002-1825-0097"
    assert found["publisher"]["@type"] == "Organization"
    assert {each["encodingFormat"] for each in found["distribution"]} >= {
        "text/csv",
        "application/vnd.apache.parquet",
        "application/geo+json",
    }
    heights = [each for each in found["variableMeasured"] if each["name"] == "height"]
    assert heights[0]["unitText"] == "metres"


def test_what_is_not_declared_is_left_out_and_told(package: Path) -> None:
    assert not (package / "datacite.json").exists()
    told = "datacite.json: needs a contributor with the role `publisher` and `created`"
    assert read(package / "datapackage.json")["omitted"] == [told]
    assert (
        "* datacite.json: needs a contributor with the role" in (package / "README.md").read_text()
    )
    for name in ("schema.jsonld", "croissant.json"):
        assert not read(package / name).keys() & {"datePublished", "url", "identifier", "publisher"}
    assert not read(package / "dcat.jsonld").keys() & {"@id", "dcterms:issued", "dcterms:publisher"}
    cff = yaml.safe_load((package / "CITATION.cff").read_text())
    assert not cff.keys() & {"date-released", "doi", "url", "abstract"} - {"abstract"}


def test_nobody_named_no_citation(weather: Path) -> None:
    declared = {**DESCRIPTOR, "contributors": []}
    (weather / "datapackage.yaml").write_text(yaml.safe_dump(declared))
    found = about.of(Made(open_target(weather).dataset, History(), ()))
    assert citation.lacking(found) == "needs `contributors`"
    assert datacite.lacking(found) == (
        "needs `contributors` and a contributor with the role `publisher` and `created`"
    )


@pytest.mark.parametrize(
    ("licences", "expected"),
    [
        ([{"name": "CC0-1.0"}], {"license": "CC0-1.0"}),
        ([{"name": "cc-by-4.0"}, {"name": "MIT"}], {"license": ["CC-BY-4.0", "MIT"]}),
        (
            [{"name": "other-open", "path": "https://example.org/terms"}],
            {"license-url": "https://example.org/terms"},
        ),
        ([{"name": "other-open"}], {}),
        ([], {}),
    ],
)
def test_licences_by_spdx_or_by_address(
    weather: Path, licences: list[dict[str, str]], expected: dict[str, Any]
) -> None:
    (weather / "datapackage.yaml").write_text(yaml.safe_dump({**DESCRIPTOR, "licenses": licences}))
    made = Made(open_target(weather).dataset, History(), ())
    found = yaml.safe_load(citation.text(made))
    assert {key: found[key] for key in found if key.startswith("license")} == expected


def test_frictionless_loads_every_row(full: Path) -> None:
    from frictionless import Package

    found = Package(str(full / "datapackage.json"))
    rows = {each.name: len(each.read_rows()) for each in found.resources}
    assert rows == {"stations": 3, "readings": 3, "changes": 0}
    assert found.validate().valid


def test_the_descriptor_is_valid_by_the_official_profiles(full: Path) -> None:
    found = read(full / "datapackage.json")
    judge("datapackage", found)
    for resource in found["resources"]:
        judge("dataresource", resource)
        schema = dict(resource["schema"])
        # The text of the standard has it as one word, its profile as a list; the text is the law.
        schema.pop("fieldsMatch", None)
        judge("tableschema", schema)


def judge(profile: str, descriptor: dict[str, Any]) -> None:
    (file,) = (TOOLS.parent / "lib").glob(
        f"python3*/site-packages/dplib/profiles/2.0/{profile}.json"
    )
    declared = read(file)
    jsonschema.validators.validator_for(declared)(declared).validate(descriptor)

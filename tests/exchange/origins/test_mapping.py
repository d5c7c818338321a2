"""A mapping file: each mistake has its place, in the file itself and against the target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from command import run
from originfiles import GED, dataset, edit, records, sample, written
from sourcebook.errors import DeclarationError, UseError
from sourcebook.exchange.origins import incoming
from sourcebook.exchange.origins.bringing import import_from
from sourcebook.exchange.origins.mapping import open_mapping, read_mapping, shipped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _incident(mapping: Any) -> Any:
    return next(each for each in mapping["rows"] if each["name"] == "incident")


MISTAKES: list[tuple[Callable[[Any], object], str]] = [
    (lambda m: m.pop("name"), "name: is missing."),
    (lambda m: m.pop("codebook"), "codebook: is missing."),
    (lambda m: m.pop("crosswalk"), "crosswalk: is missing."),
    (lambda m: m.pop("redistribution"), "redistribution: is missing."),
    (lambda m: m.update(colour="red"), "colour: is not a word of a mapping."),
    (lambda m: m.update(subject="incidnt"), "subject: there is no 'incidnt' in rows. Did you mean 'incident'?"),
    (lambda m: m["redistribution"].update(allowed="no"), "redistribution.allowed: must be true or false"),
    (lambda m: m["left_out"].update(relidd="-"), "left_out.relidd: the codebook has no such column. Did you mean 'relid'?"),
    (lambda m: m["codebook"]["fields"][0].update(type="whole"), "codebook.fields[0].type: unknown type 'whole'."),
    (lambda m: m["codebook"]["rules"][0].pop("message"), "codebook.rules[0].message: is missing."),
    (
        lambda m: _incident(m)["cells"].update(locality={"column": "wher"}),
        "rows[5].cells.locality.column: the codebook has no column 'wher'.",
    ),
    (
        lambda m: _incident(m)["cells"].update(locality={"column": "id", "value": 1}),
        "rows[5].cells.locality: says value and column.",
    ),
    (
        lambda m: _incident(m)["cells"]["violence_type"].update(vocabulary="typ"),
        "rows[5].cells.violence_type.vocabulary: there is no vocabulary 'typ'. Did you mean 'type'?",
    ),
    (
        lambda m: _incident(m)["cells"].update(place_id={"row": "attacker"}),
        "rows[5].cells.place_id.row: no row set above is 'attacker'.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "told"), MISTAKES)
def test_given_a_mistake_in_a_mapping_when_read_then_it_has_its_place(
    tmp_path: Path, change: Callable[[Any], object], told: str
) -> None:
    file = edit(shipped()["ucdp-ged"], change, tmp_path / "own.yaml")
    with pytest.raises(DeclarationError) as caught:
        read_mapping(file, "own.yaml")
    assert f"own.yaml: {told}" in str(caught.value)


AGAINST: list[tuple[Callable[[Any], object], str]] = [
    (
        lambda m: _incident(m).update(table="incidentz"),
        "rows[5].table: pakistan-militancy has no table 'incidentz'. Did you mean 'incidents'?",
    ),
    (
        lambda m: _incident(m)["cells"].update(colour={"value": "red"}),
        "rows[5].cells.colour: incidents has no column 'colour'.",
    ),
    (
        lambda m: m["vocabularies"]["type"]["codes"].update({"3": "onesided"}),
        "vocabularies.type.codes.3: 'onesided' is no code of incidents.violence_type.",
    ),
    (
        lambda m: _incident(m)["identity"].update(scheme="ucdp_evnt"),
        "rows[5].identity.scheme: 'ucdp_evnt' is no code of external_ids.scheme.",
    ),
    (
        lambda m: _incident(m)["cells"].pop("locality"),
        "rows[5].cells: incidents.locality is required.",
    ),
    (
        lambda m: _incident(m).update(when="bst > 3"),
        "rows[5].when: is no SQL over the columns:",
    ),
    (
        lambda m: _incident(m).update(when="read_text('/etc/hostname') IS NOT NULL"),
        "rows[5].when: is no SQL over the columns:",
    ),
    (
        lambda m: _incident(m).update(when="CAST(side_a AS INTEGER) > 3"),
        "rows[5].when: fails on the data:",
    ),
    (
        lambda m: m["export"].update(own="relids"),
        "export.own: the codebook has no column 'relids'. Did you mean 'relid'?",
    ),
    (
        lambda m: m["export"]["made_up"][0].update(wat="x"),
        "export.made_up[0].wat: is not a word of a mapping. Did you mean 'what'?",
    ),
    (
        lambda m: m["crosswalk"].update(scheme="schem"),
        "crosswalk.scheme: external_ids has no column 'schem'. Did you mean 'scheme'?",
    ),
]


@pytest.mark.parametrize(("change", "told"), AGAINST)
def test_given_a_mapping_that_does_not_fit_when_imported_then_the_place_is_told_and_nothing_changes(
    tmp_path: Path, change: Callable[[Any], object], told: str
) -> None:
    place = dataset(tmp_path)
    edit(shipped()["ucdp-ged"], change, tmp_path / "own.yaml")
    written(tmp_path / "ged.csv", [GED])
    before = {each: each.read_bytes() for each in place.glob("*") if each.is_file()}
    code, out, err = run(tmp_path, "import-from", "own.yaml", "ged.csv", "--into", str(place))
    assert (code, out) == (2, "")
    assert f"own.yaml: {told}" in err
    assert "Traceback" not in err
    assert {each: each.read_bytes() for each in place.glob("*") if each.is_file()} == before


def test_given_a_name_that_is_none_when_opened_then_the_right_one_is_offered() -> None:
    with pytest.raises(UseError, match="Did you mean 'ucdp-ged'"):
        open_mapping("ucdp-gde")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"a,b\n1,2\n", "has no column of ucdp-ged in its first line"),
        (b"id,best\n1,2\n", "has no column 'type_of_violence', which ucdp-ged needs"),
        (b'id,best\n"1,2\n', "is empty|has no column"),
    ],
)
def test_given_a_file_of_something_else_when_imported_then_one_line_says_so(
    tmp_path: Path, content: bytes, told: str
) -> None:
    (tmp_path / "f.csv").write_bytes(content)
    place = dataset(tmp_path)
    code, out, err = run(tmp_path, "import-from", "ucdp-ged", "f.csv", "--into", str(place))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert any(each in err for each in told.split("|"))


def test_given_ragged_and_repeated_rows_when_imported_then_each_is_accounted_for(
    tmp_path: Path,
) -> None:
    file = written(tmp_path / "ged.csv", [GED, GED, GED | {"id": ""}])
    with file.open("a", encoding="utf-8") as more:
        more.write("\n700009,short\n")
    account = import_from("ucdp-ged", file, dataset(tmp_path))
    assert (account.rows, account.imported, account.recognised) == (4, 1, 0)
    assert [each.why for each in account.reported] == [
        "another row of the file has the identifier too",
        "the row has no identifier",
        "the row has more or fewer cells than the header",
    ]


def test_given_a_workbook_when_imported_then_its_first_sheet_is_read(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "ged.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [*GED])
        numbers = {name: float(cell) for name, cell in GED.items() if cell.isdecimal()}
        sheet.write_row(1, 0, [numbers.get(name, cell) for name, cell in GED.items()])
    place = dataset(tmp_path)
    account = import_from("ucdp-ged", tmp_path / "ged.xlsx", place)
    assert (account.imported, account.errors) == (1, 0)
    assert [row["deaths_best"] for row in records(place, "incidents")] == ["6"]


def test_given_the_actors_of_ucdp_when_imported_then_broken_numbers_are_found_with_their_line(
    tmp_path: Path,
) -> None:
    file = sample("ucdp-actor-221.csv")
    account = import_from("ucdp-actor", file, dataset(tmp_path), dry_run=True)
    assert account.rows == 1725
    assert account.whole
    assert account.imported > 1690
    found = {each.value for each in account.findings if each.field == "ActorIdPrev"}
    assert "204, 1067" in found
    assert {each.why.rpartition(",")[0] for each in account.reported} == {
        "groups has another row with it"
    }


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"allowed": "no"}, "redistribution.allowed: must be true or false, not 'no'."),
        ({"because": "x"}, "redistribution.allowed: is missing."),
        ({"allowed": False}, "redistribution.because: is missing."),
        ("no", "redistribution: must be an object, not 'no'."),
    ],
)
def test_given_a_wrong_redistribution_when_declared_then_it_is_a_mistake(
    tmp_path: Path, given: object, told: str
) -> None:
    place = dataset(tmp_path)
    with (place / "datapackage.yaml").open("a", encoding="utf-8") as file:
        file.write(yaml.safe_dump({"redistribution": given}))
    code, _, err = run(tmp_path, "validate", str(place))
    assert code == 2
    assert told in err


def test_given_a_delimiter_when_read_then_the_header_tells_it(tmp_path: Path) -> None:
    mapping = open_mapping("ucdp-ged")
    for delimiter in ",;\t|":
        file = tmp_path / "ged.csv"
        rows = (delimiter.join(part) for part in (GED, ("x" for _ in GED)))
        file.write_text("\n".join(rows), encoding="utf-8")
        assert incoming.bring(file, mapping, tmp_path).labels == tuple(GED)

"""What is proposed of a column, and with which evidence, by what stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from inferring import column, proposed, typed

if TYPE_CHECKING:
    from pathlib import Path


TYPES = [
    (["1", "-20", "3"], {"type": "integer"}, "# all 3 cells are integers, from -20 to 3"),
    (["1", "", "3"], {"type": "integer"}, "# the 2 cells with a value are integers, from 1 to 3"),
    (["1.5", "2"], {"type": "number"}, "# all 2 cells are numbers, from 1.5 to 2"),
    (["1,5", "2"], {"type": "number", "decimalChar": ","}, "# as in 1,5"),
    (
        ["1.204,5", "2"],
        {"type": "number", "decimalChar": ",", "groupChar": "."},
        "# as in 1.204,5",
    ),
    (["1,204,000", "2"], {"type": "integer", "groupChar": ","}, "# as in 1,204,000"),
    (["1 204", "12 000"], {"type": "integer", "groupChar": " "}, "# as in 1 204"),
    (
        ["1,204", "2"],
        {"type": "integer", "groupChar": ","},
        "# ? '1,204' is 1204 or 1.204, and nothing in the file tells which. It is read as 1204",
    ),
    (
        ["1.204", "2.500"],
        {"type": "number"},
        "# ? '1.204' is 1.204 or 1204, and nothing in the file tells which. It is read as 1.204",
    ),
    (
        ["007", "123"],
        {"type": "string"},
        "# digits with leading zeros are a code, no number: '007' at line 2",
    ),
    (
        ["9" * 20, "1"],
        {"type": "string"},
        "# ? integers that no column of integers holds: '99999999999999999999'",
    ),
    (["2024-01-31", "2024-02-01"], {"type": "date"}, "from 2024-01-31 to 2024-02-01"),
    (["01/02/2024", "31/01/2024"], {"type": "date", "format": "%d/%m/%Y"}, "# as in 31/01/2024"),
    (["01/02/2024", "01/31/2024"], {"type": "date", "format": "%m/%d/%Y"}, "# as in 01/31/2024"),
    (
        ["01/02/2024", "03/04/2024"],
        {"type": "string"},
        "# ? 2 cells with dates that can be read in two ways ('01/02/2024' at line 2), and nothing "
        "in the file tells which: set the format, %d/%m/%Y or %m/%d/%Y",
    ),
    (
        ["01/02/24", "31/04/24"],
        {"type": "string"},
        "# ? dates whose year has two digits ('01/02/24'): write all four",
    ),
    (["16 May 2025", "1 June 2025"], {"type": "date", "format": "%d %B %Y"}, "# as in 16 May 2025"),
    (
        ["1. 2. 2024", "31. 1. 2024"],
        {"type": "date", "format": "%d. %m. %Y"},
        "# as in 31. 1. 2024",
    ),
    (["20240131", "20240201"], {"type": "date", "format": "%Y%m%d"}, "# as in 20240131"),
    (["2024-01-31T12:00:00"], {"type": "datetime"}, "# all 1 cell is a date with a time"),
    (
        ["2024-01-31 12:00", "2024-01-31 13:30"],
        {"type": "datetime", "format": "%Y-%m-%d %H:%M"},
        "# as in 2024-01-31 12:00",
    ),
    (["06:30:00"], {"type": "time"}, "is a time"),
    (["2024-01", "2024-12"], {"type": "yearmonth"}, "are months"),
    (["true", "false"], {"type": "boolean"}, "# all 2 cells are 'true' or 'false'"),
    (
        ["yes", "no", ""],
        {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]},
        "# the 2 cells with a value are 'yes' or 'no'",
    ),
    (
        ["7", "NA", "", "8", "NA"],
        {"type": "integer", "missingValues": ["", "NA"]},
        "# no value: 'NA' in 2 cells",
    ),
    (
        ["a", "n/a"],
        {"type": "string"},
        "# ? 'n/a' stands in 1 cell: if it means no value, add it to missingValues",
    ),
    (["a@example.org", "b@example.org"], {"type": "string", "format": "email"}, "form email"),
    (["", ""], {"type": "string"}, "# no cell has a value"),
    (
        ["204", "204, 1067", *"123456789"],
        {"type": "string"},
        "# ? 1 of 11 cells are not integers: '204, 1067' at line 3",
    ),
]
TYPES += [
    (
        ["8,879", "1.220"],
        {"type": "number", "decimalChar": ",", "groupChar": "."},
        "# ? '8,879' is 8.879 or 8879, and nothing in the file tells which. It is read as 8.879",
    ),
    (["8,879", "64,67"], {"type": "number", "decimalChar": ","}, "# as in 8,879"),
    (
        ["1.220", "1500,5"],
        {"type": "number", "decimalChar": ",", "groupChar": "."},
        "# ? 1 cell with a point between thousands ('1.220' at line 2), and 1 as long without "
        "('1500,5' at line 3): is it one of decimals?",
    ),
    (
        ["64,67", "12.5", "3,1"],
        {"type": "string"},
        "# ? numbers with decimal commas and with decimal points, '64,67' at line 2 and '12.5' at "
        "line 3: write all in one way",
    ),
    (
        ["64,67", "12,5", "3,1", "0,5", "1,5", "free"],
        {"type": "string"},
        "# ? 1 of 6 cells are not numbers as in '64,67': 'free' at line 7",
    ),
    (
        ["€ 12,00", "€ 3,50", "€ 7,00", "$ 1,00", "free"],
        {"type": "string"},
        "# ? of 5 cells, numbers with '€' in 3 ('€ 12,00' at line 2), with '$' in 1 ('$ 1,00' at "
        "line 5), and 1 are none: 'free' at line 6: keep the number alone and say the unit once",
    ),
    (
        ["12 kg", "3 kg", "7.5 kg"],
        {"type": "string"},
        "# ? of 3 cells, numbers with 'kg' in 3 ('12 kg' at line 2)",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "words", "evidence"), TYPES, ids=lambda it: str(it)[:40])
def test_given_cells_the_type_is_proposed_with_its_evidence(
    tmp_path: Path, cells: list[str], words: dict[str, Any], evidence: str
) -> None:
    field, text = column(tmp_path, "thing", cells)
    assert typed(field) == words
    assert evidence in text


CONSTRAINTS = [
    ("height", ["3", "0.5"], {"required": True, "minimum": 0}, "# the lowest is 0.5"),
    ("warmth", ["3", "-5"], {"required": True}, "# none is missing in 2 rows"),
    ("warmth", ["3", ""], {"minimum": 0}, "# the lowest is 3"),
    (
        "latitude",
        ["54.5", "-3"],
        {"required": True, "minimum": -90, "maximum": 90},
        "# degrees, going by the name; the cells go from -3 to 54.5",
    ),
    ("plant", ["oak-1", "oak-2", "oak-3", "oak-41", "oak-5"],
     {"required": True, "pattern": "oak\\-[0-9]+"}, "# so are 5 distinct texts, such as 'oak-1'"),
    ("tag", ["A07x", "B11x", "C99x", "D00x", "E12x"],
     {"required": True, "pattern": "[A-Z][0-9]{2}x"}, "# so are 5 distinct texts"),
    ("alt_code", [f"c{n}" for n in range(100, 130)],
     {"required": True, "unique": True, "pattern": "c[0-9]{3}"}, "# all 30 values are distinct"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "cells", "said", "evidence"), CONSTRAINTS)
def test_given_cells_the_constraints_are_proposed_with_their_evidence(
    tmp_path: Path, label: str, cells: list[str], said: dict[str, Any], evidence: str
) -> None:
    field, text = column(tmp_path, label, cells)
    assert field.get("constraints") == said
    assert evidence in text


def test_given_few_texts_that_repeat_they_are_codes_with_their_counts(tmp_path: Path) -> None:
    field, text = column(tmp_path, "kind", ["oak"] * 9 + ["lime"] * 3)
    assert field["categories"] == [{"value": "oak"}, {"value": "lime"}]
    assert "categories:  # only 2 texts in 12 cells\n" in text
    assert "- {value: lime}  # 3 cells\n" in text


@pytest.mark.parametrize(
    ("cells", "doubt"),
    [
        (["1", "2"] * 10, "only 1, 2: if they are codes, list them as categories"),
        (["1", "0"], "only 0 and 1: if they mean no and yes, make it a boolean"),
        (["5", "7", "-99"], "-99 in 1 cell, and all else is 0 or more: if it means no value"),
    ],
)
def test_given_numbers_that_may_be_codes_or_marks_it_is_a_doubt(
    tmp_path: Path, cells: list[str], doubt: str
) -> None:
    field, text = column(tmp_path, "thing", cells)
    assert field["type"] == "integer"
    assert f"# ? {doubt}" in text


KEYS = [
    ("name,tree_id\na,1\nb,2\n", ("tree_id",), "all 2 values are distinct and none is missing"),
    ("tree,height\n1,5\n2,6\n", ("tree",), "distinct and none is missing; so are those of height"),
    ("height,note\n5,a\n5,b\n", ("note",), "all 2 values are distinct"),
    (
        "site,day,rain\na,2024-01-01,0\na,2024-01-02,0\nb,2024-01-01,0\n",
        ("site", "day"),
        "no column alone is distinct in 3 rows; site and day together are",
    ),
    (
        "a,b,c\n1,1,1\n1,1,2\n1,2,1\n1,2,2\n2,1,1\n2,1,2\n2,2,1\n2,2,2\n",
        ("a", "b", "c"),
        "a and b and c together are",
    ),
    ("n,height\n5,1.5\n5,1.6\n", None, "no one, two or three columns tell all rows apart"),
    ("n\n5\n", None, "no primary key: there is one row only"),
    ("tree_id,x\n1,5\n01,5\n", ("tree_id",), "all 2 values are distinct"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "key", "evidence"), KEYS)
def test_given_rows_the_fewest_columns_that_tell_them_apart_are_the_key(
    tmp_path: Path, text: str, key: tuple[str, ...] | None, evidence: str
) -> None:
    found = proposed(tmp_path, t=text)["t"]
    assert (found.key.fields if found.key else None) == key
    assert evidence in (tmp_path / "mine" / "schemas" / "t.yaml").read_text("utf-8")


def test_given_a_key_that_stands_twice_its_lines_are_told(tmp_path: Path) -> None:
    rows = "".join(f"{n},{n % 7},x\n" for n in [*range(40), 7])
    found = proposed(tmp_path, t=f"tree_id,kind,note\n{rows}")["t"]
    assert "tree_id is no key: 1 value of it more than once, '7' at line 9" in found.doubts


SITES = "site_id,name\nst-1,Fell\nst-2,Quay\nst-3,Moor\n"


@pytest.mark.parametrize(
    ("readings", "references", "doubt"),
    [
        ("n,site_id\n1,st-1\n2,st-3\n3,st-1\n", [("site_id", "sites", "site_id")], None),
        ("n,at_site\n1,st-1\n2,st-3\n3,st-1\n", [("at_site", "sites", "site_id")], None),
        ("n,whither\n1,st-1\n2,st-3\n3,st-2\n4,st-1\n", [],
         "each value of whither is one of sites.site_id: a foreign key?"),
        ("n,site_id\n1,st-1\n2,st-2\n3,st-9\n", [],
         "site_id may be a foreign key to sites.site_id: 2 of 3 cells hold one of its values, "
         "and 1 cell (1 value) do not: 'st-9' at line 4"),
        ("n,site_id\n1,st-1\n2,st-8\n3,st-9\n", [], None),
    ],
)  # fmt: skip
def test_given_two_tables_a_column_that_speaks_of_the_other_is_a_foreign_key(
    tmp_path: Path, readings: str, references: list[tuple[str, str, str]], doubt: str | None
) -> None:
    found = proposed(tmp_path, sites=SITES, readings=readings)
    assert [(r.field, r.table, r.key) for r in found["readings"].references] == references
    assert found["sites"].references == ()
    assert [each for each in found["readings"].doubts if "foreign" in each] == (
        [] if doubt is None else [doubt]
    )


def test_given_a_parent_column_a_table_refers_to_itself(tmp_path: Path) -> None:
    text = "place_id,parent_id\npl-1,\npl-2,pl-1\npl-3,pl-2\npl-4,pl-3\n"
    (found,) = proposed(tmp_path, places=text)["places"].references
    assert (found.field, found.table, found.evidence) == (
        "parent_id", "places", "all 3 distinct values stand in places.place_id",
    )  # fmt: skip

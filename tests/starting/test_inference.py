"""What is proposed of a column, and with which evidence, by what stands in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from sourcebook.starting import start

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.starting import Proposal


def proposed(folder: Path, **files: str) -> dict[str, Proposal]:
    """What is proposed of tables, given as the text of their CSV."""
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    made = start(folder / "mine", [folder / f"{name}.csv" for name in files])
    return {each.source.name: each for each in made.proposals}


def column(folder: Path, label: str, cells: list[str]) -> tuple[dict[str, Any], str]:
    """The field of a column beside a key, as its schema has it, and the schema's text."""
    rows = [f"row-{n},{_quoted(cell)}" for n, cell in enumerate(cells)]
    proposed(folder, t="\n".join([f"row_id,{label}", *rows, ""]))
    text = (folder / "mine" / "schemas" / "t.yaml").read_text("utf-8")
    return yaml.safe_load(text)["fields"][1], text


def _quoted(cell: str) -> str:
    return f'"{cell}"' if "," in cell else cell


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
        "line 5), and 1 are none: 'free' at line 6: keep the number alone, and say the unit once",
    ),
    (
        ["12 kg", "3 kg", "7.5 kg"],
        {"type": "string"},
        "# ? of 3 cells, numbers with 'kg' in 3 ('12 kg' at line 2)",
    ),
]  # fmt: skip
DATES = [
    (
        ["05/10/2024", "28/03/2024", "31/02/2024", "01/04/2024"],
        "dates in 4 cells: 3 in the format %d/%m/%Y ('05/10/2024' at line 2), and 1 in none: "
        "'31/02/2024' at line 4",
    ),
    (
        ["3 Mar 2024", "28 Apr 2024", "32 Mar 2024", "32 Mar 2024"],
        "dates in 4 cells: 2 in the format %d %b %Y ('3 Mar 2024' at line 2), and 2 in none: "
        "'32 Mar 2024' at line 4",
    ),
    (
        ["2024-01-31", "2024-02-30", "2024-03-01"],
        "dates in 3 cells: 2 as in '2024-01-31' at line 2, and 1 in none: '2024-02-30' at line 3",
    ),
    (
        ["13/02/2024", "02/13/2024", "01/02/2024"],
        "dates in 3 cells: 2 in the format %d/%m/%Y ('13/02/2024' at line 2), 1 in the format "
        "%m/%d/%Y ('02/13/2024' at line 3): several formats in one column",
    ),
    (
        ["01/02/2024", "03/04/2024", "99/99/2024"],
        "dates in 3 cells: 2 in the format %d/%m/%Y or %m/%d/%Y, no day above 12 tells which "
        "('01/02/2024' at line 2), and 1 in none: '99/99/2024' at line 4",
    ),
    (
        ["2024-01-31", "31.01.2024", "30.01.2024", "31.02.2024"],
        "dates in 4 cells: 2 in the format %d.%m.%Y ('31.01.2024' at line 3), 1 as in '2024-01-31' "
        "at line 2, and 1 in none: '31.02.2024' at line 5",
    ),
    (
        ["2024-01-31 12:00", "2024-01-31 25:00"],
        "dates with times in 2 cells: 1 in the format %Y-%m-%d %H:%M ('2024-01-31 12:00' at line "
        "2), and 1 in none: '2024-01-31 25:00' at line 3",
    ),
    (
        ["06:30", "24:30"],
        "times in 2 cells: 1 in the format %H:%M ('06:30' at line 2), and 1 in none: '24:30' at "
        "line 3",
    ),
    (
        ["2024-02-01", "2024-02", "2024"] * 2,
        "dates in 6 cells: 2 as in '2024-02-01' at line 2, 2 as in '2024-02' at line 3, 2 as in "
        "'2024' at line 4: several formats in one column",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "doubt"), DATES, ids=lambda it: str(it)[:40])
def test_given_dates_of_which_some_are_none_each_is_told_and_nothing_accepts_them(
    tmp_path: Path, cells: list[str], doubt: str
) -> None:
    field, text = column(tmp_path, "thing", cells * 5)
    assert field["type"] == "string"
    assert field["constraints"] == {"required": True}
    assert "categories" not in field
    assert f"    # ? {_many(doubt)}\n" in text


def _many(doubt: str) -> str:
    """A doubt about cells as one about five times as many."""
    return re.sub(r"\b([0-9]+) (?=as in|in the|in none|cells)", _five, doubt)


def _five(found: re.Match[str]) -> str:
    return f"{5 * int(found[1])} "


def test_given_eight_digits_of_which_most_are_dates_the_others_are_told(tmp_path: Path) -> None:
    field, text = column(tmp_path, "thing", ["20240131", "20240228", "20240231"])
    assert field["type"] == "integer"
    assert (
        "# ? dates in 3 cells: 2 in the format %Y%m%d ('20240131' at line 2), and 1 in none: "
        "'20240231' at line 4\n"
    ) in text


FILES = [
    (
        'id,price,mass\na,"64,67","8,879"\nb,"1,5","1,220"\n',
        {"type": "number", "decimalChar": ","},
        "'8,879' is 8.879 or 8879. It is read as 8.879, since price has decimal commas ('64,67' at line 2)",
    ),
    (
        'id,price,mass\na,"64,67",8.879\nb,"1,5",1.220\n',
        {"type": "integer", "groupChar": "."},
        "'8.879' is 8879 or 8.879. It is read as 8879, since price has decimal commas ('64,67' at line 2)",
    ),
    (
        'id,price,mass\na,64.67,"8,879"\nb,1.5,"1,220"\n',
        {"type": "integer", "groupChar": ","},
        "'8,879' is 8879 or 8.879. It is read as 8879, since price has decimal points ('64.67' at line 2)",
    ),
    (
        'id,price,mass\na,"1.234.567",8.879\nb,"1",1.220\n',
        {"type": "integer", "groupChar": "."},
        "'8.879' is 8879 or 8.879. It is read as 8879, since price has a point between thousands ('1.234.567' at line 2)",
    ),
    (
        'id,price,mass\na,"€ 12,00",8.879\nb,"€ 3,50",1.220\n',
        {"type": "integer", "groupChar": "."},
        "'8.879' is 8879 or 8.879. It is read as 8879, since price has decimal commas ('€ 12,00' at line 2)",
    ),
    (
        'id,price,mass,width\na,"64,67",8.879,2.5\nb,"1,5",1.220,3.5\n',
        {"type": "number"},
        "'8.879' is 8.879 or 8879, and the file has both: price has decimal commas ('64,67' at line 2) "
        "and width has decimal points ('2.5' at line 2). It is read as 8.879",
    ),
    (
        "id,end,begin\na,31/01/2024,01/02/2024\nb,01/02/2024,03/04/2024\n",
        {"type": "string"},
        "2 cells with dates that can be read in two ways ('01/02/2024' at line 2); end has %d/%m/%Y "
        "('31/01/2024' at line 2): set the format, %d/%m/%Y or %m/%d/%Y",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("file", "words", "doubt"), FILES)
def test_given_a_mark_that_may_be_either_the_file_as_a_whole_is_the_evidence(
    tmp_path: Path, file: str, words: dict[str, Any], doubt: str
) -> None:
    proposed(tmp_path, t=file)
    text = (tmp_path / "mine" / "schemas" / "t.yaml").read_text("utf-8")
    found = {each["name"]: each for each in yaml.safe_load(text)["fields"]}
    field = found.get("mass") or found["begin"]
    assert {word: field[word] for word in WORDS if word in field} == words
    assert f"    # ? {doubt}\n" in text
    assert text.count("# ? '") <= 1


WORDS = (
    "type", "format", "decimalChar", "groupChar", "trueValues", "falseValues", "missingValues",
)  # fmt: skip


@pytest.mark.parametrize(("cells", "words", "evidence"), TYPES, ids=lambda it: str(it)[:40])
def test_given_cells_the_type_is_proposed_with_its_evidence(
    tmp_path: Path, cells: list[str], words: dict[str, Any], evidence: str
) -> None:
    field, text = column(tmp_path, "thing", cells)
    assert {word: field[word] for word in WORDS if word in field} == words
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

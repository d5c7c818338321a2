"""What of a table is open is told as a doubt: dates in no format, marks that may be either."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from inferring import column, proposed, typed

if TYPE_CHECKING:
    from pathlib import Path

DATES = [
    (
        ["05/10/2024", "28/03/2024", "31/02/2024", "01/04/2024"],
        "dates in 20 cells: 15 in the format %d/%m/%Y ('05/10/2024' at line 2), and 5 in none: "
        "'31/02/2024' at line 4",
    ),
    (
        ["3 Mar 2024", "28 Apr 2024", "32 Mar 2024", "32 Mar 2024"],
        "dates in 20 cells: 10 in the format %d %b %Y ('3 Mar 2024' at line 2), and 10 in none: "
        "'32 Mar 2024' at line 4",
    ),
    (
        ["2024-01-31", "2024-02-30", "2024-03-01"],
        "dates in 15 cells: 10 as in '2024-01-31' at line 2, and 5 in none: '2024-02-30' at line 3",
    ),
    (
        ["13/02/2024", "02/13/2024", "01/02/2024"],
        "dates in 15 cells: 10 in the format %d/%m/%Y ('13/02/2024' at line 2), 5 in the format "
        "%m/%d/%Y ('02/13/2024' at line 3): several formats in one column",
    ),
    (
        ["01/02/2024", "03/04/2024", "99/99/2024"],
        "dates in 15 cells: 10 in the format %d/%m/%Y or %m/%d/%Y, no day above 12 tells which "
        "('01/02/2024' at line 2), and 5 in none: '99/99/2024' at line 4",
    ),
    (
        ["2024-01-31", "31.01.2024", "30.01.2024", "31.02.2024"],
        "dates in 20 cells: 10 in the format %d.%m.%Y ('31.01.2024' at line 3), 5 as in '2024-01-31' "
        "at line 2, and 5 in none: '31.02.2024' at line 5",
    ),
    (
        ["2024-01-31 12:00", "2024-01-31 25:00"],
        "dates with times in 10 cells: 5 in the format %Y-%m-%d %H:%M ('2024-01-31 12:00' at line "
        "2), and 5 in none: '2024-01-31 25:00' at line 3",
    ),
    (
        ["06:30", "24:30"],
        "times in 10 cells: 5 in the format %H:%M ('06:30' at line 2), and 5 in none: '24:30' at "
        "line 3",
    ),
    (
        ["2024-02-01", "2024-02", "2024"] * 2,
        "dates in 30 cells: 10 as in '2024-02-01' at line 2, 10 as in '2024-02' at line 3, 10 as in "
        "'2024' at line 4: several formats in one column",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "doubt"), DATES, ids=lambda it: str(it)[:40])
def test_given_dates_of_which_some_are_none_each_is_told_and_nothing_accepts_them(
    tmp_path: Path, cells: list[str], doubt: str
) -> None:
    field, text = column(tmp_path, "thing", cells * 5)  # often enough to look like codes
    assert field["type"] == "string"
    assert field["constraints"] == {"required": True}
    assert "categories" not in field
    assert f"    # ? {doubt}\n" in text


def test_given_eight_digits_of_which_most_are_dates_the_others_are_told(tmp_path: Path) -> None:
    field, text = column(tmp_path, "thing", ["20240131", "20240228", "20240231"])
    assert field["type"] == "integer"
    assert (
        "# ? dates in 3 cells: 2 in the format %Y%m%d ('20240131' at line 2), and 1 in none: "
        "'20240231' at line 4\n"
    ) in text


FILES = [
    (
        "id;mass\na;8,879\nb;1,220\n",
        {"type": "number", "decimalChar": ","},
        "'8,879' is 8.879 or 8879. It is read as 8.879, since the file has semicolons between cells, as where commas are decimal",
    ),
    (
        "id;mass;price\na;8,879;2.5\nb;1,220;3.5\n",
        {"type": "integer", "groupChar": ","},
        "'8,879' is 8879 or 8.879. It is read as 8879, since price has decimal points ('2.5' at line 2)",
    ),
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
    assert typed(field) == words
    assert f"    # ? {doubt}\n" in text
    assert text.count("# ? '") <= 1

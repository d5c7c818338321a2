"""What a page is given of a table: its inputs, the rules that it can tell, its keys."""

from __future__ import annotations

from pathlib import Path

import pytest

import small
import weather
from sourcebook.declare import Field, Rule, Table, open_target
from sourcebook.exchange.entry import entries
from sourcebook.exchange.entry.conditions import conditions
from sourcebook.findings import Severity

KINDS = ("integer", "number", "string", "date", "boolean", "time")


def rule(expression: str) -> Table:
    fields = tuple(Field(f"{kind}_{at}", type=kind) for kind in KINDS for at in (1, 2))
    made = Rule("r", "R", Severity.ERROR, "m", expression=expression)
    return Table("t", Path("t.csv"), "t.csv", "csv", (*fields, Field("place", type="geopoint")), rules=(made,))  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "tree"),
    [
        ("date_1 <= date_2", ["compare", "<=", ["field", "date_1"], ["field", "date_2"]]),
        ("DATE_1 < '2020-01-31'", ["compare", "<", ["field", "date_1"], ["value", "2020-01-31"]]),
        ("integer_1 > 1.5", ["compare", ">", ["field", "integer_1"], ["number", "1.5"]]),
        ("string_1 IN ('a', 'b')", ["in", ["field", "string_1"], ["value", "a"], ["value", "b"]]),
        ("NOT boolean_1", ["not", ["field", "boolean_1"]]),
        ("place IS NULL", None),
        ("number_1 IS NOT NULL", ["not", ["null", ["field", "number_1"]]]),
        ("coalesce(string_1, '') = 'x'", ["compare", "=", ["coalesce", ["field", "string_1"], ["value", ""]], ["value", "x"]]),
        ("integer_1 BETWEEN 1 AND 2", ["and", ["compare", "<=", ["number", "1"], ["field", "integer_1"]], ["compare", "<=", ["field", "integer_1"], ["number", "2"]]]),
        ("date_1 < '31.1.2020'", None),
        ("date_1 < time_1", None),
        ("integer_1 = '1'", None),
        ("string_1 < 1", None),
        ("length(string_1) > 1", None),
        ("integer_1 + 1 = integer_2", None),
        ("integer_1 IN (1, NULL)", None),
        ("string_1 LIKE 'a%'", None),
        ("CASE WHEN boolean_1 THEN boolean_2 END", None),
        ("number_1 = 0.1234567890123456789", None),
        ("t.integer_1 = 1", None),
        ("(SELECT count(*) FROM t) = integer_1", None),
        ("integer_1", None),
    ],
)  # fmt: skip
def test_given_an_expression_it_is_told_or_left_to_the_engines(
    expression: str, tree: list[object] | None
) -> None:
    assert conditions(rule(expression)).get("r") == tree


def test_given_the_weather_each_field_is_asked_for_as_its_type_and_keys_need(
    tmp_path: Path,
) -> None:
    stations, readings = entries(open_target(weather.write_dataset(tmp_path)).dataset)
    kinds = {each.field.name: each.kind for each in (*stations.inputs, *readings.inputs)}
    assert kinds == {"station_id": "text", "name": "area", "kind": "select", "latitude": "text", "longitude": "text", "region": "area", "height": "text", "opened": "text", "parent_id": "text", "active": "select", "day": "date", "hour": "text", "seen_at": "text", "month": "month", "warmth": "text", "rain": "text", "note": "area"}  # fmt: skip
    assert [each.field.name for each in readings.inputs if each.needed] == ["station_id", "day"]
    assert stations.inputs[0].value == "st-4"
    assert (set(stations.told), set(readings.told)) == ({"height-known"}, {"rain-sensible"})
    assert readings.rosters["stations"].labels["st-2"] == "st-2"
    assert readings.keys[0] == (("station_id", "day"), [["st-1", "2020-02-29"], ["st-1", "2020-03-01"], ["st-3", "1969-12-31"]])  # fmt: skip


def test_given_a_bakery_the_names_of_its_breads_stand_beside_their_keys(tmp_path: Path) -> None:
    (_, orders) = entries(open_target(small.bakery(tmp_path)).dataset)
    assert orders.data()["references"] == {"breads": [["brd-01", "Bauernlaib", False], ["brd-02", "Baguette", False], ["brd-03", "Zopf", False]]}  # fmt: skip
    assert [each["id"] for each in orders.data()["rules"]] == ["baked-after-order"]
    message = orders.data()["rules"][0]["message"]
    assert message[1] == ["field", "ordered_on"]
    assert orders.schema()["required"] == ["order_id", "bread_id", "quantity", "ordered_on"]

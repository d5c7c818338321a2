"""Constraints: which of them a logical value breaks."""

import pytest

from sourcebook.declare.lexical import INVALID, broken, checker, constant, native, value
from sourcebook.declare.model import Category, Constraints, Field


def field(kind, form="default", categories=(), **limits):
    return Field("v", kind, form, constraints=Constraints(**limits), categories=categories)


CASES = [
    # field, texts that break nothing, texts that break it, the constraint
    (field("string", min_length=2), ["ab", "éé", "漢字", "  ", "a\u0301"], ["a", "😀", ""], "minLength"),
    (field("string", max_length=2), ["ab", "😀😀", ""], ["abc", "😀😀😀"], "maxLength"),
    (field("object", min_length=1), ['{"a":1}'], ["{}"], "minLength"),
    (field("array", max_length=2), ["[1,2]", "[]"], ["[1,2,3]"], "maxLength"),
    (field("list", min_length=2), ["a,b"], ["ab"], "minLength"),
    (field("integer", minimum=10), ["10", "010", "9" * 5000], ["9", "-10", "-" + "9" * 5000], "minimum"),
    (field("integer", maximum="5"), ["5"], ["6"], "maximum"),
    (field("integer", exclusive_minimum=0), ["1"], ["0", "-1"], "exclusiveMinimum"),
    (field("number", maximum=0.1), ["0.1", "0.10", "-INF", "NaN"], ["0.10000000000000000000000000000001", "INF"], "maximum"),
    (field("number", minimum="0.3"), ["0.3", "NaN"], ["0.2999999999999999999999999999999999"], "minimum"),
    (field("number", exclusive_maximum=5), ["4.9", "NaN"], ["5", "5.0"], "exclusiveMaximum"),
    (field("number", minimum="NaN"), ["1", "NaN", "-INF"], [], "minimum"),
    (field("date", minimum="2020-01-01"), ["2020-01-01"], ["2019-12-31"], "minimum"),
    (field("date", "%d/%m/%Y", maximum="31/01/2020"), ["31/01/2020"], ["01/02/2020"], "maximum"),
    (
        field("datetime", minimum="2020-01-01T00:00:00Z"),
        ["2020-01-01T00:00:00", "2020-01-01T01:00:00+01:00"],
        ["2019-12-31T23:59:59Z", "2020-01-01T00:30:00+01:00", "2019-12-31T23:59:59.999999"],
        "minimum",
    ),
    (field("time", exclusive_maximum="12:00:00"), ["11:59:59"], ["12:00:00"], "exclusiveMaximum"),
    (field("year", minimum=-44), ["-0044", "2020"], ["-0045"], "minimum"),
    (field("yearmonth", maximum="2020-06"), ["2020-06"], ["2020-07"], "maximum"),
    (field("duration", minimum="P1M"), ["P1M", "P30D", "P32D"], ["P27D", "-P1Y"], "minimum"),
    (field("duration", exclusive_minimum="P1D"), ["PT25H"], ["PT24H", "P0D"], "exclusiveMinimum"),
    (field("duration", maximum="PT1H"), ["PT60M", "-P9Y"], ["PT61M", "P1M"], "maximum"),
    (field("string", pattern="[a-z-[aeiou]]+"), ["xyz"], ["abc", "xyz\n", ""], "pattern"),
    (field("string", enum=("a", "b")), ["a"], ["A", "a ", ""], "enum"),
    (field("number", enum=(1.5, 2, "3.10")), ["1.50", "2.0", "3.1", "15E-1"], ["1.500000000000000000001"], "enum"),
    (field("integer", enum=("1", "02")), ["1", "01", "2"], ["3"], "enum"),
    (field("boolean", enum=(True,)), ["true", "1"], ["false", "0"], "enum"),
    (field("date", "%d/%m/%Y", enum=("01/02/2020",)), ["01/02/2020"], ["02/01/2020"], "enum"),
    (field("duration", enum=("P1Y",)), ["P12M"], ["P365D"], "enum"),
    (field("object", enum=({"a": 1, "b": [True]},)), ['{"b":[true],"a":1.0}'], ['{"a":1,"b":[1]}'], "enum"),
    (field("array", enum=([1], "[2]")), ["[1.0]", "[2]"], ["[3]", '["1"]'], "enum"),
    (field("list", enum=("a,b", ["c"])), ["a,b", "c"], ["b,a"], "enum"),
    (field("geopoint", enum=("1, 2",)), ["1.0,2"], ["2,1"], "enum"),
    (field("any", enum=("1", 2)), ["1"], ["2", "1.0"], "enum"),
    (field("string", categories=(Category("a", "A"), Category("b"))), ["a", "b"], ["A"], "categories"),
    (field("integer", categories=(Category(1), Category(2))), ["1", "02"], ["3"], "categories"),
    (
        field("object", json_schema={"required": ["v"], "properties": {"v": {"type": "integer"}}}),
        ['{"v":1}', '{"v":1.0,"w":"x"}'],
        ['{"v":"1"}', "{}", '{"v":null}', '{"v":true}'],
        "jsonSchema",
    ),
    (
        field("array", json_schema={"$schema": "http://json-schema.org/draft-04/schema#", "items": {"$ref": "#/definitions/n"}, "definitions": {"n": {"maximum": 5, "exclusiveMaximum": True}}}),
        ["[1]", "[]"],
        ["[5]", "[1e400]"],
        "jsonSchema",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("declared", "fit", "unfit", "name"), CASES)
def test_a_constraint_is_tested_on_the_logical_value(declared, fit, unfit, name):
    for texts, expected in ((fit, ()), (unfit, (name,))):
        for text in texts:
            read = value(declared, text)
            assert read is not INVALID
            assert broken(declared, read) == expected, text


def test_a_value_may_break_several_constraints():
    declared = field("string", max_length=1, pattern="a", enum=("a",), categories=(Category("a"),))
    assert broken(declared, "bb") == ("maxLength", "pattern", "enum", "categories")


def test_any_enum_knows_the_number_1_from_the_text_1():
    declared = field("any", enum=(1, "x"))
    assert broken(declared, native(declared, 1)) == ()
    assert broken(declared, native(declared, "1")) == ("enum",)


@pytest.mark.parametrize(
    "limits",
    [
        {"minimum": "2020-99-99"}, {"maximum": 2020}, {"exclusive_minimum": True}, {"enum": ("x",)},
        {"pattern": "["}, {"json_schema": {"type": "nope"}}, {"json_schema": {"properties": 5}},
    ],
)  # fmt: skip
def test_a_constraint_that_is_none_is_an_error(limits):
    with pytest.raises(ValueError, match=r"is not of type|is not a regular|no JSON Schema"):
        checker(field("date", **limits))


@pytest.mark.parametrize(
    ("kind", "word"),
    [("string", 5), ("string", None), ("boolean", 1), ("integer", "1.0"), ("integer", True), ("date", 2020),
     ("year", "20"), ("duration", "1 day"), ("geopoint", "200,0"), ("array", {}), ("object", "x"), ("number", [])],
)  # fmt: skip
def test_a_word_that_is_no_value_of_the_type_is_no_constant(kind, word):
    with pytest.raises(ValueError, match=f"is not of type '{kind}'"):
        constant(field(kind), word)


def test_a_json_schema_never_reaches_out_of_the_declaration():
    declared = field("object", json_schema={"$ref": "http://127.0.0.1:9/schema.json"})
    assert broken(declared, {}) == ("jsonSchema",)


def test_a_json_schema_that_turns_in_a_circle_is_broken_not_endless():
    declared = field("object", json_schema={"$ref": "#"})
    assert broken(declared, {}) == ("jsonSchema",)

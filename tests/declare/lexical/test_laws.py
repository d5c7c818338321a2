"""What holds of every field: writing and reading, names, and that no text is too strange."""

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sourcebook.declare.lexical import (
    INVALID,
    Duration,
    broken,
    canonical,
    native,
    reader,
    value,
    written,
)
from sourcebook.declare.model import Constraints, Field

FINITE = st.decimals(allow_nan=False, allow_infinity=False) | st.integers(-99, 99).map(Decimal)
NUMBERS = FINITE | st.sampled_from([Decimal("NaN"), Decimal("Infinity"), Decimal("-Infinity")])
DEGREES = st.decimals(-90, 90)
REALS = st.floats(allow_nan=False).map(lambda real: int(real) if real.is_integer() else real)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | REALS | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)
POSITIONS = st.lists(st.integers(-9, 9) | REALS, min_size=2, max_size=3)
DAYS = st.dates()
MOMENTS = st.datetimes()
MINUTES = MOMENTS.map(lambda moment: moment.replace(second=0, microsecond=0))
AFTER_1969 = st.dates(dt.date(1969, 1, 1), dt.date(2068, 12, 31))
TIMES = st.times().map(lambda time: time.replace(microsecond=0))
DURATIONS = st.builds(
    lambda sign, months, seconds: Duration(sign * months, seconds.copy_sign(sign)),
    st.sampled_from([1, -1]),
    st.integers(0, 999),
    st.decimals(0, 10**7, places=3) | st.integers(0, 99).map(lambda days: Decimal(days * 86400)),
)
FEATURES = st.builds(
    lambda position, properties: {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": position},
        "properties": properties,
    },
    POSITIONS,
    st.none() | st.dictionaries(st.text(max_size=2), JSON, max_size=2),
)

FIELDS = [
    (Field("v", "string"), st.text()),
    (Field("v", "string", "email"), st.emails().filter(lambda text: value(Field("v", "string", "email"), text) == text)),
    (Field("v", "string", "uuid"), st.uuids().map(str)),
    (Field("v", "number"), NUMBERS),
    (Field("v", "number", decimal_char=",", group_char="."), NUMBERS),
    (Field("v", "number", group_char=" ", bare_number=False), NUMBERS),
    (Field("v", "integer"), st.integers() | st.integers(0, 9).map(lambda digit: digit * 10**3000)),
    (Field("v", "integer", group_char=",", bare_number=False), st.integers()),
    (Field("v", "boolean"), st.booleans()),
    (Field("v", "boolean", true_values=("ja",), false_values=("nein", "no")), st.booleans()),
    (Field("v", "object"), st.dictionaries(st.text(max_size=2), JSON, max_size=3)),
    (Field("v", "array"), st.lists(JSON, max_size=3)),
    (Field("v", "list"), st.lists(st.text("ab é"), min_size=1)),
    (Field("v", "list", item_type="number", delimiter=";"), st.lists(NUMBERS, min_size=1)),
    (Field("v", "list", item_type="datetime", delimiter=" | "), st.lists(MOMENTS, min_size=1)),
    (Field("v", "date"), DAYS),
    (Field("v", "date", "any"), DAYS),
    (Field("v", "date", "%d.%m.%Y"), DAYS),
    (Field("v", "date", "%d %b %y"), AFTER_1969),
    (Field("v", "date", "%G-W%V-%u"), DAYS),
    (Field("v", "date", "%j/%Y"), DAYS),
    (Field("v", "datetime"), MOMENTS),
    (Field("v", "datetime", "any"), MOMENTS),
    (Field("v", "datetime", "%A, %d %B %Y %I:%M %p %%"), MINUTES),
    (Field("v", "datetime", "fmt:%Y-%m-%dT%H:%M:%S.%f%z"), MOMENTS),
    (Field("v", "time"), TIMES),
    (Field("v", "time", "any"), TIMES),
    (Field("v", "time", "%H.%M.%S.%f %Z"), st.times()),
    (Field("v", "year"), st.integers(-99999, 99999).filter(bool)),
    (Field("v", "yearmonth"), DAYS.map(lambda day: day.replace(day=1))),
    (Field("v", "duration"), DURATIONS),
    (Field("v", "geopoint"), st.tuples(DEGREES, DEGREES)),
    (Field("v", "geopoint", "array"), st.tuples(DEGREES, DEGREES)),
    (Field("v", "geopoint", "object"), st.tuples(DEGREES, DEGREES)),
    (Field("v", "geojson"), FEATURES),
    (Field("v", "any"), st.text()),
]  # fmt: skip


def same(one, other):
    """Equality of logical values: NaN is itself, and JSON's true is not 1."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Decimal) and isinstance(other, Decimal) and one.is_nan():
        return other.is_nan()
    return one == other


def drawn(least, most):
    """A field and some of its values; among few, so that some of them are equal."""

    def some(declared):
        field, values = declared
        few = st.lists(values, min_size=1, max_size=most)
        picked = few.flatmap(
            lambda pool: st.lists(st.sampled_from(pool), min_size=least, max_size=most)
        )
        return st.tuples(st.just(field), picked)

    return st.sampled_from(FIELDS).flatmap(some)


def law(examples):
    return settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow])


@law(600)
@given(drawn(1, 1))
def test_what_is_written_is_read_back(given):
    field, (found,) = given
    text = written(field, found)
    read = value(field, text)
    assert same(read, found), text
    assert canonical(field, read) == canonical(field, found)
    assert written(field, read) == text
    assert same(native(field, text), found)


@law(600)
@given(drawn(2, 2))
def test_two_values_share_a_name_exactly_when_they_are_equal(given):
    field, (one, other) = given
    assert (canonical(field, one) == canonical(field, other)) is same(one, other)


@law(300)
@given(drawn(2, 4))
def test_an_enum_holds_a_value_exactly_when_it_is_equal_to_a_member(given):
    field, (found, *members) = given
    words = tuple(written(field, member) for member in members)
    limited = replace(field, constraints=Constraints(enum=words))
    assert (broken(limited, found) == ()) is any(same(found, member) for member in members)


WILD = (
    st.text()
    | st.text("0123456789+-.,eE:TZPYMDHS/ \t\n")
    | st.text('[]{}",:0123456789truefalsn \\u')
    | st.characters(codec=None).map(lambda half: f"1{half}")
    | st.sampled_from(["[" * 5000, '{"a":' * 5000, "9" * 5000, "1e" + "9" * 99, "P" + "9" * 5000 + "Y", "\ud800", "", "\x00"])
)  # fmt: skip
LIMITED = [
    Field("v", "string", constraints=Constraints(min_length=1, max_length=9, pattern=r"\p{L}[\w-[a]]*", enum=("a",))),
    Field("v", "number", constraints=Constraints(minimum=0.5, exclusive_maximum="1e5", enum=("NaN", 1))),
    Field("v", "integer", constraints=Constraints(exclusive_minimum=0, maximum="9" * 5000)),
    Field("v", "duration", constraints=Constraints(minimum="P1M", maximum="P1Y", enum=("P7D",))),
    Field("v", "array", constraints=Constraints(min_length=1, json_schema={"items": {"multipleOf": 0.1}}, enum=([1],))),
    Field("v", "datetime", "any", constraints=Constraints(minimum="1 May 2020")),
    Field("v", "list", item_type="geopoint"),
    Field("v", "list", item_type="list", delimiter=""),
    Field("v", "date", "%"),
    Field("v", "time", "%Q%Y%Y"),
    Field("v", "string", "uri"),
    Field("v", "string", "binary"),
    Field("v", "geojson", "topojson"),
    Field("v", "number", decimal_char="", group_char=""),
    Field("v", "number", decimal_char="1", group_char="1", bare_number=False),
    Field("v", "wonder", "of"),
]  # fmt: skip


@law(2000)
@given(st.sampled_from([*(field for field, _ in FIELDS), *LIMITED]), WILD)
def test_any_text_has_a_logical_value_or_is_invalid(field, text):
    found = reader(field)(text)
    assert (found is INVALID) is (value(field, text) is INVALID)
    if found is not INVALID:
        assert isinstance(broken(field, found), tuple)
        assert canonical(field, value(field, text)) == canonical(field, found)


SOURCE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals(allow_nan=True) | st.text()
    | st.dates() | st.datetimes(timezones=st.timezones() | st.none()) | st.times() | st.timedeltas() | st.binary() | st.complex_numbers(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner) | st.tuples(inner, inner),
    max_leaves=5,
)  # fmt: skip


@law(400)
@given(st.sampled_from([*(field for field, _ in FIELDS), *LIMITED]), SOURCE)
def test_any_value_of_a_source_is_taken_or_invalid(field, found):
    taken = native(field, found)
    if taken is not INVALID:
        assert taken is not None or field.type in ("any", "wonder")
        assert isinstance(broken(field, taken), tuple)
        assert canonical(field, taken) == canonical(field, native(field, found))


@law(50)
@given(JSON)
def test_a_json_value_is_one_whether_it_comes_as_a_text_or_from_its_source(found):
    field = Field("v", "array")
    text = written(field, [found])
    assert json.loads(text) == [found]
    assert canonical(field, value(field, text)) == canonical(field, native(field, [found]))

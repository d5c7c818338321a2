"""The JSON Schema of a field takes what the engines take, and refuses what they refuse."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from described import table
from entryvalues import FIELDS, TEXTS, UNTOLD, instance, validator
from sourcebook.declare import Constraints, Field, lexical
from sourcebook.declare.lexical import patterns
from sourcebook.exchange.entry import told
from sourcebook.exchange.entry.patterns import ecmascript

if TYPE_CHECKING:
    from pathlib import Path

PATTERNS = (
    r"^st-\d+$", r"[a-c]{2}|d*", r"\w+\s\S", r"[^\d]+", r"\D\.x", r"[&&~~-]", r"a$b|c", r"\i\c*", r"(?:ab)+?.", r"\p{IsGreek}+", "[|\\]]{1,3}", r"\P{Nd}\/x",
)  # fmt: skip
GLYPHS = st.text("abcdx019٣&~-.|]/ \n\té😀\u03b1st", max_size=6)


def agrees(field: Field, text: str) -> None:
    made = told(field)
    assert made.whole
    value = instance(field, text)
    if value is UNTOLD:
        return
    read = lexical.value(field, text)
    taken = read is not lexical.INVALID and not lexical.broken(field, read)
    assert validator(made.schema).is_valid(value) is taken, (field.type, text, made.schema)


@pytest.fixture(scope="module")
def fields(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Field]:
    described = [{"name": name, **words} for name, words in FIELDS.items()]
    made = table(tmp_path_factory.mktemp("fields"), schema={"fields": described})
    return {field.name: field for field in made.fields}


@pytest.mark.parametrize("name", FIELDS)
def test_given_any_text_the_schema_says_what_the_reference_reading_says(
    fields: dict[str, Field], name: str
) -> None:
    for text in TEXTS:
        agrees(fields[name], text)


_BOUNDS: dict[str, st.SearchStrategy[Any]] = {
    "integer": st.integers(-(10**9), 10**9),
    "number": st.floats(-1e9, 1e9, allow_nan=False).map(lambda each: round(each, 4)),
    "date": st.dates().map(str),
    "time": st.times().map(lambda each: each.replace(microsecond=0).isoformat()),
    "datetime": st.datetimes().map(lambda each: each.replace(microsecond=0).isoformat()),
    "year": st.integers(1000, 9999),
    "yearmonth": st.dates().map(lambda each: f"{each:%Y-%m}".rjust(7, "0")),
}


@st.composite
def bounded(draw: st.DrawFn) -> tuple[Field, str]:
    """A field with bounds, and a text that is one of these, near one, or anything."""
    kind = draw(st.sampled_from([*_BOUNDS]))
    low, high, other = (draw(_BOUNDS[kind]) for _ in range(3))
    limits = draw(
        st.sampled_from(
            [
                Constraints(minimum=low, maximum=high),
                Constraints(exclusive_minimum=low),
                Constraints(exclusive_maximum=high, enum=(low, high, other)),
            ]
        )
    )
    text = draw(st.sampled_from([low, high, other]).map(str) | st.sampled_from(TEXTS))
    return Field("a", type=kind, constraints=limits), draw(st.sampled_from(["", " ", "0"])) + text


@given(bounded())
def test_given_any_bounds_the_schema_keeps_them_as_the_reference_reading_does(
    case: tuple[Field, str],
) -> None:
    agrees(*case)


@given(st.sampled_from(PATTERNS), GLYPHS)
def test_given_a_pattern_a_search_finds_what_the_engines_match(pattern: str, text: str) -> None:
    made = ecmascript(pattern)
    assert made is not None
    found = re.search(made, text) is not None
    assert found is (patterns.compiled(pattern).fullmatch(text) is not None)


@pytest.mark.parametrize(
    ("field", "untold"),
    [
        (Field("a", type="list"), ("type",)),
        (Field("a", type="geopoint"), ("type",)),
        (Field("a"), ("type",)),
        (Field("a", type="date", format="%d.%m.%Y"), ("type",)),
        (Field("a", type="number", decimal_char=","), ("type",)),
        (Field("a", type="integer", bare_number=False), ("type",)),
        (Field("a", type="string", format="email"), ("format",)),
        (Field("a", type="string", constraints=Constraints(pattern="(?=a).*")), ("pattern",)),
        (Field("a", type="number", constraints=Constraints(minimum="0.1234567890123456789")), ("minimum",)),
        (Field("a", type="datetime", constraints=Constraints(minimum="2020-01-01T00:00:00.5")), ("formatMinimum",)),
    ],
)  # fmt: skip
def test_given_what_a_browser_cannot_tell_it_is_named_and_nothing_is_refused_for_it(
    field: Field, untold: tuple[str, ...]
) -> None:
    made = told(field)
    assert made.untold == untold
    assert validator(made.schema).is_valid("x") or field.type in ("number", "datetime")


def test_given_codes_and_an_enum_only_the_codes_of_both_are_left(tmp_path: Path) -> None:
    words = {"type": "string", "categories": ["a", "b", "c"], "constraints": {"enum": ["b", "c"]}}
    (field,) = table(tmp_path, schema={"fields": [{"name": "a", **words}]}).fields
    assert told(field).schema["enum"] == ["b", "c"]
    assert told(replace(field, constraints=Constraints())).schema["enum"] == ["a", "b", "c"]

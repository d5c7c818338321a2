"""Guesses and shifted rows, for all cells: nothing raises, and what is told is what a field takes."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sourcebook.declare import lexical
from sourcebook.declare.model import Constraints, Field
from sourcebook.declare.types import TYPES
from sourcebook.engines import messages
from sourcebook.engines.shifts import Shifts

FIELDS = [
    Field("a", type=name, format=form)
    for name, kind in TYPES.items()
    for form in ("default", *kind.formats, *(["%d/%m/%Y %H:%M"] if kind.patterns else []))
] + [
    Field("a", type="number", decimal_char=",", group_char="."),
    Field("a", type="integer", group_char=" ", bare_number=False),
    Field("a", type="list", item_type="date", delimiter=";"),
    Field("a", type="list", delimiter=""),
    Field("a", type="boolean", true_values=(), false_values=()),
]
TEXTS = (
    st.text(max_size=12)
    | st.text("0123456789.,;:/-+ eETPadMYHS'[]{}\"", max_size=14)
    | st.sampled_from(["(" * 5000, "[" * 100_000, "9" * 5000, "1e999999", "\ud800", "0" * 301])
)


@given(st.sampled_from(FIELDS), TEXTS)
@example(Field("a", type="date"), "0000-00-00")
@example(Field("a", type="datetime"), "99999.999999999999")
def test_no_cell_is_without_words(field: Field, text: str) -> None:
    message, hint = messages.type_error(field, text)
    assert len(message) < 300
    assert hint


@given(st.sampled_from(FIELDS), TEXTS)
def test_what_is_guessed_is_what_the_field_takes(field: Field, text: str) -> None:
    if lexical.value(field, text) is not lexical.INVALID:
        return
    hint = messages.type_error(field, text)[1] or ""
    found = re.search(r"did you mean ([^' ]+)\?$", hint)
    if found and field.type not in ("string", "list"):
        assert lexical.value(field, found[1]) is not lexical.INVALID


@given(st.text(max_size=20))
def test_a_pattern_that_is_not_met_has_a_hint(text: str) -> None:
    field = Field("a", type="string", constraints=Constraints(pattern="[a-z]{3}-[0-9]{2}"))
    hint = messages.constraint_error(field, "pattern", "[a-z]{3}-[0-9]{2}", text)[1] or ""
    found = re.fullmatch(r"Did you mean '(.*)'\?", hint)
    assert found is None or not lexical.broken(field, found[1])


COLUMNS = [
    Field("order", type="string", constraints=Constraints(pattern="ord-[0-9]")),
    Field("note", type="string"),
    Field("loaves", type="integer", constraints=Constraints(required=True)),
    Field("day", type="date"),
    Field("paid", type="boolean"),
]
RIGHT = "The cells seem shifted by one from {} on: there is a cell too many before it, "
LEFT = "The cells seem shifted by one from {} on: a cell is missing before it."


@pytest.mark.parametrize(
    ("cells", "hint"),
    [
        (["ord-1", "", "2", "2024-03-09", "true"], None),
        (["ord-1", "", "two", "9 March", "yes"], None),
        (["ord-1", "a", " b", "2", "2024-03-09", "true"], RIGHT.format("loaves")),
        (["", "ord-1", "a", "2", "2024-03-09"], RIGHT.format("loaves")),
        (["ord-1", "", "", "2", "2024-03-09"], RIGHT.format("loaves")),
        (["ord-1", "2", "2024-03-09", "true", None], LEFT.format("loaves")),
        (["a", "2", "2024-03-09", "true", ""], LEFT.format("order")),
        (["ord-1", "a", "two", "2024-03-09", "true", "more"], None),
        (["ord-1", "a", "2", "2024-03-09", "yes"], None),
        ([], None),
    ],
)
def test_a_row_is_shifted_where_its_cells_fit_the_columns_beside_theirs(
    cells: list[str | None], hint: str | None
) -> None:
    told = Shifts(COLUMNS).hint(cells)
    assert (told or "").startswith(hint or "")
    assert (told is None) == (hint is None)

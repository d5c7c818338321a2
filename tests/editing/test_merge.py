"""Merging by key and cell: what is taken, what is a conflict, and the laws that hold for all."""

from __future__ import annotations

from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcebook.declare import Field, Table
from sourcebook.editing.merge import Conflict, Merged, UnmergeableError, merge
from sourcebook.editing.text import Text

FIELDS = ("k", "a", "b", "c")
TABLE = Table(
    "t", Path("t.csv"), "t.csv", "csv",
    tuple(Field(name, "string", number=n) for n, name in enumerate(FIELDS, start=1)),
    primary_key=("k",),
)  # fmt: skip

Rows = dict[str, dict[str, str]]


def text(rows: str) -> Text:
    """A table from lines of cells parted by blanks, the header first; ``-`` is an empty cell."""
    labels, *records = (line.replace("-", "").split(" ") for line in rows.strip().splitlines())
    return Text(labels, records, list(range(2, len(records) + 2)))


def shown(merged: Merged) -> str:
    lines = [" ".join(merged.labels)]
    for row in merged.rows:
        if isinstance(row, Conflict):
            sides = (
                "gone" if side is None else " ".join(c or "-" for c in side)
                for side in (row.ours, row.theirs)
            )
            lines.append(f"{' | '.join(sides)} ({' '.join(row.fields)})")
        else:
            lines.append(" ".join(cell or "-" for cell in row))
    return "\n".join(lines)


BASE = "k a b\n1 x y\n2 x y\n3 x y"

CASES = {
    "a cell each in one row": ("k a b\n1 X y\n2 x y\n3 x y", "k a b\n1 x Y\n2 x y\n3 x y", "k a b\n1 X Y\n2 x y\n3 x y"),
    "the same change twice": ("k a b\n1 X y\n2 x y\n3 x y", "k a b\n1 X y\n2 x y\n3 x y", "k a b\n1 X y\n2 x y\n3 x y"),
    "one cell in two ways": ("k a b\n1 X y\n2 x y\n3 x y", "k a b\n1 Z Y\n2 x y\n3 x y", "k a b\n1 X Y | 1 Z Y (a)\n2 x y\n3 x y"),
    "a cell emptied and changed": ("k a b\n1 - y\n2 x y\n3 x y", "k a b\n1 Z y\n2 x y\n3 x y", "k a b\n1 - y | 1 Z y (a)\n2 x y\n3 x y"),
    "rows added by each": (BASE + "\n5 p q", BASE + "\n4 r s", BASE + "\n4 r s\n5 p q"),
    "a row added twice alike": (BASE + "\n4 p q", BASE + "\n4 p q", BASE + "\n4 p q"),
    "a row added twice differently": (BASE + "\n4 p q", BASE + "\n4 r -", BASE + "\n4 p q | 4 r - (a b)"),
    "a row removed": ("k a b\n1 x y\n3 x y", BASE, "k a b\n1 x y\n3 x y"),
    "a row removed by both": ("k a b\n1 x y\n3 x y", "k a b\n1 x y\n3 x y", "k a b\n1 x y\n3 x y"),
    "a row removed and changed": ("k a b\n1 x y\n3 x y", "k a b\n1 x y\n2 x Y\n3 x y", "k a b\n1 x y\ngone | 2 x Y (b)\n3 x y"),
    "a row changed and removed": ("k a b\n1 x y\n2 X y\n3 x y", "k a b\n1 x y\n3 x y", "k a b\n1 x y\n2 X y | gone (a)\n3 x y"),
    "rows in another order": ("k a b\n3 x y\n1 X y\n2 x y", BASE, "k a b\n1 X y\n2 x y\n3 x y"),
    "columns in another order": ("k b a\n1 y X\n2 y x\n3 y x", "k a b\n1 x Y\n2 x y\n3 x y", "k a b\n1 X Y\n2 x y\n3 x y"),
    "a column added": ("k a b c\n1 x y 7\n2 x y -\n3 x y 9", BASE + "\n4 p q", "k a b c\n1 x y 7\n2 x y -\n3 x y 9\n4 p q -"),
    "a column added twice": ("k a b c\n1 x y 7\n2 x y -\n3 x y 9", "k a b c\n1 x y -\n2 x y 8\n3 x y 9", "k a b c\n1 x y 7\n2 x y 8\n3 x y 9"),
    "a column added twice differently": ("k a b c\n1 x y 7\n2 x y -\n3 x y -", "k a b c\n1 x y 8\n2 x y -\n3 x y -", "k a b c\n1 x y 7 | 1 x y 8 (c)\n2 x y -\n3 x y -"),
    "two columns that no schema knows": ("k a b m\n1 x y 7\n2 x y -\n3 x y -", "k a b n\n1 x y 8\n2 x y -\n3 x y -", "k a b m n\n1 x y 7 8\n2 x y - -\n3 x y - -"),
    "a column removed": ("k a\n1 x\n2 x\n3 X", "k a b\n1 X y\n2 x y\n3 x y", "k a\n1 X\n2 x\n3 X"),
    "a column removed of which a cell was changed": ("k a\n1 x\n2 x\n3 X", "k a b\n1 x Y\n2 x y\n3 x y", "k a b\n1 x - | 1 x Y (b)\n2 x y\n3 X y"),
    "a column changed which they removed": ("k a b\n1 x Y\n2 x y\n3 x y", "k a\n1 x\n2 x\n3 x", "k a b\n1 x Y | 1 x - (b)\n2 x y\n3 x y"),
    "a row added with a cell in a removed column": ("k a\n1 x\n2 x\n3 x", BASE + "\n4 p q", "k a b\n1 x y\n2 x y\n3 x y\n4 p - | 4 p q (b)"),
    "a row added twice of which one knows a column more": (BASE + "\n4 p q", "k a b c\n1 x y -\n2 x y -\n3 x y -\n4 p q 7", "k a b c\n1 x y -\n2 x y -\n3 x y -\n4 p q 7"),
    "a column removed by both": ("k a\n1 x\n2 x\n3 X", "k a\n1 X\n2 x\n3 x", "k a\n1 X\n2 x\n3 X"),
}  # fmt: skip


@pytest.mark.parametrize(("ours", "theirs", "wanted"), CASES.values(), ids=CASES)
def test_two_versions_are_merged(ours: str, theirs: str, wanted: str) -> None:
    assert shown(merge(TABLE, text(BASE), text(ours), text(theirs))) == wanted


def test_a_table_that_both_have_added_is_merged_row_by_row() -> None:
    found = merge(TABLE, Text([], [], []), text("k a\n1 x\n2 x"), text("k a\n1 x\n2 y\n3 z"))
    assert shown(found) == "k a\n1 x\n2 x | 2 y (a)\n3 z"


@pytest.mark.parametrize(
    ("ours", "why"),
    [
        ("k a b\n1 x y\n1 x y", "the key '1' stands twice (line 3)"),
        ("a b\nx y", "the column 'k' of its key is missing"),
        ("k a a\n1 x y", "the column 'a' stands twice in its header"),
    ],
)
def test_rows_that_can_not_be_told_apart_are_not_merged(ours: str, why: str) -> None:
    with pytest.raises(UnmergeableError) as caught:
        merge(TABLE, text(BASE), text(ours), text(BASE))
    assert str(caught.value) == why


# For all tables.

CELL = st.sampled_from(["", "x", "y", "z"])


@st.composite
def tables(draw: st.DrawFn) -> Rows:
    keys = draw(st.sets(st.sampled_from("123456"), max_size=5))
    return {key: {name: draw(CELL) for name in "abc"} for key in sorted(keys)}


def as_text(rows: Rows) -> Text:
    records = [[key, *row.values()] for key, row in rows.items()]
    return Text(list(FIELDS), records, list(range(2, len(records) + 2)))


def as_rows(merged: Merged) -> Rows:
    assert not merged.conflicts
    found: dict[str, Any] = {}
    for row in merged.rows:
        assert not isinstance(row, Conflict)
        found[row[0]] = dict(zip(merged.labels[1:], row[1:], strict=True))
    return found


def merged(base: Rows, ours: Rows, theirs: Rows) -> Merged:
    return merge(TABLE, *(as_text(each) for each in (base, ours, theirs)))


@settings(max_examples=100)
@given(tables(), tables())
def test_what_only_one_side_has_changed_is_that_side(x: Rows, y: Rows) -> None:
    assert as_rows(merged(x, x, y)) == y
    assert as_rows(merged(x, y, x)) == y
    assert as_rows(merged(x, y, y)) == y


@settings(max_examples=100)
@given(tables(), tables(), tables())
def test_a_conflict_is_there_exactly_where_the_sides_differ_and_neither_is_the_base(
    base: Rows, ours: Rows, theirs: Rows
) -> None:
    found = {
        (conflict.key[0], field)
        for conflict in merged(base, ours, theirs).conflicts
        for field in conflict.fields
    }
    wanted = set()
    for key in {*ours, *theirs}:
        b, o, t = base.get(key), ours.get(key), theirs.get(key)
        for name in "abc":
            if b is None:
                differs = o is not None and t is not None and o[name] != t[name]
            elif o is None or t is None:
                differs = (o or t or {})[name] != b[name]
            else:
                differs = len({b[name], o[name], t[name]}) == 3
            if differs:
                wanted.add((key, name))
    assert found == wanted


@settings(max_examples=100)
@given(tables(), tables(), tables())
def test_the_sides_may_be_exchanged(base: Rows, ours: Rows, theirs: Rows) -> None:
    one, other = merged(base, ours, theirs), merged(base, theirs, ours)

    def turned(row: Any) -> Any:
        if isinstance(row, Conflict):
            return Conflict(row.key, row.fields, row.base, row.theirs, row.ours)
        return row

    assert (one.labels, one.rows) == (other.labels, [turned(row) for row in other.rows])


@st.composite
def edits(draw: st.DrawFn) -> tuple[Rows, list[Rows]]:
    """A table, and three versions of it that change no row or cell twice."""
    base = draw(tables())
    versions: list[Rows] = [{key: dict(row) for key, row in base.items()} for _ in range(3)]
    for key in "123456":
        if key not in base:
            who = draw(st.integers(0, 5))
            if who < 3:
                versions[who][key] = {name: draw(CELL) for name in "abc"}
            continue
        if draw(st.integers(0, 4)) == 0:
            del versions[draw(st.integers(0, 2))][key]
            continue
        for name in "abc":
            who = draw(st.integers(0, 5))
            if who < 3:
                versions[who][key][name] = draw(CELL)
    return base, versions


@settings(max_examples=100)
@given(edits(), st.permutations(range(3)))
def test_edits_of_different_cells_give_the_same_table_in_any_order(
    given_: tuple[Rows, list[Rows]], order: list[int]
) -> None:
    base, versions = given_

    def all_of(numbers: list[int]) -> Rows:
        return reduce(
            lambda so_far, number: as_rows(merged(base, so_far, versions[number])), numbers, base
        )

    assert all_of(order) == all_of([0, 1, 2])
    # And it has every edit in it.
    result = all_of(order)
    for version in versions:
        for key, row in version.items():
            for name, cell in row.items():
                if key not in base or base[key][name] != cell:
                    assert result[key][name] == cell
        assert not {key for key in base if key not in version} & result.keys()

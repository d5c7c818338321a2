"""A column tells the same whatever way its cells are counted, as does the pattern of its texts."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sourcebook.declare import Field
from sourcebook.starting.column import Column, columns
from sourcebook.starting.constraints import pattern
from sourcebook.starting.proposal import Kind
from sourcebook.starting.source import Source

CELLS = st.sampled_from(["", " ", "a", "b", "a-1", "1,5"]) | st.text(max_size=3)
PART = re.compile("[0-9]+|[A-Za-z]+|[^A-Za-z0-9]")


@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n))))
def test_of_each_text_it_has_how_often_it_stands_there_and_where_first(
    records: list[list[str]],
) -> None:
    width = len(records[0]) if records else 2
    lines = [7 + 2 * at for at in range(len(records))]
    source = Source(Path("t.csv"), "t", tuple("abcd"[:width]), records, lines)
    found = list(columns(source))
    assert [each.name for each in found] == list(source.labels)
    for at, each in enumerate(found):
        counts: dict[str, int] = {}
        first: dict[str, int] = {}
        for line, record in zip(lines, records, strict=True):
            counts[record[at]] = counts.get(record[at], 0) + 1
            first.setdefault(record[at], line)
        assert list(each.counts.items()) == list(counts.items())
        assert {text: each.line(text) for text in counts} == first
        assert each.total == len(records)


def shape(text: str) -> list[str]:
    """The kinds of the parts of a text; a mark is its own kind."""
    parts = PART.findall(text)
    return ["9" if p[0].isdigit() else "a" if p[0].isalpha() else p for p in parts]


SHAPES = st.sampled_from(["[a-zA-B]{0,2}[-.]?[0-9]{0,3}", "[a-c]{2}-[0-9]{1,3}", "[0-9]{2}[A-Ca]?"])
TEXTS = SHAPES.flatmap(lambda it: st.lists(st.from_regex(it, fullmatch=True), min_size=5))


@given(TEXTS)
def test_a_pattern_is_there_where_all_texts_have_the_same_parts_and_fits_all_of_them(
    texts: list[str],
) -> None:
    column = columns(Source(Path("t.csv"), "t", ("t",), [[t] for t in texts], [*range(len(texts))]))
    found = [*pattern(next(column), Kind(Field("t", type="string"), ()))]
    known = {text for text in texts if text}
    alike = len({tuple(shape(text)) for text in known}) == 1 and "9" in shape(min(known))
    fitting = len(known) >= 5 and all(len(text) > 1 for text in known)
    assert bool(found) == (alike and fitting)
    assert all(re.fullmatch(each.value, text) for each in found for text in known)


def test_a_column_that_is_empty_has_no_letters() -> None:
    source = Source(Path("t.csv"), "t", ("t",), [], [])
    (column,) = columns(source)
    assert isinstance(column, Column)
    assert column.letters == frozenset()

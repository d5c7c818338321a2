"""Drawings in a page say what their marks stand for."""

from __future__ import annotations

import re

import pytest

from sourcebook.codes import CODES
from sourcebook.site import bars
from sourcebook.site.lineage import legend
from sourcebook.site.maps import Point, scale
from sourcebook.site.quality import STANDARD


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ([], None),
        ([1], None),
        ([2, 2], None),
        (
            [1, 1200, 3],
            "The area of a circle stands for its number: the largest is 1,200.",
        ),
    ],
)
def test_circles_of_several_sizes_are_explained(sizes: list[float], words: str | None) -> None:
    assert scale([Point(46, 8, "lake", size) for size in sizes]) == words


@pytest.mark.parametrize(("count", "width"), [(1, "16%"), (3, "48%"), (10, "100%")])
def test_few_bars_are_not_as_wide_as_the_page(count: int, width: str) -> None:
    drawn = bars.draw([(str(year), 1) for year in range(count)], "Soundings")
    assert re.findall(r'<svg [^>]*?width="([^"]+)"', drawn) == [width]


def test_a_colour_of_several_kinds_stands_in_the_legend_once() -> None:
    kinds = [(0, "feeds"), (5, "joined"), (1, "drains"), (5, "left")]
    assert legend(kinds) == [(0, "feeds"), (5, "joined, left"), (1, "drains")]


def test_each_check_of_the_standard_has_words_on_the_page_of_quality() -> None:
    assert set(CODES) <= set(STANDARD)

"""Whatever the schema and the table, the three engines give one verdict.

What one engine finds and another, which covers it, does not, is a fault of one of them, or a quirk
that ``docs/conformance.md`` names. Pairs of tables are in ``tests/fuzz``, for another process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, note, settings

from fuzz.agree import SLOW, case, differences
from fuzz.made import datasets

if TYPE_CHECKING:
    from fuzz.made import Made


@settings(SLOW, max_examples=1000)
@given(datasets(pair=False))
def test_the_engines_agree_on_a_table(made: Made) -> None:
    note(case(made))
    assert differences(made) == ()

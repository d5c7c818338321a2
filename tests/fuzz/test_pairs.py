"""Whatever two tables say of each other, the three engines give one verdict.

Half of the examples are in ``test_more_pairs``: a file is what one process runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, note, settings

from fuzz.agree import SLOW, case, differences
from fuzz.made import datasets

if TYPE_CHECKING:
    from fuzz.made import Made


@settings(SLOW, max_examples=500)
@given(datasets(pair=True))
def test_the_engines_agree_on_two_tables(made: Made) -> None:
    note(case(made))
    assert differences(made) == ()

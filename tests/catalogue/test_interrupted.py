"""A publish that is killed, or meets another, leaves a catalogue that is whole and loses nothing."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from packages import trimmed, variant
from wholecatalogue import versions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from wholecatalogue import Target

KILLS = 70
ROUNDS = 50
EACH = 3
"""Rounds in one catalogue, before a new one: the first publish is another case than the rest."""


def test_a_kill_at_any_moment_leaves_whole_versions_and_the_next_run_succeeds(
    package: Path, tmp_path: Path, targets: Callable[[], Target],
    publishing: Callable[..., list], record_property: pytest.RecordProperty,
) -> None:  # fmt: skip
    made = [trimmed(package, tmp_path, f"1.0.{number}") for number in range(EACH)]
    first = targets()
    ((code, _, text),) = publishing((made[0], first.url))
    assert (code, text) == (0, "")
    ((_, took, _),) = publishing((made[1], first.url))
    moments = random.Random(8)
    outcomes = {"before": 0, "files": 0, "listed": 0, "ended": 0}
    for number in range(KILLS):
        if number % EACH == 0:
            target, expected = targets(), set()
        chosen, name = made[number % EACH], f"bakery 1.0.{number % EACH}"
        ((code, _, text),) = publishing((chosen, target.url), kill=moments.uniform(0, took * 1.15))
        assert text == ""
        listed = versions(target, settled=False)
        assert expected <= listed <= expected | {name}
        there = any(f"1.0.{number % EACH}" in each for each in target.names())
        outcomes[
            "ended" if code == 0 else "listed" if name in listed else "files" if there else "before"
        ] += 1
        ((code, again, text),) = publishing((chosen, target.url))
        assert (code, text) == (0, "")
        if name not in listed:
            took = (2 * took + again) / 3  # The moments keep pace with a busy machine.
        expected.add(name)
        assert versions(target) == expected
        assert not [each for each in target.names() if "partial" in each]
    record_property("table", f"killed while publishing to {first.url[:5]}: {outcomes}")
    assert outcomes["files"] >= 5, "no kill fell into the middle"


def test_two_publishers_at_once_lose_no_version(
    package: Path, tmp_path: Path, targets: Callable[[], Target], publishing: Callable[..., list]
) -> None:
    ones = [trimmed(package, tmp_path, f"1.0.{number}") for number in range(EACH)]
    twos = [trimmed(package, tmp_path, f"2.0.{number}") for number in range(EACH)]
    for number in range(ROUNDS):
        if number % EACH == 0:
            target, expected = targets(), set()
        pair = ones[number % EACH], twos[number % EACH]
        ended = publishing(*((each, target.url) for each in pair))
        assert [(code, text) for code, _, text in ended] == [(0, "")] * 2
        expected |= {f"bakery {each.name.removeprefix('bakery-')}" for each in pair}
        assert versions(target) == expected


def test_of_two_with_other_bytes_for_one_version_one_is_published_and_one_refused(
    package: Path, tmp_path: Path, targets: Callable[[], Target], publishing: Callable[..., list]
) -> None:
    one = variant(package, tmp_path / "one", note="one")
    other = variant(package, tmp_path / "other", note="other")
    for _ in range(EACH):
        target = targets()
        ended = publishing((one, target.url), (other, target.url))
        assert sorted(code for code, _, _ in ended) == [0, 2]
        (refusal,) = (text for code, _, text in ended if code == 2)
        assert "with other bytes" in refusal
        assert versions(target) == {"bakery 1.0.0"}


def test_two_with_the_same_bytes_both_succeed(
    package: Path, targets: Callable[[], Target], publishing: Callable[..., list]
) -> None:
    for _ in range(EACH):
        target = targets()
        ended = publishing((package, target.url), (package, target.url))
        assert [(code, text) for code, _, text in ended] == [(0, "")] * 2
        assert versions(target) == {"bakery 1.0.0"}

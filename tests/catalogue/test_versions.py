"""Ranges of versions: which version is meant by what people write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.catalogue.versions import is_exact, newest, order, parse
from sourcebook.errors import UseError

KNOWN = (
    "0.9.0",
    "1.0.0",
    "1.2.0",
    "1.2.10",
    "1.2.9",
    "1.10.0",
    "2.0.0-rc.1",
    "2.0.0-rc.2",
    "2.0.0",
)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (None, "2.0.0"),
        ("latest", "2.0.0"),
        ("1", "1.10.0"),
        ("v1", "1.10.0"),
        ("0", "0.9.0"),
        ("1.2", "1.2.10"),
        ("1.2.9", "1.2.9"),
        ("==1.2.9", "1.2.9"),
        ("= 1.2", "1.2.10"),
        (">=1,<2", "1.10.0"),
        (">=1, <1.10", "1.2.10"),
        ("<=1", "1.10.0"),
        ("<=1.2", "1.2.10"),
        (">1", "2.0.0"),
        (">1.2,<2", "1.10.0"),
        (">2", None),
        ("!=2.0.0", "1.10.0"),
        ("!=2", "1.10.0"),
        ("1.2.11", None),
        ("3", None),
        ("2.0.0-rc.1", "2.0.0-rc.1"),
        ("<2.0.0", "1.10.0"),  # 2.0.0-rc.2 comes before 2.0.0, but nobody asked for it
        (">=2.0.0-rc.1", "2.0.0"),
        (">=2.0.0-rc.1,<2.0.0", "2.0.0-rc.2"),
        (">=2.0.0-alpha,!=2.0.0,<2.0.0-rc.2", "2.0.0-rc.1"),
        (">=1.0.0-rc.1,<2.0.0", "1.10.0"),
    ],
)  # fmt: skip
def test_a_range_finds_the_newest_that_it_holds(wanted: str | None, found: str | None) -> None:
    assert newest(KNOWN, wanted) == found


def test_a_pre_release_is_only_found_by_who_names_one() -> None:
    assert newest(["1.0.0-rc.1"]) is None
    assert newest(["1.0.0-rc.1"], ">=0.1") is None
    assert newest(["1.0.0-rc.1"], "1.0.0-rc.1") == "1.0.0-rc.1"


@pytest.mark.parametrize(
    "wanted",
    ["x", "1.x", "1.2.3.4", "01", "1,", ",", "^1", "~1.2", "1-rc.1", ">=1 <2", "1..2", "-1", "\u0661", "1.0.0-01"],
)  # fmt: skip
def test_what_is_no_range_is_refused(wanted: str) -> None:
    with pytest.raises(UseError, match="is no version or range of versions"):
        newest(KNOWN, wanted)


def test_only_a_version_in_full_is_exact() -> None:
    assert [is_exact(w) for w in ("1.2.3", "==1.2.3", "1.2.3-rc.1")] == [True] * 3
    assert [is_exact(w) for w in (None, "latest", "1", "1.2", ">=1.2.3", "1.2.3,<2")] == [False] * 6


numbers = st.integers(0, 12)
versions = st.builds(
    "{}.{}.{}{}".format, numbers, numbers, numbers, st.sampled_from(["", "", "-rc.1"])
)


@given(
    st.lists(versions, min_size=1), versions, st.sampled_from([">=", "<=", ">", "<", "==", "!="])
)
def test_full_versions_compare_as_semver_orders_them(
    known: list[str], bound: str, sign: str
) -> None:
    finals = [version for version in known if "-" not in version]
    told = newest(finals, sign + bound)
    holds = {
        ">=": lambda v: order(v) >= order(bound), "<=": lambda v: order(v) <= order(bound),
        ">": lambda v: order(v) > order(bound), "<": lambda v: order(v) < order(bound),
        "==": lambda v: v == bound, "!=": lambda v: v != bound,
    }[sign]  # fmt: skip
    assert told == max(filter(holds, finals), key=order, default=None)


@given(st.text(max_size=20))
def test_any_text_is_a_version_or_none(text: str) -> None:
    assert parse(text) is None or parse(text).to_tuple()

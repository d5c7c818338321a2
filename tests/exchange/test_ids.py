"""A key that any row ever had is not given to another one, whoever allots it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from repository import begin, commit
from small import bakery
from sourcebook.declare import open_target
from sourcebook.errors import UseError
from sourcebook.exchange.ids import Counter, Series
from sourcebook.exchange.origins import tables

if TYPE_CHECKING:
    from pathlib import Path


def test_an_id_that_is_gone_from_the_tables_and_stands_in_git_is_not_given_again(
    tmp_path: Path,
) -> None:
    folder = bakery(tmp_path)
    begin(tmp_path)
    file = folder / "orders.csv"
    *kept, last = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(kept), encoding="utf-8")
    dataset = open_target(folder).dataset
    counter = tables.hold(dataset, ["orders"])["orders"].ids
    assert counter is not None
    number = int(last.split(",")[0].removeprefix("ord-"))
    assert [counter.allot(), counter.allot()] == [f"ord-{number + n:03}" for n in (1, 2)]


def test_an_id_that_stood_in_the_table_under_its_former_name_is_not_given_again(
    tmp_path: Path,
) -> None:
    folder = bakery(tmp_path)
    file = folder / "orders.csv"
    text = file.read_text(encoding="utf-8")
    file.rename(folder / "sold.csv").write_text(f"{text}ord-500,brd-01,1,2024-01-01,,\n")
    begin(tmp_path)
    (folder / "sold.csv").unlink()
    file.write_text(text, encoding="utf-8")
    commit(tmp_path, "another name")
    counter = tables.hold(open_target(folder).dataset, ["orders"])["orders"].ids
    assert counter is not None
    assert counter.allot() == "ord-501"


def test_an_id_that_another_table_names_is_not_given(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    file = folder / "orders.csv"
    file.write_text(file.read_text(encoding="utf-8") + "ord-900,brd-77,1,2024-01-01,,\n")
    counter = tables.hold(open_target(folder).dataset, ["breads", "orders"])["breads"].ids
    assert counter is not None
    assert counter.allot() == "brd-78"


def test_where_all_are_taken_it_is_said_how_to_go_on() -> None:
    counter = Counter(Series("brd-", 2, fixed=True), 98)
    assert counter.allot() == "brd-99"
    with pytest.raises(UseError, match="Widen the pattern of the key"):
        counter.allot()
    assert counter.last == 99

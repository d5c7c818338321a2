"""Parts of the way: how keys are counted, what names stand for, files that change together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from repository import state
from sourcebook.declare import Field, ForeignKey, Naming, Table
from sourcebook.declare.model import Constraints
from sourcebook.errors import UseError
from sourcebook.exchange import together
from sourcebook.exchange.ids import TEMPORARY, Series, series
from sourcebook.exchange.sheets import known, names
from sourcebook.exchange.sheets.faults import Doubt
from sourcebook.package import sheets


def table(pattern: str | None = None, kind: str = "string", **words: object) -> Table:
    key = Field("id", kind, constraints=Constraints(pattern=pattern))
    fields = (key, Field("name"), Field("kind"))
    found = {"primary_key": ("id",), **words}
    return Table("t", Path("t.csv"), "t.csv", "csv", fields, **found)


SERIES = {
    "a fixed width": (table(r"^inc-\d{5}$"), [], Series("inc-", 5, fixed=True)),
    "a least width": (table(r"inc-\d{3,}"), [], Series("inc-", 3, fixed=False)),
    "digits of a class": (table(r"brd-[0-9]{2}"), ["brd-01"], Series("brd-", 2, fixed=True)),
    "any width": (table(r"st-\d+"), ["st-9", "st-10"], Series("st-", 1, fixed=False)),
    "a sign that is escaped": (table(r"^A\.\d{2}$"), [], Series("A.", 2, fixed=True)),
    "no pattern, and keys that are alike": (table(), ["x7", "x12"], Series("x", 1, fixed=False)),
    "no pattern and no keys": (table(), [], None),
    "keys that are not alike": (table(), ["x7", "y12"], None),
    "keys that are words": (table(), ["PK", "AF"], None),
    "keys that are digits": (table(), ["10115", "10117"], None),
    "a pattern of something else": (table("[A-Z]{2}"), ["PK"], None),
    "two prefixes": (table(r"^(inc|grp)-\d{4}$"), [], None),
    "numbers": (table(kind="integer"), ["1", "2"], None),
    "a key that refers to another table": (table(r"g-\d{2}", foreign_keys=(ForeignKey(("id",), "g", ("id",)),)), [], None),
    "a key of two columns": (table(r"g-\d{2}", primary_key=("id", "name")), [], None),
}  # fmt: skip


@pytest.mark.parametrize(("one", "keys", "wanted"), SERIES.values(), ids=SERIES)
def test_keys_are_counted_only_where_the_declaration_or_all_of_them_say_so(
    one: Table, keys: list[str], wanted: Series | None
) -> None:
    assert series(one, keys) == wanted


def test_ids_of_a_fixed_width_come_to_an_end() -> None:
    assert Series("a-", 2, fixed=True).id(99) == "a-99"
    assert Series("a-", 2, fixed=False).id(100) == "a-100"
    with pytest.raises(UseError, match="Widen the pattern"):
        Series("a-", 2, fixed=True).id(100)


@pytest.mark.parametrize("text", ["new-1", "NEW 2", "new3", "new_a", "new-the-bomb"])
def test_a_temporary_id_begins_with_new(text: str) -> None:
    assert TEMPORARY.fullmatch(text)


@pytest.mark.parametrize(
    "text", ["new", "newspaper", "news", "New York", "new order of things", "anew-1"]
)
def test_a_word_that_begins_like_one_is_none(text: str) -> None:
    assert not TEMPORARY.fullmatch(text)


@pytest.fixture
def roster() -> known.Roster:
    found = known.Roster(table(naming=Naming(("name",), ("kind",))))
    for key, name, kind in (("a", "Ravi", "river"), ("b", "Ravi", "town"), ("c", "Swat", "river")):
        known.enlist(found, {"id": key, "name": name, "kind": kind})
    found.name("c", ["Suastus"])
    return found


NAMES = {
    "a key": ("c", "c"),
    "a name": ("swat", "c"),
    "an alias": ("SUASTUS", "c"),
    "an entry of the list": ("Ravi (town) [b]", "b"),
    "a name with its key": ("Ravi [b]", "b"),
    "a name of two": ("Ravi", Doubt("'Ravi' is the name of 2 rows of t.", "Choose one of them: Ravi (river) [a], Ravi (town) [b].")),
    "nearly an alias": ("Suastos", Doubt("'Suastos' is neither a key nor a name in t.", "Did you mean Suastus, which is Swat (river) [c]?")),
    "another name with a key": ("Indus [b]", Doubt("'Indus [b]' has the key of 'Ravi (town) [b]', and another name.", "Choose it from the list again, or write the key alone.")),
}  # fmt: skip


@pytest.mark.parametrize(("written", "wanted"), NAMES.values(), ids=NAMES)
def test_a_name_is_taken_only_where_it_is_one_rows(
    written: str, wanted: str | Doubt, roster: known.Roster
) -> None:
    assert names.resolve(written, roster, {}) == wanted


def test_a_row_that_is_taken_back_is_not_offered(roster: known.Roster) -> None:
    roster.retired.add("c")
    doubt = names.resolve("Suastos", roster, {})
    assert doubt == Doubt(
        "'Suastos' is neither a key nor a name in t.",
        "Choose from the list, or add it to the sheet t.",
    )
    assert names.resolve("Suastus", roster, {}) == "c"


def test_files_change_together(tmp_path: Path) -> None:
    files = [tmp_path / "a", tmp_path / "b"]
    for file in files:
        file.write_bytes(b"old")
    link = tmp_path / "link"
    link.symlink_to("b")
    together.replace_all({files[0]: (b"old", b"new a"), link: (b"old", b"new b")})
    assert [file.read_bytes() for file in files] == [b"new a", b"new b"]
    assert link.is_symlink()


def test_a_file_that_was_changed_meanwhile_stops_them_all(tmp_path: Path) -> None:
    files = [tmp_path / "a", tmp_path / "b"]
    for file in files:
        file.write_bytes(b"old")
    before = state(tmp_path)
    with pytest.raises(UseError, match=re.escape("b: was changed meanwhile. Nothing was added")):
        together.replace_all({files[0]: (b"old", b"new"), files[1]: (b"other", b"new")})
    assert state(tmp_path) == before


def test_a_file_that_can_not_be_written_stops_them_all(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    before = state(tmp_path)
    with pytest.raises(FileNotFoundError):
        together.replace_all({tmp_path / "a": (b"old", b"new"), tmp_path / "x/b": (b"old", b"new")})
    assert state(tmp_path) == before


def test_a_sheets_name_has_no_sign_that_is_not_allowed() -> None:
    assert sheets.names(["a:b", "a/b", "'a'", "[x]"]) == ["a_b", "a_b~2", "_a_", "_x_"]

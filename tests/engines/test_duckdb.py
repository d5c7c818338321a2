"""The default engine on a small dataset: given this edit, then exactly these findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from onetable import dataset, field, found, schema
from small import bakery, change
from sourcebook.declare import open_target
from sourcebook.engines import duckdb
from sourcebook.errors import DeclarationError
from sourcebook.findings import Silent, Status

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.engines.outcome import Outcome
    from sourcebook.findings import Coverage


def check(folder: Path, limit: int | None = None) -> Outcome:
    return duckdb.check(open_target(folder), limit, Silent())


def places(outcome: Outcome) -> list[tuple[Any, ...]]:
    return [(f.code, f.table, f.line, f.row, f.column) for f in outcome.findings]


def coverage(outcome: Outcome, rule: str) -> Coverage:
    return next(c for table in outcome.tables for c in table.coverage if c.rule == rule)


def test_a_valid_dataset_has_no_finding_and_every_rule_ran(tmp_path: Path) -> None:
    outcome = check(bakery(tmp_path))
    assert outcome.findings == ()
    assert [(t.name, t.rows, t.errors, t.warnings) for t in outcome.tables] == [
        ("breads", 3, 0, 0),
        ("orders", 5, 0, 0),
    ]
    ran = {c.rule: c.status for table in outcome.tables for c in table.coverage}
    assert {"baked-after-order", "still-sold", "foreign-key", "primary-key"} <= set(ran)
    assert set(ran.values()) == {Status.RAN}


# In orders.csv the note of row 4 holds a line break, so rows 5 and 6 stand on lines 6 and 7.
EDITS: list[tuple[str, str, str, str, list[tuple[Any, ...]]]] = [
    ("type", "orders.csv", "ord-004,brd-01,3", "ord-004,brd-01,three",
     [("type-error", "orders", 6, 5, 3)]),
    ("no-break space before a number", "orders.csv", "brd-01,2,", "brd-01,\u00a02,",
     [("type-error", "orders", 2, 2, 3)]),
    ("decimal in an integer", "orders.csv", "brd-01,2,", "brd-01,2.0,",
     [("type-error", "orders", 2, 2, 3)]),
    ("date without zeros", "breads.csv", "2024-03-31", "2024-3-31",
     [("type-error", "breads", 3, 3, 5)]),
    ("date that does not exist", "breads.csv", "2024-03-31", "2024-02-30",
     [("type-error", "breads", 3, 3, 5)]),
    ("number with comma", "breads.csv", "rye,4.2,", 'rye,"4,2",',
     [("type-error", "breads", 2, 2, 4)]),
    ("required", "orders.csv", "ord-004,brd-01,3,2024-03-09,", "ord-004,brd-01,3,,",
     [("constraint-error", "orders", 6, 5, 4)]),
    ("minimum", "orders.csv", "brd-01,2,", "brd-01,0,",
     [("constraint-error", "orders", 2, 2, 3)]),
    ("code", "breads.csv", "Bauernlaib,rye", "Bauernlaib,ryee",
     [("constraint-error", "breads", 2, 2, 3)]),
    ("pattern is of the whole cell", "orders.csv", "ord-004", "ord-0045",
     [("constraint-error", "orders", 6, 5, 1)]),
    ("unique", "breads.csv", "Zopf", "Baguette", [("unique-error", "breads", 4, 4, 2)]),
    ("primary key twice", "orders.csv", "ord-005", "ord-002",
     [("primary-key", "orders", 7, 6, 1)]),
    ("foreign key", "orders.csv", "ord-004,brd-01", "ord-004,brd-09",
     [("foreign-key", "orders", 6, 5, 2)]),
    ("blank row", "orders.csv", "ord-004,", "\nord-004,", [("blank-row", "orders", 6, 5, None)]),
    ("row of commas", "orders.csv", "ord-004,", ",,,,,\nord-004,",
     [("blank-row", "orders", 6, 5, None)]),
    ("extra cell", "orders.csv", "for a party", "for a party,of ten",
     [("extra-cell", "orders", 3, 3, 7)]),
    ("missing cell", "orders.csv", ",2024-03-04,for a party", ",2024-03-04",
     [("missing-cell", "orders", 3, 3, 6)]),
    ("incorrect label", "orders.csv", "quantity,", "quantty,",
     [("incorrect-label", "orders", 1, None, 3)]),
    ("extra label", "breads.csv", "price,sold_until\n", "price,sold_until,more\n",
     [("extra-label", "breads", 1, None, 6), ("missing-cell", "breads", 2, 2, 6),
      ("missing-cell", "breads", 3, 3, 6), ("missing-cell", "breads", 4, 4, 6)]),
    ("duplicate label", "breads.csv", "price,sold_until", "price,price",
     [("duplicate-label", "breads", 1, None, 5)]),
    ("blank label", "breads.csv", "flour,price", ",price", [("blank-label", "breads", 1, None, 3)]),
    ("expression", "orders.csv", "2024-03-02,2024-03-04", "2024-03-02,2024-03-01",
     [("baked-after-order", "orders", 3, 3, None)]),
    ("query", "orders.csv", "brd-02,1,2024-03-30,2024-03-30", "brd-02,1,2024-04-02,2024-04-02",
     [("still-sold", "orders", 7, 6, 4)]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"), [e[1:] for e in EDITS], ids=[e[0] for e in EDITS]
)
def test_one_edit_gives_its_finding_at_its_place_and_no_other(
    tmp_path: Path, file: str, old: str, new: str, expected: list[tuple[Any, ...]]
) -> None:
    folder = bakery(tmp_path)
    change(folder / file, old, new)
    assert places(check(folder)) == expected


def test_a_finding_carries_key_value_message_and_hint(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    change(folder / "orders.csv", "ord-004,brd-01", "ord-004,brd-011")
    (finding,) = check(folder).findings
    assert finding.key == {"order_id": "ord-004"}
    assert finding.value == "brd-011"
    assert finding.field == "bread_id"
    assert finding.message == "bread_id = 'brd-011' is not in breads."
    assert finding.hint == "Did you mean 'brd-01'?"


def test_totals_are_exact_however_few_are_listed(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    rows = "".join(f"ord-{n:03d},brd-01,x,2024-03-01,2024-03-01,\n" for n in range(100, 350))
    with (folder / "orders.csv").open("a", encoding="utf-8") as file:
        file.write(rows)
    outcome = check(folder, limit=10)
    assert len(outcome.findings) == 10
    assert outcome.tables[1].errors == 250
    told = coverage(outcome, "type-error")
    assert {(c.found, c.listed) for t in outcome.tables[1:] for c in t.coverage if c.found} == {
        (250, 10)
    }
    assert told.status == Status.RAN  # of breads, which has none
    assert [f.row for f in outcome.findings] == list(range(7, 17))


def test_a_rule_that_draws_on_a_wrong_cell_is_skipped_and_says_so(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    change(folder / "breads.csv", "2024-03-31", "31/03/2024")
    outcome = check(folder)
    assert places(outcome) == [("type-error", "breads", 3, 3, 5)]
    skipped = coverage(outcome, "still-sold")
    assert skipped.status == Status.SKIPPED
    assert skipped.reason == "1 cell of breads.sold_until must be mended first"
    assert outcome.findings[0].hint == "Write it as YYYY-MM-DD: did you mean 2024-03-31?"


@pytest.mark.parametrize(
    ("damage", "code", "line"),
    [
        (lambda file: file.unlink(), "source-error", None),
        (lambda file: file.write_bytes(b""), "source-error", None),
        (lambda file: file.write_bytes(file.read_bytes() + b"brd-04,Br\xfctli,rye,1,\n"),
         "encoding-error", 5),
        (lambda file: file.write_bytes(file.read_bytes() + b"brd-04,\xc3"), "encoding-error", 5),
    ],
    ids=["no file", "empty file", "not UTF-8", "cut off in a character"],
)  # fmt: skip
def test_a_table_that_can_not_be_read_is_one_finding(
    tmp_path: Path, damage: Any, code: str, line: int | None
) -> None:
    folder = bakery(tmp_path)
    damage(folder / "breads.csv")
    outcome = check(folder)
    assert [(f.code, f.line) for f in outcome.findings] == [(code, line)]
    assert outcome.tables[0].rows is None
    assert coverage(outcome, "still-sold").reason is not None


def test_byte_order_mark_and_crlf_are_read_and_warned_of(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    file = folder / "breads.csv"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    found = check(folder)
    assert places(found) == [
        ("byte-order-mark", "breads", 1, None, None),
        ("line-ending", "breads", 1, None, None),
    ]
    assert [(t.errors, t.warnings) for t in found.tables] == [(0, 2), (0, 0)]


def test_a_key_that_stands_twice_does_not_multiply_what_rules_find(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    with (folder / "orders.csv").open("a", encoding="utf-8") as file:
        file.write("ord-005,brd-02,1,2024-04-30,2024-04-30,\n")
    assert places(check(folder)) == [("primary-key", "orders", 8, 7, 1)]


@pytest.mark.parametrize(
    ("old", "new", "place", "text"),
    [
        ("baked_on >= ordered_on", "baked_on >= orderd_on", "rules[0].expression", "orderd_on"),
        ("baked_on >= ordered_on", "quantity + 1", "rules[0].expression", "not true or false"),
        ("SELECT o.order_id, b.name", "SELECT b.name", "rules[1].query", "order_id"),
        ("WHERE o.ordered_on > b.sold_until", "WHERE true; DROP TABLE orders", "rules[1].query",
         "not one SELECT"),
        ("FROM orders o JOIN", "FROM read_csv('/etc/passwd') x, orders o JOIN", "rules[1].query",
         "does not bind"),
        ("{name} was sold", "{nme} was sold", "rules[1].message", "'name'"),
    ],
)  # fmt: skip
def test_sql_that_does_not_bind_is_a_mistake_of_the_declaration(
    tmp_path: Path, old: str, new: str, place: str, text: str
) -> None:
    folder = bakery(tmp_path)
    change(tmp_path / "schemas" / "orders.yaml", old, new)
    with pytest.raises(DeclarationError) as raised:
        check(folder)
    (mistake,) = raised.value.mistakes
    assert mistake.path == place
    assert text in str(mistake)


def test_rules_can_not_reach_the_machine(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    schema = tmp_path / "schemas" / "orders.yaml"
    change(schema, "WHERE o.ordered_on > b.sold_until", f"WHERE EXISTS (FROM read_csv('{secret}'))")
    with pytest.raises(DeclarationError, match="disabled"):
        check(folder)


@pytest.mark.parametrize(
    ("old", "new", "path", "text"),
    [
        ("baked_on >= ordered_on", "CAST(note AS INTEGER) > 0", "rules[0].expression",
         "Could not convert string 'for a party'"),
        ("WHERE o.ordered_on > b.sold_until", "WHERE CAST(note AS INTEGER) > 0", "rules[1].query",
         "Could not convert string 'for a party'"),
        ("SELECT o.order_id, b.name", "SELECT 'ord-999' AS order_id, b.name", "rules[1].query",
         "names a row that orders does not have: ('ord-999',)"),
    ],
)  # fmt: skip
def test_nothing_is_valid_that_a_rule_could_not_check(
    tmp_path: Path, old: str, new: str, path: str, text: str
) -> None:
    folder = bakery(tmp_path)
    change(tmp_path / "schemas" / "orders.yaml", old, new)
    if "999" in new:
        change(folder / "breads.csv", "2024-03-31", "2024-03-01")
    with pytest.raises(DeclarationError) as raised:
        check(folder)
    (mistake,) = raised.value.mistakes
    assert mistake.path == path
    assert text in mistake.message


@pytest.mark.parametrize("limit", [0, 1, None])
def test_no_limit_hides_that_a_table_is_not_valid(tmp_path: Path, limit: int | None) -> None:
    folder = bakery(tmp_path)
    change(folder / "breads.csv", "2024-03-31", "2024-03-01")
    change(folder / "orders.csv", "2024-03-02,2024-03-04", "2024-03-02,2024-03-01")
    outcome = check(folder, limit)
    assert (outcome.tables[1].errors, outcome.tables[1].warnings) == (1, 2)
    assert coverage(outcome, "still-sold").found == 2
    assert len(outcome.findings) == {0: 0, 1: 2, None: 3}[limit]


def test_a_comment_at_the_end_of_a_rule_is_a_comment(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    schema = tmp_path / "schemas" / "orders.yaml"
    change(schema, "baked_on >= ordered_on", '"baked_on >= ordered_on -- or later"')
    change(schema, "WHERE o.ordered_on > b.sold_until", "WHERE o.ordered_on > b.sold_until -- so")
    change(folder / "orders.csv", "2024-03-02,2024-03-04", "2024-03-02,2024-03-01")
    change(folder / "breads.csv", "2024-03-31", "2024-03-01")
    codes = [finding.code for finding in check(folder).findings]
    assert codes == ["baked-after-order", "still-sold", "still-sold"]


def test_fields_with_one_pattern_beyond_re2_are_each_checked(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    schema = tmp_path / "schemas" / "orders.yaml"
    pattern = 'constraints: {pattern: "(?!x)(.|\\n)*"}'
    change(schema, "{name: note, type: string}", f"{{name: note, type: string, {pattern}}}")
    change(
        tmp_path / "schemas" / "breads.yaml",
        "unique: true}",
        'unique: true, pattern: "(?!x)(.|\\n)*"}',
    )
    change(folder / "orders.csv", "for a party", "x party")
    change(folder / "breads.csv", "Zopf", "xZopf")
    assert places(check(folder)) == [
        ("constraint-error", "breads", 4, 4, 2),
        ("constraint-error", "orders", 3, 3, 6),
    ]


def test_letters_of_every_script_are_letters_in_a_pattern(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    pattern = "unique: true, pattern: '\\w+'}"
    change(tmp_path / "schemas" / "breads.yaml", "unique: true}", pattern)
    change(folder / "breads.csv", "Zopf", "Zöpfchen")
    assert places(check(folder)) == []


def test_a_path_is_the_name_of_one_file(tmp_path: Path) -> None:
    folder = bakery(tmp_path / "a[1]")
    (folder / "orders.csv").rename(folder / "order*.csv")
    (folder / "orders1.csv").write_text("nothing\n", encoding="utf-8")
    change(folder / "datapackage.yaml", "path: orders.csv", "path: 'order*.csv'")
    assert check(folder).findings == ()


def test_a_query_that_joins_using_a_wrong_cell_is_skipped(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    change(folder / "breads.csv", "brd-02,", "brd-2,")
    skipped = coverage(check(folder), "still-sold")
    assert skipped.reason == "1 cell of breads.bread_id must be mended first"


def test_after_makes_one_mistake_one_finding(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    with (tmp_path / "schemas" / "orders.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "  - id: baked-in-time\n    title: t\n    severity: error\n"
            "    after: [baked-after-order]\n"
            "    expression: baked_on > DATE '2024-02-01'\n    message: m\n"
            "  - id: baked-late\n    title: t\n    severity: error\n"
            "    after: [baked-after-order]\n    message: m\n"
            "    query: SELECT order_id FROM orders WHERE baked_on < DATE '2024-02-01'\n"
        )
    change(folder / "orders.csv", "2024-03-02,2024-03-04", "2024-03-02,2024-01-01")
    assert places(check(folder)) == [("baked-after-order", "orders", 3, 3, None)]


def test_a_parquet_file_is_checked_like_its_csv(tmp_path: Path) -> None:
    import duckdb as db

    folder = bakery(tmp_path)
    change(folder / "orders.csv", "ord-004,brd-01", "ord-004,brd-09")
    change(folder / "datapackage.yaml", "path: orders.csv", "path: orders.parquet")
    csv, parquet = folder / "orders.csv", folder / "orders.parquet"
    db.sql(f"COPY (FROM read_csv('{csv}')) TO '{parquet}'")
    outcome = check(folder)
    assert places(outcome) == [("foreign-key", "orders", None, 5, 2)]
    assert outcome.tables[1].rows == 5


def test_a_primary_key_that_is_a_unique_key_too_is_told_under_both_names(tmp_path: Path) -> None:
    declared = schema(field("a"), field("b"), primaryKey=["a", "b"], uniqueKeys=[["a", "b"]])
    outcome = check(dataset(tmp_path, t=(declared, "a,b\n1,2\n1,2\n")))
    assert {(code, row) for code, row, _ in found(outcome)} == {
        ("primary-key", 3),
        ("unique-error", 3),
    }

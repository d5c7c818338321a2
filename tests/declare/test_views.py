"""Every mistake of a derived view has its file, and a next step; what it reads is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

import sourcebook
from small import SALES, SALES_SCHEMA, bakery, change, derive
from sourcebook.declare import open_target
from sourcebook.declare.derived import CHANGING, ORDERED, derivations
from sourcebook.errors import DeclarationError

if TYPE_CHECKING:
    from pathlib import Path

SQL, SCHEMA, PACKAGE = (
    "datasets/bakery/views/sales.sql",
    "schemas/sales.yaml",
    "datasets/bakery/datapackage.yaml",
)

# file, what stands there, what is written instead, file and path of the mistake, words of its text
MISTAKES = [
    (PACKAGE, "derived: [sales]", "derived: sales", (PACKAGE, "derived"), "must be a list, not 'sales'"),
    (PACKAGE, "derived: [sales]", "derived: [{name: sales}]", (PACKAGE, "derived[0]"), "must be the name of a view"),
    (PACKAGE, "derived: [sales]", "derived: [../sales]", (PACKAGE, "derived[0]"), "'../sales' can't be the name of a view"),
    (PACKAGE, "derived: [sales]", "derived: [sales, Sales]", (PACKAGE, "derived[1]"), "is a second view 'Sales'"),
    (PACKAGE, "derived: [sales]", "derived: [sale]", (PACKAGE, "derived[0]"), "there is no file 'datasets/bakery/views/sale.sql'"),
    (PACKAGE, "derived: [sales]", "dervied: [sales]", (PACKAGE, "dervied"), "Did you mean 'derived'?"),
    (PACKAGE, "derived: [sales]", "  - {name: sales, path: breads.csv, schema: breads}\nderived: [sales]", (PACKAGE, "derived[0]"), "'sales' is a resource too. Remove the resource"),
    (SQL, SALES, " \n", (SQL, ""), "is empty. Write one SELECT"),
    (SQL, SALES, "COPY breads TO 'x.csv'", (SQL, ""), "is not one SELECT"),
    (SQL, SALES, "SELECT 1; SELECT 2", (SQL, ""), "is not one SELECT"),
    (SQL, "JOIN orders", "JOIN order", (SQL, "line 6"), "does not bind"),
    (SQL, "FROM breads", "FORM breads", (SQL, "line 5"), "does not bind: Parser Error"),
    (SQL, "b.name, sum", "b.nam, sum", (SQL, "line 2"), 'does not have a column named "nam"'),
    (SQL, "SELECT b.bread_id, b.name", "SELECT b.name, b.bread_id", (SQL, ""), "gives 'name' where its schema has 'bread_id'"),
    (SQL, "AS noted", "AS Noted", (SQL, ""), "does not give 'noted', a field of its schema. Select it AS \"noted\""),
    (SQL, "AS noted", "AS noted, 1 AS one", (SQL, ""), "gives 'one', which is no field of its schema"),
    (SQL, "sum(o.quantity) AS", "sum(b.price) AS", (SQL, ""), "gives DOUBLE for 'loaves', which is of type integer. Cast it: CAST(… AS BIGINT)"),
    (SQL, "max(o.ordered_on)", "max(o.note)", (SQL, ""), "gives VARCHAR for 'last_order', which is of type date"),
    (SQL, "max(o.ordered_on)", "current_date", (SQL, ""), "current_date gives something else each time"),
    (SQL, "sum(o.quantity * b.price)", "sum(random())", (SQL, ""), "random gives something else each time"),
    (SQL, "sum(o.quantity * b.price)", "max(epoch(age(o.ordered_on)))", (SQL, ""), "age gives something else each time"),
    (SQL, "list(o.order_id ORDER BY o.order_id)", "list(o.order_id)", (SQL, ""), "list takes rows in an order that nothing settles"),
    (SQL, "GROUP BY b.bread_id, b.name", "GROUP BY b.bread_id, b.name LIMIT 2", (SQL, ""), "Write ORDER BY before it"),
    (SQL, "JOIN orders AS o", "JOIN (FROM orders USING SAMPLE 2 ROWS) AS o", (SQL, ""), "takes a sample, another each time"),
    (SQL, "FROM breads", "FROM read_csv('breads.csv')", (SQL, "line 5"), "does not bind: Permission Error"),
    (SQL, "FROM breads", "FROM sales", (SQL, ""), "reads itself"),
    (SQL, "b.name, sum", "CAST(b.name AS INTEGER)::VARCHAR AS name, sum", (SQL, ""), "fails on the data: Conversion Error"),
    (SCHEMA, "primaryKey: [bread_id]\n", "", (SCHEMA, ""), "a view needs a `primaryKey`"),
    (SCHEMA, "type: date,", "type: date, format: '%d.%m.%Y',", (SCHEMA, "fields[4].format"), "is of no use"),
    (SCHEMA, "type: number,", "type: number, decimalChar: ',',", (SCHEMA, "fields[3].decimalChar"), "is of no use"),
    (SCHEMA, "resource: breads", "resource: bread", (SCHEMA, "foreignKeys[0].reference.resource"), "Did you mean 'breads'?"),
    (SCHEMA, "expression: takings >= 4", "expression: taking >= 4", (SCHEMA, "rules[0].expression"), "does not bind"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "words"), MISTAKES, ids=[case[4][:40] for case in MISTAKES]
)
def test_a_mistake_of_a_view_is_told_at_its_place(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    file: str,
    old: str,
    new: str,
    place: tuple[str, str],
    words: str,
) -> None:
    dataset = bakery(tmp_path)
    derive(dataset)
    change(tmp_path / file, old, new)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DeclarationError) as raised:
        sourcebook.validate(dataset)
    told = [str(m) for m in raised.value.mistakes if (m.file, m.path) == place]
    assert any(words in each for each in told), raised.value.mistakes


@pytest.mark.parametrize("engine", ["pandera", "frictionless", "all"])
def test_every_engine_tells_of_a_broken_view(tmp_path: Path, engine: str) -> None:
    dataset = bakery(tmp_path)
    derive(dataset, query=SALES.replace("JOIN orders", "JOIN order"))
    with pytest.raises(DeclarationError, match="does not bind"):
        sourcebook.validate(dataset, engine=engine)


def test_mistakes_of_views_and_rules_are_told_at_once(tmp_path: Path) -> None:
    dataset = bakery(tmp_path)
    derive(dataset, query=SALES.replace("noted", "nodded"))
    change(tmp_path / "schemas/orders.yaml", "baked_on >= ordered_on", "baked >= ordered_on")
    with pytest.raises(DeclarationError) as raised:
        sourcebook.validate(dataset)
    assert {m.file.rpartition("/")[2] for m in raised.value.mistakes} == {
        "sales.sql",
        "orders.yaml",
    }


def test_a_view_stands_after_those_that_it_reads_however_they_are_listed(tmp_path: Path) -> None:
    dataset = bakery(tmp_path)
    derive(dataset)
    schema = SALES_SCHEMA.replace("name: sales", "name: best").replace("worth-baking", "best")
    derive(dataset, "best", "FROM sales WHERE takings > 10", schema)
    assert [t.name for t in open_target(dataset).dataset.tables][-2:] == ["best", "sales"]
    with duckdb.connect() as connection:
        found = derivations(connection, open_target(dataset).dataset)
    assert [(each.table.name, sorted(each.reads)) for each in found] == [
        ("sales", ["breads", "orders"]),
        ("best", ["sales"]),
    ]
    assert sourcebook.validate(dataset, engine="all").valid


def test_the_words_that_change_are_those_of_duckdb() -> None:
    with duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT DISTINCT function_name FROM duckdb_functions() "
            "WHERE stability <> 'CONSISTENT' AND function_name <> 'error' "
            # The engines set the time zone: what is made of times in it is the same each time.
            "AND NOT regexp_matches(parameter_types::VARCHAR, 'TIME ZONE|TIMESTAMPTZ') "
            "AND function_name NOT IN ('make_timestamptz', 'timezone')"
        ).fetchall()
        known = connection.execute("SELECT function_name FROM duckdb_functions()").fetchall()
    assert {name for (name,) in rows} <= CHANGING
    windows = {"row_number", "first_value", "last_value", "nth_value", "lag", "lead", "ntile"}
    assert {name for (name,) in known} >= ORDERED - windows

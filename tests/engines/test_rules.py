"""Rules and foreign keys as the default engine runs them, whatever else is in the dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from onetable import dataset, field, found, schema, skipped
from sourcebook.declare import open_target
from sourcebook.engines import duckdb, textfile
from sourcebook.errors import DeclarationError
from sourcebook.findings import Silent

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.engines.outcome import Outcome

ROWS = "id,up,best,high,note\na,,1,2,x\nb,a,3,2,y\nc,z,4,4,Dr Who\nd,a,5,1,Dr No\ne,b,6,9,x\n"


def rule(name: str, **words: Any) -> dict[str, Any]:
    return {"id": name, "title": name, "severity": "error", "message": "{id}", **words}


def query(name: str, sql: str, **words: Any) -> dict[str, Any]:
    return rule(name, query=sql, **words)


def one(*rules: dict[str, Any]) -> dict[str, Any]:
    fields = [field("id"), field("up"), field("best", "integer"), field("high", "integer")]
    return schema(*fields, field("note"), primaryKey=["id"], rules=list(rules))


def check(folder: Path, limit: int | None = None) -> Outcome:
    return duckdb.check(open_target(folder), limit, Silent())


ORDERED = rule("ordered", expression="best <= high", fields=["best"])
BROKEN = [
    ORDERED,
    query("a-note-twice", "SELECT id, n FROM deaths JOIN (SELECT note, count(*) AS n FROM deaths "
          "GROUP BY 1) USING (note) WHERE n > 1", message="{id} {n}", after=["ordered"]),
    rule("titled", check="person-name", params={"fields": ["note"], "titles": ["Dr"]},
         message="{found}", severity="warning"),
    rule("short", expression="length(note) < 2", after=["titled"]),
    query("none", "SELECT id FROM deaths WHERE best > 99"),
]  # fmt: skip


def test_a_file_that_is_read_again_by_each_statement_has_the_same_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = dataset(tmp_path, deaths=(one(*BROKEN), ROWS))
    in_memory = check(folder, 1)
    monkeypatch.setattr(textfile, "LARGE", 0)
    assert check(folder, 1) == in_memory
    assert {entry.rule: (entry.found, entry.listed) for entry in in_memory.tables[0].coverage[-5:]} == {
        "ordered": (2, 1), "a-note-twice": (2, 1), "titled": (2, 1), "short": (0, 0), "none": (0, 0),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["rows", "given", "failed", "other", "again", "steps"])
def test_a_table_may_have_any_name(tmp_path: Path, name: str) -> None:
    again = f"SELECT id, 1 AS best FROM {name}"
    rules = [
        query("note", f"SELECT id FROM {name} WHERE note = 'y'"),
        rule("one", check="recompute", params={"query": again, "fields": ["best"]}),
        rule("round", check="acyclic", params={"id": "id", "parent": "up"}),
    ]
    key = {"fields": ["up"], "reference": {"resource": "", "fields": ["id"]}}
    folder = dataset(tmp_path, **{name: ({**one(*rules), "foreignKeys": [key]}, ROWS)})
    assert found(check(folder, 1)) == [
        ("note", 3, None),
        ("one", 3, "best"),
        ("foreign-key", 4, "up"),
    ]


@pytest.mark.parametrize(
    ("message", "sql", "text"),
    [
        ("{n}", "SELECT id FROM deaths WHERE best > 99", "there is no 'n'"),
        ("{id}", "SELECT up FROM deaths WHERE best > 99", "does not return 'id'"),
        ("{id}", "SELECT id FROM deaths WHERE best > 99; SELECT id FROM deaths", "not one SELECT"),
        ("{id}", "SELECT id FROM folder", "does not bind"),
    ],
)
def test_what_is_wrong_with_a_query_is_told_though_it_returns_nothing(
    tmp_path: Path, message: str, sql: str, text: str
) -> None:
    rules = [query("fine", "SELECT id FROM deaths WHERE best > 99"),
             query("wrong", sql, message=message)]  # fmt: skip
    with pytest.raises(DeclarationError) as raised:
        check(dataset(tmp_path, deaths=(one(*rules), ROWS)))
    (mistake,) = raised.value.mistakes
    assert text in mistake.message
    assert ".rules[1]." in mistake.path


def test_names_of_a_query_know_no_case(tmp_path: Path) -> None:
    sql = "SELECT ID, best AS Most FROM deaths WHERE best = 6"
    folder = dataset(tmp_path, deaths=(one(query("q", sql, message="{Id} {most}")), ROWS))
    assert [finding.message for finding in check(folder).findings] == ["e 6"]


def test_a_rule_that_crashes_is_named_alone_and_the_others_go_on(tmp_path: Path) -> None:
    rules = [
        query("fine", "SELECT id FROM deaths WHERE best > 99"),
        query("crashes", "SELECT id FROM deaths WHERE CAST(note AS INT) = 1"),
        query("broken", "SELECT id FROM deaths WHERE best = 6"),
        query("crashes-too", "SELECT id FROM deaths WHERE CAST(up AS DATE) < '2024-01-01'"),
    ]
    with pytest.raises(DeclarationError) as raised:
        check(dataset(tmp_path, deaths=(one(*rules), ROWS)))
    paths = [mistake.path.partition(".schema.")[2] for mistake in raised.value.mistakes]
    assert paths == ["rules[1].query", "rules[3].query"]


def test_each_key_of_a_table_is_looked_up_in_its_own_table(tmp_path: Path) -> None:
    keys = [
        {"fields": ["up"], "reference": {"resource": "", "fields": ["id"]}},
        {"fields": ["note", "best"], "reference": {"resource": "notes", "fields": ["note", "n"]}},
    ]
    notes = schema(field("note"), field("n", "integer"), primaryKey=["note"])
    tables = {
        "deaths": ({**one(), "foreignKeys": keys}, ROWS),
        "notes": (notes, "note,n\nx,1\ny,3\nDr Who,4\nDr No,1\n"),
    }
    outcome = check(dataset(tmp_path, **tables))
    told = [(finding.row, finding.message) for finding in outcome.findings]
    assert told == [
        (4, "up = 'z' is not in deaths."),
        (5, "note, best = 'Dr No', '5' is not in notes."),
        (6, "note, best = 'x', '6' is not in notes."),
    ]


@pytest.mark.parametrize(
    ("deaths", "notes", "reason"),
    [
        (ROWS, "n\n1\n", "the column 'note' of notes is missing"),
        ("id,up,best,high\na,,1,2\n", "n,note\n1,x\n", "the column 'note' of deaths is missing"),
    ],
)
def test_a_key_without_its_column_is_not_looked_up(
    tmp_path: Path, deaths: str, notes: str, reason: str
) -> None:
    key = {"fields": ["note"], "reference": {"resource": "notes", "fields": ["note"]}}
    tables = {
        "deaths": ({**one(), "foreignKeys": [key]}, deaths),
        "notes": (schema(field("n"), field("note")), notes),
    }
    outcome = check(dataset(tmp_path, **tables))
    assert "foreign-key" not in {code for code, _, _ in found(outcome)}
    assert skipped(outcome)["foreign-key"] == reason
    ran = [entry.rule for entry in outcome.tables[0].coverage if entry.reason is None]
    assert "foreign-key" not in ran


def test_an_expression_that_looks_into_another_table_waits_for_its_wrong_cells(
    tmp_path: Path,
) -> None:
    known = rule("known", expression="note IN (SELECT note FROM notes)")
    long = schema(field("note", maxLength=3), primaryKey=["note"])
    tables = {"deaths": (one(known), ROWS), "notes": (long, "note\nx\nDr No\n")}
    outcome = check(dataset(tmp_path, **tables))
    assert found(outcome) == [("constraint-error", 3, "note")]
    assert skipped(outcome) == {"known": "1 cell of notes.note must be mended first"}
    mended = {**tables, "notes": (schema(field("note"), primaryKey=["note"]), "note\nx\nDr No\n")}
    outcome = check(dataset(tmp_path, **mended))
    assert found(outcome) == [("known", 3, None), ("known", 4, None)]


def test_keys_that_are_not_looked_up_are_told_beside_one_that_is(tmp_path: Path) -> None:
    keys = [
        {"fields": ["up"], "reference": {"resource": "", "fields": ["id"]}},
        {"fields": ["note"], "reference": {"resource": "notes", "fields": ["note"]}},
    ]
    notes = (schema(field("n"), field("note")), "n\n1\n")
    outcome = check(dataset(tmp_path, deaths=({**one(), "foreignKeys": keys}, ROWS), notes=notes))
    told = [(e.reason, e.found) for e in outcome.tables[0].coverage if e.rule == "foreign-key"]
    assert told == [("the column 'note' of notes is missing", 0), (None, 1)]

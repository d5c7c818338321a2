"""Reports that hold everything a ``Report`` can: what each renderer is held against."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sourcebook.errors import Mistake
from sourcebook.findings import (
    Agreement,
    Coverage,
    Difference,
    Finding,
    Report,
    Severity,
    Standing,
    Status,
    TableReport,
    Waiver,
    WaiverReport,
    WaiverState,
)

BREADS = "datasets/bakery/breads.csv"
ORDERS = "datasets/bakery/orders.csv"
WAIVERS = "datasets/bakery/waivers.yaml"

LATE = Waiver(
    "still-sold",
    "orders",
    {"order_id": "ord-005"},
    "The baker made an exception.",
    "jane",
    date(2027, 3, 31),
    WAIVERS,
    3,
)
GONE = Waiver(
    "type-error", "orders", {"order_id": "ord-900"}, "Mended since.", "ali", None, WAIVERS, 9
)
OVER = Waiver(
    "unique-error",
    "breads",
    {"bread_id": "brd-03"},
    "Two loaves of one name.",
    "sana",
    date(2024, 1, 31),
    WAIVERS,
    15,
)

LABELS = ("order_id", "bread_id", "quantity", "ordered_on", "baked_on", "note")


def record(*cells: str | None) -> dict[str, str | None]:
    return dict(zip(LABELS, cells, strict=True))


TWO = Finding(
    "type-error",
    Severity.ERROR,
    "orders",
    ORDERS,
    line=3,
    row=2,
    column=3,
    field="quantity",
    key={"order_id": "ord-001"},
    value="two",
    message="'two' is not a whole number.",
    hint="Write digits only, such as 12.",
    record=record("ord-001", "brd-01", "two", "2024-03-01", "", None),
    standing=Standing.OLD,
)
TEN = replace(
    TWO,
    line=5,
    row=4,
    key={"order_id": "ord-003"},
    value="ten",
    message="'ten' is not a whole number.",
    record=record("ord-003", "brd-02", "ten", "2024-03-04", "2024-03-04", "for a party"),
    standing=Standing.NEW,
)
BAKED = replace(
    TWO,
    code="baked-after-order",
    line=6,
    row=5,
    column=None,
    field=None,
    key={"order_id": "ord-004"},
    value=None,
    message="ordered on 2024-03-09, but baked on 2024-03-08",
    hint=None,
    record=record("ord-004", "brd-01", "3", "2024-03-09", "2024-03-08", ""),
    standing=Standing.NEW,
)
SOLD = replace(
    TWO,
    code="still-sold",
    severity=Severity.WARNING,
    line=7,
    row=6,
    column=4,
    field="ordered_on",
    key={"order_id": "ord-006"},
    value="2024-04-30",
    message="Baguette was sold until 2024-03-31",
    hint=None,
    record=record("ord-006", "brd-02", "1", "2024-04-30", "2024-04-30", None),
    standing=Standing.NEW,
)
WAIVED = replace(
    SOLD,
    line=8,
    row=7,
    key={"order_id": "ord-005"},
    value="2024-05-01",
    message="Zopf was sold until 2024-03-30",
    record=record("ord-005", "brd-03", "1", "2024-05-01", "", None),
    standing=Standing.OLD,
    waiver=LATE,
)
TWICE = Finding(
    "unique-error",
    Severity.ERROR,
    "breads",
    BREADS,
    line=4,
    row=3,
    column=2,
    field="name",
    key={"bread_id": "brd-03"},
    value="Bauernlaib",
    message="'Bauernlaib' stands in row 2 already, and name is unique.",
    standing=Standing.OLD,
)
HEADLESS = Finding(
    "missing-label",
    Severity.ERROR,
    "breads",
    BREADS,
    line=None,
    row=None,
    column=None,
    field="flour",
    key=None,
    value=None,
    message="There is no column flour.",
    hint="Add it, or take it out of the schema.",
    standing=Standing.NEW,
)

RICH = Report(
    "0.1.0",
    ("duckdb", "pandera"),
    Agreement(
        ("duckdb", "pandera"),
        (Difference("orders", 5, "quantity", "type-error", ("duckdb",), ("pandera",)),),
    ),
    (
        TableReport(
            "breads",
            BREADS,
            None,
            errors=2,
            warnings=0,
            coverage=(
                Coverage("unique-error", Status.RAN, None, 1, 1, 0, 0),
                Coverage("missing-label", Status.RAN, None, 1, 1, 0, 1),
                Coverage("known-flour", Status.SKIPPED, "the column flour is missing"),
            ),
            new_errors=1,
        ),
        TableReport(
            "orders",
            ORDERS,
            1234,
            errors=1561,
            warnings=1,
            coverage=(
                Coverage("type-error", Status.LISTED, None, 1560, 2, 0, 7),
                Coverage("foreign-key", Status.RAN, None, 0, 0, 0, 0),
                Coverage("baked-after-order", Status.RAN, None, 1, 1, 0, 1),
                Coverage("still-sold", Status.RAN, None, 2, 2, 1, 1),
            ),
            waived=1,
            new_errors=8,
        ),
    ),
    (TWICE, HEADLESS, TWO, TEN, BAKED, SOLD, WAIVED),
    (
        WaiverReport(LATE, WaiverState.APPLIED, 1),
        WaiverReport(GONE, WaiverState.UNUSED, 0),
        WaiverReport(OVER, WaiverState.EXPIRED, 1),
    ),
    "main",
    (
        Mistake(
            "datasets/bakery/datapackage.json",
            "resources[0].schema.fields[1].contraints",
            "is not a word of the standard.",
            "Did you mean 'constraints'?",
        ),
    ),
)
"""Errors and warnings, new and old, waived, listed in part, without a place, with what could not be
checked, waivers that do nothing and engines that disagree."""

HOSTILE = "</script><img src=x onerror=alert(1)> @octocat #1 :bread: {0} [a](javascript:b) `|` $x$ \u202e\x1b[31m %0A::error::x ##[error]x ]]> &lt; \ufffe https://evil.example/ www.evil.example a@b.example"
"""What a cell may say: each piece steers some reader of some format."""


def hostile() -> Report:
    """A report in which every text is hostile that data or a declaration gives."""
    waiver = Waiver(HOSTILE, HOSTILE, {HOSTILE: HOSTILE}, HOSTILE, HOSTILE, None, HOSTILE, 1)
    finding = Finding(
        HOSTILE, Severity.ERROR, HOSTILE, HOSTILE, 2, 2, 1, HOSTILE, {HOSTILE: HOSTILE}, HOSTILE,
        HOSTILE, HOSTILE, {HOSTILE: HOSTILE}, Standing.NEW,
    )  # fmt: skip
    coverage = (
        Coverage(HOSTILE, Status.RAN, None, 2, 2, 1, 1),
        Coverage(HOSTILE + "2", Status.SKIPPED, HOSTILE),
        Coverage(HOSTILE + "3", Status.RAN),
    )
    table = TableReport(HOSTILE, HOSTILE, 2, 1, 0, coverage, 1, 1)
    difference = Difference(HOSTILE, 2, HOSTILE, HOSTILE, (HOSTILE,), (HOSTILE,))
    return Report(
        "0.1.0",
        (HOSTILE,),
        Agreement((HOSTILE, HOSTILE), (difference,)),
        (table,),
        (finding, replace(finding, waiver=waiver)),
        (WaiverReport(waiver, WaiverState.UNUSED, 0),),
        HOSTILE,
        (Mistake(HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
    )


def long(number: int) -> Report:
    """A report of so many findings: four rules in five tables, records of 20 cells."""
    labels = [f"column_{at}" for at in range(20)]
    findings = [
        Finding(
            f"rule-{index % 4}",
            Severity.WARNING if index % 4 == 3 else Severity.ERROR,
            f"table_{index % 5}",
            f"datasets/long/table_{index % 5}.csv",
            line=index + 2,
            row=index + 2,
            column=index % 20 + 1,
            field=labels[index % 20],
            key={"column_0": f"id-{index:06}"},
            value=f"value {index}",
            message=f"'value {index}' is not a whole number.",
            hint="Write digits only, such as 12.",
            record={label: f"{label} of {index}" for label in labels},
        )
        for index in range(number)
    ]
    tables = []
    for at in range(5):
        own = [each for each in findings if each.table == f"table_{at}"]
        coverage = []
        for rule in range(4):
            found = sum(each.code == f"rule-{rule}" for each in own)
            coverage.append(Coverage(f"rule-{rule}", Status.RAN, None, found, found))
        errors = sum(each.severity is Severity.ERROR for each in own)
        path = f"datasets/long/table_{at}.csv"
        tables.append(
            TableReport(f"table_{at}", path, number, errors, len(own) - errors, tuple(coverage))
        )
    return Report("0.1.0", ("duckdb",), Agreement(()), tuple(tables), tuple(findings))


CLEAN = Report(
    "0.1.0", ("duckdb",), Agreement(()), (TableReport("orders", "orders.csv", 8, 0, 0, ()),), ()
)

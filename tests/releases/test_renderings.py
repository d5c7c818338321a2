"""A diff as text, JSON and Markdown: exact totals, one line a change, no room for tricks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cmarkgfm import github_flavored_markdown_to_html
from jsonschema import Draft202012Validator

from richdiff import HOSTILE, RICH, SAME, hostile, long
from sourcebook.releases import render
from sourcebook.releases.markdown import ROOM
from sourcebook.report.visible import visible

SCHEMA = Path(__file__).parents[2] / "docs/diff.schema.json"

TEXT = """\
~ title: Orders → Orders of a bakery  (patch: Other words.)

breads  1,204 rows, before 1,203: 1 added, 1 merged, 1,202 cells changed in 1,201 rows
  ~ price: constraints.maximum added: 99  (patch: The cells promise more than they did.)
  ! flour: field removed  (major: Who reads the column finds it no more.)
  + brd-04
  > brd-03 into brd-01
  ~ brd-01  price: 4.2 → 4.50  (claims clm-7: the bill)
  ~ brd-01  sold_until: (no value) → 2024-03-31
  ~ brd-03  merged_into: (no value) → brd-01
    and 1,199 more cells changed; --limit lists more

orders  8 rows, before 9: 1 removed, 1 cell changed in 1 row
  - ord-009
  ~ ord-002  note: for a party → for\\ntwo parties

Different: 3 changes of the schema (1 breaking), 1 row added, 1 row removed, 1 row merged, 1,203 cells changed in 1,202 rows. That is a major change: at least 2.0.0 after 1.0.0.
"""


def test_the_text_reads_like_this() -> None:
    assert render(RICH) == TEXT
    assert render(SAME) == "The same: 1 table, 3 rows, nothing differs.\n"


@pytest.mark.parametrize("diff", [RICH, SAME, hostile(), long(3)])
def test_the_json_has_the_form_that_is_written_down(diff) -> None:
    document = json.loads(render(diff, "json"))
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(document)
    assert document["same"] == diff.same
    assert [table["cells_changed"] for table in document["tables"]] == [
        table.cells_changed for table in diff.tables
    ]


@pytest.mark.parametrize("rows", [3, 300, 20_000])
def test_the_markdown_fits_and_its_totals_are_exact(rows: int) -> None:
    text = render(long(rows), "markdown")
    assert len(text) <= ROOM
    assert f"{rows:,} cells changed in {rows:,} rows" in text


def test_markdown_lists_what_breaks_first_and_every_reason() -> None:
    text = render(RICH, "markdown")
    schema = text.index("### Schema")
    assert text.index("**major**: breads: `flour: field removed`") < text.index("- patch: breads")
    assert schema < text.index("### breads")
    assert "- merged: `brd-03 into brd-01`" in text
    assert "- `brd-01` price: 4.2 → 4.50 (claims clm-7: the bill)" in text
    assert "- and 1,199 more cells changed" in text


def test_hostile_text_is_text_in_every_rendering() -> None:
    diff = hostile()
    assert visible(HOSTILE) in render(diff)
    assert not {"\x1b", "\u202e"} & set(render(diff))
    html = github_flavored_markdown_to_html(render(diff, "markdown"))
    assert "<script" not in html
    assert "<img" not in html
    assert (
        "</script><"
        not in render(diff, "html").partition('id="data">')[2].partition("</script>")[0]
    )

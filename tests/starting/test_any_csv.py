"""Whatever is in a CSV, a project is made of it that its data keep to, or it is refused in a line."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

import sourcebook
from command import run
from sourcebook.declare import open_target
from sourcebook.editing import cells, text

LETTERS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=("Cs",)), max_size=6
)
KINDS = (
    st.integers(-(2**65), 2**65).map(str),
    st.integers(-99, 30).map(str),
    st.integers(0, 999_999).map("{:,}".format),
    st.decimals(-1000, 1000, places=2).map(str),
    st.decimals(-1000, 1000, places=2).map(lambda number: str(number).replace(".", ",")),
    st.floats().map(repr),
    st.dates().map(str),
    st.dates().map(lambda day: day.strftime("%d/%m/%Y")),
    st.datetimes().map(lambda moment: moment.isoformat(" ", "seconds")),
    st.times().map(lambda clock: clock.isoformat("minutes")),
    st.sampled_from(["true", "false", "yes", "no", "Y", "N", "1", "0", "T", "F"]),
    st.sampled_from(["", "", " ", "NA", "n/a", "-", "-99", "inf", "NaN", "\u00a0"]),
    st.sampled_from(["oak", "lime", "ash", " oak", "Oak", "e\u0301lm", '"x"', ' "x"', "=1+1"]),
    st.integers(0, 99).map("tre-{:03}".format),
    st.integers(0, 9).map("{:02}".format),
    st.uuids().map(str),
    LETTERS,
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """Labels and records, most columns of one kind, some with a cell of another."""
    width = draw(st.integers(1, 4))
    names = st.sampled_from(["id", "tree_id", "year", "lat", "name", "a b", "Größe", "select", "?"])
    labels = draw(st.lists(names | LETTERS, min_size=width, max_size=width, unique=True))
    rows = draw(st.integers(0, 12))
    columns = []
    for _ in labels:
        kind = st.sampled_from(KINDS)
        one = draw(kind)
        cell = one | draw(kind) if draw(st.booleans()) else one
        columns.append(draw(st.lists(cell, min_size=rows, max_size=rows)))
    return labels, [list(record) for record in zip(*columns, strict=True)]


def written(labels: list[str], records: list[list[str]], delimiter: str) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([labels, *records])
    return out.getvalue()


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(tables(), st.sampled_from(",;\t"), st.booleans())
def test_what_is_inferred_of_a_table_holds_for_it_and_its_cells_are_kept(
    table: tuple[list[str], list[list[str]]], delimiter: str, package: bool
) -> None:
    labels, records = table
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "things.csv").write_bytes(written(labels, records, delimiter).encode())
        code, out, err = run(folder, "new", "mine", "--from", "things.csv")
        if code:
            event("refused")
            assert (code, err.count("\n")) == (2, 1), err
            assert "is a fault of sourcebook" not in err, err
            assert not (folder / "mine").exists()
            return
        event("made")
        assert err == ""
        assert out.endswith("mine: made. Next: cd mine && make\n")
        dataset = folder / "mine" / "datasets" / "mine"
        report = sourcebook.validate(dataset, engine="all")
        assert report.valid, [*report.findings, *report.agreement.differences]
        assert run(folder / "mine", "format", "--check") == (0, "", "")
        if delimiter == "," and len(labels) > 1:
            (declared,) = open_target(dataset).dataset.tables
            kept = text.read(declared.source).records
            missing = {mark for field in declared.fields for mark in field.missing_values}
            given_ = [
                [cell if cell in missing else cells.canonical(cell) for cell in record]
                for record in records
                if any(map(str.strip, record))
            ]
            assert sorted(kept) == sorted(given_)
        if package:
            assert sourcebook.build(dataset, folder / "dist").is_dir()

"""The forms in which one table of texts can be stored, beside a plain CSV file.

Each gives the words that its resource needs, and the bytes of its files. A form that can't hold a
text as it stands (a letter that an encoding lacks) holds another: the engines see the same bytes.
"""

from __future__ import annotations

import gzip
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence

Records = list[list[str]]
ENCODINGS = ("utf-16", "utf-16-le", "cp1252", "iso-8859-1", "utf-8-sig", "utf-32-be")
TEXTS = ("encoded", "gz", "parts")
"""Forms of delimited text: they go with any dialect."""
VALUES = ("arrays", "objects", "ndjson", "xlsx", "parquet")
"""Forms that have values and no dialect."""


@dataclass(frozen=True)
class Stored:
    words: dict[str, Any]
    files: dict[str, bytes]


def text(draw: st.DrawFn, name: str, form: str, lines: Sequence[str]) -> Stored:
    """Records of delimited text, each with its end, in one of ``TEXTS``."""
    whole = "".join(lines)
    if form == "gz":
        return Stored(
            {"path": f"{name}.csv.gz"}, {f"{name}.csv.gz": gzip.compress(whole.encode(), mtime=0)}
        )
    if form == "parts":
        cuts = sorted(draw(st.lists(st.integers(0, len(lines)), min_size=1, max_size=2)))
        pieces = [lines[a:b] for a, b in zip([0, *cuts], [*cuts, len(lines)], strict=True)]
        files = {f"{name}{n}.csv": "".join(p).encode() for n, p in enumerate(pieces)}
        return Stored({"path": [*files]}, files)
    encoding = draw(st.sampled_from(ENCODINGS))
    data = whole.encode(encoding, "replace")
    return Stored({"path": f"{name}.csv", "encoding": encoding}, {f"{name}.csv": data})


def values(draw: st.DrawFn, name: str, form: str, labels: list[str], rows: Records) -> Stored:
    """A header and its rows in one of ``VALUES``: as texts, or as what JSON would read in them."""
    native = draw(st.booleans())
    given = [[_native(cell) if native else cell for cell in row] for row in rows]
    match form:
        case "arrays":
            return _one(f"{name}.json", json.dumps([labels, *given]).encode())
        case "objects":
            objects = [dict(zip(labels, row, strict=False)) for row in given]
            return _one(f"{name}.json", json.dumps(objects).encode())
        case "ndjson":
            objects = [dict(zip(labels, row, strict=False)) for row in given]
            data = "".join(json.dumps(each) + "\n" for each in objects).encode()
            return _one(f"{name}.ndjson", data)
        case "xlsx":
            return _one(f"{name}.xlsx", _workbook([labels, *given]))
    return _one(f"{name}.parquet", _parquet(labels, given))


def _one(file: str, data: bytes) -> Stored:
    return Stored({"path": file}, {file: data})


def _native(cell: str) -> Any:
    try:
        found = json.loads(cell, parse_constant=str)
    except ValueError:
        return cell
    # What a double can't hold is written as infinity, which is no JSON.
    return cell if isinstance(found, float) and found in (float("inf"), float("-inf")) else found


def _workbook(records: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for row, record in enumerate(records):
        for column, cell in enumerate(record):
            if isinstance(cell, bool):
                sheet.write_boolean(row, column, cell)
            elif isinstance(cell, int | float) and abs(cell) < 2**53:
                sheet.write_number(row, column, cell)
            elif cell not in ("", None):
                told = cell if isinstance(cell, str) else json.dumps(cell)
                sheet.write_string(row, column, told)
    book.close()
    return out.getvalue()


def _parquet(labels: list[str], rows: list[list[Any]]) -> bytes:
    columns = {}
    for at, label in enumerate(labels):
        cells = [row[at] if at < len(row) else None for row in rows]
        present = [cell for cell in cells if cell is not None]
        if present and all(type(cell) is bool for cell in present):
            columns[label] = pa.array(cells, pa.bool_())
        elif present and all(type(cell) is int and abs(cell) < 2**63 for cell in present):
            columns[label] = pa.array(cells, pa.int64())
        elif present and all(type(cell) is float for cell in present):
            columns[label] = pa.array(cells, pa.float64())
        else:
            told = [c if isinstance(c, str) or c is None else json.dumps(c) for c in cells]
            columns[label] = pa.array(told, pa.string())
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()

"""How a file is written: version 2's Table Dialect, version 1's CSV Dialect, Frictionless's nests.

Source: https://datapackage.org/standard/table-dialect/. ``caseSensitiveHeader`` and
``csvddfVersion`` of version 1 are gone from the standard: labels are held against names as written.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sourcebook.declare.model import Dialect
from sourcebook.declare.node import said
from sourcebook.declare.spelling import did_you_mean

if TYPE_CHECKING:
    from sourcebook.declare.node import Node

_WORDS = (
    "$schema", "name", "title", "description", "header", "headerRows", "headerJoin", "commentRows",
    "commentChar", "delimiter", "lineTerminator", "quoteChar", "doubleQuote", "escapeChar",
    "nullSequence", "skipInitialSpace", "property", "itemType", "itemKeys", "sheetNumber",
    "sheetName", "table", "caseSensitiveHeader", "csvddfVersion", "type", "headerCase",
    "skipBlankRows", "csv", "tsv", "json", "excel",
)  # fmt: skip
_LINE_ENDS = ("\n", "\r\n", "\r")
_NESTS: dict[str, dict[str, str]] = {
    "csv": {},
    "tsv": {},
    "json": {"keys": "itemKeys"},
    "excel": {},
}
"""Where Frictionless puts what is of one format only, and the standard's word for its words."""


def read_dialect(node: Node, delimiter: str = ",") -> Dialect:
    """The dialect of an object; ``delimiter`` is what the format of the file implies."""
    node.words(_WORDS)
    node.text("$schema")
    for nest in _NESTS:
        if node.given(nest):
            _unnest(node, nest)
    rows = _rows(node, "headerRows")
    header = node.flag("header", default=True) and rows != ()
    quote, escape = _character(node, "quoteChar", '"'), _character(node, "escapeChar", None)
    found = Dialect(
        delimiter=_separator(node, "delimiter") or delimiter,
        quote_char=quote or None,
        double_quote=node.flag("doubleQuote", default=True),
        # A quote that escapes itself is a doubled one.
        escape_char=None if escape == quote else escape or None,
        line_terminator=_separator(node, "lineTerminator"),
        skip_initial_space=node.flag("skipInitialSpace"),
        null_sequence=node.text("nullSequence"),
        header=header,
        header_rows=(rows or (1,)) if header else (),
        comment_char=node.text("commentChar") or None,
        comment_rows=_rows(node, "commentRows") or (),
        property=node.text("property"),
        item_keys=node.texts("itemKeys"),
        sheet_name=node.text("sheetName"),
    )
    join, sheet = node.text("headerJoin"), node.whole("sheetNumber", 1)
    found = replace(
        found,
        header_join=found.header_join if join is None else join,
        sheet_number=sheet or 1,
        item_type=_item_type(node),
    )
    _check_signs(node, found)
    return found


def _unnest(node: Node, nest: str) -> None:
    """Bring what stands in a nest to the top; its mistakes are told where they stand."""
    below = node.at(nest)
    words = dict(below.mapping())
    sheet = words.pop("sheet", None) if nest == "excel" else None
    if isinstance(sheet, str):
        words["sheetName"] = sheet
    elif sheet is not None:
        words["sheetNumber"] = sheet
    if nest == "json" and words.pop("keyed", False) is True:
        words["itemType"] = "object"
    renamed = {_NESTS[nest].get(word, word): value for word, value in words.items()}
    node.value = {**node.mapping(), **renamed}


def _character(node: Node, key: str, default: str | None) -> str | None:
    """One character; ``null`` and an empty text switch it off."""
    if not node.given(key):
        return default
    if node.value[key] is None:
        return ""
    text = node.text(key)
    if text is not None and len(text) > 1:
        node.wrong(f"must be one character, not {said(text)}.", "Write one.", at=key)
        return default
    return default if text is None else text


def _separator(node: Node, key: str) -> str | None:
    text = node.text(key)
    if text == "":
        node.wrong("is empty.", "Write the characters between two cells or rows.", at=key)
        return None
    # The default, \r\n, is written into descriptors whatever the file has.
    return None if key == "lineTerminator" and text in _LINE_ENDS else text


def _rows(node: Node, key: str) -> tuple[int, ...] | None:
    """Numbers of records, from 1; ``None`` where the key is absent."""
    if not node.given(key):
        return None
    found = []
    for item in node.items(key):
        row = item.value
        if isinstance(row, int) and not isinstance(row, bool) and row >= 1:
            found.append(row)
        else:
            item.wrong(f"must be the number of a row, from 1, not {said(row)}.", "Mend it.")
    if node.value[key] and not found:
        return None
    return tuple(dict.fromkeys(found))


def _item_type(node: Node) -> Any:
    word = node.text("itemType")
    if word is not None and word not in ("array", "object"):
        hint = did_you_mean(word, ("array", "object"))
        node.wrong(f"unknown word {said(word)}.", hint, at="itemType")
        return None
    return word


def _check_signs(node: Node, dialect: Dialect) -> None:
    """That no sign stands for two things: a reader could only guess which one is meant."""
    if set(dialect.delimiter) & set("\r\n"):
        node.wrong("ends a row.", "Choose another delimiter.", at="delimiter")
    signs = {
        "quoteChar": dialect.quote_char,
        "escapeChar": dialect.escape_char,
        "lineTerminator": dialect.line_terminator,
    }
    for key, sign in signs.items():
        if sign is not None and sign == dialect.delimiter:
            node.wrong(f"can't be the delimiter too, {said(sign)}.", "Choose another.", at=key)
    for key in ("quoteChar", "escapeChar"):
        if signs[key] in ("\r", "\n"):
            node.wrong("ends a row.", "Choose another character.", at=key)

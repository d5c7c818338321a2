"""The part of a mapping that says which rows of the target come of a row of the origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.declare.node import said
from sourcebook.declare.spelling import did_you_mean
from sourcebook.exchange.origins.model import Near, Rows, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sourcebook.declare.node import Node
    from sourcebook.exchange.origins.model import Vocabulary

_WORDS = ("name", "table", "when", "beside", "match", "only", "near", "apart", "identity", "cells")
_CELL = ("value", "column", "columns", "sql", "vocabulary", "otherwise", "row", "split", "join")


def read_rows(
    node: Node, columns: Sequence[str], vocabularies: Mapping[str, Vocabulary]
) -> tuple[Rows, ...]:
    """The row sets of a mapping, in order: one may refer to those above it only."""
    if not node.given("rows"):
        node.wrong("is missing.", "List what a row of the origin becomes.", at="rows")
        return ()
    found: dict[str, Rows] = {}
    for item in node.items("rows"):
        if not item.is_object():
            continue
        _strict(item, _WORDS)
        name, table = item.text("name", required=True), item.text("table", required=True)
        if not name or not table:
            continue
        if name in found:
            item.wrong(f"is a second {said(name)}.", "Rename it.", at="name")
            continue
        found[name] = _rows(item, name, table, _Known(columns, vocabularies, tuple(found)))
    return tuple(found.values())


class _Known:
    """The names that a row set may use."""

    def __init__(
        self, columns: Sequence[str], vocabularies: Iterable[str], above: tuple[str, ...]
    ) -> None:
        self.columns, self.vocabularies, self.above = columns, tuple(vocabularies), above


def _rows(item: Node, name: str, table: str, known: _Known) -> Rows:
    cells = item.at("cells") if item.given("cells") else None
    if cells is None:
        item.wrong("is missing.", "Say of each column of the target what is in it.", at="cells")
    values = {}
    for column in cells.mapping() if cells is not None else ():
        value = read_value(cells.at(column), known) if cells is not None else None
        if value is not None:
            values[column] = value
    beside = item.text("beside")
    if beside is not None and beside not in known.above:
        item.wrong(
            f"no row set above is {said(beside)}.", did_you_mean(beside, known.above), "beside"
        )
    scheme, identifier = _identity(item, known)
    match = item.texts("match") or ()
    for column in match:
        if cells is not None and column not in values:
            item.wrong(
                f"{said(column)} is none of its cells.", did_you_mean(column, values), "match"
            )
    return Rows(
        name=name,
        table=table,
        path=item.path,
        values=values,
        when=item.text("when"),
        beside=beside,
        match=match,
        only=_only(item),
        near=_near(item, values),
        apart=tuple(tuple(map(str, each.value)) for each in item.items("apart") if _list(each)),
        scheme=scheme,
        identifier=identifier,
    )


def _list(node: Node) -> bool:
    return all(isinstance(each.value, str) for each in node.elements())


def _identity(item: Node, known: _Known) -> tuple[str | None, Value | None]:
    if not item.given("identity"):
        return None, None
    below = item.at("identity")
    _strict(below, ("scheme", "column", "sql", "columns"))
    scheme = below.text("scheme", required=True)
    return scheme, read_value(below, known, beyond=("scheme",))


def _only(item: Node) -> dict[str, tuple[str, ...]]:
    below = item.at("only") if item.given("only") else None
    return {key: below.texts(key) or () for key in below.mapping()} if below is not None else {}


def _near(item: Node, values: Mapping[str, Value]) -> Near | None:
    if not item.given("near"):
        return None
    below = item.at("near")
    _strict(below, ("latitude", "longitude", "km"))
    latitude, longitude = (below.text(word, required=True) for word in ("latitude", "longitude"))
    for word, column in (("latitude", latitude), ("longitude", longitude)):
        if column and column not in values:
            below.wrong(f"{said(column)} is none of its cells.", did_you_mean(column, values), word)
    km = below.typed("km", (int, float), "a number of kilometres")
    if km is None and not below.given("km"):
        below.wrong("is missing.", "Say within how many kilometres.", at="km")
    return Near(latitude or "", longitude or "", float(km or 0))


def read_value(node: Node, known: _Known, beyond: tuple[str, ...] = ()) -> Value | None:
    """What a cell is made of. A mistake, and ``None``, where that is not said, or said twice."""
    if not node.is_object():
        return None
    _strict(node, (*_CELL, *beyond))
    given = [word for word in ("value", "column", "columns", "row") if node.given(word)]
    if len(given) != 1:
        hint = "Give one of `value`, `column`, `columns` (with `sql`) and `row`."
        node.wrong("does not say what the cell is made of." if not given else
                   f"says {' and '.join(given)}.", hint)  # fmt: skip
        return None
    if given == ["row"]:
        return _reference(node, known)
    if given == ["value"]:
        word = node.value["value"]
        if not isinstance(word, (str, int, float, bool)):
            node.wrong(f"must be a text or a number, not {said(word)}.", "Mend it.", at="value")
            return None
        return Value(node.path, constant=word)
    return _columns(node, given[0], known)


def _columns(node: Node, word: str, known: _Known) -> Value:
    """A cell that is made of columns of the origin."""
    columns = node.names("columns") if word == "columns" else (node.text("column") or "",)
    for column in columns:
        if column and column not in known.columns:
            hint = did_you_mean(column, known.columns)
            node.wrong(f"the codebook has no column {said(column)}.", hint, at=word)
    vocabulary = node.text("vocabulary")
    if vocabulary is not None and vocabulary not in known.vocabularies:
        hint = did_you_mean(vocabulary, known.vocabularies)
        node.wrong(f"there is no vocabulary {said(vocabulary)}.", hint, at="vocabulary")
    otherwise = node.text("otherwise")
    if otherwise not in (None, "row", "empty"):
        hint = "Write `row` (the row is reported) or `empty` (the cell stays empty)."
        node.wrong(f"must be row or empty, not {said(otherwise)}.", hint, at="otherwise")
    sql = node.text("sql")
    if word == "columns" and sql is None:
        node.wrong("is missing.", "Say how the cell is made of the columns.", at="sql")
    return Value(
        path=node.path,
        sql=sql or (quote(columns[0]) if columns else "NULL"),
        columns=tuple(columns),
        vocabulary=vocabulary,
        split=node.text("split"),
        join=node.text("join") or ";",
        empty=otherwise == "empty",
        adjusted=word == "column" and sql is not None,
    )


def _reference(node: Node, known: _Known) -> Value:
    rows = node.names("row")
    for name in rows:
        if name not in known.above:
            hint = did_you_mean(name, known.above) or "It must stand above."
            node.wrong(f"no row set above is {said(name)}.", hint, at="row")
    return Value(node.path, rows=rows)


def _strict(node: Node, known: tuple[str, ...]) -> None:
    for word in node.mapping():
        if word not in known:
            hint = did_you_mean(word, known) or f"The words are: {', '.join(known)}."
            node.wrong("is not a word of a mapping.", hint, at=word)

"""Strategies that make a dataset: schemas of every kind of field, and tables on both sides of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from fuzz import forms
from fuzz.kinds import KINDS, PATTERNS, SCHEMAS, Kind
from sourcebook.declare.types import CATEGORICAL, TYPES

if TYPE_CHECKING:
    from pathlib import Path

MARKS = ("", "-", "NA", "n/a", "-9", "null")
"""Texts that may stand for no value."""
EVERYWHERE = ("", "", "-", "NA", "a", "0", "1", " ", "\x00", "\u200b", "1" * 400)


@dataclass(frozen=True)
class Made:
    """A dataset: its descriptor, and the bytes of its files."""

    descriptor: dict[str, Any]
    files: dict[str, bytes]

    def write(self, folder: Path) -> Path:
        """Write it out; gives its descriptor's place."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in self.files.items():
            (folder / name).write_bytes(data)
        place = folder / "datapackage.json"
        place.write_text(json.dumps(self.descriptor, indent=1), encoding="utf-8")
        return place


def _sometimes(times: int) -> st.SearchStrategy[bool]:
    return st.integers(0, times).map(lambda number: number == times)


def _word(kind: Kind, text: str) -> Any:
    """A text as a descriptor may have it: a number as such, where JSON has it."""
    if kind.words:
        return text
    if kind.type == "integer" and text.lstrip("-").isdigit() and len(text) < 16:
        return int(text)
    return text


@st.composite
def constraints(draw: st.DrawFn, kind: Kind) -> dict[str, Any]:
    """The constraints, and the categories, of a field."""
    allowed = sorted(TYPES[kind.type].constraints | ({"categories"} & _categorical(kind)))
    found: dict[str, Any] = {}
    for name in draw(st.lists(st.sampled_from(allowed), max_size=2, unique=True)):
        match name:
            case "required" | "unique":
                found[name] = True
            case "minLength" | "maxLength":
                found[name] = draw(st.integers(0, 3))
            case "pattern":
                found[name] = draw(st.sampled_from(PATTERNS))
            case "jsonSchema":
                found[name] = draw(st.sampled_from(SCHEMAS))
            case "enum" | "categories":
                words = [_word(kind, text) for text in _words(kind)]
                found[name] = draw(st.lists(st.sampled_from(words), min_size=1, max_size=4))
            case _:
                found[name] = _word(kind, draw(st.sampled_from(kind.bounded)))
    if "categories" in found:
        found.pop("enum", None)
        found["categories"] = list(dict.fromkeys(found["categories"]))
    if "enum" in found:
        found["enum"] = [
            each for n, each in enumerate(found["enum"]) if each not in found["enum"][:n]
        ]
    return found


def _categorical(kind: Kind) -> set[str]:
    return {"categories"} if kind.type in CATEGORICAL and not kind.words else set()


def _words(kind: Kind) -> tuple[str, ...]:
    # A category that is a whole number is written as one.
    if kind.type == "integer" and not kind.words:
        return tuple(text for text in kind.right if text.lstrip("-").isdigit() and len(text) < 16)
    return kind.right


@st.composite
def fields(draw: st.DrawFn, name: str, kind: Kind) -> dict[str, Any]:
    found = {"name": name, "type": kind.type, **kind.words}
    limits = draw(constraints(kind))
    if "categories" in limits:
        found["categories"] = limits.pop("categories")
    if limits:
        found["constraints"] = limits
    if draw(_sometimes(5)):
        found["missingValues"] = draw(st.lists(st.sampled_from(MARKS), max_size=2, unique=True))
    return found


@st.composite
def cells(draw: st.DrawFn, kind: Kind) -> str:
    """Mostly right, often nearly so, and now and then anything at all."""
    choice = draw(st.integers(0, 19))
    if choice < 12:
        return draw(st.sampled_from(kind.right))
    if choice < 15:
        return draw(st.sampled_from(kind.odd or kind.right))
    if choice < 18:
        return draw(st.sampled_from(EVERYWHERE))
    if choice < 19:
        text = draw(st.sampled_from(kind.right))
        at = draw(st.integers(0, len(text)))
        return text[:at] + draw(st.sampled_from(" \t\n_.0-+é\u0661\u00a0'\"")) + text[at:]
    return draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=8))


@dataclass(frozen=True)
class Style:
    """How a file is written."""

    delimiter: str = ","
    quote: str | None = '"'
    end: str = "\n"
    always: bool = False
    """Whether every cell is quoted."""
    last: bool = True
    """Whether the last line is ended."""
    escape: str | None = None
    """What stands before a quote in place of another."""

    def cell(self, text: str) -> str:
        if self.quote is None:
            return "".join(each for each in text if each not in (self.delimiter, "\r", "\n"))
        special = (self.delimiter, self.quote, "\r", "\n", self.escape or self.quote)
        if not self.always and not any(each in text for each in special):
            return text
        if self.escape is not None:
            for each in (self.escape, self.quote):
                text = text.replace(each, self.escape + each)
            return self.quote + text + self.quote
        return self.quote + text.replace(self.quote, self.quote * 2) + self.quote

    def lines(self, records: list[list[str]]) -> list[str]:
        """The records, each with its end."""
        lines = [self.delimiter.join(map(self.cell, record)) + self.end for record in records]
        if lines and not self.last:
            lines[-1] = lines[-1].removesuffix(self.end)
        return lines


@st.composite
def dialects(draw: st.DrawFn, *, wide: bool) -> tuple[dict[str, Any], Style]:
    """A dialect, and a style that it describes."""
    words: dict[str, Any] = {}
    delimiter, quote = ",", '"'
    end = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    if draw(_sometimes(3)):
        delimiter = words["delimiter"] = draw(st.sampled_from([";", "\t", "|", ":"]))
    if draw(_sometimes(5)):
        quote = words["quoteChar"] = "'"
    if draw(_sometimes(5)):
        words["header"] = False
    if draw(_sometimes(7)):
        words["commentChar"] = "#"
    if wide and draw(_sometimes(9)):
        words["commentRows"] = draw(st.lists(st.integers(2, 6), min_size=1, max_size=2))
    if wide and words.get("header", True) and draw(_sometimes(7)):
        words["headerRows"] = [1, 2]
    escape = None
    if wide and draw(_sometimes(9)):
        escape = words["escapeChar"] = "\\"
        words["doubleQuote"] = False
    if draw(_sometimes(7)):
        words["nullSequence"] = draw(st.sampled_from(["\\N", "-", "NA"]))
    if draw(_sometimes(9)):
        words["skipInitialSpace"] = True
    return words, Style(delimiter, quote, end, draw(_sometimes(3)), not draw(_sometimes(5)), escape)


@st.composite
def tables(
    draw: st.DrawFn,
    name: str,
    kinds: list[Kind],
    other: tuple[str, list[Kind]] | None,
    *,
    wide: bool,
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """A resource whose fields are of these kinds, and its files."""
    names = [f"f{number}" for number in range(1, len(kinds) + 1)]
    declared: dict[str, Any] = {
        "fields": [draw(fields(*each)) for each in zip(names, kinds, strict=True)]
    }
    keys = st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)
    if draw(_sometimes(2)):
        declared["primaryKey"] = draw(keys)
    if draw(_sometimes(3)):
        declared["uniqueKeys"] = [draw(keys)]
    if draw(_sometimes(3)):
        declared["missingValues"] = draw(st.lists(st.sampled_from(MARKS), max_size=3, unique=True))
    declared["foreignKeys"] = draw(_references(names, kinds, other))
    if not declared["foreignKeys"]:
        del declared["foreignKeys"]
    if draw(_sometimes(3)):
        declared["rules"] = [
            {
                "id": f"{name}-differ",
                "title": "Two columns differ.",
                "message": "{f1}",
                "expression": f"CAST(f1 AS VARCHAR) IS DISTINCT FROM CAST({names[-1]} AS VARCHAR)",
            }
        ]
    dialect, style = draw(dialects(wide=wide))
    rows = draw(st.lists(st.tuples(*(cells(kind) for kind in kinds)).map(list), max_size=6))
    records = [draw(_damaged(row)) for row in rows]
    resource = {"name": name, "path": f"{name}.csv", "schema": declared}
    if wide:
        labels = draw(_labels(names, declared))
        stored = draw(_stored(name, labels, records, dialect, style))
        return resource | stored.words, stored.files
    if dialect.get("header", True):
        records.insert(0, names)
    if dialect:
        resource["dialect"] = dialect
    return resource, {f"{name}.csv": "".join(style.lines(records)).encode()}


@st.composite
def _stored(
    draw: st.DrawFn,
    name: str,
    labels: list[str],
    records: list[list[str]],
    dialect: dict[str, Any],
    style: Style,
) -> forms.Stored:
    """A table in some form, with the dialect where that has one."""
    form = draw(st.sampled_from(FORMS))
    if form in forms.VALUES:
        return forms.values(draw, name, form, labels, records)
    if dialect.get("headerRows"):
        records[:0] = [[label[:1] for label in labels], [label[1:] for label in labels]]
        dialect["headerJoin"] = ""
    elif dialect.get("header", True):
        records.insert(0, labels)
    if "commentChar" in dialect and draw(st.booleans()):
        records.insert(draw(st.integers(0, len(records))), ["#", "a comment"])
    lines = style.lines(records)
    if form in forms.TEXTS:
        stored = forms.text(draw, name, form, lines)
    else:
        stored = forms.Stored({}, {f"{name}.csv": "".join(lines).encode()})
    return forms.Stored({**stored.words, "dialect": dialect}, stored.files)


FORMS = (*("csv",) * 8, *forms.TEXTS, *forms.VALUES)


@st.composite
def _labels(draw: st.DrawFn, names: list[str], declared: dict[str, Any]) -> list[str]:
    """The labels of the header, as some way to match fields lets them be, or nearly."""
    if not draw(_sometimes(3)):
        return names
    match = draw(st.sampled_from(["exact", "equal", "subset", "superset", "partial"]))
    declared["fieldsMatch"] = match
    found = draw(st.permutations(names)) if match != "exact" else list(names)
    if match in ("subset", "partial") and draw(st.booleans()):
        found = [*found, "more"]
    if match in ("superset", "partial") and len(found) > 1 and draw(st.booleans()):
        found = found[1:]
    return list(found)


@st.composite
def _damaged(draw: st.DrawFn, row: list[str]) -> list[str]:
    match draw(st.integers(0, 15)):
        case 13:
            return row[:-1]
        case 14:
            return [*row, "z"]
        case 15:
            return draw(st.sampled_from([[], [""] * len(row)]))
    return row


@st.composite
def _references(
    draw: st.DrawFn, names: list[str], kinds: list[Kind], other: tuple[str, list[Kind]] | None
) -> list[dict[str, Any]]:
    """Foreign keys into the other table, or this one itself, between fields of the same kind."""
    resource, theirs = other if other is not None and draw(_sometimes(1)) else ("", kinds)
    pairs = [
        (name, f"f{number}")
        for name, kind in zip(names, kinds, strict=True)
        for number, their in enumerate(theirs, start=1)
        if their is kind and (resource or name != f"f{number}")
    ]
    if not pairs or not draw(_sometimes(1)):
        return []
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=2,
                           unique_by=(lambda pair: pair[0], lambda pair: pair[1])))  # fmt: skip
    own, referred = ([pair[side] for pair in chosen] for side in (0, 1))
    return [{"fields": own, "reference": {"resource": resource, "fields": referred}}]


@st.composite
def datasets(draw: st.DrawFn, *, pair: bool, wide: bool = False) -> Made:
    """One table, or two of which the second may refer to the first; fields are often alike.

    ``wide``: in any form (``forms``), by any dialect, its fields matched in any way.
    """
    palette = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=3))
    kinds = st.lists(st.sampled_from(palette), min_size=1, max_size=4)
    first = draw(kinds)
    made = [draw(tables("first", first, None, wide=wide))]
    if pair:
        made.append(draw(tables("second", draw(kinds), ("first", first), wide=wide)))
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "made",
        "resources": [resource for resource, _ in made],
    }
    return Made(descriptor, {name: data for _, files in made for name, data in files.items()})

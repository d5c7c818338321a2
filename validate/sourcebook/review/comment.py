"""What is to be said of a pull request, as plain texts; and the file in which it is handed on.

Where the author is a stranger, the run that checks has no right to write a comment, and the one
that has it must not trust a word of the first. So between them goes no Markdown: only texts, which
``markdown`` makes safe whatever is in them.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sourcebook.errors import UseError

if TYPE_CHECKING:
    from pathlib import Path

NAME = "comment.json"
_LARGEST = 8 << 20
_FORMAT = 1
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one kind in one table."""

    table: str
    severity: str
    code: str
    totals: str
    findings: tuple[str, ...]
    """Each with its place, as one sentence."""


@dataclass(frozen=True, slots=True)
class Change:
    row: str
    field: str
    """Empty where it is about the row as a whole."""
    old: str | None
    new: str | None
    """``None`` for no value; both empty where the row was added or removed."""


@dataclass(frozen=True, slots=True)
class Changes:
    """How one table differs from the base."""

    table: str
    totals: str
    total: int
    """How many changes there are, however few are listed."""
    listed: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Comment:
    about: str
    """What was asked to be checked; a pull request has one comment for each."""
    valid: bool
    verdict: str
    base: str
    """Its name; empty without one."""
    remarks: tuple[str, ...] = ()
    touched: bool = True
    new: tuple[Group, ...] = ()
    old: tuple[Group, ...] = ()
    waived: tuple[Group, ...] = ()
    schema: tuple[str, ...] = ()
    """Changes of the declaration."""
    changes: tuple[Changes, ...] = ()


def dump(comment: Comment) -> bytes:
    """The comment as JSON."""
    return json.dumps({"format": _FORMAT, **asdict(comment)}, indent=1).encode()


def load(file: Path) -> Comment:
    """A comment that a stranger may have written. Raises ``UseError`` where it is none."""
    try:
        return _comment(_read(file))
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        told = error.strerror if isinstance(error, OSError) else error
        hint = "Give the folder that `sourcebook review` has written."
        raise UseError(f"{file}: is no comment: {told}. {hint}") from error


def _read(file: Path) -> dict[str, Any]:
    if file.stat().st_size > _LARGEST:
        raise ValueError("it is too large")
    value = json.loads(file.read_bytes())
    if not isinstance(value, dict) or value.pop("format", None) != _FORMAT:
        raise ValueError("it has another format")
    return value


def _comment(value: dict[str, Any]) -> Comment:
    groups = {
        name: tuple(
            Group(
                _text(each["table"]),
                _text(each["severity"]),
                _text(each["code"]),
                _text(each["totals"]),
                _texts(each["findings"]),
            )
            for each in value[name]
        )
        for name in ("new", "old", "waived")
    }
    return Comment(
        _text(value["about"]),
        _of(bool, value["valid"]),
        _text(value["verdict"]),
        _text(value["base"]),
        _texts(value["remarks"]),
        _of(bool, value["touched"]),
        **groups,
        schema=_texts(value["schema"]),
        changes=tuple(
            Changes(
                _text(each["table"]),
                _text(each["totals"]),
                _of(int, each["total"]),
                tuple(
                    Change(
                        _text(one["row"]),
                        _text(one["field"]),
                        None if one["old"] is None else _text(one["old"]),
                        None if one["new"] is None else _text(one["new"]),
                    )
                    for one in each["listed"]
                ),
            )
            for each in value["changes"]
        ),
    )


def _of(kind: type[_T], value: Any) -> _T:
    if type(value) is not kind:
        raise TypeError(f"{value!r} where a {kind.__name__} should be"[:200])
    return value


def _text(value: Any) -> str:
    return _of(str, value)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(map(_text, _of(list, value)))

"""Rows against each other: keys that are empty, that repeat, that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.engines.messages.words import did_you_mean, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sourcebook.declare import Field
    from sourcebook.engines.messages.words import Words


def unique_error(field: Field, value: str | None, first: int) -> Words:
    return (
        f"{shown(value)} stands in row {first} already, and {field.name} is unique.",
        "Correct one of the two, or remove the row that is there twice.",
    )


def primary_key_empty(names: Iterable[str]) -> Words:
    return (
        f"The primary key ({', '.join(names)}) has an empty cell.",
        "Give the row a key of its own.",
    )


def primary_key_duplicate(names: Iterable[str], first: int) -> Words:
    return (
        f"The primary key ({', '.join(names)}) stands in row {first} already.",
        "Remove one of the rows or give it a new key.",
    )


def unique_key_duplicate(names: Iterable[str], first: int) -> Words:
    return (
        f"{' and '.join(names)} are those of row {first}, and together they are unique.",
        "Correct one of the rows, or remove the one that is there twice.",
    )


def foreign_key(
    names: Iterable[str], values: Iterable[str | None], resource: str, choices: Collection[str]
) -> Words:
    """``choices`` are what the last field of the key could hold."""
    cells = list(values)
    message = f"{', '.join(names)} = {', '.join(map(shown, cells))} is not in {resource}."
    # Of several fields it can't be told which is wrong.
    guess = did_you_mean(cells[0] or "", choices) if len(cells) == 1 else None
    return message, guess or f"Add the row to {resource}, or correct the key."

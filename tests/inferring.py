"""Schemas inferred of tables that a test gives as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from sourcebook.starting import start

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.starting import Proposal

TYPE_WORDS = (
    "type", "format", "decimalChar", "groupChar", "trueValues", "falseValues", "missingValues",
)  # fmt: skip
"""What a schema says of how cells are read."""


def proposed(folder: Path, **files: str) -> dict[str, Proposal]:
    """What is proposed of tables, given as the text of their CSV."""
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    made = start(folder / "mine", [folder / f"{name}.csv" for name in files])
    return {each.source.name: each for each in made.proposals}


def column(folder: Path, label: str, cells: list[str]) -> tuple[dict[str, Any], str]:
    """The field of a column beside a key, as its schema has it, and the schema's text."""
    rows = [f"row-{n},{_quoted(cell)}" for n, cell in enumerate(cells)]
    proposed(folder, t="\n".join([f"row_id,{label}", *rows, ""]))
    text = (folder / "mine" / "schemas" / "t.yaml").read_text("utf-8")
    return yaml.safe_load(text)["fields"][1], text


def _quoted(cell: str) -> str:
    return f'"{cell}"' if "," in cell else cell


def typed(field: dict[str, Any]) -> dict[str, Any]:
    """What a field of a schema says of how its cells are read."""
    return {word: field[word] for word in TYPE_WORDS if word in field}

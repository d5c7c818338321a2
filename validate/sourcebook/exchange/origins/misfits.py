"""What of an exported file does not fit the codebook of its origin, by column and value."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sourcebook.exchange.origins import codebook
from sourcebook.exchange.origins.incoming import Incoming

if TYPE_CHECKING:
    from sourcebook.exchange.origins.model import Mapping

LISTED = 100_000
"""Findings of a rule that are counted by value; the totals are exact in any case."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """A column that breaks a rule of the codebook."""

    rule: str
    column: str
    """Empty where the rule is about several."""
    why: str
    """Of the first such row."""
    values: Counter[str]
    """How often each of its values does; that of a rule about several columns is empty."""


@dataclass(frozen=True, slots=True)
class Misfits:
    total: int
    """Findings in all; those of rules that break more than ``LISTED`` times are not all listed."""
    errors: int
    """Of these, how many are errors."""
    columns: tuple[Misfit, ...] = ()
    """The most frequent first."""


def find(mapping: Mapping, content: bytes, columns: list[str]) -> Misfits:
    """Hold a file of an origin against the codebook. Raises ``DeclarationError``."""
    with tempfile.TemporaryDirectory(prefix="sourcebook-") as folder:
        file = Path(folder) / "exported.csv"
        file.write_bytes(content)
        made = Incoming(mapping.name, file, tuple(columns), (), "utf-8")
        checked = codebook.check(codebook.as_dataset(mapping, made, Path(folder)), LISTED)
    found: dict[tuple[str, str], Misfit] = {}
    for each in checked.findings:
        key = each.code, each.field or ""
        misfit = found.setdefault(key, Misfit(*key, each.message, Counter()))
        misfit.values["" if each.value is None else str(each.value)] += 1
    ranked = sorted(found.values(), key=lambda each: -each.values.total())
    return Misfits(sum(checked.broken.values()), checked.errors, tuple(ranked))

"""Whether a value that a declaration names (a bound, an allowed value, a code) is of its type."""

from __future__ import annotations

import math
from datetime import date, datetime, time
from typing import Any

INTEGERS = range(-(2**63), 2**63)
"""What a field of type integer can hold here: 64 bits with a sign, as in Arrow and Parquet."""


def is_of(kind: str, value: Any) -> bool:
    """Whether ``value``, as YAML or JSON gave it, is one of the field type ``kind``."""
    if isinstance(value, bool):
        return kind in ("boolean", "any")
    text = str(value)
    try:
        return _fits(kind, text)
    except (ValueError, OverflowError):
        return False


def _fits(kind: str, text: str) -> bool:
    match kind:
        case "integer":
            return int(text) in INTEGERS and "_" not in text
        case "number":
            return math.isfinite(float(text)) and "_" not in text
        case "year":
            return text.lstrip("-").isdecimal() and len(text.lstrip("-")) == 4
        case "yearmonth":
            return bool(date.fromisoformat(f"{text}-01"))
        case "date":
            return len(text) == 10 and bool(date.fromisoformat(text))
        case "datetime":
            return "T" in text and bool(datetime.fromisoformat(text))
        case "time":
            return len(text) == 8 and time.fromisoformat(text) is not None
        case "boolean":
            return text in ("true", "false")
        case _:
            return True

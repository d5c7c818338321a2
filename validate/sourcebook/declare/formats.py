"""The format of a field: a word of its type, or a pattern for dates and times.

Source: https://datapackage.org/standard/table-schema/#field-types.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from sourcebook.declare.node import said
from sourcebook.declare.spelling import did_you_mean
from sourcebook.declare.types import TYPES

if TYPE_CHECKING:
    from sourcebook.declare.node import Node

_SPELLED = (("YYYY", "%Y"), ("YY", "%y"), ("MM", "%m"), ("DD", "%d"), ("HH", "%H"), ("mm", "%M"))
"""How other tools spell the parts of a date."""


def read_format(field: Node, kind: str) -> str:
    """The format of a field; ``default`` for types that have none, whatever is written there."""
    written = field.text("format")
    if written is None:
        return "default"
    type_ = TYPES[kind]
    form = written.removeprefix("fmt:")  # as version 0 began its patterns
    if form == "default" or form in type_.formats:
        return form
    if type_.patterns:
        return form if _pattern(field, kind, form) else "default"
    if type_.formats:
        known = ("default", *type_.formats)
        hint = did_you_mean(form, known) if form else "Remove it, for the default."
        field.wrong(f"{kind!r} has no format {said(form)}.", hint, at="format")
    elif form:
        field.doubt(
            f"{kind!r} has no formats, so {said(form)} says nothing.", "Remove it.", at="format"
        )
    return "default"


def _pattern(field: Node, kind: str, form: str) -> bool:
    """Whether a format is a pattern of ``strptime``; a mistake where it is none."""
    if not form:
        field.wrong("is empty.", "Remove it, for the default.", at="format")
        return False
    problem = None
    try:
        datetime.strptime("", form)  # noqa: DTZ007 - it never gives a date
    except re.error:
        problem = "names a part twice"
    except ValueError as error:
        # A text that doesn't fit is the other ValueError, and the empty one fits no pattern.
        problem = str(error) if re.search("bad directive|stray %", str(error)) else None
    if problem is not None:
        hint = "Write it as strptime takes it, as in %d/%m/%Y."
        field.wrong(f"{said(form)} is no pattern: {problem}.", hint, at="format")
        return False
    if "%" not in form:
        pattern = form
        for theirs, ours in _SPELLED:
            pattern = pattern.replace(theirs, ours)
        hint = f"Write {pattern}." if pattern != form else "Write it as in %d/%m/%Y."
        message = f"{said(form)} has no %-directive, so no {kind} fits it."
        field.doubt(message, hint, at="format")
    return True

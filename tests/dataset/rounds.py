"""Which cases may share one copy of the dataset: to run the engines costs far more than a case.

Two cases share a copy only where neither can hide what the other gives. A wrong cell makes the
queries unknown that read its column; a broken rule makes others unknown on its own row only.
``SOURCEBOOK_BREAKS=alone`` gives each case a copy of its own.
"""

from __future__ import annotations

import os
import re
from functools import cache
from typing import TYPE_CHECKING

import duckdb

from dataset.breaks import RULES
from dataset.copies import Put, key_of, records, shipped
from dataset.faults import FAULTS
from sourcebook.declare.binding import reads

if TYPE_CHECKING:
    from dataset.cases import Case
    from dataset.copies import Edit
    from sourcebook.declare import Rule

CASES = [*RULES, *FAULTS]
ALONE = os.environ.get("SOURCEBOOK_BREAKS") == "alone"
_ABOUT = ("incident_id", "subject_id", "group_id")
_ID = re.compile(r"(?:inc|grp|plc|src|clm|rel|sta)-\d+")


def rules() -> dict[str, Rule]:
    return {rule.id: rule for table in shipped().tables for rule in table.rules}


@cache
def _watched() -> dict[str, set[tuple[str, str]]]:
    """By rule, key and reference to a key: the columns (table, name) at which it looks."""
    with duckdb.connect() as connection:
        read = reads(connection, shipped())
    found = {
        rule: {(table, name) for table, names in tables.items() for name in names}
        for rule, tables in read.items()
    }
    for table in shipped().tables:
        unique = [(field.name,) for field in table.fields if field.constraints.unique]
        for key in {table.primary_key, *table.unique_keys, *unique}:
            found[f"{table.name}: {key}"] = {(table.name, name) for name in key}
        for foreign in table.foreign_keys:
            columns = {(table.name, name) for name in foreign.fields}
            columns |= {(foreign.resource, name) for name in foreign.reference_fields}
            found[f"{table.name}: {foreign}"] = columns
    return found


def columns_of(edit: Edit) -> set[tuple[str, str]]:
    """The columns in which an edit can make a difference."""
    every = [field.name for field in shipped().table(edit.table).fields]
    return {(edit.table, name) for name in (edit.cells if isinstance(edit, Put) else every)}


@cache
def _watchers(case: Case) -> frozenset[str]:
    """The rules and keys that look at what a case edits, and the rules that wait for these."""
    columns = {column for edit in case.edits for column in columns_of(edit)}
    found = {name for name, watched in _watched().items() if watched & columns}
    for rule in rules().values():  # in the order of the declaration: none waits for a later one
        if found & {*rule.after}:
            found.add(rule.id)
    return frozenset(found)


@cache
def _subjects(case: Case) -> frozenset[str]:
    """The ids of the rows that a case edits, and of what these are about."""
    found = set()
    for edit in case.edits:
        keys = {getattr(edit, "key", None), getattr(edit, "like", None)}
        cells = getattr(edit, "cells", {})
        rows = [record for record in records(edit.table) if key_of(edit.table, record) in keys]
        for row in [*rows, cells]:
            about = [
                row.get(name, "") for name in (*_ABOUT, *shipped().table(edit.table).primary_key)
            ]
            found |= set(_ID.findall(" ".join(about)))
    return frozenset(found)


def _apart(one: Case, other: Case) -> bool:
    """Whether neither of two cases can hide what the other one gives."""
    if not _watchers(one) & _watchers(other):
        return True
    return one in RULES and other in RULES and not _subjects(one) & _subjects(other)


@cache
def rounds() -> list[list[Case]]:
    """The cases, put into as few copies as may be."""
    found: list[list[Case]] = []
    for case in CASES:
        fitting = (each for each in found if all(_apart(case, other) for other in each))
        room = None if ALONE else next(fitting, None)
        if room is None:
            found.append([case])
        else:
            room.append(case)
    return found

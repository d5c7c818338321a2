"""The one shape into which the events of both sides are brought, whatever their columns are.

``id``, ``first`` and ``last`` (dates), ``latitude``, ``longitude``, ``days`` and ``km`` (by how
much the truth may lie elsewhere), ``actors`` (a list of ids), ``unread`` (which of the columns hold
a text that is no value of its kind), and of each count ``n:NAME``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.engines.sql import literal

if TYPE_CHECKING:
    from sourcebook.exchange.matching.declared import Actors, Crosswalk, Events, Precision


def count_column(name: str) -> str:
    """The column of a count."""
    return f"n:{name}"


def shaped(events: Events, rows: str) -> str:
    """The SELECT that brings the rows of a side into the shape."""
    texts = {
        word: f"nullif(trim(CAST({quote(name)} AS VARCHAR)), '')"
        for word, name in (
            ("date", events.date),
            ("date_end", events.date_end or events.date),
            ("latitude", events.latitude),
            ("longitude", events.longitude),
        )
    }
    first, last = (_date(texts[word], events.date_format) for word in ("date", "date_end"))
    values = {
        "date": first,
        "date_end": last,
        "latitude": _degrees(texts["latitude"], 90),
        "longitude": _degrees(texts["longitude"], 360),
    }
    counts = {
        name: f"TRY_CAST(CAST({quote(column)} AS VARCHAR) AS DOUBLE)"
        for name, column in (events.counts or {}).items()
    }
    unread = ", ".join(
        f"CASE WHEN {texts[word]} IS NOT NULL AND {value} IS NULL THEN {literal(word)} END"
        for word, value in values.items()
    )
    more = "".join(
        f""",
            CASE WHEN isfinite({value}) AND {value} >= 0 THEN {value} END
                AS {quote(count_column(name))}"""
        for name, value in counts.items()
    )
    return f"""
        SELECT CAST({quote(events.id)} AS VARCHAR) AS id,
            {first} AS first,
            greatest({first}, coalesce({last}, {first})) AS last,
            {values["latitude"]} AS latitude,
            {values["longitude"]} AS longitude,
            {_slack(events.date_precision)} AS days,
            {_slack(events.place_precision)} AS km,
            {_actors(events.actors)} AS actors,
            concat_ws(', ', {unread}) AS unread{more}
        FROM ({rows}
        ) WHERE {quote(events.id)} IS NOT NULL"""


def crosswalked(walk: Crosswalk | None) -> str:
    """The SELECT of what a crosswalk says: ``subject``, ``id``, ``scheme``, ``external``,
    ``grade``, which is 0 for the same, 1 for close and 2 for broad.
    """
    if walk is None:
        return (
            "SELECT '' AS subject, '' AS id, '' AS scheme, '' AS external, 0 AS grade WHERE false"
        )
    grades = {code: grade for grade, code in _grades(walk)}
    cases = " ".join(f"WHEN {literal(code)} THEN {grade}" for code, grade in grades.items())
    columns = ", ".join(
        f"CAST({quote(column)} AS VARCHAR) AS {name}"
        for name, column in (
            ("subject", walk.subject_table),
            ("id", walk.subject_id),
            ("scheme", walk.scheme),
            ("external", walk.external_id),
        )
    )
    grade = f"CASE CAST({quote(walk.match)} AS VARCHAR) {cases} END"
    return (
        f"SELECT * FROM (SELECT {columns}, {grade} AS grade FROM {quote(walk.table)}) "
        "WHERE grade IS NOT NULL AND id IS NOT NULL AND external IS NOT NULL"
    )


def _grades(walk: Crosswalk) -> list[tuple[int, str]]:
    return [
        (grade, walk.decisions[word])
        for grade, word in enumerate(("same", "close", "broad"))
        if word in walk.decisions
    ]


def _date(text: str, form: str | None) -> str:
    if form is not None:
        read = f"CAST(TRY_STRPTIME({text}, {literal(form)}) AS DATE)"
    else:
        read = f"CAST(TRY_CAST({text} AS TIMESTAMP) AS DATE)"
    return f"CASE WHEN isfinite({read}) THEN {read} END"


def _degrees(text: str, most: int) -> str:
    read = f"TRY_CAST({text} AS DOUBLE)"
    return f"CASE WHEN isfinite({read}) AND abs({read}) <= {most} THEN {read} END"


def _slack(precision: Precision | None) -> str:
    if precision is None or not precision.slack:
        return "0::DOUBLE"
    code = f"CAST({quote(precision.column)} AS VARCHAR)"
    cases = " ".join(f"WHEN {literal(c)} THEN {amount!r}" for c, amount in precision.slack.items())
    return f"CAST(CASE {code} {cases} ELSE 0 END AS DOUBLE)"


def _actors(actors: Actors | None) -> str:
    if actors is None:
        return "[]::VARCHAR[]"
    cells = (f"coalesce(CAST({quote(name)} AS VARCHAR), '')" for name in actors.columns)
    lists = ", ".join(
        f"string_split({cell}, {literal(actors.separator)})" if actors.separator else f"[{cell}]"
        for cell in cells
    )
    trimmed = f"list_transform(flatten([{lists}]), lambda x: trim(x))"
    return f"list_sort(list_distinct(list_filter({trimmed}, lambda x: x <> '')))"

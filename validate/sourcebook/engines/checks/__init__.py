"""The named checks: each turns its parameters into a SELECT of the offending rows.

The SELECT returns the primary key of the table under its own names, and the columns that a message
may quote (``declare.checks.CHECKS`` lists both). A check may lay down helper tables on the way; one
that is through by then, and has found nothing, gives ``None``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sourcebook.engines.checks.acyclic import acyclic
from sourcebook.engines.checks.cell_reference import cell_reference
from sourcebook.engines.checks.near_duplicate import near_duplicate
from sourcebook.engines.checks.recompute import recompute
from sourcebook.engines.checks.within_polygon import within_polygon
from sourcebook.engines.checks.words import max_words, person_name

if TYPE_CHECKING:
    import duckdb

    from sourcebook.declare import Dataset, Rule, Table


class Check(Protocol):
    def __call__(
        self, connection: duckdb.DuckDBPyConnection, dataset: Dataset, table: Table, rule: Rule
    ) -> str | None: ...


IMPLEMENTED: dict[str, Check] = {
    "acyclic": acyclic,
    "cell-reference": cell_reference,
    "max-words": max_words,
    "near-duplicate": near_duplicate,
    "person-name": person_name,
    "recompute": recompute,
    "within-polygon": within_polygon,
}

"""The declaration: ``datapackage.yaml`` and ``schemas/*.yaml`` as frozen, checked values."""

from sourcebook.declare.model import (
    Category,
    Claims,
    Constraints,
    Dataset,
    Dialect,
    Field,
    ForeignKey,
    Lifecycle,
    Rule,
    Table,
)
from sourcebook.declare.targets import Target, every_dataset, open_target

__all__ = [
    "Category",
    "Claims",
    "Constraints",
    "Dataset",
    "Dialect",
    "Field",
    "ForeignKey",
    "Lifecycle",
    "Rule",
    "Table",
    "Target",
    "every_dataset",
    "open_target",
]

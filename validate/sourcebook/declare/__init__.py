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
    Naming,
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
    "Naming",
    "Rule",
    "Table",
    "Target",
    "every_dataset",
    "open_target",
]

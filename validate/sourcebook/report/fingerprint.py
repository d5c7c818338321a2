"""What makes a finding the same one in the next report, wherever its row has moved to.

A finding is told by its table, its rule and the key and value of its row. Where several are alike
(a table without a key), they are counted in their order.
"""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sourcebook.findings import Finding


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """One for each finding, all different: 64 hexadecimal digits."""
    seen: Counter[str] = Counter()
    marks = []
    for finding in findings:
        key = None if finding.key is None else sorted(finding.key.items())
        mark = digest(finding.path, finding.table, finding.code, finding.field, key, finding.value)
        seen[mark] += 1
        marks.append(mark if seen[mark] == 1 else digest(mark, seen[mark]))
    return marks


def digest(*parts: object) -> str:
    """The SHA-256 of some values, the same in every run."""
    return sha256(json.dumps(parts, default=str).encode()).hexdigest()

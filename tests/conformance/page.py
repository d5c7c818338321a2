"""What ``docs/conformance.md`` says of a run: the block of it that is written by the run itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from conformance.corpus import ROOT
from conformance.run import shown

if TYPE_CHECKING:
    from conformance.run import Measures, Run

PAGE = ROOT / "docs" / "conformance.md"
BEGIN = "<!-- measured by `make conformance ARGS=--write` -->"
END = "<!-- end of what is measured -->"
_BLOCK = re.compile(f"{re.escape(BEGIN)}\\n(.*?){re.escape(END)}", re.DOTALL)


def block(run: Run, found: Measures, equal: int, digests: int) -> str:
    """The block, from a run of the default engine; ``equal`` of the ``digests`` of columns are."""
    compared, outside = found.reference["counts"], found.outside["counts"]
    measured = (
        ("verdicts that agree with the reference",
         f"{compared['verdict agrees']} of {compared['compared']}",
         f"{outside['verdict agrees']} of {outside['compared']}"),
        ("recall on the faults that were put in", f"{found.truth['recall']:.4f}", ""),
        ("precision on them", f"{found.truth['precision']:.4f}", f"{found.precision:.4f}"),
        ("columns of published tables with equal values", f"{equal} of {digests}", ""),
    )  # fmt: skip
    lines = [shown(run.table()), "", "| measure | as it is | outside the differences listed |"]
    lines += ["|---|---:|---:|", *(f"| {' | '.join(row)} |" for row in measured)]
    return "\n".join(lines) + "\n"


def read() -> str:
    """The block as it stands in the page."""
    found = _BLOCK.search(PAGE.read_text(encoding="utf-8"))
    assert found is not None, f"{PAGE.name} lacks {BEGIN}"
    return found[1]


def write(text: str) -> None:
    """Put another block in its place."""
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(_BLOCK.sub(lambda _: f"{BEGIN}\n{text}{END}", page), encoding="utf-8")


def listed() -> dict[str, str]:
    """The differences that the page lists: the row of each, by its id."""
    section = PAGE.read_text(encoding="utf-8").split("## Differences that are recognised")[1]
    rows = re.findall(r"^\| ([QS]\d\d) \|(.+)\|$", section.split("\n## ")[0], re.MULTILINE)
    assert len(rows) == len(dict(rows)), "an id stands twice"
    return dict(rows)

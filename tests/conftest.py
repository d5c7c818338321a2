"""Tables that tests have recorded (``record_property("table", ...)``) end the report of a run.

Tests give processes of ours a full disk, kill them, and start many at once: none of them may write
bytecode, of which half a file would be found by all that run after it.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

sys.dont_write_bytecode = True
os.environ["PYTHONDONTWRITEBYTECODE"] = "1"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for reports in list(terminalreporter.stats.values()):
        for report in reports:
            for name, text in getattr(report, "user_properties", ()):
                if name == "table" and report.when == "call":
                    terminalreporter.section("table")
                    terminalreporter.write_line(text)

"""Tables that tests have recorded (``record_property("table", ...)``) end the report of a run.

A test of hypothesis has no deadline: a busy machine is no fault, and timings are no test.

Tests give processes of ours a full disk, kill them, and start many at once: none of them may write
bytecode, of which half a file would be found by all that run after it.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from hypothesis import settings

if TYPE_CHECKING:
    import pytest

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
sys.dont_write_bytecode = True
os.environ["PYTHONDONTWRITEBYTECODE"] = "1"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for reports in list(terminalreporter.stats.values()):
        for report in reports:
            for name, text in getattr(report, "user_properties", ()):
                if name == "table" and report.when == "call":
                    terminalreporter.section("table")
                    terminalreporter.write_line(text)

"""``sourcebook`` in a process of its own for each case, with limits, and what is wrong with its end.

A server imports what costs time and forks for each case: what one case breaks, no other sees, and a
case costs a tenth of a start. It has one thread, as a process must have that forks; what starts
threads when it is imported (polars, pyarrow) is imported by the child that needs it.
"""

from __future__ import annotations

import json
import os
import re
import resource
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

SECONDS = 10
"""CPU time of a case. The clock would judge the machine's other work too."""
PATIENCE = 60
"""Seconds by the clock after which a case that uses no CPU time hangs all the same."""
MEMORY = 2 << 30
"""Bytes of the most that a case may hold."""
_ROOM = 12 << 30
"""Bytes of addresses, lest a case take the machine with it. What is reserved is not yet held."""
_LOOK = 0.05
_IMPORTED = (
    "dateutil.parser", "dateutil.tz", "duckdb", "jsonschema", "numpy", "python_calamine", "rapidfuzz",
    "rapidfuzz.process", "shapely", "xml.etree.ElementTree", "zipfile", "yaml", "sourcebook.cli.app",
    "sourcebook.cli.validate", "sourcebook.declare.selection", "sourcebook.engines.agreement",
    "sourcebook.engines.duckdb", "sourcebook.report.json", "sourcebook.report.terminal",
    "sourcebook.standing.verdict", "frictionless",
)  # fmt: skip
_OURS = re.compile(
    r"^Traceback|fault of sourcebook|panicked at|Exception ignored|^  File \"", re.MULTILINE
)


@dataclass(frozen=True)
class End:
    """How a process ended: its exit code (negative: the signal), its costs and what it wrote."""

    code: int
    seconds: float
    """CPU time of it."""
    memory: int
    """Bytes of the most that it held."""
    out: str
    err: str
    hung: bool = False


def faults(end: End) -> list[str]:
    """What no input may do to the command; the first words tell one fault from another."""
    found = []
    if end.hung or end.code == -signal.SIGXCPU or end.seconds > SECONDS:
        found.append(f"hang: {end.seconds:.1f} s of CPU time")
    elif end.code < 0:
        found.append(f"signal: {signal.Signals(-end.code).name}")
    elif end.code not in (0, 1, 2):
        found.append(f"exit code: {end.code}")
    if end.memory > MEMORY:
        found.append(f"memory: {end.memory >> 20} MiB")
    return found + _told(end) + (_report(end) if end.code in (0, 1) else [])


def _told(end: End) -> list[str]:
    """What is wrong with the lines on stderr: one a reason with code 2, else warnings alone."""
    lines = end.err.splitlines()
    if _OURS.search(end.err):
        return [f"traceback: {_last(end.err)}"]
    if end.code == 2 and not end.err.strip():
        return ["silence: exit code 2 and nothing on stderr"]
    if end.code in (0, 1) and not all(line.startswith("warning: ") for line in lines):
        return [f"noise: {_last(end.err)}"]
    if not all(line.strip() for line in lines):
        return ["noise: an empty line on stderr"]
    if end.code == 2 and end.out:
        return ["noise: exit code 2 and something on stdout"]
    return []


def _last(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip() and "fault of source" not in line]
    return lines[-1][:300] if lines else ""


def _report(end: End) -> list[str]:
    try:
        report = json.loads(end.out)
    except ValueError:
        return ["report: no JSON"]
    if report["valid"] != (end.code == 0):
        return [f"report: valid is {report['valid']} where the exit code is {end.code}"]
    return []


class Ward:
    """A server of cases; closed by ``with``."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "TMPDIR": str(scratch)}
        environment["PYTHONPATH"] = str(Path(__file__).parent.parent)
        self._server = subprocess.Popen(
            [sys.executable, "-m", "fuzz.ward"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.close()
        self._server.stdout.close()
        self._server.wait()

    def run(self, arguments: Sequence[str], folder: Path) -> End:
        """Run the command in a folder, which its arguments are relative to."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        out, err = self._scratch / "out", self._scratch / "err"
        case = {"arguments": list(arguments), "folder": str(folder), "out": str(out)}
        self._server.stdin.write(json.dumps({**case, "err": str(err)}) + "\n")
        self._server.stdin.flush()
        answer = self._server.stdout.readline()
        assert answer, "the server of cases has ended"
        texts = (file.read_text("utf-8", errors="replace") for file in (out, err))
        return End(**json.loads(answer), **dict(zip(("out", "err"), texts, strict=True)))


def _serve() -> int:
    for name in _IMPORTED:
        import_module(name)
    assert len(list(Path("/proc/self/task").iterdir())) == 1, "a process with threads can't fork"
    for line in sys.stdin:
        case = json.loads(line)
        child = os.fork()
        if child == 0:
            return _be(case)
        sys.stdout.write(json.dumps(_watch(child)) + "\n")
        sys.stdout.flush()
    return 0


def _be(case: dict[str, Any]) -> int:
    os.setsid()
    os.chdir(case["folder"])
    for number, name in ((0, os.devnull), (1, case["out"]), (2, case["err"])):
        opened = os.open(
            name, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        )
        os.dup2(opened, number)
        os.close(opened)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS + 1, SECONDS + 2))
    resource.setrlimit(resource.RLIMIT_AS, (_ROOM, _ROOM))
    from sourcebook.cli import main

    return main(case["arguments"])


def _watch(child: int) -> dict[str, Any]:
    handle = os.pidfd_open(child)
    start, hung, most = time.monotonic(), False, 0
    while not select.select([handle], [], [], _LOOK)[0]:
        most = max(most, _held(child))
        hung = time.monotonic() - start > PATIENCE
        if hung or most > MEMORY:
            os.killpg(child, signal.SIGKILL)
            break
    os.close(handle)
    _, status, used = os.wait4(child, 0)
    return {
        "code": os.waitstatus_to_exitcode(status),
        "seconds": used.ru_utime + used.ru_stime,
        "memory": max(most, used.ru_maxrss << 10),
        "hung": hung,
    }


def _held(child: int) -> int:
    try:
        pages = int(Path(f"/proc/{child}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * resource.getpagesize()


if __name__ == "__main__":
    sys.exit(_serve())

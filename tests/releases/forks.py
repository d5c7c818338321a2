"""A process that has loaded all that a release needs, and forks one for each release.

Reads a line of JSON a job: ``{"dataset": …, "catalog": …, "kill": seconds or null}``; writes a line
for each: ``[exit code or null, seconds, message]``. Nothing is released in this process itself: the
threads of DuckDB and Polars would not be there in a fork.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time

import duckdb  # noqa: F401 - what a release needs is loaded before the fork
import frictionless  # noqa: F401
import jsonschema  # noqa: F401
import pandera.polars  # noqa: F401
import polars as pl  # noqa: F401
import pyarrow.parquet  # noqa: F401
import rapidfuzz  # noqa: F401
import semver  # noqa: F401

from sourcebook.engines import duckdb as _one  # noqa: F401
from sourcebook.engines import frictionless as _two  # noqa: F401
from sourcebook.engines import pandera as _three  # noqa: F401
from sourcebook.errors import SourcebookError
from sourcebook.releases.publishing import release


def work(job: dict, told: int) -> None:
    code, text = 0, ""
    try:
        text = release(job["dataset"], job["catalog"]).version
    except (SourcebookError, OSError) as error:
        code, text = 2, str(error)
    except BaseException as error:  # noqa: BLE001
        code, text = 3, repr(error)
    os.write(told, text.encode()[:4000])
    os._exit(code)


def run(job: dict) -> list:
    began = time.monotonic()
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        work(job, writer)
    os.close(writer)
    # What it says, it says at its very end.
    if job["kill"] is not None and not select.select([reader], [], [], job["kill"])[0]:
        os.kill(pid, signal.SIGKILL)
    text = b"".join(iter(lambda: os.read(reader, 4096), b""))
    _, status = os.waitpid(pid, 0)
    os.close(reader)
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
    return [code, time.monotonic() - began, text.decode()]


for line in sys.stdin:
    sys.stdout.write(json.dumps(run(json.loads(line))) + "\n")
    sys.stdout.flush()

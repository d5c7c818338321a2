"""A process that has loaded all that publishing needs, and forks one for each publish.

Reads a line of JSON a job: ``{"publish": [[package, url], …], "kill": seconds or null}``. All of a
job's publishes run at once, and are killed after that time. Writes a line for each job: a list of
``[exit code or null, seconds, message]``. Nothing is published in this process itself: a fork of
obstore's threads would hang.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

import jsonschema  # noqa: F401 - what a publish needs is loaded before the fork
import obstore.store  # noqa: F401
import rapidfuzz  # noqa: F401
import semver  # noqa: F401

from sourcebook.catalogue import document, publish
from sourcebook.errors import SourcebookError

document._validator()


def work(package: str, url: str, told: int) -> None:
    code, text = 0, ""
    try:
        publish(Path(package), url)
    except (SourcebookError, OSError) as error:
        code, text = 2, str(error)
    except BaseException as error:  # noqa: BLE001
        code, text = 3, repr(error)
    os.write(told, text.encode()[:4000])
    os._exit(code)


def run(job: dict) -> list:
    began = time.monotonic()
    children = []
    for package, url in job["publish"]:
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            work(package, url, writer)
        os.close(writer)
        children.append((pid, reader))
    if job["kill"] is not None:
        time.sleep(job["kill"])
        for pid, _ in children:
            os.kill(pid, signal.SIGKILL)
    ended = []
    for pid, reader in children:
        text = b"".join(iter(lambda reader=reader: os.read(reader, 4096), b""))
        _, status = os.waitpid(pid, 0)
        os.close(reader)
        code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
        ended.append([code, time.monotonic() - began, text.decode()])
    return ended


for line in sys.stdin:
    sys.stdout.write(json.dumps(run(json.loads(line))) + "\n")
    sys.stdout.flush()

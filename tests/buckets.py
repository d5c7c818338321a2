"""Amazon S3 on loopback: moto's server, from an environment of its own (see the Makefile)."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import urllib3

from wholecatalogue import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBER = itertools.count()
SERVER = Path(sys.prefix) / "s3" / "bin" / "moto_server"
SECRET = "wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY"  # noqa: S105 - the one of Amazon's examples

SIGNED = {"Authorization": "AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/s3/aws4_request"}
"""The server wants a signature on what isn't public; it doesn't check it."""


@dataclass(frozen=True)
class S3:
    """A server, and what the environment has to say to be its client."""

    address: str

    @property
    def variables(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL": self.address,
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY": SECRET,
        }

    def bucket(self, name: str) -> str:
        """Make a bucket; gives its address."""
        assert urllib3.request("PUT", f"{self.address}/{name}").status == 200
        return f"s3://{name}"

    def read(self, bucket: str, key: str) -> bytes | None:
        """An object as any client gets it, without our code."""
        answer = urllib3.request("GET", f"{self.address}/{bucket}/{key}", headers=SIGNED)
        assert answer.status in (200, 404)
        return answer.data if answer.status == 200 else None

    def keys(self, bucket: str) -> list[str]:
        answer = urllib3.request("GET", f"{self.address}/{bucket}?list-type=2", headers=SIGNED)
        return re.findall(r"<Key>([^<]*)</Key>", answer.data.decode())

    def target(self) -> Target:
        """A place for a catalogue, in a bucket of its own."""
        bucket, prefix = f"bucket-{next(NUMBER)}", "some/prefix"
        url = self.bucket(bucket)
        return Target(
            f"{url}/{prefix}",
            lambda name: self.read(bucket, f"{prefix}/{name}"),
            lambda: sorted(key.removeprefix(f"{prefix}/") for key in self.keys(bucket)),
        )


@contextmanager
def serving() -> Iterator[S3]:
    """A server for as long as the block runs. Where there is none: a failure in CI, else a skip."""
    if not SERVER.is_file():
        reason = "moto's server is not installed: make .venv/.test"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    command = [str(SERVER), "-H", "127.0.0.1", "-p", "0"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            assert process.stderr is not None
            for line in process.stderr:
                if found := re.search(rb"Running on (http://127\.0\.0\.1:\d+)", line):
                    break
            else:
                pytest.fail("moto's server ended at once")
            _drain(process.stderr)
            yield S3(found[1].decode())
        finally:
            process.kill()


def _drain(stream: object) -> None:
    """Read on, so that the server never waits for somebody to read its log."""
    import threading

    threading.Thread(target=lambda: [None for _ in stream], daemon=True).start()

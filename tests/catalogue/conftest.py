"""A package, the places to which it is published, and a process that publishes and is killed."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from buckets import S3, serving
from packages import built
from wholecatalogue import in_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wholecatalogue import Target

NUMBER = itertools.count()


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the bakery; tests only read it."""
    return built(tmp_path_factory)


@pytest.fixture(scope="session")
def s3() -> Iterator[S3]:
    with serving() as server:
        yield server


@pytest.fixture(params=["folder", "s3"])
def targets(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Target]:
    """Gives a new place each time it is called."""
    if request.param == "folder":
        return lambda: in_folder(tmp_path / f"catalogue-{next(NUMBER)}")
    request.getfixturevalue("credentials")
    return request.getfixturevalue("s3").target


@pytest.fixture
def credentials(s3: S3, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in s3.variables.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def target(targets: Callable[[], Target]) -> Target:
    return targets()


Ended = list[tuple[int | None, float, str]]


@pytest.fixture
def publishing(targets: object) -> Iterator[Callable[..., Ended]]:  # noqa: ARG001 - its variables
    """Publishes at once, each in a process of its own, which may be killed."""
    with _forking() as process:

        def publish(*jobs: tuple[Path, str], kill: float | None = None) -> Ended:
            job = {"publish": [[str(package), url] for package, url in jobs], "kill": kill}
            process.stdin.write(json.dumps(job) + "\n")
            process.stdin.flush()
            return [tuple(each) for each in json.loads(process.stdout.readline())]

        yield publish


@contextmanager
def _forking() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(Path(__file__).with_name("forks.py"))]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as process:
        try:
            yield process
        finally:
            process.stdin.close()

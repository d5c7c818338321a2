"""A catalogue with versions of the bakery, the server in front of it, and an empty cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import hostile
from packages import built, variant
from sourcebook.catalogue import fetching, publish, withdraw

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the bakery, 1.0.0; tests only read it."""
    return built(tmp_path_factory)


@pytest.fixture(scope="session")
def catalogue(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Versions 1.0.0, 1.1.0 (withdrawn), 1.2.0 and 2.0.0-rc.1; tests only read it."""
    folder = tmp_path_factory.mktemp("catalogue")
    publish(package, folder / "served")
    for version in ("1.1.0", "1.2.0", "2.0.0-rc.1"):
        publish(variant(package, folder, version), folder / "served")
    withdraw("bakery", "1.1.0", "the rye was wheat", folder / "served")
    return folder / "served"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache, and a working folder that knows of no catalogue."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("SOURCEBOOK_CATALOG", raising=False)
    monkeypatch.setattr(fetching, "PAUSE", 0.001)
    return tmp_path / "cache" / "sourcebook"


@pytest.fixture
def server(
    catalogue: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[hostile.Server]:
    del cache
    with hostile.serving(catalogue) as server:
        monkeypatch.setenv("SOURCEBOOK_CATALOG", server.url)
        yield server

"""The small made-up dataset, and its package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from weather import write_dataset

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def weather(tmp_path: Path) -> Path:
    return write_dataset(tmp_path)


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the small dataset; tests only read it."""
    from sourcebook.package import build

    folder = tmp_path_factory.mktemp("package")
    return build(write_dataset(folder), folder / "dist")

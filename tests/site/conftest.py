"""The site of the lakes, built once."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from lakesite import LAKES, build_site

if TYPE_CHECKING:
    from pagecheck import Pages


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    folder = tmp_path_factory.mktemp("lakes")
    shutil.copytree(LAKES, folder / "data")
    return build_site(folder)

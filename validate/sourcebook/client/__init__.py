"""The client: tables of published datasets, verified, from a catalogue or from the cache.

Which catalogue: that of the call, else ``SOURCEBOOK_CATALOG``, else ``catalog`` of
``[tool.sourcebook]`` in the nearest ``pyproject.toml`` (see ``settings``). Which version: that of
``sourcebook.lock``, else the newest in the range that was asked for (see ``choosing``). What was
brought once stays in the cache and is verified at each use (see ``cache``).
"""

from sourcebook.client.getting import folder, get, listed
from sourcebook.client.loading import load

__all__ = ["folder", "get", "listed", "load"]

"""Names that no file may have on Windows, whatever its ending: it keeps them for devices.

Source: https://learn.microsoft.com/windows/win32/fileio/naming-a-file#naming-conventions.
"""

from __future__ import annotations

import re

_DEVICES = re.compile(
    r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)", re.IGNORECASE
)


def is_device(name: str) -> bool:
    """Whether a file of that name, or of that name and an ending, can't be made on Windows."""
    return _DEVICES.fullmatch(name.partition(".")[0].rstrip()) is not None

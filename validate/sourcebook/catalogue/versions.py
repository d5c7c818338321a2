"""Versions as SemVer 2.0.0 orders them, and the ranges in which people ask for them.

A range is one or several clauses with commas between, which must all hold: ``1`` (any 1.x.y),
``1.2`` (any 1.2.y), ``1.2.3`` (that one), ``>=1``, ``>1.2``, ``<2``, ``<=1.4``, ``==1.2.3``,
``!=1.2.3``; ``latest`` or nothing is any. A partial version in a comparison stands for all that
begin with it: ``<=1.4`` holds for 1.4.7, ``>1.2`` doesn't hold for 1.2.3.

A pre-release (``2.0.0-rc.1``) is never found by a range that names none: only a clause with a
pre-release of the same ``major.minor.patch`` lets it in. Source: https://semver.org/ section 11,
and node-semver's rule for pre-releases in ranges.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from semver import Version

LATEST = "latest"

_CLAUSE = re.compile(
    r"(?P<sign>>=|<=|==|!=|>|<|=)?\s*v?"
    r"(?P<numbers>(?:0|[1-9]\d{0,17})(?:\.(?:0|[1-9]\d{0,17})){0,2})"
    r"(?P<rest>(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)",
    re.ASCII,
)

_Clause = tuple[str, tuple[int, ...], "Version"]


def parse(version: str) -> Version | None:
    """The version, or ``None`` where SemVer knows no such."""
    from semver import Version

    # Its pattern takes any digits of Unicode.
    return Version.parse(version) if version.isascii() and Version.is_valid(version) else None


def order(version: str) -> tuple[Version, str]:
    """A sort key: by precedence, and what has the same precedence by its text."""
    parsed = parse(version)
    assert parsed is not None, version
    return parsed, version


def newest(known: Iterable[str], wanted: str | None = None) -> str | None:
    """The highest version in a range. Raises ``UseError`` where the range can't be read."""
    clauses = _clauses(wanted)
    found = [version for version in known if _holds(version, clauses)]
    return max(found, key=order, default=None)


def is_exact(wanted: str | None) -> bool:
    """Whether the range names one version in full, which may then be a withdrawn one."""
    return wanted is not None and parse(wanted.removeprefix("==").strip()) is not None


def _clauses(wanted: str | None) -> list[_Clause]:
    if wanted is None or wanted.strip() in ("", LATEST):
        return []
    return [_clause(text.strip(), wanted) for text in wanted.split(",")]


def _clause(text: str, wanted: str) -> _Clause:
    found = _CLAUSE.fullmatch(text)
    numbers = tuple(map(int, found["numbers"].split("."))) if found else ()
    padded = ".".join(map(str, (*numbers, 0, 0)[:3]))
    parsed = parse(padded + found["rest"]) if found else None
    if found is None or parsed is None or (found["rest"] and len(numbers) < 3):
        raise UseError(
            f"{wanted!r} is no version or range of versions. "
            "Ask for 1.2.3, 1.2, 1, '>=1,<2' or latest."
        )
    return found["sign"] or "=", numbers, parsed


def _holds(version: str, clauses: list[_Clause]) -> bool:
    parsed = parse(version)
    if parsed is None:
        return False
    if parsed.prerelease and not any(
        bound.prerelease and bound.finalize_version() == parsed.finalize_version()
        for _, _, bound in clauses
    ):
        return False
    return all(_compared(parsed, clause) for clause in clauses)


_SIGNS: dict[str, Callable[[int], bool]] = {
    "=": lambda sign: sign == 0,
    "==": lambda sign: sign == 0,
    "!=": lambda sign: sign != 0,
    ">": lambda sign: sign > 0,
    ">=": lambda sign: sign >= 0,
    "<": lambda sign: sign < 0,
    "<=": lambda sign: sign <= 0,
}


def _compared(version: Version, clause: _Clause) -> bool:
    sign, numbers, bound = clause
    if len(numbers) == 3:
        return _SIGNS[sign](version.compare(bound))
    own = version.to_tuple()[: len(numbers)]
    return _SIGNS[sign]((own > numbers) - (own < numbers))

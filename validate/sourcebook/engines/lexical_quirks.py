"""Cells that frictionless-py reads otherwise than the specification: which, and how one can tell.

Each predicate describes by itself what is odd about the text of a cell. None asks our own reading,
so a mistake of ours is not excused by what it says. The items of a list are read like cells of
their own. See ``quirks`` for what a dispute is.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from sourcebook.engines.quirks import Dispute

DURATION = re.compile(
    r"-?P(?=[0-9T])([0-9]+Y)?([0-9]+M)?([0-9]+D)?"
    r"(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?"
)
DATETIME = re.compile(
    r"-?([1-9][0-9]{3,}|0[0-9]{3})-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_YEAR = r"-?([1-9][0-9]{3,}|0[0-9]{3})"
_BASE64 = re.compile(r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_URI_ODD = re.compile(r"[^\x21-\x7e]|%(?![0-9A-Fa-f]{2})|[<>\"{}|\\^`]")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([Ee][+-]?[0-9]+)?")
_WORDS = re.compile(r"(NaN|-?INF)", re.IGNORECASE)
_DIGIT = re.compile(r"[^\x00-\x7f]")


def _texts(dispute: Dispute) -> list[tuple[str, str, str]]:
    """Type, format and text of what is in the cell: the cell itself, or the items of a list."""
    field, value = dispute.field, dispute.value
    if dispute.code != "type-error" or field is None or value is None:
        return []
    if field.type != "list":
        return [(field.type, field.format, value)]
    kind = field.item_type or "string"
    return [(kind, "default", item) for item in value.split(field.delimiter)]


def _taken(dispute: Dispute, kinds: tuple[str, ...], odd: Callable[[str, str], bool]) -> bool:
    """Whether frictionless-py alone takes a text of such a type which ``odd`` says is none."""
    return not dispute.alone and any(
        kind in kinds and odd(text, form) for kind, form, text in _texts(dispute)
    )


def _refused(dispute: Dispute, kinds: tuple[str, ...], right: Callable[[str, str], bool]) -> bool:
    """Whether frictionless-py alone refuses a text of such a type which ``right`` says is one."""
    return dispute.alone and any(
        kind in kinds and right(text, form) for kind, form, text in _texts(dispute)
    )


def number(dispute: Dispute) -> bool:
    """Underscores, digits of other scripts, blanks around, words beyond NaN, INF and -INF."""
    field = dispute.field
    assert field is not None or not _texts(dispute)
    affixed = field is not None and not field.bare_number

    def odd(text: str, _: str) -> bool:
        bare = text.strip()
        pythonic = (
            re.search(r"\d_\d", text) is not None
            or any(not sign.isascii() and sign.isdecimal() for sign in text)
            or (bare != text and not affixed)
            or re.fullmatch(r"[+-]?infinity|\+inf|[+-]?s?nan[0-9]*", bare, re.IGNORECASE)
            is not None
        )
        return pythonic and _WORDS.fullmatch(text) is None

    return _taken(dispute, ("number", "integer"), odd) or _affix(dispute)


def _affix(dispute: Dispute) -> bool:
    """With ``bareNumber: false``: a sign before what is stripped, a point left behind by it."""
    field = dispute.field
    if field is None or field.bare_number or field.type not in ("number", "integer"):
        return False
    signed = _refused(
        dispute,
        ("number", "integer"),
        lambda text, _: re.fullmatch(r"\s*[+-]\D+[0-9].*|[^0-9]*-[^0-9]+[0-9].*", text) is not None,
    )
    pointed = _taken(
        dispute,
        ("number", "integer"),
        lambda text, _: re.search(r"[0-9][.,]\D*$|[+-].*[0-9]", text) is not None,
    )
    return signed or pointed


def grouped_integer(dispute: Dispute) -> bool:
    """An integer written with the group character of its field."""
    group = dispute.field.group_char if dispute.field is not None else None
    if group is None:
        return False
    return _refused(
        dispute,
        ("integer",),
        lambda text, _: (
            group in text
            and re.fullmatch(r"[^0-9]*[0-9]+[^0-9]*", text.replace(group, "")) is not None
        ),
    )


def date(dispute: Dispute) -> bool:
    """One-digit months and days, digits of other scripts; with ``any``, what names no day."""

    def odd(text: str, form: str) -> bool:
        if form == "default":
            return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is None
        if form == "any":
            return len(re.findall(r"\d+", text)) < 2
        return _DIGIT.search(text) is not None

    return _taken(dispute, ("date",), odd)


def datetime(dispute: Dispute) -> bool:
    """Any separator, a zone without a colon, a comma, a basic or ordinal date."""

    def odd(text: str, form: str) -> bool:
        if form == "default":
            return DATETIME.fullmatch(text) is None
        if form == "any":
            return len(re.findall(r"\d+", text)) < 3
        return _DIGIT.search(text) is not None

    def right(text: str, form: str) -> bool:
        """Beyond what Python's own datetime holds: years below 1 or above 9999."""
        year = re.match(r"-?[0-9]+", text)
        long = year is not None and not 1 <= int(year[0]) <= 9999
        return form == "default" and DATETIME.fullmatch(text) is not None and long

    return _taken(dispute, ("datetime",), odd) or _refused(dispute, ("datetime",), right)


def time(dispute: Dispute) -> bool:
    """Fractions of a second, zones, 24 o'clock."""

    def odd(text: str, form: str) -> bool:
        if form == "default":
            return re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]", text) is None
        if form == "any":
            return len(re.findall(r"\d+", text)) < 2
        return _DIGIT.search(text) is not None

    return _taken(dispute, ("time",), odd)


def year(dispute: Dispute) -> bool:
    """Four characters that Python reads as a whole number; years before 0 and beyond 9999."""
    taken = _taken(dispute, ("year",), lambda text, _: re.fullmatch(_YEAR, text) is None)
    return taken or _refused(
        dispute, ("year",), lambda text, _: re.fullmatch(_YEAR, text) is not None
    )


def yearmonth(dispute: Dispute) -> bool:
    """Two whole numbers, as Python reads them, with a hyphen between; years before 0."""
    form = _YEAR + r"-(0[1-9]|1[0-2])"
    taken = _taken(dispute, ("yearmonth",), lambda text, _: re.fullmatch(form, text) is None)
    return taken or _refused(
        dispute, ("yearmonth",), lambda text, _: re.fullmatch(form, text) is not None
    )


def duration(dispute: Dispute) -> bool:
    """What is no XML Schema duration but ISO 8601, or more; what is one and Python cannot hold."""
    taken = _taken(dispute, ("duration",), lambda text, _: DURATION.fullmatch(text) is None)
    return taken or _refused(
        dispute, ("duration",), lambda text, _: DURATION.fullmatch(text) is not None
    )


def _json(text: str) -> tuple[Any, bool]:
    """The JSON value of a text, and whether it holds NaN or Infinity, which JSON has not."""
    found: list[str] = []
    try:
        value = json.loads(text, parse_constant=found.append)
    except (ValueError, RecursionError):
        return None, False
    return value, bool(found)


def json_constant(dispute: Dispute) -> bool:
    """NaN and Infinity in JSON; in a geopoint, what is no number, or none that JSON has."""

    def odd(text: str, form: str) -> bool:
        value, constant = _json(text)
        return constant or (form in ("array", "object") and _lax_point(value))

    kinds = ("object", "array", "geojson", "geopoint")
    return _taken(dispute, kinds, odd) or _taken(dispute, ("geopoint",), _pythonic_point)


def _lax_point(value: Any) -> bool:
    members = value.values() if isinstance(value, dict) else value
    if not isinstance(members, (list, type({}.values()))):
        return False
    return any(isinstance(each, (bool, str)) for each in members)


def _pythonic_point(text: str, form: str) -> bool:
    """A pair of texts that Python's Decimal reads and the lexical form of numbers does not."""
    parts = text.split(",")
    if form != "default" or len(parts) != 2:
        return False
    return (
        any(_DECIMAL.fullmatch(part.strip(" ")) is None for part in parts) or text != text.strip()
    )


def far_point(dispute: Dispute) -> bool:
    """A geopoint beyond 180 or 90 degrees."""

    def right(text: str, form: str) -> bool:
        return any(
            abs(each) > limit for each, limit in zip(_point(text, form), (180, 90), strict=False)
        )

    return _refused(dispute, ("geopoint",), right)


def _point(text: str, form: str) -> tuple[Decimal, ...]:
    """Longitude and latitude of a geopoint of numbers; nothing where it is none."""
    value, _ = _json(f"[{text}]" if form == "default" else text)
    try:
        pair = [value["lon"], value["lat"]] if isinstance(value, dict) else list(value or ())
        return tuple(Decimal(str(each)) for each in pair)
    except (KeyError, TypeError, InvalidOperation):
        return ()


def geojson(dispute: Dispute) -> bool:
    """A position with an altitude; a topojson that is no topology."""

    def altitude(text: str, form: str) -> bool:
        return form == "default" and _has_altitude(_json(text)[0])

    def bare(text: str, form: str) -> bool:
        value, _ = _json(text)
        return form == "topojson" and isinstance(value, dict) and value.get("type") != "Topology"

    return _refused(dispute, ("geojson",), altitude) or _taken(dispute, ("geojson",), bare)


def _has_altitude(value: Any) -> bool:
    """Whether a position of three or more numbers is anywhere in a value."""
    stack = [value]
    while stack:
        each = stack.pop()
        if isinstance(each, dict):
            stack += each.values()
        elif isinstance(each, list):
            if len(each) > 2 and all(type(part) in (int, float) for part in each):
                return True
            stack += each
    return False


def text(dispute: Dispute) -> bool:
    """A blank or a bad escape in a uri, a base64 that is none, a uuid in another dress."""
    odd: dict[str, Callable[[str], bool]] = {
        "uri": lambda text: _URI_ODD.search(text) is not None,
        "uuid": lambda text: _UUID.fullmatch(text) is None,
        "binary": lambda text: _BASE64.fullmatch(text) is None,
    }
    return _taken(dispute, ("string",), lambda text, form: form in odd and odd[form](text))

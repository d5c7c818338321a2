"""Cells that frictionless-py reads otherwise than the specification: which, and how one can tell.

Each predicate describes by itself what is odd about the text of a cell. None asks our own reading,
so a mistake of ours is not excused by what it says. The items of a list are read like cells of
their own. See ``quirks`` for what a dispute is.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sourcebook.declare import Field
    from sourcebook.engines.quirks import Dispute

DURATION = re.compile(
    r"-?P(?=[0-9T])([0-9]+Y)?([0-9]+M)?([0-9]+D)?"
    r"(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?"
)
DATETIME = re.compile(
    r"-?([1-9][0-9]{3,}|0[0-9]{3})-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
    r"(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
)
_YEAR = r"-?([1-9][0-9]{3,}|0(?!000)[0-9]{3})"
_BASE64 = re.compile(r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_URI_ODD = re.compile(
    r"[^\x21-\x7e]|%(?![0-9A-Fa-f]{2})|[<>\"{}|\\^`]"
    r"|#.*#|^https?://([/?#]|$)"
    r"|^[^:/?#]+://([^/?#@]*@)?(\[[^\]]*\]|[^/?#@:]*):(?![0-9]*([/?#]|$))",
    re.IGNORECASE,
)
"""A sign to be escaped, a second fragment, a host that is missing, a port that is no number."""
_EMAIL = re.compile(
    r"([A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+|\"[^\"\\]*\")"
    r"@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z][A-Za-z0-9-]*"
)
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_DECIMAL = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([Ee][+-]?[0-9]+)?"
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
    return _taken(dispute, ("number", "integer"), _pythonic) or _affix(dispute) or _group(dispute)


def _pythonic(text: str, _: str) -> bool:
    bare = text.strip()
    odd = (
        "_" in text  # Decimal passes over them all
        or any(not sign.isascii() and sign.isdecimal() for sign in text)
        or bare != text
        or re.fullmatch(r"[+-]?infinity|\+inf|[+-]?s?nan[0-9]*", bare, re.IGNORECASE) is not None
    )
    return odd and _WORDS.fullmatch(text) is None


def _group(dispute: Dispute) -> bool:
    """A group character that groups nothing: at an end, doubled, or behind the point."""
    field = dispute.field
    if field is None or not field.group_char:
        return False
    group, point = re.escape(field.group_char), re.escape(field.decimal_char)
    lost = re.compile(rf"(^|\D){group}|{group}($|\D)|{point}[0-9]*{group}")
    return _taken(dispute, ("number",), lambda text, _: lost.search(text) is not None)


def _affix(dispute: Dispute) -> bool:
    """With ``bareNumber: false``: a sign before words, NaN; a point or a sign left behind."""
    field = dispute.field
    kinds = ("number", "integer")
    if field is None or field.bare_number:
        return False
    signed = re.compile(r"\s*[+-][^\d.,]+[0-9].*|\D*-\D+[0-9].*|nan|-?inf", re.IGNORECASE)
    left = re.compile(r"[.,]{2}|[0-9][.,+-]\D*$|[+-].*[0-9]")
    return _refused(dispute, kinds, lambda text, _: signed.fullmatch(text.strip()) is not None) or (
        _taken(dispute, kinds, lambda text, _: left.search(text) is not None)
    )


def misread(dispute: Dispute) -> bool:
    """With ``bareNumber: false``, .5 is 5 to frictionless-py; keys of such numbers may differ."""
    field = dispute.field
    if dispute.code == "constraint-error" and field is not None and dispute.value is not None:
        leading = re.search(rf"(^|[^0-9]){re.escape(field.decimal_char)}[0-9]", dispute.value)
        return field.type == "number" and not field.bare_number and leading is not None
    return any(of.type == "number" and not of.bare_number for of in keyed(dispute))


def guessed(dispute: Dispute) -> bool:
    """With the format ``any``, what is not said is today's; keys of such dates may differ."""
    field = dispute.field
    if dispute.code == "constraint-error" and field is not None and dispute.value is not None:
        return field.format == "any" and len(re.findall(r"\d+", dispute.value)) < 3
    return any(of.format == "any" for of in keyed(dispute))


def keyed(dispute: Dispute) -> list[Field]:
    """The fields of the keys that a dispute about uniqueness or references may be about."""
    table = dispute.table
    names: set[str] = set()
    if dispute.code == "unique-error" and dispute.field is not None:
        names = {dispute.field.name}
    elif dispute.code == "primary-key":
        names = set(table.primary_key)
    elif dispute.code == "foreign-key":
        names = {name for key in table.foreign_keys for name in key.fields}
    return [of for of in table.fields if of.name in names]


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
        if form == "any" and len(re.findall(r"\d+", text)) < 2:
            return True
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
    """Two whole numbers, as Python reads them, with a hyphen between; the year 0 and before."""
    form = _YEAR + r"-(0[1-9]|1[0-2])"
    usual = re.compile(r"(?!0000)[0-9]{4}-[0-9]{2}")
    taken = _taken(dispute, ("yearmonth",), lambda text, _: usual.fullmatch(text) is None)
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
    """No pair of numbers with a comma between, and perhaps a blank behind that."""
    return form == "default" and re.fullmatch(rf"{_DECIMAL}, ?{_DECIMAL}", text) is None


def geojson(dispute: Dispute) -> bool:
    """A position with an altitude, a coordinate system; a ring that is not closed."""

    def right(text: str, form: str) -> bool:
        return form == "default" and any(map(_is_spatial, _within(_json(text)[0])))

    def odd(text: str, form: str) -> bool:
        return form == "default" and any(map(_is_open, _within(_json(text)[0])))

    return _refused(dispute, ("geojson",), right) or _taken(dispute, ("geojson",), odd)


def _within(value: Any) -> Iterator[Any]:
    """A value and all that is in it."""
    stack = [value]
    while stack:
        each = stack.pop()
        yield each
        if isinstance(each, (dict, list)):
            stack += each.values() if isinstance(each, dict) else each


def _is_spatial(value: Any) -> bool:
    """A position of three or more numbers, or an object with a coordinate system."""
    return "crs" in value if isinstance(value, dict) else _is_position(value) and len(value) > 2


def _is_open(value: Any) -> bool:
    """A polygon with a ring that does not end where it began."""
    if not isinstance(value, dict) or value.get("type") not in ("Polygon", "MultiPolygon"):
        return False
    rings = [
        each
        for each in _within(value.get("coordinates"))
        if isinstance(each, list) and each and all(map(_is_position, each))
    ]
    return any(ring[0] != ring[-1] for ring in rings)


def _is_position(value: Any) -> bool:
    return isinstance(value, list) and all(type(part) in (int, float) for part in value)


def text(dispute: Dispute) -> bool:
    """A blank or a bad escape in a uri, a base64 that is none, a uuid in another dress, a sign or
    blank beyond ASCII in an email.

    Refuses an email of RFC 6531, with letters beyond ASCII.
    """
    odd: dict[str, Callable[[str], bool]] = {
        "uri": lambda text: _URI_ODD.search(text) is not None,
        "uuid": lambda text: _UUID.fullmatch(text) is None,
        "binary": lambda text: _BASE64.fullmatch(text) is None,
        "email": lambda text: any(not (each.isascii() or each.isalpha()) for each in text),
    }
    taken = _taken(dispute, ("string",), lambda text, form: form in odd and odd[form](text))
    return taken or _refused(
        dispute,
        ("string",),
        lambda text, form: (
            form == "email" and (not text.isascii() or _EMAIL.fullmatch(text) is not None)
        ),
    )

"""What fields can be: each type with its formats and properties, and texts on both sides of each.

``right`` are texts that the specification takes; ``odd`` are near them, and most are refused.
Source: https://datapackage.org/standard/table-schema/#field-types.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

UUID = "c56a4180-65aa-42ec-a945-5fd21dec0538"
LONG = "12345678901234567890"


@dataclass(frozen=True)
class Kind:
    type: str
    right: tuple[str, ...]
    odd: tuple[str, ...] = ()
    words: dict[str, Any] = field(default_factory=dict)
    """Format and properties."""

    @property
    def bounded(self) -> tuple[str, ...]:
        """The texts that can be a bound."""
        return tuple(text for text in self.right if text.strip().lower() != "nan")


_LETTERS = (
    "a", "b", "A", "ab", "é", "e\u0301", "ß", "😀", "x,y", 'q"q', "two\nlines", " a", "a ", "NA",
    "null", "0", "1", "-1", "\u00a0", "\ufeffa", "a\tb", "red", "redder", "blue\n", "a'b", "#a",
    "\\N", "\\", "=1+1", "a;b|c", "\x7f", "\u2028",
)  # fmt: skip
_WHOLE = ("0", "1", "+1", "01", "-3", "7", "42", "-0", " 1", "1\t", LONG, f"-{LONG}")
_NOT_WHOLE = (
    "1.0",
    "1_0",
    "1e3",
    "x",
    "\u0663",
    "--1",
    "0x1F",
    "\u00a01",
    "1 2",
    "true",
    "1,000",
    "+",
)
_DECIMAL = (
    "0", "1", "1.5", "1.50", "-2", "1e1", "10", "NaN", "nan", "INF", "-INF", ".5", "5.", "0.1",
    "-0.0", "1E-3", " 2", "0.1000000000000000055511151231257827", "0.30000000000000004", "1e400",
    "123456789012345678.25", "123456789012345678.26", "1e22", f"{LONG}.5", "9007199254740993",
)  # fmt: skip
_NOT_DECIMAL = (
    "1,5",
    "1_0",
    "e3",
    ".",
    "Infinity",
    "1e",
    "0x1F",
    "\u0663",
    "+-1",
    "1e1.5",
    "$1",
    "",
)
_DAYS = ("2020-01-01", "2024-02-29", "0001-01-01", "9999-12-31", "1999-12-31")
_NOT_DAYS = (
    "2023-02-29", "2020-1-1", "20200101", "2020-01-01T", "0000-01-01", "10000-01-01", "-0044-03-15",
    " 2020-01-01", "2020-13-01", "01/02/2020", "\u0662\u0660\u0662\u0660-\u0660\u0661-\u0660\u0661", "2020-01-01Z",
)  # fmt: skip
_MOMENTS = (
    "2020-01-01T10:00:00", "2020-01-01T10:00:00Z", "2020-01-01T12:00:00+02:00",
    "2024-02-29T23:59:59.999999", "2020-01-01T10:00:00.5", "0001-01-01T00:00:00",
    "2020-01-01T10:00:00.123456789", "2020-01-01T00:00:00-14:00",
)  # fmt: skip
_NOT_MOMENTS = (
    "2020-01-01 10:00:00", "2020-01-01T24:01:00", "2020-01-01", "2020-01-01T10:00",
    "2020-01-01t10:00:00", "2020-01-01T10:00:60", "2020-01-01T10:00:00+0200", "2023-02-29T00:00:00",
    "2020-01-01T10:00:00,5", "2020-01-01T10:00:00+15:00", "2020-01-01T10:00:00z",
    "2020-01-01T10:00:00.",
)  # fmt: skip
_OBJECTS = (
    "{}",
    '{"a": 1}',
    '{"a":1}',
    '{"a": 1.0}',
    '{"a": [1, {"b": null}]}',
    '{"b": 2, "a": 1}',
)
_ARRAYS = ("[]", "[1]", "[1, 2]", "[1.0, 2]", '["a", null]', "[[1], [2]]", '["é"]', "[true]")
_NOT_JSON = ("{", "[1,]", "{'a': 1}", "[NaN]", '{"a": Infinity}', "1", "null", '"a"', "[1] x", "")

KINDS: tuple[Kind, ...] = (
    Kind("string", _LETTERS),
    Kind("string", ("a@b.org", "a.b+c@d.co.uk"), ("a@", "@b", "a b@c.org", "a", "a@b@c"),
         {"format": "email"}),
    Kind("string", ("https://a.org/b?c#d", "urn:isbn:1", "mailto:a@b.org"),
         ("a b", "http://a/%zz", "//", "http://a b.org", "é", "a"), {"format": "uri"}),
    Kind("string", ("YQ==", "YWI=", "YWJj"), ("====", "YQ", "Y", "YQ= =", "é", "YQ==\n"),
         {"format": "binary"}),
    Kind("string", (UUID, UUID.upper()), (f"{{{UUID}}}", UUID.replace("-", ""), UUID[:-1], "x"),
         {"format": "uuid"}),
    Kind("any", _LETTERS),
    Kind("integer", _WHOLE, _NOT_WHOLE),
    Kind("integer", ("1,000", "1", "-2,000,000", "10"), ("1.000", ",1", "x", "1,0,0"),
         {"groupChar": ","}),
    Kind("integer", ("$1", "95%", "1", "EUR 7", "-3", "-5€"), ("x", "1 2", "1.5", "$", "--1"),
         {"bareNumber": False}),
    Kind("number", _DECIMAL, _NOT_DECIMAL),
    Kind("number", ("1,5", "1.000,5", "-2", "10"), ("1.5.5,", "x", "1,5,5"),
         {"decimalChar": ",", "groupChar": "."}),
    Kind("number", ("$1.5", "95%", "1e1", "-3"), ("x", "1 2", "$", "1.5.5"), {"bareNumber": False}),
    Kind("boolean", ("true", "True", "TRUE", "1", "false", "False", "FALSE", "0"),
         ("tRUE", "yes", "T", "2", " true", "00")),
    Kind("boolean", ("yes", "ja", "no"), ("true", "0", "YES"),
         {"trueValues": ["yes", "ja"], "falseValues": ["no"]}),
    Kind("object", _OBJECTS, _NOT_JSON),
    Kind("array", _ARRAYS, _NOT_JSON),
    Kind("list", ("a,b", "a", "a,,b", "b,a", ",", "é, ü")),
    Kind("list", ("1;2", "1", "01;2", "2;1"), ("1;x", ";", "1.0", "1,2"),
         {"delimiter": ";", "itemType": "integer"}),
    Kind("list", ("2020-01-01", "2020-01-01,2024-02-29"), ("2020-1-1", "x,2020-01-01"),
         {"itemType": "date"}),
    Kind("date", _DAYS, _NOT_DAYS),
    Kind("date", ("01/02/2020", "29/02/2024", "31/12/1999"),
         ("2020-01-01", "29/02/2023", "32/01/2020", "1/2/20"), {"format": "%d/%m/%Y"}),
    Kind("date", ("2020-01-01", "1999-12-31"), ("x", "2020-99-99"), {"format": "any"}),
    Kind("datetime", _MOMENTS, _NOT_MOMENTS),
    Kind("datetime", ("01/02/2020 10:00", "29/02/2024 23:59"), ("2020-01-01T10:00:00", "x"),
         {"format": "%d/%m/%Y %H:%M"}),
    Kind("datetime", ("2020-01-01T10:00:00", "2020-01-01 10:00:00"), ("x",), {"format": "any"}),
    Kind("time", ("10:00:00", "23:59:59", "00:00:00"),
         ("25:00:00", "10:00", "10:00:00.5", "10:00:00Z", "24:00:00", "10:00:60", "1:00:00")),
    Kind("time", ("10.30", "00.00"), ("10:30", "25.00", "x"), {"format": "%H.%M"}),
    Kind("time", ("10:30:00",), ("x", "25:99"), {"format": "any"}),
    Kind("year", ("2020", "0001", "1999", "-0044", "20205", "123456789012"),
         ("-044", "2_24", " 202", "0000", "x", "02020", "+2020", "2020.0")),
    Kind("yearmonth", ("2020-01", "1999-12", "0001-01", "9999-12"),
         ("2020-13", "2020-1", "202001", "x", "2020-00", "2020-01-01", "0000-01")),
    Kind("duration", ("P1Y", "P1M", "P30D", "PT36H", "-P1D", "P1DT12H", "PT0.5S", "P0D", "P12M"),
         ("P", "PT", "P1YT", "P1W", "+P1D", "P1.5D", "1D", "P1S", "PT1H ")),
    Kind("geopoint", ("1,2", "1, 2", "-180,90", "1.5,2.50"), ("1", "1,2,3", "x,y", "1;2", "NaN,1")),
    Kind("geopoint", ("[1, 2]", "[1.0,2]"), ("[1]", '["1", "2"]', "[true, 1]", "1,2"),
         {"format": "array"}),
    Kind("geopoint", ('{"lon": 1, "lat": 2}', '{"lat": 2, "lon": 1}'),
         ('{"lon": 1}', "[1, 2]", '{"lon": "1", "lat": 2}'), {"format": "object"}),
    Kind("geojson", ('{"type": "Point", "coordinates": [1, 2]}',
                     '{"type": "Point", "coordinates": [1, 2, 3]}',
                     '{"type": "FeatureCollection", "features": []}'),
         ('{"type": "Point"}', "{}", "[1, 2]", '{"type": "Dot", "coordinates": [1, 2]}')),
    Kind("geojson", ('{"type": "Topology", "objects": {}, "arcs": []}',),
         ('{"type": "Point", "coordinates": [1, 2]}', "{}"), {"format": "topojson"}),
)  # fmt: skip

PATTERNS = (
    "a|ab", "[a-z]+", r"\p{L}+", r"\i\c*", r"[a-z-[aeiou]]+", ".*", "red|blue", r"\d+", r"[^\s]*",
    "a?", r"\p{Lu}.*", r"(a|b){1,2}", r"\w+",
)  # fmt: skip
SCHEMAS: tuple[dict[str, Any], ...] = (
    {"minItems": 1}, {"required": ["a"]}, {"items": {"type": "integer"}}, {"maxProperties": 1},
    {"properties": {"a": {"type": "integer", "minimum": 1}}}, {},
)  # fmt: skip

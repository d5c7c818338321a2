"""Small files that are made to break what reads them: deep, endless, huge or not what they say.

Each is a dataset as files by their names, with ``datapackage.json`` or ``.yaml``.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

DEEP = 100_000
BIG = 1 << 30
"""Bytes that a bomb unpacks to: as many as a reader may hold, and twice."""


Bombs = Iterator[tuple[str, Callable[[], dict[str, bytes]]]]


def package(*fields: dict[str, Any], path: str = "t.csv", **words: Any) -> bytes:
    """A descriptor of one resource with these fields; ``words`` are of the resource."""
    resource = {"name": "t", "path": path, "schema": {"fields": list(fields)}, **words}
    return json.dumps({"name": "p", "resources": [resource]}).encode()


def field(kind: str = "string", **words: Any) -> dict[str, Any]:
    return {"name": "a", "type": kind, **words}


def arrays(depth: int = DEEP) -> str:
    return "[" * depth + "]" * depth


def objects(depth: int = DEEP) -> str:
    return '{"a":' * depth + "1" + "}" * depth


def quoted(text: str) -> bytes:
    return b'"' + text.encode().replace(b'"', b'""') + b'"'


def cell(kind: str, text: str, **words: Any) -> dict[str, bytes]:
    """A table with one cell."""
    declared = package(field(kind, **words))
    return {"datapackage.json": declared, "t.csv": b"a\n" + quoted(text) + b"\n"}


def row(text: str, name: str = "t.json") -> dict[str, bytes]:
    """A table in JSON."""
    return {"datapackage.json": package(field("any"), path=name), name: text.encode()}


def inner(fragment: str, kind: str = "string") -> dict[str, bytes]:
    """A descriptor with a fragment of JSON where the value of ``%`` is."""
    declared = package(field(kind, **{"%": 0})).replace(b'"%": 0', fragment.encode())
    return {"datapackage.json": declared, "t.csv": b"a\n1\n"}


def gz(size: int) -> bytes:
    """So many bytes of a table of one column, packed a thousandfold."""
    block = b"a\n" * (1 << 19)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()


def zipped(size: int, name: str = "t.csv", block: bytes = b"a\n" * (1 << 19)) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w", force_zip64=True) as file,
    ):
        for _ in range(size // len(block)):
            file.write(block)
    return out.getvalue()


def yaml_bomb() -> bytes:
    """A billion laughs."""
    lines = ["l0: &l0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join(["name: p", *lines, "resources: *l11"]).encode()


def yaml(text: str, name: str = "datapackage.yaml") -> dict[str, bytes]:
    return {**_DATASET, name: text.encode()}


_YAML = """\
name: p
resources:
  - {name: t, path: t.csv, schema: {primaryKey: a, fields: [{name: a, type: integer}]%s}}
"""
_DATASET = {"datapackage.yaml": (_YAML % "").encode(), "t.csv": b"a\n1\nx\n"}


def ruled(rule: str) -> dict[str, bytes]:
    return yaml(_YAML % f", rules: [{{id: r, title: T, message: m, {rule}}}]")


def workbook(sheet: str | bytes, **parts: str) -> bytes:
    """An XLSX file around the XML of its one sheet."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": "<Relationships "
        'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relation}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relation}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships "
        'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relation}/worksheet" Target="worksheets/s.xml"/>'
        "</Relationships>",
        "xl/worksheets/s.xml": sheet,
        **{name.replace("__", "/") + ".xml": text for name, text in parts.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def sheet(body: str, head: str = "") -> dict[str, bytes]:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'{head}<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
    return {"datapackage.json": package(field(), path="t.xlsx"), "t.xlsx": workbook(xml)}


def bombs(*, small: bool = False) -> Bombs:
    """Each bomb by its name; the ``small`` ones cost a second at most.

    What a declaration is free to say is none: a rule in SQL, a pattern or a JSON Schema that never
    ends is a program that its writer wrote.
    """
    return chain(
        _deep(), _yamls(), _numbers(), _large(small=small), _declared(), _texts(), _rules(), _sheets(),
        _archives(),
    )  # fmt: skip


def _deep() -> Bombs:  # noqa: C901, PLR0912 - a table of cases
    for kind in ("object", "array", "geojson", "any", "string", "list", "geopoint"):
        for deep in (arrays, objects):
            yield f"{kind} cell of deep {deep.__name__}", lambda k=kind, d=deep: cell(k, d())
    for words in (
        {"format": "topojson"}, {"constraints": {"jsonSchema": {"type": "object"}}},
        {"constraints": {"enum": [{"a": 1}]}},
    ):  # fmt: skip
        kind = "geojson" if "format" in words else "object"
        for depth in (150, 199, 950, DEEP):
            yield (
                f"{kind} cell {depth} deep with {words}",
                lambda k=kind, w=words, d=depth: cell(k, objects(d), **w),
            )
    collection = '{"type":"GeometryCollection","geometries":['
    for depth in (60, 190, DEEP):
        yield f"geojson {depth} deep", lambda d=depth: cell("geojson", collection * d + "]}" * d)
    for sort in ("format", "property"):
        words = {"format": "array"} if sort == "format" else {}
        yield f"geopoint cell deep {sort}", lambda w=words: cell("geopoint", arrays(), **w)
    for name in ("t.json", "t.ndjson"):
        for deep in (arrays, objects):
            yield f"{name} is deep {deep.__name__}", lambda n=name, d=deep: row(d(), n)
            yield (
                f"{name} has deep {deep.__name__}",
                lambda n=name, d=deep: row(
                    f'[{{"a": {d()}}}]' if n == "t.json" else f'{{"a": {d()}}}', n
                ),
            )
            yield (
                f"{name} has {deep.__name__} that are not closed",
                lambda n=name, d=deep: row(
                    ('[{"a": ' if n == "t.json" else '{"a": ') + d()[:DEEP], n
                ),
            )
            for depth in (300, 900, 985, 1100):
                yield (
                    f"{name} has {depth} {deep.__name__}",
                    lambda n=name, d=deep, e=depth: row(
                        f'[{{"a": {d(e)}}}]' if n == "t.json" else f'{{"a": {d(e)}}}', n
                    ),
                )
    for deep in (arrays, objects):
        for depth in (150, 197, 300, 900, 980, 1100, DEEP):
            for word, kind in (
                ("custom", "string"), ("example", "object"), ("missingValues", "string"),
                ("constraints", "object"), ("categories", "string"),
            ):  # fmt: skip
                yield (
                    f"descriptor with {depth} {deep.__name__} in {word}",
                    lambda w=word, d=deep, k=kind, e=depth: inner(f'"{w}": {d(e)}', k),
                )
            yield (
                f"descriptor with {depth} {deep.__name__} in jsonSchema",
                lambda d=deep, e=depth: inner(
                    f'"constraints": {{"jsonSchema": {{"a": {d(e)}}}}}', "object"
                ),
            )
            yield (
                f"descriptor with {depth} {deep.__name__} in enum",
                lambda d=deep, e=depth: inner(f'"constraints": {{"enum": [{d(e)}]}}', "object"),
            )
            nested = '{"not":' * depth + "{}" + "}" * depth
            if deep is arrays:
                yield (
                    f"jsonSchema of {depth} nots",
                    lambda n=nested: (
                        inner(f'"constraints": {{"jsonSchema": {n}}}', "object")
                        | {"t.csv": b'a\n"{}"\n'}
                    ),
                )
            yield (
                f"inline data of {depth} {deep.__name__}",
                lambda d=deep, e=depth: {
                    "datapackage.json": package(field("any"), data=0, path="%")
                    .replace(b'"path": "%", ', b"")
                    .replace(b'"data": 0', f'"data": [{{"a": {d(e)}}}]'.encode())
                },
            )
        yield (
            f"descriptor is deep {deep.__name__}",
            lambda d=deep: {"datapackage.json": d().encode()},
        )
        yield (
            f"YAML is deep {deep.__name__} in flow",
            lambda d=deep: {"datapackage.yaml": d().encode()},
        )
        yield f"waivers are deep {deep.__name__}", lambda d=deep: yaml(d(), "waivers.yaml")


def _yamls() -> Bombs:
    yield "YAML is deep in blocks", lambda: {"datapackage.yaml": b"- " * DEEP + b"a"}
    yield (
        "YAML is deep in indents",
        lambda: {"datapackage.yaml": "\n".join(" " * n + "a:" for n in range(3000)).encode()},
    )
    yield "YAML is deep in explicit keys", lambda: {"datapackage.yaml": b"? " * DEEP + b"a"}
    yield "waivers are deep in blocks", lambda: yaml("- " * DEEP + "a", "waivers.yaml")
    yield "YAML of a billion laughs", lambda: {"datapackage.yaml": yaml_bomb()}
    yield "waivers of a billion laughs", lambda: {**_DATASET, "waivers.yaml": yaml_bomb()}
    yield "waivers of a billion laughs in a key", lambda: yaml(
        "\n".join(["- rule: type-error", "  table: t", "  reason: &l0 [x, x, x, x, x, x, x, x]"]
        + [f"  r{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 8)}]" for n in range(1, 12)]
        + ["  key: {a: *l11}"]), "waivers.yaml")  # fmt: skip
    yield "YAML that holds itself", lambda: {"datapackage.yaml": b"&a {resources: [*a]}"}
    yield "waivers that hold themselves", lambda: yaml("&a [*a]", "waivers.yaml")
    yield "waivers merged into themselves", lambda: yaml("- &a {<<: *a, rule: x}", "waivers.yaml")
    yield "YAML merged into itself", lambda: {"datapackage.yaml": b"&a {<<: *a, name: x}"}
    yield "YAML of merges of merges", lambda: {"datapackage.yaml": "\n".join(
        ["a0: &a0 {a: 1}"]
        + [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}" for n in range(1, 10)]
    ).encode()}  # fmt: skip
    yield "YAML merges a thousand mappings in a thousand", lambda: {"datapackage.yaml": "\n".join(
        ["a0: &a0 {" + ", ".join(f"k{n}: 1" for n in range(3000)) + "}"]
        + [f"a{n}: &a{n} {{<<: *a{n - 1}, x{n}: 1}}" for n in range(1, 3000)]
    ).encode()}  # fmt: skip


def _numbers() -> Bombs:  # noqa: C901, PLR0912 - a table of cases
    digits = "9" * 1_000_000
    for text in (digits, "-" + digits, "1e999999999", "1e-999999999", "1e999999999999999999999",
                 "-1E+999999999999999999999999", "0e999999999999", "1." + digits, digits + "e-1000000",
                 "1e" + digits, "1e425000000", "1e1000000000000000000"):  # fmt: skip
        name = text if len(text) < 40 else f"{text[:5]}... of {len(text)}"
        for kind in ("integer", "number", "year", "duration", "object", "geopoint", "list"):
            words: dict[str, Any] = {}
            written = text
            if kind in ("integer", "number", "year"):
                words = {"constraints": {"minimum": "5", "unique": True, "enum": ["1", "7"]}}
                yield (
                    f"{kind} cell {name} checked",
                    lambda k=kind, w=words, t=written: cell(k, t, **w),
                )
            elif kind == "duration":
                written = f"P{text}Y"
                words = {"constraints": {"minimum": "P1Y", "unique": True}}
                yield (
                    f"duration cell {name} checked",
                    lambda w=words, t=written: cell("duration", t, **w),
                )
            elif kind == "object":
                written = f'{{"a": {text}}}'
                words = {
                    "constraints": {
                        "jsonSchema": {"properties": {"a": {"multipleOf": 3, "maximum": 5}}},
                        "unique": True,
                    }
                }
                yield (
                    f"object cell {name} checked",
                    lambda w=words, t=written: cell("object", t, **w),
                )
            elif kind == "geopoint":
                written = f"{text},{text}"
            elif kind == "list":
                words = {"itemType": "number"}
                written = f"{text},{text}"
            if kind not in ("integer", "number"):
                yield f"{kind} cell {name}", lambda k=kind, w=words, t=written: cell(k, t, **w)
        for group in (",", "."):
            yield (
                f"number cell {name} with groups {group}",
                lambda t=text, g=group: cell(
                    "number", t, groupChar=g, decimalChar="." if g == "," else ",", bareNumber=False
                ),
            )
        yield f"JSON row {name}", lambda t=text: row(f'[{{"a": {t}}}]')
        yield f"NDJSON row {name}", lambda t=text: row(f'{{"a": {t}}}', "t.ndjson")
        for word, kind in (("example", "integer"), ("custom", "integer")):
            yield (
                f"descriptor with {word} {name}",
                lambda t=text, w=word, k=kind: inner(f'"{w}": {t}', k),
            )
        for kind in ("integer", "number", "year", "duration", "string"):
            word = "maxLength" if kind == "string" else "maximum"
            yield (
                f"descriptor with {kind} {word} {name}",
                lambda t=text, w=word, k=kind: inner(f'"constraints": {{"{w}": {t}}}', k),
            )
            if kind != "string":
                yield (
                    f"descriptor with {kind} text {word} {name}",
                    lambda t=text, w=word, k=kind: inner(f'"constraints": {{"{w}": "{t}"}}', k),
                )
            yield (
                f"descriptor with {kind} enum {name}",
                lambda t=text, k=kind: inner(f'"constraints": {{"enum": [{t}]}}', k),
            )
            yield (
                f"YAML with {kind} {word} {name}",
                lambda t=text, w=word, k=kind: yaml(
                    f"name: p\nresources: [{{name: t, path: t.csv, schema: {{fields: [{{name: a, type: {k}, constraints: {{{w}: {t}}}}}]}}}}]"
                ),
            )
        yield (
            f"bytes {name}",
            lambda t=text: {
                "datapackage.json": package(field(), bytes=-1).replace(
                    b'"bytes": -1', f'"bytes": {t}'.encode()
                ),
                "t.csv": b"a\n1\n",
            },
        )
        for word in ("headerRows", "commentRows"):
            yield (
                f"{word} {name}",
                lambda t=text, w=word: {
                    "datapackage.json": package(field(), dialect={w: [-7]}).replace(
                        b"-7", t.encode()
                    ),
                    "t.csv": b"a\n1\n",
                },
            )
        yield (
            f"sheetNumber {name}",
            lambda t=text: {
                **sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'),
                "datapackage.json": package(
                    field(), path="t.xlsx", dialect={"sheetNumber": -7}
                ).replace(b"-7", t.encode()),
            },
        )


def _large(*, small: bool) -> Bombs:
    for size in () if small else (BIG // 2, 2 * BIG):
        mib = size >> 20
        yield f"gz that unpacks to {mib} MiB", lambda s=size: {
            "datapackage.json": package(field(), path="t.csv.gz", compression="gz"), "t.csv.gz": gz(s)}  # fmt: skip
        yield f"zip that unpacks to {mib} MiB", lambda s=size: {
            "datapackage.json": package(field(), path="t.zip", compression="zip", format="csv"), "t.zip": zipped(s)}  # fmt: skip
        yield (
            f"zipped JSON of {mib} MiB",
            lambda s=size: {
                "datapackage.json": package(
                    field(), path="t.zip", compression="zip", format="json"
                ),
                "t.zip": zipped(s, "t.json", b"[" * (1 << 20)),
            },
        )
        yield (
            f"zipped JSON text of {mib} MiB",
            lambda s=size: {
                "datapackage.json": package(
                    field(), path="t.zip", compression="zip", format="json"
                ),
                "t.zip": zipped(s, "t.json", b'["' + b"a" * (1 << 20)),
            },
        )
        yield (
            f"XLSX that unpacks to {mib} MiB",
            lambda s=size: {
                "datapackage.json": package(field(), path="t.xlsx"),
                "t.xlsx": zipped(s, "xl/workbook.xml", b"<a>" * (1 << 18)),
            },
        )
    for size in (1 << 20,) if small else (1 << 20, 20 << 20):
        mib = size >> 20
        yield f"one cell of {mib} MiB", lambda s=size: cell("string", "x" * s)
        yield f"one cell of {mib} MiB that is a number", lambda s=size: cell("number", "1" * s)
        yield (
            f"one cell of {mib} MiB that is JSON",
            lambda s=size: cell("array", "[" + "1," * (s // 2) + "1]"),
        )
        yield (
            f"one cell of {mib} MiB that is a list",
            lambda s=size: cell("list", "1," * (s // 2) + "1", itemType="integer"),
        )
        yield f"{mib} MiB without a line break", lambda s=size: {
            "datapackage.json": package(field()), "t.csv": b"a\n" + b"x" * s}  # fmt: skip
        yield f"{mib} MiB in an open quote", lambda s=size: {
            "datapackage.json": package(field()), "t.csv": b'a\n"' + b"x\n" * (s // 2)}  # fmt: skip
        yield f"{mib} MiB of line breaks", lambda s=size: {
            "datapackage.json": package(field()), "t.csv": b"a\n" + b"\n" * (s // 4)}  # fmt: skip
        yield f"{mib} MiB of commas", lambda s=size: {
            "datapackage.json": package(field()), "t.csv": b"a\n" + b"," * s}  # fmt: skip
        yield f"a header of {mib} MiB of commas", lambda s=size: {
            "datapackage.json": package(field()), "t.csv": b"," * s + b"\n1\n"}  # fmt: skip
        yield f"{mib} MiB of quotes", lambda s=size: {
            "datapackage.json": package(field()), "t.csv": b"a\n" + b'"' * s}  # fmt: skip
        yield f"{mib} MiB of NUL", lambda s=size: {
            "datapackage.json": package(field()), "t.csv": b"a\n" + b"\0" * s}  # fmt: skip
        yield f"{mib} MiB that is no UTF-8", lambda s=size: {
            "datapackage.json": package(field()), "t.csv": b"a\n" + b"\xff\n" * (s // 2)}  # fmt: skip
        yield f"{mib} MiB in UTF-16", lambda s=size: {
            "datapackage.json": package(field(), encoding="utf-16"), "t.csv": b"a\n" * (s // 2)}  # fmt: skip
        yield (
            f"{mib} MiB of JSON keys",
            lambda s=size: row("[" + ",".join(f'{{"k{n}":1}}' for n in range(s // 12)) + "]"),
        )
        yield f"{mib} MiB of JSON rows", lambda s=size: row("[" + "[]," * (s // 3) + "[]]")
        yield f"{mib} MiB of one JSON text", lambda s=size: row('[["' + "a" * s + '"]]')
        yield f"{mib} MiB of one NDJSON text", lambda s=size: row('["' + "a" * s + '"]', "t.ndjson")
        yield f"{mib} MiB of NDJSON without a break", lambda s=size: row("[" * s, "t.ndjson")
        yield f"{mib} MiB of a descriptor", lambda s=size: inner('"custom": "' + "a" * s + '"')
        yield (
            f"{mib} MiB of a descriptor's list",
            lambda s=size: inner('"custom": [' + "1," * (s // 2) + "1]"),
        )
    for size in (1 << 20, 4 << 20):
        mib = size >> 20
        yield f"{mib} MiB of a YAML list", lambda s=size: yaml("[" + "1," * (s // 2) + "1]")
        yield f"{mib} MiB of a YAML text", lambda s=size: yaml("a: " + "x" * s)
        yield (
            f"{mib} MiB of waivers",
            lambda s=size: yaml("[" + "1," * (s // 2) + "1]", "waivers.yaml"),
        )


def _declared() -> Bombs:
    yield "1,000 fields", lambda: {
        "datapackage.json": package(*({"name": f"f{n}", "type": "integer"} for n in range(1000))), "t.csv": b"a\n1\n"}  # fmt: skip
    yield "1,000 fields and cells", lambda: {
        "datapackage.json": package(*({"name": f"f{n}", "type": "integer"} for n in range(1000))),
        "t.csv": ",".join(f"f{n}" for n in range(1000)).encode() + b"\n" + b"1," * 999 + b"x\n"}  # fmt: skip
    yield (
        "10,000 values of an enum",
        lambda: cell("string", "x", constraints={"enum": [f"v{n}" for n in range(10_000)]}),
    )
    yield "100 resources", lambda: {
        "datapackage.json": json.dumps({"name": "p", "resources": [
            {"name": f"t{n}", "path": "t.csv", "schema": {"fields": [field()]}} for n in range(100)]}).encode(),
        "t.csv": b"a\n1\n"}  # fmt: skip
    yield "1,000 parts", lambda: {
        "datapackage.json": package(field(), path=["t.csv"] * 1000), "t.csv": b"a\n1\n"}  # fmt: skip
    yield (
        "a pattern that backtracks",
        lambda: cell("string", "a" * 40 + "b", constraints={"pattern": "(a+)+"}),
    )
    yield (
        "a pattern with classes that backtracks",
        lambda: cell("string", "a" * 40 + "!", constraints={"pattern": r"([a-z-[b]]+)+"}),
    )
    yield (
        "a pattern that is huge",
        lambda: cell("string", "a", constraints={"pattern": "a{1000}{1000}{1000}"}),
    )
    yield (
        "a pattern that is deep",
        lambda: cell("string", "a", constraints={"pattern": "(" * 5000 + "a" + ")" * 5000}),
    )
    yield (
        "a pattern that is deep and deep",
        lambda: cell("string", "a", constraints={"pattern": "(" * DEEP + "a" + ")" * DEEP}),
    )
    yield (
        "a pattern of many branches",
        lambda: cell(
            "string", "a", constraints={"pattern": "|".join(f"x{n}" for n in range(20_000))}
        ),
    )
    yield "a jsonSchema that refers to itself", lambda: cell(
        "array", "[]", constraints={"jsonSchema": {"$ref": "#"}})  # fmt: skip
    yield "a jsonSchema of all of itself", lambda: cell(
        "array", "[]", constraints={"jsonSchema": {"allOf": [{"$ref": "#"}, {"$ref": "#"}]}})  # fmt: skip
    yield (
        "a jsonSchema elsewhere",
        lambda: cell(
            "array", "[]", constraints={"jsonSchema": {"$ref": "http://localhost:9/a.json"}}
        ),
    )
    yield (
        "a strptime format that is endless",
        lambda: cell("date", "2020-01-01", format="%d" * 2000),
    )


def _texts() -> Bombs:
    yield "an email that is long", lambda: cell("string", "a." * DEEP + "@b.org", format="email")
    yield (
        "a uri that is long",
        lambda: cell("string", "http://" + "a" * DEEP + "?" + "%20" * DEEP, format="uri"),
    )
    yield "a uuid that is long", lambda: cell("string", "0" * DEEP, format="uuid")
    yield "a date of any format that is long", lambda: cell("date", "1 " * DEEP, format="any")
    yield (
        "a datetime of any format that is long",
        lambda: cell("datetime", "1:" * DEEP, format="any"),
    )
    yield "a year that is long", lambda: cell("year", "1" * DEEP)
    yield (
        "a datetime with a long fraction",
        lambda: cell(
            "datetime",
            "2020-01-01T00:00:00." + "1" * DEEP,
            constraints={"minimum": "2020-01-01T00:00:00"},
        ),
    )


def _rules() -> Bombs:
    for name, rule in {
        "a rule that is deep": f'expression: "{"(" * 5000}a > 0{")" * 5000}"',
        "a rule of many terms": f'expression: "{" AND ".join(["a > 0"] * 20_000)}"',
        "a rule of many nots": f'expression: "{"NOT " * 20_000} a > 0"',
        "a rule of a huge number": f'expression: "a > {"9" * 1000}"',
        "a rule that casts": "expression: \"CAST('x' AS INTEGER) > 0\"",
        "a rule that fails": "expression: \"error('x')\"",
        "a rule that reads a file": "query: \"SELECT * FROM read_text('/etc/hostname')\"",
        "a rule that attaches": "query: \"ATTACH 'x.db'\"",
        "a rule that is none": 'expression: "\\0"',
        "a rule with a half": "expression: \"'\\ud800' = 'x'\"",
        "a rule of divisions": 'expression: "a / 0 > 1 AND a % 0 > 1"',
        "a rule that sleeps": 'expression: "sleep(100) IS NULL"',
        "a rule that sets": "query: \"SELECT set_config('threads', '1') AS a\"",
    }.items():
        yield name, lambda r=rule: ruled(r)


def _sheets() -> Bombs:
    for name, body in {
        "a sheet whose cell is in the last corner": '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "a sheet whose cells are beyond": '<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>',
        "a sheet whose row is huge": f'<row r="{"9" * 30}"><c r="A{"9" * 30}"><v>1</v></c></row>',
        "a sheet whose row is none": '<row r="0"><c r="A0"><v>1</v></c></row>',
        "a sheet whose row is negative": '<row r="-1"><c r="A-1"><v>1</v></c></row>',
        "a sheet without references": "<row><c><v>1</v></c></row>" * 10,
        "a sheet without references, wide": "<row>" + "<c><v>1</v></c>" * 100_000 + "</row>",
        "a sheet of many rows without references": "<row><c><v>1</v></c></row>" * 2_000_000,
        "a sheet of shared texts that are not there": '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        "a sheet of shared texts of no number": '<row r="1"><c r="A1" t="s"><v>x</v></c></row>',
        "a sheet of dates that are none": '<row r="1"><c r="A1" t="d"><v>x</v></c></row>',
        "a sheet of numbers that are none": '<row r="1"><c r="A1" t="n"><v>x</v></c></row>',
        "a sheet of booleans that are none": '<row r="1"><c r="A1" t="b"><v>x</v></c></row>',
        "a sheet of errors that are none": '<row r="1"><c r="A1" t="e"><v>x</v></c></row>',
        "a sheet of a huge number": '<row r="1"><c r="A1"><v>1e999</v></c></row>',
        "a sheet with an odd reference": '<row r="1"><c r="!!"><v>1</v></c></row>',
        "a sheet with a reference of rows alone": '<row r="1"><c r="1"><v>1</v></c></row>',
        "a sheet with a reference of columns alone": '<row r="1"><c r="A"><v>1</v></c></row>',
        "a sheet that is deep": "<a>" * DEEP + "</a>" * DEEP,
        "a sheet that is not closed": "<row><c><v>1",
        "a sheet that says it is huge": '</sheetData><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>',
        "a sheet with a lower-case reference": '<row r="5000000"><c r="a5000000"><v>1</v></c></row>',
        "a sheet with a reference in entities": '<row r="&#49;"><c r="&#65;9999999"><v>1</v></c></row>',
        "a sheet with a reference in a prefix": '<row r="1"><c x:r="A9999999" r="A1048576"><v>1</v></c><c r="XFD1"><v>1</v></c></row>',
    }.items():
        yield name, lambda b=body: sheet(b)
    laughs = '<!DOCTYPE l [<!ENTITY a0 "x">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)) + "]>"  # fmt: skip
    yield (
        "a sheet of a billion laughs",
        lambda: sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&a11;</t></is></c></row>', laughs),
    )
    yield (
        "a workbook of a billion laughs",
        lambda: {
            "datapackage.json": package(field(), path="t.xlsx"),
            "t.xlsx": workbook(
                "", xl__workbook=laughs + "<workbook><sheets>&a11;</sheets></workbook>"
            ),
        },
    )
    yield (
        "a workbook that is deep",
        lambda: {
            "datapackage.json": package(field(), path="t.xlsx"),
            "t.xlsx": workbook("", xl__workbook="<a>" * DEEP + "</a>" * DEEP),
        },
    )
    yield (
        "a workbook with a dimension",
        lambda: {
            "datapackage.json": package(field(), path="t.xlsx"),
            "t.xlsx": workbook(
                '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
            ),
        },
    )
    yield (
        "a workbook of shared texts that lie",
        lambda: {
            "datapackage.json": package(field(), path="t.xlsx"),
            "t.xlsx": workbook(
                '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>',
                xl__sharedStrings='<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="4000000000" uniqueCount="4000000000"></sst>',
            ),
        },
    )


def _archives() -> Bombs:
    yield "a zip in a zip", lambda: {
        "datapackage.json": package(field(), path="t.zip", compression="zip", format="csv"), "t.zip": zipped(0, "t.zip")}  # fmt: skip
    yield "a zip of a million names", lambda: {
        "datapackage.json": package(field(), path="t.zip", compression="zip", format="csv"), "t.zip": _many(60_000)}  # fmt: skip
    yield "a gz of a thousand members", lambda: {
        "datapackage.json": package(field(), path="t.csv.gz", compression="gz"), "t.csv.gz": gzip.compress(b"a\n") * 5000}  # fmt: skip
    yield "rules of a table without fields", lambda: yaml(
        "name: p\nresources:\n  - {name: t, path: t.csv, schema: {fields: [{name: a, type: integer}], "
        "rules: [{id: r, title: T, message: m, expression: a > 0}]}}\n"
        "  - {name: u, path: t.csv, schema: {}}\n")  # fmt: skip
    yield (
        "a path to itself",
        lambda: {"datapackage.json": package(field(), path="datapackage.json", format="csv")},
    )
    yield "a schema that is the package", lambda: {"datapackage.json": package(field()).replace(
        b'{"fields": [{"name": "a", "type": "string"}]}', b'"datapackage.json"'), "t.csv": b"a\n"}  # fmt: skip
    for name in ("t.parquet", "t.xlsx", "t.json", "t.ndjson", "t.csv.gz", "t.zip"):
        for sort, data in {"empty": b"", "one byte": b"P", "text": b"a,b\n1,2\n", "PAR1": b"PAR1PAR1",
                           "PAR1 with a length": b"PAR1" + b"\xff\xff\xff\x7f" + b"PAR1", "zeros": bytes(100_000)}.items():  # fmt: skip
            words = {"compression": "zip", "format": "csv"} if name == "t.zip" else {}
            yield f"{name} of {sort}", lambda n=name, d=data, w=words: {
                "datapackage.json": package(field(), path=n, **w), n: d}  # fmt: skip


def _many(number: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for each in range(number):
            archive.writestr(f"{each}.csv", b"")
    return out.getvalue()

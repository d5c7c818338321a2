"""Tables given to the reading, and what it makes of them, in a form that tests can name."""

import csv
import zipfile
from pathlib import Path

from sourcebook.declare.model import Dialect, Field, Table
from sourcebook.engines import labels
from sourcebook.engines.reading import read, rewrite


def table(file, names="abc", **more):
    """A table of this file; its dialect by the words of ``Dialect``."""
    fields = more.pop("fields", None)
    if fields is None:
        fields = [Field(name) for name in names]
    numbered = tuple(
        Field(f.name, type=f.type, format=f.format, delimiter=f.delimiter, number=number)
        for number, f in enumerate(fields, start=1)
    )
    words = {name: more.pop(name) for name in list(more) if name in Dialect.__dataclass_fields__}
    more.setdefault("format", "csv")
    dialect = more.pop("dialect", Dialect(**words))
    return Table("t", Path(file), Path(file).name, fields=numbered, dialect=dialect, **more)


def given(tmp_path, content, *, name="t.csv", curated=False, **more):
    """The reading of a file with this content."""
    file = tmp_path / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read(table(file, **more), tmp_path, curated=curated)


def rewritten(tmp_path, content, **more):
    """The same, rewritten where it is plain."""
    found = given(tmp_path, content, **more)
    return rewrite(found, found.table, tmp_path) if found.readable else found


def records(found):
    """The records of a rewritten file, each with its place."""
    assert not found.plain
    with found.file.open(encoding="utf-8", newline="") as source:
        return list(csv.reader(source, strict=True))


def cells(found):
    return [record[3:] for record in records(found)]


def faults(found):
    """What is wrong, as (code, row, column, line, value)."""
    return [(f.code, f.row, f.column, f.line, f.value) for f in found.faults]


def details(found):
    return [fault.detail for fault in found.faults]


def label_faults(found):
    return [(f.code, f.column) for f in labels.columns(found)[1]]


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
_FORMATS = (0, 14, 22, 21, 46)
"""Number formats of the styles 0 to 4: as it is, date, date and time, time, duration."""


def workbook(file, **sheets):
    """An XLSX file; each sheet is given as a dictionary of references and the XML of cells."""
    names = list(sheets)
    types = (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{_RELATIONS}"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_WORKBOOK}"/></Types>'
    )
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, start=1)
    )
    targets = [f"worksheets/sheet{number}.xml" for number in range(1, len(names) + 1)]
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="{target}"/>'
        for number, target in enumerate(targets, start=1)
    )
    related += f'<Relationship Id="rIdS" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    styles = "".join(f'<xf numFmtId="{number}" applyNumberFormat="1"/>' for number in _FORMATS)
    relations = f'<Relationships xmlns="{_PACKAGE}/relationships">'
    root = (
        f'{relations}<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", root)
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        )
        archive.writestr("xl/_rels/workbook.xml.rels", f"{relations}{related}</Relationships>")
        archive.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{_MAIN}"><cellXfs>{styles}</cellXfs></styleSheet>',
        )
        for target, name in zip(targets, names, strict=True):
            archive.writestr(f"xl/{target}", _sheet(sheets[name]))
    return file


def _sheet(held):
    if isinstance(held, str):
        return held
    rows = {}
    for reference, cell in held.items():
        row = int("".join(char for char in reference if char.isdigit()))
        rows.setdefault(row, []).append(_cell(reference, cell))
    data = "".join(f'<row r="{row}">{"".join(rows[row])}</row>' for row in sorted(rows))
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{data}</sheetData></worksheet>'


def _cell(reference, cell):
    if isinstance(cell, bool):
        return f'<c r="{reference}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, int | float):
        return f'<c r="{reference}"><v>{cell}</v></c>'
    if isinstance(cell, tuple):
        style, value = cell
        return f'<c r="{reference}" s="{style}"><v>{value}</v></c>'
    if cell.startswith("#") and cell.isupper():
        return f'<c r="{reference}" t="e"><v>{cell}</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{cell}</t></is></c>'

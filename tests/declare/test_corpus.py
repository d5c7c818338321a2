"""Others' descriptors, in ``../shared/conformance``: read, or refused with a reason that is right.

Its README says where they come from; ``expect_valid`` in ``case.json`` is the truth by the
specification's text, ``null`` where that is silent.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sourcebook.declare import Dataset, open_target
from sourcebook.declare.package import read_table
from sourcebook.errors import DeclarationError, Mistake, UseError

SHARED = Path(__file__).resolve().parents[3] / "shared" / "conformance"
CORPUS = Path(os.environ.get("SOURCEBOOK_CONFORMANCE", SHARED)) / "corpus"

FINDINGS = {
    "desc__bytes-bad": "byte-count",
    "desc__data-inline-bad-type": "type-error",
    "desc__dialect-header-false": "type-error",
    "desc__fk-to-invalid-parent": "source-error",
    "desc__hash-md5-bad": "hash-count",
    "desc__hash-sha1-bad": "hash-count",
    "desc__hash-sha512-bad": "hash-count",
    "desc__path-directory": "source-error",
    "desc__path-not-there": "source-error",
}
"""Invalid packages with a sound descriptor, and the code of the finding that is due."""

SILENT = {
    "desc__categories-on-number-v2": "can't have categories",
    "desc__constraint-enum-date-bad": "'2020-99-99' is not of type 'date'",
    "desc__constraint-enum-uncastable": "'x' is not of type 'integer'",
    "desc__constraint-minlength-negative": "must not be negative",
    "desc__decimalchar-empty": "is empty",
    "desc__dialect-delimiter-newline": "ends a row",
    "desc__dialect-quotechar-equals-delimiter": "can't be the delimiter too",
    "desc__encoding-base64": "is not a character set",
    "desc__field-name-empty": "is empty",
    "desc__fields-empty": "is empty",
    "desc__format-empty": "'string' has no format ''",
    "desc__format-unknown-string": "'string' has no format 'phone'",
    "desc__groupchar-equals-decimalchar": "can't be the decimal character too",
    "desc__json-deep": "is nested deeper than 200 levels",
    "desc__type-list-in-v1": "'grp' and 'key' are list and string, never equal",
}
"""What the specification leaves open and is refused, as its writer would want to know of it."""

LICENCE = "has neither `name` nor `path`"
FORMAT = "'string' has no format ''"
POSITIONS = "there is no table 'positions'"
FIELDS = "fields: is missing"
REFUSED = {
    "mut__fk-type-mismatch__resources-ogd10-energieforschungstatistik-ch-csv": "integer and string, never equal",
    "real__frictionlessdata-example-data-packages-geo-location-fk": LICENCE,
    "real__frictionlessdata-example-data-packages-geopoint-array": LICENCE,
    "ref__frictionless-py-package-with-missingvalues-993": "missingValues: says nothing here",
    "ref__frictionless-py-resource-with-fields-993": "fields: says nothing here",
    "ref__frictionless-r-deployments-dialect-x-deployments-schema": "lineTerminator: can't be the delimiter too",
    "ref__goodtables-py-datapackages-linked-cities": "'../people/datapackage.json' leads out of the package",
    "ref__goodtables-py-datapackages-linked-errors-people": "is not `tabular-data-resource`",
    "ref__goodtables-py-people-extended-x-schema-valid": FORMAT,
    "ref__goodtables-py-people-x-schema-incomplete-fields": FORMAT,
    "ref__goodtables-py-people-x-schema-incomplete-fields-min": POSITIONS,
    "ref__goodtables-py-people-x-schema-invalid": POSITIONS,
    "ref__goodtables-py-people-x-schema-valid": FORMAT,
    "ref__goodtables-py-people-x-schema-valid-min": POSITIONS,
    "ref__goodtables-py-people-x-schema-valid-not-field-order": FORMAT,
    "ref__goodtables-py-people-x-schema-valid-not-field-order-min": POSITIONS,
    "schema__amenagements-cyclables-schema-amenagements-cyclables": FIELDS,
    "schema__covid19kerala-info-data-csv-age-csv-schema": FIELDS,
    "schema__covid19kerala-info-data-csv-hotspots-csv-schema": FIELDS,
    "schema__covid19kerala-info-data-csv-sum-by-day-csv-schema": FIELDS,
    "schema__frictionless-py-schema-invalid-fk-array-string": "names 2 fields for 1",
    "schema__frictionless-py-schema-invalid-fk-array-string-ref": "names 1 fields for 2",
    "schema__frictionless-py-schema-invalid-multiple-errors": "unknown type 'magical_unicorn'",
    "schema__frictionless-py-schema-invalid-pk-array": "there is no field 'titel'",
    "schema__frictionless-py-schema-invalid-pk-string": "there is no field 'identifier'",
    "schema__goodtables-py-contacts-schema-incomplete-fields": FORMAT,
    "schema__goodtables-py-contacts-schema-valid-not-field-order": FORMAT,
    "schema__goodtables-py-schema-valid-full": FORMAT,
}  # fmt: skip
"""Published descriptors that go against the standard, or what we can't do, and how it is told."""


@pytest.fixture(scope="module")
def corpus() -> Path:
    if not CORPUS.is_dir():
        message = f"the conformance corpus is not there, in {CORPUS}: no descriptor of it is read"
        # A CI that can't have it says so itself; silence would hide a lost proof.
        absent = os.environ.get("SOURCEBOOK_CONFORMANCE") == "absent"
        if os.environ.get("CI") == "true" and not absent:
            pytest.fail(message)
        pytest.skip(message.upper())
    return CORPUS


def cases(corpus: Path, group: str) -> list[Path]:
    found = sorted(corpus.glob(f"{group}__*"))
    assert found, f"no case of the group {group}"
    return found


@cache
def read(case: Path) -> Dataset | tuple[Mistake, ...]:
    """What a case declares, or its mistakes; any other exception is a crash and fails the test."""
    try:
        if (case / "schema.json").is_file() and case.name.startswith("schema__"):
            return read_table(case / "data.csv", case / "schema.json")
        return open_target(case).dataset
    except DeclarationError as error:
        return error.mistakes


def truth(case: Path) -> Any:
    return json.loads((case / "case.json").read_text(encoding="utf-8")).get("expect_valid")


def told(mistakes: tuple[Mistake, ...]) -> str:
    return "\n".join(map(str, mistakes))


def test_a_sound_descriptor_is_read_and_an_unsound_one_refused(corpus: Path) -> None:
    wrong = []
    for case in cases(corpus, "desc"):
        found, valid = read(case), truth(case)
        refused = isinstance(found, tuple)
        due = valid is False and case.name not in FINDINGS
        if valid is None:
            words = SILENT.get(case.name)
            right = (words is not None and words in told(found)) if refused else words is None
        else:
            right = refused == due
        if not right:
            wrong.append((case.name, valid, told(found) if refused else "read"))
    assert wrong == []
    names = {case.name for case in cases(corpus, "desc")}
    assert names >= SILENT.keys() | FINDINGS.keys()


@pytest.mark.parametrize("group", ["real", "ref", "schema", "parse", "mut", "probe"])
def test_a_published_descriptor_is_read_or_refused_for_a_known_reason(
    corpus: Path, group: str
) -> None:
    refused = {}
    for case in cases(corpus, group):
        found = read(case)
        if isinstance(found, tuple):
            refused[case.name] = told(found)
    due = {name: words for name, words in REFUSED.items() if name.startswith(f"{group}__")}
    assert refused.keys() == due.keys(), refused
    assert [name for name, words in due.items() if words not in refused[name]] == []


def test_a_damaged_package_is_read_or_refused(corpus: Path) -> None:
    found = [read(case) for case in cases(corpus, "fuzz")]
    assert any(isinstance(each, tuple) for each in found)
    assert any(isinstance(each, Dataset) for each in found)


def test_each_mistake_is_one_line_with_a_file_and_a_next_step(corpus: Path) -> None:
    notes: list[Mistake] = []
    for case in corpus.iterdir():
        try:
            found = read(case)
        except UseError:
            continue
        notes += found if isinstance(found, tuple) else found.remarks
    assert len(notes) > 200
    for note in notes:
        assert "\n" not in str(note)
        assert len(str(note)) < 600, str(note)
        assert Path(note.file).is_file(), str(note)
        assert note.message.endswith("."), str(note)
        assert note.hint.endswith((".", "?")), str(note)


def test_what_a_table_of_the_corpus_declares_is_read_as_it_stands(corpus: Path) -> None:
    compressed = open_target(corpus / "ref__frictionless-py-compression").dataset
    assert [table.compression for table in compressed.tables] == ["gz", "zip", "gz", "zip"]
    parts = open_target(corpus / "ref__goodtables-py-datapackages-multipart").dataset.tables[0]
    assert [part.name for part in parts.files] == [f"data.part{n}.csv" for n in (1, 2, 3)]
    text = open_target(corpus / "real__frictionlessdata-example-data-packages-text-file").dataset
    assert [table.format for table in text.tables] == ["none"]
    dialect = open_target(corpus / "ref__frictionless-py-package-with-dereferencing").dataset
    assert dialect.tables[0].dialect.delimiter == ";"
    overlap = open_target(corpus / "probe__boolean-true-only").dataset.tables[0].field("v")
    assert overlap.true_values == ("oui",)
    assert overlap.false_values == ("false", "False", "FALSE", "0")

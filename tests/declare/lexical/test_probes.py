"""Others' probes: each lexical value that the corpus calls valid or invalid is what it says.

Its values marked M are free: the standard does not decide them.
"""

import json
from pathlib import Path

import pytest

from sourcebook.declare.lexical import INVALID, checker, reader
from sourcebook.declare.model import Constraints, Field

CORPUS = Path(__file__).parents[4] / "shared" / "conformance" / "corpus"
CASES = sorted(CORPUS.glob("probe__*"))
LIMITS = {
    "minLength": "min_length", "maxLength": "max_length", "minimum": "minimum", "maximum": "maximum",
    "exclusiveMinimum": "exclusive_minimum", "exclusiveMaximum": "exclusive_maximum", "pattern": "pattern",
    "enum": "enum", "jsonSchema": "json_schema", "required": "required", "unique": "unique",
}  # fmt: skip
WORDS = {
    "format": "format", "trueValues": "true_values", "falseValues": "false_values", "decimalChar": "decimal_char",
    "groupChar": "group_char", "bareNumber": "bare_number", "delimiter": "delimiter", "itemType": "item_type",
}  # fmt: skip


def declared(descriptor, names):
    tuples = {
        key: tuple(word) if isinstance(word, list) else word for key, word in descriptor.items()
    }
    return {names[key]: word for key, word in tuples.items() if key in names}


def test_the_corpus_lies_beside_the_repository():
    if not CASES:
        pytest.skip(f"NO PROBE WAS READ: there is no {CORPUS}")
    assert len(CASES) >= 80


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_probe_is_what_the_corpus_says(case):
    schema = json.loads((case / "datapackage.json").read_bytes())["resources"][0]["schema"]
    descriptor = schema["fields"][1]
    limits = descriptor.get("constraints", {})
    assert limits.keys() <= LIMITS.keys()
    field = Field(
        "v", descriptor["type"], constraints=Constraints(**declared(limits, LIMITS)), **declared(descriptor, WORDS)
    )  # fmt: skip
    read, check = reader(field), checker(field)
    wrong = []
    for text, verdict in json.loads((case / "case.json").read_bytes())["values"]:
        if verdict == "M" or text in schema.get("missingValues", [""]):
            continue
        found = read(text)
        valid = found is not INVALID and check(found) == ()
        if valid is not (verdict == "V"):
            wrong.append((text, verdict, found))
    assert wrong == []

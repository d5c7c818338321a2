"""The ``jsonSchema`` constraint: a JSON Schema that stands by itself.

Source: https://datapackage.org/standard/table-schema/#jsonSchema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sourcebook.declare.node import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sourcebook.declare.node import Node

_DATA = ("const", "default", "enum", "examples")
"""Words below which data stands, where ``$ref`` is no reference."""


def read_json_schema(node: Node) -> dict[str, Any] | None:
    """The schema, if it is one and each of its references leads to a place inside it.

    A reference to an address on the net would be fetched when a cell is checked.
    """
    if not node.given("jsonSchema"):
        return None
    below = node.at("jsonSchema")
    schema = dict(below.mapping())
    if not isinstance(below.value, dict) or not below.value:
        return schema if node.value["jsonSchema"] == {} else None
    from jsonschema import Draft202012Validator, SchemaError
    from jsonschema.validators import validator_for

    named = {"$schema": schema["$schema"]} if isinstance(schema.get("$schema"), str) else {}
    validator = validator_for(named, default=Draft202012Validator)
    try:
        # The protocol in the library's typing lacks the parameter; with it, patterns are checked.
        validator.check_schema(schema, format_checker=validator.FORMAT_CHECKER)  # type: ignore[call-arg]
    except SchemaError as error:
        at = error.json_path.removeprefix("$").removeprefix(".")
        below.wrong(f"is not a JSON Schema: {error.message[:200]}.", "Mend it.", at=at)
        return None
    except RecursionError:
        # The library takes several steps down for each level.
        below.wrong("is nested too deeply to be checked.", "Nest it less.")
        return None
    before = len(node.mistakes)
    _check_references(below, schema)
    return schema if len(node.mistakes) == before else None


def _check_references(node: Node, schema: dict[str, Any]) -> None:
    from referencing import Registry
    from referencing.exceptions import Unresolvable
    from referencing.jsonschema import DRAFT202012

    resolver = Registry().with_resource("", DRAFT202012.create_resource(schema)).resolver()
    for reference in _references(schema):
        if not reference.startswith("#"):
            message = f"the reference {said(reference)} leads out of it."
            node.wrong(message, "Write what it names below `$defs`.")
            continue
        try:
            resolver.lookup(reference)
        except (Unresolvable, ValueError):
            node.wrong(f"there is nothing at {said(reference)}.", "Mend the reference.")


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, below in value.items():
            if key in ("$ref", "$dynamicRef", "$recursiveRef") and isinstance(below, str):
                yield below
            elif key not in _DATA:
                yield from _references(below)
    elif isinstance(value, list):
        for below in value:
            yield from _references(below)

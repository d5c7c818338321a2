"""An mkdocs hook: what each importer maps, and what it does not, made of the mapping files.

``<!-- exchange:mappings -->`` becomes a section for each mapping that comes with the package.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sourcebook.exchange.origins.mapping import open_mapping, shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sourcebook.exchange.origins.model import Mapping

_MARK = "<!-- exchange:mappings -->"


def on_page_markdown(markdown: str, **_: Any) -> str:
    """The page with its mark replaced."""
    if _MARK not in markdown:
        return markdown
    return markdown.replace(_MARK, "\n".join(line for name in shipped() for line in _section(name)))


def _section(name: str) -> Iterator[str]:
    mapping = open_mapping(name)
    source = mapping.source
    yield f"\n## `{name}`\n"
    yield f"{mapping.title}. {_escaped(mapping.description)}\n"
    shared = "may be published" if mapping.allowed else "**is not to be published**"
    licence = source.get("license", "not stated")
    yield f"* Licence: {licence}. What is imported {shared}. {mapping.because}"
    yield f"* Page: <{source['path']}>" if source.get("path") else ""
    for note in mapping.notes:
        yield f"* {_escaped(note)}"
    if mapping.also:
        others = ", ".join(f"`{old}` for `{new}`" for old, new in mapping.also.items())
        yield f"* Names of columns in other versions: {others}."
    yield "\n| column | becomes |\n|---|---|"
    targets = _targets(mapping)
    for field in mapping.codebook.fields:
        becomes = ", ".join(targets.get(field.name, ()))
        why = mapping.left_out.get(field.name)
        told = becomes or (f"not mapped. {why}" if why else "read for a condition only")
        yield f"| `{field.name}` | {_escaped(told)} |"
    rules = mapping.codebook.rules
    if rules:
        yield "\nRules of its own codebook; what breaks them is told, and imported as it is:\n"
        yield from (f"* `{rule.id}`: {rule.title} ({rule.severity.value})" for rule in rules)
    for word, vocabulary in mapping.vocabularies.items():
        if not vocabulary.partial:
            yield f"\nCodes of `{word}`:\n\n| origin | here |\n|---|---|"
            yield from (f"| `{code}` | `{ours}` |" for code, ours in vocabulary.codes.items())
    if mapping.export is not None:
        like = mapping.exported_as
        yield f"\nThe way back is `sourcebook export DATASET --as {like}`.\n"


def _targets(mapping: Mapping) -> dict[str, dict[str, None]]:
    """By column of the origin, the cells that are made of it, each once."""
    found: dict[str, dict[str, None]] = {}
    for rows in mapping.rows:
        for target, value in rows.values.items():
            for column in value.columns:
                found.setdefault(column, {})[f"`{rows.table}.{target}`"] = None
        if rows.identifier is not None:
            for column in rows.identifier.columns:
                walk = mapping.crosswalk
                text = f"`{walk.table}.{walk.identifier}` (`{rows.scheme}`)"
                found.setdefault(column, {})[text] = None
    return found


def _escaped(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|")

"""What an import leaves in the descriptor of a dataset: whence the rows come, and on what terms.

A descriptor in YAML is kept as its curator wrote it, comments and all: only lines are added.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import yaml

from sourcebook.declare import files
from sourcebook.declare.redistribution import WORD
from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sourcebook.exchange.origins.model import Mapping as OriginMapping


def source(mapping: OriginMapping) -> dict[str, str]:
    """The origin as an entry of ``sources``, with the attribution that its licence asks for.

    Source: https://datapackage.org/standard/data-package/#sources.
    """
    given = mapping.source
    title = given["title"]
    if given.get("license"):
        title += f" ({given['license']})"
    if given.get("citation"):
        title += f". {given['citation']}"
    words = {"title": title, "path": given.get("path"), "version": given.get("version")}
    return {word: str(text) for word, text in words.items() if text}


def described(file: Path, mapping: OriginMapping, scratch: Path) -> bytes | None:
    """The descriptor with the origin in it; ``None`` where it is there already.

    Raises ``UseError`` where the file can't be added to without changing more than that.
    """
    was: dict[str, Any] = files.read(file, str(file))
    wanted = _wanted(was, mapping)
    if wanted == was:
        return None
    if file.suffix.lower() == ".json":
        return (json.dumps(wanted, ensure_ascii=False, indent=2) + "\n").encode()
    text = file.read_text(encoding="utf-8-sig")
    if wanted.get("sources") != was.get("sources"):
        text = _with_item(text, "sources", wanted["sources"][-1])
    if wanted.get(WORD) != was.get(WORD):
        text = _with_key(text, WORD, wanted[WORD])
    place = scratch / file.name
    place.write_text(text, encoding="utf-8")
    if files.read(place, str(file)) != wanted:
        raise UseError(
            f"{file}: could not be added to. Add by hand: {json.dumps(source(mapping))} to "
            "`sources`"
            + ("." if mapping.allowed else f", and `{WORD}: {json.dumps(wanted[WORD])}`.")
        )
    return text.encode()


def _wanted(was: Mapping[str, Any], mapping: OriginMapping) -> dict[str, Any]:
    wanted = dict(was)
    entry = source(mapping)
    there = [each for each in was.get("sources") or [] if isinstance(each, dict)]
    if not any(each.get("title") == entry["title"] for each in there):
        wanted["sources"] = [*(was.get("sources") or []), entry]
    if not mapping.allowed:
        given = was.get(WORD) or {}
        said = given.get("because", "") if given.get("allowed") is False else ""
        reasons = [each for each in (said, mapping.because) if each]
        if mapping.because in said:
            reasons = [said]
        wanted[WORD] = {"allowed": False, "because": " ".join(reasons)}
    return wanted


def _value_of(text: str, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode), "a descriptor that is no object"
    return next((pair for pair in root.value if pair[0].value == key), None)


def _with_item(text: str, key: str, entry: Mapping[str, str]) -> str:
    found = _value_of(text, key)
    if found is not None and isinstance(found[1], yaml.SequenceNode) and found[1].value:
        node = found[1]
        if node.flow_style:
            at = node.end_mark.index - 1
            return f"{text[:at]}, {json.dumps(entry, ensure_ascii=False)}{text[at:]}"
        # The mark of an item is behind its dash.
        dash = " " * node.start_mark.column
        return _after(text, _last_line(node), _item(entry, dash))
    if found is None:
        return _ended(text) + f"{key}:\n" + _item(entry, "  ")
    start, end = found[0].start_mark.index, found[1].end_mark.index
    return f"{text[:start]}{key}:\n{_item(entry, '  ').rstrip()}{text[end:]}"


def _with_key(text: str, key: str, value: Mapping[str, Any]) -> str:
    lines = "".join(
        f"  {word}: {json.dumps(each, ensure_ascii=False)}\n" for word, each in value.items()
    )
    found = _value_of(text, key)
    if found is not None:
        first, last = found[0].start_mark.line, _last_line(found[1])
        kept = text.splitlines(keepends=True)
        text = "".join([*kept[:first], *kept[last + 1 :]])
    return _ended(text) + f"{key}:\n{lines}"


def _item(entry: Mapping[str, str], indent: str) -> str:
    words = [f"{word}: {json.dumps(text, ensure_ascii=False)}" for word, text in entry.items()]
    return "".join(
        f"{indent}{'- ' if number == 0 else '  '}{line}\n" for number, line in enumerate(words)
    )


def _last_line(node: yaml.Node) -> int:
    """The line on which the last thing of a node ends; a block ends where the next thing starts."""
    if isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
        return _last_line(node.value[-1])
    if isinstance(node, yaml.MappingNode) and node.value and not node.flow_style:
        return _last_line(node.value[-1][1])
    mark = node.end_mark
    return mark.line if mark.column else mark.line - 1


def _after(text: str, line: int, more: str) -> str:
    lines = _ended(text).splitlines(keepends=True)
    return "".join([*lines[: line + 1], more, *lines[line + 1 :]])


def _ended(text: str) -> str:
    return text if text.endswith("\n") or not text else text + "\n"

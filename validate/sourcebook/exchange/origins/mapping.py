"""A mapping file read and checked, with the place of every mistake in it."""

from __future__ import annotations

from importlib.resources import files as package_files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sourcebook.declare import files
from sourcebook.declare.neighbours import Neighbours
from sourcebook.declare.node import Node, said
from sourcebook.declare.paths import shown
from sourcebook.declare.resource import Surroundings, read_file
from sourcebook.declare.spelling import did_you_mean
from sourcebook.errors import DeclarationError, UseError
from sourcebook.exchange.origins.model import Crosswalk, Export, Loss, Mapping, Vocabulary
from sourcebook.exchange.origins.rowsets import read_rows

if TYPE_CHECKING:
    from sourcebook.declare import Table

_WORDS = (
    "name", "title", "description", "source", "redistribution", "crosswalk", "subject", "dates",
    "also", "codebook", "vocabularies", "rows", "left_out", "notes", "export", "shared",
)  # fmt: skip
_LINKS = ("table", "subject_table", "subject", "scheme", "identifier", "match", "exact")


def shipped() -> dict[str, Path]:
    """The mappings that come with the package, by name."""
    folder = Path(str(package_files("sourcebook.exchange.origins")))
    return {file.stem.replace("_", "-"): file for file in sorted(folder.glob("*.yaml"))}


def open_mapping(name: str) -> Mapping:
    """The mapping of that name, or in that file.

    Raises ``UseError`` where there is none, ``DeclarationError`` with every mistake in it.
    """
    known = shipped()
    if name in known:
        return read_mapping(known[name], known[name].name)
    file = Path(name)
    if not name.endswith((".yaml", ".yml", ".json")):
        hint = did_you_mean(name, known) or f"There are: {', '.join(known)}."
        raise UseError(f"{name}: no mapping has that name. {hint} Or name a mapping in YAML.")
    return read_mapping(file, shown(file))


def read_mapping(file: Path, name: str) -> Mapping:
    """The mapping in a file. ``name`` is the file in messages. Raises ``DeclarationError``."""
    node = Node(files.read(file, name), name, v2=True)
    if node.is_object():
        strict(node, _WORDS)
    found = _mapping(node, file)
    if node.mistakes:
        raise DeclarationError(node.told)
    assert found is not None, "no mapping, and no word of why"
    return found


def strict(node: Node, known: tuple[str, ...]) -> None:
    """Every word that is not known is a mistake: a mapping has no words of its writer's own."""
    for word in node.mapping():
        if word not in known:
            hint = did_you_mean(word, known) or f"The words are: {', '.join(known)}."
            node.wrong("is not a word of a mapping.", hint, at=word)


def _mapping(node: Node, file: Path) -> Mapping | None:
    name = node.text("name", required=True) or ""
    codebook = _codebook(node, file, name)
    vocabularies = _vocabularies(node)
    columns = [field.name for field in codebook.fields] if codebook else []
    rows = read_rows(node, columns, vocabularies) if codebook else ()
    crosswalk = _crosswalk(node)
    subject = node.text("subject", required=True) or ""
    known = [each.name for each in rows]
    chosen = next((each for each in rows if each.name == subject), None)
    if subject and rows and chosen is None:
        node.wrong(f"there is no {said(subject)} in rows.", did_you_mean(subject, known), "subject")
    elif chosen is not None and chosen.scheme is None:
        hint = f"Add `identity: {{scheme, column}}` to {chosen.path}."
        node.wrong(f"{said(subject)} has no identity.", hint, at="subject")
    allowed, because = _redistribution(node)
    left_out = texts(node, "left_out")
    _check_columns(node, "left_out", left_out, columns)
    also = texts(node, "also")
    for other, column in also.items():
        if columns and column not in columns:
            node.at("also").wrong(
                f"no column {said(column)}.", did_you_mean(column, columns), other
            )
    if codebook is None or crosswalk is None:
        return None
    return Mapping(
        name=name,
        file=node.file,
        title=node.text("title", required=True) or "",
        description=node.text("description") or "",
        source=_source(node),
        allowed=allowed,
        because=because,
        codebook=codebook,
        also=also,
        dates=node.texts("dates") or (),
        subject=subject,
        crosswalk=crosswalk,
        vocabularies=vocabularies,
        rows=rows,
        left_out=left_out,
        notes=node.texts("notes") or (),
        export=_export(node, columns),
    )


def _codebook(node: Node, file: Path, name: str) -> Table | None:
    if not node.given("codebook"):
        node.wrong("is missing.", "Describe the columns as a Table Schema.", at="codebook")
        return None
    around = Surroundings(file.parent, file, Neighbours(file.parent, None).name)
    return read_file(Path(f"{name or 'origin'}.csv"), node.at("codebook"), name or "origin", around)


def _vocabularies(node: Node) -> dict[str, Vocabulary]:
    found = {}
    if node.given("vocabularies"):
        parent = node.at("vocabularies")
        for name in parent.mapping():
            each = parent.at(name)
            if not each.is_object():
                continue
            strict(each, ("codes", "partial"))
            if not each.given("codes"):
                each.wrong("is missing.", "Write `code: code of the target` pairs.", at="codes")
            found[name] = Vocabulary(texts(each, "codes"), each.flag("partial"))
    return found


def texts(node: Node, key: str) -> dict[str, str]:
    """An object whose values are texts; numbers are taken as they are written."""
    found: dict[str, str] = {}
    if node.given(key):
        below = node.at(key)
        for word, value in below.mapping().items():
            if isinstance(value, (str, int)) and not isinstance(value, bool):
                found[word] = str(value)
            else:
                below.wrong(f"must be a text, not {said(value)}.", "Put it in quotes.", at=word)
    return found


def _check_columns(node: Node, key: str, names: dict[str, str], columns: list[str]) -> None:
    for name in names:
        if columns and name not in columns:
            below = node.at(key)
            below.wrong("the codebook has no such column.", did_you_mean(name, columns), at=name)


def _crosswalk(node: Node) -> Crosswalk | None:
    if not node.given("crosswalk"):
        node.wrong("is missing.", f"Name its {', '.join(_LINKS)}.", at="crosswalk")
        return None
    below = node.at("crosswalk")
    strict(below, _LINKS)
    found = {word: below.text(word, required=True) for word in _LINKS}
    return Crosswalk(**{word: text or "" for word, text in found.items()})


def _source(node: Node) -> dict[str, Any]:
    if not node.given("source"):
        node.wrong("is missing.", "Say title, path, licence and citation.", at="source")
        return {}
    below = node.at("source")
    strict(below, ("title", "path", "version", "license", "citation"))
    below.text("title", required=True)
    for word in ("path", "version", "license", "citation"):
        below.text(word)
    return dict(below.mapping())


def _redistribution(node: Node) -> tuple[bool, str]:
    if not node.given("redistribution"):
        hint = "Say `allowed: true` or `false`, and `because:` what the licence says."
        node.wrong("is missing.", hint, at="redistribution")
        return False, ""
    below = node.at("redistribution")
    strict(below, ("allowed", "because"))
    if "allowed" not in below.mapping():
        below.wrong("is missing.", "Write true or false.", at="allowed")
    return below.flag("allowed"), below.text("because", required=True) or ""


def _export(node: Node, columns: list[str]) -> Export | None:
    if not node.given("export"):
        return None
    below = node.at("export")
    strict(below, ("query", "own", "made_up", "losses"))
    own = below.text("own")
    if own is not None and columns and own not in columns:
        hint = did_you_mean(own, columns)
        below.wrong(f"the codebook has no column {said(own)}.", hint, at="own")
    query = below.text("query", required=True) or ""
    return Export(query, _losses(below, "losses"), _losses(below, "made_up"), own)


def _losses(below: Node, key: str) -> tuple[Loss, ...]:
    found = []
    for item in below.items(key):
        if item.is_object():
            strict(item, ("what", "query"))
            what, query = item.text("what", required=True), item.text("query", required=True)
            found.append(Loss(what or "", query or "", item.path))
    return tuple(found)

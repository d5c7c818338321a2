"""``sourcebook new``: a folder with a dataset, its schemas, its site and all around them.

It is written beside its place, brought into canonical form and checked there, and renamed: what
appears is whole and valid. A folder that is there already is never touched.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from sourcebook import __version__
from sourcebook.declare import open_target
from sourcebook.editing import RefusedError, arranged, attributes
from sourcebook.errors import UseError
from sourcebook.findings import Severity, Silent
from sourcebook.package.placing import placed
from sourcebook.starting import example, names, origin, source
from sourcebook.starting.infer import infer
from sourcebook.starting.schema_text import scalar, schema_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sourcebook.declare import Dataset
    from sourcebook.starting.proposal import Proposal
    from sourcebook.starting.source import Source

_FILES = {
    "Makefile": "Makefile",
    "README.md": "README.md",
    "CHANGELOG.md": "CHANGELOG.md",
    "mkdocs.yml": "mkdocs.yml",
    "requirements.txt": "requirements.txt",
    "gitignore": ".gitignore",
    "gitattributes": ".gitattributes",
    "pre-commit.yaml": ".pre-commit-config.yaml",
    "data.yml": ".github/workflows/data.yml",
    "publish.yml": ".github/workflows/publish.yml",
    "index.md": "docs/index.md",
    "contribute.md": "docs/contribute.md",
}
"""Our name for each file of a project (a name with a dot would work here too), and its own."""


@dataclass(frozen=True, slots=True)
class Started:
    """A project that was made, with what is proposed of its tables."""

    folder: Path
    proposals: tuple[Proposal, ...]
    """Empty where there were no files: then there is an example."""
    changed: dict[str, tuple[str, ...]]
    """By table, what its canonical form has otherwise than the file that was given."""


def start(folder: Path, files: Sequence[Path] = ()) -> Started:
    """Make a project in a folder that is not there yet, of CSV files or of an example.

    Raises ``UseError`` where a name or a file can't be used, with its place, and ``OSError``.
    """
    names.check_name(folder.name)
    _check_free(folder)
    twice = [file for at, file in enumerate(files) if file in files[:at]]
    if twice:
        raise UseError(f"{twice[0]}: is named twice. Name each file once.")
    with _named(folder), placed(folder) as work:
        called = names.table_names([file.stem for file in files])
        sources = [
            source.read(file, name, work.scratch) for file, name in zip(files, called, strict=True)
        ]
        proposals = infer(sources)
        dataset = work.new / "datasets" / folder.name
        _write_around(work.new, folder.name)
        _write_tables(work.new, dataset, folder.name, proposals)
        changed = _write_rows(dataset, sources)
        _check(dataset, sources)
        _write_attributes(work.new, open_target(dataset).dataset)
        _check_free(folder)
    return Started(folder, tuple(proposals), changed)


@contextmanager
def _named(folder: Path) -> Iterator[None]:
    """Let a failure to write name the folder that was asked for, and not where it is written."""
    try:
        yield
    except OSError as error:
        beside = f".{folder.name}."
        if any(part.startswith(beside) for part in Path(str(error.filename)).parts):
            raise OSError(error.errno, error.strerror, str(folder)) from error
        raise


def _check_free(folder: Path) -> None:
    if os.path.lexists(folder):
        raise UseError(f"{folder}: is there already, and stays as it is. Choose another name.")
    if not folder.absolute().parent.is_dir():
        raise UseError(f"{folder.parent}: there is no such folder. Make it first.")


def _write_around(top: Path, name: str) -> None:
    words = {
        "@NAME@": name,
        "@TITLE@": names.title(name),
        "@YAML_NAME@": scalar(name),
        "@VERSION@": __version__,
        "@REQUIREMENT@": origin.requirement(),
    }
    for ours, path in _FILES.items():
        content = resources.files(__package__).joinpath("files", ours).read_text("utf-8")
        for word, meant in words.items():
            content = content.replace(word, meant)
        _write(top / path, content)
    checkout = origin.checkout()
    if checkout is not None:
        place = str(checkout).replace("$", "$$").replace("#", "\\#")
        _write(top / "local.mk", f"# Of this machine, and not committed.\nSOURCEBOOK ?= {place}\n")


def _write_tables(top: Path, dataset: Path, name: str, proposals: Sequence[Proposal]) -> None:
    if not proposals:
        _write(top / "schemas" / "trees.yaml", example.SCHEMA)
        _write(dataset / "trees.csv", example.ROWS)
        _write(dataset / "datapackage.yaml", _descriptor(name, ["trees"]))
        return
    for each in proposals:
        _write(top / "schemas" / f"{each.source.name}.yaml", schema_text(each))
    _write(dataset / "datapackage.yaml", _descriptor(name, [e.source.name for e in proposals]))


def _descriptor(name: str, tables: Sequence[str]) -> str:
    rows = "".join(f"  - {{name: {t}, path: {t}.csv, schema: {t}}}\n" for t in map(scalar, tables))
    return example.DESCRIPTOR.format(
        name=scalar(name), title=scalar(names.title(name)), resources=rows
    )


def _write(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8", newline="\n")


def _write_rows(folder: Path, sources: Sequence[Source]) -> dict[str, tuple[str, ...]]:
    """Write the tables in canonical form; what that changes of them. Raises ``UseError``."""
    dataset = open_target(folder).dataset
    changed: dict[str, tuple[str, ...]] = {}
    for given, table in zip(sources, dataset.tables, strict=False):
        try:
            content, changes = arranged(dataset, table, given.text)
        except RefusedError as error:
            first = error.refusals[0]
            raise UseError(f"{given.file}: {first.message} {first.hint}") from None
        table.source.write_bytes(content)
        changed[table.name] = tuple(changes)
    return changed


def _check(folder: Path, sources: Sequence[Source]) -> None:
    """That the data keep to what is proposed of them. Raises ``UseError``."""
    from sourcebook.engines import validate

    report = validate([open_target(folder)], "duckdb", 1, Silent(), __version__)
    for finding in report.findings:
        if finding.severity is Severity.ERROR:
            given = {each.name: each.file for each in sources}.get(finding.table, folder)
            raise UseError(
                f"{given}: {finding.message} So what was inferred of it does not hold, which is a "
                "fault of sourcebook. Please report it; without that column it works."
            )


def _write_attributes(top: Path, dataset: Dataset) -> None:
    file = top / ".gitattributes"
    wanted = attributes.lines(top.resolve(), [dataset])
    _write(file, attributes.with_lines(file.read_text("utf-8"), wanted))

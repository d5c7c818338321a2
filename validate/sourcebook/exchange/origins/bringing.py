"""``import-from``: a file of an origin into a dataset, from the mapping to the files put in."""

from __future__ import annotations

import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sourcebook.declare import open_target
from sourcebook.editing.uncollected import uncollected
from sourcebook.errors import UseError
from sourcebook.exchange import together
from sourcebook.exchange.origins import codebook, describing, incoming, landing, tables
from sourcebook.exchange.origins.account import Account
from sourcebook.exchange.origins.fitting import fit
from sourcebook.exchange.origins.importing import Import
from sourcebook.exchange.origins.making import Parts
from sourcebook.exchange.origins.mapping import open_mapping
from sourcebook.standing import git

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sourcebook.declare import Dataset
    from sourcebook.exchange.origins.fitting import Fitted
    from sourcebook.exchange.origins.incoming import Incoming
    from sourcebook.exchange.origins.model import Mapping as OriginMapping
    from sourcebook.exchange.origins.tables import Held


def import_from(
    origin: str, file: str | Path, dataset: str | Path, *, dry_run: bool = False
) -> Account:
    """Bring the rows of a file into a dataset, by the mapping of that name or in that file.

    Rows that break the codebook of their origin are imported as they are and told; rows that the
    dataset can't hold are reported. ``dry_run`` does all but change files. Raises ``UseError``
    where the file is nothing that can be read, ``DeclarationError`` where the mapping is wrong or
    does not fit the dataset, and ``OSError``. The dataset is then as it was.
    """
    mapping, file = open_mapping(origin), Path(file)
    if file.is_dir():
        raise UseError(f"{file}: is a folder. Name a CSV file or workbook in it.")
    target = open_target(dataset)
    if target.only is not None or not target.dataset.file:
        raise UseError(f"{dataset}: is a single table. Name the folder of a dataset.")
    fitted = fit(mapping, target.dataset)
    account = _begun(mapping, file, target.dataset, str(dataset))
    account.dry = dry_run
    with tempfile.TemporaryDirectory(prefix="sourcebook-") as folder:
        scratch = Path(folder)
        place = target.dataset.root / Path(target.dataset.file).name
        known = [file for table in target.dataset.tables for file in table.files]
        was = {each: each.read_bytes() for each in (*known, place) if each.is_file()}
        held = _hold(mapping, fitted, target.dataset)
        brought = incoming.bring(file, mapping, scratch)
        with uncollected():
            _take(mapping, fitted, held, brought, account, scratch)
            staged = landing.stage(target.dataset, held.values(), scratch)
        held.clear()  # its rows take more memory than all else
        contents: dict[Path, bytes] = {}
        if staged.files:
            _compare(target.dataset, staged.dataset, account)
            contents = {file: made.read_bytes() for file, made in staged.files.items()}
            told = describing.described(place, mapping, scratch)
            if told is not None:
                contents[place] = told
        if not dry_run:
            together.replace_all({each: (was[each], after) for each, after in contents.items()})
    return account


def _begun(mapping: OriginMapping, file: Path, dataset: Dataset, place: str) -> Account:
    """An account with what is known before the first row."""
    rows = mapping.rows_of(mapping.subject)
    account = Account(mapping.name, str(file), dataset.name, place=place)
    account.licence = str(mapping.source.get("license") or "")
    account.publishable, account.because = mapping.allowed, mapping.because
    account.subject = rows.table
    account.remarks = tuple(map(str, dataset.remarks))
    account.constant = {
        column: str(value.constant)
        for column, value in rows.values.items()
        if value.constant is not None
    }
    with suppress(UseError):  # There is no git.
        account.versioned = git.commit_of(dataset.root, "HEAD") is not None
    return account


def _compare(before: Dataset, after: Dataset, account: Account) -> None:
    """Note what a dataset has more of than before."""
    now = landing.totals(after)
    if not now.found and not now.unchecked:
        return  # There is nothing to hold against what was there before.
    was = landing.totals(before)
    account.after_errors = max(0, now.errors - was.errors)
    account.after = _more(now.found, was.found)
    account.unchecked = _more(now.unchecked, was.unchecked)


def _more(now: Mapping[str, int], was: Mapping[str, int]) -> dict[str, int]:
    more = {word: many - was.get(word, 0) for word, many in sorted(now.items())}
    return {word: many for word, many in more.items() if many > 0}


def _hold(mapping: OriginMapping, fitted: tuple[Fitted, ...], dataset: Dataset) -> dict[str, Held]:
    needed = {each.table.name for each in fitted} | {mapping.crosswalk.table}
    held = tables.hold(dataset, needed)
    for each in fitted:
        if each.key is not None and held[each.table.name].ids is None:
            raise UseError(
                f"{each.table.name}.{each.key}: keys can't be allotted, as its pattern is not "
                "of the form ^abc-\\d{5}$. Give it one, or say in the mapping what it is."
            )
    return held


def _take(
    mapping: OriginMapping,
    fitted: tuple[Fitted, ...],
    held: dict[str, Held],
    brought: Incoming,
    account: Account,
    scratch: Path,
) -> None:
    dataset = codebook.as_dataset(mapping, brought, scratch)
    checked = codebook.check(dataset)
    account.findings, account.broken = checked.findings, checked.broken
    account.errors = checked.errors
    own = mapping.export.own if mapping.export is not None else None
    parts = Parts(fitted, own if own in brought.labels else None)
    taking = Import(mapping, fitted, held, account, parts)
    order = mapping.rows_of(mapping.subject).identifier
    assert order is not None, "checked when the mapping was read"
    assert order.sql is not None, "an identity without a column"
    with codebook.opened(dataset, scratch) as (connection, sheet):
        codebook.bind(connection, sheet, mapping, parts.asked)
        for record in codebook.rows(connection, sheet, mapping, parts.asked, order.sql):
            taking.take(record)
        filled = codebook.filled(connection, sheet, brought.unknown)
    account.reported.sort(key=lambda each: each.row)
    used = mapping.used | _read_by_conditions(mapping, filled)
    for column, values in filled.items():
        if column not in used and values:
            why = "the mapping does not know it" if column in brought.unknown else ""
            account.left_out[column] = values, mapping.left_out.get(column, why)
    assert account.whole, "a row that is not accounted for"


def _read_by_conditions(mapping: OriginMapping, columns: dict[str, int]) -> set[str]:
    """The columns that only a condition reads: they decide which rows are made."""
    text = " ".join(rows.when or "" for rows in mapping.rows)
    return {name for name in columns if re.search(rf"\b{re.escape(name)}\b", text)}

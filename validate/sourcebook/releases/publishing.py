"""A release: held against the last one, refused or packaged with its history, and published.

Nothing is written but in the catalogue, and there only what is whole: the package is built in a
folder for temporary files. What a release that is killed leaves behind is what ``catalogue`` says;
to run it again ends it, and where it had ended already, it says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sourcebook import catalogue, package
from sourcebook.catalogue import contents, document, stores
from sourcebook.declare import open_target
from sourcebook.declare.redistribution import check_publishable
from sourcebook.errors import UseError
from sourcebook.package import history as histories
from sourcebook.releases import history, refusals, version
from sourcebook.releases.compare import compare
from sourcebook.releases.refusals import RefusedError

if TYPE_CHECKING:
    from sourcebook.catalogue import Catalog, File, Transfer
    from sourcebook.catalogue.stores import Place
    from sourcebook.findings import Progress
    from sourcebook.package.history import History
    from sourcebook.releases.changes import Diff


@dataclass(frozen=True, slots=True)
class Release:
    """What a release did, or would do."""

    dataset: str
    version: str
    last: str | None
    """The version before it; ``None`` for the first."""
    diff: Diff | None
    """What has changed since; ``None`` for the first."""
    history: History
    files: tuple[File, ...]
    """Of the package, as they lie in the catalogue."""
    url: str
    new: bool = True
    """False where this version was published before, and nothing has changed since."""
    dry: bool = False
    """Nothing was published."""


def release(
    dataset: str | Path,
    catalog: str | Path,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    transfer: Transfer | None = None,
) -> Release:
    """Publish the version that a dataset declares, if that is honest.

    Raises ``RefusedError`` where it is not, with every reason, ``InvalidDatasetError`` where the
    data are wrong or the engines disagree, and otherwise as ``compare``, ``package.build`` and
    ``catalogue.publish`` do. The catalogue is then as it was.
    """
    target = open_target(dataset)
    found = target.dataset
    if target.only is not None or not found.file:
        raise UseError(f"{dataset}: is a single table. Name the folder of a dataset.")
    check_publishable(str(dataset), found.descriptor)
    declared = refusals.declared(found)
    place = stores.open_place(catalog)
    last = _last(_catalog(place), found.name)
    reasons = [*refusals.of_tree(found)]
    moment = datetime.fromisoformat(contents.now()).astimezone(UTC)
    with TemporaryDirectory(prefix="sourcebook-release-") as folder:
        before, past, diff, old = None, histories.History(), None, found
        if last is not None:
            before = Path(folder) / "last" / f"{found.name}-{last}"
            catalogue.fetch(catalog, found.name, last, before, transfer)
            old = open_target(before).dataset
            past = histories.read(old)
            labels = f"{found.name}@{last}", str(dataset)
            diff = compare(old, found, labels=labels, progress=progress)
        reasons += refusals.of_dates(found, past, moment)
        if diff is not None and last is not None:
            if diff.same and last == found.version and not reasons:
                assert before is not None
                return _again(place, before, diff, past, catalog, dry=dry_run)
            reasons += refusals.of_version(diff, declared, version.parse(last, place.url))
            reasons += refusals.of_ids(diff, past, old, found)
        if reasons:
            raise RefusedError(found.name, tuple(reasons))
        day = moment.date().isoformat()
        told = history.first(str(declared), day)
        if diff is not None:
            told = history.after(past, diff, str(declared), day)
        new = Path(folder) / "new"
        built = package.build(dataset, new, history=told, progress=progress)
        files = contents.version_of(built).files
        if not dry_run:
            name = found.name
            catalogue.publish(
                built,
                catalog,
                transfer,
                check=lambda known: _check_last(known, place.url, name, last),
            )
    return Release(found.name, str(found.version), last, diff, told, files, place.url, dry=dry_run)


def _catalog(place: Place) -> Catalog:
    """What is published there; nothing where there is no catalogue yet."""
    content = place.read(document.NAME, document.LARGEST)
    return catalogue.Catalog() if content is None else document.parse(content, place.url)


def _last(catalog: Catalog, name: str) -> str | None:
    """The highest version, be it a pre-release or withdrawn: its ids and number are taken."""
    found = catalog.datasets.get(name)
    return found.versions[-1].version if found is not None and found.versions else None


def _check_last(catalog: Catalog, url: str, name: str, last: str | None) -> None:
    """While the package was built and sent, somebody else may have released."""
    now = _last(catalog, name)
    if now != last:
        raise UseError(
            f"{url}: {name} {now} was published meanwhile. Run it again, to compare with it."
        )


def _again(
    place: Place, before: Path, diff: Diff, past: History, catalog: str | Path, *, dry: bool
) -> Release:
    """The release of what is published already: what a killed run left undone is done."""
    known = contents.version_of(before)
    if not dry:
        catalogue.publish(before, catalog)
    return Release(
        known.dataset,
        known.version,
        known.version,
        diff,
        past,
        known.files,
        place.url,
        new=False,
        dry=dry,
    )

"""Publishing a package, and withdrawing a version; see the room's docstring for what holds then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sourcebook.catalogue import contents, document, stores
from sourcebook.catalogue.document import CatalogueError
from sourcebook.catalogue.fetching import retried
from sourcebook.catalogue.model import Catalog, Withdrawal
from sourcebook.catalogue.transfer import Quiet
from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sourcebook.catalogue.model import Version
    from sourcebook.catalogue.stores import Place
    from sourcebook.catalogue.transfer import Transfer

    Check = Callable[[Catalog], object]


@dataclass(frozen=True, slots=True)
class Published:
    """What a publish did: ``new`` is false where the same bytes were published before."""

    version: Version
    new: bool
    url: str


def publish(
    package: str | Path,
    url: str | Path,
    progress: Transfer | None = None,
    *,
    check: Check | None = None,
) -> Published:
    """Add the version in a package's folder to a catalogue, which is made if there is none.

    ``check`` is given the catalogue before the files are brought, and again as it is in the moment
    in which the version is added to it, so that nobody can come between; what it raises is raised.

    Raises ``UseError`` where the package is not whole or the version is published with other
    bytes, ``CatalogueError`` where the catalogue is wrong or doesn't do as it should, and
    ``OSError``. What was published before is then as it was.
    """
    place = stores.open_place(url)
    version = contents.version_of(Path(package))
    with place.alone():
        known = _known(place, version, check)
        if known is None:
            told = progress or Quiet()
            told.start(version.name, version.bytes)
            place.upload(version, Path(package), told)
        # Also where it is known: what an earlier run could not write any more is made good.
        catalog = place.change(
            lambda catalog: _added(catalog, version, place.url, check), None if known else version
        )
        _write_latest(place, catalog, version.dataset)
    return Published(known or version, known is None, place.url)


def withdraw(name: str, version: str, reason: str, url: str | Path) -> Version:
    """Mark a published version as one that should not be used, with the reason; it stays.

    A version that is withdrawn gets the new reason. Raises ``UseError`` where there is no such
    version or reason, and otherwise as ``publish`` does.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise UseError("A version is withdrawn for a reason. Say which.")
    place = stores.open_place(url)
    if retried(lambda: stores.read(place)).version(name, version) is None:
        raise UseError(f"{place.url}: has no {name} {version}. See sourcebook list.")
    mark = Withdrawal(contents.now(), reason)

    def marked(catalog: Catalog) -> Catalog:
        found = catalog.version(name, version)
        assert found is not None, "nothing removes a version"
        if found.withdrawn is not None and found.withdrawn.reason == reason:
            return catalog
        return _checked(catalog.with_version(replace(found, withdrawn=mark)), place.url)

    with place.alone():
        catalog = place.change(marked, None)
        _write_latest(place, catalog, name)
    found = catalog.version(name, version)
    assert found is not None
    return found


def _known(place: Place, version: Version, check: Check | None) -> Version | None:
    content = place.read(document.NAME, document.LARGEST)
    catalog = Catalog() if content is None else document.parse(content, place.url)
    _added(catalog, version, place.url, check)
    return catalog.version(version.dataset, version.version)


def _added(catalog: Catalog, version: Version, url: str, check: Check | None) -> Catalog:
    known = catalog.version(version.dataset, version.version)
    if known is None:
        if check is not None:
            check(catalog)
        return _checked(catalog.with_version(version), url)
    if known.hash == version.hash:
        return catalog
    changed = sorted({file.path for file in set(known.files) ^ set(version.files)})
    raise UseError(
        f"{url}: {version.name} is published with other bytes ({changed[0]}"
        f"{' and others' if changed[1:] else ''}), and what is published never changes. "
        "Raise the version, and build again."
    )


def _checked(catalog: Catalog, url: str) -> Catalog:
    """The catalogue, if others can read it as it will be written."""
    content = document.text(catalog)
    if len(content) > document.LARGEST:
        raise CatalogueError(f"{url}: the catalogue would be larger than anybody reads.")
    return document.parse(content, url)


def _write_latest(place: Place, catalog: Catalog, dataset: str) -> None:
    """Write ``latest.json`` until it is what the catalogue says after it was written."""
    wanted = document.latest(catalog.datasets[dataset])
    name = f"{dataset}/latest.json"
    if place.read(name, document.LARGEST) == wanted:
        return
    while True:
        place.write(name, wanted)
        now = document.latest(stores.read(place).datasets[dataset])
        if now == wanted:
            return
        wanted = now

"""Which version is meant by ``NAME``, ``NAME@RANGE`` or ``sourcebook.lock``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.catalogue import CatalogueError, names, versions
from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sourcebook.catalogue import Catalog, Dataset, Version
    from sourcebook.client.lock import Pin


def split(name: str) -> tuple[str, str | None]:
    """``NAME@RANGE`` taken apart. Raises ``UseError`` where there is no name."""
    dataset, _, wanted = name.partition("@")
    if names.dataset_flaw(dataset.strip()):
        raise UseError(f"{name!r} names no dataset. Write NAME or NAME@VERSION.")
    return dataset.strip(), wanted.strip() or None


def choose(
    catalog: Catalog,
    url: str,
    name: str,
    wanted: str | None,
    pin: Pin | None,
    remarked: Callable[[str], object],
) -> Version:
    """The version that is meant. A withdrawn one is remarked on.

    Raises ``UseError`` where there is none, and ``CatalogueError`` where the catalogue has another
    version under the number that is pinned.
    """
    dataset = catalog.datasets.get(name)
    if dataset is None:
        raise UseError(f"{url}: has no dataset {name!r}. {_hint(name, list(catalog.datasets))}")
    found = _newest(dataset, url, wanted) if pin is None else _pinned(dataset, url, wanted, pin)
    if found.withdrawn is not None:
        mark = found.withdrawn
        remarked(f"{name} {found.version} was withdrawn on {mark.on[:10]}: {mark.reason}")
    return found


def _newest(dataset: Dataset, url: str, wanted: str | None) -> Version:
    usable = {v.version: v for v in dataset.versions if v.withdrawn is None}
    every = {v.version: v for v in dataset.versions}
    found = versions.newest(every if versions.is_exact(wanted) else usable, wanted)
    if found is not None:
        return every[found]
    asked = f" in {wanted!r}" if wanted else ""
    withdrawn = versions.newest(every, wanted)
    if withdrawn is not None:
        mark = every[withdrawn].withdrawn
        assert mark is not None
        raise UseError(
            f"{dataset.name}: every version{asked} is withdrawn; {withdrawn}: {mark.reason}. "
            f"To take it all the same, ask for {dataset.name}@{withdrawn}."
        )
    *_, last = every
    raise UseError(
        f"{url}: {dataset.name} has no version{asked or ' that is not a pre-release'}. "
        f"The last of its {len(every)} is {last}: ask for {dataset.name}@{last}."
    )


def _pinned(dataset: Dataset, url: str, wanted: str | None, pin: Pin) -> Version:
    if wanted and versions.newest([pin.version], wanted) is None:
        raise UseError(
            f"{pin.file}: pins {dataset.name} {pin.version}, which is not in {wanted!r}. "
            f"Ask for that, or pin anew: sourcebook get '{dataset.name}@{wanted}' --lock."
        )
    found = dataset.version(pin.version)
    if found is None:
        raise UseError(f"{url}: has no {dataset.name} {pin.version}, which {pin.file} pins.")
    if found.hash != pin.hash:
        raise CatalogueError(
            f"{url}: {dataset.name} {pin.version} is not what {pin.file} pins: its hash is "
            f"{found.hash[:19]}… instead of {pin.hash[:19]}…. Ask the catalogue's publisher."
        )
    return found


def _hint(name: str, known: list[str]) -> str:
    from rapidfuzz.process import extractOne

    likely = extractOne(name, known, score_cutoff=60)
    return f"Did you mean {likely[0]!r}?" if likely else "See sourcebook list."

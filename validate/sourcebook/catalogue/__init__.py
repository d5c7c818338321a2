"""The catalogue: published versions of datasets, in a folder or behind an address.

What lies where, below the catalogue's root:

``catalog.json``
    What is published: datasets, their versions, of each the day, size, hash, files with checksums,
    tables with content hashes, and whether it is withdrawn and why. Its form is
    ``catalog.schema.json`` beside this file. A version is published when, and only when, it stands
    in here.
``<dataset>/<version>/…``
    The package of a version, file by file as ``sourcebook build`` wrote it.
``<dataset>/latest.json``
    Which version is the newest that is neither a pre-release nor withdrawn, for whoever reads no
    more than that. It follows from ``catalog.json``, which is right where the two differ.

What never changes: the bytes of a published version, and that it is listed. ``withdraw`` adds a
mark; nothing removes a version, and the same version with other bytes is refused. ``catalog.json``
and ``latest.json`` are the only files that are ever replaced.

What is written when: the files of the version, then ``catalog.json``, then ``latest.json``.

* In a folder a publisher holds a lock on the folder, which ends with its process. A version is
  written beside its place and renamed into it; ``catalog.json`` is renamed over the old one.
* In an object store each file of a version is created and never overwritten (``If-None-Match``),
  ``SHA256SUMS`` first, which reserves the version for these bytes; ``catalog.json`` is replaced on
  condition that it is still the one that was read (``If-Match``), and otherwise read again.

What a publish that fails, or is killed, leaves behind: all published versions as they were, and at
most files that ``catalog.json`` doesn't list. In a folder these are
``<dataset>/.<version>.<random>.partial/`` or a version that was whole; the next publish of that
version clears or replaces them. In an object store they are some files of ``<dataset>/<version>/``:
the next publish of the same bytes takes them over and adds the rest; one of other bytes is refused
while the newest of them is younger than an hour, since somebody may be at work, and then replaces
them. ``latest.json`` may be behind by that one version until the next publish.
"""

from sourcebook.catalogue.document import NAME, CatalogueError
from sourcebook.catalogue.fetching import fetch
from sourcebook.catalogue.model import Catalog, Dataset, File, Table, Version, Withdrawal
from sourcebook.catalogue.publishing import Published, publish, withdraw
from sourcebook.catalogue.stores import read
from sourcebook.catalogue.transfer import Quiet, Transfer

__all__ = [
    "NAME",
    "Catalog",
    "CatalogueError",
    "Dataset",
    "File",
    "Published",
    "Quiet",
    "Table",
    "Transfer",
    "Version",
    "Withdrawal",
    "fetch",
    "publish",
    "read",
    "withdraw",
]

"""What a dataset says about its pages: ``site.yaml`` beside its descriptor, as frozen values.

Everything in it is optional. A dataset without the file has its codebook, downloads and quality
page; with it come figures, charts, and pages for single records with the claims that bear them.
Titles and lists are DuckDB SQL over the dataset's tables, as rules are.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "site.yaml"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number on the home page: the one value that a query gives."""

    label: str
    query: str
    note: str | None
    link: str | None
    """The table whose list of records the figure leads to."""
    path: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, drawn when the site is built: Vega-Lite marks and encodings over a query's rows."""

    id: str
    title: str
    description: str
    """What it shows, in words: the text alternative."""
    note: str | None
    query: str
    layers: tuple[Mapping[str, Any], ...]
    """Each ``{mark, encoding}``, drawn over the one before; none for a map of the rows, which then
    have the columns ``latitude``, ``longitude`` and ``size``."""
    height: int
    path: str


@dataclass(frozen=True, slots=True)
class Reference:
    """How a row of a table is written where another row refers to it."""

    table: str
    title: str
    """An SQL expression over the row."""
    url: str | None
    """The field that holds its address."""
    details: tuple[str, ...]
    """Fields written small beside it."""
    language: str | None
    """The field that tells the language of the details."""
    path: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure that a record publishes as best, low and high, with parts that bear on it."""

    title: str
    best: str
    low: str | None
    high: str | None
    parts: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(name for name in (self.best, self.low, self.high, *self.parts) if name)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Rows in plain words: for each code of a field, a text in which fields stand in braces."""

    field: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Related:
    """Rows of another table that belong to a record."""

    title: str
    table: str
    by: str
    """The field of that table which holds the record's key."""
    where: Mapping[str, Any]
    show: tuple[str, ...]
    order: tuple[str, ...]
    languages: Mapping[str, str]
    """For a field with text in many languages, the field that tells which."""
    scripts: Mapping[str, str]
    note: str | None
    sentence: Sentence | None
    beside: Beside | None


@dataclass(frozen=True, slots=True)
class Beside:
    """A column that related rows have not themselves: a query gives their key and a value."""

    title: str
    query: str
    path: str


@dataclass(frozen=True, slots=True)
class Locator:
    """A map on the page of a record: a query gives its key, ``latitude`` and ``longitude``."""

    title: str
    query: str
    note: str | None
    path: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars on the page of a record: a query gives its key, a year and a number."""

    title: str
    query: str
    note: str | None
    path: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """How records stand to each other over time: a table of statements on two of them."""

    title: str
    table: str
    subject: str
    object: str
    relation: str
    start: str
    since: str | None
    """The field of the record's own table that tells when it began."""
    until: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A table each row of which has a page, and a page that lists them."""

    table: str
    one: str
    """What a row is called: ``Lake``, ``Star``."""
    title: str
    """An SQL expression over the row."""
    lead: str | None
    facts: tuple[str, ...]
    estimates: tuple[Estimate, ...]
    related: tuple[Related, ...]
    columns: tuple[str, ...]
    """Fields in the list of records, beside the title."""
    order: tuple[str, ...]
    note: str | None
    path: str
    map: Locator | None = None
    timeline: Timeline | None = None
    lineage: Lineage | None = None
    search: str | None = None
    """A query that gives a record's key and more words by which a search finds it."""


@dataclass(frozen=True, slots=True)
class Claims:
    """The table that says who said each figure, and which of its columns mean what."""

    table: str
    subject_table: str
    subject_id: str
    field: str
    value: str
    source: str
    adopted: str | None = None
    superseded_by: str | None = None
    text: str | None = None
    """The wording of the source, where it differs from the value."""
    qualifier: str | None = None
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """For a qualifier, how a value is written: ``at_least: "at least {value}"``."""
    speaker: str | None = None
    said_on: str | None = None
    printed_on: str | None = None
    """The field of the sources' table that tells when a source came out."""
    origin: str | None = None
    """The field of the sources' table that tells whose voice a source is; those that share one
    count once, and one without is not counted."""
    origin_names: str | None = None
    """A query that gives an origin and how it is written."""
    notes: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    """Codes of the notes that say nothing, and so are left out."""
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """For a claimed field, the table whose keys its values are."""


@dataclass(frozen=True, slots=True)
class Added:
    """A column of the explorer that its table has not: none, one or many values a row."""

    name: str
    title: str
    description: str | None
    query: str
    """Gives a row's key and a value; as a third column, how the value is shown."""
    refers_to: str | None
    """The table whose keys the values are: they are shown by its titles."""
    path: str


@dataclass(frozen=True, slots=True)
class Map:
    """Where the rows of the explorer are, and what is drawn below them."""

    query: str | None
    """Gives a row's key, latitude and longitude (WGS 84, degrees)."""
    property: str | None
    """The property of the site's areas which holds a value of ``area``."""
    area: str | None
    """The column of the explorer that tells a row's area."""
    note: str | None
    path: str


@dataclass(frozen=True, slots=True)
class Explorer:
    """The page on which the rows of one table are filtered, sorted and taken away."""

    table: str
    columns: tuple[str, ...] = ()
    """Those that are shown at first."""
    filters: tuple[str, ...] = ()
    """The filters that are open at first; they come before the others."""
    date: str | None = None
    """The field on the timeline."""
    add: tuple[Added, ...] = ()
    map: Map | None = None
    note: str | None = None
    path: str = "explorer"


@dataclass(frozen=True, slots=True)
class Counted:
    """What the quality page counts of a table."""

    table: str
    codes: tuple[str, ...]
    """Fields whose codes tell how exact or how sure a row is."""
    by_year: str | None
    """The field whose year the completeness of all fields is told by."""


@dataclass(frozen=True, slots=True)
class Standard:
    """Fields whose codes are those of a standard, one or several in a cell."""

    table: str
    fields: tuple[str, ...]
    of: str
    """One of ``standards.KNOWN``."""


@dataclass(frozen=True, slots=True)
class Site:
    file: str = ""
    figures: tuple[Figure, ...] = ()
    charts: tuple[Chart, ...] = ()
    references: tuple[Reference, ...] = ()
    pages: tuple[RecordPage, ...] = ()
    claims: Claims | None = None
    quality: tuple[Counted, ...] = ()
    areas: str | None = None
    """The GeoJSON file of the package that maps are drawn on."""
    explorer: Explorer | None = None
    missing: str = "no value"
    """How an empty cell is written."""
    cautions: tuple[str, ...] = ()
    """What a reader of any figure or chart has to know."""
    standards: tuple[Standard, ...] = ()

    def page(self, table: str) -> RecordPage | None:
        return next((page for page in self.pages if page.table == table), None)

    def reference(self, table: str) -> Reference | None:
        return next((other for other in self.references if other.table == table), None)

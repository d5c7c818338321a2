"""The page of sources: whose voices they are, who published them, and what rests on one alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from sourcebook.site import measures
from sourcebook.site.cells import field_title
from sourcebook.site.pages import GeneratedPage

if TYPE_CHECKING:
    from sourcebook.site.cells import Cells, Link
    from sourcebook.site.claims import Sayings
    from sourcebook.site.contents import Row


class SourcesPage:
    """Who says what a dataset publishes. Only where it has claims that refer to sources."""

    def __init__(self, cells: Cells, sayings: Sayings) -> None:
        self.cells = cells
        self.sayings = sayings
        self.title = "Sources"
        self.path = f"{cells.contents.dataset.name}/voices.md"
        self.table = cells.target(sayings.declared.table, sayings.declared.source) or ""

    def page(self) -> GeneratedPage:
        return GeneratedPage(
            path=self.path,
            title=self.title,
            template="voices.html",
            values=self._values,
            description="Whose voices the sources are, who published them, and what rests on one.",
        )

    def _values(self, link: Link) -> dict[str, Any]:
        claims: dict[Any, list[Row]] = defaultdict(list)
        for row in self.cells.contents.rows[self.sayings.declared.table]:
            claims[row[self.sayings.declared.source]].append(row)
        told = list(measures.figures(self.cells, self.sayings))
        alone = [one for one in told if len(one.voices.origins) == 1]
        key = self.cells.key(self.table)
        origin = self.sayings.declared.origin
        publishers = self._grouped(claims, lambda row: self.cells.title(self.table, row[key]))
        return {
            "site": self.cells.site,
            "sources": len(self.sayings.sources),
            "origins": self._grouped(claims, self._voice) if origin else [],
            "publishers": publishers,
            "figures": len(told),
            "unheard": sum(not one.voices.origins for one in told),
            "alone": [
                (
                    self.cells.reference(one.table, one.key, link),
                    one.title,
                    one.voices.origins[0][0],
                    one.voices.claims,
                )
                for one in alone
            ],
            "origin_title": self._title(origin) if origin else "",
            "codebook": link(f"{self.cells.contents.dataset.name}/codebook/{self.table}.md"),
        }

    def _voice(self, source: Row) -> str | None:
        """Whose voice a source is, in words."""
        origin = source[self.sayings.declared.origin or ""]
        return None if origin in (None, "") else self.sayings.voice(str(origin))

    def _title(self, name: str) -> str:
        return field_title(self.cells.table(self.table).field(name))

    def _grouped(self, claims: dict[Any, list[Row]], by: Any) -> list[dict[str, Any]]:
        """The sources by what a function gives of each, those that said most first."""
        declared = self.sayings.declared
        groups: dict[Any, list[Row]] = defaultdict(list)
        for row in self.sayings.sources.values():
            groups[by(row)].append(row)
        found = []
        key = self.cells.key(self.table)
        for name, sources in groups.items():
            said = [claim for source in sources for claim in claims[source[key]]]
            papers = Counter(self.cells.title(self.table, source[key]) for source in sources)
            found.append(
                {
                    "name": name,
                    "sources": len(sources),
                    "claims": len(said),
                    "adopted": sum(
                        bool(declared.adopted and row[declared.adopted]) for row in said
                    ),
                    "records": len(
                        {(r[declared.subject_table], r[declared.subject_id]) for r in said}
                    ),
                    "publishers": [paper for paper, _ in papers.most_common(3)],
                    "others": max(len(papers) - 3, 0),
                }
            )
        return sorted(
            found, key=lambda one: (one["name"] is None, -one["claims"], str(one["name"]))
        )

"""How records stand to each other over time: a line each, and marks where one turned to another.

A record of many relations has them all in the table below the drawing; this shows its lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sourcebook.site import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sourcebook.site.cells import Cells, Link
    from sourcebook.site.contents import Row
    from sourcebook.site.declared import Lineage

_LINE = 40
_TOP = 14
_LEFT, _RIGHT = 2.0, 97.0
_KINDS = 6
"""How many kinds of relation have a colour of their own."""
_MOST = 14
"""How many others stand in one drawing; those with a date come first."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What all statements of one kind on two records say: ``since`` is the earliest start of those
    that tell it most exactly.
    """

    subject: Any
    kind: str
    object: Any
    since: float | None


class Lines:
    """The relations between the records of one table."""

    def __init__(self, cells: Cells, table: str, declared: Lineage) -> None:
        self.cells = cells
        self.declared = declared
        self.table = table
        self.rows = cells.contents.by_key(table)
        self.kinds: list[str] = []
        self._about: dict[Any, list[Relation]] = {}
        self.latest = 0.0
        """The end of every drawing: the last year that any relation began in."""
        for relation in self._relations():
            for key in {relation.subject, relation.object}:
                self._about.setdefault(key, []).append(relation)
            self.latest = max(self.latest, relation.since or 0.0)

    def _relations(self) -> list[Relation]:
        found: dict[tuple[Any, str, Any], list[str]] = {}
        for row in self.cells.contents.rows[self.declared.table]:
            subject, other = row[self.declared.subject], row[self.declared.object]
            if subject not in self.rows or other not in self.rows:
                continue
            about = (subject, str(row[self.declared.relation]), other)
            starts = found.setdefault(about, [])
            if year(row[self.declared.start]) is not None:
                starts.append(str(row[self.declared.start]))
        counts: dict[str, int] = {}
        for _, kind, _ in found:
            counts[kind] = counts.get(kind, 0) + 1
        self.kinds = sorted(counts, key=lambda kind: (-counts[kind], kind))
        return [Relation(*about, _earliest(starts)) for about, starts in found.items()]

    def colour(self, kind: str) -> int:
        """The number of the kind's colour; the last one serves all that are rare."""
        return min(self.kinds.index(kind), _KINDS - 1)

    def kind(self, kind: str) -> str:
        """The relation in words."""
        from sourcebook.site.cells import category

        field = self.cells.table(self.declared.table).field(self.declared.relation)
        code = category(field, kind)
        return (code.label if code else None) or kind.replace("_", " ")

    def draw(self, key: Any, link: Link) -> dict[str, Any] | None:
        """The record among those it has to do with; ``None`` where nothing has a date."""
        about = [r for r in self._about.get(key, ()) if r.subject != r.object]
        dated = sorted((r for r in about if r.since is not None), key=lambda r: (r.since, r.kind))
        if not dated:
            return None
        shown = list(dict.fromkeys(r.object if r.subject == key else r.subject for r in dated))
        others = shown[:_MOST]
        keys = [key, *others]
        spans = {one: self._span(self.rows[one]) for one in keys}
        drawn = [r for r in dated if {r.subject, r.object} <= set(keys)]
        times = [r.since for r in drawn if r.since is not None]
        times += [time for span in spans.values() for time in span if time is not None]
        scale = _Years(min(times), max(*times, self.latest))
        parts = [*_years(scale, len(keys))]
        parts += [self._life(n, spans[one], scale, focus=one == key) for n, one in enumerate(keys)]
        parts += [self._mark(relation, keys, scale) for relation in drawn]
        # The names come last, so that no line runs through one.
        parts += [self._name(n, one, link, focus=one == key) for n, one in enumerate(keys)]
        used = [kind for kind in self.kinds if any(r.kind == kind for r in drawn)]
        return {
            "svg": Markup(
                '<svg class="sb-lineage" width="100%" height="{}" '
                'role="group" aria-label="{}">{}</svg>'
            ).format(
                _TOP + _LINE * len(keys) + 24, self._alternative(drawn), Markup("").join(parts)
            ),
            "legend": legend((self.colour(kind), self.kind(kind)) for kind in used),
            "more": len(shown) - len(others),
        }

    def _span(self, row: Row) -> tuple[float | None, float | None]:
        since = year(row[self.declared.since]) if self.declared.since else None
        until = year(row[self.declared.until]) if self.declared.until else None
        return since, until

    def _name(self, number: int, key: Any, link: Link, *, focus: bool) -> Markup:
        """A record's name above its line, which leads to its page."""
        down = _TOP + _LINE * number + 28
        name = text.visible(self.cells.title(self.table, key))
        short = name if len(name) <= 44 else name[:43] + "…"
        label = Markup('<text x="{}%" y="{}"{}>{}</text>').format(
            _LEFT, down - 11, Markup(' class="sb-focus"') if focus else "", short
        )
        if focus:
            return label
        address = link(self.cells.address(self.table, key))
        return Markup('<a href="{}">{}</a>').format(address, label)

    def _life(
        self, number: int, span: tuple[float | None, float | None], scale: _Years, *, focus: bool
    ) -> Markup:
        """A record's line from when it began to when it ended, if that is known."""
        down = _TOP + _LINE * number + 28
        since = scale.low if span[0] is None else span[0]
        until = scale.high if span[1] is None else span[1]
        kinds = ["sb-life"]
        kinds += ["sb-focus"] if focus else []
        kinds += ["sb-vague"] if span[0] is None else []
        return _line(" ".join(kinds), scale.across(since), down, scale.across(until), down)

    def _mark(self, relation: Relation, keys: Sequence[Any], scale: _Years) -> Markup:
        """From the one to the other at the time, with a dot at the subject."""
        assert relation.since is not None
        ends = [_TOP + _LINE * keys.index(k) + 28 for k in (relation.subject, relation.object)]
        across = round(scale.across(relation.since), 2)
        return Markup(
            '<g class="sb-kind-{}"><title>{}</title>{}<circle cx="{}%" cy="{}" r="4.5"/></g>'
        ).format(
            self.colour(relation.kind),
            self._sentence(relation),
            _line("", across, ends[0], across, ends[1]),
            across,
            ends[0],
        )

    def _sentence(self, relation: Relation) -> str:
        subject, other = (
            text.visible(self.cells.title(self.table, key))
            for key in (relation.subject, relation.object)
        )
        words = f"{subject}: {self.kind(relation.kind)} {other}"
        return words if relation.since is None else f"{words}, {int(relation.since)}"

    def _alternative(self, drawn: Sequence[Relation]) -> str:
        return ". ".join(self._sentence(relation) for relation in drawn) + "."


def legend(kinds: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Each colour with what it stands for; one may stand for several kinds."""
    found: dict[int, list[str]] = {}
    for colour, words in kinds:
        found.setdefault(colour, []).append(words)
    return [(colour, ", ".join(words)) for colour, words in found.items()]


@dataclass(frozen=True, slots=True)
class _Years:
    low: float
    high: float

    def across(self, time: float) -> float:
        span = (self.high - self.low) or 1
        return round(_LEFT + (_RIGHT - _LEFT) * (time - self.low) / span, 2)

    def ticks(self) -> list[int]:
        step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 1000) if (self.high - self.low) / s <= 6)
        first = -int(-self.low // step) * step
        return list(range(first, int(self.high) + 1, step)) or [int(self.low)]


def _years(scale: _Years, count: int) -> list[Markup]:
    bottom = _TOP + _LINE * count + 4
    parts = []
    for tick in scale.ticks():
        across = scale.across(max(tick, scale.low))
        parts.append(_line("sb-break", across, _TOP, across, bottom))
        parts.append(
            Markup('<text x="{}%" y="{}" text-anchor="middle">{}</text>').format(
                across, bottom + 15, tick
            )
        )
    return parts


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> Markup:
    name = Markup(' class="{}"').format(kind) if kind else Markup("")
    return Markup('<line{} x1="{}%" y1="{}" x2="{}%" y2="{}"/>').format(name, x1, y1, x2, y2)


def _earliest(starts: list[str]) -> float | None:
    exactly = max(map(len, starts), default=0)
    return min(
        (at for s in starts if len(s) == exactly and (at := year(s)) is not None), default=None
    )


def year(value: Any) -> float | None:
    """A date, whole or reduced, as years and a part of one; ``None`` where it is none."""
    found = re.match(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", str(value)) if value else None
    if found is None:
        return None
    month, day = int(found[2] or 1), int(found[3] or 1)
    return int(found[1]) + (month - 1) / 12 + (day - 1) / 366

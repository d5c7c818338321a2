"""For all small worlds and all edits of them: the diff says exactly those edits, and no others."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import sourcebook
from releases.world import World, applied, edited, valued, worlds, written
from sourcebook.catalogue.versions import parse
from sourcebook.releases import Level
from sourcebook.releases.version import is_enough, least

if TYPE_CHECKING:
    from collections.abc import Iterator

many = settings(
    max_examples=25,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def comparison(draw: Any, old: World, new: World) -> sourcebook.releases.Diff:
    with tempfile.TemporaryDirectory() as folder:
        one, other = (
            written(draw, world, Path(folder) / name)
            for world, name in ((old, "old"), (new, "new"))
        )
        return sourcebook.diff(one, other, limit=None)


def rows(world: World, table: str, names: list[str]) -> Iterator[tuple[Any, ...]]:
    for row in world.rows[table]:
        values = valued(table, row)
        yield tuple(values.get(name) for name in names)


@many
@given(st.data())
def test_the_diff_says_exactly_the_edits(data: st.DataObject) -> None:
    old = data.draw(worlds())
    new = edited(data.draw, old)
    diff = comparison(data.draw, old, new)
    assert {(each.table, each.field, each.what) for each in diff.schema} == new.told
    for table in diff.tables:
        kept = [name for name in old.names(table.name) if name in new.names(table.name)]
        if not table.key:
            was, now = (Counter(rows(world, table.name, kept)) for world in (old, new))
            assert table.removed == (was - now).total()
            assert table.added == (now - was).total()
            continue
        was, now = (
            {world.key(table.name, row): valued(table.name, row) for row in world.rows[table.name]}
            for world in (old, new)
        )
        by_kind = {
            kind: {r.key for r in table.rows if r.kind == kind}
            for kind in ("added", "removed", "withdrawn", "merged")
        }
        assert by_kind["added"] == now.keys() - was.keys()
        assert by_kind["removed"] == was.keys() - now.keys()
        differing = {
            (key, name)
            for key in was.keys() & now.keys()
            for name in kept
            if was[key][name] != now[key][name]
        }
        assert {(cell.key, cell.field) for cell in table.cells} == differing
        assert table.changed == len({key for key, _ in differing})
        merged = {key for key, name in differing if name == "into" and now[key]["into"] is not None}
        void = {key for key, name in differing if name == "status" and now[key]["status"] == "void"}
        assert by_kind["merged"] == merged
        assert by_kind["withdrawn"] == void - merged


@many
@given(st.data())
def test_the_diff_applied_to_the_old_version_gives_the_new_one(data: st.DataObject) -> None:
    old = data.draw(worlds())
    new = edited(data.draw, old)
    diff = comparison(data.draw, old, new)
    for table, found in applied(diff, old, new).items():
        names = [name for name in new.names(table) if name in old.names(table)]
        given_back = Counter(tuple(row.get(name) for name in names) for row in found)
        assert given_back == Counter(rows(new, table, names))


@many
@given(st.data())
def test_the_version_is_the_smallest_that_is_honest(data: st.DataObject) -> None:
    old = data.draw(worlds())
    new = edited(data.draw, old)
    wanted = {*new.levels}
    for table in new.rows:
        kept = [name for name in old.names(table) if name in new.names(table)]
        was, now = (Counter(rows(world, table, kept)) for world in (old, new))
        keys = [Counter(world.key(table, row) for row in world.rows[table]) for world in (old, new)]
        if table == "things" and keys[0] - keys[1]:
            wanted.add(Level.MAJOR)
        added = keys[1] - keys[0] if table != "notes" else now - was
        wanted |= {Level.MINOR} if added else set()
        wanted |= {Level.PATCH} if was != now else set()
    diff = comparison(data.draw, old, new)
    assert diff.level == max(wanted, default=None)
    assert diff.same == (not wanted)
    last = parse("1.2.3")
    smallest = {None: "1.2.4", Level.PATCH: "1.2.4", Level.MINOR: "1.3.0", Level.MAJOR: "2.0.0"}
    assert str(least(last, diff.level)) == smallest[diff.level]
    honest = [
        each
        for each in ("1.2.3", "1.2.4", "1.3.0", "2.0.0")
        if is_enough(parse(each), last, diff.level)
    ]
    assert honest[0] == smallest[diff.level]


@many
@given(st.data())
def test_a_version_is_the_same_as_itself_in_any_spelling_and_order(data: st.DataObject) -> None:
    world = data.draw(worlds())
    other = world.copy()
    for table in other.rows:
        other.rows[table] = data.draw(st.permutations(other.rows[table]))
    assert comparison(data.draw, world, other).same

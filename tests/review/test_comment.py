"""The comment: whatever stands in the data, it stays text; whatever its length, it can be posted."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import command
from report.test_markdown import LINKED, Page
from reportreaders import github_html
from review.comments import LONGEST, serving
from sourcebook.errors import UseError
from sourcebook.report.visible import visible
from sourcebook.review.comment import Change, Changes, Comment, Group, dump, load
from sourcebook.review.event import Event
from sourcebook.review.forge import Forge
from sourcebook.review.markdown import ROOM, body, marker, text

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "</code></details>@evil #1 <img src=x onerror=y> [a](http://b) ![c](d) `x` \\| | a|b\n\n# head\r\n--> `"

TEXT = st.one_of(
    st.just(HOSTILE),
    st.text(max_size=30),
    st.text(st.sampled_from("`|\\<>&@#*_[]()!:/-\n x1"), max_size=30),
)


@st.composite
def comments(draw: st.DrawFn) -> Comment:
    texts = st.lists(TEXT, max_size=2).map(tuple)
    groups = st.lists(st.builds(Group, TEXT, TEXT, TEXT, TEXT, texts), max_size=2).map(tuple)
    change = st.builds(Change, TEXT, TEXT, st.none() | TEXT, st.none() | TEXT)
    changes = st.builds(
        Changes, TEXT, TEXT, st.integers(0, 9), st.lists(change, max_size=3).map(tuple)
    )
    return draw(
        st.builds(
            Comment, TEXT, st.booleans(), TEXT, TEXT, texts, st.booleans(),
            groups, groups, groups, texts, st.lists(changes, max_size=2).map(tuple),
        )
    )  # fmt: skip


OURS = {
    "h2", "h3", "p", "ul", "li", "strong", "code", "details", "summary", "em",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


@settings(max_examples=60)
@given(comments())
def test_no_text_becomes_markup_a_link_or_a_mention(comment: Comment) -> None:
    page = Page(github_html(text(comment)))
    assert page.tags <= OURS
    assert not LINKED.search(page.bare), page.bare
    assert page.bare.count("Sourcebook:") >= 1
    head = body(comment).partition("\n")[0]
    assert head == marker(comment)
    assert head.count("-->") == 1


@settings(max_examples=40)
@given(st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=3))
def test_every_change_is_a_row_of_four_cells_that_shows_its_texts(
    changes: list[tuple[str, str, str]],
) -> None:
    listed = tuple(Change(row, f"f{row}", old, new) for row, old, new in changes)
    comment = Comment("d", True, "v", "main", changes=(Changes("t", "x", len(listed), listed),))
    html = github_html(text(comment))
    rows = html.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]
    assert len(rows) == len(listed)
    for row, change in zip(rows, listed, strict=True):
        assert row.count("<td>") == 4
        shown = Page(row).text
        for told in (change.row, change.field, change.old, change.new):
            assert visible(told or "") in shown


def test_what_is_long_is_cut_so_that_github_takes_it_and_the_cut_is_told() -> None:
    findings = tuple(f"orders.csv:{n}:1: {'x' * 300}" for n in range(1000))
    group = Group("orders", "error", "type-error", "70,000 found", findings)
    cells = tuple(Change(f"k{n}", "f", "a" * 300, None) for n in range(1000))
    comment = Comment(
        "d", False, "v", "main", new=(group,) * 5, old=(group,) * 5,
        changes=(Changes("orders", "5,000 cells changed", 5000, cells),) * 5,
    )  # fmt: skip
    posted = body(comment)
    assert len(posted) < LONGEST
    assert "more, for which there is no room here" in posted
    assert posted.count("70,000 found") == 10
    vast = replace(comment, verdict="`@evil` " * 100_000, new=(group,) * 3000)
    assert len(body(vast)) <= ROOM + 100
    page = Page(github_html(text(vast)))
    assert "There is no room here for the rest" in page.text
    assert not LINKED.search(page.bare)


@settings(max_examples=30)
@given(comments())
def test_a_comment_is_read_as_it_was_written(comment: Comment) -> None:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "comment.json"
        file.write_bytes(dump(comment))
        assert load(file) == comment


GOOD = json.loads(dump(Comment("d", True, "v", "main")))


@pytest.mark.parametrize(
    "value",
    [
        b"", b"{", b"[]", b"\xff", b"[" * 100_000, b"9" * 5000,
        {}, {**GOOD, "format": 2}, {**GOOD, "verdict": 1}, {**GOOD, "valid": "yes"},
        {**GOOD, "remarks": "abc"}, {**GOOD, "new": [1]}, {**GOOD, "new": [{}]},
        {**GOOD, "changes": [{"table": "t", "totals": "", "total": True, "listed": []}]},
        {**GOOD, "changes": None},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_comment_is_refused_in_one_line(value: Any, tmp_path: Path) -> None:
    file = tmp_path / "comment.json"
    file.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())
    with pytest.raises(UseError, match=r"is no comment: .* Give the folder that"):
        load(file)


def test_a_lone_surrogate_in_what_a_stranger_wrote_is_shown_as_an_escape(tmp_path: Path) -> None:
    file = tmp_path / "comment.json"
    file.write_text(json.dumps({**GOOD, "verdict": "\ud800", "about": "\ud800"}), "utf-8")
    assert "\\ud800" in body(load(file))


# The commands, without a workflow around them.


def test_outside_of_a_workflow_the_next_step_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "comment.json").write_bytes(dump(Comment("d", True, "v", "main")))
    for name in ("GITHUB_REPOSITORY", "GITHUB_TOKEN", "GITHUB_EVENT_PATH", "GITHUB_EVENT_NAME"):
        monkeypatch.delenv(name, raising=False)
    assert command.run(tmp_path, "comment", ".") == (
        2, "", "sourcebook: GITHUB_REPOSITORY is not set. Run this in a workflow of GitHub, or set it.\n",
    )  # fmt: skip
    assert command.run(tmp_path, "comment", "nowhere") == (
        2, "",
        "sourcebook: nowhere/comment.json: is no comment: No such file or directory. Give the folder that `sourcebook review` has written.\n",
    )  # fmt: skip


PULL = Event("pull_request", {"pull_request": {"number": 7}})


def test_a_short_failure_of_the_server_is_tried_again_and_nothing_is_written_twice() -> None:
    with serving() as server:
        forge = Forge(server.url, "own/er", "writes")
        server.failing = 1
        assert forge.ours(7, "<!-- x -->") is None
        assert len(server.asked) == 2
        server.failing = 1
        with pytest.raises(UseError, match=r"GitHub says: 502 Server Error. Run it again\."):
            forge.write(7, "<!-- x -->", None)
        assert server.asked[2:] == ["POST /repos/own/er/issues/7/comments"]


def test_a_server_that_is_not_there_is_told_and_the_token_is_not() -> None:
    forge = Forge("http://127.0.0.1:9", "own/er", "secret")
    assert "secret" not in repr(forge)
    with pytest.raises(UseError) as caught:
        forge.write(7, "x", None)
    assert str(caught.value).startswith("http://127.0.0.1:9: can't be reached (")
    assert "secret" not in str(caught.value)


def test_a_value_of_an_event_that_is_something_else_is_none() -> None:
    event = Event("pull_request", {"pull_request": {"number": "7; rm", "base": []}})
    assert event.number is None
    assert event.commit("pull_request", "base", "sha") is None
    assert Event("push", {"before": "0" * 40}).commit("before") is None
    assert Event("push", {"before": "--upload-pack=x"}).commit("before") is None
    assert PULL.number == 7

"""``catalog.json`` may be anybody's: what it holds is right, or it is refused in one line."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcebook.catalogue import CatalogueError, names, publish
from sourcebook.catalogue.document import parse, text
from sourcebook.catalogue.model import File, total

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def catalog(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("catalogue")
    publish(package, folder)
    return json.loads((folder / "catalog.json").read_text("utf-8"))


def refused(content: bytes | Any) -> str:
    given_ = content if isinstance(content, bytes) else json.dumps(content).encode()
    with pytest.raises(CatalogueError) as error:
        parse(given_, "https://example.org/data")
    told = str(error.value)
    assert "\n" not in told
    assert len(told) < 700
    assert told.startswith("https://example.org/data/catalog.json: ")
    return told


def test_what_is_written_is_read_again_and_written_alike(catalog: Any) -> None:
    read = parse(json.dumps(catalog).encode(), "x")
    assert text(parse(text(read), "x")) == text(read)
    assert json.loads(text(read)) == catalog


def test_what_a_later_version_adds_is_passed_over(catalog: Any) -> None:
    changed = copy.deepcopy(catalog)
    changed["licence"] = changed["datasets"]["bakery"]["doi"] = "x"
    assert parse(json.dumps(changed).encode(), "x") == parse(json.dumps(catalog).encode(), "x")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is not JSON"),
        (b"<!doctype html><title>Hello</title>", "is not JSON"),
        (b"\xff\xfe{}", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b'{"format": 1, "format": 1, "datasets": {}}', "a name is there twice"),
        (b"[]", "is no catalogue"),
        (b"{}", "is no catalogue"),
        (b'{"format": 2, "datasets": {}}', "Install a newer one"),
        (b'{"format": 1, "datasets": []}', "is no catalogue"),
        (b'{"format": 1, "datasets": {"a": {"versions": {}}}}', "is no catalogue"),
        (b'{"format": NaN, "datasets": {}}', "is no catalogue"),
        (b'{"format": ' + b"1" * 5000 + b', "datasets": {}}', "is not JSON"),
    ],
)
def test_what_is_no_catalogue_is_refused(content: bytes, told: str) -> None:
    assert told in refused(content)


PATHS = [
    "../../outside", "data/../../outside", "..", "/etc/passwd", "C:/autoexec.bat", "c:x", "a\\..\\b",
    "\\\\host\\share", "data/", "data//x", "./x", "a/./b", "nul", "data/CON.csv", "com1.txt", "LPT9",
    "COM¹.csv", "conin$", "x:stream", "x.", "x ", " x", "a\x00b", "a\nb", "a\u202eb", "x?y", "x#y",
    "x%2e%2e", "*", "~root", ".hidden", ".catalog.json.partial", "a" * 201, "a/" * 300 + "b", "a|b",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_is_not_the_same_everywhere_is_refused(catalog: Any, path: str) -> None:
    changed = copy.deepcopy(catalog)
    version = changed["datasets"]["bakery"]["versions"]["1.0.0"]
    version["files"][path] = {"bytes": 1, "sha256": "0" * 64}
    assert "the file" in refused(changed)
    assert names.path_flaw(path) is not None


@pytest.mark.parametrize(
    "pair", [("readme.md", "README.md"), ("a", "a/b"), ("A/b", "a"), ("\u00e9", "e\u0301")]
)
def test_paths_that_some_system_takes_for_one_another_are_refused(
    catalog: Any, pair: tuple[str, str]
) -> None:
    changed = copy.deepcopy(catalog)
    version = changed["datasets"]["bakery"]["versions"]["1.0.0"]
    version["files"] = {key: {"bytes": 1, "sha256": "0" * 64} for key in pair}
    assert "twice on some systems" in refused(changed)


@pytest.mark.parametrize(
    "name", ["../x", "a/b", "a..b", ".", "", "nul", "COM1.data", "a b", "ä", "x\n"]
)
def test_a_dataset_is_named_so_that_it_can_be_a_folder(catalog: Any, name: str) -> None:
    changed = copy.deepcopy(catalog)
    changed["datasets"][name] = changed["datasets"].pop("bakery")
    refused(changed)


@pytest.mark.parametrize(
    "version", ["1.0", "../1.0.0", "1.0.0/..", "1.0.0\n", "1.0.0-01", "v1.0.0", "٣.0.0"]
)
def test_a_version_is_one_as_semver_has_it(catalog: Any, version: str) -> None:
    changed = copy.deepcopy(catalog)
    versions = changed["datasets"]["bakery"]["versions"]
    versions[version] = versions.pop("1.0.0")
    refused(changed)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"hash": "sha256:" + "0" * 64}, "its hash or size is not that of its files"),
        ({"bytes": 1}, "its hash or size is not that of its files"),
        ({"bytes": -1}, "is no catalogue"),
        ({"bytes": 10**400}, "is no catalogue"),
        ({"published": "yesterday"}, "is no catalogue"),
        ({"withdrawn": {"on": "2026-01-01T00:00:00Z", "reason": ""}}, "is no catalogue"),
        ({"tables": {"breads": {"files": {"csv": "../x"}}}}, "a file that is not listed"),
        ({"files": {}}, "is no catalogue"),
    ],
)
def test_an_entry_that_contradicts_itself_is_refused(catalog: Any, change: Any, told: str) -> None:
    changed = copy.deepcopy(catalog)
    changed["datasets"]["bakery"]["versions"]["1.0.0"].update(change)
    assert told in refused(changed)


@settings(max_examples=50)
@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(
        st.text() | st.sampled_from(["format", "datasets", "versions", "files", "a", "1.0.0"]), inner
    ),
))  # fmt: skip
def test_any_json_is_a_catalogue_or_refused_in_a_line(value: Any) -> None:
    content = json.dumps(value).encode()
    try:
        parse(content, "x")
    except CatalogueError:
        refused(content)


def test_the_hash_of_a_version_is_what_sha256sum_prints_of_its_files() -> None:
    # printf 'AA  a\nBB  b\n' | sha256sum, with the digits in full
    files = [File("b", 1, "b" * 64), File("a", 1, "a" * 64)]
    import hashlib

    printed = f"{'a' * 64}  a\n{'b' * 64}  b\n".encode()
    assert total(files) == f"sha256:{hashlib.sha256(printed).hexdigest()}"

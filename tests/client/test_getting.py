"""Getting and loading: which version, from where, and what is told on the way."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import sourcebook
from packages import variant
from sourcebook import client
from sourcebook.catalogue import CatalogueError, publish
from sourcebook.client.getting import find
from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hostile import Server


def command(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sourcebook", *arguments],
        env={**os.environ, **env}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def version_of(name: str) -> str:
    return find(name, None, client.getting.warn).version.version


@pytest.mark.parametrize("kind", ["polars", "pandas", "arrow", "duckdb"])
def test_a_table_is_loaded_as_the_kind_that_is_asked_for(server: Server, kind: str) -> None:
    del server
    loaded = sourcebook.load("orders", dataset="bakery", version="1", as_=kind)
    rows = loaded.fetchall() if kind == "duckdb" else None
    module = {"polars": "polars", "pandas": "pandas", "arrow": "pyarrow", "duckdb": "duckdb"}[kind]
    assert type(loaded).__module__.startswith(module)
    assert len(rows if rows is not None else loaded) == 5


def test_a_path_with_marks_of_a_pattern_is_only_a_path(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del server
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "c*a[c]h?e"))
    assert len(sourcebook.load("orders", as_="duckdb").fetchall()) == 5
    assert len(sourcebook.load("orders")) == 5


def test_the_dataset_may_be_left_out_where_one_has_the_table(server: Server) -> None:
    del server
    assert sourcebook.load("breads")["bread_id"].to_list() == ["brd-01", "brd-02", "brd-03"]
    with pytest.raises(UseError, match=r"No dataset has a table 'cakes'. Name the dataset: bakery"):
        sourcebook.load("cakes")
    with pytest.raises(UseError, match=r"has no table 'cakes'. It has: breads, orders"):
        sourcebook.load("cakes", dataset="bakery")
    with pytest.raises(UseError, match="is no kind of table"):
        sourcebook.load("breads", as_="numpy")


def test_a_withdrawn_version_is_passed_over_and_told_of(server: Server) -> None:
    del server
    assert version_of("bakery") == "1.2.0"
    assert version_of("bakery@<1.2") == "1.0.0"
    assert version_of("bakery@>=2.0.0-rc.1") == "2.0.0-rc.1"
    with pytest.warns(UserWarning, match=r"1\.1\.0 was withdrawn on .*: the rye was wheat") as told:
        assert version_of("bakery@1.1.0") == "1.1.0"
    assert told[0].filename == __file__
    with pytest.raises(UseError, match=r"every version in '1.1' is withdrawn; 1.1.0: the rye was"):
        version_of("bakery@1.1")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("bakrey", "has no dataset 'bakrey'. Did you mean 'bakery'?"),
        ("weather", "has no dataset 'weather'. See sourcebook list."),
        ("bakery@7", "bakery has no version in '7'. The last of its 4 is 2.0.0-rc.1"),
        ("bakery@^1", "'^1' is no version or range"),
        ("@1", "'@1' names no dataset"),
        ("../x", "names no dataset"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(server: Server, name: str, told: str) -> None:
    del server
    with pytest.raises(UseError) as error:
        client.get(name)
    assert told in str(error.value)


def test_files_come_by_table_and_by_format(server: Server, cache: Path, tmp_path: Path) -> None:
    folder = client.get("bakery@1.0.0")
    assert folder.is_relative_to(cache)
    assert folder.name == "bakery-1.0.0"
    check = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(check, cwd=folder, check=False).returncode == 0
    served = {f.relative_to(server.folder / "bakery/1.0.0"): f.read_bytes()
              for f in (server.folder / "bakery/1.0.0").rglob("*") if f.is_file()}  # fmt: skip
    assert {
        f.relative_to(folder): f.read_bytes() for f in folder.rglob("*") if f.is_file()
    } == served

    assert client.get("bakery@1.0.0", table="breads").name == "breads.parquet"
    to = tmp_path / "to"
    assert client.get("bakery@1.0.0", table="breads", format="csv", to=to) == to / "breads.csv"
    assert (to / "breads.csv").read_bytes() == served[
        (folder / "data/breads.csv").relative_to(folder)
    ]
    whole = client.get("bakery@1.0.0", format="csv", to=to)
    assert whole == to / "bakery-1.0.0"
    assert sorted(f.name for f in whole.rglob("*.*")) == [
        "breads.csv", "changes.csv", "orders.csv"
    ]  # fmt: skip
    assert client.get("bakery@1.0.0", format="xlsx") == folder / "bakery.xlsx"
    with pytest.raises(
        UseError, match=r"the table breads is not there as tsv. It is as: csv, parq"
    ):
        client.get("bakery@1.0.0", table="breads", format="tsv")
    with pytest.raises(UseError, match=r"bakery-1.0.0 is not there as tsv"):
        client.get("bakery@1.0.0", format="tsv")


def test_a_folder_for_comparing_is_a_whole_package(server: Server) -> None:
    folder = client.folder("bakery@1.2.0")
    assert not list(folder.glob("*.zip"))
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    asked = len(server.asked)
    assert client.folder("bakery@1.2.0") == folder
    assert [path for path, _ in server.asked[asked:]] == ["catalog.json"]


def test_without_the_server_the_cache_serves_and_says_so(
    catalogue: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import hostile

    del cache
    with hostile.serving(catalogue) as server:
        monkeypatch.setenv("SOURCEBOOK_CATALOG", server.url)
        sourcebook.load("orders")
    with pytest.warns(UserWarning, match=r"can't be reached .* from the cache, as of 20"):
        assert len(sourcebook.load("orders")) == 5
    with (
        pytest.warns(UserWarning, match="from the cache"),
        pytest.raises(CatalogueError, match="Try again later"),
    ):
        sourcebook.load("breads")
    monkeypatch.setenv("SOURCEBOOK_CATALOG", f"{server.url}/never-seen")
    with pytest.raises(CatalogueError, match=r"can't be reached \(connection refused\)"):
        sourcebook.load("orders")


def test_a_catalogue_in_a_bucket_is_read_like_any_other(
    package: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from buckets import serving

    with serving() as s3:
        for name, value in s3.variables.items():
            monkeypatch.setenv(name, value)
        target = s3.target()
        publish(package, target.url)
        monkeypatch.setenv("SOURCEBOOK_CATALOG", target.url)
        assert len(sourcebook.load("orders")) == 5
        file = client.get("bakery", table="breads", format="csv")
        part = file.with_name(
            f".breads.csv.{hashlib.sha256(file.read_bytes()).hexdigest()[:16]}.part"
        )
        part.write_bytes(file.read_bytes()[:40])
        file.unlink()
        assert client.get("bakery", table="breads", format="csv") == file
        assert file.read_bytes() == (package / "data/breads.csv").read_bytes()
    assert not list(cache.rglob("*.part"))


# Which catalogue.


def test_the_catalogue_is_that_of_the_call_the_environment_or_the_project(
    catalogue: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del cache
    with pytest.raises(UseError, match=r"No catalogue is named. Set SOURCEBOOK_CATALOG"):
        client.listed()
    relative = os.path.relpath(catalogue, tmp_path)
    (tmp_path / "pyproject.toml").write_text(f'[tool.sourcebook]\ncatalog = "{relative}"\n')
    assert list(client.listed().datasets) == ["bakery"]
    monkeypatch.setenv("SOURCEBOOK_CATALOG", str(tmp_path / "nowhere"))
    with pytest.raises(CatalogueError, match=r"nowhere: there is no catalog.json"):
        client.listed()
    assert list(client.listed(catalogue).datasets) == ["bakery"]
    monkeypatch.delenv("SOURCEBOOK_CATALOG")
    for text in ("[tool.sourcebook]\ncatalog = 3\n", "[tool", "tool = 1\n"):
        (tmp_path / "pyproject.toml").write_text(text)
        with pytest.raises(UseError, match=r"pyproject\.toml"):
            client.listed()


# Pins.


def test_a_pin_holds_where_a_newer_version_would_be_taken(server: Server, tmp_path: Path) -> None:
    del server
    client.get("bakery@1.0", table="orders", pin=True)
    lock = tmp_path / "work" / "sourcebook.lock"
    assert 'version = "1.0.0"\nhash = "sha256:' in lock.read_text()
    assert version_of("bakery") == "1.0.0"
    assert version_of("bakery@1") == "1.0.0"
    assert len(sourcebook.load("orders", dataset="bakery")) == 5
    with pytest.raises(UseError, match=r"pins bakery 1\.0\.0, which is not in '1\.2'"):
        sourcebook.load("orders", dataset="bakery", version="1.2")
    client.get("bakery", table="orders", pin=True)
    assert version_of("bakery") == "1.2.0"


def test_a_pin_is_found_from_a_folder_below(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del server
    client.get("bakery@1.0", table="orders", pin=True)
    (tmp_path / "work/deep/er").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work/deep/er")
    assert version_of("bakery") == "1.0.0"


def test_a_version_with_another_hash_than_is_pinned_is_refused(
    package: Path, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del server
    client.get("bakery@1.0", table="orders", pin=True)
    publish(variant(package, tmp_path / "x", note="other"), tmp_path / "x" / "catalogue")
    monkeypatch.setenv("SOURCEBOOK_CATALOG", str(tmp_path / "x" / "catalogue"))
    with pytest.raises(CatalogueError, match=r"is not what .*sourcebook.lock pins: its hash is"):
        sourcebook.load("orders", dataset="bakery")


@pytest.mark.parametrize(
    "text",
    ["", "format = 1\ndatasets = 3\n", "format = 2\n", "x", 'format = 1\n[datasets.bakery]\nversion = "1"\n',
     'format = 1\n[datasets.bakery]\nversion = "1.0.0"\nhash = "md5:x"\n',
     'format = 1\n[datasets."../x"]\nversion = "1.0.0"\nhash = "sha256:' + "0" * 64 + '"\n'],
)  # fmt: skip
def test_a_lock_that_can_not_be_read_is_told(server: Server, tmp_path: Path, text: str) -> None:
    del server
    (tmp_path / "work" / "sourcebook.lock").write_text(text)
    with pytest.raises(UseError, match=r"sourcebook\.lock: (can't be read|is of another format)"):
        sourcebook.load("orders", dataset="bakery")


def test_a_pinned_version_that_was_withdrawn_goes_on_with_a_warning(server: Server) -> None:
    del server
    with pytest.warns(UserWarning, match="withdrawn"):
        client.get("bakery@1.1.0", table="orders", pin=True)
    with pytest.warns(UserWarning, match="the rye was wheat"):
        assert version_of("bakery@1") == "1.1.0"


# Several at once, and the command.


def test_processes_at_once_share_one_download(server: Server, cache: Path) -> None:
    code = "import sourcebook; print(len(sourcebook.load('orders')))"
    processes = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert [process.communicate()[0] for process in processes] == ["5\n"] * 4
    assert server.times["bakery/1.2.0/data/orders.parquet"] == 1
    assert not [file for file in cache.rglob(".*") if file.is_file()]


def test_the_command_says_where_things_lie_and_what_to_know(server: Server, tmp_path: Path) -> None:
    done = command("get", "bakery@1.1.0", "--table", "orders", "--to", "here", "--lock")
    assert (done.returncode, done.stdout) == (0, "here/orders.parquet\n")
    assert done.stderr.endswith(": the rye was wheat\n")
    assert (tmp_path / "work/here/orders.parquet").is_file()
    assert (tmp_path / "work/sourcebook.lock").is_file()
    done = command("list")
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)
    done = command("list", "bakery")
    assert [line.split()[1] for line in done.stdout.splitlines()] == [
        "1.0.0", "1.1.0", "1.2.0", "2.0.0-rc.1"
    ]  # fmt: skip
    assert "withdrawn: the rye was wheat" in done.stdout
    done = command("list", "--catalog", f"{server.url}/none")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_latest_json_is_enough_for_whoever_reads_no_more(server: Server) -> None:
    latest = json.loads((server.folder / "bakery/latest.json").read_text())
    assert (latest["version"], latest["path"]) == ("1.2.0", "1.2.0/")


def test_a_progress_is_told_of_every_byte(server: Server) -> None:
    class Counted:
        total = moved_ = 0

        def start(self, what: str, size: int) -> None:
            assert what == "bakery-1.2.0"
            self.total += size

        def moved(self, size: int) -> None:
            self.moved_ += size

    once: Callable[..., object] = lambda a, c, t: a.whole(c[:-1] + b"?") if t == 1 else False  # noqa: E731
    server.behave["orders.csv"] = once
    told = Counted()
    client.get("bakery", progress=told)
    assert told.moved_ == told.total > 10_000

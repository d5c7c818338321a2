"""What publishing and withdrawing do, and what they refuse, in a folder and in an object store."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import tracemalloc
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
import urllib3

from buckets import SECRET, SIGNED
from packages import sign, trimmed, variant
from sourcebook.catalogue import CatalogueError, publish, read, withdraw
from sourcebook.catalogue.model import File, Version
from sourcebook.catalogue.stores import objects, sending
from sourcebook.catalogue.transfer import Quiet
from sourcebook.errors import UseError
from wholecatalogue import Target, in_folder, versions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buckets import S3
    from sourcebook.catalogue import Catalog


def test_a_package_is_published_file_by_file(package: Path, target: Target) -> None:
    done = publish(package, target.url)
    assert done.new
    assert versions(target) == {"bakery 1.0.0"}
    entry = read(target.url).datasets["bakery"].versions[0]
    assert entry.title == "Orders of a bakery"
    assert {t.name: (t.rows, t.files["csv"]) for t in entry.tables} == {
        "breads": (3, "data/breads.csv"),
        "orders": (5, "data/orders.csv"),
        "changes": (0, "data/changes.csv"),
    }
    resources = json.loads((package / "datapackage.json").read_text("utf-8"))["resources"]
    assert {t.name: t.content_hash for t in entry.tables} == {
        each["name"]: each["contentHash"] for each in resources
    }


def test_the_same_bytes_again_change_nothing(package: Path, target: Target) -> None:
    publish(package, target.url)
    before = {name: target.read(name) for name in target.names()}
    assert not publish(package, target.url).new
    assert {name: target.read(name) for name in target.names()} == before


def test_who_has_looked_at_the_last_version_is_told_of_one_that_came_meanwhile(
    package: Path, target: Target, tmp_path: Path
) -> None:
    def first(catalog: Catalog) -> None:
        if catalog.datasets:
            raise UseError("not the first")

    publish(package, target.url, check=first)
    with pytest.raises(UseError, match="not the first"):
        publish(variant(package, tmp_path, "1.0.1"), target.url, check=first)
    assert versions(target) == {"bakery 1.0.0"}
    publish(package, target.url, check=first)  # it is there already


@pytest.mark.usefixtures("credentials")
def test_nobody_comes_between_the_look_and_the_new_catalogue(
    package: Path, s3: S3, tmp_path: Path
) -> None:
    target = s3.target()
    seen = []

    def first(catalog: Catalog) -> None:
        seen.append(set(catalog.datasets))
        if catalog.datasets:
            raise UseError("not the first")
        publish(package, target.url)  # the rival, while the files are being brought

    with pytest.raises(UseError, match="not the first"):
        publish(variant(package, tmp_path, "1.0.1"), target.url, check=first)
    assert seen == [set(), {"bakery"}]
    assert versions(target) == {"bakery 1.0.0"}


def test_other_bytes_under_a_published_version_are_refused(
    package: Path, tmp_path: Path, target: Target
) -> None:
    publish(package, target.url)
    before = {name: target.read(name) for name in target.names()}
    with pytest.raises(UseError, match=r"with other bytes .*Raise the version") as refused:
        publish(variant(package, tmp_path, note="other"), target.url)
    assert "\n" not in str(refused.value)
    assert {name: target.read(name) for name in target.names()} == before


def test_latest_is_neither_a_pre_release_nor_withdrawn(
    package: Path, tmp_path: Path, target: Target
) -> None:
    def latest() -> str | None:
        return json.loads(target.read("bakery/latest.json"))["version"]

    for version, expected in (
        ("1.9.0", "1.9.0"), ("1.10.0", "1.10.0"), ("1.2.0", "1.10.0"), ("2.0.0-rc.1", "1.10.0")
    ):  # fmt: skip
        publish(trimmed(package, tmp_path, version), target.url)
        assert latest() == expected
    withdraw("bakery", "1.10.0", "the wrong flour", target.url)
    assert latest() == "1.9.0"
    mark = read(target.url).version("bakery", "1.10.0").withdrawn
    assert mark.reason == "the wrong flour"
    assert versions(target) == {f"bakery {v}" for v in ("1.9.0", "1.10.0", "1.2.0", "2.0.0-rc.1")}
    for version in ("1.9.0", "1.2.0"):
        withdraw("bakery", version, "as well", target.url)
    assert latest() is None
    # What was withdrawn and is published again stays withdrawn.
    publish(tmp_path / "bakery-1.10.0", target.url)
    assert read(target.url).version("bakery", "1.10.0").withdrawn == mark


def test_what_is_not_there_can_not_be_withdrawn(package: Path, target: Target) -> None:
    with pytest.raises(CatalogueError, match="no catalogue"):
        withdraw("bakery", "1.0.0", "why not", target.url)
    publish(package, target.url)
    for name, version in (("bakery", "1.0.1"), ("bakers", "1.0.0")):
        with pytest.raises(UseError, match="has no"):
            withdraw(name, version, "why not", target.url)
    with pytest.raises(UseError, match="for a reason"):
        withdraw("bakery", "1.0.0", " \n ", target.url)


def _break(package: Path, how: str) -> None:
    if how == "a byte":
        (package / "data/breads.csv").write_bytes(b"bread_id\nbrd-09\n")
    elif how == "a file too many":
        (package / "stray.csv").write_text("x")
    elif how == "a file too few":
        (package / "data/breads.csv").unlink()
    elif how == "no sums":
        (package / "SHA256SUMS").unlink()
    elif how == "sums of another form":
        (package / "SHA256SUMS").write_text("breads.csv is fine\n")
    elif how == "an archive of something else":
        (package / "README.md").write_text("other")
        old = next(package.glob("*.zip")).read_bytes()
        sign(package)
        next(package.glob("*.zip")).write_bytes(old)
    elif how == "a cut archive":
        archive = next(package.glob("*.zip"))
        archive.write_bytes(archive.read_bytes()[:-30])
    elif how.startswith("resources "):
        described = json.loads((package / "datapackage.json").read_text())
        described["resources"] = json.loads(how.removeprefix("resources "))
        (package / "datapackage.json").write_text(json.dumps(described))
        sign(package)
    else:
        name, version = how.split("@")
        described = json.loads((package / "datapackage.json").read_text())
        (package / "datapackage.json").write_text(
            json.dumps({**described, "name": name, "version": version})
        )
        sign(package)


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("a byte", "data/breads.csv: has other bytes than SHA256SUMS says"),
        ("a file too many", "stray.csv: SHA256SUMS doesn't list it"),
        ("a file too few", "data/breads.csv: SHA256SUMS lists it, but it isn't there"),
        ("no sums", "is no package"),
        ("sums of another form", "SHA256SUMS can't be read"),
        ("an archive of something else", "holds something else than the folder"),
        ("a cut archive", "holds something else than the folder"),
        ('resources ["breads"]', "resources in its datapackage.json are not written as they"),
        ("resources [{}]", "resources in its datapackage.json are not written as they"),
        ('resources [{"name": "a", "alternatives": 1}]', "are not written as they should be"),
        ("bakery@1.0", "'1.0' is no version as SemVer has it"),
        ("bakery@01.0.0", "is no version as SemVer has it"),
        ("../bakery@1.0.0", "is no name of a dataset"),
        ("nul@1.0.0", "is a device's name on Windows"),
    ],
)
def test_a_package_that_is_not_what_it_claims_is_refused(
    package: Path, tmp_path: Path, how: str, told: str
) -> None:
    broken = variant(package, tmp_path)
    _break(broken, how)
    with pytest.raises(UseError, match=told) as refused:
        publish(broken, tmp_path / "catalogue")
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "catalogue").exists()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://example.org/data", "can only be read"),
        ("ftp://example.org/data", "is no place for a catalogue"),
        ("s3://", "names no host or bucket"),
        ("s3://key:hush@bucket/x", "credentials don't belong in an address"),
        ("https://example.org/?token=hush", "has no ? and no #"),
        ("file://elsewhere/data", "names a host"),
    ],
)
def test_an_address_that_can_not_be_published_to_is_refused(
    package: Path, url: str, told: str
) -> None:
    with pytest.raises(UseError) as refused:
        publish(package, url)
    assert told in str(refused.value)
    assert "hush" not in str(refused.value)


def test_a_folder_may_be_named_as_an_address(package: Path, tmp_path: Path) -> None:
    publish(package, (tmp_path / "a b").as_uri())
    assert "bakery" in read(tmp_path / "a b").datasets


def test_a_catalogue_that_is_none_is_left_as_it_is(package: Path, tmp_path: Path) -> None:
    (tmp_path / "catalog.json").write_text('{"linkset": []}')
    with pytest.raises(CatalogueError, match="is no catalogue"):
        publish(package, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["catalog.json"]


# What an earlier publish left behind.


def test_what_a_cut_off_publish_left_in_a_folder_gives_way(package: Path, tmp_path: Path) -> None:
    catalogue = tmp_path / "catalogue"
    left = catalogue / "bakery" / "1.0.0"
    left.mkdir(parents=True)
    (left / "README.md").write_text("of other bytes")
    partial = catalogue / "bakery" / ".1.0.0.0123abcd.partial" / "new"
    partial.mkdir(parents=True)
    (catalogue / ".catalog.json.0123abcd.partial").write_text("{")
    publish(package, catalogue)
    assert not [each for each in catalogue.rglob("*") if "partial" in each.name]
    assert (left / "README.md").read_bytes() == (package / "README.md").read_bytes()


@pytest.mark.usefixtures("credentials")
def test_what_a_publish_of_other_bytes_left_in_a_bucket_is_replaced_when_it_is_old(
    package: Path, tmp_path: Path, s3: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, other = s3.target(), variant(package, tmp_path, note="other")
    bucket = target.url.split("/")[2]
    for name in ("SHA256SUMS", "README.md", "data/breads.csv", "data/stray.csv"):
        content = (other / name).read_bytes() if (other / name).is_file() else b"x"
        key = f"{s3.address}/{bucket}/some/prefix/bakery/1.0.0/{name}"
        assert urllib3.request("PUT", key, body=content, headers=SIGNED).status == 200
    before = target.names()
    with pytest.raises(CatalogueError, match="or try again in an hour"):
        publish(package, target.url)
    assert target.names() == before
    monkeypatch.setattr(objects, "LEASE", timedelta(0))
    publish(package, target.url)
    assert versions(target) == {"bakery 1.0.0"}
    assert "bakery/1.0.0/data/stray.csv" not in target.names()


@pytest.mark.usefixtures("credentials")
def test_who_was_kept_so_long_that_another_took_over_publishes_nothing(
    package: Path, tmp_path: Path, s3: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, other = s3.target(), variant(package, tmp_path, note="other")
    check, met = objects.Objects._check_ours, []

    def kept(store: objects.Objects, version: object) -> None:
        if not met:
            met.append(version)
            monkeypatch.setattr(objects, "LEASE", timedelta(0))
            publish(other, target.url)
        check(store, version)

    monkeypatch.setattr(objects.Objects, "_check_ours", kept)
    with pytest.raises(CatalogueError, match="with other bytes"):
        publish(package, target.url)
    assert versions(target) == {"bakery 1.0.0"}
    assert publish(other, target.url).new is False


@pytest.mark.usefixtures("credentials")
def test_a_large_file_is_not_held_in_memory_as_it_is_sent_nor_as_it_is_looked_at_again(
    tmp_path: Path, s3: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "MAPPED", 2**20)
    content = b"large " * 2**21
    (tmp_path / "large.csv").write_bytes(content)
    (tmp_path / "SHA256SUMS").write_bytes(b"sums")
    files = [
        File(name, len(text), hashlib.sha256(text).hexdigest())
        for name, text in (("SHA256SUMS", b"sums"), ("large.csv", content))
    ]
    version = Version("bakery", "1.0.0", "", "2026-01-01T00:00:00Z", tuple(files), ())
    target = s3.target()
    place = objects.Objects(target.url)
    for _ in ("sent", "there already"):
        tracemalloc.start()
        try:
            place.upload(version, tmp_path, Quiet())
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak < len(content) / 2
    assert target.read("bakery/1.0.0/large.csv") == content
    (tmp_path / "large.csv").write_bytes(b"other" + content[5:])
    with pytest.raises(UseError, match=r"large\.csv has just changed"):
        place.upload(version, tmp_path, Quiet())


@pytest.mark.usefixtures("credentials")
def test_objects_say_what_they_are_and_how_long_they_hold(package: Path, s3: S3) -> None:
    target = s3.target()
    publish(package, target.url)
    bucket = target.url.split("/")[2]
    for name, kind, cached in (
        ("catalog.json", "application/json", "no-cache"),
        ("bakery/latest.json", "application/json", "no-cache"),
        ("bakery/1.0.0/data/breads.csv", "text/csv; charset=utf-8", "immutable"),
        ("bakery/1.0.0/data/breads.parquet", "application/vnd.apache.parquet", "immutable"),
    ):
        address = f"{s3.address}/{bucket}/some/prefix/{name}"
        answer = urllib3.request("GET", address, headers=SIGNED)
        assert answer.headers["Content-Type"] == kind
        assert cached in answer.headers["Cache-Control"]


# What the disk and the store refuse.


def command(*arguments: str, limit: int | None = None, **env: str) -> subprocess.CompletedProcess:
    """The command, where files may be no larger than the limit: EFBIG, as a full disk's ENOSPC."""
    code = (
        "import resource, sys; from sourcebook.cli import main; limit = int(sys.argv.pop(1));"
        "limit and resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY));"
        "sys.exit(main())"
    )
    return subprocess.run(
        [sys.executable, "-c", code, str(limit or 0), *arguments],
        env={**os.environ, **env}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_full_disk_is_told_in_a_line_and_changes_nothing(package: Path, tmp_path: Path) -> None:
    target = tmp_path / "catalogue"
    done = command("publish", str(package), "--to", str(target), limit=100)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("sourcebook: ")
    assert done.stderr.count("\n") == 1
    assert "file too large" in done.stderr
    assert not target.exists()


def test_a_disk_that_is_full_at_the_last_step_changes_no_published_byte(
    package: Path, tmp_path: Path
) -> None:
    target = tmp_path / "catalogue"
    for number in range(20):
        publish(trimmed(package, tmp_path, f"1.0.{number}"), target)
    before = {f: f.read_bytes() for f in target.rglob("*") if f.is_file()}
    limit = (target / "catalog.json").stat().st_size
    last = trimmed(package, tmp_path, "1.1.0")
    assert max(f.stat().st_size for f in last.rglob("*")) < limit
    done = command("publish", str(last), "--to", str(target), limit=limit)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert {f: f.read_bytes() for f in before} == before
    assert "bakery 1.1.0" not in versions(in_folder(target))
    assert not [f for f in target.rglob("*") if "partial" in f.name]
    done = command("publish", str(last), "--to", str(target))
    assert (done.returncode, done.stderr) == (0, "")
    assert "bakery 1.1.0" in versions(in_folder(target))


@contextmanager
def nobody() -> Iterator[None]:
    """Root may write anywhere: be somebody who may not."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_read_only_target_is_refused_and_left_alone(package: Path) -> None:
    # pytest's own folders can be entered by their owner alone.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        first = variant(package, folder / "first")
        second = variant(package, folder / "second", "2.0.0")
        publish(first, folder / "catalogue")  # loads all that has to be loaded
        before = {f: f.read_bytes() for f in (folder / "catalogue").rglob("*") if f.is_file()}
        (folder / "closed").mkdir(mode=0o555)
        with nobody():
            for target in (folder / "catalogue", folder / "closed", folder / "closed" / "new"):
                with pytest.raises(PermissionError):
                    publish(second, target)
            assert not publish(first, folder / "catalogue").new
        after = {f: f.read_bytes() for f in (folder / "catalogue").rglob("*") if f.is_file()}
        assert after == before
        assert not list((folder / "closed").iterdir())


def test_a_store_that_refuses_tells_no_secret(package: Path, s3: S3) -> None:
    class Refusing(BaseHTTPRequestHandler):
        def answer(self) -> None:
            status = 403 if "refused" in self.path else 500
            body = (
                f"<Error><Code>InvalidAccessKeyId</Code><Message>no</Message>"
                f"<AWSAccessKeyId>AKIAIOSFODNN7EXAMPLE {SECRET}</AWSAccessKeyId></Error>"
            ).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_PUT = do_HEAD = answer  # noqa: N815

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        variables = {**s3.variables, "AWS_ENDPOINT_URL": address}
        for bucket, told in (("refused", "refuses access"), ("broken", "it says 500")):
            done = command("publish", str(package), "--to", f"s3://{bucket}/x", **variables)
            assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
            assert told in done.stderr
            assert SECRET not in done.stderr
            assert "AKIA" not in done.stderr
        server.shutdown()


def test_the_command_says_what_it_did(package: Path, tmp_path: Path) -> None:
    target = str(tmp_path / "catalogue")
    for told in ("published in", "was published before, with the same bytes, in"):
        done = command("publish", str(package), "--to", target)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == f"bakery 1.0.0: {told} {target}\n"
    done = command("withdraw", "bakery@1.0.0", "--reason", "wrong\nflour", "--catalog", target)
    assert (done.returncode, done.stdout) == (0, "bakery 1.0.0: withdrawn. wrong flour\n")
    done = command("withdraw", "bakery", "--reason", "x", "--catalog", target)
    assert done.returncode == 2
    assert done.stderr == (
        "sourcebook: bakery: one version is withdrawn at a time. Write bakery@VERSION.\n"
    )

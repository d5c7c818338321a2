"""A deposit at Zenodo: its states, its next version, its errors, and a token that nobody sees."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import depositserver
from depositserver import TOKEN, Zenodo
from packages import built, sign, variant
from sourcebook.catalogue import zenodo
from sourcebook.catalogue.zenodo import Draft, Filled, Initial, ZenodoError, access
from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DESCRIBED = {
    "title": "Orders of a bakery",
    "description": "Breads & orders, <all> of them.",
    "keywords": ["bread"],
    "licenses": [{"name": "CC-BY-4.0"}],
    "contributors": [
        {"title": "Baker, Anna", "roles": ["creator"], "organization": "The bakery"},
        {"title": "Helper, Ben", "roles": ["dataCurator"]},
    ],
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("described")
    return described(variant(built(tmp_path_factory), folder), {})


def described(package: Path, changes: dict) -> Path:
    file = package / "datapackage.json"
    declared = {**json.loads(file.read_text("utf-8")), **DESCRIBED, **changes}
    file.write_text(json.dumps({k: v for k, v in declared.items() if v is not None}), "utf-8")
    (package / "datacite.json").unlink(missing_ok=True)
    sign(package)
    return package


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Iterator[Zenodo]:
    monkeypatch.setenv("ZENODO_TOKEN", TOKEN)
    monkeypatch.setattr(access, "PAUSE", 0.001)
    with depositserver.serving() as server:
        yield server


def begun(there: Zenodo, package: Path, record: int | None = None) -> Draft:
    return Initial(zenodo.server(there.url), zenodo.plan(package), record).begin()


def test_a_deposit_is_begun_filled_and_published(there: Zenodo, package: Path) -> None:
    draft = begun(there, package)
    filled = draft.fill()
    (deposit,) = there.deposits.values()
    assert not deposit.submitted
    assert deposit.files == {
        name: (package / name).read_bytes()
        for name in ("bakery-1.0.0.zip", "README.md", "SHA256SUMS", "CHANGELOG.md")
        if (package / name).is_file()
    }
    assert deposit.metadata == {
        "upload_type": "dataset",
        "title": "Orders of a bakery",
        "creators": [{"name": "Baker, Anna", "affiliation": "The bakery"}],
        "description": "<p>Breads &amp; orders, &lt;all&gt; of them.</p>",
        "access_right": "open",
        "license": "cc-by-4.0",
        "version": "1.0.0",
        "publication_date": deposit.metadata["publication_date"],
        "keywords": ["bread"],
    }
    done = filled.publish()
    assert done.doi == f"10.5072/zenodo.{deposit.id}"
    assert done.page == f"{there.url}/record/{deposit.id}"
    assert deposit.submitted


def test_a_state_has_only_the_step_that_may_be_taken() -> None:
    steps = {"begin", "fill", "publish"}
    states = (Initial, Draft, Filled, zenodo.Published)
    assert [steps & set(dir(state)) for state in states] == [
        {"begin"},
        {"fill"},
        {"publish"},
        set(),
    ]


def test_a_next_version_has_its_own_files_only(
    there: Zenodo, package: Path, tmp_path: Path
) -> None:
    begun(there, package).fill().publish()
    (first,) = there.deposits
    second = described(variant(package, tmp_path, "1.1.0"), {})
    done = begun(there, second, first).fill().publish()
    deposit = there.deposits[int(done.doi.rpartition(".")[2])]
    assert deposit.concept == first
    assert deposit.metadata["version"] == "1.1.0"
    assert "bakery-1.1.0.zip" in deposit.files
    assert "bakery-1.0.0.zip" not in deposit.files
    with pytest.raises(ZenodoError, match="400 Bad Request"):
        begun(there, second, first)  # no longer the last version


def test_creators_are_those_that_datacite_names(package: Path, tmp_path: Path) -> None:
    cited = variant(package, tmp_path)
    (cited / "datacite.json").write_text(json.dumps({
        "language": "eng",
        "creators": [{
            "name": "Baker, Anna", "affiliation": [{"name": "The bakery"}],
            "nameIdentifiers": [{"nameIdentifierScheme": "ORCID",
                                 "nameIdentifier": "https://orcid.org/0000-0002-1694-233X"}],
        }],
    }))  # fmt: skip
    sign(cited)
    metadata = zenodo.plan(cited).metadata
    assert metadata["creators"] == [
        {"name": "Baker, Anna", "affiliation": "The bakery", "orcid": "0000-0002-1694-233X"}
    ]
    assert metadata["language"] == "eng"


@pytest.mark.parametrize(
    ("missing", "told"),
    [("title", "a title"), ("description", "a description"), ("contributors", "a contributor"),
     ("licenses", "a license")],
)  # fmt: skip
def test_what_zenodo_wants_is_told_before_anything_is_sent(
    package: Path, tmp_path: Path, missing: str, told: str
) -> None:
    with pytest.raises(UseError, match=f"Zenodo wants {told}. Declare it in datapackage.yaml"):
        zenodo.plan(described(variant(package, tmp_path), {missing: None}))


def test_a_package_without_an_archive_is_refused(package: Path, tmp_path: Path) -> None:
    bare = variant(package, tmp_path)
    next(bare.glob("*.zip")).unlink()
    with pytest.raises(UseError, match=r"has no bakery-1\.0\.0\.zip"):
        zenodo.plan(bare)


# What goes wrong.


def test_what_zenodo_says_is_wrong_is_told_and_the_draft_removed(
    there: Zenodo, package: Path, tmp_path: Path
) -> None:
    wrong = described(variant(package, tmp_path), {"licenses": [{"name": "Nonsense-1.0"}]})
    with pytest.raises(ZenodoError) as error:
        begun(there, wrong).fill()
    assert "400 Bad Request (Validation error; metadata.license: Invalid license provided)." in str(
        error.value
    )
    assert "\n" not in str(error.value)
    assert there.deposits == {}


def test_a_draft_that_somebody_began_is_not_removed(
    there: Zenodo, package: Path, tmp_path: Path
) -> None:
    begun(there, package).fill().publish()
    (first,) = there.deposits
    there.fail.append((r"PUT /api/files/", 403, {}))
    with pytest.raises(ZenodoError, match="403 Forbidden"):
        begun(there, described(variant(package, tmp_path, "1.1.0"), {}), first).fill()
    assert len(there.deposits) == 2


def test_other_bytes_than_were_sent_are_noticed(there: Zenodo, package: Path) -> None:
    there.corrupt = True
    with pytest.raises(ZenodoError, match="Zenodo got other bytes than were sent"):
        begun(there, package).fill()
    assert there.deposits == {}


def test_too_many_requests_wait_until_they_may_go_on(
    there: Zenodo, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(access, "time", _Clock(waited))
    reset = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(1_000_042)}
    there.fail += [
        (r"POST .*depositions$", 429, {"Retry-After": "7"}),
        (r"PUT .*README", 429, reset),
        (r"PUT .*SHA256SUMS", 503, {}),
        (r"POST .*publish", 429, {"X-RateLimit-Reset": "99999999999"}),
    ]
    begun(there, package).fill().publish()
    assert waited[0] == 7
    assert waited[1] == 42
    assert waited[-1] == access.LONGEST
    assert there.fail == []


class _Clock:
    """Time that passes only when somebody waits for it."""

    def __init__(self, waited: list[float]) -> None:
        self._waited = waited

    def time(self) -> float:
        return 1_000_000.0

    def sleep(self, seconds: float) -> None:
        self._waited.append(seconds)


def test_publishing_is_never_asked_for_twice(there: Zenodo, package: Path) -> None:
    filled = begun(there, package).fill()
    there.fail.append((r"POST .*publish", 500, {}))
    with pytest.raises(ZenodoError, match=r"500 Internal Server Error\. Try again later"):
        filled.publish()
    assert sum("publish" in line for line in there.asked) == 1
    assert filled.publish().doi


def test_an_address_of_another_server_gets_neither_file_nor_token(
    there: Zenodo, package: Path
) -> None:
    with depositserver.serving() as other:
        there.elsewhere = other.url
        with pytest.raises(ZenodoError, match="gave an address of another server"):
            begun(there, package).fill()
        assert other.asked == []


@pytest.mark.parametrize(
    "url", ["http://zenodo.org", "ftp://zenodo.org", "https://a:b@zenodo.org", "https://zenodo.org/x",
            "zenodo.org", "http://127.0.0.1.example.org"],
)  # fmt: skip
def test_the_token_travels_by_https_alone(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZENODO_TOKEN", TOKEN)
    with pytest.raises(UseError, match="named by its address alone"):
        zenodo.server(url)


# The command.


def command(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "ZENODO_TOKEN"}
    done = subprocess.run(
        [sys.executable, "-m", "sourcebook", "zenodo", *arguments],
        env={**environment, **env}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert TOKEN not in done.stdout + done.stderr
    return done


def test_the_command_leaves_a_draft_or_publishes(there: Zenodo, package: Path) -> None:
    done = command(str(package), "--server", there.url, ZENODO_TOKEN=TOKEN)
    assert (done.returncode, done.stdout) == (0, f"{there.url}/deposit/1000\n")
    assert "It is a draft" in done.stderr
    done = command(str(package), "--server", there.url, "--publish", ZENODO_TOKEN=TOKEN)
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "https://doi.org/10.5072/zenodo.1001\n",
        "",
    )


def test_a_dry_run_needs_no_token_and_sends_nothing(there: Zenodo, package: Path) -> None:
    done = command(str(package), "--server", there.url, "--dry-run", "--record", "12")
    sent = json.loads(done.stdout)
    assert (done.returncode, done.stderr, there.asked) == (0, "", [])
    assert (sent["server"], sent["newVersionOf"], sent["publish"]) == (there.url, 12, False)
    assert sent["metadata"] == zenodo.plan(package).metadata | {
        "publication_date": sent["metadata"]["publication_date"]
    }
    assert sent["files"][0]["bytes"] == (package / "bakery-1.0.0.zip").stat().st_size
    assert json.loads(command(str(package), "--dry-run").stdout)["server"] == zenodo.SANDBOX


@pytest.mark.parametrize("more", [[], ["--dry-run"]])
def test_an_address_that_is_none_is_told_before_the_package_is_looked_at(
    tmp_path: Path, more: list[str]
) -> None:
    done = command(str(tmp_path), "--server", "zenodo", *more, ZENODO_TOKEN=TOKEN)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "The server is named by its address alone" in done.stderr


def test_no_error_shows_the_token(there: Zenodo, package: Path) -> None:
    done = command(str(package), "--server", there.url)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(
        "sourcebook: ZENODO_TOKEN is not set. Make a token with deposit:w"
    )
    # A server that repeats what it was sent.
    wrong = "wrong-but-secret-0123"
    done = command(str(package), "--server", there.url, ZENODO_TOKEN=wrong)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "401 Unauthorized" in done.stderr
    assert wrong not in done.stderr
    assert wrong not in repr(access.Server(there.url, wrong))
    done = command(str(package), "--server", "http://127.0.0.1:9", ZENODO_TOKEN=wrong)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "can't be reached (connection refused)" in done.stderr
    assert wrong not in done.stderr
    there.scopes = frozenset({"deposit:write"})
    done = command(str(package), "--server", there.url, "--publish", ZENODO_TOKEN=TOKEN)
    assert "403 Forbidden (Missing scope). Check that the token has deposit:write" in done.stderr

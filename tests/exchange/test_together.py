"""Files that change together are all old or all new once they are read again, whatever killed it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from command import run
from exchange.matching.events import DATASET, fires
from repository import state
from sourcebook.declare import interrupted, open_target
from sourcebook.errors import UseError
from sourcebook.exchange import together

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

KILLED = """
import json, os, signal, sys
from pathlib import Path
from sourcebook.exchange import together

STEPS = ("open", "os.rename", "os.remove", "os.link")
changes = {Path(name): (old.encode(), new.encode()) for name, old, new in json.load(sys.stdin)}

def attempt(moment):
    left = [moment]
    def watch(event, arguments):
        if event in STEPS:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(watch)
    together.replace_all(changes)

pid = os.fork()
if pid == 0:
    attempt(int(sys.argv[1]))
    os._exit(0)
print(os.WIFEXITED(os.waitpid(pid, 0)[1]))
"""
"""Replace files in a fork that is killed before it touches the disk for the Nth time."""


def changes(place: Path) -> dict[Path, tuple[str, str]]:
    """A change of two tables and of the descriptor of a dataset, in two folders."""
    files = ("fires.csv", "deeper/elsewhere.csv", "datapackage.yaml")
    found = {place / name: (place / name).read_text("utf-8") for name in files}
    more = ("f3,2024-03-11,50,8,north,1\n", "fires,f1,satellite,901,exact\n", "title: Fires\n")
    return {file: (text, text + new) for (file, text), new in zip(found.items(), more, strict=True)}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = fires(tmp_path)
    (folder / "deeper").mkdir()
    (folder / "elsewhere.csv").rename(folder / "deeper/elsewhere.csv")
    text = DATASET["datasets/fires/datapackage.yaml"].replace(
        ": elsewhere.csv", ": deeper/elsewhere.csv"
    )
    (folder / "datapackage.yaml").write_text(text, "utf-8")
    return folder


def attempt(wanted: Mapping[Path, tuple[str, str]], moment: int) -> bool:
    """Whether the change got to its end before it was killed."""
    given = json.dumps([(str(file), *texts) for file, texts in wanted.items()])
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(moment)],
        input=given, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return done.stdout.strip() == "True"


def hidden(place: Path) -> list[str]:
    return sorted(file.name for file in place.rglob(".*"))


def test_given_a_kill_at_each_step_when_the_dataset_is_read_then_all_files_are_old_or_all_new(
    place: Path,
) -> None:
    wanted = changes(place)
    outcomes = set()
    for moment in range(100):
        for file, (old, _) in wanted.items():
            file.write_text(old, "utf-8")
        if attempt(wanted, moment):
            break
        left = (place / interrupted.JOURNAL).exists()
        found = open_target(place).dataset
        texts = [file.read_text("utf-8") for file in wanted]
        old, new = map(list, zip(*wanted.values(), strict=True))
        assert texts in (old, new), moment
        assert hidden(place) == [], moment
        if left and (place / "fires.csv").read_text("utf-8") == old[0]:
            outcomes.add([each.message for each in found.remarks if "undone" in each.message] != [])
        assert found.title == ("Fires" if texts == new else None)
    else:
        pytest.fail("it never came to its end")
    assert moment > 15
    assert True in outcomes, "no kill left anything to undo"
    assert [file.read_text("utf-8") for file in wanted] == new
    assert hidden(place) == []


def halfway(place: Path) -> dict[Path, tuple[str, str]]:
    """Leave a change that was killed once the first file was new and the others old."""
    wanted = changes(place)
    first = next(iter(wanted))
    for moment in range(100):
        attempt(wanted, moment)
        if first.read_text("utf-8") == wanted[first][1]:
            return wanted
        open_target(place)
    raise AssertionError("the first file was never renamed")


def test_given_half_a_change_when_a_command_runs_then_it_is_undone_and_told_once(
    place: Path,
) -> None:
    wanted = halfway(place)
    code, _, err = run(place.parents[1], "validate", "datasets/fires")
    assert code == 0
    assert "A change of these files was interrupted. It is undone: all are as before." in err
    assert [file.read_text("utf-8") for file in wanted] == [old for old, _ in wanted.values()]
    assert run(place.parents[1], "validate", "datasets/fires")[2] == ""


def test_given_half_a_change_when_a_file_was_edited_since_then_nothing_is_undone_and_it_is_told(
    place: Path,
) -> None:
    wanted = halfway(place)
    first, last = (list(wanted)[at] for at in (0, -1))
    first.write_text("mine", "utf-8")
    before = state(place)
    with pytest.raises(UseError, match=r"fires\.csv: was changed after a change of it had been"):
        open_target(place)
    assert state(place) == before
    (place / interrupted.JOURNAL).unlink()
    assert open_target(place).dataset.remarks == ()
    assert last.read_text("utf-8") == wanted[last][0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[[",
        b"[]",
        b"{}",
        b'[["../../satellite.csv", "x", "y", "z"]]',
        b'[["fires.csv", "x"]]',
        b'[["fires.csv", "x", "y", "../../z"]]',
        b'[["fires.csv", "x", "y", "\\u0000"]]',
        b"[1, 2]",
        b"[" * 100_000,
    ],
)
def test_given_a_journal_that_is_none_or_names_other_files_when_read_then_no_file_is_touched(
    place: Path, content: bytes
) -> None:
    (place / interrupted.JOURNAL).write_bytes(content)
    files = {file: file.read_bytes() for file in place.parents[1].rglob("*.*") if file.is_file()}
    files.pop(place / interrupted.JOURNAL)
    open_target(place)
    assert {file: file.read_bytes() for file in files} == files


def test_given_a_file_that_is_not_what_it_was_when_changed_then_all_stay_and_nothing_is_left(
    place: Path,
) -> None:
    wanted = {file: (old.encode(), new.encode()) for file, (old, new) in changes(place).items()}
    (place / "datapackage.yaml").write_text("name: other\n", "utf-8")
    before = state(place)
    with pytest.raises(UseError, match="was changed meanwhile"):
        together.replace_all(wanted)
    assert state(place) == before


def test_given_a_change_at_work_when_another_reads_then_it_waits_for_the_end(place: Path) -> None:
    held = (
        "import fcntl, os, sys, time\n"
        f"handle = os.open({str(place / interrupted.JOURNAL)!r}, os.O_CREAT | os.O_RDWR)\n"
        "fcntl.flock(handle, fcntl.LOCK_EX)\n"
        "os.write(handle, b'[]')\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
        f"os.unlink({str(place / interrupted.JOURNAL)!r})\n"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", held], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"held\n"
    words = [sys.executable, "-m", "sourcebook", "validate", str(place)]
    reader = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with pytest.raises(subprocess.TimeoutExpired):
        reader.wait(2)
    writer.communicate(b"", timeout=30)
    assert reader.communicate(timeout=30)[1] == b""
    assert reader.returncode == 0

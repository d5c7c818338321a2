"""The command as its users run it: exit codes, stdout, stderr, files."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from small import bakery, break_everything, change
from sourcebook.report import FORMATS

Result = subprocess.CompletedProcess[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with ``datasets/bakery`` in it."""
    bakery(tmp_path)
    return tmp_path


def run(folder: Path, *arguments: str, **env: str) -> Result:
    return subprocess.run(
        [sys.executable, "-m", "sourcebook", *arguments],
        cwd=folder,
        env={**os.environ, **env},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_a_valid_dataset_exits_0_and_says_so_in_a_line(folder: Path) -> None:
    result = run(folder, "validate")
    assert result.stdout == "Valid: 2 tables, no warnings. 8 rows, checked by duckdb.\n"
    assert (result.returncode, result.stderr) == (0, "")


def test_errors_exit_1_with_their_places(folder: Path) -> None:
    break_everything(folder / "datasets/bakery")
    result = run(folder, "validate", "datasets/bakery")
    assert (result.returncode, result.stderr) == (1, "")
    assert "datasets/bakery/orders.csv:2:3: quantity: 'two' is not a whole number." in result.stdout
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout


def test_warnings_exit_0(folder: Path) -> None:
    change(folder / "datasets/bakery/breads.csv", "2024-03-31", "2024-03-29")
    result = run(folder, "validate")
    assert result.returncode == 0
    assert "warning  still-sold  1 found" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["validate", "nowhere"], "nowhere: there is no such file or folder. Check the path."),
        (["validate", "--foo"], "No such option: --foo"),
        (["validate", "--engine", "excel"], "'excel' is not one of 'duckdb', 'pandera'"),
        (["validate", "--limit", "-1"], "Invalid value for '--limit'"),
        (["validate", "--format"], "Option '--format' requires an argument"),
        (["validdate"], "No such command 'validdate'. Did you mean 'validate'?"),
        (
            ["validate", "--schema", "schemas/breads.yaml"],
            "--schema goes with a single data file. Name that file.",
        ),
        (["validate", "--output", "nowhere/report.txt"], "nowhere: there is no such folder."),
        (["validate", "--output", "datasets"], "datasets: is a folder. Name a file in it."),
        (
            ["validate", "--output", "datasets/bakery/orders.csv"],
            "datasets/bakery/orders.csv: is a table of the data. Name another file.",
        ),
        (["build", "nowhere"], "nowhere: there is no such file or folder. Check the path."),
    ],
)
def test_a_use_that_can_not_be_is_told_in_one_line_and_exits_2(
    folder: Path, arguments: list[str], told: str
) -> None:
    result = run(folder, *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("sourcebook: ")
    assert told in result.stderr
    assert result.stderr.count("\n") == 1


def test_without_a_dataset_it_says_what_to_name(tmp_path: Path) -> None:
    result = run(tmp_path, "validate")
    assert result.returncode == 2
    assert result.stderr == (
        "sourcebook: There is no dataset below datasets/. Name a folder with a datapackage.yaml, "
        "or a data file with --schema.\n"
    )


def test_mistakes_of_a_declaration_are_a_line_each(folder: Path) -> None:
    change(folder / "schemas/orders.yaml", "type: integer", "type: intger")
    change(folder / "schemas/breads.yaml", "primaryKey: [bread_id]", "primaryKey: [bread]")
    result = run(folder, "validate")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        "schemas/breads.yaml: primaryKey: there is no field 'bread'. Did you mean 'bread_id'?",
        "schemas/orders.yaml: fields[2].type: unknown type 'intger'. Did you mean 'integer'?",
    ]


@pytest.mark.parametrize("arguments", [("small",), ("small", "--format", "json")])
def test_what_a_declaration_hardly_means_is_warned_of_on_stderr(
    folder: Path, arguments: tuple[str, ...]
) -> None:
    fields = [{"name": "bread", "contraints": {"required": True}}, {"name": "loaves", "typ": "x"}]
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": fields}}
    small = folder / "small"
    small.mkdir()
    (small / "datapackage.json").write_text(json.dumps({"name": "s", "resources": [resource]}))
    (small / "t.csv").write_text("bread,loaves\nZopf,2\n")
    result = run(folder, "validate", *arguments)
    place = "warning: small/datapackage.json: resources[0].schema.fields"
    assert result.stderr.splitlines() == [
        f"{place}[0].contraints: is not a word of the standard. Did you mean 'constraints'?",
        f"{place}[1].typ: is not a word of the standard. Did you mean 'type'?",
    ]
    assert "warning: " not in result.stdout
    assert result.returncode == 0


def test_json_goes_to_stdout_as_utf_8_whatever_the_terminal_speaks(folder: Path) -> None:
    change(folder / "datasets/bakery/orders.csv", "ord-001,brd-01,2", "ord-001,brd-01,zwölf")
    result = run(folder, "validate", "--format", "json", PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stderr) == (1, "")
    report = json.loads(result.stdout)
    assert list(report) == [
        "format", "sourcebook", "valid", "engines", "against", "agreement", "waivers", "remarks",
        "tables", "findings",
    ]  # fmt: skip
    assert report["findings"][0]["value"] == "zwölf"


def test_text_in_a_poorer_terminal_shows_codes_instead_of_failing(folder: Path) -> None:
    change(folder / "datasets/bakery/orders.csv", "ord-001,brd-01,2", "ord-001,brd-01,zwölf")
    result = run(folder, "validate", PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stderr) == (1, "")
    assert "'zw\\xf6lf' is not a whole number." in result.stdout


def test_limit_bounds_what_is_listed_and_not_the_totals(folder: Path) -> None:
    break_everything(folder / "datasets/bakery")
    result = run(folder, "validate", "--limit", "1")
    assert "  error  type-error  4 found, 1 listed" in result.stdout
    assert result.stdout.count("is not a whole number.") == 1


def test_a_report_goes_to_a_file_and_the_verdict_to_stderr(folder: Path) -> None:
    result = run(folder, "validate", "--format", "json", "--output", "report.json")
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr == (
        "Valid: 2 tables, no warnings. 8 rows, checked by duckdb. The report is in report.json.\n"
    )
    assert json.loads((folder / "report.json").read_text(encoding="utf-8"))["valid"] is True
    assert sorted(path.name for path in folder.iterdir()) == ["datasets", "report.json", "schemas"]


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("report.json", '{"format": 1,'),
        ("report.sarif", '{"$schema": "https://docs.oasis-open.org/sarif/'),
        ("report.sarif.json", '{"$schema": "https://docs.oasis-open.org/sarif/'),
        ("junit.XML", "<?xml"),
        ("report.md", "## Sourcebook: valid"),
        ("report.html", "<!doctype html>"),
        ("report.txt", "Valid: 2 tables"),
        ("report", "Valid: 2 tables"),
    ],
)
def test_the_ending_of_a_file_says_its_format(folder: Path, name: str, start: str) -> None:
    assert run(folder, "validate", "--output", name).returncode == 0
    assert (folder / name).read_text(encoding="utf-8").startswith(start)


def test_a_format_that_is_given_goes_before_the_ending(folder: Path) -> None:
    run(folder, "validate", "--format", "gitlab", "--output", "report.json")
    issues = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert [issue["check_name"] for issue in issues][-1] == "sourcebook"


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_goes_to_stdout_and_the_exit_code_is_the_verdict(
    folder: Path, format: str
) -> None:
    break_everything(folder / "datasets/bakery")
    result = run(folder, "validate", "--format", format, PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stderr) == (1, "")
    assert "is not a whole number" in result.stdout


def test_a_single_file_is_checked_within_its_dataset(folder: Path) -> None:
    result = run(folder, "validate", "datasets/bakery/breads.csv")
    assert result.stdout == "Valid: 1 table, no warnings. 3 rows, checked by duckdb.\n"


def test_two_files_of_a_dataset_are_one_run(folder: Path) -> None:
    result = run(folder, "validate", "datasets/bakery/breads.csv", "datasets/bakery/orders.csv")
    assert result.stdout == "Valid: 2 tables, no warnings. 8 rows, checked by duckdb.\n"


def test_a_file_is_checked_with_the_schema_given(folder: Path) -> None:
    copy = folder / "copy.csv"
    copy.write_bytes((folder / "datasets/bakery/breads.csv").read_bytes())
    result = run(folder, "validate", "copy.csv", "--schema", "schemas/breads.yaml")
    assert result.stdout == "Valid: 1 table, no warnings. 3 rows, checked by duckdb.\n"


@pytest.mark.parametrize("arguments", [["validate"], ["validate", "--format", "json"]])
def test_a_full_disk_is_one_line(folder: Path, arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "sourcebook", *arguments],
            cwd=folder, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False,
        )  # fmt: skip
    assert result.returncode == 2
    assert result.stderr == (
        "sourcebook: no space left on device. Free some space and run it again.\n"
    )


def test_a_device_is_written_to_and_never_replaced(folder: Path) -> None:
    result = run(folder, "validate", "--output", "/dev/full")
    assert result.returncode == 2
    assert result.stderr == (
        "sourcebook: /dev/full: no space left on device. Free some space and run it again.\n"
    )
    assert not Path("/dev/full").is_file()


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_leaves_early_changes_no_verdict(folder: Path, unbuffered: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    result = subprocess.run(
        [sys.executable, "-m", "sourcebook", "validate"],
        cwd=folder, stdout=writing, stderr=subprocess.PIPE, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
    )  # fmt: skip
    os.close(writing)
    assert (result.returncode, result.stderr) == (0, "")


def test_ctrl_c_in_a_query_ends_it_quietly_with_130(folder: Path) -> None:
    schema = folder / "schemas/orders.yaml"
    endless = "SELECT sum(a.range * b.range) FROM range(9000000) a, range(9000000) b"
    rule = (
        "  - id: endless\n    title: It never ends\n    message: never\n"
        f'    query: "SELECT order_id FROM orders WHERE ({endless}) = length(order_id)"\n'
    )
    schema.write_text(schema.read_text(encoding="utf-8") + rule, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "sourcebook", "validate"],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, "", "sourcebook: interrupted.\n")


def test_progress_and_colour_are_for_terminals(folder: Path) -> None:
    controller, terminal = pty.openpty()
    break_everything(folder / "datasets/bakery")
    process = subprocess.Popen(
        [sys.executable, "-m", "sourcebook", "validate"],
        cwd=folder, stdout=terminal, stderr=terminal,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "60"},
    )  # fmt: skip
    os.close(terminal)
    shown = b""
    while True:
        try:
            piece = os.read(controller, 65536)
        except OSError:  # Linux tells the end of a pseudo-terminal so.
            break
        if not piece:
            break
        shown += piece
    os.close(controller)
    assert process.wait(timeout=30) == 1
    assert b"datasets/bakery/orders.csv" in shown
    assert b"\x1b[1;31m" in shown


def test_version_and_help(folder: Path) -> None:
    assert run(folder, "--version").stdout == "sourcebook 0.1.0\n"
    helped = run(folder, "validate", "--help")
    assert helped.returncode == 0
    for option in ("--schema", "--engine", "--format", "--output", "--limit"):
        assert option in helped.stdout
    bare = run(folder)
    assert bare.returncode == 2
    assert "validate" in bare.stdout


def test_a_fault_of_the_tool_is_shown_in_full_with_where_to_report_it(folder: Path) -> None:
    code = (
        "import sourcebook, sys; from sourcebook.cli import main\n"
        "def broken(*a, **k): raise ZeroDivisionError('oh')\n"
        "sourcebook.validate = broken; sys.exit(main(['validate']))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert result.returncode == 2
    assert "ZeroDivisionError: oh" in result.stderr
    assert result.stderr.endswith(
        "sourcebook: this is a fault of sourcebook itself, not of your data. "
        "Please report it to the project, with the lines above.\n"
    )


def test_the_start_is_light(folder: Path) -> None:
    """Neither rich nor a second engine is loaded where none of them is needed."""
    code = (
        "import sys; from sourcebook.cli import main; main(['validate']); "
        "heavy = {'rich', 'pandas', 'polars', 'pandera', 'frictionless', 'pyarrow', 'numpy'}; "
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert result.stderr == "[]\n"


def test_build_names_the_package_it_wrote(folder: Path) -> None:
    result = run(folder, "build", "--output", "out")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "out/bakery-1.0.0\n"
    assert (folder / "out/bakery-1.0.0/datapackage.json").is_file()


def test_build_refuses_wrong_data_with_a_report_and_leaves_nothing(folder: Path) -> None:
    change(folder / "datasets/bakery/orders.csv", "ord-001,brd-01,2", "ord-001,brd-01,two")
    result = run(folder, "build")
    assert (result.returncode, result.stdout) == (1, "")
    assert "datasets/bakery/orders.csv:2:3: quantity: 'two' is not a whole number." in result.stderr
    assert result.stderr.endswith(
        "sourcebook: datasets/bakery: 1 error, so nothing was packaged. "
        "Mend what the report lists.\n"
    )
    assert not list(folder.glob("dist/*"))


@pytest.mark.parametrize("place", ["datasets/bakery/datapackage.yaml", "schemas/breads.yaml"])
def test_a_report_never_takes_the_place_of_a_declaration(folder: Path, place: str) -> None:
    before = (folder / place).read_bytes()
    result = run(folder, "validate", "--output", place)
    assert (result.returncode, result.stderr) == (
        2,
        f"sourcebook: {place}: is there and is no report. Name another file.\n",
    )
    assert (folder / place).read_bytes() == before


def test_limit_0_lists_nothing_and_hides_nothing(folder: Path) -> None:
    change(folder / "datasets/bakery/orders.csv", "2024-03-02,2024-03-04", "2024-03-02,2024-03-01")
    result = run(folder, "validate", "--limit", "0")
    assert result.returncode == 1
    assert "Not valid" in result.stdout

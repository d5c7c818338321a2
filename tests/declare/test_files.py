"""Descriptor files: what is read of YAML and JSON, and that no file takes the reader down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sourcebook.declare import files
from sourcebook.errors import DeclarationError

if TYPE_CHECKING:
    from pathlib import Path


def read(folder: Path, name: str, text: str | bytes) -> Any:
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return files.read(file, name)


YAML: list[tuple[str, Any]] = [
    ("[NO, yes, on, True, false]", ["NO", "yes", "on", True, False]),
    ("[~, null, NULL, '']", [None, None, None, ""]),
    ("a:", {"a": None}),
    ("[0, -5, 12, 1.50, 1e3]", [0, -5, 12, 1.5, 1000.0]),
    ("[010, +3, 1_000, 0x1F, 12:30:00, .inf, 2022-03-04]",
     ["010", "+3", "1_000", "0x1F", "12:30:00", ".inf", "2022-03-04"]),
    ("{1: a, true: b}", {"1": "a", "true": "b"}),
    ("a: &x {b: 1}\nc: {<<: *x, d: 2}\ne: *x", {"a": {"b": 1}, "c": {"b": 1, "d": 2}, "e": {"b": 1}}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), YAML, ids=str)
def test_yaml_has_the_words_and_numbers_of_json_and_all_else_is_text(
    tmp_path: Path, text: str, value: Any
) -> None:
    assert read(tmp_path, "d.yaml", text) == value


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    assert read(tmp_path, "d.json", b'\xef\xbb\xbf{"a": 1}') == {"a": 1}
    assert read(tmp_path, "d.yaml", b"\xef\xbb\xbfa: 1") == {"a": 1}


def test_a_character_beyond_the_basic_plane_is_one_in_json_too(tmp_path: Path) -> None:
    assert read(tmp_path, "d.json", r'["\ud83d\ude00"]') == ["\U0001f600"]


DEEP = "is nested deeper than 200 levels. Mend it."
WRONG: list[tuple[str, str | bytes, str]] = [
    ("d.json", "", "d.json: line 1, column 1: is not JSON: Expecting value. Mend that line."),
    ("d.json", '{"a": 1,\n"a" 2}', "d.json: line 2, column 5: is not JSON: Expecting ':' delimiter. Mend that line."),
    ("d.json", '{"a": 1, "a": 2}', "d.json: can't be read: the key 'a' stands twice. Mend it."),
    ("d.json", '{"a": NaN}', "d.json: can't be read: NaN is not JSON. Mend it."),
    ("d.json", '{"a": -Infinity}', "d.json: can't be read: -Infinity is not JSON. Mend it."),
    ("d.json", b'{"a": "\xe9"}', "d.json: is not UTF-8 at byte 7. Save it as UTF-8."),
    ("d.json", '{"a": 1}'.encode("utf-16"), "d.json: is not UTF-8 at byte 0. Save it as UTF-8."),
    ("d.json", r'{"a": ["\ud800"]}', "d.json: a[0]: holds half a character (a lone surrogate). Mend it."),
    ("d.json", r'{"a": {"\udc00": 1}}', "d.json: a: holds half a character (a lone surrogate). Mend it."),
    ("d.json", "[1" + "0" * 5000 + "]", "d.json: can't be read: Exceeds the limit (4300 digits)"),
    ("d.json", "[" * 201 + "]" * 201, f"d.json: {DEEP}"),
    ("d.json", "[" * 2000 + "]" * 2000, f"d.json: {DEEP}"),
    ("d.json", '{"a":' * 100_000 + "1" + "}" * 100_000, f"d.json: {DEEP}"),
    ("d.yaml", "[" * 100_000 + "]" * 100_000, f"d.yaml: {DEEP}"),
    ("d.yaml", "- " * 100_000 + "a", f"d.yaml: {DEEP}"),
    ("d.yaml", "a: &a " + "[" * 150 + "]" * 150 + "\nb: " + "[" * 100 + "*a" + "]" * 100, f"d.yaml: {DEEP}"),
    ("d.yaml", "a: &a [*a]", "d.yaml: a[0]: holds itself. Mend it."),
    ("d.yaml", "a: &a {b: *a}", "d.yaml: a.b: holds itself. Mend it."),
    ("d.yaml", "\n".join(["a0: &a0 [x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30))]),
     "d.yaml: a7: has more than 10,000,000 values. Mend it."),
    ("d.yaml", "a: 1\nb: [\n", "d.yaml: line 3, column 1: is not YAML: "),
    ("d.yaml", "a: 1\na: 2", "d.yaml: line 2, column 1: is not YAML: the key 'a' stands twice. Mend that line."),
    ("d.yaml", "? [a]\n: b", "d.yaml: line 1, column 3: is not YAML: a key is a list or an object. Mend that line."),
    ("d.yaml", "a\n---\nb", "d.yaml: line 2, column 1: is not YAML: but found another document. Mend that line."),
    ("d.yaml", "a: *b", "d.yaml: line 1, column 4: is not YAML: found undefined alias. Mend that line."),
    ("d.yaml", 'a: "\x07"', "d.yaml: is not YAML: unacceptable character #x0007: "),
    ("d.yaml", "a: !!python/object/apply:os.getcwd []", "d.yaml: line 1, column 4: is not YAML: could not determine a"),
    ("d.yaml", "a: !!timestamp x", "d.yaml: line 1, column 4: is not YAML: could not determine a constructor"),
    ("d.yaml", "a: !!binary x", "d.yaml: line 1, column 4: is not YAML: could not determine a constructor"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "wanted"), WRONG, ids=lambda value: str(value)[:40])
def test_a_file_that_is_no_descriptor_is_told_in_one_line(
    tmp_path: Path, name: str, text: str | bytes, wanted: str
) -> None:
    with pytest.raises(DeclarationError) as raised:
        read(tmp_path, name, text)
    assert str(raised.value).startswith(wanted)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r"can't be read: No such file or directory\."):
        files.read(tmp_path / "d.json", "d.json")

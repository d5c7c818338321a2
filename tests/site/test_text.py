"""Text of strangers as HTML."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from sourcebook.site import text


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://example.org/a?b=1&c=2#d", "https://example.org/a?b=1&c=2#d"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("https://example.org/عربي", "https://example.org/عربي"),
        ("doi:10.1234/abc", "https://doi.org/10.1234/abc"),
        ("10.1234/abc", "https://doi.org/10.1234/abc"),
        ("javascript:alert(1)", None),
        ("java\tscript:alert(1)", None),
        (" javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//example.org/x", None),
        ("/etc/passwd", None),
        ("https:///path", None),
        ("https://[::1", None),
        ("ftp://example.org", None),
        ('https://example.org/"onclick="x', None),
        ("https://example.org/\u202egnp.exe", None),
        ("https://example.org/a b", None),
        ("", None),
    ],
)
def test_only_web_addresses_and_dois_are_links(given: str, address: str | None) -> None:
    assert text.safe_url(given) == address


@pytest.mark.parametrize(
    ("language", "script", "html"),
    [
        ("ur", None, '<bdi lang="ur" dir="rtl">x</bdi>'),
        ("ur", "Latn", '<bdi lang="ur-Latn" dir="ltr">x</bdi>'),
        ("ur-Latn", "Latn", '<bdi lang="ur-Latn" dir="ltr">x</bdi>'),
        ("en", "Arab", '<bdi lang="en-Arab" dir="rtl">x</bdi>'),
        ("uz", "Cyrl", '<bdi lang="uz-Cyrl" dir="ltr">x</bdi>'),
        ('"><b>', None, "<bdi>x</bdi>"),
        ("english", None, "<bdi>x</bdi>"),
        (None, "Arab", "<bdi>x</bdi>"),
    ],
)
def test_text_carries_its_language_and_direction(
    language: str | None, script: str | None, html: str
) -> None:
    assert text.isolated("x", language, script) == html


def test_what_hides_or_turns_text_is_written_out() -> None:
    assert text.plain("a\u202eb\x00<c>\u2069") == "a[U+202E]b[U+0000]&lt;c&gt;[U+2069]"
    assert text.plain("zero\u200cwidth joiner and mark\u200f") == (
        "zero\u200cwidth joiner and mark\u200f"
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2022, 3, 4), "4 March 2022"),
        (datetime(2022, 3, 4, 5, 6), "4 March 2022, 05:06"),  # noqa: DTZ001
        ("2022-03-04", "4 March 2022"),
        ("2022-03", "March 2022"),
        ("2022", None),
        ("2022-13", None),
        ("March", None),
        (None, None),
    ],
)
def test_dates_are_told_in_words(value: object, words: str | None) -> None:
    assert text.in_words(value) == words


def test_a_key_becomes_a_file_name_that_no_other_key_has() -> None:
    keys = [
        "a-1",
        "A.b_c",
        "../../x",
        "..",
        ".x",
        "a/b",
        "a b",
        "index",
        "README",
        "",
        "é",
        "~",
        "~~",
    ]
    keys += ["x" * 300, "x" * 301]
    stems = [text.stem(key) for key in keys]
    assert stems[:2] == keys[:2]
    assert len(set(stems)) == len(stems)
    for stem in stems:
        assert stem.lower() not in ("", ".", "..", "index", "readme")
        assert not set(stem) & set("/\\%?# ")
        assert not stem.startswith(".")
        assert len(stem) < 200


@pytest.mark.parametrize(
    ("octets", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1234, "1.2 kB"), (5_600_000, "5.6 MB")],
)
def test_sizes_are_told_for_reading(octets: int, words: str) -> None:
    assert text.size(octets) == words


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("data/lakes.csv", "CSV"),
        ("data/lakes.parquet", "Parquet"),
        ("places.geojson", "GeoJSON"),
        ("lakes.xlsx", "Excel"),
        ("LICENCE", "LICENCE"),
    ],
)
def test_a_file_is_called_as_its_format_is(path: str, name: str) -> None:
    assert text.format_name(path) == name


@pytest.mark.parametrize(
    ("value", "html"),
    [
        ("ab" * 16, "ab" * 8 + "<wbr>" + "ab" * 8),
        ("sha256:" + "ab" * 10, "sha256:" + "ab" * 8 + "<wbr>abab"),
        ("<b>" + "&" * 16, "&lt;b&gt;" + "&amp;" * 13 + "<wbr>&amp;&amp;&amp;"),
        ("", ""),
    ],
)
def test_a_checksum_may_go_on_in_a_new_line_after_each_sixteen_signs(value: str, html: str) -> None:
    assert text.digest(value) == html

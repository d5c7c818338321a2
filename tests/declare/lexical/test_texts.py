"""Strings in their formats, and booleans."""

import pytest

from sourcebook.declare.lexical import INVALID, canonical, native, value, written
from sourcebook.declare.model import Field

VALID = {
    "default": ["", " ", "x", "\x00", "é漢😀", "1\n2"],
    "email": [
        "name@gmail.com", "A.B+c@sub.example.co.uk", "o'neil@example.org", "é@exämple.org",
        '"john doe"@example.org', "a@[192.0.2.1]", "a@[IPv6:2001:db8::1]", "a@b.c", "x" * 64 + "@b.org",
    ],
    "uri": [
        "http://google.com", "HTTPS://user:pw@example.org:8080/a/b;c?q=0&r=[]#f".replace("[]", "1"),
        "urn:isbn:0451450523", "mailto:a@b.org", "file:///etc/x", "http://[2001:db8::1]/", "a:",
        "http://example.org/%C3%A9", "http://exämple.org/é", "doi:10.1000/182", "tel:+1-816-555",
    ],
    "uuid": ["3bb49f21-c3d5-43c1-bc9a-e768707aa811", "3BB49F21-C3D5-43C1-BC9A-E768707AA811", "0" * 8 + "-0000" * 3 + "-" + "0" * 12],
    "binary": ["", "YQ==", "YWI=", "YWJj", "+/+/", "YWJjZA=="],
}  # fmt: skip
WRONG = {
    "email": [
        "", "string", "http://google.com", "@b.org", "a@", "a@b", "a@localhost", "a b@c.org", " a@b.org",
        "a@b.org\n", "a@b..org", "a..b@c.org", ".a@b.org", "a.@b.org", "a@-b.org", "a@b-.org", "a@@b.org",
        "a@b.org,c@d.org", "a@1.2.3.4", "a@[1.2.3.999]", "Ann <a@b.org>", "x" * 65 + "@b.org", "a@" + "b" * 64 + ".org",
    ],
    "uri": [
        "", "string", "://no-scheme.test", "//example.org", "/path", "1a://x", "http://a b", "http://a/%zz",
        "http://a/%2", "http://", "http:", "https:///x", "http:x", "http://a:b/", "http://a/|", "http://a/<b>",
        "http://[::g]/", "http://a/\n", "http://a@b@c/", "http://a#b#c", "no uri here", "http://a/\u00a0",
    ],
    "uuid": [
        "", "x", "3bb49f21c3d543c1bc9ae768707aa811", "{3bb49f21-c3d5-43c1-bc9a-e768707aa811}",
        "3bb49f21-c3d5-43c1-bc9a-e768707aa81", "3bb49f21-c3d5-43c1-bc9a-e768707aa811 ", "gbb49f21-c3d5-43c1-bc9a-e768707aa811",
    ],
    "binary": ["====", "=", "a", "ab", "abc", "YQ=", "YQ===", "Y Q==", "YQ==\n", "YQ==YQ==", "-_-_", "<BINARY>", "é==="],
}  # fmt: skip


@pytest.mark.parametrize(("form", "text"), [(form, text) for form in VALID for text in VALID[form]])
def test_a_text_of_its_format_stands_as_it_is(form, text):
    assert value(Field("v", "string", form), text) == text


@pytest.mark.parametrize(("form", "text"), [(form, text) for form in WRONG for text in WRONG[form]])
def test_a_text_of_another_format_is_invalid(form, text):
    assert value(Field("v", "string", form), text) is INVALID


def test_a_format_that_the_standard_does_not_have_asks_nothing():
    assert value(Field("v", "string", "phone"), "x") == "x"


@pytest.mark.parametrize("found", [5, 1.5, True, None, ["x"], {"a": 1}])
def test_what_is_no_text_in_its_source_is_no_string(found):
    assert native(Field("v", "string"), found) is INVALID


@pytest.mark.parametrize(
    ("field", "true", "false", "neither"),
    [
        (
            Field("v", "boolean"),
            ("true", "True", "TRUE", "1"),
            ("false", "False", "FALSE", "0"),
            ("", "tRUE", "yes", "t", "1.0", "00", " true", "true "),
        ),
        (
            Field("v", "boolean", true_values=("ja", "100"), false_values=("nein",)),
            ("ja", "100"),
            ("nein",),
            ("true", "1", "false", "JA", "100.0"),
        ),
    ],
)
def test_a_boolean_is_one_of_its_fields_words(field, true, false, neither):
    assert all(value(field, text) is True for text in true)
    assert all(value(field, text) is False for text in false)
    assert all(value(field, text) is INVALID for text in neither)
    assert value(field, written(field, True)) is True
    assert value(field, written(field, False)) is False
    assert canonical(field, True) != canonical(field, False)


def test_a_boolean_of_json_is_one_and_a_number_is_none():
    field = Field("v", "boolean")
    assert [native(field, found) for found in (True, False, "1", 1, 0, 1.0)] == [
        True,
        False,
        True,
        *[INVALID] * 3,
    ]


def test_a_boolean_without_a_word_can_not_be_written():
    with pytest.raises(ValueError, match="'v' has no word for False"):
        written(Field("v", "boolean", false_values=()), False)

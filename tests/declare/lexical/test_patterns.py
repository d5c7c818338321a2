"""XML Schema's regular expressions: what they match, and that other engines match the same."""

# ruff: noqa: RUF001  (letters that look like others are what it is about)

import re
import unicodedata

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sourcebook.declare.lexical.characters import complement, difference, property_of, union
from sourcebook.declare.lexical.patterns import compiled, portable

MATCHES = [
    # pattern, texts that it matches, texts that it does not
    ("red|blue", ["red", "blue"], ["redder", "xblue", "red\n", ""]),
    ("^red|blue$", ["red", "blue"], ["redder", "xblue", "red\n"]),
    ("[a-z]+[0-9]?", ["abc", "abc1"], ["ABC", "abc12", "abc ", "abc1\n", "abc\nabc"]),
    ("^a.*$", ["a", "abc"], ["ba", "a\n", "a\r", "a\nb"]),
    (r"\d{4}-\d{2}", ["2020-01", "２０２０-01"], ["2020-1", "x2020-01"]),
    (r"\D", ["x", "²"], ["1", "٣"]),
    (r"\p{Lu}\p{Ll}+", ["Abc", "Éa"], ["abc", "ABC", "A1"]),
    (r"\p{L}+", ["aÉ漢ش"], ["a1", "a b", ""]),
    (r"\P{L}+", ["1 _"], ["a"]),
    (r"[^\P{L}a]", ["b", "é"], ["a", "1"]),
    (r"\p{IsBasicLatin}*", ["aZ~", ""], ["é"]),
    (r"\P{IsGreek}", ["a"], ["α"]),
    (r"[\p{IsGreek}-[α]]", ["β"], ["α", "a"]),
    (r"\p{IsSpecials}", ["\ufeff", "\ufffd"], ["a", "\ufefe"]),
    (r"\i\c*", ["a-1", "_x", "É.1", ":a"], ["1a", "-a", "a b"]),
    (r"\I\C", ["1 ", "- "], ["a ", "1a"]),
    (r"\w+", ["aé漢1", "a_b", "हिन्दी", "$+"], ["a b", "a-b", "a.b", ""]),
    (r"\W+", [" -."], ["a", "_", "1"]),
    (r"\s", [" ", "\t", "\n", "\r"], ["\u00a0", "\x0b", "\u2028"]),
    (r"\S", ["a", "\u00a0"], [" ", "\n"]),
    (r"[^\S\n]", [" ", "\t"], ["\n", "a"]),
    (r"[\S\n]", ["a", "\n"], [" ", "\t"]),
    (r"[\S\D]", ["a", "1", " "], [""]),
    ("[a-z-[aeiou]]+", ["bcd", "xyz"], ["abc", "bce", "-"]),
    ("[^a-z-[A-Z]]", ["1", "é"], ["a", "A"]),
    ("[a-z-[b-y-[m]]]", ["a", "m", "z"], ["b", "y"]),
    ("[a-[a]]", [], ["a", "b", "", "-"]),
    (r"[\w-[\d_]]+", ["ab", "é"], ["a1", "a_"]),
    ("[-a]+[a-]+", ["-a-", "a-"], ["b"]),
    (r"[a\-z]", ["a", "-", "z"], ["b"]),
    (r"[\w-.]+", ["a-b.c"], ["a b"]),
    (r"[\[\]^|&~-]+", ["[]^|&~-"], ["a"]),
    (r"[\p{Cs}]", [], ["a", ""]),
    (r"[^\p{Cs}]", ["a"], [""]),
    (r"\p{Cs}?", [""], ["a"]),
    ("[[a]+", ["[a"], ["]"]),
    ("[]a]", ["]", "a"], ["b"]),
    ("[&&||~~-]+", ["&|~-"], ["a"]),
    (r"\/\-\_\"\.", ['/-_".'], ["a"]),
    ("a{2,}b{1,2}c{3}", ["aabccc", "aaabbccc"], ["abccc"]),
    ("a{b}]", ["a{b}]"], ["ab"]),
    ("(a|b)*?c+?", ["abc", "cc"], ["ab"]),
    ("", [""], ["a"]),
    ("^$", [""], ["\n"]),
    # what only Python knows, and real schemas use
    (r"(?=^[^./~])(^((?!\.{2}).)*$).*", ["a/b", "a.b"], ["/a", "~a", "a/../b"]),
    (r"(a)\1", ["aa"], ["a"]),
    (r"\bab\b", ["ab"], ["a b"]),
    (r"(?i)ab", ["AB"], ["a"]),
    (r"\x41\u00e9", ["Aé"], ["A"]),
    (r"[\x41-\x43\t]", ["B", "\t"], ["D"]),
    (r"a{,2}", ["", "aa"], ["aaa"]),
    (r"a++b", ["aab"], ["a"]),
    (r"(?P<x>a)", ["a"], ["b"]),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "fit", "unfit"), MATCHES)
def test_a_pattern_matches_a_whole_text(pattern, fit, unfit):
    form = compiled(pattern)
    assert [text for text in fit if not form.fullmatch(text)] == []
    assert [text for text in unfit if form.fullmatch(text)] == []


@pytest.mark.parametrize(
    "pattern",
    ["[", "[a", "[a-", "(", ")", "*a", "a**", "a{2}{3}", "[z-a]", r"\p{Foo}", r"\p{IsNope}", r"\p{Luu}",
     r"\pL", r"\p", r"[\p]", r"\q", r"[\q]", "\\", "[\\", "[a-z-[aeiou]x]", r"[\U00110000]", "a{5,2}", "(?<=a*)b",
     "(?P<a>x)(?P<a>y)", "a{99999999999999999999}", "(" * 2000 + ")" * 2000],
)  # fmt: skip
def test_what_is_no_pattern_is_an_error_that_says_so(pattern):
    with pytest.raises(ValueError, match=r"is not a regular expression|there is no"):
        compiled(pattern)
    with pytest.raises(ValueError, match=r"is not a regular expression|there is no"):
        portable(pattern)


@pytest.mark.parametrize(("pattern", "fit", "unfit"), MATCHES)
def test_a_portable_pattern_matches_the_same_in_re2_and_in_rust(pattern, fit, unfit):
    text = portable(pattern)
    if text is None:
        assert re.search(r"\(\?[^:]|\\[1bxu]|\{,|\+\+", pattern)
        return
    assert in_duckdb(text, fit + unfit) == [True] * len(fit) + [False] * len(unfit)
    assert in_polars(text, fit + unfit) == [True] * len(fit) + [False] * len(unfit)


def in_duckdb(pattern, texts):
    sql = "SELECT regexp_full_match(unnest(?::VARCHAR[]), ?)"
    return [match for (match,) in duckdb.execute(sql, [texts, pattern]).fetchall()]


def in_polars(pattern, texts):
    return pl.Series(texts, dtype=pl.String).str.contains(f"^(?:{pattern})$").to_list()


LETTERS = "ab-^]&~|1_é٣漢\u0301 \n\r\u00a0$+.{}()"
ATOMS = st.sampled_from(
    [".", r"\d", r"\D", r"\s", r"\S", r"\w", r"\W", r"\i", r"\c", r"\p{L}", r"\P{Lu}", r"\p{IsGreek}", "a", "é", r"\-", r"\.", r"\$"]
)  # fmt: skip
PARTS = st.sampled_from(["a", "a-c", "é", r"\d", r"\D", r"\s", r"\S", r"\w", r"\W", r"\p{L}", r"\P{Mn}", r"\^", r"\]", "&&", "~", "|"])  # fmt: skip
CLASSES = st.builds(
    lambda negated, parts, less: f"[{negated}{''.join(parts)}{less}]",
    st.sampled_from(["", "^"]),
    st.lists(PARTS, min_size=1, max_size=3),
    st.sampled_from(["", "-[a]", r"-[^\w]", r"-[\d-[1]]"]),
)
BRANCHES = st.lists(st.builds(str.__add__, ATOMS | CLASSES, st.sampled_from(["", "?", "*", "+", "{1,2}"])), max_size=3).map("".join)  # fmt: skip
PATTERNS = st.lists(BRANCHES, min_size=1, max_size=2).map("|".join)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(pattern=PATTERNS, texts=st.lists(st.text(LETTERS, max_size=4), min_size=1, max_size=12))
def test_three_engines_agree_on_what_a_pattern_matches(pattern, texts):
    text = portable(pattern)
    assert text is not None
    form = compiled(pattern)
    expected = [form.fullmatch(one) is not None for one in texts]
    assert in_duckdb(text, texts) == expected
    assert in_polars(text, texts) == expected


@given(st.text(max_size=30) | st.text("ab[]()^$-\\*+?{}|.,1:=!<>pPwdsiL&~", max_size=12))
def test_any_text_is_a_pattern_or_an_error(pattern):
    try:
        compiled(pattern)
    except ValueError:
        return
    assert portable(pattern) is None or compiled(pattern) is compiled(pattern)


@given(
    st.characters(),
    st.sampled_from(["L", "Lu", "M", "Nd", "N", "P", "Zs", "S", "C", "Cn", "Co", "Cs"]),
)
def test_a_property_holds_the_characters_of_its_category(character, name):
    inside = any(low <= ord(character) <= high for low, high in property_of(name))
    assert inside is unicodedata.category(character).startswith(name)


RANGES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 9)).map(lambda p: (p[0], sum(p)))
).map(union)


def members(ranges):
    return {code for low, high in ranges for code in range(low, min(high, 60) + 1)}


@given(RANGES, RANGES)
def test_sets_of_characters_are_sets(one, other):
    assert members(union(one, other)) == members(one) | members(other)
    assert members(difference(one, other)) == members(one) - members(other)
    assert members(complement(one)) == set(range(61)) - members(one)
    assert complement(complement(one)) == one

"""Numbers and integers: what is one, and which one it is."""

from decimal import Decimal

import pytest

from sourcebook.declare.lexical import INVALID, canonical, constant, native, value, written
from sourcebook.declare.model import Field

NUMBER = Field("v", "number")
INTEGER = Field("v", "integer")
EUROPEAN = Field("v", "number", decimal_char=",", group_char=".")
GROUPED = Field("v", "number", group_char=",")
SPACED = Field("v", "number", decimal_char=",", group_char=" ", bare_number=False)
DRESSED = Field("v", "number", group_char=",", bare_number=False)
ODD = Field("v", "number", decimal_char="@", group_char="#")
COUNT = Field("v", "integer", group_char=",")
MONEY = Field("v", "integer", bare_number=False)


@pytest.mark.parametrize(
    ("field", "text", "number"),
    [
        (NUMBER, "-1.23", "-1.23"),
        (NUMBER, "+100000.00", "100000"),
        (NUMBER, "210", "210"),
        (NUMBER, "1.", "1"),
        (NUMBER, ".5", "0.5"),
        (NUMBER, "-.5E+2", "-50"),
        (NUMBER, "1e-05", "0.00001"),
        (NUMBER, " \t7\r\n", "7"),
        (NUMBER, "0." + "0" * 400 + "1", "1e-401"),
        (NUMBER, "1e99999999999999999999", "Infinity"),
        (NUMBER, "-1e99999999999999999999", "-Infinity"),
        (NUMBER, "1e-99999999999999999999", "0"),
        (NUMBER, "inf", "Infinity"),
        (NUMBER, "-INF", "-Infinity"),
        (EUROPEAN, "1.234.567,5", "1234567.5"),
        (EUROPEAN, "INF", "Infinity"),
        (GROUPED, "1,000", "1000"),
        (GROUPED, "10,0,0", "1000"),
        (GROUPED, "1,000.25e2", "100025"),
        (SPACED, "  10 000,00 £", "10000"),
        (SPACED, "€ 5", "5"),
        (DRESSED, "$1,234.50", "1234.5"),
        (DRESSED, "-$5", "-5"),
        (DRESSED, "-EUR 5", "-5"),
        (DRESSED, "EUR -5", "-5"),
        (DRESSED, "$.50", "0.5"),
        (DRESSED, "95%", "95"),
        (DRESSED, "5 sq. km", "5"),
        (DRESSED, "Rs. 5", "5"),
        (DRESSED, "12 kilo-watts", "12"),
        (DRESSED, "INF", "Infinity"),
        (ODD, "10#000@50", "10000.5"),
    ],
)
def test_a_number_is_read_exactly(field, text, number):
    assert value(field, text) == Decimal(number)


@pytest.mark.parametrize(
    ("field", "text", "number"),
    [
        (INTEGER, "007", 7),
        (INTEGER, "+1", 1),
        (INTEGER, "-0", 0),
        (INTEGER, " 1 ", 1),
        (INTEGER, "12345678901234567890123", 12345678901234567890123),
        (INTEGER, "9" * 20_000, Decimal("9" * 20_000)),
        (INTEGER, "0" * 20_000 + "1", 1),
        (COUNT, "-12,345", -12345),
        (COUNT, "1,00", 100),
        (MONEY, "ab1$", 1),
        (MONEY, "-12€", -12),
        (MONEY, "€-12", -12),
        (MONEY, "€ -12", -12),
    ],
)
def test_an_integer_is_read_whatever_its_length(field, text, number):
    assert value(field, text) == number


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *((NUMBER, text) for text in ("", " ", ".", "+", "e5", "1e", "1e+", "1.2.3", "--1", "1 0")),
        *((NUMBER, text) for text in ("1_000", "Infinity", "+INF", "-NaN", "sNaN", "0x1F", "1,5")),
        *((NUMBER, text) for text in ("١", "１", "\u00a01", "1\u200b", "−5", "1\x00", "1\u2028")),  # noqa: RUF001
        *((EUROPEAN, text) for text in ("1,2,3", "1..000", ".5", "1.000.", "1,5.0", "a")),
        *((GROUPED, text) for text in (",5", "1,,000", "1,000,", "1.0,5", "1 000")),
        *((DRESSED, text) for text in ("", "none", "1 or 2", "1.5.", "5-", "--5", "-$-5", "+-5")),
        *((DRESSED, text) for text in ("1,000,", "..5", ",5", "$5-$10", "٣ kg", "nan%")),
        *((INTEGER, text) for text in ("", "1.0", "1.", "1e3", "1,000", "1 000", "1_000", "NaN")),
        *((INTEGER, text) for text in ("１２", "½", "²", "0x1", "+-1", "1-", "\u00a01", "1L")),  # noqa: RUF001
        *((COUNT, text) for text in (",5", "1,,0", "5,", "1.000", "1 000")),
        *((MONEY, text) for text in ("", "$", "1.5", "1 2", "5-")),
        (Field("v", "number", decimal_char=","), "1.5"),
        (Field("v", "number", decimal_char=",", bare_number=False), "1.234."),
    ],
)
def test_what_is_no_number_is_invalid(field, text):
    assert value(field, text) is INVALID


def test_nan_is_a_number_in_any_case_and_itself():
    assert value(NUMBER, "nan").is_nan()
    assert canonical(NUMBER, value(NUMBER, "nAn")) == canonical(NUMBER, value(NUMBER, "NaN"))


@pytest.mark.parametrize(
    "texts", [("1.50", "15E-1", "+01.5"), ("0", "-0.00", "0e9"), ("1e3", "1000")]
)
def test_equal_numbers_share_a_name_however_they_are_written(texts):
    assert len({canonical(NUMBER, value(NUMBER, text)) for text in texts}) == 1


def test_numbers_that_differ_in_the_last_of_many_places_are_told_apart():
    one, other = ("0.3" + "0" * 60, "0.3" + "0" * 60 + "1")
    assert canonical(NUMBER, value(NUMBER, one)) != canonical(NUMBER, value(NUMBER, other))


@pytest.mark.parametrize(
    ("field", "found", "text"),
    [
        (EUROPEAN, Decimal("1234.5"), "1234,5"),
        (NUMBER, Decimal("1E+3"), "1000"),
        (NUMBER, Decimal("1E+300"), "1E+300"),
        (NUMBER, Decimal("-Infinity"), "-INF"),
        (COUNT, 1000, "1000"),
    ],
)
def test_a_number_is_written_in_its_fields_format(field, found, text):
    assert written(field, found) == text


@pytest.mark.parametrize(
    ("field", "found", "expected"),
    [
        (NUMBER, 0.1, Decimal("0.1")),
        (NUMBER, 3, Decimal(3)),
        (NUMBER, "1.5", Decimal("1.5")),
        (NUMBER, float("inf"), Decimal("Infinity")),
        (NUMBER, True, INVALID),
        (NUMBER, None, INVALID),
        (NUMBER, [1], INVALID),
        (INTEGER, 3.0, 3),
        (INTEGER, Decimal("3.00"), 3),
        (INTEGER, 3.5, INVALID),
        (INTEGER, float("nan"), INVALID),
        (INTEGER, Decimal("Infinity"), INVALID),
        (INTEGER, True, INVALID),
        (INTEGER, "3.0", INVALID),
    ],
)
def test_a_value_that_its_source_gave_a_type_is_taken_if_it_is_such_a_number(
    field, found, expected
):
    taken = native(field, found)
    assert taken is INVALID if expected is INVALID else taken == expected


def test_a_bound_is_the_decimal_that_was_written_not_the_nearest_double():
    assert constant(NUMBER, 0.1) == Decimal("0.1")
    with pytest.raises(ValueError, match=r"^1\.5 is not of type 'integer'\.$"):
        constant(INTEGER, 1.5)

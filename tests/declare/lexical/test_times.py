"""Dates, times, years, months and durations: what is one, and which one it is."""

# ruff: noqa: DTZ001, DTZ901  (a logical value is naive)

import datetime as dt
from decimal import Decimal

import pytest

from sourcebook.declare.lexical import INVALID, Duration, canonical, native, value, written
from sourcebook.declare.lexical.durations import order
from sourcebook.declare.model import Field

VALID = [
    ("date", "default", "2024-02-29", dt.date(2024, 2, 29)),
    ("date", "", "0001-01-01", dt.date(1, 1, 1)),
    ("date", "%d/%m/%Y", "26/01/2024", dt.date(2024, 1, 26)),
    ("date", "fmt:%d.%m.%Y", "21.11.2006", dt.date(2006, 11, 21)),
    ("date", "%B (%m), %a %d %Y", "November (11), Sat 23 2013", dt.date(2013, 11, 23)),
    ("date", "%x", "09/25/20", dt.date(2020, 9, 25)),
    ("date", "%Y年%m月%d日", "2024年01月26日", dt.date(2024, 1, 26)),
    ("date", "any", "17 December 1991", dt.date(1991, 12, 17)),
    ("date", "any", "Feb 02, 1991", dt.date(1991, 2, 2)),
    ("date", "any", "2013/11/23", dt.date(2013, 11, 23)),
    ("date", "any", "1958-03", dt.date(1958, 3, 1)),
    ("date", "any", "1604-01-01", dt.date(1604, 1, 1)),
    ("date", "any", "1958", dt.date(1958, 1, 1)),
    ("datetime", "default", "2024-01-26T15:00:00", dt.datetime(2024, 1, 26, 15)),
    ("datetime", "default", "2024-01-26T15:00:00.300-05:00", dt.datetime(2024, 1, 26, 20, 0, 0, 300000)),
    ("datetime", "default", "2024-01-26T15:00:00Z", dt.datetime(2024, 1, 26, 15)),
    ("datetime", "default", "2024-01-26T15:00:00+14:00", dt.datetime(2024, 1, 26, 1)),
    ("datetime", "default", "2024-01-26T15:00:00.1234567", dt.datetime(2024, 1, 26, 15, 0, 0, 123456)),
    ("datetime", "default", "0001-01-01T00:00:00+14:00", dt.datetime.min),
    ("datetime", "default", "9999-12-31T23:59:59-14:00", dt.datetime.max),
    ("datetime", "%Y-%m-%dT%H:%M:%S%z", "2020-05-30T04:57:40+02:00", dt.datetime(2020, 5, 30, 2, 57, 40)),
    ("datetime", "%Y-%m-%dT%H:%M:%SZ", "2013-11-23T08:30:00Z", dt.datetime(2013, 11, 23, 8, 30)),
    ("datetime", "any", "10th Jan 1969 9 am", dt.datetime(1969, 1, 10, 9)),
    ("datetime", "any", "2014-01-01T06:00:00+01:00", dt.datetime(2014, 1, 1, 5)),
    ("time", "default", "23:59:59", dt.time(23, 59, 59)),
    ("time", "%I%p%M", "8AM30", dt.time(8, 30)),
    ("time", "%H:%M:%S%Z", "08:30:00UTC", dt.time(8, 30)),
    ("time", "%H:%M:%S.%f%z", "08:30:00.300+0100", dt.time(7, 30, 0, 300000)),
    ("time", "any", "3:00 am", dt.time(3)),
    ("time", "any", "00:00", dt.time(0)),
    ("time", "any", "06:00:00Z", dt.time(6)),
    ("year", "default", "2024", 2024),
    ("year", "default", "0044", 44),
    ("year", "default", "-0044", -44),
    ("year", "default", "19999", 19999),
    ("yearmonth", "default", "0001-06", dt.date(1, 6, 1)),
    ("yearmonth", "default", "9999-12", dt.date(9999, 12, 1)),
    ("duration", "default", "P1Y2M10DT2H30M", Duration(14, Decimal(873000))),
    ("duration", "default", "-P1D", Duration(0, Decimal(-86400))),
    ("duration", "default", "PT0.50S", Duration(0, Decimal("0.5"))),
    ("duration", "default", "P0Y", Duration(0, Decimal(0))),
]  # fmt: skip

INVALID_TEXTS = [
    ("date", "default", "2023-02-29 2024-1-26 20240126 2024-W04-5 2024-01-26T00:00:00 0000-01-01 24-01-26 ２０２４-01-26 12024-01-26 x"),  # noqa: RUF001
    ("date", "%d/%m/%Y", "2024-01-26 31/02/2024 26/01/2024x ٢٦/01/2024 26/01"),
    ("date", "%", "% 2024"),
    ("date", "%Y %Y", "2024 2024-2024"),
    ("date", "DD/MM/YYYY", "26/01/2024"),
    ("date", "any", "10 Friday May 45 99 10:30 yesterday x ٢٠٢٤-01-26"),
    ("datetime", "default", "2024-01-26 2024-01-26t15:00:00 2024-01-26T15:00 2024-01-26T24:00:00 2024-01-26T15:00:60 2024-01-26T15:00:00. 2024-01-26T15:00:00,5"),
    ("datetime", "default", "2024-01-26T15:00:00+0100 2024-01-26T15:00:00+01 2024-01-26T15:00:00+14:01 2024-01-26T15:00:00z -0044-03-15T00:00:00 2024-02-30T00:00:00"),
    ("datetime", "any", "hello 10am Friday"),
    ("time", "default", "24:00:00 10:00 1:00:00 10:00:00.5 10:00:00Z 10:60:00 100000 noon"),
    ("time", "%H:%M:%S%Z", "08:30:00CET 08:30:00"),
    ("time", "any", "10 Friday 2020-01-01 night"),
    ("year", "default", "0000 -0000 024 00024 2_24 2024Z +2024 20.5 ２０２４"),  # noqa: RUF001
    ("yearmonth", "default", "2024-13 2024-00 2024-1 24-01 0000-01 2024-01Z 2024-01-01 -0044-03 12024-01"),
    ("duration", "default", "P PT P1YT P1.5D +P1D P1W P-1Y P1M1Y P1S PT1D P1D1Y 1Y PT.5S PT5.S p1y P１Y"),  # noqa: RUF001
]  # fmt: skip


@pytest.mark.parametrize(("kind", "form", "text", "moment"), VALID)
def test_a_moment_is_read(kind, form, text, moment):
    assert value(Field("v", kind, form), text) == moment


@pytest.mark.parametrize(
    ("kind", "form", "text"),
    [(kind, form, text) for kind, form, texts in INVALID_TEXTS for text in ("", *texts.split(" "))],
)
def test_what_is_no_moment_is_invalid(kind, form, text):
    assert value(Field("v", kind, form), text) is INVALID


@pytest.mark.parametrize("kind", ["date", "datetime", "time", "year", "yearmonth", "duration"])
def test_blanks_around_a_moment_are_none_of_it(kind):
    texts = {k: text for k, form, text, _ in VALID if form == "default"}
    for around in (" {}", "{} ", "{}\n"):
        assert value(Field("v", kind), around.format(texts[kind])) is INVALID


def test_one_moment_has_one_name_in_any_zone():
    field = Field("v", "datetime")
    texts = ("2020-01-01T00:00:00Z", "2020-01-01T01:00:00+01:00", "2019-12-31T19:00:00.000-05:00")
    assert len({canonical(field, value(field, text)) for text in texts}) == 1


@pytest.mark.parametrize(
    ("kind", "form", "moment", "text"),
    [
        ("date", "%d.%m.%Y", dt.date(24, 1, 26), "26.01.0024"),
        ("date", "100%% %Y-%m-%d", dt.date(2024, 1, 26), "100% 2024-01-26"),
        ("datetime", "%Y-%m-%d %H:%M%z", dt.datetime(2024, 1, 26, 15, 30), "2024-01-26 15:30+0000"),
        ("time", "%H.%M %Z", dt.time(15, 30), "15.30 UTC"),
        ("year", "default", -44, "-0044"),
        ("yearmonth", "default", dt.date(24, 1, 1), "0024-01"),
        ("duration", "default", Duration(14, Decimal("93784.50")), "P1Y2M1DT2H3M4.5S"),
        ("duration", "default", Duration(-1, Decimal(0)), "-P1M"),
        ("duration", "default", Duration(0, Decimal(0)), "PT0S"),
    ],
)
def test_a_moment_is_written_in_its_fields_format(kind, form, moment, text):
    field = Field("v", kind, form)
    assert written(field, moment) == text
    assert value(field, text) == moment


@pytest.mark.parametrize(
    ("kind", "found", "expected"),
    [
        ("date", dt.date(2024, 1, 26), dt.date(2024, 1, 26)),
        ("date", dt.datetime(2024, 1, 26), dt.date(2024, 1, 26)),
        ("date", dt.datetime(2024, 1, 26, 15), INVALID),
        ("date", 45_000, INVALID),
        ("datetime", dt.datetime(2024, 1, 26, 15, tzinfo=dt.timezone(dt.timedelta(hours=5))), dt.datetime(2024, 1, 26, 10)),
        ("datetime", dt.date(2024, 1, 26), dt.datetime(2024, 1, 26)),
        ("time", dt.time(15), dt.time(15)),
        ("time", dt.time(15, tzinfo=dt.UTC), INVALID),
        ("year", 2024, 2024),
        ("year", 2024.0, 2024),
        ("year", 0, INVALID),
        ("year", True, INVALID),
        ("yearmonth", 202401, INVALID),
        ("yearmonth", "2024-01", dt.date(2024, 1, 1)),
        ("duration", dt.timedelta(hours=1, microseconds=5), Duration(0, Decimal("3600.000005"))),
        ("duration", 5, INVALID),
    ],
)  # fmt: skip
def test_a_value_that_its_source_gave_a_type_is_taken_if_it_is_such_a_moment(kind, found, expected):
    assert native(Field("v", kind), found) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # https://www.w3.org/TR/xmlschema-2/#duration-order, the table of the standard
        ("P1Y", "P364D", 1), ("P1Y", "P365D", None), ("P1Y", "P366D", None), ("P1Y", "P367D", -1),
        ("P1M", "P27D", 1), ("P1M", "P28D", None), ("P1M", "P31D", None), ("P1M", "P32D", -1),
        ("P5M", "P149D", 1), ("P5M", "P150D", None), ("P5M", "P153D", None), ("P5M", "P154D", -1),
        ("P1Y", "P12M", 0), ("PT24H", "P1D", 0), ("PT60.0S", "PT1M", 0), ("-P0D", "P0M", 0),
        ("-P1M", "-P27D", -1), ("-P1M", "-P30D", None), ("-P1M", "-P32D", 1), ("-P1M", "P1D", -1),
        ("PT0.1S", "PT0.10000000000000000000000000000001S", -1),
        ("P999999Y", "P1D", 1), ("P400Y", "P146097D", 0), ("P400Y", "P146096D", 1),
    ],
)  # fmt: skip
def test_durations_have_the_partial_order_of_xml_schema(one, other, expected):
    field = Field("v", "duration")
    assert order(value(field, one), value(field, other)) == expected
    assert order(value(field, other), value(field, one)) == (expected and -expected)

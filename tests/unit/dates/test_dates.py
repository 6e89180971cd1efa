"""Days as officials write them. The forms come from recorded pages, exports and file names of Taiwanese agencies."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_etl.dates import TAIPEI, day_of_epoch_ms, find_dates, number, parse_day

WRITTEN = [
    (date(2026, 9, 4), "115-09-04"),
    (date(2026, 9, 4), "115-09-04 14:01"),
    (date(2024, 12, 17), "113.12.17"),
    (date(2025, 1, 1), "114/01/01"),
    (date(2007, 1, 1), "96-01-01"),
    (date(2018, 9, 15), "107年 9月15日"),
    (date(2018, 9, 15), "107\u00a0年\u30009 月 15 日"),
    (date(2018, 9, 15), "１０７年９月１５日"),
    (date(2026, 8, 21), "中華民國115年8月21日"),
    (date(2026, 8, 21), "中 華 民 國 1 1 5 年 8 月 2 1 日"),
    (date(2026, 8, 21), "中華民國115年8月 2\n1日"),
    (date(2026, 8, 15), "中華民國一百一十五年八月十五日"),
    (date(2018, 12, 31), "民國一百零七年十二月三十一日"),
    (date(2007, 2, 28), "民國九十六年二月廿八日"),
    (date(2026, 8, 15), "一一五年八月十五日"),
    (date(2018, 9, 15), "二○一八年九月十五日"),
    (date(1912, 1, 1), "民國元年1月1日"),
    (date(2026, 8, 24), "(1150824)"),
    (date(2026, 8, 24), "（1150824）"),
    (date(2007, 1, 15), "(960115)"),
    (date(2024, 1, 2), "1130102"),
    (date(2024, 1, 2), "會議紀錄-1130102.pdf"),
    (date(2024, 1, 2), "民國113-01-02"),
    (date(2024, 1, 2), "民國1130102"),
    (date(2026, 5, 30), "115.05.30(六)22:40"),
    (date(2026, 9, 4), "115-09-04 人事處"),
    (date(2026, 9, 4), "2026-09-04"),
    (date(2026, 9, 4), "2026/9/4"),
    (date(2018, 9, 15), "2018年9月15日"),
    (date(2019, 12, 24), "2019‑12‑24 Interview"),
    (date(2017, 1, 20), "2017-1-20 諮詢會議"),
    (date(2020, 12, 31), "2020-12-31-行政院開放政府國家行動方案推動小組第2次會議"),
    (date(2019, 10, 28), "2019-10-28-108年第3次開放政府政策協調聯繫會"),
    (date(2018, 6, 1), "20180601-6328"),
    (date(2018, 9, 15), "September 15, 2018"),
    (date(2018, 9, 15), "15 Sept. 2018"),
    (date(2021, 5, 3), "the 3rd of May 2021"),
    (date(2024, 2, 29), "113-02-29"),
]

NO_DATE = [
    "院授人考字第0960062703號",
    "府教字第1130102號",
    "02-2316-5300",
    "02-20201231",
    "(02)20201231",
    "0912-345-678",
    "刑法第113條",
    "第113.1.2條",
    "113年",
    "113年度預算",
    "113年12月",
    "110-112年",
    "11504",
    "07301",
    "預算1150824元",
    "1,150,824",
    "$1150824",
    "1470902732000",
    "export_20250926000000.zip",
    "192.113.12.17",
    "113.12.17.5",
    "v2.98.5.6",
    "3年2月5日",
    "114-02-29",
    "12/31/2020",
    "1999年全國司法改革會議",
    "無",
    "",
]


@pytest.mark.parametrize(("day", "text"), WRITTEN)
def test_every_way_officials_write_a_day_is_read(day, text):
    assert [day] == [found.day for found in find_dates(text)]
    assert day == parse_day(text)


@pytest.mark.parametrize("text", NO_DATE)
def test_what_only_looks_like_a_day_is_none(text):
    assert find_dates(text) == []


def test_two_days_of_a_range_are_both_found_where_they_stand():
    text = "自105/1/1-105/12/31止，展延至１０６年３月２日"
    found = find_dates(text)
    assert [date(2016, 1, 1), date(2016, 12, 31), date(2017, 3, 2)] == [one.day for one in found]
    assert [text[one.start : one.end] for one in found] == ["105/1/1", "105/12/31", "１０６年３月２日"]


def test_one_day_written_in_two_calendars_is_one_day():
    assert date(2026, 9, 4) == parse_day("2026-09-04（115-09-04）")


def test_a_field_with_two_different_days_states_none():
    assert parse_day("113/01/01 ~ 113/12/31") is None


def test_nothing_states_no_day():
    assert parse_day(None) is None


def test_epoch_milliseconds_are_a_day_in_taipei():
    assert date(2016, 8, 11) == parse_day("1470902732000")
    assert date(2018, 8, 1) == day_of_epoch_ms(1533052800000)  # 2018-07-31T16:00:00Z
    assert day_of_epoch_ms(10**15) is None


def test_an_instant_with_its_own_zone_is_moved_to_the_zone_of_the_plan():
    assert date(2026, 7, 21) == parse_day("2026-07-20T23:00:00Z")
    assert date(2026, 7, 20) == parse_day("2026-07-20T23:00:00+08:00")
    assert date(2026, 7, 20) == parse_day("2026-07-20T23:00:00Z", ZoneInfo("UTC"))


def test_a_day_to_come_is_legitimate():
    assert [date(2031, 9, 4)] == [found.day for found in find_dates("下版日期：120-09-04", date(2026, 1, 1))]


def test_bare_numbers_far_ahead_of_today_are_some_other_number_but_a_written_year_counts():
    today = date(2026, 1, 1)
    assert find_dates("199.12.31", today) == []
    assert [date(2110, 12, 31)] == [found.day for found in find_dates("民國199年12月31日", today)]


ROC_DAYS = st.dates(date(1971, 1, 1), date(2110, 12, 31))


@given(
    ROC_DAYS,
    st.sampled_from(["{y}-{m:02}-{d:02}", "{y}.{m}.{d}", "{y:03}/{m:02}/{d:02}", "{y}年{m}月{d}日", "民國{y}年 {m}月{d}日"]),
)
def test_a_roc_day_is_1911_years_later_and_stands_where_it_was_put(day, form):
    written = form.format(y=day.year - 1911, m=day.month, d=day.day)
    text = f"發布日期：{written} 00:10"
    found = find_dates(text)
    assert [day] == [one.day for one in found]
    assert written == text[found[0].start : found[0].end]


@given(st.dates(date(1912, 1, 1), date(2110, 12, 31)))
def test_a_western_day_is_itself(day):
    assert day == parse_day(day.isoformat()) == parse_day(f"{day:%B} {day.day}, {day.year}") == parse_day(f"{day:%Y年%m月%d日}")


@given(st.integers(1, 199))
def test_chinese_numerals_count_as_arabic_ones(value):
    assert value == number(chinese(value))


def chinese(value: int) -> str:
    digits = "〇一二三四五六七八九"
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    text = digits[hundreds] + "百" if hundreds else ""
    if tens:
        text += (digits[tens] if tens > 1 or hundreds else "") + "十"
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "")


@given(st.text(alphabet="0123456789年月日號字第民國.-/()（） 　十百元A", max_size=60))
def test_any_text_is_read_without_error_and_findings_never_overlap(text):
    found = find_dates(text)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    assert all(0 <= one.start < one.end <= len(text) for one in found)


@given(st.datetimes(datetime(1971, 1, 2), datetime(2090, 1, 1)))  # noqa: DTZ001 hypothesis wants naive bounds
def test_epoch_milliseconds_agree_with_the_clock_in_taipei(moment):
    milliseconds = (moment.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    assert moment.replace(tzinfo=UTC).astimezone(TAIPEI).date() == day_of_epoch_ms(milliseconds)

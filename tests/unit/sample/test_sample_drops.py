"""What the ministry dropped: the folder looks as it did on each day, with the same bytes and the same times every time."""

import zipfile
from datetime import date
from io import BytesIO

import magic
import pytest

from ogp_etl.sample import drops
from ogp_etl.sample.days import LAST_DAY, demo_days


def held(folder):
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_the_folder_fills_and_empties_with_the_days(tmp_path):
    names = {day: sorted(held(drops.write(tmp_path, day))) for day in demo_days()}
    assert names[date(2024, 12, 31)] == []
    assert names[date(2025, 3, 31)] == ["2025年度預算資料開放經費說明.odt"]
    assert names[date(2025, 12, 31)] == sorted(
        ["2025年度預算資料開放經費說明.odt", "2024年度決算摘要.csv", "決算表.pdf", "附件彙整.zip", "2026年度預算摘要.csv.part"]
    )
    assert names[date(2026, 6, 29)] == sorted(
        ["2025年度預算資料開放經費說明.odt", "2024年度決算摘要.csv", "2026年度預算摘要.csv"]
    )
    assert names[LAST_DAY] == sorted([*names[date(2026, 6, 29)], "2026年度上半年預算執行表.csv"])


@pytest.mark.parametrize("day", [date(2025, 12, 31), LAST_DAY])
def test_it_is_the_same_whether_written_once_or_day_by_day(tmp_path, day):
    for earlier in demo_days():
        if earlier <= day:
            step = drops.write(tmp_path / "steps", earlier)
    assert held(step) == held(drops.write(tmp_path / "once", day))


def test_a_file_that_is_there_already_is_not_written_again(tmp_path):
    folder = drops.write(tmp_path, LAST_DAY)
    before = {path.name: path.stat().st_ctime_ns for path in folder.iterdir()}
    drops.write(tmp_path, LAST_DAY)
    assert {path.name: path.stat().st_ctime_ns for path in folder.iterdir()} == before


def test_what_others_put_there_stays(tmp_path):
    (drops.write(tmp_path, date(2025, 12, 31)) / "其他.txt").write_text("x")
    assert "其他.txt" in held(drops.write(tmp_path, LAST_DAY))


def test_the_settlement_is_in_big5_without_saying_so():
    body = next(drop.body() for drop in drops.DROPS if drop.name == "2024年度決算摘要.csv")
    assert body.decode("big5").splitlines()[0] == "機關,科目,預算數（元）,決算數（元）"
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")


def test_a_program_is_called_a_pdf():
    body = next(drop.body() for drop in drops.DROPS if drop.name == "決算表.pdf")
    assert magic.from_buffer(body, mime=True) in ("application/x-dosexec", "application/vnd.microsoft.portable-executable")


def test_the_bomb_is_small_and_unpacks_to_a_thousand_times_its_size():
    body = next(drop.body() for drop in drops.DROPS if drop.name == "附件彙整.zip")
    with zipfile.ZipFile(BytesIO(body)) as bomb:
        unpacked = sum(entry.file_size for entry in bomb.infolist())
    assert len(body) < 100_000
    assert unpacked // len(body) > 900


def test_the_unfinished_file_is_the_first_half_of_the_finished_one():
    half, whole = (
        next(drop.body() for drop in drops.DROPS if drop.name == name)
        for name in ("2026年度預算摘要.csv.part", "2026年度預算摘要.csv")
    )
    assert whole.startswith(half)
    assert len(half) < len(whole)

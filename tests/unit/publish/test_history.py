"""Findings day by day: one file a day in three formats, written once, none lost."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import jsonschema
import pyarrow.dataset as ds
import pytest

from ogp_etl.check.views.report import finding_json
from ogp_etl.errors import LocalFault
from ogp_etl.publish.data import history

NOW = datetime(2024, 3, 1, 4, 30, tzinfo=UTC)
DAYS = [date(2024, 2, 28) + timedelta(days=each) for each in range(3)]


@pytest.fixture
def log(edition):
    """What the register's log holds of each day: the findings as JSON texts."""
    texts = [json.dumps(finding_json(finding)) for finding in edition.report.findings]
    return {day: list(texts) for day in DAYS}


def write(target, log, made=NOW, plan="xx-2022"):
    judged = {day: made + (day - DAYS[0]) for day in log}
    return history.write(target, plan, judged, lambda day: log[day])


def table(target):
    return ds.dataset(target / "history" / "parquet", partitioning=ds.partitioning(flavor="hive"), format="parquet").to_table()


def test_one_data_set_holds_every_day_of_every_plan(tmp_path, log):
    write(tmp_path, log)
    write(tmp_path, {DAYS[0]: log[DAYS[0]]}, plan="yy")

    rows = table(tmp_path).to_pylist()

    assert {(row["plan"], row["day"]) for row in rows} == {*(("xx-2022", str(day)) for day in DAYS), ("yy", str(DAYS[0]))}
    assert len(rows) == 4 * len(log[DAYS[0]])


def test_a_day_that_is_published_again_is_not_doubled(tmp_path, log):
    assert write(tmp_path, log) == DAYS
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")}

    assert write(tmp_path, log) == []
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")} == before


def test_a_day_that_was_checked_again_is_written_in_its_place(tmp_path, log):
    write(tmp_path, log)
    later = {day: NOW + (day - DAYS[0]) for day in DAYS} | {DAYS[2]: NOW + timedelta(days=9)}

    assert history.write(tmp_path, "xx-2022", later, lambda day: log[day][:1]) == [DAYS[2]]
    counts = [sum(row["day"] == str(day) for row in table(tmp_path).to_pylist()) for day in DAYS]
    assert counts == [len(log[DAYS[0]]), len(log[DAYS[1]]), 1]


def test_a_check_for_another_day_changes_no_byte_of_the_days_that_stand(tmp_path, log):
    write(tmp_path, log)
    before = {path: path.read_bytes() for path in (tmp_path / "history").rglob(f"*{DAYS[0]}*/*")}
    before |= {path: path.read_bytes() for path in (tmp_path / "history").rglob(f"{DAYS[0]}.*")}
    judged = {day: NOW + (day - DAYS[0]) for day in DAYS} | {DAYS[2] + timedelta(days=1): NOW + timedelta(days=9)}
    history.write(tmp_path, "xx-2022", judged, lambda day: log[DAYS[0]][:1])

    assert len(before) == 3
    assert {path: path.read_bytes() for path in before} == before


def test_a_register_that_lost_the_newest_check_of_a_day_does_not_put_the_older_one_in_its_place(tmp_path, log):
    write(tmp_path, log)

    assert history.write(tmp_path, "xx-2022", {DAYS[1]: NOW - timedelta(hours=1)}, lambda day: log[day][:1]) == []
    assert sum(row["day"] == str(DAYS[1]) for row in table(tmp_path).to_pylist()) == len(log[DAYS[1]])


def test_days_that_the_register_lost_stay(tmp_path, log):
    write(tmp_path, log)
    write(tmp_path, {DAYS[2] + timedelta(days=1): log[DAYS[0]]})

    listed = json.loads((tmp_path / "history" / "xx-2022.json").read_bytes())

    assert sorted(listed["days"]) == [str(day) for day in [*DAYS, DAYS[2] + timedelta(days=1)]]
    assert {row["day"] for row in table(tmp_path).to_pylist()} == set(listed["days"])


def test_a_file_that_was_removed_is_made_again(tmp_path, log):
    write(tmp_path, log)
    path = tmp_path / "history" / "csv" / "xx-2022" / f"{DAYS[1]}.csv"
    content = path.read_bytes()
    path.unlink()

    assert write(tmp_path, log) == [DAYS[1]]
    assert path.read_bytes() == content


def test_the_three_formats_hold_the_same(tmp_path, log):
    write(tmp_path, {DAYS[0]: log[DAYS[0]]})
    folder = tmp_path / "history"
    document = json.loads((folder / "json" / "xx-2022" / f"{DAYS[0]}.json").read_bytes())
    lines = list(csv.DictReader(io.StringIO((folder / "csv" / "xx-2022" / f"{DAYS[0]}.csv").read_text("utf-8-sig"))))
    columns = [name for name, _ in history.columns()]

    assert [[row[name] for name in ("rule", "scope", "verdict")] for row in document["rows"]] == [
        [json.loads(text)[name] for name in ("rule", "scope", "verdict")] for text in log[DAYS[0]]
    ]
    assert [list(row) for row in document["rows"]] == [columns] * len(log[DAYS[0]])
    assert [(line["rule"], line["due"], line["missing"]) for line in lines] == [
        (row["rule"], row["due"] or "", " ".join(row["missing"])) for row in document["rows"]
    ]
    assert [(row["rule"], str(row["due"]) if row["due"] else None, row["missing"]) for row in table(tmp_path).to_pylist()] == [
        (row["rule"], row["due"], row["missing"]) for row in document["rows"]
    ]


def test_the_json_of_a_day_keeps_to_the_schema_published_beside_it(tmp_path, log):
    write(tmp_path, log)
    folder = tmp_path / "history" / "json" / "xx-2022"
    document = json.loads((folder / f"{DAYS[0]}.json").read_bytes())
    schema = json.loads((folder / document["$schema"]).read_bytes())

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(document)
    for name, wrong in (("verdict", "fine"), ("due", "30 June"), ("rule", None), ("missing", "m1")):
        bad = json.loads(json.dumps(document))
        bad["rows"][0][name] = wrong
        assert not jsonschema.Draft202012Validator(schema).is_valid(bad), name


def test_an_older_log_that_lacks_what_came_later_still_makes_its_day(tmp_path, log):
    old = [json.loads(text) for text in log[DAYS[0]]]
    for finding in old:
        for name in ("way", "measured", "ruling", "objections", "version", "stopped"):
            del finding[name]
    write(tmp_path, {DAYS[0]: [json.dumps(finding) for finding in old]})

    assert {row["way"] for row in table(tmp_path).to_pylist()} == {None}


def test_a_list_of_days_that_cannot_be_read_says_what_to_do(tmp_path, log):
    write(tmp_path, log)
    (tmp_path / "history" / "xx-2022.json").write_text("{")

    with pytest.raises(LocalFault, match="remove it and publish again"):
        write(tmp_path, log)

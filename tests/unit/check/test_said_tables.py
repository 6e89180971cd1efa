"""Tables of rulings, objections and looks: what cells mean, and every fault at once with its line and column."""

from datetime import UTC, date, datetime

import pytest

from ogp_etl.check.tables.said import read_objections, read_observed, read_rulings
from ogp_etl.errors import InputInvalid
from ogp_etl.model import Objection, Observation, Ruling, Verdict

RULINGS = "id,rule,scope,verdict,person,reason,made,until"
OBJECTIONS = "id,rule,scope,person,why,made,answered,answered_by,answer"
LOOKS = "what,key,day,found,detail"


@pytest.fixture
def two(plan, commitment):
    return plan(commitments=(commitment("1-1"), commitment("1-2")))


@pytest.fixture
def table(tmp_path, two):
    """Reads a CSV text with one of the readers."""

    def read(reader, *lines, **more):
        path = tmp_path / "said.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return reader(path, two, **more)

    return read


@pytest.fixture
def faults(table, tmp_path):
    """The faults of a text: place, what, what to do."""

    def read(*arguments, **more):
        with pytest.raises(InputInvalid) as caught:
            table(*arguments, **more)
        return [(one.where.removeprefix(f"{tmp_path}/said.csv:"), one.what, one.do) for one in caught.value.faults]

    return read


def test_a_ruling_is_read_with_its_instant_and_its_last_day(table):
    line = "r1,R19/repo.updated,1-1,waived,王小明（處長）,同等,2024-05-01T08:00:00+08:00,2024-12-31"

    assert table(read_rulings, RULINGS, line) == [
        Ruling(
            id="r1",
            rule="R19/repo.updated",
            scope="1-1",
            verdict=Verdict.WAIVED,
            person="王小明（處長）",
            reason="同等",
            made=datetime(2024, 5, 1, tzinfo=UTC),
            until=date(2024, 12, 31),
        )
    ]


def test_a_bare_day_of_a_ruling_is_its_end_in_the_plan_s_zone(table):
    (ruling,) = table(read_rulings, RULINGS, "r1,R19/repo.updated,plan,equivalent,Ann,why,2024-05-01,2024-05-01")

    assert ruling.made == datetime(2024, 5, 1, 15, 59, 59, 999999, tzinfo=UTC)


def test_a_ruling_is_taken_back_by_another(table):
    (ruling,) = table(read_rulings, RULINGS, "r2,R19/repo.updated,plan,as-measured,Ann,was wrong,2024-05-01,")

    assert (ruling.verdict, ruling.until) == (None, None)


def test_a_table_with_a_header_alone_says_nothing(table):
    assert table(read_rulings, RULINGS) == table(read_objections, OBJECTIONS) == table(read_observed, LOOKS, rows=None) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("r,R19/repo.updatd,1-1,waived,A,w,2024-05-01,2025-01-01", ("rule", "there is no rule 'R19/repo.updatd'")),
        ("r,R19/repo.updated,1-3,waived,A,w,2024-05-01,2025-01-01", ("scope", "there is no commitment '1-3'")),
        ("r,R19/repo.updated,process,waived,A,w,2024-05-01,2025-01-01", ("scope", "the process is judged with the plan")),
        ("r,R19/forum.meets,1-1,waived,A,w,2024-05-01,2025-01-01", ("scope", "asked of the plan, not of commitments")),
        ("r,R19/repo.evidence-linked,plan,waived,A,w,2024-05-01,2025-01-01", ("scope", "asked of commitments, not of the plan")),
        ("r,R19/repo.updated,1-1,pass,A,w,2024-05-01,2025-01-01", ("verdict", "pass cannot be ruled of R19/repo.updated")),
        ("r,R19/repo.updated,1-1,wave,A,w,2024-05-01,", ("verdict", "there is no verdict of a ruling wave")),
        ("r,R19/repo.updated,1-1,waived,A,w,2024-05-01,", ("until", "waived holds until a day, and none is written")),
        ("r,R16/forum.rules-public,plan,pass,A,w,2024-05-01,", ("until", "pass holds until a day, and none is written")),
        ("r,R16/forum.rules-public,plan,breach,A,w,2024-05-01,", ("until", "breach holds until a day, and none is written")),
        ("r,R19/response.reasoned,plan,not-applicable,A,w,2024-05-01,", ("until", "not-applicable holds until a day")),
        ("r,R19/repo.updated,1-1,equivalent,A,w,2024-05-01,2024-04-30", ("until", "2024-04-30 is before 2024-05-01")),
        ("r,R19/repo.updated,1-1,as-measured,A,w,2024-05-01,2024-06-30", ("until", "takes a ruling back and has no end")),
        ("r,R19/repo.updated,1-1,waived,,w,2024-05-01,2025-01-01", ("person", "is empty")),
        ("r,R19/repo.updated,1-1,waived,A,,2024-05-01,2025-01-01", ("reason", "is empty")),
        ("r,R19/repo.updated,1-1,waived,A,w,,2025-01-01", ("made", "is empty")),
        ("r,R19/repo.updated,1-1,waived,A,w,soon,2025-01-01", ("made", "'soon' is no day")),
        (",R19/repo.updated,1-1,waived,A,w,2024-05-01,2025-01-01", ("id", "is empty")),
    ],
)
def test_a_wrong_ruling_is_told_with_its_line_and_column(faults, line, fault):
    ((where, what, do),) = faults(read_rulings, RULINGS, line)

    assert (where, fault[1] in what, bool(do)) == (f"2, column {fault[0]}", True, True)


def test_a_rule_that_is_left_to_the_reviewer_takes_no_ruling(faults, monkeypatch):
    from ogp_etl.check import may_say

    real = may_say.all_rules()
    shown = {name: rule for name, rule in real.items() if rule.way == "show"}
    if not shown:
        pytest.skip("no rule is left to the reviewer")
    name, rule = next(iter(shown.items()))
    scope = "plan" if rule.judged[0].scope == "plan" else "1-1"

    ((where, what, _),) = faults(read_rulings, RULINGS, f"r,{name},{scope},waived,A,w,2024-05-01,2025-01-01")

    assert (where, "left to the reviewer" in what) == ("2, column verdict", True)


def test_all_faults_of_a_table_are_told_at_once(faults):
    lines = ["r,R19/nosuch,1-9,waived,,w,2024-05-01,2025-01-01", "r,R19/repo.updated,1-1,waived,A,w,2024-05-01,"]

    assert [where for where, _what, _do in faults(read_rulings, RULINGS, *lines)] == [
        "2, column rule",
        "2, column scope",
        "2, column person",
        "3, column id",
        "3, column until",
    ]


def test_columns_that_are_missing_are_named(faults):
    assert [where for where, _what, _do in faults(read_rulings, "id,rule", "r,R19/repo.updated")] == [
        f"1, column {name}" for name in ("scope", "verdict", "person", "reason", "made", "until")
    ]


def test_an_objection_is_read_with_its_answer(table):
    line = "o1,R19/repo.updated,1-1,Ann,it is there,2024-05-01T00:00:00Z,2024-05-02T00:00:00Z,Bo,so it is"

    assert table(read_objections, OBJECTIONS, line) == [
        Objection(
            id="o1",
            rule="R19/repo.updated",
            scope="1-1",
            person="Ann",
            why="it is there",
            made=datetime(2024, 5, 1, tzinfo=UTC),
            answered=datetime(2024, 5, 2, tzinfo=UTC),
            answered_by="Bo",
            answer="so it is",
        )
    ]


def test_an_objection_is_not_answered_before_it_is_made(faults):
    line = "o1,R19/repo.updated,1-1,Ann,why,2024-05-02,2024-05-01,Bo,no"

    assert [where for where, _what, _do in faults(read_objections, OBJECTIONS, line)] == ["2, column answered"]


def test_a_look_is_read(table):
    lines = ["item,a,2024-05-01,closed,401", "folder,process,2024-05-01,open,", "dashboard,updates,2024-05-01,updated,"]

    assert table(read_observed, LOOKS, *lines, rows={"a"}) == [
        Observation(what="item", key="a", day=date(2024, 5, 1), found="closed", detail="401"),
        Observation(what="folder", key="process", day=date(2024, 5, 1), found="open"),
        Observation(what="dashboard", key="updates", day=date(2024, 5, 1), found="updated"),
    ]


def test_the_update_time_of_a_page_is_looked_at_by_its_address(table):
    (look,) = table(read_observed, LOOKS, "update-time,https://ogp.example.tw/,2024-05-01,shown,", rows={"a"})

    assert look.key == "https://ogp.example.tw/"


def test_a_word_that_fits_another_look_is_answered_with_those_that_fit(faults):
    lines = ["dashboard,1-1,2024-05-01,updated,", "dashboard,updates,2024-05-01,linked,", "item,a,2024-05-01,shown,"]

    assert [(what, do) for _where, what, do in faults(read_observed, LOOKS, *lines, rows={"a"})] == [
        ("'updated' is no word for a look at dashboard", "write linked or bare"),
        ("'linked' is no word for a look at dashboard updates", "write updated"),
        ("'shown' is no word for a look at item", "write open or closed or missing or altered"),
    ]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("file,a,2024-05-01,open,", "what"),
        ("item,b,2024-05-01,open,", "key"),
        ("folder,1-9,2024-05-01,open,", "key"),
        ("folder,updates,2024-05-01,open,", "key"),
        ("item,a,2024-05-01,linked,", "found"),
        ("folder,1-1,2024-05-01,altered,", "found"),
        ("update-time,a,2024-05-01,open,", "found"),
        ("update-time,b,2024-05-01,shown,", "key"),
        ("dashboard,1-1,2024-05-01,updated,", "found"),
        ("dashboard,updates,2024-05-01,linked,", "found"),
        ("item,a,,open,", "day"),
        ("item,,2024-05-01,open,", "key"),
    ],
)
def test_a_wrong_look_is_told_with_its_line_and_column(faults, line, column):
    assert [where for where, _what, _do in faults(read_observed, LOOKS, line, rows={"a"})] == [f"2, column {column}"]

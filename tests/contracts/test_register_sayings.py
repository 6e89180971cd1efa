"""What persons say of verdicts, kept by the register: on SQLite and on PostgreSQL alike."""

import json
from datetime import UTC, date, datetime, timedelta

from ogp_etl.model import Objection, Ruling, Verdict
from ogp_etl.register import Register

T0 = datetime(2024, 5, 1, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def a_ruling(name="r1", verdict=Verdict.WAIVED, made=T0, until=date(2024, 12, 31)):
    facts = {"rule": "R19/repo.updated", "scope": "1-1", "person": "王小明", "reason": "同等 'good'"}
    return Ruling(id=name, verdict=verdict, made=made, until=until, **facts)


def an_objection(name="o1", made=T0, **more):
    facts = {"rule": "R19/repo.updated", "scope": "1-1", "person": "Ann", "why": "it is there"}
    return Objection(id=name, made=made, **facts, **more)


def an_answer(name="a1", objection="o1", made=T0 + DAY, said="so it is"):
    return {"id": name, "objection": objection, "person": "Bo", "answer": said, "made": made}


def test_rulings_come_back_as_they_were_made_oldest_first(register):
    back = a_ruling("r2", None, T0 + DAY, None)
    register.rule("xx", back)
    register.rule("xx", a_ruling())
    register.rule("yy", a_ruling("r3"))

    assert register.rulings("xx") == [a_ruling(), back]


def test_rulings_of_one_instant_come_in_the_order_in_which_they_were_made(register):
    for name in ("r9", "r1", "r5"):
        register.rule("xx", a_ruling(name))

    assert [one.id for one in register.rulings("xx")] == ["r9", "r1", "r5"]


def test_an_objection_comes_with_its_first_answer(register):
    register.dispute("xx", an_objection())
    register.dispute("xx", an_objection("o2", T0 + DAY))
    register.answer(an_answer("a2", made=T0 + 2 * DAY, said="later"))
    register.answer(an_answer())

    answered = an_objection(answered=T0 + DAY, answered_by="Bo", answer="so it is")
    assert register.objections("xx") == [answered, an_objection("o2", T0 + DAY)]
    assert register.objections("yy") == []


def test_an_objection_is_known_by_its_plan(register):
    register.dispute("xx", an_objection())

    assert (register.disputed_plan("o1"), register.disputed_plan("o9")) == ("xx", None)


def test_the_archive_s_logs_make_what_was_said_again(register, tmp_path):
    register.rule("xx", a_ruling())
    register.rule("xx", a_ruling("r2", None, T0 + DAY, None))
    register.dispute("xx", an_objection())
    register.answer(an_answer())
    again = Register(f"sqlite:///{tmp_path / 'again.db'}")
    again.migrate()

    logs = register.unlogged()
    for (name, _day), lines in logs.items():
        again.restore(name, lines)
        again.restore(name, lines)

    assert {name for name, _day in logs} == {"ruling", "objection", "answer"}
    assert again.rulings("xx") == register.rulings("xx") != []
    assert again.objections("xx") == register.objections("xx") != []
    assert again.unlogged() == {}
    again.close()


def a_finding(name, made, why):
    body = {"doubts": [{"id": "r1", "why": why}], "ruling": {"reason": "ruling-expired"}}
    facts = {"run": "r", "plan": "xx", "as_of": date(2024, 5, 1), "rule": "R19/repo.updated", "scope": "1-1"}
    return {"id": name, "made": made, "severity": "standard", "verdict": "breach", "due": None, "body": json.dumps(body), **facts}


def test_the_earlier_check_tells_of_expired_rulings(register):
    register.found([a_finding("f1", T0, "ruling-expired"), a_finding("f2", T0 + DAY, "ruling-expired")])

    (row,) = register.earlier_expired("xx", int((T0 + DAY).timestamp()))
    assert (row["rule"], row["scope"], json.loads(row["body"])["doubts"][0]["id"]) == ("R19/repo.updated", "1-1", "r1")
    assert register.earlier_expired("xx", int(T0.timestamp())) == []

"""What persons say, from the register to the verdict, the board and the gate; and what the register knows of looks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ogp_etl.cards import FolderSource
from ogp_etl.model import Deposit, Found, Observation, Reason, Ruling, Verdict, Verification
from ogp_etl.pipeline import Job
from ogp_etl.settings import Settings
from ogp_etl.steps import check
from ogp_etl.steps.looks import observations
from ogp_etl.steps.workshop import Workshop

NOW = datetime(2024, 5, 2, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
RULE = "R19/repo.updated"


@pytest.fixture
def shop(tmp_path, steps):
    """A workshop whose register holds a page that was visited the day before."""
    with Workshop(Settings(home=tmp_path / "home"), NOW, "r1") as opened:
        opened.site = steps.Site(opened.spool)
        opened.site.pages["https://a.example/plan"] = steps.shown()
        steps.visit(opened.site, opened.register, NOW - DAY, steps.page.collect)
        yield opened


def ruled(shop, *, name="r1", verdict=Verdict.WAIVED, until=date(2024, 5, 2), made=NOW, scope="plan", person="王小明（處長）"):
    shop.register.rule(
        "xx", Ruling(id=name, rule=RULE, scope=scope, verdict=verdict, person=person, reason="why", made=made, until=until)
    )


def on_the_board(shop, steps, now):
    return [alarm for alarm in check.case(shop, steps.PLAN, now).board.alarms if alarm.code == "ruling-expired"]


def gate(shop, steps, now):
    """What the gate says of a check at an instant."""
    run = now.isoformat()
    check.judge_plan(shop, steps.PLAN, now, run)
    return list(check.reds(shop, steps.PLAN, now, run).ran_out)


def verdict(shop, steps, now, scope="plan"):
    found = check.case(shop, steps.PLAN, now).report.findings
    return next(one for one in found if (one.rule, one.scope) == (RULE, scope))


LATE = NOW + 250 * DAY
"""By then the plan was not updated for too long, and nobody visited its sources."""


def test_what_was_ruled_stands_in_the_check(shop, steps):
    ruled(shop, until=date(2025, 6, 30))

    assert (verdict(shop, steps, LATE).verdict, verdict(shop, steps, LATE).measured) == (Verdict.WAIVED, Verdict.UNKNOWN)
    assert on_the_board(shop, steps, LATE) == []


def test_a_ruling_that_ran_out_is_an_alarm_that_names_person_rule_scope_and_day_in_both_languages(shop, steps):
    ruled(shop, until=date(2024, 12, 31))

    (alarm,) = on_the_board(shop, steps, LATE)

    assert alarm.since == datetime(2024, 12, 31, 16, 0, tzinfo=UTC)  # 1 January in Taipei
    assert alarm.text == {
        "zh-Hant": "王小明（處長） 對整個行動方案的 R19/repo.updated 所作的認定（獲准免除）已於 2024-12-31 到期。請重新認定，"
        "或撤回（as-measured）。",
        "en": "R19/repo.updated of the plan: the ruling of 王小明（處長） (waived) ran out on 2024-12-31; rule anew, or take it"
        " back (as-measured).",
    }


@pytest.mark.parametrize("verdict", [Verdict.EQUIVALENT, None])
def test_a_new_ruling_ends_the_alarm(shop, steps, verdict):
    ruled(shop, until=date(2024, 12, 31))
    ruled(shop, name="r2", made=NOW + DAY, verdict=verdict, until=verdict and date(2025, 12, 31))

    assert on_the_board(shop, steps, LATE) == []


def test_the_gate_goes_red_once_for_a_ruling_that_ran_out(shop, steps):
    ruled(shop, until=LATE.date())
    line = f"xx plan: R19/repo.updated: the ruling of 王小明（處長） (waived) ran out on {LATE.date()}"

    assert [gate(shop, steps, LATE + days * DAY) for days in range(4)] == [[], [line], [], []]


def test_the_gate_goes_red_again_for_another_ruling_that_ran_out(shop, steps):
    ruled(shop, until=LATE.date())
    assert len(gate(shop, steps, LATE + DAY)) == 1
    ruled(shop, name="r2", made=LATE + 2 * DAY, until=LATE.date() + 3 * DAY, person="Bo")

    assert [len(gate(shop, steps, LATE + days * DAY)) for days in (2, 3, 4, 5)] == [0, 0, 1, 0]


def test_the_gate_says_of_a_ruling_that_ran_out_something_else_than_of_a_breach(shop, steps):
    over = check.Reds((), ["xx plan: R19/repo.updated: the ruling of 王小明 (waived) ran out on 2025-01-05"])
    missed = check.Reds(["xx 1-1: R19/repo.updated (due 2024-07-01)"])

    def why(found):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(check, "reds", lambda *_: found)
            return Job(shop, {"xx": steps.PLAN}, {}, LATE, "r1").why_red()

    assert why(check.Reds()) == []
    assert why(missed) == ["new breach of a running plan: xx 1-1: R19/repo.updated (due 2024-07-01)"]
    assert why(over) == [f"a ruling ran out: {over.ran_out[0]}"]
    assert why(check.Reds(missed.breaches, over.ran_out)) == [*why(missed), *why(over)]


def test_a_ruling_of_an_ended_plan_reddens_no_gate(shop, steps):
    ruled(shop, until=date(2026, 4, 30))

    assert gate(shop, steps, datetime(2026, 5, 2, 4, 0, tzinfo=UTC)) == []


def looked(shop, steps, record="sources", looks=()):
    """What is known of looks at the one page, as found and detail by row id."""
    plan = replace(steps.PLAN, record=record)
    found = check.case(shop, plan, NOW).entries
    return observations(plan, shop.register.evidence("xx"), found, looks), [entry.row.id for entry in found]


def at(days):
    return (NOW + days * DAY).date()


def test_a_visit_that_read_a_page_found_it_open(shop, steps):
    seen, (row,) = looked(shop, steps)

    assert seen == [Observation(what="item", key=row, day=at(-1), found="open")]


def test_a_later_visit_that_read_it_again_is_a_newer_look(shop, steps):
    steps.visit(shop.site, shop.register, NOW, steps.page.collect)

    assert [one.day for one in looked(shop, steps)[0]] == [at(0)]


@pytest.mark.parametrize(
    ("reason", "status", "found"),
    [
        (Reason.NOT_FOUND, 404, ("missing", at(0))),
        (Reason.STATUS, 401, ("closed", at(0))),
        (Reason.STATUS, 403, ("open", at(-1))),  # may be a defence against machines
        (Reason.STATUS, 500, ("open", at(-1))),
        (Reason.TIMEOUT, None, ("open", at(-1))),
        (Reason.BLOCK_PAGE, 200, ("open", at(-1))),
    ],
)
def test_what_a_later_visit_found(shop, steps, reason, status, found):
    later = int(NOW.timestamp())
    tried = {"tried_outcome": "blocked" if reason is Reason.BLOCK_PAGE else "failed", "tried_reason": reason, "tried_at": later}
    rows = [row | tried | {"tried_status": status, "tried_detail": "it said no"} for row in shop.register.evidence("xx")]

    (look,) = observations(steps.PLAN, rows, check.case(shop, steps.PLAN, NOW).entries, ())

    assert (look.found, look.day) == found


def test_what_was_gone_stays_missing_whatever_answers_nothing_later(shop, steps):
    tried = {"tried_outcome": "failed", "tried_reason": "timeout", "tried_status": None, "tried_at": int(NOW.timestamp()) + 9}
    rows = [row | tried | {"gone": int(NOW.timestamp())} for row in shop.register.evidence("xx")]

    (look,) = observations(steps.PLAN, rows, check.case(shop, steps.PLAN, NOW).entries, ())

    assert (look.found, look.day) == ("missing", at(0))


def test_what_is_dropped_is_looked_at_by_nobody(shop, steps):
    (source,) = steps.PLAN.commitments[0].sources
    dropped = FolderSource(id=source.id, collector="folder", path="1-1")
    plan = replace(steps.PLAN, commitments=(replace(steps.PLAN.commitments[0], sources=(dropped,)),))

    assert observations(plan, shop.register.evidence("xx"), check.case(shop, steps.PLAN, NOW).entries, ()) == []


def verified(row, found, days, repository="folder"):
    facts = {"evidence": row, "repository": repository, "key": "public/x", "detail": "seen"}
    return Verification(id=f"{repository}{days}", at=NOW + days * DAY, found=Found(found), **facts)


@pytest.mark.parametrize(
    ("looks", "items", "folders"),
    [
        ([], [], []),
        ([("open", 1, "folder")], [("open", 1)], [("1-1", "open", 1)]),
        ([("unlisted", 1, "folder")], [("open", 1)], [("1-1", "open", 1)]),
        ([("intact", 1, "folder")], [], []),
        ([("unanswered", 1, "folder")], [], []),
        ([("withdrawn", 1, "folder")], [("missing", 1)], []),
        ([("closed", 1, "folder")], [("closed", 1)], []),
        ([("altered", 1, "folder")], [("altered", 1)], []),
        ([("closed", 2, "folder"), ("open", 1, "dspace")], [("open", 1)], [("1-1", "open", 1)]),
        ([("open", 1, "dspace"), ("closed", 2, "folder")], [("open", 1)], [("1-1", "open", 1)]),
        ([("missing", 1, "folder"), ("closed", 2, "dspace")], [("closed", 2)], []),
    ],
)
def test_where_our_archive_is_the_record_its_verifications_are_the_looks(shop, steps, looks, items, folders):
    (row,) = looked(shop, steps)[1]

    seen, _ = looked(shop, steps, "archive", [verified(row, *one) for one in looks])

    told = [(one.found, one.day) for one in seen if (one.what, one.key) == ("item", row)]
    assert told == [(found, at(days)) for found, days in items]
    assert [(one.key, one.found, one.day) for one in seen if one.what == "folder"] == [
        (key, found, at(days)) for key, found, days in folders
    ]


def test_the_check_takes_the_verifications_of_the_repositories_in_use(shop, steps):
    (row,) = looked(shop, steps)[1]
    shop.register.deposited([Deposit(evidence=row, repository="folder", key="public/x", deposited=NOW, sha256="d" * 64)])
    shop.register.verified([verified(row, "closed", 0), verified(row, "open", 0, "given-up")])

    case = check.case(shop, replace(steps.PLAN, record="archive"), NOW)

    assert [(one.key, one.found) for one in case.said.observations] == [(row, "closed")]

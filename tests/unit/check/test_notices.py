"""Who is told what, and when: before a due day at 30, 14 and 3 days, once at it, never twice, nothing lost."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from ogp_etl.cards import Plan
from ogp_etl.check.views.notices import MARKS, MISSED, due_notices, open_notices
from ogp_etl.model import Alarm, Finding, Part, Report, Verdict

PLAN = TypeAdapter(Plan).validate_python(
    {
        "id": "xx",
        "title": {"en": "Plan"},
        "zone": "Asia/Taipei",
        "start": date(2024, 1, 1),
        "end": date(2025, 12, 31),
        "drafting": {"start": date(2023, 6, 1), "end": date(2023, 12, 31)},
        "rule_sets": ["R19"],
        "commitments": [{"number": "1-1", "title": {"en": "One"}}],
    }
)
CLOSE = date(2026, 3, 31)
DUE = date(2025, 6, 30)
RULE = "R19/repo.updated"


def finding(verdict=Verdict.DUE_SOON, due=DUE, **more):
    facts = {
        "rule": RULE, "clause": "R19 §6.3(3)", "severity": "standard", "scope": "1-1", "value": 150,
        "threshold": {"every": "P6M"}, "text": {"zh-Hant": "每六個月更新", "en": "updated every six months"},
    }  # fmt: skip
    return Finding(**(facts | {"verdict": verdict, "due": due} | more))


def report(day, *findings):
    return Report(plan="xx", as_of=day, known_at=None, findings=findings)


def cadence(day, due=DUE):
    """As the rule on updating answers: met, then due soon, then missed."""
    left = (due - day).days
    return finding(Verdict.BREACH if left < 0 else Verdict.DUE_SOON if left <= 30 else Verdict.PASS, due)


class Channel:
    """Takes everything, or nothing on some days."""

    def __init__(self):
        self.told = {}
        self.got = []

    def run(self, day, *findings, alarms=(), good=None, fails=False):
        due = due_notices(open_notices(PLAN, report(day, *findings), alarms, good or {}), self.told)
        if not fails:
            for notice in due:
                self.got.append((day, notice.mark, notice.subject))
                self.told[notice.subject] = notice.mark
        return [notice.mark for notice in due]

    @property
    def marks(self):
        return [mark for _, mark, _ in self.got]


def days(first, number):
    return [first + timedelta(days=each) for each in range(number)]


def test_a_daily_check_tells_at_30_14_and_3_days_and_once_when_it_is_missed():
    channel = Channel()
    for day in days(DUE - timedelta(days=60), 120):
        channel.run(day, cadence(day))

    assert [((DUE - day).days, mark) for day, mark, _ in channel.got] == [(30, 30), (14, 14), (3, 3), (-1, MISSED)]


def test_a_mark_whose_run_fell_out_is_told_by_the_next_run_once():
    channel = Channel()
    told = [channel.run(DUE - timedelta(days=left), cadence(DUE - timedelta(days=left))) for left in (20, 12, 11)]

    assert told == [[30], [14], []]


def test_a_due_day_that_moves_starts_anew():
    channel = Channel()
    channel.run(DUE - timedelta(days=10), cadence(DUE - timedelta(days=10)))

    assert channel.run(DUE - timedelta(days=9), finding(due=DUE + timedelta(days=1))) == [14]


def test_a_channel_that_fails_is_told_again_and_another_is_not():
    good, bad = Channel(), Channel()
    day = DUE - timedelta(days=30)
    for channel, fails in ((good, False), (bad, True)):
        channel.run(day, cadence(day), fails=fails)

    assert (good.run(day, cadence(day)), bad.run(day, cadence(day))) == ([], [30])


@given(
    runs=st.lists(st.tuples(st.integers(-90, 60), st.booleans()), max_size=40),
    moved=st.dictionaries(st.integers(-90, 60), st.integers(-5, 5), max_size=2),
)
def test_whatever_runs_fall_out_nothing_is_told_twice_and_nothing_is_lost(runs, moved):
    """Every run that a channel takes leaves it told of the nearest mark reached; it never hears of one again."""
    channel = Channel()
    for offset, fails in sorted(runs):
        day = DUE + timedelta(days=offset)
        due = DUE + timedelta(days=sum(by for at, by in moved.items() if at <= offset))
        channel.run(day, cadence(day, due), fails=fails)
        left = (due - day).days
        reached = MISSED if left < 0 else min((mark for mark in MARKS if left <= mark), default=None)
        if not fails and reached is not None:
            assert any(subject.about == due and mark <= reached for subject, mark in channel.told.items())

    assert len(channel.got) == len({(subject, mark) for _, mark, subject in channel.got})
    for subject in {subject for _, _, subject in channel.got}:
        marks = [mark for _, mark, other in channel.got if other == subject]
        assert marks == sorted(marks, reverse=True)


@pytest.mark.parametrize(
    "quiet",
    [
        finding(Verdict.PASS, DUE),
        finding(Verdict.UNKNOWN, DUE),
        finding(Verdict.WAIVED, DUE),
        finding(Verdict.EQUIVALENT, DUE),
        finding(Verdict.NOT_APPLICABLE, None),
        finding(Verdict.SHOWN, DUE),
        finding(Verdict.GAP, DUE, severity="advice"),
        finding(Verdict.DUE_SOON, DUE, severity="advice"),
        finding(Verdict.PENDING, None),
    ],
    ids=lambda one: f"{one.severity} {one.verdict}",
)
def test_nobody_is_told_of_what_is_met_settled_advised_or_not_known(quiet):
    assert open_notices(PLAN, report(DUE - timedelta(days=2), quiet), (), {}) == []


def test_nobody_is_told_of_a_plan_whose_reporting_is_over():
    told = [open_notices(PLAN, report(day, finding(Verdict.BREACH)), (), {}) for day in (CLOSE, CLOSE + timedelta(days=1))]

    assert [len(each) for each in told] == [1, 0]


def linked(**verdicts):
    parts = tuple(Part(key=key, verdict=verdict, due=due) for key, (verdict, due) in verdicts.items())
    worst = Verdict.BREACH if any(verdict is Verdict.BREACH for verdict, _ in verdicts.values()) else Verdict.DUE_SOON
    return finding(worst, min(due for _, due in verdicts.values() if due), rule="R19/repo.evidence-linked", parts=parts)


def test_each_milestone_is_told_of_by_itself():
    channel = Channel()
    late = DUE - timedelta(days=100)
    day = DUE - timedelta(days=14)
    channel.run(day, linked(m1=(Verdict.BREACH, late), m2=(Verdict.DUE_SOON, DUE), m3=(Verdict.PASS, None)))
    channel.run(DUE + timedelta(days=1), linked(m1=(Verdict.BREACH, late), m2=(Verdict.BREACH, DUE), m3=(Verdict.PASS, None)))

    assert [(mark, subject.part) for _, mark, subject in channel.got] == [(0, "m1"), (14, "m2"), (0, "m2")]


def test_what_is_missed_without_a_due_day_is_told_once_until_it_was_good_again():
    """A day of which nobody could say, between, makes no new thing of it."""
    channel = Channel()
    missed = finding(Verdict.BREACH, None, rule="R19/plan.languages")
    key = ("R19/plan.languages", "1-1")
    told = [
        channel.run(DUE, missed),
        channel.run(DUE + timedelta(days=1), finding(Verdict.UNKNOWN, None, rule="R19/plan.languages")),
        channel.run(DUE + timedelta(days=2), missed),
        channel.run(DUE + timedelta(days=9), missed, good={key: DUE + timedelta(days=8)}),
        channel.run(DUE + timedelta(days=10), missed, good={key: DUE + timedelta(days=8)}),
    ]

    assert told == [[0], [], [], [0], []]


def silence(since):
    return Alarm(
        code="no-harvest", source="", since=since, text={"zh-Hant": "沒有任何來源完整讀到", "en": "No source was read whole"}
    )


def test_silence_of_the_harvest_is_told_once_for_each_time_it_falls_silent():
    channel = Channel()
    first, second = datetime(2025, 5, 1, 20, tzinfo=UTC), datetime(2025, 6, 1, 20, tzinfo=UTC)
    told = [
        channel.run(date(2025, 5, 4), alarms=[silence(first)]),
        channel.run(date(2025, 5, 5), alarms=[silence(first)]),
        channel.run(date(2025, 6, 4), alarms=[silence(second)]),
    ]

    assert told == [[0], [], [0]]
    assert channel.got[0][2].about == date(2025, 5, 2)  # in the plan's zone


def test_other_alarms_are_for_the_board():
    alarm = Alarm(code="silent", source="1-1/page", since=None, text={"zh-Hant": "", "en": ""})

    assert open_notices(PLAN, report(DUE), [alarm], {}) == []


def test_what_is_missed_comes_first_then_the_nearest_due_day():
    soon = finding(due=DUE, rule="R19/forum.meets")
    sooner = finding(due=DUE - timedelta(days=1), rule="R19/progress.published")
    missed = finding(Verdict.BREACH, DUE - timedelta(days=50))

    told = open_notices(PLAN, report(DUE - timedelta(days=10), soon, sooner, missed), (), {})

    assert [(one.mark, one.subject.rule) for one in told] == [
        (0, RULE), (14, "R19/progress.published"), (14, "R19/forum.meets"),
    ]  # fmt: skip


def test_a_notice_has_the_same_id_on_every_machine():
    one, same, other = (open_notices(PLAN, report(DUE - timedelta(days=left), finding()), (), {})[0] for left in (3, 2, 14))

    assert one.id == same.id
    assert one.id == hashlib.sha256(f"xx\n{RULE}\n1-1\n\n2025-06-30\n3".encode()).hexdigest()[:32]
    assert one.id != other.id

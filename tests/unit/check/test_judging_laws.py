"""The laws of judging (docs/judging.md §3): what more, wider, narrower or later evidence may do to a verdict, and never may."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ogp_etl.cards import Commitment, Milestone, Plan, Span, Title
from ogp_etl.cards.facts import Cycle
from ogp_etl.check.judge import judge
from ogp_etl.check.rulebook import read_sets
from ogp_etl.check.rulings import Said
from ogp_etl.model import COVERS, EvidenceRow, Finding, Observation, Verdict

DAY = timedelta(days=1)
DRAFTING = Span(start=date(2020, 2, 1), end=date(2020, 12, 31))
START, END = date(2021, 1, 1), date(2021, 12, 31)
DAYS = st.dates(date(2019, 12, 1), date(2022, 9, 30))
SETS = ("R16", "R19", "R22", "TW20", "MSF")
KINDS = (
    "minutes",
    "agenda",
    "progress-report",
    "decision",
    "action-plan",
    "self-assessment",
    "timeline",
    "commitment-form",
    "reasoned-response",
    "member-list",
    "consultation-notice",
    "review-report",
    "review-response",
    "content-guideline",
    "attendance",
    "meeting-invitation",
    "baseline-document",
    "written-proposal",
    "official-reply",
)
LATE = (Verdict.BREACH, Verdict.GAP)
BETTER = {verdict: place for place, verdict in enumerate(("breach", "gap", "unknown", "due-soon", "pending", "pass"))}
RULES = {f"{each.id}/{rule.code}": rule for each in read_sets(SETS) for rule in each.rules}
MEASURES = {name: rule.measure for name, rule in RULES.items()}
OF_TIME = (
    "cadence",
    "deadline",
    "delivered",
    "announced",
    "groups",
    "kinds",
    "milestones",
    "documents",
    "each-month",
    "consulted",
    "review-reports",
)
"""Cadences, deadlines and what has to be complete through a phase. Other measures count (one more row shows that one more is
wanted) or look at each row for itself (one more row is one more that may be bad)."""
NOT_OF_ROWS = (
    "delivered",
    "consultation-length",
    "size",
    "responsible",
    "yearly-milestones",
    "next-plan",
    "amended",
    "folders",
    "looked-at",
    "dashboard",
    "same-as",
    "two-cycles",
)
"""What cards or looks tell: that nobody visited the sources leaves it as it is."""
OF_ALL = ("both-sides", "languages", "meeting-minutes", "meeting-papers", "replies")
"""What is asked of all that appears: one more that nobody saw may lack it."""


@dataclass(frozen=True)
class Given:
    plan: Plan
    rows: tuple[EvidenceRow, ...]
    visits: dict[str | None, date] | None
    day: date
    looks: tuple[Observation, ...] = ()

    def findings(self, rows: tuple[EvidenceRow, ...] | None = None) -> dict[tuple[str, str], Finding]:
        said = Said(observations=self.looks)
        report = judge(self.plan, self.rows if rows is None else rows, self.visits, self.day, None, None, said)
        return {(one.rule, one.scope): one for one in report.findings}


@st.composite
def row(draw: st.DrawFn, number: int) -> EvidenceRow:
    first, last = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if first and last and draw(st.booleans()):
        last = first
    if first and last and first > last:
        first, last = last, first
    commitment = draw(st.sampled_from([None, "1-1", "1-2"]))
    kind = draw(st.sampled_from(KINDS))
    words = COVERS.get(kind, ("milestones", "delays", "next-steps"))
    return EvidenceRow(
        id=f"r{number}",
        document=f"r{number}",
        commitment=commitment,
        milestone=draw(st.sampled_from([None, "m1", "m2"])) if commitment else None,
        kind=kind,
        language=draw(st.sampled_from([None, "zh-Hant", "en"])),
        event_date=draw(st.none() | DAYS),
        published_from=first,
        published_by=last,
        public_until=draw(st.none() | st.none() | DAYS),
        recorded=None,
        substantive=draw(st.sampled_from([True, True, False])),
        primary=draw(st.sampled_from([True, True, None, False])),
        public=draw(st.sampled_from([True, True, True, None, False])),
        covers=draw(st.sampled_from([None, words, words[:1]])),
        answers=draw(st.sampled_from([None, None, "r0", "r1"])),
    )


@st.composite
def look(draw: st.DrawFn) -> Observation:
    what, keys, words = draw(
        st.sampled_from(
            [
                ("item", [f"r{number}" for number in range(6)], ["open", "closed", "missing"]),
                ("update-time", ["r0", "r1", "https://example.org/"], ["shown", "wrong"]),
                ("folder", ["process", "1-1", "1-2"], ["open", "closed"]),
            ]
        )
    )
    return Observation(what=what, key=draw(st.sampled_from(keys)), day=draw(DAYS), found=draw(st.sampled_from(words)))


@st.composite
def cases(draw: st.DrawFn) -> Given:
    def commitment(number: str) -> Commitment:
        milestones = (
            Milestone(id="m1", title=Title(en="M1"), due=date(2021, 3, 31)),
            Milestone(id="m2", title=Title(en="M2"), due=date(2021, 8, 31)),
        )
        return Commitment(
            number=number,
            title=Title(en=number),
            kinds=("decision", "progress-report"),
            completed=draw(st.none() | st.dates(START - 20 * DAY, END)),
            milestones=milestones,
        )

    plan = Plan(
        id="xx-2021",
        title=Title(en="Test plan"),
        zone="Asia/Taipei",
        start=START,
        end=END,
        deadline=date(2020, 8, 31),
        delivered=draw(st.none() | st.dates(date(2020, 8, 1), date(2021, 2, 1))),
        drafting=DRAFTING,
        consultation=Span(start=date(2020, 2, 21), end=date(2020, 3, 6)),
        reviewed=True,
        earlier_review=draw(st.booleans()),
        cycles=draw(
            st.sampled_from([(), (Cycle(plan="xx-2018", end=date(2020, 8, 31), breach=True, reason="the reviewer's letter"),)])
        ),
        rule_sets=SETS,
        commitments=(commitment("1-1"), commitment("1-2")),
    )
    rows = tuple(draw(row(number)) for number in range(draw(st.integers(0, 6))))
    visits = draw(st.none() | st.dictionaries(st.sampled_from([None, "1-1", "1-2"]), DAYS))
    looks = tuple(draw(st.lists(look(), max_size=8)))
    return Given(plan, rows, visits, draw(st.dates(date(2020, 1, 25), date(2022, 9, 30))), looks)


def widened(draw: st.DrawFn, one: EvidenceRow) -> EvidenceRow:
    """The same row, known less well: an earlier first day or none, a later last day or none."""
    first, last = one.published_from, one.published_by
    assume(first is not None or last is not None)
    if first is not None and draw(st.booleans()):
        first = (
            draw(st.none() | st.dates(date(2019, 6, 1), first)) if last is not None else draw(st.dates(date(2019, 6, 1), first))
        )
    if last is not None and draw(st.booleans()):
        last = (
            draw(st.none() | st.dates(last, date(2023, 12, 31)))
            if first is not None
            else draw(st.dates(last, date(2023, 12, 31)))
        )
    return one._replace(published_from=first, published_by=last)


@st.composite
def wider(draw: st.DrawFn) -> tuple[Given, tuple[EvidenceRow, ...]]:
    case = draw(cases())
    assume(case.rows)
    place = draw(st.integers(0, len(case.rows) - 1))
    return case, (*case.rows[:place], widened(draw, case.rows[place]), *case.rows[place + 1 :])


@settings(max_examples=120)
@given(wider())
def test_a_wider_span_never_turns_unknown_into_pass_or_breach(case: tuple[Given, tuple[EvidenceRow, ...]]) -> None:
    narrow, rows = case
    before, after = narrow.findings(), narrow.findings(rows)
    turned = [key for key in before if before[key].verdict == "unknown" and after[key].verdict in ("pass", *LATE)]
    assert turned == []


@settings(max_examples=120)
@given(wider())
def test_a_narrower_span_never_turns_pass_into_breach_or_back(case: tuple[Given, tuple[EvidenceRow, ...]]) -> None:
    narrow, rows = case
    wide, after = narrow.findings(rows), narrow.findings()
    turned = [
        key
        for key in wide
        if (wide[key].verdict == "pass" and after[key].verdict in LATE)
        or (wide[key].verdict in LATE and after[key].verdict == "pass")
    ]
    assert turned == []


@settings(max_examples=120)
@given(cases(), row(99), DAYS)
def test_one_more_certain_row_never_makes_a_cadence_a_deadline_or_a_through_rule_worse(
    case: Given, extra: EvidenceRow, published: date
) -> None:
    day = min(published, case.day)
    certain = extra._replace(published_from=day, published_by=day, public=True, primary=True, public_until=None)
    before, after = case.findings(), case.findings((*case.rows, certain))
    worse = {
        key: (before[key].verdict, after[key].verdict)
        for key in before
        if MEASURES[key[0]] in OF_TIME
        and RULES[key[0]].way == "decided"  # of others a pass waits for a person
        and before[key].verdict != "not-applicable"
        and BETTER[after[key].verdict] < BETTER[before[key].verdict]
    }
    assert worse == {}


@settings(max_examples=80)
@given(cases(), row(99), st.integers(1, 400), st.none() | st.integers(0, 400))
def test_a_row_public_only_after_the_day_changes_nothing(case: Given, extra: EvidenceRow, later: int, span: int | None) -> None:
    first = case.day + later * DAY
    late = extra._replace(published_from=first, published_by=None if span is None else first + span * DAY)
    assert case.findings((*case.rows, late)) == case.findings()


@settings(max_examples=80)
@given(cases())
def test_what_was_not_visited_makes_a_breach_what_does_not_apply_or_a_pass_on_all_unknown_and_nothing_else(case: Given) -> None:
    seen = replace(case, visits=None).findings()
    found = case.findings()
    turned = {
        key: (seen[key].verdict, found[key].verdict)
        for key in seen
        if seen[key].verdict != found[key].verdict
        and not (seen[key].verdict in (*LATE, "not-applicable") and found[key].verdict == "unknown")
        and not (MEASURES[key[0]] in OF_ALL and seen[key].verdict == "pass" and found[key].verdict == "unknown")
    }
    assert turned == {}


@settings(max_examples=80)
@given(cases())
def test_never_visited_means_no_breach_for_want_of_rows(case: Given) -> None:
    found = replace(case, visits={}).findings()
    if case.day - DRAFTING.start > 7 * DAY:
        assert [key for key, one in found.items() if one.verdict in LATE and MEASURES[key[0]] not in NOT_OF_ROWS] == []


@settings(max_examples=80)
@given(cases(), st.data())
def test_known_at_judges_as_if_later_rows_had_never_come(case: Given, data: st.DataObject) -> None:
    instants = [datetime(2022, 1, 1, 12, tzinfo=UTC) + n * timedelta(seconds=1) for n in range(3)]
    rows = tuple(one._replace(recorded=data.draw(st.sampled_from([None, *instants]))) for one in case.rows)
    known = tuple(one for one in rows if one.recorded is None or one.recorded <= instants[1])
    asked = judge(case.plan, rows, case.visits, case.day, instants[1], None).findings
    assert asked == judge(case.plan, known, case.visits, case.day, None, None).findings


@settings(max_examples=120)
@given(cases(), st.data())
def test_no_way_in_which_the_unknown_can_turn_out_contradicts_a_pass_or_a_breach(case: Given, data: st.DataObject) -> None:
    """Every row gets a day of its own, or turns out never to have been public; what is unknown of it is decided."""

    def decided(one: EvidenceRow) -> EvidenceRow:
        first = one.published_from or date(2019, 6, 1)
        if one.published_from is None and one.published_by is None:
            return one
        day = data.draw(st.dates(first, max(first, one.published_by or date(2023, 6, 1))))
        return one._replace(
            published_from=day,
            published_by=day,
            public=data.draw(st.booleans()) if one.public is None else one.public,
            primary=data.draw(st.booleans()) if one.primary is None else one.primary,
            language=data.draw(st.sampled_from(["zh-Hant", "en"])) if one.language is None else one.language,
        )

    found = case.findings()
    truth = replace(case, visits=None).findings(tuple(decided(one) for one in case.rows))
    # A row of which it is not known whether it is primary counts as an update until somebody says that it is none.
    told = {key for key in found if not key[0].endswith("repo.updated") or all(one.primary is not None for one in case.rows)}
    wrong = {
        key: (found[key].verdict, truth[key].verdict)
        for key in told
        if (found[key].verdict == "pass" and truth[key].verdict in LATE)
        or (found[key].verdict in LATE and truth[key].verdict == "pass")
    }
    assert wrong == {}

"""The board restates findings and counts rows; it judges nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ogp_etl.cards import Commitment, Milestone, PageSource, Plan, Process, SayitSource, Span, Title
from ogp_etl.check.views.board import board, worst
from ogp_etl.model import (
    Alarm,
    Capture,
    Change,
    Description,
    Document,
    Entry,
    EvidenceRow,
    Finding,
    Found,
    Report,
    Screened,
    Screening,
    SourceState,
    Substance,
    Verdict,
    Verification,
)

DAY = date(2023, 6, 30)


def make_plan(**changed):
    plan = Plan(
        id="xx-2022",
        title=Title(en="A plan"),
        zone="Asia/Taipei",
        start=date(2022, 1, 1),
        end=date(2023, 12, 31),
        drafting=Span(start=date(2021, 3, 1), end=date(2021, 12, 31)),
        rule_sets=("R19", "R22"),
        commitments=(
            Commitment(
                number="1-1",
                title=Title(zh_hant="資料開放"),
                kinds=("decision", "monitoring", "budget"),
                milestones=(
                    Milestone(id="m1", title=Title(en="Rules"), due=date(2022, 6, 30)),
                    Milestone(id="m2", title=Title(en="Area"), due=date(2023, 6, 29)),
                    Milestone(id="m3", title=Title(en="Review"), due=date(2023, 6, 30)),
                ),
                sources=(
                    PageSource(id="old", collector="page", url="https://a.example/"),
                    PageSource(id="new", collector="page", url="https://b.example/"),
                ),
            ),
            Commitment(number="1-2", title=Title(en="Participation")),
        ),
        process=Process(sources=(SayitSource(id="talks", collector="sayit", url="https://c.example/", only="x"),)),
    )
    return replace(plan, **changed)


def make_finding(rule="R19/repo.updated", scope="1-1", verdict=Verdict.PASS, **changed):
    given = {"clause": "§1", "severity": "standard", "value": None, "threshold": {}, "due": None, "text": {"en": "x"}}
    return Finding(rule=rule, scope=scope, verdict=verdict, **(given | changed))


def make_report(*findings, as_of=DAY, known_at=None):
    return Report(plan="xx-2022", as_of=as_of, known_at=known_at, findings=findings)


def make_entry(name, *, commitment="1-1", held=True, day=date(2023, 1, 5), document=None, **row):
    given = {
        "kind": "decision",
        "milestone": None,
        "language": None,
        "event_date": None,
        "published_from": day,
        "published_by": day,
        "public_until": None,
        "recorded": None,
        "substantive": True,
        "primary": True,
        "public": True,
        "covers": None,
    }
    document = document or f"d-{name}"
    return Entry(
        row=EvidenceRow(id=name, document=document, commitment=commitment, **(given | row)),
        document=Document(
            id=document,
            plan="xx-2022",
            source=f"{commitment or 'process'}/old",
            commitment=commitment or "process",
            locator=name,
            url="https://a.example/x",
            title=None,
            kind="decision",
            event_date=None,
            stated=None,
            first_listed=datetime(2023, 1, 5, tzinfo=UTC),
            unseen_at=None,
        ),
        capture=make_capture(name, document) if held else None,
        file=None,
        provenance=None,
    )


def make_capture(name, document):
    return Capture(
        id=name,
        document=document,
        sha256="a" * 64,
        size=1,
        captured=datetime(2023, 1, 5, tzinfo=UTC),
        attempt="a1",
        change=Change.NEW,
        substance=Substance("t", 1, "b" * 64),
        screening=Screening(outcome=Screened.ACCEPT, media_type="text/html", detector="d"),
        description=Description(
            title=None,
            kind="decision",
            language=None,
            event_date=None,
            milestone=None,
            stated=None,
            primary=True,
            primary_reason="",
            by={},
        ),
        filename="x.html",
        sealed=False,
        url="https://a.example/x",
        seen_before=None,
    )


def make_look(evidence, found):
    at = datetime(2023, 6, 29, tzinfo=UTC)
    return Verification(id=f"v{evidence}", evidence=evidence, repository="dspace", key="items/1", at=at, found=found, detail="")


def make_state(source, **changed):
    given = {
        "commitment": source.partition("/")[0],
        "last_whole": None,
        "last_visit": None,
        "last_reason": "",
        "last_new": None,
        "last_attempt": None,
        "last_outcome": "",
    }
    return SourceState(source=source, **(given | changed))


def line_of(scope, *, plan=None, findings=(), entries=(), states=(), **report):
    made = board(plan or make_plan(), make_report(*findings, **report), entries, states)
    return next(line for line in made.lines if line.scope == scope)


def test_the_process_comes_first_then_every_commitment_in_the_order_of_the_cards():
    made = board(make_plan(), make_report(), (), ())

    assert [line.scope for line in made.lines] == ["process", "1-1", "1-2"]
    assert made.lines[1].title == {"zh-Hant": "資料開放"}


@pytest.mark.parametrize(("day", "running"), [(date(2024, 3, 31), True), (date(2024, 4, 1), False)])
def test_a_plan_runs_until_three_months_after_its_end(day, running):
    assert running is board(make_plan(), make_report(as_of=day), (), ()).running


def test_alarms_stand_on_the_board_as_they_were_raised():
    alarm = Alarm(code="no-harvest", source="", since=None, text={"en": "x"})

    assert (alarm,) == board(make_plan(), make_report(), (), (), [alarm]).alarms


def test_a_deposit_that_is_not_open_stands_on_the_line_of_its_commitment():
    entries = [make_entry("c1", commitment="1-1"), make_entry("c2", commitment="1-2"), make_entry("c3", commitment=None)]
    looks = [make_look("c1", Found.CLOSED), make_look("c3", Found.LEAKING), make_look("c2", Found.OPEN)]
    made = board(make_plan(), make_report(), entries, (), (), looks)

    assert [(line.scope, line.barriers) for line in made.lines] == [
        ("process", ("leaking:c3",)),
        ("1-1", ("closed:c1",)),
        ("1-2", ()),
    ]


# --- verdicts


def test_the_worst_verdict_goes_by_what_must_be_done_first():
    order = [
        Verdict.BREACH,
        Verdict.UNKNOWN,
        Verdict.DUE_SOON,
        Verdict.PENDING,
        Verdict.PASS,
        Verdict.NOT_APPLICABLE,
    ]
    for position, verdict in enumerate(order):
        rest = [make_finding(verdict=other) for other in reversed(order[position:])]

        assert verdict is worst(rest)


def test_advice_that_is_not_followed_never_shows_as_the_worst_verdict():
    findings = [make_finding(verdict=Verdict.GAP, severity="advice"), make_finding(verdict=Verdict.UNKNOWN, severity="advice")]

    assert Verdict.NOT_APPLICABLE is worst(findings)
    assert Verdict.PASS is worst([*findings, make_finding()])


def test_the_line_of_the_process_holds_the_findings_on_the_whole_plan():
    findings = [make_finding("R19/forum.meets", "plan", Verdict.BREACH), make_finding(scope="1-2", verdict=Verdict.UNKNOWN)]

    assert Verdict.BREACH is line_of("process", findings=findings).verdict
    assert Verdict.UNKNOWN is line_of("1-2", findings=findings).verdict
    assert Verdict.NOT_APPLICABLE is line_of("1-1", findings=findings).verdict


# --- freshness


def test_freshness_is_told_by_the_first_rule_set_of_the_plan_that_has_the_rule():
    findings = [
        make_finding("R22/repo.updated", verdict=Verdict.PASS, due=date(2024, 1, 1)),
        make_finding("R19/repo.updated", verdict=Verdict.DUE_SOON, due=date(2023, 7, 5)),
    ]
    first = line_of("1-1", findings=findings)
    turned = line_of("1-1", plan=make_plan(rule_sets=("TW20", "R22", "R19")), findings=findings)

    assert (Verdict.DUE_SOON, date(2023, 7, 5)) == (first.freshness, first.due)
    assert (Verdict.PASS, date(2024, 1, 1)) == (turned.freshness, turned.due)


def test_updating_of_which_the_rule_names_no_due_day_shows_the_last_day_on_which_it_is_good():
    line = line_of("1-1", findings=[make_finding("R22/repo.updated", good_to=date(2024, 1, 1))])

    assert (Verdict.PASS, date(2024, 1, 1)) == (line.freshness, line.due)


def test_freshness_by_a_rule_set_that_was_named_in_place_of_the_plans():
    line = line_of("1-1", findings=[make_finding("R16/repo.updated", verdict=Verdict.BREACH, due=date(2023, 1, 1))])

    assert (Verdict.BREACH, date(2023, 1, 1)) == (line.freshness, line.due)


def test_without_an_answer_on_updating_freshness_does_not_apply():
    line = line_of("1-1")

    assert (line.freshness, line.due) == (Verdict.NOT_APPLICABLE, None)


def test_the_last_update_is_the_latest_new_row_of_the_commitment_itself():
    entries = [
        make_entry("a", day=date(2022, 5, 2)),
        make_entry("b", day=date(2023, 2, 3)),
        make_entry("other", commitment="1-2", day=date(2023, 5, 1)),
        make_entry("copy", day=date(2023, 5, 2), substantive=False),
        make_entry("statement", day=date(2023, 5, 3), primary=False),
        make_entry("private", day=date(2023, 5, 4), public=False),
        make_entry("later", day=date(2023, 7, 1)),
    ]
    line = line_of("1-1", entries=entries)

    assert (date(2023, 2, 3), date(2023, 2, 3)) == (line.updated, line.updated_possible)


def test_for_the_plan_a_row_of_any_commitment_is_an_update():
    line = line_of("process", entries=[make_entry("a", day=date(2023, 2, 3)), make_entry("b", commitment=None)])

    assert date(2023, 2, 3) == line.updated


def test_a_row_that_is_never_proven_public_is_only_a_possible_update():
    known = make_entry("a", held=False, published_from=date(2022, 5, 2), published_by=None)
    unsure = make_entry("b", commitment="1-2", published_from=date(2022, 5, 2), published_by=date(2022, 5, 3), public=None)

    assert (line_of("1-1", entries=[known]).updated, line_of("1-1", entries=[known]).updated_possible) == (None, DAY)
    assert (line_of("1-2", entries=[unsure]).updated, line_of("1-2", entries=[unsure]).updated_possible) == (None, DAY)


def test_a_row_whose_day_lies_between_two_is_no_surer_than_that():
    line = line_of("1-1", entries=[make_entry("a", published_from=date(2023, 2, 1), published_by=date(2023, 2, 9))])

    assert (date(2023, 2, 1), date(2023, 2, 9)) == (line.updated, line.updated_possible)


def test_the_last_update_is_proven_by_the_last_of_the_days_on_which_it_can_have_become_public():
    entries = [
        make_entry("a", published_from=date(2023, 2, 1), published_by=date(2023, 2, 9)),
        make_entry("b", published_from=date(2023, 1, 1), published_by=date(2023, 3, 1)),
        make_entry("c", published_from=None, published_by=date(2023, 4, 1)),
        make_entry("d", published_from=date(2023, 5, 1), published_by=None),
        make_entry("e", published_from=date(2023, 6, 1), published_by=date(2023, 7, 1)),
    ]

    assert [line_of("1-1", entries=entries[:some]).proven for some in range(6)] == [
        None, date(2023, 2, 9), date(2023, 3, 1), date(2023, 4, 1), date(2023, 4, 1), date(2023, 4, 1),
    ]  # fmt: skip


def test_what_became_known_after_the_report_counts_nowhere():
    late = make_entry("a", recorded=datetime(2023, 6, 2, tzinfo=UTC))
    line = line_of("1-1", entries=[late], known_at=datetime(2023, 6, 1, tzinfo=UTC))

    assert (line.updated, line.kinds, line.held) == (None, (0, 3), 0)


# --- completeness


def test_a_kind_is_present_only_with_primary_evidence_that_is_certainly_public():
    entries = [
        make_entry("a", kind="decision"),
        make_entry("b", kind="monitoring", primary=None),
        make_entry("c", kind="budget", published_by=None),
        make_entry("d", kind="budget", commitment="1-2"),
        make_entry("e", kind="budget", public_until=DAY),
    ]
    line = line_of("1-1", entries=entries)

    assert (line.kinds, line.missing) == ((1, 3), ("monitoring", "budget"))


def test_a_card_without_kinds_expects_none():
    assert line_of("1-2").kinds is None


@pytest.mark.parametrize(("review", "expected"), [(False, 5), (True, 7)])
def test_for_the_process_the_groups_of_drafting_evidence_are_counted(review, expected):
    entries = [make_entry("a", commitment=None, kind="timeline", primary=None), make_entry("b", kind="minutes", primary=False)]
    line = line_of("process", plan=make_plan(earlier_review=review), entries=entries)

    assert (2, expected) == line.kinds
    assert "programme" not in line.missing
    assert "forum-meetings" not in line.missing
    assert review is ("review-response" in line.missing)


def test_milestones_are_counted_from_the_day_after_they_are_due():
    linked = make_finding("R19/repo.evidence-linked", verdict=Verdict.DUE_SOON, missing=("m2",))
    line = line_of("1-1", findings=[linked])

    assert line.milestones == (1, 2)
    assert "milestone:m2" in line.missing


def test_milestones_without_an_answer_or_without_any_are_not_counted():
    linked = make_finding("R19/repo.evidence-linked", scope="1-2", verdict=Verdict.NOT_APPLICABLE)

    assert line_of("1-1").milestones is None
    assert line_of("1-2", findings=[linked]).milestones is None


def test_documents_are_counted_once_whatever_the_number_of_their_versions():
    entries = [
        make_entry("v1", document="d1"),
        make_entry("v2", document="d1"),
        make_entry("d2", document="d2", held=False),
        make_entry("d3", document="d3", commitment=None, held=False),
    ]
    line = line_of("1-1", entries=entries)

    assert (line.held, line.known) == (1, 1)


# --- our own looking


def test_a_source_is_unseen_when_never_read_whole_or_not_within_seven_days_of_the_plans_zone():
    def unseen(moment):
        states = [make_state("1-1/old", last_whole=moment), make_state("1-1/new", last_whole=datetime(2023, 6, 30, tzinfo=UTC))]
        return line_of("1-1", states=states).unseen

    assert unseen(None) == ("1-1/old",)
    assert unseen(datetime(2023, 6, 22, 15, 59, tzinfo=UTC)) == ("1-1/old",)
    assert unseen(datetime(2023, 6, 22, 16, 0, tzinfo=UTC)) == ()


def test_a_source_that_the_register_never_heard_of_is_unseen():
    assert line_of("1-1").unseen == ("1-1/old", "1-1/new")
    assert line_of("process").unseen == ("process/talks",)


def test_the_last_attempt_is_the_latest_of_the_sources_that_the_cards_still_name():
    states = [
        make_state("1-1/old", last_attempt=datetime(2023, 6, 28, tzinfo=UTC), last_outcome="fetched"),
        make_state("1-1/new", last_attempt=datetime(2023, 6, 29, tzinfo=UTC), last_outcome="failed: dns"),
        make_state("1-1/gone", last_attempt=datetime(2023, 6, 30, tzinfo=UTC), last_outcome="fetched"),
    ]
    line = line_of("1-1", states=states)

    assert (datetime(2023, 6, 29, tzinfo=UTC), "failed: dns") == (line.last_attempt, line.last_outcome)
    assert (line_of("1-2", states=states).last_attempt, line_of("1-2", states=states).last_outcome) == (None, "")

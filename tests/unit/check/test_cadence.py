"""Every so often: repo.updated, forum.meets and progress.published of R19, forum.meets of R22."""

from datetime import UTC, date, datetime

import pytest

UPDATED = "R19/repo.updated"
MEETS = "R19/forum.meets"
PROGRESS = "R19/progress.published"


def spans(finding):
    return [(str(one.start), str(one.end) if one.end else None) for one in finding.history]


def of(finding):
    return finding.verdict.value, str(finding.due) if finding.due else None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2020-12-31", ("not-applicable", None)),
        ("2021-01-01", ("pending", "2021-07-01")),
        ("2021-05-31", ("pending", "2021-07-01")),
        ("2021-06-01", ("due-soon", "2021-07-01")),
        ("2021-07-01", ("due-soon", "2021-07-01")),
        ("2021-07-02", ("breach", "2021-07-01")),
    ],
)
def test_the_start_alone_covers_six_months(ask, day, expected):
    assert of(ask(UPDATED, day, scope="1-1")) == expected


def test_six_months_after_the_last_of_august_is_the_last_of_february(ask, row):
    assert of(ask(UPDATED, "2022-01-01", [row(on="2021-08-31")], scope="1-1")) == ("pass", "2022-02-28")


def test_the_latest_certain_cover_gives_the_due_day(ask, row):
    found = ask(UPDATED, "2021-06-01", [row("a", "2021-03-01"), row("b", "2021-05-01")], scope="1-1")
    assert of(found) == ("pass", "2021-11-01")
    assert found.evidence == ("b", "a")
    assert found.value == 31


def test_a_row_that_is_gone_still_updated_the_repository(ask, row):
    assert of(ask(UPDATED, "2021-06-01", [row(on="2021-05-01", public_until="2021-05-02")], scope="1-1")) == (
        "pass",
        "2021-11-01",
    )


@pytest.mark.parametrize("fact", [{"substantive": False}, {"primary": False}, {"public": False}])
def test_copies_statements_and_closed_files_are_no_update(ask, row, fact):
    assert of(ask(UPDATED, "2021-08-01", [row(on="2021-06-01", **fact)], scope="1-1")) == ("breach", "2021-07-01")


def test_an_update_that_may_be_a_statement_counts(ask, row):
    assert of(ask(UPDATED, "2021-08-01", [row(on="2021-06-01", primary=None)], scope="1-1")) == ("pass", "2021-12-01")


def test_the_plan_is_updated_by_any_commitment_and_a_commitment_only_by_itself(ask, row, plan, commitment):
    two = plan(commitments=(commitment("1-1"), commitment("1-2")))
    rows = [row(on="2021-06-01", commitment="1-2")]
    assert ask(UPDATED, "2021-08-01", rows, plan=two).verdict == "pass"
    assert ask(UPDATED, "2021-08-01", rows, scope="1-2", plan=two).verdict == "pass"
    assert ask(UPDATED, "2021-08-01", rows, scope="1-1", plan=two).verdict == "breach"


def test_a_row_wholly_before_the_clock_opens_is_no_event(ask, row):
    found = ask(UPDATED, "2021-02-01", [row(on="2020-12-31")], scope="1-1")
    assert of(found) == ("pending", "2021-07-01")
    assert found.value is None


def test_a_row_possibly_before_the_clock_opens_counts_from_its_opening(ask, row):
    found = ask(UPDATED, "2021-02-01", [row(on=None, by="2021-01-20")], scope="1-1")
    assert of(found) == ("pass", "2021-07-01")
    assert found.value == 12


def test_what_may_have_been_in_time_is_unknown_with_the_row_named(ask, row):
    rows = [row(on="2021-03-01", by="2021-08-01")]
    assert of(ask(UPDATED, "2021-09-01", rows, scope="1-1")) == ("due-soon", "2021-09-01")
    found = ask(UPDATED, "2021-09-02", rows, scope="1-1")
    assert of(found) == ("unknown", "2021-09-01")
    assert [(one.id, one.why) for one in found.doubts] == [("a", "day-not-certain")]


@pytest.mark.parametrize(("fact", "why"), [({"by": "never"}, "never-proven"), ({"public": None}, "public-not-known")])
def test_what_is_never_proven_public_saves_from_breach_and_never_passes(ask, row, fact, why):
    found = ask(UPDATED, "2023-01-01", [row(on="2021-06-01", **fact)], scope="1-1")
    assert of(found) == ("unknown", "2021-07-01")
    assert [one.why for one in found.doubts] == [why]
    assert found.history == ()


def test_a_row_of_which_nothing_says_when_it_was_public_does_not_exist(ask, row):
    assert ask(UPDATED, "2021-08-01", [row(on=None)], scope="1-1").verdict == "breach"


def test_days_before_a_possible_cover_stay_late(ask, row):
    found = ask(UPDATED, "2021-10-01", [row(on="2021-08-01", by="never")], scope="1-1")
    assert (found.verdict, spans(found)) == ("unknown", [("2021-07-02", "2021-07-31")])


def test_a_row_recorded_later_is_left_out_of_what_was_said_then(ask, row):
    rows = [row(on="2021-06-01", recorded=datetime(2022, 1, 1, tzinfo=UTC))]
    assert ask(UPDATED, "2021-08-01", rows, scope="1-1", known_at=datetime(2021, 12, 31, tzinfo=UTC)).verdict == "breach"
    assert ask(UPDATED, "2021-08-01", rows, scope="1-1", known_at=datetime(2022, 1, 1, tzinfo=UTC)).verdict == "pass"


# --- the clock's last day ---------------------------------------------------------------------------------------------


def test_once_the_clock_stands_still_the_verdict_of_its_last_day_stays(ask, row):
    afterwards = row("b", "2024-09-01")
    assert of(ask(UPDATED, "2026-01-01", [row("a", "2024-03-10"), afterwards], scope="1-1")) == ("pass", None)
    assert of(ask(UPDATED, "2026-01-01", [row("a", "2024-02-20"), afterwards], scope="1-1")) == ("breach", None)


def test_late_days_end_with_the_clock(ask):
    assert spans(ask(UPDATED, "2024-08-31", scope="1-1")) == [("2021-07-02", None)]
    assert spans(ask(UPDATED, "2024-09-01", scope="1-1")) == [("2021-07-02", "2024-08-31")]


def test_pending_on_the_last_day_is_a_pass_afterwards(ask, plan, commitment):
    done = plan(commitments=(commitment(completed=date(2021, 3, 1)),))
    assert of(ask(UPDATED, "2021-03-01", scope="1-1", plan=done)) == ("pending", "2021-07-01")
    assert of(ask(UPDATED, "2021-03-02", scope="1-1", plan=done)) == ("pass", None)


def test_a_commitment_completed_before_the_start_has_no_clock(ask, plan, commitment):
    done = plan(commitments=(commitment(completed=date(2020, 6, 1)),))
    assert of(ask(UPDATED, "2022-01-01", scope="1-1", plan=done)) == ("not-applicable", None)


# --- what we did not look at ------------------------------------------------------------------------------------------


def test_after_seven_days_without_a_visit_nothing_is_called_absent(ask):
    visits = {None: "2021-12-01", "1-1": "2021-07-25"}
    assert ask(UPDATED, "2021-08-01", scope="1-1", visits=visits).verdict == "breach"
    found = ask(UPDATED, "2021-08-02", scope="1-1", visits=visits)
    assert of(found) == ("unknown", "2021-07-01")
    assert [(one.id, one.why) for one in found.doubts] == [("1-1", "not-visited")]


def test_days_up_to_the_last_visit_stay_late(ask):
    assert spans(ask(UPDATED, "2022-01-01", scope="1-1", visits={"1-1": "2021-09-15"})) == [("2021-07-02", "2021-09-15")]


def test_a_clock_that_stopped_before_the_last_visit_is_judged(ask):
    assert ask(UPDATED, "2025-06-01", scope="1-1", visits={"1-1": "2024-08-31"}).verdict == "breach"
    assert ask(UPDATED, "2025-06-01", scope="1-1", visits={"1-1": "2024-08-30"}).verdict == "unknown"


def test_a_commitment_that_was_never_visited_is_never_late(ask):
    found = ask(UPDATED, "2023-01-01", scope="1-1", visits={None: "2023-01-01"})
    assert (found.verdict, found.history) == ("unknown", ())


def test_an_old_visit_leaves_a_pass_alone(ask, row):
    assert of(ask(UPDATED, "2021-08-01", [row(on="2021-06-01")], scope="1-1", visits={})) == ("pass", "2021-12-01")


def test_the_plan_takes_the_earliest_visit_of_all_and_the_forum_that_of_the_process(ask):
    visits = {None: "2023-01-01", "1-1": "2022-06-01"}
    plan_wide = ask(UPDATED, "2023-01-01", visits=visits)
    assert plan_wide.verdict == "unknown"
    assert [one.id for one in plan_wide.doubts] == ["1-1"]
    assert ask(MEETS, "2023-01-01", visits=visits).verdict == "breach"
    assert ask(MEETS, "2023-01-01", visits={None: "2022-12-01", "1-1": "2023-01-01"}).verdict == "unknown"


# --- meetings ---------------------------------------------------------------------------------------------------------


def meeting(row, name="a", held=None, on="2020-05-01", **more):
    return row(name, on, commitment=None, event_date=held, **{"kind": "minutes", **more})


def test_a_meeting_counts_on_the_day_it_was_held(ask, row):
    assert of(ask(MEETS, "2020-07-01", [meeting(row, held="2020-04-01", on="2020-06-30")])) == ("due-soon", "2020-07-01")


def test_a_meeting_to_come_is_no_meeting(ask, row):
    rows = [meeting(row, held="2020-06-01", on="2020-05-20", kind="agenda")]
    assert of(ask(MEETS, "2020-05-31", rows)) == ("breach", "2020-05-01")
    assert of(ask(MEETS, "2020-06-01", rows)) == ("pass", "2020-09-01")


def test_a_meeting_before_the_clock_opened_does_not_count(ask, row):
    assert of(ask(MEETS, "2020-02-20", [meeting(row, held="2020-01-15", on="2020-02-10")])) == ("pending", "2020-05-01")


def test_minutes_without_a_day_were_of_any_day_up_to_their_publication(ask, row):
    rows = [meeting(row, held=None, on="2020-04-20")]
    assert of(ask(MEETS, "2020-04-25", rows)) == ("due-soon", "2020-05-01")
    assert of(ask(MEETS, "2020-06-01", rows)) == ("unknown", "2020-05-01")
    assert of(ask(MEETS, "2020-07-21", rows)) == ("breach", "2020-07-20")


def test_unproven_minutes_without_a_day_reach_to_the_day_of_judging(ask, row):
    found = ask(MEETS, "2023-06-01", [meeting(row, held=None, on="2020-04-20", by="never")])
    assert (found.verdict, found.history) == ("unknown", ())


def test_minutes_not_yet_certainly_public_prove_no_meeting(ask, row):
    rows = [meeting(row, held="2020-05-10", on="2020-05-12", by="2020-06-12")]
    assert ask(MEETS, "2020-06-11", rows).verdict == "unknown"
    assert of(ask(MEETS, "2020-06-12", rows)) == ("pass", "2020-08-10")


def test_only_the_process_holds_meetings_of_the_forum(ask, row):
    rows = [meeting(row, held="2020-05-10"), row("b", "2020-05-10", kind="minutes", event_date="2020-05-10")]
    assert ask(MEETS, "2020-06-01", rows[1:]).verdict == "breach"
    assert ask(MEETS, "2020-06-01", rows).verdict == "pass"


@pytest.mark.parametrize("kind", ["minutes", "founding-minutes", "agenda", "transcript"])
def test_four_kinds_of_papers_show_a_meeting(ask, row, kind):
    assert ask(MEETS, "2020-06-01", [meeting(row, held="2020-05-10", kind=kind)]).verdict == "pass"


def test_an_attendance_list_shows_no_meeting(ask, row):
    assert ask(MEETS, "2020-06-01", [meeting(row, held="2020-05-10", kind="attendance")]).verdict == "breach"


def test_not_meeting_is_graver_while_drafting(ask):
    drafting, after = ask(MEETS, "2020-12-31"), ask(MEETS, "2021-01-01")
    assert (drafting.severity, drafting.clause) == ("minimum", "R19 §6.2(1)")
    assert (after.severity, after.clause) == ("standard", "R19 §1.2")


def test_since_2022_the_forum_meets_every_six_months(ask, row):
    found = ask("R22/forum.meets", "2020-09-01", [meeting(row, held="2020-04-01")])
    assert (of(found), found.severity, dict(found.threshold)) == (("due-soon", "2020-10-01"), "standard", {"every": "P6M"})


# --- progress reports -------------------------------------------------------------------------------------------------


def test_a_report_covers_all_three_or_does_not_count(ask, row):
    whole = ("milestones", "delays", "next-steps")
    assert (
        ask(PROGRESS, "2021-08-01", [row(on="2021-06-01", kind="progress-report", covers=whole)], scope="1-1").verdict == "pass"
    )
    partly = [row(on="2021-06-01", kind="progress-report", covers=whole[:2])]
    assert ask(PROGRESS, "2021-08-01", partly, scope="1-1").verdict == "breach"


def test_a_report_counts_with_a_doubt_when_nobody_said_what_it_covers(ask, row):
    found = ask(PROGRESS, "2021-08-01", [row(on="2021-06-01", kind="progress-report", primary=False)], scope="1-1")
    assert found.verdict == "pass"
    assert [(one.id, one.why) for one in found.doubts] == [("a", "covers-not-known")]


def test_a_finding_names_the_newest_twenty_rows(ask, row):
    rows = [row(f"a{day:02}", f"2021-06-{day:02}") for day in range(1, 26)]
    found = ask(UPDATED, "2021-08-01", rows, scope="1-1")
    assert found.evidence == tuple(f"a{day:02}" for day in range(25, 5, -1))


QUARTERLY = ("2020-03-01", "2020-06-01", "2020-09-01", "2020-12-01")


@pytest.mark.parametrize(
    ("held", "more", "drafting"),
    [
        (QUARTERLY, {}, "pass"),
        (QUARTERLY[:-1], {}, "breach"),
        ((), {}, "breach"),
        (QUARTERLY, {"published_by": None}, "unknown"),
        (QUARTERLY, {"public": None}, "unknown"),
    ],
)
def test_a_meeting_after_drafting_mends_no_day_of_it(ask, row, held, more, drafting):
    rows = [meeting(row, f"m{day}", held=day)._replace(**more) for day in held]
    rows += [meeting(row, f"m{day}", held=day) for day in ("2020-12-31", "2021-02-01", "2021-04-20")]
    found = ask(MEETS, "2021-05-01", rows)
    assert (found.verdict.value, found.while_drafting.value) == ("pass", drafting)
    beside = {part.key: part.verdict.value for part in ask("R19/breach.participation", "2021-05-01", rows).parts}
    assert beside[MEETS] == drafting
    assert {part.key: part.verdict.value for part in ask("R19/forum.breach", "2021-05-01", rows).parts}[MEETS] == "pass"


def test_while_it_lasts_drafting_has_no_verdict_of_its_own(ask):
    assert ask(MEETS, "2020-12-31").while_drafting is None
    assert ask("R22/forum.meets", "2021-05-01").while_drafting is None


def test_what_was_not_seen_of_drafting_is_not_known(ask, row):
    rows = [meeting(row, f"m{day}", held=day) for day in QUARTERLY[:-1]]
    visits = {None: "2020-10-01", "1-1": "2020-10-01"}
    assert ask(MEETS, "2021-05-01", rows, visits=visits).while_drafting == "unknown"

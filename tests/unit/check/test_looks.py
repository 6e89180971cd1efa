"""What anonymous looks found: files that open, times that are shown, folders, a dashboard."""

from datetime import date

import pytest

from ogp_etl.cards.facts import Amendment


def item(key, on, found="open"):
    return ("item", key, on, found)


def folder(key, on, found="open"):
    return ("folder", key, on, found)


def board(key, on, found="linked"):
    return ("dashboard", key, on, found)


def doubts(found):
    return [(one.id, one.why) for one in found.doubts]


# repo.open


def test_the_worked_example_of_open_files(ask, row):
    rows = [row("a", "2021-02-01"), row("b", "2021-03-01")]
    looks = [item("a", "2021-05-01"), item("b", "2021-05-01", "closed")]
    one = ask("R19/repo.open", "2021-06-01", rows, scope="1-1", looks=looks)
    assert (one.verdict, one.value, one.missing) == ("breach", "1/2", ("b",))
    two = ask("R19/repo.open", "2021-06-01", rows, scope="1-1", looks=[*looks, item("b", "2021-05-20")])
    assert (two.verdict, two.value, two.evidence) == ("pass", "2/2", ("b", "a"))
    late = ask("R19/repo.open", "2021-12-01", rows, scope="1-1", looks=[*looks, item("b", "2021-05-20")])
    assert (late.verdict, doubts(late)) == ("unknown", [("1-1", "not-looked")])


@pytest.mark.parametrize("found", ["closed", "missing", "altered"])
def test_what_does_not_open_is_missed_by_the_commitment_and_by_the_plan(ask, row, found):
    looks = [item("a", "2021-05-01", found)]
    for scope in ("1-1", "plan"):
        assert ask("R19/repo.open", "2021-06-01", [row("a", "2021-02-01")], scope=scope, looks=looks).verdict == "breach"


def test_without_a_look_nothing_is_known(ask, row):
    found = ask("R19/repo.open", "2021-06-01", [row("a", "2021-02-01")], scope="1-1")
    assert (found.verdict, found.value, doubts(found)) == ("unknown", "0/1", [("1-1", "not-looked")])


def test_one_row_that_nobody_looked_at_keeps_the_others_from_passing(ask, row):
    rows = [row("a", "2021-02-01"), row("b", "2021-03-01")]
    found = ask("R19/repo.open", "2021-06-01", rows, scope="1-1", looks=[item("a", "2021-05-01")])
    assert (found.verdict, found.value, doubts(found)) == ("unknown", "1/2", [("b", "not-looked")])


def test_without_rows_it_does_not_apply(ask):
    assert ask("R19/repo.open", "2021-06-01", scope="1-1").verdict == "not-applicable"


def test_what_is_no_longer_public_is_not_looked_for(ask, row):
    gone = row("a", "2021-02-01", public_until="2021-04-01")
    looks = [item("a", "2021-05-01", "missing")]
    assert ask("R19/repo.open", "2021-06-01", [gone], scope="1-1", looks=looks).verdict == "not-applicable"


def test_a_look_before_the_row_was_public_is_no_breach(ask, row):
    looks = [item("a", "2021-05-01", "missing")]
    found = ask("R19/repo.open", "2021-06-01", [row("a", "2021-05-02")], scope="1-1", looks=looks)
    assert (found.verdict, doubts(found)) == ("unknown", [("a", "not-looked")])
    assert ask("R19/repo.open", "2021-06-01", [row("a", "2021-05-01")], scope="1-1", looks=looks).verdict == "breach"


def test_what_may_never_have_been_public_is_no_breach(ask, row):
    rows = [row("a", "2021-02-01", by="never")]
    found = ask("R19/repo.open", "2021-06-01", rows, scope="1-1", looks=[item("a", "2021-05-01", "missing")])
    assert (found.verdict, doubts(found)) == ("unknown", [("a", "never-proven")])


def test_a_look_holds_for_six_months(ask, row):
    rows, looks = [row("a", "2021-02-01")], [item("a", "2021-02-28")]
    assert ask("R19/repo.open", "2021-08-28", rows, scope="1-1", looks=looks).verdict == "pass"
    assert ask("R19/repo.open", "2021-08-29", rows, scope="1-1", looks=looks).verdict == "unknown"


def test_a_look_after_the_day_is_not_known_yet(ask, row):
    looks = [item("a", "2021-06-02")]
    assert ask("R19/repo.open", "2021-06-01", [row("a", "2021-02-01")], scope="1-1", looks=looks).verdict == "unknown"


def test_at_most_twenty_that_were_not_looked_at_are_named(ask, row):
    rows = [row(f"r{n}", "2021-02-01") for n in range(30)]
    found = ask("R19/repo.open", "2021-06-01", rows, scope="1-1", looks=[item("r0", "2021-05-01")])
    assert (len(found.doubts), found.value) == (20, "1/30")


# repo.update-time-shown


def test_the_worked_example_of_shown_times(ask, row):
    rows = [row("a", "2021-02-01")]
    page = "https://ogp.example.tw/"
    looks = [("update-time", "a", "2021-05-01", "shown"), ("update-time", page, "2021-05-01", "wrong")]
    found = ask("R19/repo.update-time-shown", "2021-06-01", rows, looks=looks)
    assert (found.verdict, found.value, found.missing) == ("gap", "1/2", (page,))
    assert [(part.key, part.verdict) for part in found.parts] == [(page, "gap")]
    better = [*looks, ("update-time", page, "2021-05-10", "shown")]
    assert ask("R19/repo.update-time-shown", "2021-06-01", rows, looks=better).verdict == "pass"


def test_a_record_whose_time_nobody_looked_at_is_not_known(ask, row):
    looks = [("update-time", "https://ogp.example.tw/", "2021-05-01", "shown")]
    assert ask("R19/repo.update-time-shown", "2021-06-01", [row("a", "2021-02-01")], looks=looks).verdict == "unknown"
    assert ask("R19/repo.update-time-shown", "2021-06-01").verdict == "not-applicable"


# repo.structure


def test_the_worked_example_of_folders(ask, plan, commitment):
    two = plan(commitments=(commitment("1-1"), commitment("1-2")))
    looks = [folder("process", "2021-03-01"), folder("1-1", "2021-03-01"), folder("1-2", "2021-03-01", "missing")]
    found = ask("R19/repo.structure", "2021-06-01", plan=two, looks=looks)
    assert (found.verdict, found.value, found.missing) == ("breach", "2/3", ("1-2",))
    assert [(part.key, part.verdict) for part in found.parts] == [("process", "pass"), ("1-1", "pass"), ("1-2", "breach")]
    made = [*looks, folder("1-2", "2021-05-01")]
    assert ask("R19/repo.structure", "2021-06-01", plan=two, looks=made).verdict == "pass"
    assert doubts(ask("R19/repo.structure", "2021-06-01", plan=two, looks=made[:2])) == [("1-2", "not-looked")]


def test_while_the_plan_is_drafted_only_the_process_has_a_folder(ask):
    assert ask("R19/repo.structure", "2020-01-31").verdict == "not-applicable"
    assert ask("R19/repo.structure", "2020-06-01", looks=[folder("process", "2020-05-01")]).value == "1/1"


def test_a_folder_that_was_missing_before_its_commitment_began_is_no_breach(ask):
    looks = [folder("process", "2020-12-01"), folder("1-1", "2020-12-01", "missing")]
    assert ask("R19/repo.structure", "2021-02-01", looks=looks).verdict == "unknown"


def test_a_commitment_that_was_dropped_needs_no_folder(ask, plan):
    dropped = plan(amendments=(Amendment(day=date(2021, 4, 1), drops=("1-1",)),))
    looks = [folder("process", "2021-03-01"), folder("1-1", "2021-03-01", "missing")]
    assert ask("R19/repo.structure", "2021-03-31", plan=dropped, looks=looks).verdict == "breach"
    assert ask("R19/repo.structure", "2021-04-01", plan=dropped, looks=looks).verdict == "pass"


# repo.dashboard


@pytest.fixture
def shown(plan):
    return plan(dashboard="https://ogp.example.tw/board")


def test_the_worked_example_of_a_dashboard(ask, shown):
    looks = [board("1-1", "2021-05-01"), board("updates", "2021-04-10", "updated")]
    found = ask("R19/repo.dashboard", "2021-06-01", plan=shown, looks=looks)
    assert (found.verdict, found.value, found.due) == ("pass", 52, date(2021, 10, 10))
    assert [(part.key, part.verdict) for part in found.parts] == [("1-1", "pass"), ("updates", "pass")]
    assert ask("R19/repo.dashboard", "2021-09-10", plan=shown, looks=looks).verdict == "due-soon"
    assert ask("R19/repo.dashboard", "2021-10-11", plan=shown, looks=looks).verdict == "unknown"
    again = [*looks, board("1-1", "2021-10-11")]
    late = ask("R19/repo.dashboard", "2021-10-11", plan=shown, looks=again)
    assert (late.verdict, late.missing) == ("breach", ("updates",))


def test_rows_that_link_to_nothing_are_missed(ask, shown):
    looks = [board("1-1", "2021-05-01", "bare"), board("updates", "2021-04-10", "updated")]
    found = ask("R19/repo.dashboard", "2021-06-01", plan=shown, looks=looks)
    assert (found.verdict, found.missing) == ("breach", ("1-1",))


def test_a_plan_without_a_dashboard_is_not_asked_for_one(ask, shown):
    assert ask("R19/repo.dashboard", "2021-06-01").verdict == "not-applicable"
    assert ask("R19/repo.dashboard", "2020-12-31", plan=shown).verdict == "not-applicable"


def test_a_dashboard_that_nobody_looked_at_is_not_known(ask, shown):
    found = ask("R19/repo.dashboard", "2021-06-01", plan=shown)
    assert (found.verdict, doubts(found)) == ("unknown", [("1-1", "not-looked")])
    later = ask("R19/repo.dashboard", "2021-08-01", plan=shown)
    assert (later.verdict, doubts(later)) == ("unknown", [("1-1", "not-looked"), ("updates", "not-looked")])


def test_after_the_plan_s_reporting_its_last_day_is_judged(ask, shown):
    looks = [board("1-1", "2024-08-01"), board("updates", "2024-07-01", "updated")]
    found = ask("R19/repo.dashboard", "2026-01-01", plan=shown, looks=looks)
    assert (found.verdict, found.due, found.stopped) == ("pass", None, date(2024, 8, 31))

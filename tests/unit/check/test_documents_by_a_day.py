"""Documents that are there, each by a day of its own: the library, contributions, the log of replies, a contact."""

from datetime import date

import pytest

LIBRARY = "R16/repo.library"
CONTRIBUTIONS = "R16/contributions.published"
LOG = "R16/response.log"
CONTACT = "R16/contact.public"


def of(finding):
    return finding.verdict.value, finding.value, " ".join(finding.missing), str(finding.due) if finding.due else None


def whys(finding):
    return {one.id: one.why for one in finding.doubts}


def parts(finding):
    return {one.key: one.verdict.value for one in finding.parts}


@pytest.fixture
def paper(row):
    """A row of the process, as the examples of docs/rules.md have them."""
    return lambda name, kind, on, by=None, **more: row(name, on, by, kind=kind, commitment=None, **more)


# --- the library ------------------------------------------------------------------------------------------------------


def test_the_library_fills_up_as_its_documents_fall_due(ask, paper, row):
    rows = [paper("n", "consultation-notice", "2020-02-21")]
    assert of(ask(LIBRARY, "2020-01-31", rows)) == ("not-applicable", None, "", None)
    assert of(ask(LIBRARY, "2020-12-31", rows)) == ("pending", "1/3", "self-assessment supporting-documents", "2024-05-31")
    assert of(ask(LIBRARY, "2024-06-01", rows)) == ("breach", "1/3", "self-assessment supporting-documents", None)
    rows.append(row("d", "2021-06-01"))
    assert of(ask(LIBRARY, "2024-08-31", rows)) == ("pending", "2/3", "self-assessment", "2024-08-31")
    assert of(ask(LIBRARY, "2024-09-01", rows)) == ("breach", "2/3", "self-assessment", None)
    rows.append(paper("s", "self-assessment", "2024-08-01"))
    found = ask(LIBRARY, "2024-09-01", rows)
    assert (of(found), whys(found)) == (("unknown", "3/3", "", None), {LIBRARY: "content-not-confirmed"})


def test_nothing_in_the_library_is_missed_once_drafting_is_over(ask):
    missing = "consultation-papers self-assessment supporting-documents"
    assert of(ask(LIBRARY, "2020-12-31")) == ("pending", "0/3", missing, "2020-12-31")
    assert of(ask(LIBRARY, "2021-01-01")) == ("breach", "0/3", missing, None)


def test_the_plan_belongs_to_the_library_from_its_delivery_on(ask, paper, plan):
    delivered = plan(delivered=date(2021, 1, 20))
    rows = [paper("n", "consultation-notice", "2020-02-21")]
    assert ask(LIBRARY, "2021-01-19", rows, plan=delivered).value == "1/3"
    assert of(ask(LIBRARY, "2021-01-20", rows, plan=delivered))[:2] == ("pending", "1/4")
    assert of(ask(LIBRARY, "2021-01-21", rows, plan=delivered))[0] == "breach"


@pytest.mark.parametrize(("facts", "asked"), [({}, "0/3"), ({"earlier_review": True}, "0/4"), ({"reviewed": True}, "0/4")])
def test_reports_of_the_review_are_asked_for_where_there_is_one(ask, plan, facts, asked):
    assert ask(LIBRARY, "2020-03-01", plan=plan(**facts)).value == asked


def test_what_is_public_no_more_is_no_longer_in_the_library(ask, paper):
    rows = [paper("n", "consultation-notice", "2020-02-21", public_until="2021-03-01")]
    assert ask(LIBRARY, "2021-02-28", rows).verdict == "pending"
    assert ask(LIBRARY, "2021-03-01", rows).verdict == "breach"


# --- contributions and answers ----------------------------------------------------------------------------------------


def test_contributions_and_answers_are_online_once_drafting_is_over(ask, paper):
    rows = [paper("w", "written-proposal", "2020-03-01")]
    assert of(ask(CONTRIBUTIONS, "2020-12-31", rows)) == ("pending", "1/2", "answers", "2020-12-31")
    found = ask(CONTRIBUTIONS, "2021-01-01", rows)
    assert of(found) == ("breach", "1/2", "answers", None)
    assert parts(found) == {"contributions": "pass", "answers": "breach", "all-written": "unknown"}
    rows.append(paper("r", "reasoned-response", "2021-02-01"))
    assert of(ask(CONTRIBUTIONS, "2021-02-01", rows)) == ("pass", "2/2", "", None)


@pytest.mark.parametrize(
    ("kind", "day", "expected"),
    [
        ("comment-export", "2021-01-01", "pass"),
        ("written-proposal", "2021-01-01", "unknown"),
        ("consultation-result", "2020-12-31", "pending"),
        ("consultation-result", "2021-01-01", "gap"),
    ],
)
def test_whether_all_that_came_in_writing_is_online_is_advice_and_decides_nothing(ask, paper, kind, day, expected):
    rows = [paper("c", kind, "2020-03-01"), paper("r", "official-reply", "2020-03-02")]
    found = ask(CONTRIBUTIONS, day, rows)
    assert (found.verdict, parts(found)["all-written"]) == ("pass", expected)


def test_a_document_that_is_only_possible_leaves_it_open(ask, paper):
    rows = [paper("w", "written-proposal", "2020-03-01"), paper("r", "reasoned-response", "2020-04-01", "never")]
    found = ask(CONTRIBUTIONS, "2021-01-01", rows)
    assert (of(found), whys(found)) == (("unknown", "1/2", "answers", None), {"r": "never-proven"})


def test_a_document_that_may_have_come_since_the_last_visit_is_not_missing(ask):
    seen = {None: "2020-12-31", "1-1": "2020-12-31"}
    assert ask(CONTRIBUTIONS, "2021-01-07", visits=seen).verdict == "breach"
    found = ask(CONTRIBUTIONS, "2021-01-08", visits=seen)
    assert (found.verdict, whys(found)) == ("unknown", {"process": "not-visited", "1-1": "not-visited"})


# --- the log of questions and replies ---------------------------------------------------------------------------------


def test_a_reply_that_names_its_question_is_a_log(ask, paper):
    rows = [paper("w", "written-proposal", "2020-03-01"), paper("r", "official-reply", "2020-03-10", answers="w")]
    assert of(ask(LOG, "2020-03-10", rows)) == ("pass", "1/1", "", None)


def test_a_reply_that_names_nothing_leaves_the_log_open(ask, paper):
    rows = [paper("w", "written-proposal", "2020-03-01"), paper("r", "official-reply", "2020-03-10")]
    assert of(ask(LOG, "2020-12-31", rows)) == ("pending", "0/1", "log", "2020-12-31")
    found = ask(LOG, "2021-01-01", rows)
    assert (found.verdict, whys(found)) == ("unknown", {"r": "content-not-confirmed"})


def test_a_reply_to_a_question_that_nobody_can_read_is_no_log(ask, paper):
    reply = paper("r", "official-reply", "2020-03-10", answers="w")
    assert ask(LOG, "2021-01-01", [paper("w", "written-proposal", "2020-03-01", public=False), reply]).verdict == "unknown"
    assert ask(LOG, "2021-01-01", [paper("w", "written-proposal", "2020-03-01", "never"), reply]).verdict == "unknown"


@pytest.mark.parametrize(
    ("kinds", "expected"), [([], "breach"), (["written-proposal"], "breach"), (["comment-export"], "unknown")]
)
def test_without_a_reply_only_an_export_may_be_the_log(ask, paper, kinds, expected):
    assert ask(LOG, "2021-01-01", [paper("x", kind, "2020-03-01") for kind in kinds]).verdict == expected


# --- a contact --------------------------------------------------------------------------------------------------------


def test_a_contact_is_public_from_the_first_day_of_drafting_to_the_last(ask, paper):
    rows = [paper("c", "contact-page", "2020-03-01", public_until="2021-05-01")]
    missing = "contact-page:zh-Hant"
    assert of(ask(CONTACT, "2020-02-01", rows)) == ("pending", "0/1", missing, "2020-02-01")
    assert of(ask(CONTACT, "2020-02-02", rows)) == ("breach", "0/1", missing, None)
    assert of(ask(CONTACT, "2020-03-01", rows)) == ("pass", "1/1", "", None)
    assert of(ask(CONTACT, "2021-05-01", rows)) == ("breach", "0/1", missing, None)


@pytest.mark.parametrize(("language", "expected"), [("zh-Hant", "pass"), ("en", "breach"), (None, "unknown")])
def test_a_contact_is_public_in_the_official_language(ask, paper, language, expected):
    assert ask(CONTACT, "2020-03-01", [paper("c", "contact-page", "2020-03-01", language=language)]).verdict == expected


def test_a_contact_is_asked_for_in_each_official_language_of_the_country(ask, paper, plan):
    two = plan(official_languages=("de", "en"))
    german = paper("g", "contact-page", "2020-03-01", language="de")
    english = paper("e", "contact-page", "2020-04-01", language="en")

    assert of(ask(CONTACT, "2020-03-01", [german, english], plan=two)) == ("breach", "1/2", "contact-page:en", None)
    assert of(ask(CONTACT, "2020-04-01", [german, english], plan=two)) == ("pass", "2/2", "", None)
    assert ask(CONTACT, "2020-03-01", [paper("c", "contact-page", "2020-03-01")], plan=two).verdict == "breach"


def test_a_page_of_unknown_language_is_in_one_of_the_languages_only(ask, paper, plan):
    two = plan(official_languages=("de", "en"))
    pages = [paper(name, "contact-page", "2020-03-01", language=None) for name in ("c", "d")]

    def verdict(rows, **more):
        return ask(CONTACT, "2020-06-01", rows, plan=two, **more).verdict

    assert (verdict(pages[:1]), verdict(pages)) == ("breach", "unknown")
    assert verdict([*pages[:1], paper("e", "contact-page", "2020-03-01", language="en")]) == "unknown"
    assert verdict(pages[:1], visits={None: "2020-05-01", "1-1": "2020-05-01"}) == "unknown"


# --- the forum's papers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["R16/forum.co-chair", "R16/forum.ethics"])
def test_who_chairs_and_what_members_signed_a_person_confirms_and_their_absence_is_a_gap(ask, paper, rule):
    assert of(ask(rule, "2020-12-31")) == ("pending", "0/1", "forum-founding", "2020-12-31")
    assert of(ask(rule, "2021-01-01")) == ("gap", "0/1", "forum-founding", None)
    found = ask(rule, "2021-02-01", [paper("m", "member-list", "2021-02-01")])
    assert (of(found), whys(found)) == (("unknown", "1/1", "", None), {rule: "content-not-confirmed"})


def test_a_list_of_a_commitments_forum_is_none_of_the_plans(ask, row):
    assert ask("R16/forum.ethics", "2021-02-01", [row("m", "2021-02-01", kind="member-list")]).verdict == "gap"

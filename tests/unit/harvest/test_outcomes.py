"""What an answer amounts to."""

import pytest
from urllib3 import HTTPHeaderDict

from ogp_etl.harvest.door import outcomes
from ogp_etl.harvest.door.failures import NotHad
from ogp_etl.harvest.door.hop import Hop
from ogp_etl.model import Outcome, Reason, Validators

URL = "https://example.tw/"
NONE, TAG = Validators(), Validators(etag='"a"')


def hop(status, size=None, **more):
    return Hop(url=URL, status=status, size=size, **more)


@pytest.mark.parametrize(
    ("outcome", "reason", "answer", "asked_with"),
    [
        (Outcome.FETCHED, None, hop(200, 5), NONE),
        (Outcome.FETCHED, None, hop(203, 5), NONE),
        (Outcome.FETCHED, None, hop(200, 5), TAG),
        (Outcome.UNCHANGED, None, hop(304), TAG),
        (Outcome.FAILED, Reason.STATUS, hop(304), NONE),
        (Outcome.FAILED, Reason.EMPTY, hop(200, 0), NONE),
        (Outcome.FAILED, Reason.EMPTY, hop(204), NONE),
        (Outcome.FAILED, Reason.STATUS, hop(206), NONE),
        (Outcome.FAILED, Reason.STATUS, hop(302), NONE),
        (Outcome.FAILED, Reason.STATUS, hop(403), NONE),
        (Outcome.FAILED, Reason.NOT_FOUND, hop(404), NONE),
        (Outcome.FAILED, Reason.NOT_FOUND, hop(410), NONE),
        (Outcome.FAILED, Reason.STATUS, hop(500), NONE),
        (Outcome.FAILED, Reason.STATUS, hop(799), NONE),
        (Outcome.BLOCKED, Reason.BLOCK_PAGE, hop(200, 5, defence="F5"), NONE),
        (Outcome.BLOCKED, Reason.BLOCK_PAGE, hop(403, defence="Cloudflare"), NONE),
        (Outcome.FAILED, Reason.CUT_SHORT, hop(200, trouble=NotHad(Reason.CUT_SHORT, "broke off")), NONE),
        (Outcome.FAILED, Reason.TIMEOUT, hop(None, trouble=NotHad(Reason.TIMEOUT, "silence")), NONE),
    ],
)
def test_outcome(outcome, reason, answer, asked_with):
    found, why, line = outcomes.outcome(answer, asked_with)
    assert (found, why) == (outcome, reason)
    assert line
    assert "\n" not in line


def test_only_a_good_outcome_has_no_reason():
    for status in range(100, 600):
        for size in (0, 1):
            outcome, reason, _ = outcomes.outcome(hop(status, size), TAG)
            assert outcome.good == (reason is None)


DATE = "Sun, 01 Mar 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("kept", "status", "stated"),
    [
        (Validators('"b"', DATE), 200, {"ETag": '"b"', "Last-Modified": DATE}),
        (Validators(None, None), 200, {}),
        (Validators('"a"', "before"), 304, {}),
        (Validators('"b"', "before"), 304, {"etag": '"b"'}),
        (Validators('"a"', DATE), 304, {"last-modified": DATE}),
        (Validators(None, None), 404, {"ETag": '"b"'}),
    ],
)
def test_validators_of_an_answer_and_those_carried_over_a_304(kept, status, stated):
    answer = hop(status, 1, headers=HTTPHeaderDict(stated))
    assert outcomes.validators(answer, Validators('"a"', "before")) == kept


@pytest.mark.parametrize(
    ("sent", "asked_with", "redirected"),
    [
        ({"If-None-Match": '"a"', "If-Modified-Since": DATE}, Validators('"a"', DATE), False),
        ({"If-None-Match": '"a"'}, Validators('"a"', DATE), True),
        ({}, Validators(None, DATE), True),
        ({}, Validators(), False),
    ],
)
def test_a_date_is_not_asked_with_after_a_redirect(sent, asked_with, redirected):
    assert outcomes.conditional(asked_with, redirected=redirected) == sent

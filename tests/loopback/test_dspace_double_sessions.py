"""The double of DSpace: tokens of both kinds, and who may do what."""

import json
from base64 import urlsafe_b64decode

import pytest


@pytest.fixture
def admin(dspace):
    return dspace.talker(dspace.accounts.admin)


@pytest.fixture
def anybody(dspace):
    return dspace.talker()


@pytest.fixture
def place(dspace, admin):
    """A community with a collection, and the people who run them."""

    class Place:
        community = admin.community()
        collection = admin.collection(parent=community)

    dspace.grant(dspace.accounts.community_admin, Place.community)
    dspace.grant(dspace.accounts.collection_admin, Place.collection)
    dspace.grant(dspace.accounts.submitter, Place.collection, "submit")
    return Place


# --- CSRF ------------------------------------------------------------------------------------------------------------------


def test_a_client_without_a_token_is_handed_one(anybody):
    anybody.get("/core/items/none")
    assert anybody.session.cookies["DSPACE-XSRF-COOKIE"] == anybody.token


def test_a_client_that_has_a_token_is_handed_no_other(anybody):
    anybody.get("/core/sites")
    assert "DSPACE-XSRF-TOKEN" not in anybody.get("/core/sites").headers


def test_a_write_without_the_token_is_refused_and_handed_a_new_one(admin):
    admin.token = None
    answer = admin.post("/core/communities")
    assert (answer.status_code, answer.json()["message"]) == (403, "Access is denied. Invalid CSRF token.")
    assert admin.token
    assert admin.session.cookies["DSPACE-XSRF-COOKIE"] == admin.token


def test_the_token_handed_out_with_the_refusal_is_good(admin):
    admin.token = "stale"
    assert [admin.post("/core/communities").status_code for _ in range(2)] == [403, 201]


def test_the_token_of_another_session_is_refused(dspace, admin):
    other = dspace.talker(dspace.accounts.admin)
    admin.token = other.token
    assert admin.post("/core/communities").status_code == 403


def test_reading_needs_no_token(admin):
    admin.token = "stale"
    assert admin.get("/core/communities").status_code == 200


def test_login_takes_another_token(admin):
    before = admin.token
    admin.login()
    assert before != admin.token


def test_a_test_may_have_a_new_token_with_every_answer(dspace, admin):
    dspace.csrf_every = 1
    before = admin.token
    admin.get("/core/communities")
    assert before != admin.token
    assert admin.post("/core/communities").status_code == 201


def test_a_test_may_make_tokens_stale(dspace, admin):
    dspace.faults.stale_csrf(2)
    assert [admin.post("/core/communities").status_code for _ in range(3)] == [403, 403, 201]


def test_a_stale_token_makes_nothing(dspace, admin):
    dspace.faults.stale_csrf()
    admin.post("/core/communities")
    assert "_embedded" not in admin.get("/core/communities").json()


# --- JSON Web Tokens -------------------------------------------------------------------------------------------------------


def test_a_token_looks_like_one(admin):
    claims = admin.session.headers["Authorization"].removeprefix("Bearer ").split(".")[1]
    assert {"eid", "exp"} <= json.loads(urlsafe_b64decode(claims + "==")).keys()


def test_a_token_is_good_for_thirty_minutes_and_a_minute_of_grace(dspace, admin):
    dspace.clock.advance(minutes=30, seconds=59)
    assert admin.post("/core/communities").status_code == 201


def test_after_that_a_write_is_401(dspace, admin):
    dspace.clock.advance(minutes=31)
    assert admin.post("/core/communities").status_code == 401


def test_after_that_a_read_goes_on_as_anybody(dspace, admin):
    dspace.clock.advance(minutes=31)
    assert admin.get("/core/communities").status_code == 200
    assert admin.get("/authn/status").json()["authenticated"] is False


def test_a_renewed_token_is_good_for_thirty_more(dspace, admin):
    dspace.clock.advance(minutes=29)
    answer = admin.send("POST", "/authn/login")
    admin.session.headers["Authorization"] = answer.headers["Authorization"]
    dspace.clock.advance(minutes=29)
    assert admin.post("/core/communities").status_code == 201


def test_a_token_that_has_ended_renews_nothing(dspace, admin):
    dspace.clock.advance(minutes=32)
    assert admin.send("POST", "/authn/login").status_code == 401


@pytest.mark.parametrize(
    ("token", "status"),
    [("nonsense", 401), ("a.b.c", 401), ("eyJhbGciOiJIUzI1NiJ9.eyJlaWQiOiJ4In0.x", 400)],
)
def test_a_malformed_token_is_400_or_401(admin, token, status):
    admin.session.headers["Authorization"] = f"Bearer {token}"
    assert admin.post("/core/communities").status_code == status


def test_a_token_signed_by_somebody_else_is_401(admin):
    admin.session.headers["Authorization"] = admin.session.headers["Authorization"][:-4] + "AAAA"
    assert admin.post("/core/communities").status_code == 401


def test_a_test_may_end_all_tokens_at_once(dspace, admin):
    dspace.faults.expire_tokens()
    assert admin.post("/core/communities").status_code == 401
    admin.login()
    assert admin.post("/core/communities").status_code == 201


def test_logging_out_ends_the_tokens_of_the_other_sessions_too(dspace, admin):
    other = dspace.talker(dspace.accounts.admin)
    assert other.post("/authn/logout").status_code == 204
    assert admin.post("/core/communities").status_code == 401


def test_a_wrong_password_is_401(dspace, anybody):
    anybody.user, anybody.password = dspace.accounts.admin.user, "wrong"
    assert anybody.login().status_code == 401


# --- Rights ----------------------------------------------------------------------------------------------------------------

PEOPLE = ("admin", "community_admin", "collection_admin", "submitter", "nobody")


def statuses(dspace, ask):
    return [ask(dspace.talker(getattr(dspace.accounts, name))).status_code for name in PEOPLE]


def test_only_the_site_administrator_makes_items_at_once(dspace, place):
    assert statuses(dspace, lambda one: one.make_item(place.collection)) == [201, 403, 403, 403, 403]


def test_only_the_site_administrator_makes_a_community_at_the_top(dspace):
    assert statuses(dspace, lambda one: one.post("/core/communities")) == [201, 403, 403, 403, 403]


def test_a_community_administrator_makes_communities_and_collections_below_its_own(dspace, place):
    below = [201, 201, 403, 403, 403]
    assert statuses(dspace, lambda one: one.post(f"/core/communities?parent={place.community}")) == below
    assert statuses(dspace, lambda one: one.post(f"/core/collections?parent={place.community}")) == below


def test_administrators_of_all_levels_change_an_item_and_its_submitter_does_not(dspace, admin, place):
    item = admin.item(place.collection)
    change = ("replace", "/discoverable", False)
    assert statuses(dspace, lambda one: one.patch(f"/core/items/{item}", change)) == [200, 200, 200, 403, 403]


def test_an_administrator_of_one_collection_is_nobody_in_another(dspace, admin, place):
    item = admin.item(admin.collection(parent=place.community))
    other = dspace.talker(dspace.accounts.collection_admin)
    assert other.patch(f"/core/items/{item}", ("replace", "/discoverable", False)).status_code == 403


def test_administrators_and_submitters_begin_a_draft(dspace, place):
    path = f"/submission/workspaceitems?owningCollection={place.collection}"
    assert statuses(dspace, lambda one: one.post(path)) == [201, 201, 201, 201, 403]


def test_only_the_site_administrator_changes_the_registry(dspace, place):
    body = {"prefix": "ogp", "namespace": "https://example.org/ogp"}
    assert statuses(dspace, lambda one: one.post("/core/metadataschemas", body)) == [201, 403, 403, 403, 403]


def test_only_the_site_administrator_lists_all_items(dspace, place):
    assert statuses(dspace, lambda one: one.get("/core/items")) == [200, 403, 403, 403, 403]


def test_only_the_site_administrator_reads_the_actuator(dspace, anybody):
    info = dspace.address.replace("/api", "/actuator/info")
    assert statuses(dspace, lambda one: one.get(info)) == [200, 403, 403, 403, 403]
    assert anybody.get(info).status_code == 401
    assert dspace.talker(dspace.accounts.admin).get(info).json()["app"]["version"] == "9.3"


def features(talker, uri, feature=None):
    asked = {"uri": uri, "embed": "feature", **({"feature": feature} if feature else {})}
    answer = talker.get("/authz/authorizations/search/object", params=asked)
    found = answer.json().get("_embedded", {}).get("authorizations", [])
    return {one["_embedded"]["feature"]["id"] for one in found}


def test_one_may_ask_what_one_may_do_on_the_site(dspace, place):
    site = dspace.talker().get("/core/sites").json()["_embedded"]["sites"][0]["_links"]["self"]["href"]
    wanted = {"administratorOf", "isCommunityAdmin", "isCollectionAdmin", "canSubmit"}
    found = {name: features(dspace.talker(getattr(dspace.accounts, name)), site) & wanted for name in PEOPLE}
    assert found == {
        "admin": wanted,
        "community_admin": {"isCommunityAdmin", "isCollectionAdmin", "canSubmit"},
        "collection_admin": {"isCollectionAdmin", "canSubmit"},
        "submitter": {"canSubmit"},
        "nobody": set(),
    }


def test_one_may_ask_for_one_feature_of_one_thing(dspace, place):
    uri = f"{dspace.address}/core/collections/{place.collection}"
    found = [features(dspace.talker(getattr(dspace.accounts, name)), uri, "administratorOf") for name in PEOPLE]
    assert [bool(one) for one in found] == [True, True, True, False, False]


def test_an_account_becomes_administrator_through_a_group_of_the_collection(dspace, admin):
    collection = admin.collection()
    group = admin.post(f"/core/collections/{collection}/adminGroup").json()
    person = f"{dspace.address}/eperson/epersons/{dspace.accounts.nobody.uuid}"
    assert group["name"] == f"COLLECTION_{collection}_ADMIN"
    assert admin.uris("POST", f"/eperson/groups/{group['uuid']}/epersons", person).status_code == 204
    assert features(dspace.talker(dspace.accounts.nobody), f"{dspace.address}/core/collections/{collection}", "administratorOf")


def test_anybody_is_401_where_somebody_is_403(anybody):
    anybody.get("/security/csrf")
    assert anybody.post("/core/communities").status_code == 401

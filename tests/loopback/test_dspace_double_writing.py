"""The double of DSpace: what it takes, what it refuses, and what it does that nobody would want."""

import hashlib
import tracemalloc

import pytest
import requests


@pytest.fixture
def admin(dspace):
    return dspace.talker(dspace.accounts.admin)


@pytest.fixture
def anybody(dspace):
    return dspace.talker()


@pytest.fixture
def collection(admin):
    return admin.collection()


def values(answer, field):
    return [one["value"] for one in answer.json()["metadata"].get(field, [])]


# --- Items -----------------------------------------------------------------------------------------------------------------


def test_the_same_metadata_twice_make_two_items(admin, collection):
    assert admin.item(collection) != admin.item(collection)


def test_the_same_title_twice_makes_two_communities_and_two_collections(admin):
    parent = admin.community("Plan")
    assert parent != admin.community("Plan")
    assert admin.collection("1-1", parent) != admin.collection("1-1", parent)


def test_an_item_for_no_collection_is_400(admin):
    assert admin.make_item("00000000-0000-0000-0000-000000000000").status_code == 400


def test_an_item_without_the_word_that_it_is_in_the_archive_is_400(admin, collection):
    answer = admin.post(f"/core/items?owningCollection={collection}", {"metadata": {}, "discoverable": True})
    assert answer.status_code == 400


def test_an_unregistered_field_makes_500_and_no_item(admin, collection):
    assert admin.make_item(collection, ogp__evidence__id="x").status_code == 500
    assert admin.get("/core/items").json()["page"]["totalElements"] == 0


def test_a_registered_field_is_taken(admin, collection):
    schema = admin.post("/core/metadataschemas", {"prefix": "ogp", "namespace": "https://example.org/ogp"}).json()["id"]
    admin.post(f"/core/metadatafields?schemaId={schema}", {"element": "evidence", "qualifier": "id"})
    assert values(admin.make_item(collection, ogp__evidence__id="x"), "ogp.evidence.id") == ["x"]


@pytest.mark.parametrize("body", [{"prefix": "dc", "namespace": "https://example.org/x"}, {"prefix": "x"}, {"prefix": "a.b"}])
def test_a_schema_that_is_there_or_no_proper_one_is_422(admin, body):
    assert admin.post("/core/metadataschemas", body).status_code == 422


def test_fields_are_found_by_their_schema(admin):
    answer = admin.get("/core/metadatafields/search/bySchema", params={"schema": "dc", "size": 100})
    assert "issued" in [one["qualifier"] for one in answer.json()["_embedded"]["metadatafields"]]


@pytest.mark.parametrize("title", ["x\0\a", "𠮷野家", "長" * 5000])
def test_any_title_is_stored_as_it_comes(admin, collection, title):
    assert values(admin.make_item(collection, title), "dc.title") == [title]


def test_a_deleted_collection_takes_its_items_along(admin, collection):
    item = admin.item(collection)
    assert admin.delete(f"/core/collections/{collection}").status_code == 204
    assert admin.get(f"/core/items/{item}").status_code == 404


# --- JSON Patch ------------------------------------------------------------------------------------------------------------


def test_of_a_list_added_only_the_first_value_is_taken(admin, collection):
    path = f"/core/items/{admin.item(collection)}"
    answer = admin.patch(path, ("add", "/metadata/dc.subject", [{"value": "a"}, {"value": "b"}]))
    assert values(answer, "dc.subject") == ["a"]


def test_an_added_value_comes_first_and_one_added_at_the_dash_last(admin, collection):
    path = f"/core/items/{admin.item(collection)}"
    admin.patch(path, ("add", "/metadata/dc.subject", {"value": "b"}), ("add", "/metadata/dc.subject", {"value": "a"}))
    assert values(admin.patch(path, ("add", "/metadata/dc.subject/-", {"value": "c"})), "dc.subject") == ["a", "b", "c"]


def test_a_replaced_field_keeps_one_value(admin, collection):
    path = f"/core/items/{admin.item(collection, dc__subject='a')}"
    admin.patch(path, ("add", "/metadata/dc.subject/-", {"value": "b"}))
    assert values(admin.patch(path, ("replace", "/metadata/dc.subject", [{"value": "c"}])), "dc.subject") == ["c"]


def test_one_value_is_removed_and_all_are(admin, collection):
    path = f"/core/items/{admin.item(collection, dc__subject='a')}"
    admin.patch(path, ("add", "/metadata/dc.subject/-", {"value": "b"}))
    assert values(admin.patch(path, ("remove", "/metadata/dc.subject/0")), "dc.subject") == ["b"]
    assert values(admin.patch(path, ("remove", "/metadata/dc.subject")), "dc.subject") == []


@pytest.mark.parametrize(
    ("operation", "status"),
    [
        (("replace", "/metadata/dc.subject/7", {"value": "x"}), 422),
        (("remove", "/metadata/dc.subject/0"), 422),
        (("add", "/metadata/ogp.nothing", {"value": "x"}), 422),
        (("replace", "/metadata/dc.title/first", {"value": "x"}), 400),
        (("replace", "/inArchive", False), 400),
        (("replace", "/discoverable", "perhaps"), 400),
        (("add", "/metadata/dc.subject", []), 400),
    ],
)
def test_a_patch_that_cannot_be_is_refused(admin, collection, operation, status):
    assert admin.patch(f"/core/items/{admin.item(collection)}", operation).status_code == status


def test_a_patch_refused_in_its_second_part_changes_nothing(admin, collection):
    path = f"/core/items/{admin.item(collection)}"
    answer = admin.patch(path, ("add", "/metadata/dc.subject", {"value": "a"}), ("remove", "/metadata/dc.type/0"))
    assert answer.status_code == 422
    assert values(admin.get(path), "dc.subject") == []


def test_communities_and_collections_are_patched_alike(admin, collection):
    answer = admin.patch(f"/core/collections/{collection}", ("replace", "/metadata/dc.title/0", {"value": "renamed"}))
    assert answer.json()["name"] == "renamed"


# --- Bundles and files -----------------------------------------------------------------------------------------------------


@pytest.fixture
def bundle(admin, collection):
    return admin.bundle(admin.item(collection))


def test_a_second_file_of_the_same_name_is_accepted(admin, bundle):
    assert admin.file(bundle, b"one") != admin.file(bundle, b"two")


def test_the_answer_to_a_file_has_its_size_and_md5(admin, bundle):
    told = admin.upload(bundle, b"content").json()
    assert (told["sizeBytes"], told["checkSum"]["value"]) == (7, hashlib.md5(b"content", usedforsecurity=False).hexdigest())


def test_an_empty_file_is_accepted(admin, bundle):
    assert admin.upload(bundle, b"").json()["sizeBytes"] == 0


@pytest.mark.parametrize("name", ["../../etc/passwd", "n" * 400, "會議𠮷.pdf"])
def test_any_file_name_is_accepted(admin, bundle, name):
    assert admin.upload(bundle, b"x", name).json()["name"] == name


def test_a_file_without_a_name_gets_that_of_the_form(admin, bundle):
    assert admin.upload(bundle, b"x", "").json()["name"] == "sent"


def test_properties_may_be_followed_by_anything(admin, bundle):
    files = {"properties": (None, '{"name": "a.pdf"};application/json'), "file": ("sent", b"x")}
    assert admin.send("POST", f"/core/bundles/{bundle}/bitstreams", files=files).json()["name"] == "a.pdf"


def test_a_large_file_does_not_go_through_memory(dspace, admin, bundle, tmp_path):
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(40_000_000)
    tracemalloc.start()
    with path.open("rb") as file:
        told = admin.send("POST", f"/core/bundles/{bundle}/bitstreams", data=form(file), headers={"Content-Type": FORM}).json()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (told["sizeBytes"], peak < 10_000_000) == (40_000_000, True)


FORM = "multipart/form-data; boundary=edge"


def form(file):
    yield b'--edge\r\nContent-Disposition: form-data; name="file"; filename="large"\r\n\r\n'
    while block := file.read(65536):
        yield block
    yield b"\r\n--edge--\r\n"


def test_a_file_over_the_limit_is_413_and_not_there(dspace, admin, bundle):
    dspace.upload_limit = 1000
    assert admin.upload(bundle, b"x" * 1000).status_code == 413
    assert admin.get(f"/core/bundles/{bundle}/bitstreams").json()["page"]["totalElements"] == 0


def test_a_file_over_the_limit_may_break_the_connection(dspace, admin, bundle):
    dspace.upload_limit, dspace.breaks_at_limit = 1000, True
    with pytest.raises(requests.ConnectionError):
        admin.upload(bundle, b"x" * 1_000_000)


def test_the_first_primary_file_is_posted_and_the_next_put(dspace, admin, bundle):
    files = [f"{dspace.address}/core/bitstreams/{admin.file(bundle)}" for _ in range(2)]
    path = f"/core/bundles/{bundle}/primaryBitstream"
    assert admin.get(path).status_code == 204
    assert [admin.uris(verb, path, files[0]).status_code for verb in ("PUT", "POST", "POST")] == [400, 201, 400]
    assert admin.uris("PUT", path, files[1]).status_code == 200
    assert admin.get(path).json()["_links"]["self"]["href"] == files[1]
    assert [admin.delete(path).status_code for _ in range(2)] == [204, 400]


def test_a_file_of_another_bundle_cannot_be_primary(dspace, admin, collection, bundle):
    other = admin.file(admin.bundle(admin.item(collection)))
    path = f"/core/bundles/{bundle}/primaryBitstream"
    assert admin.uris("POST", path, f"{dspace.address}/core/bitstreams/{other}").status_code == 422


def test_the_metadata_of_a_file_are_patched(admin, bundle):
    file = admin.file(bundle)
    answer = admin.patch(f"/core/bitstreams/{file}", ("add", "/metadata/dc.description", [{"value": "original"}]))
    assert values(answer, "dc.description") == ["original"]


def test_a_file_is_deleted(admin, bundle):
    file = admin.file(bundle)
    assert admin.delete(f"/core/bitstreams/{file}").status_code == 204
    assert admin.get(f"/core/bitstreams/{file}").status_code == 404


# --- The way of a submitter ------------------------------------------------------------------------------------------------


@pytest.fixture
def submitter(dspace, collection):
    dspace.grant(dspace.accounts.submitter, collection, "submit")
    return dspace.talker(dspace.accounts.submitter)


FILLED = [
    ("add", "/sections/traditionalpageone/dc.title", [{"value": "Minutes"}, {"value": "會議紀錄", "language": "zh_TW"}]),
    ("add", "/sections/traditionalpageone/dc.date.issued", [{"value": "2020-10-28"}]),
    ("add", "/sections/traditionalpageone/dc.type", [{"value": "Other"}]),
    ("add", "/sections/license/granted", True),
]


@pytest.fixture
def draft(submitter, collection):
    return submitter.post(f"/submission/workspaceitems?owningCollection={collection}&embed=item").json()


def deposit(dspace, talker, draft):
    return talker.uris("POST", "/workflow/workflowitems", f"{dspace.address}/submission/workspaceitems/{draft['id']}")


def send_file(talker, draft):
    return talker.send("POST", f"/submission/workspaceitems/{draft['id']}", files={"file": ("a.pdf", b"%PDF")})


def test_a_draft_is_filled_and_deposited(dspace, submitter, anybody, draft):
    assert send_file(submitter, draft).status_code == 201
    filled = submitter.patch(f"/submission/workspaceitems/{draft['id']}", *FILLED)
    assert (filled.status_code, "errors" in filled.json()) == (200, False)
    answer = deposit(dspace, submitter, draft)
    assert (answer.status_code, answer.content) == (201, b"")
    item = anybody.get(f"/core/items/{draft['_embedded']['item']['uuid']}")
    assert values(item, "dc.title") == ["Minutes", "會議紀錄"]


def test_a_draft_is_nobody_elses(dspace, collection, submitter, anybody, draft):
    item = draft["_embedded"]["item"]["uuid"]
    dspace.grant(dspace.accounts.collection_admin, collection)
    administrator = dspace.talker(dspace.accounts.collection_admin)
    assert administrator.patch(f"/core/items/{item}", ("replace", "/discoverable", False)).status_code == 403
    assert anybody.get(f"/core/items/{item}").status_code == 401
    assert dspace.talker(dspace.accounts.nobody).get(f"/submission/workspaceitems/{draft['id']}").status_code == 403
    assert submitter.get(f"/core/items/{item}").json()["inArchive"] is False


@pytest.mark.parametrize("left_out", range(4))
def test_a_deposit_without_a_field_of_the_form_or_the_licence_is_422(dspace, submitter, draft, left_out):
    send_file(submitter, draft)
    operations = [one for place, one in enumerate(FILLED) if place != left_out]
    submitter.patch(f"/submission/workspaceitems/{draft['id']}", *operations)
    assert deposit(dspace, submitter, draft).status_code == 422


def test_a_deposit_without_a_file_is_422(dspace, submitter, draft):
    submitter.patch(f"/submission/workspaceitems/{draft['id']}", *FILLED)
    assert deposit(dspace, submitter, draft).status_code == 422


def test_a_field_outside_the_form_is_422(submitter, draft):
    outside = ("add", "/sections/traditionalpageone/dc.source", [{"value": "x"}])
    assert submitter.patch(f"/submission/workspaceitems/{draft['id']}", outside).status_code == 422


def test_after_the_deposit_an_administrator_adds_the_rest_and_the_submitter_cannot(dspace, collection, submitter, draft):
    send_file(submitter, draft)
    submitter.patch(f"/submission/workspaceitems/{draft['id']}", *FILLED)
    deposit(dspace, submitter, draft)
    dspace.grant(dspace.accounts.collection_admin, collection)
    path, rest = f"/core/items/{draft['_embedded']['item']['uuid']}", ("add", "/metadata/dc.source", [{"value": "x"}])
    assert submitter.patch(path, rest).status_code == 403
    assert dspace.talker(dspace.accounts.collection_admin).patch(path, rest).status_code == 200

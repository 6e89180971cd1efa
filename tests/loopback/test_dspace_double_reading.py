"""The double of DSpace: what anybody reads, what a search finds, what is sealed, what OAI-PMH lists."""

import re

import pytest


@pytest.fixture
def admin(dspace):
    return dspace.talker(dspace.accounts.admin)


@pytest.fixture
def anybody(dspace):
    return dspace.talker()


@pytest.fixture
def collection(admin):
    return admin.collection()


def content(file):
    return f"/core/bitstreams/{file}/content"


# --- Files -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def bundle(admin, collection):
    return admin.bundle(admin.item(collection))


def test_head_tells_the_length_and_sends_nothing(admin, anybody, bundle):
    answer = anybody.send("HEAD", content(admin.file(bundle, b"0123456789")))
    assert (answer.status_code, answer.headers["Content-Length"], answer.content) == (200, "10", b"")


@pytest.mark.parametrize(
    ("wanted", "status", "part", "told"),
    [
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=8-", 206, b"89", "bytes 8-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=5-99", 206, b"56789", "bytes 5-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("lines=1-2", 416, b"", "bytes */10"),
    ],
)
def test_a_part_of_a_file(admin, anybody, bundle, wanted, status, part, told):
    answer = anybody.get(content(admin.file(bundle, b"0123456789")), headers={"Range": wanted})
    assert (answer.status_code, answer.content, answer.headers.get("Content-Range")) == (status, part, told)


def test_a_file_one_has_already_is_not_sent_again(admin, anybody, bundle):
    path = content(admin.file(bundle, b"x"))
    tag = anybody.get(path).headers["ETag"]
    assert anybody.get(path, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(("name", "kind"), [("a.pdf", "inline"), ("a.html", "attachment"), ("a.bin", "attachment")])
def test_pdf_is_shown_and_html_saved(admin, anybody, bundle, name, kind):
    answer = anybody.get(content(admin.file(bundle, b"x", name)))
    assert answer.headers["Content-Disposition"].split(";")[0] == kind


# --- Items -----------------------------------------------------------------------------------------------------------------


def test_an_item_not_discoverable_answers_at_its_address_and_to_no_search(admin, anybody, collection):
    item = admin.item(collection, discoverable=False)
    assert anybody.get(f"/core/items/{item}").status_code == 200
    assert item not in [*anybody.hits(dsoType="item"), *admin.hits(dsoType="item")]


def test_its_administrators_find_it_in_the_view_made_for_them(dspace, admin, anybody, collection):
    item = admin.item(collection, discoverable=False)
    dspace.grant(dspace.accounts.collection_admin, collection)
    other = dspace.talker(dspace.accounts.collection_admin)
    assert [one.hits(configuration="administrativeView") for one in (admin, other, anybody)] == [[item], [item], []]
    assert [one.hits(configuration="undiscoverable") for one in (admin, other, anybody)] == [[item], [], []]


def test_an_item_made_discoverable_is_found(admin, anybody, collection):
    item = admin.item(collection, discoverable=False)
    admin.patch(f"/core/items/{item}", ("replace", "/discoverable", True))
    assert anybody.hits(dsoType="item") == [item]


def test_a_withdrawn_item_answers_anybody_with_200_and_nothing_in_it(admin, anybody, collection):
    item = admin.item(collection)
    admin.patch(f"/core/items/{item}", ("replace", "/withdrawn", True))
    answer = anybody.get(f"/core/items/{item}")
    assert (answer.status_code, answer.json()["withdrawn"], answer.json()["metadata"]) == (200, True, {})


def test_a_withdrawn_item_leaves_the_search_at_once_however_late_the_index_is(dspace, admin, collection):
    item = admin.item(collection)
    dspace.index.lag = 3600
    admin.patch(f"/core/items/{item}", ("replace", "/withdrawn", True))
    assert admin.hits(dsoType="item") == []


def test_the_files_of_a_withdrawn_item_are_401_and_come_back_with_it(admin, anybody, collection):
    item = admin.item(collection)
    file = admin.file(admin.bundle(item))
    seen = []
    for withdrawn in (True, False):
        admin.patch(f"/core/items/{item}", ("replace", "/withdrawn", withdrawn))
        seen.append(anybody.get(content(file)).status_code)
    assert seen == [401, 200]


def test_provenance_is_for_the_site_administrator(admin, anybody, collection):
    path = f"/core/items/{admin.item(collection)}"
    assert ["dc.description.provenance" in one.get(path).json()["metadata"] for one in (admin, anybody)] == [True, False]


def test_an_embedded_list_is_twenty_long_or_as_long_as_asked(admin, anybody, bundle):
    for number in range(21):
        admin.file(bundle, b"x", f"{number}")
    path = f"/core/bundles/{bundle}?embed=bitstreams"
    pages = [anybody.get(path + more).json()["_embedded"]["bitstreams"] for more in ("", "&embed.size=bitstreams=100")]
    assert [len(page["_embedded"]["bitstreams"]) for page in pages] == [20, 21]


def test_lists_are_walked_by_their_next_link(admin, collection):
    made = [admin.item(collection, f"{number}") for number in range(5)]
    seen, address = [], "/core/items?size=2"
    while address:
        page = admin.get(address).json()
        seen += [one["uuid"] for one in page["_embedded"]["items"]]
        address = page["_links"].get("next", {}).get("href")
    assert seen == made


def test_the_reports_of_the_server_are_off(admin):
    assert admin.get("/contentreport/filtereditems").status_code == 404


# --- Search ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ['dc.identifier.other:"tw-2021"', "dc.identifier.other:2021", 'dc.identifier.other:"ab12"'])
def test_a_part_of_an_id_finds_it(admin, collection, query):
    item = admin.item(collection, dc__identifier__other="tw-2021.ab12cd34")
    assert admin.hits(query, dsoType="item") == [item]


@pytest.mark.parametrize("query", ['dc.identifier.other:"tw-2022"', 'dc.identifier.other:"2021.tw"', "dc.title:2021", "b12cd"])
def test_what_is_no_row_of_whole_pieces_is_not_found(admin, collection, query):
    admin.item(collection, dc__identifier__other="tw-2021.ab12cd34")
    assert admin.hits(query, dsoType="item") == []


def test_without_quotation_marks_the_pieces_may_stand_in_any_order(admin, collection):
    item = admin.item(collection, dc__identifier__other="tw-2021.ab12cd34")
    assert admin.hits("dc.identifier.other:ab-2021", dsoType="item") == [item]


def test_an_item_is_found_by_the_name_of_its_file_too(admin, collection, bundle):
    admin.file(bundle, name="agenda.pdf")
    assert len(admin.hits("agenda", dsoType="item")) == 1


def test_two_ids_that_begin_alike_are_both_found(admin, collection):
    made = [admin.item(collection, dc__identifier__other=f"tw-2021.{end}") for end in ("ab12", "ab12.sealed")]
    assert sorted(admin.hits('dc.identifier.other:"tw-2021.ab12"', dsoType="item")) == sorted(made)


def test_terms_side_by_side_must_all_be_there(admin, collection):
    item = admin.item(collection, "open government minutes")
    queries = ["open minutes", "open -minutes", "open OR nothing", "dc.title:(open AND minutes)", "gov*", "nothing"]
    assert [admin.hits(query, dsoType="item") for query in queries] == [[item], [], [item], [item], [item], []]


@pytest.mark.parametrize("query", ['"open', "dc.title:(open", "AND", "a:b:c", "[x", "/x"])
def test_what_is_no_query_is_422(anybody, query):
    assert anybody.get("/discover/search/objects", params={"query": query}).status_code == 422


def test_a_change_is_found_after_the_lag(dspace, admin, collection):
    dspace.index.lag = 2
    item = admin.item(collection)
    before = admin.hits(dsoType="item")
    dspace.clock.advance(2)
    assert (before, admin.hits(dsoType="item")) == ([], [item])


def test_a_lag_may_be_so_many_requests(dspace, admin, collection):
    dspace.index.lag_requests = 2
    item = admin.item(collection)
    assert [admin.hits(dsoType="item") for _ in range(2)] == [[], [item]]


def test_a_search_looks_into_one_collection_or_community(admin, collection):
    item = admin.item(collection)
    other = admin.collection()
    community = admin.get(f"/core/collections/{collection}/parentCommunity").json()["uuid"]
    assert [admin.hits(scope=scope, dsoType="item") for scope in (collection, community, other)] == [[item], [item], []]


def test_a_collection_is_no_hit_in_itself(admin, collection):
    assert admin.hits(scope=collection) == []


def test_communities_and_collections_are_found_too(admin, collection):
    assert admin.hits("dc.title:1", dsoType="collection") == [collection]


def test_a_scope_that_is_not_there_narrows_nothing(admin, collection):
    item = admin.item(collection)
    assert admin.hits(scope="00000000-0000-0000-0000-000000000000", dsoType="item") == [item]


def test_hits_come_in_pages(admin, collection):
    made = {admin.item(collection, f"item {number}") for number in range(5)}
    pages = [admin.hits("dc.title:item", size=2, page=page, dsoType="item") for page in range(4)]
    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert {uuid for page in pages for uuid in page} == made


@pytest.mark.parametrize(("asked", "given"), [("100000", 1000), ("0", 20), ("many", 20), ("100", 100)])
def test_a_page_is_at_most_a_thousand_long(admin, asked, given):
    assert admin.get(f"/core/items?size={asked}").json()["page"]["size"] == given


def test_an_order_the_server_does_not_know_is_422(anybody):
    assert anybody.get("/discover/search/objects", params={"sort": "dc.nothing,asc"}).status_code == 422


def test_a_chinese_word_is_not_found_out_of_the_box_and_is_after_the_cure(dspace, admin, collection):
    item = admin.item(collection, "開放政府推動小組第1次會議紀錄")
    before = [admin.hits(word, dsoType="item") for word in ("會議", "推動小組", "議會")]
    dspace.index.cjk = True
    dspace.index.rebuild()
    after = [admin.hits(word, dsoType="item") for word in ("會議", "推動小組", "議會")]
    assert (before, after) == ([[], [], []], [[item], [item], []])


# --- Sealed files ----------------------------------------------------------------------------------------------------------


def policies(admin, thing):
    answer = admin.get("/authz/resourcepolicies/search/resource", params={"uuid": thing})
    return answer.json().get("_embedded", {}).get("resourcepolicies", [])


def unread(admin, thing):
    for policy in policies(admin, thing):
        assert admin.delete(f"/authz/resourcepolicies/{policy['id']}").status_code == 204


def test_a_bundle_nobody_may_read_does_not_seal_a_file_that_comes_later(admin, anybody, bundle):
    unread(admin, bundle)
    assert anybody.get(content(admin.file(bundle))).status_code == 200


def test_a_file_nobody_may_read_is_401_to_anybody_and_403_to_somebody(dspace, admin, anybody, bundle):
    file = admin.file(bundle)
    unread(admin, file)
    somebody = dspace.talker(dspace.accounts.nobody)
    assert [one.get(content(file)).status_code for one in (anybody, somebody, admin)] == [401, 403, 200]


def test_the_metadata_of_a_sealed_file_stay_public(admin, anybody, bundle):
    file = admin.file(bundle)
    unread(admin, file)
    assert anybody.get(f"/core/bitstreams/{file}").status_code == 200


def test_a_file_is_sealed_from_its_first_moment_where_the_collection_reads_for_a_group_only(admin, anybody, collection):
    group = admin.post(f"/core/collections/{collection}/bitstreamReadGroup").json()
    assert group["name"] == f"COLLECTION_{collection}_BITSTREAM_DEFAULT_READ"
    file = admin.file(admin.bundle(admin.item(collection)))
    assert [policy["_embedded"]["group"]["uuid"] for policy in policies(admin, file)] == [group["uuid"]]
    assert anybody.get(content(file)).status_code == 401


def test_files_that_were_there_before_stay_open(admin, anybody, collection, bundle):
    file = admin.file(bundle)
    admin.post(f"/core/collections/{collection}/bitstreamReadGroup")
    assert anybody.get(content(file)).status_code == 200


def test_a_members_of_the_group_reads_the_sealed_file(dspace, admin, collection):
    group = admin.post(f"/core/collections/{collection}/bitstreamReadGroup").json()["uuid"]
    admin.uris("POST", f"/eperson/groups/{group}/epersons", f"/api/eperson/epersons/{dspace.accounts.nobody.uuid}")
    file = admin.file(admin.bundle(admin.item(collection)))
    assert dspace.talker(dspace.accounts.nobody).get(content(file)).status_code == 200


def test_a_read_group_is_made_once_and_taken_back(admin, collection):
    path = f"/core/collections/{collection}/bitstreamReadGroup"
    assert admin.get(path).json()["name"] == "Anonymous"
    assert [admin.post(path).status_code for _ in range(2)] == [201, 422]
    assert [admin.delete(path).status_code for _ in range(2)] == [204, 422]
    assert admin.get(path).json()["name"] == "Anonymous"


def test_an_item_of_a_collection_that_is_not_public_is_401_and_no_hit(admin, anybody, collection):
    admin.post(f"/core/collections/{collection}/itemReadGroup")
    item = admin.item(collection)
    assert anybody.get(f"/core/items/{item}").status_code == 401
    assert (anybody.hits(dsoType="item"), admin.hits(dsoType="item")) == ([], [item])


def test_a_policy_is_given_to_a_group_by_hand(dspace, admin, anybody, bundle):
    file = admin.file(bundle)
    unread(admin, file)
    group = admin.get("/eperson/groups/search/byMetadata", params={"query": "Anonymous"}).json()["_embedded"]["groups"][0]
    body = {"action": "READ", "policyType": "TYPE_CUSTOM"}
    made = admin.post(f"/authz/resourcepolicies?resource={file}&group={group['uuid']}", body)
    assert (made.status_code, anybody.get(content(file)).status_code) == (201, 200)


def test_policies_are_shown_to_administrators_only(dspace, admin, anybody, bundle):
    path = f"/authz/resourcepolicies/search/resource?uuid={bundle}"
    assert [one.get(path).status_code for one in (anybody, dspace.talker(dspace.accounts.nobody), admin)] == [401, 403, 200]


# --- OAI-PMH ---------------------------------------------------------------------------------------------------------------


def oai(dspace, **asked):
    text = dspace.talker().get(dspace.oai_address, params=asked).text
    error = re.search(r'<error code="(\w+)"', text)
    return error[1] if error else text


def listed(text):
    return re.findall(r"<identifier>(.*?)</identifier>", text)


RECORDS = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}


def test_oai_lists_what_an_import_took_in_and_nothing_newer(dspace, admin, collection):
    before = oai(dspace, **RECORDS)
    handle = admin.make_item(collection).json()["handle"]
    dspace.oai.take_in()
    admin.item(collection)
    assert (before, listed(oai(dspace, **RECORDS))) == ("noRecordsMatch", [f"oai:127.0.0.1:{handle}"])


def test_oai_lists_withdrawn_hidden_and_closed_items_as_deleted(dspace, admin, collection):
    item = admin.item(collection)
    admin.item(collection, discoverable=False)
    admin.patch(f"/core/items/{item}", ("replace", "/withdrawn", True))
    admin.post(f"/core/collections/{collection}/itemReadGroup")
    admin.item(collection)
    dspace.oai.take_in()
    text = oai(dspace, **RECORDS)
    assert (len(listed(text)), text.count('status="deleted"'), "<metadata>" in text) == (3, 3, False)


@pytest.mark.parametrize("prefix", ["oai_dc", "dim", "xoai"])
def test_oai_escapes_twice(dspace, admin, collection, prefix):
    admin.item(collection, "a & b")
    dspace.oai.take_in()
    assert "a &amp;amp; b" in oai(dspace, verb="ListRecords", metadataPrefix=prefix)


def test_oai_gives_pages_of_a_hundred(dspace, admin, collection):
    for _ in range(101):
        admin.item(collection)
    dspace.oai.take_in()
    first = oai(dspace, **RECORDS)
    assert '<resumptionToken completeListSize="101" cursor="0">oai_dc////100</resumptionToken>' in first
    assert len(listed(oai(dspace, verb="ListRecords", resumptionToken="oai_dc////100"))) == 1


def test_a_field_of_another_schema_is_in_xoai_and_dim_and_not_in_dublin_core(dspace, admin, collection):
    schema = admin.post("/core/metadataschemas", {"prefix": "ogp", "namespace": "https://example.org/ogp"}).json()["id"]
    admin.post(f"/core/metadatafields?schemaId={schema}", {"element": "evidence", "qualifier": "id"})
    admin.item(collection, ogp__evidence__id="tw-2021.ab12")
    dspace.oai.take_in()
    prefixes = ("oai_dc", "dim", "xoai")
    assert ["tw-2021.ab12" in oai(dspace, verb="ListRecords", metadataPrefix=prefix) for prefix in prefixes] == [
        False,
        True,
        True,
    ]


def test_oai_keeps_to_sets_and_dates(dspace, admin, collection):
    handle = admin.make_item(collection).json()["handle"]
    number = admin.get(f"/core/collections/{collection}").json()["handle"].replace("/", "_")
    dspace.oai.take_in()
    day = f"{dspace.clock.now():%Y-%m-%d}"
    found = [oai(dspace, **RECORDS, **more) for more in ({"set": f"col_{number}"}, {"until": f"{day}T23:59:59Z"}, {"from": day})]
    assert [listed(text) for text in found] == [[f"oai:127.0.0.1:{handle}"]] * 3
    assert [oai(dspace, **RECORDS, **more) for more in ({"set": "col_9"}, {"until": day})] == ["noRecordsMatch"] * 2


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"verb": "Nothing"}, "badVerb"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "mods9"}, "cannotDisseminateFormat"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:127.0.0.1:1/1"}, "idDoesNotExist"),
    ],
)
def test_oai_says_what_is_wrong(dspace, asked, code):
    assert oai(dspace, **asked) == code

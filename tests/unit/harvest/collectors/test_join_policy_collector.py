"""One topic of JOIN's open-data feed. The feeds here are hand-made from the keys that are known of 2017-18 and 2026."""

import json
from datetime import UTC, date, datetime

import pytest

from ogp_etl.cards import JoinPolicySource
from ogp_etl.errors import FetchFailed, LayoutUnknown
from ogp_etl.harvest.join_policy import collect, comments, topic

FEED = "https://join.example/toOpenData/ey/policy"
TOPIC = "031e9918-59d5-4a1a-b105-96af228f3147"
OTHER = "11111111-59d5-4a1a-b105-96af228f3147"
SOURCE = JoinPolicySource(id="consultation", collector="join_policy", url=FEED, topic=TOPIC)
OF_2017 = {
    "url": f"http://join.example/policies/detail/{TOPIC.upper()}",
    "title": "國家行動方案",
    "messages": [
        {"createDate": "2020-02-22 10:00:00", "authorName": "王小明", "content": "第一行\n第二行"},
        {"createDate": 1582423200000, "authorName": " ", "content": "匿名的 🤡"},
    ],
}
OF_2026 = {
    "標題": "國家行動方案 ",
    "網址": f"https://join.example/policies/detail/{TOPIC}",
    "發佈日期": "2020-02-21 00:00:00",
    "下線日期": "2020-03-06",
    "關注數量": "12",
    "留言數量": "1,046",
}


def feed(site, *topics, **more):
    site.put(FEED, json.dumps(topics[0] if more.pop("bare", False) else topics), media_type="application/json", **more)


@pytest.fixture
def body(tmp_path):
    def write(*topics):
        path = tmp_path / "feed"
        path.write_text(json.dumps(topics))
        return path

    return write


@pytest.mark.parametrize(("mine", "stated"), [(OF_2017, None), (OF_2026, date(2020, 2, 21))])
def test_the_topic_is_found_in_both_generations_and_sealed(site, mine, stated):
    feed(site, {**mine, "url": f"http://join.example/policies/detail/{OTHER}", "網址": OTHER, "標題": "別的"}, mine)
    found = list(collect(SOURCE, site))
    assert [(one.locator, one.url, one.title, one.stated, one.sealed) for one in found] == [
        (f"policies/{TOPIC}", f"https://join.example/policies/detail/{TOPIC}", "國家行動方案", stated, True)
    ]


def test_a_feed_with_a_byte_order_mark_is_read(site):
    site.put(FEED, b"\xef\xbb\xbf" + json.dumps([OF_2026]).encode())
    assert len(list(collect(SOURCE, site))) == 1


@pytest.mark.parametrize("odd", ["109年2月", "", None, "02/21", 5])
def test_an_odd_publication_day_is_none_not_a_fault(site, odd):
    feed(site, {**OF_2026, "發佈日期": odd})
    assert next(collect(SOURCE, site)).stated is None


def test_a_third_generation_fails_with_the_keys_it_has(site):
    feed(site, {"topicId": TOPIC, "headline": "國家行動方案"})
    with pytest.raises(LayoutUnknown, match="its keys are topicId, headline"):
        list(collect(SOURCE, site))


@pytest.mark.parametrize("wrong", [b"<html>", b"{}", b"[]", b'{"data": []}', b'["a"]', b"\xff", b"[" * 100_000])
def test_what_is_no_array_of_topics_fails(site, wrong):
    site.put(FEED, wrong)
    with pytest.raises(LayoutUnknown):
        list(collect(SOURCE, site))


def test_a_feed_without_the_topic_is_a_fault_not_an_empty_success(site):
    feed(site, {**OF_2026, "網址": OTHER, "標題": f"提到 {TOPIC} 的別的議題"})
    with pytest.raises(LayoutUnknown, match=TOPIC):
        list(collect(SOURCE, site))


def test_a_feed_that_is_not_had_is_a_faulty_visit(site):
    feed(site, OF_2026, status=503)
    with pytest.raises(FetchFailed):
        list(collect(SOURCE, site))


def test_comments_keep_their_texts_and_lose_their_authors(body):
    found = comments(SOURCE, body(OF_2017))
    assert [(one.position, one.made, one.text, one.anonymous, one.side) for one in found] == [
        (1, datetime(2020, 2, 22, 2, 0, tzinfo=UTC), "第一行\n第二行", False, None),
        (2, datetime(2020, 2, 23, 2, 0, tzinfo=UTC), "匿名的 🤡", True, None),
    ]
    assert "王小明" not in repr(found)


def test_a_feed_of_2026_without_texts_has_no_comments_but_their_number(body):
    path = body(OF_2026)
    assert comments(SOURCE, path) == []
    assert topic(SOURCE, path).counted == 1046
    assert topic(SOURCE, path).closes == date(2020, 3, 6)


@pytest.mark.parametrize(
    ("what", "mine"),
    [
        ("createDate", {**OF_2017, "messages": [{"createDate": "昨天", "authorName": "", "content": "x"}]}),
        ("number 1", {**OF_2017, "messages": [{"createDate": "2020-02-22 10:00:00", "content": "x"}]}),
        ("留言內容", {**OF_2026, "留言內容": [{"時間": "2020-02-22", "內容": "x"}]}),
    ],
)
def test_a_comment_that_cannot_be_read_is_a_fault_not_a_loss(body, what, mine):
    with pytest.raises(LayoutUnknown, match=what):
        comments(SOURCE, body(mine))

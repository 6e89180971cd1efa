"""What ``ogp-etl dspace prepare`` does to the names of what is there already: a name that somebody gave is the name."""

import pytest

from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.prepare import Preparation

CHINESE = [("1-1 資料開放", "zh_TW"), ("行動方案", "zh_TW")]
ENGLISH = [("1-1 Open data", "en"), ("Plan", "en")]


@pytest.fixture
def named(archived):
    """Gives the collection and the community of the plan titles, by a list of them for each; prepares; tells the titles."""
    session, prepared = archived.own, Preparation(archived.own, None)
    (community,) = [one for one in rest.communities(session, None) if one.value("dc.identifier.other") == "ogp:xx-2021"]
    (collection,) = [
        one for one in rest.collections(session, community.uuid) if one.value("dc.identifier.other") == "ogp:xx-2021/1-1"
    ]
    paths = (f"/core/collections/{collection.uuid}", f"/core/communities/{community.uuid}")

    def name(*titles):
        for path, mine in zip(paths, titles, strict=True):
            session.patch(path, [{"op": "remove", "path": "/metadata/dc.title"}, *rest.adding({"dc.title": mine})])
        lines = list(prepared.plan(archived.plan))
        found = [session.get(path)["metadata"]["dc.title"] for path in paths]
        return lines, [[(one["value"], one["language"]) for one in titles] for titles in found]

    return name


def test_a_language_that_is_missing_beside_our_own_title_is_added(named):
    lines, found = named(CHINESE[:1], CHINESE[1:])
    assert found == [[CHINESE[0], ENGLISH[0]], [CHINESE[1], ENGLISH[1]]]
    assert sorted(lines) == ["ogp:xx-2021/1-1: title in en: added", "ogp:xx-2021: title in en: added"]


@pytest.mark.parametrize(
    "titles",
    [
        [("改名", None)],
        [("改名", "zh_TW")],
        [("改名", "zh_TW"), ("Plan", "en")],
        [("行動方案", None), ("renamed", None)],
        [("Umbenannt", "de")],
    ],
)
def test_where_somebody_gave_a_name_in_whatever_language_nothing_is_added(named, titles):
    assert named(titles, titles) == ([], [titles, titles])


def test_a_second_run_adds_nothing(named):
    both = [[CHINESE[0], ENGLISH[0]], [CHINESE[1], ENGLISH[1]]]
    assert named(*both) == ([], both)

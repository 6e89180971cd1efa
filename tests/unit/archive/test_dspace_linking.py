"""Links to files that a DSpace does not take, brought to where the files are now."""

import pytest

from ogp_etl.archive.dspace.linking import link, linked, relinking
from ogp_etl.archive.dspace.records import Item

A, B = "a" * 64, "b" * 64
PLAIN = "https://minister.example/speech"


def item(*links):
    return Item(
        uuid="u",
        handle="1/2",
        metadata={"dc.relation.uri": [(text, None) for text in links]},
        discoverable=True,
        withdrawn=False,
        archived=True,
        bundles={},
        files=(),
    )


def after(have, wanted):
    """The links of an item once the operations were carried out."""
    found = list(have)
    for one in relinking(item(*have), [(text, None) for text in wanted]):
        *_, place = one["path"].removesuffix("/value").split("/")
        if one["op"] == "add":
            found.append(one["value"]["value"])
        else:
            found[int(place)] = one["value"]
    return found


def old(path, sha256):
    return link(f"https://old.example/{path}", sha256)


def new(path, sha256):
    return link(f"https://new.example/archive/{path}", sha256)


@pytest.mark.parametrize(
    ("have", "wanted", "found"),
    [
        ([old("d/1/x", A)], [old("d/1/x", A)], [old("d/1/x", A)]),
        ([old("d/1/x", A)], [new("d/1/x", A)], [new("d/1/x", A)]),
        ([PLAIN, old("d/1/x", A)], [new("d/1/x", A)], [PLAIN, new("d/1/x", A)]),
        ([PLAIN], [new("d/1/x", A)], [PLAIN, new("d/1/x", A)]),
        ([old("d/1/y", A), old("d/2/y", A)], [new("d/2/y", A)], [old("d/1/y", A), new("d/2/y", A)]),
        ([old("d/1/x", A), old("d/1/y", B)], [new("d/1/y", B), new("d/1/x", A)], [new("d/1/x", A), new("d/1/y", B)]),
        ([PLAIN, old("d/1/x", A)], [], [PLAIN, old("d/1/x", A)]),
    ],
)
def test_only_our_own_links_are_changed_each_to_its_own_file(have, wanted, found):
    assert after(have, wanted) == found


def test_a_link_is_known_by_its_digest():
    there = item(PLAIN, old("d/1/x", A))
    assert (linked(there, A), linked(there, B), linked(None, A)) == ("https://old.example/d/1/x", None, None)

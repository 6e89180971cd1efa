"""Content encodings undone piece by piece, in flat memory, however well the body was packed."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_etl.harvest.door.codings import undone
from ogp_etl.harvest.door.failures import NotHad
from ogp_etl.model import Reason

BODY = "行政院開放政府國家行動方案 ".encode() * 40
PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": lambda body: gzip.compress(body[:7]) + gzip.compress(body[7:]),
    "deflate": zlib.compress,
    "Deflate": lambda body: zlib.compress(body, wbits=-15),
    "identity": bytes,
    "": bytes,
    "gzip, deflate": lambda body: zlib.compress(gzip.compress(body)),
    "identity , gzip": gzip.compress,
}


def pieces(data, size):
    return [data[at : at + size] for at in range(0, len(data), size)]


@given(body=st.binary(max_size=200), size=st.integers(1, 50), name=st.sampled_from(sorted(PACKERS)))
def test_the_body_comes_back_however_it_arrives(body, size, name):
    assert b"".join(undone(pieces(PACKERS[name](body), size), name)) == body


@pytest.mark.parametrize("size", [1, 13, 10_000])
def test_padding_after_the_packed_body_is_no_part_of_it(size):
    packed = gzip.compress(BODY) + b"\0" * 100
    assert b"".join(undone(pieces(packed, size), "gzip")) == BODY


def test_a_body_that_unpacks_to_much_comes_in_small_pieces():
    packer = zlib.compressobj(wbits=31)
    bomb = b"".join([*(packer.compress(bytes(1 << 20)) for _ in range(20)), packer.flush()])
    sizes = [len(piece) for piece in undone([bomb], "gzip")]
    assert (sum(sizes), max(sizes)) == (20 << 20, 1 << 18)


@pytest.mark.parametrize("name", ["gzip", "deflate", "gzip, gzip"])
@pytest.mark.parametrize("missing", [1, 5, 30])
def test_a_packed_body_that_ends_too_early_is_cut_short(name, missing):
    packed = {"gzip": gzip.compress(BODY), "deflate": zlib.compress(BODY), "gzip, gzip": gzip.compress(gzip.compress(BODY))}[name]
    with pytest.raises(NotHad, match="ends before its end mark") as caught:
        list(undone([packed[:-missing]], name))
    assert caught.value.reason is Reason.CUT_SHORT


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("gzip", b"<html>"),
        ("deflate", b"<html>"),
        ("br", BODY),
        ("zstd", BODY),
        ("gzip, br", BODY),
        ("gzip, " * 9 + "gzip", BODY),
    ],
)
def test_what_cannot_be_undone_is_said_so(name, body):
    with pytest.raises(NotHad) as caught:
        list(undone([body], name))
    assert caught.value.reason is Reason.ENCODING


def test_nothing_packed_is_nothing():
    assert list(undone([], "gzip")) == []

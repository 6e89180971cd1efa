"""The structure of a plan, and what the public and harvesters get of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.doctor_line import Line, fault, ok, warning
from ogp_etl.archive.dspace.oai import Listing, listing
from ogp_etl.archive.dspace.records import Item
from ogp_etl.archive.dspace.session import Session
from ogp_etl.archive.dspace.structure import PREFIX, SEALED_KEY, Structure, open_defaults, wanted
from ogp_etl.archive.outside import Outside
from ogp_etl.cards import Plan

STOCK_PREFIX = "123456789/"
LOOKED_AT = 100
"""Items of a plan that are looked at."""
HITS = 2000
"""Hits of a search among which an item is looked for."""
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]{3,}")
"""A word of two inside such a run is found only where the server cuts Chinese into words."""


def structure(plan: Plan, found: Structure | None) -> Line:
    check, name = "structure", plan.id
    if found is None:
        return fault(
            check,
            zh=f"{name}：沒有社群",
            en=f"{name}: there is no community",
            do_zh=f"請執行 ogp-etl dspace prepare {name}",
            do_en=f"run ogp-etl dspace prepare {name}",
        )
    lacking = [one.key for one in wanted(plan) if one.key not in found.collections]
    if lacking:
        return fault(
            check,
            zh=f"{name}：缺少典藏類別 {'、'.join(lacking)}",
            en=f"{name}: collections are missing: {', '.join(lacking)}",
            do_zh=f"請執行 ogp-etl dspace prepare {name}",
            do_en=f"run ogp-etl dspace prepare {name}",
        )
    return ok(
        check,
        zh=f"{name}：社群與 {len(found.collections)} 個典藏類別都在（{found.community.handle}）",
        en=f"{name}: the community and its {len(found.collections)} collections are there ({found.community.handle})",
    )


def sealed(own: Session, found: Structure) -> Iterator[Line]:
    """The collection for originals held back."""
    name = _plan(found)
    if SEALED_KEY not in found.collections:
        return
    still = open_defaults(own, found.collection(SEALED_KEY))
    if not still:
        yield ok(
            "sealed", zh=f"{name}：未公開原始檔的典藏類別不對外", en=f"{name}: the collection for originals held back is closed"
        )
        return
    yield fault(
        "sealed",
        zh=f"{name}：未公開原始檔的典藏類別，預設任何人可讀（{'、'.join(still)}）",
        en=f"{name}: what is put into the collection for originals held back can be read by anybody ({', '.join(still)})",
        do_zh=f"請立刻執行 ogp-etl dspace prepare {name}，再執行 ogp-etl verify 查是否已有外流",
        do_en=f"run ogp-etl dspace prepare {name} at once, then ogp-etl verify to learn whether anything leaked",
    )


def public(outside: Outside, anybody: Session, own: Session | None, found: Structure) -> Iterator[Line]:
    """What anybody finds, reads and harvests."""
    name = _plan(found)
    shown = list(islice(rest.items_below(anybody, found.community.uuid, configuration=None), LOOKED_AT))
    if not shown:
        yield _nothing_shown(own, found)
    else:
        yield _item(outside, anybody, name, shown)
        yield _chinese(anybody, found, shown)
    yield _harvest(listing(outside, anybody.account.address, found.community.handle), name, shown)


def _nothing_shown(own: Session | None, found: Structure) -> Line:
    name = _plan(found)
    seen = () if own is None else islice(rest.items_below(own, found.community.uuid), LOOKED_AT)
    hidden = sum(one.discoverable and not one.withdrawn for one in seen)
    if hidden:
        return fault(
            "anonymous",
            zh=f"{name}：有 {hidden} 份以上的文件，但公眾一份也搜尋不到",
            en=f"{name}: at least {hidden} documents are there, and the public finds none",
            do_zh="請確認社群與典藏類別的 READ 權限含 Anonymous，並在伺服器執行 dspace index-discovery -b",
            do_en="see that Anonymous may READ the community and its collections; run dspace index-discovery -b on the server",
        )
    return warning(
        "anonymous",
        zh=f"{name}：還沒有公開的文件，無法檢查公眾讀得到什麼、中文能否搜尋",
        en=f"{name}: nothing public is there yet, so what the public reads and whether Chinese is found cannot be told",
        do_zh="存入第一份文件後再執行一次",
        do_en="run this again after the first deposit",
    )


def _item(outside: Outside, anybody: Session, name: str, shown: Sequence[Item]) -> Line:
    """One item, and a file of it, as anybody."""
    for one in shown:
        item = rest.item(anybody, one.uuid)
        if item is None or item.withdrawn or not item.files:
            continue
        file = item.files[0]
        read = outside.read(anybody.href(f"/core/bitstreams/{file.uuid}/content"), whole=True, most=file.size)
        if read.status == 200 and read.size == file.size:
            return ok(
                "anonymous",
                zh=f"{name}：不必登入就能讀取 {item.handle} 與其檔案",
                en=f"{name}: {item.handle} and its file can be read without a log-in",
            )
        return fault(
            "anonymous",
            zh=f"{name}：{item.handle} 的檔案 {file.name} 公眾讀不到（{read.status}，{read.size} 位元組）",
            en=f"{name}: the public cannot read the file {file.name} of {item.handle} ({read.status}, {read.size} bytes)",
            do_zh="請確認典藏類別預設的 bitstream READ 是 Anonymous，再執行 ogp-etl verify 找出全部讀不到的檔案",
            do_en="see that the collections' default bitstream READ is Anonymous; ogp-etl verify tells every file that is closed",
        )
    return fault(
        "anonymous",
        zh=f"{name}：搜尋得到的文件，公眾看不到任何檔案",
        en=f"{name}: of the items that are found, the public sees no file",
        do_zh="請確認典藏類別預設的 item 與 bitstream READ 是 Anonymous，再執行 ogp-etl verify",
        do_en="see that the collections' default item and bitstream READ are Anonymous, then run ogp-etl verify",
    )


def _chinese(anybody: Session, found: Structure, shown: Sequence[Item]) -> Line:
    """Whether a word inside an existing title is found."""
    name = _plan(found)
    for item in shown:
        if run := _HAN.search(item.value("dc.title") or ""):
            break
    else:
        return warning(
            "chinese",
            zh=f"{name}：還沒有中文標題（三個字以上），無法檢查中文搜尋",
            en=f"{name}: no title has three Chinese characters in a row yet, so a search cannot be tried",
            do_zh="存入中文文件後再執行一次",
            do_en="run this again when a Chinese document is there",
        )
    word = run[0][:2]
    asked = {"query": word, "dsoType": "item", "scope": found.community.uuid}
    hits = islice(anybody.pages("/discover/search/objects", "objects", **asked), HITS)
    if any(hit["_embedded"]["indexableObject"].get("uuid") == item.uuid for hit in hits):
        return ok(
            "chinese", zh=f"{name}：搜尋「{word}」找得到 {item.handle}", en=f"{name}: a search for {word} finds {item.handle}"
        )
    return fault(
        "chinese",
        zh=f"{name}：搜尋「{word}」找不到標題含有它的 {item.handle}：伺服器沒有把中文切成詞",
        en=f"{name}: a search for {word} does not find {item.handle}, whose title holds it: Chinese is not cut into words",
        do_zh="請在 Solr 的 search 核心改用 StandardTokenizer 與 CJKBigramFilter，"
        "再執行 dspace index-discovery -b；見 docs/dspace.md",
        do_en="use the StandardTokenizer and the CJKBigramFilter in Solr's search core, then run dspace index-discovery -b; see"
        " docs/dspace.md",
    )


def _harvest(listed: Listing, name: str, shown: Sequence[Item]) -> Line:
    schedule_zh, schedule_en = (
        "請在伺服器把 dspace oai import 設為定期工作",
        "make dspace oai import a scheduled job of the server",
    )
    if listed.problem:
        return warning(
            "oai",
            zh=f"{name}：OAI-PMH 沒有正常回應：{listed.problem}",
            en=f"{name}: OAI-PMH does not answer as it should: {listed.problem}",
            do_zh="請在伺服器啟用 OAI-PMH（oai.enabled），否則其他機關無法彙整",
            do_en="enable OAI-PMH on the server (oai.enabled); without it nobody can harvest the evidence",
        )
    if listed.newest is None:
        return warning(
            "oai", zh=f"{name}：OAI-PMH 沒有任何資料", en=f"{name}: OAI-PMH lists nothing", do_zh=schedule_zh, do_en=schedule_en
        )
    absent = [item.handle for item in shown if item.handle not in listed.handles]
    day = f"{listed.newest:%Y-%m-%d %H:%M} UTC"
    if absent:
        return warning(
            "oai",
            zh=f"{name}：OAI-PMH 最新一筆是 {day}，有 {len(absent)} 份公開文件沒有列出（例如 {absent[0]}）",
            en=f"{name}: the newest record of OAI-PMH is of {day}; {len(absent)} public items are not listed ({absent[0]}, …)",
            do_zh=f"{schedule_zh}；剛存入的下次匯入後才會出現",
            do_en=f"{schedule_en}; what was just deposited appears after the next import",
        )
    return ok(
        "oai",
        zh=f"{name}：OAI-PMH 列出 {len(listed.handles)} 筆；整台伺服器最新一筆是 {day}",
        en=f"{name}: OAI-PMH lists {len(listed.handles)} records; the newest of the whole server is of {day}",
    )


def handles(found: Sequence[Structure]) -> Iterator[Line]:
    if any(one.community.handle.startswith(STOCK_PREFIX) for one in found):
        yield warning(
            "handles",
            zh=f"識別碼以 {STOCK_PREFIX} 開頭：這是出廠值，不能引用",
            en=f"handles begin with {STOCK_PREFIX}: the stock prefix, which nobody can cite",
            do_zh="請向 handle.net 申請前綴並設定 handle.prefix，最好在大量存入之前",
            do_en="get a prefix from handle.net and set handle.prefix, best before many documents are there",
        )


def _plan(found: Structure) -> str:
    return (found.community.value("dc.identifier.other") or "").removeprefix(PREFIX)

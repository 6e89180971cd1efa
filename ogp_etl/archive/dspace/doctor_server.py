"""The server and the account: version, clock, log-in, rights, upload limit, metadata fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from ogp_etl.archive.dspace.doctor_line import Line, fault, ok, warning
from ogp_etl.archive.dspace.fields import OWN_FIELDS
from ogp_etl.archive.dspace.session import Session
from ogp_etl.archive.dspace.structure import Structure, parent_uuid
from ogp_etl.archive.dspace.unpacking import LIMIT
from ogp_etl.archive.outside import Outside
from ogp_etl.errors import RepositoryFault

KNOWN_GOOD = "9."
SKEW = timedelta(minutes=1)
LIMIT_SETTING = "spring.servlet.multipart.max-file-size"
DUBLIN_CORE = (
    "dc.coverage.temporal",
    "dc.date.issued",
    "dc.description",
    "dc.description.abstract",
    "dc.identifier.other",
    "dc.language.iso",
    "dc.publisher",
    "dc.relation.isreplacedby",
    "dc.relation.ispartof",
    "dc.relation.uri",
    "dc.rights",
    "dc.source",
    "dc.subject",
    "dc.title",
    "dc.type",
)
"""Fields that the server's own registry should hold; one that somebody removed makes every deposit fail with a bare 500."""


def address(public: Session, root: list[Mapping[str, Any]]) -> Iterator[Line]:
    """Puts the server's root document into ``root`` when there is one."""
    where = public.account.address
    try:
        answer = public.get("")
    except RepositoryFault as stopped:
        yield fault(
            "address",
            zh=f"{where} 沒有正常回應：{stopped}",
            en=f"{where} does not answer as it should: {stopped}",
            do_zh="請確認伺服器已啟動，且 OGP_DSPACE_URL 是 REST API 的位址（以 /server/api 結尾）",
            do_en="see that the server is up and that OGP_DSPACE_URL is the address of its REST API (it ends with /server/api)",
        )
        return
    version = str(answer.get("dspaceVersion") or "") if isinstance(answer, dict) else ""
    if not version:
        yield fault(
            "address",
            zh=f"{where} 有回應，但不是 DSpace",
            en=f"{where} answers, but is no DSpace",
            do_zh="OGP_DSPACE_URL 應為 REST API 的位址（以 /server/api 結尾），不是使用者介面的位址",
            do_en="OGP_DSPACE_URL must be the address of the REST API (it ends with /server/api), not of the user interface",
        )
        return
    root.append(answer)
    number = version.removeprefix("DSpace").strip()
    if number.startswith(KNOWN_GOOD):
        yield ok("address", zh=f"{where} 回應：{version}", en=f"{where} answers: {version}")
    else:
        yield warning(
            "address",
            zh=f"{where} 回應：{version}；本程式只在 9.x 試過",
            en=f"{where} answers: {version}; this program was tried with 9.x only",
            do_zh="請先在測試用的社群存入幾筆，確認無誤再正式使用",
            do_en="deposit a few documents below a community for trials first",
        )


def clock(outside: Outside, api: str, now: datetime) -> Iterator[Line]:
    _, _, headers = outside.page(api)
    try:
        there = parsedate_to_datetime(headers.get("Date", ""))
    except ValueError:
        return
    apart = abs(there.astimezone(UTC) - now)
    if apart <= SKEW:
        yield ok("clock", zh="伺服器的時鐘與本機一致", en="the server's clock agrees with ours")
        return
    minutes = int(apart.total_seconds() // 60)
    yield warning(
        "clock",
        zh=f"伺服器的時鐘與本機相差 {minutes} 分鐘",
        en=f"the server's clock is {minutes} minutes off ours",
        do_zh="請在兩邊都啟用時間同步（NTP）；存入日期與首次公開日期都以時鐘為準",
        do_en="keep both clocks in time (NTP): days of deposit and of publication are read from them",
    )


def login(own: Session, done: list[bool]) -> Iterator[Line]:
    """Puts something into ``done`` when the account is logged in."""
    user = own.account.user
    if user is None:
        yield fault(
            "login",
            zh="沒有設定帳號，只能讀取",
            en="no account is set: everything can only be read",
            do_zh="請設定 OGP_DSPACE_USER 與 OGP_DSPACE_PASSWORD",
            do_en="set OGP_DSPACE_USER and OGP_DSPACE_PASSWORD",
        )
        return
    try:
        status = own.get("/authn/status")
        why = "" if isinstance(status, dict) and status.get("authenticated") else "authenticated: false"
    except RepositoryFault as stopped:
        why = str(stopped)
    if why:
        yield fault(
            "login",
            zh=f"{user} 無法登入：{why}",
            en=f"{user} cannot log in: {why}",
            do_zh="請檢查 OGP_DSPACE_USER 與 OGP_DSPACE_PASSWORD，並確認該帳號可以用密碼登入",
            do_en="check OGP_DSPACE_USER and OGP_DSPACE_PASSWORD, and that this account may log in by password",
        )
        return
    done.append(True)
    yield ok("login", zh=f"{user} 已登入", en=f"{user} is logged in")


def rights(own: Session, base: str, found: Sequence[Structure | None], parent: str | None) -> Iterator[Line]:
    """What the account may do, and which way of depositing that allows. ``base``: the API's address as the server itself spells
    it; ``found``: of each plan what stands of it."""
    user = own.account.user
    if any(_may(own, f"{base}/core/sites/{site['uuid']}", "administratorOf") for site in own.pages("/core/sites", "sites")):
        yield ok(
            "rights",
            zh=f"{user} 是網站管理員：可執行 prepare，存入採直接方式（每份文件四次寫入）",
            en=f"{user} is a site administrator: may prepare, and deposits directly (four writing calls a document)",
        )
        return
    above = parent_uuid(own, parent)
    for structure in found:
        place = structure.community.uuid if structure else above
        name = (structure.community.value("dc.title") or place) if structure else (parent or "/")
        containers = list(structure.collections.values()) if structure else []
        collections = [f"{base}/core/collections/{one.uuid}" for one in containers]
        if place and _may(own, f"{base}/core/communities/{place}", "administratorOf"):
            yield ok(
                "rights",
                zh=f"{user} 是社群「{name}」的管理員：存入採最小權限方式（先投稿再補齊）；"
                "登記中繼資料欄位需要網站管理員執行一次 prepare",
                en=f"{user} administers the community {name}: deposits by submission, the way of least privilege; metadata"
                " fields are registered once by a site administrator (prepare)",
            )
        elif collections and all(_may(own, one, "administratorOf") for one in collections):
            yield ok(
                "rights",
                zh=f"{user} 是「{name}」各典藏類別的管理員：存入採最小權限方式；新承諾事項的典藏類別要由社群管理員建立",
                en=f"{user} administers the collections of {name}: deposits by submission; collections of new commitments are"
                " made by an administrator of the community",
            )
        else:
            yield _too_little(own, str(name), [one for one in collections if _may(own, one, "canSubmit")])


def _too_little(own: Session, name: str, open_to: Sequence[str]) -> Line:
    user = own.account.user
    why_zh = "只能投稿" if open_to else "沒有權限"
    why_en = "may only submit" if open_to else "has no rights"
    return fault(
        "rights",
        zh=f"{user} 在「{name}」{why_zh}。投稿表單容不下全部欄位，公開文件與封存原始檔都要由管理員完成，所以不夠",
        en=f"{user} {why_en} in {name}, which is not enough: the form does not hold all fields, and only an administrator can"
        " complete an item and close an original that is held back",
        do_zh="請把這個帳號加入該社群（或其全部典藏類別）的管理員群組，見 docs/dspace.md",
        do_en="make the account an administrator of that community, or of all its collections; see docs/dspace.md",
    )


def _may(session: Session, uri: str, feature: str) -> bool:
    answer = session.get("/authz/authorizations/search/object", uri=uri, feature=feature)
    page = answer.get("page") if isinstance(answer, dict) else None
    return isinstance(page, dict) and bool(page.get("totalElements"))


def limit(public: Session, ours: int) -> Iterator[Line]:
    """No API tells the server's upload limit, unless its operator put the setting among those that are shown."""
    told = public.get(f"/config/properties/{LIMIT_SETTING}")
    values = told.get("values") if isinstance(told, dict) else None
    theirs = _bytes(str(values[0])) if values else None
    size = f"{ours / (1 << 20):g} MiB" if ours >= 1 << 20 else f"{ours} bytes"
    if theirs is not None and theirs < ours:
        yield fault(
            "limit",
            zh=f"OGP_DSPACE_LIMIT 是 {size}，伺服器只收 {values[0] if values else ''}（{LIMIT_SETTING}）",
            en=f"OGP_DSPACE_LIMIT is {size}, the server takes {values[0] if values else ''} ({LIMIT_SETTING})",
            do_zh="請調高伺服器的設定（max-file-size 與 max-request-size），或調低 OGP_DSPACE_LIMIT",
            do_en="raise max-file-size and max-request-size there, or lower OGP_DSPACE_LIMIT",
        )
    elif theirs is not None:
        yield ok(
            "limit", zh=f"單檔上限 {size}，伺服器收得下", en=f"files of up to {size} are sent; the server says it takes them"
        )
    elif ours <= LIMIT:
        yield ok(
            "limit",
            zh=f"單檔上限 {size}：不超過 DSpace 出廠的 512 MiB。伺服器實際的設定無法從 API 得知",
            en=f"files of up to {size} are sent, within DSpace's own default of 512 MiB; no API tells this server's setting",
        )
    else:
        yield warning(
            "limit",
            zh=f"OGP_DSPACE_LIMIT 是 {size}，超過 DSpace 出廠的 512 MiB；伺服器實際的設定無法從 API 得知",
            en=f"OGP_DSPACE_LIMIT is {size}, more than DSpace's own default of 512 MiB; no API tells this server's setting",
            do_zh=f"請在伺服器確認 {LIMIT_SETTING} 與 max-request-size 都不小於此數，否則會得到 413",
            do_en=f"see on the server that {LIMIT_SETTING} and max-request-size are no less; else uploads end with 413",
        )


def fields(session: Session) -> Iterator[Line]:
    wanted = {*DUBLIN_CORE, *(field.name for field in OWN_FIELDS)}
    there = {name for schema in ("dc", "ogp") for name in _registered(session, schema)}
    lacking = sorted(wanted - there)
    if not lacking:
        yield ok(
            "fields", zh=f"需要的 {len(wanted)} 個中繼資料欄位都已登記", en=f"all {len(wanted)} metadata fields are registered"
        )
        return
    own = [name for name in lacking if name.startswith("ogp.")]
    yield fault(
        "fields",
        zh=f"缺少 {len(lacking)} 個中繼資料欄位：{'、'.join(lacking)}",
        en=f"{len(lacking)} metadata fields are not registered: {', '.join(lacking)}",
        do_zh="請以網站管理員執行 ogp-etl dspace prepare" if own else "請在 DSpace 的中繼資料登錄補回這些欄位",
        do_en="run ogp-etl dspace prepare as a site administrator" if own else "put them back in DSpace's metadata registry",
    )


def _registered(session: Session, schema: str) -> Iterator[str]:
    for one in session.pages("/core/metadatafields/search/bySchema", "metadatafields", schema=schema):
        qualifier = one.get("qualifier")
        yield f"{schema}.{one.get('element')}{f'.{qualifier}' if qualifier else ''}"


def _bytes(text: str) -> int | None:
    """Bytes of a size as Spring writes it: 512MB, 2GB, 1048576. None: without limit, or not understood."""
    found = re.fullmatch(r"(\d+)\s*([KMGT]?)B?", text.strip(), re.IGNORECASE)
    return int(found[1]) << (10 * " KMGT".index(found[2].upper() or " ")) if found else None

"""Why a body is not simply accepted: stable codes, what follows from each, and what to tell people.

Codes are stored, shown and never renamed. ``Screening.reason`` is ``code: English sentence`` with particulars in
brackets; pages look the code up here for Traditional Chinese.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ogp_etl.model import Screened

LONGEST = 120
"""Characters of particulars (an entry's name) that go into a reason."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a code means. Both texts are one sentence that says what is wrong and what to do."""

    outcome: Screened
    en: str
    zh_hant: str


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing found against a body."""

    code: str
    """Key of ``GROUNDS``."""
    particulars: str = ""
    """Which entry, how much; may hold what a stranger wrote, so it is cleaned before it is shown."""

    def __str__(self) -> str:
        particulars = "".join(sign if sign.isprintable() else "?" for sign in self.particulars)[:LONGEST]
        return f"{self.code}: {GROUNDS[self.code].en}{f' ({particulars})' if particulars else ''}"


def code_of(reason: str) -> str:
    """``cut-short`` of ``cut-short: The file ends…``; empty for an empty reason."""
    return reason.partition(":")[0]


def _hold(en: str, zh_hant: str) -> Ground:
    return Ground(Screened.HOLD, en, zh_hant)


def _quarantine(en: str, zh_hant: str) -> Ground:
    return Ground(Screened.QUARANTINE, en, zh_hant)


GROUNDS: Mapping[str, Ground] = MappingProxyType(
    {
        "empty": _hold(
            "The file has no content; please publish it again.",
            "檔案沒有內容，請重新公布。",
        ),
        "cut-short": _hold(
            "The file stops before its end; please upload it again and check that it opens.",
            "檔案不完整，尚未結束即中斷，請重新上傳並確認可以開啟。",
        ),
        "broken-archive": _hold(
            "The compressed file is damaged and cannot be read; please make it again.",
            "壓縮檔已損壞，無法讀取，請重新製作。",
        ),
        "encrypted": _hold(
            "The file needs a password; please publish it without one.",
            "檔案需要密碼才能開啟，請改公布未加密的檔案。",
        ),
        "page-instead-of-file": _hold(
            "A web page (an error or login page?) arrived where a file was promised; please check that the link leads to the file"
            " without logging in.",
            "連結應為檔案，實際收到的卻是網頁（可能是錯誤或登入頁面），請確認不必登入即可下載該檔案。",
        ),
        "text-instead-of-file": _hold(
            "Plain text arrived where a document was promised; please check that the link leads to the file.",
            "連結應為文件檔，實際收到的卻是純文字，請確認連結指向正確的檔案。",
        ),
        "macros": _hold(
            "The document contains macros (small programs); please publish it without them, best as ODF or PDF.",
            "文件內含巨集程式，請改公布不含巨集的檔案，並以 ODF 或 PDF 格式為佳。",
        ),
        "script-in-archive": _hold(
            "The compressed file contains a script; a person has to look at it.",
            "壓縮檔內含指令碼，須由人員確認。",
        ),
        "archive-too-large": _hold(
            "The compressed file holds more than can be examined; please publish it in smaller parts.",
            "壓縮檔內容過多，超出可檢查的範圍，請分成較小的檔案公布。",
        ),
        "archive-unreadable": _hold(
            "The file is compressed in a way that cannot be examined here; please publish it as an ordinary ZIP file.",
            "此壓縮格式無法檢查，請改以一般 ZIP 格式公布。",
        ),
        "link-in-archive": _hold(
            "The compressed file contains links to other places on a disk; please pack the files themselves.",
            "壓縮檔內含指向其他位置的連結，請直接放入檔案本身。",
        ),
        "xml-entities": _hold(
            "The XML file declares entities of its own, which are never expanded; please write the text out.",
            "XML 檔案自行宣告實體（entity），系統不予展開，請直接寫出文字。",
        ),
        "archive-bomb": _quarantine(
            "The compressed file unpacks to far more than its size, or holds archives within archives without end; it was not"
            " opened.",
            "壓縮檔展開後遠大於本身，或層層包裹壓縮檔，未予開啟。",
        ),
        "path-escape": _quarantine(
            "The compressed file contains names that lead outside its own folder; please make it again with plain names.",
            "壓縮檔內含指向資料夾以外的路徑，請以一般檔名重新製作。",
        ),
        "executable": _quarantine(
            "The file is a program, not evidence; if this was not intended, check the site for intruders.",
            "檔案是可執行程式，並非佐證資料；若非有意上傳，請檢查網站是否遭入侵。",
        ),
        "executable-in-archive": _quarantine(
            "The compressed file contains a program; please publish the documents without it.",
            "壓縮檔內含可執行程式，請移除後重新公布文件。",
        ),
        "script": _quarantine(
            "The file is a script or the source of a server page, not evidence; please publish the document itself.",
            "檔案是指令碼或網站程式原始碼，並非佐證資料，請公布文件本身。",
        ),
        "test-virus": _quarantine(
            "The file contains the EICAR test pattern of virus scanners.",
            "檔案含有防毒軟體的 EICAR 測試字串。",
        ),
    }
)

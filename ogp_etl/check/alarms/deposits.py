"""What the newest looks at our own deposits say: alarms for operators, and codes for the board's lines. Pure.

What a deposit's address is, is never told here: alarms and board lines may stand on public pages, and the address of an
original that leaks is the last thing to print there. ``ogp-etl verify`` tells it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ogp_etl.model import Alarm, Found, Verification

LEAKING = Found.LEAKING.value
NAMED = 5
"""Deposits that an alarm names; the rest it counts."""

_SAID = {
    Found.LEAKING: (
        "留存不公開的原始檔，任何人都讀得到，請立刻關閉讀取權限",
        "held back, and anybody can read it: close it at once",
    ),
    Found.WITHDRAWN: ("已被撤回，公眾讀不到", "withdrawn, so that nobody can read it"),
    Found.MISSING: ("不見了", "missing"),
    Found.CLOSED: ("要登入才讀得到", "readable only with a log-in"),
    Found.ALTERED: ("內容和存入時不同", "other than it was deposited"),
    Found.UNTRUE: (
        "讀得到也沒變，但典藏的描述有誤或重複",
        "readable and right, but described wrongly in the repository, or there twice",
    ),
    Found.UNANSWERED: ("查不到：典藏系統沒有回應", "not found out: the repository did not answer"),
}
"""Worst first, in Chinese and English. What is missing here is no alarm."""
_PUT_BACK = (
    "下一次 ogp_archive 會自動補回；若補不回，ogp-etl archive deposit 會說明原因與該做的事。",
    "the next ogp_archive puts it back by itself, and ogp-etl archive deposit says why where it cannot",
)
_DO = {
    Found.LEAKING: (
        "請在典藏系統移除該項目、檔案組與檔案的 Anonymous 讀取權限，或撤回該項目。",
        "take the right of Anonymous to read from its item, bundles and files, or withdraw the item, in the repository",
    ),
    Found.WITHDRAWN: (
        "人撤回的不會自動放回：請在典藏系統恢復，或維持撤回。",
        "what a person withdrew is not put back by itself: reinstate it there, or leave it",
    ),
    Found.MISSING: _PUT_BACK,
    Found.CLOSED: ("請在典藏系統恢復公眾的讀取權限。", "give everybody the right to read it again, in the repository"),
    Found.ALTERED: _PUT_BACK,
    Found.UNTRUE: _PUT_BACK,
}
"""What becomes of it, or what to do."""
_RANKS = {found: rank for rank, found in enumerate(_SAID)}


def deposit_alarms(verifications: Iterable[Verification]) -> tuple[Alarm, ...]:
    """One alarm for each repository and outcome that is not as it should be, the worst first. ``verifications``: the newest of
    each deposit."""
    found: dict[tuple[Found, str], list[Verification]] = {}
    for one in verifications:
        if one.found in _SAID:
            found.setdefault((one.found, one.repository), []).append(one)
    ordered = sorted(found.items(), key=lambda pair: (_RANKS[pair[0][0]], pair[0][1]))
    return tuple(_alarm(outcome, repository, looks) for (outcome, repository), looks in ordered)


def barriers(verifications: Sequence[Verification]) -> tuple[str, ...]:
    """Codes for a board line, worst first: outcome and capture id, such as ``closed:c0f…``. What nobody could find out, or is
    only described wrongly, is our failure, and no barrier."""
    told = [one for one in verifications if one.found in _SAID and one.found not in (Found.UNANSWERED, Found.UNTRUE)]
    told.sort(key=lambda one: (_RANKS[one.found], one.evidence))
    return tuple(dict.fromkeys(f"{one.found.value}:{one.evidence}" for one in told))


def _alarm(found: Found, repository: str, looks: Sequence[Verification]) -> Alarm:
    chinese, english = _SAID[found]
    names = sorted(one.evidence for one in looks)
    more = len(names) - NAMED
    listed = ", ".join(names[:NAMED])
    return Alarm(
        code=found.value,
        source="",
        since=min(one.at for one in looks),
        text={
            "zh-Hant": f"典藏 {repository} 有 {len(names)} 筆{chinese}：{listed}{f'，另有 {more} 筆' if more > 0 else ''}。"
            f"ogp-etl verify 會列出是哪個檔案。{_DO[found][0] if found in _DO else ''}",
            "en": f"Repository {repository}: {len(names)} deposit{'' if len(names) == 1 else 's'} {english}:"
            f" {listed}{f' and {more} more' if more > 0 else ''}; ogp-etl verify tells which file"
            f"{f'; {_DO[found][1]}' if found in _DO else ''}.",
        },
    )

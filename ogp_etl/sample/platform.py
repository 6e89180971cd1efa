"""The participation platform, like JOIN: the open-data feed of topics in both generations, a petition, its official ZIP."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from html import escape
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from ogp_etl.sample import files
from ogp_etl.sample.answer import Answer, Ask, home, not_found, page
from ogp_etl.sample.texts import read

_ZONE = ZoneInfo("Asia/Taipei")
_EXPORT = re.compile(r"/idea/files/zip/([0-9a-f-]{36})/export_[0-9]{12,14}\.zip")
_HEADS = {
    "附議名單.csv": ["編號", "附議時間", "居住縣市", "鄉鎮市區", "附議人暱稱", "附議原因"],
    "討論區留言.csv": ["序號", "標題", "網址", "留言者名稱", "留言內容", "留言時間", "贊成論點/其他想法", "贊成數量", "反對數量"],
}


class Platform:
    host = "join.samplia.example"

    def __init__(self) -> None:
        told = read("platform")
        self._renewed: date = told["renewed"]
        self._topics: list[Mapping[str, Any]] = told["topics"]
        self._idea: Mapping[str, Any] = told["idea"]

    def answer(self, ask: Ask, day: date) -> Answer:
        if ask.path == "/":
            return home("公共政策參與平臺", "Public policy participation platform")
        if ask.path == "/toOpenData/ey/policy":
            return Answer(200, "application/json;charset=UTF-8", _json(self._feed(day)))
        topic = next((topic for topic in self._topics if ask.path == f"/policies/detail/{topic['uuid']}"), None)
        if topic and _day(topic["published"]) <= day:
            return self._topic(topic)
        if _day(self._idea["published"]) <= day:
            return self._petition(ask, day)
        return not_found()

    def _feed(self, day: date) -> list[dict[str, object]]:
        shown = [topic for topic in self._topics if _day(topic["published"]) <= day]
        return [self._new_keys(topic, day) if day >= self._renewed else self._old_keys(topic, day) for topic in shown]

    def _old_keys(self, topic: Mapping[str, Any], day: date) -> dict[str, object]:
        return {
            "title": topic["title"],
            "url": f"http://{self.host}/policies/detail/{topic['uuid']}",
            "publishDate": topic["published"],
            "outline": topic["outline"],
            "messages": [
                {"createDate": message["at"], "authorName": message["by"], "content": message["text"]}
                for message in topic["messages"]
                if _day(message["at"]) <= day
            ],
        }

    def _new_keys(self, topic: Mapping[str, Any], day: date) -> dict[str, object]:
        count = sum(_day(message["at"]) <= day for message in topic["messages"])
        return {
            "標題": topic["title"],
            "網址": f"https://{self.host}/policies/detail/{topic['uuid']}",
            "發佈日期": topic["published"],
            "下線日期": topic["ends"],
            "關注數量": str(40 + 3 * count),
            "留言數量": str(count),
        }

    def _topic(self, topic: Mapping[str, Any]) -> Answer:
        title = escape(topic["title"])
        return page(
            f'<!DOCTYPE html>\n<html lang="zh-Hant"><head><meta charset="utf-8"><title>{title}</title></head>\n<body>'
            '<noscript>您的瀏覽器不支援 JavaScript，無法參與討論。</noscript>\n<main id="koBindMainContainer">'
            f'<div id="cPageNewBox2021" class="policy-detail"><h1>{title}</h1><p>{escape(topic["outline"])}</p>\n'
            f"<p>發佈日期：{topic['published'][:10]}　截止日期：{topic['ends'][:10]}</p></div>\n"
            '<div id="rdqBoardTop"></div><div id="boardContainer" data-bind="with: boardViewModel"></div></main></body></html>\n'
        )

    def _petition(self, ask: Ask, day: date) -> Answer:
        idea = self._idea
        attached = idea["attachment"]
        answered = _day(idea["answered"]) <= day
        if ask.path == f"/idea/detail/{idea['uuid']}":
            return self._detail(day)
        export = _EXPORT.fullmatch(ask.path)
        if export and export[1] == idea["uuid"]:
            return Answer(200, "application/zip", self._export(day))
        if answered and ask.path in (
            f"/attachments/{attached['uid']}",
            f"/attachments/{attached['uid']}/download/{attached['name']}",
        ):
            named = (("Content-Disposition", f"attachment; filename*=UTF-8''{quote(attached['name'])}"),)
            body = files.document(attached["name"], attached["name"].removesuffix(".pdf"), attached["text"])
            return Answer(200, "application/pdf", body, _day(idea["answered"]), named)
        return not_found()

    def _detail(self, day: date) -> Answer:
        title = escape(self._idea["title"])
        embedded = json.dumps(self._object(day), ensure_ascii=False).replace("</", "<\\/")
        return page(
            f'<!DOCTYPE html>\n<html lang="zh-Hant"><head><meta charset="utf-8"><title>{title} - 提點子</title>\n'
            f'<script type="text/javascript">\nvar idea = {embedded};\nvar isLogin = false;\n</script></head>\n'
            f'<body><main><h1>{title}</h1><div id="ideaDetail" data-bind="with: idea"></div></main></body></html>\n'
        )

    def _object(self, day: date) -> dict[str, object]:
        idea = self._idea
        answered = _day(idea["answered"]) <= day
        comments = [one for one in idea["comments"] if _day(one["at"]) <= day]
        body = {
            "organizationId": idea["agency"]["id"],
            "organizationName": idea["agency"]["name"],
            "organizationUid": idea["agency"]["uid"],
            "gpivpAlias": idea["agency"]["alias"],
        }
        return {
            "id": idea["uuid"],
            "caseNumber": idea["case"],
            "title": idea["title"],
            "outline": idea["outline"],
            "content": idea["content"],
            "outcome": idea["outcome"],
            "proposer": {"id": "", "name": "", "nickname": idea["proposer"]},
            "entranceType": "ey",
            "version": "EndorseStage_2017",
            "status": "Completed" if answered else "FirstSigned",
            "isPublic": True,
            "endorseCount": 5210 if day >= _day(idea["ready"]) else 3120,
            "endorseGoal": 5000,
            "attentionCount": 60 + (day - _day(idea["published"])).days,
            "commentCount": 0,
            "debateMessageCount": len(comments),
            "debateVoteCount": sum(one["agree"] + one["disagree"] for one in comments),
            "publishDate": _millis(idea["published"]),
            "readyTime": _millis(idea["ready"]) if day >= _day(idea["ready"]) else "",
            "advisedTime": _millis(idea["answered"]) if answered else "",
            "disapprovedTime": "",
            "approvalOrganization": {"master": [body], "slave": ""},
            "attachments": [],
            "govResponses": [self._response(body)] if answered else [],
        }

    def _response(self, body: dict[str, str]) -> dict[str, object]:
        idea, attached = self._idea, self._idea["attachment"]
        return {
            "id": "b0c5e2d7-9a41-4f38-8c6e-5d17f2a39b04",
            "ideaId": idea["uuid"],
            **idea["answer"],
            "firstResponseTime": _millis(idea["answered"]),
            "responseTime": _millis(idea["answered"]),
            "updateDate": _millis(idea["answered"]),
            "responseUserName": "",
            "isReady": True,
            "organization": body,
            "linkUrls": "",
            "relateAttachments": [
                {
                    "attachmentUid": attached["uid"],
                    "attachmentName": attached["name"],
                    "attachmentUrl": f"/attachments/{attached['uid']}",
                    "downloadUrl": f"/attachments/{attached['uid']}/download/{attached['name']}",
                    "fileExtension": "PDF",
                    "updateDate": _millis(idea["answered"]),
                }
            ],
        }

    def _export(self, day: date) -> bytes:
        """Packed anew for every request: its entries are dated that day, so its bytes differ while its content does not."""
        idea = self._idea
        endorsers = [
            [str(number), one["at"], one["county"], one["town"], one["by"], one["why"]]
            for number, one in enumerate(idea["endorsers"], start=1)
        ]
        place = f"/idea/detail/{idea['uuid']}"
        comments = [
            [
                f"M-{number}",
                idea["title"],
                place,
                one["by"],
                one["text"],
                one["at"],
                one["side"],
                str(one["agree"]),
                str(one["disagree"]),
            ]
            for number, one in enumerate((one for one in idea["comments"] if _day(one["at"]) <= day), start=1)
        ]
        tables = zip(_HEADS.items(), (endorsers, comments), strict=True)
        return files.archive([(name, _csv(head, rows)) for (name, head), rows in tables], (day.year, day.month, day.day, 9, 0, 0))


def _csv(head: list[str], rows: list[list[str]]) -> bytes:
    """As the platform exports it: a byte-order mark, then a first header in quotes, CRLF, line breaks inside cells."""
    out = io.StringIO(newline="")
    written = csv.writer(out, lineterminator="\r\n")
    out.write(f'"{head[0]}",')
    written.writerow(head[1:])
    written.writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=_ZONE)


def _day(text: str) -> date:
    return _instant(text).date()


def _millis(text: str) -> int:
    return int(_instant(text).timestamp()) * 1000

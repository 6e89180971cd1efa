"""The transcripts site, like SayIt: an index in JSON and one Akoma Ntoso document for each meeting."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

from ogp_etl.sample.answer import Answer, Ask, home, not_found
from ogp_etl.sample.texts import read

_SPEAKERS = ("召集人", "幕僚單位代表", "民間委員")


class Transcripts:
    host = "talk.samplia.example"

    def __init__(self) -> None:
        told = read("transcripts")
        self._meetings: list[Mapping[str, Any]] = told["meetings"]
        self._others: list[Mapping[str, Any]] = told["others"]

    def answer(self, ask: Ask, day: date) -> Answer:
        if ask.path == "/":
            return home("逐字稿", "Transcripts")
        if ask.path == "/api/speech_index.json":
            return self._index(day)
        for meeting in self._meetings:
            if ask.path == f"/{_slug(meeting, day)}.an" and meeting["listed"] <= day and not meeting.get("never"):
                return Answer(200, "application/xml; charset=utf-8", _akoma(meeting), meeting["listed"])
        return not_found()

    def _index(self, day: date) -> Answer:
        listed = [
            (meeting["day"], _slug(meeting, day), _name(meeting, day)) for meeting in self._meetings if meeting["listed"] <= day
        ]
        listed += [
            (other["day"], f"{other['day']}-{other['title']}", f"{other['day']} {other['title']}")
            for other in self._others
            if other["listed"] <= day
        ]
        index = [
            {"filename": slug, "display_name": name, "isNested": False, "nest_filenames": "", "nest_display_names": ""}
            for _, slug, name in sorted(listed, reverse=True)
        ]
        told = [one[key] for one in (*self._meetings, *self._others) for key in ("listed", "renamed") if key in one]
        changed = max((moment for moment in told if moment <= day), default=day)
        return Answer(200, "application/json; charset=utf-8", json.dumps(index, ensure_ascii=False, indent=2).encode(), changed)


def _renamed(meeting: Mapping[str, Any], day: date) -> bool:
    return "renamed" in meeting and day >= meeting["renamed"]


def _slug(meeting: Mapping[str, Any], day: date) -> str:
    number = f"第{meeting['number']}次會議" if _renamed(meeting, day) else f"第-{meeting['number']}-次會議"
    return f"{meeting['day']}-開放政府推動小組{number}"


def _name(meeting: Mapping[str, Any], day: date) -> str:
    number = f"第{meeting['number']}次會議" if _renamed(meeting, day) else f"第 {meeting['number']} 次會議"
    return f"{meeting['day']} 「開放政府推動小組」{number}"


def _akoma(meeting: Mapping[str, Any]) -> bytes:
    """Its heading stays as it was when the index is written anew."""
    people = "".join(f'<TLCPerson href="/ontology/person/::/{name}" id="{name}" showAs="{name}"/>' for name in _SPEAKERS)
    spoken = [(_SPEAKERS[0], f"今天是推動小組第{meeting['number']}次會議，主題是{meeting['about']}，謝謝各位參加。")]
    spoken += [(_SPEAKERS[1 + index % 2], line) for index, line in enumerate(meeting["topics"])]
    spoken.append((_SPEAKERS[0], "如果沒有其他意見，今天會議到此，謝謝大家。"))
    speeches = "".join(f'<speech by="#{name}"><p>{escape(line, quote=False)}</p></speech>\n' for name, line in spoken)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<akomaNtoso><debate>\n'
        f"<meta><references>{people}</references></meta>\n"
        f"<debateBody><debateSection><heading>{_name(meeting, meeting['day'])}</heading>\n"
        f"<narrative><p><i>（會議開始）</i></p></narrative>\n{speeches}"
        "</debateSection></debateBody></debate></akomaNtoso>\n"
    ).encode()

"""What a plan does not know yet. A gap is no fault: the plan can be used, and what is missing is shown, never made up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ogp_etl.cards import DROPS, PROCESS, Commitment, Plan, Title
from ogp_etl.catalog.reading import COMMITMENTS, PLAN_FILE, PROCESS_FILE

PLAN = "plan"

TEXTS: dict[str, tuple[str, str]] = {
    "partial": ("本行動方案尚未完整：仍有資料未知", "The plan is not complete: not all of it is known yet"),
    "draft": ("本行動方案為草案，未以此形式核定", "The plan is a draft that was never adopted in this form"),
    "title.zh-Hant": ("不知道正式的中文{what}", "The official Chinese {what} is not known"),
    "title.en": ("不知道正式的英文{what}", "The official English {what} is not known"),
    "working.zh-Hant": (
        "不知道正式的中文{what}；暫用維護者的譯文",
        "The official Chinese {what} is not known; a working translation stands for it",
    ),
    "working.en": (
        "不知道正式的英文{what}；暫用維護者的譯文",
        "The official English {what} is not known; a working translation stands for it",
    ),
    "approximate": ("只知大概：{what}", "Known only roughly: {what}"),
    "deadline": ("不知道提交行動方案的期限", "The day the plan was due is not known"),
    "delivered": ("不知道提交行動方案的日期", "The day the plan was delivered is not known"),
    "consultation": ("不知道公開徵詢的起訖日", "The days of the public consultation are not known"),
    "commitments": ("沒有承諾事項", "There are no commitments"),
    "area": ("不知道屬於哪個面向", "The area is not known"),
    "lead": ("不知道主辦機關", "The lead agency is not known"),
    "responsible": ("不知道負責記錄進度的職務", "The post that records progress is not known"),
    "milestones": ("不知道里程碑", "The milestones are not known"),
    "late": (
        "里程碑 {what} 的期限在行動方案結束之後，請確認",
        "The milestone {what} is due after the plan's end; look whether that is right",
    ),
    "kinds": ("尚未決定適用哪些種類的佐證", "Which kinds of evidence apply is not decided"),
    "sources": ("不知道佐證公布在何處", "Where evidence is published is not known"),
    "kind": ("未說明來源 {what} 的佐證種類", "Of which kind the evidence of the source {what} is, is not said"),
    "primary": ("未說明來源 {what} 是否為原始佐證", "Whether the source {what} gives primary evidence is not said"),
}
"""Sentences by code, zh-Hant and en; {what} is put in."""

FIELDS = {
    "number": ("編號", "the number"),
    "title": ("名稱", "the title"),
    "start": ("開始日", "the first day"),
    "end": ("結束日", "the last day"),
    "drafting": ("研擬期間", "the days of drafting"),
    "consultation": ("公開徵詢的起訖日", "the days of the consultation"),
    "lead": ("主辦機關", "the lead agencies or their days"),
    "supporting": ("協辦機關", "the supporting agencies or their days"),
    "milestones": ("里程碑", "the milestones"),
}
"""Words for the fields that are most often known only roughly; others are named as they are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One thing that is not known."""

    file: str
    """Below the plan's folder: ``commitments/1-1.yml``."""
    scope: str
    """``plan``, ``process``, or a commitment's number."""
    field: str
    """Where the answer would be written: ``responsible``, ``agencies.ndc.name.en``."""
    text: Mapping[str, str]
    """One sentence by language, zh-Hant and en."""


def gaps(plan: Plan) -> list[Gap]:
    """All that the plan does not know, the plan's own file first, then the process, then the cards in order."""
    found = [*_plan(plan), *_process(plan)]
    for commitment in plan.commitments:
        found.extend(_commitment(plan, commitment))
    return found


@dataclass(frozen=True, slots=True)
class _Place:
    file: str
    scope: str

    def gap(self, field: str, code: str, zh: str = "", en: str = "") -> Gap:
        chinese, english = TEXTS[code]
        return Gap(
            file=self.file,
            scope=self.scope,
            field=field,
            text={"zh-Hant": chinese.format(what=zh or en), "en": english.format(what=en or zh)},
        )

    def titles(self, field: str, title: Title, zh: str, en: str, working: Title | None = None) -> Iterator[Gap]:
        for language, own, other in (
            ("zh-Hant", title.zh_hant, working and working.zh_hant),
            ("en", title.en, working and working.en),
        ):
            if own is None:
                yield self.gap(f"{field}.{language}", f"{'working' if other else 'title'}.{language}", zh, en)

    def named(self, part: str, key: str, entries: Iterable[Any], zh: str, en: str) -> Iterator[Gap]:
        """Titles of the entries of a list, each named by its id."""
        for entry in entries:
            title: Title = getattr(entry, key)
            yield from self.titles(f"{part}.{entry.id}.{key}", title, f"{zh}（{title}）", f"{en} of {title}")


def _plan(plan: Plan) -> Iterator[Gap]:
    place = _Place(PLAN_FILE, PLAN)
    if plan.status != "complete":
        yield place.gap("status", plan.status)
    yield from place.titles("title", plan.title, "行動方案名稱", "title of the plan")
    for field in plan.approximate:
        yield place.gap(field, "approximate", *FIELDS.get(field, (field, field)))
    for field in ("consultation",) if plan.status == "draft" else ("deadline", "delivered", "consultation"):
        if getattr(plan, field) is None:
            yield place.gap(field, field)
    yield from place.named("areas", "title", plan.areas, "面向名稱", "title")
    yield from place.named("agencies", "name", plan.agencies, "機關名稱", "name")
    yield from place.named("duties", "title", plan.duties, "要求名稱", "title")
    if not plan.commitments:
        yield place.gap("commitments", "commitments")


def _process(plan: Plan) -> Iterator[Gap]:
    place = _Place(PROCESS_FILE, PROCESS)
    if not plan.process.sources:
        yield place.gap("sources", "sources")
    yield from _sources(place, plan.process.sources)


def _commitment(plan: Plan, commitment: Commitment) -> Iterator[Gap]:
    place = _Place(f"{COMMITMENTS}/{commitment.number}.yml", commitment.number)
    yield from place.titles("title", commitment.title, "名稱", "title", commitment.working_title)
    for field in commitment.approximate:
        yield place.gap(field, "approximate", *FIELDS.get(field, (field, field)))
    if plan.areas and commitment.area is None:
        yield place.gap("area", "area")
    for field in ("lead", "responsible", "milestones", "kinds", "sources"):
        if not getattr(commitment, field):
            yield place.gap(field, field)
    yield from place.named("milestones", "title", commitment.milestones, "里程碑名稱", "title")
    for milestone in commitment.milestones:
        if milestone.due > plan.end:
            yield place.gap(f"milestones.{milestone.id}.due", "late", milestone.id)
    yield from _sources(place, commitment.sources)


def _sources(place: _Place, sources: Iterable[Any]) -> Iterator[Gap]:
    for source in sources:
        if source.kind is None and not source.describe.kind and source.collector not in DROPS:
            yield place.gap(f"sources.{source.id}.kind", "kind", source.id)
        if source.primary is None:
            yield place.gap(f"sources.{source.id}.primary", "primary", source.id)

"""A complete plan on disk, and a way to write what is expected beside the faulty lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ogp_etl.errors import Fault

PLAN = """\
id: xx-2030
title: {zh-Hant: 計畫, en: Plan}
zone: Asia/Taipei
start: 2030-01-01
end: 2032-12-31
deadline: 2029-12-31
delivered: 2029-12-20
drafting: {start: 2029-01-01, end: 2029-12-31}
consultation: {start: 2029-03-01, end: 2029-03-31}
rule_sets: [R22]
areas:
  - {id: data, title: {zh-Hant: 資料, en: Data}}
agencies:
  - {id: a, name: {zh-Hant: 甲部, en: Ministry A}, homepage: "https://www.example.gov.tw/"}
  - {id: b, name: {zh-Hant: 乙部, en: Ministry B}}
hosts:
  - host: www.example.gov.tw
    tls:
      - {tolerate: weak-dh, reason: old server, expires: 2030-06-30}
"""
PROCESS = """\
sources:
  - id: forum
    collector: ccms
    url: https://www.example.gov.tw/News.aspx?n=1
    kind: minutes
    primary: {value: true, reason: minutes of the forum}
"""
CARD = """\
number: "1-1"
title: {zh-Hant: 承諾, en: Commitment}
area: data
lead:
  - {agency: a, until: 2030-12-31}
  - {agency: b, since: 2031-01-01}
responsible: Head of section
kinds: [budget, decision]
milestones:
  - {id: m1, title: {zh-Hant: 里程碑, en: Milestone}, start: 2030-01-01, due: 2030-12-31}
sources:
  - id: page
    agency: a
    collector: page
    url: https://www.example.gov.tw/plan
    drop: [".counter"]
    files: a[href$='.pdf']
    kind: monitoring
    primary: {value: true, reason: figures of the ministry}
    describe:
      milestone:
        - {when: 第一, give: m1}
"""
FILES = {"plan.yml": PLAN, "process.yml": PROCESS, "commitments/1-1.yml": CARD}


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a plan folder: the complete plan, with the given files in place of its own (None leaves one out)."""

    def write(changed: Mapping[str, str | bytes | None] | None = None, name: str = "xx-2030") -> Path:
        folder = tmp_path / name
        for file, text in {**FILES, **(changed or {})}.items():
            if text is None:
                continue
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder

    return write


@pytest.fixture
def expected() -> Callable[[Path], list[tuple[str, str]]]:
    """What stands after ``#!`` on the lines of a folder: (file:line, words that its fault must hold); ``|`` parts several."""

    def expected(folder: Path) -> list[tuple[str, str]]:
        found = []
        for path in folder.rglob("*.yml"):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                marked = re.search(r"#!(.*)$", line)
                words = marked[1].split("|") if marked else ()
                found.extend((f"{path.relative_to(folder)}:{number}", one.strip()) for one in words)
        return sorted(found)

    return expected


@pytest.fixture
def compare() -> Callable[[Path, list[tuple[str, str]], tuple[Fault, ...]], None]:
    """Every expected fault is there, and no other."""

    def compare(folder: Path, expected: list[tuple[str, str]], faults: tuple[Fault, ...]) -> None:
        left = [(str(fault.where).removeprefix(f"{folder}/"), fault.what) for fault in faults]
        for where, words in expected:
            match = next((one for one in left if one[0] == where and words in one[1]), None)
            assert match, f"nobody said {words!r} at {where}; left: {left}"
            left.remove(match)
        assert left == []
        assert all(fault.do for fault in faults)

    return compare


@pytest.fixture
def changed() -> Callable[[str, str, str], str]:
    """One of the files of the complete plan with some text replaced."""

    def changed(file: str, old: str, new: str) -> str:
        assert old in FILES[file]
        return FILES[file].replace(old, new)

    return changed

"""What a look found lost is put back by the next run of the archive's DAG, and by nothing that a person has to do."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.end_to_end
PLAN = """\
id: pb-2026
title: {zh-Hant: 補回, en: Put back}
status: complete
zone: Asia/Taipei
start: 2026-01-01
end: 2027-12-31
drafting: {start: 2025-02-01, end: 2025-12-13}
consultation: {start: 2025-05-06, end: 2025-05-15}
rule_sets: [R19]
areas: [{id: open, title: {zh-Hant: 開放, en: Open}}]
agencies: [{id: finance, name: {zh-Hant: 財政部, en: Finance}, homepage: "https://a.example/"}]
"""
CARD = """\
number: "1-1"
title: {zh-Hant: 預算, en: Budgets}
area: open
lead: [{agency: finance}]
kinds: [budget]
milestones: [{id: m1, title: {zh-Hant: 第一批, en: First}, start: 2026-01-01, due: 2026-12-30}]
sources:
  - id: drop
    collector: folder
    title: {zh-Hant: 夾, en: Drops}
    agency: finance
    path: drops
    visit: P1D
    cadence: P6M
    kind: budget
"""
ARCHIVE = """\
import sys
from pathlib import Path
from ogp_etl.local_airflow import run_road
(result,) = run_road(Path(sys.argv[1]), {"plans": ["pb-2026"], "now": None}, road=("ogp_archive",))
print("FAILED", list(result.failed_tasks))
"""


@pytest.fixture
def run(tmp_path):
    """Runs Python with the settings of one small plan, whose two documents lie in a drop folder."""
    cards = tmp_path / "plans" / "pb-2026"
    (cards / "commitments").mkdir(parents=True)
    (cards / "plan.yml").write_text(PLAN, encoding="utf-8")
    (cards / "process.yml").write_text("sources: []\n", encoding="utf-8")
    (cards / "commitments" / "1-1.yml").write_text(CARD, encoding="utf-8")
    drops = tmp_path / "drops" / "drops"
    drops.mkdir(parents=True)
    for number in (1, 2):
        path = drops / f"{number}.txt"
        path.write_text(f"預算 {number}\n", encoding="utf-8")
        os.utime(path, (1_700_000_000, 1_700_000_000))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OGP_", "AIRFLOW", "PYTEST"))}
    settings = {
        "OGP_HOME": str(tmp_path / "home"),
        "OGP_PLANS": str(tmp_path / "plans"),
        "OGP_DROPS": str(tmp_path / "drops"),
        "PYTHONWARNINGS": "ignore",
    }

    def start(*words):
        return subprocess.run([sys.executable, *words], env=kept | settings, capture_output=True, text=True, check=False)

    return start


def test_what_was_deleted_and_changed_in_the_archive_is_put_back_by_the_next_run(tmp_path, run):
    def ogp(*words):
        return run("-m", "ogp_etl", *words)

    assert ogp("harvest", "pb-2026").returncode == 0
    assert ogp("archive", "deposit").returncode == 0
    (one, two) = sorted((tmp_path / "home" / "archive" / "public").rglob("*.txt"))
    bodies = one.read_bytes(), two.read_bytes()
    one.unlink()
    two.chmod(0o644)
    two.write_bytes(b"forged")
    assert ogp("verify").stdout.splitlines()[0] == "pb-2026/folder: 1 altered, 1 missing"

    told = run("-c", ARCHIVE, str(tmp_path / "home" / "airflow"))

    assert "FAILED []" in told.stdout, told.stderr
    assert (one.read_bytes(), two.read_bytes()) == bodies
    log = (tmp_path / "home" / "airflow" / "road.log").read_text(encoding="utf-8")
    assert log.count(": put back ") == 2
    again = ogp("verify")
    assert (again.returncode, again.stdout) == (0, "pb-2026/folder: 2 intact\n")

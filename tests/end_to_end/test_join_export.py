"""The official ZIP of a real petition's discussion, from the real recording to the published dataset."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.end_to_end
PLANS = Path(__file__).resolve().parents[1] / "plans"


@pytest.fixture(scope="module")
def archive(tmp_path_factory, real):
    home = tmp_path_factory.mktemp("join")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OGP_")}
    settings = kept | {"OGP_HOME": str(home), "OGP_PLANS": str(PLANS), "OGP_REPLAY": str(real / "replay-tw-2021.warc.gz")}
    for verb in ("harvest", "archive"):
        subprocess.run([sys.executable, "-m", "ogp_etl", verb, "join-export"], env=settings, check=True, capture_output=True)
    return home / "archive"


def comments(archive):
    (path,) = (archive / "public").rglob("comments.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def exported(real):
    with next((real / "join").glob("*.csv")).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_no_comment_is_lost_and_none_is_split(archive, real):
    rows = comments(archive)

    assert len(rows) == 1559
    assert sum(row["anonymous"] == "true" for row in rows) == 234
    assert sum("\n" in row["text"] for row in rows) == sum("\n" in row["留言內容"] for row in exported(real)) == 610


def test_no_author_stands_in_what_the_public_can_read(archive, real):
    names = {row["留言者名稱"].strip() for row in exported(real)} - {""}
    assert len(names) > 900

    for path in (archive / "public").rglob("*"):
        if path.suffix in (".csv", ".json"):
            text = path.read_text(encoding="utf-8")
            assert [name for name in names if name in text] == []


def test_the_export_itself_is_kept_and_not_public(archive):
    assert list((archive / "public").rglob("*.zip")) == []
    assert len(list((archive / "private").rglob("export_20250926000000.zip"))) == 1

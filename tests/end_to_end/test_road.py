"""The whole road as a user walks it: the command line, the real DAGs, the sample country and the real recording."""

import csv
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

pytestmark = pytest.mark.end_to_end
OGP = [sys.executable, "-m", "ogp_etl"]


def clean_environment(**more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OGP_", "AIRFLOW", "PYTEST"))}
    return kept | {"PYTHONWARNINGS": "ignore"} | more


def ogp(*arguments, **settings):
    return subprocess.run(
        [*OGP, *map(str, arguments)], env=clean_environment(**settings), capture_output=True, text=True, check=False
    )


def board_of(told):
    return {line["scope"]: line for line in json.loads(told.stdout)[0]["board"]["lines"]}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    home = tmp_path_factory.mktemp("demo") / "home"
    return home, ogp("demo", "--into", home)


def demo_settings(home):
    from ogp_etl.sample import PLANS

    return {"OGP_HOME": str(home), "OGP_PLANS": str(PLANS), "OGP_DROPS": str(home / "drops")}


def test_the_demo_ends_well_and_shows_the_board_and_the_pages(demo):
    home, told = demo

    assert told.returncode == 0, told.stderr
    assert "1-2" in told.stdout
    assert str(home / "site" / "index.html") in told.stdout
    assert (home / "site" / "index.html").is_file()
    for dag in ("ogp_harvest", "ogp_inbox", "ogp_archive", "ogp_check", "ogp_publish"):
        assert dag in told.stderr


def test_the_demo_ends_with_one_commitment_of_each_kind(demo):
    home, _ = demo
    told = ogp("check", "sample-2025", "--now", "2026-06-30T09:00:00+08:00", "--json", **demo_settings(home))

    lines = board_of(told)

    assert {scope: (line["freshness"], line["due"]) for scope, line in lines.items() if scope != "process"} == {
        "1-1": ("pass", "2026-11-20"),
        "1-2": ("breach", "2025-12-30"),
        "1-3": ("due-soon", "2026-07-15"),
        "2-1": ("pass", None),
        "2-2": ("unknown", "2026-03-30"),
    }
    assert lines["2-2"]["unseen"] == ["2-2/integrity-page"]


def test_every_file_of_the_demo_s_archive_has_the_digest_its_provenance_says(demo):
    home, _ = demo
    provenances = sorted((home / "archive" / "public").rglob("provenance.json"))

    assert len(provenances) > 50
    for path in provenances:
        for file in json.loads(path.read_bytes())["files"]:
            if file["public"]:
                assert hashlib.sha256((path.parent / file["name"]).read_bytes()).hexdigest() == file["sha256"]


def test_a_table_that_the_demo_published_gives_the_same_verdicts_to_anybody(demo, tmp_path):
    from ogp_etl.sample import PLANS

    home, _ = demo
    data = home / "site" / "sample-2025" / "data"
    judged = ogp(
        "judge", "--plan", PLANS / "sample-2025", "--evidence", data / "evidence.csv", "--visits", data / "visits.csv",
        "--rulings", data / "rulings.csv", "--objections", data / "objections.csv", "--observed", data / "observations.csv",
        "--as-of", "2026-06-30", "--json",
    )  # fmt: skip
    checked = ogp("check", "sample-2025", "--now", "2026-06-30T09:00:00+08:00", "--json", **demo_settings(home))

    assert judged.returncode == 0, judged.stderr
    mine = {(f["rule"], f["scope"]): (f["verdict"], f["due"], f["value"]) for f in json.loads(judged.stdout)["findings"]}
    theirs = {(f["rule"], f["scope"]): (f["verdict"], f["due"], f["value"]) for f in json.loads(checked.stdout)[0]["findings"]}
    assert mine == theirs


def test_the_figures_are_the_same_in_the_register_and_over_the_published_files(demo):
    home, _ = demo
    said = ogp("figures", "sample-2025", "--json", **demo_settings(home))
    of_register = {name: [tuple(row.values()) for row in rows] for name, rows in json.loads(said.stdout).items()}
    data = home / "site" / "sample-2025" / "data"
    files = duckdb.connect()
    files.execute((data / "figure_views.sql").read_text().replace("read_parquet('", f"read_parquet('{data}/"))
    of_files = {
        name: [
            tuple(cell.isoformat() if isinstance(cell, date) else cell for cell in row)
            for row in files.execute((data / f"figure_{name}.sql").read_text()).fetchall()
        ]
        for name in of_register
    }
    board = {row["scope"]: row for row in json.loads((data / "board.json").read_text())["rows"]}
    assert of_register == of_files
    assert {scope or "process": (held, known) for scope, held, known in of_files["documents"]} == {
        scope: (row["held"], row["known"]) for scope, row in board.items() if row["held"] or row["known"]
    }
    assert {scope.replace("plan", "process"): days for scope, *days in of_files["updates"]} == {
        scope: [row["updated"], row["updated_possible"], row["updated_proven"]]
        for scope, row in board.items()
        if row["updated_possible"]
    }
    catalogue = json.loads((home / "site" / "sample-2025" / "catalog.jsonld").read_text())["@graph"]
    published = {node["@id"]: node["dqv:value"]["@value"] for node in catalogue if node["@type"] == "dqv:QualityMeasurement"}
    days = {(scope, figure): days for scope, figure, _, _, days in of_files["days"]}
    assert days["1-2", "days_since_update"] == int(published["#dataset-1-2-days-since-update"]) == 365
    assert days["1-3", "days_to_breach"] == int(published["#dataset-1-3-days-to-breach"])
    shares = {scope: (shown, expected) for scope, shown, expected, *_ in of_files["completeness"]}
    assert shares["1-2"] == (5, 8)
    assert published["#dataset-1-2-completeness"] == "0.6250"
    asked = {scope: tuple(row) for scope, *row in of_files["requirements"]}
    names = ("verdict", "breaches", "unknown", "waiting")
    assert tuple(str(value) for value in asked["2-1"]) == tuple(published[f"#dataset-2-1-{name}"] for name in names)


def test_the_archive_of_the_demo_alone_makes_its_register_again(demo, tmp_path):
    home, _ = demo
    again = f"sqlite:///{tmp_path / 'again.db'}"
    rebuilt = ogp("register", "rebuild", OGP_REGISTER_URL=again, **demo_settings(home))
    assert rebuilt.returncode == 0, rebuilt.stderr

    arguments = ("check", "sample-2025", "--now", "2026-06-30T09:00:00+08:00", "--json")
    assert ogp(*arguments, OGP_REGISTER_URL=again, **demo_settings(home)).stdout == ogp(*arguments, **demo_settings(home)).stdout


@pytest.fixture(scope="module")
def main_job(tmp_path_factory, real):
    """The first real plan from the real recording, through the real DAGs."""
    home = tmp_path_factory.mktemp("main") / "home"
    told = ogp("run", "tw-2021", "--replay", real / "replay-tw-2021.warc.gz", OGP_HOME=str(home))
    return home, told


def test_the_main_job_ends_with_exit_code_0(main_job):
    _, told = main_job
    assert told.returncode == 0, told.stderr


def test_the_main_job_archives_the_three_transcripts_byte_for_byte(main_job, real):
    home, _ = main_job
    wanted = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (real / "sayit").glob("*.an.xml")}
    found = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (home / "archive" / "public").rglob("*.an*")}

    assert found == wanted


def evidence(home):
    with (home / "site" / "tw-2021" / "data" / "evidence.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_main_job_knows_ten_meetings_that_it_does_not_hold(main_job):
    home, _ = main_job
    known = [row for row in evidence(home) if not row["published"] and not row["published_by"]]

    assert sorted(row["event_date"] for row in known) == [
        "2020-12-31", "2021-05-12", "2021-08-30", "2021-12-22", "2022-04-29",
        "2022-08-15", "2023-01-18", "2023-04-21", "2023-10-02", "2024-01-29",
    ]  # fmt: skip
    assert {row["published_from"] == row["event_date"] for row in known} == {True}


def test_the_main_job_s_board_says_what_it_has_not_seen(main_job):
    home, _ = main_job
    told = ogp("check", "tw-2021", "--now", "2026-11-20T08:00:00+08:00", "--json", OGP_HOME=str(home))

    lines = board_of(told)

    assert len(lines) == 20
    assert lines["process"]["unseen"] == [
        "process/join-consultation", "process/ndc-full-text", "process/ndc-plan-area", "process/ndc-entry-page",
    ]  # fmt: skip
    assert {line["freshness"] for line in lines.values()} == {"unknown"}


def judged(home, plan, as_of, rules):
    data = home / "site" / "tw-2021" / "data"
    told = ogp("judge", "--plan", plan, "--evidence", data / "evidence.csv", "--as-of", as_of, "--rules", rules, "--json")
    assert told.returncode == 0, told.stderr
    return {(f["rule"], f["scope"]): f for f in json.loads(told.stdout)["findings"]}


def test_the_published_table_alone_shows_late_spans_that_no_later_proof_can_cure(main_job):
    home, _ = main_job
    plan = Path(__file__).resolve().parents[2] / "ogp_etl" / "plans" / "tw-2021"

    forum = judged(home, plan, "2024-05-31", "R19")["R19/forum.meets", "plan"]

    assert forum["verdict"] == "breach"
    assert {"from": "2021-08-13", "to": "2021-08-29"} in forum["history"]


def test_the_published_table_alone_leaves_the_six_month_rule_unknown(main_job):
    home, _ = main_job
    plan = Path(__file__).resolve().parents[2] / "ogp_etl" / "plans" / "tw-2021"

    assert judged(home, plan, "2024-05-31", "R22")["R22/forum.meets", "plan"]["verdict"] == "unknown"


def dspace_settings(home, dspace):
    admin = dspace.accounts.admin
    return {
        **demo_settings(home),
        "OGP_DSPACE_URL": dspace.address.removesuffix("/api"),
        "OGP_DSPACE_USER": admin.user,
        "OGP_DSPACE_PASSWORD": admin.password,
        "OGP_DSPACE_UI": "https://dspace.example/",
    }


def rows(home, table):
    with sqlite3.connect(home / "register.db") as connection:
        connection.row_factory = sqlite3.Row
        found = connection.execute(f"select * from {table} order by id").fetchall()  # noqa: S608 our own tables
    return {row["id"]: {name: row[name] for name in row.keys() if name not in ("seq", "logged")} for row in found}  # noqa: SIM118


def deposits(home, repository):
    with sqlite3.connect(home / "register.db") as connection:
        asked = "select evidence, key, deposited, sha256 from deposit where repository = ? order by evidence"
        return connection.execute(asked, [repository]).fetchall()


@pytest.fixture
def home(demo, tmp_path):
    """A copy of what the demo left, to go on with."""
    return shutil.copytree(demo[0], tmp_path / "home", ignore=shutil.ignore_patterns("airflow"))


def test_a_dspace_that_joins_later_gets_what_the_archive_holds_and_makes_the_register_again(home, dspace, tmp_path):
    settings = dspace_settings(home, dspace)

    assert ogp("archive", "sample-2025", **settings).returncode == 3  # nothing is prepared yet
    prepared = ogp("dspace", "prepare", "sample-2025", **settings)
    assert prepared.returncode == 0, prepared.stderr
    told = ogp("archive", "sample-2025", **settings)
    assert told.returncode == 0, told.stderr
    held, there = deposits(home, "folder"), deposits(home, "dspace")
    assert [(row[0], row[3]) for row in there] == [(row[0], row[3]) for row in held]
    assert len(there) > 50

    dspace.oai.take_in()
    verified = ogp("verify", "sample-2025", "--json", **settings)
    assert verified.returncode == 0, verified.stderr
    (looked,) = [one for one in json.loads(verified.stdout) if one["repository"] == "dspace"]
    assert sum(looked["counts"].values()) == len(there)
    assert set(looked["counts"]) == {"open", "sealed"}

    assert ogp("publish", "sample-2025", "--now", "2026-06-30T09:00:00+08:00", **settings).returncode == 0
    pages = "".join(page.read_text(encoding="utf-8") for page in (home / "site" / "sample-2025").rglob("*.html"))
    linked = {key for _, key, _, _ in there if f'href="https://dspace.example/{key}"' in pages}
    assert len(linked) > 40

    again = tmp_path / "again"
    rebuilt = ogp("register", "rebuild", **settings | {"OGP_HOME": str(again)})
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert "holds no log of: attempt, attestation, finding, notice, objection, ruling, verification, visit" in rebuilt.stderr
    assert deposits(again, "dspace") == there
    for table in ("document", "capture"):
        known = rows(home, table)
        found = rows(again, table)
        assert found == {name: known[name] for name in found}
    assert set(rows(again, "capture")) == {row[0] for row in there}

    copied = ogp("archive", "copy", "--from", "dspace", "--to", "folder", **settings | {"OGP_HOME": str(again)})
    assert copied.returncode == 0, copied.stderr
    assert tree(again / "archive" / "public") == tree(home / "archive" / "public")


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_was_withdrawn_is_named_reddens_the_gate_and_is_not_put_back_by_itself(home, dspace):
    settings = dspace_settings(home, dspace)
    assert ogp("dspace", "prepare", "sample-2025", **settings).returncode == 0
    assert ogp("archive", "sample-2025", **settings).returncode == 0
    admin = dspace.talker(dspace.accounts.admin)
    _, key, _, _ = deposits(home, "dspace")[0]
    assert admin.patch(f"/core/{key}", ("replace", "/withdrawn", True)).status_code == 200

    told = ogp("verify", "sample-2025", **settings)
    assert told.returncode == 1
    assert f"withdrawn: dspace: {key}" in told.stdout

    gate = subprocess.run(
        [sys.executable, "-c", VERIFY_DAG, str(home / "airflow")],
        env=clean_environment(**settings), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert json.loads(gate.stdout.splitlines()[-1]) == {"failed": ["gate"]}, gate.stderr

    copied = ogp("archive", "copy", "--from", "folder", "--to", "dspace", **settings)
    assert copied.returncode == 3
    assert "withdrawn by somebody" in copied.stderr


def test_what_was_deleted_is_missing_until_a_copy_puts_it_back(home, dspace):
    settings = dspace_settings(home, dspace)
    assert ogp("dspace", "prepare", "sample-2025", **settings).returncode == 0
    assert ogp("archive", "sample-2025", **settings).returncode == 0
    _, key, _, _ = deposits(home, "dspace")[0]
    assert dspace.talker(dspace.accounts.admin).delete(f"/core/{key}").status_code == 204

    told = ogp("verify", "sample-2025", **settings)
    assert (told.returncode, f"missing: dspace: {key}" in told.stdout) == (1, True)

    copied = ogp("archive", "copy", "--from", "folder", "--to", "dspace", **settings)
    assert copied.stdout.startswith(("1 deposits copied", "2 deposits copied")), copied.stderr  # an item may hold versions
    assert ogp("verify", "sample-2025", **settings).returncode == 0


VERIFY_DAG = """
import json, sys
from datetime import date
from pathlib import Path
from ogp_etl.local_airflow import run_road
results = run_road(Path(sys.argv[1]), {"plans": ["sample-2025"]}, ("ogp_verify",))
print(json.dumps({"failed": [task for result in results for task in result.failed_tasks]}))
"""

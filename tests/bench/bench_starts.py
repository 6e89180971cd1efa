"""How long it takes before anything is done: the command line's help, and Airflow's parsing of each DAG file."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

PARSE = """
import sys, time
from pathlib import Path
from airflow.dag_processing.dagbag import DagBag
for file in sorted(Path(sys.argv[1]).glob("*.py")):
    began = time.perf_counter()
    bag = DagBag(str(file))
    print("SECONDS", file.name, f"{time.perf_counter() - began:.2f}", len(bag.dags), bag.import_errors or "")
"""


def run(work: Path, _peers: Path) -> None:
    from ogp_etl.local_airflow import dags_folder, environment

    times = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "ogp_etl", "--help"], check=True, capture_output=True)
        times.append(time.perf_counter() - began)
    print(f"ogp-etl --help: {sorted(times)[2]:.2f} s (wanted: under 0.5)")

    plans = work / "plans" / "many"
    (plans / "commitments").mkdir(parents=True)
    (plans / "plan.yml").write_text(
        "id: many\ntitle: {en: Many sources}\nzone: UTC\nstart: 2026-01-01\nend: 2026-12-31\n"
        "drafting: {start: 2025-01-01, end: 2025-12-31}\nrule_sets: [R19]\n"
    )
    for number in range(1, 21):
        sources = "".join(
            f"  - {{id: s{each}, collector: page, url: 'https://s{number}-{each}.example/'}}\n" for each in range(25)
        )
        (plans / "commitments" / f"{number}.yml").write_text(f'number: "{number}"\ntitle: {{en: One}}\nsources:\n{sources}')
    settings = os.environ | environment(work / "airflow") | {"OGP_PLANS": str(work / "plans")}
    told = subprocess.run(
        [sys.executable, "-c", PARSE, str(dags_folder())], env=settings, capture_output=True, text=True, check=True
    )
    print("parsing, with 500 sources in the plans (wanted: under 1 s each):")
    for line in told.stdout.splitlines():
        if line.startswith("SECONDS"):
            print(" ", line.removeprefix("SECONDS "), "s")

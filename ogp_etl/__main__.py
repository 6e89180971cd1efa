"""``python -m ogp_etl``: the same as ``ogp-etl``."""

from ogp_etl.cli import run

run()

"""The command line: the same verbs as the DAGs. Imports no Airflow; heavy parts are imported by the command that needs them."""

from ogp_etl.cli.main import app, run

__all__ = ["app", "run"]

"""Plans and cards: found, read and checked; every fault of every card at once, with file and line."""

from ogp_etl.catalog.folders import find_plans, no_such_plan, plan_folder, plans_folder, read_plans
from ogp_etl.catalog.gaps import Gap, gaps
from ogp_etl.catalog.reading import check_plan, number_key, read_plan
from ogp_etl.catalog.schema import schema, write_schemas
from ogp_etl.catalog.words import render_faults, render_gaps

__all__ = [
    "Gap",
    "check_plan",
    "find_plans",
    "gaps",
    "no_such_plan",
    "number_key",
    "plan_folder",
    "plans_folder",
    "read_plan",
    "read_plans",
    "render_faults",
    "render_gaps",
    "schema",
    "write_schemas",
]

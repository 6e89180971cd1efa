"""What is missed, what is still to be done by a day, and what waits for a person. Pure; restated from the findings."""

from __future__ import annotations

from collections.abc import Iterator

from ogp_etl.check.views.board import waits
from ogp_etl.check.views.open_days import next_due, open_days, required
from ogp_etl.model import Finding, Outstanding, Report


def outstanding(report: Report) -> list[Outstanding]:
    """In the order of the findings. Advice is left out, and so is what is settled by a ruling."""
    return [one for finding in report.findings if required(finding) for one in _of(finding)]


def _of(finding: Finding) -> Iterator[Outstanding]:
    if waits(finding):
        yield Outstanding(finding.rule, finding.scope, "", "waiting", None)
    told = list(open_days(finding))
    for one in told:
        yield Outstanding(finding.rule, finding.scope, one.part, "missed" if one.missed else "due", one.due)
    for day in sorted(set(next_due(finding)) - {one.due for one in told if not one.missed}):
        yield Outstanding(finding.rule, finding.scope, "", "due", day)

"""The figures of a check as gauges of Airflow's own metrics (StatsD, Datadog or OpenTelemetry). Without them nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator

from airflow.configuration import conf
from airflow.sdk.observability import stats

from ogp_etl.model import Reading


def gauges(plan: str, reading: Reading) -> None:
    """Send one gauge for each figure that is known.

    Where Airflow sends tags, the name is ``ogp.<figure>`` with the tags ``plan`` and ``commitment``. Plain StatsD has none,
    so that there the name holds both: ``ogp.<plan>.<commitment>.<figure>``; ids of plans and numbers of commitments are
    small letters, digits and hyphens, which every server takes.
    """
    tagged = sends_tags()
    for figure, value in figures(reading):
        if tagged:
            stats.gauge(f"ogp.{figure}", value, tags={"plan": plan, "commitment": reading.scope})
        else:
            stats.gauge(f"ogp.{plan}.{reading.scope}.{figure}", value)


def figures(reading: Reading) -> Iterator[tuple[str, float]]:
    """Names and values; a figure that is not known is left out."""
    named = {
        "days_since_update": reading.days_since_update,
        "days_to_breach": reading.days_to_breach,
        "completeness": reading.completeness,
        "breaches": reading.breaches,
        "unknown": reading.unknown,
        "waiting": reading.waiting,
        "documents_held": reading.held,
        "documents_known": reading.known,
    }
    for name, value in named.items():
        if value is not None:
            yield name, value


def sends_tags() -> bool:
    """Whether the tags of a metric leave this machine, by Airflow's settings."""
    if conf.getboolean("metrics", "statsd_datadog_enabled", fallback=False):
        return conf.getboolean("metrics", "statsd_datadog_metrics_tags", fallback=True)
    if conf.getboolean("metrics", "statsd_on", fallback=False):
        return conf.getboolean("metrics", "statsd_influxdb_enabled", fallback=False)
    return conf.getboolean("metrics", "otel_on", fallback=False)

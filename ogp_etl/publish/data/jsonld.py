"""Pieces of the JSON-LD that catalogues read: texts with their language, instants, periods, and the words of the metrics."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ogp_etl.publish.data import formats
from ogp_etl.publish.texts import Text, in_order

Node = dict[str, Any]


@cache
def words() -> dict[str, Any]:
    """``metrics.yml``."""
    read: dict[str, Any] = yaml.safe_load(files("ogp_etl.publish").joinpath("metrics.yml").read_text(encoding="utf-8"))
    return read


def dataset(scope: str) -> str:
    """Name of a commitment's data set within its catalogue."""
    return f"#dataset-{scope}"


def texts(text: Text) -> list[Node]:
    """Each text with its language (BCP 47); one whose language is not known without."""
    return [{"@value": said, **({"@language": language} if language else {})} for language, said in in_order(text)]


def instant(moment: datetime) -> Node:
    return {"@type": "xsd:dateTime", "@value": formats.instant(moment)}


def period(start: str, end: str) -> Node:
    return {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": {"@type": "xsd:date", "@value": start},
        "dcat:endDate": {"@type": "xsd:date", "@value": end},
    }

"""The figures of each commitment as measurements of the quality of its data (W3C DQV), and what each figure means."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ogp_etl.model import Reading
from ogp_etl.publish.data.jsonld import Node, dataset, instant, texts, words
from ogp_etl.publish.edition import Edition

COMPLIANCE = "compliance"
"""Our own dimension; the others are the W3C's."""


def values(reading: Reading) -> Iterator[tuple[str, str]]:
    """Metric and value, of those that are known."""
    completeness = reading.completeness
    known = {
        "days-since-update": reading.days_since_update,
        "days-to-breach": reading.days_to_breach,
        "completeness": None if completeness is None else f"{completeness:.4f}",
        "breaches": reading.breaches,
        "unknown": reading.unknown,
        "waiting": reading.waiting,
        "verdict": reading.verdict.told,
    }
    for metric, value in known.items():
        if value is not None:
            yield metric, str(value)


def measurements(edition: Edition, scope: str, reading: Reading) -> Iterator[Node]:
    for metric, value in values(reading):
        about = words()["metrics"][metric]
        unit = {"sdmx-attribute:unitMeasure": {"@id": "unit:DAY"}} if about["unit"] == "day" else {}
        yield {
            "@id": measurement(scope, metric),
            "@type": "dqv:QualityMeasurement",
            "dqv:isMeasurementOf": {"@id": f"#metric-{metric}"},
            "dqv:computedOn": {"@id": dataset(scope)},
            "dqv:value": {"@type": f"xsd:{about['type']}", "@value": value},
            "dct:date": {"@type": "xsd:date", "@value": reading.day.isoformat()},
            "prov:generatedAtTime": instant(edition.now),
            **unit,
        }


def definitions(queries: Collection[str]) -> Iterator[Node]:
    """What each metric measures, in both languages and, where it is published, in SQL; and our own dimension. ``queries``: names
    of the SQL texts that are published."""
    for name, about in words()["metrics"].items():
        own = about["dimension"] == COMPLIANCE
        query = f"figure_{about['query']}"
        yield {
            "@id": f"#metric-{name}",
            "@type": "dqv:Metric",
            "skos:prefLabel": texts(about["title"]),
            "skos:definition": texts(about["meaning"]),
            "dqv:expectedDataType": {"@id": f"xsd:{about['type']}"},
            "dqv:inDimension": {"@id": f"#{COMPLIANCE}" if own else f"ldqd:{about['dimension']}"},
            **({"rdfs:seeAlso": {"@id": f"data/{query}.sql"}} if query in queries else {}),
        }
    ours = words()[COMPLIANCE]
    yield {
        "@id": f"#{COMPLIANCE}",
        "@type": "dqv:Dimension",
        "skos:prefLabel": texts(ours["title"]),
        "skos:definition": texts(ours["meaning"]),
        "dqv:inCategory": {"@id": "ldqd:ContextualDimensions"},
    }


def measurement(scope: str, metric: str) -> str:
    return f"#dataset-{scope}-{metric}"

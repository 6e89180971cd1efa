"""What data catalogues read: the commitments as data sets (DCAT 3), each with measurements of its quality (DQV), as JSON-LD.

All addresses are relative to the document unless the public address of the pages is known, and no context is fetched from
elsewhere, so that the file can be read from a disk and parsed without a network.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ogp_etl.cards import PROCESS, Commitment, Licence
from ogp_etl.model import BoardLine, Reading
from ogp_etl.publish.data import formats
from ogp_etl.publish.edition import Edition
from ogp_etl.publish.places import scope_page
from ogp_etl.publish.texts import Text, in_order, of_title, say

FILE = "catalog.jsonld"
CONTEXT: Mapping[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "ldqd": "http://www.w3.org/2016/05/ldqd#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "spdx": "http://spdx.org/rdf/terms#",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "unit": "http://qudt.org/vocab/unit/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LANGUAGES = [{"@id": f"http://id.loc.gov/vocabulary/iso639-1/{code}"} for code in ("zh", "en")]
MEDIA = {"csv": "text/csv", "json": "application/json", "parquet": "application/vnd.apache.parquet"}
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
TABLE = "evidence"
COMPLIANCE = "compliance"
"""Our own dimension; the others are the W3C's."""
Node = dict[str, Any]


@cache
def _words() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(files("ogp_etl.publish").joinpath("metrics.yml").read_text(encoding="utf-8"))
    return read


def catalogue(edition: Edition, data: Mapping[str, bytes]) -> Node:
    """The catalogue of one plan. ``data``: content of the tables' files by name (``evidence.csv``)."""
    readings = {PROCESS if one.scope == "plan" else one.scope: one for one in edition.readings}
    plan = edition.plan
    nodes: list[Node] = [
        {
            "@id": "#catalog",
            "@type": "dcat:Catalog",
            "dct:identifier": plan.id,
            "dct:title": _texts(of_title(plan.title)),
            "dct:language": LANGUAGES,
            "dct:modified": _instant(edition.now),
            "dct:temporal": _period(plan.start.isoformat(), plan.end.isoformat()),
            "foaf:homepage": {"@id": "index.html"},
            "dcat:dataset": [{"@id": _dataset(line.scope)} for line in edition.board.lines],
            **_licensed(plan.licence),
        },
        *_definitions(),
        *_licences(plan.licence),
    ]
    for line in edition.board.lines:
        nodes.append(_of_line(edition, line, readings.get(line.scope)))
        nodes.extend(_distributions(line, data, plan.licence))
        if line.scope in readings:
            nodes.extend(_measurements(edition, line.scope, readings[line.scope]))
    return {"@context": _context(edition.site, plan.id), "@graph": nodes}


def index(cards: Sequence[Mapping[str, Any]], now: datetime, site: str | None) -> Node:
    """The catalogue of the plans' catalogues; ``cards`` have ``id`` and ``title``."""
    return {
        "@context": _context(site, ""),
        "@graph": [
            {
                "@id": "#catalog",
                "@type": "dcat:Catalog",
                "dct:title": _texts(say("site")),
                "dct:modified": _instant(now),
                "foaf:homepage": {"@id": "index.html"},
                "dcat:catalog": [{"@id": f"{card['id']}/{FILE}#catalog"} for card in cards],
            }
        ],
    }


def _context(site: str | None, folder: str) -> Node:
    base = {} if site is None else {"@base": f"{site.rstrip('/')}/{f'{folder}/' if folder else ''}{FILE}"}
    return {**base, **CONTEXT}


def _of_line(edition: Edition, line: BoardLine, reading: Reading | None) -> Node:
    commitment = next((one for one in edition.plan.commitments if one.number == line.scope), None)
    made: Node = {
        "@id": _dataset(line.scope),
        "@type": "dcat:Dataset",
        "dct:identifier": f"{edition.plan.id}/{line.scope}",
        "dct:title": _texts(line.title),
        "dct:language": LANGUAGES,
        "dcat:landingPage": {"@id": scope_page(line.scope)},
        "dcat:distribution": [{"@id": _distribution(line.scope, ending)} for ending in MEDIA],
    }
    if line.updated is not None:
        made["dct:modified"] = {"@type": "xsd:date", "@value": line.updated.isoformat()}
    publishers = list(_publishers(edition, commitment)) if commitment else []
    if publishers:
        made["dct:publisher"] = publishers
    if reading is not None:
        made["dqv:hasQualityMeasurement"] = [{"@id": _measurement(line.scope, metric)} for metric, _ in _values(reading)]
    return made


def _publishers(edition: Edition, commitment: Commitment) -> Iterator[Node]:
    """The agencies in charge on the day of judging."""
    day = edition.report.as_of
    agencies = {agency.id: agency for agency in edition.plan.agencies}
    for role in commitment.lead:
        agency = agencies.get(role.agency)
        if agency is None or (role.since and day < role.since) or (role.until and role.until < day):
            continue
        homepage = {"foaf:homepage": {"@id": agency.homepage}} if agency.homepage else {}
        yield {"@type": "foaf:Organization", "foaf:name": _texts(of_title(agency.name)), **homepage}


def _licensed(licence: Licence | None) -> Node:
    return {"dct:license": {"@id": licence.url}} if licence else {}


def _licences(licence: Licence | None) -> Iterator[Node]:
    if licence:
        yield {"@id": licence.url, "@type": "dct:LicenseDocument", "dct:title": _texts(of_title(licence.title))}


def _distributions(line: BoardLine, data: Mapping[str, bytes], licence: Licence | None) -> Iterator[Node]:
    said = _words()["process-rows" if line.scope == PROCESS else "rows"]
    about = {language: words.format(line.scope) for language, words in said.items()}
    for ending, media in MEDIA.items():
        content = data[f"{TABLE}.{ending}"]
        yield {
            "@id": _distribution(line.scope, ending),
            "@type": "dcat:Distribution",
            "dct:description": _texts(about),
            "dcat:accessURL": {"@id": f"data.html#{TABLE}"},
            "dcat:downloadURL": {"@id": f"data/{TABLE}.{ending}"},
            "dcat:mediaType": {"@id": MEDIA_TYPES + media},
            "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(len(content))},
            "spdx:checksum": {
                "@type": "spdx:Checksum",
                "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": hashlib.sha256(content).hexdigest()},
            },
            **_licensed(licence),
        }


def _values(reading: Reading) -> Iterator[tuple[str, str]]:
    """Metric and value, of those that are known."""
    completeness = reading.completeness
    values = {
        "days-since-update": reading.days_since_update,
        "days-to-breach": reading.days_to_breach,
        "completeness": None if completeness is None else f"{completeness:.4f}",
        "breaches": reading.breaches,
        "unknown": reading.unknown,
        "verdict": reading.verdict.told,
    }
    for metric, value in values.items():
        if value is not None:
            yield metric, str(value)


def _measurements(edition: Edition, scope: str, reading: Reading) -> Iterator[Node]:
    for metric, value in _values(reading):
        about = _words()["metrics"][metric]
        unit = {"sdmx-attribute:unitMeasure": {"@id": "unit:DAY"}} if about["unit"] == "day" else {}
        yield {
            "@id": _measurement(scope, metric),
            "@type": "dqv:QualityMeasurement",
            "dqv:isMeasurementOf": {"@id": f"#metric-{metric}"},
            "dqv:computedOn": {"@id": _dataset(scope)},
            "dqv:value": {"@type": f"xsd:{about['type']}", "@value": value},
            "dct:date": {"@type": "xsd:date", "@value": reading.day.isoformat()},
            "prov:generatedAtTime": _instant(edition.now),
            **unit,
        }


def _definitions() -> Iterator[Node]:
    """What each metric measures, in both languages, and our own dimension."""
    for name, about in _words()["metrics"].items():
        own = about["dimension"] == COMPLIANCE
        yield {
            "@id": f"#metric-{name}",
            "@type": "dqv:Metric",
            "skos:prefLabel": _texts(about["title"]),
            "skos:definition": _texts(about["meaning"]),
            "dqv:expectedDataType": {"@id": f"xsd:{about['type']}"},
            "dqv:inDimension": {"@id": f"#{COMPLIANCE}" if own else f"ldqd:{about['dimension']}"},
        }
    ours = _words()[COMPLIANCE]
    yield {
        "@id": f"#{COMPLIANCE}",
        "@type": "dqv:Dimension",
        "skos:prefLabel": _texts(ours["title"]),
        "skos:definition": _texts(ours["meaning"]),
        "dqv:inCategory": {"@id": "ldqd:ContextualDimensions"},
    }


def _dataset(scope: str) -> str:
    return f"#dataset-{scope}"


def _distribution(scope: str, ending: str) -> str:
    return f"#dataset-{scope}-{ending}"


def _measurement(scope: str, metric: str) -> str:
    return f"#dataset-{scope}-{metric}"


def _texts(text: Text) -> list[Node]:
    """Each text with its language; one whose language is not known without."""
    return [{"@value": words, **({"@language": language} if language else {})} for language, words in in_order(text)]


def _instant(moment: datetime) -> Node:
    return {"@type": "xsd:dateTime", "@value": formats.instant(moment)}


def _period(start: str, end: str) -> Node:
    return {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": {"@type": "xsd:date", "@value": start},
        "dcat:endDate": {"@type": "xsd:date", "@value": end},
    }

"""What data catalogues read: the commitments as data sets (DCAT 3), each with measurements of its quality (DQV), as JSON-LD.

All addresses are relative to the document unless the public address of the pages is known, and no context is fetched from
elsewhere, so that the file can be read from a disk and parsed without a network.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from ogp_etl.cards import PROCESS, Commitment, Licence, Title
from ogp_etl.model import BoardLine, Reading
from ogp_etl.publish.data import quality
from ogp_etl.publish.data.jsonld import Node, dataset, instant, period, texts, words
from ogp_etl.publish.edition import Edition
from ogp_etl.publish.places import scope_page
from ogp_etl.publish.texts import Text, of_title, say

FILE = "catalog.jsonld"
CONTEXT: Mapping[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "ldqd": "http://www.w3.org/2016/05/ldqd#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "spdx": "http://spdx.org/rdf/terms#",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "unit": "http://qudt.org/vocab/unit/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
CHINESE = "http://id.loc.gov/vocabulary/iso639-1/zh"
TRADITIONAL = "#zh-Hant"
"""Our own name for Chinese in traditional script: the vocabulary that DCAT asks for has none."""
LANGUAGES = [{"@id": TRADITIONAL}, {"@id": CHINESE}, {"@id": "http://id.loc.gov/vocabulary/iso639-1/en"}]
MEDIA = {"csv": "text/csv", "json": "application/json", "parquet": "application/vnd.apache.parquet"}
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
TABLE = "evidence"


def catalogue(edition: Edition, data: Mapping[str, bytes]) -> Node:
    """The catalogue of one plan. ``data``: content of the tables' files by name (``evidence.csv``)."""
    readings = {PROCESS if one.scope == "plan" else one.scope: one for one in edition.readings}
    plan = edition.plan
    nodes: list[Node] = [
        {
            "@id": "#catalog",
            "@type": "dcat:Catalog",
            "dct:identifier": plan.id,
            "dct:title": texts(of_title(plan.title)),
            "dct:description": texts(_about("catalogue", of_title(plan.title))),
            "dct:language": LANGUAGES,
            "dct:modified": instant(edition.now),
            "dct:temporal": period(plan.start.isoformat(), plan.end.isoformat()),
            "foaf:homepage": {"@id": "index.html"},
            "dcat:dataset": [{"@id": dataset(line.scope)} for line in edition.board.lines],
            **_published(_publisher(edition)),
            **_licensed(plan.licence),
        },
        *_language(),
        *quality.definitions(edition.queries),
        *_licences(plan.licence),
    ]
    for line in edition.board.lines:
        nodes.append(_of_line(edition, line, readings.get(line.scope)))
        nodes.extend(_distributions(line, data, plan.licence))
        if line.scope in readings:
            nodes.extend(quality.measurements(edition, line.scope, readings[line.scope]))
    return {"@context": _context(edition.site, plan.id), "@graph": nodes}


def index(cards: Sequence[Mapping[str, Any]], now: datetime, site: str | None) -> Node:
    """The catalogue of the plans' catalogues; ``cards`` have ``id`` and ``title``."""
    return {
        "@context": _context(site, ""),
        "@graph": [
            {
                "@id": "#catalog",
                "@type": "dcat:Catalog",
                "dct:title": texts(say("site")),
                "dct:description": texts(words()["catalogues"]),
                "dct:language": LANGUAGES,
                "dct:modified": instant(now),
                "foaf:homepage": {"@id": "index.html"},
                "dcat:catalog": [{"@id": f"{card['id']}/{FILE}#catalog"} for card in cards],
            },
            *_language(),
        ],
    }


def _context(site: str | None, folder: str) -> Node:
    base = {} if site is None else {"@base": f"{site.rstrip('/')}/{f'{folder}/' if folder else ''}{FILE}"}
    return {**base, **CONTEXT}


def _of_line(edition: Edition, line: BoardLine, reading: Reading | None) -> Node:
    commitment = next((one for one in edition.plan.commitments if one.number == line.scope), None)
    made: Node = {
        "@id": dataset(line.scope),
        "@type": "dcat:Dataset",
        "dct:identifier": f"{edition.plan.id}/{line.scope}",
        "dct:title": texts(line.title),
        "dct:description": texts(_about("dataset", line.title)),
        "dct:language": LANGUAGES,
        "dcat:landingPage": {"@id": scope_page(line.scope)},
        "dcat:distribution": [{"@id": _distribution(line.scope, ending)} for ending in MEDIA],
    }
    if line.proven is not None:
        made["dct:modified"] = {"@type": "xsd:date", "@value": line.proven.isoformat()}
    made |= _published(_in_charge(edition, commitment) if commitment else _publisher(edition))
    if reading is not None:
        made["dqv:hasQualityMeasurement"] = [
            {"@id": quality.measurement(line.scope, metric)} for metric, _ in quality.values(reading)
        ]
    return made


def _about(key: str, title: Text) -> Text:
    """The sentence of this key on a title, in the languages that the title has."""
    return {each: said.format(title[each]) for each, said in words()[key].items() if each in title}


def _publisher(edition: Edition) -> Iterator[Node]:
    """Who publishes the catalogue, where the plan's card says it."""
    one = edition.plan.publisher
    if one is not None:
        yield _organisation(one.name, one.homepage)


def _in_charge(edition: Edition, commitment: Commitment) -> Iterator[Node]:
    """The agencies in charge on the day of judging."""
    day = edition.report.as_of
    agencies = {agency.id: agency for agency in edition.plan.agencies}
    for role in commitment.lead:
        agency = agencies.get(role.agency)
        if agency is None or (role.since and day < role.since) or (role.until and role.until < day):
            continue
        yield _organisation(agency.name, agency.homepage)


def _organisation(name: Title, homepage: str | None) -> Node:
    named: Node = {"@type": "foaf:Organization", "foaf:name": texts(of_title(name))}
    return {**named, "foaf:homepage": {"@id": homepage}} if homepage else named


def _published(by: Iterable[Node]) -> Node:
    publishers = list(by)
    return {"dct:publisher": publishers} if publishers else {}


def _language() -> Iterator[Node]:
    """Traditional Chinese by its tag (BCP 47), of which the usual vocabulary knows only the language."""
    yield {
        "@id": TRADITIONAL,
        "@type": "dct:LinguisticSystem",
        "rdf:value": {"@type": "dct:RFC5646", "@value": "zh-Hant"},
        "skos:prefLabel": texts({"zh-Hant": "繁體中文", "en": "Chinese in traditional script"}),
        "skos:broadMatch": {"@id": CHINESE},
    }


def _licensed(licence: Licence | None) -> Node:
    return {"dct:license": {"@id": licence.url}} if licence else {}


def _licences(licence: Licence | None) -> Iterator[Node]:
    if licence:
        yield {"@id": licence.url, "@type": "dct:LicenseDocument", "dct:title": texts(of_title(licence.title))}


def _distributions(line: BoardLine, data: Mapping[str, bytes], licence: Licence | None) -> Iterator[Node]:
    said = words()["process-rows" if line.scope == PROCESS else "rows"]
    about = {language: text.format(line.scope) for language, text in said.items()}
    for ending, media in MEDIA.items():
        content = data[f"{TABLE}.{ending}"]
        yield {
            "@id": _distribution(line.scope, ending),
            "@type": "dcat:Distribution",
            "dct:description": texts(about),
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


def _distribution(scope: str, ending: str) -> str:
    return f"#dataset-{scope}-{ending}"

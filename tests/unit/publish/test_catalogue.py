"""The description for data catalogues: terms that exist, every address and number that it states."""

import hashlib
import json
import re
from dataclasses import replace

import pytest

from ogp_etl.cards import Licence, Publisher, Title
from ogp_etl.model import Reading, Verdict
from ogp_etl.publish.data.catalogue import CONTEXT, FILE, index
from ogp_etl.publish.site import plan_files

TERMS = {
    "dcat": "Catalog Dataset Distribution dataset catalog distribution landingPage accessURL downloadURL mediaType byteSize"
    " startDate endDate",
    "dct": "identifier title description language modified temporal publisher date license PeriodOfTime LicenseDocument"
    " LinguisticSystem RFC5646",
    "dqv": "QualityMeasurement Metric Dimension hasQualityMeasurement isMeasurementOf computedOn value expectedDataType"
    " inDimension inCategory",
    "ldqd": "timeliness completeness ContextualDimensions",
    "rdf": "value",
    "rdfs": "seeAlso",
    "skos": "prefLabel definition broadMatch",
    "foaf": "Organization name homepage",
    "prov": "generatedAtTime",
    "spdx": "Checksum checksum algorithm checksumValue checksumAlgorithm_sha256",
    "sdmx-attribute": "unitMeasure",
    "unit": "DAY",
    "xsd": "date dateTime integer decimal string hexBinary nonNegativeInteger",
}
"""The terms of each vocabulary that may be used here."""


@pytest.fixture
def read(edition):
    """The edition with figures for its process and one commitment, its files, and its catalogue."""
    figures = {"day": edition.report.as_of, "breaches": 1, "unknown": 2, "waiting": 5, "held": 3, "known": 4}
    readings = (
        Reading(scope="plan", verdict=Verdict.BREACH, days_since_update=9, days_to_breach=30, shown=1, expected=3, **figures),
        Reading(
            scope="1-1", verdict=Verdict.UNKNOWN, days_since_update=None, days_to_breach=None, shown=0, expected=0, **figures
        ),
    )
    queries = {f"figure_{name}": "select 1" for name in ("completeness", "requirements", "days")}
    files = plan_files(replace(edition, readings=readings, queries=queries))
    document = json.loads(files[FILE])
    return files, document, {node["@id"]: node for node in document["@graph"]}


def words(value):
    """Every prefixed name in a document: types, keys, and addresses in their short form."""
    if isinstance(value, list):
        return [name for one in value for name in words(one)]
    if not isinstance(value, dict):
        return []
    found = [key for key in value if not key.startswith("@")]
    found += [value["@type"]] if "@type" in value else []
    found += [value["@id"]] if re.fullmatch(r"[a-z-]+:[A-Za-z_0-9]+", value.get("@id", "")) else []
    return found + [name for key, one in value.items() if key != "@context" for name in words(one)]


def test_every_term_is_one_of_its_vocabulary(read):
    _, document, _ = read
    used = set(words(document["@graph"]))

    assert used <= {f"{prefix}:{term}" for prefix, terms in TERMS.items() for term in terms.split()}
    assert {name.partition(":")[0] for name in used} == set(CONTEXT)


def test_a_licence_is_stated_of_the_catalogue_and_of_every_table_where_the_plan_states_one(edition):
    url = "https://data.example/licence"
    licensed = replace(edition, plan=replace(edition.plan, licence=Licence(title=edition.plan.title, url=url)))
    nodes = {node["@id"]: node for node in json.loads(plan_files(licensed)[FILE])["@graph"]}
    bound = {name for name, node in nodes.items() if node.get("dct:license") == {"@id": url}}

    tables = {name for name, node in nodes.items() if node["@type"] == "dcat:Distribution"}
    assert bound == {"#catalog", *tables} != {"#catalog"}
    assert nodes[url]["@type"] == "dct:LicenseDocument"
    assert [words["@language"] for words in nodes[url]["dct:title"]] == ["zh-Hant", "en"]


def test_no_licence_is_claimed_where_the_plan_states_none(read):
    assert "license" not in json.dumps(read[1]["@graph"]).lower()


def test_each_commitment_is_a_data_set_with_its_measurements(read, edition):
    _, _, nodes = read

    assert nodes["#catalog"]["dcat:dataset"] == [{"@id": f"#dataset-{scope}"} for scope in ("process", "1-1", "1-2")]
    values = {
        (node["dqv:computedOn"]["@id"], node["dqv:isMeasurementOf"]["@id"]): node["dqv:value"]
        for node in nodes.values() if node["@type"] == "dqv:QualityMeasurement"
    }  # fmt: skip
    assert values == {
        ("#dataset-process", "#metric-days-since-update"): {"@type": "xsd:integer", "@value": "9"},
        ("#dataset-process", "#metric-days-to-breach"): {"@type": "xsd:integer", "@value": "30"},
        ("#dataset-process", "#metric-completeness"): {"@type": "xsd:decimal", "@value": "0.3333"},
        ("#dataset-process", "#metric-breaches"): {"@type": "xsd:integer", "@value": "1"},
        ("#dataset-process", "#metric-unknown"): {"@type": "xsd:integer", "@value": "2"},
        ("#dataset-process", "#metric-waiting"): {"@type": "xsd:integer", "@value": "5"},
        ("#dataset-process", "#metric-verdict"): {"@type": "xsd:string", "@value": "breach"},
        ("#dataset-1-1", "#metric-breaches"): {"@type": "xsd:integer", "@value": "1"},
        ("#dataset-1-1", "#metric-unknown"): {"@type": "xsd:integer", "@value": "2"},
        ("#dataset-1-1", "#metric-waiting"): {"@type": "xsd:integer", "@value": "5"},
        ("#dataset-1-1", "#metric-verdict"): {"@type": "xsd:string", "@value": "unknown"},
    }
    assert "dqv:hasQualityMeasurement" not in nodes["#dataset-1-2"]


def test_every_metric_says_what_it_means_in_both_languages(read):
    _, _, nodes = read
    metrics = [node for node in nodes.values() if node["@type"] in ("dqv:Metric", "dqv:Dimension")]

    assert len(metrics) == 8
    for node in metrics:
        for term in ("skos:prefLabel", "skos:definition"):
            assert [text["@language"] for text in node[term]] == ["zh-Hant", "en"]


def test_every_metric_leads_to_the_query_that_makes_it_again(read):
    files, _, nodes = read
    queries = [node["rdfs:seeAlso"]["@id"] for node in nodes.values() if node["@type"] == "dqv:Metric"]

    assert len(queries) == 7
    assert {name for name in queries if name not in files} == set()


def test_catalogues_and_data_sets_are_described_in_both_languages_and_name_traditional_chinese(read, edition):
    _, _, nodes = read
    described = [nodes["#catalog"], nodes["#dataset-1-1"], index([{"id": "xx-2022"}], edition.now, None)["@graph"][0]]

    for node in described:
        assert [text["@language"] for text in node["dct:description"]] == ["zh-Hant", "en"]
        assert {"@id": "#zh-Hant"} in node["dct:language"]
    assert nodes["#zh-Hant"]["rdf:value"] == {"@type": "dct:RFC5646", "@value": "zh-Hant"}


def test_the_catalogue_names_its_publisher_where_the_plan_does(edition, read):
    one = Publisher(name=Title(zh_hant="秘書處", en="Secretariat"), homepage="https://council.example/")
    nodes = {
        node["@id"]: node
        for node in json.loads(plan_files(replace(edition, plan=replace(edition.plan, publisher=one)))[FILE])["@graph"]
    }

    assert [each["foaf:homepage"]["@id"] for each in nodes["#catalog"]["dct:publisher"]] == ["https://council.example/"]
    assert [text["@value"] for text in nodes["#catalog"]["dct:publisher"][0]["foaf:name"]] == ["秘書處", "Secretariat"]
    assert "dct:publisher" not in read[2]["#catalog"]


def references(value):
    if isinstance(value, list):
        return [one for each in value for one in references(each)]
    if not isinstance(value, dict):
        return []
    own = [value["@id"]] if set(value) == {"@id"} else []
    return own + [one for each in value.values() for one in references(each)]


def test_every_address_in_it_leads_somewhere(read):
    files, document, nodes = read
    for address in references(document["@graph"]):
        if address.startswith("#"):
            assert address in nodes
        elif not re.match(r"https?://|[a-z-]+:", address):
            name, _, anchor = address.partition("#")
            assert f'id="{anchor}"' in files[name].decode() if anchor else name in files


def test_sizes_and_digests_are_those_of_the_files(read):
    files, _, nodes = read
    for ending in ("csv", "json", "parquet"):
        node = nodes[f"#dataset-1-1-{ending}"]
        content = files[node["dcat:downloadURL"]["@id"]]

        assert node["dcat:byteSize"]["@value"] == str(len(content))
        assert node["spdx:checksum"]["spdx:checksumValue"]["@value"] == hashlib.sha256(content).hexdigest()


def test_the_agency_in_charge_that_day_publishes(read):
    _, _, nodes = read

    assert [one["foaf:name"][1]["@value"] for one in nodes["#dataset-1-1"]["dct:publisher"]] == ["Ministry of Digital Affairs"]


def test_addresses_are_absolute_where_the_public_one_is_known(edition):
    files = plan_files(replace(edition, site="https://pages.example/ogp"))

    assert json.loads(files[FILE])["@context"]["@base"] == "https://pages.example/ogp/xx-2022/catalog.jsonld"
    assert index([{"id": "xx-2022"}], edition.now, None)["@graph"][0]["dcat:catalog"] == [
        {"@id": "xx-2022/catalog.jsonld#catalog"}
    ]


def test_every_page_names_it_in_its_head(read):
    files, _, _ = read
    for name, content in files.items():
        if name.endswith(".html"):
            up = "../" * name.count("/")
            assert f'<link rel="describedby" type="application/ld+json" href="{up}catalog.jsonld">' in content.decode()

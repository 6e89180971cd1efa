"""The edit of Solr's schema: two analyzers of one type, and nothing else, or a refusal."""

import stat

import pytest
from lxml import etree

STOCK = '<tokenizer class="solr.WhitespaceTokenizerFactory"/>'
CURED = ["solr.StandardTokenizerFactory", "solr.CJKWidthFilterFactory", "solr.CJKBigramFilterFactory"]

# In the shape of the server's file, with what must not mislead: other types cut at white space, a comment that names the
# tokenizer, and a type whose name begins alike.
SCHEMA = f"""<?xml version="1.0" encoding="UTF-8" ?>
<schema name="search" version="1.1">
  <types>
    <fieldType name="text_ws" class="solr.TextField">
      <analyzer>{STOCK}</analyzer>
    </fieldType>
    <!-- <fieldType name="text" class="solr.TextField"> was so once </fieldType> -->
    <fieldType name="text" class="solr.TextField" positionIncrementGap="100">
      <analyzer type="index">
        <!-- not <tokenizer class="solr.OtherTokenizerFactory"/> -->
        {STOCK}
        <filter class="solr.StopFilterFactory" words="stopwords.txt"
                ignoreCase="true"/>
      </analyzer>
      <analyzer type="query">
        {STOCK}
        <filter class="solr.SynonymFilterFactory" synonyms="synonyms.txt"/>
      </analyzer>
    </fieldType>
    <fieldType name="textTight" class="solr.TextField">
      <analyzer>
        {STOCK}
      </analyzer>
    </fieldType>
  </types>
</schema>
"""


@pytest.fixture
def schema(tmp_path):
    path = tmp_path / "schema.xml"
    path.write_text(SCHEMA)
    return path


def analyzers(path, name="text"):
    """By kind: the classes of an analyzer's tokenizer and filters, in order."""
    (kind,) = (one for one in etree.parse(path).iter("fieldType") if one.get("name") == name)
    return {one.get("type"): [part.get("class") for part in one.iter("tokenizer", "filter")] for one in kind.iter("analyzer")}


def test_both_analyzers_cut_chinese_into_pairs(run_script, schema):
    done = run_script("chinese-search.sh", schema)

    assert done.returncode == 0
    assert analyzers(schema) == {
        "index": [*CURED, "solr.StopFilterFactory"],
        "query": [*CURED, "solr.SynonymFilterFactory"],
    }


def test_nothing_else_in_the_file_changes(run_script, schema):
    run_script("chinese-search.sh", schema)

    added = [line.strip() for line in schema.read_text().splitlines() if line not in SCHEMA.splitlines()]
    assert [f'<{tag} class="{name}"/>' for tag, name in zip(["tokenizer", "filter", "filter"], CURED, strict=True)] * 2 == added
    assert schema.read_text().count(STOCK) == 2
    assert len(schema.read_text().splitlines()) == len(SCHEMA.splitlines()) + 4


def test_run_again_it_changes_nothing(run_script, schema):
    run_script("chinese-search.sh", schema)
    once = schema.read_bytes()

    again = run_script("chinese-search.sh", schema)

    assert (again.returncode, schema.read_bytes()) == (0, once)
    assert "already" in again.stdout


def test_it_may_stand_the_other_way_round(run_script, schema):
    schema.write_text(SCHEMA.replace('"index"', '"x"').replace('"query"', '"index"').replace('"x"', '"query"'))

    assert run_script("chinese-search.sh", schema).returncode == 0
    assert analyzers(schema)["index"][:3] == analyzers(schema)["query"][:3] == CURED


def test_the_mode_of_the_file_stays(run_script, schema):
    schema.chmod(0o640)

    run_script("chinese-search.sh", schema)

    assert stat.S_IMODE(schema.stat().st_mode) == 0o640


def second(text, old, new):
    """Replaces the second place only: the first ``old`` belongs to text_ws, the second to the analyzer for index."""
    at = text.index(old, text.index(old) + 1)
    return text[:at] + text[at:].replace(old, new, 1)


CJK = '<filter class="solr.CJKWidthFilterFactory"/><filter class="solr.CJKBigramFilterFactory"/>'
HALF = second(SCHEMA, STOCK, f'<tokenizer class="solr.StandardTokenizerFactory"/>{CJK}')


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param(HALF, "half edited", id="half edited"),
        pytest.param(second(SCHEMA, STOCK, '<tokenizer class="solr.StandardTokenizerFactory"/>'), "begins with", id="no filters"),
        pytest.param(
            second(SCHEMA, STOCK, '<tokenizer class="solr.ICUTokenizerFactory"/>'), "ICUTokenizer", id="other tokenizer"
        ),
        pytest.param(second(SCHEMA, STOCK, '<tokenizer name="whitespace"/>'), "begins with", id="tokenizer by name"),
        pytest.param(second(SCHEMA, STOCK, ""), "not one tokenizer", id="no tokenizer"),
        pytest.param(second(SCHEMA, STOCK, STOCK + CJK), "begins with", id="filters after the old tokenizer"),
        pytest.param(SCHEMA.replace('name="text" ', 'name="texte" '), "no field type", id="no such type"),
        pytest.param(SCHEMA.replace('name="textTight"', 'name="text"'), "two field types", id="type twice"),
        pytest.param(SCHEMA.replace(' type="query"', ""), "no analyzer for query", id="an analyzer of no kind"),
        pytest.param(SCHEMA.replace("</types>", "<!-- </types>"), "comment does not end", id="broken comment"),
        pytest.param(SCHEMA[: SCHEMA.index("<filter")], "does not end", id="cut off"),
        pytest.param("", "no field type", id="empty"),
    ],
)
def test_a_file_of_another_shape_is_refused_and_left_as_it_is(run_script, schema, text, why):
    schema.write_text(text)

    done = run_script("chinese-search.sh", schema)

    assert (done.returncode, schema.read_text()) == (1, text)
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert [path.name for path in schema.parent.iterdir()] == ["schema.xml"]


def test_a_file_that_is_not_there_is_said_in_one_line(run_script, tmp_path):
    done = run_script("chinese-search.sh", tmp_path / "nowhere.xml")

    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


def test_cores_get_the_edited_configuration_and_keep_their_data(run_script, tmp_path):
    home = tmp_path / "home"
    for name in ("search", "oai", "_default", "sample_techproducts_configs"):
        conf = tmp_path / "sets" / name / "conf"
        conf.mkdir(parents=True)
        (conf / "schema.xml").write_text(SCHEMA)
    kept = home / "search" / "data" / "index"
    kept.parent.mkdir(parents=True)
    kept.write_text("what was indexed")
    places = {"SOLR_SETS": str(tmp_path / "sets"), "SOLR_HOME": str(home)}

    codes = [run_script("prepare-cores.sh", **places).returncode for _ in range(2)]

    assert codes == [0, 0]
    assert sorted(path.parent.name for path in home.glob("*/core.properties")) == ["oai", "search"]
    assert analyzers(home / "search" / "conf" / "schema.xml")["index"][:3] == CURED
    assert (home / "oai" / "conf" / "schema.xml").read_text() == SCHEMA
    assert kept.read_text() == "what was indexed"


def test_solr_is_not_prepared_with_a_search_that_finds_no_chinese(run_script, tmp_path):
    conf = tmp_path / "sets" / "search" / "conf"
    conf.mkdir(parents=True)
    (conf / "schema.xml").write_text(HALF)
    home = tmp_path / "home"

    done = run_script("prepare-cores.sh", SOLR_SETS=str(tmp_path / "sets"), SOLR_HOME=str(home))

    assert (done.returncode, home.exists()) == (1, False)

"""Tables of evidence and of visits: what cells mean, and every fault at once with its line and column."""

import io
import os
import zipfile
from datetime import UTC, date, datetime
from unittest.mock import Mock
from xml.sax.saxutils import escape

import pytest

from ogp_etl.check.tables.broken_cells import broken_cells
from ogp_etl.check.tables.evidence import read_evidence, read_visits
from ogp_etl.errors import InputInvalid


@pytest.fixture
def two(plan, commitment):
    return plan(commitments=(commitment("1-1", milestones=[("m1", "2021-06-30")]), commitment("1-2")))


@pytest.fixture
def table(tmp_path, two):
    """Reads a CSV text as a table of evidence."""

    def read(text, *, name="evidence.csv", reader=read_evidence, encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return reader(path, two)

    return read


@pytest.fixture
def faults(table, tmp_path):
    """The faults of a text: place below the folder, what, what to do."""

    def read(text, **more):
        with pytest.raises(InputInvalid) as caught:
            table(text, **more)
        return [(one.where.removeprefix(f"{tmp_path}/"), one.what, one.do) for one in caught.value.faults]

    return read


def one(table, header, cells):
    (row,) = table(f"id,commitment,kind,{header}\na,1-1,decision,{cells}\n")
    return row


def test_a_table_of_three_columns_leaves_all_else_at_its_default(table):
    (row,) = table("id,commitment,kind\na,,minutes\n")
    facts = (row.document, row.commitment, row.milestone, row.language, row.published_from, row.published_by, row.public_until)
    assert facts == ("a", None, None, None, None, None, None)
    assert (row.recorded, row.substantive, row.primary, row.public, row.covers) == (None, True, None, True, None)


def test_an_empty_cell_of_public_is_unknown_and_an_absent_column_is_public(table):
    assert one(table, "public", "").public is None
    assert one(table, "public", "no").public is False
    assert one(table, "title", "x").public is True


def test_columns_come_in_any_order_and_unknown_ones_are_ignored(table):
    (row,) = table("weather,kind,id,commitment\nrain,audit,a,1-2\n")
    assert (row.id, row.kind, row.commitment) == ("a", "audit", "1-2")


def test_blanks_around_names_and_cells_are_nothing_and_those_within_stay(table):
    rows = table(
        " id ,commitment,kind,title,published\n a,1-1 , decision,第 一 次 , 2021-05-02\n , ,\u3000, ,\nb,1-1,decision,,\n"
    )
    assert [(row.id, row.commitment, row.kind, row.title) for row in rows] == [
        ("a", "1-1", "decision", "第 一 次"),
        ("b", "1-1", "decision", ""),
    ]
    assert rows[0].published_by == date(2021, 5, 2)


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_byte_order_mark_and_any_line_ends_are_fine(table, bom, end):
    lines = [b"id,commitment,kind,title", "a,1-1,decision,第一次".encode(), b"", b",,,", b""]
    assert [row.title for row in table(bom + end.join(lines))] == ["第一次"]


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("2023-08-31T16:30:00Z", date(2023, 9, 1)),
        ("2023-08-31T15:59:59Z", date(2023, 8, 31)),
        ("2023-08-31T23:30:00-05:00", date(2023, 9, 1)),
        ("2023-09-01 00:10+08:00", date(2023, 9, 1)),
        ("2023-08-31", date(2023, 8, 31)),
    ],
)
def test_an_instant_becomes_the_day_in_the_plans_zone(table, stated, day):
    row = one(table, "published,event_date,public_until", f"{stated},{stated},{stated}")
    assert (row.published_from, row.published_by, row.event_date, row.public_until) == (day, day, day, day)


def test_a_span_of_days_may_be_open_on_either_side(table):
    assert one(table, "published_from,published_by", "2021-05-20,").published_by is None
    assert one(table, "published_from,published_by", ",2021-05-20").published_from is None


def test_a_day_that_is_known_comes_before_a_span(table):
    row = one(table, "published,published_from,published_by", "2021-05-20,2021-05-01,2021-06-01")
    assert (row.published_from, row.published_by) == (date(2021, 5, 20), date(2021, 5, 20))


def test_a_bare_day_of_recording_means_its_end_in_the_plans_zone(table):
    assert one(table, "recorded", "2021-05-20").recorded == datetime(2021, 5, 20, 15, 59, 59, 999999, tzinfo=UTC)
    assert one(table, "recorded", "2021-05-20T08:00:00+08:00").recorded == datetime(2021, 5, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("zh-TW", "zh-Hant"),
        ("zh_TW", "zh-Hant"),
        ("zh-Hant-TW", "zh-Hant"),
        ("ZH-HANT", "zh-Hant"),
        ("zh-CN", "zh-CN"),
        ("zh-Hans-TW", "zh-Hans-TW"),
        ("zh", None),
        ("zho", None),
        ("cmn-Hant", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-Hans-HK", "zh-Hans-HK"),
        ("mul", None),
        ("und", None),
        ("en-US", "en"),
        ("ja", "ja"),
        ("", None),
    ],
)
def test_traditional_chinese_has_one_code(table, written, meant):
    assert one(table, "language", written).language == meant


def test_yes_and_no_are_read_in_any_case(table):
    row = one(table, "substantive,primary,public", "No,YES,yes")
    assert (row.substantive, row.primary, row.public) == (False, True, True)


def test_what_a_report_covers_is_kept_in_one_order(table):
    assert one(table, "covers", "next-steps milestones").covers == ("milestones", "next-steps")


# --- faults -----------------------------------------------------------------------------------------------------------


def test_missing_columns_are_named_together_with_the_faults_of_the_cells(faults):
    found = faults("commitment,published\n9-9,yesterday\n")
    assert [where for where, _, _ in found] == [
        "evidence.csv:1, column id",
        "evidence.csv:1, column kind",
        "evidence.csv:2, column commitment",
        "evidence.csv:2, column published",
    ]


def test_an_id_is_there_and_given_once(faults):
    assert faults("id,commitment,kind\na,,news\n,,news\na,,news\n") == [
        ("evidence.csv:3, column id", "is empty", "give every row an id of its own"),
        ("evidence.csv:4, column id", "a stands on line 2 already", "give every row an id of its own"),
    ]


def test_a_mistyped_kind_names_the_one_that_was_meant(faults):
    assert faults("id,commitment,kind\na,,minuts\nb,,\n") == [
        ("evidence.csv:2, column kind", "there is no kind of evidence minuts", "did you mean minutes?"),
        ("evidence.csv:3, column kind", "is empty", "write one of the kinds of docs/judging.md §5"),
    ]


@pytest.mark.parametrize(
    ("cells", "column", "what"),
    [
        ("published\n2021-02-30", "published", "'2021-02-30' is no day"),
        ("published\n20210520", "published", "'20210520' is no day"),
        ("published\n31.5.2021", "published", "'31.5.2021' is no day"),
        ("published\n2021-05-31T08:00:00", "published", "2021-05-31T08:00:00 is a time of day without its zone"),
        ("recorded\n2021-05-31 08:00", "recorded", "2021-05-31 08:00 is a time of day without its zone"),
        ("event_date\nMay", "event_date", "'May' is no day"),
        ("published\n0001-01-01T00:00:00+14:00", "published", "0001-01-01T00:00:00+14:00 is out of all reason"),
        ("published\n9999-12-31T23:00:00Z", "published", "9999-12-31T23:00:00Z is out of all reason"),
        ("recorded\n9999-12-31T23:59:59-14:00", "recorded", "9999-12-31T23:59:59-14:00 is out of all reason"),
        ("published,published_from\n2021-05-01,2021-05-02", "published", "2021-05-01 is before published_from 2021-05-02"),
        ("published,published_by\n2021-05-02,2021-05-01", "published", "2021-05-02 is after published_by 2021-05-01"),
        ("published_from,published_by\n2021-05-02,2021-05-01", "published_from", "2021-05-02 is after published_by 2021-05-01"),
        (
            "published,public_until\n2021-08-05,2021-08-04",
            "public_until",
            "2021-08-04 is before 2021-08-05, the earliest day on which it can have become public",
        ),
        (
            "published_from,published_by,public_until\n2021-08-05,2021-08-09,2021-08-04",
            "public_until",
            "2021-08-04 is before 2021-08-05, the earliest day on which it can have become public",
        ),
        (
            "published,published_from,public_until\n2021-08-05,2021-08-01,2021-08-03",
            "public_until",
            "2021-08-03 is before 2021-08-05, the earliest day on which it can have become public",
        ),
        ("milestone\nm2", "milestone", "commitment 1-1 has no milestone m2"),
        ("covers\nmilestones dealys", "covers", "'dealys' is none of its words"),
        ("primary\nmaybe", "primary", "is 'maybe'"),
        ("language\n中文", "language", "'中文' is no code of a language"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_with_its_column(faults, cells, column, what):
    header, values = cells.split("\n")
    ((where, found, do),) = faults(f"id,commitment,kind,{header}\na,1-1,decision,{values}\n")
    assert (where, found) == (f"evidence.csv:2, column {column}", what)
    assert do


def test_the_process_and_other_commitments_do_not_have_the_milestone(faults):
    found = faults("id,commitment,kind,milestone\na,,minutes,m1\nb,1-2,decision,m1\n")
    assert [what for _, what, _ in found] == [
        "the process of the plan has no milestones",
        "commitment 1-2 has no milestone m1",
    ]
    assert [do for *_, do in found] == ["write the commitment, or leave it empty", "leave it empty, as there is none"]


def test_ragged_rows_are_named_by_their_physical_line(faults):
    text = 'id,commitment,kind,title\na,1-1,decision,"two\nlines"\nb,1-1,decision\nc,1-1,decision,x,y\nd,1-1,audit,\n'
    assert [(where, what) for where, what, _ in faults(text)] == [
        ("evidence.csv:4", "has 3 cells where the header has 4"),
        ("evidence.csv:5", "has 5 cells where the header has 4"),
    ]


def test_a_quote_that_never_ends_is_named_where_it_begins(faults):
    ((where, what, _),) = faults('id,commitment,kind,title\na,1-1,decision,x\nb,1-1,decision,"open\nc,1-1,decision,x\n')
    assert where == "evidence.csv:3"
    assert what.startswith("is no CSV")


def test_a_column_named_twice_is_named(faults):
    assert faults("id,commitment,kind,kind\na,1-1,decision,audit\n")[0][:2] == (
        "evidence.csv:1, column kind",
        "the column stands there twice",
    )


@pytest.mark.parametrize("text", ["", "\n\n", ",,\n"])
def test_an_empty_file_is_no_table(faults, text):
    ((where, what, _),) = faults(text)
    assert where == "evidence.csv:1"
    assert what in ("is empty", "has no row")


def test_a_header_alone_is_a_table_without_rows(table):
    assert table("id,commitment,kind\n") == []


def test_a_file_in_another_encoding_is_named_by_its_line(faults):
    ((where, what, do),) = faults("id,commitment,kind,title\na,1-1,decision,x\nb,1-1,decision,會議\n", encoding="big5")
    assert (where, what, do) == ("evidence.csv:3", "is not UTF-8", "save the file as CSV UTF-8")


def test_a_file_that_is_not_there_is_named(two, tmp_path):
    with pytest.raises(InputInvalid, match=r"nowhere\.csv: cannot be read"):
        read_evidence(tmp_path / "nowhere.csv", two)


# --- workbooks --------------------------------------------------------------------------------------------------------


class Failed(str):
    """What a program shows in a cell whose formula failed."""


def xlsx(path, rows):
    """The smallest workbook: texts inline, numbers, ticks, and days as serial numbers with a date format."""

    def cell(value):
        if isinstance(value, bool):
            return f'<c t="b"><v>{int(value)}</v></c>'
        if isinstance(value, datetime):
            return f'<c s="1"><v>{(value - datetime(1899, 12, 30)).total_seconds() / 86400}</v></c>'  # noqa: DTZ001 workbooks have no zones
        if isinstance(value, (int, float)):
            return f"<c><v>{value}</v></c>"
        if isinstance(value, Failed):
            return f'<c t="e"><f>A9</f><v>{value}</v></c>'
        return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheet = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
        "</styleSheet>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')


def ods(path, rows):
    """The smallest OpenDocument sheet: texts and days."""

    def cell(value):
        if isinstance(value, date):
            return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
        if isinstance(value, Failed):
            kind = 'office:value-type="string" office:string-value="" calcext:value-type="error"'
            return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"
        if value == "":
            return '<table:table-cell table:number-columns-repeated="1"/>'
        return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'

    urn = "urn:oasis:names:tc:opendocument:xmlns:"
    sheet = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{urn}office:1.0"'
        f' xmlns:table="{urn}table:1.0" xmlns:text="{urn}text:1.0"'
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="a">{sheet}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", content)
        packed.writestr(
            "META-INF/manifest.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{urn}manifest:1.0"><manifest:file-entry'
            ' manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )


HEADER = ["id", "commitment", "kind", "published"]


@pytest.mark.parametrize(("write", "name"), [(xlsx, "evidence.xlsx"), (ods, "evidence.ods")])
def test_a_workbook_is_read_like_a_csv_file(two, tmp_path, write, name):
    write(tmp_path / name, [HEADER, ["a", "1-1", "decision", "2021-05-20"], ["b", "", "minutes", "2023-08-31T16:30:00Z"]])
    rows = read_evidence(tmp_path / name, two)
    assert [(row.id, row.commitment, row.published_by) for row in rows] == [
        ("a", "1-1", date(2021, 5, 20)),
        ("b", None, date(2023, 9, 1)),
    ]


def test_days_numbers_and_ticks_of_a_workbook_are_read_as_such(two, tmp_path):
    cells = [7, "1-1", "decision", datetime(2021, 5, 20), datetime(2021, 5, 21), False]  # noqa: DTZ001 workbooks have no zones
    xlsx(tmp_path / "e.xlsx", [[*HEADER, "recorded", "public"], cells])
    (row,) = read_evidence(tmp_path / "e.xlsx", two)
    assert (row.id, row.published_from, row.public) == ("7", date(2021, 5, 20), False)
    assert row.recorded == datetime(2021, 5, 21, 15, 59, 59, 999999, tzinfo=UTC)


def test_a_day_of_an_opendocument_sheet_is_a_day(two, tmp_path):
    ods(tmp_path / "e.ods", [HEADER, ["a", "1-1", "decision", date(2021, 5, 20)]])
    assert [row.published_by for row in read_evidence(tmp_path / "e.ods", two)] == [date(2021, 5, 20)]


def test_faults_of_a_workbook_name_the_row_of_the_sheet(two, tmp_path):
    noon, new_year = datetime(2021, 5, 20, 12), datetime(2026, 1, 1)  # noqa: DTZ001 workbooks have no zones
    rows = [HEADER, ["", "", "", ""], ["a", "1-1", "decision", noon], ["b", new_year, "decision", "2021-05-20"]]
    xlsx(tmp_path / "e.xlsx", rows)
    with pytest.raises(InputInvalid) as caught:
        read_evidence(tmp_path / "e.xlsx", two)
    assert [str(fault).removeprefix(f"{tmp_path}/") for fault in caught.value.faults] == [
        "e.xlsx:3, column published: 2021-05-20T12:00:00 is a time of day without its zone; format the cell as text and"
        " write a day like 2021-05-31, or an instant like 2021-05-31T08:00:00+08:00",
        "e.xlsx:4, column commitment: is the day 2026-01-01; format the column as text and write it again",
    ]


FAILED = "its formula failed"


@pytest.mark.parametrize(("write", "name"), [(xlsx, "e.xlsx"), (ods, "e.ods")])
def test_a_formula_that_failed_is_named_and_not_read_as_an_empty_cell(two, tmp_path, write, name):
    rows = [
        [*HEADER, "milestone", "title", "notes"],
        ["a", "1-1", "decision", "2021-05-20", "m1", "x", Failed("#N/A")],
        ["", "", "", "", "", "", ""],
        ["b", Failed("#REF!"), "decision", Failed("#VALUE!"), Failed("#N/A"), Failed("#DIV/0!"), ""],
    ]
    write(tmp_path / name, rows)

    with pytest.raises(InputInvalid) as caught:
        read_evidence(tmp_path / name, two)

    said = [str(fault).removeprefix(f"{tmp_path}/{name}:") for fault in caught.value.faults]
    assert sorted(said) == [
        f"4, column {column}: is {shown}: {FAILED}; mend it, or write the value itself"
        for column, shown in (("commitment", "#REF!"), ("milestone", "#N/A"), ("published", "#VALUE!"), ("title", "#DIV/0!"))
    ]


@pytest.mark.parametrize(("write", "name"), [(xlsx, "e.xlsx"), (ods, "e.ods")])
def test_a_formula_that_failed_in_a_column_that_nobody_reads_is_no_fault(two, tmp_path, write, name):
    write(tmp_path / name, [[*HEADER, "notes"], ["a", "1-1", "decision", "2021-05-20", Failed("#N/A")]])
    assert [row.id for row in read_evidence(tmp_path / name, two)] == ["a"]


def test_a_workbook_of_which_nobody_can_see_what_failed_in_it_is_refused(two, tmp_path, monkeypatch):
    """Old workbooks are no ZIP files of XML."""
    with pytest.raises(zipfile.BadZipFile):
        broken_cells(b"\xd0\xcf\x11\xe0 the rest of an .xls file")
    binary = io.BytesIO()
    with zipfile.ZipFile(binary, "w") as packed:
        packed.writestr("xl/workbook.bin", b"as an .xlsb file has it")
    with pytest.raises(StopIteration):
        broken_cells(binary.getvalue())

    xlsx(tmp_path / "e.xlsx", [HEADER, ["a", "1-1", "decision", "2021-05-20"]])
    for error in (zipfile.BadZipFile("File is not a zip file"), StopIteration()):
        monkeypatch.setattr("ogp_etl.check.tables.sheet.broken_cells", Mock(side_effect=error))
        with pytest.raises(InputInvalid, match="it cannot be seen whether a formula in it failed; save it anew as XLSX, ODS or"):
            read_evidence(tmp_path / "e.xlsx", two)


def test_a_failure_in_words_of_another_language_is_a_failure_too(two, tmp_path):
    ods(tmp_path / "e.ods", [[*HEADER, "title"], ["a", "1-1", "decision", "2021-05-20", Failed("#BEZUG!")]])
    with pytest.raises(InputInvalid, match=r"e\.ods:2, column title: is #ERROR!: its formula failed"):
        read_evidence(tmp_path / "e.ods", two)


def test_a_failure_that_was_saved_into_a_csv_file_is_named(faults):
    assert [(where, what) for where, what, _ in faults("id,commitment,kind,answers\na,1-1,audit,#N/A\n")] == [
        ("evidence.csv:2, column answers", f"is #N/A: {FAILED}")
    ]


def test_rows_and_cells_that_say_where_they_stand_and_rows_written_once_for_many_are_counted(tmp_path, two):
    xlsx(tmp_path / "e.xlsx", [HEADER, ["a", "1-1", "decision", Failed("#REF!")]])
    with zipfile.ZipFile(tmp_path / "e.xlsx") as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace('<row><c t="inlineStr"><is><t>a<', '<row r="7"><c r="A7" t="inlineStr"><is><t>a<')
    parts[sheet] = parts[sheet].replace('<c t="e">', '<c r="D7" t="e">')
    with zipfile.ZipFile(tmp_path / "e.xlsx", "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    with pytest.raises(InputInvalid, match=r"e\.xlsx:7, column published: is #REF!"):
        read_evidence(tmp_path / "e.xlsx", two)

    header = [*HEADER, "language", "title"]
    ods(tmp_path / "e.ods", [header, [""] * 6, ["a", "1-1", "decision", "", "", Failed("#REF!")]])
    with zipfile.ZipFile(tmp_path / "e.ods") as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist()}
    one = '<table:table-cell table:number-columns-repeated="1"/>'
    empty, many = "<table:table-row>" + one * 6, '<table:table-row table:number-rows-repeated="5">' + one.replace("1", "6")
    assert empty in parts["content.xml"]
    with zipfile.ZipFile(tmp_path / "e.ods", "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content.replace(empty, many).replace(one * 2, one.replace("1", "2")))
    with pytest.raises(InputInvalid, match=r"e\.ods:7, column title: is #REF!"):
        read_evidence(tmp_path / "e.ods", two)


@pytest.mark.parametrize("content", [b"PK\x03\x04 cut short", b"\xd0\xcf\x11\xe0 cut short"])
def test_a_damaged_workbook_is_named(faults, content):
    ((where, what, _),) = faults(content, name="evidence.xlsx")
    assert where == "evidence.xlsx"
    assert what.startswith("is no workbook that can be read")


def test_a_workbook_under_another_name_is_a_workbook_still(two, tmp_path):
    xlsx(tmp_path / "evidence.csv", [HEADER, ["a", "1-1", "decision", "2021-05-20"]])
    assert len(read_evidence(tmp_path / "evidence.csv", two)) == 1


# --- visits -----------------------------------------------------------------------------------------------------------


def test_visits_are_by_commitment_and_the_empty_one_is_the_process(table):
    text = "commitment,last_visit\n,2022-09-09\n1-1,2022-08-31T16:30:00Z\n1-2,\n"
    assert table(text, reader=read_visits) == {None: date(2022, 9, 9), "1-1": date(2022, 9, 1)}


def test_faults_of_visits_are_named_together(faults):
    text = "commitment,last_visit\n1-1,2022-09-09\n1-1,2022-09-10\n9-9,soon\n"
    assert [(where, what) for where, what, _ in faults(text, reader=read_visits)] == [
        ("evidence.csv:3, column commitment", "1-1 stands on line 2 already"),
        ("evidence.csv:4, column commitment", "there is no commitment 9-9"),
        ("evidence.csv:4, column last_visit", "'soon' is no day"),
    ]


def test_visits_need_both_columns(faults):
    assert [where for where, _, _ in faults("commitment,visited\n1-1,x\n", reader=read_visits)] == [
        "evidence.csv:1, column last_visit"
    ]


def test_a_pipe_is_no_table(tmp_path, two):
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)

    with pytest.raises(InputInvalid, match="is no ordinary file"):
        read_evidence(pipe, two)


@pytest.mark.parametrize(("text", "mark"), [("id;commitment;kind\n", "semicolons"), ("id\tcommitment\tkind\n", "tabs")])
def test_another_mark_between_cells_is_named_instead_of_missing_columns(faults, text, mark):
    assert faults(text) == [("evidence.csv:1", f"its cells are parted by {mark}", "save it with commas, as CSV UTF-8")]


def test_a_column_in_capitals_is_named_with_the_name_it_should_have(faults):
    assert faults("ID,commitment,kind\na,1-1,audit\n") == [
        ("evidence.csv:1, column id", "the column is missing", "write id in place of ID in the header row")
    ]


def test_a_cell_beyond_all_reason_is_named(faults):
    (fault,) = faults(f"id,commitment,kind\n{'x' * 200_000},1-1,audit\n")
    assert fault[:2] == ("evidence.csv:2", "has a cell of more than 131,072 characters")


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("published,public_until", "2021-08-05,2021-08-05"),  # gone on the day on which it came
        ("published_from,published_by,public_until", "2021-08-01,2021-08-09,2021-08-05"),
        ("published_by,public_until", "2021-08-09,2021-08-05"),  # public since nobody knows when
        ("public_until", "2021-08-05"),
    ],
)
def test_what_can_have_been_public_before_it_was_withdrawn_is_read(table, header, cells):
    assert one(table, header, cells).public_until == date(2021, 8, 5)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("id,commitment,kind\na,1-1,audit\nb,1-1,au\0dit\n", 3),
        ("id,commitment,kind\n\0", 2),
        ("id,commitment,kind\na,1-1,audit\n".encode("utf-16-le"), 1),
    ],
)
@pytest.mark.parametrize("reader", [read_evidence, read_visits])
def test_a_nul_byte_is_named_with_its_line(faults, text, line, reader):
    assert faults(text, reader=reader) == [(f"evidence.csv:{line}", "has a NUL byte", "save it anew as CSV UTF-8")]

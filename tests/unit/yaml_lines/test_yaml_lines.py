"""YAML with lines: what is read as what, what is refused, and how a fault of a checked file reads."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from ogp_etl.errors import Fault, InputInvalid
from ogp_etl.yaml_files.faults import faults_from
from ogp_etl.yaml_files.lines import LineMap, read

Write = Callable[[str], Path]
Sound = Callable[[str], tuple[Any, LineMap]]
STRICT = ConfigDict(extra="forbid")


@dataclass(config=STRICT)
class Leaf:
    name: str
    due: date | None = None


@dataclass(config=STRICT)
class Dog:
    kind: Literal["dog"]
    barks: bool


@dataclass(config=STRICT)
class Cat:
    kind: Literal["cat"]
    lives: Annotated[int, Field(ge=0, le=9)] = 9


@dataclass(config=STRICT)
class Tree:
    title: str
    leaves: tuple[Leaf, ...] = ()
    pets: tuple[Annotated[Dog | Cat, Field(discriminator="kind")], ...] = ()
    codes: dict[str, Leaf] | None = None


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Path:
        path = tmp_path / "card.yml"
        path.write_bytes(text.encode())
        return path

    return written


@pytest.fixture
def sound(write: Write) -> Sound:
    """The data and the lines of a file without a fault."""

    def data_and_lines(text: str) -> tuple[Any, LineMap]:
        written = read(write(text))
        assert written.faults == ()
        return written.data, written.lines

    return data_and_lines


@pytest.fixture
def refused(write: Write) -> Callable[[str], list[str]]:
    """The faults of a file without its folder."""

    def faults(text: str) -> list[str]:
        path = write(text)
        try:
            found = read(path).faults
        except InputInvalid as error:
            found = tuple(error.faults)
        assert found
        return [str(fault).replace(str(path), "card.yml") for fault in found]

    return faults


@pytest.fixture
def checked(write: Write, sound: Sound) -> Callable[[str], list[str]]:
    """The faults of a file that is asked to be a Tree."""

    def faults(text: str) -> list[str]:
        path = write(text)
        data, lines = sound(text)
        adapter = TypeAdapter(Tree)
        with pytest.raises(ValidationError) as error:
            adapter.validate_python(data)
        found = faults_from(error.value, lines, path, adapter.json_schema())
        return [str(fault).replace(str(path), "card.yml") for fault in found]

    return faults


# --- reading -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2021-01-31", date(2021, 1, 31)),
        ("'2021-01-31'", "2021-01-31"),
        ("1-1", "1-1"),
        ("12", 12),
        ("-3", -3),
        ("1.5", 1.5),
        ("010", "010"),
        ("1e10", "1e10"),
        ("1_000", "1_000"),
        ("0x1f", "0x1f"),
        ("22:30", "22:30"),
        ("2021-01-31T08:00:00+08:00", "2021-01-31T08:00:00+08:00"),
        ("true", True),
        ("no", "no"),
        ("on", "on"),
        ("~", None),
        ("", None),
        ("臺灣", "臺灣"),
        ("[a, 1]", ["a", 1]),
        ("{a: {b: 1}}", {"a": {"b": 1}}),
    ],
)
def test_a_value_is_read_as_people_mean_it(sound: Sound, written: str, value: Any) -> None:
    data, _ = sound(f"key: {written}\n")
    assert data == {"key": value}


def test_an_empty_file_is_nothing(sound: Sound) -> None:
    data, lines = sound("# only a comment\n")
    assert (data, lines.line()) == (None, 1)


def test_a_byte_order_mark_is_no_part_of_the_first_key(sound: Sound) -> None:
    assert sound("\ufeffid: a\n")[0] == {"id": "a"}


def test_every_value_has_its_line(sound: Sound) -> None:
    _, lines = sound("a: 1\n\nb:\n  - x\n  - {c: 2,\n     d: 3}\ntext: |\n  one\n  two\nlast: 1\n")
    found = [lines.line(loc) for loc in (("a",), ("b",), ("b", 1), ("b", 1, "d"), ("text",), ("last",))]
    assert found == [1, 3, 5, 6, 7, 10]


def test_what_a_file_does_not_have_stands_where_its_parent_is(sound: Sound) -> None:
    _, lines = sound("a: 1\nb:\n  - {c: 2}\n")
    assert lines.line(("b", 0, "variant", "missing")) == 3


# --- refused -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("a: 1\nb: 2\na: 3\n", ["card.yml:3: the key a stands here again (first on line 1); keep one"]),
        ("a: &x [1]\nb: *x\n", ["card.yml:2: repeats a value by its name (*x); write the value out in both places"]),
        ("a: &a [*a]\n", ["card.yml:1: repeats a value by its name (*a); write the value out in both places"]),
        ("a: 2021-02-30\n", ["card.yml:1: 2021-02-30 is no day of the calendar; write a day of the calendar, like 2021-01-31"]),
        ("? [a]\n: 1\n", ["card.yml:1: has a list or mapping as a key; write a plain word before the colon"]),
        (
            "a: \x07\n",
            ["card.yml:1: holds the control character U+0007; remove it, or write it as an escape within double quotes"],
        ),
    ],
)
def test_what_a_card_may_not_hold_is_named_with_its_line(
    refused: Callable[[str], list[str]], text: str, faults: list[str]
) -> None:
    assert refused(text) == faults


def test_all_faults_of_a_file_come_at_once(refused: Callable[[str], list[str]]) -> None:
    found = refused("a: !!python/object:os.system {}\nb: 2021-13-01\nb: 2\nc: !mine x\n")
    assert [fault.split(":")[1] for fault in found] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("text", ["a: [1\nb: 2\n", "a: 1\n b: 2\n", 'a: "x\n', "a: b: c\n", "\t- a\n"])
def test_what_is_no_yaml_is_named_with_a_line(refused: Callable[[str], list[str]], text: str) -> None:
    (fault,) = refused(text)
    assert "is no YAML" in fault
    assert fault.split(":")[1].isdigit()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: 1\nb:\n\t- c\n", "card.yml:3: is no YAML: the line is indented with a tab; indent with blanks, two for each level"),
        (
            "a: 1\nb：2\nc: 3\n",
            "card.yml:2: is no YAML: the line has a wide colon (：); write a colon and a blank (: ) after the key",
        ),
        ("a: 1\n  b: 2\n", "card.yml:2: is no YAML: the line is indented below a key that has a value already;"),
        (
            "a: @x\n",
            "card.yml:1: is no YAML: the line has a value that begins with a sign of YAML's own; put the value in quotes",
        ),
        ("a: b: c\n", "card.yml:1: is no YAML: the line has a colon and a blank within a value; put the value in quotes"),
        ("a: {% raw %}\n", "card.yml:1: is no YAML: the line holds a template; write plain text: strings in cards are never"),
        (
            "a: {{ ds }}\n",
            "card.yml:1: holds a template ({{); write plain text: strings in cards are never rendered as templates",
        ),
        ("a: x\0y\n", "card.yml:1: holds the control character U+0000; save the file as UTF-8 text"),
    ],
)
def test_what_people_most_often_get_wrong_is_said_in_their_words(
    refused: Callable[[str], list[str]], text: str, fault: str
) -> None:
    assert refused(text)[0].startswith(fault)


def test_a_folder_or_a_pipe_in_place_of_a_file_is_named_and_not_waited_on(tmp_path: Path) -> None:
    (tmp_path / "a.yml").mkdir()
    os.mkfifo(tmp_path / "b.yml")
    for name, what in (("a.yml", "is a folder"), ("b.yml", "is no ordinary file")):
        with pytest.raises(InputInvalid, match=what):
            read(tmp_path / name)


def test_a_bad_value_does_not_hide_what_is_wrong_with_the_others(write: Write) -> None:
    path = write("title: 2021-02-31\nleaves: &l\n  - {name: x, due: 2021-13-01}\n  - {name: 1}\npets: *l\nxyz: 1\n")
    written = read(path)
    adapter = TypeAdapter(Tree)
    with pytest.raises(ValidationError) as error:
        adapter.validate_python(written.data)
    found = [*written.faults, *faults_from(error.value, written.lines, path, adapter.json_schema(), named=written.faulty)]
    assert [str(fault).removeprefix(f"{path}:").partition(";")[0] for fault in found] == [
        "1: 2021-02-31 is no day of the calendar",
        "3: 2021-13-01 is no day of the calendar",
        "5: repeats a value by its name (*l)",
        "4: leaves.name is 1",
        "6: the key xyz is unknown",
    ]


def test_a_fault_is_one_short_line_whatever_was_written() -> None:
    line = str(Fault("card.yml:1", "the key \x1b[31m\nb" + "x" * 10_000 + " is unknown", "remove it"))
    assert line.startswith("card.yml:1: the key \\x1b[31m\\nbxxx")
    assert line.endswith("xxx is unknown; remove it")
    assert len(line) < 400


@pytest.mark.parametrize("depth", [40, 100_000])
def test_a_file_nested_beyond_reason_is_refused_and_does_not_crash_the_reader(
    refused: Callable[[str], list[str]], depth: int
) -> None:
    assert refused("[" * depth + "]" * depth) == [
        "card.yml:1: is nested too deep; write plain keys and values, at most 30 levels of them"
    ]


def test_another_encoding_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "card.yml"
    path.write_bytes("a: 1\nb: 臺灣\n".encode("big5"))
    with pytest.raises(InputInvalid, match=r"card\.yml:2: is not UTF-8"):
        read(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputInvalid, match=r"none\.yml: cannot be read"):
        read(tmp_path / "none.yml")


# --- faults of a checked file ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("leaves: []\n", "card.yml:1: title is missing; write title: with a text"),
        ("title: a\ntitel: b\n", "card.yml:2: the key titel is unknown; did you mean title?"),
        ("title: a\nxyz: b\n", "card.yml:2: the key xyz is unknown; remove it or use one of: codes, leaves, pets, title"),
        ("title: 12\n", "card.yml:1: title is 12; write a text, in quotes when it looks like a number or a day"),
        ("title:\n", "card.yml:1: title is empty; write a text, in quotes when it looks like a number or a day"),
        ("title: a\nleaves: x\n", "card.yml:2: leaves is 'x'; write a list of entries, each with the keys name below it"),
        ("title: a\nleaves:\n  - {name: b, due: soon}\n", "card.yml:3: leaves.due is 'soon'; write a day like 2021-01-31"),
        ("title: a\nleaves:\n  - {nam: b}\n", "card.yml:3: the key leaves.nam is unknown; did you mean name?"),
        ("title: a\npets:\n  - kind: dog\n    bark: true\n", "card.yml:4: the key pets.bark is unknown; did you mean barks?"),
        ("title: a\npets:\n  - kind: cow\n", "card.yml:3: pets.kind is 'cow'; write one of: 'dog', 'cat'"),
        ("title: a\npets:\n  - lives: 3\n", "card.yml:3: pets.kind is missing; write kind: with one of: dog, cat"),
        ("title: a\npets:\n  - kind: dog\n    barks: often\n", "card.yml:4: pets.barks is 'often'; write true or false"),
        ("title: a\ncodes:\n  x:\n    nme: b\n", "card.yml:4: the key codes.x.nme is unknown; did you mean name?"),
        (
            "title: a\npets:\n  - kind: cat\n    lives: 10\n",
            "card.yml:4: pets.lives is 10; write a whole number from 0 to 9",
        ),
    ],
)
def test_a_fault_says_what_where_and_what_to_write(checked: Callable[[str], list[str]], text: str, fault: str) -> None:
    assert fault in checked(text)


def test_faults_come_in_the_order_of_the_file(checked: Callable[[str], list[str]]) -> None:
    found = checked("leaves:\n  - {due: x}\npets:\n  - {kind: cat, lives: many}\ntitle: 1\n")
    assert [fault.split(":")[1] for fault in found] == ["2", "2", "4", "5"]

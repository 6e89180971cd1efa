"""Why a text is no YAML, in words for the people who write cards rather than in those of a parser."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from ogp_etl.errors import Fault

_HINTS: tuple[tuple[str, str, str], ...] = (
    (r"^ *\t", "is indented with a tab", "indent with blanks, two for each level"),
    (r"\{\{|\{%", "holds a template", "write plain text: strings in cards are never rendered as templates"),
    (r"^[^:\"']*：", "has a wide colon (：)", "write a colon and a blank (: ) after the key"),
    (r":\s+[@`%&*!]", "has a value that begins with a sign of YAML's own", "put the value in quotes"),
    (r": .*: ", "has a colon and a blank within a value", "put the value in quotes"),
    (r"[“”「」]", "may have quotes that YAML does not know", 'write " around the value'),
)
"""What a person most often wrote on a line that is no YAML: pattern, what is wrong, what to write."""


def syntax_fault(path: Path, text: str, error: yaml.YAMLError) -> Fault:
    """The fault of a text that does not parse, with its line and, where it can be guessed, what the person meant."""
    mark = (error.problem_mark or error.context_mark) if isinstance(error, yaml.MarkedYAMLError) else None
    what = (
        " ".join(part for part in (error.context, error.problem) if part)
        if isinstance(error, yaml.MarkedYAMLError)
        else str(error)
    )
    written = text.splitlines()
    line = mark.line + 1 if mark else 1
    if (
        "mapping values are not allowed" in what
        and 1 < line <= len(written)
        and _indent(written[line - 1]) > _indent(written[line - 2])
    ):
        seen = "is indented below a key that has a value already"
        return Fault(f"{path}:{line}", f"is no YAML: the line {seen}", "write the value either on the key's line or below it")
    for number in (line, line - 1):  # the parser often stumbles one line late
        for pattern, seen, do in _HINTS if 0 < number <= len(written) else ():
            if re.search(pattern, written[number - 1]):
                return Fault(f"{path}:{number}", f"is no YAML: the line {seen}", do)
    return Fault(f"{path}:{line}", f"is no YAML: {what}", "check indentation, colons and quotes on this line and the one before")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))

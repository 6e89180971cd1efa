"""The single values that cards are made of: texts, days, periods, ids, addresses, patterns; each says what to write.

A value that is refused raises ValueError with a message of two parts, what is wrong and what to write instead, parted by
``"; "`` (``typed_faults.faults_from`` takes them apart).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_after_validator_function

from ogp_etl.model import COVER_WORDS, KINDS, Period

SCHEMES = ("http", "https")
"""What an address in a card may begin with; everything else is read from no site."""
_ADDRESS = "write a web address like https://www.example.gov.tw/page"


def _plain(text: str) -> str:
    """Strings of cards never reach a template engine; a template in a card is a mistake or an attack."""
    if "{{" in text or "{%" in text:
        found = "{{" if "{{" in text else "{%"
        raise ValueError(f"holds a template ({found}); write plain text: strings in cards are never rendered as templates")
    return text


@dataclass(frozen=True, slots=True)
class _Form:
    """A text of one form, told in words instead of by its pattern. The JSON schema has the pattern, for editors."""

    pattern: str
    thing: str
    write: str

    def check(self, text: str) -> str:
        if not re.fullmatch(self.pattern, _plain(text)):
            raise ValueError(f"{text!r} is no {self.thing}; write {self.write}")
        return text

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "pattern": self.pattern}


def _period(text: str) -> str:
    Period.parse(text)
    return text


def _unit(given: Any) -> Any:
    """A bare number does not say whether it counts days or months."""
    number = str(given).strip()
    if number.isdecimal() and not isinstance(given, bool):
        raise ValueError(f"{number} has no unit; write P{number}M for months, P{number}W for weeks or P{number}D for days")
    return given


EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
"""Days of cards lie between these: from 9999-12-31 no clock runs on."""


def _day(given: Any) -> Any:
    """pydantic takes a bare number for seconds since 1970; nobody writes a day like that."""
    if isinstance(given, (bool, int, float)) or (isinstance(given, str) and not re.fullmatch(r"\s*\d{4}-\d\d-\d\d\s*", given)):
        raise ValueError(f"{given!r} is no day; write a day like 2021-01-31")
    if isinstance(given, str):
        try:
            given = date.fromisoformat(given.strip())
        except ValueError as error:
            raise ValueError(f"{given!r} is no day of the calendar; write a day like 2021-01-31") from error
    if isinstance(given, date) and not EARLIEST <= given <= LATEST:
        raise ValueError(f"{given} is out of all reason; write a day from {EARLIEST} to {LATEST}")
    return given


def known_kind(text: str) -> str:
    """The kind of evidence, if it is one. Raises ValueError."""
    if text not in KINDS:
        near = get_close_matches(text, KINDS, n=1)
        do = f"did you mean {near[0]}?" if near else "write one of the kinds of docs/judging.md §5, such as minutes or budget"
        raise ValueError(f"unknown kind of evidence {text!r}; {do}")
    return text


def _known_cover(text: str) -> str:
    if text not in COVER_WORDS:
        raise ValueError(f"{text!r} is nothing that a document is said to cover; write one of {', '.join(COVER_WORDS)}")
    return text


def _regex(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        do = r"write one like 會議|小組, with \ before a bracket or sign that is meant as such"
        raise ValueError(f"{text!r} is not a regular expression: {error}; {do}") from error
    return text


def _below(text: str) -> str:
    if text.startswith(("/", "~")) or "\\" in text or ".." in text.split("/"):
        raise ValueError(f"{text!r} leads out of its folder; write a path below the given folder, with / and without ..")
    return text


def _address(text: str) -> str:
    """Only what can be seen from the writing; whether it is a public address the catalogue and the door look at."""
    scheme, colon, _ = text.partition(":")
    if colon and scheme.isalpha() and scheme.lower() not in SCHEMES:
        raise ValueError(
            f"{text!r} begins with {scheme}:, and only addresses that begin with https:// or http:// are read;"
            " write the document's web address, or give files on a disk a source with collector: folder"
        )
    if re.search(r"\s", text):
        raise ValueError(f"{text!r} holds a blank; write %20 in its place")
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:  # a port that is no number, brackets that do not close
        raise ValueError(f"{text!r} is no web address; {_ADDRESS}") from None
    if parts.scheme not in SCHEMES:
        raise ValueError(f"{text!r} does not begin with https:// or http://; {_ADDRESS}")
    if not host:
        raise ValueError(f"{text!r} names no host; {_ADDRESS}")
    return text


Plain = Annotated[str, Field(min_length=1), AfterValidator(_plain)]
Day = Annotated[date, BeforeValidator(_day)]
Every = Annotated[str, BeforeValidator(_unit), AfterValidator(_period), Field(examples=["P1D", "P1W", "P4M"])]
Kind = Annotated[str, AfterValidator(known_kind), Field(json_schema_extra={"enum": list(KINDS)})]
Cover = Annotated[str, AfterValidator(_known_cover)]
Pattern = Annotated[Plain, AfterValidator(_regex)]
RelativePath = Annotated[Plain, AfterValidator(_below)]
Url = Annotated[
    str,
    AfterValidator(_plain),
    AfterValidator(_address),
    Field(json_schema_extra={"pattern": r"^https?://[^\s/]+(/\S*)?$"}),
]
Prefix = Annotated[str, AfterValidator(_plain)]
Slug = Annotated[
    str, _Form(r"^[a-z0-9][a-z0-9-]{0,60}$", "id", "small letters, digits and hyphens (at most 61), such as ministry-page")
]
Host = Annotated[str, _Form(r"^[a-z0-9.-]+(:[0-9]+)?$", "name of a host", "one in small letters, such as www.example.gov.tw")]
Number = Annotated[
    str,
    _Form(r"^[0-9A-Za-z]+(-[0-9A-Za-z]+)*$", "number of a commitment", "digits and letters parted by hyphens, such as 1-1"),
]
LanguageCode = Annotated[
    str, _Form(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "code of a language", "zh-Hant, en or another code, as tables write it")
]
Stamp = Annotated[str, _Form(r"^[0-9]{12,14}$", "time stamp", "12 to 14 digits in quotes, such as '202002210900'")]
Bucket = Annotated[str, _Form(r"^[A-Za-z0-9._-]{1,255}$", "name of a bucket", "letters, digits, dots, _ and hyphens only")]

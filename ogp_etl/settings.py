"""What an operator sets: the environment (``OGP_…``), read once. Secrets live in the environment or in Airflow, never in cards.

S3 credentials are those that boto3 finds by itself (``AWS_ACCESS_KEY_ID`` and so on).
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from ogp_etl.errors import SettingsInvalid

PREFIX = "OGP_"
log = logging.getLogger(__name__)


def _folder(path: Path) -> Path:
    """Absolute. A folder need not be there yet, but no file may stand where it, or a folder above it, is to be. Whether we
    may write there is told by the work that needs to: many commands do not."""
    whole = path.expanduser().absolute()
    above = next((one for one in (whole, *whole.parents) if os.path.exists(one)), None)  # noqa: PTH110 Path.exists raises where we may not look
    if above is not None and not above.is_dir():
        raise ValueError(f"{whole} cannot be a folder, because {above} is a file; write the path of a folder")
    return whole


def _file(path: Path) -> Path:
    whole = path.expanduser().absolute()
    if not whole.is_file():
        what = "is no ordinary file" if whole.exists() else "is not there"
        raise ValueError(f"the file {whole} {what}; write paths of WARC or WACZ files, parted by {os.pathsep}")
    return whole


def _web(text: str) -> str:
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good or re.search(r"\s", text):
        raise ValueError(f"{text!r} is no web address; write one like https://s3.example.gov.tw:9000")
    return text


def _usable(address: str) -> bool:
    """Whether this installation has what it needs to speak to that database."""
    from sqlalchemy.engine import make_url  # slow to import, and needed only where a database is named
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(address)
        url.get_dialect().import_dbapi()
    except (ArgumentError, ValueError, ImportError):
        return False
    return url.get_backend_name() in ("sqlite", "postgresql")


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of zones, such as Asia
        raise ValueError(f"{text!r} is no time zone; write one like Asia/Taipei") from None
    return text


Folder = Annotated[Path, AfterValidator(_folder)]
Plans = Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())]
Recording = Annotated[Path, AfterValidator(_file)]
Web = Annotated[str, AfterValidator(_web)]


class Settings(BaseSettings):
    """All settings. Paths are made absolute; a setting that is wrong is named by ``read_settings``. An empty one counts as
    not set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore", use_attribute_docstrings=True
    )

    home: Folder = Path("var")
    """Folder of a run's data: spool, WARC files, and by default register, archive and site."""
    register_url: str | None = None
    """SQLAlchemy URL of the register; None: SQLite in ``home``."""
    archive: str | None = None
    """A folder, or ``s3://bucket/prefix``; None: the folder ``archive`` in ``home``."""
    archive_url: Web | None = None
    """Address under which the public may read the archive's public side; None: relative links where it is a folder."""
    s3_endpoint: Web | None = None
    """Address of an S3 server other than AWS."""
    s3_checksum: bool = False
    """Send SHA-256 checksums with uploads (AWS and newer servers)."""
    drops: Folder | None = None
    """Folder below which ministries' drop folders lie; None: no folder source can be read."""
    drops_endpoint: Web | None = None
    """S3 server of the buckets that ministries drop into; None: as ``s3_endpoint``."""
    site: Folder | None = None
    """Folder that the public pages are written to; None: ``site`` in ``home``."""
    site_url: Web | None = None
    """Address under which the public reads those pages, for links in notices, events and catalogues; None: relative ones.
    Letters to agencies have links only with it."""
    notify: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    """Channels that are told before a due day and at it, parted by commas: ids of Airflow connections, addresses of web hooks
    (``https://…``), e-mail addresses (``mailto:…``). Empty: nobody is told."""
    plans: Annotated[tuple[Plans, ...], NoDecode] = ()
    """Folders with plans of the operator's own, parted as PATH is. ``catalog`` says which are not there."""
    contact: str | None = None
    """Web or e-mail address in the user agent, and in letters to agencies. Needed before anything is asked of a real site."""
    replay: Annotated[tuple[Recording, ...], NoDecode] = ()
    """WARC or WACZ files that answer instead of the network, parted as PATH is; empty: the network."""
    zone: Annotated[str, AfterValidator(_zone)] = "UTC"
    """Time zone in which the DAGs' daily hours are counted."""
    dspace_url: Web | None = None
    """Address of a DSpace server (``https://…/server``) or of its REST API that deposits go to as well; None: no DSpace."""
    dspace_user: str | None = None
    """Account that deposits; an e-mail address. None: only what anybody may read is asked."""
    dspace_password: SecretStr | None = None
    dspace_parent: str | None = None
    """Uuid or handle of the community below which the plans' communities are; None: on top."""
    dspace_ui: Web | None = None
    """Address of the DSpace's user interface, for links on the pages; None: no links."""
    dspace_limit: Annotated[int, Field(ge=1)] = 512 << 20
    """Bytes of one file that the DSpace takes."""
    loopback: Annotated[dict[str, str], NoDecode] = {}
    """Demo and tests only: named hosts served on this machine, ``host=127.0.0.1:port`` parted by commas."""

    @field_validator("plans", "replay", mode="before")
    @classmethod
    def _paths(cls, value: object) -> object:
        return tuple(part for part in value.split(os.pathsep) if part) if isinstance(value, str) else value

    @field_validator("notify", mode="before")
    @classmethod
    def _channels(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        named = [part.strip() for part in value.split(",") if part.strip()]
        for place, channel in enumerate(named, 1):
            # A channel may be a secret: it is told by its place.
            if not re.fullmatch(r"https?://[^\s/]+\S*|mailto:[^@\s]+@[^@\s]+\.[^@\s]+|[A-Za-z0-9_.-]{1,250}", channel):
                what = f"entry {place} is neither the id of an Airflow connection, nor https://…, nor mailto:name@host"
                raise ValueError(f"{what}; write such entries, parted by commas")
        return tuple(dict.fromkeys(named))

    @field_validator("loopback", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        for pair in value.split(","):
            if not re.fullmatch(r"[^=\s]+=127\.0\.0\.1:\d{1,5}", pair):
                raise ValueError(f"{pair!r} names no loopback address; write host=127.0.0.1:port, parted by commas")
        return dict(pair.split("=", 1) for pair in value.split(","))

    @field_validator("contact")
    @classmethod
    def _reachable(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https?://[^\s()]+|[^@\s()]+@[^@\s()]+\.[^@\s()]+", value):
            what = f"{value!r} is no web or e-mail address"
            raise ValueError(f"{what}; write one (https://…) at which the owner of a visited site reaches you")
        return value

    @field_validator("archive")
    @classmethod
    def _place(cls, value: str | None) -> str | None:
        if value is not None and "://" in value:
            parts = urlsplit(value)
            if parts.scheme != "s3" or not parts.netloc:
                raise ValueError(f"{value!r} is no place of an archive; write a folder or s3://bucket/prefix")
        elif value is not None:
            _folder(Path(value))
        return value

    @field_validator("register_url")
    @classmethod
    def _database(cls, value: str | None) -> str | None:
        if value is not None and not _usable(value):
            # The address itself may hold a password: it is not shown.
            do = "write postgresql+psycopg://user:password@host/database, or sqlite:////path of a file"
            raise ValueError(f"is no address of a database that this installation can use; {do}")
        return value

    @property
    def register_address(self) -> str:
        return self.register_url or f"sqlite:///{self.home / 'register.db'}"

    @property
    def archive_place(self) -> str:
        return self.archive or str(self.home / "archive")

    @property
    def site_folder(self) -> Path:
        return self.site or self.home / "site"


def read_settings() -> Settings:
    """The settings of this process. Raises ``SettingsInvalid`` naming each wrong variable; warns, once a process, of a
    variable whose name is nearly that of a setting."""
    _warn(tuple(unknown_names(os.environ)))
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsInvalid("\n".join(dict.fromkeys(_in_words(dict(fault)) for fault in error.errors()))) from error


def unknown_names(environment: Iterable[str]) -> list[str]:
    """One line for each variable that is no setting, but whose name is nearly that of one; sorted."""
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    lines = []
    for name in sorted(environment):
        if name.upper().startswith("OGP") and name.upper() not in known:
            near = get_close_matches(name.upper(), known, n=1, cutoff=0.8)
            lines += [f"{name}: there is no such setting; did you mean {one}?" for one in near]
    return lines


@lru_cache(maxsize=8)
def _warn(lines: tuple[str, ...]) -> None:
    for line in lines:
        log.warning("%s", line)


def _in_words(fault: Mapping[str, Any]) -> str:
    name = f"{PREFIX}{str(fault['loc'][0]).upper()}"
    if fault["type"] == "value_error":
        return f"{name}: {fault['ctx']['error']}"
    if fault["type"].startswith("bool"):
        return f"{name}: {fault['input']!r} is neither true nor false; write true or false"
    return f"{name}: {fault['msg']}; docs/operating.md says what belongs there"


def schedule_zone() -> str:
    """Time zone in which the DAGs' daily hours are counted. Read when DAG files are parsed, so it looks at nothing else.
    Raises SettingsInvalid."""
    try:
        return _zone(os.environ.get(f"{PREFIX}ZONE") or "UTC")
    except ValueError as error:
        raise SettingsInvalid(f"{PREFIX}ZONE: {error}") from error

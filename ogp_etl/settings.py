"""What an operator sets: the environment (``OGP_…``), read once. Secrets live in the environment or in Airflow, never in cards.

S3 credentials are those that boto3 finds by itself (``AWS_ACCESS_KEY_ID`` and so on).
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from ogp_etl.errors import SettingsInvalid


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


Folder = Annotated[Path, AfterValidator(_absolute)]


class Settings(BaseSettings):
    """All settings. Paths are made absolute; a setting that is wrong is named by ``read_settings``."""

    model_config = SettingsConfigDict(env_prefix="OGP_", frozen=True, extra="ignore", use_attribute_docstrings=True)

    home: Folder = Path("var")
    """Folder of a run's data: spool, WARC files, and by default register, archive and site."""
    register_url: str | None = None
    """SQLAlchemy URL of the register; None: SQLite in ``home``."""
    archive: str | None = None
    """A folder, or ``s3://bucket/prefix``; None: the folder ``archive`` in ``home``."""
    archive_url: str | None = None
    """Address under which the public may read the archive's public side; None: relative links where it is a folder."""
    s3_endpoint: str | None = None
    """Address of an S3 server other than AWS."""
    s3_checksum: bool = False
    """Send SHA-256 checksums with uploads (AWS and newer servers)."""
    drops: Folder | None = None
    """Folder below which ministries' drop folders lie; None: no folder source can be read."""
    drops_endpoint: str | None = None
    """S3 server of the buckets that ministries drop into; None: as ``s3_endpoint``."""
    site: Folder | None = None
    """Folder that the public pages are written to; None: ``site`` in ``home``."""
    plans: Annotated[tuple[Folder, ...], NoDecode] = ()
    """Folders with plans of the operator's own, parted as PATH is."""
    contact: str | None = None
    """Web or e-mail address in the user agent. Needed before anything is asked of a real site."""
    replay: Annotated[tuple[Folder, ...], NoDecode] = ()
    """WARC or WACZ files that answer instead of the network, parted as PATH is; empty: the network."""
    loopback: Annotated[dict[str, str], NoDecode] = {}
    """Demo and tests only: named hosts served on this machine, ``host=127.0.0.1:port`` parted by commas."""

    @field_validator("plans", "replay", mode="before")
    @classmethod
    def _paths(cls, value: object) -> object:
        return tuple(part for part in value.split(os.pathsep) if part) if isinstance(value, str) else value

    @field_validator("loopback", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        pairs = dict(pair.split("=", 1) for pair in value.split(",") if "=" in pair)
        for address in pairs.values():
            if not re.fullmatch(r"127\.0\.0\.1:\d{1,5}", address):
                raise ValueError(f"{address!r} is no loopback address; write host=127.0.0.1:port")
        return pairs

    @field_validator("contact")
    @classmethod
    def _reachable(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https?://[^\s()]+|[^@\s()]+@[^@\s()]+\.[^@\s()]+", value):
            raise ValueError("write a web address (https://…) or an e-mail address at which a site's owner reaches you")
        return value

    @field_validator("archive")
    @classmethod
    def _place(cls, value: str | None) -> str | None:
        if value is not None and "://" in value:
            parts = urlsplit(value)
            if parts.scheme != "s3" or not parts.netloc:
                raise ValueError("write a folder or s3://bucket/prefix")
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
    """The settings of this process. Raises ``SettingsInvalid`` naming each wrong variable."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"OGP_{str(fault['loc'][0]).upper()}: {fault['msg'].removeprefix('Value error, ')}" for fault in error.errors()]
        raise SettingsInvalid("; ".join(lines)) from error


def schedule_zone() -> str:
    """Time zone in which the DAGs' daily hours are counted (``OGP_ZONE``; default UTC). Read when DAG files are parsed."""
    return os.environ.get("OGP_ZONE", "UTC")

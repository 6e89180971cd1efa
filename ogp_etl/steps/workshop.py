"""The tools of one piece of work, made from the settings: register, spool, archive, door. Nothing is opened before it is used."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from ogp_etl.archive.folder import folder_archive
from ogp_etl.cards import HostRule, Plan
from ogp_etl.catalog import find_plans, read_plans
from ogp_etl.check.rulebook import known_sets
from ogp_etl.errors import InputInvalid, SettingsInvalid
from ogp_etl.harvest.door.replay import Replay
from ogp_etl.harvest.door.turns import SharedTurns
from ogp_etl.harvest.recording.spool import Spool
from ogp_etl.harvest.recording.warc import Recorder
from ogp_etl.harvest.web import Door, user_agent
from ogp_etl.register import Register
from ogp_etl.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from ogp_etl.archive.dspace.repository import DspaceRepository
    from ogp_etl.archive.dspace.session import Account
    from ogp_etl.archive.repository import Archive, Repository
    from ogp_etl.model import Package


class Workshop:
    """A context manager: what was opened is closed, and recorded exchanges are whole, when it ends.

    ``now``: instant of the work, UTC; the door's clock runs on from there. ``run`` names the run's WARC files.
    """

    def __init__(self, settings: Settings, now: datetime, run: str, *, loopback: Mapping[str, str] | None = None) -> None:
        """``loopback``: for demos and tests, ``host:port`` to the ``127.0.0.1:port`` that serves it."""
        self.settings = settings
        self._loopback = loopback or {f"{host}:80": place for host, place in settings.loopback.items()}
        self._now = now
        self._began = time.monotonic()
        self._run = run
        self._hosts: dict[str, HostRule] = {}
        self._folders: dict[str, Path] = {}

    def __enter__(self) -> Self:
        self.register.prepare()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if "door" in self.__dict__:
            self.door.close()
        if self.__dict__.get("dspace") is not None:
            self.__dict__["dspace"].close()
        self.register.close()

    def clock(self) -> datetime:
        """The instant of the work, moved on by the time it has taken so far."""
        return self._now + timedelta(seconds=time.monotonic() - self._began)

    @cached_property
    def plans(self) -> tuple[dict[str, Plan], dict[str, InputInvalid]]:
        """All plans that can be read, and what is wrong with the others; read once."""
        plans, broken = read_plans(self.settings.plans, rule_sets=known_sets())
        folders = find_plans(self.settings.plans) if any(plan.hosts for plan in plans.values()) else {}
        for plan in plans.values():
            for rule in plan.hosts:
                self._hosts[rule.host] = rule
                self._folders[rule.host] = folders[plan.id]
        return plans, broken

    @cached_property
    def door(self) -> Door:
        """The door, with what the cards say of hosts. Raises SettingsInvalid when nobody could be reached who asks."""
        settings = self.settings
        contact = settings.contact or ("https://ogp-etl.example/replay" if settings.replay else None)
        if contact is None:
            raise SettingsInvalid(
                "OGP_CONTACT is not set; set it to a web or e-mail address at which the owner of a visited site reaches you"
            )
        return Door(
            contact=contact,
            spool=self.spool,
            now=self.clock,
            hosts={host: rule for host, rule in self._hosts.items() if host not in settings.loopback},
            folders=self._folders,
            recorder=None if settings.replay else Recorder(self.warc_folder, self._run, user_agent=user_agent(contact)),
            replay=Replay(settings.replay) if settings.replay else None,
            loopback=self._loopback,
            turns=SharedTurns(settings.home / "hosts"),
        )

    @property
    def warc_folder(self) -> Path:
        return self.settings.home / "warc"

    def drops_client(self) -> S3Client:
        """Client of the store that ministries drop into."""
        return self._client(self.settings.drops_endpoint or self.settings.s3_endpoint)

    def _client(self, endpoint: str | None) -> S3Client:
        from ogp_etl.archive.s3_client import make_client

        return make_client(endpoint, checksum=self.settings.s3_checksum)

    @cached_property
    def register(self) -> Register:
        return Register(self.settings.register_address)

    @cached_property
    def spool(self) -> Spool:
        return Spool(self.settings.home / "spool")

    @cached_property
    def archive(self) -> Archive:
        """The repository that keeps the records, and that deposits go to first."""
        return self._archive_at(self.settings.archive_place)

    def _archive_at(self, place: str) -> Archive:
        if not place.startswith("s3://"):
            return folder_archive(Path(place))
        from ogp_etl.archive.s3 import s3_archive

        bucket, _, prefix = place.removeprefix("s3://").partition("/")
        return s3_archive(self._client(self.settings.s3_endpoint), bucket, prefix, checksum=self.settings.s3_checksum)

    @cached_property
    def dspace(self) -> DspaceRepository | None:
        """The DSpace that deposits go to as well; None when there is none. Raises SettingsInvalid."""
        if self.settings.dspace_url is None:
            return None
        from ogp_etl.archive.dspace.repository import DspaceRepository
        from ogp_etl.steps.claims import RegisterClaims
        from ogp_etl.steps.subjects import subject_of

        plans, _ = self.plans
        return DspaceRepository(
            self.dspace_account,
            RegisterClaims(self.register),
            lambda found: subject_of(plans.get(found.document.plan), found),
            parent=self.settings.dspace_parent,
            limit=self.settings.dspace_limit,
            elsewhere=self._in_archive,
            moved=self.register.moved,
        )

    @cached_property
    def dspace_account(self) -> Account:
        """The account that deposits. Raises SettingsInvalid when it is not set whole."""
        from ogp_etl.archive.dspace.session import Account, api_address

        settings = self.settings
        missing = [
            name
            for name, value in (
                ("OGP_DSPACE_URL", settings.dspace_url),
                ("OGP_DSPACE_USER", settings.dspace_user),
                ("OGP_DSPACE_PASSWORD", settings.dspace_password),
            )
            if value is None
        ]
        if settings.dspace_url is None or settings.dspace_user is None or settings.dspace_password is None:
            raise SettingsInvalid(f"{', '.join(missing)}: not set; docs/dspace.md says what to write")
        return Account(api_address(settings.dspace_url), settings.dspace_user, settings.dspace_password.get_secret_value())

    @property
    def repository_names(self) -> list[str]:
        """Names of the repositories that captures go to; needs no account."""
        return [self.archive.name, *(["dspace"] if self.settings.dspace_url else [])]

    @property
    def repositories(self) -> dict[str, Repository]:
        """All repositories that captures go to, by name; the one that also keeps the records first."""
        dspace = self.dspace
        return {self.archive.name: self.archive, **({} if dspace is None else {dspace.name: dspace})}

    def repository(self, named: str) -> Repository:
        """A repository by name (``folder`` or ``s3``, the archive; ``dspace``) or by place (a folder, ``s3://bucket/prefix``).

        Raises SettingsInvalid.
        """
        if named == "dspace":
            if self.dspace is None:
                raise SettingsInvalid("OGP_DSPACE_URL: not set; docs/dspace.md says what to write")
            return self.dspace
        if named in ("folder", "s3"):
            if self.archive.name != named:
                raise SettingsInvalid(
                    f"the archive is {self.settings.archive_place}; write {self.archive.name}, or the {named}'s own place"
                )
            return self.archive
        return self._archive_at(named)

    def _in_archive(self, package: Package, name: str) -> str | None:
        """Address at which the public reads a file of a package in the archive; None when it cannot."""
        if self.settings.archive_url is None:
            return None
        deposit = self.archive.find(package.evidence)
        return None if deposit is None else f"{self.archive_base}{deposit.key}/{quote(name)}"

    @cached_property
    def archive_base(self) -> str | None:
        """Address of the archive's keys for the pages, with its last slash; None when the public cannot read there."""
        if self.settings.archive_url:
            return self.settings.archive_url.rstrip("/") + "/"
        place = self.settings.archive_place
        return None if place.startswith("s3://") else os.path.relpath(place, self.settings.site_folder) + "/"

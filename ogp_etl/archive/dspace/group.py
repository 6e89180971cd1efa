"""The deposits of one item, looked at together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ogp_etl.archive.dspace import fields as names
from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.finding import document_of, is_sealed
from ogp_etl.archive.dspace.hidden import Hidden, hidden_of
from ogp_etl.archive.dspace.linking import linked
from ogp_etl.archive.dspace.oai import Listing
from ogp_etl.archive.dspace.reading import FileReader, all_files_of, files_of, provenance_of
from ogp_etl.archive.dspace.records import Item, StoredFile
from ogp_etl.archive.dspace.saying import Saying
from ogp_etl.archive.dspace.session import Refused, Session
from ogp_etl.archive.dspace.structure import Collections
from ogp_etl.archive.outside import Outside
from ogp_etl.archive.provenance import Provenance, parse_provenance
from ogp_etl.archive.store import hashed
from ogp_etl.archive.verifying import NOT_HARVESTED, Sight, of_public, worst
from ogp_etl.errors import RepositoryFault
from ogp_etl.model import Deposit, Found, PackageFile


@dataclass(frozen=True, slots=True)
class _Item:
    """One item as anybody sees it, and as we do."""

    seen: Item | None
    """None: nobody sees it without a log-in."""
    own: Callable[[], Item | None]
    """As our account sees it; None when there is none. Raises RepositoryFault."""

    def known(self) -> Item | None:
        """As anybody sees it, else as we do. Raises RepositoryFault."""
        return self.seen or self.own()


class Group:
    """``own``: gives a session of our account, made when it is first needed; ``collections``: where deposits belong."""

    def __init__(
        self,
        outside: Outside,
        public: Session,
        own: Callable[[], Session],
        collections: Collections,
        listed: Listing,
        plan: str,
        base: str | None,
    ) -> None:
        self._outside, self._public, self._make_own = outside, public, own
        self._collections, self._listed, self._base = collections, listed, base
        self._plan = plan
        self._hidden: dict[str, Hidden] = {}
        self._saying = Saying(public, collections)

    def look(self, deposits: Sequence[Deposit], whole: Callable[[Deposit], bool]) -> list[Sight]:
        """One for each deposit, in their order; all have the same key. Raises nothing for what the server does."""
        uuid = deposits[0].key.removeprefix("items/")
        try:
            item = self._item(uuid)
        except RepositoryFault as fault:
            return [Sight(Found.UNANSWERED, str(fault))] * len(deposits)
        if isinstance(item, Sight):
            return [item] * len(deposits)
        return [self._deposit(item, deposit, whole(deposit)) for deposit in deposits]

    def _item(self, uuid: str) -> _Item | Sight:
        where = self._public.href(f"/core/items/{uuid}")
        try:
            seen = rest.item(self._public, uuid)
        except Refused as refusal:
            if refusal.status not in (401, 403):
                raise
            seen = None
        else:
            if seen is None:
                return Sight(Found.MISSING, f"{where} is not there (404)")
            if seen.withdrawn:
                return Sight(Found.WITHDRAWN, f"{where} was withdrawn")
        kept: list[Item | None] = []

        def own() -> Item | None:
            if not kept:
                kept.append(rest.item(self._own, uuid))
            return kept[0]

        if seen is None and (mine := own()) is not None and not is_sealed(mine):
            return Sight(Found.CLOSED, f"{where} asks for a log-in")
        return _Item(seen, own)

    def _deposit(self, item: _Item, deposit: Deposit, whole: bool) -> Sight:
        try:
            return worst(list(self._sights(item, deposit, whole)))
        except RepositoryFault as fault:
            return Sight(Found.UNANSWERED, str(fault))

    def _sights(self, item: _Item, deposit: Deposit, whole: bool) -> Iterator[Sight]:
        stated = _provenance(item, deposit)
        if isinstance(stated, Sight):
            yield stated
            return
        found = parse_provenance(stated)
        files = found.files
        yield from self._elsewhere(item)
        yield self._guarded(lambda: self._said(item, found))
        for file in files:
            if file.public:
                yield self._guarded(lambda file=file: self._public_file(item, deposit, file, whole))  # type: ignore[misc]
        if held_back := [file for file in files if not file.public]:
            yield from self._held_back(item, deposit, held_back, whole)
        if item.seen is not None and any(file.public for file in files):
            yield from self._found_by_harvesters(item.seen)

    def _said(self, item: _Item, found: Provenance) -> Sight:
        known = item.known()
        wrong = "; ".join(self._saying.wrong(known, found)) if known is not None else ""
        if not wrong:
            return Sight(Found.SEALED)  # which claims the least
        seen = item.seen is not None and any(file.public for file in found.files)
        return Sight(Found.UNTRUE if seen else Found.ALTERED, wrong)

    def _elsewhere(self, item: _Item) -> Iterator[Sight]:
        """An item outside the plans' communities is none of ours any more: the next deposit makes another."""
        session = self._public if item.seen is not None else self._own
        known = item.known()
        if known is not None and self._collections.lies_elsewhere(session, known, self._plan):
            yield Sight(Found.MISSING, f"{known.handle} is not in the plan's community below OGP_DSPACE_PARENT, but elsewhere")

    # --- what is public

    def _public_file(self, item: _Item, deposit: Deposit, file: PackageFile, whole: bool) -> Sight:
        stored = all_files_of([item.seen] if item.seen else [], deposit.evidence).get(file.name, ())
        if stored:  # a wrong one beside the right one may be taken for it
            return worst([self._read(self._content(one), file, whole or len(stored) > 1, one.md5) for one in stored])
        address = linked(item.seen, file.sha256)
        if address is not None:
            if self._base is None:
                return Sight(Found.UNANSWERED, f"{file.name} is linked to {address}; not asked: set OGP_ARCHIVE_URL")
            if not address.startswith(self._base):
                return Sight(
                    Found.MISSING,
                    f"the link of {file.name} goes to {address}, which is not below OGP_ARCHIVE_URL ({self._base});"
                    " ogp-etl archive deposit writes the new one",
                )
            return self._read(address, file, whole)
        mine = item.own()
        if mine is not None and file.name in files_of([mine], deposit.evidence):
            return Sight(Found.CLOSED, f"{file.name} is shown only to those who log in")
        return Sight(Found.MISSING, f"{file.name} is not in the item {deposit.key}")

    def _read(self, url: str, file: PackageFile, whole: bool, md5: str | None = None) -> Sight:
        return of_public(self._outside.read(url, whole=whole, most=file.size), file, md5)

    def _found_by_harvesters(self, item: Item) -> Iterator[Sight]:
        if not item.discoverable:
            yield Sight(
                Found.UNLISTED,
                f"{item.handle} is not discoverable: no search and no harvester finds it; make it so in DSpace, or leave it",
            )
        elif self._listed.lacks(item.handle, item.modified):
            yield Sight(Found.UNLISTED, f"{item.handle} {NOT_HARVESTED}")

    # --- what is held back

    def _held_back(self, item: _Item, deposit: Deposit, files: Sequence[PackageFile], whole: bool) -> Iterator[Sight]:
        """Only a refusal is proof; it is asked for again each time."""
        hidden = self._hidden_items(item)
        items = hidden.items
        stored = all_files_of([one for one in items if not one.withdrawn], deposit.evidence)
        for file in files:
            if file.name in stored:
                for one in stored[file.name]:
                    yield self._guarded(lambda file=file, one=one: self._ours(one, file, whole))  # type: ignore[misc]
            elif file.name in files_of(items, deposit.evidence):
                yield Sight(Found.WITHDRAWN, f"the item of {file.name}, which is held back, was withdrawn")
            elif not any(linked(one, file.sha256) for one in items):
                yield Sight(Found.MISSING, f"{file.name}, which is held back, is not where it was deposited")
        for one in hidden.may_hold(deposit.evidence):
            yield self._guarded(lambda one=one: self._refused(one))  # type: ignore[misc]
        digests = {file.sha256 for file in files}
        twins = {(one.md5, one.size) for found in stored.values() for one in found if one.size}
        for one in item.seen.files if item.seen and not is_sealed(item.seen) else ():
            if one.value(names.FILE_SHA256) in digests or (one.md5, one.size) in twins:
                yield self._guarded(lambda one=one: self._refused(one))  # type: ignore[misc]

    def _hidden_items(self, item: _Item) -> Hidden:
        known = item.known()
        if known is None:
            return Hidden()
        if is_sealed(known):
            mine = item.own()
            return Hidden() if mine is None else Hidden([mine])
        document = document_of(known)
        if document not in self._hidden:
            self._hidden[document] = hidden_of(self._own, self._collections, known)
        return self._hidden[document]

    def _refused(self, file: StoredFile) -> Sight:
        url = self._content(file)
        status = self._outside.status(url)
        if status in (401, 403, 404):
            return Sight(Found.SEALED)
        if 200 <= status < 300:
            return Sight(Found.LEAKING, f"{file.name} is held back and anybody can read it at {url}")
        return Sight(Found.UNANSWERED, f"{url} answered {status}")

    def _ours(self, stored: StoredFile, file: PackageFile, whole: bool) -> Sight:
        """Bytes of a file that only we can read."""
        if stored.size != file.size:
            return Sight(Found.ALTERED, f"{file.name}, which is held back, has {stored.size} bytes, not {file.size}")
        if whole:
            with FileReader.of(self._own, stored.uuid) as stream:
                sha256, _ = hashed(stream)
            if sha256 != file.sha256:
                return Sight(Found.ALTERED, f"{file.name}, which is held back, has SHA-256 {sha256}, not {file.sha256}")
        return Sight(Found.SEALED)

    # --- shared

    @property
    def _own(self) -> Session:
        session = self._make_own()
        if session.account.user is None:
            raise RepositoryFault(
                f"{session.account.address}: where files that are held back stand is shown only to those who log in; set"
                " OGP_DSPACE_USER and OGP_DSPACE_PASSWORD"
            )
        return session

    def _content(self, file: StoredFile) -> str:
        return self._public.href(f"/core/bitstreams/{file.uuid}/content")

    @staticmethod
    def _guarded(look: Callable[[], Sight]) -> Sight:
        """A file that could not be asked for does not hide what the others say."""
        try:
            return look()
        except RepositoryFault as fault:
            return Sight(Found.UNANSWERED, str(fault))


def _provenance(item: _Item, deposit: Deposit) -> bytes | Sight:
    """What the deposit should be: the provenance that stands there, when it is the one that was deposited."""
    seen = item.seen
    content = provenance_of([seen], deposit.evidence) if seen else None
    if content is None and (mine := item.own()) is not None:
        content = provenance_of([mine], deposit.evidence)
    if content is None:
        return Sight(Found.MISSING, f"{deposit.key} has no file of {deposit.evidence}")
    if (sha256 := hashlib.sha256(content).hexdigest()) != deposit.sha256:
        return Sight(
            Found.ALTERED, f"the provenance of {deposit.evidence} in {deposit.key} has SHA-256 {sha256}, not {deposit.sha256}"
        )
    return content

"""Communities and collections: one community a plan, below it one collection a commitment, one for the process of the plan
(manual §5.2: at least one folder per commitment and one for the process) and one for what is held back.

They are known by a stable id in ``dc.identifier.other``, so that they are found again after somebody renamed them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.fields import IDENTIFIER
from ogp_etl.archive.dspace.records import Container, Item
from ogp_etl.archive.dspace.session import Refused, Session
from ogp_etl.cards import PROCESS, Plan, Title
from ogp_etl.errors import RepositoryFault

PREFIX = "ogp:"
SEALED_KEY = "sealed"
ANONYMOUS = "Anonymous"
DEFAULT_READ = ("bitstreamReadGroup", "itemReadGroup")
"""Who may read what is put into a collection from now on, where nobody says otherwise."""

_PROCESS_TITLE = {"zh-Hant": "整個行動方案的過程", "en": "Process of the whole plan"}
_SEALED_TITLE = {"zh-Hant": "未公開的原始檔", "en": "Originals held back"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A collection that should be there. ``titles``: by language, ``zh-Hant`` and ``en`` where known."""

    key: str
    """Commitment number, ``process`` or ``sealed``."""
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Structure:
    """What is there of one plan."""

    community: Container
    collections: Mapping[str, Container]
    """By key; see ``Wanted``."""

    def collection(self, key: str) -> str:
        """Uuid. Raises RepositoryFault when it is not there."""
        if key not in self.collections:
            name = self.community.value(IDENTIFIER) or ""
            raise RepositoryFault(
                f"DSpace has no collection {name}/{key}; run: ogp-etl dspace prepare {name.removeprefix(PREFIX)}", again=False
            )
        return self.collections[key].uuid


def community_id(plan: str) -> str:
    return f"{PREFIX}{plan}"


def collection_id(plan: str, key: str) -> str:
    return f"{PREFIX}{plan}/{key}"


def wanted(plan: Plan) -> list[Wanted]:
    """The collections of a plan, in the order of its cards."""
    numbered = [
        Wanted(one.number, {code: f"{one.number} {text}" for code, text in words(one.title).items()}) for one in plan.commitments
    ]
    return [Wanted(PROCESS, _PROCESS_TITLE), *numbered, Wanted(SEALED_KEY, _SEALED_TITLE)]


def words(title: Title) -> dict[str, str]:
    """A card's text by language; without those that are not known."""
    return {code: text for code, text in (("zh-Hant", title.zh_hant), ("en", title.en)) if text}


def find_structure(session: Session, plan: str, parent: str | None) -> Structure | None:
    """What stands of a plan, below the community ``parent`` (uuid) or on top; None when its community is not there.

    Where one id was given twice, the oldest counts.
    """
    community = oldest(rest.communities(session, parent), community_id(plan))
    if community is None:
        return None
    below = list(rest.collections(session, community.uuid))
    start = collection_id(plan, "")
    keys = {name.removeprefix(start) for one in below if (name := one.value(IDENTIFIER) or "").startswith(start)}
    found = {key: oldest(below, collection_id(plan, key)) for key in keys}
    return Structure(community, {key: one for key, one in found.items() if one is not None})


UNTOLD = ""
"""Instead of a uuid: the account may not see where a thing lies."""


class Collections:
    """The collections to deposit into, looked up once a plan, in the plans' communities directly below the community that
    ``parent`` names, or on top; and what lies in those communities. Safe to share among threads.

    The same plan may stand in other places of the server too (a trial, another office). What lies there carries the same ids
    and is none of ours.
    """

    def __init__(self, parent: str | None) -> None:
        self._parent = parent
        self._scope: str | None = None
        self._plans: dict[str, Structure] = {}
        self._looking = Lock()
        self._homes: Mapping[str, Sequence[str]] = {}
        """Ids of plans, by the uuid of their community."""
        self._strange: frozenset[str] = frozenset()
        """Communities of plans that were no homes when we looked."""
        self._above: dict[str, str | None] = {}
        """Uuid of the nearest community of a plan, by that of the collection."""

    def scope(self, session: Session) -> str | None:
        """Uuid of the community below which everything is; None: the whole server."""
        if self._parent is not None and self._scope is None:
            self._scope = parent_uuid(session, self._parent)
        return self._scope

    def homes(self, session: Session) -> list[Container]:
        """The plans' communities directly below the parent, asked for anew; of those with one id the oldest."""
        found: dict[str, list[Container]] = {}
        for one in rest.communities(session, self.scope(session)):
            for name in _ids(one):
                found.setdefault(name, []).append(one)
        homes = {one.uuid: one for one in (min(same, key=lambda one: one.age) for same in found.values())}
        self._homes = {uuid: _ids(one) for uuid, one in homes.items()}
        return list(homes.values())

    def holds(self, session: Session, item: Item) -> bool:
        """Whether an item lies in one of the plans' communities, in whatever collection."""
        return self._is_home(session, self.community_of(session, item))

    def lies_elsewhere(self, session: Session, item: Item, plan: str) -> bool:
        """Whether an item is known to lie in none of the plans' communities; not when this account cannot tell, or does not
        see the community of ``plan``."""
        try:
            if self.holds(session, item) or self.community_of(session, item) == UNTOLD:
                return False
        except RepositoryFault:
            return False
        return any(community_id(plan) in ids for ids in self._homes.values())

    def holds_collection(self, session: Session, collection: str) -> bool:
        return self._is_home(session, self._community_above(session, collection))

    def beside(self, session: Session, main: Item, found: Iterable[Item]) -> list[Item]:
        """Of the items of a document those that belong to ``main``: in the same community of a plan, or, when a person moved
        ``main`` out of all of them, in ours."""
        community = self.community_of(session, main)
        if community in (None, UNTOLD):
            return [one for one in found if self.holds(session, one)]
        return [one for one in found if self.community_of(session, one) == community]

    def community_of(self, session: Session, item: Item) -> str | None:
        """Uuid of the nearest community of a plan, ours or not, above an item; None when it is in none, ``UNTOLD`` when this
        account may not know. An item that is only mapped to a collection is not in it."""
        return UNTOLD if item.collection is None else self._community_above(session, item.collection)

    def _community_above(self, session: Session, collection: str) -> str | None:
        if collection not in self._above:
            try:
                above = rest.community_above(session, "collections", collection)
                if above is None:
                    return UNTOLD
                while above is not None and not _ids(above):
                    above = rest.community_above(session, "communities", above.uuid)
            except Refused as refusal:
                if refusal.status not in (401, 403):
                    raise
                return UNTOLD
            self._above[collection] = None if above is None else above.uuid
        return self._above[collection]

    def _is_home(self, session: Session, community: str | None) -> bool:
        if not community:
            return False
        if community not in self._homes and community not in self._strange:  # made meanwhile, perhaps
            self.homes(session)
            if community not in self._homes:
                self._strange |= {community}
        return community in self._homes

    def uuid(self, session: Session, plan: str, key: str) -> str:
        """Raises RepositoryFault when it is not there."""
        with self._looking:
            if plan not in self._plans:
                found = find_structure(session, plan, self.scope(session))
                if found is None:
                    raise RepositoryFault(
                        f"{session.account.address}: there is no community for {plan}; run: ogp-etl dspace prepare {plan}",
                        again=False,
                    )
                self._plans[plan] = found
            structure = self._plans[plan]
            if key not in structure.collections:  # made meanwhile, perhaps: look again next time
                del self._plans[plan]
            return structure.collection(key)

    def forget(self, plan: str) -> None:
        with self._looking:
            self._plans.pop(plan, None)
            self._homes, self._strange = {}, frozenset()


def _ids(container: Container) -> list[str]:
    """Those by which a plan's community is known."""
    return [text for text, _ in container.metadata.get(IDENTIFIER, ()) if text.startswith(PREFIX)]


def oldest(containers: Iterable[Container], name: str) -> Container | None:
    found = [one for one in containers if name in (text for text, _ in one.metadata.get(IDENTIFIER, ()))]
    return min(found, key=lambda one: one.age, default=None)


def parent_uuid(session: Session, parent: str | None) -> str | None:
    """The community that OGP_DSPACE_PARENT names by uuid or handle. Raises RepositoryFault when there is none."""
    if parent is None:
        return None
    found = session.get("/pid/find", id=parent) if "/" in parent else session.get(f"/core/communities/{parent}")
    if not isinstance(found, dict) or found.get("type") != "community":
        raise RepositoryFault(
            f"{session.account.address}: there is no community {parent}; write the uuid or the handle of one into"
            " OGP_DSPACE_PARENT, or leave it out",
            again=False,
        )
    return str(found["uuid"])


def open_defaults(session: Session, collection: str) -> list[str]:
    """Those of ``DEFAULT_READ`` by which anybody may read what is put into a collection."""
    return [name for name in DEFAULT_READ if _is_open(session.get(f"/core/collections/{collection}/{name}"))]


def _is_open(group: object) -> bool:
    """Nothing said counts as open."""
    return not isinstance(group, dict) or group.get("name") == ANONYMOUS

"""What is held back is sent only where it is never open, and asked for as anybody would before anything rests on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.records import StoredFile
from ogp_etl.archive.dspace.session import Account, Refused, Session
from ogp_etl.archive.dspace.structure import open_defaults
from ogp_etl.errors import RepositoryFault


def must_be_closed(session: Session, collection: str) -> None:
    """Raises RepositoryFault when what is put into a collection would be open for a moment."""
    if open_to_all := open_defaults(session, collection):
        raise RepositoryFault(
            f"{session.account.address}: what is held back would be open to anybody in the collection {collection}"
            f" ({', '.join(open_to_all)}); move its items back to the collection for originals held back, then run:"
            " ogp-etl dspace prepare",
            again=False,
        )


def must_be_sealed(session: Session, item: str, files: Sequence[StoredFile]) -> None:
    """Asks for each file as anybody would: only a refusal is proof. Raises RepositoryFault when one is open, having closed
    it."""
    with _anybody(session.account) as public:
        for file in files:
            try:
                with public.content(f"/core/bitstreams/{file.uuid}/content"):
                    pass
            except Refused as refusal:
                if refusal.status in (401, 403):
                    continue
                raise
            for policy, _ in rest.read_policies(session, file.uuid):
                rest.remove_policy(session, policy)
            raise RepositoryFault(
                f"{session.account.address}: {file.name} of items/{item} is held back and was open to anybody; its READ policies"
                " were removed. Find out who changed the rights of its collection, then run: ogp-etl dspace prepare",
                again=False,
            )


@contextmanager
def _anybody(account: Account) -> Iterator[Session]:
    session = Session(Account(account.address))
    try:
        yield session
    finally:
        session.close()

"""Deposits into a live DSpace (OGP_DSPACE_URL, OGP_DSPACE_USER, OGP_DSPACE_PASSWORD; a site administrator) beside the client
library's own example and the server's own batch import of items with the same metadata, 50 kB files each. Makes a community of
its own and removes it."""

from __future__ import annotations

import io
import json
import os
import secrets
import subprocess
import sys
import time
import warnings
import zipfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

ITEMS = 200
EXAMPLES = 40
"""Items of the client library's example, which is slow."""
SIZE = 50_000
LARGE = 400 << 20


def run(work: Path, _peers: Path) -> None:
    address = os.environ.get("OGP_DSPACE_URL")
    if not address:
        print("skipped: set OGP_DSPACE_URL, OGP_DSPACE_USER and OGP_DSPACE_PASSWORD to those of a DSpace for tests")
        return
    from ogp_etl.archive.dspace.session import Account, Session, api_address

    account = Account(api_address(address), os.environ["OGP_DSPACE_USER"], os.environ["OGP_DSPACE_PASSWORD"])
    session = Session(account)
    parent = session.post("/core/communities", {"name": "bench", "metadata": {"dc.title": [{"value": "bench"}]}})["uuid"]
    try:
        measure(work, account, session, parent)
    finally:
        session.delete(f"/core/communities/{parent}")
        session.close()


def measure(work: Path, account, session, parent: str) -> None:  # type: ignore[no-untyped-def]
    from ogp_etl.archive.dspace.prepare import Preparation
    from ogp_etl.archive.dspace.structure import find_structure
    from ogp_etl.errors import RepositoryFault

    preparation = Preparation(session, parent)
    list(preparation.registry())
    list(preparation.plan(bench_plan()))
    structure = find_structure(session, "bench", parent)
    assert structure is not None
    collection = structure.collection("1-1")

    example = EXAMPLES / timed(lambda: library_example(account, collection))
    print(f"the client library's own example, one thread: {example:.1f} items/s")
    batch = server_import(session, structure.collections["1-1"].handle or collection, metadata_of(package(work, "imported")))
    if batch:
        print(f"the server's own batch import, start-up taken off: {batch:.1f} items/s")
    bare = ITEMS / timed(lambda: bare_calls(account, collection, metadata_of(package(work, "bare"))))
    print(f"the four writing calls of an item alone, 4 threads: {bare:.1f} items/s")
    for threads in (4, 8):
        packages = [package(work, f"{threads}-{number}") for number in range(ITEMS)]
        repository, calls = counted(work, account, parent, threads)
        answers: list[object] = []
        ours = ITEMS / timed(lambda: answers.extend(repository.deposit_many(packages, datetime.now(UTC))))  # noqa: B023
        assert not [answer for answer in answers if isinstance(answer, RepositoryFault)], answers[:3]
        beside = f", {ours / batch:.2f} of the batch import (wanted: at least 0.9)" if batch else ""
        print(f"ours, {threads} threads: {ours:.1f} items/s = {ours / example:.1f} of the example (wanted: at least 3){beside}")
        print(f"  that is {ours / bare:.2f} of the bare calls")
        print(f"  calls: {told(calls, ITEMS)}")
        calls.clear()
        time.sleep(2)  # the index
        again = ITEMS / timed(lambda: list(repository.deposit_many(packages, datetime.now(UTC))))  # noqa: B023
        print(f"  again, all there, register cold: {again:.1f} items/s; calls: {told(calls, ITEMS)} (register warm: none)")
        repository.close()
    print(f"a file of {LARGE >> 20} MB: {large_file(work, account, parent)} MiB resident at most (wanted: under 150)")


def library_example(account, collection: str) -> None:  # type: ignore[no-untyped-def]
    """As the library's example does it: the item, five values one by one, the bundle, the file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from dspace_rest_client.client import DSpaceClient
        from dspace_rest_client.models import Item
    import logging

    logging.disable(logging.CRITICAL)
    client = DSpaceClient(account.address, account.user, account.password)
    client.authenticate()
    file = Path("/tmp") / f"example-{secrets.token_hex(4)}.pdf"
    for number in range(EXAMPLES):
        file.write_bytes(os.urandom(SIZE))
        item = Item({"name": f"example {number}", "metadata": {}, "inArchive": True, "discoverable": True})
        made = client.create_item(parent=collection, item=item)
        for field in ("dc.title", "dc.type", "dc.publisher", "dc.source", "dc.identifier.other"):
            client.add_metadata(made, field=field, value=f"{field} {number}", language="en")
        bundle = client.create_bundle(parent=made, name="ORIGINAL")
        client.create_bitstream(bundle=bundle, name="x.pdf", path=str(file), mime="application/pdf", metadata={})
    file.unlink()
    logging.disable(logging.NOTSET)


def bare_calls(account, collection: str, metadata) -> None:  # type: ignore[no-untyped-def]
    """What no client can be faster than that shows an item only once its file is there: item, bundle, file, discoverable;
    nothing is looked for, compared or written down."""
    from concurrent.futures import ThreadPoolExecutor

    from ogp_etl.archive.dspace.session import Sessions

    sessions = Sessions(account)
    told = {field: [{"value": text, "language": language} for text, language in values] for field, values in metadata.items()}
    hidden = {"inArchive": True, "discoverable": False, "withdrawn": False, "metadata": told}
    file = json.dumps({"name": "x.pdf", "metadata": {}})

    def one(number: int) -> None:
        session, body = sessions.mine, os.urandom(SIZE)
        item = session.post(f"/core/items?owningCollection={collection}", {"name": f"bare {number}", **hidden})["uuid"]
        bundle = session.post(f"/core/items/{item}/bundles", {"name": "ORIGINAL", "metadata": {}})["uuid"]
        session.upload(f"/core/bundles/{bundle}/bitstreams", "x.pdf", "application/pdf", lambda: io.BytesIO(body), file)
        session.patch(f"/core/items/{item}", [{"op": "replace", "path": "/discoverable", "value": True}])

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(one, range(ITEMS)))
    sessions.close()


def server_import(session, collection: str, metadata) -> float | None:  # type: ignore[no-untyped-def]
    """Items a second of the server's own import of a simple archive; None where the server does not offer it."""
    try:
        startup = imported(session, collection, 1, metadata)
        return (ITEMS - 1) / max(imported(session, collection, ITEMS, metadata) - startup, 0.001)
    except Exception as error:  # noqa: BLE001 a peer that does not run is no reason not to print ours
        print(f"the server's own batch import: not run ({error})")
        return None


def metadata_of(package):  # type: ignore[no-untyped-def]
    """What our own item of a package is told."""
    from ogp_etl.archive.dspace.crosswalk import capture_metadata, item_metadata
    from ogp_etl.archive.provenance import parse_provenance

    found = parse_provenance(package.provenance)
    return {**item_metadata(found, subject(), sealed=False), **capture_metadata(found, datetime.now(UTC), sealed=False)}


def imported(session, collection: str, items: int, metadata) -> float:  # type: ignore[no-untyped-def]
    content = io.BytesIO()
    schemas: dict[str, list[str]] = {"dc": [], "ogp": []}
    for name, values in metadata.items():
        schema, element, *qualifier = name.split(".")
        where = f"element={quoteattr(element)} qualifier={quoteattr(qualifier[0] if qualifier else 'none')}"
        for text, language in values:
            spoken = f" language={quoteattr(language)}" if language else ""
            schemas[schema].append(f"<dcvalue {where}{spoken}>{escape(text)}</dcvalue>")
    with zipfile.ZipFile(content, "w") as archive:
        for number in range(items):
            for schema, values in schemas.items():
                name = "dublin_core" if schema == "dc" else f"metadata_{schema}"
                told = f'<dublin_core schema="{schema}">{"".join(values)}</dublin_core>'
                archive.writestr(f"item_{number}/{name}.xml", told)
            archive.writestr(f"item_{number}/contents", "x.pdf\n")
            archive.writestr(f"item_{number}/x.pdf", os.urandom(SIZE))
    options = [{"name": "-a"}, {"name": "-c", "value": collection}, {"name": "-z", "value": "saf.zip"}]
    began = time.perf_counter()
    process = session.upload(
        "/system/scripts/import/processes",
        "saf.zip",
        "application/zip",
        lambda: io.BytesIO(content.getvalue()),
        json.dumps(options),
    )
    while (state := session.get(f"/system/processes/{process['processId']}"))["processStatus"] in ("SCHEDULED", "RUNNING"):
        time.sleep(0.2)
    if state["processStatus"] != "COMPLETED":
        raise RuntimeError(state["processStatus"])
    return time.perf_counter() - began


def counted(work: Path, account, parent: str, threads: int):  # type: ignore[no-untyped-def]
    """A repository of ours, and a count of the calls it makes, by verb."""
    import requests

    from ogp_etl.archive.dspace import repository as module
    from ogp_etl.archive.dspace.repository import DspaceRepository
    from ogp_etl.register import Register
    from ogp_etl.steps.claims import RegisterClaims

    calls: Counter[str] = Counter()
    plain = requests.Session.request

    def request(self, method, url, *arguments, **more):  # type: ignore[no-untyped-def]
        calls[method.upper()] += 1
        return plain(self, method, url, *arguments, **more)

    if not hasattr(requests.Session, "_counted"):
        requests.Session._counted = calls  # type: ignore[attr-defined]
        requests.Session.request = request  # type: ignore[method-assign]
    module.THREADS = threads

    register = Register(f"sqlite:///{work / 'register.sqlite'}")
    register.migrate()
    found: Counter[str] = requests.Session._counted  # type: ignore[attr-defined]
    found.clear()
    return DspaceRepository(account, RegisterClaims(register), lambda _found: subject(), parent=parent), found


def subject():  # type: ignore[no-untyped-def]
    from ogp_etl.archive.dspace.crosswalk import Subject

    return Subject(zone="UTC", plan={"en": "bench"}, commitment={"en": "1-1 bench"})


def large_file(work: Path, account, parent: str) -> int:  # type: ignore[no-untyped-def]
    """MiB that a process of its own takes at most to deposit one large file."""
    code = f"""
import re, sys
from datetime import UTC, datetime
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parent)!r})
import bench_dspace as bench
from ogp_etl.archive.dspace.session import Account
work = Path({str(work)!r})
repository, _ = bench.counted(work, Account({account.address!r}, {account.user!r}, sys.stdin.read()), {parent!r}, 1)
repository.deposit(bench.package(work, "large", {LARGE}), datetime.now(UTC))
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], input=account.password, capture_output=True, text=True, check=True
    )
    return int(done.stdout.split()[-1]) >> 10


def bench_plan():  # type: ignore[no-untyped-def]
    from dataclasses import replace

    from ogp_etl.catalog import read_plans

    plan = read_plans(())[0]["tw-2021"]
    return replace(plan, id="bench", commitments=tuple(one for one in plan.commitments if one.number == "1-1"))


def package(work: Path, name: str, size: int = SIZE):  # type: ignore[no-untyped-def]
    from bench_s3 import package as made

    path = work / f"{name}.pdf"
    with path.open("wb") as file:
        file.write(secrets.token_bytes(min(size, SIZE)))
        file.truncate(size)
    return made(path)


def told(calls: Counter[str], items: int) -> str:
    return ", ".join(f"{count / items:.2f} {method}" for method, count in sorted(calls.items())) + " an item" if calls else "none"


def timed(work) -> float:  # type: ignore[no-untyped-def]
    began = time.perf_counter()
    work()
    return time.perf_counter() - began

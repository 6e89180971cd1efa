"""From a look that finds something lost to one that finds it again: in the archive and in a DSpace, each from the other."""

import json
import shutil
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from ogp_etl.archive.package import read_provenance
from ogp_etl.check.alarms.deposits import deposit_alarms
from ogp_etl.cli.main import app
from ogp_etl.model import Found, Verification
from ogp_etl.settings import Settings
from ogp_etl.steps import restoring, verify
from ogp_etl.steps.workshop import Workshop


class Shelf:
    """A register, a folder and a DSpace that hold the same deposits; the spool holds nothing any more."""

    def __init__(self, archived, home, packages):
        self.archived, self.home, self.plan, self.now = archived, home, archived.plan, archived.now
        boss = archived.account
        settings = Settings(home=home, dspace_url=boss.address, dspace_user=boss.user, dspace_password=boss.password)
        self.shop = Workshop(settings, self.now, "r1").__enter__()
        for package in packages:
            document, capture, _ = read_provenance(package.provenance)
            self.shop.register.take(documents=[document], captures=[capture])
            for repository in self.shop.repositories.values():
                self.shop.register.deposited([repository.deposit(package, self.now)])

    def close(self):
        self.shop.__exit__(None, None, None)

    def at(self, days):
        return self.now + timedelta(days=days)

    def verify(self, repository, days):
        looked = verify.verify(self.shop, self.plan, repository, self.at(days))
        return dict(looked.counts)

    def put_back(self, repository, days):
        captures = restoring.lost(self.shop, self.plan.id, repository)
        return restoring.put_back(self.shop, self.plan, repository, captures, self.at(days), self.at(days))

    def deposits(self, repository):
        return list(self.shop.register.deposits(self.plan.id, repository).values())

    def alarms(self):
        looks = [look for name in self.shop.repository_names for look in self.newest(name).values()]
        return [alarm.code for alarm in deposit_alarms(looks)]

    def newest(self, repository):
        return self.shop.register.verifications(self.plan.id, repository)


@pytest.fixture
def shelf(archived, package, tmp_path):
    made = []

    def make(*packages):
        made.append(Shelf(archived, tmp_path / "home", packages or [package()]))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_a_bitstream_that_somebody_deleted_is_put_back_from_the_folder(shelf, archived):
    shelf = shelf()
    (deposit,) = shelf.deposits("dspace")
    archived.admin.delete(f"/core/bitstreams/{archived.file(deposit).uuid}")
    assert shelf.verify("dspace", 1) == {"missing": 1}
    assert shelf.alarms() == ["missing"]
    done = shelf.put_back("dspace", 2)
    assert done == restoring.Restored((f"dspace: {deposit.key}: {deposit.evidence}: put back minutes.pdf",), (), ())
    assert (shelf.alarms(), restoring.lost(shelf.shop, shelf.plan.id, "dspace")) == ([], [])
    assert shelf.verify("dspace", 3) == {"open": 1}


def test_bytes_that_changed_on_the_disk_of_the_server_are_put_right(shelf, archived):
    shelf = shelf()
    (deposit,) = shelf.deposits("dspace")
    wrong = archived.file(deposit)
    archived.tamper(wrong.uuid, b"mInutes")
    assert shelf.verify("dspace", 1) == {"altered": 1}
    (line,) = shelf.put_back("dspace", 2).done
    assert line.startswith(f"dspace: {deposit.key}: {deposit.evidence}: put back minutes.pdf; {wrong.name} ({wrong.uuid}) with")
    assert shelf.verify("dspace", 60) == {"open": 1}


@pytest.mark.parametrize("order", [("right", "wrong"), ("wrong", "right")])
def test_of_two_files_of_one_name_a_wrong_one_is_altered_until_it_is_disowned(shelf, archived, order):
    shelf = shelf()
    (deposit,) = shelf.deposits("dspace")
    item, file = archived.item(deposit), archived.file(deposit)
    metadata = {key: [{"value": text} for text, _ in many] for key, many in file.metadata.items()}
    archived.admin.delete(f"/core/bitstreams/{file.uuid}")
    for content in [{"right": b"minutes", "wrong": b"forged!"}[name] for name in order]:
        sent = {
            "properties": (None, json.dumps({"name": file.name, "metadata": metadata})),
            "file": ("sent", content),
        }
        assert archived.admin.send("POST", f"/core/bundles/{item.bundles['ORIGINAL']}/bitstreams", files=sent).status_code == 201
    assert shelf.verify("dspace", 1) == {"altered": 1}
    (line,) = shelf.put_back("dspace", 2).done
    assert "stands whole, nothing was missing; " in line
    assert line.endswith(f"with other bytes stays in {item.handle}, disowned and unread by the public")
    assert shelf.verify("dspace", 60) == {"open": 1}


def test_an_item_that_somebody_deleted_stands_elsewhere_and_the_register_knows(shelf, archived):
    shelf = shelf()
    (deposit,) = shelf.deposits("dspace")
    archived.own.delete(f"/core/{deposit.key}")
    assert shelf.verify("dspace", 1) == {"missing": 1}
    (line,) = shelf.put_back("dspace", 2).done
    (now,) = shelf.deposits("dspace")
    assert now.key != deposit.key
    assert line == f"dspace: {deposit.key}: {deposit.evidence}: put back minutes.pdf; it stands at {now.key} now"
    assert (shelf.alarms(), shelf.verify("dspace", 3)) == ([], {"open": 1})


def test_the_folder_is_filled_again_from_the_dspace(shelf, package):
    shelf = shelf(package(), package(b"names", "2", sealed=True))
    shutil.rmtree(shelf.home / "archive")
    assert shelf.verify("folder", 1) == {"missing": 2}
    done = shelf.put_back("folder", 2)
    assert (len(done.done), done.left, done.waiting) == (2, (), ())
    assert (shelf.alarms(), shelf.verify("folder", 3)) == ([], {"intact": 2})
    for deposit in shelf.deposits("folder"):
        shelf.shop.archive.read_back(deposit)


def test_what_is_held_back_is_put_back_closed(shelf, archived, package):
    shelf = shelf(package(b"names", sealed=True))
    (deposit,) = shelf.deposits("dspace")
    (file,) = archived.sealed_item(deposit).files
    archived.admin.delete(f"/core/bitstreams/{file.uuid}")
    assert shelf.verify("dspace", 1) == {"missing": 1}
    assert len(shelf.put_back("dspace", 2).done) == 1
    assert shelf.verify("dspace", 3) == {"open": 1}
    (file,) = archived.sealed_item(deposit).files
    assert archived.server.talker().get(f"/core/bitstreams/{file.uuid}/content").status_code == 401


def test_where_no_right_copy_is_left_it_stays_an_alarm_with_what_to_do(shelf, archived):
    shelf = shelf()
    (deposit,) = shelf.deposits("dspace")
    archived.tamper(archived.file(deposit).uuid, b"mInutes")
    (here,) = (shelf.home / "archive" / "public").rglob("minutes.pdf")
    here.chmod(0o644)
    here.write_bytes(b"MINUTES")
    for repository in ("folder", "dspace"):
        assert shelf.verify(repository, 1) == {"altered": 1}
        (line,) = shelf.put_back(repository, 2).left
        assert f": {deposit.evidence}: no right copy of minutes.pdf (SHA-256 " in line
        assert "put a backup of the archive or of the spool where it was, and run again" in line
    assert shelf.alarms() == ["altered", "altered"]
    assert [path.name for path in (shelf.home / "spool").rglob("*") if path.is_file()] == []


def test_a_copy_that_does_not_answer_is_asked_again_by_the_next_run(shelf, archived):
    shelf = shelf()
    shutil.rmtree(shelf.home / "archive")
    shelf.verify("folder", 1)
    archived.server.faults.answer(500, times=1000)
    done = shelf.put_back("folder", 2)
    assert (done.done, done.left, len(done.waiting)) == ((), (), 1)
    assert "not everything answered" in done.waiting[0]
    archived.server.faults.clear()
    shelf.shop.dspace.close()
    del shelf.shop.__dict__["dspace"]
    assert len(shelf.put_back("folder", 3).done) == 1


@pytest.mark.parametrize("found", [Found.WITHDRAWN, Found.LEAKING, Found.CLOSED, Found.UNANSWERED, Found.OPEN])
def test_what_a_person_must_decide_is_not_put_back(shelf, found):
    shelf = shelf()
    (deposit,) = shelf.deposits("dspace")
    look = {"evidence": deposit.evidence, "repository": "dspace", "key": deposit.key, "at": shelf.now, "detail": ""}
    shelf.shop.register.verified([Verification(id="v1", found=found, **look)])
    assert restoring.lost(shelf.shop, shelf.plan.id, "dspace") == []


def test_what_moved_since_it_was_looked_at_is_not_put_back(shelf):
    shelf = shelf()
    (deposit,) = shelf.deposits("dspace")
    look = {"evidence": deposit.evidence, "repository": "dspace", "key": "items/elsewhere", "at": shelf.now, "detail": ""}
    shelf.shop.register.verified([Verification(id="v1", found=Found.MISSING, **look)])
    assert restoring.lost(shelf.shop, shelf.plan.id, "dspace") == []


def test_a_file_that_only_a_web_server_hides_is_not_written_again_and_named(shelf, archived):
    """What is gone for the public, and stands as we read it, is no matter of bytes."""
    shelf = shelf()
    (deposit,) = shelf.deposits("dspace")
    archived.server.faults.answer(404, "GET", "/content$", times=1000)
    assert shelf.verify("dspace", 1) == {"missing": 1}
    before = [file.uuid for file in archived.item(deposit).files]
    archived.server.faults.clear()
    archived.server.faults.answer(404, "GET", "/content$", nth=2, times=1000)
    (line,) = shelf.put_back("dspace", 2).left
    assert "stands whole, nothing was missing; yet it is missing:" in line
    assert [file.uuid for file in archived.item(deposit).files] == before


# --- by hand


@pytest.fixture
def by_hand(monkeypatch, tmp_path, archived):
    """The command line, with a plan of its own at a register and an archive."""

    def run(*words, home):
        boss = archived.account
        settings = {
            "OGP_HOME": home,
            "OGP_DSPACE_URL": boss.address,
            "OGP_DSPACE_USER": boss.user,
            "OGP_DSPACE_PASSWORD": boss.password,
        }
        for name, value in settings.items():
            monkeypatch.setenv(name, str(value))
        return CliRunner().invoke(app, list(words))

    return run


@pytest.fixture
def known_plan(monkeypatch, archived):
    """The catalog knows the plan of these tests alone."""
    from ogp_etl.steps import workshop

    monkeypatch.setattr(workshop, "read_plans", lambda *_, **__: ({archived.plan.id: archived.plan}, {}))


def test_the_command_line_says_what_was_put_back(shelf, archived, by_hand, known_plan):
    shelf = shelf()
    (deposit,) = shelf.deposits("dspace")
    archived.admin.delete(f"/core/bitstreams/{archived.file(deposit).uuid}")
    shelf.verify("dspace", -1)
    done = by_hand("archive", "deposit", home=shelf.home)
    assert done.exit_code == 0, done.output
    line, told = done.stdout.splitlines()
    assert line == f"dspace: {deposit.key}: {deposit.evidence}: put back minutes.pdf"
    assert told.startswith("0 captures deposited, 1 put back, ")
    again = by_hand("archive", "deposit", home=shelf.home)
    assert (again.exit_code, again.stdout.splitlines()) == (0, ["0 captures deposited, 0 log lines added"])


def test_verify_names_what_is_wrong_also_where_something_did_not_answer(shelf, archived, package, by_hand, known_plan):
    shelf = shelf(package(), package(b"other", "2"))
    first, second = shelf.deposits("dspace")
    archived.own.delete(f"/core/{first.key}")
    archived.server.faults.answer(500, "GET", "/content$", times=1000)
    done = by_hand("verify", home=shelf.home)
    assert (done.exit_code, type(done.exception).__name__) == (1, "RepositoryFault")
    assert f"missing: dspace: {first.key}: {first.evidence}" in done.stdout
    assert "no answer for 1 of 2 deposits" in str(done.exception)
    assert f"the first: unanswered: dspace: {second.key}: {second.evidence}: minutes.pdf" in str(done.exception)


def test_the_command_line_says_what_it_could_not_put_back(shelf, archived, by_hand, known_plan):
    shelf = shelf()
    (deposit,) = shelf.deposits("dspace")
    archived.tamper(archived.file(deposit).uuid, b"mInutes")
    shutil.rmtree(shelf.home / "archive")
    shelf.verify("dspace", -1)
    done = by_hand("archive", "deposit", home=shelf.home)
    assert done.exit_code == 3
    assert f"not put back: dspace: {deposit.key}: {deposit.evidence}: no right copy of minutes.pdf" in done.stderr
    document = json.loads(by_hand("archive", "deposit", "--json", home=shelf.home).stdout)
    assert (document["put_back"], len(document["not_put_back"])) == ([], 1)


def test_no_cause_hides_another_and_every_batch_is_tried(shelf, by_hand, known_plan, monkeypatch):
    from ogp_etl.errors import RepositoryFault
    from ogp_etl.pipeline import Job

    shelf = shelf()
    answers = iter([(3, [RepositoryFault("an item was withdrawn")]), (4, [RepositoryFault("a file is too large")])])
    monkeypatch.setattr(Job, "waiting_batches", lambda _: [{}, {}])
    monkeypatch.setattr(Job, "deposit_all", lambda *_: next(answers))
    done = by_hand("archive", "deposit", "--json", home=shelf.home)
    assert json.loads(done.stdout)["faults"] == ["an item was withdrawn", "a file is too large"]
    assert json.loads(done.stdout)["deposited"] == 7
    assert str(done.exception).splitlines()[1:] == ["- an item was withdrawn", "- a file is too large"]

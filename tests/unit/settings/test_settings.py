"""Settings from the environment: what is wrong is named with its variable and with what to write."""

from __future__ import annotations

import os

import pytest

from ogp_etl.errors import SettingsInvalid
from ogp_etl.settings import read_settings, schedule_zone, unknown_names


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch):
    for name in [name for name in os.environ if name.upper().startswith("OGP_")]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("words", "name", "value"),
    [
        ("'Nowhere' is no time zone; write one like Asia/Taipei", "ZONE", "Nowhere"),
        ("'Asia' is no time zone; write one like Asia/Taipei", "ZONE", "Asia"),
        ("'maybe' is neither true nor false; write true or false", "S3_CHECKSUM", "maybe"),
        ("'s3:9000' is no web address; write one like", "S3_ENDPOINT", "s3:9000"),
        ("'http://' is no web address; write one like", "DROPS_ENDPOINT", "http://"),
        ("'http://s3:port' is no web address; write one like", "S3_ENDPOINT", "http://s3:port"),
        ("'ftp://files.example.tw' is no web address; write one like", "ARCHIVE_URL", "ftp://files.example.tw"),
        ("'ftp://x' is no place of an archive; write a folder or s3://bucket/prefix", "ARCHIVE", "ftp://x"),
        ("'s3://' is no place of an archive; write a folder or s3://bucket/prefix", "ARCHIVE", "s3://"),
        ("'me' is no web or e-mail address; write one", "CONTACT", "me"),
        ("is no address of a database that this installation can use; write postgresql+psycopg://", "REGISTER_URL", "foo"),
        ("is no address of a database that this installation can use; write", "REGISTER_URL", "postgresql://u:pw@host:x/y"),
        ("is no address of a database that this installation can use; write", "REGISTER_URL", "sqlite+none:///x"),
        ("is no address of a database that this installation can use; write", "REGISTER_URL", "mysql://u:pw@host/y"),
        ("the file /none.warc is not there; write paths of WARC or WACZ files", "REPLAY", "/none.warc"),
        ("'a' names no loopback address; write host=127.0.0.1:port", "LOOPBACK", "a,b=127.0.0.1:80"),
        ("'a=10.0.0.1:80' names no loopback address; write host=127.0.0.1:port", "LOOPBACK", "a=10.0.0.1:80"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_write(monkeypatch, words, name, value):
    monkeypatch.setenv(f"OGP_{name}", value)
    with pytest.raises(SettingsInvalid) as caught:
        read_settings()
    assert str(caught.value).startswith(f"OGP_{name}: {words}")
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize("name", ["HOME", "SITE", "DROPS", "ARCHIVE"])
def test_a_folder_that_can_never_be_made_is_refused(monkeypatch, tmp_path, name):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(f"OGP_{name}", str(tmp_path / "file" / "below"))
    with pytest.raises(SettingsInvalid) as caught:
        read_settings()
    assert str(caught.value) == (
        f"OGP_{name}: {tmp_path}/file/below cannot be a folder, because {tmp_path}/file is a file; write the path of a folder"
    )


def test_a_folder_that_is_not_there_yet_is_none_of_the_faults(monkeypatch, tmp_path):
    monkeypatch.setenv("OGP_HOME", str(tmp_path / "a" / "b"))
    monkeypatch.setenv("OGP_DROPS", str(tmp_path / "not-mounted"))
    assert (read_settings().home, read_settings().drops) == (tmp_path / "a" / "b", tmp_path / "not-mounted")


def test_all_wrong_settings_are_named_at_once(monkeypatch):
    monkeypatch.setenv("OGP_ZONE", "Nowhere")
    monkeypatch.setenv("OGP_CONTACT", "me")
    monkeypatch.setenv("OGP_S3_CHECKSUM", "maybe")
    with pytest.raises(SettingsInvalid) as caught:
        read_settings()
    assert sorted(line.partition(":")[0] for line in str(caught.value).splitlines()) == [
        "OGP_CONTACT",
        "OGP_S3_CHECKSUM",
        "OGP_ZONE",
    ]


def test_an_empty_setting_is_none(monkeypatch):
    for name in ("ZONE", "CONTACT", "PLANS", "REGISTER_URL", "S3_CHECKSUM", "REPLAY"):
        monkeypatch.setenv(f"OGP_{name}", "")
    assert (read_settings().zone, read_settings().contact, read_settings().plans, schedule_zone()) == ("UTC", None, (), "UTC")


def test_the_zone_of_the_daily_hours_looks_at_no_other_setting(monkeypatch):
    monkeypatch.setenv("OGP_CONTACT", "me")
    monkeypatch.setenv("OGP_ZONE", "Asia/Taipei")
    assert schedule_zone() == "Asia/Taipei"
    monkeypatch.setenv("OGP_ZONE", "Nowhere")
    with pytest.raises(SettingsInvalid, match="OGP_ZONE: 'Nowhere' is no time zone"):
        schedule_zone()


def test_a_name_that_is_nearly_a_settings_is_named_and_others_are_left_alone():
    environment = ["OGP_ARCHIV", "OGPHOME", "OGP_REPLAYS", "OGP_HOME", "ogp_home", "OGP_ETL", "OGP_SOMETHING", "HOME", "PATH"]
    assert unknown_names(environment) == [
        "OGPHOME: there is no such setting; did you mean OGP_HOME?",
        "OGP_ARCHIV: there is no such setting; did you mean OGP_ARCHIVE?",
        "OGP_REPLAYS: there is no such setting; did you mean OGP_REPLAY?",
    ]


def test_a_mistyped_name_is_warned_of_once_a_process(monkeypatch, caplog):
    monkeypatch.setenv("OGP_CONTACTS", "a@b.tw")
    read_settings()
    read_settings()
    assert [record.message for record in caplog.records] == ["OGP_CONTACTS: there is no such setting; did you mean OGP_CONTACT?"]


def test_channels_are_parted_by_commas_and_named_once(monkeypatch):
    monkeypatch.setenv("OGP_NOTIFY", "office, https://hooks.slack.com/services/T/B/x,mailto:a@agency.example,,office")

    named = [channel.get_secret_value() for channel in read_settings().notify]

    assert named == ["office", "https://hooks.slack.com/services/T/B/x", "mailto:a@agency.example"]
    assert "slack" not in repr(read_settings())


@pytest.mark.parametrize("wrong", ["ftp://host/secret", "https:///secret", "mailto:secret", "two words", "office;other"])
def test_a_channel_that_is_none_is_named_by_its_place_and_never_shown(monkeypatch, wrong):
    monkeypatch.setenv("OGP_NOTIFY", f"office,{wrong}")

    with pytest.raises(SettingsInvalid, match="OGP_NOTIFY: entry 2 is neither") as told:
        read_settings()
    assert wrong not in str(told.value)

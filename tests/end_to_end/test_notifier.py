"""The notifier and its channels, as Airflow calls them: real connections from the environment, real receivers on this machine."""

import base64
import json
import os
import subprocess
import sys

import pytest
from receivers import MailServer, WebHooks, serving

pytestmark = pytest.mark.end_to_end
SEND = """
import json, sys
from types import SimpleNamespace
from airflow.sdk import BaseNotifier
from ogp_etl.dag_notices import OgpNotifier, configured
from ogp_etl.errors import NoticeFault
from ogp_etl.model import Message

message = Message(subject="標題 / subject", text="內容 {{ 7 * 7 }} <b>", document={"plan": "xx"})
told = {}
for name, places in json.loads(sys.argv[1]).items():
    try:
        OgpNotifier(places, message)({})
        told[name] = None
    except NoticeFault as error:
        told[name] = str(error)
task = SimpleNamespace(dag_id="my_dag", task_id="my_task", map_index=2, log_url="http://127.0.0.1:8080/log")
OgpNotifier()({"task_instance": task, "exception": ValueError("it broke")})
assert isinstance(OgpNotifier(), BaseNotifier)
told["configured"] = sorted(configured())
print("TOLD" + json.dumps(told))
"""


@pytest.fixture(scope="module")
def hooks():
    with serving(WebHooks()) as server:
        server.statuses |= {"/moved": 302, "/full": 429}
        yield server


@pytest.fixture(scope="module")
def mail():
    with serving(MailServer()) as server:
        yield server


@pytest.fixture(scope="module")
def told(hooks, mail, tmp_path_factory):
    """What came of each sending: None, or the fault. One process for all, because Airflow takes seconds to start."""
    host = f"127.0.0.1:{hooks.server_port}"
    plain = {"from_email": "ogp@agency.example", "disable_ssl": True, "disable_tls": True, "retry_limit": 1}
    post = {"conn_type": "smtp", "host": "127.0.0.1", "port": mail.port}
    connections = {
        "OFFICE": {**post, "extra": {**plain, "to": "a@x.example, b@x.example"}},
        "NOBODY": {**post, "extra": plain},
        "SLACK": {"conn_type": "slackwebhook", "host": hooks.at("/services"), "password": "T/B/secret"},
        "BEARER": {
            "conn_type": "http", "host": "127.0.0.1", "port": hooks.server_port, "password": "tok",
            "extra": {"endpoint": "/bearer"},
        },
        "BASIC": {"conn_type": "http", "host": f"http://{host}/basic", "login": "me", "password": "pass"},
        "DATABASE": {"conn_type": "postgres", "host": "db.example"},
    }  # fmt: skip
    home = tmp_path_factory.mktemp("airflow")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OGP_", "AIRFLOW", "PYTEST"))}
    settings = kept | {
        "PYTHONWARNINGS": "ignore",
        "AIRFLOW_HOME": str(home),
        "OGP_HOME": str(home / "ogp"),
        "OGP_NOTIFY": f"bearer,{hooks.at('/callback')}",
        **{f"AIRFLOW_CONN_{name}": json.dumps(connection) for name, connection in connections.items()},
    }
    wanted = {
        "office": ["office"], "nobody": ["nobody"], "slack": ["slack"], "bearer": ["bearer"], "basic": ["basic"],
        "database": ["database"], "absent": ["absent"], "plain": [hooks.at("/plain?key=secret")], "moved": [hooks.at("/moved")],
        "full": [hooks.at("/full")], "gone": ["http://127.0.0.1:9/hidden-secret"],
        "both": ["http://127.0.0.1:9/hidden-secret", hooks.at("/both")],
    }  # fmt: skip
    ran = subprocess.run(
        [sys.executable, "-c", SEND, json.dumps(wanted)], env=settings, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert "hidden-secret" not in ran.stdout + ran.stderr
    return json.loads(next(line for line in ran.stdout.splitlines() if line.startswith("TOLD")).removeprefix("TOLD"))


def test_a_web_hook_gets_the_text_and_the_document_as_they_are(told, hooks):
    """No text is a template: what a web site says is never run."""
    assert told["plain"] is None
    assert hooks.documents("/plain?key=secret") == [{"text": "內容 {{ 7 * 7 }} <b>", "plan": "xx"}]


def test_slack_gets_its_own_form_at_the_address_of_its_connection(told, hooks):
    assert told["slack"] is None
    assert hooks.documents("/services/T/B/secret") == [{"text": "內容 {{ 7 * 7 }} &lt;b&gt;"}]


def test_a_connection_s_password_is_sent_as_bearer_token_or_with_its_login_as_basic(told, hooks):
    assert (told["bearer"], told["basic"]) == (None, None)
    assert hooks.headers["/bearer"]["Authorization"] == "Bearer tok"
    assert hooks.headers["/basic"]["Authorization"] == f"Basic {base64.b64encode(b'me:pass').decode()}"


def test_a_mail_goes_to_all_whom_the_connection_names(told, mail):
    assert told["office"] is None
    ((to, message),) = mail.mails
    assert to == ["a@x.example", "b@x.example"]
    assert (str(message["subject"]), str(message["from"])) == ("標題 / subject", "ogp@agency.example")
    assert "內容 {{ 7 * 7 }} &lt;b&gt;" in message.get_body(("html",)).get_content()


def test_a_callback_says_which_task_failed_to_the_channels_of_the_settings(told, hooks):
    (document,) = hooks.documents("/callback")

    assert (document["task"], document["error"]) == ("my_dag.my_task[2]", "ValueError: it broke")
    assert document["log"] == "http://127.0.0.1:8080/log"


def test_what_did_not_take_a_message_is_named_without_its_address(told, hooks):
    faults = {name: told[name] for name in ("nobody", "database", "absent", "moved", "full", "gone")}

    assert {name: bool(fault) for name, fault in faults.items()} == dict.fromkeys(faults, True)
    assert "says no receiver" in faults["nobody"]
    assert "type 'postgres'" in faults["database"]
    assert "no such connection" in faults["absent"]
    assert "status 302" in faults["moved"]
    assert "/elsewhere" not in hooks.posted
    assert "status 429" in faults["full"]
    assert faults["gone"].startswith("channel 127.0.0.1#")


def test_another_channel_gets_its_message_when_one_fails(told, hooks):
    assert told["both"].startswith("channel 127.0.0.1#")
    assert len(hooks.documents("/both")) == 1


def test_channels_are_remembered_by_names_that_hold_no_secret(told):
    assert told["configured"][1] == "bearer"
    assert told["configured"][0].startswith("127.0.0.1#")

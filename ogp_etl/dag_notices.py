"""Notices through Airflow: the channels that its connections name, and a notifier for any DAG.

    @dag(..., on_failure_callback=OgpNotifier())

tells the channels of ``OGP_NOTIFY``, or those it is given, that a task failed.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from airflow.sdk import BaseHook, BaseNotifier

from ogp_etl.errors import NoticeFault, one_line
from ogp_etl.model import Message
from ogp_etl.publish import channels
from ogp_etl.publish.notice_text import failure
from ogp_etl.settings import read_settings

if TYPE_CHECKING:
    from airflow.sdk import Connection, Context

SLACK_HOOKS = "https://hooks.slack.com/services"
MAIL = ("smtp", "email")


class OgpNotifier(BaseNotifier):
    """Sends one message to each channel, or, as a callback, that a task failed."""

    # Nothing is a template: a title on a web site may hold what Jinja would run.
    template_fields = ()

    def __init__(self, places: Sequence[str] | None = None, message: Message | None = None, **kwargs: Any) -> None:
        """``places``: ids of connections, addresses, ``mailto:…``; None: those of ``OGP_NOTIFY``. ``message``: None: what the
        context says of the task that failed."""
        super().__init__(**kwargs)
        self.places = places
        self.message = message

    def notify(self, context: Context) -> None:
        """Raises NoticeFault, after all channels were tried, naming those that failed."""
        message = self.message or _failed(context)
        places = [secret.get_secret_value() for secret in read_settings().notify] if self.places is None else self.places
        faults = []
        for place in places:
            try:
                send(place, message)
            except NoticeFault as error:
                faults.append(str(error))
        if faults:
            raise NoticeFault("\n".join(faults))


def configured() -> dict[str, str]:
    """The channels of ``OGP_NOTIFY``: what is remembered of each, and its place. Raises SettingsInvalid."""
    return {name_of(place): place for place in (secret.get_secret_value() for secret in read_settings().notify)}


def name_of(place: str) -> str:
    """What logs and the register may say of a channel: the id of a connection, or no more than the host of an address."""
    return channels.shown(place) if ":" in place else place


def send(place: str, message: Message) -> None:
    """Raises NoticeFault when the channel cannot be reached, or did not take it."""
    name = name_of(place)
    if place.startswith("mailto:"):
        _mail(name, None, place.removeprefix("mailto:"), message)
    elif ":" in place:
        channels.post(name, place, channels.body(place, message))
    else:
        _by_connection(name, _connection(place), message)


def _connection(name: str) -> Connection:
    from airflow.sdk.exceptions import AirflowException, AirflowRuntimeError

    try:
        return BaseHook.get_connection(name)
    except (AirflowException, AirflowRuntimeError) as error:
        do = "make it in Airflow, or mend OGP_NOTIFY"
        raise NoticeFault(f"channel {name}: Airflow has no such connection ({type(error).__name__}); {do}") from error


def _by_connection(name: str, connection: Connection, message: Message) -> None:
    kind = connection.conn_type or ""
    if kind in MAIL:
        to = connection.extra_dejson.get("to")
        if not to:
            raise NoticeFault(f'channel {name}: says no receiver; write {{"to": "name@host"}} into the extra of the connection')
        _mail(name, name, to, message)
    elif kind.startswith("slack"):
        channels.post(name, _slack(connection), channels.slack_body(message))
    elif kind.startswith("http") or kind in ("webhook", "generic"):
        address, headers = _web(name, connection)
        channels.post(name, address, channels.body(address, message), headers)
    else:
        do = "make one of type smtp, slackwebhook or http"
        raise NoticeFault(f"channel {name}: notices cannot be sent through a connection of type {kind!r}; {do}")


def _slack(connection: Connection) -> str:
    """As Airflow's Slack provider keeps it: the address before the token as host, the token as password."""
    token = connection.password or ""
    return token if token.startswith("http") else f"{(connection.host or SLACK_HOOKS).rstrip('/')}/{token.lstrip('/')}"


def _web(name: str, connection: Connection) -> tuple[str, Mapping[str, str]]:
    """The address and headers of a connection of type http: host, or whole address, with ``endpoint`` of its extra after it;
    login and password are sent as HTTP Basic, a password alone as a bearer token."""
    if not connection.host:
        raise NoticeFault(f"channel {name}: its connection has no host; write the address of the web hook there")
    extra = connection.extra_dejson
    base = connection.host
    if "://" not in base:
        scheme = connection.schema or ("https" if connection.conn_type == "https" else "http")
        base = f"{scheme}://{base}{f':{connection.port}' if connection.port else ''}"
    address = f"{base.rstrip('/')}/{str(extra.get('endpoint', '')).lstrip('/')}" if extra.get("endpoint") else base
    if urlsplit(address).scheme not in ("http", "https"):
        raise NoticeFault(f"channel {name}: its address is no http or https; mend the connection")
    if not connection.password:
        return address, {}
    if connection.login:
        both = base64.b64encode(f"{connection.login}:{connection.password}".encode()).decode()
        return address, {"Authorization": f"Basic {both}"}
    return address, {"Authorization": f"Bearer {connection.password}"}


def _mail(name: str, connection: str | None, to: str, message: Message) -> None:
    """``connection``: id of one of type smtp; None: Airflow's own (``smtp_default``)."""
    import smtplib

    from airflow.providers.smtp.hooks.smtp import SmtpHook
    from airflow.sdk.exceptions import AirflowException, AirflowRuntimeError

    try:
        with SmtpHook(**({"smtp_conn_id": connection} if connection else {})) as hook:
            hook.send_email_smtp(
                to=[one.strip() for one in to.split(",")], subject=message.subject, html_content=_html(message.text)
            )
    except (AirflowException, AirflowRuntimeError, smtplib.SMTPException, OSError) as error:
        kind = f"{type(error).__name__}: {one_line(error, 200)}"
        raise NoticeFault(f"channel {name}: the mail was not taken ({kind}); the notices wait for the next run") from error


def _html(text: str) -> str:
    return f'<div style="white-space: pre-wrap">{html.escape(text)}</div>'


def _failed(context: Context) -> Message:
    task = context.get("task_instance") or context.get("ti")
    named = ".".join(part for part in (getattr(task, "dag_id", ""), getattr(task, "task_id", "")) if part) or "?"
    place = getattr(task, "map_index", -1)
    error = context.get("exception")
    said = f"{type(error).__name__}: {one_line(error, 300)}" if isinstance(error, BaseException) else str(error or "")
    return failure(named + (f"[{place}]" if place is not None and place >= 0 else ""), said, getattr(task, "log_url", None))

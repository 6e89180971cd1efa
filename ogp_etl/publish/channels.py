"""Web hooks that messages are posted to. An address may itself be the secret, so none is ever shown whole."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ogp_etl.errors import NoticeFault
from ogp_etl.model import Message

TIMES = (10, 30)
"""Seconds to connect, and to wait for the answer."""
SLACK = "hooks.slack.com"


def shown(address: str) -> str:
    """A name for an address that gives no secret away: its host, and the beginning of its digest."""
    host = urlsplit(address).hostname or urlsplit(address).scheme
    return f"{host}#{hashlib.sha256(address.encode()).hexdigest()[:8]}"


def body(address: str, message: Message) -> Mapping[str, Any]:
    """What is posted: for Slack and what takes its form the text alone, else text and document."""
    if urlsplit(address).hostname == SLACK:
        return slack_body(message)
    return {"text": message.text, **message.document}


def slack_body(message: Message) -> Mapping[str, Any]:
    """Slack takes three signs for its own markup."""
    return {"text": message.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")}


def post(name: str, address: str, posted: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
    """Post JSON. Raises NoticeFault, naming the channel and not its address, unless the answer is 2xx. Redirects are not
    followed: what is said there may not be for whoever stands elsewhere."""
    import requests  # slow to import, and most commands send nothing

    try:
        answer = requests.post(address, json=posted, headers=dict(headers or {}), timeout=TIMES, allow_redirects=False)
    except requests.RequestException as error:
        kind = type(error).__name__
        # The library's own message holds the address.
        raise NoticeFault(f"channel {name}: could not be reached ({kind}); the notices wait for the next run") from None
    if not answer.ok or answer.is_redirect:
        raise NoticeFault(f"channel {name}: answered with status {answer.status_code}; the notices wait for the next run")

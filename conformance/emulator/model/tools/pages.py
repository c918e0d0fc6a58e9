"""URL context: reading the pages that the prompt names. Nothing is fetched; addresses tell how reading them went.

What no public crawler can reach is not read (clause tool.uc.public-only): loopback, private networks and names without
a public domain. Words in an address stand for the other outcomes, so that a client can meet them.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Any
from urllib.parse import urlsplit

from conformance.emulator.model.prompt import Prompt
from conformance.emulator.model.tools.outcome import Used

Json = dict[str, Any]

URL = re.compile(r"https?://(?:\[[0-9a-fA-F:.]+\])?[^\s\"'<>)\]]+[^\s\"'<>)\].,!?]")
TOKENS = 40
NOT_PUBLIC = (".local", ".localhost", ".internal", ".invalid", ".test", ".ngrok.io", ".ngrok.app", ".ngrok-free.app")
OUTCOMES = ("paywall", "unsafe")


def run(done: Used, prompt: Prompt, _: Json) -> None:
    """Read the pages named in the question, if it names some; those that could be read are cited."""
    urls = addresses(prompt.question)
    if not urls:
        return
    call_id = done.call("url_context", arguments={"urls": urls})
    read = [{"url": url, "status": status(url)} for url in urls]
    done.result("url_context", call_id, result=read, is_error=False)
    for page in read:
        if page["status"] == "success":
            host = urlsplit(page["url"]).netloc
            done.cited.append(("", {"url": page["url"], "title": host, "type": "url_citation"}))
            done.tokens += TOKENS


def addresses(text: str) -> list[str]:
    """The web addresses in ``text``, each once."""
    return list(dict.fromkeys(URL.findall(text)))


def status(url: str) -> str:
    """How reading ``url`` goes: ``success``, ``error``, ``paywall`` or ``unsafe``."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return "error"
    if not _public(host):
        return "error"
    return next((outcome for outcome in OUTCOMES if outcome in url.lower()), "success")


def _public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(NOT_PUBLIC)

"""URL context: reading the pages that the prompt names.

A page at an allowed host is fetched. No other is: its address tells how reading it goes. What no public crawler can
reach is an error (clause tool.uc.public-only): loopback, private networks and names without a public domain. Words in
an address stand for the other outcomes, so that a client can meet them.
"""

from __future__ import annotations

import html
import ipaddress
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from conformance.emulator.model.prompt import Prompt
from conformance.emulator.model.tools.outcome import Used
from conformance.emulator.outbound import Outbound, Unreachable
from conformance.emulator.tokens import count

Json = dict[str, Any]

URL = re.compile(r"https?://(?:\[[0-9a-fA-F:.]+\])?[^\s\"'<>)\]]+[^\s\"'<>)\].,!?]")
TOKENS = 40
NOT_PUBLIC = (".local", ".localhost", ".internal", ".invalid", ".test", ".ngrok.io", ".ngrok.app", ".ngrok-free.app")
OUTCOMES = ("paywall", "unsafe")
MAX_BYTES = 34_000_000
"""The most that is read of a page (clause tool.uc.max-34mb)."""
NAMED_SIZE = re.compile(r"(?<![a-z0-9])(\d{1,6})mb(?![a-z])")
"""How large a page is by its address, as in ``100Mb.dat``: it stands for a page of that size."""
LOOKED_AT = 100_000
"""How many bytes of a page are looked at for its title and its first words."""
HIDDEN = frozenset(("head", "script", "style"))
QUOTED = 200


@dataclass(frozen=True, slots=True)
class Page:
    """How reading a page went; ``text`` is what it says, where it was fetched."""

    url: str
    status: str
    title: str = ""
    text: str = ""


def run(done: Used, prompt: Prompt, _: Json) -> None:
    """Read the pages named in the question, if it names some; those that could be read are cited."""
    urls = addresses(prompt.question)
    if not urls:
        return
    call_id = done.call("url_context", arguments={"urls": urls})
    read = [opened(url, prompt.outbound) for url in urls]
    listed = [{"url": page.url, "status": page.status} for page in read]
    done.result("url_context", call_id, result=listed, is_error=False)
    for page in read:
        if page.status == "success":
            done.cited.append(("", {"url": page.url, "title": page.title, "type": "url_citation"}))
            done.tokens += count(page.text) or TOKENS
        if page.text:
            done.said.append(f"The page {page.url} says: {page.text[:QUOTED]}")


def addresses(text: str) -> list[str]:
    """The web addresses in ``text``, each once."""
    return list(dict.fromkeys(URL.findall(text)))


def opened(url: str, outbound: Outbound) -> Page:
    """The page at ``url``, fetched if ``outbound`` may."""
    host = _host(url)
    if not outbound.allows(url):
        return Page(url, status(url), urlsplit(url).netloc if host else "")
    try:
        content, _ = outbound.fetch(url, MAX_BYTES)
    except Unreachable:
        return Page(url, "error", text="nothing, for it could not be had.")
    title, words = _said(content[:LOOKED_AT].decode("utf-8", "replace"))
    return Page(url, "success", title or host, words or title)


def _said(source: str) -> tuple[str, str]:
    """The title and the visible words of a page. One pass without patterns: pages are anybody's."""
    first, *tags = source.split("<")
    title, shown, hidden = "", [first], ""
    for tag in tags:
        name, _, text = tag.partition(">")
        name = name.split(maxsplit=1)[0].lower() if name.strip() else ""
        if hidden:
            hidden = "" if name == f"/{hidden}" else hidden
        elif name in HIDDEN:
            hidden = name
        if name == "title" and not title:
            title = _words(text)
        shown.append("" if hidden else text)
    return title[:QUOTED], _words(" ".join(shown))


def _words(text: str) -> str:
    return " ".join(html.unescape(text).split())


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def status(url: str) -> str:
    """How reading a page that is not fetched goes: ``success``, ``error``, ``paywall`` or ``unsafe``."""
    if not _public(_host(url)):
        return "error"
    size = NAMED_SIZE.search(urlsplit(url).path.lower())
    if size and int(size[1]) * 1_000_000 > MAX_BYTES:
        return "error"
    return next((outcome for outcome in OUTCOMES if outcome in url.lower()), "success")


def _public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(NOT_PUBLIC)

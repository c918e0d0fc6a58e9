"""What a reader of an open page has before them."""

from __future__ import annotations

import re


def fragment(tab) -> str:
    return str(tab.evaluate("decodeURIComponent(location.hash)"))


def shown(tab, selector: str) -> list[str]:
    return [text for text in (each.inner_text() for each in tab.locator(selector).all() if each.is_visible()) if text]


def features(tab) -> list[str]:
    return [text.strip() for text in shown(tab, "#at-servers ~ .scroll [data-feature] th a")]


def focus(tab) -> str:
    return " ".join(str(tab.evaluate("document.activeElement.innerText || document.activeElement.id")).split())


def background(tab) -> int:
    """How bright the page is, 0 to 255."""
    return int(re.findall(r"\d+", str(tab.evaluate("getComputedStyle(document.body).backgroundColor")))[0])

"""A browser, and sites to open in it."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from conformance.report.matrix.site import briefs, write_site
from tests.report.matrix import many

VIEWPORT: Any = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser():
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None and not os.environ.get("CI"):
        pytest.skip("no chromium on PATH")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three servers, one of them at two revisions and twice, one that does not compare, and a client."""
    folder = tmp_path_factory.mktemp("runs")
    for day, bad in ((1, 0.4), (2, 0.2)):
        many.save(folder, many.lines("bad", "1.2", bad=bad, day=day))
    many.save(folder, many.lines("bad", "1.2", many.REVISIONS[3], bad=0.1))
    many.save(folder, many.lines("good"))
    many.save(folder, many.lines("old", bad=0.1, suite={"version": "0.0.9", "requirements": "sha256:old"}))
    many.save(folder, many.lines("sdk", "3.4.0", bad=0.1, lane="client"))
    write_site(briefs([str(folder)]), folder / "site")
    return folder / "site"


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that pages consist of, and no more: axe looks at each element for long."""
    folder = tmp_path_factory.mktemp("few")
    for day, bad in ((1, 0.9), (2, 0.8)):
        many.save(folder, many.lines("bad", "1.2", bad=bad, day=day, requirements=30))
    many.save(folder, many.lines("good", requirements=30))
    other = {"version": "0.0.9", "requirements": "sha256:old"}
    many.save(folder, many.lines("old", bad=0.5, requirements=30, suite=other))
    many.save(folder, many.lines("sdk", "3.4.0", bad=0.5, lane="client", requirements=20))
    write_site(briefs([str(folder)]), folder / "site")
    return folder / "site"


@pytest.fixture(scope="session")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty servers."""
    folder = tmp_path_factory.mktemp("crowd")
    for number in range(40):
        many.save(folder, many.lines(f"server {number}", "2.0", bad=0.02 * number, requirements=90, exchanges=9))
    write_site(briefs([str(folder)]), folder / "site")
    return folder / "site"


@pytest.fixture(scope="session")
def shared(browser):
    """One tab for all tests that want nothing special of it, and what it and others asked for and complained of."""
    heard = Heard([], [])
    return heard.listening(browser.new_context(viewport=VIEWPORT).new_page()), heard


@pytest.fixture
def opened(browser, shared):
    """Opens a page of a site; afterwards nothing may have been asked for or complained of."""
    tab, heard = shared
    contexts: list[Any] = []
    heard.said.clear()
    heard.asked.clear()

    def open_(folder: Path, page: str = "index.html", **options: Any) -> Any:
        if options:
            contexts.append(browser.new_context(viewport=VIEWPORT, **options))
        used = heard.listening(contexts[-1].new_page()) if options else tab
        used.set_viewport_size(VIEWPORT)
        used.goto("about:blank")  # else another fragment of the same page would not load it anew
        used.goto(f"{folder.as_uri()}/{page}")
        return used

    yield open_
    for context in contexts:
        context.close()
    assert heard.said == []
    assert [url for url in heard.asked if not re.fullmatch(r"(file:[^#]*\.html|about:blank)(#.*)?", url)] == []


@dataclass
class Heard:
    """What pages said on the console, and what they asked for."""

    said: list[str]
    asked: list[str]

    def listening(self, tab: Any) -> Any:
        """The tab, listened to."""
        tab.set_default_timeout(10_000)  # a machine that is busy with other tests
        tab.on("console", lambda message: self.said.append(message.text))
        tab.on("pageerror", lambda error: self.said.append(str(error)))
        tab.on("request", lambda request: self.asked.append(request.url))
        return tab

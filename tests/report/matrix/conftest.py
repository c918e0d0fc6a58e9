"""A browser, and sites to open in it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from conformance.report.matrix.site import briefs, write_site
from tests.report.matrix import many


@pytest.fixture(scope="module")
def browser():
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None and not os.environ.get("CI"):
        pytest.skip("no chromium on PATH")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty servers."""
    folder = tmp_path_factory.mktemp("crowd")
    for number in range(40):
        many.save(folder, many.lines(f"server {number}", "2.0", bad=0.02 * number, requirements=90, exchanges=9))
    write_site(briefs([str(folder)]), folder / "site")
    return folder / "site"


@pytest.fixture
def opened(browser):
    """Opens a page of a site; afterwards nothing may have been asked for or complained of."""
    contexts: list[Any] = []
    said: list[str] = []
    asked: list[str] = []

    def open_(site: Path, page: str = "index.html", **options: Any) -> Any:
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 900}, **options))
        tab = contexts[-1].new_page()
        tab.set_default_timeout(10_000)  # a machine that is busy with other tests
        tab.on("console", lambda message: said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(f"{site.as_uri()}/{page}")
        return tab

    yield open_
    for context in contexts:
        context.close()
    assert said == []
    assert [url for url in asked if not url.startswith("file:") or not url.partition("#")[0].endswith(".html")] == []

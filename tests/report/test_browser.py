"""The page in a real browser: what a target sends is shown and never run."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from conformance.report.diff import compared
from conformance.report.diff.html import as_html
from conformance.report.html import render_html
from tests.report.page import Page

pytestmark = pytest.mark.browser

# A machine without network and without a screen: no sandbox as root, none of the browser's own background traffic.
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--virtual-time-budget=3000",
]  # fmt: skip


@pytest.fixture(scope="module")
def chromium():
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("CI is set and no chromium is installed")
        pytest.skip("no chromium on PATH")
    return found


def dumped(chromium, page: str, folder: Path) -> str:
    """The document after the browser has parsed it and run whatever runs."""
    file = folder / "report.html"
    file.write_text(page, "utf-8")
    command = [chromium, *FLAGS, f"--user-data-dir={folder / 'profile'}", "--dump-dom", file.as_uri()]
    # Chromium starts in about a second; a minute is for a machine that is busy with other tests.
    return subprocess.run(command, capture_output=True, timeout=60, check=True).stdout.decode("utf-8")


def title(dom: str) -> str:
    return Page(dom).all("title")[0].text


def test_the_browser_runs_scripts_at_all(chromium, tmp_path):
    source = "<!doctype html><title>before</title><p><script>document.title='pwned'</script></p>"
    assert title(dumped(chromium, source, tmp_path)) == "pwned"


def of_one(run):
    return render_html(run)


def of_two(run):
    """The run beside one of other ids: everything in it is told, by its reason."""
    others = [{**result, "status": "pass", "id": f"{result['id']}x"} for result in run.results]
    both = dataclasses.replace(run, results=[*run.results, *others])
    failing = [{**result, "status": "fail"} for result in others]
    return as_html(compared(both, dataclasses.replace(run, results=[*run.results[1:], *failing])))


@pytest.mark.parametrize("page_of", [of_one, of_two])
@pytest.mark.parametrize("which", ["hostile_run", "lying_run"])
def test_nothing_that_a_target_sends_is_run(which, page_of, chromium, request, tmp_path):
    source = page_of(request.getfixturevalue(which))
    # Without our policy the escaping has to hold alone.
    unguarded = source.replace("Content-Security-Policy", "X-Ignored")
    assert unguarded != source
    for page in (source, unguarded):
        dom = dumped(chromium, page, tmp_path)
        seen, sent = Page(dom), Page(page)
        assert title(dom) == sent.all("title")[0].text
        assert title(dom).startswith("<script>")
        assert seen.all("script", "img", "iframe", "b") == []
        assert not {name for element in seen.elements for name in element.attributes if name.startswith("on")}
        assert not [link for link in seen.links if not link.startswith(("#", "https://ai.google.dev/"))]
        assert len(seen.elements) == len(sent.elements)

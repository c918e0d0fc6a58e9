"""What a run can be rendered as: each format by name, with the files that it makes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.report.results import Run

# Format, file, module and function; a renderer is imported when asked for: some need libraries that take their time.
_RENDERERS = {
    "html": ("report.html", "html", "render_html"),
    "markdown": ("report.md", "markdown", "render_markdown"),
    "junit": ("junit.xml", "junit", "render_junit"),
    "ctrf": ("ctrf.json", "ctrf", "render_ctrf"),
    "sarif": ("results.sarif", "sarif", "render_sarif"),
}
FORMATS = (*_RENDERERS, "badges")
"""Every format, in the order in which they are written."""

OF_A_RUN = ("html", "markdown", "junit")
"""The formats that each run writes by itself; the others are for `conformance report render`."""


def rendered(run: Run, name: str) -> dict[str, str]:
    """A run in one format: the text of each file by its name, below the folder of the report."""
    if name == "badges":
        from conformance.report.badge import render_badges

        return render_badges(run)
    file, module, function = _RENDERERS[name]
    render: Callable[[Run], str] = getattr(import_module(f"conformance.report.{module}"), function)
    return {file: render(run)}

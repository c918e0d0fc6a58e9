"""The HTML report: one file that needs no network and no script."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.report import view

if TYPE_CHECKING:
    import jinja2

    from conformance.report.results import Run

TEMPLATES = Path(__file__).parent / "templates"
EVENTS_SHOWN = (40, 10)  # the first and the last events of a long stream; the middle repeats itself


def render_html(run: Run) -> str:
    """The report of a run as one HTML page, rendered from the result file alone.

    Every text is escaped by the template engine and cleaned of characters that hide or reorder; links go to http(s)
    addresses of requirements and features and to anchors of the page itself, never to an address that a target sent.
    """
    return environment().get_template("report.html.j2").render(report=view.report(run))


@cache
def environment() -> jinja2.Environment:
    """The template engine, with everything escaped, and the words that our templates share."""
    from conformance.report.templating import engine, own

    made = engine(TEMPLATES)
    made.globals |= {"events_shown": EVENTS_SHOWN, "style": own(TEMPLATES / "style.css")}
    return made

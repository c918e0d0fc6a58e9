"""The HTML report: one file that needs no network and no script."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.report import text, view

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
    import jinja2
    from markupsafe import Markup

    def shown(value: Any) -> Any:
        return text.clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    def prose(value: str) -> Markup:
        """Text with what stands in single or double backticks set as code."""
        escaped = str(Markup.escape(text.clean(value)))
        return Markup(re.sub(r"(``?)([^`]+)\1", r"<code>\2</code>", escaped))  # noqa: S704 escaped just above

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "percent": text.percent,
        "moment": text.moment,
        "seconds": text.seconds,
        "pretty": text.pretty,
        "compact": text.compact,
        "quoted": text.quoted,
        "cut": text.cut,
        "one_line": text.one_line,
        "sentence_case": text.sentence_case,
        "prose": prose,
        "web_link": view.web_link,
    }
    environment.globals |= {
        "marks": view.MARKS,
        "failed": view.FAILED,
        "known": view.known,
        "lanes": view.LANES,
        "target_name": view.target_name,
        "events_shown": EVENTS_SHOWN,
        "value_limit": text.VALUE_LIMIT,
        "style": Markup((TEMPLATES / "style.css").read_text("utf-8")),  # noqa: S704 our own file
    }
    return environment

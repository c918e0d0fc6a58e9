"""How templates become pages: everything escaped, nothing invisible, no name unknown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from conformance.report import text, view

if TYPE_CHECKING:
    from pathlib import Path


def engine(templates: Path) -> jinja2.Environment:
    """The template engine for the templates of a folder, with the filters that all pages share.

    Each text is escaped, and what hides or reorders is cleaned out of it; an unknown name is an error.
    """
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
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
    made.globals |= {
        "marks": view.MARKS,
        "failed": view.FAILED,
        "known": view.known,
        "lanes": view.LANES,
        "selection": view.selection,
        "target_name": view.target_name,
        "value_limit": text.VALUE_LIMIT,
    }
    return made


def prose(value: str) -> Markup:
    """Text with what stands in single or double backticks set as code."""
    escaped = str(Markup.escape(text.clean(value)))
    return Markup(re.sub(r"(``?)([^`]+)\1", r"<code>\2</code>", escaped))  # noqa: S704 - escaped just above


def own(*files: Path) -> Markup:
    """A style sheet or script of ours, in one file or in several, to stand in a page as it is."""
    return Markup("\n").join(Markup(file.read_text("utf-8").strip()) for file in files)  # noqa: S704 - our own files


def _shown(value: Any) -> Any:
    return text.clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value

"""The pages of a site as text: the overview, and one page for each feature."""

from __future__ import annotations

import base64
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from conformance.report import text
from conformance.report.matrix.chart import HEIGHT, WIDTH, chart
from conformance.report.matrix.codes import CODES, MARKS, NOT_ASKED, STATUS_WORDS, code, codes, shade
from conformance.report.matrix.seen import seen

if TYPE_CHECKING:
    from collections.abc import Mapping

    import jinja2
    from markupsafe import Markup

    from conformance.report.matrix.board import Cell, Column, Row, Section

TEMPLATES = Path(__file__).parent / "templates"
SCRIPT = ("theme", "address", "tables", "keys", "start")  # its parts, in the order in which they build on each other
ROOMY = 12  # columns that have room for upright heads


def index_page(shown: list[Section], links: Mapping[Path, str]) -> str:
    """The overview: each section with its runs, its matrix of features, and the history of its columns."""
    return _template("index.html.j2").render(
        sections=shown,
        columns=[column for section in shown for column in section.columns],
        features=[(row.info["name"], row.info["title"]) for section in shown for row in section.rows],
        fragments={section.key: [_fragment(column) for column in section.columns] for section in shown},
        starts={section.key: _starts(section) for section in shown},
        reports=links,
        data={"codes": codes(), "sections": [_data(section) for section in shown]},
    )


def feature_page(section: Section, row: Row, links: Mapping[Path, str]) -> str:
    """The page of a feature: its requirements in every column, and what was seen of each."""
    return _template("feature.html.j2").render(
        section=section,
        columns=section.columns,
        features=[],
        row=row,
        evidence=[seen(each.id, section.columns) for each in row.requirements],
        starts=_starts(section),
        reports=[links.get(column.run.path) for column in section.columns],
        excerpts={},
        letters=[_letters(each.id, section) for each in row.requirements],
        data={"codes": codes(), "sections": [{"columns": _columns(section)}]},
    )


def _data(section: Section) -> dict[str, Any]:
    """What the script needs to unfold features into requirements: a letter for each result."""
    return {
        "columns": _columns(section),
        "features": [
            {
                "page": row.page,
                "requirements": [
                    [
                        each.id,
                        row.anchors[each.id],
                        each.level,
                        _plain(each.sentence),
                        _letters(each.id, section),
                    ]
                    for each in row.requirements
                ],
            }
            for row in section.rows
        ],
    }


def _plain(sentence: str) -> str:
    return text.clean(sentence).replace("`", "")


def _columns(section: Section) -> list[list[Any]]:
    starts = _starts(section)
    return [
        [column.group, column.run.revision, column.comparable, bool(start)]
        for column, start in zip(section.columns, starts, strict=True)
    ]


def _starts(section: Section) -> list[str]:
    """For each column the class that says that a target starts there."""
    return [" start" if number == 0 else "" for group in section.groups for number in range(len(group.columns))]


def _letters(requirement: str, section: Section) -> str:
    return "".join(code(column.run.outcomes.get(requirement)) for column in section.columns)


def _fragment(column: Column) -> str:
    """What narrows a page to one column."""
    return urlencode([("target", column.group), ("revision", column.run.revision)], quote_via=quote)


def _counted(cell: Cell) -> str:
    """`21 pass, 2 fail`"""
    return ", ".join(f"{cell.counts[status]} {status}" for status in CODES if cell.counts.get(status))


def _pair(value: str) -> tuple[str, str, str]:
    """A choice that is called what it is, without a mark."""
    return value, value, ""


@cache
def _template(name: str) -> jinja2.Template:
    return _environment().get_template(name)


@cache
def _environment() -> jinja2.Environment:
    from markupsafe import Markup

    from conformance.report.templating import engine, own

    made = engine(TEMPLATES)
    made.filters |= {"counted": _counted, "pair": _pair, "chart": chart, "shade": shade}
    style = own(TEMPLATES / "matrix.css")
    parts = own(*(TEMPLATES / "script" / f"{name}.js" for name in SCRIPT))
    # One function around all of it, so that none of its names is a name of the page.
    script = Markup('"use strict";\n(() => {{\n{}\n}})();').format(parts)
    made.globals |= {
        "style": style,
        "script": script,
        "style_hash": _hash(style),
        "script_hash": _hash(script),
        "marks": MARKS,
        "codes": CODES,
        "not_asked": NOT_ASKED,
        "words": STATUS_WORDS,
        "status_choices": [(status, status, CODES[status]) for status in STATUS_WORDS],
        "chart_size": (WIDTH, HEIGHT),
        "roomy": ROOMY,
    }
    return made


def _hash(source: Markup) -> str:
    """The hash by which a Content-Security-Policy allows one inline style sheet or script."""
    return f"sha256-{base64.b64encode(sha256(source.encode()).digest()).decode()}"

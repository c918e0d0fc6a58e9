"""A run in which every string that a target or a recording controls tries to become something else on the page."""

from __future__ import annotations

from typing import Any

from tests.report import sample

POISON = (
    "<script>document.title='pwned'</script>\"'><img src=x onerror=\"document.title='pwned'\">"
    "</script></title></style></textarea><a href=\"javascript:document.title='pwned'\">javascript:alert(1)</a>"
    "{{7*7}}{% raw %}`]]>--><!--\u202e\u0000\ud800|[x](javascript:alert(1)) ![x](http://evil.example/x.png)"
    " @evil www.evil.example http://evil.example/ &lt;script&gt;\n# evil\n<h1 onclick='x'>\n```\n<b>evil</b>\n~~~\n"
)
# Words and numbers that the schema fixes, and what the suite itself writes: where a requirement is documented.
KEPT = {"kind", "format", "level", "status", "lane", "evidence", "known", "time", "offset", "duration", "source"}
SOURCES = ("javascript:document.title='pwned'", f"https://x.example/{POISON}", "data:text/html,<script>1</script>")


def lines() -> list[dict[str, Any]]:
    """A complete run with the poison in front of every string and in every key of bodies and headers."""
    made = [poisoned(line) for line in sample.lines(requirements=100, exchanges=6)[:-1]]
    return [*made, {"kind": "summary", "counts": {}, "features": {POISON: "fail"}, "conformance": 0, "coverage": 1}]


def poisoned(value: Any, key: str = "") -> Any:
    """The value with poison in its strings; the words and numbers that the schema fixes stay."""
    if key in ("body", "headers", "data", "observed"):
        return _through(value)
    if isinstance(value, dict):
        return {name: item if name in KEPT else poisoned(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [poisoned(item) for item in value]
    return POISON + value if isinstance(value, str) else value


def javascript_sources() -> list[dict[str, Any]]:
    """The same run with links of requirements and features that are no web addresses."""
    made = lines()
    for number, line in enumerate(made):
        if line["kind"] == "result":
            line["source"] = ("javascript:document.title='pwned'", f"https://x.example/{POISON}", "data:text/html,x")[
                number % 3
            ]
        if line["kind"] == "run":
            for feature in line["features"]:
                feature["source"] = "\x01javascript:alert(1)"
    return made


def _through(value: Any) -> Any:
    if isinstance(value, dict):
        return {POISON + name: _through(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_through(item) for item in value]
    return POISON + value if isinstance(value, str) else value

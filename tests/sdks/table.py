"""``reports/sdks/README.md``: what each release does not do, in one table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from tests.sdks.clients import CLIENTS, REPORTS, Client
from tests.sdks.publishing import FILE, is_broken, read

PAGE = REPORTS / "README.md"
HEAD = """# The SDKs, judged

Made by `tox -e sdks`: each release played through its driver at the revision that it speaks, with the results beside
(`conformance report render FOLDER` makes a report of them). [site/index.html](site/index.html), opened from a checkout,
shows features by client, down to what was sent and reported. What a requirement says: `conformance explain ID`.
"""


def page() -> str:
    """The whole page."""
    found = [(client, _lines(client)) for client in CLIENTS if (REPORTS / client.folder / FILE).exists()]
    return "\n".join([HEAD, *_scores(found), "", *_broken(found)]) + "\n"


def _lines(client: Client) -> list[dict[str, Any]]:
    return read(REPORTS / client.folder / FILE)


def _scores(found: Iterable[tuple[Client, list[dict[str, Any]]]]) -> Iterator[str]:
    yield "| report | revision | requirements | failed | warned | conformance |"
    yield "|---|---|---|---|---|---|"
    for client, (first, *_, summary) in found:
        counts = summary["counts"]
        score = f"{100 * summary['conformance']:.1f} %"
        cells = [sum(counts.values()), counts.get("fail", 0), counts.get("warn", 0), score]
        yield f"| {client.folder} | {first['revision']} | " + " | ".join(map(str, cells)) + " |"


def _broken(found: Iterable[tuple[Client, list[dict[str, Any]]]]) -> Iterator[str]:
    """Each requirement that somebody breaks, and who does."""
    who: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for client, lines in found:
        for line in lines:
            if is_broken(line):
                who[line["id"], line["level"], line["sentence"]].append(client.folder)
    yield "| requirement | level | says | broken by |"
    yield "|---|---|---|---|"
    for (name, level, sentence), folders in sorted(who.items()):
        yield f"| {name} | {level} | {sentence} | {', '.join(folders)} |"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()

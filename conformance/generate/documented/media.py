"""Blocks of media as the documentation has them: data of the type they say, or an address where there is a file.

Clauses mm.in.*, rf.* and fa.*. Addresses are those of the world; without one the block carries its data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from conformance.generate.documented.choice import between, kept, pick
from conformance.generate.documented.samples import samples
from conformance.generate.documented.world import World
from conformance.schema import load

Json = dict[str, Any]

KINDS = ("image", "audio", "video", "document")
LISTS = ("content", "summary", "result")
"""The fields of steps and contents that may hold contents."""
FREE = "file_search_result"
"""What it found, in the first beta, is free in form."""
OFFSET = re.compile(r"\d{1,4}(\.\d{1,9})?s")
MOST_CHANNELS, MOST_PAGES, MOST_FRAMES = 8, 100, 24
RATES = (8_000, 16_000, 24_000, 44_100, 48_000)


def contents(items: object) -> Iterator[Json]:
    """Every object of an input, however deep in steps, turns and results; what is free in form is left out."""
    for item in items if isinstance(items, list) else [items]:
        if isinstance(item, dict):
            yield item
            for name in LISTS:
                if isinstance(item.get(name), list) and item.get("type") != FREE:
                    yield from contents(item[name])


@cache
def mime_types(kind: str, revision: str) -> tuple[str, ...]:
    """The types of ``kind`` that the documents of ``revision`` list, of those that there is a sample of."""
    listed = load(revision).document(f"{kind.title()}MimeType", "request").get("examples", ())
    found = tuple(name for name in listed if name in samples()[kind])
    return found or ("application/pdf",)  # the first revision lists no documents and takes PDF


def mend(block: Json, world: World) -> None:
    """Make ``block``, of one of ``KINDS``, one that the target can use."""
    kind = block["type"]
    places = [place for place in world.places if place.kind == kind]
    wants_uri = "uri" in block and ("data" not in block or pick((True, False), block["uri"]))
    if wants_uri and places:
        block.pop("data", None)
        place = next((place for place in places if place.uri == block["uri"]), pick(places, block["uri"]))
        block["uri"] = place.uri
        if "mime_type" in block:
            block["mime_type"] = place.mime_type
    else:
        block.pop("uri", None)
        block["mime_type"] = kept(block.get("mime_type"), mime_types(kind, world.revision.name))
        block["data"] = samples()[kind][block["mime_type"]]
    if kind == "audio":
        _sound(block)
    if isinstance(block.get("processing"), dict):
        _processing(block["processing"])


def _sound(block: Json) -> None:
    if "channels" in block:
        block["channels"] = between(block["channels"], 1, MOST_CHANNELS)
    for name in ("rate", "sample_rate"):
        if name in block:
            block[name] = kept(block[name], RATES)


def _processing(how: Json) -> None:
    """A part of a film or a recording begins before it ends; pages are counted from one."""
    for name in ("start_offset", "end_offset"):
        if name in how and not OFFSET.fullmatch(str(how[name])):
            how[name] = pick(("0s", "0.25s"), how[name]) if name == "start_offset" else pick(("1s", "1.5s"), how[name])
    if {"start_offset", "end_offset"} <= how.keys() and not _seconds(how["start_offset"]) < _seconds(how["end_offset"]):
        how["start_offset"], how["end_offset"] = "0s", "1s"
    if "fps" in how and not 0 < how["fps"] <= MOST_FRAMES:
        how["fps"] = 1
    pages = how.get("page_options", {})
    for name in ("start_page", "end_page"):
        if name in pages:
            pages[name] = between(pages[name], 1, MOST_PAGES)
    if {"start_page", "end_page"} <= pages.keys():
        pages["start_page"], pages["end_page"] = sorted((pages["start_page"], pages["end_page"]))
    sheet = how.get("spreadsheet_options", {})
    if "sheet_index" in sheet:
        sheet["sheet_index"] = between(sheet["sheet_index"], 0, 9)
    if "visible_cells" in sheet and not re.fullmatch(r"[A-Z]+\d+:[A-Z]+\d+", sheet["visible_cells"]):
        sheet["visible_cells"] = "A1:B2"
    for options in (how, pages, sheet):
        if "content_layers" in options:
            options["content_layers"] = list(dict.fromkeys(options["content_layers"]))


def _seconds(offset: str) -> float:
    return float(offset.removesuffix("s"))

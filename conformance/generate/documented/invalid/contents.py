"""Sins of media: bytes that are none, types that do not fit, addresses that lead nowhere or where nobody may go.

Clauses mm.in.*, rf.*.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from conformance.generate.documented import media
from conformance.generate.documented.invalid.sin import Commit, Sin, but, of_model
from conformance.generate.documented.samples import samples
from conformance.generate.documented.story import user
from conformance.generate.documented.world import World

Json = dict[str, Any]

NOWHERE = "https://no-such-host.invalid/picture.png"
INSIDE = "http://169.254.169.254/latest/meta-data/picture.png"
LOCAL, BUCKET = "file:///etc/passwd", "gs://conformance-no-such-bucket/picture.png"
NOT_BASE64 = "***"
WRONG_TYPES = {"image": "text/plain", "audio": "audio/midi", "video": "video/x-matroska"}
MIME_SINCE = {"image": "2026-05-20", "audio": "2026-11-16", "video": "2026-05-20"}
USUAL = {"image": "image/png", "audio": "audio/wav", "video": "video/mp4", "document": "application/pdf"}


def block(kind: str, **fields: object) -> Json:
    """A right block of ``kind`` with ``fields``; ``...`` leaves one out."""
    return but({"type": kind, "data": samples()[kind][USUAL[kind]], "mime_type": USUAL[kind]}, **fields)


def _sent(*blocks: Callable[[], Json]) -> Commit:
    def commits(body: Json, world: World) -> Iterator[tuple[Json, str]]:
        for made in blocks:
            value = [user("What is this?"), made()]
            yield but(of_model(body, world), input=value, previous_interaction_id=...), "$.input[1]"

    return commits


def blocks(body: Json) -> list[Json]:
    """The blocks of media anywhere in the input of ``body``."""
    found = media.contents(body["input"]) if not isinstance(body["input"], str) else ()
    return [item for item in found if item.get("type") in media.KINDS]


def _shows(holds: Callable[[Json], bool]) -> Callable[[Json, World], bool]:
    return lambda body, _: any(holds(one) for one in blocks(body))


def is_base64(data: str) -> bool:
    """Whether ``data`` is base64, padded, of either alphabet."""
    try:
        base64.b64decode(data, altchars=b"-_" if "-" in data or "_" in data else None, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _uri(one: Json) -> str:
    return str(one.get("uri", ""))


def _host(one: Json) -> str:
    try:
        return urlsplit(_uri(one)).hostname or ""
    except ValueError:
        return ""


def _of_another_type(kind: str) -> Sin:
    wrong = WRONG_TYPES[kind]
    return Sin(
        f"the {kind} is of a type that is none of those for {kind}",
        f"mm.in.mime-enum.{kind}",
        "should",
        _sent(lambda: block(kind, mime_type=wrong)),
        _shows(lambda one: one["type"] == kind and one.get("mime_type") == wrong),
        since=MIME_SINCE[kind],
    )


def _every(**fields: object) -> Commit:
    return _sent(*[lambda kind=kind: block(kind, **fields) for kind in media.KINDS])


SINS = (
    Sin(
        "the data is not base64",
        "mm.in.invalid-base64",
        "should",
        _every(data=NOT_BASE64),
        _shows(lambda one: not one.get("data", "").startswith("data:") and not is_base64(one.get("data", ""))),
    ),
    Sin(
        "the data is a data: URI",
        "mm.in.data-uri-prefix",
        "should",
        _sent(lambda: block("image", data=f"data:image/png;base64,{samples()['image']['image/png']}")),
        _shows(lambda one: one.get("data", "").startswith("data:")),
        since="2026-05-20",
    ),
    Sin(
        "the media has neither data nor an address",
        "mm.in.data-xor-uri",
        "should",
        _every(data=...),
        _shows(lambda one: not {"data", "uri"} & one.keys()),
    ),
    Sin(
        "the media has both data and an address",
        "mm.in.data-xor-uri",
        "may",
        _every(uri="https://example.com/file"),
        _shows(lambda one: {"data", "uri"} <= one.keys()),
    ),
    *map(_of_another_type, WRONG_TYPES),
    Sin(
        "the address is of a file of the machine",
        "rf.http-scheme",
        "should",
        _sent(lambda: {"type": "image", "uri": LOCAL}),
        _shows(lambda one: _uri(one).startswith("file:")),
    ),
    Sin(
        "the address is of a host that does not exist",
        "rf.unreachable",
        "should",
        _sent(lambda: {"type": "image", "uri": NOWHERE}),
        _shows(lambda one: _host(one).endswith(".invalid")),
    ),
    Sin(
        "the address is of the service's own network",
        "rf.private-host",
        "should",
        _sent(lambda: {"type": "image", "uri": INSIDE}),
        _shows(lambda one: _host(one) == "169.254.169.254"),
        since="2026-05-20",
    ),
    Sin(
        "the address is of a bucket that was not registered",
        "rf.gcs",
        "may",
        _sent(lambda: {"type": "image", "uri": BUCKET, "mime_type": "image/png"}),
        _shows(lambda one: _uri(one) == BUCKET),
        since="2026-05-20",
    ),
    Sin(
        "the part of the film ends before it begins",
        "mm.in.video.processing",
        "should",
        _sent(lambda: block("video", processing={"type": "static", "start_offset": "2s", "end_offset": "1s"})),
        _shows(
            lambda one: (
                one["type"] == "video"
                and isinstance(how := one.get("processing"), dict)
                and (how.get("start_offset"), how.get("end_offset")) == ("2s", "1s")
            )
        ),
        since="2026-11-16",
    ),
)

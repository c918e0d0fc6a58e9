"""Remote files: media that the service fetches itself, by a public address.

A block of media has a ``uri`` in place of ``data``: an address of the web, of an uploaded file, of a video on YouTube.
What can't be fetched, or is not what the block says, is refused; nothing is passed over in silence.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from conformance.api import Api
from conformance.contract import accepted
from conformance.conversation import acceptance
from conformance.exchange import Exchange
from conformance.features.multimodal_input import PROMPT, media
from conformance.interaction import Json
from conformance.media import png
from conformance.receiver import Page
from conformance.requirement import Feature, Level
from conformance.verdict import Verdict

feature = Feature(
    "remote-files", "Remote files", "https://ai.google.dev/gemini-api/docs/interactions-overview#remote-files"
)

PICTURE = "https://storage.googleapis.com/generativeai-downloads/images/scones.jpg"
FILM = "https://www.youtube.com/watch?v=jNQXAC9IVRw"  # nineteen seconds, there since 2005
PAGE = "https://www.example.com/"
NOWHERE = "https://no-such-host.invalid/picture.png"  # a name that is promised never to exist (RFC 6761)
INSIDE = "http://169.254.169.254/latest/meta-data/picture.png"  # where clouds tell secrets to their own machines
LOCAL = "file:///etc/passwd"
BUCKET = "gs://conformance-no-such-bucket/picture.png"
TOO_LARGE = 100 * 2**20 + 1
YOUTUBE = ("youtube.com", "www.youtube.com", "youtu.be")


def remote(exchange: Exchange) -> list[Json]:
    """The blocks of media that name a place on the web, which is not one of the Files API or YouTube."""
    return [item for item in addressed(exchange) if is_remote(str(item["uri"]))]


def is_remote(uri: str) -> bool:
    """Whether an address is one of the web and of nothing in particular."""
    parts = urlsplit(uri)
    return parts.scheme in {"http", "https"} and parts.hostname not in YOUTUBE and "/files/" not in parts.path


def addressed(exchange: Exchange) -> list[Json]:
    """The blocks of media that name a place."""
    return [item for item in media(exchange.sent.get("input")) if isinstance(item.get("uri"), str)]


def uris(exchange: Exchange) -> set[object]:
    """The places that the media of a create are at."""
    return {item["uri"] for item in addressed(exchange)}


def image(uri: str, **fields: str) -> Json:
    """The input with an image at ``uri``."""
    return {"input": [PROMPT, {"type": "image", "uri": uri, **fields}]}


def may_be_had(exchange: Exchange) -> bool:
    """A picture of the documentation, or one that was fetched: what a request names may be wrong for many reasons."""
    return exchange.status == 200 or PICTURE in uris(exchange)


shown = acceptance("create with an image by address", lambda x: bool(remote(x)) and may_be_had(x))
untyped = acceptance(
    "create with an address alone", lambda x: may_be_had(x) and any("mime_type" not in item for item in remote(x))
)
typed = acceptance(
    "create with an address and a type", lambda x: may_be_had(x) and any("mime_type" in item for item in remote(x))
)
watched = acceptance(
    "create with a video on YouTube",
    lambda x: any(item["type"] == "video" and urlsplit(str(item["uri"])).hostname in YOUTUBE for item in addressed(x)),
)


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return api.create(**image(PICTURE))


@feature.scenario(elicits=(shown, untyped, typed))
def a_picture_of_the_web(api: Api) -> None:
    """Show a picture by its address, without its media type and with it."""
    api.control()
    api.create(**image(PICTURE))
    api.create(**image(PICTURE, mime_type="image/jpeg"))


@feature.scenario(elicits=watched, since="2026-05-07")
def a_film_of_the_web(api: Api) -> None:
    """Show a short video that is on YouTube."""
    api.control()
    api.create([PROMPT, {"type": "video", "uri": FILM}])


@feature.must("remote-files.uri", shown, clauses="rf.uri-image")
def takes_an_address(control: Exchange, created: Exchange) -> Verdict:
    """A block of media may carry a public https address in place of the bytes."""
    return accepted(control, created)


@feature.should("remote-files.no-mime-type", untyped, clauses="rf.no-mime-type")
def needs_no_type(control: Exchange, created: Exchange) -> Verdict:
    """With an address the media type may be left out."""
    return accepted(control, created)


@feature.should("remote-files.mime-type", typed, clauses="rf.mime-type-allowed")
def takes_a_type(control: Exchange, created: Exchange) -> Verdict:
    """With an address the media type may be given."""
    return accepted(control, created)


@feature.may("remote-files.youtube", watched, clauses="rf.youtube mm.in.youtube-uri", since="2026-05-07")
def takes_a_film_of_the_web(control: Exchange, created: Exchange) -> Verdict:
    """A block of video may name a video on YouTube."""
    return accepted(control, created)


# --- what is refused -------------------------------------------------------------------------------------------------


@feature.refusal(
    "remote-files.unreachable",
    level=Level.SHOULD,
    clauses="rf.unreachable",
    evidence="inferred",
    shows=lambda x: NOWHERE in uris(x),
)
def not_there(api: Api) -> object:
    """An address that can't be reached is refused: the media is not passed over in silence."""
    return image(NOWHERE)


@feature.refusal(
    "remote-files.private-host",
    level=Level.SHOULD,
    clauses="rf.private-host",
    evidence="inferred",
    since="2026-05-20",
    shows=lambda x: INSIDE in uris(x),
)
def inside(api: Api) -> object:
    """An address of the service's own network is refused, not fetched."""
    return image(INSIDE)


@feature.refusal(
    "remote-files.bucket",
    level=Level.MAY,
    clauses="rf.gcs",
    evidence="recorded",
    since="2026-05-20",
    shows=lambda x: BUCKET in uris(x),
)
def unregistered(api: Api) -> object:
    """An object in Google's storage that was not registered before is refused."""
    return image(BUCKET, mime_type="image/png")


@feature.refusal(
    "remote-files.scheme",
    level=Level.SHOULD,
    clauses="rf.http-scheme",
    evidence="inferred",
    shows=lambda x: LOCAL in uris(x) or any(str(uri).startswith("data:") for uri in uris(x)),
)
def of_the_machine(api: Api) -> object:
    """An address of another scheme, such as that of a file of the machine, is refused."""
    return image(LOCAL)


def is_no_picture(exchange: Exchange) -> bool:
    """A create that names a page as an image: that of this feature, on the web or on the receiver."""
    places = [str(item["uri"]) for item in remote(exchange) if item["type"] == "image"]
    return any(uri == PAGE or uri.endswith("/remote-files/page") for uri in places)


@feature.refusal(
    "remote-files.content-type",
    level=Level.SHOULD,
    clauses="rf.content-type-mismatch",
    evidence="inferred",
    shows=is_no_picture,
)
def no_picture(api: Api) -> object:
    """An address that holds something else than the block says, a page for an image, is refused."""
    page = Page("text/html; charset=UTF-8", b"<!doctype html><title>A page</title><p>No picture.")
    return image(api.receiver.show(f"/{api.marker}/remote-files/page", page) if api.receiver else PAGE)


@feature.refusal(
    "remote-files.size",
    level=Level.SHOULD,
    clauses="rf.size-limit",
    since="2026-05-20",
    shows=lambda x: any(str(uri).endswith("/remote-files/large.png") for uri in uris(x)),
)
def too_large(api: Api) -> object:
    """An address that holds more than 100 MB is refused."""
    return image(api.listening.show(f"/{api.marker}/remote-files/large.png", Page("image/png", png(), TOO_LARGE)))

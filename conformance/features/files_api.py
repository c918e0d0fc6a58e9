"""Files API: media that is uploaded once and named by its address, for two days.

A file comes in by the resumable protocol: one request announces it and is told where its bytes go, the next sends
them. It may be used once its state is ACTIVE. The samples of the interactions page use it for media that is too large
to stand in a request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zlib import crc32

from conformance.api import Api
from conformance.contract import accepted, refused
from conformance.conversation import ASKED, CONTROL, Conversation, Role, anything, creating, success
from conformance.exchange import Exchange, Unanswered
from conformance.features.multimodal_input import PROMPT, media
from conformance.interaction import Json, text
from conformance.media import mp4, png
from conformance.path import MISSING
from conformance.requirement import Feature, NotElicited
from conformance.verdict import Verdict, all_of, expect, that, unseen

feature = Feature("files-api", "Files API", "https://ai.google.dev/gemini-api/docs/files")

KEPT = timedelta(hours=48)
LARGEST = 2 * 2**30
"""Bytes of one file."""
MOST_INLINE = 20 * 2**20
"""Bytes of a whole request with its media, where the documentation is strictest."""
STATES = ("PROCESSING", "ACTIVE", "FAILED")
CHOSEN = "conformance0nobodys0file"
"""A well-formed id of a file that nobody has."""


def command(exchange: Exchange) -> str:
    """The command of a request of the upload protocol."""
    return (exchange.request.headers or {}).get("x-goog-upload-command", "")


def file_of(exchange: Exchange) -> Json:
    """The file that an upload or a GET answered with."""
    inner = exchange.interaction.get("file")
    return inner if isinstance(inner, dict) else exchange.interaction


def named(exchange: Exchange) -> str:
    """The name of the file that was answered, ``files/…``; raises ``Unanswered`` where there is none."""
    name = file_of(exchange).get("name")
    if exchange.status != 200 or not isinstance(name, str):
        raise Unanswered(f"{exchange.title} gave no name of a file ({exchange.summary})")
    return name


def used(exchange: Exchange) -> list[object]:
    """The addresses of media in the input of a create."""
    return [item["uri"] for item in media(exchange.sent.get("input")) if "uri" in item]


def uses_first(before: tuple[Exchange, ...], exchange: Exchange) -> bool:
    """The create names the file that some exchange before it was answered with."""
    return any(file_of(x).get("uri") in used(exchange) for x in before if x.resource == "files")


def of_that_file(before: tuple[Exchange, ...], exchange: Exchange) -> bool:
    """The request names the file that some exchange before it was answered with."""
    return any(file_of(x).get("name") == f"files/{exchange.named_id}" for x in before if x.resource == "files")


def on_files(call: str, answers: Callable[[Exchange], Verdict] = success) -> Role:
    """A request to files."""
    return Role(f"{call} of a file", lambda x: x.resource == "files" and x.call == call, answers)


def continues(before: tuple[Exchange, ...], exchange: Exchange) -> bool:
    """The bytes go where the announcement was told."""
    return before[-1].header("x-goog-upload-url") == exchange.request.url


POST = on_files("POST")
BEGUN = POST.where(lambda x: command(x) == "start", "announcement of a file")
SENT = POST.where(lambda x: "finalize" in command(x), "upload of a file")
GET = on_files("GET *").where(lambda x: x.status == 200, "get of a file that is there").after(of_that_file)
GET_ANYHOW = on_files("GET *", anything).after(of_that_file)
DELETE = on_files("DELETE *").after(of_that_file)
# The first that is answered: once the file is deleted, others are not.
USING = replace(creating("create with the file", lambda x: bool(used(x))).after(uses_first), first=True)
ASKING = ASKED.where(lambda x: x.operation == "create" and bool(used(x)), "create with the file").after(uses_first)

uploaded = Conversation(BEGUN, SENT.after(continues))
looked_up = Conversation(SENT, GET)
waited = Conversation(SENT, GET.at_least(1))
in_use = Conversation(CONTROL, SENT, USING)
after_waiting = Conversation(CONTROL, SENT, GET.where(lambda x: file_of(x).get("state") == "ACTIVE", "ACTIVE"), USING)
too_early = Conversation(
    CONTROL,
    SENT.where(lambda x: file_of(x).get("state") == "PROCESSING", "upload of a file that takes time"),
    ASKING,
    GET.where(lambda x: file_of(x).get("state") == "PROCESSING", "it still takes time"),
)
gone = Conversation(CONTROL, SENT, DELETE, GET_ANYHOW, ASKING)
nobodys = Conversation(CONTROL, ASKED.where(lambda x: any(CHOSEN in str(uri) for uri in used(x)), "file of another"))
oversized = Conversation(
    BEGUN,
    ASKED.where(lambda x: command(x) == "start" and announced(x) > LARGEST, "announcement of a file too large"),
)
large = Conversation(CONTROL, SENT.where(lambda x: len(x.request.body or b"") > MOST_INLINE, "large upload"), USING)


def announced(exchange: Exchange) -> int:
    """How many bytes an upload announces; 0 where it does not say."""
    said = (exchange.request.headers or {}).get("x-goog-upload-header-content-length", "")
    return int(said) if said.isdigit() else 0


def block(exchange: Exchange, kind: str) -> Json:
    """The content block that names the file that was answered."""
    return {"type": kind, "uri": file_of(exchange).get("uri"), "mime_type": file_of(exchange).get("mimeType")}


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return api.ask("GET", "/v1beta/files?pageSize=1")


@feature.scenario(elicits=(uploaded, looked_up, waited, in_use, after_waiting, gone, nobodys))
def upload_and_use(api: Api) -> None:
    """Upload a picture, wait until it is ACTIVE, show it to a model, delete it and try to show it again."""
    api.control()
    sent = api.upload(png(), "image/png")
    name = named(sent)
    api.await_file(name)
    api.create([PROMPT, block(sent, "image")])
    stranger = str(file_of(sent).get("uri")).replace(name.removeprefix("files/"), CHOSEN)
    api.create([PROMPT, {**block(sent, "image"), "uri": stranger}])
    api.delete_file(name)
    api.file(name)
    api.create([PROMPT, block(sent, "image")])


@feature.scenario(elicits=too_early, attempts=3)
def use_too_early(api: Api) -> None:
    """Upload a film, which takes a moment to be looked through, and show it at once."""
    api.control()
    sent = api.upload(mp4(), "video/mp4")
    name = named(sent)
    api.create([PROMPT, block(sent, "video")])
    state = file_of(api.file(name)).get("state")
    api.delete_file(name)
    if state != "PROCESSING":
        raise NotElicited(f"the file was {state} too soon to be used before")


@feature.scenario(elicits=oversized)
def announce_too_much(api: Api) -> None:
    """Announce a small file and one that is larger than allowed; nothing is sent."""
    api.begin_upload(len(png()), "image/png")
    api.begin_upload(LARGEST + 1, "image/png")


@feature.scenario(elicits=large)
def upload_a_large_one(api: Api) -> None:
    """Upload a picture that is larger than a request may be, and show it."""
    api.control()
    sent = api.upload(png_of(MOST_INLINE + 2**20), "image/png")
    name = named(sent)
    api.await_file(name)
    api.create([PROMPT, block(sent, "image")])
    api.delete_file(name)


def png_of(size: int) -> bytes:
    """The red square, made ``size`` bytes large by a chunk that no decoder looks at."""
    whole, body = png(), b"juNk" + bytes(size)
    chunk = size.to_bytes(4, "big") + body + crc32(body).to_bytes(4, "big")
    return whole[:33] + chunk + whole[33:]  # behind the signature and the header


# --- uploading -------------------------------------------------------------------------------------------------------


@feature.must("files-api.upload", uploaded, clauses="fa.resumable-upload")
def uploads_in_two_steps(begun: Exchange, sent: Exchange) -> Verdict:
    """A resumable upload is announced, is told its own address, and ends there with the file."""
    if sent.response is not None and sent.response.headers is None:
        return that(file_of(sent).get("name", MISSING), "the name of the file", sent).is_text()
    return all_of(
        that(begun.header("x-goog-upload-status"), "x-goog-upload-status", begun).equals("active"),
        that(sent.header("x-goog-upload-status"), "x-goog-upload-status", sent).equals("final"),
        that(file_of(sent).get("name", MISSING), "the name of the file", sent).matches("files/.+", "files/ and an id"),
    )


@feature.must("files-api.get", looked_up, clauses="fa.get")
def tells_what_is_known(sent: Exchange, found: Exchange) -> Verdict:
    """What is known of a file can be got by its name: its address, its media type and its state."""
    return all_of(
        expect(found, "$.name").equals(file_of(sent).get("name")),
        expect(found, "$.uri").equals(file_of(sent).get("uri")),
        expect(found, "$.mimeType").is_text(),
        expect(found, "$.state").is_one_of(*STATES),
    )


@feature.must("files-api.becomes-active", waited, clauses="fa.wait-active")
def becomes_active(sent: Exchange, gets: tuple[Exchange, ...]) -> Verdict:
    """A client that waits sees the state become ACTIVE, which it then stays."""
    states = [file_of(x).get("state") for x in gets]
    if set(states) == {"PROCESSING"}:
        return unseen("it was still PROCESSING when it was last asked for")
    since = states[states.index("ACTIVE") :] if "ACTIVE" in states else states[-1:]
    return that(sorted(set(map(str, since))), "the states in the end", gets[-1]).equals(["ACTIVE"])


@feature.should("files-api.kept-for-48-hours", looked_up, clauses="fa.ttl-48h")
def is_kept_for_two_days(sent: Exchange, found: Exchange) -> Verdict:
    """A file says that it expires 48 hours after it was made."""
    made, ends = moment(file_of(found).get("createTime")), moment(file_of(found).get("expirationTime"))
    if made is None or ends is None:
        return expect(found, "$.expirationTime").meets(lambda _: False, "a time, as createTime is")
    # Made is when the upload began, or when it ended.
    return that(abs((ends - made - KEPT).total_seconds()), "seconds off 48 hours", found).meets(
        lambda off: isinstance(off, float) and off < 3600, "less than an hour"
    )


def moment(value: object) -> datetime | None:
    """A time of the Files API, which may have nine digits of a second."""
    try:
        return datetime.fromisoformat(str(value)[:19] + "+00:00")
    except ValueError:
        return None


@feature.should("files-api.largest", oversized, clauses="fa.limits", refuses=True)
def refuses_what_is_too_large(begun: Exchange, asked: Exchange) -> Verdict:
    """A file of more than 2 GB is refused as soon as it is announced."""
    return refused(asked)


# --- using -----------------------------------------------------------------------------------------------------------


@feature.must("files-api.use", in_use, clauses="fa.upload-then-use")
def uses_what_was_uploaded(control: Exchange, sent: Exchange, created: Exchange) -> Verdict:
    """A block of media may name an uploaded file by its address."""
    return accepted(control, created)


@feature.should("files-api.large-media", large, clauses="mm.in.large-via-files")
def takes_large_media(control: Exchange, sent: Exchange, created: Exchange) -> Verdict:
    """Media that is too large to stand in a request is uploaded, and used by its address."""
    return accepted(control, created)


@feature.should("files-api.not-yet-active", too_early, clauses="fa.not-active-error", evidence="inferred")
def waits_until_active(control: Exchange, sent: Exchange, asked: Exchange, found: Exchange) -> Verdict:
    """A file that is not ACTIVE yet can't be used: the create is refused."""
    return refused(asked)


@feature.should("files-api.deleted", gone, clauses="fa.delete")
def forgets_what_was_deleted(
    control: Exchange, sent: Exchange, deleted: Exchange, found: Exchange, asked: Exchange
) -> Verdict:
    """A file that was deleted is not found any more, and can't be used."""
    return all_of(refused(found, 403, 404), refused(asked))


@feature.should(
    "files-api.of-another",
    nobodys,
    clauses="fa.other-project",
    evidence="inferred",
    refuses=True,
    note="A run has one key: the file is one that nobody has, which the service does not tell from another project's.",
)
def keeps_others_out(control: Exchange, asked: Exchange) -> Verdict:
    """A file that is not the project's own can't be used: the create is refused with 403 or 404."""
    return refused(asked, 403, 404)


@feature.should(
    "files-api.sample",
    after_waiting,
    clauses="sample.files-api.py sample.files-api.js sample.files-api.curl",
    until="2026-05-07",
)
def works_as_printed(control: Exchange, sent: Exchange, found: Exchange, created: Exchange) -> Verdict:
    """What the page's sample of the Files API does works: upload, wait until ACTIVE, show the file, print the text."""
    return that(text(created.interaction), "the text that is printed", created).is_text()

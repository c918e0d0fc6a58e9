"""Multimodal input: pictures, sound, film and documents beside text.

A block of media carries its bytes as base64 in ``data``, with their ``mime_type``, or the address of a file in ``uri``.
Several blocks may stand in one input, and usage counts their tokens by modality.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.contract import accepted, counts_more
from conformance.conversation import Conversation, acceptance, creating
from conformance.exchange import Exchange
from conformance.interaction import Json, objects
from conformance.media import block
from conformance.requirement import Feature, Level
from conformance.verdict import Verdict, all_of, expect, that

feature = Feature(
    "multimodal-input", "Multimodal input", "https://ai.google.dev/gemini-api/docs/interactions-overview#multimodal"
)

KINDS = ("image", "audio", "video", "document")
COUNTED_AS = {"document": ("document", "image", "text")}  # the live service bills the pages of a PDF as images
PROMPT = {"type": "text", "text": "Say in one short sentence what you were given."}
TABLE = {"type": "document", "data": "Y2l0eSxjb3VudHJ5ClBhcmlzLEZyYW5jZQo=", "mime_type": "text/csv"}


def media(value: object) -> list[Json]:
    """The blocks of media in an input of any form."""
    items = value if isinstance(value, list) else [value]
    blocks = [item for item in objects(items) if item.get("type") in KINDS]
    return blocks + [inner for item in objects(items) for inner in media(item.get("content"))]


def inline(exchange: Exchange) -> list[Json]:
    """The blocks of media that were sent with their bytes."""
    return [item for item in media(exchange.sent.get("input")) if isinstance(item.get("data"), str)]


def kinds(exchange: Exchange) -> set[object]:
    """The kinds of media that were sent with their bytes."""
    return {item["type"] for item in inline(exchange)}


image = acceptance("create with an image", lambda x: "image" in kinds(x))
audio = acceptance("create with sound", lambda x: "audio" in kinds(x))
video = acceptance("create with a video", lambda x: "video" in kinds(x))
document = acceptance("create with a PDF", lambda x: "application/pdf" in {item.get("mime_type") for item in inline(x)})
table = acceptance("create with a CSV file", lambda x: "text/csv" in {item.get("mime_type") for item in inline(x)})
several = acceptance("create with several media", lambda x: len(inline(x)) > 1)
graded = acceptance("create with a resolution", lambda x: any("resolution" in item for item in inline(x)))
shown = acceptance("create with media", lambda x: bool(inline(x)))
processed = acceptance(
    "create with a video that says how to look",
    lambda x: any("processing" in item for item in media(x.sent.get("input"))),
)


def same_words(before: tuple[Exchange, ...], exchange: Exchange) -> bool:
    """The same question to the same model, with media beside it."""
    alone = before[0]
    asked = [
        [item] if isinstance(item, dict) else item for item in (alone.sent.get("input"), exchange.sent.get("input"))
    ]
    words, both = ([item for item in objects(items) if item.get("type") == "text"] for items in asked)
    return words == both and alone.sent.get("model") == exchange.sent.get("model")


ALONE = creating(
    "create of words alone", lambda x: isinstance(x.sent.get("input"), list) and not media(x.sent["input"])
)
beside = Conversation(ALONE, creating("create with media beside them", lambda x: bool(inline(x))).after(same_words))


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return api.create([PROMPT, block("image")])


@feature.scenario(elicits=(image, shown))
def a_picture(api: Api) -> None:
    """Show a picture."""
    api.control()
    api.create([PROMPT, block("image")])


@feature.scenario(elicits=(audio, shown))
def a_tone(api: Api) -> None:
    """Play a tone."""
    api.control()
    api.create([PROMPT, block("audio")])


@feature.scenario(elicits=(video, shown))
def a_film(api: Api) -> None:
    """Show a film of two seconds."""
    api.control()
    api.create([PROMPT, block("video")])


@feature.scenario(elicits=(document, shown))
def a_page(api: Api) -> None:
    """Hand over a document of one page."""
    api.control()
    api.create([PROMPT, block("document")])


@feature.scenario(elicits=(several, graded, shown), since="2026-05-07")
def two_pictures_and_a_tone(api: Api) -> None:
    """Show two pictures, one of them to be looked at coarsely, and play a tone."""
    api.control()
    api.create([PROMPT, block("image"), {**block("image"), "resolution": "low"}, block("audio")])


@feature.scenario(elicits=(several, shown), until="2026-05-07")
def a_picture_and_a_tone(api: Api) -> None:
    """Show a picture and play a tone."""
    api.control()
    api.create([PROMPT, block("image"), block("audio")])


@feature.scenario(elicits=table, since="2026-05-20")
def a_table(api: Api) -> None:
    """Hand over a table."""
    api.control()
    api.create([PROMPT, TABLE])


@feature.scenario(elicits=beside)
def with_and_without(api: Api) -> None:
    """Ask about a picture that is not there, and about one that is."""
    api.create([PROMPT])
    api.create([PROMPT, block("image")])


@feature.scenario(elicits=processed, since="2026-11-16")
def a_part_of_a_film(api: Api) -> None:
    """Show a film and say which part of it is to be looked at, and how often."""
    api.control()
    part = {"type": "static", "start_offset": "0s", "end_offset": "1s", "fps": 1}
    api.create([PROMPT, {**block("video"), "processing": part}])


@feature.must("multimodal-input.image", image, clauses="mm.in.image.inline sample.image-in.curl")
def takes_an_image(control: Exchange, created: Exchange) -> Verdict:
    """An input may hold an image as base64, with its mime type."""
    return accepted(control, created)


@feature.must("multimodal-input.audio", audio, clauses="mm.in.audio.inline sample.audio-in.curl")
def takes_sound(control: Exchange, created: Exchange) -> Verdict:
    """An input may hold sound as base64, with its mime type."""
    return accepted(control, created)


@feature.must("multimodal-input.video", video, clauses="mm.in.video.inline sample.video-in.curl")
def takes_a_video(control: Exchange, created: Exchange) -> Verdict:
    """An input may hold a video as base64, with its mime type."""
    return accepted(control, created)


@feature.must("multimodal-input.document", document, clauses="mm.in.document.inline sample.pdf-in.curl")
def takes_a_document(control: Exchange, created: Exchange) -> Verdict:
    """An input may hold a PDF as base64, with its mime type."""
    return accepted(control, created)


@feature.may("multimodal-input.csv", table, clauses="mm.in.document.csv", since="2026-05-20")
def takes_a_table(control: Exchange, created: Exchange) -> Verdict:
    """A document may be a CSV file."""
    return accepted(control, created)


@feature.should("multimodal-input.several", several, clauses="mm.in.multiple-media")
def takes_several_media(control: Exchange, created: Exchange) -> Verdict:
    """Several blocks of media may stand beside text in one input."""
    return accepted(control, created)


@feature.may("multimodal-input.resolution", graded, clauses="mm.in.resolution", since="2026-05-07")
def takes_a_resolution(control: Exchange, created: Exchange) -> Verdict:
    """A block of media may say how finely it is to be looked at."""
    return accepted(control, created)


@feature.may("multimodal-input.processing", processed, clauses="mm.in.video.processing", since="2026-11-16")
def takes_a_part(control: Exchange, created: Exchange) -> Verdict:
    """A block of video may say which part of it is to be looked at, and how closely."""
    return accepted(control, created)


@feature.should(
    "multimodal-input.attended-to",
    beside,
    clauses="mm.in.describe-correct",
    note="The proxy for a model that looks: what is seen in a picture is a matter of its wits, that it is read is not.",
)
def attends_to_the_media(alone: Exchange, created: Exchange) -> Verdict:
    """Media are read by the model: beside the same words they cost more tokens than the words alone."""
    return counts_more(alone, created)


@feature.should(
    "multimodal-input.counted-by-modality",
    shown,
    clauses="mm.in.usage-by-modality",
    note="The proxy for media that were looked at; the live service counts the pages of a PDF as images. "
    "How many tokens a picture is differs from the page (disc.usage.image-tokens): only that it is "
    "counted is required.",
)
def counts_by_modality(control: Exchange, created: Exchange) -> Verdict:
    """Usage counts the tokens of every kind of media that was put in."""
    listed = expect(created, "$.usage.input_tokens_by_modality")
    counted = {entry.get("modality") for entry in objects(listed.value) if entry.get("tokens")}
    missed = [kind for kind in kinds(created) if not counted & set(COUNTED_AS.get(str(kind), (kind,)))]
    return all_of(
        accepted(control, created), listed.is_list(), that(missed, "media without tokens", created).equals([])
    )


# --- what is refused -------------------------------------------------------------------------------------------------


@feature.refusal(
    "multimodal-input.bad-base64",
    level=Level.SHOULD,
    clauses="mm.in.invalid-base64",
    evidence="inferred",
    shows=lambda x: any(item["data"] == "***" for item in inline(x)),
)
def broken_base64(api: Api) -> object:
    """Data that is not base64 is refused."""
    return {"input": [PROMPT, {**block("image"), "data": "***"}]}


@feature.refusal(
    "multimodal-input.data-uri",
    level=Level.SHOULD,
    clauses="mm.in.data-uri-prefix",
    evidence="recorded",
    since="2026-05-20",
    shows=lambda x: any(str(item["data"]).startswith("data:") for item in inline(x)),
)
def data_uri(api: Api) -> object:
    """Data is bare base64: with the prefix of a data: URI it is refused."""
    picture = block("image")
    return {"input": [PROMPT, {**picture, "data": f"data:image/png;base64,{picture['data']}"}]}


@feature.refusal(
    "multimodal-input.neither-data-nor-uri",
    level=Level.SHOULD,
    clauses="mm.in.data-xor-uri",
    evidence="inferred",
    shows=lambda x: any(not {"data", "uri"} & item.keys() for item in media(x.sent.get("input"))),
)
def nothing_to_see(api: Api) -> object:
    """A block of media with neither data nor uri is refused."""
    return {"input": [PROMPT, {"type": "image", "mime_type": "image/png"}]}


@feature.refusal(
    "multimodal-input.other-sound",
    level=Level.SHOULD,
    clauses="mm.in.mime-enum.audio",
    since="2026-11-16",
    shows=lambda x: "audio/midi" in {item.get("mime_type") for item in inline(x)},
)
def notes_as_sound(api: Api) -> object:
    """Sound of a mime type that is not one of those listed is refused."""
    return {"input": [PROMPT, {**block("audio"), "mime_type": "audio/midi"}]}


@feature.refusal(
    "multimodal-input.other-video",
    level=Level.SHOULD,
    clauses="mm.in.mime-enum.video",
    since="2026-05-20",
    shows=lambda x: "video/x-matroska" in {item.get("mime_type") for item in inline(x)},
)
def another_container(api: Api) -> object:
    """A video of a mime type that is not one of those listed is refused."""
    return {"input": [PROMPT, {**block("video"), "mime_type": "video/x-matroska"}]}


@feature.refusal(
    "multimodal-input.other-mime-type",
    level=Level.SHOULD,
    clauses="mm.in.mime-enum.image",
    since="2026-05-20",
    shows=lambda x: any(
        item["type"] == "image" and not str(item.get("mime_type", "image/")).startswith("image/") for item in inline(x)
    ),
)
def text_as_an_image(api: Api) -> object:
    """An image with a mime type that is none of an image is refused."""
    return {"input": [PROMPT, {**block("image"), "mime_type": "text/plain"}]}

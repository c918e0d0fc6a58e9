"""Multimodal output: pictures that an image model makes.

In the first beta ``response_modalities`` asks for them, later a typed ``response_format``. A picture comes as a block
of content with its mime type and its bytes as base64; its tokens are counted apart.
"""

from __future__ import annotations

import base64

from conformance.api import Api
from conformance.conversation import ANSWER, Conversation, creating
from conformance.exchange import Exchange, Unanswered
from conformance.interaction import Json, blocks, contents, objects, of_type
from conformance.requirement import Feature, Level, NotElicited
from conformance.revisions import LEGACY
from conformance.verdict import Verdict, all_of, every, expect, that

feature = Feature(
    "multimodal-output", "Multimodal output", "https://ai.google.dev/gemini-api/docs/image-generation#interactions"
)

# What the names of models that make images have in common.
MAKERS = ("image", "banana", "omni")

# How the bytes of a picture begin.
MAGIC = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff", "image/webp": b"RIFF", "image/gif": b"GIF8"}


def asks_for_an_image(exchange: Exchange) -> bool:
    """The request asks for a picture, in the form of either revision."""
    asked = exchange.sent.get("response_format")
    modalities = exchange.sent.get("response_modalities")
    formats = asked if isinstance(asked, list) else [asked]
    named = {str(name).lower() for name in modalities} if isinstance(modalities, list) else set()
    return "image" in named or bool(of_type(objects(formats), "image"))


def pictures(answer: Exchange) -> list[Json]:
    """The pictures that were made."""
    return of_type(contents(answer.interaction), "image")


drawn = Conversation(creating("create that asks for an image", asks_for_an_image))
pictured = Conversation(ANSWER.where(lambda x: bool(pictures(x)), "answer with an image"))


def modality(api: Api) -> str:
    """The modality of pictures as the revision spells it: the samples of the first beta have capitals."""
    return "IMAGE" if api.revision is LEGACY else "image"


@feature.scenario(elicits=(drawn, pictured), attempts=2, cost="media")
def a_picture(api: Api) -> None:
    """Ask an image model for a picture."""
    wanted: Json = {"response_format": {"type": "image", "aspect_ratio": "1:1"}}
    if api.revision.blocks == "outputs":
        wanted = {"response_modalities": [modality(api)]}
    answer = api.create("Draw a red circle on a white ground.", model=api.target.models.image, **wanted)
    if "status" not in answer.interaction:
        raise Unanswered(f"{answer.title} gave no interaction ({answer.summary})")
    if not pictures(answer):
        raise NotElicited("the model drew nothing")


@feature.must(
    "multimodal-output.response-modalities", drawn, clauses="mm.out.image.response-modalities", until="2026-05-20"
)
def draws_by_modality(created: Exchange) -> Verdict:
    """An image model that is asked for the modality IMAGE answers with an image, its mime type and its data."""
    return every(
        (that(picture, "an image", created).meets(_is_whole, "mime_type and data") for picture in pictures(created)),
        "images",
    )


@feature.must("multimodal-output.response-format", drawn, clauses="mm.out.image.response-format", since="2026-05-20")
def draws_by_format(created: Exchange) -> Verdict:
    """An image model that is asked for a response format of type image answers with an image block."""
    return every(
        (
            that(picture, "an image", created).meets(_is_whole, "mime_type and data or uri")
            for picture in pictures(created)
        ),
        "images",
    )


@feature.must("multimodal-output.in-model-output", pictured, clauses="mm.out.image.in-model-output", since="2026-05-20")
def draws_inside_a_step(created: Exchange) -> Verdict:
    """Images are content blocks of a model_output step, no steps of their own."""
    inside = [b for step in of_type(blocks(created.interaction), "model_output") for b in objects(step.get("content"))]
    return all_of(
        that(of_type(inside, "image"), "images in model_output steps", created).is_list(),
        that(of_type(blocks(created.interaction), "image"), "steps that are images", created).equals([]),
    )


@feature.must(
    "multimodal-output.data",
    drawn,
    clauses="mm.out.image.response-modalities mm.out.image.response-format",
    lanes=("socket",),
    note="Recordings cut images short.",
)
def sends_real_pictures(created: Exchange) -> Verdict:
    """The data of an image is base64 of an image of its mime type."""
    inline = [picture for picture in pictures(created) if "data" in picture]
    others = [picture.get("mime_type") for picture in inline if not _begins(picture)]
    return all_of(
        that(inline, "images with data", created).is_list(),
        that(others, "images whose data is no such image", created).equals([]),
    )


@feature.should("multimodal-output.usage", pictured, clauses="usage.by-modality", since="2026-05-07")
def counts_the_pictures(created: Exchange) -> Verdict:
    """The tokens of images are counted apart, among the output tokens by modality."""
    listed = expect(created, "$.usage.output_tokens_by_modality")
    counted = [e for e in objects(listed.value) if e.get("modality") == "image" and e.get("tokens")]
    return that(counted, "tokens of images in $.usage.output_tokens_by_modality", created).is_list()


@feature.refusal(
    "multimodal-output.unknown-size",
    level=Level.SHOULD,
    clauses="mm.out.image.size-enum",
    since="2026-05-20",
    shows=lambda x: asks_for_an_image(x) and '"image_size":"9K"' in (x.request.body or b"").decode(errors="replace"),
)
def unknown_size(api: Api) -> object:
    """An image size other than 512, 1K, 2K and 4K is refused."""
    return {"model": api.target.models.image, "response_format": {"type": "image", "image_size": "9K"}}


@feature.refusal(
    "multimodal-output.text-model",
    level=Level.SHOULD,
    clauses="mm.out.text-model-refuses",
    evidence="inferred",
    shows=lambda x: asks_for_an_image(x) and not any(word in str(x.sent.get("model")) for word in MAKERS),
)
def a_model_that_only_writes(api: Api) -> object:
    """A model that only writes text refuses to be asked for an image."""
    if api.revision.blocks == "outputs":
        return {"response_modalities": [modality(api)]}
    return {"response_format": {"type": "image"}}


def _is_whole(picture: object) -> bool:
    return isinstance(picture, dict) and "mime_type" in picture and bool(picture.keys() & {"data", "uri"})


def _begins(picture: Json) -> bool:
    try:
        begins = base64.b64decode(str(picture["data"]), validate=True)[:12]
    except ValueError:
        return False
    return len(begins) == 12 and begins.startswith(MAGIC.get(str(picture.get("mime_type")), b""))

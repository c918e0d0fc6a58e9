"""Multimodal output: pictures that an image model makes.

In the first beta ``response_modalities`` asks for them, later a typed ``response_format``. A picture comes as a block
of content with its mime type and its bytes as base64; its tokens are counted apart.
"""

from __future__ import annotations

import base64

from conformance.api import Api
from conformance.conversation import ANSWER, GET, Conversation, creating
from conformance.exchange import Exchange, Unanswered
from conformance.interaction import Json, blocks, contents, objects, of_type
from conformance.requirement import Feature, Level, NotElicited
from conformance.revisions import LEGACY
from conformance.verdict import Verdict, all_of, every, expect, that, unseen

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


def sounds(answer: Exchange) -> list[Json]:
    """The sounds that were made."""
    return of_type(contents(answer.interaction), "audio")


def wanted_kinds(exchange: Exchange) -> list[object]:
    """The kinds of output that a create asks for in a list."""
    formats, modalities = exchange.sent.get("response_format"), exchange.sent.get("response_modalities")
    listed = [item.get("type") for item in objects(formats)] if isinstance(formats, list) else modalities
    return [str(kind).lower() for kind in listed] if isinstance(listed, list) else []


def asks_for_sound(exchange: Exchange) -> bool:
    """The request asks for sound, in the form of either revision."""
    form = exchange.sent.get("response_format")
    return "audio" in wanted_kinds(exchange) or (isinstance(form, dict) and form.get("type") == "audio")


def asks_for_an_address(exchange: Exchange) -> bool:
    """The request asks for a picture by its address."""
    return asks_for_an_image(exchange) and '"delivery":"uri"' in (exchange.request.body or b"").decode(errors="replace")


by_address = Conversation(creating("create that asks for the address of an image", asks_for_an_address))
both = Conversation(
    creating("create that asks for words and an image", lambda x: {"text", "image"} <= set(wanted_kinds(x)))
)
listed = Conversation(
    creating("create with several formats", lambda x: len(objects(x.sent.get("response_format"))) > 1)
)
spoken = Conversation(creating("create that asks for sound", asks_for_sound))
filmed = Conversation(
    creating(
        "background create of a video model",
        lambda x: x.sent.get("background") is True and "omni" in str(x.sent.get("model")),
    ),
    GET.at_least(1),
)


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


@feature.scenario(elicits=by_address, since="2026-05-20", attempts=2, cost="media")
def a_picture_by_address(api: Api) -> None:
    """Ask an image model for the address of a picture."""
    form = {"type": "image", "delivery": "uri"}
    made = api.create("Draw a red circle.", model=api.target.models.image, response_format=form)
    if made.status == 200 and not pictures(made):
        raise NotElicited("the model drew nothing")


@feature.scenario(elicits=(both, listed), since="2026-05-07", attempts=2, cost="media")
def words_and_a_picture(api: Api) -> None:
    """Ask an image model for words and a picture in one answer."""
    wanted: Json = {"response_format": [{"type": "text"}, {"type": "image"}]}
    if api.revision.blocks == "outputs":
        wanted = {"response_modalities": ["text", "image"]}
    question = "Say in one sentence what a circle is, and draw a red one."
    made = api.create(question, model=api.target.models.image, **wanted)
    if made.status == 200 and not (pictures(made) and of_type(contents(made.interaction), "text")):
        raise NotElicited("the model did not make both")


@feature.scenario(elicits=spoken, since="2026-05-07", cost="media")
def a_sentence_spoken(api: Api) -> None:
    """Let a speech model read a sentence."""
    wanted: Json = {"response_format": {"type": "audio"}}
    if api.revision.blocks == "outputs":
        wanted = {"response_modalities": ["audio"]}
    voice = {"generation_config": {"speech_config": [{"voice": "Kore"}]}}
    api.create("Say: good morning.", model=api.target.models.speech, **wanted, **voice)


@feature.scenario(elicits=filmed, since="2026-05-20", cost="media")
def a_short_film(api: Api) -> None:
    """Let a video model make a film in the background, and wait for it."""
    started = api.create("A red ball rolls over a white floor.", model=api.target.models.video, background=True)
    api.poll(started.id)


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


@feature.may("multimodal-output.delivery", by_address, clauses="mm.out.delivery", since="2026-05-20")
def delivers_an_address(created: Exchange) -> Verdict:
    """With delivery uri an image comes as an address, not as data."""
    inside = [sorted(picture.keys() & {"data", "uri"}) for picture in pictures(created)]
    return every((that(keys, "what an image carries", created).equals(["uri"]) for keys in inside), "images")


@feature.may("multimodal-output.interleaved", both, clauses="mm.out.interleaved", since="2026-05-07")
def mixes_words_and_pictures(created: Exchange) -> Verdict:
    """Texts and images may come in one answer, in any order."""
    made = contents(created.interaction)
    return all_of(*(that(of_type(made, kind), f"blocks of {kind}", created).is_list() for kind in ("text", "image")))


@feature.may("multimodal-output.several-formats", listed, clauses="mm.out.modalities-array", since="2026-05-20")
def makes_several_kinds(created: Exchange) -> Verdict:
    """A list of response formats asks for several kinds of output, and all of them come."""
    made = contents(created.interaction)
    missing = [kind for kind in wanted_kinds(created) if not of_type(made, str(kind))]
    return all_of(expect(created, "$.status").equals("completed"), that(missing, "missing kinds", created).equals([]))


@feature.may("multimodal-output.speech", spoken, clauses="mm.out.audio", since="2026-05-07")
def speaks(created: Exchange) -> Verdict:
    """A speech model that is asked for audio answers with audio, its mime type and its data."""
    made = sounds(created)
    whole = (that(sound, "a sound", created).meets(_is_whole, "mime_type and data or uri") for sound in made)
    return all_of(that(made, "sounds", created).is_list(), *whole)


@feature.may("multimodal-output.sample-rate", spoken, clauses="mm.out.audio.sample-rate-name", since="2026-05-20")
def names_the_sample_rate(created: Exchange) -> Verdict:
    """The samples in a second of sound stand in sample_rate; the older name rate is gone."""
    return every(
        (that(sound, "a sound", created).meets(_has_a_rate, "sample_rate, and no rate") for sound in sounds(created)),
        "sounds",
    )


def _has_a_rate(sound: object) -> bool:
    return isinstance(sound, dict) and isinstance(sound.get("sample_rate"), int) and "rate" not in sound


@feature.may("multimodal-output.video", filmed, clauses="mm.out.video", since="2026-05-20")
def films(created: Exchange, gets: tuple[Exchange, ...]) -> Verdict:
    """A video model works in the background, and its result is a block of video."""
    last = gets[-1]
    if last.interaction["status"] in {"in_progress", "queued"}:
        return unseen("it was still at work when it was last polled")
    made = of_type(contents(last.interaction), "video")
    return all_of(
        that(made, "videos", last).is_list(),
        *(that(video, "a video", last).meets(_is_whole, "mime_type and data or uri") for video in made),
    )


@feature.refusal(
    "multimodal-output.other-mime-type",
    level=Level.SHOULD,
    clauses="mm.out.image.mime-jpeg",
    since="2026-05-20",
    shows=lambda x: (
        asks_for_an_image(x) and '"mime_type":"image/png"' in (x.request.body or b"").decode(errors="replace")
    ),
)
def another_kind_of_picture(api: Api) -> object:
    """An image is made as image/jpeg: another mime type in the response format is refused."""
    return {"model": api.target.models.image, "response_format": {"type": "image", "mime_type": "image/png"}}


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

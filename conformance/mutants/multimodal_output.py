"""What a server could get wrong about the pictures that it makes."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.interaction import Json
from conformance.mutant import last_content, mutant, producing


@mutant(kills="multimodal-output.response-modalities multimodal-output.response-format")
def does_not_say_what_kind_of_picture(created: Exchange) -> Exchange:
    return created.without(f"{last_content(created)}.mime_type")


@mutant(kills="multimodal-output.response-modalities multimodal-output.response-format")
def frames_nothing(created: Exchange) -> Exchange:
    return created.without(f"{last_content(created)}.data")


@mutant(kills="multimodal-output.in-model-output")
def hangs_the_picture_beside_the_step(created: Exchange) -> Exchange:
    return created.with_json("$.steps[-1]", {"type": "image", "mime_type": "image/jpeg", "data": "/9j/4AAQSkZJRgAB"})


@mutant(kills="multimodal-output.data", violates="mm.out.image.response-modalities mm.out.image.response-format")
def cuts_the_picture(created: Exchange) -> Exchange:
    return created.with_json(f"{last_content(created)}.data", "/9j/4AAQ...")


@mutant(kills="multimodal-output.data", violates="mm.out.image.response-modalities mm.out.image.response-format")
def mistakes_the_kind_of_picture(created: Exchange) -> Exchange:
    return created.with_json(f"{last_content(created)}.mime_type", "image/png")


WORDS: Json = {"type": "text", "text": "I can't do that."}


@mutant(
    kills="multimodal-output.interleaved multimodal-output.several-formats multimodal-output.speech",
)
def only_writes(created: Exchange) -> Exchange:
    return producing(created, WORDS)


@mutant(kills="multimodal-output.delivery")
def sends_the_picture_all_the_same(created: Exchange) -> Exchange:
    where = last_content(created)
    return created.with_json(f"{where}.data", "/9j/4AAQSkZJRgAB").without(f"{where}.uri")


@mutant(kills="multimodal-output.speech")
def does_not_say_what_kind_of_sound(created: Exchange) -> Exchange:
    return created.without(f"{last_content(created)}.mime_type")


@mutant(kills="multimodal-output.sample-rate")
def has_the_older_name(created: Exchange) -> Exchange:
    where = last_content(created)
    return created.without(f"{where}.sample_rate").with_json(f"{where}.rate", 24000)


@mutant(kills="multimodal-output.video")
def films_nothing(created: Exchange, gets: tuple[Exchange, ...]) -> tuple[Exchange, tuple[Exchange, ...]]:
    return created, (*gets[:-1], producing(gets[-1], WORDS))


@mutant(kills="multimodal-output.usage")
def draws_for_nothing(created: Exchange) -> Exchange:
    return created.without("$.usage.output_tokens_by_modality")

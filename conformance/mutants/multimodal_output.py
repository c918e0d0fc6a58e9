"""What a server could get wrong about the pictures that it makes."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.mutant import last_content, mutant


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


@mutant(kills="multimodal-output.usage")
def draws_for_nothing(created: Exchange) -> Exchange:
    return created.without("$.usage.output_tokens_by_modality")

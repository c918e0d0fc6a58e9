"""What a reader of the first documentation could see instead of what the samples print."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.features.samples import feature
from conformance.interaction import blocks
from conformance.mutant import dropped, mutant
from conformance.path import MISSING

TEXTS = {  # the samples that print a text of one answer
    "intro", "basic", "config", "image-in", "audio-in", "video-in", "pdf-in", "remote-file", "google-search",
    "code-execution", "url-context", "mcp", "structured", "tools-structured", "stateless",
}  # fmt: skip


def every_clause(*names: str) -> str:
    """All clauses of these samples: the languages send the same requests."""
    found = [r for r in feature.requirements if r.id.removeprefix("samples.") in names]
    return " ".join(clause for requirement in found for clause in requirement.clauses)


def ids(*names: str) -> str:
    return " ".join(f"samples.{name}" for name in names)


@mutant(kills=ids(*sorted(TEXTS)), violates=every_clause(*TEXTS))
def prints_nothing(created: Exchange) -> Exchange:
    """Produces no text at all."""
    left = [block for block in blocks(created.interaction) if block.get("type") != "text"]
    return created.with_json("$.outputs", left)


@mutant(kills="samples.basic", violates=every_clause("basic"))
def answers_with_another_model(created: Exchange) -> Exchange:
    return created.with_json("$.model", "gemini-0-mini")


@mutant(
    kills="samples.stateful samples.fc-stateful samples.fc-client",
    violates=every_clause("stateful", "fc-stateful", "fc-client"),
)
def loses_the_thread(first: Exchange, second: Exchange) -> Exchange:
    return second.with_json("$.outputs", [{"type": "thought", "signature": "c2ln"}])


@mutant(kills="samples.stateless", violates=every_clause("stateless"))
def speaks_of_the_first_city(created: Exchange) -> Exchange:
    return created.with_json("$.outputs", [{"type": "text", "text": "The Royal Palace in Madrid."}])


@mutant(kills="samples.fc-client", violates=every_clause("fc-client"))
def wants_the_tools_again(asked: Exchange, answered: Exchange) -> Exchange:
    return answered.with_status(400).with_json("$", {"error": {"code": 400, "message": "Unknown function."}})


@mutant(kills="samples.retrieve", violates=every_clause("retrieve"))
def finds_another_one(created: Exchange, found: Exchange) -> Exchange:
    return found.with_json("$.outputs", [{"type": "text", "text": "Something else."}])


@mutant(
    kills=ids("image-in", "audio-in", "video-in", "pdf-in"),
    violates=every_clause("image-in", "audio-in", "video-in", "pdf-in"),
)
def counts_only_words(created: Exchange) -> Exchange:
    return created.with_json("$.usage.input_tokens_by_modality", [{"modality": "text", "tokens": 9}])


@mutant(kills="samples.image-out", violates=every_clause("image-out"))
def draws_in_words(created: Exchange) -> Exchange:
    return created.with_json("$.outputs", [{"type": "text", "text": "A boat."}])


@mutant(kills="samples.deep-research", violates=every_clause("deep-research"))
def ends_without_a_report(begun: Exchange, gets: tuple[Exchange, ...]) -> tuple[Exchange, tuple[Exchange, ...]]:
    return begun, (*gets[:-1], gets[-1].with_json("$.outputs", MISSING))


@mutant(kills=ids("google-search", "code-execution", "url-context", "mcp"))
def makes_it_up(created: Exchange) -> Exchange:
    """Answers without the tool."""
    return created.with_json("$.outputs", [{"type": "text", "text": "It is 12586269025."}])


@mutant(kills="samples.streaming", violates=every_clause("streaming"))
def streams_silence(created: Exchange) -> Exchange:
    return dropped(created, lambda event: event.type == "content.delta")

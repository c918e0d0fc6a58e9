"""Create: one POST makes one interaction and answers with what the model produced.

A request names a model or an agent and gives an input; everything else is optional and has a documented default. What
the API does not know it refuses with a 4xx rather than ignore it.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.contract import accepted, conforms, error_of
from conformance.conversation import ASKED, CONTROL, CREATE, CREATED, Conversation, acceptance, creating
from conformance.exchange import Exchange
from conformance.interaction import blocks, contents, of_type
from conformance.requirement import Feature, Level
from conformance.verdict import Verdict, all_of, expect, that

feature = Feature("create", "Create an interaction", "https://ai.google.dev/api/interactions-api#CreateInteraction")

plain = Conversation(creating("plain create", lambda x: x.meant.keys() <= {"model", "input", "store"}))
silent_on_streams = Conversation(
    creating("plain create without a word of stream", lambda x: x.sent.keys() <= {"model", "input", "store"})
)
modelled = Conversation(creating("names a model", lambda x: "model" in x.sent))
twins = Conversation(CREATE, CREATE.after(lambda before, other: before[0].request.body == other.request.body))
instructed = Conversation(creating("with a system instruction", lambda x: "system_instruction" in x.sent))
nulled = Conversation(creating("with a null", lambda x: x.sent.get("generation_config") == {"max_output_tokens": None}))
labelled = acceptance("with labels", lambda x: isinstance(x.sent.get("labels"), dict))
in_words = acceptance("with the modality text", lambda x: x.sent.get("response_modalities") == ["text"])
unknown = Conversation(CONTROL, ASKED.where(lambda x: "no_such_parameter" in x.sent, "with an unknown parameter"))


@feature.scenario(elicits=(CREATED, modelled, plain, twins))
def the_same_twice(api: Api) -> None:
    """Ask the same plain question twice."""
    api.create()
    api.create()


@feature.scenario(elicits=instructed)
def with_an_instruction(api: Api) -> None:
    """Give a system instruction beside the input."""
    api.create(system_instruction="You are a helpful assistant that answers briefly.")


@feature.scenario(elicits=nulled)
def with_a_null(api: Api) -> None:
    """Send an optional field as null."""
    api.create(generation_config={"max_output_tokens": None})


@feature.scenario(elicits=labelled, since="2026-11-16")
def with_labels(api: Api) -> None:
    """Label an interaction."""
    api.control()
    api.create(labels={"team": "conformance"})


@feature.scenario(elicits=in_words)
def with_a_modality(api: Api) -> None:
    """Ask for an answer in words."""
    api.control()
    api.create(response_modalities=["text"])


@feature.must("create.accepted", CREATED, clauses="create.endpoint.post auth.header")
def is_accepted(created: Exchange) -> Verdict:
    """A POST to the collection with a model and an input is answered with an interaction."""
    return conforms(created.json, "Interaction", created)


@feature.must("create.completed", plain, clauses="create.sync.completed create.background.flag-default-false")
def is_completed(created: Exchange) -> Verdict:
    """A create without background and without stream answers when the work is done, with status completed."""
    return expect(created, "$.status").equals("completed")


@feature.must("create.produces-output", plain, clauses="create.sync.completed")
def produces_output(created: Exchange) -> Verdict:
    """A completed interaction holds at least one thing that the model produced beside its thoughts."""
    produced = [piece for piece in contents(created.interaction) if piece.get("type") != "thought"]
    return that(produced, f"content in $.{created.revision.blocks}", created).is_list()


@feature.must("create.one-json-document", silent_on_streams, clauses="create.stream.flag-default-false")
def answers_with_one_document(created: Exchange) -> Verdict:
    """A create without stream is answered with one JSON document, not with an event stream."""
    return that(created.header("content-type"), "content-type", created).meets(
        lambda value: value is None or str(value).startswith("application/json"), "application/json"
    )


@feature.must("create.echoes-model", modelled, clauses="create.response.echo-model")
def names_the_model(created: Exchange) -> Verdict:
    """The answer names the model that the request named."""
    return expect(created, "$.model").equals(created.sent.get("model"))


@feature.must(
    "create.new-id",
    twins,
    clauses="create.new-resource",
    lanes=("socket",),
    note="In recordings the same exchange may be there twice, or its id be redacted.",
)
def makes_a_new_interaction(one: Exchange, other: Exchange) -> Verdict:
    """Every create makes an interaction with an id of its own, even when the request is the same."""
    return expect(other, "$.id").differs_from(one.answered_id)


@feature.must("create.no-user-input", CREATED, clauses="create.response.model-steps-only", since="2026-05-20")
def holds_no_user_input(created: Exchange) -> Verdict:
    """The answer to a create holds only what the model produced, no user_input steps."""
    return that(of_type(blocks(created.interaction), "user_input"), "user_input steps in $.steps", created).equals([])


@feature.must("create.system-instruction", instructed, clauses="create.system-instruction.string", since="2026-05-07")
def takes_an_instruction(created: Exchange) -> Verdict:
    """A system instruction is a plain string at the top of the request."""
    return expect(created, "$.status").is_one_of("completed", "requires_action")


@feature.should(
    "create.null-is-omitted",
    nulled,
    clauses="create.null-optional-fields gc.max-output-tokens.null",
    evidence="inferred",
)
def takes_null_as_omitted(created: Exchange) -> Verdict:
    """An optional field sent as null behaves as if it had been left out."""
    return all_of(is_completed(created), produces_output(created))


@feature.may("create.labels", labelled, clauses="create.labels", since="2026-11-16")
def takes_labels(control: Exchange, created: Exchange) -> Verdict:
    """A create may carry labels, names and values of the user's own."""
    return accepted(control, created)


@feature.may("create.response-modalities", in_words, clauses="create.response-modalities.enum")
def takes_modalities(control: Exchange, created: Exchange) -> Verdict:
    """A create may list the modalities that it wants: text, image, audio."""
    written = of_type(contents(created.interaction), "text")
    return all_of(accepted(control, created), that(written, "the texts that were produced", created).is_list())


@feature.should("create.names-the-parameter", unknown, clauses="err.message-names-field", since="2026-05-20")
def names_the_parameter(control: Exchange, asked: Exchange) -> Verdict:
    """The refusal of an unknown parameter names it."""
    return that(error_of(asked).value, "the error", asked).meets(
        lambda e: "no_such_parameter" in str(e), "one that names it"
    )


# --- what is refused -------------------------------------------------------------------------------------------------


@feature.refusal(
    "create.model-and-agent",
    clauses="create.model-or-agent.one-only",
    shows=lambda x: {"model", "agent"} <= x.sent.keys(),
)
def both(api: Api) -> object:
    """A create that names a model and an agent is refused."""
    return {"agent": api.target.models.agent}


@feature.refusal(
    "create.neither-model-nor-agent",
    clauses="create.model-or-agent.one-only create.model.required-if-no-agent",
    shows=lambda x: x.operation == "create" and "input" in x.sent and not {"model", "agent"} & x.sent.keys(),
)
def neither(api: Api) -> object:
    """A create that names neither a model nor an agent is refused."""
    return {"model": ...}


@feature.refusal(
    "create.without-input",
    clauses="create.input.required",
    shows=lambda x: x.operation == "create" and "model" in x.sent and "input" not in x.sent,
)
def without_input(api: Api) -> object:
    """A create without an input is refused."""
    return {"input": ...}


@feature.refusal(
    "create.unknown-parameter",
    clauses="create.unknown-field.rejected",
    since="2026-05-20",
    elicits=(unknown,),
    shows=lambda x: "no_such_parameter" in x.sent,
    note="The documented code is parameter_unknown, the one seen is invalid_request (disc.params.code).",
)
def unknown_parameter(api: Api) -> object:
    """A create with a parameter that the API does not know is refused."""
    return {"no_such_parameter": 1}


@feature.refusal(
    "create.tool-choice-misplaced",
    clauses="create.top-level-tool-choice.rejected",
    evidence="recorded",
    since="2026-05-20",
    shows=lambda x: "tool_choice" in x.sent,
)
def misplaced_tool_choice(api: Api) -> object:
    """A tool_choice beside generation_config, not in it, is refused."""
    return {"tool_choice": "auto"}


@feature.refusal(
    "create.agent-config-of-a-model",
    clauses="create.agent-config.agent-only",
    since="2026-05-07",
    shows=lambda x: {"model", "agent_config"} <= x.sent.keys(),
)
def agent_config_of_a_model(api: Api) -> object:
    """An agent_config beside a model is refused: it is for agents."""
    return {"agent_config": {"type": "deep-research"}}


@feature.refusal(
    "create.tools-not-a-list", clauses="create.tools.array", shows=lambda x: isinstance(x.sent.get("tools"), dict)
)
def tools_as_an_object(api: Api) -> object:
    """A create whose tools are not a list is refused."""
    return {"tools": {}}


@feature.refusal(
    "create.instruction-not-a-string",
    clauses="create.system-instruction.string",
    since="2026-05-07",
    shows=lambda x: isinstance(x.sent.get("system_instruction"), dict),
)
def instruction_as_an_object(api: Api) -> object:
    """A system instruction that is not a string is refused."""
    return {"system_instruction": {"parts": [{"text": "Answer briefly."}]}}


@feature.refusal(
    "create.body-not-json",
    level=Level.SHOULD,
    clauses="create.body.malformed-json",
    evidence="inferred",
    shows=lambda x: x.operation == "create" and x.request.body == b"{",
)
def broken_body(api: Api) -> object:
    """A body that is not JSON is refused with a 4xx."""
    return api.send("POST", "", body=b"{")


@feature.refusal(
    "create.body-not-an-object",
    level=Level.SHOULD,
    clauses="create.body.malformed-json",
    evidence="inferred",
    shows=lambda x: x.operation == "create" and x.request.body == b"[]",
)
def list_as_body(api: Api) -> object:
    """A body that is a JSON list is refused with a 4xx."""
    return api.post([])


@feature.refusal(
    "create.not-sent-as-json",
    level=Level.SHOULD,
    clauses="create.body.wrong-content-type",
    evidence="inferred",
    shows=lambda x: (x.request.headers or {}).get("content-type") == "text/plain",
)
def sent_as_text(api: Api) -> object:
    """A create that is sent as plain text is refused."""
    return api.send("POST", "", body=b"Hello", headers={"content-type": "text/plain"})

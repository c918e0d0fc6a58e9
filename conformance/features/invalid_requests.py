"""Invalid requests: what the documentation forbids is refused, in the shape of errors, whatever else the request holds.

Generated requests that are right are made wrong in one known way each: a required field is missing, a value is of
another type or none of a closed list, two that exclude each other are there, a history does not fit together. What is
sent is checked to be wrong for that reason. Played by ``conformance fuzz`` and ``conformance run --with fuzz`` alone.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.contract import in_error_shape, refused
from conformance.conversation import ASKED, CONTROL, Conversation
from conformance.exchange import Exchange
from conformance.features.generated_requests import own, whole
from conformance.requirement import Feature
from conformance.verdict import Verdict, all_of, wrong

feature = Feature("invalid-requests", "Invalid requests", "https://ai.google.dev/api/interactions-api")


def forbidden(name: str, *clauses: str, level: str = "must") -> Conversation:
    """A create that was made wrong by one of ``clauses`` (any at all for none), beside one that is accepted."""

    def is_one(x: Exchange) -> bool:
        case = x.case
        if case is None or case.valid or x.operation != "create" or case.level != level:
            return False
        return not clauses or bool({*clauses} & {*case.clauses})

    return Conversation(CONTROL, ASKED.where(is_one, name))


of_nobody = forbidden(
    "create by no one maker",
    "create.model-or-agent.one-only",
    "create.model.required-if-no-agent",
    "create.agent-config.agent-only",
)
unknown_model = forbidden("create with a model that there is not", "model.unknown")
of_no_input = forbidden(
    "create without a right input",
    "create.input.required",
    "input.text.requires-text",
    "input.content.type-discriminator",
)
of_no_type = forbidden("create with a field of another type", "create.tools.array", "create.system-instruction.string")
of_no_value = forbidden(
    "create with a value of no closed list",
    "gc.thinking-summaries",
    "gc.thinking-level.enum",
    "gc.thinking-level.per-model",
    "input.turn.role-enum",
)
unsaved = forbidden("create in the background that can't be", "store.false.no-background", "wh.needs-background")
research = forbidden("create with an agent that can't", "agent.dr.requires-background", "agent.dr.no-functions")
unsigned = forbidden(
    "create with a call that nobody signed",
    "think.missing-signature",
    "fcc.thought-required",
    "fcc.unsigned-replay-rejected",
)
inferred = forbidden("create of a kind that was refused", level="should")
any_wrong = Conversation(
    CONTROL,
    ASKED.where(
        lambda x: x.operation == "create" and x.case is not None and not x.case.valid, "create that is wrong somehow"
    ),
)


@feature.scenario(
    elicits=(
        of_nobody, unknown_model, of_no_input, of_no_type, of_no_value, unsaved, research, unsigned, inferred,
        any_wrong,
    ),
    drawn=True,
)  # fmt: skip
def send_what_is_forbidden(api: Api) -> None:
    """Send requests that are right but for one thing, which the documentation forbids."""
    from conformance.fuzzing.campaigns import send_forbidden

    send_forbidden(api, feature.requirements)


def refuses(made: Exchange) -> Verdict:
    """The request was refused; the message says what was wrong with it."""
    about = made.case.about if made.case else ""
    verdict = refused(made)
    return verdict.but(f"{about}: {verdict.message}")


@feature.must(
    "invalid-requests.maker",
    of_nobody,
    clauses="create.model-or-agent.one-only create.model.required-if-no-agent create.agent-config.agent-only",
    refuses=True,
)
def refuses_two_makers_or_none(control: Exchange, made: Exchange) -> Verdict:
    """A create that names a model and an agent, neither, or configures an agent that it does not name, is refused."""
    return refuses(made)


@feature.must("invalid-requests.model", unknown_model, clauses="model.unknown", refuses=True)
def refuses_an_unknown_model(control: Exchange, made: Exchange) -> Verdict:
    """A create with a model that does not exist is refused, whatever else it asks."""
    return refuses(made)


@feature.must(
    "invalid-requests.input",
    of_no_input,
    clauses="create.input.required input.text.requires-text input.content.type-discriminator",
    refuses=True,
)
def refuses_what_is_no_input(control: Exchange, made: Exchange) -> Verdict:
    """A create without an input, or with a piece of it that has no known type or no text, is refused."""
    return refuses(made)


@feature.must(
    "invalid-requests.types", of_no_type, clauses="create.tools.array create.system-instruction.string", refuses=True
)
def refuses_other_types(control: Exchange, made: Exchange) -> Verdict:
    """Tools that are no list, or a system instruction that is no string, are refused."""
    return refuses(made)


@feature.must(
    "invalid-requests.values",
    of_no_value,
    clauses="gc.thinking-summaries gc.thinking-level.enum input.turn.role-enum",
    refuses=True,
)
def refuses_other_values(control: Exchange, made: Exchange) -> Verdict:
    """A value that is none of a closed list is refused: of thinking levels, of thinking summaries, of roles."""
    return refuses(made)


@feature.must(
    "invalid-requests.background", unsaved, clauses="store.false.no-background wh.needs-background", refuses=True
)
def refuses_work_that_is_not_kept(control: Exchange, made: Exchange) -> Verdict:
    """Work in the background that is not to be stored is refused, and so is a webhook for work in the foreground."""
    return refuses(made)


@feature.must(
    "invalid-requests.agents",
    research,
    clauses="agent.dr.requires-background agent.dr.no-functions",
    since="2026-05-07",
    refuses=True,
)
def refuses_what_an_agent_has_not(control: Exchange, made: Exchange) -> Verdict:
    """An agent that is asked for what it can't do is refused: Deep Research in the foreground, or with functions."""
    return refuses(made)


@feature.must(
    "invalid-requests.signatures",
    unsigned,
    clauses="think.missing-signature fcc.thought-required fcc.unsigned-replay-rejected",
    since="2026-05-20",
    refuses=True,
)
def refuses_calls_that_nobody_signed(control: Exchange, made: Exchange) -> Verdict:
    """A function call in the history without the signed thought that came before it is refused."""
    return refuses(made)


@feature.should(
    "invalid-requests.recorded",
    inferred,
    clauses="gc.wrong-types input.empty-string",
    evidence="inferred",
    refuses=True,
)
def refuses_what_was_refused(control: Exchange, made: Exchange) -> Verdict:
    """What a recorded refusal or a weaker word of the documentation speaks against is refused."""
    return refuses(made)


@feature.should("invalid-requests.survived", any_wrong, clauses="input.empty-string", evidence="inferred")
def survives(control: Exchange, made: Exchange) -> Verdict:
    """Whatever is wrong with a request, it is refused in the error shape or served as any other: no 5xx, no hang."""
    if made.status == 200:
        return all_of(whole(made), own(control, made))
    if not 400 <= (made.status or 0) < 500:
        about = made.case.about if made.case else ""
        return wrong(f"{about}: answered {made.summary}", observed=made.status, expected="200 or a 4xx")
    return in_error_shape(made)

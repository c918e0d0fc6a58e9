"""Computer use: the model operates a screen that the client shows it, one action after the other.

The actions are functions that the tool brings along: the client carries them out, and sends a result with a picture of
the screen for each. Positions are on a grid from 0 to 999, whatever the size of the screen. It came after the first
beta.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.contract import accepted, goes_on
from conformance.conversation import CONTINUE, CREATE, Conversation
from conformance.exchange import Exchange
from conformance.features.function_results import continues
from conformance.interaction import Json, calls, objects, of_type
from conformance.media import block
from conformance.path import MISSING
from conformance.requirement import Feature, Level, NotElicited
from conformance.returning import results
from conformance.tool_use import declared, declaring
from conformance.verdict import Verdict, all_of, every, expect, that

feature = Feature("computer-use", "Computer use", "https://ai.google.dev/gemini-api/docs/interactions/computer-use")

TOOL = "computer_use"
TASK = "Open https://example.com and click on the link there."
SHOPPING = "Buy the first book on https://example.com/shop: click on it."
START = ("open_web_browser", "navigate")
POSITIONS = frozenset({"x", "y", "destination_x", "destination_y"})
GRID = 999
EXCLUDED = {"outputs": "excludedPredefinedFunctions", "steps": "excluded_predefined_functions"}
"""What the field is called while there are outputs, and since."""


def positions(x: Exchange) -> list[object]:
    """The positions that the actions in an answer name, number by number."""
    arguments = [call.get("arguments") for call in calls(x.interaction)]
    return [value for given in arguments if isinstance(given, dict) for key, value in given.items() if key in POSITIONS]


def decisions(x: Exchange) -> list[Json]:
    """What the actions in an answer say of their safety."""
    return objects([given.get("safety_decision") for given in (_arguments(call) for call in calls(x.interaction))])


def left_out(x: Exchange) -> set[str]:
    """The actions that a request excludes."""
    given = [tool.get(field) for tool in declared(TOOL, x) for field in EXCLUDED.values()]
    return {str(name) for names in given if isinstance(names, list) for name in names}


def only_screen(x: Exchange) -> bool:
    """Computer use is the only tool that a request declares."""
    return bool(declared(TOOL, x)) and len(objects(x.sent.get("tools"))) == len(declared(TOOL, x))


def with_pictures(before: tuple[Exchange, ...], x: Exchange) -> bool:
    """The request answers each action before with a text and a picture."""
    kinds = [{str(item.get("type")) for item in objects(result.get("result"))} for result in results(x)]
    return continues(before, x) and bool(kinds) and all(found == {"text", "image"} for found in kinds)


ACTING = CREATE.where(lambda x: only_screen(x) and bool(calls(x.interaction)), "create that acts on a screen")

taken = declaring(TOOL, lambda tool: "environment" in tool, " for a browser")
acting = Conversation(ACTING)
shown = Conversation(
    CREATE.where(lambda x: only_screen(x) and bool(calls(x.interaction)), "create that acts"),
    CONTINUE.where(lambda x: bool(results(x)), "results with pictures").after(with_pictures),
)
pointing = Conversation(ACTING.where(lambda x: bool(positions(x)), "action at a position"))
risky = Conversation(ACTING.where(lambda x: bool(decisions(x)), "action with a decision"))
restricted = Conversation(ACTING.where(lambda x: bool(left_out(x)), "action while some are excluded"))


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return api.create(TASK, model=api.target.models.latest, tools=[{"type": TOOL, "environment": "browser"}])


@feature.scenario(elicits=(taken, acting, shown, pointing), attempts=3, since="2026-05-07", needs=("storage",))
def operate_a_browser(api: Api) -> None:
    """Let the model act twice, and show it the screen after the first action."""
    api.control()
    tools = [{"type": TOOL, "environment": "browser"}]
    model = api.target.models.latest
    first = api.create(TASK, model=model, tools=tools)
    screen = [{"type": "text", "text": '{"url": "https://example.com/"}'}, block("image")]
    done = [
        {"type": "function_result", "call_id": call.get("id"), "name": call.get("name"), "result": screen}
        for call in api.calls(first)
    ]
    second = api.create(done, model=model, tools=tools, previous_interaction_id=first.id)
    if not positions(second):
        raise NotElicited("the model did not point at anything on the second screen")


@feature.scenario(elicits=(acting, risky, restricted), attempts=3, since="2026-05-07")
def go_shopping(api: Api) -> None:
    """Ask for something that has to be confirmed, and exclude the actions that open pages."""
    tool = {"type": TOOL, "environment": "browser", EXCLUDED[api.revision.blocks]: [*START]}
    answer = api.create(SHOPPING, model=api.target.models.latest, tools=[tool])
    api.calls(answer)
    if not decisions(answer):
        raise NotElicited("the model acted without a word about safety")


@feature.refusal(
    "computer-use.not-yet",
    level=Level.MAY,
    until="2026-05-07",
    clauses="tool.cu.unsupported-in-seed",
    shows=lambda x: bool(declared(TOOL, x)),
)
def not_yet(api: Api) -> object:
    """In the first beta there is no computer use: a request that wants it is refused."""
    return {"tools": [{"type": TOOL}]}


@feature.may("computer-use.declared", taken, since="2026-05-07", clauses="tool.cu.declare")
def takes_an_environment(control: Exchange, created: Exchange) -> Verdict:
    """The tool says what is operated, a browser for example; the request is answered by models that can do it."""
    return all_of(accepted(control, created), goes_on(created))


@feature.must("computer-use.functions", acting, since="2026-05-07", clauses="tool.cu.calls-are-functions")
def asks_the_client_to_act(created: Exchange) -> Verdict:
    """Actions are function calls with an id, a name and arguments, which the client is asked to carry out."""
    return all_of(
        expect(created, "$.status").equals("requires_action"),
        every(
            (
                all_of(
                    that(call.get("id", MISSING), "id of an action", created).is_text(),
                    that(call.get("name", MISSING), "name of an action", created).matches(r"[a-z]\w*", "a name"),
                    that(call.get("arguments", MISSING), "arguments of an action", created).is_object(),
                )
                for call in of_type(calls(created.interaction), "function_call")
            ),
            "actions",
        ),
    )


@feature.must("computer-use.screens", shown, since="2026-05-07", clauses="tool.cu.results-with-screenshot")
def looks_at_the_screen(first: Exchange, second: Exchange) -> Verdict:
    """The client answers each action with a text and a picture of the screen, and the model goes on."""
    return all_of(goes_on(second), accepted(first, second))


@feature.must("computer-use.grid", pointing, since="2026-05-07", clauses="tool.cu.normalised-coordinates")
def points_on_the_grid(created: Exchange) -> Verdict:
    """Positions are whole numbers from 0 to 999, whatever the size of the screen."""
    return every(
        (
            that(value, "a position", created).meets(
                lambda n: isinstance(n, int) and not isinstance(n, bool) and 0 <= n <= GRID, f"from 0 to {GRID}"
            )
            for value in positions(created)
        ),
        "positions",
    )


@feature.may("computer-use.confirmation", risky, since="2026-05-07", clauses="tool.cu.safety-decision")
def wants_a_confirmation(created: Exchange) -> Verdict:
    """An action may say that the user has to confirm it first."""
    said = (decision.get("decision", MISSING) for decision in decisions(created))
    return every((that(one, "decision", created).equals("require_confirmation") for one in said), "decisions")


@feature.must("computer-use.excluded", restricted, since="2026-05-07", clauses="tool.cu.excluded")
def leaves_out_what_is_excluded(created: Exchange) -> Verdict:
    """Actions that the tool excludes are not asked for."""
    excluded = left_out(created)
    return every(
        (
            that(call.get("name", MISSING), "name of an action", created).meets(
                lambda name: name not in excluded, f"none of {', '.join(sorted(excluded))}"
            )
            for call in calls(created.interaction)
        ),
        "actions",
    )


def _arguments(call: Json) -> Json:
    given = call.get("arguments")
    return given if isinstance(given, dict) else {}

"""Remote MCP: the service calls the tools of a server that the request names, and goes on to its answer.

The tool gives the server a name and its address, and perhaps headers and a selection of its tools. Each call and its
result are shown. Servers speak streamable HTTP. What goes to the server is seen where it can be this machine.
"""

from __future__ import annotations

import re

from conformance.api import Api
from conformance.contract import accepted, goes_on, refused
from conformance.conversation import ASKED, CONTROL, CREATE, Conversation, Role, anything
from conformance.exchange import Exchange
from conformance.interaction import Json, objects, text
from conformance.path import MISSING
from conformance.requirement import Feature, Level
from conformance.tool_use import declared, declaring, need, paired, returned, used, using
from conformance.verdict import Verdict, all_of, every, expect, that, unseen

feature = Feature("remote-mcp", "Remote MCP", "https://ai.google.dev/gemini-api/docs/function-calling#remote-mcp")

TOOL = "mcp_server"
USE = "mcp_server_tool"
NAME = "weather_service"
QUESTION = "What is the weather like in New York today?"
OLD_STYLE = "https://mcp.deepwiki.com/sse"
BLOCKS = ("text", "image")


def allowed(x: Exchange) -> set[str]:
    """The names of tools that a request allows its servers."""
    choices = [choice for server in declared(TOOL, x) for choice in objects(server.get("allowed_tools"))]
    return {str(name) for choice in choices for name in _listed(choice.get("tools"))}


def is_result(value: object) -> bool:
    """A text, an object, or a list of texts and images."""
    if isinstance(value, list):
        return len(objects(value)) == len(value) and all(item.get("type") in BLOCKS for item in objects(value))
    return isinstance(value, (str, dict))


called, taken = using(USE), declaring(TOOL)
with_headers = declaring(TOOL, lambda server: isinstance(server.get("headers"), dict), " and headers")
restricted = Conversation(
    CREATE.where(lambda x: bool(used(USE, x)) and bool(allowed(x)), "create with a server, some tools of which may run")
)
events_only = Conversation(
    CONTROL,
    ASKED.where(
        lambda x: any(str(server.get("url")).rstrip("/").endswith("/sse") for server in declared(TOOL, x)),
        "create with a server of the older kind",
    ),
)


def goes_there(before: tuple[Exchange, ...], x: Exchange) -> bool:
    """The message went to a server that the request before it declares."""
    return x.request.url in [server.get("url") for server in declared(TOOL, before[0])]


ANNOUNCED = ASKED.where(lambda x: x.operation == "create" and bool(declared(TOOL, x)), "create with a server of ours")
MESSAGE = Role("first message to the server", lambda x: x.operation == "other", anything, goes_there, first=True)

contacted = Conversation(ANNOUNCED, MESSAGE)
with_our_headers = Conversation(
    ANNOUNCED.where(
        lambda x: all(server.get("headers") for server in declared(TOOL, x)), "create with a server of ours and headers"
    ),
    MESSAGE,
)


def server(api: Api, **fields: object) -> Json:
    """The declaration of the server that the target may talk to."""
    return {"type": TOOL, "name": NAME, "url": api.target.mcp_server, **fields}


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return api.create(QUESTION, tools=[server(api)])


@feature.scenario(elicits=(called, taken), attempts=3)
def ask_a_server(api: Api) -> None:
    """Let the service ask a server."""
    api.control()
    need(USE, api.create(QUESTION, tools=[server(api)]))


@feature.scenario(elicits=(called, with_headers, restricted), attempts=3)
def ask_one_tool(api: Api) -> None:
    """Let the service ask a server with headers of ours, then allow only the tool that it took."""
    api.control()
    first = api.create(QUESTION, tools=[server(api, headers={"x-conformance-marker": api.marker})])
    need(USE, first)
    names = [str(call.get("name")) for call in used(USE, first)][:1]
    need(USE, api.create(QUESTION, tools=[server(api, allowed_tools=[{"mode": "auto", "tools": names}])]))


@feature.scenario(elicits=(contacted, with_our_headers))
def be_the_server(api: Api) -> None:
    """Name a server of ours, with headers for it, and see what comes to it; it answers nothing that MCP knows."""
    path = f"/{api.marker}/mcp"
    tool = server(api, url=api.listening.url + path, headers={"x-conformance-token": f"token-{api.marker}"})
    api.create(QUESTION, tools=[tool])
    api.deliveries(path, 1)


@feature.scenario(elicits=events_only, since="2026-05-07", until="2026-11-16")
def ask_an_old_server(api: Api) -> None:
    """Name a server that speaks the older transport alone."""
    api.control()
    api.create(QUESTION, tools=[{"type": TOOL, "name": NAME, "url": OLD_STYLE}])


@feature.must("remote-mcp.declared", taken, clauses="mcp.declare")
def takes_a_server(control: Exchange, created: Exchange) -> Verdict:
    """A server is declared by a name and an address, and the request is answered."""
    return all_of(accepted(control, created), goes_on(created))


@feature.may("remote-mcp.headers-taken", with_headers, clauses="mcp.declare")
def takes_headers(control: Exchange, created: Exchange) -> Verdict:
    """A server may be declared with headers for it, and the request is answered."""
    return all_of(accepted(control, created), goes_on(created))


@feature.must("remote-mcp.server-side", called, clauses="mcp.server-calls-tool")
def asks_the_server_itself(created: Exchange) -> Verdict:
    """The service calls the server's tools itself and goes on to the answer, without the client."""
    return all_of(
        expect(created, "$.status").equals("completed"),
        that(returned(USE, created), "results of the server", created).is_list(),
        that(text(created.interaction), "the text of the answer", created).is_text(),
    )


@feature.should("remote-mcp.begins", contacted, clauses="mcp.server-calls-tool")
def begins_as_mcp_wants(created: Exchange, message: Exchange) -> Verdict:
    """The service connects to the address that the tool gives, and begins a conversation of MCP there."""
    return all_of(
        that(message.sent.get("jsonrpc", MISSING), "jsonrpc of the first message", message).equals("2.0"),
        that(message.sent.get("method", MISSING), "method of the first message", message).equals("initialize"),
    )


@feature.may("remote-mcp.headers-sent", with_our_headers, since="2026-05-07", clauses="mcp.headers")
def sends_the_headers_along(created: Exchange, message: Exchange) -> Verdict:
    """The headers that the tool gives go out with what the service sends to the server."""
    wanted = [headers for server in declared(TOOL, created) if isinstance(headers := server.get("headers"), dict)]
    arrived = message.request.headers or {}
    return every(
        (
            that(arrived.get(name.lower(), MISSING), f"header {name} at the server", message).equals(value)
            for headers in wanted
            for name, value in headers.items()
        ),
        "headers",
    )


@feature.must("remote-mcp.call", called, clauses="mcp.call-shape")
def shows_what_it_asked(created: Exchange) -> Verdict:
    """A call of a server's tool has an id, the names of the tool and of the server as declared, and its arguments."""
    names = [server.get("name") for server in declared(TOOL, created)]
    return every(
        (
            all_of(
                that(call.get("id", MISSING), "id of a call", created).is_text(),
                that(call.get("name", MISSING), "name of a call", created).is_text(),
                that(call.get("server_name", MISSING), "server_name of a call", created).is_one_of(*names),
                that(call.get("arguments", MISSING), "arguments of a call", created).is_object(),
            )
            for call in used(USE, created)
        ),
        "calls",
    )


@feature.must("remote-mcp.result", called, clauses="mcp.result-shape")
def shows_what_it_was_told(created: Exchange) -> Verdict:
    """A result of a server's tool names its call, and is a text, an object, or a list of texts and images."""
    results = (result.get("result", MISSING) for result in returned(USE, created))
    told = (that(result, "result", created).meets(is_result, "a text, an object or contents") for result in results)
    return all_of(paired(created, USE), every(told, "results"))


@feature.may("remote-mcp.allowed-tools", restricted, since="2026-05-07", clauses="mcp.allowed-tools")
def keeps_to_the_allowed_tools(created: Exchange) -> Verdict:
    """Only those tools of a server are called that the request allows."""
    names = (call.get("name", MISSING) for call in used(USE, created))
    return every(
        (that(name, "name of a call", created).is_one_of(*sorted(allowed(created))) for name in names), "calls"
    )


@feature.should(
    "remote-mcp.streamable-http",
    events_only,
    since="2026-05-07",
    until="2026-11-16",
    clauses="mcp.streamable-http-only",
)
def speaks_streamable_http_only(control: Exchange, asked: Exchange) -> Verdict:
    """A server that speaks the older transport with events alone cannot be used: that is an error."""
    if asked.status != 200:
        return refused(asked)
    results = [result.get("is_error") for result in returned(USE, asked)]
    if not results and asked.interaction.get("status") != "failed":
        return unseen("the model did not ask the server")
    return that([error for error in results if error is not True], "results that are no errors", asked).equals([])


@feature.refusal(
    "remote-mcp.name-without-dash",
    level=Level.SHOULD,
    since="2026-05-07",
    until="2026-11-16",
    clauses="mcp.name-no-dash",
    shows=lambda x: any("-" in str(server.get("name")) for server in declared(TOOL, x)),
)
def name_with_a_dash(api: Api) -> object:
    """A server whose name has a dash in it is refused."""
    return {"tools": [{**server(api), "name": "weather-service"}]}


@feature.refusal(
    "remote-mcp.not-on-gemini-3",
    level=Level.MAY,
    until="2026-11-16",
    clauses="mcp.gemini3 lim.gemini3-mcp",
    shows=lambda x: bool(declared(TOOL, x)) and re.match(r"gemini-[3-9]", str(x.sent.get("model"))) is not None,
    note="The newest documentation shows it with such models (disc.mcp.gemini3).",
)
def on_gemini_3(api: Api) -> object:
    """Models of the third generation do not work with remote servers: a request for both is refused."""
    return {"model": api.target.models.latest, "tools": [server(api)]}


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []

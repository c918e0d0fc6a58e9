"""What a server could get wrong about other servers."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.mutant import mutant, with_steps, without_steps
from conformance.path import MISSING


@mutant(kills="remote-mcp.declared remote-mcp.headers-taken")
def knows_no_servers(control: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.status", "failed")


@mutant(kills="remote-mcp.declared remote-mcp.headers-taken")
def answers_without_the_server(control: Exchange, created: Exchange) -> Exchange:
    return replace(created, response=control.response)


@mutant(kills="remote-mcp.server-side")
def leaves_the_server_to_the_client(created: Exchange) -> Exchange:
    return created.with_json("$.status", "requires_action")


@mutant(kills="remote-mcp.server-side")
def asks_and_does_not_listen(created: Exchange) -> Exchange:
    return without_steps(created, "_result")


@mutant(kills="remote-mcp.call")
def calls_the_server_by_another_name(created: Exchange) -> Exchange:
    return with_steps(created, "_call", server_name="somebody")


@mutant(kills="remote-mcp.call")
def sends_arguments_as_text(created: Exchange) -> Exchange:
    return with_steps(created, "_call", arguments="{}")


@mutant(kills="remote-mcp.call")
def calls_the_server_without_an_id(created: Exchange) -> Exchange:
    return with_steps(created, "_call", id=MISSING)


@mutant(kills="remote-mcp.result")
def answers_another_call_of_the_server(created: Exchange) -> Exchange:
    return with_steps(created, "_result", call_id="call_0")


@mutant(kills="remote-mcp.result")
def was_told_a_number(created: Exchange) -> Exchange:
    return with_steps(created, "_result", result=23)


@mutant(kills="remote-mcp.allowed-tools")
def takes_a_tool_that_is_not_allowed(created: Exchange) -> Exchange:
    return with_steps(created, "_call", name="launch_rockets")


@mutant(kills="remote-mcp.streamable-http")
def speaks_with_old_servers(control: Exchange, asked: Exchange) -> Exchange:
    answer = replace(asked, response=control.response)
    result = {"type": "mcp_server_tool_result", "call_id": "c1", "result": "It is sunny."}
    return answer.with_json(f"$.{asked.revision.blocks}", [result])


@mutant(kills="remote-mcp.streamable-http")
def falls_over_an_old_server(control: Exchange, asked: Exchange) -> Exchange:
    return asked.with_status(500)


@mutant(kills="remote-mcp.begins")
def calls_before_it_says_hello(created: Exchange, message: Exchange) -> Exchange:
    body = b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "get_weather"}}'
    return replace(message, request=replace(message.request, body=body))


@mutant(kills="remote-mcp.begins")
def only_looks_at_the_server(created: Exchange, message: Exchange) -> Exchange:
    return replace(message, request=replace(message.request, body=b""))


@mutant(kills="remote-mcp.headers-sent")
def keeps_the_headers(created: Exchange, message: Exchange) -> Exchange:
    return replace(message, request=replace(message.request, headers={"content-type": "application/json"}))

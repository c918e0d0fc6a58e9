"""What a server could get wrong about reading pages."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.features.url_context import MANY, pages
from conformance.mutant import mutant, with_steps
from conformance.mutants.stateful_chat import says
from conformance.path import MISSING


@mutant(kills="url-context.declared")
def knows_no_pages(control: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.status", "failed")


@mutant(kills="url-context.declared")
def answers_pages_like_anything(control: Exchange, created: Exchange) -> Exchange:
    return replace(created, response=control.response)


@mutant(kills="url-context.call")
def hides_what_it_reads(created: Exchange) -> Exchange:
    return with_steps(created, "_call", arguments={})


@mutant(kills="url-context.call")
def reads_without_an_id(created: Exchange) -> Exchange:
    return with_steps(created, "_call", id=MISSING)


@mutant(kills="url-context.result", violates="tool.uc.status-enum")
def has_a_status_of_its_own(created: Exchange) -> Exchange:
    return with_steps(created, "_result", result=[{"url": "https://example.com", "status": 200}])


@mutant(kills="url-context.result", violates="tool.uc.result-shape")
def does_not_say_which_page(created: Exchange) -> Exchange:
    return with_steps(created, "_result", result=[{"status": "success"}])


@mutant(kills="url-context.paired")
def reads_for_another_call(created: Exchange) -> Exchange:
    return with_steps(created, "_result", call_id="call_0")


@mutant(kills="url-context.citations")
def names_no_page(created: Exchange) -> Exchange:
    return says(created, "It is for examples.")


@mutant(kills="url-context.billed")
def reads_for_nothing(created: Exchange) -> Exchange:
    return created.with_json("$.usage.total_tool_use_tokens", 0)


@mutant(kills="url-context.public-only url-context.size-limit")
def reads_everything(created: Exchange) -> Exchange:
    """Reads what is private, and what is too large."""
    read = [{**page, "status": "success"} for page in pages(created)]
    return with_steps(created, "_result", result=read)


@mutant(kills="url-context.page-limit")
def reads_all_of_too_many(control: Exchange, asked: Exchange) -> Exchange:
    read = [{"url": url, "status": "success"} for url in MANY.split() if url.startswith("https:")]
    result = {"type": "url_context_result", "call_id": "c1", "result": read}
    answer = replace(asked, response=control.response)
    return answer.with_json(
        "$.steps", [result, {"type": "model_output", "content": [{"type": "text", "text": "Yes."}]}]
    )


@mutant(kills="url-context.page-limit")
def falls_over_too_many_pages(control: Exchange, asked: Exchange) -> Exchange:
    return asked.with_status(500)

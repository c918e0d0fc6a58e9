"""Code execution: the model writes Python, the service runs it, and the answer rests on what it printed.

The code and what came of it are both shown, the result naming the call. Code that fails may be written anew a few
times; it runs for 30 seconds at most; what it draws comes back as an image.
"""

from __future__ import annotations

import re

from conformance.api import Api
from conformance.contract import accepted, goes_on
from conformance.conversation import Conversation, creating
from conformance.exchange import Exchange
from conformance.interaction import contents, objects, of_type, text
from conformance.path import MISSING
from conformance.requirement import Feature
from conformance.tool_use import called_with, declaring, need, paired, replaying, returned, used, using
from conformance.verdict import Verdict, all_of, every, expect, that, unseen

feature = Feature("code-execution", "Code execution", "https://ai.google.dev/gemini-api/docs/code-execution")

TOOL = "code_execution"
SUM = "What is 1234567 * 7654321? Run Python code to find out."
PRODUCT = "9449772114007"
ENDLESS = "Run this Python code as it is and tell what happens: while True: pass"
DRAWING = "Draw a bar chart of the numbers 3, 1 and 2 with Python."
AFTERWARDS = "Say the result again."
ATTEMPTS = 1 + 5
"""How often code may fail in a row: once, and in each of five further attempts."""

computed, taken, replayed = using(TOOL), declaring(TOOL), replaying(TOOL)
summed = Conversation(creating("the multiplication", lambda x: x.prompt == SUM and bool(used(TOOL, x))))
endless = Conversation(creating("code without an end", lambda x: x.prompt == ENDLESS and bool(used(TOOL, x))))
drawn = Conversation(creating("the chart", lambda x: x.prompt == DRAWING and bool(used(TOOL, x))))


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return api.create(SUM, tools=[{"type": TOOL}])


@feature.scenario(elicits=(computed, taken, summed), attempts=3)
def run_code(api: Api) -> None:
    """Let the model compute with code."""
    api.control()
    need(TOOL, api.create(SUM, tools=[{"type": TOOL}]))


@feature.scenario(elicits=(computed, replayed, endless, drawn), attempts=3, since="2026-05-20")
def run_more_code(api: Api) -> None:
    """Let the model run code without storing it, code that does not end, and code that draws."""
    first = api.create([api.user(SUM)], tools=[{"type": TOOL}], store=False)
    need(TOOL, first)
    api.create([api.user(SUM), *api.history(first), api.user(AFTERWARDS)], tools=[{"type": TOOL}], store=False)
    for prompt in (ENDLESS, DRAWING):
        need(TOOL, api.create(prompt, tools=[{"type": TOOL}]))


@feature.must("code-execution.declared", taken, clauses="tool.ce.declare")
def takes_the_tool(control: Exchange, created: Exchange) -> Verdict:
    """Code execution is declared by its type alone, and the request is answered."""
    return all_of(accepted(control, created), goes_on(created))


@feature.must("code-execution.call", computed, clauses="tool.ce.call-shape tool.ce.python-only")
def shows_its_code(created: Exchange) -> Verdict:
    """The call that runs code has an id and the code, in Python."""
    return called_with(
        created,
        TOOL,
        lambda a: isinstance(a, dict) and a.get("language") == "python" and bool(a.get("code")),
        "Python code",
    )


@feature.must("code-execution.result", computed, clauses="tool.ce.result-shape")
def shows_what_the_code_printed(created: Exchange) -> Verdict:
    """The result of code is what it printed, as a string."""
    return every(
        (
            that(result.get("result", MISSING), "result of code", created).meets(
                lambda r: isinstance(r, str), "a string"
            )
            for result in returned(TOOL, created)
        ),
        "results",
    )


@feature.must("code-execution.paired", computed, clauses="tool.ce.result-shape")
def pairs_output_with_its_code(created: Exchange) -> Verdict:
    """The result of code names the call that it answers."""
    return paired(created, TOOL)


@feature.should("code-execution.right-number", summed, clauses="tool.ce.correct-result")
def computes_rightly(created: Exchange) -> Verdict:
    """The number that was computed is right, and stands in the text of the answer."""
    digits = re.sub(r"(?<=\d)[,.\s'\u00a0\u202f](?=\d{3})", "", text(created.interaction))
    return that(digits, "the text of the answer, numbers without separators", created).contains(PRODUCT)


@feature.should("code-execution.time-limit", endless, since="2026-05-20", clauses="tool.ce.runtime-30s")
def stops_code_without_end(created: Exchange) -> Verdict:
    """Code that does not end is stopped after 30 seconds: its result is an error, and the model goes on."""
    forever = [call.get("id") for call in used(TOOL, created) if "while True" in str(call.get("arguments"))]
    if not forever:
        return unseen("the model ran other code than it was given")
    results = [result for result in returned(TOOL, created) if result.get("call_id") in forever]
    stopped = (
        that(result.get("is_error", MISSING), "is_error of the result", created).equals(True) for result in results
    )
    return all_of(every(stopped, "results"), expect(created, "$.status").equals("completed"))


@feature.may("code-execution.attempts", computed, since="2026-05-20", clauses="tool.ce.retries")
def gives_up_after_some_attempts(created: Exchange) -> Verdict:
    """Code that fails may be written anew, up to five times."""
    failed = "".join("x" if result.get("is_error") is True else "." for result in returned(TOOL, created))
    if "x" not in failed:
        return unseen("no code failed")
    longest = max(len(row) for row in failed.split("."))
    return that(longest, "failures in a row", created).meets(
        lambda n: isinstance(n, int) and n <= ATTEMPTS, f"at most {ATTEMPTS}"
    )


@feature.may("code-execution.image", drawn, since="2026-05-20", clauses="tool.ce.images-inline")
def shows_what_the_code_drew(created: Exchange) -> Verdict:
    """What the code draws comes back as an image, with its data."""
    images = of_type(contents(created.interaction), "image")
    images += [image for result in returned(TOOL, created) for image in of_type(objects(result.get("result")), "image")]
    return all_of(
        that(images, "images in the answer", created).is_list(),
        *(that(image.get("data", MISSING), "data of an image", created).is_text() for image in images),
    )


@feature.must("code-execution.stateless", replayed, since="2026-05-20", clauses="tool.ce.stateless-id-signature")
def takes_its_code_back(running: Exchange, asked_again: Exchange) -> Verdict:
    """Code and its result, sent back with their ids and signatures, are taken as a part of the history."""
    return all_of(goes_on(asked_again), accepted(running, asked_again))

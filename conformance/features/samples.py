"""Samples: what the first documentation shows in code works as its reader expects.

The page of December 2025 has each sample in Python, JavaScript and curl, which send the same requests. Here each is
played once; what it prints has to be there.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.api import TERMINAL, Api
from conformance.contract import fits
from conformance.conversation import CONTINUE, CREATE, GET, STREAM, Conversation, creating
from conformance.exchange import Exchange
from conformance.features.function_calling import QUESTION, WEATHER
from conformance.features.stateless_chat import ANSWER, CITIES, LANDMARK
from conformance.features.structured_output import EITHER, REVIEW, VERDICT
from conformance.interaction import blocks, calls, contents, objects, of_type, text
from conformance.jsontext import parsed
from conformance.media import block
from conformance.requirement import Check, Feature
from conformance.returning import is_answer
from conformance.verdict import Subject, Verdict, all_of, expect, that

feature = Feature("samples", "Samples of the first documentation", "https://ai.google.dev/gemini-api/docs/interactions")

JOKE, HELLO = "Tell me a short joke about programming.", "Hello, how are you?"
PHIL, NAME = "Hi, my name is Phil.", "What is my name?"
LOOK = "What do you see or hear here?"
DRAW = "Generate an image of a small boat on a calm lake."
RESEARCH = "Research the history of the abacus in one paragraph."
SEARCH = "Who won the last Super Bowl?"
FIBONACCI = "Calculate the 50th Fibonacci number."
PAGE = "Summarize the content of https://www.wikipedia.org/"
FORECAST = "What is the weather like in New York today?"
STORY = "Explain in a few sentences why the sky is blue."
MOST = 500
CITY = ("Barcelona", "Sagrada", "Gaudí", "Gaudi")
CONFIG = {"temperature": 0.7, "max_output_tokens": MOST, "thinking_level": "low"}
REMOTE = {"type": "image", "uri": "https://storage.googleapis.com/generativeai-downloads/images/cake.jpg"}
SERVER = {"type": "mcp_server", "name": "weather_service", "url": "https://gemini-api-demos.uc.r.appspot.com/mcp"}


def asking(prompt: str, *fields: str) -> Conversation:
    """A plain create with this prompt, and these fields beside the usual two."""
    return Conversation(creating(f"create: {prompt[:40]}", lambda x: x.prompt == prompt and {*fields} <= x.sent.keys()))


def showing(*kinds: str) -> Conversation:
    """A create with the question and a block of one of these kinds, in a list."""
    return Conversation(
        creating(
            f"create with {' or '.join(kinds)}",
            lambda x: (
                isinstance(x.prompt, list) and LOOK in str(x.prompt) and any(f"'{k}'" in str(x.prompt) for k in kinds)
            ),
        )
    )


intro, basic, configured = asking(JOKE), asking(HELLO), asking(JOKE, "generation_config")
stateful = Conversation(
    creating("introduction", lambda x: x.prompt == PHIL), CONTINUE.where(lambda x: x.prompt == NAME, "asks")
)
fetched = Conversation(creating("create", lambda x: x.prompt == HELLO), GET)
stateless = Conversation(
    creating("the history of the sample", lambda x: LANDMARK in str(x.sent.get("input")) and ANSWER in str(x.sent))
)
kept = Conversation(
    creating("create with a function", lambda x: bool(calls(x.interaction)) and x.sent.get("store") is False),
    creating(
        "history without tools", lambda x: "previous_interaction_id" not in x.sent and "tools" not in x.sent
    ).after(is_answer),
)
image, audio, video, document = showing("image"), showing("audio"), showing("video"), showing("document")
remote = Conversation(creating("create with an image by uri", lambda x: REMOTE["uri"] in str(x.prompt)))
drawn = asking(DRAW, "response_modalities")
researched = Conversation(CREATE.where(lambda x: x.prompt == RESEARCH, "start of research"), GET.at_least(1))
called = Conversation(
    creating("create with a function", lambda x: bool(calls(x.interaction))),
    CONTINUE,
)
searched, computed, read, forecast = (
    asking(SEARCH, "tools"), asking(FIBONACCI, "tools"), asking(PAGE, "tools"), asking(FORECAST, "tools"),
)  # fmt: skip
structured = Conversation(creating("create with two forms", lambda x: x.sent.get("response_format") == EITHER))
searched_in_json = asking(SEARCH, "tools", "response_format")
streamed = Conversation(STREAM.where(lambda x: x.prompt == STORY, "streamed create"))


def printed(created: Exchange) -> Subject:
    """The text of the last output, which most samples print."""
    last = (blocks(created.interaction) or [{}])[-1]
    return that(last.get("text"), "the text of the last output", created)


def sample(
    name: str, looks_at: Conversation, languages: str = "py js curl", also: str = ""
) -> Callable[[Check], Check]:
    """Declare the requirement of one sample of the page, which has it in these languages; ``also`` are more clauses."""
    clauses = " ".join(f"sample.{name}.{language}" for language in languages.split())
    return feature.should(f"samples.{name}", looks_at, clauses=f"{clauses} {also}", until="2026-05-07")


@feature.scenario(elicits=(intro, basic, configured, stateful, fetched), until="2026-05-07")
def first_steps(api: Api) -> None:
    """Ask, ask with settings, greet and look it up, introduce ourselves and ask for the name."""
    api.create(JOKE)
    api.create(JOKE, generation_config=CONFIG)
    api.get(api.create(HELLO).id)
    api.create(NAME, previous_interaction_id=api.create(PHIL).id)


@feature.scenario(elicits=(image, audio, video, document, remote), until="2026-05-07")
def show_and_tell(api: Api) -> None:
    """Show a picture, play a tone and a film, hand over a page, name a picture on the web."""
    question = {"type": "text", "text": LOOK}
    for kind in ("image", "audio", "video", "document"):
        api.create([question, block(kind)])
    api.create([REMOTE, {"type": "text", "text": "Describe this picture."}])


@feature.scenario(elicits=drawn, until="2026-05-07", cost="media")
def draw(api: Api) -> None:
    """Ask for a picture."""
    api.create(DRAW, model=api.target.models.image, response_modalities=["IMAGE"])


@feature.scenario(elicits=researched, until="2026-05-07", cost="agent")
def research(api: Api) -> None:
    """Let an agent research in the background, and look until it is done."""
    begun = api.create(RESEARCH, model=..., agent=api.target.models.agent, background=True)
    api.poll(begun.id)


@feature.scenario(elicits=called, until="2026-05-07", attempts=3)
def call_a_function(api: Api) -> None:
    """Let the model call a function, and send what it returned."""
    asked = api.create(QUESTION, tools=[WEATHER])
    result = {"type": "function_result", "result": "The weather in Paris is sunny."}
    made = [{**result, "call_id": call["id"], "name": call["name"]} for call in api.calls(asked)]
    api.create(made, previous_interaction_id=asked.id)


@feature.scenario(elicits=kept, until="2026-05-07", attempts=3)
def call_a_function_and_keep_the_history(api: Api) -> None:
    """Let the model call a function; send the history, its outputs as they were, and what the function returned."""
    history: list[object] = [api.user([{"type": "text", "text": QUESTION}])]
    asked = api.create(history, tools=[WEATHER], store=False)
    result = {"type": "function_result", "result": "The weather in Paris is sunny."}
    made = [{**result, "call_id": call["id"], "name": call["name"]} for call in api.calls(asked)]
    api.create([*history, *api.history(asked), *api.results(*made)], store=False)


@feature.scenario(elicits=stateless, until="2026-05-07")
def tell_the_history(api: Api) -> None:
    """Send three turns of a conversation about cities at once."""
    api.create([api.user(CITIES), {"role": "model", "content": ANSWER}, api.user(LANDMARK)])


@feature.scenario(elicits=(searched, computed, read, forecast), until="2026-05-07")
def use_tools(api: Api) -> None:
    """Search the web, compute, read a page, ask a server for the weather."""
    api.create(SEARCH, tools=[{"type": "google_search"}])
    api.create(FIBONACCI, tools=[{"type": "code_execution"}])
    api.create(PAGE, tools=[{"type": "url_context"}])
    api.create(FORECAST, tools=[SERVER])


@feature.scenario(elicits=(structured, searched_in_json), until="2026-05-07")
def ask_for_json(api: Api) -> None:
    """Ask for JSON of one of two forms, and for JSON about what a search finds."""
    api.create(REVIEW, **api.json_format(EITHER))
    api.create(SEARCH, tools=[{"type": "google_search"}], **api.json_format(VERDICT))


@feature.scenario(elicits=streamed, until="2026-05-07")
def stream(api: Api) -> None:
    """Stream an answer."""
    api.stream(STORY)


@sample("intro", intro)
def tells_a_joke(created: Exchange) -> Verdict:
    """The first sample asks a question and prints the text of the last output."""
    return printed(created).is_text()


@sample("basic", basic)
def greets_back(created: Exchange) -> Verdict:
    """The basic sample names a model, is answered by it, and prints the text of the last output."""
    return all_of(printed(created).is_text(), expect(created, "$.model").equals(created.sent.get("model")))


@sample("config", configured)
def keeps_to_the_settings(created: Exchange) -> Verdict:
    """The sample with a generation config prints an answer that is within its limit."""
    return all_of(
        printed(created).is_text(),
        expect(created, "$.usage.total_output_tokens").meets(
            lambda n: isinstance(n, int) and n <= MOST, f"{MOST} or less"
        ),
    )


@sample("stateful", stateful)
def knows_the_name(first: Exchange, second: Exchange) -> Verdict:
    """The sample of a conversation prints an answer that knows the name told in the turn before."""
    return printed(second).contains("Phil")


@sample("stateless", stateless)
def knows_which_is_the_second(created: Exchange) -> Verdict:
    """The sample of a conversation that the client keeps prints an answer about the second city of its history."""
    return all_of(
        printed(created).is_text(),
        printed(created).meets(lambda said: any(word in str(said) for word in CITY), "one that speaks of Barcelona"),
    )


@sample("fc-client", kept, "py js", also="fcc.second-call-tools-omitted")
def answers_with_the_history(asked: Exchange, answered: Exchange) -> Verdict:
    """The sample of a function with state on the client prints an answer, though it sends no tools with the history."""
    return printed(answered).is_text()


@sample("retrieve", fetched)
def finds_it_again(created: Exchange, found: Exchange) -> Verdict:
    """The sample that looks an interaction up prints the text that the create printed."""
    return all_of(printed(found).is_text(), printed(found).equals(printed(created).value))


def sees(kind: str, counted: tuple[str, ...], created: Exchange) -> Verdict:
    """The answer is printed, and the medium was counted as one."""
    entries = expect(created, "$.usage.input_tokens_by_modality").value
    kinds = {str(entry.get("modality")) for entry in objects(entries)}
    known = that(sorted(kinds & {*counted}), f"what was counted of {kind} among {sorted(kinds)}", created)
    return all_of(printed(created).is_text(), known.is_list())


@sample("image-in", image)
def looks_at_a_picture(created: Exchange) -> Verdict:
    """The sample that shows a picture prints an answer, and the picture is counted."""
    return sees("image", ("image",), created)


@sample("audio-in", audio)
def listens(created: Exchange) -> Verdict:
    """The sample that plays a recording prints an answer, and the sound is counted."""
    return sees("audio", ("audio",), created)


@sample("video-in", video)
def watches(created: Exchange) -> Verdict:
    """The sample that shows a film prints an answer, and the film is counted."""
    return sees("video", ("video",), created)


@sample("pdf-in", document)
def reads_a_document(created: Exchange) -> Verdict:
    """The sample that hands over a PDF prints an answer, and its pages are counted."""
    return sees("document", ("document", "image"), created)


@sample("remote-file", remote)
def looks_at_a_picture_on_the_web(created: Exchange) -> Verdict:
    """The sample that names a picture by its address, without a mime type, prints an answer."""
    return printed(created).is_text()


@sample("image-out", drawn)
def draws(created: Exchange) -> Verdict:
    """The sample that asks for a picture finds an image with data among the outputs."""
    pictures = of_type(contents(created.interaction), "image")
    return all_of(
        that(pictures, "the images", created).is_list(),
        that((pictures or [{}])[0].get("data"), "the data of the image", created).is_text(),
    )


@sample("deep-research", researched)
def reports(begun: Exchange, gets: tuple[Exchange, ...]) -> Verdict:
    """The sample of an agent ends its loop with a report."""
    last = gets[-1]
    return all_of(
        expect(last, "$.status").is_one_of(*sorted(TERMINAL)),
        that(text(last.interaction), "the report", last).is_text(),
    )


@sample("fc-stateful", called)
def answers_with_the_result(asked: Exchange, answered: Exchange) -> Verdict:
    """The sample of a function prints an answer after the function's result was sent."""
    return printed(answered).is_text()


@sample("google-search", searched)
def searches(created: Exchange) -> Verdict:
    """The sample of a search finds the search, its result and a text among the outputs."""
    return used("google_search", created)


@sample("code-execution", computed)
def computes(created: Exchange) -> Verdict:
    """The sample that computes finds the code, its result, and the right number in the text."""
    return all_of(
        used("code_execution", created), that(text(created.interaction), "the text", created).contains("12586269025")
    )


@sample("url-context", read)
def reads_a_page(created: Exchange) -> Verdict:
    """The sample that reads a page finds the call, its result and a text among the outputs."""
    return used("url_context", created)


@sample("mcp", forecast)
def asks_a_server(created: Exchange) -> Verdict:
    """The sample of a remote server finds the call, its result and a text among the outputs."""
    return used("mcp_server_tool", created)


def used(tool: str, created: Exchange) -> Verdict:
    """The service called the tool, got a result, and wrote a text."""
    pieces = contents(created.interaction)
    return all_of(
        that(of_type(pieces, f"{tool}_call"), f"calls of {tool}", created).is_list(),
        that(of_type(pieces, f"{tool}_result"), f"results of {tool}", created).is_list(),
        that(text(created.interaction), "the text", created).is_text(),
    )


def in_json(created: Exchange) -> Subject:
    """What the text says as JSON."""
    return that(parsed(text(created.interaction).encode()), "the text, as JSON", created)


@sample("structured", structured)
def answers_in_json(created: Exchange) -> Verdict:
    """The sample of structured output prints JSON of one of the two forms that it asks for."""
    return fits(in_json(created), EITHER)


@sample("tools-structured", searched_in_json)
def searches_and_answers_in_json(created: Exchange) -> Verdict:
    """The sample that searches and wants JSON prints JSON of the form that it asks for."""
    return fits(in_json(created), VERDICT)


@sample("streaming", streamed)
def prints_as_it_comes(created: Exchange) -> Verdict:
    """The sample of streaming prints text as it comes, and in the end how many tokens it took."""
    return all_of(
        that(text(created.interaction), "the text of the deltas", created).is_text(),
        expect(created, "$.usage.total_tokens").is_count(at_least=1),
    )

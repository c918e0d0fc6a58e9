"""Drives the API without any SDK: ``python plain_httpx.py``. Needs httpx alone.

``Client`` is a careful client as the documentation and the standards it names have it, ``Application`` the program that
uses it. It passes every must, and tests take it apart: each sin is this client with one method done wrong.
"""

from __future__ import annotations

import codecs
import platform
import re
import time
from collections.abc import Iterable, Iterator
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import httpx
from delivery import Delivery, parsed
from lines import Json, listen, options_of, speak

REVISIONS = ["2025-12-11", "2026-05-07", "2026-05-20", "2026-11-16"]
DOES = ["create", "stream", "get", "get_stream", "cancel", "delete", "poll", "converse", "functions", "resume"]
TERMINAL_EVENTS = frozenset({"interaction.complete", "interaction.completed"})
FOREIGN = {True: ("interaction.start", "interaction.complete", "content."), False: ("interaction.created", "step.")}
UNDER_WAY = ("in_progress", "queued", "requires_continuation")
POLL_SECONDS = 0.05
RESUMPTIONS = 3
MOST_HOPS = 12
CERTIFICATES = httpx.create_ssl_context()  # once: reading them takes longer than most scenarios
LINE_END = re.compile("\r\n|\r|\n")


class ApiError(Exception):
    """The server said that something is wrong: by its status, or by an event of a stream."""

    def __init__(self, message: str, status_code: int | None, body: object) -> None:
        super().__init__(message)
        self.status_code, self.body = status_code, body


class Broken(Exception):
    """The answer did not come to its end."""


class Unreadable(Exception):
    """The answer is none that the documentation describes."""


class Client:
    """The API at one revision, with one key."""

    tries = 3
    retried = frozenset({408, 409, 429, 500, 502, 503, 504})  # documented, and 409, which every SDK tries again
    seconds = 10.0
    first_pause, longest_pause = 0.1, 30.0

    def __init__(self, base_url: str, api_key: str, revision: str) -> None:
        self.base_url, self.api_key, self.revision = base_url, api_key, revision
        self.has_steps = revision >= "2026-05-20"
        # No proxies and no redirects: whoever answers elsewhere shall not get the key.
        self.http = httpx.Client(trust_env=False, follow_redirects=False, verify=CERTIFICATES)

    def create(self, params: Json, **options: Any) -> Json:
        """One answer as a whole."""
        return self.read(self.send("POST", self.url(), body=params, **options))

    def stream(self, params: Json, **options: Any) -> Iterator[Json]:
        """One answer as events."""
        return self.events(self.send("POST", self.url(), body={**params, "stream": True}, streamed=True, **options))

    def get(self, interaction: str, params: Json, **options: Any) -> Json:
        """What is stored."""
        return self.read(self.send("GET", self.url(interaction), query=params, **options))

    def get_stream(self, interaction: str, last_event_id: str | None, **options: Any) -> Iterator[Json]:
        """What is stored, as events: all, or those after ``last_event_id``."""
        query = {"stream": True} if last_event_id is None else {"stream": True, "last_event_id": last_event_id}
        return self.events(self.send("GET", self.url(interaction), query=query, streamed=True, **options))

    def cancel(self, interaction: str, **options: Any) -> Json:
        """Stop work in the background."""
        return self.read(self.send("POST", self.url(interaction) + "/cancel", **options))

    def delete(self, interaction: str, **options: Any) -> None:
        """Delete what is stored."""
        self.send("DELETE", self.url(interaction), **options)

    def url(self, interaction: str | None = None) -> str:
        """The address of the collection, or of one interaction, whose id may hold anything."""
        collection = f"{self.base_url}/v1beta/interactions"
        return collection if interaction is None else f"{collection}/{quote(interaction, safe='')}"

    def headers(self, *, streamed: bool) -> dict[str, str]:
        """The headers of every request."""
        return {
            "x-goog-api-key": self.api_key,
            "api-revision": self.revision,
            "accept": "text/event-stream" if streamed else "application/json",
            "user-agent": f"plain-httpx/{httpx.__version__}",
        }

    def send(
        self,
        method: str,
        url: str,
        *,
        query: Json | None = None,
        body: Json | None = None,
        streamed: bool = False,
        timeout: float | None = None,
        headers: dict[str, str] | None = None,
        retries: int | None = None,
    ) -> httpx.Response:
        """An answer of 2xx, asked for again where that may help; raises ``ApiError`` for others."""
        sent = {**self.headers(streamed=streamed), **(headers or {})}
        request = self.http.build_request(
            method, url, params=written(query or {}), json=body, headers=sent, timeout=timeout or self.seconds
        )
        left = self.tries - 1 if retries is None else int(retries)
        for attempt in range(left + 1):
            try:
                response = self.http.send(request, stream=True)
            except httpx.NetworkError:
                if method != "GET" or attempt == left:
                    raise  # what changes something may have happened
                time.sleep(self.first_pause * 2**attempt)
                continue
            if response.is_success:
                break
            response.read()
            if attempt == left or not self.is_worth_trying(response):
                raise self.error(response)
            time.sleep(self.pause(attempt, response))
        if not streamed:
            response.read()
        return response

    def is_worth_trying(self, response: httpx.Response) -> bool:
        """Whether the same request may succeed later."""
        return response.status_code in self.retried

    def pause(self, attempt: int, response: httpx.Response) -> float:
        """Seconds to wait: what the server asks for, or longer each time."""
        asked = response.headers.get("retry-after", "")
        if asked.isdigit():
            return min(float(asked), self.longest_pause)
        try:
            until = parsedate_to_datetime(asked).timestamp() - time.time()
        except ValueError:
            until = self.first_pause * 2**attempt
        return min(max(until, 0.0), self.longest_pause)

    def error(self, response: httpx.Response) -> ApiError:
        """What an answer other than 200 says, in whichever shape."""
        body = parsed(response.text)
        found = body[0] if isinstance(body, list) and body else body
        told = found.get("error") if isinstance(found, dict) else None
        message = told.get("message") if isinstance(told, dict) else None
        return ApiError(f"{response.status_code}: {message or response.text[:500]}", response.status_code, found)

    def read(self, response: httpx.Response) -> Json:
        """The interaction that was answered."""
        value = parsed(response.text)
        if not isinstance(value, dict) or "status" not in value:
            raise Unreadable(f"no interaction: {response.text[:200]}")
        if ("outputs" if self.has_steps else "steps") in value:
            raise Unreadable(f"an interaction of another revision than {self.revision}")
        return value

    def events(self, response: httpx.Response) -> Iterator[Json]:
        """The events of a stream; raises what ended it where that was not its own end."""
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "text/event-stream":
            raise Unreadable(f"no event stream but {kind or 'something without a type'}")
        ended = False
        try:
            for data in self.messages(response.iter_bytes()):
                if data == "[DONE]":
                    break
                event = self.event(data)
                yield event
                ended = ended or event.get("event_type") in TERMINAL_EVENTS
                if event.get("event_type") == "error":
                    raise stated(event)
        except httpx.TransportError as error:
            raise Broken(f"the stream broke off: {error}") from error
        finally:
            response.close()
        if not ended:
            raise Broken("the stream ended before the interaction did")

    def event(self, data: str) -> Json:
        """One event."""
        value = parsed(data)
        if not isinstance(value, dict):
            raise Unreadable(f"no event: {data[:200]}")
        kind = str(value.get("event_type"))
        if kind in FOREIGN[self.has_steps] or kind.startswith(FOREIGN[self.has_steps][-1]):
            raise Unreadable(f"{kind} is an event of another revision than {self.revision}")
        return value

    def messages(self, pieces: Iterable[bytes]) -> Iterator[str]:
        """The data of each message, by the standard: https://html.spec.whatwg.org/multipage/server-sent-events.html"""
        data: list[str] = []
        for line in self.lines(pieces):
            name, _, value = line.partition(":")
            if name == "data":
                data.append(value.removeprefix(" "))
            elif not line and data:
                yield "\n".join(data)
                data = []
            elif name.lstrip().startswith("{"):
                self.complain(line)

    def lines(self, pieces: Iterable[bytes]) -> Iterator[str]:
        """The lines of a stream, however its bytes are cut; what no line end follows is one too."""
        decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        rest = ""
        for piece in pieces:
            text = rest + decoder.decode(piece)
            whole = text.removesuffix("\r")  # whose LF may come with the next piece
            *lines, last = LINE_END.split(whole)
            rest = last + text[len(whole) :]
            yield from lines
        yield from LINE_END.split(rest) if rest else []

    def complain(self, line: str) -> None:
        """The service was seen to say an error as a bare line, after which nothing came."""
        value = parsed(line)
        if isinstance(value, dict) and "error" in value:
            raise stated(value)


class Application:
    """The program that uses a client: one scenario's calls, in order."""

    client = Client
    handover = Delivery

    def __init__(self, scenario: Json) -> None:
        self.scenario, self.outcomes = scenario, list[Json]()
        self.api = self.client(scenario["base_url"], scenario["api_key"], scenario["revision"])

    def play(self) -> list[Json]:
        """Make the calls; one that needs what an earlier one did not give is the end."""
        for call in self.scenario["calls"]:
            if isinstance(wanted := call.get("interaction"), dict):
                call["interaction"] = self.outcomes[wanted["from"]]["id"]
                if call["interaction"] is None:
                    break
            delivery = self.handover(self.api.has_steps)
            try:
                getattr(self, call["do"])(call, delivery)
            except (ApiError, Broken, Unreadable, httpx.HTTPError) as error:
                delivery.failed(error)
            self.outcomes.append(delivery.outcome("response_format" in call.get("params", {})))
        self.api.http.close()
        return self.outcomes

    def create(self, call: Json, delivery: Delivery, **params: Any) -> None:
        """One answer as a whole."""
        delivery.answer(self.api.create({**call["params"], **params}, **options_of(call)))

    def stream(self, call: Json, delivery: Delivery, **params: Any) -> None:
        """One answer as a stream."""
        delivery.begins()
        self.consume(call, delivery, self.api.stream({**call["params"], **params}, **options_of(call)))

    def get(self, call: Json, delivery: Delivery) -> None:
        """What is stored."""
        delivery.answer(self.api.get(call["interaction"], call.get("params", {}), **options_of(call)))

    def get_stream(self, call: Json, delivery: Delivery) -> None:
        """What is stored, or the rest of it, as a stream."""
        delivery.begins()
        self.rest(call, delivery, call["interaction"], call.get("last_event_id"))

    def rest(self, call: Json, delivery: Delivery, interaction: str, last: str | None) -> None:
        """The events after ``last``."""
        self.consume(call, delivery, self.api.get_stream(interaction, last, **options_of(call)))

    def cancel(self, call: Json, delivery: Delivery) -> None:
        """Stop work in the background."""
        delivery.answer(self.api.cancel(call["interaction"], **options_of(call)))

    def delete(self, call: Json, _: Delivery) -> None:
        """Delete what is stored; nothing comes back."""
        self.api.delete(call["interaction"], **options_of(call))

    def poll(self, call: Json, delivery: Delivery) -> None:
        """Ask until the work is over."""
        until = time.monotonic() + self.scenario["timeout"]
        while time.monotonic() < until:
            delivery.answer(self.api.get(call["interaction"], {}, **options_of(call)))
            if delivery.status not in UNDER_WAY:
                return
            time.sleep(POLL_SECONDS)

    def resume(self, call: Json, delivery: Delivery) -> None:
        """A stream, and the rest of it where it breaks off."""
        try:
            return self.stream(call, delivery)
        except (Broken, httpx.TransportError) as error:
            broken: Exception = error
        for _ in range(RESUMPTIONS):
            if delivery.id is None or not delivery.event_ids:
                break
            try:
                return self.rest(call, delivery, delivery.id, delivery.event_ids[-1])
            except (Broken, httpx.TransportError) as error:
                broken = error
        raise broken

    def converse(self, call: Json, delivery: Delivery) -> None:
        """Several turns, by the id of the last one or with a history of the application's own."""
        history: list[Any] = []
        before: Json = {}
        for turn in call["turns"]:
            history += self.said(turn)
            resent = {"input": history, "store": False}
            self.create(call, delivery, **(resent if call.get("history") == "resent" else {"input": turn} | before))
            history += self.answered(delivery.blocks)
            before = {"previous_interaction_id": delivery.id}

    def functions(self, call: Json, delivery: Delivery) -> None:
        """Run the functions that are called until none is."""
        ask = self.stream if call.get("stream") else self.create
        kept = call["params"].get("store") is False
        asked = call["params"]["input"]
        history = self.said(asked) if isinstance(asked, str) else list(asked)
        ask(call, delivery, **({"input": history} if kept else {}))
        for _ in range(MOST_HOPS):
            if not (results := [self.result(one, call["returns"]) for one in delivery.pending()]):
                return
            history += [*self.answered(delivery.blocks), *self.returned(results)]
            stored = {"input": results, "previous_interaction_id": delivery.id}
            ask(call, delivery, **({"input": history} if kept else stored))

    def said(self, text: str) -> list[Json]:
        """What the user said."""
        content = [{"type": "text", "text": text}]
        return [{"type": "user_input", "content": content} if self.api.has_steps else turn("user", content)]

    def answered(self, blocks: list[Any]) -> list[Any]:
        """What the model said: all of it, thoughts too, as it came."""
        return blocks if self.api.has_steps else [turn("model", blocks)]

    def returned(self, results: list[Json]) -> list[Any]:
        """What functions returned."""
        return results if self.api.has_steps else [turn("user", results)]

    def result(self, call: Json, values: Json) -> Json:
        """What ``call`` returns."""
        value = values.get(call["name"], {"error": "no such function"})
        return {"type": "function_result", "name": call["name"], "call_id": call["id"], "result": value}

    def consume(self, call: Json, delivery: Delivery, events: Iterator[Json]) -> None:
        """Read a stream to its end, or leave it after ``stop_after`` events."""
        try:
            for event in events:
                delivery.event(event)
                if len(delivery.events) == call.get("stop_after"):
                    events.close()  # type: ignore[attr-defined]  # a generator has it
                    break
        finally:
            delivery.ends()


def turn(role: str, content: list[Any]) -> Json:
    """A turn of the first shape's history."""
    return {"role": role, "content": content}


def stated(said: Json) -> ApiError:
    """The error that an event or a bare line states."""
    told = said.get("error")
    message = told.get("message") if isinstance(told, dict) else None
    return ApiError(str(message or said), None, said)


def written(query: Json) -> Json:
    """Query parameters as the wire has them."""
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in query.items()}


HANDSHAKE: Json = {
    "name": "plain-httpx",
    "version": httpx.__version__,
    "language": "python",
    "runtime": f"{platform.python_implementation()} {platform.python_version()}",
    "revisions": REVISIONS,
    "does": DOES,
    "concurrency": 16,
}

if __name__ == "__main__":
    listen()
    speak(HANDSHAKE, lambda scenario: Application(scenario).play())

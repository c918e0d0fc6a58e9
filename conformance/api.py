"""The Interactions API as scenarios call it: thin words over HTTP that keep every exchange.

Nothing here judges, and nothing is sent twice but what the target asks to be sent later. What a scenario can't go on
without (an id) is asked of the exchange, which raises ``Unanswered``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlencode, urlsplit

from conformance.client import Client, encoded
from conformance.drawing import Drawing, Tally
from conformance.exchange import Exchange, Unanswered
from conformance.interaction import Json, calls, text
from conformance.receiver import Receiver
from conformance.requirement import NotElicited
from conformance.revisions import Revision
from conformance.target import Target

# Well-formed (a version, then base64), but no interaction has it.
NOBODYS = "v1_ChdBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQRIXQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE"
PROMPT = "Reply with one short sentence."
FILES = "/v1beta/files"
TERMINAL = frozenset({"completed", "failed", "cancelled", "incomplete", "requires_action", "budget_exceeded"})


@dataclass(slots=True)
class Api:
    """One scenario's way to the target. ``exchanges`` holds all that it did, in order.

    A drawn scenario keeps there only what shows something: ``drawing`` says how much it may do, ``tally`` takes what it
    did, ``stored`` the ids of interactions that it left behind and does not show, ``uploaded`` the names of files.
    """

    client: Client
    target: Target
    revision: Revision
    scenario: str
    control_exchange: Exchange | None = None
    timeout: float | None = None
    exchanges: list[Exchange] = field(default_factory=list)
    seed: int = 0
    receiver: Receiver | None = None
    drawing: Drawing = field(default_factory=lambda: Drawing().begun())
    tally: Tally = field(default_factory=Tally)
    stored: set[str] = field(default_factory=set)
    uploaded: set[str] = field(default_factory=set)

    @property
    def marker(self) -> str:
        """Eight letters and digits of this scenario's own, the same in every run of the same seed.

        They go out as a header with every request, so that logs of a target can be read beside the report.
        """
        return hashlib.sha256(f"{self.seed} {self.scenario}".encode()).hexdigest()[:8]

    def create(self, input: object = PROMPT, **fields: object) -> Exchange:  # noqa: A002 - the field's name
        """POST an interaction: ``input`` and ``fields`` as documented; ``...`` as a value leaves a field out."""
        wording = self.target.prompts.get(input) if isinstance(input, str) else None
        return self.post(self.body(wording or input, **fields), wording=wording and input)

    def body(self, input: object, **fields: object) -> Json:  # noqa: A002
        """The body of a create of the model that writes; ``...`` as a value leaves a field out."""
        body = {"model": self.target.models.text, "input": input, **self.target.usual, **fields}
        return {name: value for name, value in body.items() if value is not ...}

    def stream(self, input: object = PROMPT, **fields: object) -> Exchange:  # noqa: A002
        """POST an interaction and read its events to the end."""
        return self.create(input, stream=True, **fields)

    def post(
        self,
        body: object,
        *,
        headers: Mapping[str, str | None] | None = None,
        wording: object = None,
        prefix: str | None = None,
        **query: str,
    ) -> Exchange:
        """POST any JSON value to the collection, below another ``prefix`` where one is given.

        ``wording`` is the suite's prompt where the body has another.
        """
        encoded_body = encoded(body)
        return self.send("POST", "", body=encoded_body, headers=headers, query=query, wording=wording, prefix=prefix)

    def get(self, id: str, **query: str) -> Exchange:  # noqa: A002
        """GET an interaction."""
        return self.send("GET", f"/{quote(id, safe='')}", query=query)

    def delete(self, id: str) -> Exchange:  # noqa: A002
        """DELETE an interaction."""
        return self.send("DELETE", f"/{quote(id, safe='')}")

    def cancel(self, id: str) -> Exchange:  # noqa: A002
        """Cancel an interaction that runs in the background."""
        return self.send("POST", f"/{quote(id, safe='')}/cancel")

    def poll(self, id: str, *, seconds: float | None = None) -> Exchange:  # noqa: A002
        """GET until the status is terminal or ``seconds`` (default: the target's for background work) are over."""
        timing = self.client.timing
        deadline = timing.elapsed() + (seconds or self.target.background)
        pause = 0.05
        while True:
            exchange = self.get(id)
            if exchange.status != 200 or exchange.interaction.get("status") in TERMINAL:
                return exchange
            if timing.elapsed() > deadline:
                return exchange
            timing.sleep(pause)
            pause = min(pause * 1.5, 5)

    def calls(self, answer: Exchange, least: int = 1) -> list[Json]:
        """The function calls in ``answer``; raises ``NotElicited`` where the model made fewer than ``least``."""
        if "status" not in answer.interaction:
            raise Unanswered(f"{answer.title} gave no interaction ({answer.summary})")
        made = calls(answer.interaction)
        if len(made) < least:
            said = text(answer.interaction)[:80]
            raise NotElicited(f"the model called {len(made)} functions where {least} were wanted, and said {said!r}")
        return made

    def control(self) -> Exchange:
        """The plain create that every refusal is compared with; asked once in a run."""
        if self.control_exchange is None:
            return self.create()
        self.exchanges.append(self.control_exchange)
        return self.control_exchange

    def send(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str | None] | None = None,
        stop_after: int | None = None,
        wording: object = None,
        query: Mapping[str, str] | None = None,
        prefix: str | None = None,
    ) -> Exchange:
        """Any request below ``/interactions``; keeps the exchange, but none that a target only put off (429)."""
        path = f"{prefix or self.revision.prefix}/interactions{path}" + (f"?{urlencode(query)}" if query else "")
        return self.ask(method, path, body=body, headers=headers, stop_after=stop_after, wording=wording)

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str | None] | None = None,
        stop_after: int | None = None,
        wording: object = None,
    ) -> Exchange:
        """Any request at all; ``path`` is the whole of it, with its query. Keeps the exchange as ``send`` does."""
        waits = 0
        while True:
            exchange = self.client.send(
                method,
                path,
                body=body,
                headers={"x-conformance-marker": self.marker, **(headers or {})},
                scenario=self.scenario,
                timeout=self.timeout,
                stop_after=stop_after,
            )
            if not self.client.courtesy.again(exchange, waits):
                break
            waits += 1
        if isinstance(wording, str):
            exchange = replace(exchange, wording=wording)
        self.exchanges.append(exchange)
        return exchange

    # --- what there is beside interactions ----------------------------------------------------------------------------

    def begin_upload(self, size: int, mime_type: str) -> Exchange:
        """Announce a file of ``size`` bytes; the answer says where they go."""
        headers = {
            "x-goog-upload-protocol": "resumable",
            "x-goog-upload-command": "start",
            "x-goog-upload-header-content-length": str(size),
            "x-goog-upload-header-content-type": mime_type,
        }
        described = encoded({"file": {"display_name": f"conformance {self.marker}"}})
        return self.ask("POST", f"/upload{FILES}", body=described, headers=headers)

    def upload(self, data: bytes, mime_type: str) -> Exchange:
        """Upload a file by the resumable protocol; the answer to the last of its two requests."""
        begun = self.begin_upload(len(data), mime_type)
        address = urlsplit(begun.header("x-goog-upload-url") or "")
        if not address.query:
            raise Unanswered(f"{begun.title} gave no header x-goog-upload-url ({begun.summary})")
        headers = {
            "x-goog-upload-command": "upload, finalize",
            "x-goog-upload-offset": "0",
            "content-type": "application/octet-stream",
        }
        return self.ask("POST", f"{address.path}?{address.query}", body=data, headers=headers)

    def file(self, name: str) -> Exchange:
        """GET what is known of the file ``files/…``."""
        return self.ask("GET", f"/v1beta/{quote(name)}")

    def delete_file(self, name: str) -> Exchange:
        """DELETE the file ``files/…``."""
        return self.ask("DELETE", f"/v1beta/{quote(name)}")

    def await_file(self, name: str) -> Exchange:
        """GET until the file is no longer PROCESSING, or the target's time for background work is over."""
        timing = self.client.timing
        deadline = timing.elapsed() + self.target.background
        while True:
            found = self.file(name)
            state = found.interaction.get("state")
            if found.status != 200 or state != "PROCESSING" or timing.elapsed() > deadline:
                return found
            timing.sleep(0.1)

    @property
    def listening(self) -> Receiver:
        """Where the target reaches this machine; raises ``NotElicited`` where it can't."""
        if self.receiver is None:
            raise NotElicited("the target can't reach this machine: see webhook_receiver in the target file")
        return self.receiver

    def deliveries(self, path: str, number: int = 1, about: str = "") -> tuple[Exchange, ...]:
        """The messages to ``path`` of the receiver that hold the words ``about``: once there are ``number``, or when
        the target's time for background work is over.
        """
        heard = [
            Exchange(self.client.next_key(), request, response, scenario=self.scenario, revision=self.revision)
            for request, response in self.listening.heard(path, number, self.target.background, about)
        ]
        self.exchanges += heard
        return tuple(heard)

    # --- the forms that differ between revisions ----------------------------------------------------------------------

    def user(self, content: object) -> Json:
        """What the user says, as an item of a history: a turn in the first beta, a ``user_input`` step since."""
        if self.revision.blocks == "outputs":
            return {"role": "user", "content": content}
        return {
            "type": "user_input",
            "content": [{"type": "text", "text": content}] if isinstance(content, str) else content,
        }

    def history(self, answer: Exchange) -> list[object]:
        """What the model said, unchanged, as items of a history."""
        produced = answer.interaction.get(self.revision.blocks)
        produced = produced if isinstance(produced, list) else []
        return [{"role": "model", "content": produced}] if self.revision.blocks == "outputs" else produced

    def results(self, *results: Json) -> list[object]:
        """Function results as items of a history: in a user's turn in the first beta, steps of their own since."""
        return [{"role": "user", "content": list(results)}] if self.revision.blocks == "outputs" else list(results)

    def json_format(self, schema: Json) -> Json:
        """The request fields that ask for JSON of a schema."""
        if self.revision.blocks == "outputs":
            return {"response_format": schema, "response_mime_type": "application/json"}
        return {"response_format": {"type": "text", "mime_type": "application/json", "schema": schema}}

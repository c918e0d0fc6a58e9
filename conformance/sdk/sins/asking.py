"""Sins in how a request is addressed and headed."""

from __future__ import annotations

import itertools
from typing import Any
from urllib.parse import quote

from conformance.sdk.sins.sin import Client, Json, heads, sin

GENERAL = "client-requests/a-create client-requests/a-stream client-lifecycle/kept"


@heads("client-requests.key", plays=GENERAL)
def forgets_the_key(headers: Json, _: Any) -> Json:
    """Sends no key."""
    return {name: value for name, value in headers.items() if name != "x-goog-api-key"}


@heads("client-requests.key client-privacy.one-header", plays=GENERAL)
def authorizes_otherwise(headers: Json, client: Any) -> Json:
    """Sends the key as a bearer token."""
    others = {name: value for name, value in headers.items() if name != "x-goog-api-key"}
    return others | {"authorization": f"Bearer {client.api_key}"}


@heads("client-requests.accept", plays=GENERAL)
def accepts_json_alone(headers: Json, _: Any) -> Json:
    """Says to accept JSON where it wants a stream, as google-genai did until 2.8."""
    return headers | {"accept": "application/json"}


@heads("client-requests.revision", plays=GENERAL)
def names_another_revision(headers: Json, _: Any) -> Json:
    """Names a revision whose shape it does not read."""
    return headers | {"api-revision": "2026-05-07"}


@heads("client-requests.names-itself", plays=GENERAL)
def has_no_name(headers: Json, _: Any) -> Json:
    """Does not say which client it is."""
    return headers | {"user-agent": "http"}


@heads("client-requests.one-user-agent", plays=GENERAL)
def names_itself_twice(headers: Json, _: Any) -> Json:
    """Sends two names of its own, as google-genai did until 2.8."""
    return headers | {"user-agent": "http/1.0, client/2.0"}


@heads("client-requests.no-empty-cookie", plays=GENERAL)
def sends_empty_cookies(headers: Json, _: Any) -> Json:
    """Sends a header for cookies without one, as @google/genai does from 2.32."""
    return headers | {"cookie": ""}


@heads("client-limits.packed")
def accepts_what_it_cannot_read(headers: Json, client: Any) -> Json:
    """Accepts gzip and reads it as it comes."""
    client.http.event_hooks["response"] = [lambda response: response.headers.pop("content-encoding", None)]
    return headers | {"accept-encoding": "gzip"}


@sin("client-requests.path client-lifecycle.get client-lifecycle.cancel client-lifecycle.delete")
class AsksElsewhere(Client):
    """Asks below a version that there is not."""

    def url(self, interaction: str | None = None) -> str:
        return super().url(interaction).replace("/v1beta/", "/v1beta2/")


@sin("client-requests.content-type", plays="client-requests/a-create")
class CallsJsonText(Client):
    """Calls the body of a create plain text."""

    def send(self, method: str, url: str, *, headers: dict[str, str] | None = None, **more: Any) -> Any:
        return super().send(method, url, headers={**(headers or {}), "content-type": "text/plain"}, **more)


@sin("client-requests.no-body", plays="client-lifecycle/kept")
class SendsBodiesEverywhere(Client):
    """Sends a body with everything."""

    def send(self, method: str, url: str, *, body: Json | None = None, **more: Any) -> Any:
        return super().send(method, url, body={} if body is None else body, **more)


@sin("client-requests.extra-headers")
class IgnoresHeaders(Client):
    """Drops the headers that the application gives."""

    def send(self, method: str, url: str, *, headers: dict[str, str] | None = None, **more: Any) -> Any:  # noqa: ARG002
        return super().send(method, url, **more)


@sin("client-requests.headers-of-one-call")
class KeepsHeaders(Client):
    """Sends the headers of one call with all that follow."""

    def send(self, method: str, url: str, *, headers: dict[str, str] | None = None, **more: Any) -> Any:
        self.http.headers.update(headers or {})
        return super().send(method, url, headers=headers, **more)


@sin("client-privacy.url", plays=GENERAL)
class PutsTheKeyIntoTheUrl(Client):
    """Names the key in the query, as one old page has it."""

    def send(self, method: str, url: str, *, query: Json | None = None, **more: Any) -> Any:
        return super().send(method, url, query={**(query or {}), "key": self.api_key}, **more)


@sin("client-privacy.body", plays=GENERAL)
class PutsTheKeyIntoTheBody(Client):
    """Sends the key beside the input."""

    def send(self, method: str, url: str, *, body: Json | None = None, **more: Any) -> Any:
        return super().send(method, url, body=body and body | {"key": self.api_key}, **more)


@sin("client-privacy.other-hosts")
class FollowsAnywhere(Client):
    """Goes wherever it is sent on to, with all its headers."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.http.follow_redirects = True


@sin("client-lifecycle.escaped-id client-lifecycle.stays-inside")
class WritesIdsAsTheyAre(Client):
    """Writes ids into paths as they are, as google-genai does."""

    def url(self, interaction: str | None = None) -> str:
        return super().url() + ("" if interaction is None else f"/{interaction}")


@sin("client-lifecycle.cancel client-lifecycle.cancelled")
class CancelsByColon(Client):
    """Cancels by a verb behind a colon."""

    def cancel(self, interaction: str, **options: Any) -> Any:
        return self.read(self.send("POST", self.url(interaction) + ":cancel", **options))


@sin("client-lifecycle.include-input")
class ForgetsTheQuery(Client):
    """Retrieves without what the application wants with it."""

    def get(self, interaction: str, params: Json, **options: Any) -> Any:  # noqa: ARG002
        return super().get(interaction, {}, **options)


@sin("client-lifecycle.delete client-retries.any-method")
class DeletesTwice(Client):
    """Deletes, and deletes again to be sure."""

    def delete(self, interaction: str, **options: Any) -> None:
        super().delete(interaction, **options)
        super().delete(interaction, **options)


@sin("client-lifecycle.deleted")
class ReadsAfterDeleting(Client):
    """Expects an interaction as the answer to a delete."""

    def delete(self, interaction: str, **options: Any) -> None:
        self.read(self.send("DELETE", self.url(interaction), **options))


@sin("client-resume.asks-for-a-stream")
class ResumesWithoutSayingStream(Client):
    """Asks for a stream without saying so."""

    def get_stream(self, interaction: str, last_event_id: str | None, **options: Any) -> Any:
        query = {} if last_event_id is None else {"last_event_id": last_event_id}
        return self.events(self.send("GET", self.url(interaction), query=query, streamed=True, **options))


@sin("client-resume.in-the-query")
class WritesQueriesByHand(Client):
    """Writes the last event's id into the query as it is."""

    def get_stream(self, interaction: str, last_event_id: str | None, **options: Any) -> Any:
        url = f"{self.url(interaction)}?stream=true&last_event_id={last_event_id}"
        return self.events(self.send("GET", url, streamed=True, **options))


@sin("client-resume.no-header")
class ResumesByHeader(Client):
    """Names the last event in the header that browsers use."""

    def get_stream(self, interaction: str, last_event_id: str | None, **options: Any) -> Any:
        named = {"headers": {"last-event-id": quote(last_event_id or "")}}
        return super().get_stream(interaction, last_event_id, **(options | named))


@sin("client-resume.from-the-start")
class AlwaysNamesAnEvent(Client):
    """Names an event also where there was none."""

    def get_stream(self, interaction: str, last_event_id: str | None, **options: Any) -> Any:
        return super().get_stream(interaction, last_event_id or "0", **options)


@sin("client-resume.same-interaction client-polling.same-id")
class AsksForAnother(Client):
    """Asks for another interaction than the application."""

    _number = itertools.count()

    def url(self, interaction: str | None = None) -> str:
        return super().url(interaction and f"{interaction}{next(self._number)}")


@sin("client-privacy.errors")
class TellsTheKey(Client):
    """Says in its errors with which key it asked."""

    def error(self, response: Any) -> Any:
        found = super().error(response)
        found.args = (f"{found.args[0]} (asked with {self.api_key})",)
        return found

"""Authentication: every request carries an API key, and one without a valid key is refused.

The key goes into the header ``x-goog-api-key``. A server that wants no key declares this feature absent.
"""

from __future__ import annotations

from conformance.api import PROMPT, Api
from conformance.client import LEAKED
from conformance.contract import accepted, refused
from conformance.conversation import ASKED, CONTROL, Conversation, creating
from conformance.exchange import Exchange
from conformance.features.errors import anything_refused
from conformance.requirement import Feature, Level
from conformance.verdict import Verdict, all_of, that

feature = Feature("authentication", "Authentication", "https://ai.google.dev/gemini-api/docs/api-key")

WRONG_KEY = "AIzaSy-invalid-key-of-a-conformance-test"
WITH_WRONG_KEY = "Sent with a key that is not valid."
IN_THE_QUERY = "Sent with the key in the query."
AS_A_BEARER = "Sent with the key as a bearer token."
ANY_KEY = "a-key-where-none-is-asked-for"

in_the_query = Conversation(CONTROL, creating("key in the query", lambda x: x.sent.get("input") == IN_THE_QUERY))
with_wrong_key = Conversation(CONTROL, ASKED.where(lambda x: x.sent.get("input") == WITH_WRONG_KEY, "wrong key"))


@feature.refusal(
    "authentication.missing-key",
    clauses="auth.missing auth.header",
    statuses=(401, 403),
    lanes=("socket",),
    shows=lambda x: not {"x-goog-api-key", "authorization"} & (x.request.headers or {"authorization": ""}).keys(),
    note="Recordings had their keys taken out.",
)
def no_key(api: Api) -> object:
    """A request without a key is refused with 401 or 403."""
    return api.post(api.body(PROMPT), headers={"x-goog-api-key": None})


@feature.refusal(
    "authentication.wrong-key",
    clauses="auth.invalid",
    statuses=(400, 401, 403),
    lanes=("socket",),
    elicits=(with_wrong_key, anything_refused),
    shows=lambda x: x.sent.get("input") == WITH_WRONG_KEY,
    note="Recordings had their keys taken out. The live service answers 400, where 401 is documented.",
)
def wrong_key(api: Api) -> object:
    """A request with a key that is not valid is refused with 401, 403 or 400."""
    body = api.body(WITH_WRONG_KEY)
    return api.post(body, headers={"x-goog-api-key": WRONG_KEY})


@feature.refusal(
    "authentication.bearer-key",
    level=Level.MAY,
    clauses="auth.bearer-key",
    evidence="recorded",
    since="2026-05-20",
    statuses=(400, 401, 403),
    lanes=("socket",),
    shows=lambda x: x.sent.get("input") == AS_A_BEARER,
    note="Recordings had their keys taken out.",
)
def bearer_key(api: Api) -> object:
    """An API key is no bearer token: sent as one it is refused."""
    bearer = {"x-goog-api-key": None, "authorization": f"Bearer {api.client.key or ANY_KEY}"}
    return api.post(api.body(AS_A_BEARER), headers=bearer)


@feature.scenario(elicits=in_the_query, since="2026-05-07")
def put_the_key_in_the_query(api: Api) -> None:
    """Send the key as a query parameter, as one page shows."""
    api.control()
    body = api.body(IN_THE_QUERY)
    api.post(body, headers={"x-goog-api-key": None}, key=api.client.key or ANY_KEY)


@feature.may(
    "authentication.query",
    in_the_query,
    clauses="auth.query-key",
    since="2026-05-07",
    lanes=("socket",),
    note="One page shows it; all others, and the SDKs, send a header. Recordings had their keys taken out.",
)
def takes_the_key_from_the_query(control: Exchange, created: Exchange) -> Verdict:
    """The key may be sent as the query parameter key."""
    return accepted(control, created)


@feature.should(
    "authentication.keeps-the-key", with_wrong_key, clauses="err.no-leak", evidence="inferred", lanes=("socket",)
)
def keeps_the_key_to_itself(control: Exchange, asked: Exchange) -> Verdict:
    """A refusal does not repeat the key that was sent."""
    leaks = [key for key in (WRONG_KEY, LEAKED) if key.encode() in asked.body]
    return all_of(refused(asked), that(leaks, "keys in the answer", asked).equals([]))

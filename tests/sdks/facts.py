"""What is known of the releases from reading their sources and watching their traffic (facts/SDK-WIRE.md), by the
requirement that finds it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.sdks.clients import JAVASCRIPT, PYTHON

PY = frozenset(f"google-genai-{version}" for version in PYTHON)
JS = frozenset(f"google-genai-js-{version}" for version in JAVASCRIPT)
ALL = PY | JS


def py(*versions: str) -> frozenset[str]:
    """Releases of google-genai, as their reports are called."""
    return frozenset(f"google-genai-{version}" for version in versions)


def js(*versions: str) -> frozenset[str]:
    """Releases of @google/genai, as their reports are called."""
    return frozenset(f"google-genai-js-{version}" for version in versions)


# Up to google-genai 2.8 and @google/genai 2.0 the client was made by Stainless, later by Speakeasy.
STAINLESS = py("1.55.0", "1.61.0", "1.75.0", "2.0.1") | js("1.33.0", "1.52.0", "2.0.0")
SPEAKEASY = ALL - STAINLESS


@dataclass(frozen=True)
class Fact:
    """The requirement ``id`` is broken by ``clients`` (it fails or warns) and by no other release."""

    id: str
    says: str
    clients: frozenset[str]


FACTS = (
    Fact("client-settings.temperature", "temperature is dropped without a word", py("2.14.0")),
    Fact("client-settings.top-p", "so is top_p", py("2.14.0")),
    Fact("client-framing.comments-behind-ids", "a comment behind an id is a JSONDecodeError", STAINLESS & PY),
    Fact("client-framing.dataless", "so is an event without data, in both languages", STAINLESS),
    Fact("client-lifecycle.escaped-id", "ids go into the path as they are", PY),
    Fact("client-lifecycle.stays-inside", "so that an id may lead to another resource", PY),
    Fact("client-endings.error-raised", "an error event is one like any other: nothing is raised", ALL),
    Fact("client-endings.error-surfaces", "but it is handed on", frozenset()),
    Fact("client-endings.unfinished-raised", "a stream without its terminal event just ends", ALL),
    Fact("client-endings.no-stream", "what is a stream was decided by who asked, not by the answer", STAINLESS),
    Fact("client-requests.accept", "a stream was asked for as application/json", STAINLESS),
    Fact("client-retries.off", "attempts=1 means one more attempt", PY - py("3.4.0")),
    Fact("client-retries.retry-after", "Retry-After is honoured", frozenset()),
    Fact("client-history.unknown-fields", "fields that its models do not know are dropped", py("2.14.0", "2.34.0")),
    Fact("client-privacy.other-hosts", "redirections are followed with the key", ALL),
    Fact("client-privacy.log", "at its most talkative it logs the headers, the key among them", SPEAKEASY | JS),
    Fact("client-framing.no-json", "data that only begins like [DONE] ends a stream, as if all were told", STAINLESS),
    Fact("client-requests.one-user-agent", "user-agent is sent twice", STAINLESS & PY),
    Fact("client-requests.no-empty-cookie", "an empty cookie is sent", SPEAKEASY & JS),
    Fact("client-answers.usage-alone", "the SDK puts counts of its own into the usage", SPEAKEASY - py("2.14.0")),
    Fact("client-retries.lost-get", "a lost connection is not tried again, even for a get", SPEAKEASY & PY),
)

# How many requests a refusal costs that never passes: client-retries.bounded.
ATTEMPTS = (
    dict.fromkeys(PY - py("3.4.0"), 4)
    | dict.fromkeys(py("3.4.0"), 5)
    | dict.fromkeys(js("1.33.0", "1.52.0", "2.0.0"), 3)
    | dict.fromkeys(js("2.32.0", "3.1.0"), 5)
)
# The only revision that any of them ever named, and who did: client-requests.revision.
NAMED_REVISION = py("2.0.1") | js("2.0.0")
# Who tries again what was sent over a connection that is lost before it is answered: client-retries.lost-answer.
SENDS_AGAIN = STAINLESS | js("2.32.0", "3.1.0")

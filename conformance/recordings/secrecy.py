"""What still looks like a secret after redaction: known by its look, by the name of its field, or by being random.

What is random is looked for in headers and queries alone: bodies are full of ids, signatures and media.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from conformance.exchange import Exchange
from conformance.redaction import REDACTED

LOOKS = {
    "an API key of Google": re.compile(rb"AIza[0-9A-Za-z_-]{20}|\bAQ\.[0-9A-Za-z_-]{20}"),
    "a token of OAuth": re.compile(rb"\bya29\.[\w.-]{10}"),
    "a bearer token": re.compile(rb"(?i:bearer) (?!REDACTED)[\w.~+/=-]{16}"),
    "a private key": re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY"),
    "the secret of a webhook": re.compile(rb"whsec_(?!REDACTED)[\w+/=-]{8}"),
    "an API key": re.compile(
        rb"\bsk-[A-Za-z0-9_-]{20}|\bgh[pousr]_[A-Za-z0-9]{20}|\bAKIA[0-9A-Z]{16}|\bxox[abpr]-[\w-]{10}"
    ),
    "a signed token": re.compile(rb"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8}"),
    "a field that is named like a secret": re.compile(
        rb'(?i)"(?:x-)?(?:[a-z]+[_-])?(?:api[_-]?key|access[_-]?token|refresh[_-]?token|client[_-]?secret|password|'
        rb'private[_-]?key|authorization|auth[_-]?token)"\s*:\s*"(?!REDACTED|Bearer REDACTED)[^"\\\s]{8}'
    ),
}
_NAMED = re.compile(r"(?:^|[-_])(?:key|token|secret|auth|authorization|password|credentials?|session|cookie)(?:$|[-_])")
_TOKEN = re.compile(r"[\w+/=-]{24,}")
RANDOM = 4.2
"""Bits a character: words and names have fewer, 32 random characters of base64 some 4.6."""
# Random, and known to be no secret: ids of interactions, of requests and of places in a list or a stream.
PUBLIC_HEADERS = frozenset({
    "alt-svc", "cf-ray", "content-security-policy", "etag", "if-none-match", "nel", "report-to", "request-id",
    "server-timing", "traceparent", "tracestate", "user-agent", "webhook-id", "webhook-signature",
    "x-cloud-trace-context", "x-correlation-id", "x-goog-api-client", "x-goog-hash", "x-request-id",
})  # fmt: skip
PUBLIC_PARAMETERS = frozenset({"last_event_id", "page_token", "pagetoken", "previous_interaction_id"})
_PUBLIC = re.compile(r"v1_[\w-]+|https?://[\w./-]+")


def suspicions(exchange: Exchange) -> Iterator[str]:
    """Where ``exchange`` still holds something that looks like a secret, and like what."""
    asked, answer = exchange.request, exchange.response
    for part, place in ((asked, "request"), (answer, "answer")):
        for name, value in ((part and part.headers) or {}).items():
            if why := _suspicious(name, value, PUBLIC_HEADERS):
                yield f"the header {name} of its {place} looks like {why}"
    try:
        query = parse_qsl(urlsplit(asked.url).query)
    except ValueError:
        query = []
    for name, value in query:
        if why := _suspicious(name, value, PUBLIC_PARAMETERS):
            yield f"the parameter {name} of its address looks like {why}"
    for body, place in ((asked.body or b"", "request"), (exchange.body, "answer")):
        for what, look in LOOKS.items():
            if look.search(body):
                yield f"the body of its {place} looks as if it held {what}"


def _suspicious(name: str, value: str, public: frozenset[str]) -> str | None:
    name = name.lower()
    if REDACTED in value or name in public:
        return None
    for what, look in LOOKS.items():
        if look.search(value.encode("utf-8", "surrogateescape")):
            return what
    if _NAMED.search(name) and len(value) >= 8:
        return "a secret by its name"
    random = [t for t in _TOKEN.findall(_PUBLIC.sub(" ", value)) if re.search(r"\d", t) and entropy(t) > RANDOM]
    return "something random" if random else None


def entropy(text: str) -> float:
    """The bits a character of ``text``, by how often each occurs in it."""
    counts = Counter(text).values()
    return -sum(times / len(text) * math.log2(times / len(text)) for times in counts)

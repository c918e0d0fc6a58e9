"""URL context: the model reads the web pages that the prompt names, and its answer rests on them.

The call lists the addresses, and the result says of each whether it could be read. Only public pages are, at most 20
for a request and 34 MB each; what was read is billed.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from conformance.api import Api
from conformance.contract import accepted, goes_on, refused
from conformance.conversation import ASKED, CONTROL, CREATE, Conversation, creating
from conformance.exchange import Exchange
from conformance.interaction import Json, objects, said
from conformance.path import MISSING
from conformance.requirement import Feature
from conformance.tool_use import (
    called_with,
    complete,
    declared,
    declaring,
    lists_texts,
    need,
    paired,
    returned,
    used,
    using,
)
from conformance.verdict import Verdict, all_of, every, expect, that, unseen

feature = Feature("url-context", "URL context", "https://ai.google.dev/gemini-api/docs/url-context")

TOOL = "url_context"
PAGE = "What is this page for? https://www.iana.org/help/example-domains"
PRIVATE = "What do these pages say? http://127.0.0.1:8080/ and http://192.168.0.1/ and http://localhost:3000/"
MOST = 20
MANY = "What have these pages in common? " + " ".join(f"https://example.com/page-{n}" for n in range(1, MOST + 2))
HEAVY_PAGE = "https://proof.ovh.net/files/100Mb.dat"
HEAVY = f"What does this say? {HEAVY_PAGE}"
READ = ("success", "error", "paywall", "unsafe")


def pages(x: Exchange) -> list[Json]:
    """What the results say of each page."""
    return [page for result in returned(TOOL, x) for page in objects(result.get("result"))]


def addresses(x: Exchange) -> set[str]:
    """The web addresses in the input of a request."""
    return {url for words in said(x.sent.get("input")) for url in re.findall(r"https?://[^\s\"'<>)\]]+", words)}


def is_private(url: object) -> bool:
    """Whether an address is one that only its own machine or network can reach."""
    try:
        host = urlsplit(str(url)).hostname or ""
    except ValueError:
        return False
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))


read, taken = using(TOOL), declaring(TOOL)
succeeded = Conversation(
    CREATE.where(
        lambda x: (
            any(page.get("status") == "success" for page in pages(x))
            and "usage" in x.interaction
            and "response_format" not in x.sent
        ),
        "create that read a page, and tells of it in prose",
    )
)
private = Conversation(
    CREATE.where(lambda x: any(is_private(page.get("url")) for page in pages(x)), "create that names a private page")
)
heavy = Conversation(creating("a page of 100 MB", lambda x: HEAVY_PAGE in addresses(x) and bool(used(TOOL, x))))
many = Conversation(
    CONTROL,
    ASKED.where(
        lambda x: x.request.known and bool(declared(TOOL, x)) and len(addresses(x)) > MOST, f"more than {MOST} pages"
    ),
)


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return api.create(PAGE, tools=[{"type": TOOL}])


@feature.scenario(elicits=(read, taken, succeeded), attempts=3)
def read_a_page(api: Api) -> None:
    """Let the model read a web page."""
    api.control()
    need(TOOL, api.create(PAGE, tools=[{"type": TOOL}]))


@feature.scenario(elicits=(read, private, heavy), attempts=3, since="2026-05-20")
def read_what_cannot_be_read(api: Api) -> None:
    """Let the model read pages that are private, and one that is too large."""
    for prompt in (PRIVATE, HEAVY):
        need(TOOL, api.create(prompt, tools=[{"type": TOOL}]))


@feature.scenario(elicits=many, since="2026-05-20")
def read_too_many(api: Api) -> None:
    """Ask for more pages than are read for a request."""
    api.control()
    api.create(MANY, tools=[{"type": TOOL}])


@feature.must("url-context.declared", taken, clauses="tool.uc.declare")
def takes_the_tool(control: Exchange, created: Exchange) -> Verdict:
    """URL context is declared by its type alone, and the request is answered."""
    return all_of(accepted(control, created), goes_on(created))


@feature.must("url-context.call", read, clauses="tool.uc.call-shape")
def shows_what_it_read(created: Exchange) -> Verdict:
    """The call that reads web pages has an id and their addresses as a list of texts."""
    return called_with(created, TOOL, lists_texts("urls"), "urls, a list of texts")


@feature.must("url-context.result", read, clauses="tool.uc.result-shape tool.uc.status-enum")
def tells_how_reading_went(created: Exchange) -> Verdict:
    """The result of reading web pages gives for each address whether it could be read."""
    return every(
        (
            all_of(
                that(page.get("url", MISSING), "url of a page", created).is_text(),
                that(page.get("status", MISSING), "status of a page", created).is_one_of(*READ),
            )
            for page in pages(created)
        ),
        "pages",
    )


@feature.must("url-context.paired", read, clauses="tool.uc.result-shape")
def pairs_pages_with_their_call(created: Exchange) -> Verdict:
    """The result of reading web pages names the call that it answers."""
    return paired(created, TOOL)


@feature.should("url-context.citations", succeeded, since="2026-05-20", clauses="tool.uc.citations")
def cites_what_it_read(created: Exchange) -> Verdict:
    """Text that rests on pages carries citations of them, with their address."""
    return complete(created, "url_citation", "url")


@feature.should("url-context.billed", succeeded, since="2026-05-20", clauses="tool.uc.tokens")
def counts_what_it_read(created: Exchange) -> Verdict:
    """What was read counts as tokens that tools used."""
    return expect(created, "$.usage.total_tool_use_tokens").is_count(at_least=1)


@feature.must("url-context.public-only", private, since="2026-05-20", clauses="tool.uc.public-only")
def reads_public_pages_only(created: Exchange) -> Verdict:
    """Pages on the server's own machine or in private networks are not read."""
    return every(
        (
            that(page.get("status", MISSING), f"status of {page.get('url')}", created).is_one_of("error", "unsafe")
            for page in pages(created)
            if is_private(page.get("url"))
        ),
        "private pages",
    )


@feature.should("url-context.size-limit", heavy, since="2026-05-20", clauses="tool.uc.max-34mb")
def leaves_large_pages_alone(created: Exchange) -> Verdict:
    """What is larger than 34 MB is not read."""
    found = [page.get("status", MISSING) for page in pages(created) if page.get("url") == HEAVY_PAGE]
    return every((that(status, "status of 100 MB", created).is_one_of("error", "unsafe") for status in found), "pages")


@feature.should("url-context.page-limit", many, since="2026-05-20", clauses="tool.uc.max-20-urls")
def reads_twenty_at_most(control: Exchange, asked: Exchange) -> Verdict:
    """At most 20 pages are read for a request; one that names more is refused, or some are left out."""
    if asked.status != 200:
        return refused(asked)
    if not pages(asked):
        return unseen("the model read none of the pages")
    opened = {str(page.get("url")) for page in pages(asked) if page.get("status") == "success"}
    return all_of(
        goes_on(asked),
        that(len(opened), "pages that were read", asked).meets(
            lambda n: isinstance(n, int) and n <= MOST, f"at most {MOST}"
        ),
    )

"""Tools that the service runs itself: what they were asked and what they found, as steps, with the citations."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from conformance.emulator.model.prompt import Prompt
from conformance.emulator.signatures import sign

Json = dict[str, Any]

URL = re.compile(r"https?://[^\s\"'<>)\]]+[^\s\"'<>)\].,!?]")
FIBONACCI = re.compile(r"(\d{1,3})(?:st|nd|rd|th) fibonacci", re.IGNORECASE)
EXPRESSION = re.compile(r"\d{1,9}(?: ?[-+*] ?\d{1,9})+")
SUGGESTIONS = '<style>.chip{border-radius:1em}</style><div class="chip">%s</div>'
TOKENS_PER_PAGE = 40


@dataclass(slots=True)
class Used:
    """What the tools did: steps in order, pages to cite, what was computed, tokens and searches to account for."""

    steps: list[Json] = field(default_factory=list)
    cited: list[tuple[str, str]] = field(default_factory=list)
    computed: str = ""
    tokens: int = 0
    searches: int = 0


def used(prompt: Prompt, new_id: Callable[[], str]) -> Used:
    """Run the built-in tools that ``prompt`` declares and has use for."""
    doing = Used()
    if prompt.config.get("tool_choice") == "none" or prompt.results:
        return doing
    for tool in prompt.tools:
        match tool["type"]:
            case "google_search":
                _search(doing, prompt, tool, new_id())
            case "url_context":
                _read_pages(doing, prompt, new_id())
            case "code_execution":
                _execute(doing, prompt, new_id())
            case "mcp_server":
                _ask_server(doing, prompt, tool, new_id())
    return doing


def citations(text: str, cited: list[tuple[str, str]]) -> list[Json]:
    """Citations of ``cited`` pages for the first sentence of ``text``; indexes count UTF-8 bytes."""
    sentence = text.split("\n", 1)[0].encode()
    span = {"start_index": 0, "end_index": len(sentence)}
    return [{**span, "url": url, "title": title, "type": "url_citation"} for url, title in cited]


def _search(doing: Used, prompt: Prompt, tool: Json, call_id: str) -> None:
    kind = next(iter(tool.get("search_types", [])), "web_search")
    query = prompt.question[:200]
    _add_call(doing, call_id, "google_search", {"queries": [query]}, {"search_type": kind})
    escaped = query.replace("&", "&amp;").replace("<", "&lt;")
    _add_result(doing, call_id, "google_search", [{"search_suggestions": SUGGESTIONS % escaped}])
    doing.cited.append(("https://search.example.com/redirect/1", "example.com"))
    doing.searches += 1


def _read_pages(doing: Used, prompt: Prompt, call_id: str) -> None:
    urls = list(dict.fromkeys(URL.findall(prompt.question)))
    if not urls:
        return
    _add_call(doing, call_id, "url_context", {"urls": urls}, {})
    _add_result(doing, call_id, "url_context", [{"url": url, "status": "success"} for url in urls])
    doing.cited += [(url, url.split("/")[2]) for url in urls]
    doing.tokens += TOKENS_PER_PAGE * len(urls)


def _execute(doing: Used, prompt: Prompt, call_id: str) -> None:
    code, value = _program(prompt.question)
    _add_call(doing, call_id, "code_execution", {"language": "python", "code": code}, {})
    _add_result(doing, call_id, "code_execution", f"{value}\n")
    doing.computed = f"I ran some Python for that. The result is {value}."
    doing.tokens += TOKENS_PER_PAGE


def _ask_server(doing: Used, prompt: Prompt, server: Json, call_id: str) -> None:
    """A call to the first tool that is allowed. The server itself is never contacted."""
    named = [name for allowed in server.get("allowed_tools", []) for name in allowed.get("tools", [])]
    who = {"name": named[0] if named else "ask", "server_name": server.get("name", "server")}
    _add_call(doing, call_id, "mcp_server_tool", {"question": prompt.question[:200]}, who)
    _add_result(doing, call_id, "mcp_server_tool", "All is well.")
    doing.steps[-1].pop("is_error")
    doing.computed = f"The server {who['server_name']} says: All is well."
    doing.tokens += TOKENS_PER_PAGE


def _program(question: str) -> tuple[str, str]:
    """Python source for the question and what it would print."""
    if found := FIBONACCI.search(question):
        count = int(found[1])
        one, other = 0, 1
        for _ in range(count):
            one, other = other, one + other
        return f"a, b = 0, 1\nfor _ in range({count}):\n    a, b = b, a + b\nprint(a)", str(one)
    found = EXPRESSION.search(question)
    expression = found[0] if found else "1 + 1"
    return f"print({expression})", str(_calculated(expression))


def _calculated(expression: str) -> int:
    """The value of sums, differences and products of whole numbers."""
    total = 0
    for sign_, term in re.findall(r"([+-]?) ?(\d+(?: ?\* ?\d+)*)", expression):
        product = 1
        for factor in re.findall(r"\d+", term):
            product *= int(factor)
        total += -product if sign_ == "-" else product
    return total


def _add_call(doing: Used, call_id: str, tool: str, arguments: Json, extra: Json) -> None:
    kind = f"{tool}_call"
    head = {"id": call_id, "signature": sign(f"{kind} {call_id}"), "type": kind}
    doing.steps.append({**head, "arguments": arguments, **extra})


def _add_result(doing: Used, call_id: str, tool: str, result: Any) -> None:
    kind = f"{tool}_result"
    head = {"call_id": call_id, "signature": sign(f"{kind} {call_id}"), "type": kind}
    doing.steps.append({**head, "result": result, "is_error": False})

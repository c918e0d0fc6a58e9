"""Google Search: what was searched for, the suggestions to show, and the pages that the answer rests on."""

from __future__ import annotations

from html import escape
from typing import Any

from conformance.emulator.model.prompt import Prompt
from conformance.emulator.model.tools.outcome import Used

Json = dict[str, Any]

SUGGESTIONS = '<style>.chip{border-radius:1em}</style><div class="chip">%s</div>'
PAGES = {
    "web_search": ("https://search.example.com/redirect/1", "example.com"),
    "image_search": ("https://images.example.com/redirect/1", "images.example.com"),
    "enterprise_web_search": ("https://enterprise.example.com/redirect/1", "enterprise.example.com"),
}
MAX_QUERY = 200
TOKENS = 198
"""What a search is billed as tool use on models before Gemini 3 (recorded); later ones count searches alone."""


def run(done: Used, prompt: Prompt, tool: Json) -> None:
    """One search per kind that ``tool`` asks for, web pages where it names none."""
    query = prompt.question[:MAX_QUERY]
    for kind in dict.fromkeys(tool.get("search_types") or ["web_search"]):
        call_id = done.call("google_search", arguments={"queries": [query]}, search_type=kind)
        suggestions = [{"search_suggestions": SUGGESTIONS % escape(query, quote=False)}]
        done.result("google_search", call_id, result=suggestions, is_error=False)
        url, title = PAGES[kind]
        done.cited.append(("", {"url": url, "title": title, "type": "url_citation"}))
        done.searches["google_search"] += 1
        done.tokens += 0 if done.signed else TOKENS

"""File search: passages of the client's stores, which show as citations of files."""

from __future__ import annotations

from typing import Any

from conformance.emulator.errors import not_found, shown
from conformance.emulator.model.prompt import Prompt
from conformance.emulator.model.tools.outcome import Used

Json = dict[str, Any]

TOKENS = 40


def run(done: Used, _: Prompt, tool: Json) -> None:
    """Search each store once; it holds one document, of which page one has the answer.

    There are no stores to make here, so any name stands for one that exists, except names with ``missing`` in them:
    those raise 404.
    """
    stores = tool.get("file_search_store_names", [])
    for store in stores:
        if "missing" in store:
            raise not_found(f"File search store '{shown(store)}' not found.")
    call_id = done.call("file_search")
    passage = "The manual says that everything is explained on page one."
    found = [{"title": "manual.pdf", "text": passage, "file_search_store": store} for store in stores]
    done.result("file_search", call_id, result=found)
    done.said.append(passage)
    done.tokens += TOKENS * max(len(stores), 1)
    for store in stores or ["fileSearchStores/default"]:
        done.cited.append((passage, _citation(store)))


def _citation(store: str) -> Json:
    document = f"{store}/documents/manual"
    return {
        "document_uri": document,
        "file_name": "manual.pdf",
        "source": store,
        "page_number": 1,
        "type": "file_citation",
    }

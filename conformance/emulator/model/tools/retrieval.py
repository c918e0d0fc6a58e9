"""Retrieval: questions to data stores outside the interaction. What they gave shows as citations."""

from __future__ import annotations

from typing import Any

from conformance.emulator.model.prompt import Prompt
from conformance.emulator.model.tools.outcome import Used

Json = dict[str, Any]

MAX_QUERY = 200


def run(done: Used, prompt: Prompt, tool: Json) -> None:
    """Ask each kind of data store that ``tool`` names, the search of Vertex AI where it names none."""
    passage = "The data store has one entry about that."
    for kind in dict.fromkeys(tool.get("retrieval_types") or ["vertex_ai_search"]):
        queries = {"queries": [prompt.question[:MAX_QUERY]]}
        call_id = done.call("retrieval", retrieval_type=kind, arguments=queries)
        done.result("retrieval", call_id, is_error=False)
        source = {"document_uri": f"https://{kind.replace('_', '-')}.example.com/entry/1", "file_name": "entry"}
        done.cited.append((passage, {**source, "source": kind, "type": "file_citation"}))
        done.searches["retrieval"] += 1
    done.said.append(passage)

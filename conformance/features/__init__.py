"""The documented areas, one module each: what the documentation promises, how to elicit it, what is required."""

from __future__ import annotations

# The modules in the order in which the documentation introduces the areas; reports follow it.
CONTENTS = (
    "create",
    "models_and_agents",
    "input_forms",
    "stateful_chat",
    "stateless_chat",
    "retrieval",
    "deletion",
    "cancellation",
    "streaming",
    "function_calling",
    "function_results",
    "structured_output",
    "background",
    "mixing",
    "storage",
    "retention",
    "data_model",
    "usage",
    "thinking",
    "generation_config",
    "multimodal_input",
    "multimodal_output",
    "google_search",
    "code_execution",
    "url_context",
    "limitations",
    "revision",
    "errors",
    "error_codes",
    "failures",
    "authentication",
    "samples",
)

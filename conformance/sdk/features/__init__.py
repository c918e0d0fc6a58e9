"""What clients have to do, one module per area: its scenarios, then its requirements."""

CONTENTS = (
    "create",
    "stream",
    "input",
    "settings",
    "answers",
    "chaining",
    "history",
    "functions",
    "structured",
    "deltas",
    "survival",
    "framing",
    "endings",
    "resume",
    "lifecycle",
    "polling",
    "retries",
    "errors",
    "requests",
    "privacy",
    "limits",
    "timeouts",
    "continuation",
    "flips",
)
"""The modules, in the order in which reports show them."""

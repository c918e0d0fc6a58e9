"""What the models of each version find wrong with traffic that the live service sends as well.

An SDK checks no answer, so a program never meets any of this unless it asks the models, as the test here does.
"""

from __future__ import annotations

# In every recorded interaction, from the first beta to October 2026; a field of the models for the first weeks only.
OBJECT = "Interaction.object is unknown"
# Not stored, no id: so in every recording, and required by the model until 2.9.
NO_ID = "Interaction.id: missing"

OBJECTIONS = {
    "1.55.0": {
        NO_ID,
        # A field that the service sent from the start, under its later name.
        "Usage.total_thought_tokens is unknown",
        # The start of a call without name and arguments: the event is taken for the nearest class, InteractionEvent.
        "InteractionEvent.content is unknown",
        "InteractionEvent.index is unknown",
        "InteractionEvent.event_type: literal_error",
    },
    "1.75.0": {
        NO_ID,
        OBJECT,
        # The first event has no times yet, and the start of a text has no text.
        "InteractionStartEvent.interaction.created: missing",
        "InteractionStartEvent.interaction.updated: missing",
        "ContentStart.content: fits no class",
    },
    "2.0.1": {
        NO_ID,
        OBJECT,
        "InteractionCreatedEvent.interaction.created: missing",
        "InteractionCreatedEvent.interaction.updated: missing",
        # Modelled as partial_arguments until 2.2.
        "DeltaArgumentsDelta.arguments is unknown",
    },
    "2.34.0": {OBJECT},
    "3.4.0": {OBJECT},
}

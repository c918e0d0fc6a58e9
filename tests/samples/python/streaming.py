"""The answer piece by piece, and what it cost at the end."""

from google import genai

client = genai.Client()

stream = client.interactions.create(
    model="gemini-2.5-flash",
    input="Explain how tides come about.",
    stream=True,
)
for event in stream:
    if event.event_type == "content.delta":
        if event.delta.type == "text":
            print(event.delta.text, end="", flush=True)
        elif event.delta.type == "thought":
            print(event.delta.thought, end="", flush=True)
    elif event.event_type == "interaction.complete":
        print("\n\n*** The End ***")
        print(f"Tokens: {event.interaction.usage.total_tokens}")

"""A function call whose history is kept by the client: what the model said goes back as it came."""

from typing import Any

from google import genai

client = genai.Client()

functions = [
    {
        "type": "function",
        "name": "book_boat",
        "description": "Books a boat for a group at a day and time.",
        "parameters": {
            "type": "object",
            "properties": {
                "passengers": {"type": "array", "items": {"type": "string"}},
                "date": {"type": "string", "description": "The day (e.g., 2026-03-09)"},
                "time": {"type": "string", "description": "The hour (e.g., 14:30)"},
                "topic": {"type": "string", "description": "What the trip is about."},
            },
            "required": ["passengers", "date", "time", "topic"],
        },
    }
]
asked = "Book a boat for 2026-05-17 at 9 am with Marta and Joris about the Harbour Survey."
history: list[Any] = [{"role": "user", "content": [{"type": "text", "text": asked}]}]

interaction = client.interactions.create(model="gemini-2.5-flash", input=history, tools=functions)
history.append({"role": "model", "content": interaction.outputs})

for output in interaction.outputs:
    if output.type == "function_call":
        print(f"Call: {output.name} with {output.arguments}")
        answer = {"type": "function_result", "name": output.name, "call_id": output.id, "result": "The boat is booked."}
        history.append({"role": "user", "content": [answer]})
        second = client.interactions.create(model="gemini-2.5-flash", input=history)
        print(f"Answer: {second.outputs[-1].text}")
    else:
        print(f"Output: {output}")

"""A function of the client, called by the model and answered in a second turn."""

from google import genai

client = genai.Client()


def get_tide(location: str) -> str:
    return f"The tide at {location} is high."


tide_tool = {
    "type": "function",
    "name": "get_tide",
    "description": "Tells the state of the tide at a place.",
    "parameters": {
        "type": "object",
        "properties": {"location": {"type": "string", "description": "A town by the sea, such as Brest"}},
        "required": ["location"],
    },
}

interaction = client.interactions.create(
    model="gemini-2.5-flash",
    input="How is the tide in Lisbon?",
    tools=[tide_tool],
)
for output in interaction.outputs:
    if output.type == "function_call":
        print(f"Call: {output.name}({output.arguments})")
        result = get_tide(**output.arguments)
        interaction = client.interactions.create(
            model="gemini-2.5-flash",
            previous_interaction_id=interaction.id,
            input=[{"type": "function_result", "name": output.name, "call_id": output.id, "result": result}],
        )
        print(f"Answer: {interaction.outputs[-1].text}")

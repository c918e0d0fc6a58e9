"""A recording beside a question."""

import base64
from pathlib import Path

from google import genai

client = genai.Client()

data = base64.b64encode(Path("greeting.wav").read_bytes()).decode()
interaction = client.interactions.create(
    model="gemini-2.5-flash",
    input=[
        {"type": "text", "text": "What is said in this recording?"},
        {"type": "audio", "data": data, "mime_type": "audio/wav"},
    ],
)
print(interaction.outputs[-1].text)

"""A picture beside a question."""

import base64
from pathlib import Path

from google import genai

client = genai.Client()

data = base64.b64encode(Path("harbour.png").read_bytes()).decode()
interaction = client.interactions.create(
    model="gemini-2.5-flash",
    input=[
        {"type": "text", "text": "What can be seen here?"},
        {"type": "image", "data": data, "mime_type": "image/png"},
    ],
)
print(interaction.outputs[-1].text)

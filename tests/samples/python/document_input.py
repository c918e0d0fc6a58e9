"""A document beside a question."""

import base64
from pathlib import Path

from google import genai

client = genai.Client()

data = base64.b64encode(Path("report.pdf").read_bytes()).decode()
interaction = client.interactions.create(
    model="gemini-2.5-flash",
    input=[
        {"type": "text", "text": "What is this report about?"},
        {"type": "document", "data": data, "mime_type": "application/pdf"},
    ],
)
print(interaction.outputs[-1].text)

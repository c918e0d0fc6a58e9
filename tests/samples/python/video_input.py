"""A clip beside a question."""

import base64
from pathlib import Path

from google import genai

client = genai.Client()

data = base64.b64encode(Path("arrival.mp4").read_bytes()).decode()
print("Watching ...")
interaction = client.interactions.create(
    model="gemini-2.5-flash",
    input=[
        {"type": "text", "text": "What happens in this clip, and when?"},
        {"type": "video", "data": data, "mime_type": "video/mp4"},
    ],
)
print(interaction.outputs[-1].text)

"""A picture as the answer, kept in a file."""

import base64
from pathlib import Path

from google import genai

client = genai.Client()

interaction = client.interactions.create(
    model="gemini-3-pro-image-preview",
    input="Draw a lighthouse at dusk.",
    response_modalities=["IMAGE"],
)
for output in interaction.outputs:
    if output.type == "image":
        print(f"A picture of type {output.mime_type}")
        Path("lighthouse.png").write_bytes(base64.b64decode(output.data))

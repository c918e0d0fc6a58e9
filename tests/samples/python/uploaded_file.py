"""A picture that is uploaded first; it comes from the address in ``PICTURE_URL``."""

import os
import time
from pathlib import Path

import requests
from google import genai

client = genai.Client()

url = os.environ["PICTURE_URL"]
Path("gulls.jpg").write_bytes(requests.get(url, timeout=10).content)
uploaded = client.files.upload(file="gulls.jpg")
while client.files.get(name=uploaded.name).state != "ACTIVE":
    time.sleep(float(os.environ["POLL_SECONDS"]))

interaction = client.interactions.create(
    model="gemini-2.5-flash",
    input=[
        {"type": "image", "uri": uploaded.uri},
        {"type": "text", "text": "What can be seen here?"},
    ],
)
for output in interaction.outputs:
    if output.type == "text":
        print(output.text)

"""An agent in the background, asked for its status until it is done."""

import os
import time

from google import genai

client = genai.Client()

started = client.interactions.create(
    input="Research the history of lighthouses.",
    agent="deep-research-pro-preview-12-2025",
    background=True,
)
print(f"Started: {started.id}")

while True:
    interaction = client.interactions.get(started.id)
    print(f"Status: {interaction.status}")
    if interaction.status == "completed":
        print("\nReport:\n", interaction.outputs[-1].text)
        break
    if interaction.status in ("failed", "cancelled"):
        print(f"Ended as {interaction.status}")
        break
    time.sleep(float(os.environ["POLL_SECONDS"]))

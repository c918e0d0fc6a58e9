"""Two turns, of which the client keeps the first."""

from typing import Any

from google import genai

client = genai.Client()

history: list[Any] = [{"role": "user", "content": "Name the three largest cities of Japan."}]
listed = client.interactions.create(model="gemini-2.5-flash", input=history)
print(f"Answer: {listed.outputs[-1].text}")

history.append({"role": "model", "content": listed.outputs})
history.append({"role": "user", "content": "And the best known landmark of the third one?"})
landmark = client.interactions.create(model="gemini-2.5-flash", input=history)
print(f"Answer: {landmark.outputs[-1].text}")

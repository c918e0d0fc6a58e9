"""A string as the input."""

from google import genai

client = genai.Client()

interaction = client.interactions.create(model="gemini-2.5-flash", input="What is the capital of Portugal?")
print(interaction.outputs[-1].text)

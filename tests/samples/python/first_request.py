"""The first sample of the page: one text in, one text out."""

from google import genai

client = genai.Client()

interaction = client.interactions.create(model="gemini-3-pro-preview", input="Tell me a joke about code reviews.")
print(interaction.outputs[-1].text)

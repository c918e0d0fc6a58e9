"""The built-in interpreter."""

from google import genai

client = genai.Client()

interaction = client.interactions.create(
    model="gemini-2.5-flash",
    input="Work out the 30th Fibonacci number.",
    tools=[{"type": "code_execution"}],
)
print(interaction.outputs[-1].text)

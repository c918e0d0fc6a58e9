"""The built-in reader of pages; the text is found among what it left behind."""

from google import genai

client = genai.Client()

interaction = client.interactions.create(
    model="gemini-2.5-flash",
    input="Sum up what https://harbour.example.com/tides says.",
    tools=[{"type": "url_context"}],
)
text = next((output for output in interaction.outputs if output.type == "text"), None)
if text:
    print(text.text)

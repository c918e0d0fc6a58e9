"""The built-in search; the text is found among what the search left behind."""

from google import genai

client = genai.Client()

interaction = client.interactions.create(
    model="gemini-2.5-flash",
    input="Which team won the last Super Bowl?",
    tools=[{"type": "google_search"}],
)
text = next((output for output in interaction.outputs if output.type == "text"), None)
if text:
    print(text.text)

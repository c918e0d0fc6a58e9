"""Settings of the model: temperature, length, thinking."""

from google import genai

client = genai.Client()

interaction = client.interactions.create(
    model="gemini-2.5-flash",
    input="Tell me a story about a patient lighthouse keeper.",
    generation_config={
        "temperature": 0.7,
        "max_output_tokens": 500,
        "thinking_level": "low",
    },
)
print(interaction.outputs[-1].text)

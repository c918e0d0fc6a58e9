"""Two turns, of which the service keeps the first."""

from google import genai

client = genai.Client()

hello = client.interactions.create(model="gemini-2.5-flash", input="Hello, my name is Ines.")
print(f"Answer: {hello.outputs[-1].text}")

question = client.interactions.create(
    model="gemini-2.5-flash",
    input="Do you remember my name?",
    previous_interaction_id=hello.id,
)
print(f"Answer: {question.outputs[-1].text}")

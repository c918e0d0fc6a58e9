"""A picture by its address."""

from google import genai

client = genai.Client()

interaction = client.interactions.create(
    model="gemini-2.5-flash",
    input=[
        {"type": "image", "uri": "https://pictures.example.com/gulls.jpg"},
        {"type": "text", "text": "What can be seen here?"},
    ],
)
for output in interaction.outputs:
    if output.type == "text":
        print(output.text)

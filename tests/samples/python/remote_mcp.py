"""A tool on somebody's MCP server, which the service calls by itself."""

from google import genai

client = genai.Client()

tide_server = {"type": "mcp_server", "name": "tide_service", "url": "https://mcp.example.com/tides"}

interaction = client.interactions.create(
    model="gemini-2.5-flash",
    input="What does the tide look like in Porto today?",
    tools=[tide_server],
)
print(interaction.outputs[-1].text)

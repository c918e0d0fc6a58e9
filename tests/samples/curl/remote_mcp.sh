# A tool on somebody's MCP server, which the service calls by itself.
curl -sS -X POST "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions" \
  -H "Content-Type: application/json" \
  -H "x-goog-api-key: $GEMINI_API_KEY" \
  -d '{
    "model": "gemini-2.5-flash",
    "input": "What does the tide look like in Porto today?",
    "tools": [{"type": "mcp_server", "name": "tide_service", "url": "https://mcp.example.com/tides"}]
  }'

# An answer in the shape of a schema, on the ground of a search.
curl -sS -X POST "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions" \
  -H "Content-Type: application/json" \
  -H "x-goog-api-key: $GEMINI_API_KEY" \
  -d '{
    "model": "gemini-3-pro-preview",
    "input": "How did the last European football final end?",
    "tools": [{"type": "google_search"}],
    "response_format": {
      "type": "object",
      "properties": {
        "winner": {"type": "string"},
        "result": {"type": "string"}
      }
    }
  }'

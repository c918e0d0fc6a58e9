# The answer piece by piece.
curl -sS -X POST "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions?alt=sse" \
  -H "Content-Type: application/json" \
  -H "x-goog-api-key: $GEMINI_API_KEY" \
  -d '{
    "model": "gemini-2.5-flash",
    "input": "Explain how tides come about.",
    "stream": true
  }'

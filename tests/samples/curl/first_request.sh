# The first sample of the page: one text in, one text out.
curl -sS -X POST "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions" \
  -H "Content-Type: application/json" \
  -H "x-goog-api-key: $GEMINI_API_KEY" \
  -d '{
    "model": "gemini-3-pro-preview",
    "input": "Tell me a joke about code reviews."
  }'

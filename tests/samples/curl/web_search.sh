# The built-in search.
curl -sS -X POST "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions" \
  -H "Content-Type: application/json" \
  -H "x-goog-api-key: $GEMINI_API_KEY" \
  -d '{
    "model": "gemini-2.5-flash",
    "input": "Which team won the last Super Bowl?",
    "tools": [{"type": "google_search"}]
  }'

# The built-in reader of pages.
curl -sS -X POST "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions" \
  -H "Content-Type: application/json" \
  -H "x-goog-api-key: $GEMINI_API_KEY" \
  -d '{
    "model": "gemini-2.5-flash",
    "input": "Sum up what https://harbour.example.com/tides says.",
    "tools": [{"type": "url_context"}]
  }'

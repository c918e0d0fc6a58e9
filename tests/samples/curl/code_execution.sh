# The built-in interpreter.
curl -sS -X POST "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions" \
  -H "Content-Type: application/json" \
  -H "x-goog-api-key: $GEMINI_API_KEY" \
  -d '{
    "model": "gemini-2.5-flash",
    "input": "Work out the 30th Fibonacci number.",
    "tools": [{"type": "code_execution"}]
  }'

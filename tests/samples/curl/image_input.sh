# A picture beside a question.
curl -sS -X POST "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions" \
  -H "Content-Type: application/json" \
  -H "x-goog-api-key: $GEMINI_API_KEY" \
  -d '{
    "model": "gemini-2.5-flash",
    "input": [
      {"type": "text", "text": "What can be seen here?"},
      {"type": "image", "data": "'"$(base64 -w0 harbour.png)"'", "mime_type": "image/png"}
    ]
  }'

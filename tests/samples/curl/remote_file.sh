# A picture by its address.
curl -sS -X POST "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions" \
  -H "Content-Type: application/json" \
  -H "x-goog-api-key: $GEMINI_API_KEY" \
  -d '{
    "model": "gemini-2.5-flash",
    "input": [
      {"type": "image", "uri": "https://pictures.example.com/gulls.jpg"},
      {"type": "text", "text": "What can be seen here?"}
    ]
  }'

# A conversation that the client keeps, in one request.
curl -sS -X POST "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions" \
  -H "Content-Type: application/json" \
  -H "x-goog-api-key: $GEMINI_API_KEY" \
  -d '{
    "model": "gemini-2.5-flash",
    "input": [
      {"role": "user", "content": "Name the three largest cities of Japan."},
      {"role": "model", "content": "These are Tokyo, Osaka and Kyoto."},
      {"role": "user", "content": "And the best known landmark of the third one?"}
    ]
  }'

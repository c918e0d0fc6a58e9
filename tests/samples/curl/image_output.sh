# A picture as the answer.
curl -sS -X POST "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions" \
  -H "Content-Type: application/json" \
  -H "x-goog-api-key: $GEMINI_API_KEY" \
  -d '{
    "model": "gemini-3-pro-image-preview",
    "input": "Draw a lighthouse at dusk.",
    "response_modalities": ["IMAGE"]
  }'

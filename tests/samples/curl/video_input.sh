# A clip beside a question.
curl -sS -X POST "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions" \
  -H "Content-Type: application/json" \
  -H "x-goog-api-key: $GEMINI_API_KEY" \
  -d '{
    "model": "gemini-2.5-flash",
    "input": [
      {"type": "text", "text": "What happens in this clip?"},
      {"type": "video", "data": "'"$(base64 -w0 arrival.mp4)"'", "mime_type": "video/mp4"}
    ]
  }'

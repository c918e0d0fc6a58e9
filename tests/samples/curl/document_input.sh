# A document beside a question.
curl -sS -X POST "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions" \
  -H "Content-Type: application/json" \
  -H "x-goog-api-key: $GEMINI_API_KEY" \
  -d '{
    "model": "gemini-2.5-flash",
    "input": [
      {"type": "text", "text": "What is this report about?"},
      {"type": "document", "data": "'"$(base64 -w0 report.pdf)"'", "mime_type": "application/pdf"}
    ]
  }'

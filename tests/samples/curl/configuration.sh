# Settings of the model: temperature, length, thinking.
curl -sS -X POST "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions" \
  -H "Content-Type: application/json" \
  -H "x-goog-api-key: $GEMINI_API_KEY" \
  -d '{
    "model": "gemini-2.5-flash",
    "input": "Tell me a story about a patient lighthouse keeper.",
    "generation_config": {"temperature": 0.7, "max_output_tokens": 500, "thinking_level": "low"}
  }'

# An answer in the shape of a schema.
curl -sS -X POST "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions" \
  -H "Content-Type: application/json" \
  -H "x-goog-api-key: $GEMINI_API_KEY" \
  -d '{
    "model": "gemini-2.5-flash",
    "input": "Sort this letter: The ferry left ten minutes early and I missed my train.",
    "response_format": {
      "type": "object",
      "properties": {
        "verdict": {
          "type": "object",
          "properties": {
            "reason": {"type": "string", "description": "What went wrong."},
            "urgency": {"type": "string", "description": "When somebody should answer."}
          },
          "required": ["reason", "urgency"]
        }
      },
      "required": ["verdict"]
    }
  }'

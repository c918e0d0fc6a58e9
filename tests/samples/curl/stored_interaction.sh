# An interaction of the past, by the id in INTERACTION_ID.
curl -sS -X GET "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions/$INTERACTION_ID" \
  -H "x-goog-api-key: $GEMINI_API_KEY"

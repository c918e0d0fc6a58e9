# Two turns, of which the service keeps the first.
first=$(
  curl -sS -X POST "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions" \
    -H "Content-Type: application/json" \
    -H "x-goog-api-key: $GEMINI_API_KEY" \
    -d '{
      "model": "gemini-2.5-flash",
      "input": "Hello, my name is Ines."
    }'
)
echo "$first"
id=$(echo "$first" | python3 -c 'import json, sys; print(json.load(sys.stdin)["id"])')

curl -sS -X POST "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions" \
  -H "Content-Type: application/json" \
  -H "x-goog-api-key: $GEMINI_API_KEY" \
  -d '{
    "model": "gemini-2.5-flash",
    "input": "Do you remember my name?",
    "previous_interaction_id": "'"$id"'"
  }'

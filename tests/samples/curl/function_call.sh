# A function of the client, called by the model and answered in a second turn.
first=$(
  curl -sS -X POST "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions" \
    -H "Content-Type: application/json" \
    -H "x-goog-api-key: $GEMINI_API_KEY" \
    -d '{
      "model": "gemini-2.5-flash",
      "input": "How is the tide in Lisbon?",
      "tools": [{
        "type": "function",
        "name": "get_tide",
        "description": "Tells the state of the tide at a place.",
        "parameters": {
          "type": "object",
          "properties": {"location": {"type": "string", "description": "A town by the sea, such as Brest"}},
          "required": ["location"]
        }
      }]
    }'
)
echo "$first"
id=$(echo "$first" | python3 -c 'import json, sys; print(json.load(sys.stdin)["id"])')
call=$(echo "$first" | python3 -c 'import json, sys; print(json.load(sys.stdin)["outputs"][-1]["id"])')

curl -sS -X POST "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions" \
  -H "Content-Type: application/json" \
  -H "x-goog-api-key: $GEMINI_API_KEY" \
  -d '{
    "model": "gemini-2.5-flash",
    "previous_interaction_id": "'"$id"'",
    "input": [{
      "type": "function_result",
      "name": "get_tide",
      "call_id": "'"$call"'",
      "result": "The tide at Lisbon is high."
    }]
  }'

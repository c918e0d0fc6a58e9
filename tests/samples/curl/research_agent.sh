# An agent in the background, asked for its status until it is done.
first=$(
  curl -sS -X POST "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions" \
    -H "Content-Type: application/json" \
    -H "x-goog-api-key: $GEMINI_API_KEY" \
    -d '{
      "input": "Research the history of lighthouses.",
      "agent": "deep-research-pro-preview-12-2025",
      "background": true
    }'
)
echo "$first"
id=$(echo "$first" | python3 -c 'import json, sys; print(json.load(sys.stdin)["id"])')

while true; do
  now=$(
    curl -sS -X GET "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions/$id" \
      -H "x-goog-api-key: $GEMINI_API_KEY"
  )
  case $now in *in_progress*) sleep "$POLL_SECONDS" ;; *) break ;; esac
done
echo "$now"

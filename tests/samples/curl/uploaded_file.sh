# A picture that is uploaded first, in the two requests of a resumable upload; it comes from PICTURE_URL.
curl -sS -o gulls.jpg "$PICTURE_URL"
upload=$(
  curl -sS -D - -o /dev/null -X POST "$GOOGLE_GEMINI_BASE_URL/upload/v1beta/files" \
    -H "x-goog-api-key: $GEMINI_API_KEY" \
    -H "X-Goog-Upload-Protocol: resumable" \
    -H "X-Goog-Upload-Command: start" \
    -H "X-Goog-Upload-Header-Content-Length: $(wc -c < gulls.jpg)" \
    -H "X-Goog-Upload-Header-Content-Type: image/jpeg" \
    -H "Content-Type: application/json" \
    -d '{"file": {"display_name": "gulls"}}' |
    tr -d '\r' | sed -n 's/^x-goog-upload-url: //Ip'
)
uri=$(
  curl -sS -X POST "$upload" \
    -H "X-Goog-Upload-Offset: 0" \
    -H "X-Goog-Upload-Command: upload, finalize" \
    --data-binary @gulls.jpg |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["file"]["uri"])'
)
until curl -sS "$uri" -H "x-goog-api-key: $GEMINI_API_KEY" | grep -q ACTIVE; do sleep "$POLL_SECONDS"; done

curl -sS -X POST "$GOOGLE_GEMINI_BASE_URL/v1beta/interactions" \
  -H "Content-Type: application/json" \
  -H "x-goog-api-key: $GEMINI_API_KEY" \
  -d '{
    "model": "gemini-2.5-flash",
    "input": [
      {"type": "image", "uri": "'"$uri"'"},
      {"type": "text", "text": "What can be seen here?"}
    ]
  }'

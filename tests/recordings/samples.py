"""Exchanges of the API, small, and the files that other programs would keep them in."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

Json = dict[str, Any]
URL = "https://generativelanguage.googleapis.com/v1beta/interactions"
ID = "v1_ChdSQUFBQWFhYQ"
ASKED = {"model": "gemini-2.5-flash", "input": "Füße?"}
ANSWER = {
    "id": ID,
    "object": "interaction",
    "model": "gemini-2.5-flash",
    "role": "model",
    "status": "completed",
    "steps": [{"type": "model_output", "content": [{"type": "text", "text": "Zwei – two 👣"}]}],
}
BODY = json.dumps(ANSWER, ensure_ascii=False).encode()
EXCHANGE = {"request": {"method": "POST", "url": URL, "body": ASKED}, "response": {"status": 200, "body": ANSWER}}
REQUEST_BODY = json.dumps(ASKED, ensure_ascii=False)
SSE = (
    'event: interaction.created\r\ndata: {"event_type":"interaction.created","interaction":'
    f'{{"id":"{ID}","object":"interaction","model":"gemini-2.5-flash","status":"in_progress"}}}}\r\n\r\n'
    "event: done\r\ndata: [DONE]\r\n\r\n"
)
JSON_HEADERS = {"content-type": "application/json; charset=UTF-8"}


def vcr(*pairs: tuple[Json, Json]) -> Json:
    """A cassette of vcrpy's form of today."""
    return {"version": 1, "interactions": [{"request": asked, "response": answer} for asked, answer in pairs]}


def vcr_request(**other: Any) -> Json:
    """A create as vcrpy keeps it."""
    return {"method": "POST", "uri": URL, "body": REQUEST_BODY, "headers": {"Accept": ["*/*"]}, **other}


def vcr_response(body: Any = None, **headers: str) -> Json:
    """An answer as vcrpy keeps it."""
    named = {name.replace("_", "-"): [value] for name, value in headers.items()}
    return {
        "status": {"code": 200, "message": "OK"},
        "headers": {"Content-Type": ["application/json"], **named},
        "body": {"string": BODY.decode()} if body is None else body,
    }


FOREIGN_CASSETTES: dict[str, Json] = {
    "of today": vcr((vcr_request(), vcr_response())),
    "bytes": vcr((vcr_request(body=REQUEST_BODY.encode()), vcr_response({"string": BODY}))),
    "base64": vcr(
        (
            vcr_request(body={"base64_string": base64.encodebytes(REQUEST_BODY.encode()).decode()}),
            vcr_response({"base64_string": base64.b64encode(BODY).decode()}),
        )
    ),
    "gzip": vcr((vcr_request(), vcr_response({"string": gzip.compress(BODY)}, Content_Encoding="gzip"))),
    "undone gzip": vcr((vcr_request(), vcr_response(Content_Encoding="gzip"))),
    "json= of aiohttp": vcr((vcr_request(body=ASKED), vcr_response())),
    "httpx before vcrpy 6": vcr(
        (
            vcr_request(),
            {"status_code": 200, "http_version": "HTTP/1.1", "headers": JSON_HEADERS, "content": BODY.decode()},
        )
    ),
    "Ruby's": {
        "http_interactions": [
            {
                "request": {
                    "method": "post",
                    "uri": URL,
                    "body": {"encoding": "UTF-8", "string": REQUEST_BODY},
                    "headers": {"Accept": ["*/*"]},
                },
                "response": {
                    "status": {"code": 200, "message": "OK"},
                    "headers": {"Content-Type": ["application/json"]},
                    "body": {"encoding": "ASCII-8BIT", "string": BODY},
                },
                "recorded_at": "Thu, 16 Jul 2026 10:00:00 GMT",
            }
        ],
        "recorded_with": "VCR 6.2.0",
    },
}


def entry(**other: Any) -> Json:
    """An entry of a HAR, as a browser writes it."""
    return {
        "startedDateTime": "2026-07-16T10:00:00.123Z",
        "time": 812.5,
        "request": {
            "method": "POST",
            "url": URL,
            "httpVersion": "http/2.0",
            "headers": [{"name": ":authority", "value": "x"}, {"name": "X-Goog-Api-Key", "value": "AIza" + "x" * 35}],
            "postData": {"mimeType": "application/json", "text": REQUEST_BODY},
        },
        "response": har_response(BODY.decode()),
        "cache": {},
        "timings": {},
        **other,
    }


def har_response(text: str | None, mime: str = "application/json", **content: Any) -> Json:
    """The response of an entry of a HAR."""
    held = {"size": 99, "mimeType": mime, **({} if text is None else {"text": text}), **content}
    headers = [{"name": "content-type", "value": mime}, {"name": "content-encoding", "value": "br"}]
    return {"status": 200, "statusText": "OK", "headers": headers, "content": held}


def har(*entries: Json) -> Json:
    """A HAR file."""
    return {"log": {"version": "1.2", "creator": {"name": "WebInspector", "version": "537.36"}, "entries": [*entries]}}
